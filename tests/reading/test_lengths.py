"""Texts that are longer than any report are refused before figures are looked for in them."""

from __future__ import annotations

import pytest

from govstats.errors import ReadingError
from govstats.reading import Limits, ReportReader, Source

SENTENCE = "全年办结行政复议案件153件。\n"


def read(text: str, limits: Limits | None = None, name: str = "a.txt") -> str:
    """The text of a file as it is read."""
    return ReportReader(limits=limits or Limits()).read_document(Source(name, text.encode(), "")).text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("办" * 300_001, "a.txt: more than 300,000 characters, no report is so long"),
        ("1 " * 10_001, "a.txt: more than 10,000 numbers, no report has so many"),
        ("１、" * 10_001, "a.txt: more than 10,000 numbers"),
        ("三件" * 10_001, "a.txt: more than 10,000 numbers"),
    ],
)
def test_a_text_longer_than_any_report_is_refused(text: str, told: str) -> None:
    with pytest.raises(ReadingError) as refused:
        read(text)
    assert refused.value.message.startswith(told)
    assert refused.value.hint


@pytest.mark.parametrize("text", ["办" * 300_000, "1 " * 10_000, SENTENCE * 10_000])
def test_a_text_of_the_greatest_length_is_read(text: str) -> None:
    assert read(text) == text


def test_it_is_the_text_of_a_page_that_counts_and_not_its_markup() -> None:
    page = f"<html><body><script>{'1 ' * 200_000}</script><p>{SENTENCE.strip() * 3}</p></body></html>"
    assert read(page, name="a.html") == SENTENCE.strip() * 3
    with pytest.raises(ReadingError, match="more than 10 characters"):
        read(page, Limits(max_characters=10), "a.html")
