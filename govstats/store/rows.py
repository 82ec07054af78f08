"""An extraction as rows of the store, checked against the text that it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, Final

from govstats.observations.model import Extraction, Observation
from govstats.quantities.model import SetAside
from govstats.reading.report import Header, Report
from govstats.store.schema import fitting_decimal

Row = dict[str, Any]
Values = tuple[Any, ...]

# Rows are made of whole groups of attributes: one by one they take Python longer than the database needs to store them.
_TAKEN: Final = {
    "start_offset": "start",
    "end_offset": "end",
    "text": "text",
    "evidence_start": "evidence_start",
    "year": "year",
    "period_start": "period_start",
    "period_end": "period_end",
    "indicator_code": "indicator",
    "label": "label",
    "value": "value",
    "unit_code": "unit_code",
    "unit_text": "unit",
    "bound": "bound._value_",
    "kind": "kind._value_",
    "status": "status._value_",
    "scope": "scope._value_",
    "confidence": "confidence",
    "rule": "rule",
    "scope_if_uncoded": "grounds.scope_if_uncoded._value_",
    "base_confidence": "grounds.confidence",
    "light_verb": "grounds.light_verb",
    "is_addition": "grounds.is_addition",
}
"""Columns of figures by the attribute of an observation that they keep."""
_TAKEN_ASIDE: Final = {
    "start_offset": "start",
    "end_offset": "end",
    "text": "text",
    "reason": "reason._value_",
    "rule": "rule",
}
"""Columns of other numbers by the attribute that they keep."""
_LOOKED_UP: Final = ("place_id", "evidence", "doubts", "scope_if_coded")
_TAKE: Final = attrgetter(*_TAKEN.values())
_TAKE_ASIDE: Final = attrgetter(*_TAKEN_ASIDE.values())

OBSERVATION_COLUMNS: Final = ("report_id", *_LOOKED_UP, *_TAKEN)
SET_ASIDE_COLUMNS: Final = ("report_id", *_TAKEN_ASIDE)


def require_consistent(report: Report, extraction: Extraction) -> None:
    """Make sure that every row points at its own words, and every part at a whole.

    Args:
        report: the report.
        extraction: what was read from it.

    Raises:
        ValueError: an offset does not lead to the words of its row, an evidence does not contain them,
            or a part belongs to nothing; a fault of the program, not of the report.
    """
    items: tuple[Observation | SetAside, ...] = extraction.observations + extraction.set_aside
    for item in items:
        if item.start < 0 or report.text[item.start : item.end] != item.text:
            raise _fault(report, item, "the words there are others")
    starts: set[int] = set()
    for item in items:
        if item.start in starts:
            raise _fault(report, item, "another number starts there")
        starts.add(item.start)
    starts = {observation.start for observation in extraction.observations}
    for observation in extraction.observations:
        if not _holds_evidence(observation, len(report.text)):
            raise _fault(report, observation, "its evidence does not contain it")
        if observation.part_of is not None and observation.part_of not in starts - {observation.start}:
            raise _fault(
                report, observation, f"it is part of {observation.part_of}, where no other figure is"
            )


def _holds_evidence(observation: Observation, length: int) -> bool:
    return (
        0
        <= observation.evidence_start
        <= observation.start
        < observation.end
        <= observation.evidence_end
        <= length
    )


def _fault(report: Report, item: Observation | SetAside, what: str) -> ValueError:
    return ValueError(f"{report.name}: {item.text!r} at {item.start}-{item.end}: {what}")


def observation_values(
    report: Report, extraction: Extraction, report_id: int, place_ids: Mapping[str, int]
) -> dict[int, Values]:
    """Give the rows of the figures by the offset where they start, all but the figure that they are part of.

    Args:
        report: the report.
        extraction: what was read from it.
        report_id: the id of the report.
        place_ids: ids of the places by code.

    Returns:
        The values of OBSERVATION_COLUMNS for each figure.

    Raises:
        ValueError: a figure has no place, year or period, a place that is not known, or too many digits.
    """
    return {
        one.start: (report_id, *_looked_up(report, one, place_ids), *_TAKE(one))
        for one in extraction.observations
    }


def observation_rows(
    report: Report, extraction: Extraction, report_id: int, place_ids: Mapping[str, int]
) -> dict[int, Row]:
    """Give the same as `observation_values`, the values of each figure by column.

    Args:
        report: the report.
        extraction: what was read from it.
        report_id: the id of the report.
        place_ids: ids of the places by code.

    Raises:
        ValueError: as for `observation_values`.
    """
    values = observation_values(report, extraction, report_id, place_ids)
    return {start: dict(zip(OBSERVATION_COLUMNS, row, strict=True)) for start, row in values.items()}


def wholes_first(extraction: Extraction) -> Iterator[tuple[int, int | None]]:
    """Order the figures so that each comes after the one that it is part of.

    Args:
        extraction: what was read from the report; every part has its whole in it.

    Yields:
        One by one, the offsets where a figure and its whole start.

    Raises:
        ValueError: some figures are parts of each other.
    """
    done: set[int | None] = {None}
    waiting = [(one.start, one.part_of) for one in extraction.observations]
    while waiting:
        ready = [pair for pair in waiting if pair[1] in done]
        if not ready:
            raise ValueError(
                f"the figures at {', '.join(str(pair[0]) for pair in waiting)} are parts of each other"
            )
        yield from ready
        done.update(start for start, _ in ready)
        waiting = [pair for pair in waiting if pair[0] not in done]


def _looked_up(
    report: Report, one: Observation, place_ids: Mapping[str, int]
) -> tuple[int, str, str, str | None]:
    """Give the values of _LOOKED_UP."""
    if one.place_code is None or one.year is None or one.period_start is None or one.period_end is None:
        raise _fault(report, one, "place, year or period is missing")
    if one.place_code not in place_ids:
        raise _fault(report, one, f"there is no place {one.place_code}")
    try:
        fitting_decimal(one.value)
    except ValueError as error:
        raise _fault(report, one, str(error)) from error
    coded = one.grounds.scope_if_coded
    return (
        place_ids[one.place_code],
        report.text[one.evidence_start : one.evidence_end],
        "; ".join(one.doubts),
        coded.value if coded else None,
    )


def set_aside_values(extraction: Extraction, report_id: int) -> list[Values]:
    """Give the rows of the numbers that are no figures.

    Args:
        extraction: what was read from the report.
        report_id: the id of the report.

    Returns:
        The values of SET_ASIDE_COLUMNS for each number.
    """
    return [(report_id, *_TAKE_ASIDE(one)) for one in extraction.set_aside]


def set_aside_rows(extraction: Extraction, report_id: int) -> list[Row]:
    """Give the same as `set_aside_values`, the values of each number by column.

    Args:
        extraction: what was read from the report.
        report_id: the id of the report.
    """
    return [dict(zip(SET_ASIDE_COLUMNS, row, strict=True)) for row in set_aside_values(extraction, report_id)]


def header_field_rows(header: Header, report_id: int) -> list[Row]:
    """Give the rows of the statements that were found about the fields of a header.

    Args:
        header: the header.
        report_id: the id of the report.
    """
    return [
        {
            "report_id": report_id,
            "position": position,
            "name": one.name,
            "value": one.value,
            "found_in": one.found_in,
            "confidence": one.confidence,
        }
        for position, one in enumerate(header.fields)
    ]
