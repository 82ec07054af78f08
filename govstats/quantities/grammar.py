"""The grammar of a quantity: bound, numeral, magnitude, unit. Its words are the catalogue's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import regex

from govstats.catalogue import BoundCues, BoundWords, RankCues, Unit
from govstats.quantities.model import Bound, Quantity
from govstats.quantities.numerals import (
    arabic_value,
    fraction_value,
    han_value,
    tenths_value,
)
from govstats.text import any_of

HAN_NUMERAL = "〇零一二两三四五六七八九十百千万亿廿卅"
_HAN_DIGIT = "〇零一二两三四五六七八九十廿卅"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
# 百 and 千 may begin a unit: 11百分点, 20千米, 5千瓦时
_MAGNITUDE = r"[十百千]?万亿|[十百千]?[万亿]|[百千](?!分[点之]|[米克瓦])"
_FRACTION = (
    rf"(?P<below>[{HAN_NUMERAL}]{{1,6}})分之"
    rf"(?P<above>[{HAN_NUMERAL}]{{1,8}}(?:点[{HAN_NUMERAL}]{{1,6}})?|[0-9]{{1,4}}(?:\.[0-9]{{1,4}})?)"
)
_DURATION = (
    r"(?P<first>[0-9]+(?:\.[0-9]+)?)[ ]?(?P<large>天|日|个?小时)(?P<second>[0-9]+(?:\.[0-9]+)?)[ ]?"
    r"(?P<small>个?小时|分钟|分)(?![钟之])?"
)
# 三成, 九成五; not in 一成立, 八成员
_TENTHS = (
    r"(?P<tenths>[一二两三四五六七八九])成(?P<twentieth>[一二三四五六七八九半])?"
    r"(?![立功员果效为就本品熟长绩都交分型因年])"
)
_SMALLER = {("天", "小时"): 24, ("日", "小时"): 24, ("小时", "分钟"): 60, ("小时", "分"): 60}
_LONGEST_PREFIX = 4
_MAGNITUDE_SIGNS = frozenset("十百千万亿")
# A line that breaks between a number and its unit is a line of prose: not the number of a heading or a table cell.
_PROSE_LINE = 10
_BOUNDARY = r"(?=[ ]?(?:[，,。;；、)!?]|$|\n))"


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled grammar of quantities; made once by `build_grammar` and shared.

    Attributes:
        number: a numeral with what follows it: magnitude, unit, bound.
        broken_number: the same with a line break before the unit.
        prefix: a bound word that ends where the numeral starts.
        magnitude_prefix: the same before 十 百 千 万 亿: 数十, 上百.
        rank: 第N名 or 前N名 from its first character.
        rank_cue: what stands before a rank within the clause, up to its end.
        units: unit by surface.
        bounds: bound by word.
        rank_reach: how many characters before a rank its cue may stand.
    """

    number: regex.Pattern[str]
    broken_number: regex.Pattern[str]
    prefix: regex.Pattern[str]
    magnitude_prefix: regex.Pattern[str]
    rank: regex.Pattern[str]
    rank_cue: regex.Pattern[str]
    units: Mapping[str, Unit]
    bounds: Mapping[str, Bound]
    rank_reach: int

    def read(self, folded: str, start: int) -> Quantity | None:
        """Read the quantity whose numeral starts at an offset.

        Args:
            folded: a text whose width is folded.
            start: offset of the numeral's first character.

        Returns:
            The quantity with its bound words and unit, or None where the number there states none.
        """
        match = self.number.match(folded, start)
        if match is not None and match.end() < len(folded) and folded[match.end()] == "\n":
            match = self._match_over_break(folded, start) or match
        if match is None:
            return None
        value = _value_of(match)
        if value is None:
            return None
        prefix = self.magnitude_prefix if (match["han"] or "")[:1] in _MAGNITUDE_SIGNS else self.prefix
        before = prefix.search(folded, max(0, start - _LONGEST_PREFIX - 1), start)
        unit = self.units.get(match["unit"] or "")
        shown = unit.symbol if unit else (match["odd"] or "")
        if match["large"]:
            small = match["small"].removeprefix("个")
            unit = self.units["分钟" if small == "分" else small]
            shown = unit.symbol
        if match["below"] or match["tenths"]:
            unit, shown = self.units["%"], "%"
        doubts = () if unit else ("unknown unit",) if shown else ("no unit",)
        return Quantity(
            start=before.start("word") if before else start,
            end=match.end(),
            value=value,
            unit_code=unit.code if unit else None,
            unit=shown,
            bound=self._bound(before["word"] if before else None, match),
            rule=_rule_of(match),
            doubts=doubts,
        )

    def read_rank(self, folded: str, start: int) -> Quantity | None:
        """Read the rank that starts at an offset: 第3名, 前十名, 第一 after 列全市.

        Args:
            folded: a text whose width is folded.
            start: offset of 第 or 前.

        Returns:
            The rank, or None where the ordinal there ranks nothing.
        """
        match = self.rank.match(folded, start)
        if match is None or not self.rank_cue.search(folded, max(0, start - self.rank_reach), start):
            return None
        numeral = match["number"]
        value = arabic_value(numeral) if numeral[0].isascii() else han_value(numeral)
        if value is None:
            return None
        bound = Bound.LESS if match["front"] else Bound.EXACT
        return Quantity(start, match.end(), value, "rank_place", match["unit"] or "", bound, "rank")

    def _match_over_break(self, folded: str, start: int) -> regex.Match[str] | None:
        """Match a number whose unit stands on the next line."""
        line_start = folded.rfind("\n", max(0, start - _PROSE_LINE), start)
        return None if line_start >= 0 else self.broken_number.match(folded, start)

    def _bound(self, before: str | None, match: regex.Match[str]) -> Bound:
        inside = match["inside"] or (match["han_magnitude"] or "")[:-1] or match["inside2"]
        for word in (inside, match["after"], before):
            if word:
                return self.bounds[word]
        return Bound.EXACT


def build_grammar(units: Iterable[Unit], bounds: BoundCues, ranks: RankCues) -> Grammar:
    """Compile the grammar from the catalogue's words.

    Args:
        units: the units with their surfaces.
        bounds: the words before, inside and after a numeral that bound its value.
        ranks: what makes an ordinal a rank.

    Returns:
        The grammar.
    """
    by_surface = {surface: unit for unit in units for surface in unit.surfaces}
    inside = any_of(word for group in bounds.inside for word in group.words)
    after = any_of(word for group in bounds.after for word in group.words)
    arabic = (
        rf"(?P<arabic>{_ARABIC})(?:[ ]{{0,2}}(?P<inside>{inside})?(?P<magnitude>{_MAGNITUDE})"
        rf"(?P<tail>[0-9]{{1,4}}(?:[百千](?!分)|(?<=亿[0-9]{{1,4}})万)?(?![0-9.%]))?)?"
    )
    han = (
        rf"(?P<han>[{HAN_NUMERAL}]+(?:点[{_HAN_DIGIT}]+)?)"
        rf"(?P<han_magnitude>(?:{inside})[万亿])?"
    )
    number = (
        rf"(?:{_FRACTION}|{_TENTHS}|{_DURATION}|(?:{arabic}|{han})[ ]{{0,2}}(?P<inside2>{inside})?[ ]{{0,2}}"
        rf"(?:(?P<unit>{_unit_pattern(by_surface)})|(?P<odd>\p{{Han}}){_BOUNDARY})?)(?P<after>{after})?"
    )
    return Grammar(
        number=regex.compile(number),
        broken_number=regex.compile(
            rf"(?:(?P<arabic>{_ARABIC})(?P<inside>{inside})?(?P<magnitude>{_MAGNITUDE})?(?P<inside2>{inside})?)[ ]*\n[ ]{{0,4}}"
            rf"(?P<unit>{_unit_pattern(by_surface)})(?P<after>{after})?(?P<below>)?(?P<large>)?(?P<odd>)?(?P<han>)?(?P<tail>)?(?P<han_magnitude>)?(?P<tenths>)?"
        ),
        prefix=regex.compile("|".join(_prefix_pattern(group) for group in bounds.before)),
        magnitude_prefix=regex.compile(
            "|".join(_prefix_pattern(group) for group in (*bounds.before, *bounds.before_magnitude))
        ),
        rank=regex.compile(
            rf"(?:第[ ]?|(?P<front>前))(?P<number>[0-9]{{1,4}}|[{_HAN_DIGIT}百]{{1,4}})[ ]?"
            rf"(?:(?P<unit>{any_of(ranks.units)})(?!次会|会议)|(?=[ ]?(?:[，,。;；、)”\"]|$|\n)))"
        ),
        rank_cue=regex.compile(rf"(?:{any_of(ranks.before)})[^，,。;；\n]*$"),
        units=by_surface,
        bounds={
            word: Bound(group.bound)
            for groups in (bounds.before, bounds.before_magnitude, bounds.inside, bounds.after)
            for group in groups
            for word in group.words
        },
        rank_reach=ranks.reach,
    )


def _unit_pattern(by_surface: Mapping[str, Unit]) -> str:
    surfaces = []
    for surface in sorted(by_surface, key=len, reverse=True):
        guard = any_of(by_surface[surface].not_before) if len(surface) == 1 else ""
        surfaces.append(regex.escape(surface) + (f"(?!{guard})" if guard else ""))
    return "|".join(surfaces)


def _prefix_pattern(group: BoundWords) -> str:
    guard = f"(?<!{any_of(group.not_after)})" if group.not_after else ""
    return rf"{guard}(?P<word>{any_of(group.words)})[ ]?$"


def _value_of(match: regex.Match[str]) -> Decimal | None:
    if match["tenths"]:
        return tenths_value(match["tenths"], match["twentieth"] or "")
    if match["below"]:
        return fraction_value(match["below"], match["above"])
    if match["large"]:
        pair = (match["large"].removeprefix("个"), match["small"].removeprefix("个"))
        first, second = arabic_value(match["first"]), arabic_value(match["second"])
        factor = _SMALLER.get(pair)
        return None if first is None or second is None or factor is None else first * factor + second
    if match["arabic"]:
        return arabic_value(match["arabic"], match["magnitude"] or "", match["tail"] or "")
    value = han_value(match["han"])
    if value is not None and match["han_magnitude"]:  # 两百余万
        value *= arabic_value("1", match["han_magnitude"][-1]) or 1
    return value


def _rule_of(match: regex.Match[str]) -> str:
    if match["below"] or match["tenths"]:
        return "fraction"
    if match["large"]:
        return "duration"
    return "arabic" if match["arabic"] else "han"
