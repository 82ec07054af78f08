"""What an evidence page shows: the text of a report, its figures, its other numbers, and what checks found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from govstats.catalogue import Catalogue
from govstats.checks import Fact, Finding, Involved, Severity, Verdict, fact_of, verdicts_of
from govstats.observations import Extraction
from govstats.observations.version import rules_version
from govstats.quantities import SetAside
from govstats.reading import Report

if TYPE_CHECKING:
    from govstats.store import StoredReport

_GRAVEST_FIRST: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTICE, None)
_RECOGNISED: Final = "任何一个字都可能有误 any character may be wrong"


@dataclass(frozen=True, slots=True)
class PageField:
    """A line of the head of the page.

    Attributes:
        name: what it tells: issuer, place, year ...
        value: what it says; never empty.
    """

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PageCorrection:
    """What a reviewer decided about a figure.

    Attributes:
        decision: accept, correct or reject.
        changes: what holds in the place of what was read, by its name: value, unit, indicator, year, kind, scope; "" for none.
        note: why, in the reviewer's words; may be "".
        reviewer: who says so.
        made_on: when.
    """

    decision: str
    changes: Mapping[str, Decimal | int | str]
    note: str
    reviewer: str
    made_on: date


@dataclass(frozen=True, slots=True)
class PageFigure:
    """A figure of the report.

    Attributes:
        fact: the figure.
        indicator_name: Chinese name of its indicator; "" for none.
        verdict: what all findings come to for it.
        correction: the decision of a reviewer that holds for it; None where there is none.
    """

    fact: Fact
    indicator_name: str
    verdict: Verdict
    correction: PageCorrection | None

    @property
    def start(self) -> int:
        """First code point of its words in the text."""
        return self.fact.start

    @property
    def end(self) -> int:
        """One past the last."""
        return self.fact.end

    @property
    def text(self) -> str:
        """Its words."""
        return self.fact.text

    @property
    def decision(self) -> str:
        """What a reviewer decided: accept, correct or reject; none where nobody has."""
        return self.correction.decision if self.correction else "none"

    @property
    def changes(self) -> Mapping[str, Decimal | int | str]:
        """What holds in the place of what was read, by its name."""
        return self.correction.changes if self.correction else {}


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A number of the report that is no figure.

    Attributes:
        start: first code point of its words in the text.
        end: one past the last.
        text: its words.
        reason: why it is no figure.
        rule: the rule that said so.
    """

    start: int
    end: int
    text: str
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class PageInvolved:
    """A figure or another number that a finding is about.

    Attributes:
        role: what it is in the rule.
        start: where it begins in the text of this report; None where it stands in another report, or nothing stands there.
        text: its words; "" where they are not known.
        report_id: the report that it stands in.
    """

    role: str
    start: int | None
    text: str
    report_id: int


@dataclass(frozen=True, slots=True)
class PageFinding:
    """What a check found.

    Attributes:
        number: which one it is on the page, from 1: the gravest first, agreements last.
        finding: the finding.
        involved: what it is about; the figure that is judged comes first.
    """

    number: int
    finding: Finding
    involved: tuple[PageInvolved, ...]

    @property
    def severity(self) -> str:
        """How grave it is: error, warning, notice; agrees where nothing is wrong."""
        return self.finding.severity.value if self.finding.severity else "agrees"

    @property
    def start(self) -> int | None:
        """Where in the text it belongs; None where all that it is about stands elsewhere."""
        return next((one.start for one in self.involved if one.start is not None), None)


@dataclass(frozen=True, slots=True)
class Page:
    """One report with its evidence.

    Attributes:
        title: its title, or the name of its file where it has none.
        fields: what its head says, and what it was read from and with.
        warnings: what the reading warned of.
        text: its text.
        figures: its figures, in the order of the text.
        numbers: its other numbers, in the order of the text; no two of all these begin at the same place.
        findings: what the checks found, the gravest first.
    """

    title: str
    fields: tuple[PageField, ...]
    warnings: tuple[str, ...]
    text: str
    figures: tuple[PageFigure, ...]
    numbers: tuple[PageNumber, ...]
    findings: tuple[PageFinding, ...]

    @property
    def is_reviewed(self) -> bool:
        """Whether a decision of a reviewer holds for one of its figures."""
        return any(figure.correction for figure in self.figures)


def page_of_reading(
    report: Report, extraction: Extraction, catalogue: Catalogue, findings: Sequence[Finding] = ()
) -> Page:
    """Make the page of a report that has just been read.

    Args:
        report: the report.
        extraction: what was read from it.
        catalogue: what its figures are coded with.
        findings: what checks found about them, with 0 for the report.
    """
    header = report.header
    fields = _fields(
        issuer=header.issuer,
        place=header.place and f"{header.place.full_name} {header.place.code}",
        year=header.year,
        kind=header.kind,
        document_number=header.document_number,
        index_number=header.index_number,
        published_on=header.published_on,
        dated_on=header.dated_on,
        source=header.source,
        file=report.name,
        media_type=report.media_type,
        pages=report.pages,
        recognised=report.is_recognised and _RECOGNISED,
        sha256=report.sha256,
        program=f"govstats {rules_version(catalogue.units)}",
        catalogue=catalogue.version,
    )
    facts = [fact_of(observation) for observation in extraction.observations]
    names = {code: indicator.name for code, indicator in catalogue.indicators.items()}
    return Page(
        header.title or report.name,
        fields,
        report.warnings,
        report.text,
        _figures(facts, names, findings, {}),
        _numbers(extraction.set_aside),
        _findings(findings, 0, [*facts, *extraction.set_aside]),
    )


def page_of_store(
    report: StoredReport,
    facts: Sequence[Fact],
    set_aside: Sequence[SetAside],
    indicator_names: Mapping[str, str],
    findings: Sequence[Finding] = (),
    corrections: Mapping[int, PageCorrection] | None = None,
) -> Page:
    """Make the page of a stored report.

    Args:
        report: the report.
        facts: its figures, in the order of the text.
        set_aside: its other numbers, in the order of the text.
        indicator_names: Chinese names of indicators by code.
        findings: what checks found about the report, also together with others.
        corrections: the decisions of reviewers that hold, by the start of the figure.
    """
    fields = _fields(
        report=report.report_id,
        replaced_by=report.replaced_by_id,
        issuer=report.issuer,
        place=f"{report.place} {report.place_code}",
        year=report.year,
        kind=report.kind,
        document_number=report.document_number,
        index_number=report.index_number,
        published_on=report.published_on,
        dated_on=report.dated_on,
        source=report.source,
        file=report.file_name,
        media_type=report.media_type,
        pages=report.pages,
        recognised=report.is_recognised and _RECOGNISED,
        sha256=report.sha256,
        program=f"govstats {report.extractor_version}",
        catalogue=report.catalogue_version,
    )
    return Page(
        report.title,
        fields,
        report.warnings or (),
        report.text,
        _figures(facts, indicator_names, findings, corrections or {}),
        _numbers(set_aside),
        _findings(findings, report.report_id, [*facts, *set_aside]),
    )


def _fields(**told: object) -> tuple[PageField, ...]:
    """Keep what is known."""
    return tuple(
        PageField(name, str(value)) for name, value in told.items() if value not in (None, "", False)
    )


def _figures(
    facts: Iterable[Fact],
    names: Mapping[str, str],
    findings: Sequence[Finding],
    corrections: Mapping[int, PageCorrection],
) -> tuple[PageFigure, ...]:
    verdicts = verdicts_of(tuple(findings))
    return tuple(
        PageFigure(
            fact,
            names.get(fact.indicator or "", ""),
            verdicts.get((fact.report_id, fact.start), Verdict.UNCHECKED),
            corrections.get(fact.start),
        )
        for fact in facts
    )


def _numbers(set_aside: Iterable[SetAside]) -> tuple[PageNumber, ...]:
    return tuple(PageNumber(one.start, one.end, one.text, one.reason.value, one.rule) for one in set_aside)


def _findings(
    findings: Sequence[Finding], report_id: int, standing: Sequence[Fact | SetAside]
) -> tuple[PageFinding, ...]:
    """Put the findings in order, with the words of what they are about."""
    words = {one.start: one.text for one in standing}
    told = [(finding, tuple(_involved(finding.involved, report_id, words))) for finding in findings]

    def place(one: tuple[Finding, tuple[PageInvolved, ...]]) -> tuple[int, int]:
        starts = (each.start for each in one[1] if each.start is not None)
        return _GRAVEST_FIRST.index(one[0].severity), next(starts, -1)

    return tuple(
        PageFinding(number, finding, involved)
        for number, (finding, involved) in enumerate(sorted(told, key=place), start=1)
    )


def _involved(
    involved: Iterable[Involved], report_id: int, words: Mapping[int, str]
) -> Iterator[PageInvolved]:
    for one in involved:
        is_here = one.report_id == report_id and one.start in words
        yield PageInvolved(
            one.role, one.start if is_here else None, words[one.start] if is_here else "", one.report_id
        )
