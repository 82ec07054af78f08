"""The checks of several reports: what a place's other years and other issuers say of the same figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import duckdb

from govstats.auditing.comparing import is_against_year_before
from govstats.auditing.facts import read_facts
from govstats.auditing.territories import Territories
from govstats.checks import (
    JUMP,
    Fact,
    Finding,
    Knowledge,
    Outcome,
    judge_change,
    judge_jump,
    judge_repeats,
    judge_units,
)
from govstats.warehouse.definitions import read_script

LONGEST: Final = 120  # code points from a value to its change
YEARS_BETWEEN: Final = 5  # the figure of an earlier year is no measure of a later one's


def check_across(
    connection: duckdb.DuckDBPyConnection, report_ids: Sequence[int], knowledge: Knowledge
) -> list[Finding]:
    """Check figures against those of other reports.

    Args:
        connection: a snapshot.
        report_ids: the reports asked about, which take part in everything that is found.
        knowledge: what the checks know.

    Returns:
        What is found, each once, in the same order whenever the figures are the same.
    """
    checker = _Checker(connection, report_ids, knowledge)
    found = chain(checker.changes(), checker.between_years(), checker.repeats())
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Pair:
    """Figures of a place in two years, by observation_id.

    Attributes:
        later: of the later year.
        earlier: of the earlier year.
        place_code: the place.
        later_year: the later year.
        earlier_year: the earlier year.
    """

    later: int
    earlier: int
    place_code: str
    later_year: int
    earlier_year: int


class _Checker:
    def __init__(
        self, connection: duckdb.DuckDBPyConnection, report_ids: Sequence[int], knowledge: Knowledge
    ) -> None:
        self._connection = connection
        self._reports = list(report_ids)
        self._knowledge = knowledge
        self._territories = Territories()

    def changes(self) -> Iterator[Finding]:
        """Hold stated changes against what other reports state of the year before."""
        rows = [
            (change, now, earlier, is_told)
            for change, now, code, year, words, earlier in self._ask("changes", longest=LONGEST)
            if (is_told := is_against_year_before(words, year)) is not False
            and self._territories.is_kept(code, year - 1, year)
        ]
        facts = self._facts(number for change, now, earlier, _ in rows for number in (change, now, *earlier))
        for change, now, earlier, is_told in rows:
            found = self._change(facts[change], facts[now], [facts[number] for number in earlier])
            if found is not None and (is_told or found.outcome is Outcome.AGREES):
                yield found

    def _change(self, change: Fact, now: Fact, earlier: Sequence[Fact]) -> Finding | None:
        """Judge a change; where several reports state the earlier value, by one that agrees, else by the preferred one."""
        judged: Finding | None = None
        different = {
            (one.text, one.value, one.period_start, one.period_end): one for one in reversed(earlier)
        }
        for one in reversed(different.values()):
            finding = judge_change(now, change, one, self._knowledge)
            if finding is not None and finding.outcome is Outcome.AGREES:
                return finding
            judged = judged or finding
        return judged

    def between_years(self) -> Iterator[Finding]:
        """Hold a place's figures against those of its year before: jumps, and units that changed."""
        jumps, seen = [], set()
        for later, earlier, code, year, earlier_year, further in self._ask(
            "jumps", times=JUMP, years=YEARS_BETWEEN
        ):
            if further not in seen:  # up to a figure that stands alone and down again is one jump
                seen.add(further)
                jumps.append(_Pair(later, earlier, code, year, earlier_year))
        units = [_Pair(*row) for row in self._ask("units")]
        kept = [[pair for pair in pairs if self._is_kept(pair)] for pairs in (jumps, units)]
        facts = self._facts(number for pair in chain(*kept) for number in (pair.later, pair.earlier))
        for pair in kept[0]:
            earlier, later = facts[pair.earlier], facts[pair.later]
            yield from _given(
                judge_units(earlier, later, self._knowledge) or judge_jump(earlier, later, self._knowledge)
            )
        for pair in kept[1]:
            yield from _given(judge_units(facts[pair.earlier], facts[pair.later], self._knowledge))

    def _is_kept(self, pair: _Pair) -> bool:
        return self._territories.is_kept(pair.place_code, pair.earlier_year, pair.later_year)

    def repeats(self) -> Iterator[Finding]:
        """Hold the statements of several reports of one fact against each other."""
        groups: list[list[int]] = [numbers for (numbers,) in self._ask("repeats")]
        facts = self._facts(chain.from_iterable(groups))
        differing = [
            number
            for numbers in groups
            if len({facts[one].value for one in numbers}) > 1
            for number in numbers
        ]
        quotes = self._quotes(differing)
        for numbers in groups:
            stated = [facts[number] for number in numbers]
            told = {
                (facts[number].report_id, facts[number].start): quotes[number]
                for number in numbers
                if number in quotes
            }
            yield from _given(judge_repeats(stated, self._knowledge, told))

    def _ask(self, script: str, **values: object) -> list[tuple[Any, ...]]:
        asked = {"reports": self._reports, **values}
        return self._connection.execute(read_script(f"audit/{script}.sql"), asked).fetchall()

    def _facts(self, observation_ids: Iterable[int]) -> dict[int, Fact]:
        return read_facts(self._connection, observation_ids)

    def _quotes(self, observation_ids: Sequence[int]) -> dict[int, str]:
        """Tell where and in which words figures are stated."""
        sql = read_script("audit/quotes.sql")
        rows = self._connection.execute(sql, {"figures": list(observation_ids)}).fetchall()
        return {
            number: f"{issuer}《{' '.join(title.split())}》({year})：“{' '.join(words.split())}”"
            for number, issuer, title, year, words in rows
        }


def _given(finding: Finding | None) -> Iterator[Finding]:
    if finding is not None:
        yield finding
