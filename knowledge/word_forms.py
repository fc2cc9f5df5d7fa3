"""Forms that a word of the lexicon is met in, accents folded. Rough on purpose: a form that is no word does no harm."""

from collections.abc import Mapping, Sequence

from knowledge.french import fold

_SHORTEST = 4
"""A shorter word has no other form: « plus » is no plural of « plu », « lan » is no « l'an »."""
_VERB_ENDINGS = ("e", "es", "ee", "ees", "ez", "ent", "ons", "ais", "ait", "aient", "ant", "erai", "era", "erait")
_VOWELS = frozenset("aeiouyh")
_GLUED = ("d", "l")


def french_forms(word: str, *, verbs: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Plurals, the feminine of participles, the forms of a verb given as an infinitive, and the word glued to an
    article whose apostrophe was left out (« lassurance »). ``word`` keeps its accents: « viré » has a feminine.

    ``verbs``: folded forms of the verbs that are not regular in -er.
    """
    forms = _inflected(word) | set(verbs.get(word, ()))
    if len(word) >= _SHORTEST and fold(word)[0] in _VOWELS:
        forms |= {article + form for article in _GLUED for form in forms}
    return frozenset(forms)


def english_forms(word: str) -> frozenset[str]:
    """Singular and plural."""
    return frozenset({fold(word)} | _numbers(fold(word)))


def singular(word: str) -> str:
    """A folded word without the mark of its plural, for comparing words of two texts."""
    return word[:-1] if len(word) >= _SHORTEST and word[-1] in "sx" else word


def _inflected(word: str) -> set[str]:
    plain = fold(word)
    if len(plain) < _SHORTEST:
        return {plain}
    forms = {plain} | _numbers(plain)
    if len(plain) > _SHORTEST and plain.endswith("er"):
        forms |= {plain[:-2] + ending for ending in _VERB_ENDINGS}
    elif word[-1] in "éiu":
        forms |= {plain + "e", plain + "es"}
    elif plain.endswith("ien"):
        forms |= {plain + "ne", plain + "nes"}
    return forms


def _numbers(plain: str) -> set[str]:
    if plain[-1] in "sxz":
        return {plain[:-1]} if len(plain) > _SHORTEST else set()
    if plain.endswith("al"):
        return {plain + "s", plain[:-1] + "ux"}
    if plain.endswith(("au", "eu")):
        return {plain + "s", plain + "x"}
    return {plain + "s"}
