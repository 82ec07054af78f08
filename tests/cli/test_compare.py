"""Comparisons and coverage as users ask for them: in words, with totals, ranks and changes, to files and to the screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook

from govstats import open_database
from govstats.errors import QueryError
from govstats.warehouse import Comparison
from tests.cli.running import Home, new_home

REPORTS = {
    "a.txt": "闵行区司法局2019年工作总结\n\n全年共调解纠纷3200件，调解成功率98.5%。\n",
    "b.txt": "闵行区司法局2020年工作总结\n\n全年各级人民调解组织共调解纠纷4000件，调解成功率98.1%。\n",
    "c.txt": "上海市宝山区司法局2020年工作总结\n\n全年各级人民调解组织共调解纠纷5000余件，调解成功率97.9%。\n",
    "d.txt": "青浦区司法局2020年工作总结\n\n全年开展法治宣传活动30场。\n",
}
HANDLED = "2020年 人民调解调处矛盾纠纷"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home with four reports of three districts."""
    with new_home(request, request.param, tmp_path_factory.mktemp("office")) as home:
        for name, text in REPORTS.items():
            home.write(name, text.replace("全年共", "全年各级人民调解组织共"))
        home.write("people.csv", "地区,年份,常住人口(万人)\n闵行区,2020,250\n")
        assert home.run("ingest", *REPORTS).code == 0
        yield home


def rows(home: Home, *words: str) -> tuple[list[dict[str, Any]], list[str]]:
    ran = home.run(*words, "--format", "jsonl")
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.lines], ran.err.splitlines()


def test_names_and_topics_mean_what_their_codes_mean(office: Home) -> None:
    by_code = office.run("compare", "mediation.handled", "mediation.success_rate", "--years", "2020").out
    assert office.run("compare", "人民调解调处矛盾纠纷", "调解成功率", "--years", "2020").out == by_code
    (_, *heads) = rows(office, "compare", "mediation", "--place", "闵行区", "--years", "2020")[0][0]
    assert {f"{HANDLED}(件)", "2020年 调解成功率(%)"} < set(heads)


def test_all_districts_of_a_city_with_those_that_are_silent_and_without_a_report(office: Home) -> None:
    found, told = rows(office, "compare", "mediation.handled", "--within", "上海市", "--years", "2020")
    assert len(found) == 16
    assert [row["地区"] for row in found if row[f"{HANDLED}(件)"] is not None] == ["闵行区", "宝山区"]
    assert told[0].startswith(
        "places: 16 asked, 2 reporting, 1 silent (310118 青浦区), 13 without a report (310101"
    )
    assert "and 3 more)" in told[0]


def test_everything_that_can_be_computed_stands_beside_what_is_stated(office: Home) -> None:
    found, told = rows(
        office, "compare", "mediation.handled", "mediation.success_rate", "--years", "2020", "--change", "--rank",
        "--per-table", "people.csv", "--total", "--with", "confidence", "--with", "bounds",
    )  # fmt: skip
    minhang, baoshan, qingpu, total = found
    assert [minhang[f"{HANDLED}{rest}"] for rest in (
        "(件)", " 比上年增减(件，计算)", " 比上年增长(%，计算)", " 排名(从高到低，计算)", "(件)÷常住人口(万人)(计算)",
    )] == [4000, 800, 25, 2, 16]  # fmt: skip
    assert minhang["2020年 调解成功率 比上年增减(百分点，计算)"] == -0.4
    assert "2020年 调解成功率 比上年增长(%，计算)" not in minhang
    assert (baoshan[f"{HANDLED}(件)"], baoshan[f"{HANDLED}(件) 界限"]) == (5000, ">")
    assert baoshan[f"{HANDLED} 排名(从高到低，计算)"] is None
    assert set(list(qingpu.values())[2:]) == {None}
    assert (total["地区"], total[f"{HANDLED}(件)"], total[f"{HANDLED}(件) 界限"]) == (
        "合计(部分:缺1)",
        9000,
        ">",
    )
    assert total["2020年 调解成功率(%)"] is None
    assert told == [
        "places: 3 asked, 2 reporting, 1 silent (310118 青浦区)",
        "note: 310113 2020 mediation.handled: no rank computed, its figure is no exact one",
        "note: 310113 2020 mediation.handled: no ratio computed, the file has no value of this place and year",
        "note: ranks are among 1 to 2 of 3 places, those with a figure to rank",
        "note: no total of mediation.success_rate: rates and means do not add up",
        "note: the total of mediation.handled 2020 is partial, without 310118 青浦区",
        "note: the total of mediation.handled 2020 is more than so much: not all of its figures are exact",
        "note: 1 figure only about, more than or less than so much; --with bounds shows which",
    ]


def test_a_list_of_all_figures(office: Home) -> None:
    found, _ = rows(office, "compare", "调解成功率", "--all", "--years", "2019-2020")
    assert [(row["地区"], row["年份"], row["数值"], row["采用"]) for row in found] == [
        ("闵行区", 2019, 98.5, "是"), ("闵行区", 2020, 98.1, "是"), ("宝山区", 2020, 97.9, "是"),
    ]  # fmt: skip
    assert found[0]["发布机构"] == "闵行区司法局"
    assert "98.5%" in found[0]["依据"]


def test_the_screen_has_the_coverage_line_under_the_table_and_files_never_have_it(office: Home) -> None:
    asked = ("compare", "mediation.handled", "--years", "2020")
    on_screen = office.run(*asked, "--format", "table")
    assert on_screen.lines[-1] == "places: 3 asked, 2 reporting, 1 silent (310118 青浦区)"
    assert "places:" not in on_screen.err
    for words in (("--format", "csv"), ("--format", "markdown"), ("-o", "table.txt")):
        ran = office.run(*asked, *words)
        assert b"places:" not in ran.out
        assert "places: 3 asked" in ran.err
    assert "places:" not in (office.path / "table.txt").read_text("utf-8")


def test_less_sure_figures_are_left_out_and_counted(office: Home) -> None:
    found, told = rows(office, "compare", "mediation.handled", "--years", "2020", "--min-confidence", "1")
    assert {row[f"{HANDLED}(件)"] for row in found} == {None}
    assert "note: 2 figures of less confidence left out" in told


def test_what_is_reported_and_what_is_not(office: Home) -> None:
    asked = ("coverage", "mediation.handled", "--years", "2019-2020")
    found, told = rows(office, *asked, "--layout", "place-year")
    assert [tuple(row.values())[1:] for row in found] == [
        ("闵行区", "有数", "有数"), ("宝山区", "无报告", "有数"), ("青浦区", "无报告", "未提"),
    ]  # fmt: skip
    counts = (
        "cells: 6: 3 有数 (reported), 0 报零 (stated zero), 1 未提 (report without it), 2 无报告 (no report)"
    )
    assert told == [counts]
    long, _ = rows(office, *asked)
    assert len(long) == 6
    by_year, told = rows(office, *asked, "--by", "year")
    assert by_year[1] == {
        "年份": 2020, "应有": 3, "有数": 2, "报零": 0, "未提": 1, "无报告": 0, "覆盖率(%，计算)": 66.67,
    }  # fmt: skip
    assert told == [counts]
    assert office.run(*asked, "--format", "table").lines[-1] == counts


def test_what_to_know_of_a_figure_stands_in_the_data_if_asked(office: Home) -> None:
    found, _ = rows(office, "compare", "mediation.handled", "--years", "2020", "--with", "notes")
    assert [row[f"{HANDLED}(件) 提示"] for row in found] == [None, "不少于此数", None]


def test_a_workbook_tells_all_notes_and_what_the_indicators_mean(office: Home) -> None:
    office.write("nobody.csv", "地区,年份,人口(万人)\n闵行区,2010,1\n")
    years = ",".join(str(year) for year in range(2001, 2021))
    for year in range(2001, 2018):
        office.write(
            f"{year}.txt",
            REPORTS["a.txt"].replace("2019", str(year)).replace("全年共", "全年各级人民调解组织共"),
        )
    many = [f"{year}.txt" for year in range(2001, 2018)]
    assert office.run("ingest", *many, "--db", "many.db").code == 0
    asked = ("compare", "mediation.handled", "--years", years, "--per-table", "nobody.csv", "--db", "many.db")
    ran = office.run(*asked, "-o", "many.xlsx")
    assert "note: 6 more of this kind; a workbook (-o NAME.xlsx) has them all" in ran.err.splitlines()
    sheet = load_workbook(office.path / "many.xlsx")["说明"]
    cells = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    assert sum("the file has no value" in str(row[0]) for row in cells) == 16
    assert [row[:3] for row in cells if row[0] == "mediation.handled"] == [
        ("mediation.handled", "人民调解调处矛盾纠纷", "件")
    ]
    assert ("口径", "全地区") in [row[:2] for row in cells]
    assert office.run("coverage", "mediation.handled", "--db", "many.db", "-o", "covered.xlsx").code == 0
    told = load_workbook(office.path / "covered.xlsx")["说明"]["A2"].value
    assert told is not None
    assert str(told).startswith("cells: 17: 17 有数")


REFUSED = [
    (("compare", "mediaton"), "there is no indicator mediaton"),
    (("compare", "mediation.handled", "--per", "mediation"), "one indicator is needed"),
    (("compare", "mediation.handled", "--per", "调解成功率"), "a rate or mean"),
    (("compare", "mediation.handled", "--all", "--total"), "has no place for --total"),
    (("compare", "mediation.handled", "--all", "--with", "bounds"), "has no place for --with"),
    (("compare", "mediation.handled", "--all", "--layout", "place-year"), "no --layout"),
    (("compare", "mediation.handled", "--per-table", "a.txt"), "a.txt: line 1 does not name three columns"),
    (("compare", "mediation.handled", "--per-table", "missing.csv"), "missing.csv"),
    (("compare", "mediation.handled", "--min-confidence", "2"), "--min-confidence"),
    (("compare", "mediation.handled", "--within", "闵行区"), "there is no place below 310112"),
    (("compare", "mediation.handled", "--level", "province"), "no place of level province has reports"),
    (("compare", "mediation.handled", "--place", "闵行区", "--level", "county"), "--within"),
    (("compare", "mediation.handled", "--years", "2021-2019"), "2021-2019 runs backwards; write 2019-2021"),
    (("compare", "mediation.handled", "--years", "2020,,2021"), "'' is no year"),
    (("compare", "mediation.handled", "--years", "1020"), "1020 is no year of a report"),
    (("compare", "调解成功率", "--per-table", "people.csv"), "there is nothing to divide by"),
    (("coverage", "--by", "year", "--layout", "long"), "counts have no layout"),
    (("coverage", "mediation.handled", "--place", "没有县"), "没有县"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_what_has_no_meaning_is_refused(office: Home, words: tuple[str, ...], said: str) -> None:
    ran = office.run(*words)
    assert ran.code in (1, 2)
    assert ran.out == b""
    assert said in ran.err


def test_python_asks_in_the_same_words(office: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in office.variables.items():
        monkeypatch.setenv(name, value)
    with open_database(office.address, create=False) as database:
        table = database.compare(
            indicators="人民调解调处矛盾纠纷",
            places=["闵行区", "310118"],
            years=2020,
            with_change=True,
            with_total=True,
        )
        frame = table.to_arrow().to_pandas()
        assert list(frame["地区"]) == ["闵行区", "青浦区", "合计(部分:缺1)"]
        assert [str(value) for value in frame[f"{HANDLED}(件)"].dropna()] == ["4000.000000", "4000.000000"]
        assert table.notes == ("the total of mediation.handled 2020 is partial, without 310118 青浦区",)
        with pytest.raises(QueryError, match="there is no scope part"):
            database.compare(indicators="mediation.handled", scope="part")  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="give none beside it"):
            database.compare(Comparison(("mediation.handled",)), years=2020)
        every = database.compare(indicators=["mediation.handled"], within="上海市", best=False)
        assert len(every.rows) == 3
        covered = database.coverage("mediation.handled", years=[2020], by="place").to_pylist()
        assert [row["有数"] for row in covered] == [1, 1, 0]
