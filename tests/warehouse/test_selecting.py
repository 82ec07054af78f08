"""What is asked about, in words, settled against a snapshot: indicators, places, years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govstats.errors import GovstatsError, PlaceError, QueryError
from govstats.places import Division, load_gazetteer
from govstats.warehouse import Selection, Wanted, refresh, select
from tests.warehouse.stores import CONCLUDED, HOURS, INDICATORS, RATE, SampleStore, make_store

SETTLED, TWIN = "reconsideration.settled", "twin.success_rate"


def place(code: str, year: int) -> Division:
    found = load_gazetteer().at(code, year)
    assert found is not None
    return found


MINHANG, BAOSHAN, NORTHERN = place("310112", 2020), place("310113", 2020), place("230506", 2020)
SHANGHAI, MIANYANG, CHONGMING = place("310000", 2020), place("510700", 2020), place("310230", 2015)
TWINS = [
    (TWIN, "办结行政复议案件", "percent", "none", ""),
    (SETTLED, "和解", "case", "sum", ""),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of 宝山区 of Shanghai in two years, of its namesake in one, of a province, a prefecture and a county of old."""
    folder = tmp_path_factory.mktemp("selecting")
    store = make_store(folder)
    store.add_report()
    return refresh(store.url, folder / "govstats.duckdb").path


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with places as the map has them, and two indicators of one name."""
    folder = tmp_path_factory.mktemp("real")
    store = SampleStore(
        f"sqlite:///{folder / 'govstats.db'}",
        (MINHANG, BAOSHAN, NORTHERN, SHANGHAI, MIANYANG, CHONGMING),
        (*INDICATORS, *TWINS),
    )
    for division, year in (
        (BAOSHAN, 2018), (BAOSHAN, 2020), (NORTHERN, 2020), (SHANGHAI, 2020), (MIANYANG, 2019), (CHONGMING, 2015),
    ):  # fmt: skip
        store.add_report(place=division, year=year)
    return refresh(store.url, folder / "govstats.duckdb").path


def codes(selection: Selection) -> tuple[str, ...]:
    return tuple(place.code for place in selection.places)


INDICATOR_WORDS = [
    ((), ()),
    ((RATE,), (RATE,)),
    (("调解成功率",), (RATE,)),
    ((" 调解成功率 ", RATE), (RATE,)),  # named twice, once in the table
    (("hearing", RATE), (HOURS, RATE)),
    ((RATE, "reconsideration", SETTLED), (RATE, CONCLUDED, SETTLED)),
]


@pytest.mark.parametrize(("words", "expected"), INDICATOR_WORDS)
def test_indicators_are_codes_exact_names_or_topics(
    real: Path, words: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert select(real, Wanted(words)).indicators == expected


REFUSED: list[tuple[dict[str, Any], type[GovstatsError], str, str]] = [
    ({"indicators": ("mediation.succes_rate",)}, QueryError, "there is no indicator mediation.succes_rate", RATE),
    ({"indicators": ("调解成功",)}, QueryError, "there is no indicator 调解成功", f"{RATE} 调解成功率"),
    ({"indicators": ("mediaton",)}, QueryError, "there is no indicator mediaton", "did you mean mediation"),
    ({"indicators": ("zzz",)}, QueryError, "there is no indicator zzz", "the view indicators lists them"),
    ({"indicators": ("办结行政复议案件",)}, QueryError, f"2 indicators are called .*{CONCLUDED}, {TWIN}", "the code"),
    ({"places": ("宝山区",)}, PlaceError, "2 places are called 宝山区", "give the code"),
    ({"places": ("没有区",)}, PlaceError, "没有区", ""),
    ({"within": ("310113",)}, QueryError, "no place below 310113 上海市宝山区", "--place"),
    ({"within": ("310000",), "level": "prefecture"}, QueryError, "no place of level prefecture below", "--place"),
    ({"places": ("闵行区",), "level": "county"}, QueryError, "the level county has nothing to choose from", "--within"),
    ({"level": "township"}, QueryError, "there is no level township", "county"),
    ({"scope": "part"}, QueryError, "there is no scope part", "place, issuer, any"),
    ({"years": (2020, 20200)}, QueryError, "20200 is no year of a report", "from 1949 to 2100"),
    ({"min_confidence": 80}, QueryError, "80 is no confidence", "from 0 to 1"),
    ({"level": "province", "years": (2015,)}, QueryError, "no place of level province has reports of these", ""),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "error", "message", "hint"), REFUSED)
def test_what_is_not_clear_is_refused_with_what_may_be_meant(
    real: Path, wanted: dict[str, Any], error: type[GovstatsError], message: str, hint: str
) -> None:
    with pytest.raises(error, match=message) as caught:
        select(real, Wanted(**wanted))
    assert hint in caught.value.hint


def test_no_places_named_means_all_that_have_reports(real: Path) -> None:
    assert select(real, Wanted()).places == ()


def test_a_shared_name_is_the_place_with_reports_of_the_years(real: Path) -> None:
    selection = select(real, Wanted(places=("宝山区",), years=(2018,)))
    assert codes(selection) == ("310113",)
    assert selection.notes == ("宝山区 is taken to be 310113 上海市宝山区, the one with reports",)


def test_places_named_twice_are_asked_for_once(real: Path) -> None:
    assert codes(select(real, Wanted(places=("310113", "上海市宝山区", "闵行区")))) == ("310112", "310113")


def test_within_are_the_places_below_on_the_maps_of_the_years_asked_for(real: Path) -> None:
    early, late = (codes(select(real, Wanted(within=("上海市",), years=(year,)))) for year in (2014, 2018))
    assert ("310230" in early, "310108" in early, "310151" in early) == (True, True, False)
    assert ("310230" in late, "310108" in late, "310151" in late) == (False, False, True)
    both = codes(select(real, Wanted(within=("上海市",), years=(2014, 2018))))
    assert set(both) == set(early) | set(late)
    assert len(both) == len(set(both))
    assert list(both) == sorted(both)
    assert "310000" not in both


def test_within_without_years_takes_the_years_that_have_reports(real: Path) -> None:
    found = codes(select(real, Wanted(within=("上海市",))))
    assert {"310230", "310151"} <= set(found)  # reports are of 2015 and of 2018 to 2020


def test_within_on_one_map_are_the_places_of_that_map(real: Path) -> None:
    found = codes(select(real, Wanted(within=("上海市",), years=(2014, 2018), boundaries=2018)))
    assert ("310230" in found, "310151" in found) == (False, True)


def test_a_level_chooses_among_those_within_and_leaves_what_is_named(real: Path) -> None:
    found = select(
        real, Wanted(within=("四川省",), places=("上海市",), level="prefecture", years=(2020,))
    ).places
    assert {one.level for one in found if one.code != "310000"} == {"prefecture"}
    assert "310000" in {one.code for one in found}
    assert "510700" in {one.code for one in found}


@pytest.mark.parametrize(
    ("level", "years", "expected"),
    [
        ("county", (), ("230506", "310113", "310230")),
        ("county", (2020,), ("230506", "310113")),
        ("prefecture", (), ("510700",)),
        ("province", (), ("310000",)),
    ],
)
def test_a_level_alone_chooses_among_those_with_reports(
    real: Path, level: Any, years: tuple[int, ...], expected: tuple[str, ...]
) -> None:
    assert codes(select(real, Wanted(level=level, years=years))) == expected


def test_years_are_sorted_and_each_there_once(snapshot: Path) -> None:
    assert select(snapshot, Wanted(years=(2020, 2018, 2020))).years == (2018, 2020)
