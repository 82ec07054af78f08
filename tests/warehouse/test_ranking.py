"""Ranks: who is before whom, and when that is not sure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from govstats.places import Division, load_gazetteer
from govstats.store.schema import Organisation, Report, StoreState
from govstats.warehouse import CellName, Comparison, ComparisonTable, compare, refresh
from govstats.warehouse.ranking import Figure, Scale, range_of
from tests.warehouse.stores import CONCLUDED, INDICATORS, RATE, SampleStore, cases, figure, sqlite_url


def place(code: str) -> Division:
    found = load_gazetteer().at(code, 2020)
    assert found is not None
    return found


SHANGHAI, JINGAN, MINHANG, BAOSHAN, QINGPU, CHONGMING = map(
    place, ("310000", "310106", "310112", "310113", "310118", "310151")
)
HALF = {"period_start": date(2020, 1, 1), "period_end": date(2020, 6, 30)}
DOUBT = "a figure that is no exact one may be greater or less"


@pytest.fixture
def store(tmp_path: Path) -> SampleStore:
    return SampleStore(
        sqlite_url(tmp_path), (SHANGHAI, JINGAN, MINHANG, BAOSHAN, QINGPU, CHONGMING), INDICATORS
    )


def ranked(store: SampleStore, indicator: str = CONCLUDED, **asked: Any) -> ComparisonTable:
    return compare(refresh(store.url).path, Comparison((indicator,), with_rank=True, **asked))


def ranks_of(table: ComparisonTable) -> dict[Any, Any]:
    return {row[1]: row[3] for row in table.rows}


def test_ranks_begin_with_the_greatest_and_equal_figures_share_one(store: SampleStore) -> None:
    for where, value in ((MINHANG, "30"), (BAOSHAN, "50"), (QINGPU, "30"), (JINGAN, "10"), (CHONGMING, "0")):
        store.add_report(cases(value), place=where)
    table = ranked(store)
    assert table.columns[3] == "2020年 办结行政复议案件 排名(从高到低，计算)"
    assert ranks_of(table) == {"宝山区": 1, "闵行区": 2, "青浦区": 2, "静安区": 4, "崇明区": 5}
    assert table.notes == ()


def test_bounds_parts_of_the_year_and_figures_of_issuers_have_no_rank(store: SampleStore) -> None:
    store.add_report(cases("90", bound=">"), place=MINHANG)
    store.add_report(cases("80", **HALF), place=BAOSHAN)
    store.add_report(cases("70", scope="issuer"), place=QINGPU)
    store.add_report(cases("60"), place=JINGAN)
    table = ranked(store, scope="any")
    assert ranks_of(table) == {"闵行区": None, "宝山区": None, "青浦区": None, "静安区": 2}
    assert len([one for one in table.not_computed if one.what == "rank"]) == 3
    assert [(one.cell.place_code, one.last) for one in table.part_years] == [("310113", date(2020, 6, 30))]
    assert table.bounded == 1
    assert table.notes == ("ranks are among 1 of 4 places, those with a figure to rank",)


@pytest.mark.parametrize(
    ("bound", "ranks"),
    [
        (">", [1, None, 4, 5]),  # 5000余 is surely more than 4100, and may be more than 5600
        ("~", [1, None, None, 5]),
        ("<", [1, 2, None, 5]),
    ],
)
def test_a_figure_that_is_surely_greater_goes_before_and_one_that_may_be_leaves_no_rank(
    store: SampleStore, bound: str, ranks: list[int | None]
) -> None:
    for where, value in ((JINGAN, "6200"), (MINHANG, "5600"), (QINGPU, "4100"), (CHONGMING, "3900")):
        store.add_report(cases(value), place=where)
    store.add_report(cases("5000", bound=bound), place=BAOSHAN)
    table = ranked(store)
    found = ranks_of(table)
    assert [found[name] for name in ("静安区", "闵行区", "青浦区", "崇明区")] == ranks
    assert found["宝山区"] is None
    doubted = [one for one in table.not_computed if one.why == DOUBT]
    assert len(doubted) == ranks.count(None)


def test_a_rate_of_so_much_or_more_may_be_any_that_is_more(store: SampleStore) -> None:
    for where, value in ((JINGAN, "99.8"), (QINGPU, "94.9")):
        store.add_report(figure(value), place=where)
    store.add_report(figure("95", bound=">"), place=BAOSHAN)
    assert ranks_of(ranked(store, RATE)) == {"静安区": None, "宝山区": None, "青浦区": 3}


def test_ranks_of_places_in_one_another_are_noted(store: SampleStore) -> None:
    store.add_report(cases("90"), place=SHANGHAI)
    store.add_report(cases("80"), place=BAOSHAN)
    assert [note for note in ranked(store).notes if "310113 宝山区 lies in 310000 上海市" in note]


def test_ranks_of_the_own_figures_of_different_bodies_are_noted(store: SampleStore) -> None:
    store.add_report(cases("90", scope="issuer"), place=MINHANG)
    store.add_report(cases("80", scope="issuer"), place=BAOSHAN)
    assert ranks_of(ranked(store, scope="issuer")) == {"闵行区": 1, "宝山区": 2}
    assert ranked(store, scope="issuer").notes == ()
    with Session(store.engine) as session, session.begin():
        police = {"name": "宝山区公安分局", "department": "公安分局"}
        session.execute(update(Organisation).where(Organisation.name == "宝山区司法局").values(police))
        session.execute(update(StoreState).values(version=99))
        session.execute(update(Report).values(store_version=99))
    assert ranked(store, scope="issuer").notes == (
        "ranks hold own figures of different bodies against each other: 公安分局, 司法局",
    )


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=10**9), max_size=20))
def test_a_rank_is_one_more_than_there_are_greater_values(values: list[Decimal]) -> None:
    scale = Scale(sorted(values), [])
    assert all(scale.rank(value) == 1 + sum(other > value for other in values) for value in values)


VALUES = st.decimals(0, 10**6, allow_nan=False, allow_infinity=False, places=1)


@given(
    st.lists(VALUES, min_size=1, max_size=6),
    st.lists(st.tuples(VALUES, st.sampled_from("~<>"), st.sampled_from(range(11))), max_size=6),
    st.booleans(),
)
def test_a_rank_holds_whatever_the_true_values_are(
    exact: list[Decimal], bounded: list[tuple[Decimal, str, int]], is_percentage: bool
) -> None:
    cell = CellName("310113", 2020, CONCLUDED)
    ranges = [
        range_of(Figure(cell, None, value, bound), is_percentage=is_percentage) for value, bound, _ in bounded
    ]
    scale = Scale(sorted(exact), ranges)
    true = [
        max(low, Decimal(-(10**9))) + (min(high, Decimal(10**9)) - max(low, Decimal(-(10**9)))) * tenths / 10
        for (low, high), (_, _, tenths) in zip(ranges, bounded, strict=True)
    ]
    for value in exact:
        assert scale.rank(value) in (None, 1 + sum(other > value for other in (*exact, *true)))
