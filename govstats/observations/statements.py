"""Statements: what the words right before a number say of its kind: a level, a change, a share or a rank."""

from __future__ import annotations

import msgspec

from govstats.catalogue.cues import ChangeCues
from govstats.observations.model import Kind
from govstats.observations.phrases import remembering
from govstats.quantities import Quantity
from govstats.text import any_of, compile_pattern

_RATE_UNITS = frozenset({"percent", "permille"})
_RANK_REACH = 20  # how far before a rank, at most, its verb may stand
_SHORTEST_SUBJECT = 3  # 案件 in 案件增加216件 does not yet say whose number changed
_CLEAR_VERB = 2  # 增长 alone tells a change, 增 may be part of another word
_DISTANCE_UNITS = frozenset({"percentage_point", "score", "rank_place"})
_CHANGE_UNITS = frozenset(
    {
        "percent",
        "percentage_point",
        "permille",
        "permille_point",
        "basis_point",
        "grade",
        "times_as_many",
        "rank_step",
    }
)
_DOUBLING = compile_pattern(r"(?:翻|翻了)$")


class Statement(msgspec.Struct, frozen=True):
    """How a figure is stated.

    Attributes:
        kind: level, change, share or rank.
        sign: -1 for a fall, else 1.
        subject: the words before the cue that may say what is measured; "" where nothing is left.
        cue: the rule that told it, for the record.
        is_prior: whether the words say that the figure is of the year before.
        is_improvement: whether the change is told as one for the better, which may be a rise or a fall.
        compares_other: whether it is a distance from somebody else's figure: 较全市平均水平高3.3个百分点.
    """

    kind: Kind
    sign: int
    subject: str
    cue: str
    is_prior: bool = False
    compares_other: bool = False
    is_improvement: bool = False


class StatementReader:
    """Tells the kind of a figure from the words before it, with the catalogue's cue words.

    Args:
        cues: the words of changes, shares, ranks and earlier periods.
    """

    def __init__(self, cues: ChangeCues) -> None:
        clear = any_of(verb for verb in (*cues.rises, *cues.falls) if len(verb) >= _CLEAR_VERB)
        # 较 and 比 alone compare where a verb of change follows, but not in 占比, 对比, 环比
        bare = rf"(?<![占对环同成配])[较比](?=(?:均|分别|又|有所|大幅)*(?:{clear}))"
        comparison = rf"(?:{any_of(cues.comparisons)}|[较比](?:{any_of(cues.compared_times)})|{bare})"
        filler = rf"(?:{any_of(cues.rise_filler)})*"
        verb = rf"(?:(?P<rise>{any_of(cues.rises)})|(?P<fall>{any_of(cues.falls)}))"
        between = r"[^，,。;；]{0,12}?"
        self._compared = compile_pattern(
            rf"(?P<comparison>{comparison})(?:均|分别|共|都|又|大幅|有所|各|年|度|期)*(?P<between>{between})(?:(?<!平)均|分别|共|都|各)*{verb}{filler}$"
        )
        self._plain = compile_pattern(rf"(?:(?<!平)均|分别|共|都|各)*{verb}{filler}$")
        self._reaching = compile_pattern(
            rf"(?:{any_of((*cues.rises, *cues.falls, *cues.turning))})(?<!幅)(?:{any_of(cues.reaching)})(?:了|约|近)?的?$"
        )
        self._share_of_previous = compile_pattern(
            rf"^(?:其?所?)(?:{any_of(cues.share_of_previous)})(?:{any_of(cues.rise_filler)})*$"
        )
        self._share_front = compile_pattern(rf"[ ]?(?:{any_of(cues.shares)})")
        self._share = compile_pattern(
            rf"(?:平均|分别|共|约|各|均)*(?:{any_of(cues.shares)})(?P<whole>[^，,。;；]{{0,24}}的)?(?:{any_of(cues.rise_filler)}|分别|均|约|的|到)*$"
        )
        self._rank = compile_pattern(rf"(?:在|于|为|均|分别|再次|继续)*(?:{any_of(cues.rank_verbs)})")
        self._rank_field = compile_pattern(rf"在?(?:{any_of(cues.rank_fields)})")
        self._beyond = compile_pattern(any_of(cues.distances))
        words = (*cues.rises, *cues.falls, *cues.rise_filler, *cues.reaching, *cues.prior_periods)
        self._last_signs = (
            frozenset(word[-1] for word in words)
            | frozenset("高低多少快慢出了的约近")
            | frozenset(word[-1] for word in cues.limits)
        )
        self._improving, self._not_of_counts = frozenset(cues.improving), frozenset(cues.not_of_counts)
        # not in 去年底启动的工程, where it says which works are counted
        self._prior = compile_pattern(
            rf"[而但]?(?:由|从)?(?:{any_of(cues.prior_periods)})(?!\p{{Han}}{{2,4}}的)"
        )
        self._known = remembering(self._read)
        self._prior_value = compile_pattern(rf"[较比与同](?:{any_of(cues.prior_periods)})的?[ ]?$")
        self._limit = compile_pattern(rf"(?:比|较|由|从)(?:{any_of(cues.limits)})的?[ ]?$")
        self._prior_start = compile_pattern(rf"(?:由|从)(?:{any_of(cues.prior_periods)})的?[ ]?$")
        self._distance = compile_pattern(
            r"[较比](?P<other>[^，,。;；]{1,20}?)(?:高|低|多|少|快|慢)(?:出|了)?$"
            rf"|(?P<beyond>{any_of(cues.distances)})(?P<other>[^，,。;；]{{2,20}})$"
        )

    def read(self, before: str, quantity: Quantity) -> Statement:
        """Read how a figure is stated.

        Args:
            before: the words before the number in its clause, width folded, without dates.
            quantity: the quantity.

        Returns:
            The statement; a plain level where no cue stands there.
        """
        return self._known(before.rstrip(), quantity.rule, quantity.unit_code)

    def _read(self, before: str, rule: str, unit_code: str | None) -> Statement:
        if rule == "rank":
            return Statement(Kind.RANK, 1, self._before_rank(before), "rank")
        told = None
        # all that tells of a change ends in one of few signs, or names a distance: most words do neither
        if before[-1:] in self._last_signs or unit_code == "doubling" or self._beyond.search(before):
            told = self._prior_or_reached(before) or self._change(before, rule, unit_code)
        return told or self._share_of(before, rule, unit_code) or self._level(before)

    def share_across(self, clause: str) -> Statement | None:
        """Read a share that its whole stands in the midst of: 占|调解员总数986名|的21.6%; None where it is none."""
        return Statement(Kind.SHARE, 1, "", "across") if self._share_front.match(clause) else None

    def in_bracket(self, outside: str) -> Statement:
        """Read a figure without words of its own by those before its bracket: 较上年|(69件)."""
        return Statement(Kind.LEVEL, 1, "", "level", is_prior=bool(self._prior_value.search(outside)))

    def _level(self, before: str) -> Statement:
        if start := self._prior_start.search(before):  # 由上年的|62项精简到54项
            return Statement(Kind.LEVEL, 1, before[: start.start()], "level", is_prior=True)
        prior = self._prior.match(before)
        return Statement(
            Kind.LEVEL, 1, before[prior.end() :] if prior else before, "level", is_prior=bool(prior)
        )

    def _prior_or_reached(self, before: str) -> Statement | None:
        """A level that a change starts from (比去年同期的70件多15件) or ends at (增至85件)."""
        if limit := self._limit.search(before):
            return Statement(Kind.LEVEL, 1, before[: limit.start()], "others", compares_other=True)
        if self._prior_value.search(before):
            return Statement(Kind.LEVEL, 1, "", "prior", is_prior=True)
        if reached := self._reaching.search(before):
            return Statement(Kind.LEVEL, 1, before[: reached.start()], "reached")
        return None

    def _change(self, before: str, rule: str, unit_code: str | None) -> Statement | None:
        if unit_code == "doubling":  # 较2016年|翻了|一番
            return Statement(Kind.CHANGE, 1, _DOUBLING.sub("", before), "changed")
        if compared := self._compared.search(before):
            subject = before[: compared.start()] + compared["between"]
            better = compared["rise"] in self._improving
            return Statement(
                Kind.CHANGE, -1 if compared["fall"] else 1, subject, "compared", is_improvement=better
            )
        if distance := self._distance.search(before):
            is_others = bool(distance["beyond"]) and unit_code not in _DISTANCE_UNITS
            cue = "others" if is_others else "distance"
            return Statement(Kind.LEVEL, 1, before[: distance.start()], cue, compares_other=True)
        plain = self._plain.search(before)
        if plain is None:
            return None
        verb = plain["rise"] or plain["fall"]
        is_whole = verb == before.strip()  # 多15件 after 比去年同期的70件
        subject = before[: plain.start()]
        tells = unit_code in _CHANGE_UNITS or (
            len(subject.strip()) >= _SHORTEST_SUBJECT and verb not in self._not_of_counts
        )
        is_clear = len(verb) >= _CLEAR_VERB or rule == "fraction"
        if not is_whole and not (tells and is_clear):
            return None
        sign, better = -1 if plain["fall"] else 1, verb in self._improving
        return Statement(Kind.CHANGE, sign, subject, "changed", is_improvement=better)

    def _share_of(self, before: str, rule: str, unit_code: str | None) -> Statement | None:
        if unit_code not in _RATE_UNITS:
            return None
        if self._share_of_previous.search(before):
            return Statement(Kind.SHARE, 1, "", "share")
        share = self._share.search(before)
        if share is not None and not before[: share.start()].endswith("率"):
            return Statement(Kind.SHARE, 1, before[: share.start()], "share")
        is_part = rule == "fraction" and share is None and self._is_part_of(before)
        return Statement(Kind.SHARE, 1, "", "share") if is_part else None

    @staticmethod
    def _is_part_of(before: str) -> bool:
        """Whether a fraction such as 五分之四 is a part of what is told before it and no rate of its own."""
        return not before.endswith(("率", "度", "达", "为", "到", "至", "以上", "在"))

    def _before_rank(self, before: str) -> str:
        """The words before the verb of a rank: 年度考核|排全市 of 排水养护年度考核排全市."""
        reach = max(0, len(before) - _RANK_REACH)
        found = list(self._rank.finditer(before, reach)) or list(self._rank_field.finditer(before, reach))
        start = len(before)
        for verb in reversed(found):
            if start < len(before) and verb.end() < start:
                break
            start = verb.start()
        return before[:start]
