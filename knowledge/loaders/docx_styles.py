"""What a DOCX says of the looks of its text: found from the run up through the styles."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import regex
from docx.oxml.ns import qn

TINY_HALF_POINTS = 4
"""Two points: nobody reads that."""
_PALE = 0xFA
"""Each part of a color from which ink cannot be told from white paper."""
_HEADING = regex.compile(r"(?:heading|titre) ?(\d)", regex.IGNORECASE)
_CONTENTS = regex.compile(r"(?:toc|tm|table des matières|table of figures)\b.*", regex.IGNORECASE)
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(slots=True)
class DocxStyles:
    """Owns the styles of one document, by id. Elements are those of the file's XML."""

    has_dark_page: bool
    """Whether pages have a background of their own: white ink may be meant to be read."""
    _styles: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Any) -> "DocxStyles":
        background = document.element.find(qn("w:background"))
        styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iterchildren(qn("w:style"))}
        return cls(background is not None, styles)

    def hides(self, run: Any, paragraph: Any) -> bool:
        """Whether nobody sees the run on white paper: hidden, two points high, or white on nothing."""
        for name in ("w:vanish", "w:webHidden"):
            if (mark := self._of_run(run, paragraph, name)) is not None and mark.get(qn("w:val"), "1") not in _OFF:
                return True
        size = self._of_run(run, paragraph, "w:sz")
        if size is not None and (value := size.get(qn("w:val"), "")).isdigit() and int(value) <= TINY_HALF_POINTS:
            return True
        color = self._of_run(run, paragraph, "w:color")
        return color is not None and _is_pale(color.get(qn("w:val"), "")) and not self._is_on_color(run, paragraph)

    def heading_level(self, paragraph: Any) -> int:
        """1 for the highest; 0 for what is no heading."""
        for style in self._chain(_style_of(paragraph, "w:pPr", "w:pStyle")):
            if found := _HEADING.match(_name(style)):
                return int(found.group(1)) or 1
        for properties in self._of_paragraph(paragraph):
            level = properties.find(qn("w:outlineLvl"))
            if level is not None:
                value = level.get(qn("w:val"), "9")
                return int(value) + 1 if value.isdigit() and int(value) < 9 else 0
        return 0

    def is_title(self, paragraph: Any) -> bool:
        return any(_name(style).lower() in ("title", "titre") for style in self._styles_of(paragraph))

    def is_contents(self, paragraph: Any) -> bool:
        """A line of the table of contents says again what a heading says."""
        return any(_CONTENTS.fullmatch(_name(style)) for style in self._styles_of(paragraph))

    def is_item(self, paragraph: Any) -> bool:
        for properties in self._of_paragraph(paragraph):
            number = properties.find(f"{qn('w:numPr')}/{qn('w:numId')}")
            if number is not None:
                return bool(number.get(qn("w:val"), "0") != "0")
        return any(
            _name(style).lower().startswith(("list bullet", "list number")) for style in self._styles_of(paragraph)
        )

    def _styles_of(self, paragraph: Any) -> Iterator[Any]:
        return self._chain(_style_of(paragraph, "w:pPr", "w:pStyle"))

    def _of_paragraph(self, paragraph: Any) -> Iterator[Any]:
        for owner in (paragraph, *self._styles_of(paragraph)):
            if (properties := owner.find(qn("w:pPr"))) is not None:
                yield properties

    def _of_run(self, run: Any, paragraph: Any, name: str) -> Any:
        """The nearest say on a property: the run's own, its style's, its paragraph's style's."""
        owners = (run, *self._chain(_style_of(run, "w:rPr", "w:rStyle")), *self._styles_of(paragraph))
        for owner in owners:
            found = owner.find(f"{qn('w:rPr')}/{qn(name)}")
            if found is not None:
                return found
        return None

    def _is_on_color(self, run: Any, paragraph: Any) -> bool:
        """Whether something dark is, or may be, under the text."""
        if self.has_dark_page or self._of_run(run, paragraph, "w:highlight") is not None:
            return True
        shades = [self._of_run(run, paragraph, "w:shd")]
        shades += [properties.find(qn("w:shd")) for properties in self._of_paragraph(paragraph)]
        for cell in paragraph.iterancestors(qn("w:tc")):
            shades.append(cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}"))
        for table in paragraph.iterancestors(qn("w:tbl")):
            style = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
            if style is not None and style.get(qn("w:val"), "") not in ("TableNormal", "TableGrid", "Grilledutableau"):
                return True  # the style may color the row
        fills = [shade.get(qn("w:fill"), "auto") for shade in shades if shade is not None]
        return any(fill != "auto" and not _is_pale(fill) for fill in fills)

    def _chain(self, style_id: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style_id and style_id not in seen and style_id in self._styles:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            based_on = style.find(qn("w:basedOn"))
            style_id = based_on.get(qn("w:val"), "") if based_on is not None else ""


def _style_of(element: Any, properties: str, name: str) -> str:
    style = element.find(f"{qn(properties)}/{qn(name)}")
    return str(style.get(qn("w:val"), "")) if style is not None else ""


def _name(style: Any) -> str:
    name = style.find(qn("w:name"))
    return str(name.get(qn("w:val"), "")) if name is not None else ""


def _is_pale(color: str) -> bool:
    if not regex.fullmatch("[0-9A-Fa-f]{6}", color):
        return False
    return min(bytes.fromhex(color)) >= _PALE
