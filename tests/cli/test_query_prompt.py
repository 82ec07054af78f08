"""The prompt of `govstats query`, at a real terminal."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator

import pytest

from tests.cli.running import BAOSHAN_2018, ON_SQLITE, Home
from tests.cli.terminals import Terminal, at_terminal

pytestmark = ON_SQLITE  # the database is looked at by the same code as everywhere
READY = "govstats=>"


@pytest.fixture
def terminal(ingested: Home) -> Iterator[Terminal]:
    with at_terminal(ingested, "query", variables={"XDG_STATE_HOME": "/nowhere/at/all"}) as opened:
        opened.wait_for(READY)
        yield opened


def test_a_statement_of_several_lines_runs_at_its_semicolon(terminal: Terminal) -> None:
    terminal.type("select 6 * 7\r")
    terminal.wait_for("govstats->")
    terminal.type("as answer -- ; not here\r")
    terminal.wait_for("govstats->")
    terminal.type(";\r")
    shown = terminal.wait_for("answer\n", "42\n", "1 row in ", READY)
    assert "error" not in shown
    terminal.type("\x04")
    assert terminal.leave() == 0


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            "select valu from metrics;",
            ("error: Binder Error", "(at line 1, column 8)", 'try: Candidate bindings: "value"'),
        ),
        ("drop view metrics;", ("error: DROP statements are not allowed",)),
        ("select ';' as a; select 2 as b;", ("a\n", "b\n")),
        ("\\nothing", ("error: there is no command \\nothing", "try: \\? tells the commands")),
        ("\\?", ("\\d VIEW", "list the columns of a view")),
        ("\\d", ("metrics", "Figures of kind level")),
        ("help", ("\\d VIEW", "list the columns of a view")),
        ("\\d Units", ("unit_code", "VARCHAR", "Code of the unit")),
        ("\\d units", ("unit_code", "VARCHAR", "Code of the unit")),
        ("\\d nothing", ("error: there is no view nothing",)),
        ("\\format nothing", ("error: nothing is no format",)),
        ("\\o rows.xyz", ("error: ", "'rows.xyz' ends in none of")),
        ("\\i missing.sql", ("error: missing.sql cannot be read",)),
        ("\\limit -1", ("error: -1 is no number above 0",)),
        ("\\set 1 2", ("error: \\set needs a name and a value",)),
        ("select $x;", ("error: the query has no value for $x", "\\set place 310113")),
    ],
)
def test_what_is_typed_is_answered_and_the_prompt_goes_on(
    terminal: Terminal, typed: str, shown: tuple[str, ...]
) -> None:
    terminal.type(typed + "\r")
    terminal.wait_for(*shown, READY)
    terminal.type("select 1 + 1 as two;\r")
    terminal.wait_for("two\n", "2\n", "1 row in ", READY)
    terminal.type("\\q\r")
    assert terminal.leave() == 0


def test_settings_hold_for_the_statements_behind_them(ingested: Home, terminal: Terminal) -> None:
    for typed, shown in (
        ("\\set place 310113", ()),
        ("\\set", ("place = 310113",)),
        ("\\format jsonl", ()),
        (
            "select distinct district from metrics where district_code = $place;",
            ('{"district":"宝山区"}\n', "1 row in "),
        ),
        ("select 1 as no_name_in_it;", ('{"no_name_in_it":1}\n',)),
        ("\\unset place", ()),
        ("\\limit 2", ()),
        ("from range(5);", ('{"range":0}\n{"range":1}\n', "the first 2 rows of more in ")),
        ("\\format", ()),
        ("\\x", ("tables: record under record",)),
        ("from range(5);", ("── 1 ", "range   0\n── 2 ", "range   1\n")),
        ("\\timeout 0.2", ()),
        (
            "select count(*) from range(10000000) a, range(10000000) b;",
            ("error: the query was stopped after 0.2 s",),
        ),
        ("\\timeout", ()),
        ("select 3 as three;", ("three   3\n", "1 row in ")),
    ):
        terminal.type(typed + "\r")
        terminal.wait_for(*shown, READY)


def test_rows_of_one_statement_go_to_a_file(filled: Home) -> None:
    (filled.path / "two.sql").write_text("select 1 as one;\nselect 2 as two", encoding="utf-8")
    with at_terminal(filled, "query") as terminal:
        terminal.wait_for(READY)
        for typed, shown in (
            ("\\o rows.csv", ()),
            ("select '宝山区' as place;", ("1 row in ",)),
            ("select 'here' as place;", ("place\n", "here\n")),
            ("\\i two.sql", ("one\n", "two\n", "2\n")),
        ):
            terminal.type(typed + "\r")
            terminal.wait_for(*shown, READY)
    assert (filled.path / "rows.csv").read_text("utf-8-sig").splitlines() == ["place", "宝山区"]


def test_ctrl_c_stops_the_query_and_not_the_prompt(terminal: Terminal) -> None:
    terminal.type(
        "select count(*), 'runs' from range(10000000) a, range(10000000) b where a.range * b.range = 7;\r"
    )
    terminal.wait_for("= 7;\n")
    time.sleep(1)
    terminal.type("\x03")
    terminal.wait_for("interrupted", READY)
    terminal.type("select list_sort(range(300000000));\x03")  # typed, and dropped
    terminal.wait_for(READY)
    terminal.type("select 5 as five;\r")
    terminal.wait_for("five\n", "5\n", "1 row in ", READY)


def test_tab_completes(terminal: Terminal) -> None:
    for typed, shown in (
        ("select district || '!' as place from metrics_b\t", "est"),
        (" where district_code = '闵行\t", "310112"),
        ("';\r", "闵行区!\n"),
        ("\\d organisat\t", "ions"),
        ("\r", "Name with the place"),
    ):
        terminal.type(typed)
        terminal.wait_for(shown)


def test_a_statement_sees_what_was_ingested_meanwhile(home: Home) -> None:
    home.run("db", "upgrade")
    home.run("ingest", BAOSHAN_2018)
    with at_terminal(home, "query") as terminal:
        terminal.wait_for(READY)
        terminal.type("select count(*) as reports from reports;\r")
        terminal.wait_for("reports\n", "1\n", READY)
        home.run("ingest", BAOSHAN_2018.with_name("310113-2020-justice.txt"))
        terminal.type("select count(*) as reports from reports;\r")
        terminal.wait_for("reports\n", "2\n", READY)


def test_what_was_typed_can_be_had_again_the_next_time(filled: Home) -> None:
    for typed in ("select 'typed at first' as text;\r", "\x1b[A\x1b[A\r"):  # up, over what leaves the prompt
        with at_terminal(filled, "query") as terminal:
            terminal.wait_for(READY)
            terminal.type(typed)
            terminal.wait_for("text\n", "typed at first\n", READY)
            terminal.type("\\q\r")
            assert terminal.leave() == 0
    kept = filled.path / "state" / "govstats" / "history"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "+select 'typed at first' as text;" in kept.read_text("utf-8")


def test_a_missing_database_is_told_before_the_prompt(home: Home) -> None:
    with at_terminal(home, "query", "--db", "missing.db") as terminal:
        terminal.wait_for("error: there is no database missing.db")
        assert terminal.leave() == 3
