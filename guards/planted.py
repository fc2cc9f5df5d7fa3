"""Lines of a page that speak to a machine and not to a person: instructions that somebody planted in a document.

What a page says is data. A passage that gives orders to an assistant is not quoted and not shown to the model.
"""

import re

from guards.injection import INVISIBLE_LETTERS, strip_invisible
from guards.rules import fold

_NO_WIDTH = rf"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f{''.join(sorted(INVISIBLE_LETTERS))}]"
_SMUGGLED = re.compile(rf"(?:\S{_NO_WIDTH}+ ?{_NO_WIDTH}*){{4,}}|[\U000e0020-\U000e007e]{{4,}}")
"""Letters that are parted one by one by characters of no width, or written in characters that are tags: nobody writes
for people like that. A soft hyphen or two in a long word is no such thing."""

_HUMAN_ASSISTANTS = (
    r"maternel|social|familia|d'education|parlementaire|de vie|de justice|de regulation|dentaire|medica|juridique"
    r"|etranger"
)
_MACHINE = (
    rf"(?:assistants?(?!\(e\))(?! (?:{_HUMAN_ASSISTANTS}))|\bias?\b|\bai\b|intelligences? artificielles?"
    r"|modeles? de langue|language models?|\bllms?\b|chatbots?|\bprompt\b)"
)
_ORDER = (
    r"(?:consignes?|instructions?|\bnote\b|\bregles?\b|a l'attention|avant de repondre|before answering|\bdire?\b"
    r"|\bdis\b|reponds|recopie|\bajoute\b|\bindique\b|\btell\b|\bignore)"
)
_PLANTED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ORDER}.{{0,60}}{_MACHINE}|{_MACHINE}\b.{{0,60}}{_ORDER}",
        # an order about the person, who is spoken of and not to
        r"\b(?:dis|demande|reponds|indique|precise|conseille)\b.{0,12}\ba l'(?:usager|utilisateur)\b",
        r"\b(?:tell|ask|instruct)\b.{0,12}\bthe user\b",
        r"\b(?:tes|your) (?:consignes|instructions|regles|rules|reglages|settings)\b",
        # an order in the singular opens a sentence: pages say « vous »
        r"(?:^|[.!?:;»)] )(?:(?:et|puis|alors|enfin|aussi|and|then|also|please) )?"
        r"(?:dis|reponds|recopie|ignore|oublie|termine|commence|repete|ecris|insere|omets|traduis"
        r"|ajoute(?! a (?:l'|cela))|add|say|tell|reply|repeat|append|insert|output|print|write|forget)\b(?! pas\b)",
        r"<\s*(?:script|img|iframe|svg|object)\b|\bonerror\s*=|!\[[^\]]*\]\(",
    )
)


def speaks_to_a_machine(line: str) -> bool:
    """True when a line of a page gives orders to whatever reads it by machine, hides letters or carries active markup.

    It is judged as it reads without invisible characters, which can part the letters of an order.
    """
    if _SMUGGLED.search(line):
        return True
    folded = fold(strip_invisible(line))
    return any(pattern.search(folded) for pattern in _PLANTED)
