"""Audits a store: checks its reports by themselves and against each other, and stores what is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import duckdb
from sqlalchemy.orm import Session

from govstats.auditing.across import check_across
from govstats.auditing.alone import checking
from govstats.auditing.choosing import ALL, Choice, choose_reports
from govstats.catalogue import Catalogue
from govstats.checks import Finding, Knowledge, load_knowledge
from govstats.errors import StoreError
from govstats.store import (
    FindingChanges,
    Store,
    lock_version,
    mark_concerned,
    raise_version,
    replace_findings,
)
from govstats.warehouse import refresh
from govstats.warehouse.connection import open_for_answers
from govstats.warehouse.positions import read_error

_TRIALS: Final = 3


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What an audit has done.

    Attributes:
        snapshot: the snapshot, which holds the findings.
        report_ids: the reports that were audited, in the order of their ids.
        figures: how many figures they have.
        findings: how many findings there are about them, agreements too.
        added: how many of them are new.
        removed: how many that there were before are found no more.
        notes: how words of the choice were understood.
    """

    snapshot: Path
    report_ids: Sequence[int] = field(repr=False)
    figures: int
    findings: int
    added: int
    removed: int
    notes: Sequence[str] = ()


def audit(store: Store, catalogue: Catalogue, choice: Choice = ALL) -> AuditResult:
    """Check the figures of a store and store what is found, in one transaction.

    What was found before about the reports that are audited is replaced; of other reports nothing changes. The same
    figures give the same findings: an audit after which nothing has changed changes nothing.

    Args:
        store: an open store.
        catalogue: the indicators and units that the checks go by.
        choice: which reports.

    Returns:
        What was done; the snapshot is up to date with it.

    Raises:
        CatalogueError: a data file of the checks is wrong.
        PlaceError: a place is unknown, or its name shared.
        QueryError: there is no place below one.
        ReportError: there is no such report, there are several, or it is replaced by another one.
        StoreError: the store cannot be read or written, or changes again and again meanwhile.
    """
    knowledge = load_knowledge(catalogue.indicators, catalogue.units)
    for _ in range(_TRIALS):
        found = _check(store, choice, knowledge)
        changes = store.write(partial(_write, found=found))
        if changes is not None:
            snapshot = refresh(store.url).path
            return AuditResult(
                snapshot,
                found.report_ids,
                found.figures,
                len(found.within) + len(found.across),
                sum(change.added for change in changes),
                sum(change.removed for change in changes),
                found.notes,
            )
    raise StoreError(
        "the database changes while it is audited", "run the command again when nothing else writes"
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What the checks found in one state of the store.

    Attributes:
        store_version: which state.
        report_ids: the reports that were checked.
        is_all: whether these are all current reports.
        figures: how many figures they have.
        within: findings of the checks of one report.
        across: those of several.
        notes: how words of the choice were understood.
    """

    store_version: int
    report_ids: Sequence[int]
    is_all: bool
    figures: int
    within: Sequence[Finding]
    across: Sequence[Finding]
    notes: Sequence[str]


def _check(store: Store, choice: Choice, knowledge: Knowledge) -> _Found:
    refreshed = refresh(store.url)
    chosen = choose_reports(store, refreshed.path, choice)
    try:
        with (
            checking(refreshed.path, chosen.report_ids, knowledge) as alone,
            open_for_answers(refreshed.path) as connection,
        ):
            across = check_across(connection, chosen.report_ids, knowledge)
            checked = alone.result()
    except duckdb.Error as error:
        reason, _, _ = read_error(error, "")
        raise StoreError(
            f"the snapshot {refreshed.path} cannot be audited: {reason}", "is there enough memory?"
        ) from error
    return _Found(
        refreshed.store_version,
        chosen.report_ids,
        chosen.is_all,
        checked.figures,
        checked.findings,
        across,
        chosen.notes,
    )


def _write(session: Session, found: _Found) -> tuple[FindingChanges, FindingChanges] | None:
    """Store what was found; None where the store is in another state by now."""
    if lock_version(session) != found.store_version:
        return None
    checked = None if found.is_all else found.report_ids
    changes = (
        replace_findings(session, found.within, checked, across_reports=False),
        replace_findings(session, found.across, checked, across_reports=True),
    )
    concerned = changes[0].report_ids | changes[1].report_ids
    if concerned:
        mark_concerned(session, concerned, store_version=raise_version(session))
    return changes
