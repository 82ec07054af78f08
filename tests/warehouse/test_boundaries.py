"""Comparisons on the map of one year: figures of places that have ended are carried into their successors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from govstats.errors import QueryError
from govstats.places import Division, load_gazetteer
from govstats.warehouse import CellName, Comparison, ComparisonTable, compare, refresh
from tests.warehouse.stores import CONCLUDED, HOURS, INDICATORS, RATE, SampleStore, cases, figure

SETTLED, SETTLEMENT_RATE = "reconsideration.settled", "reconsideration.settlement_rate"
HEADER = "办结行政复议案件(件)"
CATALOGUE = (
    *INDICATORS,
    (SETTLED, "和解", "case", "sum", ""),
    (SETTLEMENT_RATE, "和解率", "percent", "none", "", SETTLED, CONCLUDED),
)


def place(code: str, year: int) -> Division:
    found = load_gazetteer().at(code, year)
    assert found is not None
    return found


JINGAN, ZHABEI = place("310106", 2014), place("310108", 2014)
CHONGMING_COUNTY, CHONGMING = place("310230", 2015), place("310151", 2016)
YUHANG, LINPING = place("330110", 2020), place("330113", 2021)
XIACHENG, GONGSHU = place("330103", 2020), place("330105", 2020)
XIANGFAN, XIANGYANG = place("420600", 2009), place("420600", 2010)
HONGQIAO, BAOSHAN = place("120106", 2019), place("310113", 2019)
PLACES = (
    JINGAN, ZHABEI, CHONGMING_COUNTY, CHONGMING, YUHANG, LINPING, XIACHENG, GONGSHU, XIANGFAN, XIANGYANG,
    HONGQIAO, BAOSHAN,
)  # fmt: skip


@pytest.fixture
def store(url: str) -> SampleStore:
    return SampleStore(url, PLACES, CATALOGUE)


def settled(value: str, **changed: Any) -> dict[str, Any]:
    return cases(value, **changed) | {"indicator_code": SETTLED, "label": "和解"}


def rate(value: str) -> dict[str, Any]:
    return figure(value, indicator_code=SETTLEMENT_RATE, label="和解率")


def compared(store: SampleStore, *indicators: str, boundaries: int = 2024, **asked: Any) -> ComparisonTable:
    return compare(refresh(store.url).path, Comparison(indicators, boundaries=boundaries, **asked))


def test_counts_of_places_that_were_merged_are_added_up_and_the_column_says_so(store: SampleStore) -> None:
    store.add_report(cases("40"), place=JINGAN, year=2014)
    store.add_report(cases("25"), place=ZHABEI, year=2014)
    store.add_report(cases("70"), place=JINGAN, year=2016)
    table = compared(store, CONCLUDED)
    assert table.columns == (
        "地区代码", "地区", f"2014年 {HEADER}", f"2014年 {HEADER} 承自", f"2016年 {HEADER}", f"2016年 {HEADER} 承自",
    )  # fmt: skip
    assert table.rows == (
        ("310106", "静安区", Decimal(65), "310106 静安区、310108 闸北区(至2014年)", Decimal(70), None),
    )
    assert (table.filled, table.not_carried) == (2, ())


def test_without_boundaries_the_places_stay_as_they_were(store: SampleStore) -> None:
    store.add_report(cases("40"), place=JINGAN, year=2014)
    store.add_report(cases("25"), place=ZHABEI, year=2014)
    table = compare(refresh(store.url).path, Comparison((CONCLUDED,)))
    assert table.rows == (("310106", "静安区", Decimal(40)), ("310108", "闸北区", Decimal(25)))


@pytest.mark.parametrize(("reporting", "missing"), [(JINGAN, "310108 闸北区"), (ZHABEI, "310106 静安区")])
def test_a_sum_that_lacks_a_part_is_left_empty(store: SampleStore, reporting: Division, missing: str) -> None:
    store.add_report(cases("40"), place=reporting, year=2014)
    table = compared(store, CONCLUDED)
    assert table.rows == (("310106", "静安区", None, f"未归并：缺{missing}"),)
    (left,) = table.not_carried
    assert left.cell == CellName("310106", 2014, CONCLUDED)
    assert left.why == f"in 2014 it was 310106 静安区 and 310108 闸北区, without a figure of {missing}"
    assert (table.filled, table.other_units) == (0, ())


def test_the_second_of_two_districts_merged_under_the_code_of_one(store: SampleStore) -> None:
    store.add_report(cases("1"), place=XIACHENG, year=2020)
    store.add_report(cases("2"), place=GONGSHU, year=2020)
    table = compared(store, CONCLUDED)
    assert table.rows == (("330105", "拱墅区", Decimal(3), "330103 下城区(至2020年)、330105 拱墅区"),)


def test_a_place_that_was_parted_cannot_be_carried(store: SampleStore) -> None:
    store.add_report(cases("40"), place=YUHANG, year=2020)
    store.add_report(cases("30"), place=YUHANG, year=2021)
    store.add_report(cases("9"), place=LINPING, year=2021)
    table = compared(store, CONCLUDED)
    parted = "未归并：2020年的330110 余杭区另含2024年的330113 临平区"
    rest = "未归并：2020年的330110 余杭区另含2024年的330110 余杭区"
    assert table.rows == (
        ("330110", "余杭区", None, parted, Decimal(30), None),
        ("330113", "临平区", None, rest, Decimal(9), None),
    )
    assert [(one.cell.place_code, one.cell.year) for one in table.not_carried] == [
        ("330110", 2020),
        ("330113", 2020),
    ]
    assert table.not_carried[0].why == "330110 余杭区 of 2020 held 330113 临平区 of 2024 too"


def test_later_figures_are_added_up_on_an_earlier_map(store: SampleStore) -> None:
    store.add_report(cases("40"), place=YUHANG, year=2020)
    store.add_report(cases("30"), place=YUHANG, year=2021)
    store.add_report(cases("9"), place=LINPING, year=2021)
    table = compared(store, CONCLUDED, boundaries=2020)
    assert table.rows == (
        ("330110", "余杭区", Decimal(40), None, Decimal(39), "330110 余杭区、330113 临平区(自2021年)"),
    )


def test_a_new_code_or_name_takes_everything_along(store: SampleStore) -> None:
    store.add_report(figure("97"), cases("5"), place=CHONGMING_COUNTY, year=2014)
    store.add_report(figure("98"), cases("6"), place=CHONGMING, year=2016)
    store.add_report(figure("90"), place=XIANGFAN, year=2009)
    store.add_report(figure("91"), place=XIANGYANG, year=2014)
    table = compared(store, RATE, years=(2009, 2014, 2016))
    assert [row[:2] + row[2::2] + row[3::2] for row in table.rows] == [
        ("310151", "崇明区", None, Decimal(97), Decimal(98), None, "310230 崇明县(至2015年)", None),
        ("420600", "襄阳市", Decimal(90), Decimal(91), None, "420600 襄樊市(至2009年)", None, None),
    ]
    earlier = compared(store, CONCLUDED, years=(2014, 2016), boundaries=2014, places=(CHONGMING_COUNTY,))
    assert earlier.rows == (("310230", "崇明县", Decimal(5), None, Decimal(6), "310151 崇明区(自2016年)"),)


def test_a_rate_without_counts_is_refused(store: SampleStore) -> None:
    store.add_report(figure("97"), place=JINGAN, year=2014)
    store.add_report(figure("99"), place=ZHABEI, year=2014)
    with pytest.raises(QueryError) as caught:
        compared(store, RATE)
    assert caught.value.message == (
        f"{RATE} does not add up: 310106 上海市静安区 was 310106 静安区 and 310108 闸北区 in 2014, "
        "and the counts that it divides are not there for all of them"
    )
    assert "leave out that year or --boundaries" in caught.value.hint


def test_a_rate_that_cannot_be_carried_into_the_year_before_leaves_the_change_empty(
    store: SampleStore,
) -> None:
    store.add_report(rate("40"), place=JINGAN, year=2014)
    store.add_report(rate("50"), place=ZHABEI, year=2014)
    store.add_report(rate("45"), place=JINGAN, year=2015)
    store.add_report(rate("47"), place=JINGAN, year=2016)
    table = compared(store, SETTLEMENT_RATE, years=(2015, 2016), with_change=True)
    assert [cell for cell in table.rows[0] if isinstance(cell, Decimal)] == [
        Decimal(45),
        Decimal(47),
        Decimal(2),
    ]
    (left,) = table.not_computed
    assert (left.cell, left.what) == (CellName("310106", 2015, SETTLEMENT_RATE), "change")
    assert "was 310106 静安区 and 310108 闸北区 in 2014" in left.why
    with pytest.raises(QueryError, match="does not add up"):
        compared(store, SETTLEMENT_RATE, years=(2014, 2015), with_change=True)


def test_a_change_from_what_was_left_empty_is_told(store: SampleStore) -> None:
    store.add_report(cases("40"), place=JINGAN, year=2014)
    store.add_report(cases("70"), place=JINGAN, year=2015)
    table = compared(store, CONCLUDED, years=(2015,), with_change=True)
    assert [one.why for one in table.not_computed] == [
        f"2014 {CONCLUDED} is left empty: in 2014 it was 310106 静安区 and 310108 闸北区, without a figure of 310108 闸北区"
    ]


def test_a_rate_of_a_place_that_did_not_change_is_not_refused(store: SampleStore) -> None:
    store.add_report(figure("97"), place=BAOSHAN, year=2014)
    store.add_report(figure("99"), place=ZHABEI, year=2014)
    assert compared(store, RATE, places=(BAOSHAN,)).rows == (("310113", "宝山区", Decimal(97), None),)


def test_a_rate_is_computed_from_the_counts_of_its_parts(store: SampleStore) -> None:
    store.add_report(rate("50"), settled("10"), cases("20"), place=JINGAN, year=2014)
    store.add_report(rate("10"), settled("1"), cases("10", bound=">"), place=ZHABEI, year=2014)
    table = compared(store, SETTLEMENT_RATE, with_bounds=True, with_sources=True)
    assert table.columns[2:] == tuple(f"2014年 和解率(%){what}" for what in ("", " 承自", " 界限", " 来源"))
    value, whence, bound, source = table.rows[0][2:]
    assert value == Decimal("36.67")  # 11 of 30, not the mean of the rates
    assert whence == f"{SETTLED} ÷ {CONCLUDED}：310106 静安区、310108 闸北区(至2014年)"
    assert bound == "~"
    assert str(source).count("《静安区2014年法治政府建设年度报告》") == 2


@pytest.mark.parametrize(
    ("jingan", "zhabei"),
    [
        (
            ("98", "26", "25"),
            ("98.7", "14", "14"),
        ),  # more settled than concluded: the counts are of other cases
        (("90", "45", "50"), ("95", "10", "40")),  # less than either part says
        (("60", "30", "50"), ("60", "45", "50")),
    ],
)
def test_counts_that_contradict_the_rates_of_the_parts_make_no_rate(
    store: SampleStore, jingan: tuple[str, str, str], zhabei: tuple[str, str, str]
) -> None:
    for part, (stated, above, below) in ((JINGAN, jingan), (ZHABEI, zhabei)):
        store.add_report(rate(stated), settled(above), cases(below), place=part, year=2014)
    table = compared(store, SETTLEMENT_RATE)
    assert table.rows[0][2:] == (None, "未归并：据分子分母算得的比率与所报比率不符")
    (left,) = table.not_carried
    assert left.why.startswith("in 2014 it was 310106 静安区 and 310108 闸北区, whose")
    assert left.why.endswith("which contradicts the rates that they report")


@pytest.mark.parametrize(("jingan", "zhabei"), [("98", "99"), ("98", "98"), ("97.5", "97.5")])
def test_the_rates_of_the_parts_may_be_rounded(store: SampleStore, jingan: str, zhabei: str) -> None:
    store.add_report(rate(jingan), settled("98"), cases("100"), place=JINGAN, year=2014)
    store.add_report(rate(zhabei), settled("99"), cases("100"), place=ZHABEI, year=2014)
    assert compared(store, SETTLEMENT_RATE).rows[0][2] == Decimal("98.5")


def test_a_computed_rate_that_no_place_can_have_is_left_out(url: str) -> None:
    store = SampleStore(url, PLACES, CATALOGUE, plausible={SETTLEMENT_RATE: (Decimal(0), Decimal(100))})
    store.add_report(rate("98"), settled("26"), cases("10"), place=JINGAN, year=2014)
    store.add_report(settled("14"), cases("14"), place=ZHABEI, year=2014)
    assert compared(store, SETTLEMENT_RATE).rows[0][2] is None


@pytest.mark.parametrize("lacking", [(settled("1"),), (cases("10"),), ()])
def test_a_rate_that_lacks_a_count_is_refused(
    store: SampleStore, lacking: tuple[dict[str, Any], ...]
) -> None:
    store.add_report(rate("50"), settled("10"), cases("20"), place=JINGAN, year=2014)
    store.add_report(rate("10"), *lacking, place=ZHABEI, year=2014)
    with pytest.raises(QueryError, match=SETTLEMENT_RATE) as caught:
        compared(store, SETTLEMENT_RATE)
    assert f"compare {SETTLED} and {CONCLUDED}" in caught.value.hint


def test_half_a_year_and_a_whole_one_are_not_added_up(store: SampleStore) -> None:
    store.add_report(cases("40"), place=JINGAN, year=2014)
    store.add_report(cases("25", period_end=date(2014, 6, 30)), place=ZHABEI, year=2014)
    table = compared(store, CONCLUDED)
    assert table.rows[0][2:] == (None, "未归并：期间或口径不同")


def test_the_places_figure_and_the_issuers_are_not_added_up(store: SampleStore) -> None:
    store.add_report(cases("40"), place=JINGAN, year=2014)
    store.add_report(cases("25", scope="issuer"), place=ZHABEI, year=2014)
    assert compared(store, CONCLUDED, scope="any").rows[0][2:] == (None, "未归并：期间或口径不同")
    table = compared(store, CONCLUDED)
    assert table.rows[0][2:] == (None, "未归并：缺310108 闸北区")
    assert dict(table.left_out) == {"issuer": 1}


def test_the_unit_of_each_part_is_converted_or_the_sum_is_left_empty(store: SampleStore) -> None:
    minutes = {"indicator_code": HOURS, "unit_code": "minute", "unit_text": "分钟"}
    store.add_report(figure("90", **minutes), place=JINGAN, year=2013)
    store.add_report(
        figure("2", indicator_code=HOURS, unit_code="hour", unit_text="小时"), place=ZHABEI, year=2013
    )
    store.add_report(figure("90", **minutes), place=JINGAN, year=2014)
    store.add_report(
        figure("3", indicator_code=HOURS, unit_code=None, unit_text="场"), place=ZHABEI, year=2014
    )
    table = compared(store, HOURS)
    assert table.rows[0][2:] == (
        Decimal("3.5"), "310106 静安区、310108 闸北区(至2014年)", None, "未归并：缺310108 闸北区",
    )  # fmt: skip


def test_a_later_report_may_not_speak_for_the_smaller_place_of_before(store: SampleStore) -> None:
    store.add_report(cases("70"), cases("64", year=2014), place=JINGAN, year=2015)
    store.add_report(cases("8"), cases("7", year=2015), place=CHONGMING, year=2016)
    table = compared(store, CONCLUDED, years=(2014, 2015))
    assert table.rows == (
        ("310106", "静安区", None, None, Decimal(70), None),
        ("310151", "崇明区", None, None, Decimal(7), "310230 崇明县(至2015年)"),
    )
    assert table.unplaced == 1


def test_a_border_that_was_moved_is_told(store: SampleStore) -> None:
    store.add_report(cases("70"), place=HONGQIAO, year=2019)
    assert compared(store, CONCLUDED).rows == (
        ("120106", "红桥区", Decimal(70), "2020年起120106 红桥区一部分划归120113 北辰区"),
    )


def test_all_layouts_have_the_column(store: SampleStore) -> None:
    store.add_report(cases("40"), place=JINGAN, year=2014)
    store.add_report(cases("25"), place=ZHABEI, year=2014)
    origin = "310106 静安区、310108 闸北区(至2014年)"
    table = compared(store, CONCLUDED, years=(2014,), layout="place-indicator")
    assert table.rows == (("310106", "静安区", Decimal(65), origin),)
    table = compared(store, CONCLUDED, years=(2014,), layout="indicator-place")
    assert table.columns[3:] == ("2014年 静安区(310106)", "2014年 静安区(310106) 承自")
    assert table.rows == ((CONCLUDED, "办结行政复议案件", "件", Decimal(65), origin),)


def test_different_values_of_a_part_are_noted_of_the_sum(store: SampleStore) -> None:
    store.add_report(cases("40"), cases("41", confidence=0.5), place=JINGAN, year=2014)
    store.add_report(cases("25"), place=ZHABEI, year=2014)
    assert compared(store, CONCLUDED).differing == (CellName("310106", 2014, CONCLUDED),)


@pytest.mark.parametrize("asked", [{"boundaries": 1999}, {"years": (1999, 2014)}])
def test_years_whose_borders_are_not_known_well_are_refused(
    store: SampleStore, asked: dict[str, Any]
) -> None:
    store.add_report(cases("40"), place=JINGAN, year=2014)
    with pytest.raises(QueryError, match="figures cannot be carried from or to the map of 1999"):
        compared(store, CONCLUDED, **asked)
