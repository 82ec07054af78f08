"""What the places of one map were made of in other years."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.places import load_gazetteer
from govstats.places.boundaries import FIRST_YEAR, Boundaries, has_same_borders, load_transfers

NEWEST = 2025
MADE_OF = [
    # map, place, year, the places of that year, whether they are just it
    (2024, "310106", 2014, "310106 310108", True),
    (2024, "310106", 2015, "310106", True),
    (2024, "310101", 2010, "310101 310103", True),  # 卢湾区
    (2024, "310115", 2008, "310115 310119", True),  # 南汇区
    (2024, "310151", 2015, "310230", True),
    (2024, "330105", 2020, "330103 330105", True),
    (2024, "330110", 2020, "330110", False),  # 临平区 was parted from it
    (2024, "330113", 2020, "330110", False),
    (2024, "330102", 2020, "330102 330104", False),  # some of 江干区 went to 钱塘区
    (2024, "330212", 2015, "330204 330212", False),  # a half of 鄞州区 went to 海曙区
    (2024, "370100", 2017, "370100 371200", True),  # 莱芜市
    (2024, "510100", 2015, "510100 512000", False),  # 简阳市 came from 资阳市
    (2024, "340100", 2010, "340100 341400", False),  # 巢湖市 was parted among three
    (2024, "460400", 2014, "469003", True),  # 儋州市, a county-level city before
    (2024, "330500", 2002, "330500", True),
    (2024, "330502", 2002, "330500", False),  # the city had no districts
    (2024, "420600", 2009, "420600", True),
    (2024, "310000", 2008, "310000", True),
    (2024, "441900", 2010, "441900", True),  # a prefecture without counties
    # later years on an earlier map
    (2020, "330110", 2024, "330110 330113", True),
    (2020, "310106", 2024, "310106", True),
    (2014, "310106", 2024, "310106", False),
    (2020, "500105", 2025, "500157", False),
]


@pytest.mark.parametrize(("map_year", "code", "year", "codes", "is_whole"), MADE_OF)
def test_a_place_is_made_of_those_that_had_its_territory(gazetteer, map_year, code, year, codes, is_whole):
    origin = Boundaries(map_year).origin(gazetteer.at(code, map_year), year)
    assert " ".join(place.code for place in origin.places) == codes
    assert origin.is_whole is is_whole
    assert origin.is_one is (is_whole and len(origin.places) == 1)


def test_a_parted_place_tells_where_the_rest_lies(gazetteer):
    origin = Boundaries(2024).origin(gazetteer.at("330102", 2024), 2020)
    assert {code: [one.name for one in rest] for code, rest in origin.elsewhere.items()} == {
        "330104": ["钱塘区"]
    }


def test_a_border_moved_between_places_that_go_on_is_told_and_nothing_more(gazetteer):
    boundaries = Boundaries(2024)
    for code in ("120106", "120113"):  # 红桥区 gave something to 北辰区 in 2020
        origin = boundaries.origin(gazetteer.at(code, 2024), 2019)
        assert origin.is_one
        assert [(one.year, one.code, one.to_code) for one in origin.moved] == [(2020, "120106", "120113")]
    assert boundaries.origin(gazetteer.at("120000", 2024), 2019).moved == ()  # inside the city


def test_nothing_is_told_of_maps_before_the_first_sure_one(gazetteer):
    place = gazetteer.at("310113", 2024)
    assert Boundaries(2024).origin(place, FIRST_YEAR - 1).is_known is False
    assert Boundaries(2024).heirs(place, FIRST_YEAR - 1) == ()


@pytest.mark.parametrize("level", ["province", "prefecture", "county"])
@pytest.mark.parametrize("year", [2000, 2010, 2019])
def test_every_place_that_ended_has_heirs_and_is_among_what_they_were_made_of(gazetteer, level, year):
    boundaries = Boundaries(2024)
    for place in gazetteer.divisions:
        if place.level == level and place.is_valid_in(year):
            heirs = boundaries.heirs(place, year)
            assert heirs, place
            for heir in heirs:
                assert place in boundaries.origin(heir, year).places


def test_most_places_have_been_the_same_ever_since(gazetteer):
    boundaries = Boundaries(2024)
    counties = [one for one in gazetteer.divisions if one.level == "county" and one.is_valid_in(2024)]
    for year, least in ((2005, 2650), (2015, 2750), (2020, 2820)):
        assert least < sum(boundaries.origin(one, year).is_one for one in counties) < len(counties)


@given(st.sampled_from([one for one in load_gazetteer().divisions if one.is_valid_in(2015)]))
def test_on_its_own_map_every_place_is_itself(place):
    origin = Boundaries(2015).origin(place, 2015)
    assert origin.places == (place,)
    assert origin.is_one
    assert not origin.moved


def test_transfers_join_places_of_two_maps_that_follow_each_other_and_stand_in_order(gazetteer):
    transfers = load_transfers()
    assert all(one.key < other.key for one, other in pairwise(transfers))
    for transfer in transfers:
        giver = gazetteer.at(transfer.code, transfer.year - 1)
        assert giver is not None, transfer
        assert gazetteer.at(transfer.to_code, transfer.year) is not None, transfer
        assert FIRST_YEAR <= transfer.year <= NEWEST
        if giver.valid_to == transfer.year - 1:  # what successors tell is not told again
            assert transfer.to_code not in giver.successors, transfer


@pytest.mark.parametrize(
    ("first", "last"), [(1999, 2000), (2000, 2001), (2013, 2015), (2019, 2021), (2005, 2024)]
)
def test_places_without_any_change_need_not_be_followed_and_the_answer_is_the_same(gazetteer, first, last):
    boundaries = Boundaries(last)
    for place in gazetteer.divisions:
        if place.is_valid_in(last):
            origin = boundaries.origin(place, first)
            same = origin.is_one and not origin.moved and origin.places[0].code == place.code
            assert has_same_borders(place.code, first, last) is same, place


def test_a_place_that_is_not_on_the_later_map_has_no_borders_to_compare():
    assert has_same_borders("310108", 2013, 2014)
    assert not has_same_borders("310108", 2014, 2015)
    assert not has_same_borders("310108", 2020, 2020)
