"""Confidence: how sure the reading of a figure is, and why it is not surer."""

from __future__ import annotations

import re

from govstats.observations.figures import Figure
from govstats.observations.model import Kind
from govstats.observations.phrases import remembering

RECOGNISED = "recognised in a picture of the page"
_BY_BINDING = {
    "before": 0.95, "after": 0.9, "around": 0.9, "carried": 0.85, "paired": 0.9, "compared": 0.9,
    "reached": 0.85, "others": 0.7, "listed": 0.9, "changed": 0.85, "share": 0.85, "across": 0.85, "rank": 0.9, "distance": 0.7,
    "zero": 0.8,
}  # fmt: skip
_COST = {
    "no label": 0.5,
    "no subject": 0.3,
    "unknown unit": 0.15,
    "no unit": 0.15,
    "a year may be glued to it": 0.6,
    "digits set apart": 0.3,
    "value before a change": 0.3,
    RECOGNISED: 0.4,
}
# No count begins with a nought: 20000元 is no 2000年 with 0元.
_GLUED_YEAR = re.compile(r"^20[0-3][0-9][1-9][0-9]{0,3}(?![0-9,.万亿])")
_FAR = 80  # characters from where the words of a label begin to the number; most have fewer than 40
_DEFAULT, _LEAST = 0.85, 0.1


def confidence_of(
    figure: Figure, folded: str, *, is_recognised: bool = False
) -> tuple[float, tuple[str, ...]]:
    """Judge how sure the reading of a figure is.

    Args:
        figure: the figure.
        folded: the report's text, width folded.
        is_recognised: whether the text was recognised in pictures of pages.

    Returns:
        A number from 0.1 to 1 and the reasons that lowered it.
    """
    doubts = figure.doubts
    if not figure.label and "no label" not in doubts:
        doubts += ("no label",)
    words = folded[figure.quantity.start : figure.quantity.end]
    if figure.kind is Kind.LEVEL and figure.subject.rstrip().endswith(("由", "从")):
        doubts += ("value before a change",)
    if figure.quantity.start - figure.evidence_start > _FAR:
        doubts += ("words from far",)
    if is_recognised:
        doubts += (RECOGNISED,)
    if words.startswith("20") and _GLUED_YEAR.match(words):
        doubts += ("a year may be glued to it",)
    return _confidence(figure.how, doubts), doubts


@remembering
def _confidence(how: str, doubts: tuple[str, ...]) -> float:
    confidence = _BY_BINDING.get(how, _DEFAULT) - sum([_COST.get(doubt, 0.1) for doubt in doubts])
    return round(max(confidence, _LEAST), 2)
