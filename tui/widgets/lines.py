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
        elif desk.account:
            facts.append(desk.account.display_name)
        if desk.answers_people or not desk.account:  # who answers nobody listens to no event
            facts.append(words.say(f"header.{desk.connection}", seconds=desk.retry_seconds))
        lines = [Content.styled(" · ".join(facts), "bold")]
        lines += [
            Content.styled(notice, "bold reverse" if is_alarm else "")
            for notice, is_alarm in tell_notices(desk.queues, words, desk.keeping.contests.left)
            if is_alarm or not desk.is_keeping  # the rest is about requests, with their keys
        ]
        self.update(Content("\n").join(lines))


class QueueTabs(Static):
    """The lists with their keys and counts. The one that is shown stands between brackets."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._tabs: list[tuple[str, bool]] = []

    def tell(self, tabs: list[tuple[str, bool]]) -> None:
        """Each tab, and whether it is the one."""
        self._tabs = [(f"[{text}]" if is_shown else f" {text} ", is_shown) for text, is_shown in tabs]
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.content_size.width or self.app.size.width - 2
        drawn = [Content.styled(text, "bold reverse" if is_shown else "") for text, is_shown in self._tabs]
        lines = lay_out([len(text) for text, _ in self._tabs], width, 0)
        self.update(Content("\n").join([Content("").join([drawn[number] for number in line]) for line in lines]))


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
        shown = others + needed
        lines = lay_out([len(f"{key} {label}") for key, label in shown], width, len(_BETWEEN))
        if len(lines) <= most_lines or not others:
            return [[shown[number] for number in line] for line in lines]
        others.pop()


def lay_out(lengths: Sequence[int], width: int, gap: int) -> list[list[int]]:
    """Numbers of the items of each line, when none is broken and all keep their order."""
    lines: list[list[int]] = []
    used = width
    for number, length in enumerate(lengths):
        if not lines or used + gap + length > width:
            lines.append([])
            used = -gap
        lines[-1].append(number)
        used += gap + length
    return lines
