"""The names of divisions that stand in a text."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govstats.places import load_gazetteer

FOUND = [
    # text, year, (words, codes)...
    ("上海市宝山区人民政府", 2020, [("上海市宝山区", "310113")]),
    ("上海宝山区司法局2020年度报告", 2020, [("上海宝山区", "310113")]),
    ("2020年度宝山区司法局法治政府建设情况报告", 2020, [("宝山区", "230506 310113")]),
    ("四川省绵阳市游仙区司法局", 2020, [("四川省绵阳市游仙区", "510704")]),
    ("绵阳市游仙区", 2020, [("绵阳市游仙区", "510704")]),
    ("四川省游仙区", 2020, [("四川省游仙区", "510704")]),
    ("内蒙古赤峰市元宝山区", 2020, [("内蒙古赤峰市元宝山区", "150403")]),
    ("关于元宝山区的报告", 2020, [("元宝山区", "150403")]),  # 宝山区 is inside
    ("江苏省、上海市和昆山市", 2020, [("江苏省", "320000"), ("上海市", "310000"), ("昆山市", "320583")]),
    ("吉林省吉林市", 2020, [("吉林省吉林市", "220200")]),
    (
        "辽宁省朝阳区",
        2020,
        [("辽宁省", "210000"), ("朝阳区", "110105 220104")],
    ),  # no such district in Liaoning
    ("宝山", 2020, []),
    ("上海", 2020, []),
    # names inside words that are no places
    ("开发区、小区、社区、辖区、全区、我区、自贸区", 2020, []),
    ("中原区域和新华区间", 2020, []),
    ("沿海城市和西南山区", 2020, []),
    ("合作市场", 2020, []),
    ("创建示范县,建成县级平台", 2020, []),
    ("关于范县2020年法治政府建设的报告", 2020, [("范县", "410926")]),
    ("2020年度范县司法局", 2020, [("范县", "410926")]),
    ("范县司法局", 2020, [("范县", "410926")]),
    ("河南省范县司法局", 2020, [("河南省范县", "410926")]),
    # common nouns that are names as well
    ("城区和郊区", 2020, []),
    ("阳泉市城区", 2020, [("阳泉市城区", "140302")]),
    ("城区人民政府", 2020, [("城区", "140302 140502 441502")]),
    # the map of the year
    ("闸北区人民政府", 2014, [("闸北区", "310108")]),
    ("闸北区人民政府", 2020, []),
    ("闸北区人民政府", None, [("闸北区", "310108")]),
    ("重庆市江北区", 2024, [("重庆市江北区", "500105")]),
    ("重庆市江北区", 2026, []),  # neither Chongqing alone nor the 江北区 of Ningbo
    ("宝山区", None, [("宝山区", "230506 310113")]),
    ("", 2020, []),
    ("市", 2020, []),
]


@pytest.mark.parametrize(("text", "year", "expected"), FOUND)
def test_names_are_found_longest_first_and_words_are_not_names(gazetteer, text, year, expected):
    found = [
        (text[one.start : one.end], " ".join(division.code for division in one.candidates))
        for one in gazetteer.find(text, year)
    ]
    assert found == expected


NAMES = sorted({division.name for division in load_gazetteer().divisions})
PIECES = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(["上海", "四川", "市", "区", "县", "山区", "年", "域"]),
    st.text(max_size=5),
)


@example("吐鲁番市", 2014)  # a longer name with the same head ended behind the text
@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from([1979, 1980, 2014, 2020, 2030, None]))
def test_spans_are_the_names_that_they_say(text, year):
    gazetteer = load_gazetteer()
    end = 0
    for found in gazetteer.find(text, year):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        words = text[found.start : found.end]
        assert found.candidates
        for division in found.candidates:
            assert words.endswith(division.name)
            assert year is None or division.is_valid_in(year)
            assert division in gazetteer.named(words, year or division.valid_from)


@given(st.text())
def test_any_text_can_be_searched(text):
    assert all(0 <= found.start < found.end <= len(text) for found in load_gazetteer().find(text, 2020))


@pytest.mark.parametrize(
    "piece", ["上海市宝山区人民政府", "上海", "吉林省吉林市", "四川绵阳", "元宝山区域", "是"]
)
def test_the_time_is_linear_in_the_length(gazetteer, piece):
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        times = []
        for _ in range(3):
            start = time.perf_counter()
            gazetteer.find(text, 2020)
            times.append(time.perf_counter() - start)
        return min(times)

    assert seconds(64_000) < 16 * seconds(
        16_000
    )  # four times for a linear search; sixteen would be quadratic
