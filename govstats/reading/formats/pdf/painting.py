"""What a page paints: characters with their places, straight rulings and pictures; everything else is passed over."""

from __future__ import annotations

import functools
import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect, mult_matrix

from govstats.catalogue.strict_yaml import read_document

UNREADABLE = "\ufffd"  # stands for a character that its font gives no meaning
MAX_RULINGS = 20_000  # of one page; a drawing may have more, a table with four to each cell never
_THIN = 4.0  # points: how thick a rectangle may be to be drawn as a line
_HIDDEN = (
    3  # text rendering mode: neither filled nor stroked, as under a scanned picture (ISO 32000-1, table 106)
)
_RADICALS = Path(__file__).parents[2] / "data" / "radicals.yml"
_COMPATIBLE = (("\ufb00", "\ufb06"), ("\u2f00", "\u2fdf"), ("\uf900", "\ufaff"), ("\U0002f800", "\U0002fa1f"))

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the upper left corner of the page."""
_Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A painted character.

    Attributes:
        text: what it means, mostly one character; white space too.
        x0: its left edge in points from the left edge of the page.
        x1: its right edge, with its advance width.
        y: its baseline in points from the top of the page.
        size: the size of its font in points, as painted.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float

    @property
    def is_space(self) -> bool:
        """Whether it is white space."""
        return self.text.isspace()


@dataclass(slots=True)
class Painted:
    """What is on a page.

    Attributes:
        width: of the page, in points.
        height: of the page, in points.
        glyphs: the characters in the order in which they are painted.
        rulings: straight level or upright lines, each as a box of next to no width or height.
        pictures: the boxes of pictures.
        outlines: how many curves and polygons are painted: letters drawn as outlines are such.
        turned: how many characters stand upside down or on their side, by the degrees of their turn.
        hidden: how many characters are painted invisibly.
        outside: how many characters are painted beyond the edges of the page.
        has_too_many_rulings: whether lines beyond MAX_RULINGS were passed over.
    """

    width: float = 0.0
    height: float = 0.0
    glyphs: list[Glyph] = field(default_factory=list)
    rulings: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    outlines: int = 0
    turned: Counter[int] = field(default_factory=Counter)
    hidden: int = 0
    outside: int = 0
    has_too_many_rulings: bool = False


class _Radicals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    radicals: dict[str, str]


def paint(page: PDFPage, resources: PDFResourceManager) -> Painted:
    """Run the content of a page.

    Args:
        page: the page.
        resources: the fonts that pages of the file share.

    Returns:
        What it paints. A page whose characters mostly lie on their side is turned so that they stand.
    """
    painted = _paint(page, resources)
    turn, count = (painted.turned.most_common(1) or [(0, 0)])[0]
    if turn and count > len(painted.glyphs):
        page.rotate = (page.rotate + turn) % 360
        painted = _paint(page, resources)
    return painted


def _paint(page: PDFPage, resources: PDFResourceManager) -> Painted:
    device = _Device(resources)
    PDFPageInterpreter(resources, device).process_page(page)
    return device.painted


def plain(text: str) -> str:
    """Write ligatures, and the radicals and compatibility ideographs that fonts map glyphs to, as plain characters."""
    return "".join(map(_plain_character, text))


@functools.lru_cache(maxsize=65_536)
def _plain_character(character: str) -> str:
    if " " <= character < "\u2000":
        return character
    if "\u2e80" <= character <= "\u2eff":
        return _radicals().get(character, character)
    if any(first <= character <= last for first, last in _COMPATIBLE):
        return unicodedata.normalize("NFKC", character)
    if character < " " and not character.isspace():
        return UNREADABLE
    return "" if unicodedata.category(character) == "Cf" and character != "\u00ad" else character


@functools.cache
def _radicals() -> dict[str, str]:
    return read_document(_RADICALS, _Radicals).radicals


class _Device(PDFTextDevice):
    """Notes what is painted; lighter than the layout analysis that pdfminer offers."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.painted = Painted()
        self.ctm: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self._figures: list[Box] = []
        self._window: Box = (0.0, 0.0, 0.0, 0.0)
        self._is_hidden = False

    def begin_page(self, page: PDFPage, ctm: _Matrix) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.painted.width, self.painted.height = abs(x1 - x0), abs(y1 - y0)
        shown = self._from_top(apply_matrix_rect(ctm, page.cropbox))
        self._window = (
            max(shown[0], 0.0),
            max(shown[1], 0.0),
            min(shown[2], self.painted.width),
            min(shown[3], self.painted.height),
        )

    def begin_figure(self, _name: str, bbox: Box, matrix: _Matrix) -> None:
        self._figures.append(self._from_top(apply_matrix_rect(mult_matrix(matrix, self.ctm), bbox)))

    def end_figure(self, _name: str) -> None:
        self._figures.pop()

    def render_image(self, _name: str, _stream: object) -> None:
        self.painted.pictures.append(self._figures[-1])

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self._is_hidden = textstate.render == _HIDDEN
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: _Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        _ncs: object,
        _graphicstate: object,
    ) -> float:
        try:
            text = plain(font.to_unichr(cid))
        except PDFUnicodeNotDefined:
            text = UNREADABLE
        advance: float = font.char_width(cid) * fontsize * scaling
        if font.is_vertical():
            self.painted.turned[90] += 1
            return advance
        a, b, c, d, _, _ = matrix
        if abs(b) > abs(a) * 0.05 or abs(c) > abs(d) * 0.35 or a * scaling < 0:
            self.painted.turned[_turn(a, b)] += 1
            return advance
        x0, y = apply_matrix_pt(matrix, (0.0, rise))
        x1, _ = apply_matrix_pt(matrix, (advance, rise))
        glyph = Glyph(text, x0, x1, self.painted.height - y, abs(fontsize * d))
        if text and self._is_shown(glyph):
            self.painted.glyphs.append(glyph)
            self.painted.hidden += self._is_hidden
        elif not glyph.is_space:
            self.painted.outside += bool(text)
        return advance

    def _is_shown(self, glyph: Glyph) -> bool:
        x0, top, x1, bottom = self._window
        return x0 <= (glyph.x0 + glyph.x1) / 2 <= x1 and top <= glyph.y <= bottom + glyph.size

    def paint_path(
        self,
        _graphicstate: object,
        _stroke: bool,
        _fill: bool,
        _evenodd: bool,
        path: Sequence[tuple[Any, ...]],
    ) -> None:
        part: list[tuple[Any, ...]] = []
        for step in path:
            if step[0] == "m" and part:
                self._note_path(part)
                part = []
            part.append(step)
        self._note_path(part)

    def _note_path(self, path: Sequence[tuple[Any, ...]]) -> None:
        points = [apply_matrix_pt(self.ctm, step[-2:]) for step in path if len(step) > 2]
        if len(points) < 2 or not all(math.isfinite(value) for point in points for value in point):
            return
        lefts, tops = [x for x, _ in points], [self.painted.height - y for _, y in points]
        x0, top, x1, bottom = min(lefts), min(tops), max(lefts), max(tops)
        is_curved = any(step[0] in "cvy" for step in path)
        if len(self.painted.rulings) >= MAX_RULINGS:
            self.painted.has_too_many_rulings = True
        elif min(x1 - x0, bottom - top) <= _THIN:
            self.painted.rulings.append(_middle((x0, top, x1, bottom)))
        elif not is_curved and _is_rectangle(points):
            self.painted.rulings += [
                (x0, top, x1, top),
                (x0, bottom, x1, bottom),
                (x0, top, x0, bottom),
                (x1, top, x1, bottom),
            ]
        self.painted.outlines += is_curved or len(points) > 5

    def _from_top(self, box: Box) -> Box:
        x0, y0, x1, y1 = box
        return (
            min(x0, x1),
            self.painted.height - max(y0, y1),
            max(x0, x1),
            self.painted.height - min(y0, y1),
        )


def _turn(a: float, b: float) -> int:
    """Degrees by which to turn the page clockwise so that such a character stands; 1 for a slanting one."""
    if abs(b) <= abs(a) * 0.05:
        return 180
    if abs(a) <= abs(b) * 0.05:
        return 90 if b > 0 else 270
    return 1


def _middle(box: Box) -> Box:
    """The line through the middle of a thin box."""
    x0, top, x1, bottom = box
    if x1 - x0 > bottom - top:
        return (x0, (top + bottom) / 2, x1, (top + bottom) / 2)
    return ((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)


def _is_rectangle(points: Sequence[tuple[float, float]]) -> bool:
    corners = points[:4]
    if len(corners) < 4 or len(points) > 5 or (len(points) == 5 and points[4] != points[0]):
        return False
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return all(abs(x0 - x1) < 0.1 or abs(y0 - y1) < 0.1 for (x0, y0), (x1, y1) in pairs)
