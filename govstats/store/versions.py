"""The counter of a store's changes, by which a snapshot knows what it lacks."""

from __future__ import annotations

import uuid
from typing import Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from govstats.store.schema import TABLES

STATE: Final = TABLES["store_state"]
_RAISE: Final = update(STATE).values(version=STATE.c.version + bindparam("by")).returning(STATE.c.version)
_NOTE: Final = insert(TABLES["changes"])


def raise_version(session: Session, by: int = 1) -> int:
    """Count changes of the store, and give the number of the last one.

    The transaction gets a token. A restored backup may count to the same version again by other changes, which have
    another token: a snapshot that has seen the lost ones notices.

    Args:
        session: a session in a transaction; all other writers wait until its end. Once in a transaction.
        by: how many changes.

    Raises:
        ValueError: the store has no state yet.
    """
    connection = session.connection()
    version: int | None = connection.scalar(_RAISE, {"by": by})
    if version is None:
        raise ValueError("the store has no state yet: sync_reference comes before the first report")
    connection.execute(_NOTE, {"version": version, "token": uuid.uuid4().hex})
    return version


def lock_version(session: Session) -> int:
    """Tell which state the store is in, and keep other writers waiting until the end of the transaction.

    Args:
        session: a session in a transaction.

    Returns:
        How often its reports have changed; 0 where it has no state yet.
    """
    return session.connection().scalar(select(STATE.c.version).with_for_update()) or 0
