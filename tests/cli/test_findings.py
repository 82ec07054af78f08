"""What the checks find is told when a report is stored, and stands beside its figures."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import Home

HEAD = "上海市宝山区司法局2020年法治政府建设年度报告\n\n"
WRONG = f"{HEAD}全区共受理人民调解案件7421件，调解成功7405件，调解成功率98.79%。\n"
RIGHT = WRONG.replace("98.79", "99.78")
VERDICTS = "select value, verdict from metrics order by value"


def test_errors_are_told_in_the_line_of_the_report_and_in_the_sums(home: Home) -> None:
    home.write("a.txt", WRONG)
    home.write("b.txt", RIGHT.replace("司法局", "人民政府"))
    ran = home.run("ingest", "a.txt", "b.txt")
    told, silent = ran.lines
    assert ", 1 error found" in told
    assert "found" not in silent
    assert "1 error found by the checks; govstats audit lists them" in ran.sums


def test_programs_are_told_the_counts(home: Home) -> None:
    home.write("a.txt", WRONG)
    ran = home.run("ingest", "a.txt", "--json")
    report, sums = (json.loads(line) for line in ran.lines)
    assert report["findings"] == sums["sums"]["findings"] == {"error": 1, "warning": 0, "notice": 0}


@pytest.mark.parametrize(("text", "verdict"), [(WRONG, "contradicted"), (RIGHT, "confirmed")])
def test_each_figure_has_a_verdict(home: Home, text: str, verdict: str) -> None:
    home.write("a.txt", text)
    home.run("ingest", "a.txt")
    assert [row[1] for row in home.run("query", VERDICTS).rows] == [verdict] * 3
    (finding,) = home.run(
        "query", "select outcome, rule, observation_ids, message_zh, message_en from findings"
    ).rows
    assert finding[:2] == ["contradicts" if verdict == "contradicted" else "agrees", "rate_of_counts"]
    assert len(json.loads(finding[2])) == 3
    assert "7421" in finding[3]
    assert "7421" in finding[4]


def test_a_revision_is_judged_by_itself(home: Home) -> None:
    home.write("a.txt", WRONG)
    home.run("ingest", "a.txt")
    home.write("a.txt", RIGHT)
    assert home.run("ingest", "a.txt").lines[0].startswith("revised")
    assert [row[1] for row in home.run("query", VERDICTS).rows] == ["confirmed"] * 3
    assert len(home.run("query", "from findings").rows) == 1


def test_a_citation_tells_what_speaks_against_the_figure(home: Home) -> None:
    home.write("a.txt", WRONG)
    home.run("ingest", "a.txt")
    told = home.run("cite", "figure:1").out.decode()
    assert "the figure is contradicted: " in told
    home.run("review", "set", "1", "--value", "7412", "--note", "两位对调", "--reviewer", "李明")
    assert "李明 has corrected the figure: value 7412 (两位对调)" in home.run("cite", "figure:1").out.decode()
    (cited,) = json.loads(home.run("cite", "figure:1", "--format", "json").out)
    assert cited["figure"]["decision"]["new_value"] == 7412
    home.run("review", "set", "2", "--reject", "--reviewer", "李明")
    assert "李明 has rejected the figure" in home.run("cite", "figure:2").out.decode()
