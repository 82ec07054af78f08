"""Numbers of pages and running heads: which lines at the edges of pages are no part of the text.

A line that bears a figure is never left out for standing at an edge: it must repeat with the same figures, or count
with the pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from govstats.reading.formats.pdf.lines import Line

_EDGE = 0.13  # of the height of the page, at the top and at the bottom
_DEPTH = 3  # lines from the edge inwards
_LEVEL = 6.0  # points: how far apart the heights of a running head may lie
_NUMBER = re.compile(r"\d+")
_DASH = r"[\s—–―－·•~_\-‐]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?P<bare>\d{{1,4}}){_DASH}"
    rf"|{_DASH}第\s*(?P<told>\d{{1,4}})\s*页{_DASH}(?:[,，/／、]?\s*[(（]?\s*共\s*\d{{1,4}}\s*页\s*[)）]?)?{_DASH}"
    rf"|{_DASH}(?P<of>\d{{1,4}})\s*[/／]\s*\d{{1,4}}{_DASH}"
    r"|(?i:page)\s*(?P<page>\d{1,4})(?:\s*(?i:of)\s*\d{1,4})?",
)


@dataclass(frozen=True, slots=True)
class _Edge:
    line: Line
    is_top: bool
    is_outermost: bool


def without_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Leave out the numbers and the running heads of pages.

    Args:
        pages: the lines of each page, from top to bottom.
        heights: the height of each page, in points.

    Returns:
        The lines of each page that are text.
    """
    edges = [edge for lines, height in zip(pages, heights, strict=True) for edge in _edges(lines, height)]
    dropped = _running(edges, len(pages)) | _numbers(edges, len(pages))
    return [[line for line in lines if id(line) not in dropped] for lines in pages]


def _edges(lines: Sequence[Line], height: float) -> list[_Edge]:
    top = [line for line in lines[:_DEPTH] if line.y <= height * _EDGE]
    bottom = [line for line in lines[-_DEPTH:] if line.y >= height * (1 - _EDGE)]
    return [
        *(_Edge(line, True, line.y - lines[0].y < line.size) for line in top),
        *(_Edge(line, False, lines[-1].y - line.y < line.size) for line in bottom),
    ]


def _running(edges: Sequence[_Edge], pages: int) -> set[int]:
    """Lines that repeat at one height on three pages or on most pages."""
    alike: dict[tuple[bool, str], list[Line]] = defaultdict(list)
    for edge in edges:
        alike[edge.is_top, _NUMBER.sub("#", edge.line.text)].append(edge.line)
    dropped: set[int] = set()
    for lines in alike.values():
        for level in _levels(lines):
            on_pages = {line.page for line in level}
            is_often = len(on_pages) >= 3 or (len(on_pages) >= 2 and len(on_pages) >= 0.6 * pages)
            if is_often and len(on_pages) == len(level) and _counts_with_pages(level):
                dropped |= set(map(id, level))
    return dropped


def _levels(lines: Sequence[Line]) -> list[list[Line]]:
    """Part lines by their heights."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if levels and line.y - levels[-1][0].y <= _LEVEL:
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def _counts_with_pages(lines: Sequence[Line]) -> bool:
    """Whether each number in lines that are alike is the same in all, or grows with the number of the page."""
    rows = [[int(number) for number in _NUMBER.findall(line.text)] for line in lines]
    return all(
        len(set(column)) == 1
        or len({value - line.page for value, line in zip(column, lines, strict=True)}) == 1
        for column in zip(*rows, strict=True)
    )


def _numbers(edges: Sequence[_Edge], pages: int) -> set[int]:
    """Lines that hold the number of their page and nothing else, counting up through the file."""
    shifts: dict[int, list[tuple[Line, bool]]] = defaultdict(list)
    for edge in edges:
        found = _PAGE_NUMBER.fullmatch(edge.line.text) if edge.is_outermost else None
        if found:
            number = next(group for group in found.groups() if group)
            is_decorated = found["bare"] is None or found[0].strip() != found["bare"]
            shifts[int(number) - edge.line.page].append((edge.line, is_decorated))
    dropped: set[int] = set()
    for shift, lines in shifts.items():
        count = len({line.page for line, _ in lines})
        is_certain = count >= 3 or (count >= 2 and count >= 0.6 * pages)
        for line, is_decorated in lines:
            # on its own, such a number must be the page's own and look like one
            if is_certain or (shift == 1 and (is_decorated or pages == 1)):
                dropped.add(id(line))
    return dropped
