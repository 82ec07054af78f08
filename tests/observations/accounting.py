"""Checks that every number of a text is accounted for exactly once."""

from __future__ import annotations

import re
from itertools import pairwise

from govstats.observations import Extraction, Observation
from govstats.quantities import SetAside
from govstats.text import fold

NUMERALS = "〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(rf"[0-9]+|[{NUMERALS}]")


def spans_of(extraction: Extraction) -> list[tuple[int, int]]:
    """Give all spans, of observations and of numbers set aside, in the order of the text."""
    return sorted((each.start, each.end) for each in mentions_of(extraction))


def mentions_of(extraction: Extraction) -> list[Observation | SetAside]:
    """Give all observations, then all numbers set aside."""
    return [*extraction.observations, *extraction.set_aside]


def faults_of(text: str, extraction: Extraction) -> list[str]:
    """List what is wrong with the spans of an extraction: empty where every number lies in exactly one of them."""
    spans = spans_of(extraction)
    faults = [
        f"{text[start:end]!r} at {start} runs into the span at {following}"
        for (start, end), (following, _) in pairwise(spans)
        if following < end
    ]
    faults += [
        f"{each.text!r} is not what stands at {each.start}-{each.end}"
        for each in mentions_of(extraction)
        if each.start >= each.end or text[each.start : each.end] != each.text
    ]
    faults += [
        f"{each.text!r} at {each.start} lies outside its evidence"
        for each in extraction.observations
        if not each.evidence_start <= each.start < each.end <= each.evidence_end <= len(text)
    ]
    return faults + _unaccounted(text, spans)


def _unaccounted(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """List the numbers that no span holds. A year that has lost its 年 may be parted from the count glued to it."""
    faults, index = [], 0
    for number in _NUMBER.finditer(fold(text)):
        while index < len(spans) and spans[index][1] <= number.start():
            index += 1
        reached, at = number.start(), index
        while at < len(spans) and spans[at][0] <= reached < number.end():
            reached = spans[at][1]
            at += 1
        if reached < number.end():
            faults.append(f"{number[0][:40]!r} at {number.start()} lies in no span")
    return faults
