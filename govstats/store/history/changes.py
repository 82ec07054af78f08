"""What has become of the figures of a revision in the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from govstats.store.history.figures import HistoricFigure
from govstats.store.history.pairing import pair

STATED: Final = (
    "indicator", "label", "place", "year", "period_start", "period_end", "value", "unit", "bound", "kind",
    "status", "scope", "part_of",
)  # fmt: skip
"""What a figure says."""

READ: Final = ("text", "evidence", "confidence", "doubts")
"""The words that it was read from, and how sure that reading is."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """What has become of a figure from one revision to the next.

    Attributes:
        what: gained: only the later revision has it; lost: only the earlier one; changed: it says something else;
            reworded: it says the same in other words, or was read with another confidence.
        differs: the fields that differ, in the order of STATED and READ; none of what was gained or lost.
        before: the figure of the earlier revision; None for one that was gained.
        after: the figure of the later revision; None for one that was lost.
    """

    what: Literal["gained", "lost", "changed", "reworded"]
    differs: tuple[str, ...]
    before: HistoricFigure | None
    after: HistoricFigure | None


def compare_figures(
    earlier: Sequence[HistoricFigure], later: Sequence[HistoricFigure], *, is_same_text: bool
) -> tuple[FigureChange, ...]:
    """Tell what has become of the figures of a revision in the next one.

    Args:
        earlier: the figures of the one, in the order of its text.
        later: the figures of the other, likewise.
        is_same_text: whether the two have the same text, so that places in it can be compared.

    Returns:
        The changes in the order of the text; figures that are the same in both are left out.
    """
    pairs = list(pair(earlier, later, is_same_text=is_same_text))
    starts = {before.observation_id: after.start for before, after in pairs if before and after}
    places: dict[int, int] = {}
    place = -1
    for one in earlier:  # what was lost is told behind what stood before it and is still there
        place = places[one.observation_id] = starts.get(one.observation_id, place)
    changes = (change for both in pairs if (change := _change(*both)))
    return tuple(sorted(changes, key=lambda change: _position(change, places)))


def _change(before: HistoricFigure | None, after: HistoricFigure | None) -> FigureChange | None:
    if before is None:
        return FigureChange("gained", (), None, after)
    if after is None:
        return FigureChange("lost", (), before, None)
    stated, read = (
        tuple(name for name in names if getattr(before, name) != getattr(after, name))
        for names in (STATED, READ)
    )
    if not stated and not read:
        return None
    return FigureChange("changed" if stated else "reworded", stated + read, before, after)


def _position(change: FigureChange, places: Mapping[int, int]) -> tuple[int, int, int]:
    """Order by the later text, and what was lost behind one place by the earlier one."""
    if change.after is not None:
        return (change.after.start, 0, 0)
    lost = change.before
    return (places[lost.observation_id], 1, lost.start) if lost is not None else (0, 0, 0)
