"""Which words of a PDF page a reader sees: follows the page's drawing as it is extracted, and silences the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Matrix = Sequence[float]
"""Six numbers: how a drawing is scaled, turned and moved on the page."""

TINY_POINTS = 2.0
_PALE = 0.98
_MOST_GROUNDS = 5_000
_SHOWS_TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_ENDS_PATH = frozenset({b"S", b"s", b"n"})
_UNSEEN_MODE = 3
_FULL_BLACK = (0.0,)


@dataclass(frozen=True, slots=True)
class _Pen:
    """How what comes next is drawn; saved and restored as the page says."""

    color: tuple[float, ...] = _FULL_BLACK
    """Parts of the color: one of gray, three of light, four of ink, none for a pattern."""
    size: float = 12.0
    mode: int = 0

    @property
    def is_white(self) -> bool:
        if len(self.color) == 4:
            return max(self.color) <= 1 - _PALE
        return bool(self.color) and min(self.color) >= _PALE


@dataclass(slots=True)
class InkWatch:
    """Owns what is known of one page while its text is extracted; :meth:`before` is pypdf's visitor."""

    reads_unseen: bool = False
    """Whether text drawn without ink is read: the words under a scanned picture are written so."""
    hidden: int = 0
    """Pieces of text that were silenced."""
    unseen: int = 0
    """Pieces of text drawn without ink, read or not."""
    has_picture: bool = False
    _pen: _Pen = _Pen()
    _saved: list[_Pen] = field(default_factory=list)
    _points: list[tuple[float, float]] = field(default_factory=list)
    _grounds: list[tuple[float, float, float, float]] = field(default_factory=list)

    def before(self, operator: bytes, operands: list[Any], page: Matrix, text: Matrix) -> None:
        """Sees each drawing step before it is done. A text that nobody sees is emptied in place."""
        if operator in _SHOWS_TEXT:
            self._judge(operands, page, text)
        elif operator == b"q":
            self._saved.append(self._pen)
        elif operator == b"Q":
            self._pen = self._saved.pop() if self._saved else _Pen()
        elif operator in (b"g", b"rg", b"k", b"sc", b"scn"):
            self._pen = replace(self._pen, color=_numbers(operands))
        elif operator == b"cs":
            self._pen = replace(self._pen, color=_FULL_BLACK)
        elif operator == b"Tf" and len(operands) > 1:
            self._pen = replace(self._pen, size=_number(operands[1], self._pen.size))
        elif operator == b"Tr" and operands:
            self._pen = replace(self._pen, mode=int(_number(operands[0], 0)))
        else:
            self._draw(operator, operands, page)

    def _judge(self, operands: list[Any], page: Matrix, text: Matrix) -> None:
        place = _multiply(text, page)
        if self._pen.mode == _UNSEEN_MODE:
            self.unseen += 1
        is_seen = (
            (self._pen.mode != _UNSEEN_MODE or self.reads_unseen)
            and abs(self._pen.size) * max(abs(place[3]), abs(place[1])) > TINY_POINTS
            and (not self._pen.is_white or self._has_ground(place[4], place[5]))
        )
        if not is_seen:
            self.hidden += 1
            _silence(operands)

    def _draw(self, operator: bytes, operands: list[Any], page: Matrix) -> None:
        numbers = _numbers(operands)
        if operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            self._points += [_moved(page, x, y), _moved(page, x + width, y + height)]
        elif operator in (b"m", b"l", b"c", b"v", b"y"):
            self._points += [_moved(page, *numbers[at : at + 2]) for at in range(0, len(numbers) - 1, 2)]
        elif operator in _FILLS:
            if not self._pen.is_white:
                self._ground(self._points)
            self._points = []
        elif operator in _ENDS_PATH:
            self._points = []
        elif operator in (b"Do", b"INLINE IMAGE", b"sh"):
            self.has_picture |= operator != b"sh"
            self._ground([_moved(page, 0, 0), _moved(page, 1, 1)])

    def _ground(self, points: Sequence[tuple[float, float]]) -> None:
        if points and len(self._grounds) < _MOST_GROUNDS:
            across, up = [x for x, _ in points], [y for _, y in points]
            self._grounds.append((min(across) - 1, min(up) - 1, max(across) + 1, max(up) + 1))

    def _has_ground(self, x: float, y: float) -> bool:
        """Whether something that is not white lies under the place."""
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._grounds)


def _silence(operands: list[Any]) -> None:
    if operands and isinstance(operands[-1], list):
        operands[-1].clear()
    elif operands:
        operands[-1] = ""


def _numbers(operands: Sequence[Any]) -> tuple[float, ...]:
    return tuple(float(value) for value in operands if isinstance(value, int | float))


def _number(value: Any, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return (x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5])


def _multiply(first: Matrix, second: Matrix) -> tuple[float, ...]:
    return (
        first[0] * second[0] + first[1] * second[2],
        first[0] * second[1] + first[1] * second[3],
        first[2] * second[0] + first[3] * second[2],
        first[2] * second[1] + first[3] * second[3],
        first[4] * second[0] + first[5] * second[2] + second[4],
        first[4] * second[1] + first[5] * second[3] + second[5],
    )
