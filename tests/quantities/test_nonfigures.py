"""The examples of the catalogue's data files bind both ways: each is read as it says, each refusal is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from govstats.catalogue import load_catalogue, load_nonfigures, load_rank_cues, load_section_cues
from govstats.catalogue.cues import load_header_cues
from govstats.observations import Kind, Observation
from govstats.reading.headers.heads import HeadReader
from govstats.reading.headers.pages import load_page_words
from govstats.reading.report import Header
from govstats.text import find_sections, fold
from tests.observations.readers import extractor, scan

NONFIGURES = load_nonfigures()
SECTIONS = load_section_cues()
RANKS = load_rank_cues()
HEADERS = load_header_cues()
INDICATORS = load_catalogue().indicators

ASIDE = [(rule.rule, rule.reason, example) for rule in NONFIGURES for example in rule.examples]
NOT_ASIDE = [(rule.rule, line) for rule in NONFIGURES for line in rule.refuses]
HEADINGS = [(cue.role, heading) for cue in SECTIONS for heading in cue.examples]
OTHER_HEADINGS = [(cue.role, heading) for cue in SECTIONS for heading in cue.refuses]
READ = [(each.code, example.text, example.value) for each in INDICATORS.values() for example in each.examples]
NOT_READ = [(each.code, text) for each in INDICATORS.values() for text in each.refuses]


def unmark(example: str) -> tuple[str, int, int]:
    """Take the marks 【】 out of an example: its text, and the span that stood between them."""
    start = example.index("【")
    end = example.index("】", start) - 1
    return example[:start] + example[start + 1 : end + 1] + example[end + 2 :], start, end


def stands_in_title(text: str, start: int) -> bool:
    return text.rfind("《", 0, start) > text.rfind("》", 0, start)


@pytest.mark.parametrize("rule", NONFIGURES, ids=lambda rule: rule.rule)
def test_rule_shows_what_it_reads_and_what_it_does_not(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.examples
    assert rule.refuses
    assert all(example.count("【") == example.count("】") == 1 for example in rule.examples)


@pytest.mark.parametrize(("rule", "reason", "example"), ASIDE)
def test_example_is_set_aside_by_its_rule(rule: str, reason: str, example: str) -> None:
    text, start, end = unmark(example)
    found = [(each.start, each.end, each.reason, each.rule) for each in scan(text).set_aside]
    # In the title of a document the title says why, whatever the number is.
    assert (start, end, reason, "title" if stands_in_title(text, start) else rule) in found


@pytest.mark.parametrize(("rule", "line"), NOT_ASIDE)
def test_refused_line_has_nothing_set_aside_by_the_rule(rule: str, line: str) -> None:
    assert [each.text for each in scan(line).set_aside if each.rule == rule] == []


def role_of(heading: str) -> str:
    text = fold(f"某区概况。\n{heading}\n具体情况如下。\n")
    start = text.index(heading[:2])
    return next(
        section.role for section in find_sections(text, SECTIONS) if section.start <= start < section.end
    )


@pytest.mark.parametrize(("role", "heading"), HEADINGS)
def test_heading_announces_its_role(role: str, heading: str) -> None:
    assert role_of(heading) == role


@pytest.mark.parametrize(("role", "heading"), OTHER_HEADINGS)
def test_refused_heading_announces_another_role(role: str, heading: str) -> None:
    assert role_of(heading) != role


@pytest.mark.parametrize("example", RANKS.examples, ids=lambda example: example.text)
def test_rank_is_read(example) -> None:  # type: ignore[no-untyped-def]
    ranks = [(each.value, each.bound) for each in scan(example.text).quantities if each.rule == "rank"]
    assert ranks == [(Decimal(example.value), example.bound)]


@pytest.mark.parametrize("line", RANKS.refuses)
def test_ordinal_that_ranks_nothing_is_no_rank(line: str) -> None:
    assert scan(line).quantities == ()


@pytest.mark.parametrize("example", HEADERS.examples, ids=lambda example: example.title)
def test_organisation_is_read_from_title(example) -> None:  # type: ignore[no-untyped-def]
    head = HeadReader(HEADERS, load_page_words()).read(f"{example.title}\n\n现将有关情况报告如下。\n")
    assert (head.title, head.title_organisation) == (example.title, example.organisation)


def read(clause: str) -> tuple[Observation, ...]:
    """Read a clause as the whole of a text of which nothing but the year is known."""
    return extractor().extract_text(f"{clause}。", Header(year=2020)).observations


@pytest.mark.parametrize(("code", "text", "value"), READ)
def test_clause_is_read_as_its_indicator(code: str, text: str, value: str) -> None:
    found = [(each.indicator, each.value, each.kind) for each in read(text)]
    assert found == [(code, Decimal(value), Kind.LEVEL)]


@pytest.mark.parametrize(("code", "text"), NOT_READ)
def test_refused_clause_is_not_read_as_the_indicator(code: str, text: str) -> None:
    assert code not in [each.indicator for each in read(text)]
