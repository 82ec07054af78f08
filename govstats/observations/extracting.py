"""Text to observations: every number of a report ends as an observation or as a number set aside."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from govstats.catalogue import DATA, Catalogue, Indicator, SectionCue, load_catalogue, load_section_cues
from govstats.catalogue.cues import BindingCues, load_binding_cues
from govstats.catalogue.matching import Matcher, load_matching_words
from govstats.observations.binding import Binder
from govstats.observations.confidence import confidence_of
from govstats.observations.dates import DateReader
from govstats.observations.figures import Figure, Stretch
from govstats.observations.labels import Labeller
from govstats.observations.model import Extraction, Kind, Observation, Scope, Status
from govstats.observations.scopes import ScopeReader
from govstats.observations.sentences import find_sentences
from govstats.observations.timing import period_of
from govstats.places import Division
from govstats.quantities import Scan, Scanner, SetAside, build_scanner
from govstats.reading.report import Header, Report
from govstats.text import Section, any_of, find_sections, fold

_GOVERNMENT = re.compile(r"(?:人民)?政府(?:办公室|办公厅)?$")
_EVIDENCE_LIMIT = 240
# What a department tells outside the business of its system goes after what others tell.
_ONE_DEPARTMENT = 0.2
_NO_YEAR = 1  # stands for the year of a date without one in a text without one; such a period is dropped


@dataclass(frozen=True, slots=True)
class About:
    """What the reading of a text may take from its header.

    Attributes:
        place: the report's place, or None.
        year: the year that it is about, or None.
        issuer: who publishes it, or None.
    """

    place: Division | None
    year: int | None
    issuer: str | None

    @property
    def is_department(self) -> bool:
        """Whether a department speaks and not the government itself."""
        return self.issuer is not None and not _GOVERNMENT.search(self.issuer)


class Extractor:
    """Reads the figures out of reports. Made once, used for any number of texts; holds no state between them.

    Args:
        scanner: finds the numbers.
        cues: cue words of the binding stage.
        section_cues: what headings announce.
        matcher: finds the indicator of a label.
        indicators: the indicators that it finds, by code.
    """

    def __init__(
        self,
        scanner: Scanner,
        cues: BindingCues,
        section_cues: Sequence[SectionCue],
        matcher: Matcher,
        indicators: Mapping[str, Indicator],
    ) -> None:
        self._indicators = indicators
        self._scanner = scanner
        self._binder = Binder(cues)
        self._dates = DateReader(cues.changes)
        self._section_cues = section_cues
        self._matcher = matcher
        self._labeller = Labeller(cues.labels)
        self._scopes = ScopeReader(cues.scopes)
        targets = cues.targets
        self._target = regex.compile(
            rf"{any_of(targets.words)}|(?<!{any_of(targets.not_after)})(?:{any_of(targets.verbs)})"
            rf"(?!.*(?:{any_of(targets.done)}))"
        )

    def extract(self, report: Report) -> Extraction:
        """Extract the observations of a report.

        Args:
            report: a report as read; its header says place, year and issuer.

        Returns:
            Its observations and the numbers set aside; together they hold every number of the text once.
        """
        return self.extract_text(report.text, report.header)

    def extract_text(self, text: str, header: Header | None = None) -> Extraction:
        """Extract the observations of a text.

        Args:
            text: any text.
            header: what is known of it; without a year, observations whose words name none have none.

        Returns:
            Its observations and the numbers set aside; offsets are code points of the text.
        """
        header = header or Header()
        about = About(header.place, header.year, header.issuer)
        folded = fold(text)
        scan = self._scanner.scan(folded)
        figures = self._bind(folded, scan, about)
        roles = _RoleFinder(folded, self._section_cues, about.year)
        observations = tuple(self._observe(text, folded, figure, roles, about) for figure in figures)
        aside = tuple(
            SetAside(number.start, number.end, text[number.start : number.end], number.reason, number.rule)
            for number in scan.set_aside
        )
        return Extraction(observations, aside)

    def _bind(self, folded: str, scan: Scan, about: About) -> list[Figure]:
        names = [about.issuer or ""]
        if about.place is not None:
            names += [about.place.full_name, about.place.name]
        labeller = self._labeller.for_report(names)
        figures: list[Figure] = []
        stretch = Stretch()
        for sentence in find_sentences(folded, scan):
            if sentence.starts_anew:
                stretch = Stretch()
            elif not stretch.open_list or sentence.after_full_stop:
                stretch.whole = None
            dates = self._dates.read(folded, sentence, about.year or _NO_YEAR)
            figures += self._binder.bind_sentence(folded, sentence, dates, labeller, stretch)
        return figures

    def _observe(
        self, text: str, folded: str, figure: Figure, roles: _RoleFinder, about: About
    ) -> Observation:
        quantity = figure.quantity
        year = roles.year_at(quantity.start, about.year)
        status = self._status(folded, figure, roles, year)
        period = period_of(figure, status, year)
        scope = self._scope_of(figure, about)
        if scope is Scope.PLACE and self._scopes.is_below_place(about.issuer or ""):
            scope = Scope.PART
        if figure.part_of is not None and self._is_narrower(figure.part_of, about):
            scope = Scope.PART if scope is Scope.PLACE else scope
        code = None
        if scope in (Scope.PLACE, Scope.ISSUER) and figure.label:
            code = self._code_of(figure)
            scope = self._own_scope(code, scope, about)
        if code is None and scope in (Scope.PLACE, Scope.ISSUER) and self._is_part(figure):
            scope = Scope.PART
        confidence, doubts = confidence_of(figure, folded)
        if (
            code is not None
            and about.is_department
            and not self._scopes.speaks_for_place(about.issuer or "", code)
        ):
            confidence, doubts = (
                round(max(confidence - _ONE_DEPARTMENT, 0.1), 2),
                (*doubts, "one department's own"),
            )
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
            label=figure.label,
            indicator=code,
            place_code=about.place.code if about.place else None,
            year=period.year if period else None,
            period_start=period.start if period else None,
            period_end=period.end if period else None,
            status=status,
            scope=scope,
            part_of=figure.part_of.quantity.start if figure.part_of else None,
            confidence=confidence,
            doubts=doubts,
            rule=f"{quantity.rule}/{figure.how}",
        )

    def _scope_of(self, figure: Figure, about: About) -> Scope:
        """Whose figure it is; a rank among all districts of the city is still the district's own."""
        if figure.how == "others":
            return Scope.OTHER
        whose = figure if figure.kind is Kind.LEVEL else figure.refers_to
        subject = whose.subject if whose is not None else ""
        return self._scopes.read(subject, figure.label, about.place, about.is_department)

    def _code_of(self, figure: Figure) -> str | None:
        """The indicator of a figure; none where it is carried over from somebody narrower than the place.

        某镇调解委员会调解纠纷320件,成功率99%: 纠纷成功率 alone would be the whole place's.
        """
        if (figure.refers_to or figure).narrow_doer or self._is_led_by_somebody(figure):
            return None
        return self._matcher.match(figure.label, figure.quantity.unit_code, figure.kind).code

    def _is_led_by_somebody(self, figure: Figure) -> bool:
        """Whether the sentence begins with a body narrower than the place: 区城管执法局办理案件1203件,罚没款356万元."""
        leader = figure.leader
        if leader is None or (figure.refers_to is not None and figure.refers_to.leader is None):
            return False
        return self._labeller.is_led_by_body(leader.label)

    def _own_scope(self, code: str | None, scope: Scope, about: About) -> Scope:
        if code is None or scope is not Scope.PLACE:
            return scope
        own = self._indicators[code].issuers_own
        if own == "always" or (own == "by_departments" and about.is_department):
            return Scope.ISSUER
        return scope

    def _is_part(self, figure: Figure) -> bool:
        leader = figure.leader
        return (
            figure.in_breakdown
            or bool((figure.refers_to or figure).narrow_doer)
            or self._scopes.names_part(figure.label)
            or (leader is not None and self._scopes.names_part(leader.label))
        )

    def _is_narrower(self, whole: Figure, about: About) -> bool:
        return self._scope_of(whole, about) is Scope.PART or self._scopes.names_part(whole.label)

    def _status(self, folded: str, figure: Figure, roles: _RoleFinder, year: int | None) -> Status:
        dated = figure.dated
        if dated is not None and dated.names_year and year is not None and dated.start.year > year:
            return Status.TARGET  # nothing has happened yet in a year after the report's
        if roles.role_at(figure.quantity.start) == "plan":
            return Status.TARGET
        if self._target.search(folded, figure.clause.start, figure.quantity.start):
            return Status.TARGET
        return Status.ACTUAL


class _RoleFinder:
    """Tells the role of the section that an offset lies in."""

    def __init__(self, folded: str, cues: Sequence[SectionCue], year: int | None) -> None:
        self._sections = find_sections(folded, cues, year)
        self._starts = [section.start for section in self._sections]

    def role_at(self, offset: int) -> str:
        return self._section_at(offset).role

    def year_at(self, offset: int, report_year: int | None) -> int | None:
        """The year that figures without a date are about: an earlier one that their section's heading names."""
        named = self._section_at(offset).year
        if report_year is None or named is None or named >= report_year:
            return report_year
        return named

    def _section_at(self, offset: int) -> Section:
        return self._sections[bisect_right(self._starts, offset) - 1]


def _evidence(folded: str, figure: Figure) -> tuple[int, int]:
    """The words that the meaning was read from, without signs and spaces at the edges, at most 240 characters."""
    start = max(figure.evidence_start, figure.quantity.end - _EVIDENCE_LIMIT, 0)
    end = min(max(figure.evidence_end, figure.quantity.end), figure.quantity.start + _EVIDENCE_LIMIT)
    end = max(end, figure.quantity.end)
    while start < figure.quantity.start and folded[start] in " \n，,。;；、:)":
        start += 1
    while end > figure.quantity.end and folded[end - 1] in " \n，,。;；、:":
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
    matcher = Matcher(catalogue.indicators, catalogue.units, load_matching_words(directory))
    cues, sections = load_binding_cues(directory), load_section_cues(directory)
    return Extractor(build_scanner(directory), cues, sections, matcher, catalogue.indicators)
