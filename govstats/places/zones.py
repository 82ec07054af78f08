"""Development zones and new areas: named like places, but without a code of GB/T 2260."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from govstats.errors import PlaceError
from govstats.places.division import Division
from govstats.places.finding import Finder
from govstats.places.history import predecessors_in
from govstats.places.names import NameTable, pick_year

MOST_BEFORE = 14  # characters before the ending of a zone's name that may belong to it
MOST_OWN = 8  # of them, those that are no name of a division: 张江 in 上海张江高新技术产业开发区
LONGEST_NAME = 15  # of a division: 双江拉祜族佤族布朗族傣族自治县
SHORTEST_NAME = 2
MOST_LEVELS = 3  # province, prefecture, county
NEWEST = 9999
_HAN = "[\u3400-\u9fff]"
_CHINESE = re.compile(_HAN)


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone, new area or functional district without a code of its own.

    Attributes:
        name: its name, such as 成都高新技术产业开发区.
        kind: what it is: 国家级新区; the ending of its name where it is not in zones.csv.
        divisions: of the year asked for: those that it lies in; for a zone that is not in zones.csv those
            whose name its own begins with. Empty where neither is known.
        is_listed: whether zones.csv has it.
    """

    name: str
    kind: str
    divisions: tuple[Division, ...]
    is_listed: bool


@dataclass(frozen=True, slots=True)
class FoundZone:
    """A place where the name of a zone stands in a text.

    Attributes:
        start: first code point of the name, with the names of divisions that stand before it.
        end: one past the last.
        zone: the zone.
    """

    start: int
    end: int
    zone: Zone


@dataclass(frozen=True, slots=True)
class ListedZone:
    """A row of zones.csv.

    Attributes:
        name: its name.
        also: how it is written besides.
        kind: what it is.
        codes: of the divisions that it lies in, in the newest map in which it has no code of its own.
        until: last year in which it had none; None while that is so.
    """

    name: str
    also: tuple[str, ...]
    kind: str
    codes: tuple[str, ...]
    until: int | None

    def is_uncoded_in(self, year: int | None) -> bool:
        """Tell whether it has no code of its own in the map of a year, None for the newest."""
        return self.until is None or (year is not None and year <= self.until)


@dataclass(frozen=True, slots=True, eq=False)
class ZoneWords:
    """Words by which zones are known (zone_words.csv).

    Attributes:
        strong: endings that only zones have: 高新技术产业开发区 ends in 开发区.
        weak: endings that other words have too, and that need an office behind them: 新区, 示范区.
        office: endings of bodies: 管理委员会, 局.
        front: words before a name that do not belong to it: 关于.
    """

    strong: frozenset[str]
    weak: frozenset[str]
    office: tuple[str, ...]
    front: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ZoneFinder:
    """Finds zones: those of zones.csv by name, all others by how their names end.

    Args:
        names: the divisions, which are no zones.
        finder: knows which words only look like names.
        words: by which zones are known.
        listed: the rows of zones.csv by each of their names.
    """

    names: NameTable
    finder: Finder
    words: ZoneWords
    listed: Mapping[str, ListedZone]
    _listed_words: re.Pattern[str] = field(repr=False)
    _endings: re.Pattern[str] = field(repr=False)
    _behind: re.Pattern[str] = field(repr=False)

    @classmethod
    def of(
        cls, names: NameTable, finder: Finder, words: ZoneWords, listed: Iterable[ListedZone]
    ) -> ZoneFinder:
        """Prepare the search."""
        by_word = {word: zone for zone in listed for word in (zone.name, *zone.also)}
        offices = _any_of(words.office)
        return cls(
            names,
            finder,
            words,
            by_word,
            re.compile(_any_of(by_word)),
            re.compile(_any_of(words.strong | words.weak)),
            re.compile(rf"\s*(?:$|[\n》)）]|(?:19|20)[0-9]{{2}}|二[〇○]|{_HAN}{{0,8}}?(?:{offices}))"),
        )

    def find(self, text: str, year: int | None) -> tuple[FoundZone, ...]:
        """Find the zones that a text names; see Gazetteer.find_zones."""
        found = list(self._find_listed(text, year))
        taken = {position for one in found for position in range(one.start, one.end)}
        for match in self._endings.finditer(text):
            if match.start() in taken or match.end() - 1 in taken:
                continue
            start, end = self._start_of(text, match, taken, year), match.end()
            if start is not None:
                divisions = self._named_in_front(text[start:end], year)
                found.append(
                    FoundZone(start, end, Zone(text[start:end], match[0], divisions, is_listed=False))
                )
                taken.update(range(start, end))
        return tuple(sorted(found, key=lambda one: one.start))

    def named(self, wanted: str, year: int | None) -> Zone | None:
        """Give the zone that a name means which names no division, also with an office behind: 前海管理局."""
        for start in (0, *self._label_ends(wanted, 0, len(wanted))):
            listed = self.listed.get(wanted[start:])
            if listed is not None and listed.is_uncoded_in(year):
                return self._zone_of(listed, year)
        return next((one.zone for one in self.find(wanted, year) if one.start == 0), None)

    def _find_listed(self, text: str, year: int | None) -> Iterator[FoundZone]:
        """Find the zones of zones.csv. A name that ends like none, such as 前海, needs an office behind."""
        zones: dict[str, Zone] = {}
        free = 0
        for match in self._listed_words.finditer(text):
            word, start, end = match[0], match.start(), match.end()
            listed = self.listed[word]
            if not (self._looks_like_zone(word) or text.startswith(self.words.office, end)):
                continue
            if listed.is_uncoded_in(year) and not self._is_lookalike(text, end):
                zones[listed.name] = zones.get(listed.name) or self._zone_of(listed, year)
                yield FoundZone(self._before(text, start, free), end, zones[listed.name])
                free = end

    def _looks_like_zone(self, word: str) -> bool:
        """Tell whether a name of a zone cannot be taken for another word, such as 前海 can."""
        ends_so = word.endswith((*self.words.strong, *self.words.weak))
        return len(word) > SHORTEST_NAME and (ends_so or word == self.listed[word].name)

    def _zone_of(self, listed: ListedZone, year: int | None) -> Zone:
        """Make a row of zones.csv a zone of a year, with the divisions of that year."""
        asked = year if year is not None else listed.until or NEWEST
        inside: dict[str, Division] = {}
        for code in listed.codes:
            last = self.names.at(code, listed.until or NEWEST)
            if last is not None:
                now = (last,) if last.is_valid_in(asked) else predecessors_in(self.names, last, asked)
                inside |= {division.code: division for division in now}
        return Zone(listed.name, listed.kind, tuple(inside[code] for code in sorted(inside)), is_listed=True)

    def _before(self, text: str, start: int, free: int) -> int:
        """Give where the names of divisions begin that end at a character, else the character itself."""
        for _ in range(MOST_LEVELS):
            lengths = range(min(LONGEST_NAME, start - free), SHORTEST_NAME - 1, -1)
            start -= next((each for each in lengths if self._is_label(text[start - each : start])), 0)
        return start

    def _start_of(
        self, text: str, ending: re.Match[str], taken: AbstractSet[int], year: int | None
    ) -> int | None:
        """Tell where the name of a zone begins that is not in zones.csv; None if the words are none."""
        if self._is_lookalike(text, ending.end()):
            return None
        lowest = self._run_before(text, ending.start(), taken)
        start, own = self._first_label(text, lowest, ending.start())
        if self._ends_in_division(text, start, ending.end(), year):
            return None
        is_office = self._behind.match(text, ending.end()) is not None
        is_plain = start < own == ending.start() and ending[0] in self.words.strong
        return start if (is_office or is_plain) and ending.start() - own <= MOST_OWN else None

    def _run_before(self, text: str, end: int, taken: AbstractSet[int]) -> int:
        """Give the first of the Chinese characters before one that may belong to a name with it."""
        start = end
        while (
            start > max(0, end - MOST_BEFORE) and start - 1 not in taken and _CHINESE.match(text, start - 1)
        ):
            start -= 1
        return start

    def _first_label(self, text: str, lowest: int, end: int) -> tuple[int, int]:
        """Give where the names of divisions before an ending begin, and where what is its own does."""
        for start in range(lowest, end):
            if ends := self._label_ends(text, start, end):
                return start, ends[0]
        start = lowest
        while front := next((word for word in self.words.front if text.startswith(word, start, end)), None):
            start += len(front)
        return start, start

    def _label_ends(self, text: str, start: int, limit: int) -> list[int]:
        """Give where chains of names of divisions end that begin at a character, the longest first."""
        ends = set()
        starts = {start}
        for _ in range(MOST_LEVELS):
            starts = {
                stop
                for begin in starts
                for stop in range(begin + SHORTEST_NAME, min(begin + LONGEST_NAME, limit) + 1)
                if self._is_label(text[begin:stop])
            }
            ends |= starts
        return sorted(ends, reverse=True)

    def _is_label(self, word: str) -> bool:
        """Tell whether a word is a name or a short name of a division of any year."""
        return word in self.names.by_name or word in self.names.by_short

    def _is_lookalike(self, text: str, end: int) -> bool:
        """Tell whether the last character belongs to another word: 示范区域."""
        return text[end - 1 : end + 1] in self.finder.lookalikes.after

    def _ends_in_division(self, text: str, start: int, end: int, year: int | None) -> bool:
        """Tell whether the words are a division's, such as 上海市浦东新区; 茂名滨海新区 is not Tianjin's 滨海新区."""
        if pick_year(self.names.written(text[start:end]), year):
            return True
        chains = self._label_ends(text, start, end)
        return any(
            pick_year(self.names.by_name.get(text[position:end], ()), year)
            for position in range(start, end - 1)
            if position not in chains
        )

    def _named_in_front(self, name: str, year: int | None) -> tuple[Division, ...]:
        """Give the divisions whose name a zone's begins with: of 合肥经济技术开发区 Hefei."""
        for end in range(len(name) - 1, SHORTEST_NAME - 1, -1):
            for short in (False, True):
                if known := pick_year(self.names.written(name[:end], short=short), year):
                    return known
        return ()


def refuse_zone(zone: Zone) -> PlaceError:
    """Say that a zone has no code, and what can be done."""
    inside = ", ".join(f"{division.code} {division.full_name}" for division in zone.divisions)
    where = ""
    if inside:
        where = f"; it lies in {inside}" if zone.is_listed else f"; its name begins with that of {inside}"
    kind = f" ({zone.kind})" if zone.is_listed and not zone.name.endswith(zone.kind) else ""
    return PlaceError(
        f"{zone.name}{kind} is a development zone without a code of its own, GB/T 2260 lists none{where}",
        "give --place with the code of the place that its figures are to count under",
    )


def _any_of(words: Iterable[str]) -> str:
    """Write a pattern of words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
