"""Dates, years, document numbers and index numbers as heads write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.reading.headers.dates import is_date_alone, read_date, read_whole_date, split_at_date
from govstats.reading.headers.numbers import compared, province_of, read_index, read_number
from govstats.reading.headers.pages import load_page_words
from govstats.reading.headers.stated import Stated
from govstats.reading.headers.years import settle_years, years_of_text, years_of_title
from govstats.text import fold

DATES = [
    ("2021-01-27", "2021-01-27"),
    ("2021/1/27", "2021-01-27"),
    ("2021.1.27", "2021-01-27"),
    ("2021-1-27T10:03:00", "2021-01-27"),
    ("2021年01月27日 10:03", "2021-01-27"),
    ("2021 年 1 月 27 日", "2021-01-27"),
    ("2021年元月27日", "2021-01-27"),
    ("二〇二一年一月二十七日", "2021-01-27"),
    ("二○二一年 十月 三十一日", "2021-10-31"),
    ("二零一九年十二月十日", "2019-12-10"),
    ("２０２１－０１－２７", "2021-01-27"),
    ("2021年2月30日", None),
    ("2021-13-01", None),
    ("2021年1-9月", None),
    ("2021-1/27", None),
    ("2021年1月", None),
    ("12021-01-27", None),
    ("2021-01-275", None),
    ("", None),
]
NUMBERS = [
    ("宝司〔2021〕1号", "宝司〔2021〕1号"),
    ("临司〔2021〕8号号", "临司〔2021〕8号"),
    ("川司法发〔2020〕12号", "川司法发〔2020〕12号"),
    ("甲政发[2021]12号", "甲政发[2021]12号"),
    ("甲政发（２０２１）１２号", "甲政发(2021)12号"),
    ("甲政发【2021】第 3 号", "甲政发【2021】第3号"),
    ("甲司 〔 2021 〕 3 号", "甲司〔2021〕3号"),
    ("甲司〔2021〕3号　　　签发人：王 某", "甲司〔2021〕3号"),
    ("无", None),
    ("", None),
    ("2021年第3号", None),
    ("甲司〔2021〕号", None),
    ("国发〔2015〕36号）要求，扎实推进", None),
    ("（国发〔2015〕36号）", None),
    ("根据《甲乙区办法》（甲政发〔2019〕5号）", None),
    ("甲司〔2021〕3号和甲司〔2021〕4号", None),
]
INDEXES = [
    ("SY-004-2021-0003", "SY-004-2021-0003"),
    ("11310113MB2F30620J-2021-001", "11310113MB2F30620J-2021-001"),
    ("000014349/2021-00012", "000014349/2021-00012"),
    ("甲政办-2021-001 有效", "甲政办-2021-001"),
    ("无", None),
    ("暂缺", None),
    ("", None),
]
PROVINCES = [
    ("沪宝府〔2021〕3号", "宝山区", "上海市"),
    ("黑宝政发〔2021〕3号", "宝山区", "黑龙江省"),
    ("京朝政发〔2021〕3号", "朝阳区", "北京市"),
    ("宝司〔2021〕3号", "宝山区", None),  # 宝 is the district's own character
    ("沪府〔2021〕3号", "宝山区", None),
    ("宁鼓司〔2021〕3号", "鼓楼区", "宁夏回族自治区"),  # where there is no such district: it settles nothing
]
TITLES = [
    ("2020年度甲乙区法治政府建设情况报告", [2020]),
    ("甲乙区二〇二〇年法治政府建设情况报告", [2020]),
    ("甲乙区法治政府建设年度报告(2021)", [2021]),
    ("甲乙区2019年工作总结和2020年工作计划", [2019, 2020]),
    ("甲乙区2016-2020年法治政府建设总结", [2020, 2016]),
    ("甲乙区2019年至2020年法治政府建设总结", [2020, 2019]),
    ("甲乙区贯彻《实施纲要(2021-2025年)》2022年度情况报告", [2022]),
    ("甲乙区贯彻《实施纲要(2021-2025年)》情况报告", []),
    ("甲乙区法治政府建设情况报告", []),
]
TEXTS = [
    ("现将2021年度法治政府建设情况报告如下。自2016年起，", [2021, 2016]),
    ("2016年建成。\n现就我区2021年工作情况汇报如下：一是，", [2021, 2016]),
    ("2021年，我区依法行政，较2019年有进步。", [2021, 2019]),
    ("二〇二一年以来，我区依法行政。", [2021]),
    ("根据《纲要（2015—2020年）》，2019年度工作完成。", [2019]),
    ("今天是2024年5月1日，欢迎光临。\n我区依法行政。", []),
    ("2018年\n2019年\n法治", []),  # a menu
    ("甲。\n" * 5 + "2017年，", []),  # far below
]


@pytest.mark.parametrize(("words", "wanted"), DATES)
def test_dates_are_read_in_all_usual_forms_and_only_those_of_the_calendar(
    words: str, wanted: str | None
) -> None:
    day = read_date(fold(words))
    assert (day.isoformat() if day else None) == wanted


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_any_date_is_read_in_any_form(day: date) -> None:
    forms = [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y年%m月%d日",
        "%Y%m%d",
        "%Y%m%d103000",
        "%Y-%m-%dT10:00:00Z",
    ]
    assert {read_whole_date(day.strftime(form)) for form in forms} == {day}


def test_dates_are_told_from_what_stands_before_them() -> None:
    assert split_at_date("区司法局 2021-01-27 10:03") == ("区司法局", "2021-01-27 10:03")
    assert [is_date_alone(words) for words in ("(2021年1月27日)", "2021-01-27", "截至2021-01-27")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(("words", "wanted"), NUMBERS)
def test_document_numbers_are_read_where_they_stand_alone(words: str, wanted: str | None) -> None:
    assert read_number(fold(words)) == wanted


def test_document_numbers_compare_in_any_brackets() -> None:
    assert len({compared(number) for number in ("甲司〔2021〕3号", "甲司[2021]第3号", "甲司(2021)3号")}) == 1


@pytest.mark.parametrize(("words", "wanted"), INDEXES)
def test_index_numbers_are_read(words: str, wanted: str | None) -> None:
    assert read_index(words) == wanted


@pytest.mark.parametrize(("number", "place", "province"), PROVINCES)
def test_the_prefix_of_a_number_tells_the_province_before_the_places_own_character(
    number: str, place: str, province: str | None
) -> None:
    assert province_of(number, place, load_page_words().province_characters) == province


@pytest.mark.parametrize(("title", "years"), TITLES)
def test_years_of_titles(title: str, years: list[int]) -> None:
    assert [int(year.words) for year in years_of_title(title)] == years


@pytest.mark.parametrize(("text", "years"), TEXTS)
def test_years_of_first_paragraphs(text: str, years: list[int]) -> None:
    assert [int(year.words) for year in years_of_text(text)] == years


def on(day: str) -> Stated:
    return Stated(day, "field 发布日期", 0.95)


SETTLED = [
    # title, first paragraph, published, dated, the year
    ("甲乙区2020年报告", "2019年，", None, None, 2020),
    ("甲乙区报告", "2019年，", on("2022-03-01"), None, 2019),
    ("甲乙区报告", "始于2017年、续于2021年。", on("2022-03-01"), None, 2021),
    ("甲乙区报告", "始于2017年。", on("2022-03-01"), None, None),
    ("甲乙区报告", "始于2017年。", on("2022-09-01"), None, 2017),
    ("甲乙区报告", "", on("2022-03-01"), None, 2021),
    ("甲乙区报告", "", on("2022-07-01"), None, None),
    ("甲乙区报告", "", on("2022-01-05"), on("2021-12-30"), 2021),
    ("甲乙区报告", "", on("2022-01-05"), on("2019-12-30"), None),
    ("甲乙区报告", "", None, on("2020-01-05"), 2019),
    ("甲乙区报告", "", None, None, None),
]


@pytest.mark.parametrize(("title", "text", "published", "dated", "wanted"), SETTLED)
def test_the_year_is_that_of_the_title_then_the_text_then_the_one_before_an_early_date(
    title: str, text: str, published: Stated | None, dated: Stated | None, wanted: int | None
) -> None:
    years = settle_years(years_of_title(title), years_of_text(text), published, dated)
    assert (int(years[0].words) if years else None) == wanted
