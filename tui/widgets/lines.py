"""The lines around a place: who is here, what was told, which keys act."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from tui.actions import Action, spell_key
from tui.desk import Desk
from tui.face import Tone
from tui.telling.rows import tell_notices
from tui.words import Words

_BETWEEN = "  "


class StatusLine(Static):
    """The agent, the connection, and what should be known before anything else."""

    def tell(self, desk: Desk, words: Words) -> None:
        facts = [words.say("title")]
        if desk.account and desk.queues:
            presence = words.say(f"presence_name.{desk.queues.me}")
            facts.append(words.say("header.account", name=desk.account.display_name, presence=presence))
        facts.append(words.say(f"header.{desk.connection}", seconds=desk.retry_seconds))
        lines = [Content.styled(" · ".join(facts), "bold")]
        lines += [
            Content.styled(notice, "bold reverse" if is_alarm else "")
            for notice, is_alarm in tell_notices(desk.queues, words)
        ]
        self.update(Content("\n").join(lines))


class ToldLine(Static):
    """The last sentence that was told. It stays until the next one, so that nobody has to read fast."""

    def tell(self, sentence: str, tone: Tone, words: Words) -> None:
        self.set_class(tone is not Tone.DONE, "-warning")
        told = words.label(words.say(f"tone.{tone}"), sentence)
        self.update(Content.styled(told, "bold reverse" if tone is Tone.ALARM else "bold"))


class Hints(Static):
    """The keys that act here and now, as many as fit; F1 always does."""

    MOST_LINES = 2
    NARROW_LINES = 3
    """On fewer than 60 columns."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._items: tuple[tuple[str, str], ...] = ()

    def tell(self, actions: Sequence[Action], words: Words) -> None:
        items = tuple((spell_key(action.key, words), words.say(f"action.{action.name}")) for action in actions)
        if items != self._items:
            self._items = items
            self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.content_size.width or self.app.size.width - 2
        lines = fit_hints(self._items, width, self.MOST_LINES if width >= 60 else self.NARROW_LINES)
        drawn = [
            Content(_BETWEEN).join([Content.assemble((key, "bold underline"), f" {label}") for key, label in line])
            for line in lines
        ]
        self.update(Content("\n").join(drawn))


def fit_hints(items: Sequence[tuple[str, str]], width: int, most_lines: int) -> list[list[tuple[str, str]]]:
    """Lines of hints no wider than ``width``. What does not fit is left out, never the help, which F1 opens."""
    needed = [item for item in items if item[0] == "F1"]
    others = [item for item in items if item[0] != "F1"]
    while True:
        lines = _lay(others + needed, width)
        if len(lines) <= most_lines or not others:
            return lines
        others.pop()


def _lay(items: Sequence[tuple[str, str]], width: int) -> list[list[tuple[str, str]]]:
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0
    for item in items:
        length = len(item[0]) + 1 + len(item[1])
        if lines[-1] and used + len(_BETWEEN) + length > width:
            lines.append([])
            used = 0
        used += length + (len(_BETWEEN) if lines[-1] else 0)
        lines[-1].append(item)
    return lines
