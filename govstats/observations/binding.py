"""Binds quantities to what they measure, sentence by sentence: kind, label, date, and the figure that each breaks down."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from govstats.catalogue.cues import BindingCues
from govstats.observations.breakdowns import BreakdownReader
from govstats.observations.dates import DateMention
from govstats.observations.figures import Figure, Stretch
from govstats.observations.frames import FrameReader
from govstats.observations.model import Kind
from govstats.observations.naming import Namer, refer_in_turn
from govstats.observations.sentences import Sentence, words_without
from govstats.observations.slots import GapBreaks, Slot, Span, fill_slots, split_clauses
from govstats.observations.statements import Statement, StatementReader
from govstats.observations.timing import Timer, compared_date
from govstats.observations.topics import Topic, Topics
from govstats.text import any_behind, any_of, compile_pattern

_COMPARING = "较比与同由从是"  # what may stand between the clause's front and a date of comparison
_COMPARED_REACH = 16  # characters before a clause, at most, in which the one before says so
_ENDS_OF_CLAUSE = frozenset("，, \n")  # of one that may go on in the next
_COMPARISON = "同比"  # what such a clause says in one word
_SIGNS = " 。;!?、，,"
_OWN_WORDS = frozenset({"before", "after", "around", "listed"})
_NAMED_ALONE = frozenset({"before", "after", "carried", "level"})
_RATES = frozenset({"percent", "permille"})
_CHANGES = frozenset({"compared", "changed"})
_NO_TOPIC = frozenset({"distance", "others", "compared", "zero"})
_OUTSIDE = 12  # characters before a bracket that may say of what year the figure in it is
_SHORTEST_LEAD = 4  # in fewer characters no clause says what the next is about


class Binder:
    """Binds the quantities of sentences. Made once; what is carried along a paragraph is the caller's.

    Args:
        cues: the catalogue's cue words.
        topics: tells what labels are about.
    """

    def __init__(self, cues: BindingCues, topics: Topics) -> None:
        self._topics = topics
        self._statements = StatementReader(cues.changes)
        self._timer = Timer(cues.changes)
        self._frames = FrameReader(cues.frames, cues.labels)
        self._gap_breaks = GapBreaks(cues.labels)
        changes = cues.changes
        self._compared = compile_pattern(rf"(?:{any_of(changes.compared_before)})[，,][ ]?$")
        self._prior_colon = compile_pattern(rf"(?:{any_of(changes.prior_periods)})(?=:)")
        self._average = compile_pattern(
            rf"的?(?P<of>{any_of(changes.averages)})(?:{any_of(changes.average_words)})"
        )
        self._since = compile_pattern(any_of(cues.scopes.sums_since))
        self._sums_since = compile_pattern(
            rf"(?<!{any_behind(cues.scopes.not_sums_since)})(?:{any_of(cues.scopes.sums_since)})"
        )
        self._conditioned = compile_pattern(rf"的(?:{any_of(cues.scopes.conditioned)})")
        self._unchanged = compile_pattern(rf"[、和](?:{any_of(changes.unchanged)})")
        self._lower_is_better = compile_pattern(any_of(changes.lower_is_better))
        self._breakdowns = BreakdownReader(cues.labels, cues.changes)

    def bind_sentence(
        self,
        folded: str,
        sentence: Sentence,
        dates: list[DateMention],
        namer: Namer,
        stretch: Stretch,
    ) -> list[Figure]:
        """Bind the quantities of one sentence.

        Args:
            folded: the whole text, width folded.
            sentence: the sentence.
            dates: its dates in order; one that is only compared with is changed to reach no further.
            namer: names the figures of the report.
            stretch: what is carried along the paragraph; changed.

        Returns:
            One figure a quantity, in order.
        """
        numbers = sentence.numbers
        stretch.frame = None
        if (
            stretch.topic is not None
            and not stretch.open_list
            and not self._topics.has_subject(stretch.topic.noun)
        ):
            stretch.topic = None
        stretch.latest = stretch.topic
        may_sum_since = self._since.search(folded, sentence.start, sentence.end) is not None
        task = _Task(
            folded, dates, sentence.dropped, sentence.start, may_sum_since, self._topics, namer, stretch, []
        )
        time_ends = {date.end for date in dates}
        time_ends.update(
            match.end() for match in self._prior_colon.finditer(folded, sentence.start, sentence.end)
        )
        for clause in split_clauses(
            folded, sentence.start, sentence.end, numbers, sentence.quantities, time_ends
        ):
            slots = fill_slots(folded, clause, self._gap_breaks, numbers)
            self._open_frame(task, slots[0], sentence.lead)
            self._bind_clause(task, slots)
        return task.figures

    def _open_frame(self, task: _Task, slot: Slot, lead: int) -> None:
        """See what the words since the last figure are about: a frame, or the subject of bare words.

        A frame of the sentence before ends where this one begins with a subject of its own.
        """
        folded, stretch = task.folded, task.stretch
        since = max(lead, stretch.last_end)
        before = folded[since : slot.clause.start]
        if since < task.sentence_start < slot.clause.start:
            own = folded[task.sentence_start : slot.clause.start]
            before = own if self._topics.has_subject(own) else before
        own = folded[slot.clause.start : slot.quantity.start]
        if len(before) >= _SHORTEST_LEAD:
            if opened := self._frames.read(before, task.namer.own_names):
                stretch.frame, stretch.frame_since = opened, since
            if subject := self._topics.last_subject(before):
                stretch.topic = Topic(subject, subject)
        if stretch.frame is not None and self._frames.ends(own):
            stretch.frame = None
        if opened := self._frames.read(own, task.namer.own_names, before_number=True):
            stretch.frame, stretch.frame_since = opened, slot.clause.start

    def _bind_clause(self, task: _Task, slots: Sequence[Slot]) -> None:
        """Bind the quantities of one clause, lists item by item."""
        stretch = task.stretch
        around = (stretch.whole, stretch.open_list)
        earlier = tuple(stretch.figures)
        items: list[str] | None = None
        shared: Statement | None = None
        for slot in slots:
            self._breakdowns.open(task.folded, slot, stretch)
            words = self._compared_before(task, slot) + words_without(task.folded, slot.before, task.dropped)
            statement = self._state(task, slot, words, shared)
            if statement is None:
                statement = shared = self._statements.read(words, slot.quantity)
                items = task.namer.list_items(task.folded, slots, slot, statement)
                items = items or task.namer.rates_in_turn(words, slots, slot, earlier)
            behind = _words_behind(task, slots, slot) if len(slots) > 1 else ""
            figure = _name(task, slot, statement, behind)
            self._adjust(task, slot, figure, statement)
            if items:
                task.namer.name_item(figure, items.pop(0), stretch)
            elif statement.kind is not Kind.LEVEL and not statement.subject.strip():
                refer_in_turn(figure, slots, slot, earlier, self._count_unchanged(task, slots))
            self._date(task, figure)
            task.remember(figure)
        if slots[0].clause.is_bracketed:
            stretch.whole, stretch.open_list = around
        if len(slots) > 1 and task.dates:
            self._timer.date_one_by_one(task.folded, task.figures[-len(slots) :], task.dates)

    def _is_item(self, folded: str, slot: Slot, words: str) -> bool:
        """Whether a quantity has no words of its own but stands in a list: 54 in 38、54微克/立方米."""
        if not slot.follows_list_sign or words.strip():
            return False
        after = self._unchanged.sub("", folded[slot.quantity.end : slot.after[1]])
        return not after.strip(_SIGNS)

    def _count_unchanged(self, task: _Task, slots: Sequence[Slot]) -> int:
        """How many words such as 持平 end the list of a clause."""
        last = slots[-1]
        return len(self._unchanged.findall(task.folded, last.quantity.end, last.clause.end))

    def _state(self, task: _Task, slot: Slot, words: str, shared: Statement | None) -> Statement | None:
        """How a figure is stated that has no words of its own: a zero, one in a bracket, an item of a list."""
        if slot.quantity.named:
            return Statement(Kind.LEVEL, 1, "", "zero")
        if slot.clause.is_bracketed and not words.strip():
            start = max(task.sentence_start, slot.clause.start - _OUTSIDE)
            return self._statements.in_bracket(task.folded[start : slot.clause.start - 1])
        if shared is not None and self._is_item(task.folded, slot, words):
            return replace(shared, subject="")
        if slot.position and words.strip() == "的" and slot.quantity.unit_code in _RATES:
            before = task.folded[slot.clause.start : slot.quantity.start]
            return self._statements.share_across(before)
        return None

    def _adjust(self, task: _Task, slot: Slot, figure: Figure, statement: Statement) -> None:
        """Mend the sign of a change for the better, what is somebody's average, and what is a condition."""
        if slot.quantity.unit_code in _RATES and self._conditioned.match(task.folded, slot.quantity.end):
            figure.is_attribute = True
        if statement.is_improvement and self._lower_is_better.search(figure.label):
            figure.sign = -1
        if average := self._average.match(task.folded, *slot.after):
            task.namer.name_average(figure, average["of"], task.stretch)

    def _compared_before(self, task: _Task, slot: Slot) -> str:
        """The cue of a comparison that stands in the clause before, if one does: 与上年相比,败诉案件减少4件."""
        start = slot.clause.start
        if slot.position or task.folded[start - 1 : start] not in _ENDS_OF_CLAUSE:
            return ""
        found = self._compared.search(task.folded, max(task.stretch.last_end, start - _COMPARED_REACH), start)
        return _COMPARISON if found else ""

    def _date(self, task: _Task, figure: Figure) -> None:
        self._date_by_words(task, figure)
        if (
            figure.dated is None
            and task.may_sum_since
            and self._sums_since.search(task.folded, task.sentence_start, figure.quantity.start)
        ):
            figure.is_undated_sum = True
            figure.doubts += ("sums up an unknown time",)

    def _date_by_words(self, task: _Task, figure: Figure) -> None:
        self._timer.tell_year_end(task.folded, figure)
        if not task.dates:
            return
        about = task.stretch.last_level
        is_unnamed = figure.how in _NAMED_ALONE and len(figure.label.strip(_COMPARING)) <= 1
        is_unnamed = is_unnamed or figure.how == "carried"
        if about is not None and is_unnamed and compared_date(task.folded, figure, task.dates):
            task.namer.name_like(figure, about)
        self._timer.date(task.folded, figure, task.dates)
        previous = task.figures[-1] if task.figures else None
        self._timer.end_comparison(figure, previous, task.dates)


class _Task(msgspec.Struct, frozen=True):
    """One sentence at work."""

    folded: str
    dates: list[DateMention]
    dropped: Sequence[Span]
    sentence_start: int
    may_sum_since: bool
    topics: Topics
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
        if figure.kind is Kind.CHANGE and figure.how in _CHANGES and self.topics.has_subject(figure.label):
            topic = self.topics.topic_of(figure.label)
            stretch.topic = topic if self.topics.has_subject(topic.noun) else stretch.topic
        if figure.kind is not Kind.LEVEL or figure.how in _NO_TOPIC or figure.clause.is_bracketed:
            return
        if figure.how in _OWN_WORDS and not figure.in_breakdown and self.topics.is_topic(figure.label):
            stretch.latest = self.topics.topic_of(figure.label)
            stretch.topic = stretch.latest if self._opens_topic(figure) else stretch.topic
        elif (measured := self.topics.measured_in(figure.label, stretch.topic)) and not figure.in_breakdown:
            stretch.topic = Topic(measured, measured)
        stretch.last_level = figure

    def _opens_topic(self, figure: Figure) -> bool:
        """Whether later bare words are about what a figure counts.

        A label without a subject does not take the place of a topic with one: 行政诉讼案件39件,
        区领导出庭6次,胜诉33件.
        """
        topics, topic = self.topics, self.stretch.topic
        goes_on = topic is not None and topics.has_subject(topic.noun)
        return not goes_on or topics.has_subject(figure.label)


def _words_behind(task: _Task, slots: Sequence[Slot], slot: Slot) -> str:
    """The words behind the next figure of a list, which may be this one's too: 3个市级、69个区级|美丽街区."""
    following = slots[slot.position + 1] if slot.position + 1 < len(slots) else None
    if following is None or not following.follows_list_sign:
        return ""
    return words_without(task.folded, following.after, task.dropped)


def _name(task: _Task, slot: Slot, statement: Statement, behind: str) -> Figure:
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
        sentence_start=task.sentence_start,
        evidence_start=min(clause.start, quantity.start),
        evidence_end=quantity.end,
        how=statement.cue,
        is_prior=statement.is_prior,
        in_breakdown=breaks_down,
        part_of=whole if breaks_down and is_level else None,
        doubts=quantity.doubts,
    )
    if statement.cue == "zero":
        task.namer.name_zero(figure, task.stretch)
    elif is_level and statement.cue == "level":
        words = (statement.subject, words_without(task.folded, slot.after, task.dropped), behind)
        task.namer.name_level(task.folded, figure, slot, words, task.stretch)
    else:
        task.namer.name_about(task.folded, figure, statement, task.stretch)
    return figure
