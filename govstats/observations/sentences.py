"""The sentences of a text that hold figures, with all their numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import msgspec

from govstats.observations.slots import Span
from govstats.quantities import Quantity, Reason, Scan, SetAside
from govstats.text import find_sentence_ends

_DROPPED = (Reason.DATE, Reason.LIST)
_KEPT = frozenset({"title", "date/relative"})  # 上一年度 is part of 比上一年度

_LONGEST_LEAD = 160  # characters of a sentence without figures that may say what the next one is about
_CLOSING = frozenset("。!?;")
_YEARS = re.compile(r".{1,3}年(?:来|以来)?")


class Sentence(msgspec.Struct, frozen=True):
    """A sentence with its numbers.

    Attributes:
        start: first code point.
        end: one past the last.
        lead: first code point of the sentence without figures before it, if that may say what it is about; else start.
        quantities: its quantities in order, at least one.
        set_aside: its numbers that are no figures, in order.
        dropped: spans that no label holds, in order: dates, list markers and spans of years outside titles.
        starts_anew: whether a new paragraph or list item begins with it: nothing is carried over.
        after_full_stop: whether the sentence before ended with more than a semicolon.
    """

    start: int
    end: int
    lead: int
    quantities: tuple[Quantity, ...]
    set_aside: tuple[SetAside, ...]
    dropped: tuple[Span, ...]
    starts_anew: bool
    after_full_stop: bool

    @property
    def numbers(self) -> list[Span]:
        """Spans of all its numbers, in order."""
        spans = [(quantity.start, quantity.end) for quantity in self.quantities]
        if not self.set_aside:
            return spans
        return sorted(spans + [(number.start, number.end) for number in self.set_aside])


def find_sentences(folded: str, scan: Scan) -> Iterator[Sentence]:
    """Find the sentences that hold quantities.

    Args:
        folded: a text whose width is folded.
        scan: its numbers.

    Yields:
        The sentences in order.
    """
    quantity_starts = [quantity.start for quantity in scan.quantities]
    aside_starts = [number.start for number in scan.set_aside]
    start, last_end, lead, is_closed = 0, 0, 0, False
    high, count = 0, len(quantity_starts)
    for end in find_sentence_ends(folded):
        low = high
        while high < count and quantity_starts[high] < end:
            high += 1
        if low < high:
            first = bisect_left(aside_starts, start)
            aside = scan.set_aside[first : bisect_left(aside_starts, end)]
            skipped = scan.set_aside[bisect_left(aside_starts, last_end) : first]
            yield Sentence(
                start,
                end,
                lead if start - lead <= _LONGEST_LEAD else start,
                scan.quantities[low:high],
                aside,
                tuple(span for number in aside if (span := _dropped(folded, number))),
                starts_anew="\n" in folded[last_end:start]
                or any(number.reason is Reason.LIST for number in (*skipped, *aside[:1])),
                after_full_stop=start == 0 or folded[start - 1] != ";",
            )
            last_end = lead = end
        elif folded[start:end].strip():
            lead, is_closed = start, folded[end - 1] in _CLOSING
        elif is_closed:
            lead = end  # a paragraph has ended; a heading, which ends in no full stop, leads on
        start = end


def _dropped(folded: str, number: SetAside) -> Span | None:
    """The span of a number that no label holds, with 近 before a span of years: 近三年."""
    if number.reason is Reason.TERM and folded[max(0, number.start - 2) : number.start] == "连续":
        return number.start - 2, number.end  # 连续3年|低于5%
    if number.reason not in _DROPPED or number.rule in _KEPT:
        return None
    is_recent = folded[number.start - 1 : number.start] == "近" and _YEARS.fullmatch(number.text) is not None
    return number.start - is_recent, number.end


def words_without(folded: str, span: Span, dropped: Sequence[Span]) -> str:
    """Give the words of a span without the spans that no label holds."""
    start, end = span
    if not dropped:
        return folded[start:end]
    pieces = []
    for low, high in dropped[max(0, bisect_left(dropped, (start, start)) - 1) :]:
        if low >= end:
            break
        if high <= start:
            continue
        pieces.append(folded[start : max(low, start)])
        start = high
    pieces.append(folded[start:end])
    return "".join(pieces)
