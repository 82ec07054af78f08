"""Binds quantities to what they measure, sentence by sentence.

Who wins, for each quantity from left to right: the words before it that tell a change, a share, a rank or a level
reached; a date of comparison right before it (较2016年4.07天); a list told item by item (分别为38、54); its own words
before and after it. Words that are bare (维持, 结案率) take the topic of the figures before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from govstats.catalogue.cues import BindingCues
from govstats.observations.dates import DateMention, governing_date
from govstats.observations.labels import MAX_LABEL, Labeller, Topic, shares_pair
from govstats.observations.model import Kind
from govstats.observations.periods import Period
from govstats.observations.slots import Clause, Slot, Span, fill_slots, split_clauses
from govstats.observations.statements import Statement, StatementReader
from govstats.quantities import Quantity
from govstats.text import any_of

_RESTING = regex.compile(r"^[ ]?(?:均|全部|都|已|全都|皆|被)")
_ADJACENT = " (（的"
_RATE_ENDS = ("率", "比例", "占比", "比重")
_SIGNS = " 。;!?、，,"
_DOER_UNITS = frozenset({"person", "organisation", "item", "premises", "branch"})
_LAST_CLAUSE = regex.compile(r"[。;!?、，,\n]")
_COUNTED_AMONG = regex.compile(r"(?:中有|中,|当中|里有)")


@dataclass(slots=True)
class Figure:
    """A quantity on its way to an observation.

    Attributes:
        quantity: the quantity.
        clause: its clause.
        kind: level, change, share or rank.
        sign: -1 for a fall.
        label: what is measured, standing alone; "" where the text tells nothing.
        subject: the words from the clause's front to the number, without dates.
        evidence_start: first code point of the words that the label was read from.
        evidence_end: one past the last.
        how: how the label was found, for the record.
        dated: the date that governs the figure, or None.
        is_cumulative: whether words such as 累计 say that it sums up a period.
        is_year_end: whether words such as 年末 say that it is of the year's last day.
        is_prior: whether it is said to be of the year before.
        part_of: the figure that this one breaks down.
        in_breakdown: whether it stands in a 其中 list.
        refers_to: the figure that a change, share or rank belongs to.
        doubts: reasons to doubt the reading.
    """

    quantity: Quantity
    clause: Clause
    kind: Kind
    sign: int
    label: str
    subject: str
    evidence_start: int
    evidence_end: int
    how: str
    dated: Period | None = None
    is_cumulative: bool = False
    is_year_end: bool = False
    is_prior: bool = False
    part_of: Figure | None = None
    in_breakdown: bool = False
    refers_to: Figure | None = None
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class Stretch:
    """What is carried along a paragraph: the topic, the last level, the breakdown that is open."""

    topic: Topic | None = None
    last_level: Figure | None = None
    whole: Figure | None = None
    open_list: bool = False
    last_end: int = 0
    figures: list[Figure] = field(default_factory=list)


class Binder:
    """Binds the quantities of sentences to their labels and kinds.

    Args:
        cues: the catalogue's cue words.
        labeller: cleans words into labels.
    """

    def __init__(self, cues: BindingCues, labeller: Labeller) -> None:
        self._labeller = labeller
        self._statements = StatementReader(cues.changes)
        self._inner_breaks = regex.compile(any_of(cues.labels.inner_breaks))
        self._breakdown = regex.compile(
            rf"(?:(?P<cue>{any_of(cues.labels.breakdown)})(?P<colon>[,，]?:)?|(?P<of>\p{{Han}}{{2,6}})中[,，])"
        )
        self._cumulative = regex.compile(r"累计|共(?!有)|已")
        self._summed = regex.compile(r"[^，,。;；\n]{0,30}[，,](?:全年共|全年累计|全年|年内|共|累计|先后|已)")
        self._whole_year = regex.compile(any_of(cues.changes.whole_year))
        self._year_end = regex.compile(any_of(cues.changes.year_end))

    def bind_sentence(
        self,
        folded: str,
        span: Span,
        quantities: Sequence[Quantity],
        numbers: Sequence[Span],
        dates: Sequence[DateMention],
        dropped: Sequence[Span],
        stretch: Stretch,
    ) -> list[Figure]:
        """Bind the quantities of one sentence.

        Args:
            folded: the whole text, width folded.
            span: the sentence.
            quantities: its quantities in order; at least one.
            numbers: spans of all its numbers.
            dates: its dates in order.
            dropped: spans that no label holds: dates and list markers, in order.
            stretch: what is carried along the paragraph; changed.

        Returns:
            One figure a quantity, in order.
        """
        figures: list[Figure] = []
        for clause in split_clauses(folded, span[0], span[1], numbers, quantities):
            slots = fill_slots(folded, clause, self._inner_breaks, numbers)
            earlier = len(stretch.figures)
            group: list[str] | None = None
            shared: Statement | None = None
            for slot in slots:
                self._open_breakdown(folded, slot, stretch)
                words = _without(folded, slot.before, dropped)
                statement = self._statements.read(words, slot.quantity)
                is_item = slot.follows_list_sign and not words.strip()
                if is_item and shared is not None and not folded[slot.after[0] : slot.after[1]].strip(_SIGNS):
                    statement = replace(shared, subject="")
                else:
                    shared, group = statement, self._list_labels(folded, slots, slot, statement)
                figure = self._bind(folded, slot, statement, dropped, stretch)
                if group:
                    self._take_item(figure, group.pop(0), stretch)
                elif statement.kind is not Kind.LEVEL and not statement.subject.strip():
                    _refer_in_turn(figure, slots, slot, stretch.figures[:earlier])
                self._date(folded, figure, dates, stretch)
                self._remember(figure, stretch)
                figures.append(figure)
        return figures

    def _open_breakdown(self, folded: str, slot: Slot, stretch: Stretch) -> None:
        gap_start = max(stretch.last_end, slot.quantity.start - 80)
        match = self._breakdown.search(folded, gap_start, slot.quantity.start)
        if match is None or stretch.last_level is None:
            return
        unit = slot.quantity.unit_code
        levels = [figure for figure in stretch.figures if figure.kind is Kind.LEVEL and figure.quantity.unit_code == unit]
        if match["cue"]:
            stretch.whole, stretch.open_list = (levels or [stretch.last_level])[-1], bool(match["colon"])
            return
        named = [figure for figure in levels if shares_pair(figure.label[-4:], match["of"])]
        if named:  # 审结264件,审结率92.31%。审结案件中,维持171件
            stretch.whole, stretch.open_list = named[-1], False

    def _list_labels(
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

    def _take_item(self, figure: Figure, item: str, stretch: Stretch) -> None:
        figure.label = self._labeller.complete(item, stretch.topic) if self._labeller.is_bare(item) else item
        figure.how = "listed"
        figure.refers_to = None

    def _bind(
        self, folded: str, slot: Slot, statement: Statement, dropped: Sequence[Span], stretch: Stretch
    ) -> Figure:
        quantity, clause = slot.quantity, slot.clause
        figure = Figure(
            quantity=quantity,
            clause=clause,
            kind=statement.kind,
            sign=statement.sign,
            label="",
            subject=_without(folded, (clause.start, quantity.start), dropped),
            evidence_start=min(clause.start, quantity.start),
            evidence_end=quantity.end,
            how=statement.cue,
            is_prior=statement.is_prior,
            in_breakdown=self._breaks_down(quantity, stretch),
            part_of=stretch.whole if statement.kind is Kind.LEVEL and self._breaks_down(quantity, stretch) else None,
            doubts=quantity.doubts,
        )
        if statement.kind is Kind.LEVEL and statement.cue == "level":
            self._label_level(folded, slot, statement, dropped, stretch, figure)
        else:
            self._label_about(folded, statement, stretch, figure)
        return figure

    @staticmethod
    def _breaks_down(quantity: Quantity, stretch: Stretch) -> bool:
        """Whether a quantity can be a part of the figure that is broken down: only what is counted in its unit."""
        return stretch.whole is not None and quantity.unit_code == stretch.whole.quantity.unit_code

    def _label_level(
        self,
        folded: str,
        slot: Slot,
        statement: Statement,
        dropped: Sequence[Span],
        stretch: Stretch,
        figure: Figure,
    ) -> None:
        before = self._labeller.clean_before(statement.subject)
        after_words = _without(folded, slot.after, dropped)
        after = "" if _RESTING.match(after_words) and before else self._labeller.clean_after(after_words)
        previous = stretch.figures[-1] if stretch.figures else None
        is_pair = slot.position > 0 and slot.before[0] == slot.before[1] and not slot.follows_list_sign
        if is_pair and previous is not None and not after:
            figure.label, figure.how, figure.part_of = previous.label, "paired", previous.part_of
            return
        if slot.quantity.unit_code in ("percent", "permille") and before:
            after = ""
        figure.label = before + after if after else before
        if slot.follows_list_sign and before and previous is not None and not self._labeller.holds_verb(before):
            figure.label = self._labeller.verb_of(previous.label) + figure.label
        figure.how = "around" if before and after else "after" if after else "before"
        if after:
            figure.evidence_end = max(slot.after[1], slot.quantity.end)
        if slot.position > 0 and _COUNTED_AMONG.search(statement.subject) and previous is not None:
            figure.part_of, figure.in_breakdown = previous, True
        if self._lacks_doer(folded, figure, stretch):
            doer = self._labeller.topic_of(stretch.figures[-1].label).noun
            figure.label = (doer + figure.label)[-MAX_LABEL:]
            figure.evidence_start = min(figure.evidence_start, stretch.figures[-1].evidence_start)
        self._carry_topic(figure, stretch)

    def _lacks_doer(self, folded: str, figure: Figure, stretch: Stretch) -> bool:
        """Whether the figure right before counts those who did what this one counts.

        选聘专职人民调解员17人,共调解纠纷993件: the clause begins with its verb, and the figure before counts persons
        or bodies in the same sentence.
        """
        if not stretch.figures or figure.in_breakdown or not self._labeller.verb_of(figure.label):
            return False
        previous = stretch.figures[-1]
        gap = folded[previous.quantity.end : figure.quantity.start]
        return (
            previous.kind is Kind.LEVEL
            and previous.quantity.unit_code in _DOER_UNITS
            and previous.clause.start != figure.clause.start
            and bool(self._summed.match(gap))
            and not shares_pair(self._labeller.topic_of(previous.label).root, figure.label)
        )

    def _carry_topic(self, figure: Figure, stretch: Stretch) -> None:
        if not figure.label:
            if stretch.last_level is not None:
                figure.label, figure.how = stretch.last_level.label, "carried"
            else:
                figure.doubts += ("no label",)
            return
        labeller, topic = self._labeller, stretch.topic
        short = figure.in_breakdown and len(figure.label) <= 5
        if not labeller.is_bare(figure.label) and not short:
            return
        if topic is None:
            figure.doubts += ("no subject",) if labeller.is_bare(figure.label) else ()
            return
        completed = labeller.complete(figure.label, topic)
        if completed != figure.label:
            figure.label, figure.how = completed, "carried"
            if stretch.last_level is not None and not figure.part_of:
                figure.evidence_start = min(figure.evidence_start, stretch.last_level.evidence_start)

    @staticmethod
    def _clause_before(folded: str, figure: Figure, stretch: Stretch) -> str:
        """The words of the clause before, if no figure stands in it: 在全市年度考核中,我局列第二名."""
        start = max(stretch.last_end, figure.clause.start - MAX_LABEL)
        words = folded[start : figure.clause.start].rstrip(_SIGNS)
        return _LAST_CLAUSE.split(words)[-1].removesuffix("中")

    def _label_about(self, folded: str, statement: Statement, stretch: Stretch, figure: Figure) -> None:
        """Label a change, share, rank or reached level: by its own words, else by the level that it belongs to."""
        own = self._labeller.clean_before(statement.subject)
        if own and not statement.compares_other:
            bare = self._labeller.is_bare(own)
            figure.label = self._labeller.complete(own, stretch.topic) if bare else own
            return
        if statement.kind is Kind.RANK and stretch.last_end < figure.clause.start and (
            told := self._labeller.clean_before(self._clause_before(folded, figure, stretch))
        ):
            figure.label = told
            return
        about = stretch.figures[-1] if stretch.figures else None
        about = about.refers_to or about if about is not None else None
        if about is None:
            figure.label = own
            figure.doubts += () if own else ("no label",)
            return
        figure.label, figure.refers_to = about.label, about
        figure.evidence_start = min(figure.evidence_start, about.evidence_start)
        figure.part_of = about.part_of if figure.kind is Kind.LEVEL else None
        if statement.compares_other:
            figure.label = f"{about.label}{figure.subject.strip(' ，,')}"[:MAX_LABEL]

    def _date(self, folded: str, figure: Figure, dates: Sequence[DateMention], stretch: Stretch) -> None:
        quantity = figure.quantity
        governing = governing_date(dates, quantity.start)
        compared = [date for date in dates if date.is_compared and date.end <= quantity.start]
        if compared and not folded[compared[-1].end : quantity.start].strip(_ADJACENT) and stretch.last_level:
            governing = compared[-1]
            if stretch.last_level is not None and figure.how in ("before", "after", "carried", "level"):
                figure.label, figure.how = stretch.last_level.label, "compared"
                figure.part_of = stretch.last_level.part_of
                figure.evidence_start = min(figure.evidence_start, stretch.last_level.evidence_start)
                figure.doubts = tuple(doubt for doubt in figure.doubts if doubt not in ("no label", "no subject"))
        if governing is not None and self._whole_year.search(folded, governing.end, quantity.start):
            governing = None
        if self._year_end.search(folded, figure.clause.start, quantity.start):
            figure.is_year_end = True
        if governing is not None:
            figure.dated = governing.period
            figure.is_cumulative = bool(self._cumulative.search(folded, governing.end, quantity.start))
            if governing.start >= figure.evidence_start - 40:
                figure.evidence_start = min(figure.evidence_start, governing.start)

    def _remember(self, figure: Figure, stretch: Stretch) -> None:
        stretch.figures.append(figure)
        stretch.last_end = figure.quantity.end
        if figure.kind is not Kind.LEVEL or figure.how in ("distance", "compared"):
            return
        own = figure.how in ("before", "after", "around", "listed")
        if own and not figure.in_breakdown and figure.label and not figure.label.endswith(_RATE_ENDS):
            stretch.topic = self._labeller.topic_of(figure.label)
        stretch.last_level = figure


def _refer_in_turn(figure: Figure, slots: Sequence[Slot], slot: Slot, earlier: Sequence[Figure]) -> None:
    """Let the changes of a list belong to the levels of the list before it, in turn: 38、54,同比分别下降9.5%、5.3%."""
    levels = [one for one in earlier if one.kind is Kind.LEVEL]
    count = len(slots)
    if count < 2 or len(levels) < count or any(not following.follows_list_sign for following in slots[1:]):
        return
    listed = levels[-count:]
    if len({one.clause.start for one in listed}) == 1:
        about = listed[slot.position]
        figure.label, figure.refers_to = about.label, about


def _without(folded: str, span: Span, dropped: Sequence[Span]) -> str:
    """The words of a span without the spans that no label holds."""
    start, end = span
    pieces = []
    for low, high in dropped:
        if high <= start or low >= end:
            continue
        pieces.append(folded[start : max(low, start)])
        start = high
    pieces.append(folded[start:end])
    return "".join(pieces)
