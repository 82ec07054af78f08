"""Whole sentences, as many offices word them: each figure gets the indicator that it measures, or none."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from govstats.catalogue import load_catalogue
from govstats.catalogue.strict_yaml import read_entries
from govstats.observations import Extractor, build_extractor
from govstats.reading.report import Header
from tests.observations.readers import extractor, place

FOLDER = Path(__file__).with_name("sentences")
CATALOGUE = load_catalogue(experimental=True)
EVERYTHING = build_extractor(catalogue=CATALOGUE)


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


def codes_of(sentence: Sentence, reader: Extractor) -> list[str]:
    """Give the indicator of the figure of a sentence, "" for none."""
    header = Header(year=sentence.year, place=place(sentence.place, sentence.year), issuer=sentence.issuer)
    figures = reader.extract_text(sentence.text, header).observations
    return [figure.indicator or "" for figure in figures if figure.text == sentence.figure]


@pytest.mark.parametrize(
    "sentence", [pytest.param(each, id=f"{topic}-{each.code}-{each.text}") for topic, each in SENTENCES]
)
def test_figure_gets_its_indicator(sentence: Sentence) -> None:
    assert codes_of(sentence, EVERYTHING) == [sentence.code]


@pytest.mark.parametrize("topic", sorted({topic for topic, _ in SENTENCES}))
def test_without_the_experimental_indicators_the_others_are_read_the_same(topic: str) -> None:
    for sentence in (each for name, each in SENTENCES if name == topic):
        if not sentence.code or not CATALOGUE.indicators[sentence.code].experimental:
            assert codes_of(sentence, extractor()) == [sentence.code], sentence


def test_sentences_name_indicators_of_their_topic() -> None:
    for topic, sentence in SENTENCES:
        assert not sentence.code or sentence.code in CATALOGUE.indicators, sentence
        assert not sentence.code or sentence.code.startswith(f"{topic}."), sentence


def test_every_indicator_has_sentences() -> None:
    told = {sentence.code for _, sentence in SENTENCES}
    assert [code for code in CATALOGUE.indicators if code not in told] == []
