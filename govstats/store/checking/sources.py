"""Whether the kept bytes of files come back as they were."""

from __future__ import annotations

from sqlalchemy import Integer, cast, select
from sqlalchemy.orm import Session

from govstats.store import schema
from govstats.store.archiving import unpack_source
from govstats.store.checking.findings import Checked, Tally


def check_sources(session: Session) -> Checked:
    """Unpack the bytes of every kept file, one after the other, and compare them with their size and hash.

    Args:
        session: a session in a transaction.
    """
    tally = Tally("sources")
    source = schema.ArchivedSource
    statement = select(source.sha256, cast(source.size, Integer), source.data).order_by(source.sha256)
    with session.connection().execute(statement, execution_options={"yield_per": 1}) as rows:
        for digest, size, packed in rows:
            tally.count += 1
            if unpack_source(digest, max(size, 0), packed) is None:
                tally.add(f"source {digest}", "its bytes do not come back as they were")
    return tally.checked("{count} kept files against their sizes and hashes")
