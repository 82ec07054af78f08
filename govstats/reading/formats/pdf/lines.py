"""Lines of text from characters that stand at places of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from govstats.reading.formats.pdf.painting import UNREADABLE, Glyph

_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff“”‘’—…·]")
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")
_DIGIT = re.compile(r"\d", re.ASCII)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# What a line may not end or begin with (GB/T 15834-2011, 5.1), and what stays together: a number, a Latin word.
_OPENING = r"[（〔【《〈「『“‘(\[]"
_RUN = r"[A-Za-z0-9.,%+\-–/:_‰％]+"
_CLOSING = r"[）〕】》〉」』”’)\]。，、；：？！,.;:?!%％‰…—]"
_FIRST_CHUNK = re.compile(rf"{_OPENING}*(?:{_RUN}|.){_CLOSING}*")
# some programs keep letters, digits and the marks between them together: 名。PM2.5、 and 9.8%；“1+3”
_TIED_CHUNK = re.compile(rf"{_OPENING}*.(?:{_OPENING}|{_RUN}|{_CLOSING})*")
_APART = (
    0.6  # of the size: characters farther from each other may stand in two lines, as the numbers of a row
)
_LEVEL = 0.4  # of the size: how far a character may stand from the baseline of its line, as in m²


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on a page.

    Attributes:
        text: its words, without white space at its ends.
        x0: left edge of the first character, in points.
        x1: right edge of the last character.
        y: its baseline, in points from the top of the page.
        size: the size of most of its characters, in points.
        page: the page, counted from 0.
        column: the column of the page, counted from 0; columns have margins of their own.
        chunk: width of its first characters that could not have stood at the end of the line above, in points.
        tied_chunk: the same where its writer also keeps digits with the mark before them, in points.
        ends_with_space: whether white space was painted behind its last character.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    page: int = 0
    column: int = 0
    chunk: float = 0.0
    tied_chunk: float = 0.0
    ends_with_space: bool = False


def in_rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Sort characters into rows by their baselines, from top to bottom, each row from left to right."""
    rows: list[list[Glyph]] = []
    y = size = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if rows and glyph.y - y <= _LEVEL * max(size, glyph.size):
            rows[-1].append(glyph)
            if glyph.size > size:
                y, size = glyph.y, glyph.size
        else:
            rows.append([glyph])
            y, size = glyph.y, glyph.size
    kept = (_without_copies(sorted(row, key=lambda glyph: glyph.x0)) for row in rows)
    return [row for row in kept if any(not glyph.is_space for glyph in row)]


def _without_copies(row: Sequence[Glyph]) -> list[Glyph]:
    """Leave out characters that are painted twice, a hair apart, to look bold."""
    kept: list[Glyph] = []
    for glyph in row:
        is_copy = any(
            other.text == glyph.text and glyph.x0 - other.x0 < 0.2 * (other.x1 - other.x0)
            for other in kept[-3:]
        )
        if not is_copy:
            kept.append(glyph)
    return kept


def parts_of(row: Sequence[Glyph], gap: float) -> list[list[Glyph]]:
    """Part a row where nothing is painted for as wide as gap times its size."""
    parts: list[list[Glyph]] = []
    for glyph in row:
        if glyph.is_space:
            continue
        if parts and glyph.x0 - parts[-1][-1].x1 < gap * glyph.size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    return parts


def line_of(row: Sequence[Glyph], page: int, column: int = 0) -> Line:
    """Write a row of characters as a line.

    Args:
        row: characters from left to right, not all of them white space.
        page: the page they are on, counted from 0.
        column: the column of the page.

    Returns:
        The line.
    """
    inked = [glyph for glyph in row if not glyph.is_space]
    text = write_row(row)
    sizes = sorted(glyph.size for glyph in inked)
    line = Line(
        text=text,
        x0=inked[0].x0,
        x1=max(glyph.x1 for glyph in inked),
        y=inked[len(inked) // 2].y,
        size=sizes[len(sizes) // 2],
        page=page,
        column=column,
        ends_with_space=row[-1].is_space,
    )
    return replace(line, chunk=_chunk_width(inked, _FIRST_CHUNK), tied_chunk=_chunk_width(inked, _TIED_CHUNK))


def _chunk_width(inked: Sequence[Glyph], pattern: re.Pattern[str]) -> float:
    chunk = pattern.match("".join(glyph.text for glyph in inked))
    last = 0
    length = len(inked[0].text)
    while chunk and length < chunk.end() and last + 1 < len(inked):
        if inked[last + 1].x0 - inked[last].x1 > _APART * inked[last].size:
            break
        last += 1
        length += len(inked[last].text)
    return inked[last].x1 - inked[0].x0


def write_row(row: Sequence[Glyph]) -> str:
    """Write a row of characters with the spaces that its writer meant."""
    pieces: list[str] = []
    gaps: list[str] = []
    above: Glyph | None = None
    spaces = ""
    for glyph in row:
        if glyph.is_space:
            spaces += glyph.text
            continue
        if above is not None:
            gaps.append(_gap(above, glyph, spaces))
        pieces.append(glyph.text)
        above, spaces = glyph, ""
    if _is_spread_out(pieces, gaps):
        gaps = [
            "" if _is_within_chinese(*pair) else gap
            for *pair, gap in zip(pieces, pieces[1:], gaps, strict=False)
        ]
    if pieces and _PRIVATE.fullmatch(pieces[0]):
        pieces[0] = "•"  # bullets are taken from fonts of symbols
    text = "".join(piece + gap for piece, gap in zip(pieces, [*gaps, ""], strict=True))
    return _PRIVATE.sub(UNREADABLE, text)


def _gap(left: Glyph, right: Glyph, spaces: str) -> str:
    """The white space between two characters of a row."""
    size = max(left.size, right.size)
    width = (right.x0 - left.x1) / size
    space = "\u3000" if "\u3000" in spaces else " "
    before, after = left.text[-1], right.text[0]
    if spaces and width >= 0.12:
        return space
    if _WORD.match(before) and _WORD.match(after):
        # a wide letter-spacing is no space inside a number
        return " " if width >= (0.5 if _DIGIT.match(before) and _DIGIT.match(after) else 0.25) else ""
    return space if width >= 1.8 else ""


def _is_spread_out(pieces: Sequence[str], gaps: Sequence[str]) -> bool:
    """Whether the characters of a row are set apart by spaces, as headings and signatures are."""
    inside = [gap for *pair, gap in zip(pieces, pieces[1:], gaps, strict=False) if _is_within_chinese(*pair)]
    return len(inside) >= 3 and sum(map(bool, inside)) > 0.6 * len(inside)


def _is_within_chinese(before: str, after: str) -> bool:
    return bool(_CHINESE.match(before[-1]) and _CHINESE.match(after[0]))


def join(above: str, below: str, *, is_spaced: bool) -> str:
    """Write two lines of a paragraph as one.

    Args:
        above: the text up to the end of a line.
        below: the next line.
        is_spaced: whether white space was painted at the end of the line above.

    Returns:
        The text: no space between Chinese characters or inside a number, one between Latin words, and none for a word
        that was broken with a hyphen.
    """
    before, after = above[-1:], below[:1]
    is_broken = re.search(r"[a-z][a-z][-\u2010]\Z", above) and re.match(r"[a-z]{2}", below)
    if before == "\u00ad" or is_broken:
        return above[:-1] + below
    both_words = bool(_WORD.match(before) and _WORD.match(after))
    both_letters = both_words and before.isalpha() and after.isalpha()
    opens_word = (
        before in ",.;:)" and re.search(r"[A-Za-z][,.;:)]\Z", above) and after.isascii() and after.isalpha()
    )
    return above + (" " if both_letters or (both_words and is_spaced) or opens_word else "") + below
