"""What a store holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import Engine, Exists, Select, bindparam, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from govstats.store import schema
from govstats.store.engine import show_url
from govstats.store.revisions import current_revision
from govstats.store.runs import RunCounts
from govstats.store.scripts import head_revision

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run of the ingest command.

    Attributes:
        run_id: its id.
        started_at: when it began.
        finished_at: when it ended; None for one that was interrupted or still goes on.
        extractor_version: version of the program that read.
        counts: what it did; all zero for one that was killed or still goes on.
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
        sha256: hexadecimal hash of the source bytes.
        place_code: code of its place.
        organisation: its issuer, with the place's short name.
        year: the year that it is about.
        is_replaced: whether a later revision replaces it.
        is_archived: whether the bytes of the source are kept.
        said: what the user said of it when it was stored, by name: place (the code), year, issuer.
    """

    report_id: int
    sha256: str
    place_code: str
    organisation: str
    year: int
    is_replaced: bool
    is_archived: bool
    said: Mapping[str, str]


def find_stored_sources(session: Session, hashes: Collection[str]) -> list[StoredSource]:
    """Find the reports that were stored from some sources, so that reading these again can be spared.

    Args:
        session: a session.
        hashes: hexadecimal hashes of the bytes of sources; some hundreds at most.

    Returns:
        The stored reports, the latest first; several from one source where a header has been corrected.
    """
    connection = session.connection()
    found = connection.execute(_SOURCES, {"hashes": list(hashes)}).all()
    said: dict[int, dict[str, str]] = {row.id: {} for row in found}
    for report_id, name, value in connection.execute(_SAID, {"ids": list(said)}):
        said[report_id][name] = value
    return [StoredSource(*row, said=said[row.id]) for row in found]


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


_SOURCES: Final = (
    select(
        schema.Report.id,
        schema.Report.sha256,
        schema.Place.code,
        schema.Organisation.name,
        schema.Report.year,
        _is_replaced(),
        exists().where(schema.ArchivedSource.sha256 == schema.Report.sha256),
    )
    .join(schema.Place, schema.Place.id == schema.Report.place_id)
    .join(schema.Organisation, schema.Organisation.id == schema.Report.organisation_id)
    .where(schema.Report.sha256.in_(bindparam("hashes", expanding=True)))
    .order_by(schema.Report.id.desc())
)
_SAID: Final = select(schema.HeaderField.report_id, schema.HeaderField.name, schema.HeaderField.value).where(
    schema.HeaderField.report_id.in_(bindparam("ids", expanding=True)),
    schema.HeaderField.found_in == "--" + schema.HeaderField.name,
)


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
