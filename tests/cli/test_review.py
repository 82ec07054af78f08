"""Doubtful figures are reviewed at the command line, and what was said outlives whatever is read anew."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from govstats.checks import Finding, Involved, Outcome, Severity
from govstats.store import add_findings, mark_concerned, raise_version, schema
from tests.cli.running import BAOSHAN_2020, ON_SQLITE, REPORTS, Home, Ran, new_home
from tests.cli.terminals import at_terminal
from tests.cli.test_recode import NARROWED
from tests.cli.test_reextract import make_older, open_store

NUMBERS = {"observation_id", "report_id"}
METRICS = "select * from metrics order by district_code, report, evidence, text, value, year, label"
OF_BAOSHAN = (
    "select observation_id, text, value, unit, indicator, year, kind, scope from observations"
    " where issuer = '宝山区司法局' and report_year = 2020 order by start_offset"
)
READY = "? help >"


@pytest.fixture
def baoshan(home: Home) -> Home:
    """A home with one report."""
    assert home.run("ingest", BAOSHAN_2020).code == 0
    return home


def review(home: Home, *words: str, answers: str = "", reviewer: str = "李") -> Ran:
    """Walk through doubtful figures; the answers are lines."""
    return home.run("review", "--reviewer", reviewer, *words, stdin=answers.encode())


def decide(home: Home, number: str | int, *words: str, reviewer: str = "李") -> str:
    """Decide on a figure; give what the command says."""
    ran = home.run("review", "set", str(number), *words, "--reviewer", reviewer)
    assert ran.code == 0, ran.err
    return ran.out.decode().strip()


def ask(home: Home, sql: str) -> list[dict[str, Any]]:
    ran = home.run("query", sql, "--format", "jsonl")
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.lines]


def listed(home: Home, *words: str) -> list[dict[str, Any]]:
    ran = home.run("review", "list", "--format", "jsonl", *words)
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.lines]


def metrics(home: Home) -> list[dict[str, Any]]:
    """All of metrics but the numbers of its rows."""
    return without(NUMBERS, ask(home, METRICS))


def without(names: set[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without some of their columns."""
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def correct_everything(home: Home) -> int:
    """Correct each field once, accept and reject one; tell how many figures that are."""
    choices = (
        ("--value", "4321"),
        ("--unit", "人次"),
        ("--indicator", "reconsideration.accepted"),
        ("--year", "2011"),
        ("--kind", "rank"),
        ("--scope", "issuer"),
        ("--accept",),
        ("--reject",),
    )
    figures = (
        "select observation_id from metrics where indicator is not null and unit = '件' and scope = 'place'"
        " order by 1"
    )
    numbers = [row["observation_id"] for row in ask(home, f"{figures} limit {len(choices)}")]
    for number, words in zip(numbers, choices, strict=True):
        decide(home, number, *words, "--note", "核对原文")
    return len(choices)


def audited(home: Home) -> list[dict[str, Any]]:
    """Everything in metrics but the numbers of rows, after an audit: verdicts depend on other reports too."""
    assert home.run("audit").code == 0
    return metrics(home)


def test_what_was_said_outlives_reading_anew_recoding_and_moving_to_another_database(
    request: pytest.FixtureRequest, filled: Home, kind: str, tmp_path: Path
) -> None:
    uncorrected = audited(filled)
    count = correct_everything(filled)
    wanted = audited(filled)
    found = Counter(row["correction"] for row in wanted)
    # the one that is a rank now, and the rejected one, are not among them
    assert (found["corrected"], found["accepted"], len(wanted)) == (5, 1, len(uncorrected) - 2)
    make_older(filled)
    assert filled.run("reextract", "--yes").code == 0
    assert audited(filled) == wanted
    filled.write("own/newer.yml", NARROWED)
    for words in (("--catalogue", "own"), ()):
        assert filled.run("recode", "--yes", *words).code == 0
        assert {row["holds"] for row in listed(filled)} == {"holds"}
        shown = ask(
            filled, "select value, indicator, correction from observations where correction is not null"
        )
        assert len(shown) == count
        assert {4321} < {row["value"] for row in shown}
        assert "reconsideration.accepted" in {row["indicator"] for row in shown}
    # another catalogue forgets what was found by the indicators of the one before; the audit finds it anew
    assert audited(filled) == wanted
    assert filled.run("review", "export", "-o", "corrections.yml").code == 0
    (tmp_path / "fresh").mkdir()
    with new_home(request, kind, tmp_path / "fresh") as fresh:
        assert fresh.run("ingest", REPORTS).code == 0
        assert audited(fresh) == uncorrected
        ran = fresh.run("review", "import", filled.path / "corrections.yml")
        assert (ran.code, ran.out.decode()) == (0, f"{count} added, 0 known already\n")
        assert "findings of the checks speak of figures as they were and went" in ran.err
        assert audited(fresh) == wanted
        again = fresh.run("review", "import", filled.path / "corrections.yml")
        assert (again.code, again.out.decode()) == (0, f"0 added, {count} known already\n")
        assert fresh.run("review", "export").out == (filled.path / "corrections.yml").read_bytes()


def test_corrections_that_do_not_hold_any_more_are_told(filled: Home) -> None:
    touched = ask(filled, OF_BAOSHAN)[1]  # other rules read another value there
    decide(filled, touched["observation_id"], "--value", "1")
    assert [row["holds"] for row in listed(filled)] == ["holds"]
    make_older(filled)
    (lost,) = listed(filled)
    assert (lost["holds"], lost["observation_id"]) == ("other_value", None)
    ran = filled.run("reextract", "--dry-run")
    assert "not hold any more" not in ran.err
    ran = filled.run("reextract", "--yes")
    assert "not hold any more" not in ran.err
    (holding,) = listed(filled)
    assert holding["holds"] == "holds"
    filled.change(
        "update corrections set expected_value = 7, start_offset = start_offset + 1, end_offset = end_offset + 1"
    )
    filled.change("update reports set extractor_version = '0.1.0'")
    ran = filled.run("reextract", "--yes")
    assert "note: 1 correction does not hold any more: govstats review list --lost tells which" in ran.err


def test_a_revised_report_tells_that_its_corrections_are_lost_and_where_their_words_are(
    baoshan: Home,
) -> None:
    rows = ask(baoshan, OF_BAOSHAN)
    texts = [row["text"] for row in rows]
    position = next(number for number, text in enumerate(texts) if texts.count(text) == 1)
    first = rows[position]
    decide(baoshan, first["observation_id"], "--value", "1")
    revised = BAOSHAN_2020.read_text(encoding="utf-8") + "\n附注。\n"
    ran = baoshan.run("ingest", baoshan.write(BAOSHAN_2020.name, revised))
    assert ran.out.startswith(b"revised")
    assert "note: 1 correction does not hold any more" in ran.err
    (lost,) = listed(baoshan, "--lost")
    anew = ask(baoshan, OF_BAOSHAN)[position]
    assert (lost["holds"], lost["suggestion"]) == ("replaced", anew["observation_id"])
    assert anew["value"] == first["value"]
    ran = baoshan.run("review", "set", str(first["observation_id"]), "--accept")
    assert (ran.code, "a later revision has replaced" in ran.err) == (2, True)
    decide(baoshan, lost["suggestion"], "--value", "1")
    assert listed(baoshan, "--lost") == []
    assert ask(baoshan, OF_BAOSHAN)[position]["value"] == 1


@ON_SQLITE
def test_a_walk_shows_each_figure_and_writes_each_answer_at_once(baoshan: Home) -> None:
    answers = "a 对\nc\n12.5\n\nnone\n1850\n2019\nrank\nnowhere\npart\n看错\n\nr 不是数字\nn 待查\ns\n"
    ran = review(baoshan, "--below", "1", "--only", "unsure", "--limit", "5", answers=answers)
    assert ran.code == 0
    shown = ran.out.decode()
    assert shown.count("【") == 5  # the last one is left when the answers end
    assert "value " in shown
    assert "→ 12.5" in shown
    assert "1850 is no year" in ran.err
    assert "nowhere is no scope" in ran.err
    assert ran.err.endswith("1 accepted, 1 corrected, 1 rejected, 1 noted, 1 skipped; 1 left\n")
    said = listed(baoshan)
    assert sorted(row["decision"] for row in said) == ["accept", "correct", "note", "reject"]
    assert {row["reviewer"] for row in said} == {"李"}
    (corrected,) = [row for row in said if row["decision"] == "correct"]
    assert corrected["note"] == "看错"
    heads = [line.split()[-1] for line in shown.splitlines() if line.startswith("[")]
    again = review(baoshan, "--below", "1", "--only", "unsure", answers="q\n").out.decode()
    assert next(line for line in again.splitlines() if line.startswith("[")).split()[-1] == heads[3]
    other = review(baoshan, "--below", "1", "--only", "unsure", "--limit", "5", answers="", reviewer="王")
    assert "by 李" in other.out.decode()


@ON_SQLITE
def test_the_last_decision_is_taken_back_and_the_figure_shown_again(baoshan: Home) -> None:
    choice = ("--below", "1", "--only", "unsure")
    review(baoshan, *choice, answers="c\n7\n\n\n\n\n\n\n\n")
    ran = review(baoshan, *choice, "--again", answers="u\nr\nu\nu\nx\n?\nq\n")
    assert ran.err.count("there is nothing to undo") == 2
    assert "x is no answer" in ran.err
    assert "take the last decision back" in ran.out.decode()
    assert [row["decision"] for row in listed(baoshan) if row["holds"] == "holds"] == ["correct"]
    assert ask(baoshan, "select value from observations where correction = 'corrected'") == [{"value": 7}]


@ON_SQLITE
def test_only_what_was_asked_for_is_shown(filled: Home) -> None:
    def numbers(*words: str) -> list[int]:
        ran = review(filled, *words)
        if "nothing wants a look" in ran.err:
            return []
        return [int(ran.err.split()[0])]

    unsure = "select count(*) as n from observations where confidence < 0.8"
    assert numbers("--only", "unsure") == [ask(filled, unsure)[0]["n"]]
    in_baoshan = f"{unsure} and district_code = '310113' and year = 2018"
    assert numbers("--only", "unsure", "--place", "310113", "--years", "2018") == [
        ask(filled, in_baoshan)[0]["n"]
    ]
    unmatched = "select count(*) as n from metrics where indicator is null"
    assert numbers("--only", "unmatched") == [ask(filled, unmatched)[0]["n"]]
    assert numbers("--only", "unmatched", "--indicator", "mediation") == []
    of_issuer = f"{unmatched} and issuer = '游仙区司法局'"
    assert numbers("--only", "unmatched", "--issuer", "游仙区司法局") == [ask(filled, of_issuer)[0]["n"]]
    assert numbers("--report", "1", "--only", "contradicted") == []
    assert review(filled, "--place", "没有").code == 2


def find(home: Home, outcome: Outcome, severity: Severity | None, *figures: int) -> None:
    """Have the checks find something about figures of the one report of a home."""
    with open_store(home) as store, store.transaction() as session:
        rows = [session.get_one(schema.Observation, number) for number in figures]
        involved = tuple(Involved(row.report_id, row.start_offset, "part") for row in rows)
        add_findings(
            session,
            [
                Finding(
                    "some_rule", 1, outcome, severity, involved, "3件", "5件", "5件", "三不是五", "3 is not 5"
                )
            ],
        )
        mark_concerned(session, [rows[0].report_id], store_version=raise_version(session))


@ON_SQLITE
def test_what_the_checks_find_is_shown_and_the_worst_comes_first(baoshan: Home) -> None:
    a, b, c, d, e = [row["observation_id"] for row in ask(baoshan, OF_BAOSHAN)][:5]
    find(baoshan, Outcome.DOUBTFUL, Severity.WARNING, a)
    find(baoshan, Outcome.CONTRADICTS, Severity.NOTICE, b)
    find(baoshan, Outcome.CONTRADICTS, Severity.ERROR, c, d)
    find(baoshan, Outcome.AGREES, None, e)
    ran = review(baoshan, "--below", "0", answers="s\n" * 4)
    shown = [line for line in ran.out.decode().splitlines() if line.startswith("[")]
    order = [(line.split()[1], int(line.split()[-1])) for line in shown[:4]]
    assert order == [("contradicted", c), ("contradicted", d), ("contradicted", b), ("doubtful", a)]
    assert ran.out.decode().count("  error       三不是五 → 5件 (some_rule)") == 2
    only = review(baoshan, "--only", "doubtful").out.decode()
    assert [int(line.split()[-1]) for line in only.splitlines() if line.startswith("[")] == [a]
    agreeing = f"select verdict from observations where observation_id in ({c}, {e}) order by observation_id"
    decide(baoshan, c, "--accept")
    assert [row["verdict"] for row in ask(baoshan, agreeing)] == ["contradicted", "confirmed"]
    again = review(baoshan, "--below", "0", answers="").out.decode()
    assert [int(line.split()[-1]) for line in again.splitlines() if line.startswith("[")] == [d]


SLIP = "上海市宝山区司法局2020年工作总结\n\n全年受理人民调解案件7421件，调解成功7405件，调解成功率98.79%。\n"
VERDICTS = "select text, verdict from observations order by start_offset"


@ON_SQLITE
def test_the_verdict_is_never_that_of_a_value_which_is_not_shown(home: Home) -> None:
    home.write("slip.txt", SLIP)
    assert home.run("ingest", "slip.txt").code == 0

    def verdicts() -> set[str]:
        return {row["verdict"] for row in ask(home, VERDICTS)}

    def messages() -> list[str]:
        return [row["message_zh"] for row in ask(home, "select message_zh from findings")]

    gone = "note: 1 finding of the checks speaks of figures as they were and went; govstats audit checks what they are now"
    rate = next(
        row["observation_id"]
        for row in ask(home, "select observation_id, text from observations")
        if row["text"] == "98.79%"
    )
    assert verdicts() == {"contradicted"}
    for words, verdict, told in (
        (("--value", "99.78"), "confirmed", "99.78%"),
        (("--withdraw",), "contradicted", "98.79%"),
        (("--value", "99.87"), "contradicted", "99.87%"),
    ):
        ran = home.run("review", "set", str(rate), *words, "--reviewer", "李")
        assert (ran.code, gone in ran.err) == (0, True), ran.err
        assert (verdicts(), messages()) == ({"unchecked"}, [])
        assert home.run("audit").code == 0
        assert verdicts() == {verdict}
        assert [told in message for message in messages()] == [True]
    ran = review(home, "--again", answers="c\n99.78\n\n\n\n\n\n\n\n")
    assert gone in ran.err
    assert "what the checks found about it went when a figure was changed" in ran.out.decode()
    assert verdicts() == {"unchecked"}
    home.run("review", "export", "-o", "said.yml")
    home.change("delete from corrections")
    home.change("update reports set store_version = store_version + 1")
    home.change("update store_state set version = version + 1")
    assert home.run("audit").code == 0
    assert verdicts() == {"contradicted"}
    ran = home.run("review", "import", "said.yml")
    assert (ran.code, ran.out, ran.err.strip()) == (0, b"4 added, 0 known already\n", gone)
    assert verdicts() == {"unchecked"}


@ON_SQLITE
def test_at_a_terminal_keys_answer_tab_completes_and_ctrl_c_loses_nothing(baoshan: Home) -> None:
    words = ("review", "--reviewer", "李", "--below", "1", "--only", "unsure")
    with at_terminal(baoshan, *words) as terminal:
        terminal.wait_for("[1/", "【", READY)
        terminal.type("a\r")
        terminal.wait_for("accepted", "[2/", READY)
        terminal.type("c\r")
        terminal.wait_for("value [")
        terminal.type("\r")
        terminal.wait_for("unit [")
        terminal.type("\r")
        terminal.wait_for("indicator [")
        terminal.type("mediation.success_ra\t")
        terminal.wait_for("mediation.success_rate")
        terminal.type("\x03")
        assert terminal.leave() == 130
    assert [row["decision"] for row in listed(baoshan)] == ["accept"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("1",), "say what is right"),
        (("1", "--accept", "--value", "3"), "--accept takes no new values"),
        (("1", "--value", "三"), "三 is no number"),
        (("1", "--value", "1_000"), "1_000 is no number"),
        (("1", "--value", "12,34"), "12,34 is no number"),
        (("1", "--value", "1e5"), "1e5 is no number"),
        (("1", "--value", "98.61%"), "98.61% is no number"),
        (("1", "--value", "0.0000001"), "does not fit into 24 digits"),
        (("1", "--accept", "--reject"), "--accept and --reject say different things"),
        (("1", "--accept", "--note", os.fsdecode(b"\xff\xfe")), "half a character"),
        (("1", "--accept", "--reviewer", os.fsdecode(b"\xff")), "half a character"),
        (("1", "--year", "19"), "19 is no year from 1900 to 2100"),
        (("1", "--kind", "sum"), "sum is no kind"),
        (("1", "--unit", "光年"), "there is no unit 光年"),
        (("1", "--indicator", "mediation.success"), "did you mean mediation.success_rate"),
        (("1", "--withdraw"), "that could be withdrawn"),
        (("99999", "--accept"), "there is no figure 99999"),
        (("1", "--accept", "--reviewer", " "), "nobody says so"),
    ],
)
def test_what_makes_no_sense_is_refused(baoshan: Home, words: tuple[str, ...], told: str) -> None:
    ran = baoshan.run("review", "set", "--reviewer", "李", *words)
    assert (ran.code, told in ran.err) == (2, True), ran.err
    assert listed(baoshan) == []


@ON_SQLITE
def test_a_second_correction_keeps_the_first_and_the_old_value_takes_it_back(baoshan: Home) -> None:
    before = ask(baoshan, OF_BAOSHAN)[0]
    number = before["observation_id"]
    assert decide(baoshan, number, "--value", "7") == f"figure {number}: correct: value {before['value']} → 7"
    decide(baoshan, number, "--year", "2011", reviewer="王")
    both = ask(baoshan, OF_BAOSHAN)[0]
    assert (both["value"], both["year"]) == (7, 2011)
    decide(baoshan, number, "--withdraw", reviewer="王")
    assert ask(baoshan, OF_BAOSHAN)[0]["year"] == before["year"]
    ran = baoshan.run("review", "set", str(number), "--value", str(before["value"]))
    assert (ran.code, "accept says that it is right" in ran.err) == (2, True)


@ON_SQLITE
def test_two_reviewers_are_compared(baoshan: Home) -> None:
    numbers = [row["observation_id"] for row in ask(baoshan, OF_BAOSHAN)][:4]
    for number, mine, yours in zip(
        numbers,
        ("--accept", "--accept", "--reject", "--reject"),
        ("--accept", "--reject", "--reject", "--accept"),
        strict=True,
    ):
        decide(baoshan, number, mine)
        decide(baoshan, number, yours, reviewer="王")
    ran = baoshan.run("review", "agreement", "李", "王", "--format", "jsonl")
    assert "4 figures decided by both, 2 alike (50.0%); Cohen's kappa 0.000" in ran.err
    assert [(row["first"], row["second"]) for row in map(json.loads, ran.lines)] == [
        ("accept", "reject"),
        ("reject", "accept"),
    ]
    nobody = baoshan.run("review", "agreement", "李", "张")
    assert "0 figures decided by both, 0 alike; Cohen's kappa not defined" in nobody.err
    assert baoshan.run("review", "agreement", "李", "李").code == 2


@ON_SQLITE
def test_a_file_with_a_fault_names_its_line_and_brings_nothing_in(baoshan: Home) -> None:
    decide(baoshan, 1, "--value", "7")
    text = baoshan.run("review", "export").out.decode()
    for right, wrong, told in (
        ("  decision: correct", "  decision: perhaps", "Invalid enum value 'perhaps'"),
        ("    value: 7", "    valeu: 7", "unknown field `valeu`"),
        ("version: 1", "version: 2", "2"),
        ("  reviewer: 李", "  reviewer: ''", "length >= 1"),
    ):
        assert right in text
        path = baoshan.write("wrong.yml", text.replace(right, wrong))
        line = text[: text.index(right)].count("\n") + 1
        ran = baoshan.run("review", "import", path)
        assert (ran.code, f"wrong.yml:{line}: " in ran.err, told in ran.err) == (1, True, True), ran.err
    assert baoshan.run("review", "import", "missing.yml").code == 1
    assert len(listed(baoshan)) == 1


@ON_SQLITE
def test_corrections_of_reports_that_are_not_there_wait_for_them(
    baoshan: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    decide(baoshan, 1, "--value", "7")
    baoshan.run("review", "export", "-o", "said.yml")
    other = Home(tmp_path_factory.mktemp("other"))
    assert other.run("db", "upgrade").code == 0
    ran = other.run("review", "import", baoshan.path / "said.yml")
    assert (ran.code, "is not stored" in ran.err) == (0, True)
    assert [row["holds"] for row in listed(other)] == ["not_stored"]
    assert other.run("ingest", BAOSHAN_2020).code == 0
    assert [row["holds"] for row in listed(other)] == ["holds"]
    assert ask(other, OF_BAOSHAN)[0]["value"] == 7


@ON_SQLITE
def test_of_many_corrections_that_do_not_hold_the_first_are_told(baoshan: Home) -> None:
    decide(baoshan, 1, "--value", "7")
    head, entry = baoshan.run("review", "export").out.decode().split("- report:")
    sha256 = entry.partition("sha256: ")[2].split()[0]
    said = entry.partition("  uuid: ")[0]
    many = [
        f"- report:{said.replace(sha256, f'{number:064x}')}  uuid: {UUID(int=number)}\n"
        for number in range(23)
    ]
    baoshan.write("many.yml", head + "".join(many))
    ran = baoshan.run("review", "import", "many.yml")
    assert (ran.code, ran.out) == (0, b"23 added, 0 known already\n")
    *told, last = ran.err.splitlines()
    assert len(told) == 20
    assert last == "note: 3 more of this kind; govstats review list has them all"


@ON_SQLITE
@pytest.mark.parametrize("before", ["", "c\n7\n", "c\n7\n\n\n\n\n\n", "n\n"])
def test_an_answer_that_cannot_be_read_ends_the_walk(baoshan: Home, before: str) -> None:
    """What is piped in behind it would be taken for the answers to other questions, and be decided so."""
    answers = before.encode() + "数字颠倒\n".encode("gbk") + b"a\nr\nr\n"
    ran = baoshan.run("review", "--reviewer", "李", "--below", "1", "--only", "unsure", stdin=answers)
    assert (ran.code, "an answer is not in UTF-8" in ran.err) == (2, True)
    assert listed(baoshan) == []


@ON_SQLITE
def test_files_for_others_take_corrected_values_and_no_rejected_figure(baoshan: Home) -> None:
    coded = "select observation_id, value from metrics_best where scope = 'place' order by 1 limit 2"
    corrected, rejected = ask(baoshan, coded)
    exported = baoshan.run("export", "-o", "before.csv")
    decide(baoshan, corrected["observation_id"], "--value", "123456.5")
    decide(baoshan, rejected["observation_id"], "--reject")
    for name in ("metrics.xlsx", "metrics.csv", "metrics.parquet"):
        assert baoshan.run("query", METRICS, "-o", name).code == 0
        assert baoshan.run("export", "-o", f"of-{name}").code == 0
    for name in ("metrics.csv", "of-metrics.csv"):
        assert "123456.5" in (baoshan.path / name).read_text("utf-8-sig")
    *left_out, told = baoshan.run("export", "-o", "after.csv").err.splitlines()[1:]
    assert told == "note: 1 figure corrected by a reviewer; see the column correction"
    assert left_out == exported.err.splitlines()[1:]  # nobody asks for a figure that was rejected
    numbers = ask(baoshan, "select observation_id from metrics")
    assert {"observation_id": rejected["observation_id"]} not in numbers
    assert baoshan.run("db", "check").code == 0


@ON_SQLITE
def test_options_before_the_name_of_a_command_are_refused(baoshan: Home) -> None:
    ran = baoshan.run("review", "--reviewer", "李", "list")
    assert (ran.code, "--reviewer belongs behind list" in ran.err) == (2, True)
