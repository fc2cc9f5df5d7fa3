"""Writing of text messages and by ear, put into words: « g pa recu » is « j'ai pas recu »."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.french import fold

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = frozenset("'’ʼ`´‘")
_ATTACHING = frozenset("-‐‑@/_")
"""A word next to one of these is a piece of something else: a compound, an address."""


@dataclass(frozen=True, slots=True)
class _Spelling:
    parts: tuple[str, ...]
    """Words of the spelling in lower case; without accents where it is listed without."""
    joints: tuple[str, ...]
    """What stands between them: a space or an apostrophe."""
    is_accented: bool
    """Whether its accents tell it from another word (« jé » from « je »)."""
    words: str


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    lowered: str
    folded: str
    is_capitals: bool


class Shorthand:
    """Spellings and the words that they stand for. Read-only once built, so thread-safe."""

    def __init__(self, words_of: Mapping[str, str]) -> None:
        """Raises ``ValueError`` for a spelling that holds anything but words, spaces and apostrophes, and where the
        words of one spelling hold another: what is put into words must stay as it is."""
        by_first: defaultdict[str, list[_Spelling]] = defaultdict(list)
        for written, words in words_of.items():
            spelling = _read(written, words)
            by_first[fold(spelling.parts[0])].append(spelling)
        self._by_first = {
            first: tuple(sorted(found, key=lambda spelling: (-len(spelling.parts), not spelling.is_accented)))
            for first, found in by_first.items()
        }
        for written, words in words_of.items():
            if self.expand(words) != words:
                raise ValueError(f"« {words} », for « {written} », is itself rewritten.")

    def expand(self, text: str) -> str:
        """The text, composed, with its shorthand in words. A word in capitals among others is taken for initials:
        « CT » is no « ct »."""
        text = unicodedata.normalize("NFC", text)
        tokens = [_token(found) for found in _WORD.finditer(text)]
        joints = [text[left.end : right.start] for left, right in pairwise(tokens)]
        # Nothing stands before the first word and after the last one.
        around = [text[: tokens[0].start], *joints, text[tokens[-1].end :]] if tokens else []
        has_small_letters = any(character.islower() for character in text)
        pieces: list[str] = []
        end = at = 0
        while at < len(tokens):
            spelling = self._longest_at(at, tokens, around, has_small_letters)
            if spelling is None:
                at += 1
                continue
            last = tokens[at + len(spelling.parts) - 1]
            pieces += [text[end : tokens[at].start], _as_written(spelling.words, text[tokens[at].start : last.end])]
            end = last.end
            at += len(spelling.parts)
        pieces.append(text[end:])
        return "".join(pieces)

    def _longest_at(
        self, at: int, tokens: Sequence[_Token], around: Sequence[str], has_small_letters: bool
    ) -> _Spelling | None:
        for spelling in self._by_first.get(tokens[at].folded, ()):
            part = tokens[at : at + len(spelling.parts)]
            if (
                len(part) == len(spelling.parts)
                and all(_is(token, written, spelling) for token, written in zip(part, spelling.parts, strict=True))
                and all(
                    _same_joint(joint, between)
                    for joint, between in zip(spelling.joints, around[at + 1 : at + len(part)], strict=True)
                )
                and not (has_small_letters and any(token.is_capitals for token in part))
                and _stands_free(at, at + len(part), tokens, around)
            ):
                return spelling
        return None


def _read(written: str, words: str) -> _Spelling:
    lowered = unicodedata.normalize("NFC", written.lower())
    found = list(_WORD.finditer(lowered))
    parts = tuple(match.group() for match in found)
    joints = tuple(lowered[left.end() : right.start()] for left, right in pairwise(found))
    if not parts or not set(joints) <= {" ", "'"} or len(lowered) != sum(map(len, parts)) + len(joints):
        raise ValueError(f"« {written} » is no spelling: words, single spaces and apostrophes only.")
    is_accented = fold(lowered) != lowered
    return _Spelling(parts, joints, is_accented, words)


def _token(found: re.Match[str]) -> _Token:
    word = found.group()
    lowered = word.lower()
    return _Token(found.start(), found.end(), lowered, fold(lowered), len(word) > 1 and word.isupper())


def _is(token: _Token, written: str, spelling: _Spelling) -> bool:
    return (token.lowered if spelling.is_accented else token.folded) == written


def _same_joint(joint: str, between: str) -> bool:
    return between.isspace() if joint == " " else between in _APOSTROPHES


def _stands_free(first: int, after: int, tokens: Sequence[_Token], around: Sequence[str]) -> bool:
    """A single letter is a word only among words: not in « l'g », « 20 g », « c. » or at the end."""
    before, behind = around[first][-1:], around[after][:1]
    if before in _ATTACHING or behind in _ATTACHING:
        return False
    if len(tokens[first].folded) == 1 and (
        before in _APOSTROPHES or (first > 0 and tokens[first - 1].folded[-1].isdigit())
    ):
        return False
    return len(tokens[after - 1].folded) > 1 or (
        behind.isspace() and after < len(tokens) and not tokens[after].folded[0].isdigit()
    )


def _as_written(words: str, written: str) -> str:
    if len(written) > 1 and written.isupper():
        return words.upper()
    return words[0].upper() + words[1:] if written[0].isupper() else words
