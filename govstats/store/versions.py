"""The counter of a store's changes, by which a snapshot knows what it lacks."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from govstats.store.schema import TABLES

STATE: Final = TABLES["store_state"]
_RAISE: Final = update(STATE).values(version=STATE.c.version + bindparam("by")).returning(STATE.c.version)


def raise_version(session: Session, by: int = 1) -> int:
    """Count changes of the store, and give the number of the last one.

    Args:
        session: a session in a transaction; all other writers wait until its end.
        by: how many changes.

    Raises:
        ValueError: the store has no state yet.
    """
    version: int | None = session.connection().scalar(_RAISE, {"by": by})
    if version is None:
        raise ValueError("the store has no state yet: sync_reference comes before the first report")
    return version
