"""Sentences in the manner of many offices, each with everything that a careful reader finds in it.

sentences.jsonl holds one sentence a line: `topic` (what it is an example of), `place`, `issuer` and `year` of the
report that it stands in, `text`, `figures` (start, end, text, value, unit, bound, kind, label, indicator, year,
period_start, period_end, status, scope, and part_of: the value of the figure that it breaks down) and `set_aside`
(start, end, text, reason). All sentences and figures are made up. They were annotated by reading, before any was run.

Most are read as annotated. What still differs stands in sentence_differences.jsonl; to write that list anew after a
change has been reviewed: python -m tests.observations.test_sentences
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.observations.accounting import faults_of
from tests.observations.comparing import compare
from tests.observations.ledger import listed, read_ledger, write_ledger
from tests.observations.readers import extract

LEDGER = Path(__file__).with_name("sentence_differences.jsonl")
SENTENCES: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("sentences.jsonl").read_text(encoding="utf-8").splitlines()
]
PHENOMENA = {  # of the field's language, and the topics whose sentences are examples of them
    "numerals": {"numerals"},
    "numbers that are no figures": {"names and other non-figures"},
    "labels before, after, around and a clause away": {
        "label before",
        "label after",
        "label around",
        "label a clause away",
    },
    "the subject carried over": {"subject carried across clauses", "subject carried across sentences"},
    "lists": {"分别 lists", "parallel lists"},
    "breakdowns": {"其中 lists", "nested 其中, after semicolons", "包括/分别是/含 breakdowns"},
    "changes and prior years": {"changes", "prior-year figures"},
    "shares and ranks": {"shares", "ranks"},
    "time": {"periods", "targets"},
    "whose figure": {"scope issuer", "scope part", "scope other"},
    "zeros in words": {"zeros"},
    "damaged text": {"damaged text"},
}
SHORT = 40  # characters of a sentence that name it in the ledger


def with_starts(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the start of the whole in the place of its value."""
    starts = {figure["value"]: figure["start"] for figure in reversed(figures)}
    return [figure | {"part_of": starts.get(figure["part_of"])} for figure in figures]


def differences_in(sentence: dict[str, Any]) -> list[dict[str, Any]]:
    """Compare a sentence with its annotation."""
    extraction = extract(sentence["text"], sentence["place"], sentence["issuer"], sentence["year"])
    assert faults_of(sentence["text"], extraction) == []
    found = compare(with_starts(sentence["figures"]), sentence["set_aside"], extraction)
    return [listed(sentence["text"][:SHORT], each) for each in found]


@cache
def known_differences() -> dict[str, list[dict[str, Any]]]:
    known: dict[str, list[dict[str, Any]]] = {}
    for line in read_ledger(LEDGER):
        known.setdefault(line["source"], []).append(line)
    return known


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["text"][:24])
def test_sentence_is_read_as_a_careful_reader_reads_it_or_as_listed(sentence: dict[str, Any]) -> None:
    found, known = differences_in(sentence), known_differences().get(sentence["text"][:SHORT], [])
    assert [each for each in found if each not in known] == [], "new: mend it, or list it if it is right"
    assert [each for each in known if each not in found] == [], "gone: take it off the list"


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["text"][:24])
def test_annotation_fits_its_sentence(sentence: dict[str, Any]) -> None:
    values = [figure["value"] for figure in sentence["figures"]]
    for each in (*sentence["figures"], *sentence["set_aside"]):
        assert sentence["text"][each["start"] : each["end"]] == each["text"]
    assert all(figure["part_of"] in (None, *values) for figure in sentence["figures"])


@pytest.mark.parametrize("phenomenon", PHENOMENA)
def test_each_phenomenon_has_examples_in_several_wordings(phenomenon: str) -> None:
    assert sum(sentence["topic"] in PHENOMENA[phenomenon] for sentence in SENTENCES) >= 10


def test_there_are_enough_sentences() -> None:
    assert len(SENTENCES) >= 400
    assert len({sentence["place"] for sentence in SENTENCES}) >= 8
    assert len({sentence["text"][:SHORT] for sentence in SENTENCES}) == len(SENTENCES)


def test_the_list_names_only_sentences_that_are_there() -> None:
    assert known_differences().keys() <= {sentence["text"][:SHORT] for sentence in SENTENCES}


def differences_left() -> Iterator[dict[str, Any]]:
    """Give the differences that the ledger lists."""
    for sentence in SENTENCES:
        yield from differences_in(sentence)


if __name__ == "__main__":
    write_ledger(LEDGER, differences_left())
    sys.exit(0)
