"""The shapes of numerals: a number in a text up to its magnitude. The words around it are the grammar's."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import regex

from govstats.quantities.numerals import (
    arabic_value,
    fraction_value,
    han_value,
    lower_of_pair,
    tenths_value,
)
from govstats.text import compile_pattern

HAN_NUMERAL = "〇零一二两三四五六七八九十百千万亿廿卅"
# Signs that are part of a figure now and then only: 伍拾万元 but 队伍, 缩短半天 but 上半年, 翻番.
SELDOM_NUMERAL = "壹贰叁肆伍陆柒捌玖拾半翻"
_HAN_DIGIT = "〇零一二两三四五六七八九十廿卅"
_FORMAL_DIGIT = "壹贰叁肆伍陆柒捌玖"
# 百 and 千 may begin a unit: 11百分点, 20千米, 5千瓦时. A w is ten thousand in 10w+ only.
_MAGNITUDE = r"[十百千]?万亿|[十百千]?[万亿]|[百千](?!分[点之]|[米克瓦伏])|[wW](?=\+)"
_MEASURED = r"(?=[ ]?(?:[%万亿倍元天吨亩]|个?百分点|个?工作日|小时|公[里斤顷]|平方|[微毫]克))"
_DIGITS = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5}(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
# Digits that a space or a line break has come between: 共1 680万元, 17 6个, 98.⏎3%. What stands before is a word, so
# that the columns of a table do not run together, and what follows is one; a year that lost its 年 is no part of it.
_BROKEN = (
    r"(?:(?<=\p{Han})(?<![年月日第号])(?!(?:19|20)[0-9]{2}[ \n])[1-9][0-9]{0,5}(?:[ \n][0-9]{1,4}){1,3}(?:\.[0-9]{1,2})?"
    r"(?![0-9.])(?=[ ]?[%‰\p{Han}])(?![ ]?[和与及至到年月日])"
    rf"|[0-9]{{1,15}}(?:\.[ \n]|[ \n]\.)[0-9]{{1,6}}{_MEASURED})"
)
# 三成, 九成五, 3.5成; not in 一成立, 八成员
_TENTHS = (
    r"(?P<tenths>[一二两三四五六七八九]|[1-9](?:\.[0-9])?)成(?P<twentieth>[一二三四五六七八九半])?"
    r"(?![立功员果效为就本品熟长绩都交分型因年套人语])"
)
_FRACTION = (
    rf"(?P<below>[{HAN_NUMERAL}]{{1,6}})分之"
    rf"(?P<above>[{HAN_NUMERAL}]{{1,8}}(?:点[{HAN_NUMERAL}]{{1,6}})?|[0-9]{{1,4}}(?:\.[0-9]{{1,4}})?)"
)
_SLASHED = r"(?P<upper>[1-9])/(?P<lower>[2-9]|10)(?![0-9/.])"
_SIGNS_OF_PARTS, _LONGEST_BEFORE_SIGN = frozenset("成/"), len("3.5成")  # what most numbers have none of
_FORMAL = (
    rf"(?:[{_FORMAL_DIGIT}](?:[拾佰仟]|[万亿](?=零?[{_FORMAL_DIGIT}]))|拾(?=[{_FORMAL_DIGIT}万元圆]))[{_FORMAL_DIGIT}拾佰仟零万亿]{{0,14}}"
    rf"|[{_FORMAL_DIGIT}][万亿]?(?=[元圆])|[壹贰叁柒捌玖](?=[件份名户家])"
)
# What shows that a half measures something: 占一半, 缩短半天; in 另一半 and 上半年 it does not.
_BEFORE_SHARE = tuple("占过近达约少减降缩短有至到为成")
_BEFORE_BARE_HALF = ("过", "近", "超")  # 过半, 近半
_AFTER_SHARE = ("以上", "以下", "左右", "的")
_BEFORE_HALF_SPAN = (
    *(
        verb + link
        for verb in ("缩短", "压缩", "提前", "提速", "延长", "用时", "耗时", "平均")
        for link in ("", "了", "至", "到", "为")
    ),
    *("不到", "不足", "超过", "约", "近", "仅", "仅需", "只需"),
)


class Numeral(msgspec.Struct, frozen=True):
    """A numeral as it stands in a text.

    Attributes:
        end: one past its last character.
        value: what it says, magnitude included; the lower number where it names two (五六十).
        rule: arabic, han or fraction.
        inside: the word that bounds it between its digits and its magnitude (30余万, 两百余万), or "".
        is_pair: whether it names two neighbouring numbers: 五六十.
        unit: the unit that it carries itself: % of 三成, 番 of 翻番; else "".
    """

    end: int
    value: Decimal
    rule: str
    inside: str = ""
    is_pair: bool = False
    unit: str = ""


class NumeralReader:
    """Reads numerals by their first sign.

    Args:
        inside: a pattern of the words that may stand between digits and magnitude.
    """

    def __init__(self, inside: str) -> None:
        magnified = (
            rf"(?:[ ]{{0,2}}(?P<inside>{inside})?(?P<magnitude>{_MAGNITUDE})"
            rf"(?:零?(?P<tail>(?:(?<=亿)[0-9]{{1,4}}万|[0-9]{{1,4}}(?:[百千](?!分))?)(?![0-9.%])))?)?"
        )
        self._arabic = compile_pattern(f"(?P<digits>{_DIGITS}){magnified}")
        self._broken = compile_pattern(f"(?P<digits>{_BROKEN}){magnified}")
        self._part_of_whole = compile_pattern(f"{_TENTHS}|{_SLASHED}")
        self._han = compile_pattern(
            rf"{_FRACTION}|{_TENTHS}|(?P<half>一半)"
            rf"|(?P<han>[{HAN_NUMERAL}]+(?<!千(?=[米克瓦伏]))(?<!百(?=分[点之]))(?:点[{_HAN_DIGIT}]+)?)"
            rf"(?:(?P<inside>{inside})?(?P<magnitude>万亿|[万亿]))?"
        )
        self._seldom = compile_pattern(
            rf"(?P<doubled>翻番)|(?P<most>半数?(?![百数天年月日小个导径场身路壁岛夜]))|(?P<half>半(?=个?(?:小时|月|工作日)|[天日年]))|(?P<formal>{_FORMAL})"
        )

    def read(self, folded: str, start: int) -> Numeral | None:
        """Read the numeral that starts at an offset.

        Args:
            folded: a text whose width is folded.
            start: offset of its first sign.

        Returns:
            The numeral, or None where the signs there are none, or one that no figure is as long as.
        """
        sign = folded[start]
        if sign.isascii():
            return self._read_arabic(folded, start)
        return self._read_seldom(folded, start) if sign in SELDOM_NUMERAL else self._read_han(folded, start)

    def read_broken(self, folded: str, start: int) -> Numeral | None:
        """Read a numeral whose digits a space or a line break has come between: 3. 5万, 17 6, 1 680.

        Args:
            folded: a text whose width is folded.
            start: offset of its first digit.

        Returns:
            The numeral, or None where the digits there stand together, or are two numbers.
        """
        return _read_digits(self._broken.match(folded, start))

    def _read_arabic(self, folded: str, start: int) -> Numeral | None:
        part = None
        if not _SIGNS_OF_PARTS.isdisjoint(folded[start + 1 : start + _LONGEST_BEFORE_SIGN]):
            part = self._part_of_whole.match(folded, start)
        if part is not None and part["tenths"]:
            return _percent(part.end(), tenths_value(part["tenths"], part["twentieth"] or ""))
        if (
            part is not None
            and _is_part(folded, start, part.end())
            and int(part["upper"]) < int(part["lower"])
        ):
            return _percent(part.end(), fraction_value(part["lower"], part["upper"]))
        return _read_digits(self._arabic.match(folded, start))

    def _read_han(self, folded: str, start: int) -> Numeral | None:
        match = self._han.match(folded, start)
        if match is None:
            return None
        if match["han"]:
            return _read_words(match)
        if match["half"]:
            return _percent(match.end(), Decimal(50)) if _is_share(folded, start, match.end()) else None
        if match["tenths"]:
            return _percent(match.end(), tenths_value(match["tenths"], match["twentieth"] or ""))
        return _percent(match.end(), fraction_value(match["below"], match["above"]))

    def _read_seldom(self, folded: str, start: int) -> Numeral | None:
        match = self._seldom.match(folded, start)
        if match is None:
            return None
        end = match.end()
        if match["doubled"]:
            return Numeral(end, Decimal(1), "han", unit="番")
        if match["most"]:
            is_share = match["most"] == "半数" or folded.endswith(_BEFORE_BARE_HALF, 0, start)
            return _percent(end, Decimal(50)) if is_share else None
        if match["half"]:
            measures = folded.endswith(_BEFORE_HALF_SPAN, 0, start)
            return Numeral(end, Decimal("0.5"), "han") if measures else None
        value = han_value(match["formal"])
        return None if value is None else Numeral(end, value, "han")


def _read_digits(match: regex.Match[str] | None) -> Numeral | None:
    if match is None:
        return None
    digits, magnitude, tail, inside = match.group("digits", "magnitude", "tail", "inside")
    value = arabic_value(digits, magnitude or "", tail or "")
    return None if value is None else Numeral(match.end(), value, "arabic", inside or "")


def _read_words(match: regex.Match[str]) -> Numeral | None:
    words = match["han"]
    value = lower_of_pair(words)
    is_pair = value is not None
    if value is None:
        value = han_value(words)
    if value is None:
        return None
    if match["magnitude"]:  # 两百余万
        value *= arabic_value("1", match["magnitude"]) or 1
    return Numeral(match.end(), value, "han", match["inside"] or "", is_pair)


def _percent(end: int, value: Decimal | None) -> Numeral | None:
    return None if value is None else Numeral(end, value, "fraction", unit="%")


def _is_share(folded: str, start: int, end: int) -> bool:
    """Tell whether a half or a 2/3 is a share of something: 占一半, 2/3以上, 1/3的任务."""
    return folded.endswith(_BEFORE_SHARE, 0, start) or folded.startswith(_AFTER_SHARE, end)


def _is_part(folded: str, start: int, end: int) -> bool:
    """Tell whether a 2/3 is part of something: 占2/3, 2/3以上, ;1/10转入诉讼; not the page 1/3."""
    following = folded[end : end + 1]
    return _is_share(folded, start, end) or ("\u4e00" <= following <= "\u9fff" and following not in "页版期")
