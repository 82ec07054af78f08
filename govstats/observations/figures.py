"""Figures: quantities on their way to observations, and what is carried along a paragraph from one to the next."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import msgspec

from govstats.observations.frames import Frame
from govstats.observations.model import Kind
from govstats.observations.periods import Period
from govstats.observations.slots import Clause
from govstats.observations.topics import Topic
from govstats.quantities import Quantity

REMEMBERED = (
    64  # figures of a paragraph that later ones may refer to: work stays linear in a text without paragraphs
)


class Figure(msgspec.Struct, eq=False):
    """A quantity on its way to an observation; the binding stage fills it in.

    Attributes:
        quantity: the quantity.
        clause: its clause.
        kind: level, change, share or rank.
        sign: -1 for a fall.
        label: what is measured, standing alone; "" where the text tells nothing.
        subject: the words from the clause's front to the number, without dates.
        sentence_start: first code point of its sentence.
        evidence_start: first code point of the words that the label was read from.
        evidence_end: one past the last.
        how: how the label was found, for the record.
        dated: the date that governs the figure, or None.
        is_cumulative: whether words such as 累计 say that it sums up a period.
        is_year_end: whether words such as 年末 say that it is of the year's last day.
        is_prior: whether it is said to be of the year before.
        part_of: the figure that this one breaks down.
        in_breakdown: whether it stands in a 其中 list.
        narrow_doer: who did what the label tells, where the label took over a topic without its doer and that
            doer is narrower than the whole place; else "".
        frame: the frame that it is counted in, narrower than the whole place; None for none.
        is_contrasted: whether it is of one level of government beside a figure of another.
        is_attribute: whether it only says whose the next figure is: 43家律所的210名律师.
        is_undated_sum: whether it sums up since a time that no date tells: “七五”普法以来.
        shown: the label as it is shown; set when all figures of the report are named.
        refers_to: the figure that a change, share or rank belongs to.
        leader: the first figure of its sentence; None for that one itself.
        doubts: reasons to doubt the reading.
    """

    quantity: Quantity
    clause: Clause
    kind: Kind
    sign: int
    label: str
    subject: str
    sentence_start: int
    evidence_start: int
    evidence_end: int
    how: str
    dated: Period | None = None
    is_cumulative: bool = False
    is_year_end: bool = False
    is_prior: bool = False
    part_of: Figure | None = None
    in_breakdown: bool = False
    narrow_doer: str = ""
    frame: Frame | None = None
    is_contrasted: bool = False
    is_undated_sum: bool = False
    shown: str = ""
    is_attribute: bool = False
    refers_to: Figure | None = None
    leader: Figure | None = None
    doubts: tuple[str, ...] = ()

    def lean_on(self, other: Figure) -> None:
        """Let the evidence reach back to that of a figure whose words this one takes over."""
        self.evidence_start = min(self.evidence_start, other.evidence_start)

    def only_compares(self, other: Figure) -> bool:
        """Tell whether it only is what a figure before it is compared with: the same at an earlier time."""
        if self.label != other.label or other.is_prior:
            return False
        if self.dated is None or self.is_prior:
            return self.is_prior
        return (
            self.how in ("carried", "compared") if other.dated is None else self.dated.year < other.dated.year
        )


@dataclass(slots=True)
class Stretch:
    """What is carried along a paragraph.

    Attributes:
        topic: what bare words are about.
        latest: what the latest label of its own words is about, whether it says so in words of its field or not.
        frame: the open frame, or None.
        frame_since: offset of the clause that opened it.
        last_level: the last level told.
        whole: the figure that the open 其中 list breaks down, or None.
        open_list: whether that list goes on after a semicolon.
        last_end: one past the last figure.
        figures: the latest figures.
    """

    topic: Topic | None = None
    latest: Topic | None = None
    frame: Frame | None = None
    frame_since: int = 0
    last_level: Figure | None = None
    whole: Figure | None = None
    open_list: bool = False
    last_end: int = 0
    figures: deque[Figure] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    @property
    def previous(self) -> Figure | None:
        """The figure right before, if there is one."""
        return self.figures[-1] if self.figures else None

    def levels(self, unit_code: str | None) -> list[Figure]:
        """The levels so far that are counted in a unit, without those that one before them is only compared with.

        248件,比上年的226件增长9.73%,其中维持171件: the 171 are of the 248.
        """
        levels: list[Figure] = []
        for figure in self.figures:
            is_level = figure.kind is Kind.LEVEL and figure.quantity.unit_code == unit_code
            if is_level and not any(figure.only_compares(one) for one in levels):
                levels.append(figure)
        return levels
