"""The relational store: its schema, its revisions, and everything that reads or writes it."""

from govstats.store.coding import (
    CodedFigure,
    CodingState,
    NewCoding,
    mark_recoded,
    read_coded_figures,
    read_coding_state,
    write_codings,
)
from govstats.store.engine import database_path, database_url, open_engine, show_url
from govstats.store.inspecting import (
    RunSummary,
    StoreContents,
    StoredSource,
    StoreSummary,
    find_source,
    summarise,
)
from govstats.store.reference import differing_units, drop_unreferred_indicators, sync_reference
from govstats.store.revisions import current_revision, head_revision, require_head
from govstats.store.runs import RunCounts, begin_run, finish_run
from govstats.store.store import Store, require_existing
from govstats.store.translating import translate_errors
from govstats.store.usage import (
    Specimen,
    UncodedLabel,
    Usage,
    read_label_places,
    read_specimens,
    read_uncoded_labels,
    read_usage,
)
from govstats.store.writing import Stored, store_report

__all__ = [
    "CodedFigure",
    "CodingState",
    "NewCoding",
    "RunCounts",
    "RunSummary",
    "Specimen",
    "Store",
    "StoreContents",
    "StoreSummary",
    "Stored",
    "StoredSource",
    "UncodedLabel",
    "Usage",
    "begin_run",
    "current_revision",
    "database_path",
    "database_url",
    "differing_units",
    "drop_unreferred_indicators",
    "find_source",
    "finish_run",
    "head_revision",
    "mark_recoded",
    "open_engine",
    "read_coded_figures",
    "read_coding_state",
    "read_label_places",
    "read_specimens",
    "read_uncoded_labels",
    "read_usage",
    "require_existing",
    "require_head",
    "show_url",
    "store_report",
    "summarise",
    "sync_reference",
    "translate_errors",
    "write_codings",
]
