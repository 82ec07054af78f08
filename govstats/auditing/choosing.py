"""Which reports are audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from govstats.errors import ReportError
from govstats.store import Store, find_report
from govstats.warehouse import Wanted, select
from govstats.warehouse.connection import open_for_answers
from govstats.warehouse.definitions import read_script


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reports are audited, in the words of who asks; all current ones where nothing is said.

    Attributes:
        places: places that the reports are about, by code or name.
        within: places by code or name, below which all places are meant.
        years: the years that the reports are about.
        reports: reports by id, name of their file, or the first eight or more digits of their hash.
    """

    places: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    reports: tuple[str, ...] = ()


ALL: Final = Choice()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which reports are audited.

    Attributes:
        report_ids: the reports, in the order of their ids.
        is_all: whether these are all current reports.
        notes: how words were understood, a line each.
    """

    report_ids: Sequence[int]
    is_all: bool
    notes: Sequence[str]


def choose_reports(store: Store, snapshot: Path, choice: Choice) -> Chosen:
    """Find the reports that are audited.

    Args:
        store: the store, which knows reports by name.
        snapshot: its snapshot, up to date.
        choice: what was asked for.

    Raises:
        PlaceError: a place is unknown, or its name shared.
        QueryError: there is no place below one.
        ReportError: there is no such report, there are several, or it is replaced by another one.
    """
    selection = select(snapshot, Wanted(places=choice.places, within=choice.within, years=choice.years))
    named = _named(store, choice.reports)
    with open_for_answers(snapshot) as connection:
        rows = connection.execute(
            read_script("audit/reports.sql"),
            {
                "places": [place.code for place in selection.places] or None,
                "years": list(selection.years) or None,
                "named": named or None,
            },
        ).fetchall()
    report_ids = [report_id for report_id, is_chosen in rows if is_chosen]
    replaced = sorted(set(named) - {report_id for report_id, _ in rows})
    if replaced:
        raise ReportError(
            f"report {replaced[0]} is replaced by a later revision, and its figures count no longer",
            f"govstats history {replaced[0]} names the later one",
        )
    return Chosen(report_ids, len(report_ids) == len(rows), selection.notes)


def _named(store: Store, reports: Sequence[str]) -> list[int]:
    if not reports:
        return []
    with store.reading() as session:
        return [find_report(session, wanted) for wanted in reports]
