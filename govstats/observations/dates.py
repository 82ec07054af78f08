"""Dates of a sentence, and which of them governs a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import regex

from govstats.catalogue.cues import ChangeCues
from govstats.observations.periods import Period, last_years, plan_period, read_period
from govstats.observations.sentences import Sentence
from govstats.quantities import Reason
from govstats.text import any_of, compile_pattern

_COMPARES = tuple("较比与同由从是")
_QUOTES = '“"'


_UNTIL = ("截至", "截止", "截止到", "对")
_IN_PLAN = ("期间", "时期", "以来", "五年")
_PLAN_END = "末"
_REACH_SINCE = 12  # characters between a year and 以来: 自2018年机构改革以来
_OPENING = "([【〔"
_BRACKET = compile_pattern(r"[()\[\]【】〔〕]")
_CLAUSE_END = compile_pattern(r"[，,。;；\n]")
_ATTRIBUTE = compile_pattern(r"[^，,。;；\n]{0,10}的")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a sentence.

    Attributes:
        start: first code point.
        end: one past the last.
        period: what it names.
        is_compared: whether it is what a figure is compared with: 较2016年.
        reach: one past the last offset that it governs.
        main_year: the year that dates without one are of.
    """

    start: int
    end: int
    period: Period
    is_compared: bool
    reach: int
    main_year: int

    @property
    def is_other_year(self) -> bool:
        """Whether it is of another year than the report."""
        return self.period.year != self.main_year

    @property
    def is_earlier_year(self) -> bool:
        """Whether it is of a year before the report's."""
        return self.period.year < self.main_year


class DateReader:
    """Reads the dates of sentences, with the catalogue's cue words.

    Args:
        cues: halves of the year, and the words that make a date that of a law.
    """

    def __init__(self, cues: ChangeCues) -> None:
        self._half_year = compile_pattern(
            rf"(?<!年)(?:{any_of(cues.half_years)})"
        )  # after a year, part of that date
        self._of_a_law = compile_pattern(
            rf"(?:{any_of(cues.of_a_law)})(?=的|本|[^\p{{Han}}]|$)|{any_of(cues.of_a_thing)}"
        )
        self._since = compile_pattern(rf"[^，,。;；\n]{{0,{_REACH_SINCE}}}?(?:{any_of(cues.since)})")

    def read(self, folded: str, sentence: Sentence, year: int) -> list[DateMention]:
        """Read the dates of a sentence.

        Dates in the titles of documents say nothing of figures, nor do those of laws (2021年修订); they are left
        out.

        Args:
            folded: the whole text, width folded.
            sentence: the sentence with its numbers.
            year: the year of a date without one.

        Returns:
            The dates that can be placed, in order.
        """
        spans = [
            (number.start, number.end)
            for number in sentence.set_aside
            if number.reason is Reason.DATE and number.rule not in ("title", "date/relative")
        ]
        spans += [match.span() for match in self._half_year.finditer(folded, sentence.start, sentence.end)]
        mentions = []
        for start, end in sorted(spans):
            period = self._period(folded, start, end, year)
            if period is None:
                continue
            is_compared = folded[max(0, start - 2) : start].rstrip(_QUOTES).endswith(_COMPARES)
            reach = self._reach(folded, start, end, sentence)
            mentions.append(DateMention(start, end, period, is_compared, reach, year))
        return mentions

    def _period(self, folded: str, start: int, end: int, year: int) -> Period | None:
        """What a date names, if it is the time of figures."""
        words = folded[start:end]
        if plan := plan_period(words):
            behind = folded[end : end + 4].lstrip('”"')
            if behind.startswith(_PLAN_END):
                return Period(plan.year, plan.end, plan.end, names_year=True)
            return plan if behind.startswith(_IN_PLAN) and plan.year <= year else None
        if term := last_years(words, year):
            return term
        if self._of_a_law.match(folded, end):
            return None
        period = read_period(words, year)
        if period is None or period.start.year > year:
            return period
        is_since = folded.startswith("以来", end) or (
            folded[start - 1 : start] in ("自", "从") and self._since.match(folded, end)
        )
        return Period(year, period.start, date(year, 12, 31), names_year=True) if is_since else period

    @staticmethod
    def _reach(folded: str, start: int, end: int, sentence: Sentence) -> int:
        """How far a date governs.

        One that only says what is counted, no further than its clause: 对截至2020年末有效的86件规范性文件逐一评估,保留61件.
        One that stands in brackets with a figure, no further than these: 调解4400件(2019年调解4100件),成功率98.6%. In both the
        last figure is of the report's year.
        """
        closing = _closing_bracket(folded, end, sentence)
        if closing is not None and any(end <= one.start < closing for one in sentence.quantities):
            return closing
        says_what = folded[max(0, start - 3) : start].endswith(_UNTIL) and _ATTRIBUTE.match(folded, end)
        clause_end = _CLAUSE_END.search(folded, end, sentence.end) if says_what else None
        return clause_end.start() if clause_end else sentence.end


def _closing_bracket(folded: str, offset: int, sentence: Sentence) -> int | None:
    """Find the end of the brackets that an offset of a sentence stands in."""
    depth = 0
    for sign in _BRACKET.finditer(folded, offset, sentence.end):
        depth += 1 if sign[0] in _OPENING else -1
        if depth < 0:
            return sign.start()
    return None


def governing_date(dates: Sequence[DateMention], offset: int) -> DateMention | None:
    """Find the date that governs a figure: the last one before it in the sentence that nothing is compared with."""
    before = [one for one in dates if one.end <= offset <= one.reach and not one.is_compared]
    return before[-1] if before else None


def years_one_by_one(
    folded: str, dates: Sequence[DateMention], first: int, count: int, one_by_one: regex.Pattern[str]
) -> list[int] | None:
    """Find the years that the figures of a list are of, one by one: 2019年、2020年分别为81.4%、90.2%.

    Args:
        folded: the whole text, width folded.
        dates: the sentence's dates in order.
        first: offset of the first figure.
        count: how many figures the list has.
        one_by_one: the words that tell figures one by one.

    Returns:
        The years in order, or None where the dates before the list are not as many as its figures.
    """
    before = [one for one in dates if one.end <= first]
    if count < 2 or not before or not one_by_one.search(folded, before[-1].end, first):
        return None
    period = before[-1].period
    if period.end.year - period.start.year + 1 == count:
        return list(range(period.start.year, period.end.year + 1))
    listed = before[-count:]
    is_list = all(
        folded[one.end : other.start].strip("、，,和及与 ") == "" for one, other in pairwise(listed)
    )
    if len(listed) == count and is_list and all(one.period.is_whole_year for one in listed):
        return [one.period.year for one in listed]
    return None
