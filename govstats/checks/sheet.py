"""The figures of one report laid out for checking: by sentence, by indicator, with the words before each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from govstats.checks.intervals import Interval, interval_of
from govstats.checks.model import Fact, Involved
from govstats.observations.model import Kind, Status
from govstats.quantities.model import Bound, SetAside
from govstats.text import find_sentence_ends, fold_whole

_NEARBY = 240  # code points: how far back a figure may be that tells another sense of a rate


class Sentence:
    """A sentence with its figures.

    Attributes:
        start: first code point.
        end: one past the last.
        facts: its figures in order, at least one.
        goes_on: the sentence before, where it ends in a semicolon only; else None.
    """

    __slots__ = ("end", "facts", "goes_on", "start")

    def __init__(self, start: int, end: int, facts: Sequence[Fact], goes_on: Sentence | None) -> None:
        self.start = start
        self.end = end
        self.facts = facts
        self.goes_on = goes_on


class Sheet:
    """The figures of one report, laid out.

    Args:
        text: the report's text.
        facts: its figures in any order.
        set_aside: its numbers that are no figures.
        report_id: the stored report; 0 for none.
    """

    def __init__(
        self, text: str, facts: Sequence[Fact], set_aside: Sequence[SetAside], report_id: int
    ) -> None:
        self.text = text
        self.folded = fold_whole(text)
        self.facts = sorted(facts, key=lambda fact: fact.start)
        self.set_aside = set_aside
        self.report_id = report_id
        self.by_start = {fact.start: fact for fact in self.facts}
        self._intervals: dict[int, Interval] = {}
        self._before: dict[int, str] = {}
        self._sentence: dict[int, Sentence] = {}
        self.sentences = self._in_sentences()

    def _in_sentences(self) -> list[Sentence]:
        """Cut the text into sentences that hold figures, and note the words before each figure."""
        sentences: list[Sentence] = []
        facts, low, start = self.facts, 0, 0
        count, folded = len(facts), self.folded
        for end in find_sentence_ends(folded):
            if low == count:
                break
            high, last = low, start
            while high < count and facts[high].start < end:
                fact = facts[high]
                self._before[fact.start] = folded[last : fact.start]
                last = fact.end
                high += 1
            if high > low:
                before = sentences[-1] if sentences and folded[start - 1] == ";" else None
                goes_on = before if before is not None and before.end == start else None
                sentence = Sentence(start, end, facts[low:high], goes_on)
                for fact in sentence.facts:
                    self._sentence[fact.start] = sentence
                sentences.append(sentence)
            low, start = high, end
        return sentences

    @cached_property
    def by_indicator(self) -> dict[str, list[Fact]]:
        """The levels that happened, by indicator."""
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            if fact.indicator is not None and is_level(fact):
                found.setdefault(fact.indicator, []).append(fact)
        return found

    @cached_property
    def _by_unit(self) -> dict[str | None, list[Fact]]:
        found: dict[str | None, list[Fact]] = {}
        for fact in self.facts:
            if is_level(fact):
                found.setdefault(fact.unit_code, []).append(fact)
        return found

    def levels_in(self, unit_code: str | None) -> Sequence[Fact]:
        """Give the levels that happened that are told in a unit."""
        return self._by_unit.get(unit_code, ())

    @cached_property
    def parts(self) -> dict[int, list[Fact]]:
        """The levels that break a figure down, by its start, in order."""
        found: dict[int, list[Fact]] = {}
        for fact in self.facts:
            if fact.part_of is not None and is_level(fact):
                whole = self.whole_of(fact)
                found.setdefault(fact.part_of if whole is None else whole.start, []).append(fact)
        return found

    def whole_of(self, part: Fact) -> Fact | None:
        """Give the figure that another one breaks down, of the same period: 办结248件,比上年的226件增长9.73%,其中维持156件."""
        told = self.by_start.get(part.part_of) if part.part_of is not None else None
        if told is None or same_time(told, part):
            return told
        for fact in reversed(self.sentence_of(told).facts):
            is_it = fact.label == told.label and fact.unit_code == told.unit_code
            if is_it and is_level(fact) and fact.start < part.start and same_time(fact, part):
                return fact
        return None

    def before(self, fact: Fact) -> str:
        """Give the words between a figure and the one before it in its sentence, or the sentence's beginning."""
        return self._before.get(fact.start, "")

    def sentence_of(self, fact: Fact) -> Sentence:
        """Give the sentence that a figure stands in."""
        return self._sentence[fact.start]

    def words_of(self, sentence: Sentence) -> str:
        """Give the words of a sentence, width folded."""
        return self.folded[sentence.start : sentence.end]

    def between(self, one: Fact, other: Fact) -> str:
        """Give the words from the end of a figure to the start of a later one."""
        return self.folded[one.end : other.start]

    def interval(self, fact: Fact) -> Interval:
        """Give the values that a figure may truly have had."""
        found = self._intervals.get(fact.start)
        if found is None:
            found = self._intervals[fact.start] = interval_of(fact)
        return found

    def nearby(self, fact: Fact) -> Sequence[Fact]:
        """Give the figures of the sentence of a figure, and of the words before that."""
        low = bisect_left(self.facts, fact.start - _NEARBY, key=lambda one: one.start)
        high = bisect_left(self.facts, fact.start + _NEARBY, key=lambda one: one.start)
        return self.facts[low:high]


def involved(role: str, fact: Fact) -> Involved:
    """Name a figure's role in a finding."""
    return Involved(fact.report_id, fact.start, role)


def is_level(fact: Fact) -> bool:
    """Tell whether a figure is a level that happened."""
    return fact.kind is Kind.LEVEL and fact.status is Status.ACTUAL


def is_exact(*facts: Fact) -> bool:
    """Tell whether figures are stated without any bound."""
    return all(fact.bound is Bound.EXACT for fact in facts)


def same_time(one: Fact, other: Fact) -> bool:
    """Tell whether two figures are of the same period."""
    return (
        one.year == other.year
        and one.period_start == other.period_start
        and one.period_end == other.period_end
    )


def same_whose(one: Fact, other: Fact) -> bool:
    """Tell whether two figures are of the same place, scope and period."""
    return one.place_code == other.place_code and one.scope is other.scope and same_time(one, other)
