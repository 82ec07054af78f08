"""From an empty database to the newest revision and back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from govstats.errors import StoreError
from govstats.reading.report import HeaderField
from govstats.store import (
    Store,
    current_revision,
    database_url,
    head_revision,
    open_engine,
    read_stored_report,
    restore_source,
)
from govstats.store.migrating import downgrade, migration_connection, upgrade
from govstats.store.revisions import Condition, examine, refusal
from govstats.store.schema import Base
from govstats.store.scripts import known_revisions, scripts_folder
from tests.store.samples import TEXT, make_extraction, make_report, put


@pytest.fixture
def engine(store_url):
    made = open_engine(store_url)
    yield made
    made.dispose()


def tables_of(engine):
    return set(inspect(engine).get_table_names())


def test_up_down_and_up_again(engine):
    assert current_revision(engine) is None
    upgrade(engine)
    assert current_revision(engine) == head_revision()
    assert tables_of(engine) == set(Base.metadata.tables) | {"alembic_version"}
    downgrade(engine, "base")
    assert current_revision(engine) is None
    assert tables_of(engine) == {"alembic_version"}
    upgrade(engine)
    upgrade(engine)
    assert current_revision(engine) == head_revision()


def test_downgrading_drops_tables_that_hold_rows(store):
    put(store, make_report(), make_extraction())
    downgrade(store.engine, "base")
    assert tables_of(store.engine) == {"alembic_version"}


def test_rows_of_an_earlier_revision_stay_and_say_that_their_grounds_are_unknown(store):
    put(store, make_report(), make_extraction())
    columns = "id, indicator_code, label, value, scope, confidence, part_of_id"
    grounds = "scope_if_coded, scope_if_uncoded, base_confidence, light_verb, is_addition"
    with store.engine.connect() as connection:
        before = connection.execute(text(f"SELECT {columns} FROM observations ORDER BY id")).all()
    downgrade(store.engine, "0001")
    upgrade(store.engine)
    with store.engine.connect() as connection:
        assert connection.execute(text(f"SELECT {columns} FROM observations ORDER BY id")).all() == before
        assert set(connection.execute(text(f"SELECT {grounds} FROM observations"))) == {
            (None, None, None, None, None)
        }
        assert connection.execute(text("SELECT count(*) FROM set_aside")).scalar_one() == 1


def test_reports_of_revision_0002_stay_and_have_no_source_until_it_is_ingested_again(store):
    facts = {"kind": "annual_report", "fields": (HeaderField("year", "2020", "title", 0.9),)}
    first = put(store, make_report(**facts), make_extraction(), archive=TEXT.encode())
    put(store, make_report(TEXT.replace("212", "213")))
    made = definitions(store.engine)
    columns = "id, sha256, title, published_on, text, ingested_at, replaces_id, store_version"
    with store.engine.connect() as connection:
        before = connection.execute(text(f"SELECT {columns} FROM reports ORDER BY id")).all()
    downgrade(store.engine, "0002")
    assert not {"sources", "header_fields"} & tables_of(store.engine)
    with store.engine.connect() as connection:
        assert connection.execute(text(f"SELECT {columns} FROM reports ORDER BY id")).all() == before
        with pytest.raises(IntegrityError):
            connection.execute(text("UPDATE reports SET year = 1900"))
    upgrade(store.engine)
    assert definitions(store.engine) == made
    with store.reading() as session:
        shown = read_stored_report(session, first.report_id)
    assert (shown.text, shown.figures, shown.set_aside) == (TEXT, 4, 1)
    assert (shown.kind, shown.fields, shown.warnings, shown.is_recognised) == (None, (), None, False)
    assert shown.source_size is None
    again = put(store, make_report(), archive=TEXT.encode())
    assert (again.outcome, again.report_id) == ("unchanged", first.report_id)
    with store.reading() as session:
        assert restore_source(session, shown.sha256) == TEXT.encode()


def test_the_migrations_make_the_schema_of_the_models(engine):
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def definitions(engine):
    """All columns, constraints and indexes as the database itself words them."""
    if engine.dialect.name == "sqlite":
        statement = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
        with engine.connect() as connection:
            made = connection.execute(text(statement)).scalars().all()
        # SQLite quotes the name of a table that was written anew
        return sorted(line.strip(" ,\t").replace('"', "") for sql in made for line in sql.splitlines())
    statement = (
        "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass "
        "UNION ALL SELECT indexdef FROM pg_indexes "
        "WHERE schemaname = 'public' AND tablename <> 'alembic_version' "
        "UNION ALL SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) "
        "FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version' "
        "UNION ALL SELECT concat_ws(' ', objoid::regclass, attname, description) FROM pg_description "
        "JOIN pg_class ON pg_class.oid = objoid LEFT JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid "
        "WHERE relnamespace = 'public'::regnamespace"
    )
    with engine.connect() as connection:
        return sorted(connection.execute(text(statement)).scalars())


@pytest.mark.parametrize("revision", known_revisions()[:-1])
def test_going_down_to_a_revision_gives_what_going_up_to_it_gave(engine, revision):
    with migration_connection(engine) as connection:
        configuration = Config(attributes={"connection": connection})
        configuration.set_main_option("script_location", str(scripts_folder()))
        command.upgrade(configuration, revision)
    before = definitions(engine)
    upgrade(engine)
    assert definitions(engine) != before or engine.dialect.name == "sqlite"  # which keeps no comments
    downgrade(engine, revision)
    assert current_revision(engine) == revision
    assert definitions(engine) == before


def test_the_migrations_make_every_check_of_the_models(engine):
    """Autogenerate does not look at checks, so the definitions themselves are compared, comments too."""
    upgrade(engine)
    migrated = definitions(engine)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    assert migrated == definitions(engine)
    assert any("ck_observations_bound" in line for line in migrated)


def test_every_constraint_has_a_name(engine):
    upgrade(engine)
    found = inspect(engine)
    for table in Base.metadata.tables:
        constraints = [
            found.get_pk_constraint(table),
            *found.get_foreign_keys(table),
            *found.get_unique_constraints(table),
            *found.get_check_constraints(table),
        ]
        assert all(one["name"] for one in constraints), table


def test_revisions_form_one_line_that_file_names_tell():
    scripts = ScriptDirectory(str(scripts_folder()))
    assert scripts.get_heads() == [head_revision()]
    line = [one.revision for one in scripts.walk_revisions("base", "heads")]
    assert tuple(reversed(line)) == known_revisions()


@pytest.mark.parametrize("command", [["upgrade", "head"], ["upgrade", "head", "--sql"]])
def test_the_alembic_command_line_works_too(tmp_path, command):
    top = Path(__file__).parents[2]
    if not (top / "alembic.ini").exists():
        pytest.skip("no checkout: alembic.ini is not here")
    environ = {**os.environ, "GOVSTATS_DATABASE_URL": str(tmp_path / "x.db")}
    alembic = [sys.executable, "-m", "alembic", "-c", str(top / "alembic.ini")]
    first = subprocess.run(
        [*alembic, *command], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert first.returncode == 0, first.stderr
    if "--sql" in command:
        assert "CREATE TABLE observations" in first.stdout
        return
    check = subprocess.run(
        [*alembic, "check"], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr + check.stdout


def test_two_programs_may_create_the_tables_at_once(store_url):
    program = (
        "import sys\nfrom govstats.store import Store\n"
        "sys.stdin.readline()\nStore.open(sys.argv[1], create=True).close()\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, store_url], stdin=subprocess.PIPE) for _ in range(2)
    ]
    for process in started:
        process.communicate(b"\n", timeout=60)
    assert [process.returncode for process in started] == [0, 0]
    with Store.open(store_url, create=False) as store:
        assert current_revision(store.engine) == head_revision()


def test_a_migration_that_fails_leaves_nothing(store_url, engine):
    """A view stands where a table of the schema should go; SQLite and PostgreSQL both refuse the table."""
    with engine.begin() as connection:
        connection.execute(text("CREATE VIEW set_aside AS SELECT 1 AS one"))
    with pytest.raises(StoreError, match="set_aside"):
        Store.open(store_url, create=True)
    assert tables_of(engine) == set()


def test_a_postgresql_database_must_keep_unicode(server):
    with (
        server.database("ENCODING SQL_ASCII TEMPLATE template0") as url,
        pytest.raises(StoreError) as refused,
    ):
        Store.open(database_url(url, {}), create=True)
    assert "SQL_ASCII" in refused.value.message
    assert "UTF8" in refused.value.hint


def test_an_older_database_is_told_from_a_newer_one(store):
    with store.engine.connect() as connection:
        assert examine(connection, [head_revision(), "9999"]) == (Condition.OLDER, head_revision())
        assert examine(connection, ["0000"]) == (Condition.NEWER, head_revision())
        assert examine(connection) == (Condition.CURRENT, head_revision())
    older = refusal(Condition.OLDER, store.url, "0000")
    assert "0000" in older.message
    assert "govstats db upgrade" in older.hint
