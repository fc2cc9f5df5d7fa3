"""The box in which an agent writes. Every change is kept in memory at once."""

from textual.widgets import TextArea

from tui.unsent import UnsentTexts


class WritingBox(TextArea):
    """A text of one slot of the unsent texts."""

    def __init__(self, unsent: UnsentTexts, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id, placeholder=placeholder, soft_wrap=True, tab_behavior="focus")
        self.cursor_blink = False
        self._unsent = unsent
        self._slot = ""
        self._kept = ""

    def show_slot(self, slot: str) -> None:
        """The text of that slot; what was changed elsewhere (sent, dropped, inserted) is shown as it is there."""
        if slot == self._slot and self._unsent.text(slot) == self._kept:
            return
        self._slot, self._kept = slot, self._unsent.text(slot)
        self.load_text(self._kept)
        self.move_cursor(self.document.end)

    def keep(self) -> None:
        """What was sent or dropped meanwhile is not brought back."""
        if self._slot and self._unsent.text(self._slot) == self._kept:
            self._unsent.keep(self._slot, self.text)
            self._kept = self._unsent.text(self._slot)

    def on_text_area_changed(self) -> None:
        self.keep()
