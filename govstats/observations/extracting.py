"""Text to observations: every number of a report ends as an observation or as a number set aside."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from govstats.catalogue import DATA, Catalogue, SectionCue, load_catalogue, load_section_cues
from govstats.catalogue.cues import BindingCues, TableCues, load_binding_cues, load_table_cues
from govstats.observations.binding import Binder
from govstats.observations.coding import ONE_DEPARTMENTS, Coder
from govstats.observations.confidence import confidence_of
from govstats.observations.context import About, OneRole, RoleFinder, Roles
from govstats.observations.dates import DateReader
from govstats.observations.figures import Figure, Stretch
from govstats.observations.judging import Judge
from govstats.observations.labels import Labeller
from govstats.observations.model import Extraction, Observation, Scope, Status
from govstats.observations.naming import Namer
from govstats.observations.scopes import ScopeReader
from govstats.observations.sentences import find_sentences
from govstats.observations.tables import MOST_CELLS, Layout, LayoutReader, TableReader
from govstats.observations.timing import period_of
from govstats.observations.topics import Topics
from govstats.quantities import (
    Scan,
    Scanner,
    SetAside,
    ZeroReader,
    add_zeros,
    build_scanner,
    build_zero_reader,
)
from govstats.reading.report import Header, Report
from govstats.text import fold_whole

_EVIDENCE_LIMIT = 240
_NO_YEAR = 1  # stands for the year of a date without one in a text without one; such a period is dropped


class Extractor:
    """Reads the figures out of reports. Made once, used for any number of texts; what it keeps of one changes nothing of another.

    Args:
        scanner: finds the numbers.
        zeros: finds the zeros stated in words.
        cues: cue words of the binding stage.
        section_cues: what headings announce.
        tables: what heads and stubs of tables say.
        catalogue: the indicators that figures may measure.
    """

    def __init__(
        self,
        scanner: Scanner,
        zeros: ZeroReader,
        cues: BindingCues,
        section_cues: Sequence[SectionCue],
        tables: TableCues,
        catalogue: Catalogue,
    ) -> None:
        self._scanner = scanner
        self._zeros = zeros
        self._topics = Topics(cues.labels, cues.subjects)
        self._binder = Binder(cues, self._topics)
        self._dates = DateReader(cues.changes)
        self._section_cues = section_cues
        self._labeller = Labeller(cues.labels, self._topics, cues.scopes.part.levels)
        scopes = ScopeReader(cues.scopes)
        self._judge = Judge(cues, self._topics, scopes)
        self._coder = Coder(catalogue.matcher, catalogue.indicators, scopes)
        self._tables = TableReader(LayoutReader(tables, catalogue.units), tables)

    def extract(self, report: Report) -> Extraction:
        """Extract the observations of a report.

        Args:
            report: a report as read; its header says place, year and issuer.

        Returns:
            Its observations and the numbers set aside; together they hold every number of the text once.
        """
        return self.extract_text(report.text, report.header, is_recognised=report.is_recognised)

    def extract_text(
        self, text: str, header: Header | None = None, *, is_recognised: bool = False
    ) -> Extraction:
        """Extract the observations of a text.

        Args:
            text: any text.
            header: what is known of it; without a year, observations whose words name none have none.
            is_recognised: whether it was recognised in pictures of pages, which leaves a doubt about every figure.

        Returns:
            Its observations and the numbers set aside; offsets are code points of the text.
        """
        header = header or Header()
        about = About(header.place, header.year, header.issuer, is_recognised)
        folded = fold_whole(text)
        tables = self._tables.find(text, folded)
        prose = _without(folded, tables)
        roles = RoleFinder(prose, self._section_cues, about.year)
        parts = [self._read(text, prose, about, roles)]

        def read_aloud(words: str, told: About, offset: int) -> Extraction:
            role, year = roles.at(offset, told.year)
            return self._read(words, words, dataclasses.replace(told, year=year), OneRole(role))

        most = MOST_CELLS
        for table in tables:
            parts.append(
                self._tables.read(text, folded, table, about, read_aloud, self._scanner.scan, max(most, 0))
            )
            most -= len(table.values)
        return _joined(parts)

    def _read(self, text: str, folded: str, about: About, roles: Roles) -> Extraction:
        """Read prose."""
        scan = add_zeros(self._scanner.scan(folded), self._zeros.find(folded))
        figures = self._bind(folded, scan, about)
        for figure in figures:
            figure.shown = self._labeller.present(figure.label)
        self._judge.contrast(figures)
        observations = tuple(self._observe_all(text, folded, figures, roles, about))
        return Extraction(observations, tuple(_as_written(text, number) for number in scan.set_aside))

    def _bind(self, folded: str, scan: Scan, about: About) -> list[Figure]:
        names = [about.issuer or ""]
        if about.place is not None:
            names += [about.place.full_name, about.place.name]
        namer = Namer(self._labeller.for_report(names), self._topics)
        figures: list[Figure] = []
        stretch = Stretch()
        for sentence in find_sentences(folded, scan):
            if sentence.starts_anew:
                stretch = Stretch()
            elif not stretch.open_list or sentence.after_full_stop:
                stretch.whole = None
            dates = self._dates.read(folded, sentence, about.year or _NO_YEAR)
            figures += self._binder.bind_sentence(folded, sentence, dates, namer, stretch)
        return figures

    def _observe_all(
        self, text: str, folded: str, figures: Sequence[Figure], roles: Roles, about: About
    ) -> Iterator[Observation]:
        """Make the observations; what an issuer tells of itself goes on through the sentence."""
        leader: Figure | None = None
        is_issuers = False
        for figure in figures:
            if figure.leader is None or figure.leader is not leader:
                leader, is_issuers = figure.leader or figure, False
            one = self._observe(text, folded, figure, roles, about, is_issuers)
            is_issuers = one.scope is Scope.ISSUER and about.is_department
            yield one

    def _observe(
        self, text: str, folded: str, figure: Figure, roles: Roles, about: About, is_issuers: bool
    ) -> Observation:
        quantity = figure.quantity
        role, year = roles.at(quantity.start, about.year)
        status = self._judge.status(folded, figure, role, year)
        is_required = status is Status.TARGET and self._judge.is_required(folded, figure, role)
        period = period_of(figure, status, year, is_required)
        confidence, doubts = confidence_of(figure, folded, is_recognised=about.is_recognised)
        grounds = self._judge.judge(folded, figure, about, is_issuers, confidence)
        coding = self._coder.code(figure.shown, quantity.unit_code, figure.kind, grounds, about.issuer)
        if coding.is_one_departments:
            doubts = (*doubts, ONE_DEPARTMENTS)
        start, end = _evidence(folded, figure)
        return Observation(
            start=quantity.start,
            end=quantity.end,
            text=text[quantity.start : quantity.end],
            evidence_start=start,
            evidence_end=end,
            value=quantity.value * figure.sign,
            unit_code=quantity.unit_code,
            unit=quantity.unit,
            bound=quantity.bound,
            kind=figure.kind,
            label=figure.shown,
            indicator=coding.code,
            place_code=about.place.code if about.place else None,
            year=period.year if period else None,
            period_start=period.start if period else None,
            period_end=period.end if period else None,
            status=status,
            scope=coding.scope,
            part_of=figure.part_of.quantity.start if figure.part_of else None,
            confidence=coding.confidence(confidence),
            doubts=doubts,
            rule=f"{quantity.rule}/{figure.how}",
            grounds=grounds,
        )


def _without(folded: str, tables: Sequence[Layout]) -> str:
    """Put line breaks in the place of tables, which are no prose."""
    for table in tables:
        start, end = table.grid.start, table.grid.end
        folded = folded[:start] + "\n" * (end - start) + folded[end:]
    return folded


def _joined(parts: Sequence[Extraction]) -> Extraction:
    """Put what was read from the parts of a text into the order of the text."""
    if len(parts) == 1:
        return parts[0]
    return Extraction(
        tuple(sorted((one for part in parts for one in part.observations), key=lambda one: one.start)),
        tuple(sorted((one for part in parts for one in part.set_aside), key=lambda one: one.start)),
    )


def _as_written(text: str, number: SetAside) -> SetAside:
    """Give a number set aside the words of the text in the width in which they stand there."""
    words = text[number.start : number.end]
    return number if words == number.text else replace(number, text=words)


def _evidence(folded: str, figure: Figure) -> tuple[int, int]:
    """The words that the meaning was read from, without signs and spaces at the edges, at most 240 characters."""
    first, last = figure.quantity.start, figure.quantity.end
    start = max(figure.evidence_start, last - _EVIDENCE_LIMIT, 0)
    end = last
    if figure.evidence_end > last:
        end = max(last, min(figure.evidence_end, first + _EVIDENCE_LIMIT))
    while start < first and folded[start] in " \n，,。;；、:)":
        start += 1
    while end > last and folded[end - 1] in " \n，,。;；、:":
        end -= 1
    return start, end


def build_extractor(directory: Path = DATA, catalogue: Catalogue | None = None) -> Extractor:
    """Build an extractor from the catalogue's data files.

    Args:
        directory: the folder of the data files.
        catalogue: the catalogue, where the caller has loaded it already.

    Returns:
        The extractor.

    Raises:
        CatalogueError: a data file is wrong.
    """
    catalogue = catalogue or load_catalogue(directory)
    cues, sections = load_binding_cues(directory), load_section_cues(directory)
    return Extractor(
        build_scanner(directory, catalogue.units),
        build_zero_reader(directory, catalogue.units),
        cues,
        sections,
        load_table_cues(directory),
        catalogue,
    )
