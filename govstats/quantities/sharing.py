"""Numbers that share the unit and the magnitude of the one after them, and ranges: 38、54微克/立方米, 3-5天, 2至3万元."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from govstats.quantities.grammar import HAN_RANGE
from govstats.quantities.model import Bound, Quantity
from govstats.quantities.numerals import arabic_value

_BETWEEN = re.compile(r"[ ]?(?P<sign>、|和|与|及|或|/|-{1,2}|~|至|到)[ ]?(?:约|近)?")
_RANGE_SIGNS = "-~至到"
_SHARING = frozenset({"arabic", HAN_RANGE})
_MAGNITUDE = re.compile(
    r"[^0-9]*(?P<digits>[0-9][0-9,.]*)[余多来几]?(?P<magnitude>[十百千]?万亿|[十百千]?[万亿])"
)
# 由3天至1天 and 从95%到98% are changes, whichever number is the larger one
_FROM = re.compile(r"[由从自较比][^，,。;；、\n]{0,8}$")
_FROM_REACH = 10
_LONGEST_BETWEEN = 5
# 民事、刑事、行政三类: the numeral only sums up the list before it
_SUMMED_UP = re.compile(r"[^，,。;；:、\n0-9()]{1,14}$")
_SUMMING_UNITS = frozenset({"class_of", "matter", "kind_of", "item", "side"})
_MOST_SUMMED_UP = 9
_LIST_REACH = 90
_ALIKE = 20  # 分别为12、15万人 share their magnitude, 800、1.2万元 do not: they would differ by more than this factor


def share_units(folded: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Give numbers of a list or a range what stands after the last one, and the two numbers of a range their bounds.

    Args:
        folded: the text, width folded.
        quantities: its quantities, in order.

    Returns:
        The quantities in the same order.
    """
    shared = list(quantities)
    for index in range(len(shared) - 2, -1, -1):
        this, following = shared[index], shared[index + 1]
        if following.start - this.end > _LONGEST_BETWEEN:
            continue
        takes = not this.unit and bool(following.unit) and this.rule in _SHARING
        if not takes and (not this.unit or this.unit != following.unit):
            continue
        between = _BETWEEN.fullmatch(folded, this.end, following.start)
        if between is None:
            continue
        is_range = between["sign"][0] in _RANGE_SIGNS
        if takes:
            this = _take(folded, this, following, is_range)
        if is_range and (this.value < following.value if takes else _is_range(folded, this, following)):
            this = replace(this, bound=Bound.MORE)
            shared[index + 1] = replace(following, bound=Bound.LESS)
        shared[index] = this
    return shared


def _take(folded: str, this: Quantity, following: Quantity, is_range: bool) -> Quantity:
    """Give a number the unit of the following one, and its magnitude where both are alike: 2至3万元."""
    value = this.value
    written = _MAGNITUDE.match(folded, following.start, following.end)
    if this.rule == "arabic" and written and folded[this.end - 1].isdigit():
        mantissa = arabic_value(written["digits"].rstrip(",."))
        factor = arabic_value("1", written["magnitude"])
        if mantissa and factor and (value <= mantissa if is_range else value <= mantissa * _ALIKE):
            value *= factor
    rule = "han" if this.rule == HAN_RANGE else this.rule
    return replace(
        this, value=value, unit=following.unit, unit_code=following.unit_code, rule=rule, doubts=()
    )


def _is_range(folded: str, this: Quantity, following: Quantity) -> bool:
    """Tell whether 95%至98% or 3天-5天 is a range: rising, both exact, and no change from one to the other."""
    if this.value >= following.value or not this.bound is following.bound is Bound.EXACT:
        return False
    return _FROM.search(folded, max(0, this.start - _FROM_REACH), this.start) is None


def sums_up(folded: str, quantity: Quantity) -> bool:
    """Tell whether a Chinese numeral only says how many things the list right before it names: 民事、刑事、行政|三类.

    Args:
        folded: the text, width folded.
        quantity: a quantity.

    Returns:
        Whether as many things as its value stand before it, parted by 、 or 和.
    """
    if quantity.rule != "han" or quantity.unit_code not in _SUMMING_UNITS:
        return False
    count = int(quantity.value)
    if not 2 <= count <= _MOST_SUMMED_UP or quantity.bound is not Bound.EXACT:
        return False
    before = folded[max(0, quantity.start - _LIST_REACH) : quantity.start].removesuffix("等")
    clause = re.split(r"[，,。;；:\n]", before)[-1]
    things = re.split(r"、|和|及|与", clause)
    return len(things) == count and all(_SUMMED_UP.search(thing) for thing in things)
