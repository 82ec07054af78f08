"""What a store holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine, Exists, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from govstats.store import schema
from govstats.store.engine import show_url
from govstats.store.revisions import current_revision, head_revision
from govstats.store.runs import RunCounts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run of the ingest command.

    Attributes:
        run_id: its id.
        started_at: when it began.
        finished_at: when it ended; None for one that was interrupted or still goes on.
        extractor_version: version of the program that read.
        counts: what it did; all zero for one without an end.
    """

    run_id: int
    started_at: datetime
    finished_at: datetime | None
    extractor_version: str
    counts: RunCounts


@dataclass(frozen=True, slots=True)
class StoreContents:
    """How much a store holds; figures and set-aside numbers are those of current reports.

    Attributes:
        store_uuid: identity of the store; None before the first ingest.
        version: how often its reports have changed.
        catalogue_version: version of the catalogue that it mirrors; None before the first ingest.
        places_version: version of the table of divisions that it mirrors; None before the first ingest.
        read_with: the catalogue versions that current reports were read with, sorted.
        places: places that have reports.
        organisations: issuers that have reports.
        reports: current reports.
        replaced_reports: earlier revisions, which stay readable.
        observations: figures.
        with_indicator: those of them that have an indicator of the catalogue.
        set_aside: numbers that are no figures.
        years: the years that current reports are about, sorted.
        runs: runs of the ingest command.
        last_run: the latest one.
    """

    store_uuid: str | None
    version: int
    catalogue_version: str | None
    places_version: str | None
    read_with: tuple[str, ...]
    places: int
    organisations: int
    reports: int
    replaced_reports: int
    observations: int
    with_indicator: int
    set_aside: int
    years: tuple[int, ...]
    runs: int
    last_run: RunSummary | None


@dataclass(frozen=True, slots=True)
class StoreSummary:
    """A store and its revision.

    Attributes:
        location: the path of the file, or the URL without password.
        revision: the revision of its schema; None for an empty database.
        head: the revision that this program works with.
        contents: what it holds; None unless the two revisions are the same.
    """

    location: str
    revision: str | None
    head: str
    contents: StoreContents | None


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A stored report that was read from a certain source.

    Attributes:
        report_id: its id.
        place_code: code of its place.
        organisation: its issuer, with the place's short name.
        year: the year that it is about.
        title: its title.
        extractor_version: version of the program that read it.
        catalogue_version: version of the catalogue that it was read with.
        is_replaced: whether a later revision replaces it.
        is_archived: whether the bytes of the source are kept.
    """

    report_id: int
    place_code: str
    organisation: str
    year: int
    title: str
    extractor_version: str
    catalogue_version: str
    is_replaced: bool
    is_archived: bool


def find_source(session: Session, sha256: str) -> tuple[StoredSource, ...]:
    """Find the reports that were stored from a source, so that reading it again can be spared.

    Args:
        session: a session.
        sha256: hexadecimal hash of the source bytes.

    Returns:
        The stored reports, the latest first; more than one where a header has been corrected.
    """
    report, place, organisation = schema.Report, schema.Place, schema.Organisation
    statement = (
        select(
            report.id,
            place.code,
            organisation.name,
            report.year,
            report.title,
            report.extractor_version,
            report.catalogue_version,
            _is_replaced(),
            exists().where(schema.ArchivedSource.sha256 == report.sha256),
        )
        .join(place, place.id == report.place_id)
        .join(organisation, organisation.id == report.organisation_id)
        .where(report.sha256 == sha256)
        .order_by(report.id.desc())
    )
    return tuple(StoredSource(*row) for row in session.execute(statement))


def summarise(engine: Engine) -> StoreSummary:
    """Say where a store is, which revision it has and what it holds; it is only read.

    Args:
        engine: the store; any database, also an empty or outdated one.
    """
    revision = current_revision(engine)
    contents = None
    if revision == head_revision():
        with Session(engine) as session:
            contents = _summarise_contents(session)
    return StoreSummary(
        location=show_url(engine.url.render_as_string(hide_password=False)),
        revision=revision,
        head=head_revision(),
        contents=contents,
    )


def _is_replaced() -> Exists:
    later = aliased(schema.Report)
    return exists().where(later.replaces_id == schema.Report.id)


def _summarise_contents(session: Session) -> StoreContents:
    state = session.scalars(select(schema.StoreState)).one_or_none()
    counts = session.execute(_counts()).mappings().one()
    return StoreContents(
        store_uuid=state.store_uuid if state else None,
        version=state.version if state else 0,
        catalogue_version=state.catalogue_version if state else None,
        places_version=state.places_version if state else None,
        read_with=_distinct(session, schema.Report.catalogue_version),
        years=_distinct(session, schema.Report.year),
        last_run=_last_run(session),
        **counts,
    )


def _counts() -> Select[*tuple[int, ...]]:
    report, figure, aside = schema.Report, schema.Observation, schema.SetAside
    current = ~_is_replaced()
    figures = (
        select(func.count()).select_from(figure).join(report, report.id == figure.report_id).where(current)
    )
    asides = select(func.count()).select_from(aside).join(report, report.id == aside.report_id).where(current)
    counted = {
        "places": select(func.count(report.place_id.distinct())).where(current),
        "organisations": select(func.count(report.organisation_id.distinct())).where(current),
        "reports": select(func.count()).select_from(report).where(current),
        "replaced_reports": select(func.count()).select_from(report).where(_is_replaced()),
        "observations": figures,
        "with_indicator": figures.where(figure.indicator_code.is_not(None)),
        "set_aside": asides,
        "runs": select(func.count()).select_from(schema.IngestRun),
    }
    return select(*(query.scalar_subquery().label(name) for name, query in counted.items()))


def _distinct(session: Session, column: InstrumentedAttribute[T]) -> tuple[T, ...]:
    return tuple(session.scalars(select(column).where(~_is_replaced()).distinct().order_by(column)))


def _last_run(session: Session) -> RunSummary | None:
    run = session.scalars(
        select(schema.IngestRun).order_by(schema.IngestRun.id.desc()).limit(1)
    ).one_or_none()
    if run is None:
        return None
    counts = RunCounts(run.added, run.revised, run.unchanged, run.failed)
    return RunSummary(run.id, run.started_at, run.finished_at, run.extractor_version, counts)
