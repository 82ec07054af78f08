"""`govstats query`: where the statement comes from, its parameters, its limits, and what is told beside the rows."""

from __future__ import annotations

import io
import json
import time
from decimal import Decimal
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import govstats
from govstats.errors import QueryError
from tests.cli.running import ON_SQLITE, Home
from tests.cli.terminals import at_terminal

pytestmark = ON_SQLITE
FIGURES = "select district_code, year, indicator, value, period_end from metrics order by observation_id"
ENDLESS = "select levenshtein(repeat('a', 200000), repeat('b', 200000))"


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("select 40 + 2 as answer",), ""),
        (("-",), "select 40 + 2 as answer"),
        ((), "select 40 + 2 as answer;\n"),
        (("-f", "answer.sql"), "select 1 as not_this"),
        (("--file", "answer.sql"), ""),
    ],
    ids=["argument", "dash", "pipe", "file", "long option"],
)
def test_the_statement_comes_from_an_argument_a_file_or_a_pipe(
    filled: Home, words: tuple[str, ...], stdin: str
) -> None:
    filled.write("answer.sql", "\ufeff-- 答案\nselect 40 + 2 as answer;\n")
    ran = filled.run("query", *words, stdin=stdin.encode())
    assert (ran.code, ran.lines, ran.told) == (0, ["answer", "42"], "1 row")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "select 1,\n  valu from metrics",
            'wrong.sql: Binder Error: Referenced column "valu" not found',
        ),
        ("copy metrics to 'x.csv'", "wrong.sql: COPY statements are not allowed"),
        ("select $x", "wrong.sql: the query has no value for $x"),
        ("", "wrong.sql: the query is empty"),
        ("select 1;\nselect 2;", "wrong.sql: 2 statements in one query"),
        ("select '\n\n宝山区'".encode("gb18030"), "wrong.sql is no text in UTF-8 (at line 3)"),
        ("select 1\0", "wrong.sql: character 9 of the query is no text"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_name(filled: Home, content: str | bytes, said: str) -> None:
    filled.write("wrong.sql", content)
    ran = filled.run("query", "-f", "wrong.sql")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith(f"error: {said}")


def test_the_rows_never_replace_the_statement(filled: Home) -> None:
    filled.write("kept.sql", "select 1 as one")
    (filled.path / "link.csv").symlink_to("kept.sql")
    for words in (
        ("-f", "kept.sql", "-o", "./kept.sql", "--format", "csv"),
        ("-f", "kept.sql", "-o", "link.csv"),
    ):
        ran = filled.run("query", *words)
        assert ran.code == 2
        assert "is the file with the statement" in ran.err
    assert (filled.path / "kept.sql").read_text(encoding="utf-8") == "select 1 as one"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("select 1", "-f", "x.sql"), "Give the statement or a file with it, not both."),
        (("-f", "missing.sql"), "missing.sql cannot be read: No such file or directory"),
        (("-f", ""), "the path is empty"),
        (("select 1", "-p", "place"), "'place' is not of the form name=value"),
        (("select 1", "-p", "1=2"), "'1=2' is not of the form name=value"),
        (("select $a", "-p", "a=1", "-p", "a=2"), "$a is given twice"),
        (("select $a, $b", "-p", "a=1"), "the query has no value for $b"),
        (("select $a", "-p", "a=1", "-p", "b=2"), "the query does not use $b"),
        (("select 1", "--memory", "much"), "'much' is no amount of memory; write it as 512MB or 2GB"),
        (("select 1", "--memory", "1MB"), "too little for a query"),
        (("select 1", "--timeout", "0"), "0.0 is not in the range"),
        (("select 1", "--limit-rows", "0"), "0 is not in the range"),
        (
            ("select 1", "--format", "parquet", "--encoding", "utf-8-sig"),
            "parquet is no text and has no encoding",
        ),
        (("select interval 1 day as i", "-o", "x.parquet"), "a column cannot be written as parquet"),
    ],
)
def test_what_is_wrong_about_the_command_is_told(ingested: Home, words: tuple[str, ...], said: str) -> None:
    ran = ingested.run("query", *words)
    assert ran.code in (1, 2)
    assert ran.out == b""
    assert said in " ".join(ran.err.split())
    assert not list(ingested.path.glob("x.*"))


def test_an_error_that_quotes_a_text_does_not_command_the_terminal(ingested: Home) -> None:
    ran = ingested.run("query", "select cast(chr(27) || '[31m宝山区' as integer)")
    assert ran.code == 2
    assert "'␛[31m宝山区'" in ran.err
    assert "\x1b" not in ran.err


def test_values_come_in_as_parameters(ingested: Home) -> None:
    sql = "select distinct district, year from metrics where district_code = $place and year = $year and label like $like"
    words = ("-p", "place=310113", "--parameter", "year=2020", "-p", "like=%=%")
    ran = ingested.run("query", sql.replace("$like", "$like || '%'"), *words[:-1], "like=")
    assert ran.rows == [["宝山区", "2020"]]
    assert ingested.run("query", "select $a || '|' || $b as text", "-p", "a=x=y\n'z", "-p", "b=").rows == [
        ["x=y\n'z|"]
    ]
    assert ingested.run("query", sql, *words).rows == []


@pytest.mark.parametrize(
    ("words", "rows", "said"),
    [
        (("from range(5)",), 5, "5 rows"),
        (("from range(1)",), 1, "1 row"),
        (("from range(0)",), 0, "0 rows"),
        (("from range(5)", "--limit-rows", "2"), 2, "the first 2 rows of more"),
        (("from range(5)", "--limit-rows", "5"), 5, "5 rows"),
        (("from range(5)", "--limit-rows", "1"), 1, "the first 1 row of more"),
    ],
)
def test_rows_and_time_are_told(ingested: Home, words: tuple[str, ...], rows: int, said: str) -> None:
    ran = ingested.run("query", *words)
    assert (ran.code, len(ran.rows), ran.told) == (0, rows, said)


@pytest.mark.parametrize("kind_of_output", ["json", "jsonl", "markdown", "table", "parquet", "arrow"])
def test_rows_and_time_are_told_in_every_format(ingested: Home, kind_of_output: str) -> None:
    ran = ingested.run("query", "from range(5)", "--limit-rows", "2", "--format", kind_of_output)
    assert (ran.code, ran.told) == (0, "the first 2 rows of more")
    counted = {
        "json": lambda: len(json.loads(ran.out)),
        "jsonl": lambda: len(ran.lines),
        "markdown": lambda: len(ran.lines) - 2,
        "table": lambda: len(ran.lines) - 2,
        "parquet": lambda: pq.read_table(io.BytesIO(ran.out)).num_rows,
        "arrow": lambda: pa.ipc.open_stream(ran.out).read_all().num_rows,
    }
    assert counted[kind_of_output]() == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((ENDLESS, "--timeout", "0.5"), "the query was stopped after 0.5 seconds"),
        (
            ("from range(1000000) a, range(1000000) b", "--timeout", "0.5"),
            "the query was stopped after 0.5 seconds",
        ),
        (
            ("select list_sort(range(300000000))", "--memory", "100MB"),
            "the query needs more memory than 100MB",
        ),
        (
            ("from range(100000000)", "--format", "table", "--memory", "60MB"),
            "the rows of the query need more memory",
        ),
    ],
)
def test_a_runaway_is_stopped_and_leaves_no_file(filled: Home, words: tuple[str, ...], said: str) -> None:
    start = time.monotonic()
    before = set(filled.path.iterdir())
    ran = filled.run("query", *words, "-o", "rows.csv")
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.err
    assert time.monotonic() - start < 20
    assert set(filled.path.iterdir()) == before


def test_arrow_formats_hold_types_and_exact_numbers(filled: Home) -> None:
    for name in ("rows.parquet", "rows.arrow", "rows.feather"):
        assert filled.run("query", FIGURES, "-o", name).code == 0
    with govstats.open_database(filled.address) as database:
        table = database.query(FIGURES)
    assert pq.read_table(filled.path / "rows.parquet").equals(table)
    for name in ("rows.arrow", "rows.feather"):
        with pa.OSFile(str(filled.path / name)) as file:
            assert pa.ipc.open_file(file).read_all().equals(table)
    streamed = filled.run("query", FIGURES, "--format", "arrow")
    assert pa.ipc.open_stream(streamed.out).read_all().equals(table)
    piped = filled.run("query", FIGURES, "--format", "parquet")
    assert pq.read_table(io.BytesIO(piped.out)).equals(table)
    read = pd.read_parquet(filled.path / "rows.parquet")
    assert Decimal("98.16") in set(read["value"])
    assert set(read["district_code"]) >= {"310113"}
    assert pl.read_parquet(filled.path / "rows.parquet").shape == table.shape


def test_what_python_gets_can_be_handed_to_pandas_and_polars(filled: Home) -> None:
    with govstats.open_database(filled.address) as database:
        table = database.query(FIGURES)
        frame = table.to_pandas()
        assert set(map(type, frame["value"])) == {Decimal}
        assert frame["value"].astype(float).max() > 0
        polars = pl.from_arrow(table)
        assert isinstance(polars, pl.DataFrame)
        assert polars["value"].dtype == pl.Decimal(24, 6)
        cut = database.query("from range(10)", row_limit=3)
        assert cut.num_rows == 3
        with pytest.raises(QueryError, match=r"stopped after 0\.3 seconds"):
            database.query(ENDLESS, timeout_seconds=0.3)
        with pytest.raises(QueryError, match="more memory than 60MB"):
            database.query("from range(100000000)", memory_limit="60MB")
        assert database.query("select $n as n", {"n": 3}).to_pylist() == [{"n": 3}]


class TestAtATerminal:
    def test_bytes_that_are_no_text_are_not_sent_to_it(self, filled: Home) -> None:
        for kind in ("parquet", "arrow"):
            with at_terminal(filled, "query", "select 1", "--format", kind) as terminal:
                terminal.wait_for(f"{kind} is no text, and a terminal shows nothing else")
                assert terminal.leave() == 2

    def test_a_long_table_is_cut_and_says_so(self, filled: Home) -> None:
        with at_terminal(filled, "query", "from range(5000)") as terminal:
            shown = terminal.wait_for(
                "  999\n", "the first 1000 rows of more in ", "; --limit-rows gives more, -o FILE all"
            )
            assert "1000\n" not in shown
        with at_terminal(filled, "query", "from range(5000)", "--limit-rows", "4000") as terminal:
            terminal.wait_for(" 3999\n", "the first 4000 rows of more in ", " s\n")

    @pytest.mark.parametrize(
        ("columns", "words", "shown"),
        [
            (200, (), ("district   year   indicator                value\n──",)),
            (120, (), ("district   year   indicator                value\n──",)),
            (40, (), ("── 1 ──", "\ndistrict    宝山区\n", "\nindicator   mediation.success_rate\n")),
            (40, ("--wide",), ("district   year   indicator                value\n──",)),
            (200, ("--records",), ("── 1 ──", "\ndistrict    宝山区\n")),
        ],
    )
    def test_a_table_fits_its_width(
        self, filled: Home, columns: int, words: tuple[str, ...], shown: tuple[str, ...]
    ) -> None:
        sql = (
            "select district, year, indicator, value from metrics where district_code = '310113'"
            " and indicator = 'mediation.success_rate'"
        )
        with at_terminal(filled, "query", sql, *words, columns=columns) as terminal:
            terminal.wait_for(*shown, "rows in ")
            assert terminal.leave() == 0

    def test_ctrl_c_ends_the_command(self, filled: Home) -> None:
        with at_terminal(filled, "query", ENDLESS) as terminal:
            time.sleep(2)
            terminal.type("\x03")
            terminal.wait_for("interrupted")
            assert terminal.leave() == 130


def test_a_reader_who_waits_does_not_use_the_time_up(filled: Home) -> None:
    running = filled.start("query", "from range(300000)", "--timeout", "1.5")
    time.sleep(4)  # the pipe is full and nobody reads
    out, _ = running.communicate(timeout=30)
    assert running.returncode == 0
    assert len(out.splitlines()) == 300_001


def test_no_query_sees_the_environment(ingested: Home, tmp_path: Path) -> None:
    ran = ingested.run("query", "select getenv('HOME')")
    assert (ran.code, ran.out) == (2, b"")
