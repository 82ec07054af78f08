"""Tables to observations: a cell is read as the sentence that a person reading the table out would say.

The names of its row and the heads of its column make the words before the figure, the unit is that of the cell, its
head, its row or the line 单位 above the table: 行政复议案件 / 收案(件) / 153 is read as 行政复议案件收案153件. What the words
mean is then found as in prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from govstats.catalogue.cues import TableCues
from govstats.observations.context import About
from govstats.observations.layouts import Layout, LayoutReader, Value, is_prose, is_time, is_year, tidy
from govstats.observations.model import Extraction, Kind, Observation, Scope, Status
from govstats.quantities import Reason, Scan, SetAside
from govstats.text import any_of
from govstats.text.grids import Cell, find_grids

ReadAloud = Callable[[str, About, int], Extraction]
"""Reads a sentence with what is known of the report, as one that stands at an offset of it."""

_EVIDENCE_LIMIT = 240
MOST_CELLS = 3000  # with figures in the tables of one report; those beyond are set aside
_ABOVE_LINES, _LONGEST_LINE_ABOVE, _REACH_ABOVE = 3, 60, 400
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|[①-⑳]|[-·•*◆■])"
)
_SIGNED = re.compile(r"^(?P<sign>[-+↑↓▲▼]?)(?P<number>[^↑↓▲▼]*)(?P<arrow>[↑↓▲▼]?)$")
_FALLING = frozenset("-↓▼")
_PRIOR = re.compile(r"^(?P<prior>(?:上年|去年|上一年)(?:同期|度)?|同期)(?:数|值)?$")
_SENTENCE_SIGNS = ("。", "；", ";", "，", ",", "、")
_NEEDS_GAP = re.compile(r"[0-9A-Za-z%〇一二两三四五六七八九十百千万亿]$")
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=年)")
_PERCENT = ("%", "‰")
_SHORT_NAME = 6  # characters; one so short may need the caption to be understood: 民事
_NO_SUBJECT = "no subject"
_SHARE_OF_PARTS = 2 / 3  # so many rows with names of bodies make a table of bodies
_LEAST_BODIES = 2


@dataclass(frozen=True, slots=True)
class _Caption:
    """What stands above a table.

    Attributes:
        words: what the table is about; "" where nothing says it.
        units: the units of its figures.
        year: the one year that it names, or None.
    """

    words: str
    units: tuple[str, ...]
    year: int | None


@dataclass(frozen=True, slots=True)
class _Name:
    """The names of a cell's row and column, read.

    Attributes:
        words: what is measured.
        times: words of time: 2020年.
        unit: the unit that a name tells; "" for none.
        change: how the figure is compared: 同比, 比上年; "" for a level.
        is_total: whether it is the sum of others.
        is_among: whether the row breaks down the one before it.
        is_ratio: whether figures so named are percentages.
        is_target: whether they are aimed at.
    """

    words: str
    times: str
    unit: str
    change: str
    is_total: bool
    is_among: bool
    is_ratio: bool
    is_target: bool


class TableReader:
    """Reads the figures of tables.

    Args:
        layouts: understands tables.
        cues: what heads and stubs say.
    """

    def __init__(self, layouts: LayoutReader, cues: TableCues) -> None:
        self._layouts = layouts
        self._cues = cues
        self._silent = frozenset((*cues.generic, *cues.totals, *cues.subtotals, *cues.targets))
        self._changes = regex.compile(rf"(?P<change>{any_of(cues.changes)})$")
        self._among = regex.compile(rf"^(?:{any_of(cues.among)})[:：]?")
        self._ratio = regex.compile(rf"(?:{any_of(cues.ratios)})(?:\(%\))?$")
        self._body = regex.compile(rf"(?<=.)(?:{any_of(cues.body_ends)})$")
        self._unit_line = regex.compile(rf"(?:{any_of(cues.unit_lines)})[ ]*:[ ]*(?P<units>[^ \n)]+)")
        number = r"[0-9]{1,3}(?![0-9年])|[一二三四五六七八九十]{1,3}"
        self._front = regex.compile(
            rf"^(?:(?:{any_of(cues.caption_fronts)})[ ]*(?:{number})?(?:-[0-9]{{1,2}})?[ :.、]*)"
        )
        self._tail = regex.compile(rf"(?:的?(?:{any_of(cues.caption_tails)}))$")

    def find(self, text: str, folded: str) -> tuple[Layout, ...]:
        """Find the tables of a text that hold figures.

        Args:
            text: the text of a report.
            folded: the same, width folded.
        """
        found: list[Layout] = []
        before: Layout | None = None
        for grid in find_grids(text):
            near = before is not None and _is_near(folded, before.grid.end, grid.start)
            before = self._layouts.read(folded, grid, before if near else None)
            if before is not None:
                found.append(before)
        return tuple(found)

    def read(
        self,
        text: str,
        folded: str,
        layout: Layout,
        about: About,
        read_aloud: ReadAloud,
        scan: Callable[[str], Scan],
        most: int = MOST_CELLS,
    ) -> Extraction:
        """Read the figures of a table.

        Args:
            text: the text of the report.
            folded: the same, width folded.
            layout: the table.
            about: what the header says.
            read_aloud: reads a sentence.
            scan: finds the numbers of a name.
            most: how many cells with figures are read; those beyond are set aside.

        Returns:
            Its figures and the numbers of it that are none.
        """
        reading = _TableReading(self, text, folded, layout, about, read_aloud)
        return reading.run(scan, most)

    def read_name(self, words: Sequence[str]) -> _Name:
        """Read the names of a cell's row or column, from the widest to the narrowest."""
        kept, times, unit, change = [], "", "", ""
        is_total = is_among = is_ratio = is_target = False
        for raw in words:
            word = raw
            while marker := _MARKER.match(word):
                word = word[marker.end() :]
            if among := self._among.match(word):
                is_among, word = True, word[among.end() :]
            if prior := _PRIOR.match(word):
                times += prior["prior"]
                continue
            if word not in self._silent:
                word, own_unit = self._layouts.unit_of_name(word)
                unit = own_unit or unit
            is_total = word in self._cues.totals
            is_target = is_target or word in self._cues.targets
            if word in self._silent:
                continue
            if is_year(word) or is_time(word):
                times += word + "年" * (word[-1:].isdigit())
                continue
            is_ratio = self._ratio.search(word) is not None
            if compared := self._changes.search(word):
                change, word = str(compared["change"]), word[: compared.start()]
            if word:
                kept.append(word)
        return _Name("".join(kept), times, unit, change, is_total, is_among, is_ratio, is_target)

    def is_body(self, words: str) -> bool:
        """Tell whether a name is that of a body or a place."""
        return self._body.search(words) is not None and not words.endswith(self._cues.not_bodies)

    def has_rows_of_bodies(self, layout: Layout) -> bool:
        """Tell whether each row of a table is a place's, a body's or a programme's."""
        if any(head in self._cues.bodies for head in layout.stub_heads):
            return True
        names = {value.stubs[-1] for value in layout.values if value.stubs}
        bodies = sum(map(self.is_body, names))
        return bodies >= _LEAST_BODIES and bodies >= _SHARE_OF_PARTS * len(names)

    def caption_of(self, folded: str, layout: Layout) -> _Caption:
        """Read what stands above a table and in its first rows."""
        above = folded[max(0, layout.grid.start - _REACH_ABOVE) : layout.grid.start].split("\n")
        lines = [line.strip() for line in reversed(above) if line.strip()][:_ABOVE_LINES]
        units: tuple[str, ...] = ()
        words, year = "", None
        for line in (*reversed(layout.captions), *lines):
            if len(line) > _LONGEST_LINE_ABOVE or line.endswith(_SENTENCE_SIGNS):
                break
            if unit_line := self._unit_line.search(line):
                units = units or self._layouts.units_in(tidy(unit_line["units"]))
                continue
            years = set(_YEAR.findall(line))
            year = int(years.pop()) if len(years) == 1 else None
            words = self._clean_caption(line)
            break
        return _Caption(words, units, year)

    def _clean_caption(self, line: str) -> str:
        words = tidy(_YEAR.sub("", self._front.sub("", line))).removeprefix("年度").removeprefix("年")
        while marker := _MARKER.match(words):
            words = words[marker.end() :]
        words = words.rstrip(":")
        return str(self._tail.sub("", words))

    @property
    def subtotals(self) -> tuple[str, ...]:
        """Names of rows and columns that sum up some of the others."""
        return self._cues.subtotals

    @property
    def totals(self) -> tuple[str, ...]:
        """Names of rows and columns that sum up the others."""
        return self._cues.totals


class _TableReading:
    """One table on its way to observations."""

    def __init__(
        self, reader: TableReader, text: str, folded: str, layout: Layout, about: About, read_aloud: ReadAloud
    ) -> None:
        self._reader = reader
        self._text, self._folded = text, folded
        self._layout = layout
        self._caption = reader.caption_of(folded, layout)
        year = self._caption.year
        self._about = (
            about if year is None or about.year is None else replace(about, year=min(year, about.year))
        )
        self._read_aloud = read_aloud
        self._has_bodies = reader.has_rows_of_bodies(layout)
        self._total_rows = {
            (value.column, value.stubs[:-1])
            for value in layout.values
            if value.stubs and value.stubs[-1] in reader.totals
        }
        self._total_columns = {
            value.heads[:-1] for value in layout.values if value.heads and value.heads[-1] in reader.totals
        }
        self._edges: dict[int, tuple[int, int]] = {}
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
        row, column = self._reader.read_name(stubs), self._reader.read_name(value.heads)
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
        elif signed["sign"] in _FALLING:
            number = "-" + number
        unit = "" if not number[-1:].isdigit() else self._unit_of(value, row, column)
        spoken = self._aloud(prefix, number + unit)
        if self._caption.words and not row.is_among and _says_too_little(spoken, row.words + column.words):
            named = self._aloud(self._with_caption(row, column, prefix), number + unit)
            spoken = named if len(_figures_of(named)) == 1 else spoken
        return self._whole_cell(spoken, value, row)

    def _prefix(self, row: _Name, column: _Name, *, column_first: bool) -> str:
        times = row.times + column.times
        if column_first:  # a category beside a column of totals
            return times + column.words + row.words
        return times + row.words + column.words

    def _with_caption(self, row: _Name, column: _Name, prefix: str) -> str:
        """Put what the caption says before the names, behind the words of time."""
        times = row.times + column.times
        return times + self._caption.words + prefix.removeprefix(times)

    def _unit_of(self, value: Value, row: _Name, column: _Name) -> str:
        own = column.unit or value.unit or row.unit
        if column.change or row.change:
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

    def _whole_cell(self, spoken: _Spoken, value: Value, row: _Name) -> Extraction:
        """Take the one figure of a cell, which is the whole cell."""
        cell = value.cell
        found = _figures_of(spoken)
        if len(found) != 1:
            reasons = [one.reason for one in spoken.extraction.set_aside if one.end > spoken.front]
            reason = reasons[0] if reasons else Reason.OTHER
            return Extraction((), (self._set_aside(cell.start, cell.end, reason, "table/unread"),))
        return Extraction((self._settle(found[0], cell.start, cell.end, value, row, spoken.prefix),), ())

    def _place(self, spoken: _Spoken, cell: Cell, row: _Name, value: Value) -> Extraction:
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
        self, one: Observation, start: int, end: int, value: Value, row: _Name, prefix: str
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
            status=Status.TARGET if self._is_target(value) else one.status,
        )
        whole = self._whole_of(value, row, settled)
        if whole is not None or value.row in self._rows_among or self._is_part(value):
            settled = _as_part(settled)
        if whole is None or not self._adds_up(settled, whole):
            return settled
        return replace(settled, part_of=whole.start)

    def _whole_of(self, value: Value, row: _Name, one: Observation) -> Observation | None:
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
        if name in self._reader.subtotals or head in self._reader.subtotals:
            return True
        if name and name not in self._reader.totals:
            if (value.column, value.stubs[:-1]) in self._total_rows:
                return True
            if self._has_bodies and not self._is_own(name):
                return True
        return self._is_beside_total_column(value)

    def _is_beside_total_column(self, value: Value) -> bool:
        head = value.heads[-1] if value.heads else ""
        return head not in self._reader.totals and value.heads[:-1] in self._total_columns

    def _is_target(self, value: Value) -> bool:
        return any(self._reader.read_name(names).is_target for names in (value.stubs, value.heads))

    def _is_own(self, name: str) -> bool:
        place = self._about.place
        return place is not None and name in (place.name, place.full_name, f"全{place.name[-1]}")

    def _with_totals(self, observations: Sequence[Observation]) -> tuple[Observation, ...]:
        """Make the rows beside a row of totals parts of it."""
        starts = {one.start: one for one in observations}
        totals = {
            (value.column, value.stubs[:-1]): value.cell.start
            for value in self._layout.values
            if value.stubs and value.stubs[-1] in self._reader.totals and value.cell.start in starts
        }
        for value in self._layout.values:
            one = starts.get(value.cell.start)
            if one is None or one.part_of is not None or not value.stubs:
                continue
            total = totals.get((value.column, value.stubs[:-1]))
            if total is not None and total != one.start and self._adds_up(one, starts[total]):
                starts[one.start] = replace(one, part_of=total)
        return tuple(starts[one.start] for one in observations)

    @staticmethod
    def _adds_up(part: Observation, total: Observation) -> bool:
        """Whether a figure is one of those that make up a total; the rates of parts do not add up."""
        return (
            part.unit_code == total.unit_code
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


def _is_near(folded: str, end: int, start: int) -> bool:
    """Whether a table stands right after another, with no more than a short line between."""
    between = folded[end:start].strip()
    return len(between) <= _LONGEST_LINE_ABOVE and "\n" not in between
