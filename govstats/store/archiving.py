"""The bytes of the files that reports were read from: kept compressed, given back as they were."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from govstats.errors import ReportError, StoreError
from govstats.store import schema
from govstats.store.dialects import insert_unless_there
from govstats.store.schema import TABLES

# A page of a government site shrinks to a fifth in half a millisecond. Level 6 makes it 3 % smaller in a third more
# time, lzma a quarter smaller in twenty times as long; scans and PDF files hardly shrink with any.
COMPRESSION: Final = "zlib"
LEVEL: Final = 4

SOURCES: Final = TABLES["sources"]
_KEPT: Final = select(SOURCES.c.sha256).where(SOURCES.c.sha256.in_(bindparam("wanted", expanding=True)))
_STORED: Final = select(TABLES["reports"].c.sha256).where(
    TABLES["reports"].c.sha256.in_(bindparam("wanted", expanding=True))
)


def archive_source(session: Session, sha256: str, data: bytes) -> None:
    """Keep the bytes of a file, as `archive_sources` does.

    Args:
        session: a session in a transaction.
        sha256: hexadecimal hash of the bytes, as on the report.
        data: the bytes.

    Raises:
        ValueError: the hash is that of other bytes.
    """
    archive_sources(session, {sha256: data})


def archive_sources(session: Session, sources: Mapping[str, bytes]) -> None:
    """Keep the bytes of files, but for those that are kept already or that no report was read from.

    The caller commits.

    Args:
        session: a session in a transaction.
        sources: the bytes by their hexadecimal hash, as on the report.

    Raises:
        ValueError: a hash is that of other bytes.
    """
    for sha256, data in sources.items():
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError(f"these are not the bytes of {sha256}")
    connection, wanted = session.connection(), {"wanted": list(sources)}
    kept = set(connection.scalars(_KEPT, wanted)) if sources else set()
    lacking = sources.keys() - kept
    if not lacking:
        return
    stored = set(connection.scalars(_STORED, {"wanted": list(lacking)}))
    if rows := [_packed(sha256, sources[sha256]) for sha256 in sorted(lacking & stored)]:
        insert_unless_there(connection, SOURCES, rows)


def _packed(sha256: str, data: bytes) -> dict[str, Any]:
    packed = zlib.compress(data, LEVEL)
    return {"sha256": sha256, "size": len(data), "compression": COMPRESSION, "data": packed}


def restore_source(session: Session, sha256: str, name: str = "") -> bytes:
    """Give the bytes of a file back exactly as they were.

    Args:
        session: a session.
        sha256: hexadecimal hash of the bytes.
        name: what errors call the file; the hash where it is "".

    Returns:
        The bytes; their hash has been checked.

    Raises:
        ReportError: they were not kept.
        StoreError: what is kept is damaged.
    """
    source = schema.ArchivedSource
    kept = session.execute(select(source.size, source.data).where(source.sha256 == sha256)).one_or_none()
    if kept is None:
        raise ReportError(
            f"{name or sha256}: the bytes of this source were not kept",
            "ingest the file again without --no-archive: then they are",
        )
    data = unpack_source(sha256, *kept)
    if data is None:
        raise StoreError(
            f"{name or sha256}: the kept bytes of this source are damaged",
            "restore a backup of the database, or take the file from where it was published",
        )
    return data


def unpack_source(sha256: str, size: int, packed: bytes) -> bytes | None:
    """Unpack the bytes of a file.

    Args:
        sha256: hexadecimal hash of the bytes.
        size: how many bytes they are.
        packed: the bytes, compressed.

    Returns:
        The bytes; None where what was kept is damaged.
    """
    try:
        # a damaged stream may claim any length: no more is unpacked than there can be
        data = zlib.decompressobj().decompress(packed, size + 1)
    except zlib.error:
        return None
    return data if len(data) == size and hashlib.sha256(data).hexdigest() == sha256 else None
