"""govstats audit finds what was planted, tells it in every form, and changes nothing that it need not."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.cli.running import FIXTURES, KINDS, Home, Ran, new_home

AUDIT = FIXTURES / "audit"
EXPECTED = [json.loads(line) for line in (AUDIT / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
ALONE = Counter(
    (each["file"], each["rule"], each["outcome"], each["severity"], each["figure"], each["suggestion"])
    for each in EXPECTED
    if "other_file" not in each
)
TOGETHER = Counter(
    (
        (each["file"], each["figure"]),
        (each["other_file"], each["other_figure"]),
        each["rule"],
        each["outcome"],
        each["severity"],
    )
    for each in EXPECTED
    if "other_file" in each
)
BAOSHAN = "上海市宝山区司法局2020年法治政府建设年度报告\n\n"
MINHANG = "上海市闵行区司法局2020年法治政府建设年度报告\n\n"
WRONG = "全区共受理人民调解案件7421件，调解成功7405件，调解成功率98.79%。\n"
RIGHT = WRONG.replace("98.79", "99.78")


@pytest.fixture(scope="module", params=KINDS)
def two_places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home with a contradiction in one report and none in the other; what is found in them does not change."""
    with new_home(request, request.param, tmp_path_factory.mktemp("two_places")) as home:
        home.write("a.txt", BAOSHAN + WRONG)
        home.write("b.txt", MINHANG + RIGHT)
        home.run("ingest", "a.txt", "b.txt")
        yield home


def found_in(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.lines]


def audited(home: Home, *words: str) -> list[dict[str, Any]]:
    return found_in(home.run("audit", "--format", "jsonl", *words))


def snapshots(home: Home) -> tuple[int, int]:
    stat = home.snapshot.stat()
    return stat.st_ino, stat.st_mtime_ns


def test_everything_planted_is_found_and_nothing_else(home: Home) -> None:
    home.run("ingest", AUDIT)
    found = audited(home, "--agreements")
    files = {row[0]: row[1] for row in home.run("query", "select report_id, file_name from reports").rows}
    figures = {
        int(number): (files[report].rpartition("/")[2], words)
        for number, report, words in home.run(
            "query", "select observation_id, report_id, text from observations"
        ).rows
    }
    alone = [each for each in found if not each["across_reports"]]
    assert (
        Counter(
            (
                files[str(each["report_id"])].rpartition("/")[2],
                each["rule"],
                each["outcome"],
                each["severity"],
                each["text"],
                each["suggestion"],
            )
            for each in alone
        )
        == ALONE
    )
    together = Counter(told(each, figures) for each in found if each["across_reports"])
    assert not TOGETHER - together
    assert {each for each in together if each[3] != "agrees"} == {
        each for each in TOGETHER if each[3] != "agrees"
    }


def told(finding: Mapping[str, Any], figures: Mapping[int, tuple[str, str]]) -> tuple[Any, ...]:
    """Give a finding on two reports as expected.jsonl does: the figure that is judged, and the one of the other report."""
    judged, *others = (figures[number] for number in finding["observation_ids"])
    other = next(each for each in others if each[0] != judged[0])
    return judged, other, finding["rule"], finding["outcome"], finding["severity"]


def test_what_was_audited_already_is_not_changed_by_another_audit(home: Home) -> None:
    home.run("ingest", AUDIT)
    first = audited(home, "--agreements")
    before, rows = snapshots(home), home.contents()
    ran = home.run("audit", "--format", "jsonl", "--agreements")
    assert found_in(ran) == first
    assert "; 0 new, 0 gone\n" in ran.err
    assert snapshots(home) == before
    assert home.contents() == rows


def test_an_audit_of_a_part_leaves_the_rest_alone(home: Home) -> None:
    home.write("a.txt", BAOSHAN + WRONG)
    home.write("b.txt", MINHANG + WRONG)
    home.run("ingest", "a.txt", "b.txt")
    home.change("delete from finding_figures")
    home.change("delete from findings")
    ran = home.run("audit", "--place", "310113", "--format", "jsonl")
    assert [each["district_code"] for each in found_in(ran)] == ["310113"]
    assert re.match(r"1 report in \d+\.\d s, 3 figures: ", ran.err)
    assert home.run("query", "select distinct district_code from findings").rows == [["310113"]]
    audited(home, "--place", "闵行区")
    assert len(home.run("query", "select distinct district_code from findings").rows) == 2


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ((), 1),
        (("--severity", "error"), 1),
        (("--agreements",), 2),
        (("--check", "rate_of_counts"), 1),
        (("--check", "jump"), 0),
        (("--check", "jump", "--check", "rate_of_counts", "--agreements"), 2),
        (("--years", "2020"), 1),
        (("--year", "2019"), 0),
        (("--report", "a.txt"), 1),
        (("--report", "b.txt"), 0),
        (("--report", "b.txt", "--agreements"), 1),
        (("--place", "闵行区"), 0),
        (("--within", "上海市"), 1),
        (("--within", "上海市", "--place", "宝山区", "--years", "2018-2020", "--severity", "warning"), 1),
    ],
)
def test_reports_and_findings_are_chosen(two_places: Home, words: tuple[str, ...], count: int) -> None:
    assert len(audited(two_places, *words)) == count


@pytest.mark.parametrize(
    ("report", "words", "code"),
    [
        ("a.txt", (), 0),
        ("a.txt", ("--fail-on", "error"), 1),
        ("a.txt", ("--fail-on", "warning"), 1),
        ("a.txt", ("--fail-on", "error", "--check", "jump"), 0),
        ("b.txt", ("--fail-on", "notice"), 0),
    ],
)
def test_pipelines_are_told_by_the_exit_code(
    two_places: Home, report: str, words: tuple[str, ...], code: int
) -> None:
    assert two_places.run("audit", "--report", report, *words).code == code


def test_a_choice_of_no_report_is_told(home: Home) -> None:
    """In a pipeline it would pass for reports without fault."""
    home.write("a.txt", BAOSHAN + WRONG)
    home.run("ingest", "a.txt")
    told = "note: no current report is of these places and years; nothing was checked"
    assert told in home.run("audit", "--years", "1999", "--fail-on", "notice").err
    assert told not in home.run("audit").err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--check", "nonsense"), "error: there is no check nonsense"),
        (("--place", "不存在县"), "error: "),
        (("--report", "none.txt"), "error: "),
        (("--format", "table", "--severity", "bad"), "Usage: "),
        (("-o", "findings.doc"), "Usage: "),
    ],
)
def test_what_cannot_be_meant_is_refused(two_places: Home, words: tuple[str, ...], message: str) -> None:
    ran = two_places.run("audit", *words)
    assert ran.code == 2
    assert ran.err.startswith(message)


def test_a_revised_report_is_audited_by_its_latest_revision(home: Home) -> None:
    home.write("a.txt", BAOSHAN + WRONG)
    home.run("ingest", "a.txt")
    assert audited(home)
    home.write("a.txt", BAOSHAN + RIGHT)
    home.run("ingest", "a.txt")
    assert [each["outcome"] for each in audited(home, "--agreements")] == ["agrees"]
    ran = home.run("audit", "--report", "1")
    assert ran.code == 2
    assert ran.err.startswith("error: report 1 is replaced by a later revision")


def test_the_list_is_there_to_be_read(home: Home) -> None:
    home.write("a.txt", BAOSHAN + WRONG)
    home.run("ingest", "a.txt")
    chinese, english = (
        home.run("audit", "--format", "table", "--lang", language).lines for language in ("zh", "en")
    )
    assert chinese[0] == "error     310113 宝山区  2020  rate_of_counts  宝山区司法局"
    assert "98.79%" in chinese[1]
    assert "应得" in chinese[1]
    assert "stated is 98.79%" in english[1]
    assert chinese[2].strip().startswith("“")
    assert chinese[3].strip() == "report 1, figure:3, figure:2, figure:1"
    assert home.run("cite", "figure:3").code == 0


def test_the_list_goes_to_a_file_in_any_format(home: Home) -> None:
    home.write("a.txt", BAOSHAN + WRONG)
    home.run("ingest", "a.txt")
    for name in (
        "found.txt",
        "found.csv",
        "found.json",
        "found.jsonl",
        "found.md",
        "found.xlsx",
        "found.parquet",
    ):
        assert home.run("audit", "-o", name).code == 0
        assert (home.path / name).stat().st_size > 100
    assert "98.79%" in (home.path / "found.txt").read_text(encoding="utf-8")


def test_verdicts_follow_the_other_reports(home: Home) -> None:
    fact = "全年办结行政复议案件{}件。\n"
    home.write("a.txt", BAOSHAN + fact.format(218))
    home.write("b.txt", BAOSHAN.replace("司法局", "人民政府") + fact.format(281))
    home.write("c.txt", MINHANG + fact.format(90))
    home.write("d.txt", MINHANG.replace("司法局", "人民政府") + fact.format(90))
    home.run("ingest", "a.txt", "b.txt", "c.txt", "d.txt")
    verdicts = "select value, verdict from metrics order by value"
    assert {row[1] for row in home.run("query", verdicts).rows} == {"unchecked"}
    (conflict,) = audited(home)
    assert conflict["rule"] == "repeats"
    assert "办结行政复议案件218件" in conflict["message_zh"]
    assert "办结行政复议案件281件" in conflict["message_zh"]
    assert [row[1] for row in home.run("query", verdicts).rows] == ["confirmed"] * 2 + ["contradicted"] * 2


def test_a_corrected_figure_is_audited_as_it_was_corrected(home: Home) -> None:
    home.write("a.txt", BAOSHAN + WRONG)
    home.run("ingest", "a.txt")
    ((start, end, sha256),) = home.select(
        "select start_offset, end_offset, sha256 from observations join reports on reports.id = report_id"
        " where observations.text = '98.79%'"
    )
    home.change(
        "insert into corrections (uuid, source_sha256, issuer, report_year, start_offset, end_offset, expected_text,"
        " expected_value, expected_unit, expected_year, expected_kind, expected_scope, decision, new_value, note,"
        " reviewer, made_at)"
        " values (:uuid, :sha256, '宝山区司法局', 2020, :start, :end, '98.79%', 98.79, '%', 2020, 'level', 'place',"
        " 'correct', 99.78, '', '甲', '2024-01-01 00:00:00')",
        {"uuid": "a" * 36, "sha256": sha256, "start": start, "end": end},
    )
    home.change("update reports set store_version = store_version + 1")
    home.change("update store_state set version = version + 1")
    assert [(each["outcome"], each["stated"]) for each in audited(home, "--agreements")] == [
        ("agrees", "99.78%")
    ]
