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
    """

    code: str
    symbol: str
    name: str
    dimension: str
    surfaces: tuple[str, ...]
    base: str
    factor: Decimal


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
        definition: what is counted, in Chinese, one sentence.
        wordings: what a label says that means it: words parted by spaces, in any order, each a choice of
            synonyms parted by slashes, as in "行政复议 办结/审结/结案" (see matching.py).
        examples: phrases that must be read as it.
        refuses: clauses near it that must not be read as it.
        numerator: code of the indicator that a rate's numerator is.
        denominator: code of the indicator that a rate's denominator is.
        also_in: codes of further units that count the same thing one for one: 505家 where the unit is 个.
        topic: the topic file that it stands in; filled by the loader.
    """

    code: str
    name: str
    name_en: str
    unit: str
    aggregation: Literal["sum", "none"]
    definition: str
    wordings: tuple[str, ...]
    examples: tuple[Example, ...]
    refuses: tuple[str, ...] = ()
    numerator: str | None = None
    denominator: str | None = None
    also_in: tuple[str, ...] = ()
    topic: str = ""
