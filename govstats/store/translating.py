"""Errors of the database as one clear line and what to do about it."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from govstats.errors import CollisionError, StoreError, UnstorableError
from govstats.store.engine import database_path, show_url

Advice = tuple[str, str]
"""What is said, with {where} for the database and {error} for its own words, and what to do."""

LOCKED: Final[Advice] = (
    "{where} is locked by another program",
    "let the other program finish or close the database there, then try again",
)
FULL: Final[Advice] = (
    "no space left for {where}",
    "free some space on its disk and try again; what was stored before is safe",
)
READ_ONLY: Final[Advice] = (
    "{where} is read-only",
    "allow writing to the database (for a file, to its folder too), or name another one with --db",
)
NOT_A_DATABASE: Final[Advice] = (
    "{where} is not a database",
    "name another file with --db; this one is left as it is",
)
DAMAGED: Final[Advice] = (
    "{where} is damaged ({error})",
    "restore a backup, or ingest the reports again into a new file with --db",
)
CANNOT_OPEN: Final[Advice] = (
    "{where} cannot be opened",
    "check that its folder exists and that you may read and write there",
)
NOT_ALLOWED: Final[Advice] = (
    "no permission to use {where} ({error})",
    "ask its owner for the right to read and write, or name another database with --db",
)
NO_CONNECTION: Final[Advice] = (
    "no connection to {where} ({error})",
    "check that the server runs and that host, database, user and password are right",
)
COLLISION: Final[Advice] = (
    "another program changed {where} at the same time ({error})",
    "run the command again",
)
REFUSED_ROW: Final[Advice] = (
    "{where} refused a row ({error})",
    "this is a fault of govstats: please report it with the report that was being stored",
)
BROKEN_FILE: Final[Advice] = (
    "{where} cannot be read or written ({error})",
    "check its disk: room, quota, limits of the size of files, health; what was stored before is safe",
)
UNKNOWN: Final[Advice] = ("{where} failed ({error})", "")

_KINDS: Final[Mapping[Advice, type[StoreError]]] = MappingProxyType(
    {COLLISION: CollisionError, REFUSED_ROW: UnstorableError}
)

SQLITE_ADVICE: Final[Mapping[str, Advice]] = MappingProxyType(
    {
        "SQLITE_BUSY": LOCKED,
        "SQLITE_LOCKED": LOCKED,
        "SQLITE_FULL": FULL,
        "SQLITE_READONLY": READ_ONLY,
        "SQLITE_NOTADB": NOT_A_DATABASE,
        "SQLITE_CORRUPT": DAMAGED,
        "SQLITE_IOERR": BROKEN_FILE,
        "SQLITE_CANTOPEN": CANNOT_OPEN,
        "SQLITE_PERM": NOT_ALLOWED,
        "SQLITE_AUTH": NOT_ALLOWED,
    }
)
"""By the beginning of the name of the result code, https://sqlite.org/rescode.html."""

POSTGRES_ADVICE: Final[Mapping[str, Advice]] = MappingProxyType(
    {
        "53100": FULL,
        "25006": READ_ONLY,
        "42501": NOT_ALLOWED,
        "55P03": LOCKED,
        "XX001": DAMAGED,
        "XX002": DAMAGED,
        "40": COLLISION,
        "08": NO_CONNECTION,
        "28": NO_CONNECTION,
        "3D": NO_CONNECTION,
        "533": NO_CONNECTION,
        "57P": NO_CONNECTION,
    }
)
"""By the beginning of SQLSTATE, appendix A of the PostgreSQL manual."""

OS_ADVICE: Final[Mapping[int | None, Advice]] = MappingProxyType(
    {
        errno.ENOSPC: FULL,
        errno.EDQUOT: FULL,
        errno.EROFS: READ_ONLY,
        errno.EACCES: NOT_ALLOWED,
        errno.EPERM: NOT_ALLOWED,
    }
)


@contextmanager
def translate_errors(url: str) -> Iterator[None]:
    """Turn errors of the database inside the block into StoreError.

    Errors of the operating system are turned where they concern the database: those that name its
    file or no file; others, such as a report that cannot be read, pass through.

    Args:
        url: the URL of the database, for the message; passwords are not shown.

    Raises:
        StoreError: locked, full, read-only, damaged, no database, no connection, no permission ...;
            the database's own error is its cause.
    """
    try:
        yield
    except DBAPIError as error:
        raise _explain(_advice_for(error), url, str(error.orig)) from error
    except OSError as error:
        path = database_path(url)
        if error.filename is not None and (path is None or str(error.filename) != str(path)):
            raise
        raise _explain(OS_ADVICE.get(error.errno, UNKNOWN), url, error.strerror or str(error)) from error


def _explain(advice: Advice, url: str, words: str) -> StoreError:
    message, hint = advice
    return _KINDS.get(advice, StoreError)(
        message.format(where=show_url(url), error=" ".join(words.split())), hint
    )


def _advice_for(error: DBAPIError) -> Advice:
    name = getattr(error.orig, "sqlite_errorname", None)
    state = getattr(error.orig, "sqlstate", None)
    if name is not None:
        found = _by_beginning(SQLITE_ADVICE, name)
    elif state is not None:
        found = _by_beginning(POSTGRES_ADVICE, state)
    else:
        # psycopg gives no SQLSTATE where the connection itself fails or breaks
        found = NO_CONNECTION if isinstance(error, OperationalError) else None
    if found is None:
        return REFUSED_ROW if isinstance(error, IntegrityError) else UNKNOWN
    return found


def _by_beginning(table: Mapping[str, Advice], code: str) -> Advice | None:
    return next((advice for beginning, advice in table.items() if code.startswith(beginning)), None)
