"""Bringing a database from one revision of the schema to another, with Alembic."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from govstats.errors import StoreError
from govstats.store.engine import show_url
from govstats.store.revisions import Condition, examine, refusal
from govstats.store.scripts import scripts_folder

MIGRATION_LOCK = 0x676F7673  # "govs": the key of PostgreSQL's advisory lock that only migrations take


def upgrade(engine: Engine, before_change: Callable[[str], object] | None = None) -> None:
    """Bring a database to the newest revision; an empty one gets its tables, an up-to-date one stays.

    One transaction: a failure leaves the database as it was. Two programs may call it at once.

    Args:
        engine: the database.
        before_change: called with the revision of a database that is to be changed, while nobody else can write
            to it; an error that it raises leaves the database as it was.

    Raises:
        StoreError: it belongs to another program, to a newer govstats, or keeps its text in an
            encoding that cannot hold every character.
    """
    with migration_connection(engine) as connection:
        condition, revision = examine(connection)
        if condition is Condition.CURRENT:
            return
        if condition in (Condition.FOREIGN, Condition.NEWER):
            raise refusal(condition, engine.url.render_as_string(hide_password=False), revision)
        _require_unicode(connection)
        if before_change is not None and revision is not None:
            before_change(revision)
        command.upgrade(_configure(connection), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take a database back to an earlier revision; what that one has no place for is lost.

    Args:
        engine: the database.
        revision: a revision such as 0001, or base for no tables at all.
    """
    with migration_connection(engine) as connection:
        command.downgrade(_configure(connection), revision)


@contextmanager
def migration_connection(engine: Engine) -> Iterator[Connection]:
    """Open a connection for migrations, in one transaction that no other migration can enter.

    SQLite changes a table by writing a new one and dropping the old, which foreign keys would take for
    the loss of all rows: they rest meanwhile, and are checked before the commit.

    Args:
        engine: the database.

    Yields:
        The connection; it commits when the block ends well.

    Raises:
        StoreError: the migration left rows that refer to nothing (SQLite).
    """
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.execution_options(sqlite_begin="IMMEDIATE").connect() as connection:
        if is_sqlite:
            connection.detach()  # never goes back to the pool with its foreign keys off
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            yield connection
            if is_sqlite:
                _require_sound_references(connection)


def _require_sound_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise StoreError(
            f"the migration would leave a row of {broken[0]} that refers to nothing in {broken[2]}",
            "nothing was changed; please report this",
        )


def _require_unicode(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        where = show_url(connection.engine.url.render_as_string(hide_password=False))
        raise StoreError(
            f"{where} keeps text in {encoding}, which counts or holds Chinese wrongly",
            "create the database with: createdb --encoding=UTF8 --template=template0 NAME",
        )


def _configure(connection: Connection) -> Config:
    config = Config(stdout=io.StringIO(), attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
