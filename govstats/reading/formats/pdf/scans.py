"""Pages that are pictures: telling them from pages of text, and the characters recognised in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2

from govstats.reading.formats.pdf.painting import UNREADABLE, Glyph, Painted, plain
from govstats.reading.formats.recognition import RecognisedWords, recognise_words

_DOTS_PER_POINT = 200 / 72  # 200 dots per inch: what scanners of offices use, and enough for small digits
_MAX_PIXELS = 16_000_000  # an A2 page in that resolution; larger ones take the memory that recognition needs
_COVERED = 0.4  # of a page, by pictures: a scan and no illustration
_FEW = 30  # characters: a page number or the mark of a scanning program
_MANY_OUTLINES = 200  # letters drawn as curves
_LEAST = 5  # characters: fewer without a meaning may be bullets
_GARBLED = 0.3  # of the characters: the fonts of the page do not say what they mean
_OVERLAID = 0.5  # of the characters: invisible ones lie over a scan
_BODY = 0.8  # of the height of a box: the size of its characters
_WIDE_BRACKETS = str.maketrans("()", "（）")
_DESCENT = 0.2  # of the height of a box: below the baseline


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture of a page.

    Attributes:
        width: of the page, in points.
        height: of the page, in points.
        scale: pixels to a point.
        picture: an array of rows, columns and blue, green, red from 0 to 255.
    """

    width: float
    height: float
    scale: float
    picture: Any


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What was recognised on a page.

    Attributes:
        painted: the characters, at their places.
        scores: how sure the recogniser is of each character, from 0 to 1.
    """

    painted: Painted
    scores: tuple[float, ...]


def is_garbled(painted: Painted) -> bool:
    """Tell whether the characters of a page cannot be read because its fonts give them no meaning."""
    inked = [glyph for glyph in painted.glyphs if not glyph.is_space]
    unknown = sum(glyph.text == UNREADABLE or "\ue000" <= glyph.text[0] <= "\uf8ff" for glyph in inked)
    return len(inked) >= _LEAST and unknown > _GARBLED * len(inked)


def is_picture(painted: Painted) -> bool:
    """Tell whether a page is a picture with no more than a few characters of text."""
    inked = sum(not glyph.is_space for glyph in painted.glyphs)
    if inked >= _FEW:
        return False
    covered = sum(_shown(painted, *box) for box in painted.pictures)
    return covered >= _COVERED * painted.width * painted.height or painted.outlines >= _MANY_OUTLINES


def _shown(painted: Painted, x0: float, top: float, x1: float, bottom: float) -> float:
    wide = min(x1, painted.width) - max(x0, 0.0)
    return max(wide, 0.0) * max(min(bottom, painted.height) - max(top, 0.0), 0.0)


def is_overlaid(painted: Painted) -> bool:
    """Tell whether the text of a page is invisible: a program recognised it in the picture that it lies on."""
    return bool(painted.glyphs) and painted.hidden > _OVERLAID * len(painted.glyphs)


class Scans:
    """The pages of a file as pictures.

    Args:
        data: the bytes of the PDF file.
    """

    def __init__(self, data: bytes) -> None:
        self._document = pypdfium2.PdfDocument(data)

    def scan(self, number: int) -> Scan:
        """Make a picture of a page.

        Args:
            number: of the page, from 0.

        Returns:
            The picture, of no more than 16 million pixels.
        """
        page = self._document[number]
        try:
            width, height = page.get_size()
            scale = min(_DOTS_PER_POINT, math.sqrt(_MAX_PIXELS / max(width * height, 1.0)))
            bitmap = page.render(scale=scale)
            try:
                return Scan(width, height, scale, bitmap.to_numpy()[:, :, :3].copy())
            finally:
                bitmap.close()
        finally:
            page.close()

    def close(self) -> None:
        """Free what the pictures take."""
        self._document.close()


def recognise_page(scan: Scan, step: Callable[[int], None]) -> RecognisedPage:
    """Recognise the text of a page.

    Args:
        scan: its picture.
        step: called after each run of words.

    Returns:
        What was recognised, at its places.
    """
    painted = Painted(scan.width, scan.height)
    scores: list[float] = []
    for run in recognise_words(scan.picture, step):
        glyphs = list(_glyphs(run, scan.scale))
        painted.glyphs += glyphs
        scores += [run.score] * len(glyphs)
    return RecognisedPage(painted, tuple(scores))


def _glyphs(run: RecognisedWords, scale: float) -> Iterator[Glyph]:
    """The characters of a run, spread over its box: a Chinese one is twice as wide as a digit."""
    # the recogniser takes wide brackets for narrow ones by chance: (一）
    text = (
        run.text.translate(_WIDE_BRACKETS)
        if any("\u4e00" <= character <= "\u9fff" for character in run.text)
        else run.text
    )
    widths = [1.0 if character >= "\u2e80" else 0.5 for character in text]
    unit = (run.x1 - run.x0) / sum(widths) / scale
    height = (run.bottom - run.top) / scale
    x = run.x0 / scale
    for character, width in zip(text, widths, strict=True):
        if meant := plain(character):
            yield Glyph(meant, x, x + width * unit, run.bottom / scale - _DESCENT * height, _BODY * height)
        x += width * unit
