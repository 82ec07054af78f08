"""The names of divisions, and every way in which a division is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from govstats.places.division import Division

_AUTONOMOUS, _PREFECTURE = "自治州", "州"  # 凉山彝族自治州 is called 凉山州 everywhere


@dataclass(frozen=True, slots=True, eq=False)
class NameTable:
    """All divisions of all years by code, by name and by short name.

    Attributes:
        by_code: divisions by code, the earliest first.
        by_name: divisions by their own name: 宝山区.
        by_short: divisions by their own name without what says its rank: 宝山.
        shorts: the short name of each name.
        first_year: the year of the oldest map.
    """

    by_code: Mapping[str, Sequence[Division]]
    by_name: Mapping[str, Sequence[Division]]
    by_short: Mapping[str, Sequence[Division]]
    shorts: Mapping[str, str]
    first_year: int

    @classmethod
    def of(cls, divisions: Iterable[Division], shorts: Mapping[str, str]) -> NameTable:
        """Index divisions.

        Args:
            divisions: all divisions, in the order of code and year.
            shorts: the short name of each name.
        """
        by_code: defaultdict[str, list[Division]] = defaultdict(list)
        by_name: defaultdict[str, list[Division]] = defaultdict(list)
        for division in divisions:
            by_code[division.code].append(division)
            by_name[division.name].append(division)
        aliases = {shorts[name] + _PREFECTURE: name for name in by_name if name.endswith(_AUTONOMOUS)}
        for alias, name in aliases.items():
            by_name[alias] = [*by_name.get(alias, ()), *by_name[name]]
        shorts = dict(shorts) | {alias: shorts[name] for alias, name in aliases.items()}
        by_short: defaultdict[str, list[Division]] = defaultdict(list)
        for name, known in by_name.items():
            if name in aliases:
                continue
            by_short[shorts[name]] += known
        first_year = min(known[0].valid_from for known in by_code.values())
        return cls(dict(by_code), dict(by_name), dict(by_short), shorts, first_year)

    def at(self, code: str, year: int) -> Division | None:
        """Give the division that a code meant on 31 December of a year."""
        return next((division for division in self.by_code.get(code, ()) if division.is_valid_in(year)), None)

    def above(self, division: Division) -> tuple[Division, ...]:
        """Give the divisions above one, the province first; their names hold for all its years."""
        if division.parent_code is None:
            return ()
        parent = self.at(division.parent_code, division.valid_from)
        return () if parent is None else (*self.above(parent), parent)

    def written(self, text: str, *, short: bool = False) -> list[Division]:
        """Give the divisions of any year that a text names, from its first to its last character.

        Args:
            text: a name (宝山区), or one behind names above it, long or short: 上海市宝山区, 四川游仙区.
            short: whether the last name is to be a short one: 宝山, 上海宝山.
        """
        table = self.by_short if short else self.by_name
        return [
            division
            for start in range(len(text) - 1)
            for division in table.get(text[start:], ())
            if self._fits(text[:start], division)
        ]

    def _fits(self, prefix: str, division: Division) -> bool:
        """Tell whether a text is made of names above a division, in their order, each long or short."""
        if not prefix:
            return True
        ways = [("", above.name, self.shorts[above.name]) for above in self.above(division)]
        return any(prefix == "".join(parts) for parts in product(*ways))


def pick_year(divisions: Iterable[Division], year: int | None) -> tuple[Division, ...]:
    """Choose the divisions of one map, in the order of their codes.

    Args:
        divisions: divisions of any years.
        year: whose map it is; None for the newest one in which any of them is.
    """
    known = list(divisions)
    if year is None:
        year = max((division.valid_to or 9999 for division in known), default=0)
    chosen = {division.code: division for division in known if division.is_valid_in(year)}
    return tuple(chosen[code] for code in sorted(chosen))
