"""The figures of a comparison are those that the documented rule takes, written here once more and slowly, for any figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govstats.warehouse import CellName, Comparison, ScopeChoice, compare, list_figures, refresh
from tests.warehouse.random_figures import PERIODS, Put, put_figures
from tests.warehouse.stores import (
    BAOSHAN,
    CONCLUDED,
    HOURS,
    INDICATORS,
    MINHANG,
    RATE,
    UNITS,
    SampleStore,
    cases,
    make_store,
)

FACTORS = {code: (base, Fraction(factor)) for code, _, base, factor in UNITS}
MEASURES = {code: (unit, also_in) for code, _, unit, _, also_in in INDICATORS}
OF_INDICATOR = {
    RATE: ("percent",),
    CONCLUDED: ("case", "incident", "hour"),
    HOURS: ("minute", "hour", "day", "case"),
}
YEARS = (2019, 2020)


@st.composite
def figures(draw: st.DrawFn) -> Put:
    indicator = draw(st.sampled_from((RATE, CONCLUDED, HOURS)))
    year = draw(st.sampled_from(YEARS))
    return Put(
        place=draw(st.sampled_from((MINHANG, BAOSHAN))),
        year=year,
        indicator=indicator,
        value=Decimal(draw(st.integers(0, 240))) / 4,
        unit_code=draw(st.sampled_from(OF_INDICATOR[indicator])),
        bound=draw(st.sampled_from("==~<>")),
        scope=draw(st.sampled_from(("place", "place", "issuer"))),
        period=draw(st.sampled_from(tuple(PERIODS))),
        confidence=draw(st.sampled_from((0.5, 0.9))),
        report_year=year + draw(st.sampled_from((0, 0, 1))),
        start=draw(st.integers(0, 3)),
    )


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("picking")
    store: SampleStore = make_store(folder)
    for place in (MINHANG, BAOSHAN):
        store.add_report(cases("1"), place=place)
    return refresh(store.url, folder / "govstats.duckdb").path


def in_unit(figure: Put) -> Decimal | None:
    """The value in the unit of the indicator, where that is a decimal."""
    unit, also_in = MEASURES[figure.indicator]
    if figure.unit_code == also_in:
        return figure.value
    (own_base, own), (base, factor) = FACTORS[unit], FACTORS[figure.unit_code]
    if base != own_base:
        return None
    exact = Fraction(figure.value) * factor / own
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return Decimal(exact.numerator) / Decimal(exact.denominator) if rest == 1 else None


def fills_year(figure: Put) -> bool:
    start, end = figure.dates
    return end >= date(figure.year, 12, 31) and (start <= date(figure.year, 1, 1) or start == end)


def preference(numbered: tuple[int, Put]) -> tuple[Any, ...]:
    """What docs/views.md says, in its order; no report is dated here."""
    number, figure = numbered
    return (
        figure.scope != "place",
        figure.report_year != figure.year,
        not fills_year(figure),
        figure.bound != "=",
        -figure.confidence,
        figure.start,
        number,
    )


def slowly(figures: Sequence[Put], scope: str, confidence: float) -> dict[CellName, tuple[Any, ...]]:
    """What is taken for each cell: number, value, bound, and whether another figure of that time and scope differs."""
    cells: defaultdict[CellName, list[tuple[int, Put]]] = defaultdict(list)
    for number, figure in enumerate(figures, start=1):
        if scope in ("any", figure.scope) and figure.confidence >= confidence:
            cells[CellName(figure.place.code, figure.year, figure.indicator)].append((number, figure))
    taken = {}
    for cell, numbered in cells.items():
        usable = [each for each in sorted(numbered, key=preference) if in_unit(each[1]) is not None]
        if usable:
            number, first = usable[0]
            values = {
                in_unit(other)
                for _, other in usable
                if other.scope == first.scope
                and (other.dates == first.dates or (fills_year(other) and fills_year(first)))
            }
            taken[cell] = (number, in_unit(first), first.bound, len(values) > 1)
    return taken


ASKED = st.tuples(st.sampled_from(("place", "issuer", "any")), st.sampled_from((0.0, 0.6)))


@settings(deadline=None, max_examples=30)
@given(figures=st.lists(figures(), max_size=16), asked=ASKED)
def test_the_table_holds_what_the_rule_takes(
    snapshot: Path, figures: list[Put], asked: tuple[ScopeChoice, float]
) -> None:
    put_figures(snapshot, figures)
    scope, confidence = asked
    request = Comparison(
        (RATE, CONCLUDED, HOURS),
        (MINHANG, BAOSHAN),
        YEARS,
        scope=scope,
        min_confidence=confidence,
        with_bounds=True,
    )
    expected = slowly(figures, scope, confidence)
    table = compare(snapshot, request)
    shown = {}
    for row in table.rows:
        cells = [(year, code) for year in YEARS for code in (RATE, CONCLUDED, HOURS)]
        for position, (year, code) in enumerate(cells):
            value, bound = row[2 + 2 * position : 4 + 2 * position]
            if value is not None:
                shown[CellName(str(row[0]), year, code)] = (value, bound)
    assert shown == {cell: (value, bound) for cell, (_, value, bound, _) in expected.items()}
    assert set(table.differing) == {cell for cell, (*_, differs) in expected.items() if differs}
    assert table.filled == len(expected)


@settings(deadline=None, max_examples=30)
@given(figures=st.lists(figures(), max_size=16), asked=ASKED)
def test_the_list_of_all_figures_marks_just_those(
    snapshot: Path, figures: list[Put], asked: tuple[ScopeChoice, float]
) -> None:
    put_figures(snapshot, figures)
    scope, confidence = asked
    request = Comparison(
        (RATE, CONCLUDED, HOURS), (MINHANG, BAOSHAN), YEARS, scope=scope, min_confidence=confidence
    )
    table = list_figures(snapshot, request)
    taken, number = table.columns.index("采用"), table.columns.index("数据编号")
    assert {row[number] for row in table.rows if row[taken]} == {
        number for number, *_ in slowly(figures, scope, confidence).values()
    }
    assert sorted(int(str(row[number])) for row in table.rows) == [
        each
        for each, figure in enumerate(figures, start=1)
        if scope in ("any", figure.scope) and figure.confidence >= confidence
    ]
