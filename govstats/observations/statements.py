"""Statements: what the words right before a number say of its kind: a level, a change, a share or a rank."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from govstats.catalogue.cues import ChangeCues
from govstats.observations.model import Kind
from govstats.quantities import Quantity
from govstats.text import any_of

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
        self._prior = regex.compile(rf"(?<![较比与同])(?:{any_of(cues.prior_periods)})")
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
        if self._reaching.search(before):
            return Statement(Kind.LEVEL, 1, "", "reached")
        if change := self._change(before, quantity):
            return change
        if quantity.unit_code in ("percent", "permille") and (share := self._share.search(before)):
            subject = before[: share.start()]
            if not subject.endswith("率"):
                return Statement(Kind.SHARE, 1, subject, "share")
        return Statement(Kind.LEVEL, 1, before, "level", is_prior=bool(self._prior.match(before)))

    def _change(self, before: str, quantity: Quantity) -> Statement | None:
        compared = self._compared.search(before)
        if compared:
            subject = before[: compared.start()] + compared["between"]
            return Statement(Kind.CHANGE, -1 if compared["fall"] else 1, subject, "compared")
        if distance := self._distance.search(before):
            is_others = bool(distance["beyond"]) and quantity.unit_code not in _DISTANCE_UNITS
            cue = "others" if is_others else "distance"
            return Statement(Kind.LEVEL, 1, before[: distance.start()], cue, compares_other=True)
        plain = self._plain.search(before)
        if plain and quantity.unit_code in _CHANGE_UNITS and len(plain["rise"] or plain["fall"]) >= 2:
            return Statement(Kind.CHANGE, -1 if plain["fall"] else 1, before[: plain.start()], "changed")
        return None

    @staticmethod
    def _without(pattern: regex.Pattern[str], before: str) -> str:
        match = pattern.search(before)
        return before[: match.start()] if match else before
