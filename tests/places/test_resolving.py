"""Which place is meant, and what is said where it cannot be told."""

from collections import Counter

import pytest

from govstats.errors import PlaceError
from govstats.places import Gazetteer

RESOLVED = [
    # wanted, year, code
    ("310113", 2020, "310113"),
    (" 310113 ", 2020, "310113"),
    ("上海市", 2020, "310000"),
    ("上海", 2020, "310000"),
    ("绵阳市", 2020, "510700"),
    ("双鸭山", 2020, "230500"),
    ("吉林省", 2020, "220000"),
    ("吉林市", 2020, "220200"),
    ("昆山市", 2020, "320583"),
    ("昆山", 2020, "320583"),
    ("海淀", 2020, "110108"),
    ("浦东", 2020, "310115"),
    ("内蒙古", 2020, "150000"),
    ("积石山", 2020, "622927"),
    ("上海市宝山区", 2020, "310113"),
    ("上海宝山区", 2020, "310113"),
    ("上海宝山", 2020, "310113"),
    ("双鸭山市宝山区", 2020, "230506"),
    ("四川省绵阳市游仙区", 2020, "510704"),
    ("四川省游仙区", 2020, "510704"),
    ("四川游仙区", 2020, "510704"),
    ("闸北区", 2014, "310108"),
    ("闸北区", None, "310108"),
    ("310108", None, "310108"),
    ("崇明", 2015, "310230"),
    ("崇明", 2016, "310151"),
    ("江北区", 2025, "330205"),  # Chongqing's ended that year; Ningbo's is alone
]


@pytest.mark.parametrize(("wanted", "year", "code"), RESOLVED)
def test_a_place_is_told_by_code_name_full_name_or_short_name(gazetteer, wanted, year, code):
    assert gazetteer.resolve(wanted, year).code == code


REFUSED = [
    # wanted, year, what the error says
    (
        "宝山区",
        2020,
        (
            "2 places are called 宝山区 in 2020: 230506 黑龙江省双鸭山市宝山区, 310113 上海市宝山区; "
            "give the code or the full name, such as 230506 or 黑龙江省双鸭山市宝山区"
        ),
    ),
    (
        "宝山",
        None,
        (
            "2 places are called 宝山: 230506 黑龙江省双鸭山市宝山区, 310113 上海市宝山区; "
            "give the code or the full name, such as 230506 or 黑龙江省双鸭山市宝山区"
        ),
    ),
    ("吉林", 2020, "220000 吉林省, 220200 吉林省吉林市"),
    (
        "闸北区",
        2020,
        (
            "no place is called 闸北区 in 2020: 310108 上海市闸北区 ended in 2015; "
            "it became 310106 上海市静安区; give 310106 or a year up to 2014"
        ),
    ),
    ("310108", 2020, "310108 上海市闸北区 ended in 2015; it became 310106 上海市静安区"),
    ("闸北", 2020, "310108 上海市闸北区 ended in 2015"),
    ("崇明县", 2020, "310230 上海市崇明县 ended in 2016; it became 310151 上海市崇明区"),
    (
        "崇明区",
        2014,
        (
            "310151 上海市崇明区 exists only since 2016; in 2014 it was 310230 上海市崇明县; "
            "give 310230 or a year from 2016"
        ),
    ),
    (
        "巢湖地区",
        2020,
        "ended in 1999; it became 340100 安徽省合肥市, 340500 安徽省马鞍山市, 340200 安徽省芜湖市",
    ),
    ("重庆市渝北区", 2026, "500157 重庆市两江新区, 500109 重庆市北碚区"),
    ("海殿区", 2020, "no place is called 海殿区 in 2020; did you mean 110108 北京市海淀区"),
    ("上海市宝山县", 2020, "ended in 1988; it became 310113 上海市宝山区"),
    ("北京市宝山区", 2020, "no place is called 北京市宝山区 in 2020; did you mean"),
    ("999999", 2020, "no place is called 999999 in 2020; give a six-digit code"),
    ("Baoshan", 2020, "no place is called Baoshan in 2020; give a six-digit code"),
    ("", 2020, "no place is given"),
    ("  ", None, "no place is given"),
    ("上海市", 1979, "no divisions are known of 1979; they are known from 1980 on"),
]


@pytest.mark.parametrize(("wanted", "year", "says"), REFUSED)
def test_what_cannot_be_told_is_refused_with_the_way_out(gazetteer, wanted, year, says):
    with pytest.raises(PlaceError) as caught:
        gazetteer.resolve(wanted, year)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


EVIDENCE = [
    # wanted, year, evidence, code or None where it settles nothing
    ("宝山区", 2020, "上海市宝山区人民政府门户网站", "310113"),
    ("宝山区", 2020, "2020年度宝山区司法局情况报告,根据上海市委要求", "310113"),
    ("宝山区", 2020, "双鸭山", "230506"),
    ("宝山区", 2020, "黑龙江省", "230506"),
    ("宝山", 2020, "上海", "310113"),
    ("宝山区", 2020, "宝山区司法局", None),
    ("宝山区", 2020, "四川省绵阳市", None),
    ("宝山区", 2020, "上海市和双鸭山市", None),
    # the full name weighs more than a parent's name
    ("宝山区", 2020, "双鸭山市宝山区人民政府,学习上海市经验", "230506"),
    ("宝山区", 2020, "双鸭山市宝山区、上海市宝山区", None),
    # a province with several of the name does not settle it, its prefecture does
    ("铁西区", 2020, "辽宁省人民政府", None),
    ("铁西区", 2020, "辽宁省鞍山市人民政府", "210303"),
    ("铁西区", 2020, "吉林省", "220302"),
    # a name that stands in a longer word is no evidence
    ("海州区", 2020, "辽宁省", "210902"),
    ("朝阳", 2020, "辽宁省朝阳市人民政府", "211300"),
    ("吉林", 2020, "吉林市人民政府", "220200"),
    # the head of a document number, before the character of the place
    ("宝山区", 2020, "沪宝府发〔2021〕3号", "310113"),
    ("宝山区", 2020, "黑宝政办发[2021]3号", "230506"),
    ("鼓楼区", 2020, "文号：苏鼓政规〔2020〕1号", None),  # two in Jiangsu
    ("鼓楼区", 2020, "豫鼓政〔2020〕1号", "410204"),
    ("宝山区", 2020, "宝府发〔2021〕3号", None),
    ("宝山区", 2020, "沪府发〔2021〕3号", None),  # the city's number, as any place may quote it
    ("宝山区", 2020, "沪宝2021", None),
    # the evidence is read in the map of the year
    ("江北区", 2024, "重庆市", "500105"),
]


@pytest.mark.parametrize(("wanted", "year", "evidence", "code"), EVIDENCE)
def test_evidence_settles_a_shared_name_or_nothing_does(gazetteer, wanted, year, evidence, code):
    if code is None:
        with pytest.raises(PlaceError, match="places are called"):
            gazetteer.resolve(wanted, year, evidence)
    else:
        assert gazetteer.resolve(wanted, year, evidence).code == code


# Where the name of the place above a bearer may stand: in the title, the issuer's field, the site's name, a document
# number, the first words of the text.
SIGNS = [
    "{full}人民政府",
    "{full}2020年度法治政府建设情况报告",
    "来源：{above}司法局",
    "{full}人民政府门户网站",
    "{above}政务公开网",
    "{short}{head}政发〔2021〕12号",
    "2020年，在{above}委、{above}人民政府的坚强领导下，本区各项工作有序推进",
    "{short}",
]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("year", [2024, 2026])
def test_every_bearer_of_a_shared_name_is_told_by_each_kind_of_evidence(gazetteer, sign, year):
    for name in shared_names(gazetteer, year):
        for division in gazetteer.named(name, year):
            above = gazetteer.parents(division, year)[-1]
            evidence = sign.format(
                full=division.full_name,
                above=above.full_name,
                short=gazetteer._names.shorts[above.name],
                head=name[0],
            )
            assert gazetteer.resolve(name, year, evidence) is division, evidence


def test_no_bearer_of_a_shared_name_is_taken_by_what_says_nothing_of_where(gazetteer):
    for name in shared_names(gazetteer, 2024):
        for evidence in (f"{name}司法局", f"{name[0]}政发〔2021〕1号", "区司法局2020年工作总结", "台湾省"):
            with pytest.raises(PlaceError, match="places are called"):
                gazetteer.resolve(name, 2024, evidence)


def shared_names(gazetteer: Gazetteer, year: int) -> list[str]:
    counts = Counter(division.name for division in gazetteer.divisions if division.is_valid_in(year))
    return sorted(name for name, count in counts.items() if count > 1)


def test_twenty_nine_county_names_were_shared_in_2024(gazetteer):
    names = shared_names(gazetteer, 2024)
    assert len(names) == 29
    assert {"宝山区", "鼓楼区", "朝阳区", "市中区", "城关区", "城区", "江北区"} <= set(names)


@pytest.mark.parametrize("year", [2000, 2010, 2018, 2024, 2026])
def test_every_shared_name_is_refused_alone_and_told_by_the_full_name_of_its_parent(gazetteer, year):
    for name in shared_names(gazetteer, year):
        candidates = gazetteer.named(name, year)
        with pytest.raises(PlaceError) as caught:
            gazetteer.resolve(name, year)
        for division in candidates:
            assert f"{division.code} {division.full_name}" in caught.value.message
            evidence = division.full_name.removesuffix(name) + "人民政府网站"
            assert gazetteer.resolve(name, year, evidence) is division


@pytest.mark.parametrize("year", [1980, 1995, 2000, 2018, 2026])
def test_every_division_resolves_by_code_and_full_name(gazetteer, year):
    for division in gazetteer.divisions:
        if division.is_valid_in(year):
            assert gazetteer.resolve(division.code, year) is division
            assert gazetteer.resolve(division.full_name, year) is division


@pytest.mark.parametrize(
    ("wanted", "year", "evidence", "code"),
    [
        ("宝山区", 2020, "上海市", "310113"),
        ("闵行", 2020, "", "310112"),
        ("宝山区", 2020, "", None),
        ("闸北区", 2020, "", None),
        ("两江新区", 2020, "", None),
        ("海殿区", 2020, "", None),
        ("", 2020, "", None),
    ],
)
def test_what_is_meant_is_told_without_an_error_where_it_cannot_be_told(
    gazetteer, wanted, year, evidence, code
):
    meant = gazetteer.meant(wanted, year, evidence)
    assert (meant.code if meant else None) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("凉山州", "513400"),
        ("四川省凉山州", "513400"),
        ("海南州", "632500"),
        ("恩施州", "422800"),
        ("延边州", "222400"),
    ],
)
def test_an_autonomous_prefecture_is_known_by_its_usual_name(gazetteer, name, code):
    assert gazetteer.resolve(name, 2020).code == code
    (found,) = gazetteer.find(f"{name}司法局2020年工作总结", 2020)
    assert [division.code for division in found.candidates] == [code]
