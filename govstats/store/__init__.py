"""The relational store: its schema, its revisions, and everything that reads or writes it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govstats.store.archiving import archive_source, restore_source
    from govstats.store.checking import Checked, Fault, check_store
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
    from govstats.store.history import (
        FigureChange,
        HistoricFigure,
        History,
        Revision,
        RevisionStep,
        read_history,
    )
    from govstats.store.inspecting import (
        RunSummary,
        StoreContents,
        StoredSource,
        StoreSummary,
        find_stored_sources,
        summarise,
    )
    from govstats.store.reference import differing_units, drop_unreferred_indicators, sync_reference
    from govstats.store.rereading import StoredReading, Versions, count_current, list_outdated, read_again
    from govstats.store.revisions import current_revision, head_revision, require_head
    from govstats.store.rewriting import (
        ReadingChanges,
        compare_reading,
        is_as_read,
        mark_read,
        mirror_and_lock,
        write_reading,
    )
    from govstats.store.runs import RunCounts, begin_run, count_run, finish_run
    from govstats.store.showing import (
        ListedReport,
        StoredReport,
        find_report,
        list_reports,
        read_source,
        read_stored_report,
    )
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
    from govstats.store.versions import raise_version
    from govstats.store.writing import Incoming, Provenance, Stored, store_reports

_HOMES = {
    "archiving": (
        "archive_source",
        "restore_source",
    ),
    "checking": (
        "Checked",
        "Fault",
        "check_store",
    ),
    "coding": (
        "CodedFigure",
        "CodingState",
        "NewCoding",
        "mark_recoded",
        "read_coded_figures",
        "read_coding_state",
        "write_codings",
    ),
    "engine": (
        "database_path",
        "database_url",
        "open_engine",
        "show_url",
    ),
    "history": (
        "FigureChange",
        "HistoricFigure",
        "History",
        "Revision",
        "RevisionStep",
        "read_history",
    ),
    "inspecting": (
        "RunSummary",
        "StoreContents",
        "StoredSource",
        "StoreSummary",
        "find_stored_sources",
        "summarise",
    ),
    "reference": (
        "differing_units",
        "drop_unreferred_indicators",
        "sync_reference",
    ),
    "rereading": (
        "StoredReading",
        "Versions",
        "count_current",
        "list_outdated",
        "read_again",
    ),
    "revisions": (
        "current_revision",
        "head_revision",
        "require_head",
    ),
    "rewriting": (
        "ReadingChanges",
        "compare_reading",
        "is_as_read",
        "mark_read",
        "mirror_and_lock",
        "write_reading",
    ),
    "runs": (
        "RunCounts",
        "begin_run",
        "count_run",
        "finish_run",
    ),
    "showing": (
        "ListedReport",
        "StoredReport",
        "find_report",
        "list_reports",
        "read_source",
        "read_stored_report",
    ),
    "store": (
        "Store",
        "require_existing",
    ),
    "translating": ("translate_errors",),
    "usage": (
        "Specimen",
        "UncodedLabel",
        "Usage",
        "read_label_places",
        "read_specimens",
        "read_uncoded_labels",
        "read_usage",
    ),
    "versions": ("raise_version",),
    "writing": (
        "Incoming",
        "Provenance",
        "Stored",
        "store_reports",
    ),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Checked",
    "CodedFigure",
    "CodingState",
    "Fault",
    "FigureChange",
    "HistoricFigure",
    "History",
    "Incoming",
    "ListedReport",
    "NewCoding",
    "Provenance",
    "ReadingChanges",
    "Revision",
    "RevisionStep",
    "RunCounts",
    "RunSummary",
    "Specimen",
    "Store",
    "StoreContents",
    "StoreSummary",
    "Stored",
    "StoredReading",
    "StoredReport",
    "StoredSource",
    "UncodedLabel",
    "Usage",
    "Versions",
    "archive_source",
    "begin_run",
    "check_store",
    "compare_reading",
    "count_current",
    "count_run",
    "current_revision",
    "database_path",
    "database_url",
    "differing_units",
    "drop_unreferred_indicators",
    "find_report",
    "find_stored_sources",
    "finish_run",
    "head_revision",
    "is_as_read",
    "list_outdated",
    "list_reports",
    "mark_read",
    "mark_recoded",
    "mirror_and_lock",
    "open_engine",
    "raise_version",
    "read_again",
    "read_coded_figures",
    "read_coding_state",
    "read_history",
    "read_label_places",
    "read_source",
    "read_specimens",
    "read_stored_report",
    "read_uncoded_labels",
    "read_usage",
    "require_existing",
    "require_head",
    "restore_source",
    "show_url",
    "store_reports",
    "summarise",
    "sync_reference",
    "translate_errors",
    "write_codings",
    "write_reading",
]


def __getattr__(name: str) -> Any:
    """Load a name when it is first used: a query needs nothing of what reads reports."""
    if name in _HOME_OF:
        return getattr(import_module(f"govstats.store.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'govstats.store' has no attribute {name!r}")
