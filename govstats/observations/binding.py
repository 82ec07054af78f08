"""Binds quantities to what they measure, sentence by sentence: kind, label, date, and the figure that each breaks down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from govstats.catalogue.cues import BindingCues
from govstats.observations.dates import DateMention
from govstats.observations.figures import Figure, Stretch
from govstats.observations.labels import Labeller, shares_pair
from govstats.observations.model import Kind
from govstats.observations.naming import Namer, refer_in_turn
from govstats.observations.sentences import Sentence, words_without
from govstats.observations.slots import Slot, Span, fill_slots, split_clauses
from govstats.observations.statements import Statement, StatementReader
from govstats.observations.timing import Timer, compared_date
from govstats.text import any_of

_COMPARING = "较比与同由从是"  # what may stand between the clause's front and a date of comparison
_COMPARISON = "同比"  # what such a clause says in one word
_SIGNS = " 。;!?、，,"
_OWN_WORDS = frozenset({"before", "after", "around", "listed"})
_NAMED_ALONE = frozenset({"before", "after", "carried", "level"})
_NO_TOPIC = frozenset({"distance", "others", "compared"})
_BREAKDOWN_REACH = 80  # how far before a figure, at most, the words that open a breakdown may stand


class Binder:
    """Binds the quantities of sentences. Made once; what is carried along a paragraph is the caller's.

    Args:
        cues: the catalogue's cue words.
    """

    def __init__(self, cues: BindingCues) -> None:
        self._statements = StatementReader(cues.changes)
        self._timer = Timer(cues.changes)
        self._compared = regex.compile(rf"(?:{any_of(cues.changes.compared_before)})[，,][ ]?$")
        self._inner_breaks = regex.compile(any_of(cues.labels.inner_breaks))
        self._breakdown = regex.compile(
            rf"(?:(?P<cue>{any_of(cues.labels.breakdown)})(?P<colon>[,，]?:)?|(?P<of>\p{{Han}}{{2,6}})中[,，])"
        )

    def bind_sentence(
        self,
        folded: str,
        sentence: Sentence,
        dates: Sequence[DateMention],
        labeller: Labeller,
        stretch: Stretch,
    ) -> list[Figure]:
        """Bind the quantities of one sentence.

        Args:
            folded: the whole text, width folded.
            sentence: the sentence.
            dates: its dates in order.
            labeller: cleans words into labels; knows the report's own names.
            stretch: what is carried along the paragraph; changed.

        Returns:
            One figure a quantity, in order.
        """
        numbers = sentence.numbers
        task = _Task(folded, dates, sentence.dropped, labeller, Namer(labeller), stretch, [])
        for clause in split_clauses(folded, sentence.start, sentence.end, numbers, sentence.quantities):
            self._bind_clause(task, fill_slots(folded, clause, self._inner_breaks, numbers))
        return task.figures

    def _bind_clause(self, task: _Task, slots: Sequence[Slot]) -> None:
        """Bind the quantities of one clause, lists item by item."""
        stretch = task.stretch
        earlier = tuple(stretch.figures)
        items: list[str] | None = None
        shared: Statement | None = None
        for slot in slots:
            self._open_breakdown(task.folded, slot, stretch)
            words = self._compared_before(task, slot) + words_without(task.folded, slot.before, task.dropped)
            if shared is not None and _is_item(task.folded, slot, words):
                statement = replace(shared, subject="")
            else:
                statement = shared = self._statements.read(words, slot.quantity)
                items = task.namer.list_items(task.folded, slots, slot, statement)
            figure = _name(task, slot, statement)
            if items:
                task.namer.name_item(figure, items.pop(0), stretch)
            elif statement.kind is not Kind.LEVEL and not statement.subject.strip():
                refer_in_turn(figure, slots, slot, earlier)
            self._date(task, figure)
            task.remember(figure)

    def _compared_before(self, task: _Task, slot: Slot) -> str:
        """The cue of a comparison that stands in the clause before, if one does: 与上年相比,败诉案件减少4件."""
        start = slot.clause.start
        if slot.position or not self._compared.search(
            task.folded, max(task.stretch.last_end, start - 16), start
        ):
            return ""
        return _COMPARISON

    def _open_breakdown(self, folded: str, slot: Slot, stretch: Stretch) -> None:
        """See whether the words since the last figure open a breakdown of one before: 其中, 审结案件中."""
        gap_start = max(stretch.last_end, slot.quantity.start - _BREAKDOWN_REACH)
        match = self._breakdown.search(folded, gap_start, slot.quantity.start)
        if match is None or stretch.last_level is None:
            return
        levels = stretch.levels(slot.quantity.unit_code)
        if match["cue"]:
            stretch.whole, stretch.open_list = (levels or [stretch.last_level])[-1], bool(match["colon"])
            return
        named = [figure for figure in levels if shares_pair(figure.label[-4:], match["of"])]
        if named:  # 审结264件,审结率92.31%。审结案件中,维持171件
            stretch.whole, stretch.open_list = named[-1], False

    def _date(self, task: _Task, figure: Figure) -> None:
        about = task.stretch.last_level
        is_unnamed = figure.how in _NAMED_ALONE and len(figure.label.strip(_COMPARING)) <= 1
        is_unnamed = is_unnamed or figure.how == "carried"
        if about is not None and is_unnamed and compared_date(task.folded, figure, task.dates):
            task.namer.name_like(figure, about)
        self._timer.date(task.folded, figure, task.dates)


@dataclass(frozen=True, slots=True)
class _Task:
    """One sentence at work."""

    folded: str
    dates: Sequence[DateMention]
    dropped: list[Span]
    labeller: Labeller
    namer: Namer
    stretch: Stretch
    figures: list[Figure]

    def remember(self, figure: Figure) -> None:
        """Carry a finished figure along the paragraph."""
        stretch = self.stretch
        figure.leader = self.figures[0] if self.figures else None
        self.figures.append(figure)
        stretch.figures.append(figure)
        stretch.last_end = figure.quantity.end
        if figure.kind is not Kind.LEVEL or figure.how in _NO_TOPIC or figure.clause.is_bracketed:
            return
        if figure.how in _OWN_WORDS and not figure.in_breakdown and self.labeller.is_topic(figure.label):
            stretch.topic = self.labeller.topic_of(figure.label)
        stretch.last_level = figure


def _is_item(folded: str, slot: Slot, words: str) -> bool:
    """Whether a quantity has no words of its own but stands in a list: 54 in 38、54微克/立方米."""
    return (
        slot.follows_list_sign
        and not words.strip()
        and not folded[slot.after[0] : slot.after[1]].strip(_SIGNS)
    )


def _name(task: _Task, slot: Slot, statement: Statement) -> Figure:
    """Make the figure of a slot and name it."""
    quantity, clause, whole = slot.quantity, slot.clause, task.stretch.whole
    # what is counted in another unit than the whole is no part of it: a rate, an amount
    breaks_down = whole is not None and quantity.unit_code == whole.quantity.unit_code
    is_level = statement.kind is Kind.LEVEL
    figure = Figure(
        quantity=quantity,
        clause=clause,
        kind=statement.kind,
        sign=statement.sign,
        label="",
        subject=words_without(task.folded, (clause.start, quantity.start), task.dropped),
        evidence_start=min(clause.start, quantity.start),
        evidence_end=quantity.end,
        how=statement.cue,
        is_prior=statement.is_prior,
        in_breakdown=breaks_down,
        part_of=whole if breaks_down and is_level else None,
        doubts=quantity.doubts,
    )
    if is_level and statement.cue == "level":
        words = (statement.subject, words_without(task.folded, slot.after, task.dropped))
        task.namer.name_level(task.folded, figure, slot, words, task.stretch)
    else:
        task.namer.name_about(task.folded, figure, statement, task.stretch)
    return figure
