"""Answers what a deed asks in plain lines: every choice has a number, nothing is drawn twice."""

from collections.abc import Sequence

from tui.desk import Desk
from tui.face import Choice, Credentials, NewPassword, Tone
from tui.places import Place
from tui.text_face.describing import Describing
from tui.text_face.lines import Lines
from tui.words import Words

_END = "."
_OVER = "-"
"""Alone on a line of a longer text: what is written already goes."""


class TextFace:
    """The face of a desk in lines. What happens meanwhile waits for the next prompt; an alarm does not."""

    def __init__(self, desk: Desk, words: Words, lines: Lines) -> None:
        self._desk = desk
        self._words = words
        self._lines = lines
        self._describing = Describing(desk, words)
        self._waiting: list[str] = []

    # Questions

    async def choose(
        self, title: str, choices: Sequence[Choice], *, lines: Sequence[str] = (), is_long: bool = False
    ) -> str | None:
        self._write(title, *lines)
        for number, choice in enumerate(choices, 1):
            self._lines.write(f"{number}. {choice.label}")
            for line in choice.detail.splitlines():
                self._lines.write(f"   {line}")
        number = await self.ask_number(self._words.say("text.choose"), len(choices))
        return choices[number - 1].value if number else None

    async def choose_with_labels(
        self, title: str, choices: Sequence[Choice], labels_title: str, labels: Sequence[Choice]
    ) -> tuple[str, tuple[str, ...]] | None:
        self._write(labels_title)
        for number, label in enumerate(labels, 1):
            self._lines.write(f"{number}. {label.label}")
        typed = await self._lines.read(self._words.say("text.labels"))
        if typed is None:
            return None
        picked = [int(word) for word in typed.replace(",", " ").split() if word.isdecimal()]
        wanted = tuple(label.value for number, label in enumerate(labels, 1) if number in picked)
        chosen = await self.choose(title, choices)
        return None if chosen is None else (chosen, wanted)

    async def write(self, title: str, hint: str, *, slot: str, is_long: bool = False) -> str | None:
        if is_long:
            return await self.write_long(title, hint, slot=slot)
        self._write(title, hint)
        before = self._desk.unsent.text(slot)
        if before:
            self._write(self._words.say("text.written"), before)
        typed = await self._lines.read(self._words.say("text.write"))
        if typed is None or typed.strip() == _END:
            return None
        text = typed or before
        self._desk.unsent.keep(slot, text)
        return text

    async def write_long(self, title: str, hint: str, *, slot: str) -> str | None:
        """Lines until one that holds only a dot, after those that are there already. Each is kept as soon as it is
        typed."""
        self._write(title, *filter(None, (hint,)))
        kept = self._desk.unsent.text(slot)
        if kept:
            self._write(self._words.say("text.written"), *kept.splitlines(), self._words.say("text.write_over"))
        self._write(self._words.say("text.write_long"))
        while True:
            line = await self._lines.read("")
            if line is None:
                return None
            if line.strip() == _END:
                return kept
            if line.strip() == _OVER:
                kept = ""
                self._desk.unsent.drop(slot)
                continue
            kept = f"{kept}\n{line}" if kept else line
            self._desk.unsent.keep(slot, kept)

    async def confirm(self, title: str, lines: Sequence[str], yes: str, no: str) -> bool:
        self._write(title, *lines, self._words.say("text.yes_no", yes=yes), self._words.say("text.no_yes", no=no))
        return await self.ask_number(self._words.say("text.confirm"), 1) == 1

    async def show(self, title: str, lines: Sequence[str]) -> bool:
        self._write(title, *lines)
        typed = await self._lines.read(self._words.say("text.go_on"))
        return typed is not None and typed.strip() != "0"

    async def ask_credentials(self, name: str, sentence: str, *, is_known: bool) -> Credentials | None:
        self._write(self._words.say("sign_in.title"), *filter(None, (sentence,)))
        typed = name if is_known else await self._lines.read(self._words.label(self._words.say("sign_in.name"), ""))
        if typed is None:
            return None
        password = await self._secret("sign_in.password")
        return None if password is None else Credentials(typed.strip(), password)

    async def ask_new_password(self, sentence: str) -> NewPassword | None:
        self._write(self._words.say("password.title"), *filter(None, (sentence,)))
        typed = []
        for key in ("password.current", "password.new", "password.again"):
            secret = await self._secret(key)
            if secret is None:
                return None
            typed.append(secret)
        return NewPassword(*typed)

    async def ask_number(self, prompt: str, last: int) -> int:
        """From 1 to the last; 0 when given up."""
        while True:
            typed = await self._lines.read(prompt)
            if typed is None or typed.strip() == "0":
                return 0
            if typed.strip().isdecimal() and 1 <= int(typed) <= last:
                return int(typed)
            self._lines.write(self._words.say("text.unknown", typed=typed.strip()))

    async def _secret(self, key: str) -> str | None:
        prompt = self._words.label(f"{self._words.say(key)} ({self._words.say('sign_in.hidden')})", "")
        return await self._lines.read(prompt, is_secret=True)

    # What is told

    def insert(self, text: str, *, on_own_lines: bool = False) -> None:
        """At the end of what is written."""
        slot = self._desk.slot
        kept = self._desk.unsent.text(slot)
        self._desk.unsent.keep(slot, f"{kept}\n{text}" if kept else text)
        self._write(self._words.say("text.written"), *self._desk.unsent.text(slot).splitlines())

    def tell(self, sentence: str, tone: Tone = Tone.DONE) -> None:
        self._lines.write(self._toned(sentence, tone))

    async def go(self, place: Place) -> None:
        self._write(*self._describing.tell_place())

    @property
    def rows(self) -> tuple[str, ...]:
        """Cases or drafts in the order of the numbers that were told."""
        return self._describing.rows

    def tell_again(self) -> None:
        """Where one stands, entire."""
        self._describing.forget()
        self._write(*self._describing.tell_place())

    def tell_answer(self) -> None:
        self._write(*self._describing.tell_answer())

    def announce(self, sentence: str, tone: Tone, *, rings: bool) -> None:
        if rings:
            self._lines.ring()
        told = self._toned(sentence, tone)
        if tone is Tone.ALARM:
            self._lines.interrupt_with(told)
        else:
            self._waiting.append(told)

    def tell_waiting(self) -> None:
        """What happened since the last prompt, once each."""
        told, self._waiting = list(dict.fromkeys(self._waiting)), []
        self._write(*told)
        self._write(*self._describing.tell_news())

    async def update(self) -> None:
        """Nothing: lines that are written are never written again."""

    def _toned(self, sentence: str, tone: Tone) -> str:
        return self._words.label(self._words.say(f"tone.{tone}"), sentence)

    def _write(self, *lines: str) -> None:
        for line in lines:
            self._lines.write(line)
