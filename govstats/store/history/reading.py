"""The revisions of a report as the store has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from govstats.errors import ReportError
from govstats.store import schema
from govstats.store.history.changes import FigureChange, compare_figures
from govstats.store.history.figures import HistoricFigure
from govstats.store.showing import LIST_HINT


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a report.

    Attributes:
        report_id: its id.
        title: its title.
        issuer: who published it.
        place: code and name of the place that it is about.
        year: the year that it is about.
        file_name: the file that it was read from.
        sha256: hash of the bytes of that file.
        text_sha256: hash of its text.
        ingested_at: when it was stored.
        extractor_version: version of the program that read it.
        catalogue_version: version of the catalogue that its figures are coded with.
        replaces_id: id of the earlier revision that it replaces, or None.
        replaced_by_id: id of the later revision that replaces it; None for the current one.
        figures: how many figures it has.
    """

    report_id: int
    title: str
    issuer: str
    place: str
    year: int
    file_name: str
    sha256: str
    text_sha256: str
    ingested_at: datetime
    extractor_version: str
    catalogue_version: str
    replaces_id: int | None
    replaced_by_id: int | None
    figures: int

    @property
    def is_current(self) -> bool:
        """Whether no later revision replaces it."""
        return self.replaced_by_id is None


@dataclass(frozen=True, slots=True)
class RevisionStep:
    """What has become of the figures from one revision to the next.

    Attributes:
        earlier: the one.
        later: the other.
        unchanged: how many figures are the same in both.
        changes: the others, in the order of the text.
    """

    earlier: Revision
    later: Revision
    unchanged: int
    changes: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The revisions of a report.

    Attributes:
        revisions: all of them, the oldest first; the last one is current.
        steps: what has become of the figures between each two neighbours.
    """

    revisions: tuple[Revision, ...]
    steps: tuple[RevisionStep, ...]


def read_history(session: Session, report_id: int) -> History:
    """Read the revisions of a report and what has become of its figures.

    Args:
        session: a session that sees one state of the store.
        report_id: the id of any of the revisions.

    Raises:
        ReportError: there is no such report.
    """
    revisions = tuple(_read_revision(session, one) for one in _line(session, report_id))
    return History(revisions, tuple(_step(session, *both) for both in pairwise(revisions)))


def _line(session: Session, report_id: int) -> list[int]:
    """Give the ids of all revisions, the oldest first."""
    report = schema.Report
    line = [report_id]
    while (earlier := session.scalar(select(report.replaces_id).where(report.id == line[0]))) is not None:
        if earlier in line:  # a ring, which `govstats db check` tells of
            return line
        line.insert(0, earlier)
    while (later := session.scalar(select(report.id).where(report.replaces_id == line[-1]))) is not None:
        line.append(later)
    return line


def _read_revision(session: Session, report_id: int) -> Revision:
    report, place, organisation = schema.Report, schema.Place, schema.Organisation
    later = aliased(report)
    figures = select(func.count()).where(schema.Observation.report_id == report.id).scalar_subquery()
    found = session.execute(
        select(
            report.id,
            report.title,
            organisation.name,
            place.code + " " + place.name,
            report.year,
            report.file_name,
            report.sha256,
            report.text_sha256,
            report.ingested_at,
            report.extractor_version,
            report.catalogue_version,
            report.replaces_id,
            later.id,
            figures,
        )
        .join(organisation, organisation.id == report.organisation_id)
        .join(place, place.id == report.place_id)
        .outerjoin(later, later.replaces_id == report.id)
        .where(report.id == report_id)
    ).one_or_none()
    if found is None:
        raise ReportError(f"there is no report {report_id}", LIST_HINT)
    values: tuple[Any, ...] = tuple(found)
    return Revision(*values)


def _step(session: Session, earlier: Revision, later: Revision) -> RevisionStep:
    before, after = (tuple(_figures(session, one.report_id)) for one in (earlier, later))
    changes = compare_figures(before, after, is_same_text=earlier.text_sha256 == later.text_sha256)
    told = sum(change.after is not None for change in changes)
    return RevisionStep(earlier, later, len(after) - told, changes)


def _figures(session: Session, report_id: int) -> Iterator[HistoricFigure]:
    figure, place = schema.Observation, schema.Place
    whole = aliased(figure)
    rows = session.execute(
        select(
            figure.id,
            figure.start_offset,
            figure.text,
            figure.evidence_start,
            figure.evidence,
            figure.indicator_code,
            figure.label,
            place.code + " " + place.name,
            figure.year,
            figure.period_start,
            figure.period_end,
            figure.value,
            figure.unit_text,
            figure.bound,
            figure.kind,
            figure.status,
            figure.scope,
            func.coalesce(whole.label, ""),
            figure.confidence,
            figure.doubts,
        )
        .join(place, place.id == figure.place_id)
        .outerjoin(whole, whole.id == figure.part_of_id)
        .where(figure.report_id == report_id)
        .order_by(figure.start_offset)
    )
    for row in rows:
        values: tuple[Any, ...] = tuple(row)
        yield HistoricFigure(*values)
