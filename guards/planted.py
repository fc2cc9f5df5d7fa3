"""Lines of a page that speak to a machine and not to a person: instructions that somebody planted in a document.

What a page says is data. A passage that gives orders to an assistant is not quoted and not shown to the model.
"""

import re

from guards.rules import fold

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
        r"<\s*(?:script|img|iframe|svg|object)\b|\bonerror\s*=|!\[[^\]]*\]\(",
    )
)


def speaks_to_a_machine(line: str) -> bool:
    """True when a line of a page gives orders to whatever reads it by machine, or carries active markup."""
    folded = fold(line)
    return any(pattern.search(folded) for pattern in _PLANTED)
