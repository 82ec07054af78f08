"""An administrative division, with the years in which it was so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["country", "province", "prefecture", "county"]


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division under one code and one name.

    The map that a report about year Y uses is that of 31 December of Y.

    Attributes:
        code: six-digit code of GB/T 2260; text, so that nothing loses a zero.
        name: the division's name alone, such as 宝山区.
        full_name: its name with those above it, such as 上海市宝山区 or 四川省绵阳市游仙区.
        level: country, province, prefecture or county.
        parent_code: code of the division above; None for the country and for provinces.
        province: name of the province that it lies in; of the province itself for a province.
        valid_from: first year on whose 31 December it was so.
        valid_to: last such year; None while it is so.
        successors: codes that its territory went to when it ended, most of it first; empty while it is valid,
            and where the sources do not tell.
    """

    code: str
    name: str
    full_name: str
    level: Level
    parent_code: str | None
    province: str
    valid_from: int
    valid_to: int | None
    successors: tuple[str, ...] = ()

    def is_valid_in(self, year: int) -> bool:
        """Tell whether the division existed on 31 December of a year."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)
