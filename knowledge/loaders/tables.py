"""A table as lines that can each be read alone."""

from xml.etree.ElementTree import Element

from knowledge.loaders.inline_text import inline_text

SEPARATOR = " | "
_MAX_SPAN = 50


def table_lines(table: Element) -> list[str]:
    """One line a row, cells joined by ``" | "``, joined cells repeated in each row and column they cover.

    Several header rows become one: « Taux d'abattement – Impôt sur le revenu ».
    """
    headers: list[list[str]] = []
    rows: list[list[str]] = []
    for row, cells in zip(table.findall("Rangée"), _grid(table), strict=True):
        (headers if row.get("type") == "header" and not rows else rows).append(cells)
    lines = [_merge(headers)] if headers else []
    return [SEPARATOR.join(cells).strip() for cells in (*lines, *rows) if any(cells)]


def _grid(table: Element) -> list[list[str]]:
    """Cells by row, spans filled in."""
    pending: dict[int, tuple[int, str]] = {}
    grid: list[list[str]] = []
    for row in table.findall("Rangée"):
        cells: list[str] = []
        waiting = list(row.findall("Cellule"))
        while waiting or len(cells) in pending:
            column = len(cells)
            if column in pending:
                left, text = pending.pop(column)
                if left > 1:
                    pending[column] = (left - 1, text)
                cells.append(text)
                continue
            cell = waiting.pop(0)
            text = " ".join(part for part in map(inline_text, _leaves(cell)) if part)
            down, across = _span(cell, "fusionVerticale"), _span(cell, "fusionHorizontale")
            for offset in range(across):
                cells.append(text)
                if down > 1:
                    pending[column + offset] = (down - 1, text)
        grid.append(cells)
    return grid


def _leaves(cell: Element) -> list[Element]:
    """The paragraphs of a cell, those of its lists included."""
    paragraphs = list(cell.iter("Paragraphe"))
    return paragraphs or [cell]


def _span(cell: Element, attribute: str) -> int:
    value = cell.get(attribute, "")
    return min(int(value), _MAX_SPAN) if value.isdigit() and int(value) > 0 else 1


def _merge(headers: list[list[str]]) -> list[str]:
    width = max(map(len, headers))
    merged: list[str] = []
    for column in range(width):
        steps: list[str] = []
        for row in headers:
            text = row[column] if column < len(row) else ""
            if text and text not in steps:
                steps.append(text)
        merged.append(" – ".join(steps))
    return merged
