"""The indicators of stored figures, as a newer catalogue decides on them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from govstats.store import schema
from govstats.store.findings import clear_findings
from govstats.store.portions import in_portions
from govstats.store.versions import raise_version

_FETCHED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class CodedFigure:
    """A stored figure that may measure an indicator, and what that was decided on.

    Attributes:
        id: its row.
        label: what is measured.
        unit_code: code of its unit, or None.
        kind: level, change, share or rank.
        department: who published the report, without the place.
        scope_if_coded: whose figure it is if it measures an indicator.
        scope_if_uncoded: whose it is if it measures none.
        base_confidence: how sure the reading is, apart from the indicator.
        light_verb: the verb before the label that it is shown without.
        is_addition: whether it tells what came to a stock in the course of the year.
        indicator: the indicator that it has, or None.
        scope: whose figure it is.
        confidence: how sure it is.
        doubts: why it is not surer; parted by semicolons.
    """

    id: int
    label: str
    unit_code: str | None
    kind: str
    department: str
    scope_if_coded: str
    scope_if_uncoded: str
    base_confidence: float
    light_verb: str
    is_addition: bool
    indicator: str | None
    scope: str
    confidence: float
    doubts: str


@dataclass(frozen=True, slots=True)
class NewCoding:
    """What becomes of a figure.

    Attributes:
        id: its row.
        indicator: its indicator, or None.
        scope: whose figure it is.
        confidence: how sure it is.
        doubts: why it is not surer; parted by semicolons.
    """

    id: int
    indicator: str | None
    scope: str
    confidence: float
    doubts: str


@dataclass(frozen=True, slots=True)
class CodingState:
    """How the figures of a store are coded.

    Attributes:
        version: the version of the store.
        catalogue_version: the version of the catalogue that it mirrors.
        read_with: how many reports were coded with each version of the catalogue, the commonest first.
        without_grounds: how many figures an earlier revision stored, which a catalogue cannot decide on again.
    """

    version: int
    catalogue_version: str
    read_with: Mapping[str, int]
    without_grounds: int


def read_coding_state(session: Session) -> CodingState:
    """Read how the figures of a store are coded.

    Args:
        session: a session in a transaction.
    """
    state = session.execute(
        select(schema.StoreState.version, schema.StoreState.catalogue_version)
    ).one_or_none()
    version, catalogue_version = state if state is not None else (0, "")
    reports = func.count(schema.Report.id)
    rows = session.execute(
        select(schema.Report.catalogue_version, reports)
        .group_by(schema.Report.catalogue_version)
        .order_by(reports.desc(), schema.Report.catalogue_version)
    )
    read_with = {str(name): int(count) for name, count in rows}
    unknown = select(func.count()).where(schema.Observation.scope_if_uncoded.is_(None))
    return CodingState(version, catalogue_version, read_with, session.scalar(unknown) or 0)


def read_coded_figures(session: Session) -> Iterator[CodedFigure]:
    """Read all figures that may measure an indicator, also those of replaced reports.

    Args:
        session: a session in a transaction, which stays open meanwhile.
    """
    figure, report, organisation = schema.Observation, schema.Report, schema.Organisation
    statement = (
        select(
            figure.id,
            figure.label,
            figure.unit_code,
            figure.kind,
            organisation.department,
            figure.scope_if_coded,
            figure.scope_if_uncoded,
            figure.base_confidence,
            figure.light_verb,
            figure.is_addition,
            figure.indicator_code,
            figure.scope,
            figure.confidence,
            figure.doubts,
        )
        .join(report, report.id == figure.report_id)
        .join(organisation, organisation.id == report.organisation_id)
        .where(figure.scope_if_coded.is_not(None))
    )
    rows = session.connection().execute(statement, execution_options={"yield_per": _FETCHED_AT_ONCE})
    for row in rows:
        values: tuple[Any, ...] = tuple(row)
        yield CodedFigure(*values)


def write_codings(session: Session, codings: Iterable[NewCoding]) -> None:
    """Give figures other indicators, and forget what the checks found: most of them go by indicators. The caller commits.

    Args:
        session: a session in a transaction; the indicators are in the store.
        codings: what becomes of the figures.
    """
    by_indicator: dict[Hashable, list[int]] = defaultdict(list)
    by_confidence: dict[Hashable, list[int]] = defaultdict(list)
    for coding in codings:
        by_indicator[coding.indicator, coding.scope].append(coding.id)
        by_confidence[coding.confidence, coding.doubts].append(coding.id)
    if by_indicator:
        clear_findings(session)
    _update_alike(session, ("indicator_code", "scope"), by_indicator)
    _update_alike(session, ("confidence", "doubts"), by_confidence)


def _update_alike(session: Session, columns: Sequence[str], ids_by_values: Mapping[Any, list[int]]) -> None:
    """Update rows that get the same values together: few statements, whatever the number of rows."""
    table = schema.Base.metadata.tables["observations"]
    for values, ids in ids_by_values.items():
        for some in in_portions(ids):
            session.connection().execute(
                update(table).where(table.c.id.in_(some)).values(dict(zip(columns, values, strict=True)))
            )


def mark_recoded(session: Session, catalogue_version: str) -> None:
    """Note on reports the catalogue that their figures are coded with now, and count the change.

    Reports with figures that an earlier revision stored keep the catalogue that these were coded with.

    Args:
        session: a session in a transaction; it comes last, because all other writers wait until the commit.
        catalogue_version: the version of the catalogue.
    """
    report = schema.Report
    version = raise_version(session)
    undecided = select(schema.Observation.report_id).where(schema.Observation.scope_if_uncoded.is_(None))
    session.execute(
        update(report)
        .where(report.id.not_in(undecided))
        .values(catalogue_version=catalogue_version, store_version=version)
    )
