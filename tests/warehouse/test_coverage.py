"""What is reported and what is not: every cell is one of four, and all ways to count them agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govstats.errors import QueryError
from govstats.places import Division, load_gazetteer
from govstats.warehouse import STATES, Comparison, Dimension, Selection, compare, cover, refresh
from tests.warehouse.random_figures import Put, put_figures
from tests.warehouse.stores import CONCLUDED, HOURS, RATE, SampleStore, cases, figure

REPORTED, ZERO, SILENT, NO_REPORT = STATES
YEARS = (2014, 2018, 2020)


def place(code: str, year: int = 2020) -> Division:
    found = load_gazetteer().at(code, year)
    assert found is not None
    return found


MINHANG, BAOSHAN = place("310112"), place("310113")
CHONGMING, OLD_CHONGMING = place("310151"), place("310230", 2014)
PLACES = (MINHANG, BAOSHAN, CHONGMING, OLD_CHONGMING)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot of a store in which each of the four is there, and each of their traps."""
    folder = tmp_path_factory.mktemp("coverage")
    store = SampleStore(f"sqlite:///{folder / 'govstats.db'}", PLACES)
    store.add_report(figure("98"), cases("0"), place=MINHANG, year=2020)
    store.add_report(cases("0", bound=">"), place=MINHANG, year=2018)  # more than none is not none
    replaced = store.add_report(figure("90"), place=BAOSHAN, year=2020)
    store.add_report(cases("0", confidence=0.5), cases("7"), place=BAOSHAN, year=2020, replaces=replaced)
    store.add_report(
        cases("5", kind="change"), cases("6", status="target"), cases("7", scope="part"),
        figure("97", scope="issuer"), place=BAOSHAN, year=2018,
    )  # fmt: skip
    store.add_report(
        cases("3", year=2018), figure("80", period_start=date(2016, 1, 1)), place=CHONGMING, year=2020
    )
    store.add_report(place=OLD_CHONGMING, year=2014)
    return refresh(store.url, folder / "govstats.duckdb").path


def states(snapshot: Path, **asked: Any) -> dict[tuple[str, int, str], str]:
    rows = cover(snapshot, Selection(**asked)).table.to_pylist()
    found = {(row["地区代码"], row["年份"], row["指标代码"]): row["情况"] for row in rows}
    assert len(found) == len(rows)
    return found


CELLS = [
    ("310112", 2020, RATE, REPORTED),
    ("310112", 2020, CONCLUDED, ZERO),
    ("310112", 2020, HOURS, SILENT),
    ("310112", 2018, CONCLUDED, REPORTED),
    ("310112", 2014, CONCLUDED, NO_REPORT),
    ("310113", 2020, CONCLUDED, REPORTED),  # the surer figure is taken
    ("310113", 2020, RATE, SILENT),  # only the replaced revision had it
    ("310113", 2018, CONCLUDED, SILENT),  # changes, targets and narrower figures are none
    ("310113", 2018, RATE, SILENT),  # the issuer's own is not the place's
    ("310151", 2018, CONCLUDED, REPORTED),  # quoted by the report on 2020; there is none on 2018
    ("310151", 2018, RATE, NO_REPORT),
    ("310151", 2020, RATE, SILENT),  # a total of several years is no figure of the last
    ("310230", 2014, CONCLUDED, SILENT),
]


@pytest.mark.parametrize(("code", "year", "indicator", "state"), CELLS)
def test_every_cell_is_one_of_four(snapshot: Path, code: str, year: int, indicator: str, state: str) -> None:
    assert states(snapshot)[code, year, indicator] == state


def test_a_place_counts_in_the_years_in_which_it_was_on_the_map(snapshot: Path) -> None:
    found = {(code, year) for code, year, _ in states(snapshot)}
    assert {year for code, year in found if code == "310230"} == {2014}
    assert {year for code, year in found if code == "310151"} == {2018, 2020}
    assert {year for code, year in found if code == "310112"} == set(YEARS)


def test_scope_and_confidence_choose_what_counts(snapshot: Path) -> None:
    assert states(snapshot, scope="issuer")["310113", 2018, RATE] == REPORTED
    assert states(snapshot, scope="issuer")["310112", 2020, RATE] == SILENT
    assert states(snapshot, min_confidence=0.95)["310112", 2020, RATE] == SILENT


def test_what_is_asked_for_is_what_is_told_in_that_order(snapshot: Path) -> None:
    found = states(snapshot, indicators=(RATE, CONCLUDED), places=(BAOSHAN,), years=(2020, 2021))
    assert list(found.items()) == [
        (("310113", 2020, RATE), SILENT),
        (("310113", 2020, CONCLUDED), REPORTED),
        (("310113", 2021, RATE), NO_REPORT),
        (("310113", 2021, CONCLUDED), NO_REPORT),
    ]


def test_a_row_a_place(snapshot: Path) -> None:
    table = cover(snapshot, Selection((CONCLUDED,), years=(2014, 2020)), layout="place-year").table
    assert table.column_names == ["地区代码", "地区", "2014年 办结行政复议案件", "2020年 办结行政复议案件"]
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("310112", "闵行区", NO_REPORT, ZERO),
        ("310113", "宝山区", NO_REPORT, REPORTED),
        ("310151", "崇明区", None, SILENT),
        ("310230", "崇明县", SILENT, None),
    ]


def every_choice() -> Iterable[tuple[Dimension, ...]]:
    one, two, three = get_args(Dimension)
    return [(one,), (two,), (three,), (one, two), (three, two), (one, two, three)]


HEADS = {"indicator": "指标代码", "place": "地区代码", "year": "年份"}


@pytest.mark.parametrize("by", every_choice(), ids=str)
def test_counts_are_those_of_the_cells(snapshot: Path, by: tuple[Dimension, ...]) -> None:
    cells = cover(snapshot, Selection())
    counted = cover(snapshot, Selection(), by=by)
    assert counted.counts == cells.counts
    expected = Counter(
        (tuple(row[HEADS[each]] for each in by), row["情况"]) for row in cells.table.to_pylist()
    )
    told: Counter[tuple[tuple[Any, ...], str]] = Counter()
    for row in counted.table.to_pylist():
        assert row["应有"] == sum(row[state] for state in STATES)
        assert row["覆盖率(%，计算)"] == round(100 * (row[REPORTED] + row[ZERO]) / row["应有"], 2)
        told.update(
            {(tuple(row[HEADS[each]] for each in by), state): row[state] for state in STATES if row[state]}
        )
    assert told == expected


def test_counts_have_no_layout_and_an_unknown_indicator_is_refused(snapshot: Path) -> None:
    with pytest.raises(QueryError, match="counts have no layout"):
        cover(snapshot, Selection(), by=("year",), layout="place-year")
    with pytest.raises(QueryError, match="there is no indicator zzz"):
        cover(snapshot, Selection(("zzz",)))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"by": ("region",)}, "there is no dimension region"),
        ({"layout": "year-place"}, "there is no layout year-place"),
    ],
)
def test_a_form_that_there_is_not_is_refused(snapshot: Path, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        cover(snapshot, Selection(), **asked)


def test_why_there_is_nothing_to_tell_of_a_place_is_told(snapshot: Path) -> None:
    beijing = place("110000")
    off, none = (
        cover(snapshot, Selection((RATE,), places=(asked,), years=years))
        for asked, years in ((OLD_CHONGMING, (2018, 2020)), (beijing, ()))
    )
    assert (off.table.num_rows, none.table.num_rows) == (0, 0)
    assert off.notes == ("310230 崇明县 was not on the map in these years, but on those of 1982 to 2015",)
    assert none.notes == ("no year to tell of: none of these places has a report; name years with --years",)
    assert cover(snapshot, Selection((RATE,), places=(OLD_CHONGMING,), years=(2014, 2018))).notes == ()


def test_columns_have_their_types_with_rows_and_without(snapshot: Path) -> None:
    for years in ((2020,), (2011,)):
        asked = Selection((RATE,), places=(CHONGMING,), years=years)
        counted = cover(snapshot, asked, by=("place", "year", "indicator")).table
        assert [str(each) for each in counted.schema.types] == [
            "string", "string", "int64", "string", "string", *["int64"] * 5, "double",
        ]  # fmt: skip
        assert [str(each) for each in cover(snapshot, asked).table.schema.types] == [
            "string", "string", "int32", "string", "string", "string",
        ]  # fmt: skip


def test_indicators_of_one_name_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    twins = ((RATE, "调解成功率", "percent", "none", ""), (HOURS, "调解成功率", "hour", "none", ""))
    store = SampleStore(f"sqlite:///{tmp_path / 'govstats.db'}", PLACES, twins)
    store.add_report(figure("98"), place=MINHANG)
    table = cover(refresh(store.url).path, Selection(), layout="place-year").table
    assert table.column_names[2:] == [f"2020年 调解成功率({HOURS})", f"2020年 调解成功率({RATE})"]


def test_nothing_asked_for_that_is_there_makes_an_empty_table(tmp_path: Path) -> None:
    store = SampleStore(f"sqlite:///{tmp_path / 'govstats.db'}", PLACES)
    store.add_report(place=MINHANG, replaces=None)
    path = refresh(store.url, tmp_path / "govstats.duckdb").path
    empty = Selection((RATE,), places=(OLD_CHONGMING,), years=(2020,))
    assert cover(path, empty).table.num_rows == 0
    assert cover(path, empty, by=("place",)).table.num_rows == 0
    assert cover(path, empty, layout="place-year").table.num_rows == 0


@pytest.fixture(scope="module")
def random(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("random")
    store = SampleStore(f"sqlite:///{folder / 'govstats.db'}", PLACES)
    for where, year in ((MINHANG, 2018), (MINHANG, 2020), (BAOSHAN, 2020)):
        store.add_report(place=where, year=year)
    return refresh(store.url, folder / "govstats.duckdb").path


FIGURES = st.lists(
    st.builds(
        Put,
        place=st.sampled_from((MINHANG, BAOSHAN)),
        year=st.sampled_from((2018, 2020)),
        indicator=st.just(CONCLUDED),
        value=st.sampled_from((Decimal(0), Decimal(0), Decimal(5))),
        bound=st.sampled_from("==~>"),
        scope=st.sampled_from(("place", "issuer")),
        period=st.sampled_from(("year", "half")),
        confidence=st.sampled_from((0.5, 0.9)),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=30)
@given(figures=FIGURES)
def test_coverage_agrees_with_the_comparison_of_the_same(random: Path, figures: list[Put]) -> None:
    put_figures(random, figures)
    asked: dict[str, Any] = {"indicators": (CONCLUDED,), "places": (MINHANG, BAOSHAN), "years": (2018, 2020)}
    found = states(random, **asked)
    table = compare(random, Comparison(with_bounds=True, **asked))
    for row in table.rows:
        for position, year in enumerate((2018, 2020)):
            value, bound = row[2 + 2 * position : 4 + 2 * position]
            has_report = (row[0], year) != ("310113", 2018)
            expected = SILENT if has_report else NO_REPORT
            if value is not None:
                expected = ZERO if (value, bound) == (0, "=") else REPORTED
            assert found[str(row[0]), year, CONCLUDED] == expected
