"""Numbers of pages and running heads: which lines at the edges of pages are no part of the text.

A line that bears a figure is never left out for standing at an edge: it must repeat with the same figures, or count
with the pages.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govstats.reading.formats.pdf.lines import Line

_EDGE = 0.13  # of the height of the page, at the top and at the bottom
_DEPTH = 3  # lines from the edge inwards
_APART = 1.25  # times the usual distance of lines: farther from the text is set apart
_LEVEL = 6.0  # points: how far apart the heights of a running head may lie
_WORD = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\d+")
_DASH = r"[\s—–―－·•~_\-‐]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?P<bare>\d{{1,3}}){_DASH}"
    rf"|{_DASH}第\s*(?P<told>\d{{1,3}})\s*页{_DASH}(?:[,，/／、]?\s*[(（]?\s*共\s*\d{{1,3}}\s*页\s*[)）]?)?{_DASH}"
    rf"|{_DASH}(?P<of>\d{{1,3}})\s*[/／]\s*\d{{1,3}}{_DASH}"
    r"|(?i:page)\s*(?P<page>\d{1,3})(?:\s*(?i:of)\s*\d{1,4})?",
)
# What browsers print around a page: the date and time with the title, the address with the number of the page.
_PRINTED_HEAD = re.compile(
    r"\d{1,4}[/.年-]\d{1,2}[/.月-]\d{1,4}日?[,，]?\s*(?:上午|下午)?\d{1,2}:\d{2}(?:\s?[AP]M)?(?:\s|\Z)"
)
_PRINTED_FOOT = re.compile(r"(?:https?|file)://\S*\s+(?P<page>\d{1,3})/\d{1,3}")


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at an edge of its page.

    Attributes:
        line: the line.
        is_top: whether it stands at the upper edge.
        is_outermost: whether no other line stands nearer to the edge.
        is_apart: whether it is set apart from the text by its distance or its size.
    """

    line: Line
    is_top: bool
    is_outermost: bool
    is_apart: bool


def without_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Leave out the numbers and the running heads of pages.

    Args:
        pages: the lines of each page, from top to bottom.
        heights: the height of each page, in points.

    Returns:
        The lines of each page that are text.
    """
    edges = [edge for lines, height in zip(pages, heights, strict=True) for edge in _edges(lines, height)]
    dropped = _running(edges, len(pages)) | _numbers(edges, len(pages)) | _printed(edges)
    return [[line for line in lines if id(line) not in dropped] for lines in pages]


def _edges(lines: Sequence[Line], height: float) -> list[_Edge]:
    steps = sorted(below.y - above.y for above, below in itertools.pairwise(lines))
    sizes = sorted(line.size for line in lines)
    usual = min(steps[len(steps) // 2], 2 * sizes[len(sizes) // 2]) if steps else 0.0
    tops = [line for line in lines[:_DEPTH] if line.y <= height * _EDGE]
    bottoms = [line for line in lines[-_DEPTH:] if line.y >= height * (1 - _EDGE)]
    return [
        *_along(tops, lines[len(tops) : len(tops) + 1], usual, is_top=True),
        *_along(bottoms[::-1], lines[: len(lines) - len(bottoms)][-1:], usual, is_top=False),
    ]


def _along(lines: Sequence[Line], text: Sequence[Line], usual: float, *, is_top: bool) -> Iterator[_Edge]:
    """The lines at an edge from without inwards, with the first line of text behind them, if there is one."""
    inner = [*lines, *text]
    parted = [
        abs(line.y - other.y) > _APART * usual
        or abs(line.size - other.size) > 0.1 * max(line.size, other.size)
        for line, other in itertools.pairwise(inner)
    ]
    for number, line in enumerate(lines):
        is_outermost = abs(line.y - lines[0].y) < line.size
        yield _Edge(line, is_top, is_outermost, not text or any(parted[number:]))


def _running(edges: Sequence[_Edge], pages: int) -> set[int]:
    """Lines that repeat at one height on three pages or on most pages."""
    alike: dict[tuple[bool, str], list[Line]] = defaultdict(list)
    for edge in (edge for edge in edges if edge.is_apart):
        alike[edge.is_top, _NUMBER.sub("#", edge.line.text)].append(edge.line)
    dropped: set[int] = set()
    for lines in alike.values():
        for level in _levels(lines):
            on_pages = {line.page for line in level}
            is_often = len(on_pages) >= 3 or (len(on_pages) >= 2 and len(on_pages) >= 0.6 * pages)
            is_alone = len(on_pages) == len(level)
            if is_often and is_alone and _WORD.search(level[0].text) and _is_same_or_counts(level):
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


def _is_same_or_counts(lines: Sequence[Line]) -> bool:
    """Whether each number in lines that are alike is the same in all, or on three pages grows with their number."""
    if len(lines) < 3:
        return len({line.text for line in lines}) == 1
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
            if is_certain or (shift == 1 and is_decorated):
                dropped.add(id(line))
    return dropped


def _printed(edges: Sequence[_Edge]) -> set[int]:
    """What a browser printed above and below pages of the web, on those where both stand."""
    outermost = [edge for edge in edges if edge.is_outermost]
    heads = {
        edge.line.page: edge.line for edge in outermost if edge.is_top and _PRINTED_HEAD.match(edge.line.text)
    }
    dropped: set[int] = set()
    for edge in outermost:
        foot = None if edge.is_top else _PRINTED_FOOT.fullmatch(edge.line.text)
        if foot and int(foot["page"]) == edge.line.page + 1 and edge.line.page in heads:
            dropped |= {id(edge.line), id(heads[edge.line.page])}
    return dropped
