"""The words of an official sentence: which carry its sense, which carry its logic, and what is left of them bare.

The logic of a sentence (negation, condition, obligation, limit, time) hangs on few small words. They are grouped in
classes: a faithful rewording has the same classes, as many times.
"""

import re
import unicodedata
from collections import Counter
from enum import StrEnum

WORD = re.compile(r"[^\W\d_]+(?:['-](?=[^\W\d_]))?")
ENDINGS = (
    "eraient", "erait", "eront", "erez", "aient", "era", "ait", "ees", "ent", "ee", "es", "ez", "er", "ir",
    "e", "s", "x",
)  # fmt: skip
SHORTEST_STEM = 4
VERB_ENDINGS = ("er", "ez")
SHORTEST_VERB_STEM = 3
FUNCTION_WORDS = frozenset({
    "le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux", "a", "en", "y", "ce", "cet", "cette",
    "ces", "c", "cela", "ca", "celui", "celle", "ceux", "celles", "ci", "qui", "que", "qu", "dont", "ou", "et",
    "est", "sont", "sera", "seront", "soit", "etre", "ont", "avoir", "par", "pour", "dans", "sur", "avec", "chez",
    "vers", "entre", "se", "s", "son", "sa", "ses", "leur", "leurs", "il", "elle", "ils", "elles", "on", "vous",
    "votre", "vos", "lui", "eux", "afin", "aussi", "donc", "alors", "ainsi", "comme", "lequel", "laquelle",
    "lesquels", "lesquelles", "auquel", "toutefois", "cependant", "egalement", "notamment", "the", "of", "to", "is",
    "are", "in", "for", "and", "or", "by", "with", "at", "an", "be", "ete", "avez", "etes", "ayant",
})  # fmt: skip


class Mark(StrEnum):
    """A class of small words that carry the logic of a sentence."""

    NOT = "not"
    WITHOUT = "without"
    FORBIDDEN = "forbidden"
    IF = "if"
    ONLY = "only"
    EXCEPT = "except"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    LESS = "less"
    MORE = "more"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    UNTIL = "until"
    WHEN = "when"
    WITHIN = "within"
    MUST = "must"
    MAY = "may"
    SHOULD = "should"
    CONDITIONAL = "conditional"
    PAST = "past"
    OR = "or"
    AND = "and"
    ALL = "all"
    SOME = "some"
    USUALLY = "usually"
    ALWAYS = "always"
    EACH = "each"
    YOU = "you"
    THEY = "they"
    APPROXIMATELY = "approximately"


# read in this order, longest ways first: what one class has taken, the next does not see
WAYS: tuple[tuple[Mark, str], ...] = (
    (Mark.EXCEPT, (
        r"a l'exception d\w*|a moins (?:que|d')|sauf(?: si)?|excepte\w*|hormis|hors(?= (?:de|d'|frais"
        r"|taxe|cas))|en dehors d\w*|unless|except"
    )),
    (Mark.ONLY, r"uniquement|seulement|exclusivement|only|seule?s?|reserve\w* a"),
    (Mark.IF, (
        r"a (?:la )?condition (?:que|de|d')|a condition|sous (?:reserve|condition)\w*|pourvu que"
        r"|des lors que|si|s'(?=ils? |ils?\b)|en cas d\w*|au cas ou|dans le cas ou|if"
    )),
    (Mark.AT_MOST, (
        r"dans la limite d\w*|au (?:plus|maximum)|maximum|maximale?s?|maximaux|plafond\w*"
        r"|jusqu'a concurrence|ne (?:peut|doit|peuvent|doivent) pas (?:depasser|exceder)|at most|up to"
    )),
    (Mark.AT_LEAST, r"au (?:moins|minimum)|minimum|minimale?s?|minimaux|at least"),
    (Mark.UNTIL, r"jusqu(?:'|e)(?: ?a| ?au| ?aux)?|until"),
    (Mark.SINCE, r"a partir d\w*|a compter d\w*|depuis|des(?= (?:le|la|l'|lors|que|\d))|since|from"),
    (Mark.LESS, r"moins (?:de|d'|que)|moins|inferieure?s?(?: ou egale?s?)?|en dessous|less than|under"),
    (Mark.MORE, (
        r"plus (?:de|d'|que)(?! \w+ pas)|superieure?s?(?: ou egale?s?)?|au-dela|au dela|au-dessus"
        r"|more than|over"
    )),
    (Mark.BEFORE, r"avant|before|prealable\w*"),
    (Mark.AFTER, r"apres|suivant\w*|a l'issue|after"),
    (Mark.WITHIN, (
        r"dans (?:un|le|les|l') ?(?:delai\w*)?(?= ?(?:de|d'|\d|mois|jours|maximum))|sous(?= \d)"
        r"|pendant|durant|within"
    )),
    (Mark.WHEN, r"lorsqu(?:e|')|quand|lors d\w*|tant que|des que|when"),
    (Mark.NOT, r"ne|n'|not|never|cannot|pas|jamais|aucune?s?|ni|non|rien|nul(?:le)?|no"),
    (Mark.WITHOUT, r"sans|without|gratuit\w*|dispens\w*|exoner\w*|inutile\w*|facultati\w*"),
    (Mark.FORBIDDEN, (
        r"interdi\w*|refus\w*|impossible\w*|exclu\w*|illega\w*|prohib\w*|rejet\w*|irrecevable\w*"
        r"|nulle?s?|annul\w*|perd\w*|suspen\w*|supprim\w*"
    )),
    (Mark.SHOULD, r"devrai\w*|devriez|conseill\w*|recommand\w*|preferable\w*|should"),
    (Mark.CONDITIONAL, r"pourrai\w*|pourriez|serai(?:t|ent)|aurai(?:t|ent)|could|would"),
    (Mark.MUST, r"doi(?:t|vent|s)|devez|devra|devrez|devront|il faut|faut|must|have to|has to"),
    (Mark.MAY, r"peu(?:t|vent|x)|pouvez|pourra|pourrez|pourront|may|can"),
    (Mark.PAST, r"etai(?:t|ent)|avai(?:t|ent)|fut|furent|auparavant|ancien\w*|was|were"),
    (Mark.SOME, r"certaine?s?|quelques|plusieurs|la plupart|une partie|some|most"),
    (Mark.USUALLY, (
        r"en (?:principe|general|regle generale)|generalement|normalement|habituellement|parfois"
        r"|souvent|eventuellement|usually|sometimes"
    )),
    (Mark.ALWAYS, r"toujours|automatiquement|obligatoirement|systematiquement|immediatement|always|automatically"),
    (Mark.EACH, r"chaque|par (?:personne|enfant|mois|an|jour|semaine|trimestre|foyer|heure|annee)|each|per"),
    (Mark.ALL, r"tous|toutes?|tout|ensemble|all|every"),
    (Mark.APPROXIMATELY, r"environ|a peu pres|pres de(?= \d)|about"),
    (Mark.OR, r"ou(?! egal)|soit|or"),
    (Mark.AND, r"et|ainsi que|and"),
    (Mark.YOU, r"vous|votre|vos|you|your"),
    (Mark.THEY, r"ils?|elles?|he|she|they"),
)  # fmt: skip
MARKS = tuple((mark, re.compile(rf"(?<!\w)(?:{ways})(?:(?<=[' ])|(?!\w))")) for mark, ways in WAYS)
KEPT_AS_CONTENT = frozenset({
    Mark.FORBIDDEN, Mark.WITHOUT, Mark.SHOULD, Mark.CONDITIONAL, Mark.PAST, Mark.SOME, Mark.USUALLY, Mark.ALWAYS,
    Mark.EACH, Mark.APPROXIMATELY,
})  # fmt: skip
"""Classes whose words do not stand for one another (« refusé » is not « suspendu »): the words count too."""
RESTRICTION_IN_TWO_WORDS = re.compile(r"\b(?:ne |n')((?:[\w']+ ){1,4}?)qu(?:e |')")
NEGATION_IN_TWO_WORDS = re.compile(
    r"\b(?:ne |n')((?:[\w']+ ){0,4}?)(pas|jamais|aucune?s?|plus|rien|ni|guere|nul(?:le)?)\b"
)


def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes, single spaces."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("\u2019", "'").replace("œ", "oe"))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(plain.split())


def stem(word: str) -> str:
    """A word without the endings of number, gender and conjugation, as long as enough of it is left."""
    bare = fold(word)
    while ending := next(
        (ending for ending in ENDINGS if bare.endswith(ending) and _is_long_enough(bare, ending)), None
    ):
        bare = bare[: -len(ending)]
    return bare


def _is_long_enough(word: str, ending: str) -> bool:
    return len(word) - len(ending) >= (SHORTEST_VERB_STEM if ending in VERB_ENDINGS else SHORTEST_STEM)


def read_logic(text: str) -> tuple[Counter[Mark], tuple[str, ...]]:
    """How many times each class of small words is there, and the stems of the content words that are left, in order."""
    left = RESTRICTION_IN_TWO_WORDS.sub(lambda match: f"{match.group(1)}seulement ", fold(text))
    left = NEGATION_IN_TWO_WORDS.sub(lambda match: f"{match.group(1)}jamais ", left)
    marks: Counter[Mark] = Counter()
    for mark, pattern in MARKS:
        found = pattern.findall(left)
        if found:
            marks[mark] += len(found)
            if mark not in KEPT_AS_CONTENT:
                left = pattern.sub(" ; ", left)
    stems = (stem(word.group().rstrip("'-")) for word in WORD.finditer(left))
    return marks, tuple(bare for bare in stems if bare not in FUNCTION_STEMS and len(bare) > 1)


FUNCTION_STEMS = frozenset(FUNCTION_WORDS | {stem(word) for word in FUNCTION_WORDS})
