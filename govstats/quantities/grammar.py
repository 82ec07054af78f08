"""The grammar of a quantity: bound, numeral, unit, bound. Its words are the catalogue's.

A numeral (shapes.py) is read first, with its magnitude; then the measure after it, with what stands between (余, 多) and
behind (以上); then two measures of time that follow each other (4天2小时), which are one quantity; then the word before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec
import regex

from govstats.catalogue import BoundCues, BoundWords, RankCues, Unit
from govstats.quantities.model import Bound, Quantity
from govstats.quantities.numerals import arabic_value, han_value
from govstats.quantities.shapes import HAN_NUMERAL, Numeral, NumeralReader
from govstats.text import SeldomPattern, any_behind, any_of, compile_pattern

HAN_RANGE = "han_range"
_HAN_DIGIT = "〇零一二两三四五六七八九十廿卅"
_SMALLER = {("年", "月"): 12, ("天", "小时"): 24, ("日", "小时"): 24, ("小时", "分"): 60, ("分", "秒"): 60}
_SMALL_UNITS = {"月": "个月", "分": "分钟"}
_SHORT_TIME = rf"(?:[0-9]{{1,5}}(?:\.[0-9]{{1,3}})?|[{HAN_NUMERAL}]{{1,4}})[ ]?"
_DURATION = (
    rf"(?P<first>{_SHORT_TIME})(?P<large>[年天日]|个?小时|分钟?)零?(?P<second>{_SHORT_TIME})(?P<small>个月|个?小时|分钟?|秒)"
    rf"(?![之贝])(?:(?P<third>{_SHORT_TIME})(?P<smallest>分钟?|秒))?"
)
_DURATIONS = frozenset({"duration", "calendar_years", "working_duration", "calendar_months"})
_MAYBE_DURATIONS = _DURATIONS | {"scores"}  # 分 is a score or a minute
_LONGEST_PREFIX = 4
_LONGEST_MOVE = 4
_SHARE_REACH = 18
_SHARE_BOUNDS = {"强": Bound.MORE, "弱": Bound.LESS}  # 三分之一强
_MAGNITUDE_SIGNS = frozenset("十百千万亿半")
# A line that breaks between a number and its unit is a line of prose: not the number of a heading or a table cell.
_PROSE_LINE = 10
_END = r"[ ]?(?:[，,。;；、)!?]|$|\n)"
# One sign before the end of a clause is taken for a measure word that the table lacks, unless it never is one.
_ODD = rf"(?P<odd>(?![后前内外中上下里间等的了多余以时号])\p{{Han}})(?={_END}|[和与及或])"
_MINUS = "长升幅速高加"  # 增长-5.3%: a dash after other words parts them from the number
_SIGNED = frozenset({"percent", "percentage_point"})


class Measure(msgspec.Struct, frozen=True):
    """The words after a numeral.

    Attributes:
        end: one past their last character; the numeral's end where there are none.
        shown: the unit as shown; "" for none.
        unit: the unit, or None where the table lacks it.
        bound: the word that bounds the value, or "".
        added: what is added to the value: 0.5 for 三天半.
        factor: what the value is multiplied by: a magnitude on the next line.
    """

    end: int
    shown: str = ""
    unit: Unit | None = None
    bound: str = ""
    added: Decimal = Decimal(0)
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled grammar of quantities; made once by `build_grammar` and shared.

    Attributes:
        numerals: reads a numeral with its magnitude.
        measure: what may follow a numeral: unit, bound.
        measure_below: the same on the next line.
        measure_of_share: what may follow 三成 or 百分之三十.
        range_to: what follows the first number of 三到五个.
        duration: two or three times, one after the other: 4天2小时.
        prefix: a bound word that ends where the numeral starts.
        magnitude_prefix: the same before 十 百 千 万 亿: 数十, 上百.
        prefix_ends: the last characters of these words, and the space that may follow them.
        rank: 第N名 or 前N名 from its first character.
        rank_cue: what stands before a rank within the clause, up to its end.
        rank_move: what stands before a number of places gained or lost.
        share_about: what stands some words before a share that is told roughly: 约占总数的四成.
        units: unit by surface.
        bounds: bound by word.
        rank_reach: how many characters before a rank its cue may stand.
        rank_units: measure words of a rank.
    """

    numerals: NumeralReader
    measure: regex.Pattern[str]
    measure_below: SeldomPattern
    measure_of_share: regex.Pattern[str]
    range_to: SeldomPattern
    duration: SeldomPattern
    prefix: regex.Pattern[str]
    magnitude_prefix: regex.Pattern[str]
    prefix_ends: frozenset[str]
    rank: regex.Pattern[str]
    rank_cue: regex.Pattern[str]
    rank_move: regex.Pattern[str]
    share_about: regex.Pattern[str]
    units: Mapping[str, Unit]
    bounds: Mapping[str, Bound]
    rank_reach: int
    rank_units: frozenset[str]

    def read(self, folded: str, start: int) -> Quantity | None:
        """Read the quantity whose numeral starts at an offset.

        Args:
            folded: a text whose width is folded.
            start: offset of the numeral's first character.

        Returns:
            The quantity with its bound words and unit, or None where the number there states none.
        """
        numeral = self.numerals.read(folded, start)
        if numeral is None:
            return None
        doubts: tuple[str, ...] = ()
        measure = self._measure_after(folded, start, numeral)
        if (
            not measure.shown
            and numeral.rule == "arabic"
            and folded.startswith((" ", "\n", "."), numeral.end)
        ):
            numeral, measure, doubts = self._read_over_gap(folded, start) or (numeral, measure, doubts)
        unit = measure.unit
        if unit is not None and unit.dimension in _MAYBE_DURATIONS:
            duration = self._read_duration(folded, start)
            if duration is not None:
                return duration
        rule, value = numeral.rule, (numeral.value + measure.added) * measure.factor
        if unit is None and rule == "han" and self._goes_on_to(folded, numeral.end):
            rule = HAN_RANGE
        first, bound = self._bound_before(folded, start, rule)
        word = numeral.inside or measure.bound
        if word:
            bound = self.bounds[word]
        elif bound is None:
            bound = Bound.ABOUT if numeral.is_pair else Bound.EXACT
            if numeral.unit == "%" and self.share_about.search(folded, max(0, start - _SHARE_REACH), start):
                bound = Bound.ABOUT
        if unit is not None and unit.code in _SIGNED and self._is_negative(folded, first):
            first, value = first - 1, -value
        return Quantity(
            start=first,
            end=measure.end,
            value=value,
            unit_code=unit.code if unit else None,
            unit=measure.shown,
            bound=bound,
            rule=rule,
            doubts=doubts if unit else ("unknown unit",) if measure.shown else ("no unit",),
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
        if _COUNTED_RANKS.search(folded, max(0, start - _LONGEST_COUNT), start):
            return None
        numeral = match["number"]
        value = arabic_value(numeral) if numeral[0].isascii() else han_value(numeral)
        if value is None:
            return None
        bound = Bound.LESS if match["front"] else Bound.EXACT
        return Quantity(start, match.end(), value, "rank_place", match["unit"] or "", bound, "rank")

    def _read_over_gap(self, folded: str, start: int) -> tuple[Numeral, Measure, tuple[str, ...]] | None:
        """Read a numeral whose digits a space or a line break has come between, if a unit follows it."""
        numeral = self.numerals.read_broken(folded, start)
        written = folded[start : numeral.end] if numeral else ""
        if "\n" in written and "." not in written and self._starts_line(folded, start):
            return None
        measure = self._measure_after(folded, start, numeral) if numeral else None
        if numeral is None or measure is None or measure.unit is None:
            return None
        return numeral, measure, ("digits set apart",)

    def _measure_after(self, folded: str, start: int, numeral: Numeral) -> Measure:
        """Read the measure after a numeral, and the bound words around it."""
        end = numeral.end
        if numeral.unit:
            unit, share = self.units[numeral.unit], self.measure_of_share.match(folded, end)
            return (
                Measure(share.end(), unit.symbol, unit, share["word"])
                if share
                else Measure(end, unit.symbol, unit)
            )
        match = self.measure.match(folded, end)
        if match is None or not match["unit"]:
            below = self._match_below(folded, start, numeral)
            if below is not None:
                factor = arabic_value("1", below["magnitude"] or "") or Decimal(1)
                unit = self.units[below["unit"]]
                word = below["inside"] or below["after"] or ""
                return Measure(below.end(), unit.symbol, unit, word, factor=factor)
        return Measure(end) if match is None else self._measure_of(folded, start, numeral, match)

    def _measure_of(self, folded: str, start: int, numeral: Numeral, match: regex.Match[str]) -> Measure:
        """Tell what the words after a numeral say."""
        inside, more, over, after = match.group("inside", "more", "over", "after")
        written, span, within, times, per = match.group("unit", "span", "within", "times", "per")
        word = inside or more or over or after or ""
        if not written and not span:
            end = match.end() if word or match["odd"] else numeral.end
            return Measure(end, match["odd"] or "", None, word)
        unit, end = self.units[written or "个" + span], match.end()
        if unit.clear_numeral and numeral.rule == "han" and numeral.end == start + 1 and not word:
            return Measure(numeral.end)
        if within and unit.dimension not in _DURATIONS:
            end = match.start("within")
        elif within:
            word = word or "以内"
        if times or per:
            return Measure(end, unit.symbol + ("次" if times else per), None, word)
        if unit.code == "person" and self._is_move(folded, start, match):
            return Measure(end, written, self.units["位次"], word)
        added = Decimal("0.5") if match["half"] or match["rest"] else Decimal(0)
        return Measure(end, unit.symbol, unit, word, added)

    def _goes_on_to(self, folded: str, end: int) -> bool:
        """Tell whether a numeral is the first of two: 三到五个."""
        return folded.startswith(tuple(_TO), end) and self.range_to.match(folded, end) is not None

    def _match_below(self, folded: str, start: int, numeral: Numeral) -> regex.Match[str] | None:
        """Match a measure that stands on the next line."""
        if numeral.rule != "arabic" or folded.find("\n", numeral.end, numeral.end + 3) < 0:
            return None
        return None if self._starts_line(folded, start) else self.measure_below.match(folded, numeral.end)

    def _starts_line(self, folded: str, start: int) -> bool:
        """Tell whether a line begins so closely before an offset that it may be a heading or a cell, not prose."""
        return folded.rfind("\n", max(0, start - _PROSE_LINE), start) >= 0

    def _is_move(self, folded: str, start: int, match: regex.Match[str]) -> bool:
        """Tell whether 2位 or 3名 are places gained or lost: 上升2位."""
        if match["unit"] not in self.rank_units or match["inside"]:
            return False
        return self.rank_move.search(folded, max(0, start - _LONGEST_MOVE), start) is not None and bool(
            _ENDS_CLAUSE.match(folded, match.end())
        )

    def _read_duration(self, folded: str, start: int) -> Quantity | None:
        """Read 4天2小时, 1小时30分, 3分20秒: one quantity in the smallest of its units."""
        match = self.duration.match(folded, start)
        if match is None:
            return None
        large, small = _time_unit(match["large"]), _time_unit(match["small"])
        first, second = _short_value(match["first"]), _short_value(match["second"])
        factor = _SMALLER.get((large, small))
        if first is None or second is None or factor is None:
            return None
        value, end = first * factor + second, match.end("small")
        third = _short_value(match["third"]) if match["third"] else None
        if third is not None and (factor := _SMALLER.get((small, _time_unit(match["smallest"])))):
            value, small, end = value * factor + third, _time_unit(match["smallest"]), match.end()
        unit = self.units[_SMALL_UNITS.get(small, small)]
        first_sign, bound = self._bound_before(folded, start, "duration")
        after = self.measure_of_share.match(folded, end)
        word = after["after"] if after else None
        if after and word:
            end, bound = after.end(), self.bounds[word]
        return Quantity(first_sign, end, value, unit.code, unit.symbol, bound or Bound.EXACT, "duration")

    def _bound_before(self, folded: str, start: int, rule: str) -> tuple[int, Bound | None]:
        """Find the bound word before a numeral: where the quantity starts, and the bound."""
        if folded[start - 1 : start] not in self.prefix_ends:
            return start, None
        is_magnitude = rule in ("han", "fraction") and folded[start] in _MAGNITUDE_SIGNS
        prefix = self.magnitude_prefix if is_magnitude else self.prefix
        match = prefix.search(folded, max(0, start - _LONGEST_PREFIX - 1), start)
        if match is None:
            return start, None
        if match["word"]:
            return match.start("word"), self.bounds[match["word"]]
        return start, self.bounds[match["light"]]

    def _is_negative(self, folded: str, start: int) -> bool:
        return start > 1 and folded[start - 1] == "-" and folded[start - 2] in _MINUS


_TO = "至到~-"
_ENDS_CLAUSE = regex.compile(_END)
# 14项全市第一 counts first places; it ranks nothing
_COUNTED_RANKS = regex.compile(rf"[0-9{HAN_NUMERAL}][个项次](?:全[市省国区县州])?$")
_LONGEST_COUNT = 5


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
    unit, per = _unit_pattern(by_surface), any_of(by_surface)
    # 10万+ but 1+16; 10来件 but 12来访
    inside = any_of(word for group in bounds.inside for word in group.words)
    inside = rf"(?:{inside})(?<!\+(?=[0-9A-Za-z]))(?<!来(?=[自源电访信函往稿宾文校]))"
    after = rf"(?:{any_of(word for group in bounds.after for word in group.words)})(?<!\+(?=[0-9A-Za-z]))"
    roughly = [word for group in bounds.before_verb for word in group.words if word.endswith("占")]
    before = [_prefix_pattern(group, "word") for group in bounds.before]
    before += [_prefix_pattern(group, "light") for group in bounds.before_verb]
    return Grammar(
        numerals=NumeralReader(inside),
        measure=compile_pattern(
            rf"[ ]{{0,2}}(?P<inside>{inside})?[ ]{{0,2}}"
            rf"(?:个(?:(?P<more>[多余来])|(?P<half>半))(?P<span>月|小时|星期)"
            rf"|(?P<unit>{unit})"
            rf"(?:(?P<times>次(?![数日年序要级品生元长第])|\(次\))|(?P<per>/(?:{per}|[百千万]{{1,2}}(?:{per})|[月季班次])))?"
            r"(?:(?<=[天年月时倍])(?P<rest>半)(?![数价径点])|(?<=[天年月时倍周里])(?P<over>[多余])(?![次样元种为数方于]))?"
            rf"|{_ODD})?"
            rf"(?:(?:\(含[^()\n]{{0,8}}\))?(?P<after>{after})|(?P<within>内(?![部容外地资蒙河陆环设审控涝退向需])))?"
        ),
        measure_below=SeldomPattern(
            rf"(?P<inside>{inside})?[ ]{{0,2}}\n[ ]{{0,4}}(?P<magnitude>万亿|[万亿])?(?P<unit>{unit})(?P<after>{after})?"
        ),
        measure_of_share=compile_pattern(
            rf"(?P<word>(?P<after>{after})|[多余几](?![次样元种为数方于])|[强弱](?={_END}|的))"
        ),
        range_to=SeldomPattern(rf"[{_TO}][{HAN_NUMERAL}]{{1,4}}(?:{inside})?(?:{unit})"),
        duration=SeldomPattern(_DURATION),
        prefix=regex.compile("|".join(before)),
        magnitude_prefix=regex.compile(
            "|".join([*before, *(_prefix_pattern(group, "word") for group in bounds.before_magnitude)])
        ),
        prefix_ends=frozenset(
            word[-1]
            for groups in (bounds.before, bounds.before_verb, bounds.before_magnitude)
            for group in groups
            for word in group.words
        )
        | {" "},
        rank=regex.compile(
            rf"(?:第[ ]?|(?P<front>前))(?P<number>[0-9]{{1,4}}|[{_HAN_DIGIT}百]{{1,4}})[ ]?"
            rf"(?:(?P<unit>{any_of(ranks.units)})(?!次会|会议|次)|(?=[ ]?(?:[，,。;；、)”\"]|$|\n)))"
        ),
        rank_cue=regex.compile(rf"(?:{any_of(ranks.before)})[^，,。;；\n]*$"),
        share_about=regex.compile(rf"(?:{any_of(roughly)})[^，,。;；、\n0-9]{{0,14}}$"),
        rank_move=regex.compile(rf"(?:{any_of(ranks.moves)})了?[ ]?$"),
        units=by_surface,
        bounds={
            word: Bound(group.bound)
            for groups in (
                bounds.before,
                bounds.before_verb,
                bounds.before_magnitude,
                bounds.inside,
                bounds.after,
            )
            for group in groups
            for word in group.words
        }
        | _SHARE_BOUNDS,
        rank_reach=ranks.reach,
        rank_units=frozenset(ranks.units),
    )


def _unit_pattern(by_surface: Mapping[str, Unit]) -> str:
    single = [surface for surface in by_surface if len(surface) == 1]
    guards = {surface: any_of(by_surface[surface].not_before) for surface in single}
    guarded = [f"{regex.escape(surface)}(?!{guard})" for surface, guard in guards.items() if guard]
    longer = any_of(surface for surface in by_surface if len(surface) > 1)
    unguarded = any_of(surface for surface in single if not guards[surface])
    return "|".join(filter(None, (longer, *guarded, unguarded)))


def _prefix_pattern(group: BoundWords, name: str) -> str:
    guard = f"(?<!{any_behind(group.not_after)})" if group.not_after else ""
    return rf"{guard}(?P<{name}>{any_of(group.words)})[ ]?$"


def _time_unit(word: str) -> str:
    return word.removeprefix("个").removesuffix("钟")


def _short_value(words: str) -> Decimal | None:
    plain = words.strip()
    return arabic_value(plain) if plain[0].isascii() else han_value(plain)
