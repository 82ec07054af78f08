"""What is computed beside the figures of a comparison: when it is, when it is not, and that it is right for any data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govstats.errors import QueryError
from govstats.places import Division, load_gazetteer
from govstats.warehouse import Comparison, ComparisonTable, LoadedDivisor, compare, refresh
from govstats.warehouse.computing import divide_roundly, in_percent
from tests.warehouse.random_figures import Put, put_figures
from tests.warehouse.stores import CONCLUDED, HOURS, RATE, SampleStore, cases, figure

ACCEPTED, STAFF = "reconsideration.accepted", "reconsideration.staff"
CATALOGUE = (
    (RATE, "调解成功率", "percent", "none", ""),
    (CONCLUDED, "办结行政复议案件", "case", "sum", "incident"),
    (HOURS, "平均时长", "hour", "none", ""),
    (ACCEPTED, "受理行政复议案件", "case", "sum", ""),
    (STAFF, "复议人员", "case", "sum", ""),
)


def place(code: str, year: int = 2020) -> Division:
    found = load_gazetteer().at(code, year)
    assert found is not None
    return found


SHANGHAI, MINHANG, BAOSHAN, QINGPU = place("310000"), place("310112"), place("310113"), place("310118")
JINGAN, ZHABEI = place("310106"), place("310108", 2014)
CHONGMING, OLD_CHONGMING = place("310151"), place("310230", 2014)
PLACES = (SHANGHAI, MINHANG, BAOSHAN, QINGPU, JINGAN, ZHABEI, CHONGMING, OLD_CHONGMING)
DISTRICTS = (MINHANG, BAOSHAN, QINGPU)
HALF = {"period_start": date(2020, 1, 1), "period_end": date(2020, 6, 30)}


def year_end(year: int) -> dict[str, date]:
    return {"period_start": date(year, 12, 31), "period_end": date(year, 12, 31)}


@pytest.fixture
def store(tmp_path: Path) -> SampleStore:
    return SampleStore(f"sqlite:///{tmp_path / 'govstats.db'}", PLACES, CATALOGUE)


def of(code: str, value: str, **changed: Any) -> dict[str, Any]:
    return cases(value, **changed) | {"indicator_code": code, "label": code}


def compared(store: SampleStore, *indicators: str, **asked: Any) -> ComparisonTable:
    return compare(refresh(store.url).path, Comparison(indicators, **asked))


def column(table: ComparisonTable, containing: str) -> list[Any]:
    """The cells of the only column whose header holds some words."""
    (number,) = [number for number, header in enumerate(table.columns) if containing in header]
    return [row[number] for row in table.rows]


def reasons(table: ComparisonTable, what: str) -> list[str]:
    return [one.why for one in table.not_computed if one.what == what]


CHANGES: list[tuple[str, dict[str, Any], dict[str, Any], str | None, str | None, str]] = [
    # what, the figure of 2019, that of 2020, difference, growth, why not
    ("a rise", cases("120"), cases("153"), "33", "27.5", ""),
    ("a fall", cases("160"), cases("120"), "-40", "-25", ""),
    ("nothing new", cases("160"), cases("160"), "0", "0", ""),
    ("rounded", cases("3"), cases("5"), "2", "66.67", ""),
    ("from nothing", cases("0"), cases("5"), "5", None, ""),
    ("from below nothing", cases("-2"), cases("5"), "7", None, ""),
    ("another unit that counts the same", cases("5") | {"unit_code": "incident", "unit_text": "起"}, cases("6"), "1", "20", ""),
    ("about", cases("120"), cases("153", bound="~"), None, None, "its figure is no exact one"),
    ("from more than", cases("120", bound=">"), cases("153"), None, None, "the figure of 2019 is no exact one"),
    ("from a unit that does not convert", cases("120") | {"unit_code": None}, cases("153"), None, None,
     f"2019 {CONCLUDED} is left empty: it is in a unit that does not convert"),
    ("half a year", cases("120"), cases("70", **HALF), None, None, "cover other periods"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "before", "now", "difference", "growth", "why"), CHANGES)
def test_a_change_is_computed_between_exact_figures_of_like_periods(
    store: SampleStore,
    what: str,
    before: dict[str, Any],
    now: dict[str, Any],
    difference: str | None,
    growth: str | None,
    why: str,
) -> None:
    store.add_report(before, year=2019, place=BAOSHAN)
    store.add_report(now, year=2020, place=BAOSHAN)
    table = compared(store, CONCLUDED, years=(2020,), with_change=True)
    assert table.columns[2:] == (
        "2020年 办结行政复议案件(件)",
        "2020年 办结行政复议案件 比上年增减(件，计算)",
        "2020年 办结行政复议案件 比上年增长(%，计算)",
    ), what
    assert table.kinds == ("head", "head", "figure", "computed", "computed")
    wanted = [None if each is None else Decimal(each) for each in (difference, growth)]
    assert list(table.rows[0][3:]) == wanted
    assert [why in each for each in reasons(table, "change")] == ([True] if why else [])
    no_growth = difference is not None and growth is None
    assert reasons(table, "growth") == ["the figure of 2019 is not above zero"] * no_growth


def test_a_rate_changes_by_percentage_points_and_has_no_growth(store: SampleStore) -> None:
    store.add_report(figure("98.16"), year=2019, place=BAOSHAN)
    store.add_report(figure("97.9"), year=2020, place=BAOSHAN)
    table = compared(store, RATE, years=(2020,), with_change=True)
    assert table.columns[3:] == ("2020年 调解成功率 比上年增减(百分点，计算)",)
    assert table.rows[0][3:] == (Decimal("-0.26"),)


def test_a_mean_changes_in_its_unit_and_has_no_growth(store: SampleStore) -> None:
    for year, value in ((2019, "90"), (2020, "75")):
        store.add_report(
            of(HOURS, value) | {"unit_code": "minute", "unit_text": "分钟"}, year=year, place=BAOSHAN
        )
    table = compared(store, HOURS, years=(2020,), with_change=True)
    assert table.columns[2:] == ("2020年 平均时长(小时)", "2020年 平均时长 比上年增减(小时，计算)")
    assert table.rows[0][2:] == (Decimal("1.25"), Decimal("-0.25"))


def test_the_year_before_is_that_of_the_calendar(store: SampleStore) -> None:
    for year, value in ((2018, "100"), (2020, "150"), (2021, "180")):
        store.add_report(cases(value), year=year, place=BAOSHAN)
    table = compared(store, CONCLUDED, years=(2018, 2020, 2021), with_change=True)
    assert [column(table, f"{year}年 办结行政复议案件 比上年增减") for year in (2018, 2020, 2021)] == [
        [None], [None], [Decimal(30)],
    ]  # fmt: skip


def test_stated_changes_are_never_taken_for_figures(store: SampleStore) -> None:
    store.add_report(cases("120"), year=2019, place=BAOSHAN)
    store.add_report(cases("153"), cases("12", kind="change"), year=2020, place=BAOSHAN)
    table = compared(store, CONCLUDED, years=(2020,), with_change=True)
    assert table.rows[0][2:] == (Decimal(153), Decimal(33), Decimal("27.5"))


def test_no_change_where_borders_changed_unless_the_map_is_one(store: SampleStore) -> None:
    """静安区 took 闸北区 up in 2015."""
    store.add_report(cases("40"), year=2014, place=JINGAN)
    store.add_report(cases("25"), year=2014, place=ZHABEI)
    store.add_report(cases("70"), year=2015, place=JINGAN)
    alone = compared(store, CONCLUDED, years=(2015,), places=(JINGAN,), with_change=True)
    assert alone.rows[0][3:] == (None, None)
    assert reasons(alone, "change") == ["its borders changed between 2014 and 2015"]
    carried = compared(store, CONCLUDED, years=(2015,), with_change=True, boundaries=2020)
    assert column(carried, "比上年增减") == [Decimal(5)]


def test_changes_of_an_issuers_own_figures_need_the_same_issuer(store: SampleStore) -> None:
    store.add_report(cases("40", scope="issuer"), year=2019, place=BAOSHAN)
    store.add_report(cases("44", scope="issuer"), year=2020, place=BAOSHAN)
    store.add_report(cases("50"), year=2021, place=BAOSHAN)
    table = compared(store, CONCLUDED, scope="any", with_change=True)
    assert column(table, "2020年 办结行政复议案件 比上年增减") == [Decimal(4)]
    assert column(table, "2021年 办结行政复议案件 比上年增减") == [None]
    assert reasons(table, "change") == ["the figures of 2020 and 2021 are not of the same body"]


def test_disputed_figures_of_the_year_before_are_told(store: SampleStore) -> None:
    store.add_report(cases("40"), cases("41", confidence=0.5), year=2019, place=BAOSHAN)
    store.add_report(cases("44"), year=2020, place=BAOSHAN)
    table = compared(store, CONCLUDED, years=(2020,), with_change=True)
    assert [cell.year for cell in table.differing] == [2019]


def test_counts_per_another_indicator(store: SampleStore) -> None:
    store.add_report(cases("90"), of(STAFF, "4"), place=MINHANG)
    store.add_report(cases("90"), of(STAFF, "0"), place=BAOSHAN)
    store.add_report(cases("90"), place=QINGPU)
    store.add_report(cases("90"), of(STAFF, "4", bound="~"), place=JINGAN)
    store.add_report(cases("90"), of(STAFF, "4", **HALF), place=CHONGMING)
    table = compared(store, CONCLUDED, RATE, STAFF, per=STAFF)
    assert table.columns[2:] == (
        "2020年 办结行政复议案件(件)",
        "2020年 办结行政复议案件(件)÷复议人员(件)(计算)",
        "2020年 调解成功率(%)",
        "2020年 复议人员(件)",
    )
    assert {row[1]: row[3] for row in table.rows} == {
        "闵行区": Decimal("22.50"), "宝山区": None, "青浦区": None, "静安区": None, "崇明区": None,
    }  # fmt: skip
    assert reasons(table, "ratio") == [
        f"the figure of {STAFF} is no exact one",
        f"the figure of {STAFF} is not above zero",
        "the two figures cover other periods",
    ]


@pytest.mark.parametrize(("indicators", "per"), [((RATE,), STAFF), ((STAFF,), STAFF), ((CONCLUDED,), RATE)])
def test_rates_are_neither_divided_nor_divided_by(
    store: SampleStore, indicators: tuple[str, ...], per: str
) -> None:
    store.add_report(figure("90"), cases("3"), place=MINHANG)
    with pytest.raises(QueryError, match="divide"):
        compared(store, *indicators, per=per)


def test_rates_are_not_divided_by_values_of_the_user_either(store: SampleStore) -> None:
    store.add_report(figure("90"), cases("3"), place=MINHANG)
    people = LoadedDivisor("人口(万人)", {("310112", 2020): Decimal(250)})
    with pytest.raises(QueryError, match="nothing to divide by 人口"):
        compared(store, RATE, per_values=people)
    assert compared(store, RATE, CONCLUDED, per_values=people).columns[2:] == (
        "2020年 调解成功率(%)", "2020年 办结行政复议案件(件)", "2020年 办结行政复议案件(件)÷人口(万人)(计算)",
    )  # fmt: skip


def test_counts_per_value_of_the_user(store: SampleStore) -> None:
    store.add_report(cases("90"), place=MINHANG)
    store.add_report(cases("90", **HALF), place=BAOSHAN)
    store.add_report(cases("90"), place=QINGPU)
    values = {
        ("310112", 2020): Decimal("265.43"),
        ("310118", 2019): Decimal(1),
    }
    table = compared(store, CONCLUDED, per_values=LoadedDivisor("常住人口(万人)", values))
    assert table.columns[3] == "2020年 办结行政复议案件(件)÷常住人口(万人)(计算)"
    assert [row[3] for row in table.rows] == [Decimal("0.3391"), None, None]
    assert reasons(table, "ratio") == ["the file has no value of this place and year"] * 2
    values |= {("310113", 2020): Decimal(200), ("310118", 2020): Decimal(0)}
    table = compared(store, CONCLUDED, per_values=LoadedDivisor("常住人口(万人)", values))
    assert reasons(table, "ratio") == ["its figure does not cover the year", "the value of the file is zero"]
    with pytest.raises(QueryError, match="cannot be carried"):
        compared(store, CONCLUDED, per_values=LoadedDivisor("人口", values), boundaries=2020)


def test_a_total_of_all_places(store: SampleStore) -> None:
    for where, value in zip(DISTRICTS, ("30", "50", "0"), strict=True):
        store.add_report(cases(value), figure("90"), place=where)
    table = compared(store, CONCLUDED, RATE, with_total=True)
    assert table.rows[-1] == (None, "合计", Decimal(80), None)
    assert table.notes == (f"no total of {RATE}: rates and means do not add up",)


def test_a_total_without_some_places_says_so(store: SampleStore) -> None:
    for year in (2019, 2020):
        for where, value in zip(DISTRICTS, ("30", "50", "20"), strict=True):
            if (year, where) not in ((2019, QINGPU), (2019, BAOSHAN)):
                store.add_report(cases(value), place=where, year=year)
    store.add_report(place=QINGPU, year=2019)
    table = compared(store, CONCLUDED, with_total=True)
    assert table.rows[-2:] == (
        (None, "合计", None, Decimal(100)),
        (None, "合计(部分:缺2)", Decimal(30), None),
    )
    assert table.notes == (f"the total of {CONCLUDED} 2019 is partial, without 310113 宝山区, 310118 青浦区",)


def test_a_total_joins_bounds(store: SampleStore) -> None:
    store.add_report(cases("30", bound=">"), place=MINHANG)
    store.add_report(cases("20"), place=BAOSHAN)
    table = compared(store, CONCLUDED, with_total=True, with_bounds=True)
    assert table.rows[-1] == (None, "合计", Decimal(50), ">")
    assert table.notes == (
        f"the total of {CONCLUDED} 2020 is more than so much: not all of its figures are exact",
    )


NO_TOTALS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("part of the year", cases("30"), cases("20", **HALF), "the figures cover different periods"),
    ("a day for what happens", cases("30"), cases("20", **year_end(2020)), "the figures cover different periods"),
    ("an issuer's own", cases("30"), cases("20", scope="issuer"), "of 310113, the figure is the own one of an issuer"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "one", "other", "why"), NO_TOTALS)
def test_no_total_of_what_is_not_alike(
    store: SampleStore, what: str, one: dict[str, Any], other: dict[str, Any], why: str
) -> None:
    store.add_report(one, place=MINHANG)
    store.add_report(other, place=BAOSHAN)
    table = compared(store, CONCLUDED, scope="any", with_total=True)
    assert len(table.rows) == 2, what
    assert table.notes == (f"no total of {CONCLUDED} 2020: {why}",)


def test_no_total_where_one_place_lies_in_another(store: SampleStore) -> None:
    store.add_report(cases("90"), place=SHANGHAI)
    store.add_report(cases("20"), place=BAOSHAN)
    table = compared(store, CONCLUDED, with_total=True)
    assert [row[0] for row in table.rows] == ["310000", "310113"]
    assert "no total, which would count twice: 310113 宝山区 lies in 310000 上海市" in table.notes[0]


def test_a_place_that_had_ended_is_not_missing_in_a_total(store: SampleStore) -> None:
    store.add_report(cases("40"), year=2014, place=OLD_CHONGMING)
    store.add_report(cases("50"), year=2018, place=CHONGMING)
    table = compared(store, CONCLUDED, with_total=True)
    assert table.rows[-1] == (None, "合计", Decimal(40), Decimal(50))


def test_no_total_with_a_place_that_was_not_on_the_map(store: SampleStore) -> None:
    """A later report quotes a figure of the year under the new code: both would be counted."""
    store.add_report(cases("40"), year=2014, place=OLD_CHONGMING)
    store.add_report(cases("40", year=2014), cases("50"), year=2018, place=CHONGMING)
    table = compared(store, CONCLUDED, years=(2014,), with_total=True)
    assert len(table.rows) == 2
    assert table.notes == (
        f"no total of {CONCLUDED} 2014: 310151 has figures of this year, when it was not on the map",
    )


def test_totals_of_indicators_as_rows_stand_behind_each_year(store: SampleStore) -> None:
    for where, value in zip(DISTRICTS, ("30", "50", "20"), strict=True):
        store.add_report(cases(value), figure("90"), place=where)
    store.add_report(of(ACCEPTED, "7"), place=MINHANG, year=2020)
    table = compared(
        store,
        CONCLUDED,
        ACCEPTED,
        RATE,
        years=(2020,),
        layout="indicator-place",
        with_total=True,
        with_bounds=True,
    )
    assert table.columns[-4:] == (
        "2020年 合计",
        "2020年 合计 界限",
        "2020年 合计(部分:缺2)",
        "2020年 合计(部分:缺2) 界限",
    )
    assert [row[-4:] for row in table.rows] == [
        (Decimal(100), "=", None, None),
        (None, None, Decimal(7), "="),
        (None, None, None, None),
    ]


LAYOUTS: list[dict[str, Any]] = [
    {"layout": layout, "boundaries": boundaries}
    for layout in ("place-year", "place-indicator", "indicator-place")
    for boundaries in (None, 2020)
]


@pytest.mark.parametrize("asked", LAYOUTS, ids=str)
def test_every_layout_holds_the_same_computed_values(store: SampleStore, asked: dict[str, Any]) -> None:
    for year, factor in ((2019, 1), (2020, 2)):
        for number, where in enumerate(DISTRICTS, start=1):
            store.add_report(cases(str(10 * number * factor)), of(STAFF, "4"), place=where, year=year)
    table = compared(
        store, CONCLUDED, years=(2020,), with_change=True, with_rank=True, per=STAFF, with_total=True,
        with_bounds=True, with_sources=True, with_confidence=True, **asked,
    )  # fmt: skip
    assert len(table.kinds) == len(table.columns)
    assert {len(row) for row in table.rows} == {len(table.columns)}
    figures = {
        header: [row[number] for row in table.rows]
        for number, header in enumerate(table.columns)
        if table.kinds[number] in ("figure", "computed")
    }
    every = [value for values in figures.values() for value in values if isinstance(value, int | Decimal)]
    assert sorted(every) == sorted(
        [20, 40, 60, 120, *(10, 20, 30), *(100, 100, 100), *(1, 2, 3), *(5, 10, 15)]
    )
    assert all(("计算" in header or "合计" in header) == (kind == "computed")
               for header, kind in zip(table.columns, table.kinds, strict=True) if kind in ("figure", "computed"))  # fmt: skip


FIGURES = st.lists(
    st.tuples(
        st.sampled_from(range(3)),
        st.sampled_from((2019, 2020)),
        st.sampled_from((CONCLUDED, RATE)),
        st.integers(0, 100),
        st.sampled_from("==~<>"),
        st.booleans(),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot with places, reports and indicators, whose figures are put in by the tests."""
    folder = tmp_path_factory.mktemp("random")
    store = SampleStore(f"sqlite:///{folder / 'govstats.db'}", PLACES, CATALOGUE)
    for where in DISTRICTS:
        for year in (2019, 2020):
            store.add_report(cases("1"), figure("1"), place=where, year=year)
    return refresh(store.url, folder / "govstats.duckdb").path


@settings(deadline=None, max_examples=30)
@given(figures=FIGURES)
def test_totals_ranks_and_changes_hold_for_any_figures(empty: Path, figures: list[tuple[Any, ...]]) -> None:
    put_figures(empty, [
        Put(DISTRICTS[number], year, indicator, Decimal(value), "percent" if indicator == RATE else "case", bound,
            period="half" if is_half else "year")
        for number, year, indicator, value, bound, is_half in figures
    ])  # fmt: skip
    table = compare(empty, Comparison(
        (CONCLUDED, RATE), years=(2019, 2020), with_change=True, with_rank=True, with_total=True, with_bounds=True
    ))  # fmt: skip
    rows = [row for row in table.rows if row[0] is not None]
    totals = [row for row in table.rows if row[0] is None]
    for number, (header, kind) in enumerate(zip(table.columns, table.kinds, strict=True)):
        values = [row[number] for row in rows]
        known = [value for value in values if isinstance(value, Decimal)]
        added = [row[number] for row in totals if row[number] is not None]
        if kind == "figure" and "调解成功率" in header:
            assert added == []  # no rate is ever added up
        if kind == "figure" and added:
            assert added == [sum(known)]
        if "排名" in header:
            ranked = sorted(value for value in values if isinstance(value, int))
            assert ranked[:1] in ([], [1])
            assert all(rank == sum(other < rank for other in ranked) + 1 for rank in ranked)
        if "比上年" in header and "2019" in header:
            assert known == []
    assert all(row[1] == "合计" for row in totals if not str(row[1]).startswith("合计(部分"))


@pytest.mark.parametrize(
    ("upper", "lower", "ratio"),
    [("1", "3", "0.3333"), ("90", "4", "22.50"), ("1", "24870895", "0.00000004021"), ("7654321", "2", "3827160.50"),
     ("0", "7", "0"), ("199999", "2", "99999.50"), ("99999", "100000", "1.0000")],
)  # fmt: skip
def test_ratios_have_two_decimals_and_four_digits_at_least(upper: str, lower: str, ratio: str) -> None:
    assert divide_roundly(Decimal(upper), Decimal(lower)) == Decimal(ratio)


def test_growth_is_rounded_half_up() -> None:
    assert in_percent(Decimal(1), Decimal(800)) == Decimal("0.13")
