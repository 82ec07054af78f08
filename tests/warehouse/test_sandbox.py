"""A user's SQL can read the views and do nothing else; errors say where."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from govstats.errors import QueryError
from govstats.warehouse import refresh, run_query
from govstats.warehouse.sandbox import TRUNCATED
from tests.warehouse.stores import KINDS, SampleStore, figure, new_url


@pytest.fixture(scope="module", params=KINDS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the snapshot of a store, a SQLite store itself, and a file that is nobody's business."""
    folder = tmp_path_factory.mktemp("sandbox")
    with new_url(request, request.param, folder) as url:
        SampleStore(url).add_report(figure("98.16"), figure("205745800", indicator_code=None))
        refresh(url, folder / "govstats.duckdb")
    (folder / "secret.csv").write_text("word\nxyzzy\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def snapshot(folder: Path) -> Path:
    """The snapshot in the folder."""
    return folder / "govstats.duckdb"


@pytest.fixture(autouse=True)
def unchanged(folder: Path) -> Iterator[None]:
    """Whatever a test tries, the folder stays as it is."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    yield
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


READING = (
    "select 1",
    "(select 1)",
    "with a as (select 1 as x) select * from a",
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5) select * from n",
    "from metrics",
    "from metrics select district, value where year = 2020",
    "values (1, 'a'), (2, 'b')",
    "table metrics",
    "describe metrics",
    "describe select * from metrics",
    "show tables",
    "summarize metrics",
    "explain select * from metrics",
    "explain analyze select * from metrics",
    "explain (format json) select * from metrics",
    "/* why */ explain /* how */ select 1",
    "-- a comment\nselect 1; -- another",
    "select 1;",
    "select * from metrics limit 1 offset 1",
    "select * from range(3), unnest([1, 2])",
    "select district, rank() over (order by value) from metrics qualify true",
    "pivot units on dimension in ('case', 'percent') using count(*)",
    "select * from duckdb_columns() where table_name = 'metrics'",
    "select table_name from information_schema.tables",
    "select '; drop table x; --' as text",
    "select 'copy (select 1) to ''x''' as text",
)


@pytest.mark.parametrize("sql", READING)
def test_what_reads_runs(snapshot: Path, sql: str) -> None:
    assert run_query(snapshot, sql).num_columns > 0


ATTACKS = (
    # statements that write
    "insert into loaded.units values ('x', 'x', 'x', 'x', 'x', 1)",
    "update loaded.figures set value = 0",
    "delete from loaded.figures",
    "truncate loaded.figures",
    "merge into loaded.units using loaded.places on false when not matched then insert default values",
    "create table x (a integer)",
    "create temp table x (a integer)",
    "create temp view x as select 1",
    "create or replace macro m(a) as a + 1",
    "create secret s (type s3)",
    "create type t as enum ('a')",
    "create sequence s",
    "create schema s",
    "drop view metrics",
    "alter table loaded.units add column x integer",
    "comment on view metrics is 'x'",
    # files and other databases
    "copy metrics to '{folder}/out.csv'",
    "copy (select 1) to '{folder}/govstats.duckdb.wal'",
    "explain copy (select 1) to '{folder}/out.csv'",
    "explain analyze copy (select 1) to '{folder}/govstats.duckdb.wal'",
    "explain (analyze) copy (select 1) to '{folder}/govstats.duckdb.wal'",
    "with x as (copy (select 1) to '{folder}/govstats.duckdb.wal') select 1",
    "with x as (insert into loaded.units values ('x', 'x', 'x', 'x', 'x', 1) returning *) select * from x",
    "explain analyze delete from loaded.figures",
    "copy loaded.units from '{folder}/secret.csv'",
    "export database '{folder}/export'",
    "import database '{folder}/export'",
    "attach '{folder}/new.duckdb' as other",
    "detach govstats",
    "use memory",
    "select * from '{folder}/secret.csv'",
    "from read_csv('{folder}/secret.csv')",
    "from read_text('{folder}/secret.csv')",
    "from read_blob('{folder}/govstats.db')",
    "from read_json('{folder}/secret.csv')",
    "from read_parquet('{folder}/secret.csv')",
    "from read_duckdb('{folder}/govstats.duckdb')",
    "from parquet_metadata('{folder}/secret.csv')",
    "from sniff_csv('{folder}/secret.csv')",
    "from glob('{folder}/*')",
    "describe select * from read_csv('{folder}/secret.csv')",
    "explain select * from read_csv('{folder}/secret.csv')",
    "select (select content from read_text('{folder}/secret.csv'))",
    "with a as (from read_text('{folder}/secret.csv')) select 1 from metrics",
    "from query('from read_csv(''{folder}/secret.csv'')')",
    "from json_execute_serialized_sql(json_serialize_sql('select 1'))",
    "select getenv('HOME')",
    # extensions
    "install httpfs",
    "load httpfs",
    "load '{folder}/evil.duckdb_extension'",
    "force install spatial",
    # settings, and what they tell
    "set threads = 1",
    "set global memory_limit = '99GB'",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set variable x = 1",
    "reset memory_limit",
    "pragma enable_profiling",
    "pragma database_list",
    "pragma table_info('metrics')",
    "call pragma_version()",
    "call enable_logging()",
    "select current_setting('temp_directory')",
    "select 'temp_directory'.current_setting()",
    "select * from metrics order by CURRENT_SETTING('temp_directory')",
    "select \"current_setting\"('temp_directory')",
    "from duckdb_settings()",
    "from duckdb_databases()",
    "from duckdb_databases",
    "from system.main.duckdb_databases",
    "from pragma_database_list",
    "from pg_catalog.pg_settings",
    "from duckdb_secrets()",
    "from duckdb_extensions()",
    "from duckdb_temporary_files()",
    "from which_secret('s3://x', 's3')",
    "summarize duckdb_databases",
    "select write_log('x')",
    # transactions, upkeep and the rest
    "begin",
    "commit",
    "checkpoint",
    "from checkpoint()",
    "vacuum",
    "analyze",
    "prepare p as select 1",
    "execute p",
    "deallocate p",
    "pivot metrics on year using count(*)",
    "select 1; select 2",
    "select 1; drop view metrics",
    "",
    " ; ",
    "-- nothing",
)


@pytest.mark.parametrize("sql", ATTACKS)
def test_what_does_more_is_refused(snapshot: Path, folder: Path, sql: str) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(snapshot, sql.format(folder=folder))
    assert caught.value.message
    assert "xyzzy" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_table_of_the_calling_program_is_not_reached(snapshot: Path) -> None:
    secret = run_query(snapshot, "select 1 as word")
    with pytest.raises(QueryError, match="secret does not exist"):
        run_query(snapshot, "select * from secret")
    assert secret.num_rows == 1


def test_data_are_exact_and_typed(snapshot: Path) -> None:
    table = run_query(snapshot, "select district_code, value, period_end from metrics order by value")
    assert table.to_pylist() == [
        {"district_code": "310113", "value": Decimal("98.16"), "period_end": date(2020, 12, 31)},
        {"district_code": "310113", "value": Decimal(205745800), "period_end": date(2020, 12, 31)},
    ]
    assert [str(kind) for kind in table.schema.types] == ["string", "decimal128(24, 6)", "date32[day]"]


def test_parameters_bind_by_name(snapshot: Path) -> None:
    sql = "select value from metrics where district = $place and year = $year and value < $most"
    values = {"place": "宝山区", "year": 2020, "most": Decimal(100)}
    assert run_query(snapshot, sql, parameters=values).to_pylist() == [{"value": Decimal("98.16")}]
    assert run_query(snapshot, sql, parameters=values | {"place": "' or 1 = 1 --"}).num_rows == 0


@pytest.mark.parametrize("values", [None, {}, {"other": 1}])
def test_a_missing_parameter_is_named(snapshot: Path, values: dict[str, object] | None) -> None:
    with pytest.raises(QueryError, match="parameters: year"):
        run_query(snapshot, "select * from metrics where year = $year", parameters=values)


@pytest.mark.parametrize(
    ("sql", "message", "hint"),
    [
        ("selec 1", 'syntax error at or near "selec" (at line 1, column 1)', ""),
        ("select value\nfrom metrics\nwher year = 2020", "(at line 3, column 6)", ""),
        ("select nope from metrics", '"nope" not found in FROM clause! (at line 1, column 8)', "Candidate"),
        ("select '调解成功率', districts from metrics", "(at line 1, column 17)", '"district"'),
        ("select '调解',\n  '宝山区', vale\nfrom metrics", "(at line 2, column 10)", '"value"'),
        ("from metricss", "metricss does not exist! (at line 1, column 6)", 'Did you mean "metrics"?'),
        ("select medan(value) from metrics", "medan does not exist! (at line 1, column 8)", '"median"'),
        ("select cast('x' as integer)", "Could not convert string 'x' to INT32 (at line 1, column 8)", ""),
        ("select district, count(*) from metrics", "must appear in the GROUP BY clause", ""),
        (
            "select \n current_setting('x')",
            "current_setting is not allowed in a query (at line 2, column 2)",
            "",
        ),
        ("select 1 from\n\n read_csv('x')", "read_csv is not allowed in a query (at line 3, column 2)", ""),
        ("select error('it {broke}')", "it {broke}", ""),
        ("select " + "(" * 400 + "1" + ")" * 400 + " +" * 400 + " 1", "", ""),
    ],
)
def test_errors_say_where(snapshot: Path, sql: str, message: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(snapshot, sql)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert "\n" not in str(caught.value)
    assert "exception_message" not in str(caught.value)


def test_a_row_limit_says_whether_there_was_more(snapshot: Path) -> None:
    cut = run_query(snapshot, "from range(100000)", row_limit=1000)
    assert (cut.num_rows, cut.schema.metadata[TRUNCATED]) == (1000, b"true")
    whole = run_query(snapshot, "from range(1000)", row_limit=1000)
    assert (whole.num_rows, whole.schema.metadata[TRUNCATED]) == (1000, b"false")
    assert run_query(snapshot, "from metrics where false", row_limit=5).num_rows == 0


ENDLESS = "select count(*) from range(10000000) a, range(10000000) b where a.range * b.range = 7"


@pytest.mark.parametrize("sql", [ENDLESS, "from range(1000000) a, range(1000000) b"])
def test_a_query_that_takes_too_long_is_stopped(snapshot: Path, sql: str) -> None:
    start = time.monotonic()
    with pytest.raises(QueryError, match=r"stopped after 0\.3 seconds"):
        run_query(snapshot, sql, timeout_seconds=0.3)
    assert time.monotonic() - start < 5
    assert run_query(snapshot, "select 1", timeout_seconds=10).num_rows == 1


def test_a_timeout_leaves_no_thread_behind(snapshot: Path) -> None:
    before = threading.active_count()
    run_query(snapshot, "select 1", timeout_seconds=60)
    assert threading.active_count() == before


def test_a_query_that_needs_too_much_memory_is_stopped(snapshot: Path) -> None:
    with pytest.raises(QueryError, match="more memory than 50MB"):
        run_query(snapshot, "select list(range) from range(100000000)", memory_limit="50MB")


def test_a_missing_snapshot_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"no snapshot at .*nowhere\.duckdb"):
        run_query(tmp_path / "nowhere.duckdb", "select 1")


def test_a_file_that_is_no_snapshot_is_named(folder: Path) -> None:
    with pytest.raises(QueryError, match=r"secret\.csv cannot be opened"):
        run_query(folder / "secret.csv", "select 1")
