"""The counter of a store's changes, by which a snapshot knows what it lacks."""

from __future__ import annotations

from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from govstats.store.schema import TABLES

STATE: Final = TABLES["store_state"]
_RAISE: Final = update(STATE).values(version=STATE.c.version + 1).returning(STATE.c.version)


def raise_version(session: Session) -> int:
    """Count a change of the store, and give the number of it.

    Args:
        session: a session in a transaction; all other writers wait until its end.

    Raises:
        ValueError: the store has no state yet.
    """
    version: int | None = session.connection().scalar(_RAISE)
    if version is None:
        raise ValueError("the store has no state yet: sync_reference comes before the first report")
    return version
