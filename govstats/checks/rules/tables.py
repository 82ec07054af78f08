"""Tables: sums and rates whose rule the other lines of the table show.

Which columns a column of totals sums up, and which two a rate divides, is seldom told by the heads alone. It is taken from the
lines themselves: what holds in two of them at least, and in most, is what the table means, and a line that does not fit is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, permutations
from typing import TypeVar

from govstats.checks.intervals import Interval
from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding
from govstats.checks.rules.quotients import is_telling, percentage
from govstats.checks.sheet import Sheet, involved, is_exact, is_level, same_time
from govstats.checks.showing import percent_beside, shown, written_like
from govstats.text import fold
from govstats.text.grids import Grid, find_grids

_LEAST, _MOST_WRONG = 2, Fraction(1, 3)  # lines that a rule must hold in; share of those in which it may not
_MOST_LINES = 60  # of a table whose columns are tried in pairs, or added up
_MOST_COLUMNS = 16
_ALL = 100

_T = TypeVar("_T")
_Line = Sequence[Fact | None]
_Sum = tuple[Fact, Sequence[Fact]]  # a total and its parts
_Quotient = tuple[Fact, Fact, Fact]  # a part, its whole and the rate


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with its figures.

    Attributes:
        lines: its rows below the head, each with a figure or None for each column; None for one that is no plain level.
        heads: the words above the figures, by column.
        stubs: the words left of the figures, by row.
    """

    lines: Sequence[_Line]
    heads: Sequence[Sequence[str]]
    stubs: Sequence[Sequence[str]]


def check_tables(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    """Hold the totals and the rates of tables against the figures of their lines.

    Args:
        sheet: the report's figures.
        knowledge: what the checks know.

    Yields:
        A finding for each total and each rate of a table in which most lines follow one rule.
    """
    for grid in find_grids(sheet.text):
        table = _table_of(sheet, grid)
        if table is None:
            continue
        columns = _turned(table.lines)
        yield from _check_totals(sheet, _added(table.lines, table.stubs, knowledge), table.heads, knowledge)
        yield from _check_totals(sheet, _added(columns, table.heads, knowledge), table.stubs, knowledge)
        yield from _check_rates(sheet, table.lines, knowledge)


def _table_of(sheet: Sheet, grid: Grid) -> _Table | None:
    """Lay out a table: its figures, and the words of the cells above and left of them."""
    rows = [[sheet.by_start.get(cell.start) for cell in row.cells] for row in grid.rows]
    first = next((index for index, row in enumerate(rows) if any(row)), None)
    if first is None or len(rows) - first > _MOST_LINES or grid.width > _MOST_COLUMNS:
        return None
    told = [[fold(sheet.text[cell.start : cell.end]) for cell in row.cells] for row in grid.rows]
    lines = [[_plain(fact) for fact in row] for row in rows[first:]]
    heads = [[row[column] for row in told[:first]] for column in range(grid.width)]
    stubs = [
        [words for words, fact in zip(row, facts, strict=True) if fact is None]
        for row, facts in zip(told[first:], rows[first:], strict=True)
    ]
    return _Table(lines, heads, stubs)


def _plain(fact: Fact | None) -> Fact | None:
    return fact if fact is not None and is_level(fact) and is_exact(fact) else None


def _turned(lines: Sequence[_Line]) -> Sequence[_Line]:
    """Give the columns of a table as lines."""
    return [list(column) for column in zip(*lines, strict=True)]


def _added(lines: Sequence[_Line], heads: Sequence[Sequence[str]], knowledge: Knowledge) -> Sequence[_Line]:
    """Give the lines that can be added up: not those of rates and averages, nor figures in units that are not added."""
    added = knowledge.countable | knowledge.summed | {None}
    return [
        [fact if fact is not None and fact.unit_code in added else None for fact in line]
        for line, words in zip(lines, heads, strict=True)
        if not any(knowledge.cues.not_added.search(word) for word in words)
    ]


def _check_totals(
    sheet: Sheet, lines: Sequence[_Line], heads: Sequence[Sequence[str]], knowledge: Knowledge
) -> Iterator[Finding]:
    """Hold the places of lines whose head says that they sum up others against a run of places beside them."""
    for place, words in enumerate(heads):
        if not any(knowledge.cues.total_head.fullmatch(word) for word in words):
            continue
        for run in _runs(place, len(heads)):
            sums = [summed for line in lines if (summed := _sum_in(line, place, run)) is not None]
            judged = _judge(sums, lambda summed: _adds_up(sheet, summed))
            if judged:
                yield from (
                    _say_total(summed, is_right, knowledge)
                    for summed, is_right in judged
                    if not _is_broken_down(sheet, *summed)
                )
                break


def _is_broken_down(sheet: Sheet, total: Fact, parts: Sequence[Fact]) -> bool:
    """Tell whether the reading has put parts and their total together, which are held against each other as such."""
    known = sheet.parts.get(total.start, ())
    return all(part in known and same_time(part, total) for part in parts)


def _runs(place: int, count: int) -> Iterator[range]:
    """Give the runs of places that end or begin beside one, the longest first."""
    for length in range(count - 1, 1, -1):
        if place - length >= 0:
            yield range(place - length, place)
        if place + length < count:
            yield range(place + 1, place + 1 + length)


def _sum_in(line: _Line, place: int, run: range) -> _Sum | None:
    """Give a total and its parts; None where a place is empty, the units differ, or not two parts are more than nothing."""
    total = line[place]
    parts = [fact for fact in (line[at] for at in run) if fact is not None]
    if total is None or len(parts) < len(run) or any(part.unit_code != total.unit_code for part in parts):
        return None
    return (total, parts) if sum(part.value > 0 for part in parts) > 1 else None


def _adds_up(sheet: Sheet, summed: _Sum) -> bool:
    sums = list(accumulate((sheet.interval(part) for part in summed[1]), Interval.plus))
    return sums[-1].meets(sheet.interval(summed[0]))


def _judge(items: Sequence[_T], follows: Callable[[_T], bool]) -> list[tuple[_T, bool]]:
    """Tell of sums or rates whether they follow a rule; nothing unless most of them do."""
    judged = [(item, follows(item)) for item in items]
    right = sum(is_right for _, is_right in judged)
    is_rule = right >= _LEAST and len(judged) - right <= _MOST_WRONG * len(judged)
    return judged if is_rule else []


def _say_total(summed: _Sum, is_right: bool, knowledge: Knowledge) -> Finding:
    total, parts = summed
    value = sum((Fraction(part.value) for part in parts), Fraction(0))
    case = ("agrees" if value == Fraction(total.value) else "rounded") if is_right else "table"
    return knowledge.say(
        "parts_of_total",
        case,
        (involved("total", total), *(involved("part", part) for part in parts)),
        shown(total),
        written_like(value, total),
        parts="、".join(shown(part) for part in parts),
    )


def _check_rates(sheet: Sheet, lines: Sequence[_Line], knowledge: Knowledge) -> Iterator[Finding]:
    """Hold a column of percentages against the two columns that it divides in most lines."""
    columns = range(len(lines[0]))
    percents = [at for at in columns if any(_is_percent(line[at]) for line in lines)]
    for rate in percents:
        for part, whole in permutations([at for at in columns if at not in percents], 2):
            quotients = [
                told
                for line in lines
                if (told := _quotient_in(line[part], line[whole], line[rate])) is not None
            ]
            judged = _judge(quotients, lambda told: _divides(sheet, told))
            if judged:
                yield from (_say_rate(told, is_right, knowledge) for told, is_right in judged)
                break


def _is_percent(fact: Fact | None) -> bool:
    return fact is not None and fact.unit_code == "percent"


def _quotient_in(part: Fact | None, whole: Fact | None, rate: Fact | None) -> _Quotient | None:
    """Give a rate and its counts; None where one is missing or of another kind, and of all or none, which is too common."""
    if part is None or whole is None or rate is None or not _is_percent(rate):
        return None
    if not whole.value or part.unit_code != whole.unit_code:
        return None
    return None if rate.value in (0, _ALL) and part.value in (0, whole.value) else (part, whole, rate)


def _divides(sheet: Sheet, told: _Quotient) -> bool:
    part, whole, rate = told
    quotient = percentage(sheet.interval(part), sheet.interval(whole))
    return quotient is not None and is_telling(quotient) and quotient.meets(sheet.interval(rate))


def _say_rate(told: _Quotient, is_right: bool, knowledge: Knowledge) -> Finding:
    part, whole, rate = told
    return knowledge.say(
        "rate_of_counts",
        "agrees" if is_right else "table",
        (involved("rate", rate), involved("numerator", part), involved("denominator", whole)),
        shown(rate),
        percent_beside(Fraction(part.value) / Fraction(whole.value) * 100, rate),
        numerator=shown(part),
        denominator=shown(whole),
    )
