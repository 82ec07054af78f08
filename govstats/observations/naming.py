"""Names figures: finds for each the label that says what it measures.

Who wins: for a change, share, rank or level reached the words before its cue, else the figure that it belongs to; for
a list told item by item (分别为38、54) the item; else the figure's own words before and after it. Words that are bare
(维持, 结案率) take the topic of the figures before them.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from govstats.observations.figures import Figure, Stretch
from govstats.observations.labels import MAX_LABEL, Labeller, Topic
from govstats.observations.model import Kind
from govstats.observations.slots import Slot
from govstats.observations.statements import Statement

_LAST_CLAUSE = regex.compile(r"[。;!?、，,\n]")
_SIGNS = " 。;!?、，,"
_DOER_UNITS = frozenset({"person", "organisation", "item", "premises", "branch"})
_RATE_UNITS = frozenset({"percent", "permille"})
_SHORT_ITEM = 5  # an item of a 其中 list this short does not say what it is an item of


class Namer:
    """Names the figures of one report.

    Args:
        labeller: cleans words into labels; knows the report's own names.
    """

    def __init__(self, labeller: Labeller) -> None:
        self._labeller = labeller

    def name_level(
        self, folded: str, figure: Figure, slot: Slot, words: tuple[str, str], stretch: Stretch
    ) -> None:
        """Name a plain level by its own words.

        Args:
            folded: the whole text, width folded.
            figure: the figure; changed.
            slot: its place in the clause.
            words: the words before and after it that are its own.
            stretch: what is carried along.
        """
        labeller, previous = self._labeller, stretch.previous
        before = labeller.clean_before(words[0])
        rests = before and (slot.quantity.unit_code in _RATE_UNITS or labeller.rests(words[1]))
        after = "" if rests else labeller.clean_after(words[1])
        is_pair = slot.position > 0 and slot.before[0] == slot.before[1] and not slot.follows_list_sign
        if is_pair and previous is not None and not after:
            figure.label, figure.how, figure.part_of = previous.label, "paired", previous.part_of
            return
        figure.label = before + after
        figure.how = "around" if before and after else "after" if after else "before"
        if after:
            figure.evidence_end = max(slot.after[1], slot.quantity.end)
        if previous is not None:
            self._share_with_previous(folded, figure, slot, before, stretch)
            if slot.position > 0 and self._labeller.counts_among(words[0]):
                figure.part_of, figure.in_breakdown = previous, True
        self._carry_topic(figure, stretch)

    def name_about(self, folded: str, figure: Figure, statement: Statement, stretch: Stretch) -> None:
        """Name a change, share, rank or level reached: by its own words, else by the figure that it belongs to."""
        labeller = self._labeller
        own = labeller.clean_before(statement.subject)
        if own and not statement.compares_other:
            figure.label = own
            if labeller.is_bare(own) and stretch.topic is not None:
                figure.label = labeller.complete(own, stretch.topic)
                figure.narrow_doer = self._narrow_doer(stretch.topic)
            return
        if statement.kind is Kind.RANK and stretch.last_end < figure.clause.start:
            told = labeller.clean_before(_clause_before(folded, figure, stretch))
            if told:
                figure.label = told
                return
        about = stretch.previous and (stretch.previous.refers_to or stretch.previous)
        if about is None:
            figure.label = own
            figure.doubts += () if own else ("no label",)
            return
        figure.label, figure.refers_to = about.label, about
        figure.lean_on(about)
        figure.part_of = about.part_of if figure.kind is Kind.LEVEL else None
        if statement.compares_other:
            figure.label = f"{about.label}{figure.subject.strip(_SIGNS)}"[:MAX_LABEL]

    def list_items(
        self, folded: str, slots: Sequence[Slot], slot: Slot, statement: Statement
    ) -> list[str] | None:
        """Labels for a list whose names come first and whose values follow: PM2.5、PM10浓度分别为38、54."""
        count = 1
        for following in slots[slot.position + 1 :]:
            if not following.follows_list_sign or folded[following.before[0] : following.before[1]].strip():
                break
            count += 1
        if count < 2:
            return None
        return self._labeller.split_list(self._labeller.clean_before(statement.subject), count)

    def name_item(self, figure: Figure, item: str, stretch: Stretch) -> None:
        """Name a figure by its item of a list."""
        figure.label = self._labeller.complete(item, stretch.topic) if self._labeller.is_bare(item) else item
        figure.how, figure.refers_to = "listed", None

    def name_like(self, figure: Figure, other: Figure) -> None:
        """Name a figure of another time like the one that it is compared with: 较2016年4.07天."""
        figure.label, figure.how, figure.part_of = other.label, "compared", other.part_of
        figure.lean_on(other)
        figure.doubts = tuple(doubt for doubt in figure.doubts if doubt not in ("no label", "no subject"))

    def _narrow_doer(self, topic: Topic) -> str:
        return topic.doer if self._labeller.narrows(topic.doer) else ""

    def _share_with_previous(
        self, folded: str, figure: Figure, slot: Slot, before: str, stretch: Stretch
    ) -> None:
        """Take over the verb of a list (审查文件32份、合同65份) or the doer of the clause before."""
        labeller, previous = self._labeller, stretch.figures[-1]
        if (
            slot.follows_list_sign
            and before
            and not (labeller.holds_verb(before) or labeller.is_bare(before))
        ):
            figure.label = labeller.verb_of(previous.label) + figure.label
        counted = next((one for one in reversed(stretch.figures) if not one.clause.is_bracketed), previous)
        if self._lacks_doer(folded, figure, counted):
            figure.label = (labeller.doer_in(counted.label) + figure.label)[-MAX_LABEL:]
            figure.lean_on(counted)

    def _lacks_doer(self, folded: str, figure: Figure, previous: Figure) -> bool:
        """Whether the figure before counts those who did what this one counts.

        选聘专职人民调解员17人,共调解纠纷993件: the clause begins with its verb, and the figure before counts persons
        or bodies in the clause before.
        """
        labeller = self._labeller
        if figure.in_breakdown or labeller.is_bare(figure.label) or not labeller.verb_of(figure.label):
            return False
        return (
            previous.kind is Kind.LEVEL
            and (previous.quantity.unit_code in _DOER_UNITS or labeller.counts_doers(previous.label))
            and previous.clause.start != figure.clause.start
            and labeller.sums_up(folded[previous.quantity.end : figure.quantity.start])
            and labeller.topic_of(previous.label).root not in figure.label
        )

    def _carry_topic(self, figure: Figure, stretch: Stretch) -> None:
        """Complete a bare label, or a short one of a 其中 list, by the topic of the figures before."""
        if not figure.label:
            if stretch.last_level is not None:
                figure.label, figure.how = stretch.last_level.label, "carried"
            else:
                figure.doubts += ("no label",)
            return
        is_bare = self._labeller.is_bare(figure.label)
        if not is_bare and not (figure.in_breakdown and len(figure.label) <= _SHORT_ITEM):
            return
        if stretch.topic is None:
            figure.doubts += ("no subject",) if is_bare else ()
            return
        completed = self._labeller.complete(figure.label, stretch.topic)
        if completed != figure.label:
            figure.label, figure.how = completed, "carried"
            figure.narrow_doer = self._narrow_doer(stretch.topic)
            if stretch.last_level is not None and not figure.part_of:
                figure.lean_on(stretch.last_level)


def refer_in_turn(figure: Figure, slots: Sequence[Slot], slot: Slot, earlier: Sequence[Figure]) -> None:
    """Let the changes of a list belong to the levels of the list before, in turn: 38、54,同比分别下降9.5%、5.3%.

    Args:
        figure: a change without words of its own; changed.
        slots: the slots of its clause.
        slot: its own.
        earlier: the figures before the clause.
    """
    levels = [one for one in earlier if one.kind is Kind.LEVEL][-len(slots) :]
    is_list = len(slots) >= 2 and all(following.follows_list_sign for following in slots[1:])
    if is_list and len(levels) == len(slots) and len({one.clause.start for one in levels}) == 1:
        about = levels[slot.position]
        figure.label, figure.refers_to = about.label, about


def _clause_before(folded: str, figure: Figure, stretch: Stretch) -> str:
    """The words of the clause before, if no figure stands in it: 在全市年度考核中,我局列第二名."""
    start = max(stretch.last_end, figure.clause.start - MAX_LABEL)
    words = folded[start : figure.clause.start].rstrip(_SIGNS)
    return str(_LAST_CLAUSE.split(words)[-1]).removesuffix("中")
