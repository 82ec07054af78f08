"""What the gazetteer says of codes, names and years."""

from collections import Counter

import pytest

from govstats.places import Gazetteer

YEARS = range(1980, 2027)

NAMED = [
    # name, year, codes
    ("上海市", 2020, ["310000"]),
    ("绵阳市", 2020, ["510700"]),
    ("双鸭山市", 2020, ["230500"]),
    ("昆山市", 2020, ["320583"]),
    ("吉林省", 2020, ["220000"]),
    ("吉林市", 2020, ["220200"]),
    ("济源市", 2020, ["419001"]),
    ("河南省济源市", 2020, ["419001"]),
    ("宝山区", 2020, ["230506", "310113"]),
    ("朝阳区", 2020, ["110105", "220104"]),
    ("上海市宝山区", 2020, ["310113"]),
    ("上海宝山区", 2020, ["310113"]),
    ("四川省绵阳市游仙区", 2020, ["510704"]),
    ("绵阳市游仙区", 2020, ["510704"]),
    ("四川省游仙区", 2020, ["510704"]),
    ("四川游仙区", 2020, ["510704"]),
    ("内蒙古赤峰市元宝山区", 2020, ["150403"]),
    ("北京市宝山区", 2020, []),
    ("绵阳市四川省游仙区", 2020, []),  # not in their order
    ("宝山", 2020, []),  # a short name is no name
    ("市辖区", 2020, []),  # a line of the lists, no division
    # names that changed
    ("崇明县", 2015, ["310230"]),
    ("崇明区", 2015, []),
    ("崇明县", 2016, []),
    ("崇明区", 2016, ["310151"]),
    ("闸北区", 2014, ["310108"]),
    ("闸北区", 2015, []),
    ("湖北省襄樊市襄城区", 2009, ["420602"]),
    ("湖北省襄阳市襄城区", 2010, ["420602"]),
    ("重庆市江北区", 2024, ["500105"]),
    ("两江新区", 2025, ["500157"]),
    ("两江新区", 2030, ["500157"]),  # later than the data: the newest map
    ("上海市", 1979, []),  # earlier than the data
    # provinces that are young
    ("重庆市", 1996, ["510200"]),
    ("重庆市", 1997, ["500000"]),
    ("香港特别行政区", 1996, []),
    ("香港特别行政区", 1997, ["810000"]),
]


@pytest.mark.parametrize(("name", "year", "codes"), NAMED)
def test_a_name_means_the_divisions_of_its_year(gazetteer: Gazetteer, name: str, year: int, codes: list[str]):
    assert [division.code for division in gazetteer.named(name, year)] == codes


@pytest.mark.parametrize(
    ("code", "year", "full_name"),
    [
        ("310113", 2020, "上海市宝山区"),
        ("510704", 2019, "四川省绵阳市游仙区"),
        ("310108", 2014, "上海市闸北区"),
        ("310108", 2015, None),
        ("110100", 2020, None),  # 市辖区
        ("100000", 2020, None),
        ("420600", 2009, "湖北省襄樊市"),
        ("420600", 2010, "湖北省襄阳市"),
    ],
)
def test_a_code_means_one_division_of_its_year(gazetteer, code, year, full_name):
    division = gazetteer.at(code, year)
    assert (division and division.full_name) == full_name


@pytest.mark.parametrize(
    ("code", "year", "above"),
    [
        ("510704", 2020, ["510000", "510700"]),
        ("310113", 2020, ["310000"]),
        ("419001", 2020, ["410000"]),
        ("310000", 2020, []),
        ("379020", 1992, ["370000", "370100"]),  # 章丘市, whose code once began unlike that of 济南市
    ],
)
def test_parents_stand_from_the_province_down(gazetteer, code, year, above):
    division = gazetteer.at(code, year)
    assert [parent.code for parent in gazetteer.parents(division, year)] == above


def test_below_a_place_is_all_that_lies_in_it(gazetteer):
    assert len(gazetteer.below("310000", 2020)) == 16
    assert [division.code for division in gazetteer.below("510700", 2020)] == [
        "510703", "510704", "510705", "510722", "510723", "510725", "510726", "510727", "510781",
    ]  # fmt: skip
    sichuan = gazetteer.below("510000", 2020)
    assert Counter(division.level for division in sichuan) == {"prefecture": 21, "county": 183}
    assert {division.province for division in sichuan} == {"四川省"}
    assert gazetteer.below("310113", 2020) == ()
    assert gazetteer.below("999999", 2020) == ()


def test_levels_are_counted_as_the_ministry_counts_them(gazetteer):
    counts = {
        # year: provinces, prefectures and counties, as published for the end of the year
        2000: (34, 333, 2861),
        2010: (34, 333, 2856),
        2020: (34, 333, 2844),
        2024: (34, 333, 2846),
    }
    for year, expected in counts.items():
        levels = Counter(division.level for division in gazetteer.divisions if division.is_valid_in(year))
        assert (levels["province"], levels["prefecture"], levels["county"]) == expected, year


def test_every_code_means_at_most_one_division_a_year(gazetteer):
    for year in YEARS:
        codes = Counter(division.code for division in gazetteer.divisions if division.is_valid_in(year))
        assert codes.most_common(1)[0][1] == 1, year


def test_every_division_has_the_parents_that_its_full_name_says(gazetteer):
    for division in gazetteer.divisions:
        for year in {division.valid_from, division.valid_to or 2026}:
            above = gazetteer.parents(division, year)
            assert "".join(parent.name for parent in above) + division.name == division.full_name
            assert (above[0].name if above else division.name) == division.province


def test_every_successor_follows_in_the_next_year(gazetteer):
    for division in gazetteer.divisions:
        assert division.valid_to is not None or not division.successors
        for code in division.successors:
            assert gazetteer.at(code, division.valid_to + 1) is not None, division


@pytest.mark.parametrize(
    ("code", "year", "successors"),
    [
        ("310108", 2014, ("310106",)),  # 闸北区 into 静安区
        ("310230", 2015, ("310151",)),  # 崇明县, now 崇明区
        ("341402", 2010, ("340181",)),  # 居巢区, again 巢湖市
        ("371200", 2017, ("370100",)),  # 莱芜市 into 济南市
        ("420600", 2009, ("420600",)),  # 襄樊市, now 襄阳市
        ("500112", 2024, ("500157", "500109")),  # 渝北区: most into 两江新区, five towns into 北碚区
        ("510226", 1991, ("519006",)),  # 合川县, then 合川市
        ("510200", 1996, ("500000",)),  # 重庆市 of Sichuan
    ],
)
def test_successors_say_where_the_territory_went(gazetteer, code, year, successors):
    assert gazetteer.at(code, year).successors == successors


@pytest.mark.parametrize("year", YEARS)
def test_every_division_is_found_by_its_code_and_its_full_name(gazetteer, year):
    for division in gazetteer.divisions:
        if division.is_valid_in(year):
            assert gazetteer.at(division.code, year) is division
            assert gazetteer.named(division.full_name, year) == (division,)


def test_divisions_stand_in_the_order_of_code_and_year(gazetteer):
    keys = [(division.code, division.valid_from) for division in gazetteer.divisions]
    assert keys == sorted(keys)
    assert gazetteer.version.startswith("2025.")
