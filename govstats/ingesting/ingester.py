"""The one writer: looks up what is stored already, has the rest read, and stores it report by report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from govstats.catalogue import Catalogue
from govstats.errors import CatalogueError, GovstatsError, UnstorableError
from govstats.ingesting.results import Ingested, Tally
from govstats.observations.version import rules_version
from govstats.places import Gazetteer
from govstats.reading import Given, Source
from govstats.store import (
    Incoming,
    Provenance,
    Store,
    Stored,
    StoredSource,
    archive_source,
    begin_run,
    count_run,
    find_stored_sources,
    finish_run,
    store_reports,
    sync_reference,
)
from govstats.workers import Done, ReadFile, Task, WorkerPool, fault

_ASKED_AT_ONCE: Final = 100
_BYTES_AT_ONCE: Final = 16_000_000
_ROWS_AT_ONCE: Final = 10_000  # in one transaction, whose rows stand in memory


@dataclass(frozen=True, slots=True)
class _Run:
    """One run: its id, what the user says of all its reports, and whether the bytes of their files are kept."""

    id: int
    given: Given
    archive: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """A source that is stored already."""

    source: Source
    stored: StoredSource


_Turn = Source | _Known | GovstatsError
"""What a run comes to: a source that must be read, one that need not, one that cannot be loaded."""


def _now() -> datetime:
    return datetime.now(UTC)


def _never() -> bool:
    return False


class Ingester:
    """Brings files into a store.

    Args:
        store: an open store.
        catalogue: the catalogue that the workers code figures with.
        gazetteer: the divisions that their reports name.
        workers: read files.
        clock: tells the time.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        gazetteer: Gazetteer,
        workers: WorkerPool,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._gazetteer = gazetteer
        self._workers = workers
        self._rules = rules_version(catalogue.units)
        self._clock = clock
        self._is_mirrored = False

    def ingest(
        self,
        sources: Iterable[Source | GovstatsError],
        given: Given | None = None,
        *,
        archive: bool = True,
        is_ended: Callable[[], bool] = _never,
    ) -> Iterator[Ingested]:
        """Bring reports into the store, in the order of the sources; a bad one never stops the others.

        A source that is stored already is not read again. Of what the user says it is enough then that it was said when it
        was stored.

        Args:
            sources: the reports, and errors in place of those that could not be loaded, as find_sources gives them.
            given: what the user says of all these reports.
            archive: whether the bytes of the files are kept, also those of reports stored earlier without.
            is_ended: asked before each report: whether the run is to end here; it counts as interrupted then.

        Yields:
            What became of each report, once it is stored.

        Raises:
            StoreError: the database cannot be used; reports stored before stay.
            CatalogueError: the catalogue was changed meanwhile; reports stored before stay.
        """
        self._is_mirrored = False
        begin = partial(
            begin_run,
            now=self._clock(),
            extractor_version=self._rules,
            catalogue_version=self._catalogue.version,
        )
        run = _Run(self._store.write(begin), given or Given(), archive)
        tally = Tally()
        for group in self._workers.run_in_groups(self._turns(sources, run), is_ended):
            for result in self._take(group, run):
                tally.add(result)
                yield result
        if is_ended():
            self._store.write(partial(count_run, run_id=run.id, counts=tally.counts()))
        else:
            self._store.write(partial(finish_run, run_id=run.id, counts=tally.counts(), now=self._clock()))

    def _turns(
        self, sources: Iterable[Source | GovstatsError], run: _Run
    ) -> Iterator[tuple[_Turn, Task | None]]:
        for batch in _batches(sources):
            known = self._find_known([one for one in batch if isinstance(one, Source)], run.given)
            for one in batch:
                if isinstance(one, GovstatsError):
                    yield one, None
                elif (stored := known.get(one.sha256)) is not None:
                    yield _Known(one, stored), None
                else:
                    yield one, ReadFile(one, run.given)

    def _find_known(self, sources: Sequence[Source], given: Given) -> Mapping[str, StoredSource]:
        with self._store.reading() as session:
            found = find_stored_sources(session, [source.sha256 for source in sources])
        # the current one comes last and stays, if there is one
        ordered = sorted(found, key=lambda stored: (not stored.is_replaced, stored.report_id))
        return {stored.sha256: stored for stored in ordered if self._is_as_said(stored, given)}

    def _is_as_said(self, stored: StoredSource, given: Given) -> bool:
        """Whether what is stored is what reading the file again would give."""
        if given == Given():
            return True
        said = {
            name: str(value)
            for name, value in (("year", given.year), ("issuer", (given.issuer or "").strip()))
            if value
        }
        if given.place:
            place = self._gazetteer.meant(given.place, stored.year)
            said["place"] = place.code if place is not None else ""
        return not stored.is_replaced and stored.said == said

    def _take(self, group: Iterable[tuple[_Turn, object]], run: _Run) -> list[Ingested]:
        """Store what was read, all of it at once."""
        results: list[Ingested | None] = []
        puts: list[tuple[Source, Done]] = []
        for turn, read in group:
            if isinstance(turn, GovstatsError):
                results.append(Ingested(name="", status="failed", error=turn))
            elif isinstance(turn, _Known):
                results.append(self._leave(turn.source, turn.stored, run))
            elif isinstance(read, CatalogueError):
                raise read
            elif isinstance(read, Done):
                puts.append((turn, read))
                results.append(None)
            elif isinstance(read, GovstatsError):
                results.append(Ingested(name=turn.name, status="failed", error=read))
            else:
                raise TypeError(f"{turn.name} was not read")
        stored = iter([result for portion in _portions(puts) for result in self._put(portion, run)])
        return [next(stored) if one is None else one for one in results]

    def _leave(self, source: Source, stored: StoredSource, run: _Run) -> Ingested:
        if run.archive and not stored.is_archived:
            self._store.write(partial(archive_source, sha256=source.sha256, data=source.data))
        place = self._gazetteer.at(stored.place_code, stored.year)
        warnings = ("a later revision replaces this one",) if stored.is_replaced else ()
        return Ingested(
            name=source.name,
            status="unchanged",
            place_code=stored.place_code,
            place=place.name if place else "",
            year=stored.year,
            issuer=stored.organisation,
            report_id=stored.report_id,
            warnings=warnings,
        )

    def _put(self, puts: Sequence[tuple[Source, Done]], run: _Run) -> list[Ingested]:
        if not self._is_mirrored:  # a run that stores nothing leaves the indicators of the database alone
            self._store.write(self._mirror)
            self._is_mirrored = True
        incoming = [
            Incoming(read.report, read.extraction, source.data if run.archive else None, read.findings)
            for source, read in puts
        ]
        provenance = Provenance(
            run.id, self._clock(), self._rules, self._catalogue.version, header_given=run.given != Given()
        )
        work = partial(store_reports, incoming=incoming, provenance=provenance)
        try:
            stored = self._store.write(work, durable=False)  # the end of the run makes all of it durable
        except (UnstorableError, ValueError) as error:  # ValueError: rows that contradict the text
            if len(puts) > 1:  # one of them: the others are stored without it
                return [result for put in puts for result in self._put([put], run)]
            name = puts[0][0].name
            told = error if isinstance(error, UnstorableError) else fault(name, str(error))
            return [Ingested(name=name, status="failed", error=told)]
        return [_describe(read, one) for (_, read), one in zip(puts, stored, strict=True)]

    def _mirror(self, session: Session) -> None:
        sync_reference(
            session,
            units=self._catalogue.units.values(),
            indicators=self._catalogue.indicators.values(),
            catalogue_version=self._catalogue.version,
            divisions=self._gazetteer.divisions,
            places_version=self._gazetteer.version,
        )


def _portions(puts: Iterable[tuple[Source, Done]]) -> Iterator[list[tuple[Source, Done]]]:
    """Group what was read, so that no group has too many rows, but for a single report that has them."""
    portion: list[tuple[Source, Done]] = []
    rows = 0
    for source, read in puts:
        added = len(read.extraction.observations) + len(read.extraction.set_aside)
        if portion and rows + added > _ROWS_AT_ONCE:
            yield portion
            portion, rows = [], 0
        portion.append((source, read))
        rows += added
    if portion:
        yield portion


def _describe(read: Done, stored: Stored) -> Ingested:
    header, warnings = read.report.header, read.report.warnings
    if not read.extraction.observations:
        warnings += ("no figures were found in it",)
    return Ingested(
        name=read.report.name,
        status=stored.outcome,
        place_code=header.place.code if header.place else "",
        place=header.place.name if header.place else "",
        year=header.year,
        issuer=header.issuer or "",
        figures=len(read.extraction.observations),
        set_aside=len(read.extraction.set_aside),
        findings=Counter(one.severity for one in read.findings if one.severity is not None),
        report_id=stored.report_id,
        replaced_id=stored.replaced_id,
        warnings=warnings,
    )


def _batches(sources: Iterable[Source | GovstatsError]) -> Iterator[list[Source | GovstatsError]]:
    """Group sources, so that the database is asked about many at once; no more than memory should hold."""
    batch: list[Source | GovstatsError] = []
    size = 0
    for one in sources:
        batch.append(one)
        size += len(one.data) if isinstance(one, Source) else 0
        if len(batch) == _ASKED_AT_ONCE or size > _BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
