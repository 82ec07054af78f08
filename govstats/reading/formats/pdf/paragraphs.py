"""Paragraphs from the lines of pages: what goes on in the next line, also on the next page."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from govstats.reading.formats.grids import write_lines
from govstats.reading.formats.pdf.lines import Line, join
from govstats.reading.formats.pdf.tables import Table, continue_table

_ENDS = re.compile(r"[。！？；：!?;:][”’」』）)]*\Z")
_HANGING = re.compile(r"[，。、；：！？,.;:!?）)”’」』]\Z")
_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+[章节部]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])"
)
_SLACK = 0.3  # of the size: by how much the right end of a full line may miss the margin
_INDENT = 0.8  # of the size: at least as far is the first line of a paragraph set in
_DEEPEST = 0.25  # of the width of the column: lines that begin farther in are set to the right, not indented
_HANGS = 4.0  # of the size: as far in at most are the further lines of an entry behind its number
_CLOSEST = 0.9  # of the size: lines nearer than that overlap, as in cells set beside each other
_PITCH = 1.3  # times the usual distance of lines: farther apart are two paragraphs
_LEAST_WIDTH = 0.68  # of the page: what no line reaches is no right margin of a page in one column


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a column begin and end.

    Attributes:
        left: x of the left margin, in points.
        right: x of the right margin.
    """

    left: float
    right: float


class Layout:
    """What the lines of a whole file have in common: margins, distances, how alike sizes must be.

    Args:
        pages: the lines of each page.
        widths: the width of each page, in points.
        likeness: by which part of each other the sizes of lines of one paragraph may differ.
    """

    def __init__(self, pages: Sequence[Sequence[Line]], widths: Sequence[float], likeness: float) -> None:
        self._widths = widths
        self._likeness = likeness
        groups: dict[tuple[int, int, int], list[Line]] = defaultdict(list)
        for line in (line for lines in pages for line in lines):
            groups[self._group(line)].append(line)
        columned = {group[0] for group in groups if group[1]}
        self._margins = {
            group: self._measure(group, lines, is_in_columns=group[0] in columned)
            for group, lines in groups.items()
        }
        self._pitches = _pitches(pages)

    def _group(self, line: Line) -> tuple[int, int, int]:
        # odd and even pages of a book have margins of their own
        return round(self._widths[line.page]), line.column, line.page % 2

    @staticmethod
    def _measure(group: tuple[int, int, int], lines: Sequence[Line], *, is_in_columns: bool) -> Margins:
        size = Counter(round(line.size) for line in lines).most_common(1)[0][0]
        lines = [line for line in lines if abs(line.size - size) <= max(0.15 * size, 1.0)]
        starts = sorted(line.x0 for line in lines)
        left = _supported(starts, size / 2) or starts[0]
        firm = [line.x1 for line in lines if not _HANGING.search(line.text)] or [line.x1 for line in lines]
        found = _supported(sorted(-x1 for x1 in firm), size * 0.6)
        # where no two lines end alike, none may be full: the margins of a page are mostly alike
        right = max(firm if found is None else [-found])
        if found is None and not is_in_columns:
            right = max(right, group[0] - left)
        if not is_in_columns:
            right = max(right, group[0] * _LEAST_WIDTH)
        return Margins(left, right)

    def goes_on(self, above: Line, below: Line) -> bool:
        """Tell whether a line is followed by the next in the same paragraph.

        Args:
            above: a line.
            below: the next in the order of reading.

        Returns:
            True if the line is full, so that the first characters of the next found no room in it, and nothing marks
            the next as the beginning of a paragraph.
        """
        size = max(above.size, below.size)
        if abs(above.size - below.size) > self._likeness * size or self._is_apart(above, below):
            return False
        margins, own = self._margins[self._group(above)], self._margins[self._group(below)]
        has_ended = bool(_ENDS.search(above.text))
        chunk = below.chunk if has_ended else below.tied_chunk
        if above.x1 + chunk <= margins.right - _SLACK * size:
            return False
        if has_ended and _HEADING.match(below.text):
            return False
        indent, indent_above = below.x0 - own.left, above.x0 - margins.left
        if indent <= _INDENT * size:
            return True
        if has_ended:
            return False
        is_block = (
            abs(indent - indent_above) <= 0.4 * size
            and indent <= _DEEPEST * (own.right - own.left)
            and not _HEADING.match(above.text)
        )
        is_hanging = indent_above < 0.4 * size and indent <= _HANGS * size
        return is_block or is_hanging or (_is_centred(above, margins) and _is_centred(below, own))

    def _is_apart(self, above: Line, below: Line) -> bool:
        if above.page != below.page or above.column != below.column:
            return False
        usual = self._pitches.get(round(above.size), above.size * 1.6)
        step = below.y - above.y
        return not _CLOSEST * min(above.size, below.size) <= step <= _PITCH * max(usual, above.size * 1.2)


def _supported(values: Sequence[float], near: float) -> float | None:
    """The first of sorted values that enough of the others lie near; None if there is none."""
    needed = max(2, len(values) // 20)
    for value in values:
        if sum(value <= other <= value + near for other in values) >= needed:
            return value
    return None


def _pitches(pages: Sequence[Sequence[Line]]) -> dict[int, float]:
    """The most usual distance of two lines, by their size."""
    counts: dict[int, Counter[float]] = defaultdict(Counter)
    for lines in pages:
        for above, below in itertools.pairwise(lines):
            step = below.y - above.y
            if round(above.size) == round(below.size) and 0 < step < 4 * above.size:
                counts[round(above.size)][round(step)] += 1
    return {size: found.most_common(1)[0][0] for size, found in counts.items()}


def _is_centred(line: Line, margins: Margins) -> bool:
    return abs((line.x0 - margins.left) - (margins.right - line.x1)) <= line.size


def write_text(blocks: Sequence[Line | Table], layout: Layout) -> str:
    """Write lines and tables in reading order as text.

    Args:
        blocks: the lines and the tables of all pages.
        layout: what the lines have in common.

    Returns:
        Paragraphs and rows of tables, one a line.
    """
    written: list[str] = []
    before: Line | Table | None = None
    table: Table | None = None
    for block in blocks:
        if isinstance(block, Table):
            longer = continue_table(table, block) if table and block.page == table.page + 1 else None
            if table is not None and longer is None:
                written += write_lines(table.grid())
            table = longer or block
        else:
            if table is not None:
                written += write_lines(table.grid())
                table = None
            if isinstance(before, Line) and layout.goes_on(before, block):
                written[-1] = join(written[-1], block.text, is_spaced=before.ends_with_space)
            else:
                written.append(block.text)
        before = block
    if table is not None:
        written += write_lines(table.grid())
    return "\n".join(written)
