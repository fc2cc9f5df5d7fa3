"""The body of a service-public page, as blocks under their headings, with the links that stand among them.

Element names are those of the publisher's schema 3.x. An element that is not known keeps its text.
"""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from knowledge.loaders.inline_text import inline_text
from knowledge.loaders.service_public_actions import ActionReader
from knowledge.loaders.tables import table_lines
from knowledge.types import Block, BlockKind, Heading, HeadingKind, PageAction

_CHAPTERS = frozenset({"Chapitre", "SousChapitre"})
_NOTES = {"Attention": "Attention", "ANoter": "À noter", "ASavoir": "À savoir", "Rappel": "Rappel"}
_SILENT = frozenset({"Titre", "TitreAlternatif", "Condition", "Image", "Illustration", "Colonne", "Resume"})
"""Read elsewhere, or with no words of their own."""
_INLINE = frozenset(
    {"LienInterne", "LienIntra", "LienExterne", "MiseEnEvidence", "Expression", "Valeur", "Exposant", "Indice",
     "Variable", "Citation", "TermeEtranger"}
)  # fmt: skip
_BY_CHANNEL = "modalite"
"""A list of cases of this type gives ways to do one thing (online, by post, on the spot): none excludes another."""

Path = tuple[Heading, ...]


@dataclass(slots=True)
class BlockReader:
    """Walks one page and gathers its blocks and actions in reading order."""

    actions: ActionReader
    blocks: list[Block] = field(default_factory=list)
    found_actions: list[PageAction] = field(default_factory=list)
    _lists_of_branches: int = 0

    def read(self, element: Element, path: Path) -> None:
        """Adds what stands in ``element`` under the headings of ``path``."""
        tag = element.tag
        if tag in _SILENT:
            return
        if tag == "Paragraphe":
            self._add(BlockKind.PARAGRAPH, path, [inline_text(element)])
            self._add_linked_actions(element, path)
        elif tag == "Liste":
            self._add(BlockKind.LIST, path, _list_lines(element))
            self._add_linked_actions(element, path)
        elif tag == "Tableau":
            title = inline_text(element.find("Titre"))
            self._add(BlockKind.TABLE, _under(path, HeadingKind.CHAPTER, title), table_lines(element))
            self._add_linked_actions(element, path)
        elif tag in _CHAPTERS:
            self._read_children(element, _under(path, HeadingKind.CHAPTER, inline_text(element.find("Titre"))))
        elif tag == "ListeSituations":
            self._read_branches(element, "Situation", HeadingKind.SITUATION, path)
        elif tag == "BlocCas":
            kind = HeadingKind.CHAPTER if element.get("type") == _BY_CHANNEL else HeadingKind.CASE
            self._read_branches(element, "Cas", kind, path)
        elif tag in _NOTES:
            self._read_note(element, path)
        elif tag == "Avertissement":
            self._read_warning(element, path)
        elif tag in ("OuSAdresser", "ServiceEnLigne"):
            self._read_resource(element, path)
        elif _holds_a_sentence(element):
            self._add(BlockKind.PARAGRAPH, path, [inline_text(element)])
        else:
            self._read_children(element, path)

    def _read_children(self, element: Element, path: Path) -> None:
        for child in element:
            self.read(child, path)

    def _read_branches(self, element: Element, tag: str, kind: HeadingKind, path: Path) -> None:
        self._lists_of_branches += 1
        group = "" if kind is HeadingKind.CHAPTER else f"{kind.value}-{self._lists_of_branches}"
        for child in element:
            if child.tag == tag:
                self._read_children(child, _under(path, kind, inline_text(child.find("Titre")), group))
            else:
                self.read(child, path)

    def _read_note(self, element: Element, path: Path) -> None:
        """A boxed remark: its label opens its first line, so that the text alone says what it is."""
        kind = BlockKind.WARNING if element.tag == "Attention" else BlockKind.NOTE
        label = inline_text(element.find("Titre")) or _NOTES[element.tag]
        lines: list[str] = []
        others: list[Element] = []
        for child in element:
            if child.tag == "Paragraphe":
                lines.append(inline_text(child))
            elif child.tag == "Liste":
                lines.extend(_list_lines(child))
            else:
                others.append(child)
        if lines := [line for line in lines if line]:
            self._add(kind, path, [f"{label} : {lines[0]}", *lines[1:]])
        self._add_linked_actions(element, path)
        for child in others:
            self.read(child, path)

    def _read_warning(self, element: Element, path: Path) -> None:
        """A dated notice over the whole page."""
        inside = BlockReader(self.actions)
        inside._read_children(element, ())
        lines = [line for block in inside.blocks for line in block.lines]
        self._add(BlockKind.WARNING, _under(path, HeadingKind.CHAPTER, inline_text(element.find("Titre"))), lines)

    def _read_resource(self, element: Element, path: Path) -> None:
        """A place to go or a thing to fill in: an action, and a line where the page speaks of it."""
        branch = _branch(path)
        actions = self.actions.read(element, branch)
        self.found_actions.extend(actions)
        inside = BlockReader(self.actions)
        for child in element:
            if child.tag in ("Texte", "Introduction"):
                inside._read_children(child, ())
        details = [line for block in inside.blocks for line in _with_headings(block)]
        self._add(BlockKind.NOTE, path, [*(self.actions.sentence(element, action) for action in actions), *details])

    def _add_linked_actions(self, element: Element, path: Path) -> None:
        for link in element.iter("LienInterne"):
            action = self.actions.linked(link, _branch(path))
            if action is not None:
                self.found_actions.append(action)

    def _add(self, kind: BlockKind, path: Path, lines: list[str]) -> None:
        kept = tuple(line for line in lines if line)
        if not kept:
            return
        block = Block(kind, path, kept)
        last = self.blocks[-1] if self.blocks else None
        if last == block:
            return  # A page repeats a fragment for each answer to its questionnaire; a reader sees it once.
        if last and kind is BlockKind.LIST and (last.kind, last.path) == (kind, path):
            self.blocks[-1] = Block(kind, path, last.lines + kept)
        else:
            self.blocks.append(block)


def _under(path: Path, kind: HeadingKind, text: str, group: str = "") -> Path:
    return (*path, Heading(kind, text, group)) if text else path


def _branch(path: Path) -> tuple[str, ...]:
    return tuple(step.text for step in path if step.kind in (HeadingKind.SITUATION, HeadingKind.CASE))


def _holds_a_sentence(element: Element) -> bool:
    """Whether an element of no known name carries words itself, rather than blocks."""
    has_words = bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
    return has_words or (len(element) > 0 and all(child.tag in _INLINE for child in element))


def _with_headings(block: Block) -> list[str]:
    heading = block.path[-1].text if block.path else ""
    first = block.lines[0]
    return [f"{heading} : {first}" if heading else first, *block.lines[1:]]


def _list_lines(element: Element, depth: int = 0) -> list[str]:
    """One line an item; items of an inner list follow theirs, marked by a dash."""
    lines: list[str] = []
    for item in element:
        if item.tag != "Item":
            continue
        own: list[str] = []
        inner: list[str] = []
        for child in item:
            if child.tag == "Liste":
                inner.extend(_list_lines(child, depth + 1))
            elif child.tag not in _SILENT:
                own.append(inline_text(child))
        text = " ".join(part for part in (_own_words(item), *own) if part)
        if text:
            lines.append(f"{'– ' * (depth > 0)}{text}")
        lines.extend(inner)
    return lines


def _own_words(item: Element) -> str:
    """Words that stand directly in an item, outside any paragraph."""
    return (item.text or "").strip()
