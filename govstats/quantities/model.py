"""Mentions: the spans of a text that contain a number."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec


class Bound(StrEnum):
    """How a stated value limits the true one."""

    EXACT = "="
    ABOUT = "~"
    """约, 近, 左右"""
    MORE = ">"
    """余, 多, 超, 以上, 逾, 突破"""
    LESS = "<"
    """不足, 以内, 以下"""


class Reason(StrEnum):
    """Why a number is no figure."""

    DATE = "date"
    """2020年, 1-9月, 12月31日, 十四五"""
    DOC_NUMBER = "doc_number"
    """宝司〔2021〕1号"""
    ORDINAL = "ordinal"
    """第三届, 首批"""
    NAME = "name"
    """12348, 七五普法, 一网通办, "1+16", PM2.5, a number in the title of a document"""
    LIST = "list"
    """一是, (三), 2."""
    TERM = "term"
    """三年行动计划, 24小时值班: the length of a programme or a service"""
    AGE = "age"
    """18周岁以下"""
    ARTICLE = "article"
    """第三条"""
    CHROME = "chrome"
    """page furniture: view counts, index numbers, telephone numbers, clock times"""
    THRESHOLD = "threshold"
    """3人以上群体性案件: a number that defines what is counted"""
    WORD = "word"
    """a Chinese numeral inside a word: 统一, 一些, 千方百计"""
    OTHER = "other"
    """none of these, and no figure that can be read"""


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A quantity as the words of one span say it.

    Attributes:
        start: first code point of the span in the text.
        end: one past the last: text[start:end] is the number with its bound, magnitude and unit words.
        value: the value in the unit, with magnitude words multiplied out: 5292.8万元 is 52928000 元.
        unit_code: key of the unit table, or None for a measure word that is not in it.
        unit: the unit as shown: its symbol, the measure word as written where the table lacks it, "" for none.
        bound: how the value limits the true one.
        rule: the grammar rule that read it.
        doubts: reasons to doubt the reading, such as a damaged text; empty for a plain one.
        named: what is counted, where the span itself says it (无败诉案件); else "".
    """

    start: int
    end: int
    value: Decimal
    unit_code: str | None
    unit: str
    bound: Bound
    rule: str
    doubts: tuple[str, ...] = ()
    named: str = ""


class SetAside(msgspec.Struct, frozen=True, gc=False):
    """A number that is no figure, and why.

    Attributes:
        start: first code point of the span in the text.
        end: one past the last.
        text: text[start:end].
        reason: why it is no figure.
        rule: the rule that said so.
    """

    start: int
    end: int
    text: str
    reason: Reason
    rule: str
