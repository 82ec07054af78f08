"""Sentences in the manner of many offices, each with everything that a careful reader finds in it.

sentences.jsonl holds one sentence a line: `topic` (what it is an example of), `place`, `issuer` and `year` of the
report that it stands in, `text`, `figures` (start, end, text, value, unit, bound, kind, label, indicator, year,
period_start, period_end, status, scope, and part_of: the value of the figure that it breaks down) and `set_aside`
(start, end, text, reason). All sentences and figures are made up. They were annotated by reading, before any was run.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.observations.accounting import faults_of
from tests.observations.comparing import compare
from tests.observations.readers import extract

SENTENCES: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("sentences.jsonl").read_text(encoding="utf-8").splitlines()
]


def with_starts(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the start of the whole in the place of its value."""
    starts = {figure["value"]: figure["start"] for figure in reversed(figures)}
    return [figure | {"part_of": starts.get(figure["part_of"])} for figure in figures]


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["text"][:24])
def test_sentence_is_read_as_a_careful_reader_reads_it(sentence: dict[str, Any]) -> None:
    extraction = extract(sentence["text"], sentence["place"], sentence["issuer"], sentence["year"])
    assert faults_of(sentence["text"], extraction) == []
    assert compare(with_starts(sentence["figures"]), sentence["set_aside"], extraction) == ()


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["text"][:24])
def test_annotation_fits_its_sentence(sentence: dict[str, Any]) -> None:
    values = [figure["value"] for figure in sentence["figures"]]
    for each in (*sentence["figures"], *sentence["set_aside"]):
        assert sentence["text"][each["start"] : each["end"]] == each["text"]
    assert all(figure["part_of"] in (None, *values) for figure in sentence["figures"])


def test_there_are_enough_sentences() -> None:
    assert len(SENTENCES) >= 100
    assert len({sentence["place"] for sentence in SENTENCES}) >= 8
    assert len({sentence["text"] for sentence in SENTENCES}) == len(SENTENCES)
