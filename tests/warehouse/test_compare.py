"""Comparisons: one picked figure a cell, in the unit of the indicator, empty where nothing is reported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from govstats.errors import QueryError
from govstats.exports import write_table
from govstats.places import load_gazetteer
from govstats.warehouse import CellName, Comparison, compare, list_figures, refresh
from tests.warehouse.stores import (
    BAOSHAN,
    CONCLUDED,
    DIVISIONS,
    HOURS,
    INDICATORS,
    KINDS,
    MINHANG,
    NORTHERN_BAOSHAN,
    RATE,
    YOUXIAN,
    SampleStore,
    cases,
    figure,
    new_url,
    sqlite_url,
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


@pytest.mark.parametrize("years", [(2020,), (2011,)])
def test_columns_have_their_types_with_values_and_without(snapshot: Path, years: tuple[int, ...]) -> None:
    asked = Comparison((CONCLUDED,), years=years, with_bounds=True, with_confidence=True, with_notes=True,
                       with_sources=True, with_change=True, with_rank=True)  # fmt: skip
    table = compare(snapshot, asked).to_arrow()
    assert [str(column.type) for column in table.columns] == [
        "string", "string", "decimal128(38, 6)", "string", "double", "string", "string", "decimal128(38, 6)",
        "decimal128(38, 6)", "int64",
    ]  # fmt: skip
    listed = list_figures(snapshot, Comparison((CONCLUDED,), years=years)).to_arrow()
    assert {str(listed.schema.field(name).type) for name in ("年份", "报告年份", "数据编号")} == {"int64"}
    assert str(listed.schema.field("置信度").type) == "double"


def test_files_have_the_same_types(snapshot: Path, tmp_path: Path) -> None:
    table = compare(snapshot, Comparison((CONCLUDED,), years=(2011,), with_rank=True))
    write_table(table, tmp_path / "table.parquet", "parquet")
    assert pq.read_schema(tmp_path / "table.parquet").types == table.to_arrow().schema.types


def test_a_layout_that_there_is_not_is_refused(snapshot: Path) -> None:
    with pytest.raises(QueryError, match="there is no layout place-month") as caught:
        compare(snapshot, Comparison((RATE,), layout="place-month"))  # type: ignore[arg-type]
    assert "place-year" in caught.value.hint


def test_what_to_know_of_a_figure_stands_beside_it(tmp_path: Path) -> None:
    store = SampleStore(sqlite_url(tmp_path))
    half = {"period_start": date(2020, 1, 1), "period_end": date(2020, 6, 30)}
    day = {"period_start": date(2020, 9, 30), "period_end": date(2020, 9, 30)}
    store.add_report(cases("7", **half), figure("98"), figure("97", confidence=0.5), place=BAOSHAN)
    store.add_report(cases("9", bound=">", **day), figure("3", unit_code=None), place=MINHANG)
    store.add_report(cases("5", year=2020), place=YOUXIAN, year=2021)
    table = compare(refresh(store.url).path, Comparison((CONCLUDED, RATE), years=(2020,), with_notes=True))
    assert table.columns[2:] == (
        "2020年 办结行政复议案件(件)", "2020年 办结行政复议案件(件) 提示", "2020年 调解成功率(%)", "2020年 调解成功率(%) 提示",
    )  # fmt: skip
    assert [row[2:] for row in table.rows] == [
        (Decimal(9), "2020-09-30当日数；不少于此数", None, "有数据，单位无法换算"),
        (Decimal(7), "仅2020-01-01至2020-06-30", Decimal(98), "所报数值不一"),
        (Decimal(5), "引自2021年报告", None, None),
    ]


@pytest.mark.parametrize(
    ("start", "value", "differs"),
    [
        ("2020-12-31", "9", True),
        ("2020-12-31", "7", False),
        ("2020-01-01", "9", True),
        ("2020-07-01", "9", False),
    ],
)
def test_figures_that_stand_for_the_whole_year_should_agree_whether_of_a_day_or_of_all(
    tmp_path: Path, start: str, value: str, differs: bool
) -> None:
    store = SampleStore(sqlite_url(tmp_path))
    store.add_report(cases("7"), cases(value, period_start=date.fromisoformat(start)), place=BAOSHAN)
    table = compare(refresh(store.url).path, Comparison((CONCLUDED,)))
    assert (table.differing != ()) is differs


def test_an_issuers_own_figure_is_no_contradiction_of_the_places(tmp_path: Path) -> None:
    store = SampleStore(sqlite_url(tmp_path))
    store.add_report(cases("70"), cases("7", scope="issuer"), place=BAOSHAN)
    assert compare(refresh(store.url).path, Comparison((CONCLUDED,), scope="any")).differing == ()


def test_what_is_computed_with_differing_figures_says_so_beside_the_figure(tmp_path: Path) -> None:
    store = SampleStore(sqlite_url(tmp_path))
    store.add_report(cases("6"), cases("7"), place=BAOSHAN, year=2019)
    store.add_report(cases("8"), place=BAOSHAN)
    asked = Comparison((CONCLUDED,), years=(2020,), with_change=True, with_notes=True)
    assert compare(refresh(store.url).path, asked).rows[0][3] == "上年所报数值不一"


def test_indicators_of_one_name_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    twin = "reconsideration.twin"
    store = SampleStore(
        sqlite_url(tmp_path), indicators=(*INDICATORS, (twin, "办结行政复议案件", "case", "sum", ""))
    )
    store.add_report(cases("7"))
    table = compare(refresh(store.url).path, Comparison((CONCLUDED, twin, RATE), years=(2020,)))
    assert table.columns[2:] == (
        f"2020年 办结行政复议案件({CONCLUDED})(件)", f"2020年 办结行政复议案件({twin})(件)", "2020年 调解成功率(%)",
    )  # fmt: skip


def test_without_years_silent_is_who_has_a_report_of_the_years_shown(tmp_path: Path) -> None:
    store = SampleStore(sqlite_url(tmp_path))
    store.add_report(cases("7"), place=BAOSHAN, year=2019)
    store.add_report(place=MINHANG, year=2019)
    store.add_report(place=YOUXIAN, year=2021)
    path = refresh(store.url).path
    for table in (compare(path, Comparison((CONCLUDED,))), list_figures(path, Comparison((CONCLUDED,)))):
        assert table.standing is not None
        assert table.standing.silent == (("310112", "闵行区"),)
        assert table.standing.without_report == (("510704", "游仙区"),)


def test_a_place_that_was_not_there_in_these_years_is_told(tmp_path: Path) -> None:
    zhabei = load_gazetteer().at("310108", 2014)
    assert zhabei is not None
    store = SampleStore(sqlite_url(tmp_path), (*DIVISIONS, zhabei))
    store.add_report(cases("7"), place=zhabei, year=2014)
    path = refresh(store.url).path
    assert compare(path, Comparison((CONCLUDED,), (zhabei, BAOSHAN), (2018,))).notes == (
        "310108 闸北区 was not on the map in these years, but on those of 1980 to 2014",
    )
    assert compare(path, Comparison((CONCLUDED,), (zhabei, BAOSHAN), (2014, 2018))).notes == ()


def test_a_figure_quoted_across_a_change_of_borders_is_told(tmp_path: Path) -> None:
    """静安区 took 闸北区 up in 2015: what its report of that year says of 2014 may be of either territory."""
    jingan = load_gazetteer().at("310106", 2020)
    assert jingan is not None
    store = SampleStore(sqlite_url(tmp_path), (*DIVISIONS, jingan))
    store.add_report(cases("7", year=2014), cases("8"), place=jingan, year=2015)
    store.add_report(cases("7", year=2014), place=BAOSHAN, year=2015)
    table = compare(refresh(store.url).path, Comparison((CONCLUDED,), years=(2014, 2015), with_notes=True))
    assert [(one.cell, one.report_year) for one in table.other_borders] == [
        (CellName("310106", 2014, CONCLUDED), 2015)
    ]
    assert [row[3] for row in table.rows] == ["引自2015年报告，当时区划不同", "引自2015年报告"]
