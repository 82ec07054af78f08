"""Compares what is read from a text with what a careful reader finds in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from govstats.observations import Extraction, Observation
from govstats.quantities import SetAside

LIKE_ENOUGH = 0.5
"""Labels are compared by the pairs of neighbouring characters that they share; two wordings of one thing share half."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a reading departs from what is expected.

    Attributes:
        start: where the figure or the number starts in the text.
        text: its words.
        field: the field that differs; "figure" where one of the two sides has no figure there, "aside" for a number
            that is, or is not, set aside.
        expected: what a reader finds, as text.
        read: what was read, as text.
    """

    start: int
    text: str
    field: str
    expected: str
    read: str


def likeness(first: str, second: str) -> float:
    """Tell how like two labels are: 1 the same pairs of characters (Dice), 0 none in common."""
    pairs, others = (
        {label[index : index + 2] for index in range(len(label) - 1)} for label in (first, second)
    )
    return 2 * len(pairs & others) / (len(pairs) + len(others) or 1)


def compare(
    figures: Sequence[Record], numbers: Sequence[Record], extraction: Extraction
) -> tuple[Difference, ...]:
    """List the differences between what is expected of a text and its extraction.

    Args:
        figures: expected figures in the order of the text; `part_of` is the start of the whole or None.
        numbers: expected numbers set aside, with their reasons. Chinese numerals may be left out: words that hold
            one and count nothing are many, and people differ on what is a number there.
        extraction: what was read.

    Returns:
        The differences in the order of the text.
    """
    differences: list[Difference] = []
    free = list(extraction.observations)
    for figure in figures:
        found = next((each for each in free if _overlap(figure, each)), None)
        if found is None:
            aside = [each for each in extraction.set_aside if _overlap(figure, each)]
            read = ", ".join(f"{each.text} set aside as {each.reason} by {each.rule}" for each in aside)
            differences.append(_difference(figure, "figure", figure["value"], read or "nothing"))
            continue
        free.remove(found)
        differences += _fields(figure, found)
    for extra in free:
        expected = [each["reason"] for each in numbers if _overlap(each, extra)]
        shown = f"{extra.value}{extra.unit}"
        differences.append(
            Difference(extra.start, extra.text, "figure", ", ".join(expected) or "nothing", shown)
        )
    differences += _asides(numbers, extraction.set_aside, figures)
    return tuple(sorted(differences, key=lambda each: (each.start, each.field)))


def _fields(figure: Record, found: Observation) -> list[Difference]:
    read = {
        "span": f"{found.start}-{found.end}",
        "value": found.value,
        "unit": found.unit,
        "bound": found.bound,
        "kind": found.kind,
        "year": found.year,
        "period_start": found.period_start,
        "period_end": found.period_end,
        "status": found.status,
        "scope": found.scope,
        "indicator": found.indicator,
        "part_of": found.part_of,
    }
    wanted = dict(figure) | {"span": f"{figure['start']}-{figure['end']}", "value": Decimal(figure["value"])}
    differences = [
        _difference(figure, field, wanted[field], value)
        for field, value in read.items()
        if (value != wanted[field] if field == "value" else _shown(value) != _shown(wanted[field]))
    ]
    if likeness(figure["label"], found.label) < LIKE_ENOUGH:
        differences.append(_difference(figure, "label", figure["label"], found.label))
    return differences


def _asides(
    numbers: Iterable[Record], found: Sequence[SetAside], figures: Sequence[Record]
) -> list[Difference]:
    differences = []
    free = list(found)
    for number in numbers:
        here = [each for each in found if _overlap(number, each)]
        free = [each for each in free if each not in here]
        reasons = {str(each.reason) for each in here}
        if number["reason"] not in reasons:
            differences.append(
                _difference(number, "aside", number["reason"], ", ".join(sorted(reasons)) or "nothing")
            )
    for each in free:
        told = any(_overlap(figure, each) for figure in figures)
        if not told and any(sign.isdigit() and sign.isdecimal() for sign in each.text):
            differences.append(Difference(each.start, each.text, "aside", "nothing", str(each.reason)))
    return differences


def _difference(record: Record, field: str, expected: object, read: object) -> Difference:
    return Difference(record["start"], record["text"], field, _shown(expected), _shown(read))


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _overlap(record: Record, found: Observation | SetAside) -> bool:
    return bool(record["start"] < found.end and found.start < record["end"])
