"""Carries to a label what it does not say itself: the frame, the whole, the count or the topic before it.

Who wins: the frame that is open; for a part, the noun of its whole; for a rate, the count that it goes on (行政机关负责人出庭,
出庭应诉率); for an amount behind a part, that part; else, for bare words, the topic.
"""

from __future__ import annotations

from govstats.observations.figures import Figure, Stretch
from govstats.observations.labels import Labeller
from govstats.observations.model import Kind
from govstats.observations.phrases import join, shares_pair
from govstats.observations.topics import MAX_LABEL, Topic, Topics
from govstats.text import compile_pattern

_OURS = compile_pattern(r"[我本][省市州县区旗]")
_ABOVE = compile_pattern(r"^(?:全国|全省|全市|全州|全自治区)(?:平均)?")
_A_PAIR = 2
_SHORT_ITEM = 5  # an item of a 其中 list this short does not say what it is an item of
_AMOUNTS = frozenset({"yuan", "square_metre", "mu", "hectare"})
DOER_UNITS = frozenset({"person", "organisation", "item", "premises", "branch"})


class Carrier:
    """Carries to labels what stands before them.

    Args:
        labeller: cleans words into labels.
        topics: tells what labels are about.
    """

    def __init__(self, labeller: Labeller, topics: Topics) -> None:
        self._labeller = labeller
        self._topics = topics

    def carry(self, figure: Figure, stretch: Stretch) -> None:
        """Give a level what its own words do not say.

        Args:
            figure: a level with a label of its own words, or none; changed.
            stretch: what is carried along.
        """
        if not figure.label:
            self._carry_all(figure, stretch)
        elif not (
            (stretch.frame is not None and self.carry_frame(figure, stretch))
            or (figure.in_breakdown and self.carry_whole(figure))
            or self._go_on(figure, stretch)
            or self._carry_part(figure, stretch)
        ):
            self._carry_topic(figure, stretch)

    def carry_frame(self, figure: Figure, stretch: Stretch) -> bool:
        """Give a label without a subject of its own the name of the frame that it is counted in.

        Args:
            figure: the figure; changed.
            stretch: what is carried along.

        Returns:
            Whether the label holds the frame's name now.
        """
        frame = stretch.frame
        if frame is None:
            return False
        if frame.name in figure.label:
            figure.frame = frame
            return True
        if self._topics.has_subject(figure.label):
            figure.frame = frame if frame.is_doer else None
            if stretch.frame_since < figure.sentence_start:
                stretch.frame = figure.frame  # the sentence goes on about its own subject
            return False
        figure.frame = frame
        figure.label = (frame.name + self._labeller.present(figure.label))[:MAX_LABEL]
        figure.how = "carried"
        return True

    def carry_whole(self, figure: Figure) -> bool:
        """Give a part without a subject of its own the noun of its whole: 其中缓刑318人 is 缓刑社区矫正对象.

        Args:
            figure: the figure; changed.

        Returns:
            Whether the label says now what it is a part of.
        """
        topics, whole = self._topics, figure.part_of
        if not figure.in_breakdown or whole is None or topics.is_bare(figure.label):
            return False
        topic = topics.topic_of(whole.label)
        counts_doers = figure.quantity.unit_code in DOER_UNITS and not topics.holds_verb(figure.label)
        if not topic.noun or (topics.has_subject(figure.label) and not counts_doers):
            return False
        if counts_doers and shares_pair(figure.label, topic.noun):
            return False
        if topic.noun not in figure.label:
            figure.label = join(figure.label, topic.noun)[-MAX_LABEL:]
            figure.lean_on(whole)
        figure.how, figure.narrow_doer = "carried", topics.narrow_doer(topic)
        return True

    def _carry_all(self, figure: Figure, stretch: Stretch) -> None:
        """Name a figure without words of its own: by the words before it, else by the figure before it."""
        topic, level = stretch.topic, stretch.last_level
        if topic is not None and (level is None or topic.noun not in level.label):
            figure.label, figure.how = topic.noun, "carried"
        elif level is not None:
            figure.label, figure.how = self._own(figure, level.label), "carried"
        else:
            figure.doubts += ("no label",)

    @staticmethod
    def _own(figure: Figure, label: str) -> str:
        """A label of somebody above, as one of the report's own: 全国出庭应诉率62%,|我县|为96%."""
        if _OURS.search(figure.subject) is None:
            return label
        return _ABOVE.sub("", label, count=1)

    def _go_on(self, figure: Figure, stretch: Stretch) -> bool:
        level = stretch.last_level
        if level is None:
            return False
        label = self._topics.goes_on(figure.label, level.label)
        if label == figure.label:
            return False
        figure.label, figure.how, figure.narrow_doer = label, "carried", level.narrow_doer
        figure.lean_on(level)
        return True

    def _carry_part(self, figure: Figure, stretch: Stretch) -> bool:
        """Give an amount right behind a part the part's label: 其中食品类案件215件,罚没款102.3万元."""
        part = stretch.previous
        if part is None or not part.in_breakdown or part.sentence_start != figure.sentence_start:
            return False
        if (
            figure.in_breakdown
            or figure.quantity.unit_code not in _AMOUNTS
            or not self._topics.is_bare(figure.label)
        ):
            return False
        figure.label = (part.label + figure.label)[-MAX_LABEL:]
        figure.how, figure.in_breakdown = "carried", True
        figure.lean_on(part)
        return True

    def _both(self, figure: Figure, topic: Topic, stretch: Stretch) -> Topic:
        """Give what a rate behind two things told together is of: 办理建议102件、提案87件,满意率98% is of both."""
        if len(stretch.figures) < _A_PAIR or not self._topics.is_rate(figure.label):
            return topic
        one, other = stretch.figures[-2], stretch.figures[-1]
        if (
            one.clause is not other.clause
            or other.in_breakdown
            or one.quantity.unit_code != other.quantity.unit_code
            or not one.kind is other.kind is Kind.LEVEL
            or topic.noun not in other.label
        ):
            return topic
        noun = f"{self._topics.topic_of(one.label).noun}、{topic.noun}"
        return Topic(noun, noun, topic.doer)

    def _carry_topic(self, figure: Figure, stretch: Stretch) -> None:
        """Complete a bare label, or a short one of a 其中 list, by the topic of what stands before."""
        is_bare = self._topics.is_bare(figure.label)
        if not is_bare and not (figure.in_breakdown and len(figure.label) <= _SHORT_ITEM):
            return
        topic = stretch.latest if self._topics.is_measure(figure.label) else stretch.topic
        if topic is None:
            figure.doubts += ("no subject",) if is_bare else ()
            return
        completed = self._topics.complete(figure.label, self._both(figure, topic, stretch))
        if completed == figure.label:
            return
        figure.label, figure.how = completed, "carried"
        figure.narrow_doer = self._topics.narrow_doer(topic)
        if stretch.last_level is not None and not figure.part_of:
            figure.lean_on(stretch.last_level)
