"""The relational store: its schema, its revisions, and everything that reads or writes it."""

from govstats.store.engine import database_path, database_url, open_engine, show_url
from govstats.store.inspecting import (
    RunSummary,
    StoreContents,
    StoredSource,
    StoreSummary,
    find_source,
    summarise,
)
from govstats.store.reference import sync_reference
from govstats.store.revisions import current_revision, head_revision, require_head
from govstats.store.runs import RunCounts, begin_run, finish_run
from govstats.store.store import Store, require_existing
from govstats.store.translating import translate_errors
from govstats.store.writing import Stored, store_report

__all__ = [
    "RunCounts",
    "RunSummary",
    "Store",
    "StoreContents",
    "StoreSummary",
    "Stored",
    "StoredSource",
    "begin_run",
    "current_revision",
    "database_path",
    "database_url",
    "find_source",
    "finish_run",
    "head_revision",
    "open_engine",
    "require_existing",
    "require_head",
    "show_url",
    "store_report",
    "summarise",
    "sync_reference",
    "translate_errors",
]
