"""Labels: the shortest phrase of the report that says, standing alone, what a figure measures."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

import regex

from govstats.catalogue.cues import LabelCues
from govstats.observations.phrases import remembering
from govstats.observations.topics import MAX_LABEL, Topics
from govstats.text import any_behind, any_of, compile_pattern

_MEAN = "平日年月人户村"  # before 均 these make a mean: 日均
_SHORTEST_LABEL = 2
_SUM = compile_pattern(r"^[两三四五六七八九][类项种个大级]")  # what sums up the items of a list
_PARTNERED = compile_pattern(r"[()\[\]“”《》【】]")
_SPACE = compile_pattern(r"[\s　]+")
_EDGE_SIGNS = " 、，,:;-·•*.~/。!?"
# 和 in 调解和解, 及 in 及时 and 与 in 参与 part nothing.
LIST_SIGN = compile_pattern(r"、|(?<![组总饱缓])和(?![解平谐])|以及|及(?!时)|(?<!参)与(?![会者])")
_BETWEEN = (r"(?<=\p{Han}{2})", r"(?=\p{Han}{2})")  # with words on either side
_AFTER_TAIL = compile_pattern(r"(?:中有|当中|之中|中|内|的|等|上|里)?[ 。;!?]*$")


class Labeller:
    """Cleans the words around a figure into a label, with the catalogue's cue words.

    Args:
        cues: the words that say nothing of what is measured, and the verbs.
        topics: tells what labels are about.
        levels: levels of government that narrow a noun behind them: 市级, 区级.
    """

    def __init__(self, cues: LabelCues, topics: Topics, levels: Iterable[str]) -> None:
        self.own_names: tuple[str, ...] = ()
        self._topics = topics
        signs = f"[{regex.escape(_EDGE_SIGNS)}]"
        self._leading = compile_pattern(
            rf"(?:(?!{any_of(cues.kept_starts)})(?:{any_of(cues.leading)}|{signs}))+"
        )
        guarded = "|".join(
            (rf"(?<![{_MEAN}])" if word.startswith("均") else "") + regex.escape(word)
            for word in sorted(cues.trailing, key=len, reverse=True)
        )
        self._trailing = compile_pattern(rf"(?:{guarded}|{signs})$")
        self._kept_ends = cues.kept_ends
        self._bare = frozenset((*cues.bare, *cues.verbs, *cues.front_verbs))
        self._doer_adverb = compile_pattern(
            rf"(?<={any_behind(cues.doers)})(?:全年)?(?:累计|共|已)(?=\p{{Han}}{{2}})"
        )
        self._inner_adverb = compile_pattern(
            rf"{_BETWEEN[0]}(?<![公积])(?:{any_of(cues.inner_adverbs)})(?!龄){_BETWEEN[1]}"
        )
        self._adverb_hint = compile_pattern(any_of((*cues.inner_adverbs, "累计", "共", "已")))
        self._after_adverb = compile_pattern(
            rf"{_BETWEEN[0]}(?<![{_MEAN}])(?:{any_of(cues.after_adverbs)}){_BETWEEN[1]}"
        )
        self._cut = compile_pattern(rf"{_BETWEEN[0]}(?:{any_of(cues.cut_after)}).*")
        self._rest = compile_pattern(rf"[ ]?(?:{any_of(cues.resting)})")
        self._summing = compile_pattern(rf"[^，,。;；\n]{{0,30}}[，,](?:{any_of(cues.summing)})")
        self._among = compile_pattern(any_of(cues.counted_among))
        self._shared_tail = compile_pattern(rf"(?:{any_of(cues.shared_tails)})$")
        self._verb = compile_pattern(any_of(cues.verbs))
        self._level = compile_pattern(any_of(levels))
        self._light_verb = compile_pattern(rf"(?:{any_of(cues.light_verbs)})(?=[\p{{Han}}“《\d]{{2}})")
        self._done_to = compile_pattern(
            rf"(?P<to>[\p{{Han}}()、]{{2,20}}?)(?:{any_of(cues.done_to)})(?P<deed>\p{{Han}}{{2,12}})"
        )
        verbs = any_of((*cues.verbs, *cues.front_verbs, *cues.light_verbs))
        # 检查中 is an occasion only behind 在: not in 检查中小学食堂
        spans = any_of(word for word in cues.occasions if not word.endswith("中"))
        self._occasion = compile_pattern(
            rf"(?:在[^，,。;；]{{0,16}}?(?:{any_of(cues.occasions)})|[^，,。;；]{{2,16}}?(?:{spans}))"
            r"(?=\p{Han}{2})"
        )
        self._front_hint = compile_pattern(_front_hint(cues))
        self._fronts = tuple(compile_pattern(pattern) for pattern in _front_patterns(cues, verbs))
        self._presented = remembering(self._present)
        self._known_level_end = remembering(self._ends_in_level)
        self._cleaned_before = remembering(self._clean_before)
        self._cleaned_after = remembering(self._clean_after)
        self._examples = compile_pattern(
            rf"^(?P<verb>[^等“《、]{{0,8}}?(?:{verbs}))?[^等]{{2,}}(?<![平高中同初优])等"
            r"(?=$|(?![级待候于额])\p{Han}{2})"
        )

    def for_report(self, own_names: Iterable[str]) -> Labeller:
        """Make a labeller that drops the names of a report's own place and issuer from the front of labels."""
        labeller = copy(self)
        labeller.own_names = tuple(sorted((name for name in own_names if name), key=len, reverse=True))
        return labeller

    def clean_before(self, words: str) -> str:
        """Clean words that stand before a number: 全年共办结行政复议案件 becomes 办结行政复议案件."""
        words = words.strip()
        return self._cleaned_before(words, self._names_in(words)) if words else ""

    def _clean_before(self, words: str, own_names: tuple[str, ...]) -> str:
        words = _SPACE.sub("", words)[-3 * MAX_LABEL :]
        if occasion := self._occasion.match(words):
            words = words[occasion.end() :]
        words = self._drop_leading(words, own_names)
        for front in self._fronts if self._front_hint.search(words) else ():
            if match := front.match(words):
                rest = self._drop_leading(words[match.end() :], own_names)
                loses = self._topics.has_subject(match[0]) and not self._topics.has_subject(rest)
                words = words if loses else rest
        if "等" in words and (examples := self._examples.match(words)):  # 处置|“3·29”等|突发事件
            words = (examples["verb"] or "") + words[examples.end() :]
        if self._adverb_hint.search(words):
            words = self._doer_adverb.sub("", self._inner_adverb.sub("", words))
        while not words.endswith(self._kept_ends) and (match := self._trailing.search(words)):
            words = words[: match.start()]
        return _tidy(words)[-MAX_LABEL:]

    def clean_after(self, words: str) -> str:
        """Clean words that stand after a number: 规范性文件中 becomes 规范性文件."""
        words = words.strip()
        return self._cleaned_after(words, self._names_in(words)) if words else ""

    def _clean_after(self, words: str, own_names: tuple[str, ...]) -> str:
        words = self._after_adverb.sub("", _SPACE.sub("", words)[: 3 * MAX_LABEL])
        words = _tidy(self._drop_leading(_AFTER_TAIL.sub("", self._cut.sub("", words)), own_names))
        if done := self._done_to.fullmatch(words):  # 规范性文件|进行|清理
            words = done["deed"] + done["to"]
        return words[:MAX_LABEL]

    def _names_in(self, words: str) -> tuple[str, ...]:
        """The own names that words may hold: mostly none, so that what is remembered serves all reports."""
        return tuple([name for name in self.own_names if name[0] in words])

    def _drop_leading(self, words: str, own_names: tuple[str, ...]) -> str:
        while True:
            length = len(words)
            if words in self._bare:  # 成功 alone says what happened, in 成功化解 it says nothing
                return words
            if match := self._leading.match(words):
                words = words[match.end() :]
            for name in own_names:
                words = words.removeprefix(name)
            if len(words) == length:
                return words

    def present(self, label: str) -> str:
        """Shorten a label for showing: without verbs that only say that it took place: 开展|警示教育."""
        return self._presented(label)

    def _present(self, label: str) -> str:
        verb = self._light_verb.match(label)
        return label[verb.end() :] if verb and len(label) - verb.end() >= _SHORTEST_LABEL else label

    def rests(self, after: str) -> bool:
        """Tell whether words behind a number say what became of all that it counts: 36件|均已办结."""
        return bool(self._rest.match(after))

    def sums_up(self, since_figure: str) -> bool:
        """Tell whether the words since a figure begin a clause without a doer of its own: 17人|,共调解."""
        return bool(self._summing.match(since_figure))

    def counts_among(self, before: str) -> bool:
        """Tell whether words before a number part it from the whole before them: 16个断面|中有|11个."""
        return bool(self._among.search(before))

    def with_head(self, label: str, behind: str, previous: str) -> str:
        """Give a label that ends in a level of government the noun that it narrows.

        Args:
            label: a label: 创建市级.
            behind: the words behind the next figure of the list: 区级美丽街区; "" where there are none.
            previous: the label of the figure before: 创建市级示范社区.

        Returns:
            创建市级美丽街区; the label itself where it ends in no level or nothing tells the noun.
        """
        if not self._known_level_end(label):
            return label
        for words in (self.clean_after(behind), previous):
            level = self._level.search(words)
            if level and len(words) - level.end() >= _SHORTEST_LABEL:
                return label + words[level.end() :]
        return label

    def _ends_in_level(self, label: str) -> bool:
        return any(level.end() == len(label) for level in self._level.finditer(label))

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
        if (verb := self._topics.verb_of(items[0])) and not any(map(self._topics.holds_verb, items[1:])):
            items[1:] = [verb + item for item in items[1:]]
        tail = self._tail_of_list(items)
        if tail:
            items = [item if item.endswith(tail) else item + tail for item in items]
        return items

    def _tail_of_list(self, items: list[str]) -> str:
        """What the last item of a list says of all of them: 浓度 of PM10浓度, 示范社 of 省级、市级、县级示范社."""
        *others, last = items
        if (parted := last.partition("分别"))[1]:  # 人民调解、行政调解|分别化解纠纷
            items[-1] = parted[0] + parted[2]
            return parted[2]
        size = len(others[0])
        alike = all(len(other) == size for other in others) and not any(map(self._topics.has_subject, others))
        rest = _SUM.sub("", last[size:]) if alike and len(last) >= size + 2 else ""
        if rest and self._topics.has_subject(rest):  # 民事、刑事、行政|法律援助案件
            items[-1] = last[:size] + rest
            return rest
        if (shared := self._shared_tail.search(last)) and shared.start() > 0:
            return str(shared[0])
        if verb := self._verb.search(last, 2):  # 街道、事业单位|配备法律顾问
            return last[verb.start() :]
        return rest


def _front_patterns(cues: LabelCues, verbs: str) -> tuple[str, ...]:
    """Patterns of what stands before the words that say what is measured, in the order in which they are dropped."""
    body = rf"\p{{Han}}{{1,8}}(?:{any_of((*cues.bodies, *cues.office_ends))})"
    return (
        rf"(?:{any_of(cues.means)})[^，,。;；]{{1,20}}?(?:{any_of(cues.means_ends)})(?:共|后|、)?(?=\p{{Han}}{{2}})",
        rf"[^，,。;；]{{2,16}}的(?=(?:{any_of(cues.falling_on)})\p{{Han}})",
        rf"(?:{any_of(cues.doer_fronts)})*+(?:{any_of(cues.plain_doers)})共?(?=(?:{verbs})[\p{{Han}}“])",
        rf"(?:{body}[、和及])+{body}(?:向\p{{Han}}{{2,8}}?|共|均)?(?=(?:{verbs})\p{{Han}})",
        any_of(cues.class_fronts),
        rf"\p{{Han}}{{2,24}}?(?:{any_of(cues.having)})(?=\p{{Han}}{{3}})",
    )


def _front_hint(cues: LabelCues) -> str:
    """What any of those patterns needs; most words hold none of it."""
    starts = any_of((*cues.means, *cues.doer_fronts, *cues.plain_doers, *cues.class_fronts))
    ends = any_of((*cues.bodies, *cues.office_ends))
    return (
        rf"^(?:{starts})|{any_of(cues.having)}"
        rf"|的(?:{any_of(cues.falling_on)})|(?:{ends})[、和及]"
    )


def _tidy(words: str) -> str:
    """Drop signs at the edges and a bracket or quote that has lost its partner."""
    words = words.strip(" 、，,:;-·•*.~/。!?")
    if not _PARTNERED.search(words):
        return words
    for opening, closing in ("()", "[]", "“”", "《》", "【】"):
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words
