"""Comparisons: one picked figure a cell, in the unit of the indicator, empty where nothing is reported."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from govstats.errors import QueryError
from govstats.warehouse import CellName, Comparison, compare, refresh
from tests.warehouse.stores import (
    BAOSHAN,
    CONCLUDED,
    HOURS,
    KINDS,
    MINHANG,
    NORTHERN_BAOSHAN,
    RATE,
    YOUXIAN,
    SampleStore,
    cases,
    figure,
    new_url,
)


def hours(value: str, unit: str, symbol: str, year: int) -> dict[str, object]:
    return figure(value, indicator_code=HOURS, unit_code=unit, unit_text=symbol, year=year)


@pytest.fixture(scope="module", params=KINDS)
def snapshot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot of a store with four reports of three places and two years."""
    folder = tmp_path_factory.mktemp("compare")
    with new_url(request, request.param, folder) as url:
        fill(SampleStore(url))
        return refresh(url, folder / "govstats.duckdb").path


def fill(store: SampleStore) -> None:
    store.add_report(
        figure("98.16"),
        figure("97.5", confidence=0.5),
        cases("153"),
        cases("7", scope="part"),
        hours("100", "minute", "分钟", 2015),
        hours("90", "minute", "分钟", 2016),
        hours("2", "day", "天", 2017),
        figure("3", indicator_code=HOURS, unit_code=None, unit_text="场", year=2018),
        figure("6", indicator_code=CONCLUDED, unit_code="incident", unit_text="起", year=2016),
        figure("8", indicator_code=HOURS, unit_code="incident", unit_text="起", year=2014),
        place=BAOSHAN,
    )
    store.add_report(figure("98.72", bound=">"), place=BAOSHAN, year=2018)
    store.add_report(figure("95", scope="issuer"), cases("41"), cases("41"), place=MINHANG, year=2020)
    store.add_report(place=YOUXIAN, year=2019)


def test_places_as_rows_and_years_as_columns(snapshot: Path) -> None:
    table = compare(snapshot, Comparison((RATE,)))
    assert table.columns == ("地区代码", "地区", "2018年 调解成功率(%)", "2020年 调解成功率(%)")
    assert table.rows == (
        ("310112", "闵行区", None, None),
        ("310113", "宝山区", Decimal("98.72"), Decimal("98.16")),
        ("510704", "游仙区", None, None),
    )
    assert table.filled == 2
    assert table.differing == (CellName("310113", 2020, RATE),)  # 97.5 with less confidence
    assert dict(table.left_out) == {"issuer": 1}


def test_several_indicators_keep_the_order_asked_for(snapshot: Path) -> None:
    table = compare(snapshot, Comparison((CONCLUDED, RATE), places=(BAOSHAN,), years=(2020, 2019)))
    assert table.columns[2:] == (
        "2020年 办结行政复议案件(件)",
        "2020年 调解成功率(%)",
        "2019年 办结行政复议案件(件)",
        "2019年 调解成功率(%)",
    )
    assert table.rows == (("310113", "宝山区", Decimal(153), Decimal("98.16"), None, None),)
    assert dict(table.left_out) == {"part": 1}


def test_places_without_figures_are_empty_rows_and_names_may_repeat(snapshot: Path) -> None:
    table = compare(snapshot, Comparison((RATE,), places=(BAOSHAN, NORTHERN_BAOSHAN, BAOSHAN), years=(2020,)))
    assert table.rows == (("230506", "宝山区", None), ("310113", "宝山区", Decimal("98.16")))


def test_one_year_with_indicators_as_columns(snapshot: Path) -> None:
    table = compare(
        snapshot, Comparison((RATE, CONCLUDED), years=(2020,), layout="place-indicator", scope="any")
    )
    assert table.columns == ("地区代码", "地区", "2020年 调解成功率(%)", "2020年 办结行政复议案件(件)")
    assert table.rows == (
        ("310112", "闵行区", Decimal(95), Decimal(41)),
        ("310113", "宝山区", Decimal("98.16"), Decimal(153)),
        ("510704", "游仙区", None, None),
    )
    assert CellName("310112", 2020, CONCLUDED) not in table.differing  # stated twice, the same


@pytest.mark.parametrize("years", [(), (2018, 2020)])
def test_that_layout_needs_one_year(snapshot: Path, years: tuple[int, ...]) -> None:
    with pytest.raises(QueryError, match=f"needs exactly one year, not {len(years)}"):
        compare(snapshot, Comparison((RATE,), years=years, layout="place-indicator"))


def test_indicators_as_rows(snapshot: Path) -> None:
    request = Comparison(
        (RATE, CONCLUDED), places=(MINHANG, BAOSHAN), years=(2020,), layout="indicator-place"
    )
    table = compare(snapshot, request)
    assert table.columns == ("指标代码", "指标", "单位", "2020年 闵行区(310112)", "2020年 宝山区(310113)")
    assert table.rows == (
        (RATE, "调解成功率", "%", None, Decimal("98.16")),
        (CONCLUDED, "办结行政复议案件", "件", Decimal(41), Decimal(153)),
    )


def test_bounds_and_sources_follow_their_values(snapshot: Path) -> None:
    table = compare(
        snapshot,
        Comparison((RATE,), places=(BAOSHAN,), years=(2018, 2019), with_bounds=True, with_sources=True),
    )
    header = "2018年 调解成功率(%)"
    assert table.columns[2:5] == (header, f"{header} 界限", f"{header} 来源")
    assert table.rows[0][2:] == (
        Decimal("98.72"),
        ">",
        "宝山区司法局《宝山区2018年法治政府建设年度报告》其中调解成功率98.16%，比上年提高",
        None,
        None,
        None,
    )


def test_units_are_converted_where_that_is_exact(snapshot: Path) -> None:
    table = compare(snapshot, Comparison((HOURS,), places=(BAOSHAN,)))
    assert table.columns[2:] == tuple(f"{year}年 听证时长(小时)" for year in (2014, 2015, 2016, 2017, 2018))
    assert table.rows[0][2:] == (None, None, Decimal("1.5"), Decimal(48), None)
    assert table.other_units == tuple(CellName("310113", year, HOURS) for year in (2014, 2015, 2018))
    assert table.filled == 2


def test_a_unit_that_counts_the_same_stands_as_it_is(snapshot: Path) -> None:
    """The catalogue says that 起 counts cases one for one; it says no such thing of hours."""
    table = compare(snapshot, Comparison((CONCLUDED,), places=(BAOSHAN,), years=(2016,)))
    assert table.rows == (("310113", "宝山区", Decimal(6)),)
    assert table.other_units == ()


def test_the_issuers_own_figures_on_request(snapshot: Path) -> None:
    table = compare(snapshot, Comparison((RATE,), places=(MINHANG, BAOSHAN), years=(2020,), scope="issuer"))
    assert table.rows == (("310112", "闵行区", Decimal(95)), ("310113", "宝山区", None))
    assert dict(table.left_out) == {"place": 2}


@pytest.mark.parametrize(
    ("code", "hint"),
    [("mediation.succes_rate", RATE), ("调解成功率", RATE), ("zzz", "the view indicators lists them")],
)
def test_an_unknown_indicator_is_named_with_the_likely_ones(snapshot: Path, code: str, hint: str) -> None:
    with pytest.raises(QueryError, match=f"there is no indicator {code}") as caught:
        compare(snapshot, Comparison((RATE, code)))
    assert hint in caught.value.hint


def test_no_indicator_is_refused(snapshot: Path) -> None:
    with pytest.raises(QueryError, match="no indicator"):
        compare(snapshot, Comparison(()))


def test_no_figures_at_all_make_a_table_of_places(snapshot: Path) -> None:
    table = compare(snapshot, Comparison((CONCLUDED,), places=(YOUXIAN,)))
    assert (table.columns, table.rows, table.filled) == (("地区代码", "地区"), (("510704", "游仙区"),), 0)
