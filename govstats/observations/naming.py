"""Names figures: finds for each the label that says what it measures.

Who wins: for a change, share, rank or level reached the words before its cue, else the figure that it belongs to; for
a list told item by item (分别为38、54) the item; else the figure's own words before and after it. Words that are bare
(维持, 结案率) take the topic of the figures before them.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from govstats.observations.carrying import DOER_UNITS, Carrier
from govstats.observations.figures import Figure, Stretch
from govstats.observations.labels import Labeller
from govstats.observations.model import Kind
from govstats.observations.phrases import join
from govstats.observations.slots import Slot
from govstats.observations.statements import Statement
from govstats.observations.topics import MAX_LABEL, Topics
from govstats.quantities import Bound
from govstats.text import compile_pattern

_LAST_CLAUSE = compile_pattern(r"[。;!?、，,\n]")
_SIGNS = " 。;!?、，,"
_RATE_UNITS = frozenset({"percent", "permille"})
_COMMAS = frozenset({"", "，", ",", "、"})
_POOL = compile_pattern(r"(?:[0-9一二三四五六七八九十]+[个家座]|各)[^，,。;；]{1,14}[中里][，,]?[ ]?$")
_IN_TURN = "分别"
_NOMINAL = ("的", "的有", "的共", "的达")  # 专职的有52名
_LONGEST_ITEM = 8  # characters of a thing in a list that has its verb from the first one
_COMPARED = compile_pattern(r"[较比与].{0,14}$")


class Namer:
    """Names the figures of one report.

    Attributes:
        own_names: the names of the report's own place and issuer.

    Args:
        labeller: cleans words into labels; knows the report's own names.
        topics: tells what labels are about.
    """

    def __init__(self, labeller: Labeller, topics: Topics) -> None:
        self.own_names = labeller.own_names
        self._labeller = labeller
        self._topics = topics
        self._carrier = Carrier(labeller, topics)

    def name_level(
        self, folded: str, figure: Figure, slot: Slot, words: tuple[str, str, str], stretch: Stretch
    ) -> None:
        """Name a plain level by its own words.

        Args:
            folded: the whole text, width folded.
            figure: the figure; changed.
            slot: its place in the clause.
            words: the words before and after it that are its own, and those behind the next one of its list.
            stretch: what is carried along.
        """
        labeller, previous = self._labeller, stretch.previous
        own, behind = words[0].rstrip(), words[1].rstrip()
        before = "" if own.endswith("对") and words[1] else labeller.clean_before(own)
        rests = before and (slot.quantity.unit_code in _RATE_UNITS or labeller.rests(words[1]))
        after = "" if rests or not behind else labeller.clean_after(behind)
        is_pair = slot.position > 0 and slot.before[0] == slot.before[1] and not slot.follows_list_sign
        if is_pair and previous is not None and not after:
            figure.label, figure.how, figure.part_of = previous.label, "paired", previous.part_of
            return
        is_nominal = len(before) > 1 and not after and own.endswith(_NOMINAL)
        is_nominal = is_nominal and not before.endswith(_NOMINAL)  # 涉案标的 is a noun by itself
        if is_nominal and stretch.topic is not None:
            before = join(before, stretch.topic.noun)
        figure.label = labeller.with_head(before + after, words[2], previous.label if previous else "")
        if not figure.label and figure.clause.is_bracketed:
            figure.label = labeller.clean_before(_before_comparison(folded, figure, stretch))
        figure.how = "around" if before and after else "after" if after else "before"
        if after:
            figure.evidence_end = max(slot.after[1], slot.quantity.end)
        figure.is_attribute = behind.endswith("的") and slot.quantity is not slot.clause.quantities[-1]
        if previous is not None:
            self._share_with_previous(folded, figure, slot, before, stretch)
            if slot.position > 0 and self._labeller.counts_among(words[0]):
                figure.part_of, figure.in_breakdown = previous, True
        self._carrier.carry(figure, stretch)

    def name_about(self, folded: str, figure: Figure, statement: Statement, stretch: Stretch) -> None:
        """Name a change, share, rank or level reached: by its own words, else by the figure that it belongs to."""
        labeller = self._labeller
        is_pool = statement.kind is Kind.RANK and _POOL.search(statement.subject)
        own = "" if is_pool else labeller.clean_before(statement.subject)
        if own and not statement.compares_other:
            figure.label = own
            if self._carrier.carry_frame(figure, stretch):
                return
            topic = stretch.latest if self._topics.is_measure(own) else stretch.topic
            if self._topics.is_bare(own) and topic is not None:
                figure.label = self._topics.complete(own, topic)
                figure.narrow_doer = self._topics.narrow_doer(topic)
            return
        if statement.kind is Kind.RANK and stretch.last_end < figure.clause.start:
            told = labeller.clean_before(_clause_before(folded, figure, stretch))
            if told:
                figure.label = told
                return
        previous = stretch.previous
        if statement.cue == "across" and len(stretch.figures) > 1:  # 调解员213名,占|总数986名|的21.6%
            previous = stretch.figures[-2]
        about = previous and (previous.refers_to or previous)
        if about is None:
            figure.label = own or (stretch.topic.noun if stretch.topic else "")
            figure.doubts += () if figure.label else ("no label",)
            return
        figure.label, figure.refers_to, figure.frame = about.label, about, about.frame
        figure.lean_on(about)
        figure.part_of = about.part_of if figure.kind is Kind.LEVEL else None
        if statement.compares_other:
            figure.label = f"{about.label}{figure.subject.strip(_SIGNS)}"[:MAX_LABEL]

    def name_zero(self, figure: Figure, stretch: Stretch) -> None:
        """Name a zero stated in words by its own words: 均无败诉 under 行政诉讼案件 is 行政诉讼败诉."""
        figure.label = self._labeller.clean_after(figure.quantity.named)
        if stretch.topic is not None and self._topics.is_bare(figure.label):
            figure.label = self._topics.complete(figure.label, stretch.topic)
            figure.narrow_doer = self._topics.narrow_doer(stretch.topic)
            if stretch.last_level is not None:
                figure.lean_on(stretch.last_level)

    def list_items(
        self, folded: str, slots: Sequence[Slot], slot: Slot, statement: Statement
    ) -> list[str] | None:
        """Labels for a list whose names come first and whose values follow: PM2.5、PM10浓度分别为38、54."""
        if slot.position + 1 == len(slots):
            return None
        count = 1
        for following in slots[slot.position + 1 :]:
            if not following.follows_list_sign or folded[following.before[0] : following.before[1]].strip():
                break
            count += 1
        if count < 2:
            return None
        return self._labeller.split_list(self._labeller.clean_before(statement.subject), count)

    def rates_in_turn(
        self, words: str, slots: Sequence[Slot], slot: Slot, earlier: Sequence[Figure]
    ) -> list[str] | None:
        """Labels for rates of the figures before, in turn: 建议102件、提案87件,满意率|分别|为98%和97%.

        Args:
            words: the words before the first rate.
            slots: the slots of its clause.
            slot: its own.
            earlier: the figures before the clause.

        Returns:
            One label a rate, or None where the words are no bare rate or fewer figures stand before.
        """
        is_told_in_turn = _IN_TURN in words and slot.position == 0 and len(slots) > 1
        if not is_told_in_turn or not all(following.follows_list_sign for following in slots[1:]):
            return None
        levels = [one for one in earlier if one.kind is Kind.LEVEL][-len(slots) :]
        if len(levels) < len(slots):
            return None
        label = self._labeller.clean_before(words.partition(_IN_TURN)[0])
        if not self._topics.is_rate(label) or len({one.sentence_start for one in levels}) > 1:
            return None
        return [self._topics.topic_of(one.label).noun + label for one in levels]

    def name_item(self, figure: Figure, item: str, stretch: Stretch) -> None:
        """Name a figure by its item of a list."""
        topic = stretch.latest if self._topics.is_measure(item) else stretch.topic
        figure.label = self._topics.complete(item, topic) if self._topics.is_bare(item) else item
        figure.how, figure.refers_to = "listed", None
        self._carrier.carry_whole(figure)

    def name_average(self, figure: Figure, of: str, stretch: Stretch) -> None:
        """Name the average that the figure before is compared with: 败诉率5.1%,低于7.3%的|全市|平均水平."""
        about = stretch.last_level
        figure.label, figure.how = f"{of}平均{about.label if about else ''}"[:MAX_LABEL], "others"
        figure.kind, figure.sign, figure.part_of = Kind.LEVEL, 1, None
        figure.quantity = replace(figure.quantity, bound=Bound.EXACT)

    def name_like(self, figure: Figure, other: Figure) -> None:
        """Name a figure of another time like the one that it is compared with: 较2016年4.07天."""
        figure.label, figure.how, figure.part_of = other.label, "compared", other.part_of
        figure.lean_on(other)
        figure.doubts = tuple(doubt for doubt in figure.doubts if doubt not in ("no label", "no subject"))

    def _share_with_previous(
        self, folded: str, figure: Figure, slot: Slot, before: str, stretch: Stretch
    ) -> None:
        """Take over the verb of a list (审查文件32份、合同65份) or the doer of the clause before."""
        topics, previous = self._topics, stretch.figures[-1]
        if slot.follows_list_sign and before and not (topics.holds_verb(before) or topics.is_bare(before)):
            subject = "" if topics.has_subject(before) else topics.subject_before(previous.label, before)
            figure.label = topics.verb_behind_doer(previous.label) + subject + figure.label
        if not slot.follows_list_sign and self._goes_on_list(folded, figure, previous, before):
            figure.label = topics.verb_of(previous.label) + figure.label
        if figure.in_breakdown or topics.is_bare(figure.label) or not topics.verb_of(figure.label):
            return
        told = (
            one for one in reversed(stretch.figures) if not one.clause.is_bracketed and not one.in_breakdown
        )
        counted = next(told, previous)
        if self._lacks_doer(folded, figure, counted) and not topics.is_plain_doer(
            topics.doer_in(counted.label)
        ):
            figure.label = (topics.doer_in(counted.label) + figure.label)[-MAX_LABEL:]
            figure.lean_on(counted)

    def _goes_on_list(self, folded: str, figure: Figure, previous: Figure, before: str) -> bool:
        """Whether a clause goes on a list of things of which the first has the verb: 抽查企业8606户,个体工商户964户.

        Things that end alike are told with verbs of their own: 新建律所1家,共管律所10家.
        """
        topics = self._topics
        return (
            0 < len(before) <= _LONGEST_ITEM
            and figure.label == before
            and previous.kind is Kind.LEVEL
            and previous.quantity.unit_code == figure.quantity.unit_code
            and folded[previous.quantity.end : figure.clause.start].strip() in _COMMAS
            and bool(topics.verb_of(previous.label))
            and not topics.holds_verb(before)
            and not topics.is_bare(before)
            and not topics.has_subject(before)
            and before[-1] != previous.label[-1]
            and not figure.in_breakdown
        )

    def _lacks_doer(self, folded: str, figure: Figure, previous: Figure) -> bool:
        """Whether the figure before counts those who did what this one counts.

        选聘专职人民调解员17人,共调解纠纷993件: the clause begins with its verb, and the figure before counts persons
        or bodies in the clause before.
        """
        topics = self._topics
        return (
            previous.kind is Kind.LEVEL
            and (previous.quantity.unit_code in DOER_UNITS or topics.counts_doers(previous.label))
            and previous.clause.start != figure.clause.start
            and self._labeller.sums_up(folded[previous.quantity.end : figure.quantity.start])
            and topics.topic_of(previous.label).root not in figure.label
        )


def refer_in_turn(
    figure: Figure, slots: Sequence[Slot], slot: Slot, earlier: Sequence[Figure], unchanged: int = 0
) -> None:
    """Let the changes of a list belong to the levels of the list before, in turn: 38、54,同比分别下降9.5%、5.3%.

    Args:
        figure: a change without words of its own; changed.
        slots: the slots of its clause.
        slot: its own.
        earlier: the figures before the clause.
        unchanged: how many items at the end of the list are told by a word: 分别下降33.3%、50%、持平.
    """
    count = len(slots) + unchanged
    levels = [one for one in earlier if one.kind is Kind.LEVEL][-count:]
    is_list = count >= 2 and all(following.follows_list_sign for following in slots[1:])
    if is_list and len(levels) == count:
        about = levels[slot.position]
        figure.label, figure.refers_to = about.label, about


def _before_comparison(folded: str, figure: Figure, stretch: Stretch) -> str:
    """The words before a bracket with the figure that they are compared with: 诉讼案件|较2017年同期(29件)下降6件."""
    start = max(stretch.last_end, figure.clause.start - MAX_LABEL)
    words = _LAST_CLAUSE.split(folded[start : figure.clause.start - 1])[-1]
    return str(_COMPARED.sub("", words))


def _clause_before(folded: str, figure: Figure, stretch: Stretch) -> str:
    """The words of the clause before, if no figure stands in it: 在全市年度考核中,我局列第二名."""
    start = max(stretch.last_end, figure.clause.start - MAX_LABEL)
    words = folded[start : figure.clause.start].rstrip(_SIGNS)
    return str(_LAST_CLAUSE.split(words)[-1]).removesuffix("中")
