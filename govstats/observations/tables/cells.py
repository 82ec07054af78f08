"""Cells to observations: a cell is read as the sentence that a person reading the table out would say.

The names of its row and the heads of its column make the words before the figure, the unit is that of the cell, its
head, its row or the line 单位 above the table: 行政复议案件 / 收案(件) / 153 is read as 行政复议案件收案153件. What the words
mean is then found as in prose.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from govstats.observations.context import About
from govstats.observations.model import Extraction, Kind, Observation, Scope, Status
from govstats.observations.tables.layouts import Layout, Value, is_prose, is_year, tidy
from govstats.observations.tables.names import Name, NameReader
from govstats.quantities import Reason, Scan, SetAside
from govstats.text.grids import Cell

ReadAloud = Callable[[str, About, int], Extraction]
"""Reads a sentence with what is known of the report, as one that stands at an offset of it."""

_EVIDENCE_LIMIT = 240
_SIGNED = re.compile(r"^(?P<sign>[-+↑↓▲▼]?)(?P<number>[^↑↓▲▼]*?)(?P<arrow>[↑↓▲▼]?)(?:[①-⑳*※]|\[\d{1,2}\])?$")
_FALLING = frozenset("-↓▼")
_NEEDS_GAP = re.compile(r"[0-9A-Za-z%〇一二两三四五六七八九十百千万亿]$")
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=年)")
_POINTS = "分"
_ARROWS = frozenset("↑↓▲▼")
_PERCENT = ("%", "‰")
_SHORT_NAME = 6  # characters; one so short may need the caption to be understood: 民事
_NO_SUBJECT = "no subject"
_LEAST_NAME = 2  # characters of a place's name that is never shortened: 赵县


class TableReading:
    """One table on its way to observations."""

    def __init__(
        self, names: NameReader, text: str, folded: str, layout: Layout, about: About, read_aloud: ReadAloud
    ) -> None:
        self._names = names
        self._text, self._folded = text, folded
        self._layout = layout
        self._caption = names.caption_of(folded, layout)
        year = self._caption.year
        self._about = (
            about
            if year is None or about.year is None
            else dataclasses.replace(about, year=min(year, about.year))
        )
        self._read_aloud = read_aloud
        rows = {value.stubs[-1] for value in layout.values if value.stubs}
        columns = {value.heads[-1] for value in layout.values if value.heads}
        self._is_of_neighbours = any(self._is_by_name(name) for name in rows)
        self._has_bodies = names.has_rows_of_bodies(layout) or any(map(self._is_area, rows))
        self._has_columns_of_bodies = names.are_bodies(columns) or any(map(self._is_area, columns))
        self._total_rows = {
            (value.column, value.stubs[:-1])
            for value in layout.values
            if value.stubs and names.names_total(value.stubs[-1])
        }
        self._total_columns = {
            value.heads[:-1] for value in layout.values if value.heads and names.names_total(value.heads[-1])
        }
        self._edges: dict[int, tuple[int, int]] = {}
        self._heads = list(dict.fromkeys(value.heads for value in layout.values))
        stubs, heads = [value.stubs for value in layout.values], [value.heads for value in layout.values]
        self._years_by_row, self._years_by_column = _fronts_of_years(stubs), _fronts_of_years(heads)
        self._not_adding: set[int] = set()  # where ratios, ranks and points stand
        self._wholes: dict[int, Observation] = {}
        self._rest: dict[int, Decimal] = {}
        self._rows_among: set[int] = set()

    def run(self, scan: Callable[[str], Scan], most: int) -> Extraction:
        """Read all cells, but no more than so many that hold figures."""
        observations: list[Observation] = []
        aside: list[SetAside] = []
        for index, value in enumerate(self._layout.values):
            read = self._read_value(value) if index < most else Extraction((), ())
            observations += read.observations
            aside += read.set_aside
            if not read.observations and not read.set_aside:
                aside.append(self._set_aside(value.cell.start, value.cell.end, Reason.OTHER, "table/unread"))
        for cell in self._layout.numbering:
            aside.append(self._set_aside(cell.start, cell.end, Reason.LIST, "table/numbering"))
        for cell in self._layout.texts:
            found = self._read_text(cell, scan)
            observations += found.observations
            aside += found.set_aside
        return Extraction(self._with_totals(observations), tuple(aside))

    def _read_value(self, value: Value) -> Extraction:
        stubs = tuple(name for name in value.stubs if not self._is_own(name))
        heads = tuple(name for name in value.heads if not self._is_own(name))
        row, column = self._names.read_name(stubs), self._names.read_name(heads)
        if refused := self._refusal_of(value):
            return Extraction((), (self._refuse(value.cell, refused),))
        if any((name.is_ratio or name.is_rank or name.is_score) for name in (row, column)):
            self._not_adding.add(value.cell.start)
        words = self._folded[value.cell.start : value.cell.end]
        prefix = self._prefix(row, column, column_first=self._is_beside_total_column(value))
        if not value.is_plain:
            return self._place(self._aloud(prefix, words), value.cell, row, value)
        signed = _SIGNED.match(tidy(words))
        if signed is None:
            return Extraction((), ())
        change = column.change or row.change
        number = signed["number"]
        if change:
            prefix += _spoken_change(change, is_falling=bool({signed["sign"], signed["arrow"]} & _FALLING))
        elif {signed["sign"], signed["arrow"]} & _ARROWS:
            return Extraction((), (self._refuse(value.cell, "unknown_change"),))
        unit = "" if not number[-1:].isdigit() else self._unit_of(value, row, column)
        if (row.is_rank or column.is_rank) and number.isdigit():
            number, unit = f"第{number}", ""
        spoken = self._aloud(prefix, number + unit)
        if self._caption.words and not row.is_among and _says_too_little(spoken, row.words + column.words):
            named = self._aloud(self._with_caption(row, column, prefix), number + unit)
            spoken = named if len(_figures_of(named)) == 1 else spoken
        read = self._whole_cell(spoken, value, row)
        return read if change or not signed["sign"] else _as_signed(read, signed["sign"])

    def _refusal_of(self, value: Value) -> str:
        """Tell why a figure is left alone: the sum of several years, or a month that nothing names; "" otherwise."""
        if self._sums_years(value.heads, self._years_by_column) or self._sums_years(
            value.stubs, self._years_by_row
        ):
            return "sum_of_years"
        return "unknown_time" if self._names.names_moment((*value.stubs, *value.heads)) else ""

    def _sums_years(self, names: tuple[str, ...], fronts: frozenset[tuple[str, ...]]) -> bool:
        return bool(names) and self._names.names_total(names[-1]) and names[:-1] in fronts

    def _refuse(self, cell: Cell, rule: str) -> SetAside:
        return self._set_aside(cell.start, cell.end, Reason.OTHER, f"table/{rule}")

    def _prefix(self, row: Name, column: Name, *, column_first: bool) -> str:
        times = row.times + column.times
        if column_first:  # a category beside a column of totals
            return times + column.words + row.words
        return times + row.words + column.words

    def _with_caption(self, row: Name, column: Name, prefix: str) -> str:
        """Put what the caption says before the names, behind the words of time."""
        times = row.times + column.times
        return times + self._caption.words + prefix.removeprefix(times)

    def _unit_of(self, value: Value, row: Name, column: Name) -> str:
        own = column.unit or value.unit or row.unit
        if column.is_score and not column.unit:
            return _POINTS
        if (column.is_ratio or row.is_ratio) and not column.unit and own not in _PERCENT:
            own = ""  # 完成率 or 增长率 beside a column of units: 件 is the unit of what is counted
        elif column.change or row.change:
            return "个百分点" if own in _PERCENT and not column.unit else own
        if own:
            return own
        is_ratio = column.is_ratio or row.is_ratio
        fitting = [unit for unit in self._caption.units if (unit in _PERCENT) == is_ratio]
        return fitting[0] if len(fitting) == 1 else ""

    def _aloud(self, prefix: str, words: str) -> _Spoken:
        lead = f"{self._caption.words}。" if self._caption.words else ""
        gap = "为" if _NEEDS_GAP.search(prefix) and words[:1].isdigit() else ""
        front = lead + prefix + gap
        extraction = self._read_aloud(f"{front}{words}。", self._about, self._layout.grid.start)
        return _Spoken(extraction, len(front), prefix)

    def _whole_cell(self, spoken: _Spoken, value: Value, row: Name) -> Extraction:
        """Take the one figure of a cell, which is the whole cell."""
        cell = value.cell
        found = _figures_of(spoken)
        if len(found) != 1:
            reasons = [one.reason for one in spoken.extraction.set_aside if one.end > spoken.front]
            reason = reasons[0] if reasons else Reason.OTHER
            return Extraction((), (self._set_aside(cell.start, cell.end, reason, "table/unread"),))
        return Extraction((self._settle(found[0], cell.start, cell.end, value, row, spoken.prefix),), ())

    def _place(self, spoken: _Spoken, cell: Cell, row: Name, value: Value) -> Extraction:
        """Take what a cell of several words holds."""
        move = cell.start - spoken.front
        observations = []
        for one in spoken.extraction.observations:
            if one.start >= spoken.front:
                settled = self._settle(one, one.start + move, one.end + move, value, row, spoken.prefix)
                part_of = (
                    one.part_of + move if one.part_of is not None and one.part_of >= spoken.front else None
                )
                observations.append(replace(settled, part_of=part_of))
        return Extraction(tuple(observations), tuple(self._moved(spoken, move)))

    def _moved(self, spoken: _Spoken, move: int) -> Iterator[SetAside]:
        for one in spoken.extraction.set_aside:
            if one.start >= spoken.front:
                yield self._set_aside(one.start + move, one.end + move, one.reason, f"table/{one.rule}")

    def _settle(
        self, one: Observation, start: int, end: int, value: Value, row: Name, prefix: str
    ) -> Observation:
        """Put a figure where it stands in the text, as a part if the table says so."""
        evidence = self._evidence(value.row, end)
        settled = replace(
            one,
            start=start,
            end=end,
            text=self._text[start:end],
            evidence_start=evidence[0],
            evidence_end=evidence[1],
            label=one.label or prefix,
            part_of=None,
            rule=f"table/{one.rule}",
            status=self._status_of(value, one, prefix),
        )
        if self._names.read_name(value.heads).is_score or self._names.is_since_ever(value.heads, self._heads):
            settled = _as_uncoded(settled)
        whole = self._whole_of(value, row, settled)
        if self._is_of_others(value):
            settled = _as_part(replace(settled, scope=Scope.OTHER))
        elif whole is not None or value.row in self._rows_among or self._is_part(value):
            settled = _as_part(settled)
        if whole is None or not self._adds_up(settled, whole):
            return settled
        return replace(settled, part_of=whole.start)

    def _status_of(self, value: Value, one: Observation, prefix: str) -> Status:
        """Tell whether a figure is aimed at; among plans, a year that is over still tells what happened."""
        if self._is_target(value):
            return Status.TARGET
        year = self._about.year
        named = [int(each) for each in _YEAR.findall(prefix)]
        if year is not None and named and max(named) <= year and not self._names.aims(prefix):
            return Status.ACTUAL
        return one.status

    def _whole_of(self, value: Value, row: Name, one: Observation) -> Observation | None:
        """Give the figure of the row that this one's row breaks down.

        What follows a row of 其中 may belong to it as well: it does as long as the parts do not exceed the whole. Rates
        and changes do not add up: they belong to it where the counts of their row do.
        """
        column = value.column
        whole = self._wholes.get(column)
        rest = self._rest.get(column)
        is_part = row.is_among or value.row in self._rows_among
        if not is_part and rest is not None and whole is not None:
            is_part = self._adds_up(one, whole) and 0 <= one.value <= rest
        if not is_part or whole is None:
            self._wholes[column] = one
            self._rest.pop(column, None)
            return None
        if self._adds_up(one, whole):
            self._rest[column] = (whole.value if rest is None else rest) - one.value
            self._rows_among.add(value.row)
        return whole

    def _is_part(self, value: Value) -> bool:
        """Whether a cell counts less than the whole place: a body's row, a row or column beside one of totals."""
        name = value.stubs[-1] if value.stubs else ""
        head = value.heads[-1] if value.heads else ""
        if name in self._names.subtotals or head in self._names.subtotals:
            return True
        if self._names.read_name(value.heads).is_among:
            return True
        if name and not self._names.names_total(name) and not self._is_by_name(name):
            is_beside_total = (value.column, value.stubs[:-1]) in self._total_rows
            if is_beside_total and value.stubs[:-1] not in self._years_by_row:
                return True
            if self._has_bodies and not self._is_own(name) and self._names.read_name((name,)).words:
                return True
        if head and self._has_columns_of_bodies and self._is_bodys(head):
            return True
        return self._is_beside_total_column(value)

    def _is_bodys(self, head: str) -> bool:
        """Whether a head among those of bodies is one's: neither the place's own, nor a total, nor a count."""
        if self._is_own(head) or self._names.names_total(head):
            return False
        return self._names.is_body(head)

    def _is_beside_total_column(self, value: Value) -> bool:
        if value.heads and self._names.names_total(value.heads[-1]):
            return False
        fronts = self._total_columns - self._years_by_column
        return value.heads[:-1] in fronts or any(
            front and value.heads[: len(front)] == front for front in fronts
        )

    def _is_target(self, value: Value) -> bool:
        return any(self._names.read_name(names).is_target for names in (value.stubs, value.heads))

    def _is_of_others(self, value: Value) -> bool:
        """Whether a row or column is the whole of a place that is not the report's: 全市 in a district's report."""
        if self._is_of_neighbours and value.stubs and self._names.names_total(value.stubs[-1]):
            return True  # the sum of the place and its neighbours
        names = (*value.stubs, *value.heads)
        return self._about.place is not None and any(
            (area := self._names.names_area(name)) and not self._is_own(area) for name in names
        )

    def _is_area(self, name: str) -> bool:
        """Whether a name is that of a whole place, so that its neighbours are places as well."""
        return self._names.names_area(name) == name != "" or self._is_own(name)

    def _is_by_name(self, name: str) -> bool:
        """Whether a name is the report's place's, written as one among others: 闵行区 or 闵行."""
        place = self._about.place
        if place is None:
            return False
        short = place.name[:-1] if len(place.name) > _LEAST_NAME else place.name
        return name in (place.name, short, place.full_name)

    def _is_own(self, name: str) -> bool:
        place = self._about.place
        return place is not None and (self._is_by_name(name) or name == f"全{place.name[-1]}")

    def _with_totals(self, observations: Sequence[Observation]) -> tuple[Observation, ...]:
        """Make the rows beside a row of totals parts of it."""
        starts = {one.start: one for one in observations}
        totals = {
            (value.column, value.stubs[:-1]): value.cell.start
            for value in self._layout.values
            if value.stubs and self._names.names_total(value.stubs[-1]) and value.cell.start in starts
        }
        for value in self._layout.values:
            one = starts.get(value.cell.start)
            if one is None or one.part_of is not None or not value.stubs:
                continue
            total = totals.get((value.column, value.stubs[:-1]))
            if self._is_by_name(value.stubs[-1]):
                continue  # a place is no part of itself and its neighbours
            if total is not None and total != one.start and self._adds_up(one, starts[total]):
                starts[one.start] = replace(one, part_of=total)
        return tuple(starts[one.start] for one in observations)

    def _adds_up(self, part: Observation, total: Observation) -> bool:
        """Whether a figure is one of those that make up a total; the rates of parts do not add up."""
        return (
            part.start not in self._not_adding
            and part.unit_code == total.unit_code
            and part.unit_code != "percent"
            and part.kind is total.kind is Kind.LEVEL
        )

    def _read_text(self, cell: Cell, scan: Callable[[str], Scan]) -> Extraction:
        """Read a cell that is no figure: prose is read as such, the numbers of a name are set aside."""
        words = self._folded[cell.start : cell.end]
        if is_prose(words):
            read = self._read_aloud(words, self._about, cell.start)
            return Extraction(
                tuple(_moved_to(one, cell.start, self._text) for one in read.observations),
                tuple(
                    self._set_aside(cell.start + one.start, cell.start + one.end, one.reason, one.rule)
                    for one in read.set_aside
                ),
            )
        scanned = scan(words)
        numbers = [(one.start, one.end, one.reason, one.rule) for one in scanned.set_aside]
        numbers += [(one.start, one.end, Reason.NAME, "table/name") for one in scanned.quantities]
        aside = (
            self._set_aside(cell.start + start, cell.start + end, reason, rule)
            for start, end, reason, rule in numbers
        )
        return Extraction((), tuple(aside))

    def _set_aside(self, start: int, end: int, reason: Reason, rule: str) -> SetAside:
        return SetAside(start, end, self._text[start:end], reason, rule)

    def _evidence(self, row: int, end: int) -> tuple[int, int]:
        """Give the row that a figure stands in, or what is near the figure in a long one."""
        if row not in self._edges:
            filled = [cell for cell in self._layout.grid.rows[row].cells if cell.end > cell.start]
            self._edges[row] = filled[0].start, filled[-1].end
        first, last = self._edges[row]
        if last - first <= _EVIDENCE_LIMIT:
            return first, last
        return max(first, end - _EVIDENCE_LIMIT), max(end, min(last, first + _EVIDENCE_LIMIT))


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A sentence read.

    Attributes:
        extraction: what was read from it.
        front: how many characters stand before the words of the cell.
        prefix: the words of the names.
    """

    extraction: Extraction
    front: int
    prefix: str


def _figures_of(spoken: _Spoken) -> list[Observation]:
    """Give the figures that the words of the cell hold."""
    return [one for one in spoken.extraction.observations if one.end > spoken.front]


def _says_too_little(spoken: _Spoken, names: str) -> bool:
    """Whether the one figure of a cell measures no indicator, and its names alone do not say what it is about."""
    found = _figures_of(spoken)
    if len(found) != 1 or found[0].indicator is not None:
        return False
    return _NO_SUBJECT in found[0].doubts or len(names) <= _SHORT_NAME


def _spoken_change(change: str, *, is_falling: bool) -> str:
    """Say what a figure is compared with, and whether it rose or fell."""
    basis = "环比" if "环比" in change else "比上年" if "上年" in change or "去年" in change else "同比"
    return basis + ("下降" if is_falling else "上升")


def _fronts_of_years(names: Sequence[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    """Give the names before the last one under which at least two years stand side by side."""
    years: dict[tuple[str, ...], set[str]] = {}
    for each in names:
        if each and is_year(each[-1]):
            years.setdefault(each[:-1], set()).add(each[-1][:4])
    return frozenset(front for front, found in years.items() if len(found) > 1)


def _as_signed(read: Extraction, sign: str) -> Extraction:
    """Give a level written with a sign its sign; no count has one, so that it measures no indicator."""
    falls = sign in _FALLING
    return Extraction(
        tuple(
            _as_uncoded(replace(one, value=-one.value if falls else one.value)) for one in read.observations
        ),
        read.set_aside,
    )


def _as_uncoded(one: Observation) -> Observation:
    """Take a figure for one that measures no indicator, whatever the catalogue holds."""
    grounds = replace(one.grounds, scope_if_coded=None)
    return replace(
        one, indicator=None, scope=grounds.scope_if_uncoded, grounds=grounds, confidence=grounds.confidence
    )


def _as_part(one: Observation) -> Observation:
    """Take a figure for one that counts less than the whole place, and so measures no indicator."""
    scope = one.scope if one.scope is Scope.OTHER else Scope.PART
    grounds = replace(one.grounds, scope_if_coded=None, scope_if_uncoded=scope)
    return replace(one, indicator=None, scope=scope, grounds=grounds, confidence=grounds.confidence)


def _moved_to(one: Observation, by: int, text: str) -> Observation:
    """Put a figure read from the words of a cell where it stands in the text."""
    return replace(
        one,
        start=one.start + by,
        end=one.end + by,
        text=text[one.start + by : one.end + by],
        evidence_start=one.evidence_start + by,
        evidence_end=one.evidence_end + by,
        part_of=None if one.part_of is None else one.part_of + by,
    )
