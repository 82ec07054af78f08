"""Whose an organisation is and which: the place in its name, and the full name of the department."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from govstats.places import Division, Gazetteer
from govstats.reading.headers.dates import without_years
from govstats.reading.headers.pages import PageWords
from govstats.text import any_of

_BRANCH = regex.compile(r"\p{Han}{4,30}?局(?P<short>\p{Han}{2,6})分局")
_AT_WORK = 1024  # names that are asked about again: several times in one report, and in the next one of the same place
_LONGEST_SHORT = 6  # characters of a short name: 武侯, 鄂温克


@dataclass(frozen=True, slots=True)
class Named:
    """A place that some words name.

    Attributes:
        words: the name, as it is to be resolved.
        codes: the codes of the divisions that it may mean; none for a zone and for a place of other years.
        is_zone: whether it is a zone that is no division.
    """

    words: str
    codes: frozenset[str]
    is_zone: bool = False


class Organisations:
    """Reads the names of organisations.

    Args:
        page: short forms of departments, relative names of places, endings of zones.
        gazetteer: the divisions.
    """

    def __init__(self, page: PageWords, gazetteer: Gazetteer) -> None:
        self._page = page
        self._known = frozenset((*page.departments, *page.departments.values(), *page.plain_departments))
        self._relative = regex.compile(
            rf"(?:{any_of([front for front in page.relative_fronts if front])})?(?P<place>{any_of(page.relative_places)})"
        )
        endings = any_of(page.zone_endings)
        self._zone = regex.compile(rf"\p{{Han}}{{2,16}}?(?:{endings})区?|(?:{endings})(?=管)")
        self._not_in_zones = regex.compile(any_of(page.not_in_zones))
        self._found = lru_cache(_AT_WORK)(gazetteer.find)
        self._meant = lru_cache(_AT_WORK)(gazetteer.meant)
        self._cached_place = lru_cache(_AT_WORK)(self._place_in)

    def place_in(self, words: str, year: int) -> Named | None:
        """Find the place that words begin with or hold: a title, an organisation, the name of a site.

        Args:
            words: the words, width folded.
            year: the year of the map.

        Returns:
            The place: that of a branch for 上海市公安局宝山分局, that of a bureau of the city in a district for
            成都市武侯生态环境局, the zone for 苏州工业园区管理委员会, else the first that is named; None where none is.
        """
        return self._cached_place(words, year)

    def _place_in(self, words: str, year: int) -> Named | None:
        return self._district_in(words, year) or self._zone_in(words, year) or self._first_in(words, year)

    def department(self, words: str, place: Division, year: int) -> str:
        """Give the full name of the department that words name, without the place before it.

        Args:
            words: the name of an organisation: 上海市宝山区司法局, 区司法局, 宝山司法局, 司法局.
            place: the place that reports.
            year: the year of the map.

        Returns:
            Such as 司法局; "" where the words name none, or another place's.
        """
        short = self._without_place(words, place, year)
        return self._page.departments.get(short, short)

    def is_department(self, words: str, year: int) -> bool:
        """Tell whether the name of an organisation is that of a department, without any place: 规划建设局."""
        return bool(words) and self._relative.match(words) is None and self.place_in(words, year) is None

    def _without_place(self, words: str, place: Division, year: int) -> str:
        if words in self._known:
            return words
        position = words.rfind(place.name)
        if position >= 0 and not self._is_of_another(words, place, year):
            return words[position + len(place.name) :]
        if branch := self._branch_of(words, place, year):
            return branch
        relative = self._relative.match(words)
        if relative and place.name.endswith(relative["place"]) and len(words) > relative.end() + 1:
            return words[relative.end() :]
        return next(
            (
                words[end:]
                for end in self._ends_of_short_names(words)
                if self._means(words[:end], place, year)
            ),
            "",
        )

    def _is_of_another(self, words: str, place: Division, year: int) -> bool:
        """Tell whether words name a place that is not the one that reports."""
        named = self.place_in(words, year)
        return named is not None and bool(named.codes) and place.code not in named.codes

    def _branch_of(self, words: str, place: Division, year: int) -> str:
        """Give the branch that words name of a bureau above: 公安分局 for 上海市公安局宝山分局 in 宝山区."""
        branch = self._branch_in(words, year)
        return branch[0] if branch and place.code in branch[1].codes else ""

    def _branch_in(self, words: str, year: int) -> tuple[str, Named] | None:
        match = _BRANCH.fullmatch(words)
        if match is None:
            return None
        found = self._found(words, year)
        if not found or found[0].start:
            return None
        above, bureau = words[: found[0].end], words[found[0].end : match.start("short")]
        named = self._resolved(above + match["short"], year)
        return (bureau.removesuffix("局") + "分局", named) if named else None

    def _district_in(self, words: str, year: int) -> Named | None:
        """Find the district of a branch, or of a bureau that belongs to the city and is called after a district."""
        if branch := self._branch_in(words, year):
            return branch[1]
        found = self._found(words, year)
        if not found or found[0].start:
            return None
        end = found[0].end
        for further in self._ends_of_short_names(words[end:]):
            if named := self._resolved(words[: end + further], year):
                return named
        return None

    def _ends_of_short_names(self, words: str) -> Iterator[int]:
        """Give where a name may end that stands before a known department."""
        for end in range(2, min(len(words), _LONGEST_SHORT + 1)):
            department = words[end:]
            if department in self._known or department.removesuffix("分局") + "局" in self._known:
                yield end

    def _resolved(self, words: str, year: int) -> Named | None:
        meant = self._meant(words, year)
        return Named(words, frozenset({meant.code})) if meant else None

    def _means(self, short: str, place: Division, year: int) -> bool:
        """Tell whether a short name means a place: 宝山, 恩施州."""
        for name in (short, short.removesuffix(place.name[-1])):
            meant = self._meant(name, year, place.full_name)
            if meant is not None and meant.code == place.code:
                return True
        return False

    def _zone_in(self, words: str, year: int) -> Named | None:
        """Find a zone at the beginning of words, perhaps behind the places in which it lies."""
        rest = without_years(words).strip()
        start = 0
        for found in self._found(rest, year):
            if found.start != start:
                break
            start = found.end
        match = self._zone.match(rest, start)
        if match is None or self._not_in_zones.search(match[0]):
            return None
        return Named(rest[: match.end()], frozenset(), is_zone=True)

    def _first_in(self, words: str, year: int) -> Named | None:
        found = next(iter(self._found(words, year)), None)
        if found is None:
            return None
        return Named(
            words[found.start : found.end], frozenset(division.code for division in found.candidates)
        )
