"""Files into the store: one report after the other is read, extracted and stored, one transaction each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from govstats.catalogue import Catalogue
from govstats.errors import GovstatsError, StoreError
from govstats.observations import Extractor
from govstats.observations.version import rules_version
from govstats.reading import Given, Report, ReportReader, Source
from govstats.store import (
    RunCounts,
    Store,
    StoredSource,
    archive_source,
    begin_run,
    find_source,
    finish_run,
    store_report,
    sync_reference,
)

Status = Literal["added", "revised", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file.

    Attributes:
        name: the file's path as given.
        status: added; revised: a new revision of an earlier report; unchanged: stored already; failed.
        place_code: code of the report's place; "" for a file that failed.
        place: name of the place.
        year: the year that it is about; None for a file that failed.
        issuer: who publishes it.
        figures: how many observations were read; None where nothing was read again.
        set_aside: how many numbers were set aside; None where nothing was read again.
        warnings: one line each.
        error: why it failed; None unless it did.
    """

    name: str
    status: Status
    place_code: str = ""
    place: str = ""
    year: int | None = None
    issuer: str = ""
    figures: int | None = None
    set_aside: int | None = None
    warnings: tuple[str, ...] = ()
    error: GovstatsError | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """One run: its id, what the user says of all its reports, and whether the bytes of their files are kept."""

    id: int
    given: Given
    archive: bool


def _now() -> datetime:
    return datetime.now(UTC)


class Ingester:
    """Brings files into a store.

    Args:
        store: an open store.
        reader: reads files into reports.
        extractor: reads figures out of reports.
        catalogue: the catalogue that the extractor works with.
        clock: tells the time.
    """

    def __init__(
        self,
        store: Store,
        reader: ReportReader,
        extractor: Extractor,
        catalogue: Catalogue,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._reader = reader
        self._extractor = extractor
        self._catalogue = catalogue
        self._rules = rules_version(catalogue.units)
        self._clock = clock
        self._is_mirrored = False

    def ingest(
        self,
        sources: Iterable[Source | GovstatsError],
        given: Given | None = None,
        *,
        archive: bool = True,
    ) -> Iterator[Ingested]:
        """Bring reports into the store; a bad one never stops the others.

        Args:
            sources: the reports, and errors in place of those that could not be loaded, as find_sources gives them.
            given: what the user says of all these reports.
            archive: whether the bytes of the files are kept, also those of reports stored earlier without.

        Yields:
            What became of each report, once it is stored.

        Raises:
            StoreError: the database cannot be used; reports stored before stay.
        """
        self._is_mirrored = False
        with self._store.transaction() as session:
            run_id = begin_run(session, self._clock(), self._rules, self._catalogue.version)
        run, counts = _Run(run_id, given or Given(), archive), RunCounts()
        for found in sources:
            result = self._ingest_one(found, run)
            counts = replace(counts, **{result.status: getattr(counts, result.status) + 1})
            yield result
        with self._store.transaction() as session:
            finish_run(session, run_id, counts, self._clock())

    def _mirror_catalogue(self) -> None:
        gazetteer = self._reader.gazetteer
        with self._store.transaction() as session:
            sync_reference(
                session,
                units=self._catalogue.units.values(),
                indicators=self._catalogue.indicators.values(),
                catalogue_version=self._catalogue.version,
                divisions=gazetteer.divisions,
                places_version=gazetteer.version,
            )

    def _ingest_one(self, found: Source | GovstatsError, run: _Run) -> Ingested:
        if isinstance(found, GovstatsError):
            return Ingested(name="", status="failed", error=found)
        try:
            if run.given == Given() and (stored := self._find_stored(found)):
                if run.archive and not stored.is_archived:
                    self._archive(found)
                return self._unchanged(found, stored)
            report = self._reader.read(found, run.given)
        except StoreError:
            raise
        except GovstatsError as error:
            return Ingested(name=found.name, status="failed", error=error)
        return self._store_report(report, run, found.data)

    def _archive(self, source: Source) -> None:
        with self._store.transaction() as session:
            archive_source(session, source.sha256, source.data)

    def _find_stored(self, source: Source) -> StoredSource | None:
        with self._store.reading() as session:
            found = find_source(session, source.sha256)
        return min(
            found, key=lambda stored: stored.is_replaced, default=None
        )  # the current one, if there is one

    def _unchanged(self, source: Source, stored: StoredSource) -> Ingested:
        place = self._reader.gazetteer.at(stored.place_code, stored.year)
        warnings = ("a later revision replaces this one",) if stored.is_replaced else ()
        return Ingested(
            name=source.name,
            status="unchanged",
            place_code=stored.place_code,
            place=place.name if place else "",
            year=stored.year,
            issuer=stored.organisation,
            warnings=warnings,
        )

    def _store_report(self, report: Report, run: _Run, data: bytes) -> Ingested:
        extraction = self._extractor.extract(report)
        if not self._is_mirrored:  # a run that stores nothing leaves the indicators of the database alone
            self._mirror_catalogue()
            self._is_mirrored = True
        with self._store.transaction() as session:
            stored = store_report(
                session,
                report,
                extraction,
                run_id=run.id,
                now=self._clock(),
                extractor_version=self._rules,
                catalogue_version=self._catalogue.version,
                header_given=run.given != Given(),
                archive=data if run.archive else None,
            )
        header, warnings = report.header, report.warnings
        if not extraction.observations:
            warnings += ("no figures were found in it",)
        return Ingested(
            name=report.name,
            status=stored.outcome,
            place_code=header.place.code if header.place else "",
            place=header.place.name if header.place else "",
            year=header.year,
            issuer=header.issuer or "",
            figures=len(extraction.observations),
            set_aside=len(extraction.set_aside),
            warnings=warnings,
        )
