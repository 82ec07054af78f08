"""The entries of the catalogue's data files, as the program sees them."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit of measure.

    Attributes:
        code: stable key, such as percent or case.
        symbol: as shown in rows: %, 件.
        name: English name.
        dimension: what it counts or measures; units convert within a dimension only.
        surfaces: the words of the text that mean it.
        base: code of the unit that factor leads to; its own code for a base unit.
        factor: how many base units it is.
        not_before: characters that show, right after a surface, that it is the start of another word: 3部门.
        clear_numeral: whether a Chinese numeral of one sign before it makes a word and no count: 三包, 两头, 一路.
    """

    code: str
    symbol: str
    name: str
    dimension: str
    surfaces: tuple[str, ...]
    base: str
    factor: Decimal
    not_before: tuple[str, ...] = ()
    clear_numeral: bool = False


class SectionCue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a heading announces.

    Attributes:
        role: plan, problems, duty, achievements or body.
        words: the words of which one stands in the heading.
        examples: headings that have the role.
        refuses: headings that have not.
    """

    role: Literal["plan", "problems", "duty", "achievements", "body"]
    words: tuple[str, ...]
    examples: tuple[str, ...]
    refuses: tuple[str, ...]


class Fragment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named piece of patterns.

    Attributes:
        name: what stands in braces in a pattern.
        pattern: a regular expression; may use fragments that stand before it.
        phrase: something that the whole piece matches.
    """

    name: str
    pattern: str
    phrase: str


class NonFigure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pattern of numbers that are no figures.

    Attributes:
        rule: stable name, its topic first: date/months.
        reason: why the number is no figure.
        pattern: a regular expression that begins at the number or at the sign before it.
        examples: phrases in which 【】 stands around what the rule sets aside.
        refuses: phrases of which the rule sets nothing aside.
    """

    rule: str
    reason: str
    pattern: str
    examples: tuple[str, ...]
    refuses: tuple[str, ...]


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase that an indicator's wordings must read.

    Attributes:
        text: a clause with one figure: 调解成功率达98.16%.
        value: the value that is read from it, in the indicator's unit.
    """

    text: str
    value: str


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be measured and compared.

    Attributes:
        code: stable dotted code, topic first: mediation.success_rate.
        name: Chinese name.
        name_en: English name.
        unit: code of the unit that it is compared in.
        aggregation: sum where figures of parts add up to the whole, none for rates and means.
        stock_or_flow: stock for what is there on a day (在册社区矫正对象), flow for what happens in the course of a
            period; a rate is what its parts are.
        plausible: the least and the greatest value, in the unit, that a place of any level may truly report of a year.
        definition: what is counted, in Chinese, one sentence.
        wordings: what a label says that means it: words parted by spaces, in any order, each a choice of
            synonyms parted by slashes, as in "行政复议 办结/审结/结案 案件?"; a
            question mark says that a word may be missing (see matching.py).
        examples: phrases that must be read as it.
        near: wordings that look like its own and mean something else; a label that one of them reads at least as
            wholly as the indicator's own wordings is not this indicator.
        refuses: clauses near it that must not be read as it.
        numerator: code of the indicator that a rate's numerator is.
        denominator: code of the indicator that a rate's denominator is.
        part_of: code of the whole that it is a part of: 行政复议维持 of 办结行政复议案件.
        issuers_own: whether its figures are of the issuer alone and not of its place: never, by departments (主动公开
            政府信息 of a bureau) or always (中心组学法).
        also_in: codes of further units that count the same thing one for one: 505家 where the unit is 个.
        experimental: whether annotated reports have yet to show how well it is read; figures are coded with it only on
            demand. The word is that of statistical offices for series in their testing phase.
        topic: the first part of its code; filled by the loader.
    """

    code: str
    name: str
    name_en: str
    unit: str
    aggregation: Literal["sum", "none"]
    stock_or_flow: Literal["stock", "flow"]
    plausible: tuple[Decimal, Decimal]
    definition: str
    wordings: tuple[str, ...]
    examples: tuple[Example, ...]
    near: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    numerator: str | None = None
    denominator: str | None = None
    part_of: str | None = None
    also_in: tuple[str, ...] = ()
    issuers_own: Literal["never", "by_departments", "always"] = "never"
    experimental: bool = False
    topic: str = ""


class BoundWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that give a value the same bound.

    Attributes:
        bound: one of = ~ > <.
        words: the words.
        not_after: characters before a word that show it to be part of another one: 签约.
    """

    bound: Literal["=", "~", ">", "<"]
    words: tuple[str, ...]
    not_after: tuple[str, ...]


class BoundCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words before, inside and after a numeral that bound its value; see cues/bounds.yml."""

    before: tuple[BoundWords, ...]
    before_verb: tuple[BoundWords, ...]
    before_magnitude: tuple[BoundWords, ...]
    inside: tuple[BoundWords, ...]
    after: tuple[BoundWords, ...]


class RankExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase that states a rank."""

    text: str
    value: str
    bound: str


class RankCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes an ordinal a rank.

    Attributes:
        before: words of which one stands before it in the clause.
        reach: how many characters before it such a word may stand.
        units: measure words of a rank.
        moves: words before a number of places gained or lost: 上升2位.
        examples: phrases that state a rank.
        refuses: phrases whose ordinal ranks nothing.
    """

    before: tuple[str, ...]
    reach: int
    units: tuple[str, ...]
    moves: tuple[str, ...]
    examples: tuple[RankExample, ...]
    refuses: tuple[str, ...]
