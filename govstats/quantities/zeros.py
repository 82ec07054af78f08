"""Zeros stated in words: 均无败诉, 未收到复议申请. What is not mentioned is no zero."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from pathlib import Path

from govstats.catalogue import DATA, Unit, load_units
from govstats.catalogue.cues import ZeroCues, load_zero_cues
from govstats.quantities.model import Bound, Quantity, SetAside
from govstats.quantities.scanning import Scan
from govstats.text import any_behind, any_of, compile_pattern

ZERO_RULE = "zero"
_TRIGGER = compile_pattern("[未无没零]")
_LONGEST_ADVERBS = 4
_AIM_REACH = 24  # how far before a zero, at most, a word that makes it an aim may stand in its clause
_HAN_RULES = frozenset({"han"})
_START = attrgetter("start")
_WORDS = r"[\p{Han}、“”《》]"


class ZeroReader:
    """Finds zeros that are stated in words, with the catalogue's cue words.

    Args:
        cues: the words of cues/zeros.yml.
        units: the units by code.
    """

    def __init__(self, cues: ZeroCues, units: Mapping[str, Unit]) -> None:
        counters = rf"(?:{any_of(cues.counters)})?"
        strong = rf"(?:{any_of(cues.strong)}){counters}(?P<of>{_WORDS}{{0,{cues.reach_strong}}}?"
        weak = rf"(?:{any_of(cues.weak)})(?!{any_of(cues.not_before)}){counters}(?P<of>{_WORDS}{{0,{cues.reach_weak}}}?"
        event = rf"(?:{any_of(cues.events)})(?:{any_of(cues.tails)})?)(?=[ ]?(?:[，,。;；、!?)]|$|\n))"
        self._statement = compile_pattern(rf"{strong}{event}|{weak}{event}")
        self._before = compile_pattern(
            rf"(?<!{any_behind(cues.not_after)})(?P<adverbs>(?:{any_of(cues.adverbs)}){{0,2}})$"
        )
        self._aims = compile_pattern(rf"(?:{any_of(cues.aims)})[^，,。;；\n]*$")
        self._units = tuple((tuple(group.endings), units[group.unit]) for group in cues.units)

    def find(self, folded: str) -> list[Quantity]:
        """Find the zeros of a text.

        Args:
            folded: a text whose width is folded.

        Returns:
            Quantities of value 0 in the order of the text; each names what is counted.
        """
        found: list[Quantity] = []
        position = 0
        while trigger := _TRIGGER.search(folded, position):
            zero = self._read(folded, trigger.start())
            if zero is not None and (not found or found[-1].end <= zero.start):
                found.append(zero)
            position = max(trigger.end(), zero.end if zero else 0)
        return found

    def _read(self, folded: str, start: int) -> Quantity | None:
        match = self._statement.match(folded, start)
        if match is None and folded[start] == "零" and folded[start - 1 : start] == "“":
            start -= 1
            match = self._statement.match(folded, start)
        if match is None:
            return None
        before = self._before.search(folded, max(0, start - _LONGEST_ADVERBS), start)
        if before is None or self._aims.search(folded, max(0, start - _AIM_REACH), start):
            return None
        unit = self._unit_of(match["of"])
        return Quantity(
            start=before.start("adverbs"),
            end=match.end(),
            value=Decimal(0),
            unit_code=unit.code if unit else None,
            unit=unit.symbol if unit else "",
            bound=Bound.EXACT,
            rule=ZERO_RULE,
            named=match["of"],
        )

    def _unit_of(self, named: str) -> Unit | None:
        return next((unit for endings, unit in self._units if named.endswith(endings)), None)


def add_zeros(scan: Scan, zeros: Sequence[Quantity]) -> Scan:
    """Put the zeros of a text among its numbers.

    A number inside the words of a zero goes with them: 一起 in 未发生一起事故. A zero that would cut a number in two, or that
    holds a figure in digits, is dropped: the number stands.

    Args:
        scan: the numbers of the text.
        zeros: its zeros in order.

    Returns:
        The numbers with the zeros; still no two spans overlap.
    """
    kept = [zero for zero in zeros if not any(_stands_against(one, zero) for one in _numbers_at(scan, zero))]
    if not kept:
        return scan
    quantities, aside = list(scan.quantities), list(scan.set_aside)
    for zero in kept:
        quantities[_inside(quantities, zero)] = [zero]
        del aside[_inside(aside, zero)]
    return Scan(tuple(quantities), tuple(aside))


def _numbers_at(scan: Scan, zero: Quantity) -> Iterator[Quantity | SetAside]:
    for numbers in (scan.quantities, scan.set_aside):
        first = bisect_left(numbers, zero.start, key=lambda one: one.end - 1)
        for number in numbers[first:]:
            if number.start >= zero.end:
                break
            yield number


def _stands_against(number: Quantity | SetAside, zero: Quantity) -> bool:
    inside = zero.start <= number.start and number.end <= zero.end
    return not inside or (isinstance(number, Quantity) and number.rule not in _HAN_RULES)


def _inside(numbers: Sequence[Quantity | SetAside], zero: Quantity) -> slice:
    """Where the numbers inside a zero stand among some numbers in order, or where it belongs if there are none."""
    first = bisect_left(numbers, zero.start, key=_START)
    return slice(first, bisect_left(numbers, zero.end, first, key=_START))


def build_zero_reader(directory: Path = DATA, units: Mapping[str, Unit] | None = None) -> ZeroReader:
    """Build a reader of zeros from the catalogue's data files.

    Args:
        directory: the folder of the data files.
        units: the units by code, where the caller has loaded them already.

    Raises:
        CatalogueError: a data file is wrong.
    """
    return ZeroReader(load_zero_cues(directory), load_units(directory) if units is None else units)
