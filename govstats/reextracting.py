"""Today's rules for stored reports: their texts are extracted again, and what differs is written.

The texts and the headers stay as they are. A report that has been read with these rules and this catalogue is passed
over, so that a run which was interrupted is gone on with by the next one.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy.orm import Session

from govstats.catalogue import Catalogue
from govstats.errors import CatalogueError, GovstatsError, StoreError, UnstorableError
from govstats.observations.version import rules_version
from govstats.places import Gazetteer
from govstats.store import (
    ReadingChanges,
    Store,
    StoredReading,
    Versions,
    compare_reading,
    count_current,
    drop_unreferred_indicators,
    is_as_read,
    list_outdated,
    mark_read,
    mirror_and_lock,
    raise_version,
    read_again,
    write_reading,
)
from govstats.warehouse import find_reports, refresh
from govstats.workers import Done, ReadText, Task, WorkerPool

_MARKED_AT_ONCE: Final = 100  # reports without changes; an interrupted run reads so many again
_PASSES: Final = 5  # over reports that somebody else has changed meanwhile


@dataclass(slots=True)
class Tally:
    """How many figures of one indicator come and go.

    Attributes:
        gained: that have the indicator now and had not, or were not there.
        lost: that had it and have it no more, or are gone.
        changed: that keep it, but something else about them differs.
        before: that had it before.
        after: that have it now.
    """

    gained: int = 0
    lost: int = 0
    changed: int = 0
    before: int = 0
    after: int = 0

    def add(self, other: Tally) -> None:
        """Add the figures of another report."""
        self.gained += other.gained
        self.lost += other.lost
        self.changed += other.changed
        self.before += other.before
        self.after += other.after

    @property
    def is_changed(self) -> bool:
        """Whether any figure differs."""
        return bool(self.gained or self.lost or self.changed)


@dataclass(frozen=True, slots=True)
class Reextracted:
    """What became of one report.

    Attributes:
        report_id: its id.
        file_name: the file that it was read from.
        place_code: code of its place.
        place: name of the place.
        year: the year that it is about.
        issuer: who published it.
        gained: figures that are new, also those with another value or span than before.
        lost: figures that are gone.
        changed: figures of the same span and value about which something else differs.
        kept: figures that are as they were.
        numbers: other numbers that are new, gone, or set aside for another reason.
        by_indicator: its figures by indicator; None stands for those without one.
        error: why it could not be read again; None unless it could not.
    """

    report_id: int
    file_name: str
    place_code: str
    place: str
    year: int
    issuer: str
    gained: int = 0
    lost: int = 0
    changed: int = 0
    kept: int = 0
    numbers: int = 0
    by_indicator: Mapping[str | None, Tally] = field(default_factory=dict)
    error: GovstatsError | None = None

    @property
    def is_changed(self) -> bool:
        """Whether anything that was read from it differs."""
        return bool(self.gained or self.lost or self.changed or self.numbers)


@dataclass(frozen=True, slots=True)
class ReextractionPlan:
    """Which reports are to be read again.

    Attributes:
        versions: what they are to be read with.
        report_ids: the reports that were read with something else.
        current: how many current reports the database holds.
    """

    versions: Versions
    report_ids: Sequence[int]
    current: int


@dataclass(slots=True)
class _Round:
    """One pass over reports: those that somebody else has changed meanwhile, and those that only need a mark."""

    is_dry: bool
    overtaken: array[int] = field(default_factory=lambda: array("q"))
    unmarked: list[tuple[StoredReading, Reextracted]] = field(default_factory=list)


class Reextractor:
    """Reads stored reports again.

    Args:
        store: an open store.
        workers: extract the reports.
        catalogue: the catalogue that they extract with.
        gazetteer: the divisions, which are mirrored with the catalogue.
    """

    def __init__(self, store: Store, workers: WorkerPool, catalogue: Catalogue, gazetteer: Gazetteer) -> None:
        self._store = store
        self._workers = workers
        self._catalogue = catalogue
        self._gazetteer = gazetteer

    def run(self, plan: ReextractionPlan, *, dry_run: bool = False) -> Iterator[Reextracted]:
        """Read the reports of a plan again, one transaction for each that changes.

        Args:
            plan: what `plan_reextraction` found; a report that has been read by somebody else since is passed over.
            dry_run: whether nothing is written.

        Yields:
            What became of each report, once it is written.

        Raises:
            StoreError: the store cannot be used; reports written before stay.
        """
        wanted, has_written = plan.report_ids, False
        for _ in range(_PASSES):
            this = _Round(dry_run)
            for result in self._read_all(wanted, plan.versions, this):
                has_written = has_written or (result.is_changed and not dry_run)
                yield result
            wanted = this.overtaken
            if not wanted:
                break
        else:
            raise StoreError(
                f"another program goes on changing the same reports; {len(wanted)} were not read again",
                "run the command again",
            )
        if has_written:
            self._tidy()

    def _read_all(self, report_ids: Iterable[int], versions: Versions, this: _Round) -> Iterator[Reextracted]:
        for stored, read in self._workers.run(self._tasks(report_ids, versions)):
            if isinstance(read, CatalogueError):
                raise read
            if isinstance(read, Done):
                yield from self._apply(stored, read, versions, this)
            else:
                yield _describe(stored, error=read)
        yield from self._mark(versions, this)

    def _tasks(self, report_ids: Iterable[int], versions: Versions) -> Iterator[tuple[StoredReading, Task]]:
        for report_id in report_ids:
            with self._store.reading() as session:
                stored = read_again(session, report_id, versions, self._gazetteer)
            if stored is not None:
                yield stored, ReadText(stored.report)

    def _apply(
        self, stored: StoredReading, read: Done, versions: Versions, this: _Round
    ) -> Iterator[Reextracted]:
        """Write what a reading changes; the reports without changes wait, to be marked together."""
        try:
            with self._store.reading() as session:
                changes = compare_reading(session, stored, read.extraction)
            result = _describe(stored, changes)
            is_written = bool(changes) and not this.is_dry and self._write(stored, read, changes, versions)
        except (ValueError, UnstorableError) as error:
            yield _describe(stored, error=_fault_of(stored, error))
            return
        if this.is_dry:
            yield result
        elif not changes:
            this.unmarked.append((stored, result))
            if len(this.unmarked) >= _MARKED_AT_ONCE:
                yield from self._mark(versions, this)
        elif is_written:
            yield result
        else:
            this.overtaken.append(stored.report_id)

    def _write(self, stored: StoredReading, read: Done, changes: ReadingChanges, versions: Versions) -> bool:
        def write(session: Session) -> bool:
            mirror_and_lock(session, self._catalogue, self._gazetteer)
            if not all(is_as_read(session, [stored])):
                return False
            write_reading(session, stored, read.extraction, changes, versions, read.findings)
            return True

        return self._store.write(write)

    def _mark(self, versions: Versions, this: _Round) -> Iterator[Reextracted]:
        """Note on the reports that do not change what they have been read with."""
        waiting, this.unmarked = this.unmarked, []
        if not waiting:
            return

        def mark(session: Session) -> list[bool]:
            mirror_and_lock(session, self._catalogue, self._gazetteer)
            as_read = is_as_read(session, [stored for stored, _ in waiting])
            ids = [stored.report_id for (stored, _), is_same in zip(waiting, as_read, strict=True) if is_same]
            if ids:
                mark_read(session, ids, versions, store_version=raise_version(session))
            return as_read

        for (stored, result), is_same in zip(waiting, self._store.write(mark), strict=True):
            if is_same:
                yield result
            else:
                this.overtaken.append(stored.report_id)

    def _tidy(self) -> None:
        """Delete the indicators that the catalogue no longer has and no figure any more, as recoding does."""

        def tidy(session: Session) -> None:
            mirror_and_lock(session, self._catalogue, self._gazetteer)
            if drop_unreferred_indicators(session, self._catalogue.indicators.values()):
                raise_version(session)

        self._store.write(tidy)


def plan_reextraction(store: Store, catalogue: Catalogue, where: str | None = None) -> ReextractionPlan:
    """Find the current reports that were read with other rules or another catalogue; no report is read.

    Args:
        store: an open store.
        catalogue: the catalogue that they are to be read with.
        where: a condition over the columns of the view reports; None for all. Nothing of it reaches the store: the
            warehouse, which is brought up to date before, answers it.

    Returns:
        The plan, for `Reextractor.run`.

    Raises:
        QueryError: the condition is not allowed or not valid.
        StoreError: the store cannot be read.
    """
    among = None if where is None else find_reports(refresh(store.url).path, where)
    versions = Versions(rules_version(catalogue.units), catalogue.version)
    with store.reading() as session:
        return ReextractionPlan(versions, list_outdated(session, versions, among), count_current(session))


def _fault_of(stored: StoredReading, error: ValueError | UnstorableError) -> UnstorableError:
    return UnstorableError(
        f"report {stored.report_id} ({stored.report.name}) cannot be stored as it is read now: {error}",
        "it is left as it was; this is a fault of govstats: please report it with the report",
    )


def _describe(
    stored: StoredReading, changes: ReadingChanges | None = None, error: GovstatsError | None = None
) -> Reextracted:
    """Tell what becomes of a report."""
    place, header = stored.report.header.place, stored.report.header
    about = Reextracted(
        report_id=stored.report_id,
        file_name=stored.report.name,
        place_code=place.code if place is not None else "",
        place=place.name if place is not None else "",
        year=header.year or 0,
        issuer=stored.issuer,
        error=error,
    )
    if changes is None:
        return about
    figures, numbers = changes.figures, changes.set_aside
    changed = sum(changes.shows(row) for row in stored.figures)
    return replace(
        about,
        gained=len(figures.new),
        lost=len(figures.gone),
        changed=changed,
        kept=len(figures.staying) - changed,
        numbers=len({*numbers.new, *(row["start_offset"] for row in numbers.gone)}) + len(numbers.differing),
        by_indicator=_tally(stored, changes),
    )


def _tally(stored: StoredReading, changes: ReadingChanges) -> dict[str | None, Tally]:
    """Count the figures of each indicator."""
    tallies: defaultdict[str | None, Tally] = defaultdict(Tally)
    staying = changes.figures.staying
    for row in stored.figures:
        before = row["indicator_code"]
        tallies[before].before += 1
        stays = staying.get(row["start_offset"]) == row["id"]
        after = changes.rows[row["start_offset"]]["indicator_code"] if stays else None
        if stays and before == after:
            tallies[before].changed += changes.shows(row)
            continue
        tallies[before].lost += 1
        if stays:
            tallies[after].gained += 1
    for row in changes.figures.new.values():
        tallies[row["indicator_code"]].gained += 1
    for row in changes.rows.values():
        tallies[row["indicator_code"]].after += 1
    return dict(tallies)
