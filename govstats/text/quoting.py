"""Whole sentences of a text, as they are quoted: from full stop to full stop, whatever clauses they have."""

from __future__ import annotations

import re

_STOPS = "。!?"
_END = re.compile(rf"[{_STOPS}]+[\"'”’」』)\]】》〉]*|\n")
_STOP = re.compile(rf"[{_STOPS}]")


def sentence_around(
    folded: str, start: int, end: int, low: int = 0, high: int | None = None
) -> tuple[int, int]:
    """Find the sentence that a stretch of text stands in.

    A sentence ends with 。！ or ？ and the quotation marks and brackets that close behind it, or with its line; not
    with a semicolon, which parts the clauses of one sentence. Where the stretch itself goes over such ends, so does
    what is found.

    Args:
        folded: a text whose width is folded.
        start: first code point of the stretch.
        end: one past the last.
        low: where the sentence begins at the earliest, such as the first code point of a cell.
        high: where it ends at the latest; the end of the text where None.

    Returns:
        Its first code point and one past its last, without white space at the edges.
    """
    high = len(folded) if high is None else high
    first, last = low, high
    for found in _END.finditer(folded, low, high):
        if found.end() <= start:
            first = found.end()
        elif found.end() >= end:
            last = found.end()
            break
    while first < start and folded[first].isspace():
        first += 1
    while last > end and folded[last - 1].isspace():
        last -= 1
    return first, last


def has_stop(folded: str, start: int, end: int) -> bool:
    """Tell whether a stretch of text holds a sign that ends sentences."""
    return _STOP.search(folded, start, end) is not None
