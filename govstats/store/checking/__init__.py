"""Whether a store can be trusted: its file, its constraints, and every row against the text that it was read from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from govstats.store.checking.constraints import check_constraints, check_references
from govstats.store.checking.findings import Checked, Fault, Tally
from govstats.store.checking.integrity import check_integrity
from govstats.store.checking.revisions import check_revisions
from govstats.store.checking.sources import check_sources
from govstats.store.checking.spans import check_texts

__all__ = ["Checked", "Fault", "Tally", "check_store"]


def check_store(session: Session) -> Iterator[Checked]:
    """Check a store in one state of it, whatever others write meanwhile; nothing is changed.

    It takes memory for one report at a time and for the list of revisions, however large the store is.

    Args:
        session: a session that sees one state of a store of this program's revision, from `Store.reading`.

    Yields:
        What was found, check by check, as soon as it is known.

    Raises:
        sqlalchemy.exc.DBAPIError: the database cannot be read; `translate_errors` words it.
    """
    yield check_integrity(session)
    yield check_constraints(session)
    yield check_references(session)
    yield check_revisions(session)
    yield from check_texts(session)
    yield check_sources(session)
