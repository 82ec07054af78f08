"""Whole sentences, as many offices word them: each figure gets the indicator that it measures, or none."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from govstats.catalogue import load_catalogue
from govstats.catalogue.strict_yaml import read_entries
from tests.observations.readers import extract

FOLDER = Path(__file__).with_name("sentences")
INDICATORS = load_catalogue().indicators


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of sentences/*.yml; no code: the figure measures something else, or less."""

    text: str
    figure: str
    code: str
    issuer: str = "闵行区人民政府"
    place: str = "310112"
    year: int = 2020


SENTENCES = [
    (path.stem, sentence)
    for path in sorted(FOLDER.glob("*.yml"))
    for sentence in read_entries(path, Sentence)
]


@pytest.mark.parametrize(
    "sentence", [pytest.param(each, id=f"{topic}-{each.code}-{each.text}") for topic, each in SENTENCES]
)
def test_figure_gets_its_indicator(sentence: Sentence) -> None:
    found = [
        figure
        for figure in extract(sentence.text, sentence.place, sentence.issuer, sentence.year).observations
        if figure.text == sentence.figure
    ]
    assert [figure.indicator or "" for figure in found] == [sentence.code]


def test_sentences_name_indicators_of_their_topic() -> None:
    for topic, sentence in SENTENCES:
        assert not sentence.code or sentence.code in INDICATORS, sentence
        assert not sentence.code or sentence.code.startswith(f"{topic}."), sentence
