"""Topics: what figures are about, who does it, and how words that do not say it are completed.

A label stands alone if it holds a subject (cues/subjects.yml). One that falls wholly into verbs, bare words and general
words is bare: it takes the topic of the figures, or of the words, before it.
"""

from __future__ import annotations

import msgspec

from govstats.catalogue.cues import LabelCues, SubjectCues
from govstats.observations.phrases import WordCover, remembering, shares, shares_pair
from govstats.text import any_of, compile_pattern

MAX_LABEL = 40
_SHORTEST_DOER = 2  # 新 in 新接收 is none
_SHORT_RATE = 4  # a rate in so few characters does not say what it is a rate of: 优秀率, 调撤率
_SHARED = 4  # a label with so many characters in a row of its topic needs no more of it


class Topic(msgspec.Struct, frozen=True):
    """What later figures of the same stretch share when their own words are bare.

    Attributes:
        noun: what was counted: 行政复议申请, 社区矫正对象, 人民调解组织.
        root: the noun without its generic tail: 行政复议, 社区矫正.
        doer: who did it, if the label says so: 人民调解组织, 某镇调解委员会.
    """

    noun: str
    root: str
    doer: str = ""


class Topics:
    """Tells what labels are about, with the catalogue's cue words.

    Args:
        cues: verbs, doers, bare words.
        subjects: what figures are about, and the words that never say it.
    """

    def __init__(self, cues: LabelCues, subjects: SubjectCues) -> None:
        self._verb = compile_pattern(any_of(cues.verbs))
        self._front_verb = compile_pattern(rf"(?!{any_of(cues.kept_starts)})(?:{any_of(cues.front_verbs)})")
        self._measures = cues.measures
        self._plain_doers = cues.plain_doers
        self._measure_tail = compile_pattern(rf"(?:{any_of(cues.measure_tails)})$")
        self._body = compile_pattern(rf"\p{{Han}}{{1,12}}?(?:{any_of(cues.bodies)})")
        self._doer = compile_pattern(any_of(cues.doers))
        self._general_doer = compile_pattern(rf"(?:{any_of(cues.general_doers)}|\d+)*+")
        self._topic_front = compile_pattern(rf"(?:{any_of(cues.topic_fronts)})+")
        self._topic_tail = compile_pattern(rf"(?:{any_of(cues.topic_tails)})+$")
        self._doer_verb = compile_pattern(rf"(?P<doer>{any_of(cues.doers)})(?:{any_of(cues.front_verbs)})")
        doing = any_of((*cues.verbs, *cues.front_verbs))
        self._one_of_them = compile_pattern(
            rf"[\s,，:：]*(?:其中)?[\s,，]*(?:{any_of(cues.plain_doers)})(?:{doing})"
        )
        self._generic_tail = compile_pattern(rf"(?:{any_of(cues.generic_tails)})$")
        self._bare = frozenset((*cues.bare, *cues.verbs, *cues.front_verbs))
        self._bare_start = compile_pattern(rf"(?:{any_of(cues.bare_starts)})")
        self._subject = compile_pattern(any_of(subjects.all_subjects))
        self._act = compile_pattern(any_of(subjects.narrowed.acts))
        self._acting_field = compile_pattern(any_of(subjects.narrowed.by))
        self._saying_nothing = WordCover((*self._bare, *subjects.general))
        # a label is asked about several times while its figure is bound
        self._known_topic = remembering(self._topic_of)
        self._known_to_have_subject = remembering(self._has_subject)
        self._known_to_be_bare = remembering(self._is_bare)
        self._known_verb = remembering(self._verb_of)
        self._measure_words = frozenset(cues.measure_words)
        self._acts = frozenset(cues.acts)

    def topic_of(self, label: str) -> Topic:
        """Find what a label counts, behind its doer and its verb: 人民调解组织受理各类矛盾纠纷 is about 矛盾纠纷."""
        return self._known_topic(label)

    def _topic_of(self, label: str) -> Topic:
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
        noun = self._without_act(noun)
        root = self._generic_tail.sub("", noun)
        return Topic(noun, root if len(root) >= 2 else noun, doer if len(doer) >= _SHORTEST_DOER else "")

    def _without_act(self, noun: str) -> str:
        """Cut off what befell the things counted, if what is left says what they are: 法律援助|受理, but not 受理."""
        tail = self._topic_tail.search(noun)
        return noun[: tail.start()] if tail and self.has_subject(noun[: tail.start()]) else noun

    def doer_in(self, label: str) -> str:
        """Give who a count of persons or bodies counts: 人民调解委员会 of 人民调解委员会活跃在村居."""
        match = self._doer.search(label)
        return label[: match.end()] if match else self.topic_of(label).noun

    def names_one_of_them(self, subject: str) -> bool:
        """Tell whether the words of a part begin with who does it, who is then one of several: 其中市政府收到申请."""
        return bool(self._one_of_them.match(subject))

    def is_narrowed_act(self, label: str, before: str) -> bool:
        """Tell whether a label is an act of the one field of business that the words before it name: 行政处罚."""
        return (
            self._act.search(label) is not None
            and self._acting_field.search(label) is None
            and self._acting_field.search(before) is not None
        )

    def counts_doers(self, label: str) -> bool:
        """Tell whether a label counts persons or bodies that do something: 选聘专职人民调解员."""
        match = self._doer.search(label)
        return match is not None and match.end() == len(label)

    def is_led_by_body(self, label: str) -> bool:
        """Tell whether a label begins with a body narrower than the place: 区城管执法局|办理案件, but not 举办送法下乡活动."""
        match = self._body.match(label)
        return match is not None and self.narrows(match[0]) and not self.verb_of(label)

    def is_plain_doer(self, doer: str) -> bool:
        """Tell whether a doer does nearly everything in such reports and so says nothing: 持证行政执法人员."""
        return doer.endswith(self._plain_doers)

    def narrows(self, doer: str) -> bool:
        """Tell whether a doer is narrower than the whole place: 某镇人民调解委员会, but not 各级人民调解组织."""
        return bool(doer) and not self._general_doer.fullmatch(doer)

    def narrow_doer(self, topic: Topic) -> str:
        """Give who did what a topic is about, if that is narrower than the whole place; else ""."""
        return topic.doer if self.narrows(topic.doer) else ""

    def names_body(self, doer: str) -> bool:
        """Tell whether who did it, if the label took that over, is a body or persons: 某镇调解委员会, 专职调解员."""
        return bool(doer) and bool(self._doer.search(doer) or self._body.match(doer))

    def is_topic(self, label: str) -> bool:
        """Tell whether later figures may be about what a label counts: a rate is no topic."""
        return bool(label) and not label.endswith(self._measures)

    def verb_of(self, label: str) -> str:
        """Give the verb that a label begins with, or "": 审查 of 审查规范性文件."""
        return self._known_verb(label)

    def _verb_of(self, label: str) -> str:
        match = self._verb.match(label) or self._front_verb.match(label)
        return match[0] if match and len(match[0]) >= 2 else ""

    def verb_behind_doer(self, label: str) -> str:
        """Give the verb of a label that may begin with who does it for the whole place: 审查 of 区司法局审查合同."""
        doer = self._general_doer.match(label)
        return self.verb_of(label) or (self.verb_of(label[doer.end() :]) if doer else "")

    def holds_verb(self, label: str) -> bool:
        """Tell whether a label has a verb of its own."""
        return bool(self._verb.search(label) or self._front_verb.match(label))

    def has_subject(self, label: str) -> bool:
        """Tell whether a label says what it is about, so that it stands alone."""
        return self._known_to_have_subject(label)

    def _has_subject(self, label: str) -> bool:
        return self._subject.search(label) is not None

    def subject_before(self, label: str, item: str) -> str:
        """Give the subject that a label shares with the next item of its list.

        Args:
            label: 建成公共法律服务工作站.
            item: 工作室, which begins as what follows the subject does.

        Returns:
            公共法律服务; "" where the item begins otherwise: 学校卫生、职业卫生.
        """
        noun = self.topic_of(label).noun
        subject = self._subject.match(noun)
        is_alike = subject is not None and item[:2] == noun[subject.end() : subject.end() + 2]
        return str(subject[0]) if subject is not None and is_alike else ""

    def last_subject(self, words: str) -> str:
        """Give the last subject that words name, or ""."""
        found = self._subject.findall(words)
        return str(found[-1]) if found else ""

    def subjects_in(self, words: str) -> list[str]:
        """Give all subjects that words name."""
        return [str(found) for found in self._subject.findall(words)]

    def is_bare(self, label: str) -> bool:
        """Tell whether a label says what happened but not to what: 维持, 结案率, 判决驳回原告诉讼请求."""
        return self._known_to_be_bare(label)

    def _is_bare(self, label: str) -> bool:
        if label in self._bare or len(label) <= 1 or self._bare_start.match(label):
            return True
        if len(label) <= _SHORT_RATE and label.endswith("率"):
            return True
        return not self.has_subject(label) and self._saying_nothing.covers(label.removesuffix("率"))

    def complete(self, label: str, topic: Topic | None) -> str:
        """Give a bare label the topic of the figures before it: 维持 under 行政复议案件 becomes 行政复议维持."""
        if topic is None or self._needs_no(topic, label):
            return label
        if (doing := self._subject.search(topic.doer)) and label.startswith(doing[0][-2:]):
            return doing[0] + label[2:]  # 人民调解|组织, under which 调解成功率 is 人民调解成功率
        if topic.noun.endswith(label):
            return topic.noun
        if label in self._acts:
            return (label + topic.noun)[-MAX_LABEL:]
        for size in range(min(len(topic.root), len(label)), 1, -1):
            if topic.root.endswith(label[:size]):
                return topic.root + label[size:]
        return (topic.root + label)[-MAX_LABEL:]

    def is_rate(self, label: str) -> bool:
        """Tell whether a label is a bare rate: 满意率."""
        return label.endswith(self._measures) and self.is_bare(label)

    def is_measure(self, label: str) -> bool:
        """Tell whether bare words are a measure of whatever was counted last: 批次, 人次, 总面积."""
        return label in self._measure_words

    def _needs_no(self, topic: Topic, label: str) -> bool:
        if not topic.root or topic.root in label or shares(label, topic.noun, _SHARED):
            return True
        return not self.is_bare(label) and shares_pair(label, topic.root) and not topic.noun.endswith(label)

    def goes_on(self, label: str, previous: str) -> str:
        """Give a rate that begins as the label before it ends the front of that label.

        Args:
            label: a label: 出庭应诉率.
            previous: the label of the figure before: 行政机关负责人出庭应诉.

        Returns:
            行政机关负责人出庭应诉率; the label itself where they do not overlap or it is no rate.
        """
        if not label.endswith(self._measures):
            return label
        for size in range(min(len(label) - 1, len(previous) - 1), 1, -1):
            if previous.endswith(label[:size]):
                return (previous + label[size:])[-MAX_LABEL:]
        return label

    def measured_in(self, label: str, topic: Topic | None) -> str:
        """Give what a rate is a rate of, if that is no part of the topic, or "": 服务热线 of 服务热线满意率."""
        if not label.endswith(self._measures):
            return ""
        size = next((size for size in range(len(label) - 1, 1, -1) if label[-size:] in self._bare), 0)
        rest = label[: len(label) - size] if size else ""
        goes_on = topic is not None and rest.startswith(topic.root)
        return rest if len(rest) > _SHORT_RATE and not goes_on else ""
