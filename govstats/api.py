"""The Python interface: read a file, extract figures, open a database, ingest, query, compare."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypedDict, TypeVar, Unpack

from govstats.catalogue import Catalogue, load_catalogue
from govstats.errors import GovstatsError
from govstats.observations import Extraction, Extractor, build_extractor
from govstats.reading import Given, Header, Limits, Report, ReportReader, find_sources, load_source
from govstats.reading.limits import DEFAULT_LIMITS

if TYPE_CHECKING:  # the database side costs a third of a second that reading alone need not pay
    from datetime import date

    import pyarrow as pa

    from govstats.citing import Citation
    from govstats.ingesting import Ingested
    from govstats.places import Level
    from govstats.recoding import RecodePlan
    from govstats.reextracting import Reextracted, ReextractionPlan
    from govstats.reviewing import Changes, Imported
    from govstats.store import (
        Checked,
        Correction,
        Decision,
        History,
        ListedReport,
        StandingCorrection,
        Store,
        StoredReport,
    )
    from govstats.warehouse import (
        Comparison,
        ComparisonTable,
        CoverageLayout,
        Dimension,
        Layout,
        LoadedDivisor,
        ScopeChoice,
    )
    from govstats.workers import Setup, WorkerPool

One = TypeVar("One", bound=str | int)


def read_report(
    path: str | Path, *, place: str | None = None, year: int | None = None, issuer: str | None = None
) -> Report:
    """Read a file into a report: its decoded text and what its header says.

    Args:
        path: a plain text in UTF-8, UTF-16 with byte order mark or GB18030, a web page (HTML, MHTML), a Word document
            (.docx) or a PDF; what it is is told by its content.
        place: code or name of the place that it is about, where the header does not tell or tells wrongly.
        year: the year that it is about, likewise.
        issuer: who publishes it, likewise.

    Returns:
        The report.

    Raises:
        ReadingError: the file is missing, damaged, of another format or beyond the limits.
        HeaderError: its place or year cannot be told.
    """
    return ReportReader().read(load_source(Path(path)), Given(place, year, issuer))


def extract(
    source: Report | str, *, header: Header | None = None, extractor: Extractor | None = None
) -> Extraction:
    """Extract the figures of a report or of any text.

    Args:
        source: a report as `read_report` gives it, or a text.
        header: what is known of a text; a report brings its own.
        extractor: one made by `govstats.observations.build_extractor`, to be used again for many texts.

    Returns:
        The observations, and the numbers that are none; together they hold every number of the text once.
    """
    extractor = extractor or build_extractor()
    if isinstance(source, Report):
        return extractor.extract(source)
    return extractor.extract_text(source, header)


class CompareOptions(TypedDict, total=False):
    """How a comparison is laid out and what is added to it: attributes of govstats.warehouse.Comparison."""

    layout: Layout
    scope: ScopeChoice
    with_bounds: bool
    with_sources: bool
    with_confidence: bool
    with_notes: bool
    with_change: bool
    with_rank: bool
    with_total: bool
    boundaries: int | None
    min_confidence: float
    per_values: LoadedDivisor | None


def listed(given: One | Iterable[One]) -> tuple[One, ...]:
    """Give one thing or several as a tuple; a text is one thing."""
    return (given,) if isinstance(given, str | int) else tuple(given)


class Database:
    """A database of reports: a store and the warehouse beside it. Use it in a with statement, or close it.

    Args:
        store: the open store.
        catalogue: a folder of the user's own catalogue, or None.
        experimental: whether figures are coded with experimental indicators too.
        limits: how much of a file is read before it is refused.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Path | None = None,
        *,
        experimental: bool = False,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._store = store
        self._own, self._experimental = catalogue, experimental
        self._limits = limits

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue that reports are read with.

        Raises:
            CatalogueError: a file of it is wrong.
        """
        return load_catalogue(own=self._own, experimental=self._experimental)

    @cached_property
    def _reader(self) -> ReportReader:
        return ReportReader(limits=self._limits)

    def ingest(
        self,
        paths: Iterable[str | Path],
        *,
        place: str | None = None,
        year: int | None = None,
        issuer: str | None = None,
        archive: bool = True,
        jobs: int = 1,
        is_ended: Callable[[], bool] | None = None,
    ) -> Iterator[Ingested]:
        """Read files and folders into the database, each report as a whole or not at all.

        Args:
            paths: files, folders that are searched through, zip archives, and - for the standard input.
            place: code or name of the place of all these reports; None leaves it to their headers.
            year: the year that they are about, likewise.
            issuer: who publishes them, likewise.
            archive: whether the bytes of the files are kept, so that `source` can give them back.
            jobs: how many processes read files at once; 1 reads them in this one.
            is_ended: asked before each file: whether to end here, the rest left for another time.

        Yields:
            What became of each file. Nothing is read before the first is asked for.

        Raises:
            StoreError: the database cannot be used; reports stored before stay.
        """
        from govstats.ingesting import Ingester

        ingester = Ingester(self._store, self.catalogue, self._reader.gazetteer, self._workers(jobs))
        given = Given(place, year, issuer)
        found = find_sources((Path(path) for path in paths), self._limits, sys.stdin.buffer)
        yield from ingester.ingest(found, given, archive=archive, is_ended=is_ended or (lambda: False))

    def _workers(self, jobs: int) -> WorkerPool:
        from govstats.workers import Worker, WorkerPool

        setup = _setup(self._own, self.catalogue, experimental=self._experimental, limits=self._limits)
        return WorkerPool(lambda: Worker.with_catalogue(self.catalogue, self._reader), setup, jobs)

    def reports(self) -> tuple[ListedReport, ...]:
        """List the stored reports, replaced revisions too, by code of the place and year.

        Raises:
            StoreError: the store cannot be read.
        """
        from govstats.store import list_reports

        with self._store.reading() as session:
            return list_reports(session)

    def report(self, wanted: str | int) -> StoredReport:
        """Give a stored report with its text and everything that is known about it.

        Args:
            wanted: its id, the name of its file as stored, or the first eight or more hexadecimal digits of
                the hash of its source.

        Raises:
            ReportError: there is none such, or there are several.
            StoreError: the store cannot be read.
        """
        from govstats.store import find_report, read_stored_report

        with self._store.reading() as session:
            return read_stored_report(session, find_report(session, str(wanted)))

    def history(self, wanted: str | int) -> History:
        """Give all revisions of a report, and which figures were gained, lost and changed between them.

        Args:
            wanted: any of the revisions, as for `report`.

        Returns:
            The revisions, the oldest first, and the steps from each to the next.

        Raises:
            ReportError: there is no such report, or there are several.
            StoreError: the store cannot be read.
        """
        from govstats.store import find_report, read_history

        with self._store.reading() as session:
            return read_history(session, find_report(session, str(wanted)))

    def source(self, wanted: str | int) -> bytes:
        """Give the bytes of the file that a report was read from, exactly as they were.

        Args:
            wanted: the report, as for `report`.

        Raises:
            ReportError: there is none such, there are several, or its bytes were not kept.
            StoreError: the store cannot be read, or the bytes are damaged.
        """
        from govstats.store import find_report, read_source

        with self._store.reading() as session:
            return read_source(session, find_report(session, str(wanted)))

    def cite(
        self,
        wanted: str | int | None = None,
        *,
        figure: int | None = None,
        url: str | None = None,
        accessed_on: date | None = None,
    ) -> Citation:
        """Give what a paper needs to cite a report, or a figure with the sentence that states it.

        Args:
            wanted: the report, as for `report`; None where a figure is given.
            figure: the number of a figure, as the column observation_id of a query has it; of a replaced report too.
            url: the address of the report, where its file does not state it.
            accessed_on: the day that it was fetched there; else the day that it was stored stands for it.

        Returns:
            The citation; `gbt7714` and `gbt7714_2025` are its references, `remarks` says what to mind.

        Raises:
            ReportError: there is no such report or figure, or there are several such reports.
            StoreError: the store cannot be read.
            ValueError: both a report and a figure are given, or neither.
        """
        from govstats.citing import Citer

        if (wanted is None) == (figure is None):
            raise ValueError("cite takes a report or a figure")
        with self._store.reading() as session:
            citer = Citer(session, url, accessed_on)
            return citer.cite_report(str(wanted)) if figure is None else citer.cite_figure(figure)

    def check(self) -> Iterator[Checked]:
        """Check whether the database can be trusted; nothing is changed, and others may write meanwhile.

        Its integrity, its constraints, every figure against the text of its report, every kept file against
        its hash, and the snapshot that queries run on against the database.

        Yields:
            What was found, check by check. Nothing is read before the first is asked for.

        Raises:
            StoreError: the database cannot be read, or there is no room to make another snapshot in the
                temporary folder.
        """
        from govstats.store import check_store
        from govstats.warehouse.checking import check_snapshot

        with self._store.reading() as session:
            yield from check_store(session)
        yield check_snapshot(self._store.url)

    def query(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        *,
        row_limit: int | None = None,
        timeout_seconds: float | None = None,
        memory_limit: str = "1GB",
    ) -> pa.Table:
        """Run one reading SQL statement on the warehouse, which is brought up to date before.

        Args:
            sql: a statement over the views of docs/views.md.
            parameters: values of its $names: texts, numbers, dates.
            row_limit: give at most so many rows.
            timeout_seconds: stop the query after so long; None for never.
            memory_limit: how much memory the query may take, and its rows here, such as 512MB or 4GB.

        Returns:
            An Arrow table. `.to_pandas()` gives a data frame of pandas, in which the exact values stand as Decimal
            objects (`frame["value"].astype(float)` computes faster); `polars.from_arrow(table)` one of polars.

        Raises:
            QueryError: the statement is not allowed or not valid, or it takes too long or too much.
            StoreError: the store cannot be read.
        """
        from govstats.warehouse import refresh, run_query

        return run_query(
            refresh(self._store.url).path,
            sql,
            parameters=parameters,
            row_limit=row_limit,
            timeout_seconds=timeout_seconds,
            memory_limit=memory_limit,
        )

    def compare(
        self,
        comparison: Comparison | None = None,
        *,
        indicators: str | Iterable[str] = (),
        places: str | Iterable[str] = (),
        within: str | Iterable[str] = (),
        level: Level | None = None,
        years: int | Iterable[int] = (),
        per: str | None = None,
        best: bool = True,
        **options: Unpack[CompareOptions],
    ) -> ComparisonTable:
        """Compare indicators across places and years; the warehouse is brought up to date before.

        Args:
            comparison: what to compare and how to lay it out; or else:
            indicators: codes, Chinese names or topics.
            places: codes or names of places; none of these and of the next means all that have reports.
            within: codes or names of places, below which all places are meant.
            level: of the places within others, or of all that have reports, only those of this level.
            years: the years; none means all with a figure.
            per: code or name of the indicator that counts are divided by.
            best: whether one figure is picked for each place, year and indicator; else the table has a row for every
                figure that could be.
            options: the other attributes of Comparison, such as layout, scope, with_change, per_values.

        Returns:
            The table with notes on it; its to_arrow() gives an Arrow table, and that a data frame.

        Raises:
            QueryError: an indicator is unknown or the layout does not fit.
            PlaceError: a place is unknown, or its name shared.
            StoreError: the store cannot be read.
            TypeError: a comparison and further choices are given.
        """
        if comparison is not None and any((indicators, places, within, level, years, per, options)):
            raise TypeError("a Comparison has all choices in it; give none beside it")
        from govstats.warehouse import Comparison, Wanted, compare, list_figures, refresh, select, settle_one

        path = refresh(self._store.url).path
        notes: tuple[str, ...] = ()
        if comparison is None:
            wanted = Wanted(
                listed(indicators), listed(places), listed(within), level, listed(years),
                options.get("scope", "place"), options.get("min_confidence", 0.0), options.get("boundaries"),
            )  # fmt: skip
            selection = select(path, wanted)
            comparison = Comparison(
                selection.indicators,
                selection.places,
                selection.years,
                per=None if per is None else settle_one(path, per),
                **options,
            )
            notes = selection.notes
        table = compare(path, comparison) if best else list_figures(path, comparison)
        return replace(table, notes=(*notes, *table.notes))

    def coverage(
        self,
        indicators: str | Iterable[str] = (),
        *,
        places: str | Iterable[str] = (),
        within: str | Iterable[str] = (),
        level: Level | None = None,
        years: int | Iterable[int] = (),
        scope: ScopeChoice = "place",
        min_confidence: float = 0.0,
        by: Dimension | Iterable[Dimension] = (),
        layout: CoverageLayout = "long",
    ) -> pa.Table:
        """Tell what is reported and what is not; the warehouse is brought up to date before.

        Args:
            indicators: codes, Chinese names or topics; none means all.
            places: codes or names of places; none of these and of the next means all that have reports.
            within: codes or names of places, below which all places are meant.
            level: of the places within others, or of all that have reports, only those of this level.
            years: the years; none means all that have reports.
            scope: whose figures count: place, issuer or any.
            min_confidence: the confidence, from 0 to 1, below which figures do not count.
            by: indicator, place, year or several of them, which is counted by; none gives a row a cell.
            layout: long, or place-year for a row a place.

        Returns:
            An Arrow table.

        Raises:
            QueryError: an indicator is unknown, or there would be too many rows.
            PlaceError: a place is unknown, or its name shared.
            StoreError: the store cannot be read.
        """
        from govstats.warehouse import Wanted, cover, refresh, select

        path = refresh(self._store.url).path
        wanted = Wanted(
            listed(indicators), listed(places), listed(within), level, listed(years), scope, min_confidence
        )
        return cover(path, select(path, wanted), by=listed(by), layout=layout).table

    def audit(
        self,
        *,
        places: str | Iterable[str] = (),
        within: str | Iterable[str] = (),
        years: int | Iterable[int] = (),
        reports: str | int | Iterable[str | int] = (),
        severity: Literal["error", "warning", "notice"] = "notice",
        checks: str | Iterable[str] = (),
        agreements: bool = False,
    ) -> pa.Table:
        """Check the stored figures by arithmetic, store what is found, and list it.

        Without places, years and reports all current reports are checked; what was found before about those that are
        checked is replaced.

        Args:
            places: codes or names of places that the reports are about.
            within: codes or names of places, below which all places are meant.
            years: the years that the reports are about.
            reports: reports by id, name of their file, or the first eight or more digits of their hash.
            severity: list only what is as bad as that, or worse.
            checks: list only what these checks find; none means all.
            agreements: whether what the arithmetic confirms is listed, too.

        Returns:
            An Arrow table with a row for each finding, the worst first: the columns of `govstats audit`.

        Raises:
            CatalogueError: a file of the catalogue or the checks is wrong.
            PlaceError: a place is unknown, or its name shared.
            QueryError: there is no place below one, or no such check.
            ReportError: there is no such report, there are several, or it is replaced by another one.
            StoreError: the store cannot be read or written.
        """
        from govstats.auditing import Choice, audit, list_findings, require_rules
        from govstats.checks import Severity, load_knowledge

        rules = listed(checks)
        require_rules(rules, load_knowledge(self.catalogue.indicators, self.catalogue.units))
        choice = Choice(listed(places), listed(within), listed(years), tuple(map(str, listed(reports))))
        result = audit(self._store, self.catalogue, choice)
        return list_findings(result, least=Severity(severity), rules=rules, agreements=agreements)

    def plan_recoding(self) -> RecodePlan:
        """Find out which stored figures the catalogue would give another indicator, without changing anything.

        Raises:
            CatalogueError: a file of the catalogue is wrong.
            StoreError: the store cannot be read.
        """
        from govstats.recoding import plan_recoding

        return plan_recoding(self._store, self.catalogue)

    def recode(self, plan: RecodePlan) -> None:
        """Give the stored figures the indicators of a plan, in one transaction.

        Args:
            plan: what `plan_recoding` found.

        Raises:
            StoreError: the store cannot be written, or has changed since the plan was made.
        """
        from govstats.recoding import recode

        recode(self._store, self.catalogue, self._reader.gazetteer, plan)

    def plan_reextraction(self, where: str | None = None) -> ReextractionPlan:
        """Find the current reports that were read with other rules or another catalogue, without reading any again.

        Args:
            where: a condition over the columns of the view reports, such as "year = 2020"; None for all reports.

        Raises:
            CatalogueError: a file of the catalogue is wrong.
            QueryError: the condition is not allowed or not valid.
            StoreError: the store cannot be read.
        """
        from govstats.reextracting import plan_reextraction

        return plan_reextraction(self._store, self.catalogue, where)

    def reextract(
        self, where: str | ReextractionPlan | None = None, *, dry_run: bool = False, jobs: int = 1
    ) -> Iterator[Reextracted]:
        """Read the figures of stored reports again, from their stored texts, with the rules and the catalogue of today.

        Reports that were read with these already are passed over, and so are replaced revisions. A figure whose span
        and value stay keeps its observation_id. One report is one transaction.

        Args:
            where: a condition over the columns of the view reports, None for all reports, or a plan of
                `plan_reextraction`.
            dry_run: whether nothing is written.
            jobs: how many processes extract at once; 1 extracts in this one.

        Yields:
            What became of each report, once it is written. Nothing is read before the first is asked for.

        Raises:
            CatalogueError: a file of the catalogue is wrong.
            QueryError: the condition is not allowed or not valid.
            StoreError: the store cannot be used; reports written before stay.
        """
        from govstats.reextracting import ReextractionPlan, Reextractor

        plan = where if isinstance(where, ReextractionPlan) else self.plan_reextraction(where)
        gazetteer = self._reader.gazetteer
        reextractor = Reextractor(self._store, self._workers(jobs), self.catalogue, gazetteer)
        yield from reextractor.run(plan, dry_run=dry_run)

    def corrections(self) -> tuple[StandingCorrection, ...]:
        """Give everything that reviewers have said about figures, each with whether it holds.

        Raises:
            StoreError: the store cannot be read.
        """
        from govstats.store import match_corrections

        with self._store.reading() as session:
            return match_corrections(session)

    def correct(
        self,
        observation_id: int,
        changes: Changes | None = None,
        *,
        reviewer: str,
        decision: Decision | None = None,
        note: str = "",
    ) -> Correction:
        """Say something about a figure; queries show it from now on, with what was read beside it.

        Args:
            observation_id: the number of the figure, as the column observation_id of a query has it.
            changes: what is right of it: govstats.reviewing.Changes(value=Decimal("98.61")). What is not given stays as
                queries show it, with what was corrected before.
            reviewer: who says so.
            decision: govstats.store.Decision.ACCEPT, REJECT, WITHDRAW or NOTE, where there are no changes.
            note: why.

        Returns:
            What was written.

        Raises:
            ReportError: there is no such figure.
            ReviewError: it makes no sense: nothing differs, an indicator or a unit that the database lacks, a replaced report.
            StoreError: the store cannot be written.
        """
        from govstats.reviewing import KEPT, Reviewer
        from govstats.store import Decision

        who = Reviewer(self._store, reviewer)
        return who.decide(observation_id, decision or Decision.CORRECT, changes or KEPT, note)

    def export_corrections(self, path: str | Path) -> int:
        """Write everything that reviewers have said into a YAML file, as a whole or not at all.

        Args:
            path: the file.

        Returns:
            How many rows it has.

        Raises:
            ExportError: the file cannot be written.
            StoreError: the store cannot be read.
        """
        from govstats.reviewing import export_corrections

        return export_corrections(self._store, Path(path))

    def import_corrections(self, path: str | Path) -> Imported:
        """Bring such a file into the database; rows that it has already are passed over.

        Rows about reports and figures that the database lacks are kept for when they come, and told.

        Args:
            path: the file.

        Raises:
            ReadingError: the file cannot be read, or a line of it is wrong; nothing is brought in then.
            StoreError: the store cannot be written.
        """
        from govstats.reviewing import import_corrections

        return import_corrections(self._store, Path(path))

    def close(self) -> None:
        """Close the connections to the store."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def prepare_reading(own: Path | None, *, experimental: bool, limits: Limits) -> None:
    """Start a process that gets ready to read files while this one opens a database and so loads what storing needs.

    The next database that is opened with the same catalogue and limits has it read, where it reads with several jobs. What
    is wrong about the catalogue is told by that database.

    Args:
        own: a folder of the user's own catalogue, or None.
        experimental: whether figures are coded with experimental indicators too.
        limits: how much of a file is read before it is refused.
    """
    from govstats.workers import Worker, start_early

    with suppress(GovstatsError):
        catalogue = load_catalogue(own=own, experimental=experimental)
        setup = _setup(own, catalogue, experimental=experimental, limits=limits)
        start_early(setup, lambda: Worker.with_catalogue(catalogue, ReportReader(limits=limits)))


def _setup(own: Path | None, catalogue: Catalogue, *, experimental: bool, limits: Limits) -> Setup:
    from govstats.workers import Setup

    return Setup(str(own) if own is not None else None, experimental, catalogue.version, limits)


def open_database(
    url: str | None = None,
    *,
    create: bool = True,
    catalogue: str | Path | None = None,
    experimental: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Database:
    """Open a database of reports.

    Args:
        url: a path, or a URL of SQLite or PostgreSQL; None means GOVSTATS_DATABASE_URL, or else
            govstats.db in the working folder.
        create: whether to create and migrate it if there is none.
        catalogue: a folder of your own indicators, which add to the program's and replace those of the same code.
        experimental: whether figures are coded with experimental indicators too.
        limits: how much of a file is read before it is refused.

    Returns:
        The database.

    Raises:
        StoreError: it cannot be used, or has another revision than this program works with.
    """
    from govstats.store import Store, database_url

    own = Path(catalogue) if catalogue is not None else None
    store = Store.open(database_url(url, os.environ), create=create)
    return Database(store, own, experimental=experimental, limits=limits)
