"""Dates of a sentence, and which of them governs a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import regex

from govstats.catalogue.cues import ChangeCues
from govstats.observations.periods import Period, read_period
from govstats.observations.sentences import Sentence
from govstats.quantities import Reason
from govstats.text import any_of

_COMPARES = "较比与同由从是"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a sentence.

    Attributes:
        start: first code point.
        end: one past the last.
        period: what it names.
        is_compared: whether it is what a figure is compared with: 较2016年.
    """

    start: int
    end: int
    period: Period
    is_compared: bool


class DateReader:
    """Reads the dates of sentences, with the catalogue's cue words.

    Args:
        cues: halves of the year, and the words that make a date that of a law.
    """

    def __init__(self, cues: ChangeCues) -> None:
        self._half_year = regex.compile(
            rf"(?<!年)(?:{any_of(cues.half_years)})"
        )  # after a year, part of that date
        self._of_a_law = regex.compile(any_of(cues.of_a_law))

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
            period = None if self._of_a_law.match(folded, end) else read_period(folded[start:end], year)
            if period is not None and folded.startswith("以来", end) and period.start.year <= year:
                period = Period(year, period.start, date(year, 12, 31), names_year=True)
            if period is not None:
                is_compared = start > 0 and folded[start - 1] in _COMPARES
                mentions.append(DateMention(start, end, period, is_compared))
        return mentions


def governing_date(dates: Sequence[DateMention], offset: int) -> DateMention | None:
    """Find the date that governs a figure: the last one before it in the sentence that nothing is compared with."""
    before = [date for date in dates if date.end <= offset and not date.is_compared]
    return before[-1] if before else None
