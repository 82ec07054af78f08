"""Hostile texts: reading ends in good time, grows with the text and not faster, and accounts for every number."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from govstats.observations.tables import MOST_CELLS
from tests.observations.accounting import faults_of
from tests.observations.readers import extract, scan

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from hostile_texts import DENSE, HOSTILE, MEGABYTE, hostile_texts

# A megabyte is some seventy long reports. benchmarks/extract.py --hostile holds reading to two seconds of it; the bounds
# here only tell reading that grows with the text from reading that grows with its square: on a busy machine a
# tighter bound would fail by chance.
LONGEST_FOR_A_MEGABYTE = 30.0
FEWER = 100_000  # bytes of texts that hold nothing but numbers
LONGEST_FOR_FEWER = 10.0
MOST_IN_A_SENTENCE = 200
NOISE = dict(hostile_texts(MEGABYTE))
NUMBERS = dict(hostile_texts(FEWER, DENSE))


def read_in(seconds: float, text: str) -> None:
    began = time.process_time()
    extraction = extract(text)
    assert time.process_time() - began < seconds
    assert faults_of(text, extraction) == []


@pytest.mark.parametrize("text", NOISE.values(), ids=NOISE.keys())
def test_a_megabyte_of_noise_is_read(text: str) -> None:
    read_in(LONGEST_FOR_A_MEGABYTE, text)


@pytest.mark.parametrize("text", NUMBERS.values(), ids=NUMBERS.keys())
def test_nothing_but_numbers_is_read(text: str) -> None:
    read_in(LONGEST_FOR_FEWER, text)


@pytest.mark.parametrize("unit", [*HOSTILE.values(), *DENSE.values()], ids=[*HOSTILE, *DENSE])
def test_ten_times_the_text_takes_about_ten_times_as_long(unit: str) -> None:
    short, long = (unit * (size // len(unit.encode())) for size in (FEWER // 10, FEWER))
    taken = []
    for text, repetitions in ((short, 5), (long, 2)):  # patterns are compiled when they are first met
        runs = []
        for _ in range(repetitions):
            began = time.process_time()
            extract(text)
            runs.append(time.process_time() - began)
        taken.append(min(runs))
    assert taken[1] < 40 * taken[0] + 0.1


def test_brackets_that_close_again() -> None:
    depth = FEWER // 2
    read_in(LONGEST_FOR_FEWER, f"{'(' * depth}3件{')' * depth}")


def test_a_sentence_has_so_many_numbers_and_no_more() -> None:
    text = f"{'办结3件，' * 1000}。办结4件。"
    found = scan(text)
    assert len(found.quantities) == MOST_IN_A_SENTENCE + 1
    assert text[found.quantities[-1].start : found.quantities[-1].end] == "4件"
    assert {aside.rule for aside in found.set_aside} == {"other/crowd"}
    assert faults_of(text, extract(text)) == []


def test_the_cells_of_many_tables_are_read_up_to_a_number_and_the_others_accounted_for() -> None:
    text = "项目\t2020年\n复议案件\t3件\n应诉案件\t4件\n\n" * 3_000
    extraction = extract(text)
    assert len(extraction.observations) == MOST_CELLS
    assert faults_of(text, extraction) == []


@pytest.mark.parametrize("end", ["。", "；", "\n", "!"])
def test_many_numbers_in_many_sentences_are_read(end: str) -> None:
    sentence = "办结3件，" * (MOST_IN_A_SENTENCE - 1) + "共4件" + end
    found = scan(sentence * 5)
    assert len(found.quantities) == 5 * MOST_IN_A_SENTENCE


@pytest.mark.parametrize("gap", [" ", "办" * 5000, "（", "1"])
def test_no_number_of_a_crowd_is_lost_wherever_it_stands(gap: str) -> None:
    text = f"{'3件，' * MOST_IN_A_SENTENCE}{gap}4件{gap}{'千'}{gap}12,345.67元{gap * 3}五"
    assert faults_of(text, extract(text)) == []
