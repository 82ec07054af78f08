"""Which revision of the schema a database has, and whether this program can use it.

Nothing here imports Alembic, which takes longer to load than a query takes to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from sqlalchemy import Connection, Engine, inspect, text

from govstats.errors import StoreError
from govstats.store.engine import show_url
from govstats.store.scripts import head_revision, known_revisions

VERSION_TABLE = "alembic_version"
OWN_TABLE = "store_state"  # in every revision of the schema; tells our databases from others that use Alembic


class Condition(Enum):
    """How a database stands to this program."""

    EMPTY = "empty"
    FOREIGN = "foreign"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def current_revision(engine: Engine) -> str | None:
    """Read the revision of a database.

    Args:
        engine: the database.

    Returns:
        The revision, known to this program or not; None for one without any.
    """
    with engine.connect() as connection:
        return examine(connection)[1]


def examine(connection: Connection, known: Sequence[str] | None = None) -> tuple[Condition, str | None]:
    """Tell whether a database is empty, ours and usable, too old, too new, or somebody else's.

    Args:
        connection: an open connection; it is only read.
        known: the revisions to judge by, the first one first; those of this program unless given.

    Returns:
        How it stands to this program, and its revision.
    """
    tables = set(inspect(connection).get_table_names())
    revision: str | None = None
    if VERSION_TABLE in tables:
        revision = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
    return _judge(tables, revision, known or known_revisions()), revision


def _judge(tables: set[str], revision: str | None, known: Sequence[str]) -> Condition:
    if revision is None and tables <= {VERSION_TABLE}:
        return Condition.EMPTY
    if revision is None or OWN_TABLE not in tables:
        return Condition.FOREIGN
    if revision == known[-1]:
        return Condition.CURRENT
    return Condition.OLDER if revision in known else Condition.NEWER


def require_head(engine: Engine) -> None:
    """Make sure that a database has the revision that this program works with.

    Args:
        engine: the database; it is only read.

    Raises:
        StoreError: it is empty, not a database of govstats, older or newer; the hint says what to do.
    """
    with engine.connect() as connection:
        condition, revision = examine(connection)
    if condition is not Condition.CURRENT:
        raise refusal(condition, engine.url.render_as_string(hide_password=False), revision)


def refusal(condition: Condition, url: str, revision: str | None) -> StoreError:
    """Word the error for a database that is not of this program's revision.

    Args:
        condition: how it stands to this program; not CURRENT.
        url: its URL; the password is not shown.
        revision: the revision that it has.
    """
    where = show_url(url)
    if condition is Condition.EMPTY:
        return StoreError(
            f"{where} is empty", "ingest a report first: govstats ingest FILE creates the tables"
        )
    if condition is Condition.FOREIGN:
        return StoreError(
            f"{where} is a database of another program",
            "name another database with --db; this one is left as it is",
        )
    if condition is Condition.OLDER:
        return StoreError(
            f"{where} has revision {revision}, this govstats needs {head_revision()}",
            "bring it up to date with: govstats db upgrade",
        )
    return StoreError(
        f"{where} has revision {revision}, this govstats knows only up to {head_revision()}",
        "it was written by a newer govstats: update govstats",
    )
