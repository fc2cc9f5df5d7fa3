"""Tells a question about another State's own rules from one about France's rules for people who come or go.

The States are in ``countries.yaml``, what is asked of them in ``abroad.yaml``. In doubt the question is searched.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path

import yaml

from guards.normal_form import fold
from guards.rules import RuleBook, read_rules

_FOLDER = Path(str(resources.files(__package__)))
_STATE = "otherstate"
_NATION = "othernation"
_BOTH = "otherstatenation"
"""A word for a State and for what comes from it: « suisse »."""

_WORD = re.compile(r"\w+")
_JOINERS = frozenset({" ", "-", "'", " d'", "-d'"})
_UNITED_STATES = re.compile(r"\bU\.?S\.?(?:A\.?)?(?!\w)")
"""Written in capitals: « us » is also a word of English."""
_HOME = re.compile(
    r"\b(?:mon|notre|leur|son|my|our|their|his|her) (?:propre )?(?:pays(?: d'origine)?|home country|country)\b"
    r"|\bbled\b|(?=\bgreen cards?\b)"
)
"""Ways to name one's own State without its name, and a paper of one State alone."""

_PEOPLE_OF = rf"(?:{_NATION}|{_BOTH})"
_THERE = rf"(?:en|au|aux|a|in|at|de|du|des|d'|from|sur|dans) ?(?:la |le |les |l'|the )?{_STATE}(?:nation)?"
_SOMEBODY = (
    r"(?:mari|femme|conjointe?|epou(?:x|se)|compagn(?:on|e)|concubine?|fiancee?|copain|copine|partenaire|enfants?|fils"
    r"|fille|pere|mere|parents?|frere|soeur|neveu|niece|bebe|salariee?s?|employee?s?|nounou|etudiante?s?|personnes?"
    r"|ressortissante?s?|citoyen(?:ne)?s?|travailleu(?:r|se)s?|touristes?|retraitee?s?|amie?s?|couple|locataire|dame"
    r"|voisine?s?|etrang(?:er|ere)s?|jeunes?|vieux|homme|husband|wife|spouse|partner|child|children|son|daughter"
    r"|mother|father|students?|nationals?|citizens?|workers?|tourists?|friends?|man|woman|people|person|au pair)"
)
_PAPERS = (
    r"(?:nationalites?|passeports?|permis(?: de conduire)?|visa|titre\w*|diplomes?|cartes?|plaques?|citizenship"
    r"|nationality|passport|licen[cs]e|diploma|degree)"
)
_HAS = (
    r"(?:j'ai|jai|j ai|g|ai|(?:il|elle|on|qui|mari|femme|fils|fille|mere|pere) a|ont|avons|avec|have|has|hold|with"
    r"|possede|detien[st]?|titulaire d'|ayant)"
)
_A = r"(?:la |le |une? |mon |ma |double |l'|my |an? |the )*"
_LIVES = (
    r"(?:nee?s?|ne\(e\)|naissance|born|mariee?s?|married|decedee?s?|mort\w*|died|originaires?|viens|vient|venons|venir"
    r"|come|comes|coming|arrive\w*|vis|vit|vivons|habite\w*|reside(?:s|nt)?|live|lives|living|based)"
)
_DID = (
    r"(?:vecu|travaill(?:e|ais|ait)|bosse|cotise|etudie|passe|obtenu|eu|lived|worked|studied|achete(?!r)|paye|fait"
    r"|celebre|prononcee?|bought|got)"
)
_NOT_TO_BECOME = r"(?<!devenir )(?<!etre )(?<!become )(?<!become a )(?<!become an )"
_NOT_TO_BE_MADE_AGAIN = r"(?![^.?!]{0,60}(?:renouvel|renew|refaire|expir|perim))"
_SAID_OF_ONESELF = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!etre )\b(?:suis|sui|jsuis|est|sommes|sont|etes|etant|am|i'm|im|'m|is|are|being)\b(?: \w+){0,2}?"
        r"(?: d'origine| de nationalite| citoyen(?:ne)?s?| ressortissante?s?| an?| une?| national of)* ?"
        rf"(?:{_PEOPLE_OF}|francais\w*|french|{_STATE} (?:citizen|national|resident))\b",
        rf"{_NOT_TO_BECOME}\b{_SOMEBODY} (?:d'origine |de nationalite )?{_PEOPLE_OF}\b",
        rf"{_NOT_TO_BECOME}(?<!\w){_PEOPLE_OF} {_SOMEBODY}\b",
        rf"\b{_HAS}(?: \w+)?(?: deja| already)? {_A}(?:{_PAPERS}(?: \w+)? {_PEOPLE_OF}"
        rf"|(?:{_PEOPLE_OF}|{_STATE}) (?:\w+ )?{_PAPERS})\b{_NOT_TO_BE_MADE_AGAIN}",
        rf"\b{_LIVES}(?: \w+){{0,2}}? {_THERE}\b",
        rf"\b{_DID}\b(?: \w+){{0,5}}? {_THERE}\b",
    )
)
"""What people say of themselves before they ask: it does not tell what the question is about."""


@dataclass(frozen=True, slots=True)
class Abroad:
    """Holds for a question that another State answers, not France."""

    names: Mapping[str, str]
    """Folded words of a name → what stands for it in the rules."""
    longest: int
    """Words of the longest name."""
    rules: RuleBook

    def holds_for(self, text: str) -> bool:
        """Whether a question as typed is about another State's own law, nationality, papers or procedures."""
        marked = self._mark(fold(_UNITED_STATES.sub(" USA ", text)))
        if _STATE not in marked and _NATION not in marked:
            return " us " in f" {marked} " and self.rules.reason_for(marked) is not None
        for said in _SAID_OF_ONESELF:
            marked = said.sub(" ", marked)
        return self.rules.reason_for(marked) is not None

    def names_a_state(self, text: str) -> bool:
        """Whether a text as typed names a State other than France, or one's own country."""
        marked = self._mark(fold(text))
        return _STATE in marked or _BOTH in marked

    def _mark(self, folded: str) -> str:
        """The text with every name of a State or of its people replaced by its mark."""
        pieces: list[str] = []
        done = 0
        for start, end, mark in self._find(folded):
            pieces += (folded[done:start], mark)
            done = end
        return _HOME.sub(f"{_STATE} ", "".join((*pieces, folded[done:])))

    def _find(self, folded: str) -> Iterator[tuple[int, int, str]]:
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded)]
        at = 0
        while at < len(words):
            for count in range(min(self.longest, len(words) - at), 0, -1):
                taken = words[at : at + count]
                mark = self.names.get(" ".join(word for word, _, _ in taken))
                gaps = (folded[one[2] : other[1]] for one, other in pairwise(taken))
                if mark and all(gap in _JOINERS for gap in gaps):
                    yield taken[0][1], taken[-1][2], mark
                    at += count - 1
                    break
            at += 1


@cache
def read_abroad() -> Abroad:
    """The States and the rules of this folder. Raises ``BadRules`` for rules that cannot be used."""
    rows = yaml.safe_load((_FOLDER / "countries.yaml").read_text(encoding="utf-8"))
    names = {words: _STATE for row in rows for words in map(_words, row["names"].split(","))}
    for words in (form for row in rows for people in row["people"].split(",") for form in inflect(_words(people))):
        names[words] = _BOTH if names.get(words) in (_STATE, _BOTH) else _NATION
    longest = max(len(words.split()) for words in names)
    return Abroad(names, longest, read_rules(_FOLDER / "abroad.yaml"))


def inflect(adjective: str) -> frozenset[str]:
    """Masculine and feminine, singular and plural of a folded French adjective; harmless for an English one.

    >>> sorted(inflect("algerien"))
    ['algerien', 'algerienne', 'algeriennes', 'algeriens']
    """
    if adjective.endswith("e"):
        feminine = adjective
    elif adjective.endswith(("ien", "een")):
        feminine = f"{adjective}ne"
    else:
        feminine = f"{adjective}e"
    singular = {adjective, feminine}
    return frozenset(singular | {form if form.endswith("s") else f"{form}s" for form in singular})


def _words(name: str) -> str:
    return " ".join(_WORD.findall(fold(name)))
