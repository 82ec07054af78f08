"""Labels: the shortest phrase of the report that says, standing alone, what a figure measures."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

import regex

from govstats.catalogue.cues import LabelCues
from govstats.text import any_of

MAX_LABEL = 40
_SHORT_RATE = 4  # a rate in so few characters does not say what it is a rate of: 优秀率, 调撤率
_SPACE = regex.compile(r"[\s　]+")
_EDGE_SIGNS = " 、，,:;-·•*.~/。!?"
# 和 in 调解和解, 及 in 及时 and 与 in 参与 part nothing.
LIST_SIGN = regex.compile(r"、|(?<![组总饱缓])和(?![解平谐])|以及|及(?!时)|(?<!参)与(?![会者])")
_BETWEEN = (r"(?<=\p{Han}{2})", r"(?=\p{Han}{2})")  # with words on either side
_AFTER_TAIL = regex.compile(r"(?:中有|当中|之中|中|内|的|等|上|里)?[ 。;!?]*$")


@dataclass(frozen=True, slots=True)
class Topic:
    """What later figures of the same stretch share when their own words are bare.

    Attributes:
        noun: what was counted: 行政复议申请, 社区矫正对象, 人民调解组织.
        root: the noun without its generic tail: 行政复议, 社区矫正.
        doer: who did it, if the label says so: 人民调解组织, 某镇调解委员会.
    """

    noun: str
    root: str
    doer: str = ""


class Labeller:
    """Cleans the words around a figure into a label, with the catalogue's cue words.

    Args:
        cues: the words that say nothing of what is measured, the verbs, the bare words.
    """

    def __init__(self, cues: LabelCues) -> None:
        signs = f"[{regex.escape(_EDGE_SIGNS)}]"
        self._leading = regex.compile(
            rf"(?:(?!{any_of(cues.kept_starts)})(?:{any_of(cues.leading)}|{signs}))+"
        )
        self._trailing = regex.compile(rf"(?:{any_of(cues.trailing)}|{signs})$")
        self._kept_ends = cues.kept_ends
        self._own_names: tuple[str, ...] = ()
        self._verb = regex.compile(any_of(cues.verbs))
        self._front_verb = regex.compile(any_of(cues.front_verbs))
        self._doer_adverb = regex.compile(
            rf"(?<={any_of(cues.doers)})(?:全年)?(?:累计|共|已)(?=\p{{Han}}{{2}})"
        )
        self._inner_adverb = regex.compile(rf"{_BETWEEN[0]}(?:{any_of(cues.inner_adverbs)}){_BETWEEN[1]}")
        self._after_adverb = regex.compile(rf"{_BETWEEN[0]}(?:{any_of(cues.after_adverbs)}){_BETWEEN[1]}")
        self._cut = regex.compile(rf"{_BETWEEN[0]}(?:{any_of(cues.cut_after)}).*")
        self._rest = regex.compile(rf"[ ]?(?:{any_of(cues.resting)})")
        self._summing = regex.compile(rf"[^，,。;；\n]{{0,30}}[，,](?:{any_of(cues.summing)})")
        self._among = regex.compile(any_of(cues.counted_among))
        self._measures = cues.measures
        self._measure_tail = regex.compile(rf"(?:{any_of(cues.measure_tails)})$")
        self._body = regex.compile(rf"\p{{Han}}{{1,12}}?(?:{any_of(cues.bodies)})")
        self._doer = regex.compile(any_of(cues.doers))
        self._general_doer = regex.compile(rf"(?:{any_of(cues.general_doers)})*+")
        self._topic_front = regex.compile(rf"(?:{any_of(cues.topic_fronts)})+")
        self._doer_verb = regex.compile(rf"(?P<doer>{any_of(cues.doers)})(?:{any_of(cues.front_verbs)})")
        self._generic_tail = regex.compile(rf"(?:{any_of(cues.generic_tails)})$")
        self._shared_tail = regex.compile(rf"(?:{any_of(cues.shared_tails)})$")
        self._bare = frozenset((*cues.bare, *cues.verbs, *cues.front_verbs))
        self._bare_start = regex.compile(rf"(?:{any_of(cues.bare_starts)})")

    def for_report(self, own_names: Iterable[str]) -> Labeller:
        """Make a labeller that drops the names of a report's own place and issuer from the front of labels."""
        labeller = copy(self)
        labeller._own_names = tuple(sorted((name for name in own_names if name), key=len, reverse=True))
        return labeller

    def clean_before(self, words: str) -> str:
        """Clean words that stand before a number: 全年共办结行政复议案件 becomes 办结行政复议案件."""
        words = self._inner_adverb.sub("", self._drop_leading(_SPACE.sub("", words)[-3 * MAX_LABEL :]))
        words = self._doer_adverb.sub("", words)
        while not words.endswith(self._kept_ends) and (match := self._trailing.search(words)):
            words = words[: match.start()]
        return _tidy(words)[-MAX_LABEL:]

    def clean_after(self, words: str) -> str:
        """Clean words that stand after a number: 规范性文件中 becomes 规范性文件."""
        words = self._after_adverb.sub("", _SPACE.sub("", words)[: 3 * MAX_LABEL])
        return _tidy(self._drop_leading(_AFTER_TAIL.sub("", self._cut.sub("", words))))[:MAX_LABEL]

    def _drop_leading(self, words: str) -> str:
        while True:
            length = len(words)
            if words in self._bare:  # 成功 alone says what happened, in 成功化解 it says nothing
                return words
            if match := self._leading.match(words):
                words = words[match.end() :]
            for name in self._own_names:
                words = words.removeprefix(name)
            if len(words) == length:
                return words

    def rests(self, after: str) -> bool:
        """Tell whether words behind a number say what became of all that it counts: 36件|均已办结."""
        return bool(self._rest.match(after))

    def sums_up(self, since_figure: str) -> bool:
        """Tell whether the words since a figure begin a clause without a doer of its own: 17人|,共调解."""
        return bool(self._summing.match(since_figure))

    def counts_among(self, before: str) -> bool:
        """Tell whether words before a number part it from the whole before them: 16个断面|中有|11个."""
        return bool(self._among.search(before))

    def topic_of(self, label: str) -> Topic:
        """Find what a label counts, behind its doer and its verb: 人民调解组织受理各类矛盾纠纷 is about 矛盾纠纷."""
        label = self._measure_tail.sub("", label) or label
        verbs = [verb for verb in self._verb.finditer(label) if len(label) - verb.end() >= 2]
        if not verbs and (verb := self._front_verb.match(label) or self._doer_verb.search(label)):
            verbs = [verb] if len(label) - verb.end() >= 2 else []
        noun = label[verbs[-1].end() :] if verbs else label
        doer = (
            label[: verbs[0].end("doer") if "doer" in verbs[0].groupdict() else verbs[0].start()]
            if verbs
            else ""
        )
        noun = self._topic_front.sub("", noun, count=1) if self._topic_front.match(noun) else noun
        noun = noun.removeprefix("的").removeprefix("各类").removeprefix("各种")
        root = self._generic_tail.sub("", noun)
        return Topic(noun, root if len(root) >= 2 else noun, doer)

    def doer_in(self, label: str) -> str:
        """Give who a count of persons or bodies counts: 人民调解委员会 of 人民调解委员会活跃在村居."""
        match = self._doer.search(label)
        return label[: match.end()] if match else self.topic_of(label).noun

    def counts_doers(self, label: str) -> bool:
        """Tell whether a label counts persons or bodies that do something: 选聘专职人民调解员."""
        match = self._doer.search(label)
        return match is not None and match.end() == len(label)

    def is_led_by_body(self, label: str) -> bool:
        """Tell whether a label begins with a body narrower than the place: 区城管执法局|办理案件."""
        match = self._body.match(label)
        return match is not None and self.narrows(match[0])

    def narrows(self, doer: str) -> bool:
        """Tell whether a doer is narrower than the whole place: 某镇人民调解委员会, but not 各级人民调解组织."""
        return not self._general_doer.fullmatch(doer)

    def is_topic(self, label: str) -> bool:
        """Tell whether later figures may be about what a label counts: a rate is no topic."""
        return bool(label) and not label.endswith(self._measures)

    def verb_of(self, label: str) -> str:
        """Give the verb that a label begins with, or "": 审查 of 审查规范性文件."""
        match = self._verb.match(label) or self._front_verb.match(label)
        return match[0] if match and len(match[0]) >= 2 else ""

    def holds_verb(self, label: str) -> bool:
        """Tell whether a label has a verb of its own."""
        return bool(self._verb.search(label) or self._front_verb.match(label))

    def is_bare(self, label: str) -> bool:
        """Tell whether a label says what happened but not to what: 维持, 结案率, 判决驳回原告诉讼请求."""
        if label in self._bare or len(label) <= 1 or self._bare_start.match(label):
            return True
        return len(label) <= _SHORT_RATE and label.endswith("率")

    def complete(self, label: str, topic: Topic | None) -> str:
        """Give a bare label the topic of the figures before it: 维持 under 行政复议案件 becomes 行政复议维持."""
        if topic is None or not topic.root or topic.root in label:
            return label
        if topic.noun.endswith(label):
            return topic.noun
        if not self.is_bare(label) and shares_pair(label, topic.root):
            return label
        for size in range(min(len(topic.root), len(label)), 1, -1):
            if topic.root.endswith(label[:size]):
                return topic.root + label[size:]
        return (topic.root + label)[-MAX_LABEL:]

    def split_list(self, words: str, count: int) -> list[str] | None:
        """Split a list of names that share one tail: PM2.5、PM10浓度 becomes PM2.5浓度 and PM10浓度.

        Args:
            words: the words before 分别.
            count: how many figures follow.

        Returns:
            One label a figure, or None where the words are not a list of that many.
        """
        items = [item for item in LIST_SIGN.split(words) if item]
        if len(items) != count or count < 2:
            return None
        tail = self._shared_tail.search(items[-1])
        if tail and tail.start() > 0:
            items = [item if self._shared_tail.search(item) else item + tail[0] for item in items]
        return items


def shares_pair(one: str, other: str) -> bool:
    """Tell whether two phrases have two neighbouring characters in common."""
    return any(one[index : index + 2] in other for index in range(len(one) - 1))


def _tidy(words: str) -> str:
    """Drop signs at the edges and a bracket or quote that has lost its partner."""
    words = words.strip(" 、，,:;-·•*.~/。!?")
    for opening, closing in ("()", "[]", "“”", "《》", "【】"):
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words
