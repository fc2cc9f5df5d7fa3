"""What a document may not hold: lines that give orders to a machine, and people's personal data.

The guards that know are given by the caller: this leaf knows none.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from knowledge.types import Block, Document

FindPersonalData = Callable[[str], Mapping[str, int]]
"""Kinds of personal data in a text, in the guard's spelling (``NIR``, ``IBAN``…), and how often. Never a value.
Whatever it cannot do is an exception."""
SpeaksToAMachine = Callable[[str], bool]

REFUSED_KINDS = frozenset({"NIR", "TAX_ID", "IBAN", "CARD", "DATE_OF_BIRTH", "ID_DOC"})
"""What no page for the public needs to say of somebody. Names, telephone numbers and addresses are left aside: pages
give those of offices and of those who sign, and a name alone is in every decree."""
_NEEDS_A_NAME = "DATE_OF_BIRTH"
"""A rule speaks of those who were born before a day; only beside a name is it somebody's."""
_MOST_CHARACTERS = 2_000
"""Of one text given to the guard: it is bounded in time."""


@dataclass(frozen=True, slots=True)
class PersonalDataFound:
    """Kinds found in one part of a document."""

    kinds: Mapping[str, int]
    place: str
    """The heading it stands under, or its rank where the heading itself holds some."""


def without_orders(document: Document, speaks_to_a_machine: SpeaksToAMachine) -> tuple[Document, tuple[str, ...]]:
    """The document without the blocks that hold such a line, and the headings these stood under."""
    kept: list[Block] = []
    places: list[str] = []
    introduction = 0
    for number, block in enumerate(document.blocks):
        if any(map(speaks_to_a_machine, (*block.lines, *(step.text for step in block.path)))):
            places.append(_heading(block))
        else:
            introduction += number < document.introduction_blocks
            kept.append(block)
    if not places:
        return document, ()
    return replace(document, blocks=tuple(kept), introduction_blocks=introduction), tuple(dict.fromkeys(places))


def find_in(document: Document, find: FindPersonalData) -> tuple[PersonalDataFound, ...]:
    """What each part of the document holds of the kinds that are refused."""
    found: dict[str, Counter[str]] = {}
    for rank, (place, text) in enumerate(_texts(document), start=1):
        noticed = find(text)
        kinds = {kind: count for kind, count in noticed.items() if count and kind in REFUSED_KINDS}
        if not noticed.get("PERSON"):
            kinds.pop(_NEEDS_A_NAME, None)
        if kinds:
            is_safe = not any(find(place).values())
            found.setdefault(place if is_safe else f"§ {rank}", Counter()).update(kinds)
    return tuple(PersonalDataFound(kinds, place) for place, kinds in found.items())


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """The text under each heading, cut where it is long."""
    place, lines, size = "", list[str](), 0
    for block in document.blocks:
        heading = _heading(block)
        for line in block.lines:
            if lines and (heading != place or size + len(line) > _MOST_CHARACTERS):
                yield place, "\n".join(lines)
                lines, size = [], 0
            place = heading
            lines.append(line)
            size += len(line)
    if lines:
        yield place, "\n".join(lines)


def _heading(block: Block) -> str:
    return " > ".join(step.text for step in block.path[1:]) or block.path[0].text
