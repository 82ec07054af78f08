"""A newer catalogue for stored figures: shown first, done at once, taken back by the older one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import ON_SQLITE, REPORTS, Home, new_home
from tests.cli.test_own_catalogue import HERITAGE

NARROWED = """\
- code: mediation.success_rate
  name: 调解成功率
  name_en: Mediation success rate
  unit: percent
  aggregation: none
  stock_or_flow: flow
  plausible: [0, 100]
  definition: 只认此说法的调解成功率。
  wordings: [调成率 纠纷?]
  examples: [{text: 纠纷调成率98%, value: "98"}]
- code: mediation.rate_elsewhere
  name: 另立的调解成功率
  name_en: Success rate under another code
  unit: percent
  aggregation: none
  stock_or_flow: flow
  plausible: [0, 100]
  definition: 换了代码的调解成功率。
  wordings:
    - 调解成功率/人民调解成功率 纠纷/矛盾纠纷/民间纠纷/人民调解委员会?
    - 纠纷/矛盾纠纷 成功率 调解?
  examples: [{text: 人民调解成功率98%, value: "98"}]
- code: reconsideration.concluded
  name: 办结行政复议案件
  name_en: Administrative reconsideration cases concluded
  unit: case
  aggregation: sum
  stock_or_flow: flow
  plausible: [0, 1000000]
  definition: 只认此说法的办结数。
  wordings: [复议 丙丁]
  examples: [{text: 丙丁复议12件, value: "12"}]
"""
FIGURES = (
    "select observation_id, indicator, scope, confidence, doubts, label, value from observations order by 1"
)


@pytest.fixture
def office(filled: Home) -> Home:
    """The fixtures in a database, and a newer catalogue."""
    filled.write("own/newer.yml", NARROWED)
    return filled


def test_what_would_change_is_shown_and_nothing_is_changed(office: Home) -> None:
    before = office.contents()
    ran = office.run("recode", "--catalogue", "own", "--dry-run", "--format", "jsonl")
    assert ran.code == 0
    rows = [json.loads(line) for line in ran.lines]
    found = {(row["change"], row["indicator_before"], row["indicator_after"]) for row in rows}
    assert ("moved", "mediation.success_rate", "mediation.rate_elsewhere") in found
    assert ("lost", "reconsideration.concluded", None) in found
    for row in rows:
        assert row["figures"] >= 1
        assert row["text"] in row["evidence"]
    assert "2026" in ran.err
    assert office.contents() == before


def test_a_newer_catalogue_is_applied_and_taken_back_by_the_older_one(office: Home) -> None:
    before, figures = office.contents(), office.run("query", FIGURES).out
    assert office.run("recode", "--catalogue", "own", "--yes").code == 0
    moved = office.run(
        "query", "select count(*) from metrics where indicator = 'mediation.rate_elsewhere'"
    ).rows
    assert int(moved[0][0]) >= 2
    gone = "select count(*) from observations where indicator in ('mediation.success_rate', 'reconsideration.concluded')"
    assert office.run("query", gone).rows == [["0"]]
    assert office.run("query", "select count(distinct catalogue_version) from observations").rows == [["1"]]
    again = office.run("recode", "--catalogue", "own", "--yes")
    assert "nothing to do" in again.err
    assert office.run("recode", "--yes").code == 0
    assert office.run("query", FIGURES).out == figures
    after = office.contents()
    for table in ("observations", "indicators", "units", "set_aside", "places", "organisations"):
        assert after[table] == before[table], table


def test_recoding_gives_what_reading_anew_gives(
    request: pytest.FixtureRequest, office: Home, kind: str, tmp_path: Path
) -> None:
    office.write("own/heritage.yml", HERITAGE)
    assert office.run("recode", "--catalogue", "own", "--yes").code == 0
    (tmp_path / "fresh").mkdir()
    with new_home(request, kind, tmp_path / "fresh") as fresh:
        assert fresh.run("ingest", REPORTS, "--catalogue", office.path / "own").code == 0
        coded = (
            "select report, start_offset, indicator, label from observations order by report_id, start_offset"
        )
        assert office.run("query", coded).out == fresh.run("query", coded).out


def test_a_database_coded_with_two_catalogues_says_so_until_it_is_recoded(office: Home) -> None:
    plain = office.run("db", "status").out.decode()
    assert "recode" not in plain
    office.write("r/new.txt", "绵阳市人民政府2021年法治政府建设年度报告\n\n人民调解成功率98.5%。\n")
    assert office.run("ingest", "r", "--catalogue", "own").code == 0
    mixed = office.run("db", "status").out.decode()
    assert "reports are also coded with 2026" in mixed
    assert office.run("recode", "--catalogue", "own", "--yes").code == 0
    assert "also coded" not in office.run("db", "status").out.decode()


def test_experimental_indicators_come_and_go(filled: Home) -> None:
    figures = filled.run("query", FIGURES).out
    shown = filled.run("recode", "--experimental", "--dry-run", "--format", "jsonl")
    changes = [json.loads(line) for line in shown.lines]
    assert {change["change"] for change in changes} <= {"gained", "lost", "kept"}
    assert sum(change["change"] == "gained" for change in changes) >= 5
    assert filled.run("recode", "--experimental", "--yes").code == 0
    version = filled.run("query", "select distinct catalogue_version from observations").rows
    assert version[0][0].endswith("+experimental")
    assert filled.run("recode", "--yes").code == 0
    assert filled.run("query", FIGURES).out == figures


def test_it_asks_before_it_changes_anything(office: Home) -> None:
    before = office.contents()
    ran = office.run("recode", "--catalogue", "own", stdin=b"n\n")
    assert (ran.code, "nothing was changed" in ran.err) == (0, True)
    silent = office.run("recode", "--catalogue", "own")
    assert (silent.code, "--yes" in silent.err) == (2, True)
    assert office.contents() == before
    assert office.run("recode", "--catalogue", "own", stdin=b"y\n").code == 0
    assert office.contents() != before


def test_a_database_without_reports_has_nothing_to_recode(home: Home) -> None:
    assert home.run("db", "upgrade").code == 0
    ran = home.run("recode", "--yes")
    assert (ran.code, "nothing to do" in ran.err) == (0, True)


def test_a_missing_database_is_not_made_by_recoding(folder: Home) -> None:
    assert folder.run("recode", "--yes").code == 3
    assert list(folder.path.iterdir()) == []


def test_a_run_that_stores_nothing_leaves_the_indicators_alone(office: Home) -> None:
    named = "select indicator_name, definition from indicators where indicator = 'mediation.success_rate'"
    before = office.run("query", named).rows
    assert office.run("ingest", REPORTS, "--catalogue", "own").code == 0
    assert office.run("query", named).rows == before


def test_units_of_ones_own_are_told_to_need_reading_anew(office: Home) -> None:
    unit = "- {code: whip, symbol: 鞭, name: whip, dimension: whips, surfaces: [鞭], base: whip, factor: 1}\n"
    office.write("own/units.yml", unit)
    ran = office.run("recode", "--catalogue", "own", "--dry-run")
    assert ran.code == 0
    assert "the units whip differ" in ran.err
    assert "ingest the reports into a new database" in ran.err


@ON_SQLITE
def test_the_code_book_never_replaces_a_database(filled: Home) -> None:
    before = (filled.path / "govstats.db").read_bytes()
    ran = filled.run("indicators", "book", "-o", "govstats.db")
    assert ran.code != 0
    assert "is a database" in ran.err
    assert (filled.path / "govstats.db").read_bytes() == before
