"""Reads a name from a place in a text: where it stops, and whether it is one."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import regex

from guards.personal_data.lexicon import Lexicon

WORD = regex.compile(
    r"(?<![^\W\d_])(?!(?:[dlcjmtsn]|qu|jusqu|lorsqu|puisqu)'[aeiouyhàâéèêëîïôûœ])[^\W\d_]+(?:['\-][^\W\d_]+)*",
    regex.IGNORECASE,
)
"""A word without what is elided before it: « d'Élikia » holds Élikia, « N'Diaye » is one word."""
INITIALS = regex.compile(r"(?!M\.[ ]?(?![A-Z]\.))(?-i:[A-ZÀ-Ý])\.(?:[ \-]?(?-i:[A-ZÀ-Ý])\.){0,2}[ ]?(?=(?-i:[A-ZÀ-Ý]))")
PARTICLES = frozenset({
    "de", "du", "des", "da", "dos", "das", "di", "del", "della", "van", "von", "der", "den", "le", "la", "les", "el",
    "al", "ben", "bin", "ibn", "ait", "aït", "ould", "oulad", "abou", "abu", "o", "mac", "mc", "st", "sainte", "saint",
    "d", "l", "y",
})  # fmt: skip
PUBLIC_ROLES = frozenset({
    "maire", "préfet", "prefet", "préfète", "président", "presidente", "ministre", "juge", "procureur",
    "directeur", "directrice", "consul", "ambassadeur", "commissaire", "notaire", "proviseur", "principal",
    "inspecteur", "inspectrice", "chef", "responsable", "agent", "conseiller", "conseillère", "secrétaire", "greffier",
    "greffière", "médiateur",
})  # fmt: skip
MOST_WORDS = 5
MOST_SLIPS = 0.04
"""Share of slips among the words in lower case up to which a text is well spelled."""
LONGEST_ACRONYM = 5
SHORTEST_SHOUT = 20
MOST_PARTICLES_IN_A_ROW = 3
GAP = regex.compile(r"[ ]{1,3}")
JOIN = regex.compile(r"[ ]?(?:,[ ]?(?:et[ ])?|[ ]et[ ]|[ ]and[ ]|[ ]&[ ]|[ ]\+[ ])", regex.IGNORECASE)


class Certainty(IntEnum):
    """How strongly a place in a sentence says that a name comes next."""

    HINTED = 1
    """« avec … »: only a first name, or a capitalised word that is not ordinary."""
    LIKELY = 2
    """« mon frère … »: any capitalised word too, and any unknown word that is no slip of the keyboard."""
    SURE = 3
    """« Mme … »: slips too, since names look like them."""
    TOLD = 4
    """« je m'appelle … »: whatever follows, ordinary or not."""


@dataclass(frozen=True, slots=True)
class NamesIn:
    """Reads the names of one text."""

    text: str
    lexicon: Lexicon
    lower_case_tells: bool
    """Whether a lower-case word that is not ordinary may be a name: not so in a language that the lexicon lacks."""
    capitals_tell: bool
    """Whether a capital means something: not so in a text all in capitals, which is read in lower case."""
    words: int = 0
    """Words in lower case."""
    slips: tuple[int, ...] = ()
    """Where those stand that are clearly badly typed."""

    def end_of_name(self, start: int, certainty: Certainty) -> int | None:
        """Where the name that begins at ``start`` ends, or None if no name begins there."""
        end: int | None = None
        initials = INITIALS.match(self.text, start)
        at, words, particles = (initials.end() if initials else start), 0, 0
        while words < MOST_WORDS and particles <= MOST_PARTICLES_IN_A_ROW and (match := WORD.match(self.text, at)):
            word = match.group()
            if self._begins(match, certainty) if end is None else self._goes_on(word, certainty):
                end, particles, words = match.end(), 0, words + 1
            elif word.lower() in PARTICLES and (end is not None or certainty is not Certainty.HINTED):
                particles += 1
            else:
                first = self.text[start:end]
                is_told = certainty is Certainty.TOLD or (
                    certainty is Certainty.SURE and first.islower() and self.is_rare_first_name(first)
                )
                may_be_ordinary = words == 1 and is_told
                return self._with_ordinary_surname(match, end) if may_be_ordinary else end
            gap = GAP.match(self.text, match.end())
            if gap is None:
                break
            at = gap.end()
        return end

    def _with_ordinary_surname(self, word: regex.Match[str], end: int | None) -> int | None:
        """« je m'appelle lea petit et … »: one ordinary word between a first name and the end of its group."""
        gap = GAP.match(self.text, word.end())
        following = WORD.match(self.text, gap.end()) if gap else None
        is_alone = following is None or self.lexicon.is_function_word(following.group())
        is_surname = is_alone and self.lower_case_tells and not self.lexicon.is_function_word(word.group())
        return word.end() if is_surname and end == word.start() - 1 else end

    def names_from(self, start: int, certainty: Certainty) -> list[tuple[int, int]]:
        """The name that begins at ``start`` and those coordinated with it (« Malo et Rose-Aimée »)."""
        found: list[tuple[int, int]] = []
        end = self.end_of_name(start, certainty)
        while end is not None:
            join = JOIN.match(self.text, end)
            if join and self.text[start:end].isupper() and (first := self._first_name_after(join)):
                end = first  # « ASSOULINE, Éva-Rose »
                join = JOIN.match(self.text, end)
            found.append((start, end))
            if join is None:
                break
            start = join.end()
            end = self.end_of_name(start, Certainty.HINTED)
        return found

    def _first_name_after(self, join: regex.Match[str]) -> int | None:
        """Where the capitalised word after a comma ends, None if there is none."""
        word = WORD.match(self.text, join.end()) if join.group().strip() == "," else None
        is_first = word is not None and self.is_capitalised(word.group()) and not word.group().isupper()
        return word.end() if word is not None and is_first else None

    def is_capitalised(self, word: str) -> bool:
        """Whether a word has a capital that means something."""
        return self.capitals_tell and word[0].isupper()

    def is_rare_first_name(self, word: str) -> bool:
        """Whether a word is a first name and nothing else."""
        return self.lexicon.is_first_name(word) and not self.lexicon.is_official(word)

    def _begins(self, match: regex.Match[str], certainty: Certainty) -> bool:
        word = match.group()
        if self.lexicon.is_function_word(word) or word.lower() in PUBLIC_ROLES:
            return False
        if self.is_capitalised(word):
            if certainty > Certainty.HINTED:
                return word.lower() not in PARTICLES
            if self.is_rare_first_name(word) or self._is_compound_first_name(word):
                return True
            if self.lexicon.is_public_name(word) or (word.isupper() and len(word) <= LONGEST_ACRONYM):
                return False
            # the capital that opens a sentence says nothing; elsewhere the dictionary's rare words may be names
            is_ordinary = self.lexicon.is_ordinary if self.opens_a_sentence(match.start()) else self.lexicon.is_official
            return not is_ordinary(word)
        if self.is_rare_first_name(word):
            return True
        if certainty is Certainty.TOLD:
            return word.lower() not in PARTICLES
        if self.lexicon.is_ordinary(word):
            return False
        if not self.lower_case_tells or certainty is Certainty.HINTED:
            return False
        return certainty >= Certainty.SURE or not self.lexicon.is_clear_slip(word)

    def is_well_spelled_around(self, start: int, end: int) -> bool:
        """Whether the rest of the text is well spelled: an unknown word is then rather a name than a slip."""
        return sum(not start <= slip < end for slip in self.slips) <= self.words * MOST_SLIPS

    def opens_a_sentence(self, start: int) -> bool:
        """Whether nothing of the same sentence stands before a place."""
        before = self.text[:start].rstrip(' "«“(-')
        return not before or before[-1] in ".!?…:\n"

    def _goes_on(self, word: str, certainty: Certainty) -> bool:
        if self.lexicon.is_function_word(word) or word.lower() in PARTICLES:
            return False
        if self.is_capitalised(word) or self.is_rare_first_name(word):
            return True
        if self.lexicon.is_surname(word) and not self.lexicon.is_official(word):
            return True
        if not self.lower_case_tells or self.lexicon.is_ordinary(word):
            return False
        return not (
            self.lexicon.lacks_apostrophe(word) if certainty is Certainty.TOLD else self.lexicon.is_clear_slip(word)
        )

    def _is_compound_first_name(self, word: str) -> bool:
        parts = word.split("-")
        return len(parts) > 1 and all(part[:1].isupper() for part in parts) and self.lexicon.is_first_name(parts[0])


@lru_cache(maxsize=1)  # two recognizers read one text after the other
def names_in(text: str, lexicon: Lexicon) -> NamesIn:
    """A reader of the names of a text, after a look at how it is written."""
    lower = text.lower()
    is_french = lexicon.is_french(WORD.findall(lower))
    shouted = is_shouted(text) and len(lower) == len(text)
    read = lower if shouted else text
    words = [word for word in WORD.finditer(read) if word.group().islower()]
    slips = [
        word.start()
        for word in words
        if not lexicon.is_ordinary(word.group())
        and not lexicon.is_first_name(word.group())
        and lexicon.is_clear_slip(word.group())
    ]
    return NamesIn(
        read, lexicon, lower_case_tells=is_french, capitals_tell=not shouted, words=len(words), slips=tuple(slips)
    )


def is_shouted(text: str) -> bool:
    """Whether a text is written all in capitals."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > SHORTEST_SHOUT and sum(map(str.isupper, letters)) > 0.8 * len(letters)
