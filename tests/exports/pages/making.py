"""Pages of reports for the tests, with findings as checks would give them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from govstats.catalogue import load_catalogue
from govstats.checks import Finding, Involved, Outcome, Severity
from govstats.exports.pages import Page, page_of_reading
from govstats.observations import Extraction, Extractor, build_extractor
from govstats.reading import Report, ReportReader, load_source
from govstats.reading.formats.plain import decode

FIXTURES = Path(__file__).parents[3] / "fixtures"
REPORTS = sorted((FIXTURES / "reports").glob("*.txt"))
LONGEST = max(REPORTS, key=lambda path: len(decode(path.read_bytes(), path.name).text))


@dataclass(frozen=True)
class Sample:
    """A report that was read, and its page."""

    report: Report
    extraction: Extraction
    findings: tuple[Finding, ...]
    page: Page


@cache
def extractor() -> Extractor:
    return build_extractor(catalogue=load_catalogue())


def sample_of(path: Path, *, with_findings: bool = False) -> Sample:
    """Read a report, and find what a check might find about its first figures."""
    report = ReportReader().read_loosely(load_source(path))
    extraction = extractor().extract(report)
    findings = findings_of(extraction) if with_findings else ()
    return Sample(
        report, extraction, findings, page_of_reading(report, extraction, load_catalogue(), findings)
    )


def findings_of(extraction: Extraction) -> tuple[Finding, ...]:
    """An agreement, a notice, a warning and an error, in this order; the notice is also about another report."""
    starts = [one.start for one in extraction.observations]
    return (
        Finding(
            "parts_of_whole", 2, Outcome.AGREES, None,
            (Involved(0, starts[0], "whole"), Involved(0, starts[1], "part")),
            "74934件", "74934件", "", "各部分之和等于总数。", "The parts add up to the whole.",
        ),
        Finding(
            "same_fact", 1, Outcome.DOUBTFUL, Severity.NOTICE,
            (Involved(0, starts[4], "later"), Involved(44, 7, "earlier")),
            "5次", "", "", "上年报告所述不同。", "The report of the year before states another value.",
        ),
        Finding(
            "plausible_range", 1, Outcome.DOUBTFUL, Severity.WARNING, (Involved(0, starts[5], "value"),),
            "10185人", "", "", "数值超出通常范围。", "The value lies outside the plausible range.",
        ),
        Finding(
            "rate_of_counts", 1, Outcome.CONTRADICTS, Severity.ERROR,
            (Involved(0, starts[8], "rate"), Involved(0, starts[6], "numerator"), Involved(0, starts[7], "denominator")),
            "45.57%", "45.20%", "2179件", "993除以2197为45.20%，不是45.57%。", "993 of 2197 is 45.20%, not 45.57%.",
        ),
    )  # fmt: skip
