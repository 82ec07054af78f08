"""`govstats history`: the revisions of a report, what changed between them, and the old ones stay readable."""

from __future__ import annotations

import json

import pytest

import govstats
from tests.cli.running import BAOSHAN_2020, Home

HEAD = "上海市宝山区司法局2020年工作总结\n\n"
TEXTS = [
    f"{HEAD}全年办结行政复议案件153件。全年调解纠纷6583件。培训执法人员80人次。\n",
    f"{HEAD}新增一句。全年办结行政复议案件154件。全年调解纠纷6583件。\n",
]


@pytest.fixture
def revised(home: Home) -> Home:
    """A folder with a report of two revisions."""
    for text in TEXTS:
        home.write("a.txt", text)
        assert home.run("ingest", "a.txt").code == 0
    return home


@pytest.mark.parametrize("wanted", ["1", "2", "a.txt"])
def test_any_revision_shows_all_of_them_and_what_changed(revised: Home, wanted: str) -> None:
    ran = revised.run("history", wanted)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.lines
    assert lines[0] == "report 1, replaced by report 2"
    assert "report 2, current" in lines
    assert "from report 1 to report 2: 0 gained, 1 lost, 1 changed, 0 reworded, 1 figure the same" in lines
    at = lines.index("  changed (value, text, evidence)")
    assert "办结行政复议案件 153件 [reconsideration.concluded; 310113 宝山区; 2020-01-01" in lines[at + 1]
    assert lines[at + 2].strip() == "全年办结行政复议案件153件"
    assert "办结行政复议案件 154件" in lines[at + 3]
    assert lines[at + 4].strip() == "全年办结行政复议案件154件"
    assert "  lost" in lines
    assert sum(line.startswith("  ingested   20") for line in lines) == 2


def test_it_comes_as_rows_too(revised: Home) -> None:
    ran = revised.run("history", "a.txt", "--format", "jsonl")
    rows = [json.loads(line) for line in ran.lines]
    assert [(row["report_id"], row["what"]) for row in rows] == [
        (1, "revision"),
        (2, "changed"),
        (2, "lost"),
        (2, "revision"),
    ]
    assert (rows[0]["replaced_by"], rows[0]["file"], rows[0]["figures"]) == (2, "a.txt", 3)
    assert (rows[3]["replaces"], rows[3]["replaced_by"], rows[3]["figures"]) == (1, None, 2)
    assert rows[0]["sha256"] != rows[3]["sha256"]
    changed = rows[1]
    assert changed["differs"] == "value; text; evidence"
    assert (changed["value_before"], changed["value_after"]) == (153, 154)
    assert changed["evidence_after"] == "全年办结行政复议案件154件"
    assert (rows[2]["text_before"], rows[2]["text_after"]) == ("80人次", None)
    assert revised.run("history", "1", "-o", "history.md").out == b""
    assert (revised.path / "history.md").read_text("utf-8").startswith("| report_id | what |")
    assert revised.run("history", "1", "--format", "table").lines[0].split() == [
        "report_id", "what", "differs", "label_before", "value_before", "unit_before", "label_after",
        "value_after", "unit_after",
    ]  # fmt: skip


def test_a_revision_that_was_replaced_stays_readable_everywhere(revised: Home) -> None:
    shown = revised.run("show", "1", "--header").lines
    assert "replaced by    report 2" in shown
    assert revised.run("show", "1", "--text").out.decode() == TEXTS[0]
    sql = "select report_id, replaces_id, replaced_by_id, is_current, figures from reports order by 1"
    assert revised.run("query", sql).rows == [["1", "", "2", "false", "3"], ["2", "1", "", "true", "2"]]
    assert revised.run("query", "select distinct report_id from observations").rows == [["2"]]


def test_python_gives_the_same(revised: Home) -> None:
    with govstats.open_database(revised.address, create=False) as database:
        history = database.history("a.txt")
        assert history == database.history(1)
        assert all(checked.is_sound for checked in database.check())
    assert [one.report_id for one in history.revisions] == [1, 2]
    (step,) = history.steps
    assert [change.what for change in step.changes] == ["changed", "lost"]


def test_a_report_that_was_never_revised_has_one_revision(ingested: Home) -> None:
    lines = ingested.run("history", BAOSHAN_2020.name).lines
    assert lines[0].endswith(", current")
    assert not [line for line in lines if line.startswith("from report")]


def test_an_unknown_report_is_told(ingested: Home) -> None:
    ran = ingested.run("history", "no-such.txt")
    assert (ran.code, ran.out) == (2, b"")
    assert "there is no report no-such.txt" in ran.err
