"""Which figures want a look, the worst first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import duckdb

from govstats.errors import QueryError
from govstats.store import Store, find_report
from govstats.warehouse import Wanted, refresh, select
from govstats.warehouse.connection import open_for_answers
from govstats.warehouse.definitions import read_script

UNSURE_BELOW: Final = 0.8
"""The confidence below which a reading is unsure, unless another one is asked for."""


class Concern(StrEnum):
    """Why a figure wants a look."""

    CONTRADICTED = "contradicted"
    """a check finds that it, or a figure beside it, cannot be right"""
    DOUBTFUL = "doubtful"
    """a check finds it odd"""
    UNSURE = "unsure"
    """its reading has a low confidence"""
    UNMATCHED = "unmatched"
    """a figure of metrics for which the catalogue has no indicator"""


@dataclass(frozen=True, slots=True)
class ReviewChoice:
    """Which figures a reviewer wants to look at.

    Attributes:
        concerns: why; empty for every reason.
        indicators: each a code, an exact Chinese name, or a topic; empty for all.
        places: places by code or name; empty for all, as are the next four.
        within: places by code or name, below which all places are meant.
        years: years that figures are about.
        issuers: names of issuers.
        report: a report, by its id, its file or its hash; None for all.
        below: the confidence below which a reading is unsure.
        again: whether also those are wanted that the reviewer has decided already.
        limit: how many at most; None for all.
    """

    concerns: tuple[Concern, ...] = ()
    indicators: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    issuers: tuple[str, ...] = ()
    report: str | None = None
    below: float = UNSURE_BELOW
    again: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Picked:
    """A figure that wants a look.

    Attributes:
        observation_id: its number.
        concern: why, the worst reason that it has.
    """

    observation_id: int
    concern: Concern


def pick(store: Store, choice: ReviewChoice, reviewer: str) -> tuple[tuple[Picked, ...], tuple[str, ...]]:
    """Pick the figures that want a look; the snapshot is brought up to date before.

    Contradicted ones come first, errors before warnings, then doubtful ones, then the least sure readings, and at last
    those without an indicator; in the order of places, years and the text where that is the same.

    Args:
        store: an open store.
        choice: which figures are wanted.
        reviewer: whose decisions count as done.

    Returns:
        The figures, and notes on how words were understood.

    Raises:
        QueryError: an indicator is unknown.
        PlaceError: a place is unknown, or its name shared.
        ReportError: the report is unknown.
        StoreError: the store cannot be read.
    """
    report_id = None
    if choice.report is not None:
        with store.reading() as session:
            report_id = find_report(session, choice.report)
    path = refresh(store.url).path
    selection = select(path, Wanted(choice.indicators, choice.places, choice.within, None, choice.years))
    values: dict[str, Any] = {
        "concerns": list(choice.concerns or Concern),
        "indicators": list(selection.indicators),
        "places": [place.code for place in selection.places],
        "years": list(selection.years),
        "issuers": list(choice.issuers),
        "report": report_id,
        "below": choice.below,
        "reviewer": reviewer,
        "again": choice.again,
        "most": choice.limit,
    }
    with open_for_answers(path) as connection:
        try:
            rows = connection.execute(read_script("doubtful.sql"), values).fetchall()
        except duckdb.Error as error:
            raise QueryError(f"the snapshot {path} cannot be read: {error}", "delete it") from error
    return tuple(Picked(number, Concern(concern)) for number, concern in rows), selection.notes
