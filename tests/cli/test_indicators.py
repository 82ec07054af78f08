"""Looking indicators up, and finding what has none."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import Home
from tests.cli.test_own_catalogue import HERITAGE


def test_list_gives_every_indicator_with_how_it_adds_up(folder: Home) -> None:
    ran = folder.run("indicators", "list", "--format", "jsonl")
    rows = [json.loads(line) for line in ran.lines]
    assert len(rows) >= 220
    by_code = {row["indicator"]: row for row in rows}
    rate = by_code["mediation.success_rate"]
    assert (rate["unit"], rate["aggregation"], rate["denominator"]) == ("%", "none", "mediation.handled")
    assert by_code["correction.registered"]["stock_or_flow"] == "stock"
    assert by_code["reconsideration.upheld"]["part_of"] == "reconsideration.concluded"
    assert {row["experimental"] for row in rows} == {True, False}
    assert all(row["definition"] for row in rows)


def test_list_of_a_topic(folder: Home) -> None:
    rows = folder.run("indicators", "list", "--topic", "notary").rows
    assert rows
    assert all(row[0].startswith("notary.") for row in rows)
    unknown = folder.run("indicators", "list", "--topic", "notaries")
    assert unknown.code == 2
    assert "mediation" in unknown.err


def test_show_tells_the_definition_and_what_the_database_has(ingested: Home) -> None:
    ran = ingested.run("indicators", "show", "mediation.success_rate")
    text = ran.out.decode()
    assert ran.code == 0
    for said in (
        "调解成功率",
        "numerator    mediation.succeeded",
        "0 to 100 %",
        "never summed",
        "examples",
        "refuses",
    ):
        assert said in text
    count = ingested.run(
        "query",
        "select count(*), count(distinct district_code), min(year), max(year) from observations"
        " where indicator = 'mediation.success_rate' and status = 'actual'",
    ).rows[0]
    assert f"{count[0]} figures, {count[1]} places, {count[2]}-{count[3]}" in text
    assert "read from" in text
    assert ingested.run("indicators", "show", "调解成功率").out == ran.out


def test_show_without_a_database_tells_the_rest(folder: Home) -> None:
    ran = folder.run("indicators", "show", "reconsideration.concluded")
    assert ran.code == 0
    assert "reconsideration.upheld" in ran.out.decode()
    assert "not looked at: there is no database" in ran.out.decode()
    assert not list(folder.path.iterdir())


def test_show_of_an_unknown_code_offers_the_nearest(folder: Home) -> None:
    ran = folder.run("indicators", "show", "mediation.sucess_rate")
    assert ran.code == 2
    assert "did you mean mediation.success_rate" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        ("调解成功率", "mediation.success_rate", "measures these words"),
        ("人民调解成功率", "mediation.success_rate", "measures these words"),
        ("全年共办结行政复议案件", "reconsideration.concluded", "measures these words"),
        ("legal aid cases", "legal_aid.cases", "name"),
        ("hotline_consultations", "legal_service.hotline_consultations", "code"),
        ("在矫", "correction.registered", "wording"),
        ("legal ait", "legal_aid.cases", "alike"),
    ],
)
def test_search_finds(folder: Home, words: str, code: str, why: str) -> None:
    rows = [json.loads(line) for line in folder.run("indicators", "search", words, "--format", "jsonl").lines]
    found = {row["indicator"]: row["found_in"] for row in rows}
    assert found[code] == why
    if why == "measures these words":
        assert rows[0]["indicator"] == code


def test_search_does_not_offer_what_only_looks_like_it(folder: Home) -> None:
    rows = folder.run("indicators", "search", "委托案件纠纷调解成功率", "--format", "csv").rows
    assert all(row[3] != "measures these words" for row in rows if row[0] == "mediation.success_rate")


def test_search_that_finds_nothing_says_so(folder: Home) -> None:
    ran = folder.run("indicators", "search", "航天发射")
    assert (ran.code, ran.rows) == (0, [])
    assert "no indicator was found" in ran.err


REPORT = """\
绵阳市人民政府{year}年法治政府建设年度报告

一、主要工作
全年受理古树名木保护举报线索{one}条，古树名木挂牌{two}株。
"""


def test_unmatched_lists_the_commonest_labels_in_groups(home: Home) -> None:
    for year in (2019, 2020, 2021):
        home.write(f"r/{year}.txt", REPORT.format(year=year, one=year - 1900, two=year))
    home.write("r/2022.txt", REPORT.format(year=2022, one=1, two=2).replace("受理古树名木", "收到古树名木"))
    assert home.run("ingest", "r").code == 0
    ran = home.run("indicators", "unmatched", "--format", "jsonl")
    rows = [json.loads(line) for line in ran.lines]
    assert [row["figures"] for row in rows] == [4, 4]
    (reports,) = [row for row in rows if row["unit"] == "条"]
    assert reports["label"] == "受理古树名木保护举报线索"
    assert reports["alike"] == "收到古树名木保护举报线索 (1)"
    assert (reports["places"], reports["years"]) == (1, "2019-2022")
    assert "古树名木" in reports["example"]
    assert len(home.run("indicators", "unmatched", "--limit", "1").rows) == 1


def test_unmatched_counts_figures_without_an_indicator_only(ingested: Home) -> None:
    ran = ingested.run("indicators", "unmatched", "--limit", "500", "--format", "jsonl")
    rows = [json.loads(line) for line in ran.lines]
    assert len(rows) >= 20
    numbers = [row["figures"] for row in rows]
    assert numbers == sorted(numbers, reverse=True)
    without = ingested.run(
        "query",
        "select count(*) from observations where indicator is null and kind = 'level' and scope in ('place', 'issuer')",
    ).rows
    assert sum(numbers) <= int(without[0][0])
    for row in rows[:3]:
        asked = f"select count(*) from observations where indicator is null and label = '{row['label']}'"
        assert int(ingested.run("query", asked).rows[0][0]) >= 1


def test_the_program_s_own_catalogue_is_in_order(folder: Home) -> None:
    ran = folder.run("indicators", "check")
    assert (ran.code, ran.err) == (0, "")
    assert "read as they say" in ran.out.decode()


def test_the_code_book_of_ones_own_catalogue(folder: Home) -> None:
    folder.write("own/heritage.yml", HERITAGE)
    assert folder.run("indicators", "book", "--catalogue", "own", "-o", "book.md").code == 0
    book = (folder.path / "book.md").read_text(encoding="utf-8")
    assert "### heritage.sites" in book
    assert "期末各级文物保护单位数。" in book
