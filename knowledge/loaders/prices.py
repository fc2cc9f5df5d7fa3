"""Sentences of a page that state a price to pay."""

import re
from collections.abc import Iterable, Iterator

from knowledge.sentences import split_sentences
from knowledge.types import Block

_AMOUNT = re.compile(r"\d(?:[\d\s.]*\d)?(?:,\d+)?\s*(?:€|euros?\b)|\bgratuite?s?\b", re.IGNORECASE)
_PRICE_HEADING = re.compile(r"\b(?:co[uû]ts?|prix|tarifs?|frais|combien\s+(?:ça\s+)?co[uû]te)\b", re.IGNORECASE)
_PRICE = re.compile(
    r"\b(?:coûten?t?|(?:est|sont|service)\s+gratuite?s?|co[uû]t\s+(?:est|de|du)|timbres?\s+fisca(?:l|ux)|redevances?|"
    r"frais\s+de|payante?s?|payer|droits?\s+de\s+timbre|tarif\s+(?:est|de)|prix\s+(?:est|s'élève))\b",
    re.IGNORECASE,
)
_NOT_A_PRICE = re.compile(
    r"\b(?:amendes?|plafon|ressources|revenus?|allocations?|indemnit|aides?\s+de|peines?|prison|sanction|"
    r"rembours|salaires?|prestations?|dépasse|abattement|réduction\s+d'impôt|retraite)",
    re.IGNORECASE,
)


def price_sentences(blocks: Iterable[Block]) -> tuple[str, ...]:
    """What the page asks a person to pay, each sentence once, in reading order.

    A sentence counts when it gives an amount, or says that nothing is due, and it or its heading speaks of a price.
    Fines, ceilings and benefits are amounts that nobody pays at a counter: they are left out.
    """
    return tuple(dict.fromkeys(_found(blocks)))


def _found(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        heading = block.path[-1].text if len(block.path) > 1 else ""
        under_a_price = _PRICE_HEADING.search(heading) is not None
        for line in block.lines:
            for sentence in split_sentences(line):
                if (
                    _AMOUNT.search(sentence)
                    and (under_a_price or _PRICE.search(sentence))
                    and not _NOT_A_PRICE.search(sentence)
                ):
                    yield sentence
