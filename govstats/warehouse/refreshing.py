"""Brings the snapshot of any store up to date, wherever the store is."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url

from govstats.errors import StoreError
from govstats.store.engine import database_path, open_engine
from govstats.store.translating import translate_errors
from govstats.warehouse import statements
from govstats.warehouse.connection import StoreVersion, read_version
from govstats.warehouse.locations import snapshot_path, store_of
from govstats.warehouse.snapshot import Refreshed, bring_up_to_date


def refresh(url: str | URL, path: Path | None = None) -> Refreshed:
    """Bring the snapshot of a store up to date where it is not, see `bring_up_to_date`.

    Args:
        url: the SQLAlchemy URL of the store.
        path: the snapshot; where snapshot_path says if not given.

    Returns:
        what was done.

    Raises:
        StoreError: the store cannot be read, or the snapshot's folder cannot be written although it must be.
    """
    url = make_url(url)
    path = snapshot_path(url) if path is None else path
    version = read_store_version(url)
    if read_version(path) == version:
        return Refreshed(path, "fresh", version.version)
    return bring_up_to_date(store_of(url), path)


def read_store_version(url: URL) -> StoreVersion:
    """Ask a store which state it is in.

    Raises:
        StoreError: there is no store, or it cannot be read.
    """
    address = url.render_as_string(hide_password=False)
    path = database_path(address)
    if path is not None and not path.is_file():
        raise StoreError(
            f"there is no database at {path}", "ingest a report first, or name another one with --db"
        )
    with translate_errors(address):
        engine = open_engine(address)
        try:
            with engine.connect() as connection:
                row = connection.exec_driver_sql(statements.state()).mappings().one_or_none()
        finally:
            engine.dispose()
    if row is None:
        raise StoreError("the database holds no reports yet", "ingest some first: govstats ingest FILE")
    return StoreVersion(**row)
