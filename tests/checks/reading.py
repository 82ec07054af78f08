"""Texts and fixture reports, read and checked; the knowledge is loaded once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from govstats.api import read_report
from govstats.catalogue import Catalogue, load_catalogue
from govstats.checks import Fact, Finding, Knowledge, check_report, fact_of, load_knowledge
from govstats.observations import Extraction
from govstats.reading.report import Header
from tests.observations.readers import extractor

AUDIT = Path(__file__).parents[2] / "fixtures" / "audit"


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def knowledge() -> Knowledge:
    return load_knowledge(catalogue().indicators, catalogue().units)


def facts_of(extraction: Extraction) -> list[Fact]:
    return [fact_of(observation) for observation in extraction.observations]


def facts_in(text: str, year: int = 2019) -> list[Fact]:
    return facts_of(extractor().extract_text(text, Header(year=year)))


def findings_in(text: str, year: int = 2019) -> tuple[Finding, ...]:
    extraction = extractor().extract_text(text, Header(year=year))
    return check_report(text, facts_of(extraction), extraction.set_aside, knowledge())


@cache
def audited(name: str) -> tuple[str, tuple[Fact, ...], tuple[Finding, ...]]:
    """Give the text, the figures and the findings of a made-up report of fixtures/audit."""
    report = read_report(AUDIT / name)
    extraction = extractor().extract(report)
    facts = facts_of(extraction)
    return report.text, tuple(facts), check_report(report.text, facts, extraction.set_aside, knowledge())
