"""What is said of an answer: its words, its sources numbered and named with their date, what can be done next.

Reads the answer as it was released, guarded and whole. No address is ever said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import urlsplit

from assistant.conversation.types import Answer, AnswerPart, NextStep, Source
from assistant.messages.catalogue import Messages
from assistant.messages.dates import spell_date
from assistant.vocabulary import AnswerStatus, Completeness, Language, PartKind
from assistant.voice.spoken_text import to_spoken
from assistant.voice.spoken_words import read_spoken_words

LONGEST_SENTENCE = 400
SHORT_ANSWER_WORDS = 60
"""Of the pages' own words, before the rest is offered: what can be remembered after one hearing."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"\w+")
_FOLLOWING = re.compile(r"\b(?:les|des|ces|un des|une des) ((?:\w+ )?\w+s) suivante?s\b", re.IGNORECASE)
_NEEDED_KINDS = ("form", "online_service", "simulator", "letter", "contact", "cost")
"""Next steps that are said; a text of law is read on a screen."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to say."""

    text: str
    """Words only."""
    language: Language
    is_kept: bool = True
    """False for what holds a person's own words: no engine remembers it."""


@dataclass(frozen=True, slots=True)
class SpokenAnswer:
    """An answer as it is said, in its order."""

    lead: tuple[Sentence, ...]
    """The beginning, up to :data:`SHORT_ANSWER_WORDS`; everything when somebody may be in danger."""
    rest: tuple[Sentence, ...]
    """What is said on request."""
    choices: tuple[Sentence, ...]
    """The clarifying question and its numbered answers."""
    warnings: tuple[Sentence, ...]
    """What is missing, and what is old."""
    sources: tuple[Sentence, ...]
    """The cited ones first."""
    next_steps: tuple[Sentence, ...]
    notice: tuple[Sentence, ...]
    is_urgent: bool
    """Somebody may be in danger: nothing of it is left out or interrupted."""

    @property
    def everything(self) -> tuple[Sentence, ...]:
        """All of it, for a page where a person stops the sound as they like."""
        return (
            *self.lead, *self.rest, *self.warnings, *self.sources, *self.next_steps, *self.choices, *self.notice,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerSpeaker:
    """Turns answers into sentences."""

    messages: Messages

    def speak(self, answer: Answer, *, short_words: int = SHORT_ANSWER_WORDS) -> SpokenAnswer:
        language = answer.question.language
        is_urgent = answer.status is AnswerStatus.DANGER or any(
            verdict.guard == "distress" for verdict in answer.verdicts
        )
        is_by_a_person = any(part.kind is PartKind.WRITTEN for part in answer.parts)
        parts = [part for part in answer.parts if part is not answer.clarifying]
        said = [sentence for part in parts for sentence in self._part(part)]
        cut = len(said) if is_urgent else _cut(said, short_words)
        return SpokenAnswer(
            lead=tuple(said[:cut]),
            rest=tuple(said[cut:]),
            choices=tuple(self._choices(answer)),
            warnings=tuple(self._warnings(answer)),
            sources=tuple(self._sources(answer.sources, language)),
            next_steps=tuple(self._next_steps(answer.next_steps, language)),
            notice=() if is_by_a_person else self._own("voice.notice_after", language),
            is_urgent=is_urgent,
        )

    def say(self, text: str, language: Language, *, is_kept: bool = True) -> tuple[Sentence, ...]:
        """Any text as sentences to say."""
        return tuple(Sentence(piece, language, is_kept) for piece in split_spoken(to_spoken(text, language)))

    def _part(self, part: AnswerPart) -> Iterator[Sentence]:
        language = Language(part.language)
        match part.kind:
            case PartKind.REWORDED:
                yield from self._own("answer.simplified", language)
            case PartKind.VALIDATED:  # its heading names the service that wrote it, and the day
                yield from self.say(part.heading, language)
            case PartKind.WRITTEN:
                yield from self._own("review.written", language)
            case PartKind.QUOTE | PartKind.FIXED:
                pass
            case _:
                assert_never(part.kind)
        for line in announce_lists(part.lines, language, self.messages, items=part.items):
            yield from self.say(line, language)

    def _choices(self, answer: Answer) -> Iterator[Sentence]:
        language = answer.question.language
        if answer.clarifying is None:
            return
        yield from self.say(answer.clarifying.text, language)
        for choice in answer.choices:
            yield from self._in_french("voice.choice", language, choice.label, number=choice.number)
        yield from self._own("voice.choose", language)

    def _warnings(self, answer: Answer) -> Iterator[Sentence]:
        language = answer.question.language
        if answer.missing:
            what = ", ".join(self.messages.text(f"want.{want}", language) for want in answer.missing)
            yield from self._own("answer.missing", language, what=what)
        elif answer.completeness is Completeness.PARTIAL:
            yield from self._own("answer.partial", language)
        if any(source.is_stale and source.cited for source in answer.sources):
            yield from self._own("answer.stale", language)

    def _sources(self, sources: Sequence[Source], language: Language) -> Iterator[Sentence]:
        undated = self.messages.text("answer.undated", language)
        for source in sorted(sources, key=lambda source: not source.cited):
            day = source.updated_on
            dated = self.messages.text("answer.updated_on", language, date=spell_date(day, language)) if day else ""
            told = {"number": source.number, "site": _name_site(source.url), "date": dated or undated}
            yield from self._in_french("voice.source", language, source.title, **told)

    def _next_steps(self, steps: Sequence[NextStep], language: Language) -> Iterator[Sentence]:
        said = [step for step in steps if step.kind in _NEEDED_KINDS]
        if said:
            yield from self._own("answer.next_steps", language)
        for step in said:
            kind = self.messages.text(f"next_step.{step.kind}", language)
            number = f", {step.form_number}" if step.form_number else ""
            yield from self._in_french("voice.step", language, f"{step.title}{number}", kind=kind)

    def _in_french(self, key: str, language: Language, words: str, **values: object) -> Iterator[Sentence]:
        """A sentence of ours around words of the pages, which are French whatever the language of the rest."""
        if language is Language.FRENCH:
            yield from self._own(key, language, words=words, **values)
            return
        yield from self._own(key, language, words="", **values)
        yield from self.say(words, Language.FRENCH)

    def _own(self, key: str, language: Language, **values: object) -> tuple[Sentence, ...]:
        return self.say(self.messages.text(key, language, **values), language)


def announce_lists(
    lines: Sequence[str], language: Language, messages: Messages, *, items: Sequence[int] = ()
) -> Iterator[str]:
    """Lines of an answer; those of a list are counted first, then numbered: « Trois documents. Un : … ».

    ``items`` are the numbers of the lines of lists where they are known; where none is, short lines that are no
    sentences are taken for them.
    """
    place = 0
    while place < len(lines):
        line = lines[place].strip()
        listed = _items_after(lines, place, items) if line.endswith(":") else []
        if len(listed) < 2:
            yield line.rstrip(":").rstrip() + "." if line.endswith(":") and not listed else line
            place += 1
            continue
        opening = line.rstrip(":").rstrip()
        yield opening if opening.endswith((".", "!", "?")) else f"{opening}."
        named = _FOLLOWING.search(opening) if language is Language.FRENCH else None
        if named:
            yield messages.text("voice.list_of", language, count=len(listed), what=named[1])
        else:
            yield messages.text("voice.list", language, count=len(listed))
        for number, item in enumerate(listed, start=1):
            yield messages.text("voice.item", language, number=number, item=item.strip().rstrip(" ;,."))
        place += 1 + len(listed)


def split_spoken(said: str) -> Iterator[str]:
    """Sentences of at most :data:`LONGEST_SENTENCE` characters, cut at a comma or between words where one is longer."""
    for sentence in _SENTENCE_END.split(said):
        rest = sentence.strip()
        while len(rest) > LONGEST_SENTENCE:
            window = rest[:LONGEST_SENTENCE]
            cut = max(window.rfind(mark) for mark in (", ", "; ", ": "))
            cut = cut + 1 if cut > LONGEST_SENTENCE // 3 else window.rfind(" ")
            cut = cut if cut > 0 else LONGEST_SENTENCE
            yield rest[:cut].strip()
            rest = rest[cut:].strip()
        if rest:
            yield rest


def _items_after(lines: Sequence[str], opening: int, items: Sequence[int]) -> list[str]:
    """The lines that a line ending in « : » introduces."""
    listed: list[str] = []
    for number in range(opening + 1, len(lines)):
        written = lines[number].strip()
        ends_the_list = number not in items if items else written.endswith((".", "!", "?", ":")) or "\t" in written
        if ends_the_list:
            break
        listed.append(written)
    return listed


def _cut(said: Sequence[Sentence], words: int) -> int:
    """How many sentences make the beginning: at least one, and never a rest of a word or two."""
    spoken, place = 0, 0
    for place, sentence in enumerate(said):
        spoken += len(_WORD.findall(sentence.text))
        if spoken > words and place:
            return place
    return len(said)


def _name_site(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    sites = read_spoken_words(Language.FRENCH).sites
    known = next((name for end, name in sites.items() if host == end or host.endswith("." + end)), "")
    return re.sub(r"^(?:de l'|des |de la |du |de )", "", known) or host.rpartition(".")[0].replace(".", " ")
