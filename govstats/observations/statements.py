"""Statements: what the words right before a number say of its kind: a level, a change, a share or a rank."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from govstats.catalogue.cues import ChangeCues
from govstats.observations.model import Kind
from govstats.quantities import Quantity
from govstats.text import any_of

_RATE_UNITS = frozenset({"percent", "permille"})
_CLEAR_VERB = 2  # 增长 alone tells a change, 增 may be part of another word
_DISTANCE_UNITS = frozenset({"percentage_point", "score", "rank_place"})
_CHANGE_UNITS = frozenset({"percent", "percentage_point", "permille", "grade", "times_as_many"})


@dataclass(frozen=True, slots=True)
class Statement:
    """How a figure is stated.

    Attributes:
        kind: level, change, share or rank.
        sign: -1 for a fall, else 1.
        subject: the words before the cue that may say what is measured; "" where nothing is left.
        cue: the rule that told it, for the record.
        is_prior: whether the words say that the figure is of the year before.
        compares_other: whether it is a distance from somebody else's figure: 较全市平均水平高3.3个百分点.
    """

    kind: Kind
    sign: int
    subject: str
    cue: str
    is_prior: bool = False
    compares_other: bool = False


class StatementReader:
    """Tells the kind of a figure from the words before it, with the catalogue's cue words.

    Args:
        cues: the words of changes, shares, ranks and earlier periods.
    """

    def __init__(self, cues: ChangeCues) -> None:
        verbs = any_of((*cues.rises, *cues.falls))
        # 较 and 比 alone compare where a verb of change follows, but not in 占比, 对比, 环比
        bare = rf"(?<![占对环同成配])[较比](?=(?:均|分别|又|有所|大幅)*(?:{verbs}))"
        comparison = rf"(?:{any_of(cues.comparisons)}|{bare})"
        filler = rf"(?:{any_of(cues.rise_filler)})*"
        verb = rf"(?:(?P<rise>{any_of(cues.rises)})|(?P<fall>{any_of(cues.falls)}))"
        between = r"[^，,。;；]{0,12}?"
        self._compared = regex.compile(
            rf"(?P<comparison>{comparison})(?:均|分别|共|都|又|大幅|有所|各|年|度|期)*(?P<between>{between})(?:均|分别|共|都|各)*{verb}{filler}$"
        )
        self._plain = regex.compile(rf"(?:均|分别|共|都|各)*{verb}{filler}$")
        self._reaching = regex.compile(
            rf"(?:{any_of((*cues.rises, *cues.falls))})(?:幅度)?(?:{any_of(cues.reaching)})(?:了|约|近)?$"
        )
        self._share = regex.compile(
            rf"(?:平均|分别|共|约|各|均)*(?:{any_of(cues.shares)})(?P<whole>[^，,。;；]{{0,24}}的)?(?:{any_of(cues.rise_filler)}|分别|均|约|的|到)*$"
        )
        self._rank = regex.compile(
            rf"(?:(?:在|于|为|均|分别|再次|继续)*(?:{any_of(cues.rank_verbs)})|在?(?:{any_of(cues.rank_fields)}))[^，,。;；]{{0,20}}$"
        )
        self._prior = regex.compile(rf"(?:由|从)?(?:{any_of(cues.prior_periods)})")
        self._prior_value = regex.compile(rf"[较比与同](?:{any_of(cues.prior_periods)})的?[ ]?$")
        self._distance = regex.compile(
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
        before = before.rstrip()
        if quantity.rule == "rank":
            return Statement(Kind.RANK, 1, self._without(self._rank, before), "rank")
        return (
            self._prior_or_reached(before)
            or self._change(before, quantity)
            or self._share_of(before, quantity)
            or Statement(Kind.LEVEL, 1, before, "level", is_prior=bool(self._prior.match(before)))
        )

    def _prior_or_reached(self, before: str) -> Statement | None:
        """A level that a change starts from (比去年同期的70件多15件) or ends at (增至85件)."""
        if self._prior_value.search(before):
            return Statement(Kind.LEVEL, 1, "", "prior", is_prior=True)
        if reached := self._reaching.search(before):
            return Statement(Kind.LEVEL, 1, before[: reached.start()], "reached")
        return None

    def _change(self, before: str, quantity: Quantity) -> Statement | None:
        if compared := self._compared.search(before):
            subject = before[: compared.start()] + compared["between"]
            return Statement(Kind.CHANGE, -1 if compared["fall"] else 1, subject, "compared")
        if distance := self._distance.search(before):
            is_others = bool(distance["beyond"]) and quantity.unit_code not in _DISTANCE_UNITS
            cue = "others" if is_others else "distance"
            return Statement(Kind.LEVEL, 1, before[: distance.start()], cue, compares_other=True)
        plain = self._plain.search(before)
        if plain is None:
            return None
        verb = plain["rise"] or plain["fall"]
        is_whole = verb == before.strip()  # 多15件 after 比去年同期的70件
        if is_whole or (quantity.unit_code in _CHANGE_UNITS and len(verb) >= _CLEAR_VERB):
            return Statement(Kind.CHANGE, -1 if plain["fall"] else 1, before[: plain.start()], "changed")
        return None

    def _share_of(self, before: str, quantity: Quantity) -> Statement | None:
        share = self._share.search(before) if quantity.unit_code in _RATE_UNITS else None
        if share is None or before[: share.start()].endswith("率"):
            return None
        return Statement(Kind.SHARE, 1, before[: share.start()], "share")

    @staticmethod
    def _without(pattern: regex.Pattern[str], before: str) -> str:
        match = pattern.search(before)
        return before[: match.start()] if match else before
