"""The history of a place across names, codes, mergers and partings, and finding places."""

from __future__ import annotations

import pytest

from govstats.places.lineage import trace
from govstats.places.searching import search_places

HISTORIES = [
    # code, year, changes as (year, from, to, whether a part)
    ("310108", 2014, [(2015, "310108", "310106", False)]),
    ("310106", 2020, [(2015, "310108", "310106", False)]),
    (
        "310151",
        2020,
        [
            (1982, "310210", "310230", False),
            (2005, "310113", "310230", True),  # the islands 长兴 and 横沙
            (2016, "310230", "310151", False),
        ],
    ),
    ("420600", 2020, [(2010, "420600", "420600", False)]),
    ("330113", 2021, [(2021, "330110", "330113", True)]),
    ("330103", 2020, [(2021, "330103", "330105", False)]),
    ("330104", 2020, [(2021, "330104", "330102", True), (2021, "330104", "330114", True)]),
    (
        "500110",  # the code of 万盛区 first
        2020,
        [
            (1993, "510216", "510216", False),
            (1997, "510216", "500110", False),
            (1997, "510223", "500222", False),
            (2011, "500110", "500110", False),
            (2011, "500222", "500110", False),
        ],
    ),
]


@pytest.mark.parametrize(("code", "year", "expected"), HISTORIES)
def test_a_place_is_traced_to_what_it_was_and_what_it_became(gazetteer, code, year, expected):
    changes = trace(gazetteer, gazetteer.at(code, year))
    assert [(one.year, one.before.code, one.after.code, one.is_part) for one in changes] == expected


def test_every_change_joins_two_maps_that_follow_each_other(gazetteer):
    for code in ("310115", "440112", "510100", "650109", "341400"):
        for change in trace(gazetteer, next(one for one in gazetteer.divisions if one.code == code)):
            assert change.before.is_valid_in(change.year - 1)
            assert change.after.is_valid_in(change.year)


SEARCHES = [
    # words, year, level, codes in their order
    ("宝山", 2020, None, ["230506", "310113", "150403"]),
    ("上海市宝山", None, None, ["310113", "310203", "310223"]),
    ("宝山区 上海", 2020, None, ["310113"]),
    ("闸北", None, None, ["310108"]),
    ("闸北", 2020, None, []),
    ("310108", None, None, ["310108"]),
    ("46040", 2020, None, ["460400"]),
    ("吉林", 2020, "province", ["220000"]),
    ("襄阳市", None, "prefecture", ["420600"]),
    ("海殿", None, None, []),
    ("  ", None, None, []),
]


@pytest.mark.parametrize(("words", "year", "level", "codes"), SEARCHES)
def test_places_are_found_by_parts_of_names_and_heads_of_codes(gazetteer, words, year, level, codes):
    assert [hit.division.code for hit in search_places(gazetteer, words, year, level)] == codes


def test_a_found_place_has_all_its_years_and_what_it_became(gazetteer):
    (hit,) = search_places(gazetteer, "闸北区")
    assert (hit.valid_from, hit.valid_to) == (1980, 2014)
    assert [one.full_name for one in hit.became] == ["上海市静安区"]
    (xiangcheng,) = search_places(gazetteer, "420602")  # whose prefecture was renamed in 2010
    assert (xiangcheng.valid_to, xiangcheng.division.full_name) == (None, "湖北省襄阳市襄城区")
