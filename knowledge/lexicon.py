"""How people write and talk, as data: ``lexicon.yaml`` put to use, so that their words meet those of the pages."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from typing import Any

import yaml

from knowledge.french import fold
from knowledge.phrase_book import PhraseBook
from knowledge.shorthand import Shorthand
from knowledge.types import KnowledgeError
from knowledge.word_forms import english_forms, french_forms, singular

_WORD = re.compile(r"[^\W_]+")
_OF_NO_MEANING = """
ce ces cet cette d de des du l la le les leur leurs ma mes mon n ne nos notre sa ses son ta tes ton un une vos votre
"""
_FRENCH_FILLERS = frozenset(_OF_NO_MEANING.split())
_ENGLISH_FILLERS = frozenset({"a", "an", "for", "her", "his", "my", "of", "our", "the", "their", "to", "your"})
_ENGLISH_MARKS = 2
"""How many different unmistakably English words show that a question is in English, whatever it is taken for."""

_OFFICIAL = ("everyday", "acronyms", "acronyms_in_capitals", "english")
_WAYS = ("writing", *_OFFICIAL, "verbs")
_MARKS = "english_marks"

Ways = Mapping[str, Sequence[str]]
"""Official words, and the ways that people have to say or write them."""


class BadLexicon(KnowledgeError):
    """A lexicon that cannot be used. ``str(error)`` names the section and the entry."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What people write and say, and what it stands for. Read-only, so thread-safe."""

    _shorthand: Shorthand
    _french: PhraseBook
    """Everyday words, initials, and what initials are written out as."""
    _capitals: Mapping[str, tuple[str, ...]]
    """Initials that are ordinary words when written small, and what they stand for."""
    _english: PhraseBook
    _english_marks: frozenset[str]
    official_words: tuple[str, ...]
    """All that :meth:`official` can answer with, initials aside."""

    def rewrite(self, question: str) -> str:
        """The question with text-message writing and spellings by ear put into words; all else stays as it is."""
        return self._shorthand.expand(question)

    def official(self, question: str, *, language: str = "fr") -> tuple[str, ...]:
        """What the everyday words and initials of a question stand for, each once, in the question's order.

        Words of the pages that the question already holds are left out. A word of two meanings gives both: these are
        words to search besides the person's own, never instead. English words count when ``language`` is ``en`` or
        when two words of the question are unmistakably English. Give it what :meth:`rewrite` returns.
        """
        written = _WORD.findall(unicodedata.normalize("NFC", question))
        words = [fold(word) for word in written]
        found = [*self._french.find(words), *self._initials(written, question)]
        if language == "en" or len(self._english_marks.intersection(words)) >= _ENGLISH_MARKS:
            found += self._english.find(words)
        asked = {singular(word) for word in words}
        in_order = dict.fromkeys(
            meaning for _, meaning in sorted(found, key=lambda place_and_meaning: place_and_meaning[0])
        )
        return tuple(meaning for meaning in in_order if not _meaning_words(meaning) <= asked)

    def _initials(self, written: Sequence[str], question: str) -> Iterator[tuple[int, str]]:
        if question.isupper():
            return
        for place, word in enumerate(written):
            for meaning in self._capitals.get(word, ()):
                yield place, meaning


@cache
def read_lexicon() -> Lexicon:
    """The lexicon of the package. Raises :class:`BadLexicon`."""
    return parse_lexicon(resources.files(__package__).joinpath("lexicon.yaml").read_text(encoding="utf-8"))


def parse_lexicon(text: str) -> Lexicon:
    """A lexicon out of its YAML. Raises :class:`BadLexicon` for an unknown section, an entry given twice, one that is
    no text, and shorthand that would rewrite what it has put into words."""
    sections, marks = read_sections(text)
    everyday = [_by_way(sections[name]) for name in ("everyday", "acronyms")]
    capitals = _by_way(sections["acronyms_in_capitals"])
    everyday.append(_written_out(sections["acronyms"]))
    forms = partial(french_forms, verbs=_verbs(sections["verbs"]))
    try:
        return Lexicon(
            _shorthand=Shorthand(_spellings(sections["writing"])),
            _french=PhraseBook(_merged(everyday), forms=forms, fillers=_FRENCH_FILLERS),
            _capitals={initials: tuple(stands_for) for initials, stands_for in capitals.items()},
            _english=PhraseBook(_merged([_by_way(sections["english"])]), forms=english_forms, fillers=_ENGLISH_FILLERS),
            _english_marks=frozenset(map(fold, marks)),
            official_words=tuple(dict.fromkeys(words for name in _OFFICIAL for words in sections[name])),
        )
    except ValueError as error:
        raise BadLexicon(f"lexicon.yaml: {error}") from error


def read_sections(text: str) -> tuple[Mapping[str, Ways], Sequence[str]]:
    """The sections as written and the words that mark English, checked for their shape. Raises :class:`BadLexicon`."""
    try:
        content = yaml.load(text, Loader=_NoDuplicates)  # noqa: S506 (a safe loader)
    except yaml.YAMLError as error:
        raise BadLexicon(f"lexicon.yaml is no valid YAML: {error}") from error
    if not isinstance(content, dict) or set(content) != {*_WAYS, _MARKS}:
        raise BadLexicon(f"lexicon.yaml has exactly these sections: {', '.join((*_WAYS, _MARKS))}.")
    return {name: _section(name, content[name]) for name in _WAYS}, _texts(_MARKS, content[_MARKS])


class _NoDuplicates(yaml.CSafeLoader):
    """YAML says nothing of a key given twice and keeps the last: here it is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [key for key, count in Counter(keys).items() if count > 1]
        if twice:
            raise yaml.YAMLError(f"« {twice[0]} » stands twice,{node.start_mark}")
        return super().construct_mapping(node, deep)


def _section(name: str, section: Any) -> Ways:
    if not isinstance(section, dict):
        raise BadLexicon(f"lexicon.yaml: section « {name} » is no mapping.")
    for official, ways in section.items():
        if not isinstance(official, str):
            raise BadLexicon(f"lexicon.yaml: « {name} » / « {official} » is no text: quote it.")
        _texts(f"{name} » / « {official}", ways)
    return section


def _texts(place: str, texts: Any) -> Sequence[str]:
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
        raise BadLexicon(f"lexicon.yaml: « {place} » is no list of texts: quote what YAML reads otherwise.")
    if len(set(texts)) < len(texts):
        raise BadLexicon(f"lexicon.yaml: « {place} » lists a text twice.")
    return texts


def _spellings(section: Ways) -> dict[str, str]:
    """One spelling stands for one thing: what a person is read as must not depend on the order of a file."""
    words_of: dict[str, str] = {}
    for words, spellings in section.items():
        for spelling in spellings:
            if spelling in words_of:
                raise BadLexicon(f"lexicon.yaml: « writing » / « {spelling} » stands for two things.")
            words_of[spelling] = words
    return words_of


def _verbs(section: Ways) -> dict[str, tuple[str, ...]]:
    return {infinitive: tuple(map(fold, forms)) for infinitive, forms in section.items()}


def _by_way(section: Ways) -> dict[str, list[str]]:
    """What each way stands for, in the file's order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for official, ways in section.items():
        for way in ways:
            found[way].append(official)
    return dict(found)


def _written_out(section: Ways) -> dict[str, list[str]]:
    """The way back: from the words to their first initials."""
    return {official: [initials[0]] for official, initials in section.items()}


def _merged(parts: Iterable[Mapping[str, Sequence[str]]]) -> dict[tuple[str, ...], list[str]]:
    merged: defaultdict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for part in parts:
        for way, stands_for in part.items():
            merged[tuple(_WORD.findall(unicodedata.normalize("NFC", way.lower())))].update(dict.fromkeys(stands_for))
    return {words: list(stands_for) for words, stands_for in merged.items()}


@cache
def _meaning_words(text: str) -> frozenset[str]:
    return frozenset(singular(fold(word)) for word in _WORD.findall(text) if fold(word) not in _FRENCH_FILLERS)
