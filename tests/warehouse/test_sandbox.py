"""A user's SQL can read the views and do nothing else; errors say where."""

from __future__ import annotations

import re
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
    "show temp_directory",
    "show memory_limit",
    "from (show temp_directory)",
    "describe temp_directory",
    "summarize '{folder}/secret.csv'",
    "describe '{folder}/secret.csv'",
    "show '{folder}/secret.csv'",
    "from '{folder}/secret.parquet'",
    "from '{folder}/govstats.duckdb'",
    'from "{folder}/secret.csv"',
    "pivot '{folder}/secret.csv' on word in ('xyzzy') using count(*)",
    "select * from metrics positional join '{folder}/secret.csv'",
    "from 'https://example.org/secret.csv'",
    "from 's3://bucket/secret.parquet'",
    "from 'file:{folder}/secret.csv'",
    "from \"read_csv\"('{folder}/secret.csv')",
    "from main.read_csv('{folder}/secret.csv')",
    "from system.main.read_text('{folder}/secret.csv')",
    "from READ_TEXT('{folder}/secret.csv')",
    "from/**/read_text/**/('{folder}/secret.csv')",
    "from\u00a0read_text('{folder}/secret.csv')",
    "from\u3000read_text('{folder}/secret.csv')",
    "from range(1), lateral (from read_text('{folder}/secret.csv'))",
    "select list_transform([1], lambda x: (select content from read_text('{folder}/secret.csv')))",
    "select (from read_text('{folder}/secret.csv') select content) from metrics",
    "select exists (from glob('{folder}/*'))",
    "from metrics where district in (select content from read_text('{folder}/secret.csv'))",
    "from metrics order by (select content from read_text('{folder}/secret.csv'))",
    "from metrics limit (select count(*) from glob('{folder}/*'))",
    "select sum(1) over (order by (select count(*) from glob('{folder}/*')))",
    "values ((select count(*) from glob('{folder}/*')))",
    "select 1 union all select count(*) from glob('{folder}/*')",
    "with recursive a as (select 1 union all select count(*) from glob('{folder}/*')) from a",
    "with a as materialized (select count(*) from glob('{folder}/*')) from a",
    "from query_table('metrics')",
    "from query_table(['metrics', '{folder}/secret.csv'])",
    # macros that look a table up by its name, which no part of the statement is
    "from histogram('duckdb_databases', path)",
    "from histogram(pg_settings, setting)",
    "from histogram_values('pg_catalog.pg_settings', setting)",
    "from histogram('{folder}/secret.csv', word)",
    "from parquet_scan('{folder}/x.parquet')",
    "from arrow_scan(1, 2, 3)",
    "from pandas_scan(140000000000)",
    "from python_map_function(1)",
    "from seq_scan('figures')",
    "from duckdb_logs()",
    "from duckdb_secret_types()",
    "from duckdb_memory()",
    "from duckdb_external_file_cache()",
    "from duckdb_variables()",
    "from duckdb_profiling_settings()",
    "from pragma_platform()",
    "from pragma_user_agent()",
    "from pragma_database_size()",
    "from enable_profiling()",
    "from truncate_duckdb_logs()",
    "from create_external_resource('x')",
    "from pg_settings",
    "from pg_catalog.pg_database",
    "from pg_catalog.pg_proc",
    "from system.pg_catalog.pg_settings",
    "select system.main.current_setting('temp_directory')",
    "select main.current_setting('temp_directory')",
    "select getvariable('x')",
    "select nextval('s')",
    "select setseed(0.5)",
    "select sleep_ms(1000)",
    "select pg_sleep(1)",
    "select in_search_path('govstats', 'main')",
    "select json_deserialize_sql(json_serialize_sql('select 1'))",
    "select json_serialize_plan('select 1')",
    "select finalize('x'::blob)",
    "select vector_type(1)",
    "select list_transform(['temp_directory'], lambda x: current_setting(x))",
    "select count(*) filter (where current_setting('temp_directory') <> '') from metrics",
    "select 1 from metrics group by current_setting('temp_directory')",
    "select columns(c -> current_setting('temp_directory') <> '') from metrics",
    "from range(1) t(x) where try(current_setting('temp_directory')) <> ''",
    # transactions, upkeep and the rest
    "explain analyze update loaded.figures set value = 0",
    "explain analyze drop view metrics",
    "explain analyze create table x (a integer)",
    "explain explain select 1",
    "with x as (delete from loaded.figures returning *) from x",
    "with x as (update loaded.figures set value = 0 returning *) from x",
    "copy (with x as (select 1) from x) to '{folder}/out.csv'",
    "copy from database govstats to other",
    "create or replace temp macro m() as 1",
    "create function m() as 1",
    "load_aws_credentials()",
    "set session memory_limit = '99GB'",
    "set schema = 'loaded'",
    "set show_behavior = 'auto'",
    "set errors_as_json = false",
    "reset all",
    "pragma memory_limit = '99GB'",
    "pragma show_tables",
    "pragma import_database('{folder}')",
    "call duckdb_settings()",
    "call force_checkpoint()",
    "rollback",
    "abort",
    "checkpoint govstats",
    "vacuum analyze",
    "update extensions",
    "comment on table loaded.figures is 'x'",
    "select 1 /* ; */; -- x\n drop view metrics",
    "select 1;\u00a0select 2",
    "select 1\x00; drop view metrics",
    "select '\ud800'",
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


@pytest.mark.parametrize(
    "sql", ["select 1 as a; -- ; drop view metrics", "select ';' as a /* ; */", "\ufeffselect 1 as a"]
)
def test_semicolons_in_texts_and_comments_end_nothing(snapshot: Path, sql: str) -> None:
    assert run_query(snapshot, sql).column_names == ["a"]


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


@pytest.mark.parametrize(
    ("sql", "values", "message", "hint"),
    [
        ("select $year", None, "the query has no value for $year", "-p "),
        ("select $year, $place", {"other": "1"}, "the query has no value for $place, $year", "-p "),
        ("select $year", {"year": "1", "b": "2", "a": "3"}, "the query does not use $a, $b", "it uses $year"),
        ("select 1", {"year": "1"}, "the query does not use $year", "write $name where"),
        ("select ?, $2", {}, "", "$place"),
        ("select $f", {"f": print}, "Unable to transform", ""),
        ("select $f", {"f": lambda: 1}, "a parameter is no value", "texts, numbers and dates"),
    ],
)
def test_parameters_that_do_not_fit_are_named(
    snapshot: Path, sql: str, values: dict[str, object] | None, message: str, hint: str
) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(snapshot, sql, parameters=values)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("condition", "value", "is_met"),
    [
        # a text takes the type of what it is compared with, as one in quotes does
        ("year = $x", "2020", True),
        ("year in (2019, $x)", "2020", True),
        ("year between $x and 2021", "2020", True),
        ("year < $x", "10000", True),
        ("year = $x::int + 1", "2019", True),
        ("district_code = $x", "310113", True),
        ("district_code = $x", "0310113", False),
        ("district_code < $x", "9", True),
        ("district_code like $x", "3101%", True),
        ("value < $x", "98.17", True),
        ("value = $x", "98.16", True),
        ("value = $x", "98.160", True),
        ("period_end = $x", "2020-12-31", True),
        ("confidence > $x", "0.5", True),
        ("typeof($x) = 'VARCHAR'", "2020", True),
        ("district = $x", "宝山区' or 1 = 1 --", False),
    ],
)
def test_a_text_is_compared_as_the_other_side_is(
    snapshot: Path, condition: str, value: str, is_met: bool
) -> None:
    sql = f"select count(*) > 0 as met from metrics where indicator is not null and {condition}"
    assert run_query(snapshot, sql, parameters={"x": value}).to_pylist() == [{"met": is_met}]


def test_a_text_that_is_no_number_is_refused_where_one_is_compared(snapshot: Path) -> None:
    with pytest.raises(QueryError, match="Could not convert string 'twenty' to INT32"):
        run_query(snapshot, "from metrics where year = $x", parameters={"x": "twenty"})


@pytest.mark.parametrize(
    ("sql", "message", "hint"),
    [
        ("selec 1", 'syntax error at or near "selec" (at line 1, column 1)', ""),
        ("select value\nfrom metrics\nwher year = 2020", "(at line 3, column 6)", ""),
        ("select nope from metrics", '"nope" not found in FROM clause! (at line 1, column 8)', "Candidate"),
        ("select '调解成功率', districts from metrics", "(at line 1, column 17)", '"district"'),
        ("select '调解',\n  '宝山区', vale\nfrom metrics", "(at line 2, column 10)", '"value"'),
        ("from metricss", "metricss does not exist! (at line 1, column 6)", 'Did you mean "metrics"?'),
        (
            "select medan(value) from metrics",
            "there is no function medan for queries (at line 1, column 8)",
            '"median"',
        ),
        ("select cast('x' as integer)", "Could not convert string 'x' to INT32 (at line 1, column 8)", ""),
        ("select district, count(*) from metrics", "must appear in the GROUP BY clause", ""),
        (
            "select \n current_setting('x')",
            "current_setting is not allowed in a query (at line 2, column 2)",
            "",
        ),
        ("select 1 from\n\n read_csv('x')", "read_csv is not allowed in a query (at line 3, column 2)", ""),
        ("select 1; select 2", "2 statements in one query", "\\i FILE runs all of a file"),
        (
            "pivot metrics on year using count(*)",
            "a PIVOT without its values is not allowed",
            "IN (2019, 2020)",
        ),
        ("create table a as select 'pivot'", "CREATE statements are not allowed", "a query reads"),
        # advice on settings, which a query cannot change, and the many ways to call a function are left out
        ("select list_transform([1], x -> x)", "the new lambda syntax", ""),
        ("select " + "(" * 1200 + "1" + ")" * 1200, "Max expression depth limit of 1000 exceeded.", ""),
        (
            "select value + unit from metrics",
            "argument types '+(DECIMAL(24,6), VARCHAR)'. You might need to add explicit type casts. (at",
            "Candidate functions:",
        ),
        (
            'from metrics where district = "宝山区"',
            '"宝山区" not found',
            "a text stands in single quotes: '宝山区'",
        ),
        (
            "from metrics where indicator = mediation.success_rate",
            '"mediation" not found',
            "a text stands in single quotes: 'mediation.success_rate'",
        ),
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
    assert not re.search(r"\bset\b", str(caught.value), re.IGNORECASE)
    assert len(caught.value.hint) < 200


def test_a_row_limit_says_whether_there_was_more(snapshot: Path) -> None:
    cut = run_query(snapshot, "from range(100000)", row_limit=1000)
    assert (cut.num_rows, cut.schema.metadata[TRUNCATED]) == (1000, b"true")
    whole = run_query(snapshot, "from range(1000)", row_limit=1000)
    assert (whole.num_rows, whole.schema.metadata[TRUNCATED]) == (1000, b"false")
    assert run_query(snapshot, "from metrics where false", row_limit=5).num_rows == 0


def test_a_missing_snapshot_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"no snapshot at .*nowhere\.duckdb"):
        run_query(tmp_path / "nowhere.duckdb", "select 1")


def test_a_file_that_is_no_snapshot_is_named(folder: Path) -> None:
    with pytest.raises(QueryError, match=r"secret\.csv cannot be opened"):
        run_query(folder / "secret.csv", "select 1")
