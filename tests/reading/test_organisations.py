"""Whose an organisation is and which: variants of a name that are one body, zones, branches, other places' bodies."""

from __future__ import annotations

import pytest

from govstats.places import Gazetteer, load_gazetteer
from govstats.reading.headers.organisations import Organisations
from govstats.reading.headers.pages import load_page_words

YEAR = 2021
BAOSHAN, YOUXIAN, YIWU, ENSHI, INNER_MONGOLIA = "310113", "510704", "330782", "422800", "150000"
FULL_NAMES = [
    # the place, the department's full name, and how pages call it
    (
        BAOSHAN,
        "司法局",
        ["区司法局", "我区司法局", "宝山司法局", "宝山区司法局", "上海市宝山区司法局", "司法局"],
    ),
    (BAOSHAN, "人民政府", ["区政府", "宝山区政府", "区人民政府", "上海市宝山区人民政府"]),
    (BAOSHAN, "人民政府办公室", ["区政府办", "区府办", "宝山区政府办公室", "区人民政府办公室"]),
    (BAOSHAN, "市场监督管理局", ["区市监局", "区市场监管局", "市场监督管理局", "宝山市场监管局"]),
    (BAOSHAN, "公安分局", ["上海市公安局宝山分局", "宝山公安分局", "区公安分局", "宝山区公安分局"]),
    (BAOSHAN, "税务局", ["国家税务总局上海市宝山区税务局", "区税务局"]),
    (
        BAOSHAN,
        "委全面依法治区委员会办公室",
        [
            "区依法治区办",
            "区委依法治区办",
            "中共宝山区委全面依法治区委员会办公室",
            "宝山区委全面依法治区委员会办公室",
        ],
    ),
    (BAOSHAN, "人民政府法制办公室", ["区法制办", "区政府法制办公室", "宝山区人民政府法制办公室"]),
    (YOUXIAN, "发展和改革局", ["区发改局", "绵阳市游仙区发展和改革局", "游仙发改局"]),
    (YIWU, "人力资源和社会保障局", ["市人社局", "义乌市人社局", "义乌人社局"]),
    (ENSHI, "司法局", ["州司法局", "恩施州司法局", "恩施土家族苗族自治州司法局"]),
    (INNER_MONGOLIA, "司法厅", ["自治区司法厅", "内蒙古自治区司法厅"]),
]
OTHERS = [
    # the place, and what is no body of its own
    (BAOSHAN, "市司法局"),
    (BAOSHAN, "上海市司法局"),
    (BAOSHAN, "嘉定区司法局"),
    (BAOSHAN, "双鸭山市宝山区司法局"),
    (BAOSHAN, "自治区司法厅"),
    (BAOSHAN, "宝山区"),
    (BAOSHAN, "本网"),
    (BAOSHAN, "张三"),
    (BAOSHAN, ""),
    (YIWU, "区司法局"),
    (YIWU, "金华市司法局"),
    ("510700", "绵阳市游仙区司法局"),
    ("310000", "上海市公安局宝山分局"),
]
DIFFERENT = [("司法局", "法制办"), ("生态环境局", "环保局"), ("公安局", "公安分局"), ("卫健委", "卫计委")]
PLACES = [
    ("上海市宝山区司法局", "上海市宝山区", False),
    ("上海市公安局宝山分局", "上海市宝山", False),
    ("成都市武侯生态环境局", "成都市武侯", False),
    ("北京市朝阳区城市管理委员会", "北京市朝阳区", False),
    ("上海市浦东新区人民政府", "上海市浦东新区", False),
    ("天津市滨海新区2021年法治政府建设年度报告", "天津市滨海新区", False),
    ("上海市市场监督管理局", "上海市", False),
    ("宝山区创建全国法治政府建设示范区工作报告", "宝山区", False),
    ("2021年度宝山区服务保障自贸试验区情况报告", "宝山区", False),
    ("苏州工业园区管理委员会", "苏州工业园区", True),
    ("苏州市苏州工业园区管委会", "苏州市苏州工业园区", True),
    ("2021年重庆高新技术产业开发区法治政府建设情况报告", "重庆高新技术产业开发区", True),
    ("青岛市黄岛区前湾保税港区管理委员会", "青岛市黄岛区前湾保税港区", True),
    ("高新区管委会", "高新区", True),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="module")
def organisations(gazetteer: Gazetteer) -> Organisations:
    return Organisations(load_page_words(), gazetteer)


@pytest.mark.parametrize(
    ("code", "full", "words"),
    [(code, full, words) for code, full, variants in FULL_NAMES for words in variants],
)
def test_variants_of_a_name_are_one_department(
    organisations: Organisations, gazetteer: Gazetteer, code: str, full: str, words: str
) -> None:
    assert organisations.department(words, gazetteer.resolve(code, YEAR), YEAR) == full


@pytest.mark.parametrize(("code", "words"), OTHERS)
def test_what_is_no_body_of_the_place_is_none_of_its_departments(
    organisations: Organisations, gazetteer: Gazetteer, code: str, words: str
) -> None:
    assert organisations.department(words, gazetteer.resolve(code, YEAR), YEAR) == ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_predecessors_and_branches_are_bodies_of_their_own(
    organisations: Organisations, gazetteer: Gazetteer, one: str, other: str
) -> None:
    place = gazetteer.resolve(BAOSHAN, YEAR)
    assert organisations.department(f"区{one}", place, YEAR) != organisations.department(
        f"区{other}", place, YEAR
    )


@pytest.mark.parametrize(("words", "name", "is_zone"), PLACES)
def test_the_place_in_a_name_is_found_and_a_zone_is_told_from_a_division(
    organisations: Organisations, words: str, name: str, is_zone: bool
) -> None:
    named = organisations.place_in(words, YEAR)
    assert named is not None
    assert (named.words, named.is_zone, bool(named.codes)) == (name, is_zone, not is_zone)


@pytest.mark.parametrize("words", ["", "司法局", "区司法局", "本网", "推进示范区创建情况报告"])
def test_words_without_a_place_name_none(organisations: Organisations, words: str) -> None:
    assert organisations.place_in(words, YEAR) is None


def test_no_short_form_is_the_full_form_of_another_department() -> None:
    departments = load_page_words().departments
    assert [full for full in departments.values() if full in departments] == []
