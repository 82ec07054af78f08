"""Development zones and new areas, which are named like places and have no code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.errors import PlaceError
from govstats.places import load_gazetteer

REFUSED = [
    # wanted, year, name of the zone, places that the message names
    ("雄安新区", 2020, "雄安新区", ["130629", "130632", "130638"]),
    ("雄安", 2020, "雄安新区", ["130629"]),
    ("河北雄安新区", None, "雄安新区", ["130629"]),
    ("雄安新区管理委员会", 2021, "雄安新区", ["130629"]),
    ("苏州工业园区", 2020, "苏州工业园区", ["320500"]),
    ("江苏省苏州工业园区管委会", 2020, "苏州工业园区", ["320500"]),
    ("成都高新区", 2020, "成都高新技术产业开发区", ["510107", "510116", "510117"]),
    ("四川省成都高新技术产业开发区管委会", 2020, "成都高新技术产业开发区", ["510107"]),
    ("广州经济技术开发区", 2020, "广州经济技术开发区", ["440112"]),
    ("横琴粤澳深度合作区", 2022, "横琴粤澳深度合作区", ["440402"]),
    ("横琴", 2022, "横琴粤澳深度合作区", ["440402"]),
    ("长白山保护开发区管委会", 2020, "长白山保护开发区", ["220621", "220623", "222426"]),
    ("喀什经济开发区", 2020, "喀什经济开发区", ["653101"]),
    ("前海", 2020, "前海深港现代服务业合作区", ["440305", "440306"]),
    ("深圳市前海管理局", 2020, "前海深港现代服务业合作区", ["440305"]),
    ("西咸新区沣东新城管委会", 2020, "沣东新城", ["610100"]),
    # those that are in no list are known by how their names end
    ("合肥经济技术开发区", 2020, "合肥经济技术开发区", ["340100"]),
    ("昆山高新区管委会", 2020, "昆山高新区", ["320583"]),
    ("宝山高新区", 2020, "宝山高新区", ["230506", "310113"]),
    ("茂名滨海新区", 2020, "茂名滨海新区", ["440900"]),  # not the 滨海新区 of Tianjin
    ("新站高新区", 2020, "新站高新区", []),
    ("高新区", 2020, "高新区", []),
    ("淮南市毛集社会发展综合实验区", 2020, "毛集社会发展综合实验区", ["340400"]),
    # the map of the year: zones that got a code, and divisions that had another one
    ("两江新区", 2020, "两江新区", ["500105", "500109", "500112"]),
    ("滨海新区", 2007, "滨海新区", ["120107", "120108", "120109"]),
    ("光明新区", 2012, "光明新区", ["440306"]),
    ("福州新区", 2012, "福州新区", ["350104", "350105", "350181", "350182"]),
]


@pytest.mark.parametrize(("wanted", "year", "name", "inside"), REFUSED)
def test_a_zone_is_refused_and_never_taken_for_the_place_around_it(gazetteer, wanted, year, name, inside):
    with pytest.raises(PlaceError) as caught:
        gazetteer.resolve(wanted, year)
    message = caught.value.message
    assert name in message
    assert "is a development zone without a code of its own, GB/T 2260 lists none" in message
    assert [code for code in inside if code not in message] == []
    assert "--place" in caught.value.hint


@pytest.mark.parametrize(
    ("wanted", "year", "code"),
    [
        ("浦东新区", 2020, "310115"),
        ("上海市浦东新区司法局", 2020, "310115"),
        ("滨海新区", 2010, "120116"),
        ("沈北新区司法局", 2020, "210113"),
        ("两江新区", 2025, "500157"),
        ("两江新区", None, "500157"),
        ("神农架林区", 2020, "429021"),
        ("矿区", 2020, "140303"),
        ("西区人民政府", 2020, "510403"),
        ("绿园区政府", 2020, "220106"),
        ("昆山", 2020, "320583"),
    ],
)
def test_names_of_the_kind_that_have_a_code_are_places(gazetteer, wanted, year, code):
    assert gazetteer.resolve(wanted, year).code == code


FOUND = [
    # text, the spans that name a zone and the names of the zones
    ("四川省成都高新区司法局2020年工作总结", [("四川省成都高新区", "成都高新技术产业开发区")]),
    ("南京市江北新区管理委员会2020年度报告", [("南京市江北新区", "江北新区")]),
    ("2020年度合肥经济技术开发区法治政府建设年度报告", [("合肥经济技术开发区", "合肥经济技术开发区")]),
    ("关于高新区2020年法治政府建设情况的报告", [("高新区", "高新区")]),
    ("市高新区管委会", [("高新区", "高新区")]),
    ("茂名滨海新区管委会", [("茂名滨海新区", "茂名滨海新区")]),
    ("武汉东湖新技术开发区管委会", [("武汉东湖新技术开发区", "东湖新技术开发区")]),
    ("中共合肥市委新站高新区工委", [("合肥市委新站高新区", "合肥市委新站高新区")]),
    ("深圳市前海管理局", [("深圳市前海", "前海深港现代服务业合作区")]),
    (
        "郑州高新技术产业开发区管委会(郑州高新区)",
        [("郑州高新技术产业开发区",) * 2, ("郑州高新区",) * 2],
    ),
    # places, and words that name no zone
    ("上海市浦东新区人民政府", []),
    ("天津市滨海新区司法局", []),
    ("上海和浦东新区司法局", []),
    ("神农架林区人民政府", []),
    ("宝山区司法局", []),
    ("宝山区创建全国法治政府示范区工作报告", []),
    ("上海市推进自贸区建设工作总结", []),
    ("推进开发区和示范区域建设", []),
    ("海淀区中关村街道办事处", []),
    ("门前海滨", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_zones_are_found_in_the_words_of_a_head(gazetteer, text, expected):
    found = gazetteer.find_zones(text, 2020)
    assert [(text[one.start : one.end], one.zone.name) for one in found] == expected


PIECES = st.one_of(
    st.sampled_from(
        ["上海", "南京市", "江北新区", "高新区", "示范区", "管委会", "滨海新区", "关于", "2020年", "域"]
    ),
    st.text(max_size=4),
)


@given(st.lists(PIECES, max_size=15).map("".join), st.sampled_from([1980, 2008, 2020, 2030, None]))
def test_zones_of_any_text_do_not_overlap_and_stand_where_they_say(text, year):
    end = 0
    for found in load_gazetteer().find_zones(text, year):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        for division in found.zone.divisions:
            assert year is None or division.is_valid_in(year)


def test_every_listed_zone_is_refused_by_each_of_its_names_and_lies_somewhere(gazetteer):
    for word, listed in gazetteer._zones.listed.items():
        with pytest.raises(PlaceError, match="without a code of its own") as caught:
            gazetteer.resolve(word, listed.until)
        for code in listed.codes:
            assert gazetteer.at(code, listed.until or 2025).full_name in caught.value.message


def test_the_new_areas_of_the_state_are_all_known(gazetteer):
    kinds = [zone.name for zone in set(gazetteer._zones.listed.values()) if zone.kind == "国家级新区"]
    assert len(kinds) == 18  # of 19; 浦东新区 has had a code ever since
