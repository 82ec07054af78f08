"""Whether the database finds its own files whole."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from govstats.store.checking.findings import Checked, Tally
from govstats.store.schema import Base

NAME = "integrity"
_HAS_AMCHECK = text("SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'")
_INDEXES = text(
    "SELECT c.oid, c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid"
    " JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am a ON a.oid = c.relam"
    " WHERE a.amname = 'btree' AND i.indisvalid AND t.relkind = 'r' AND t.relname = ANY(:tables)"
    " AND pg_table_is_visible(t.oid) ORDER BY c.relname"
)
_CHECK_INDEX = text("SELECT bt_index_check(CAST(:index AS oid)::regclass)")


def check_integrity(session: Session) -> Checked:
    """Have the database look through its own files.

    SQLite reads every page, row and index (PRAGMA integrity_check). PostgreSQL looks after its files itself;
    where its extension amcheck is there and may be used, it looks through the indexes.

    Args:
        session: a session in a transaction.
    """
    if session.get_bind().dialect.name == "sqlite":
        return _check_file(session)
    return _check_indexes(session)


def _check_file(session: Session) -> Checked:
    tally = Tally(NAME)
    pages = session.scalar(text("PRAGMA page_count"))
    session.execute(text("PRAGMA ignore_check_constraints = ON"))  # check_constraints tells the rows too
    try:
        messages = session.scalars(text("PRAGMA integrity_check")).all()
    except DBAPIError as error:
        if not getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
            raise
        messages = [str(error.orig)]
    finally:
        session.execute(text("PRAGMA ignore_check_constraints = OFF"))
    for message in messages:
        if message != "ok":
            tally.add("the file", " ".join(str(message).split()))
    return tally.checked(f"the {pages} pages of the file")


def _check_indexes(session: Session) -> Checked:
    if not session.scalar(_HAS_AMCHECK):
        return Checked(NAME, "PostgreSQL looks after its own files; amcheck is not installed", is_done=False)
    tally = Tally(NAME)
    indexes = session.execute(_INDEXES, {"tables": list(Base.metadata.tables)}).all()
    for oid, name in indexes:
        tally.count += 1
        try:
            with session.begin_nested():  # a fault ends a transaction, but not the one around it
                session.execute(_CHECK_INDEX, {"index": oid})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == "42501":
                return Checked(
                    NAME, "PostgreSQL looks after its own files; this user may not run amcheck", is_done=False
                )
            tally.add(f"index {name}", " ".join(str(error.orig).split()))
    return tally.checked("{count} indexes, with amcheck")
