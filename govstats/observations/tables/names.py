"""The names of rows, the heads of columns and the captions of tables: what they say of the figures in the cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import regex

from govstats.catalogue.cues import TableCues
from govstats.observations.tables.layouts import Layout, LayoutReader, is_time, is_year, tidy
from govstats.text import any_of

_ABOVE_LINES, _LONGEST_LINE_ABOVE, _REACH_ABOVE = 3, 60, 400
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|[①-⑳]|[-·•*◆■])"
)
_PRIOR = re.compile(r"^(?P<prior>(?:上年|去年|上一年)(?:同期|度)?|同期)(?:项目)?(?:数量|数|值)?$")
_SENTENCE_SIGNS = ("。", "；", ";", "，", ",", "、")
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=年)")
_OF_YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2}年度?)(?P<rest>.+)")
_EXPLANATION = re.compile(
    r"\([^()]*[,，;；、][^()]*[,，;；][^()]*\)"
)  # part of the forms' own words: 部分公开(..., ...)
_SHARE_OF_PARTS = 2 / 3  # so many rows with names of bodies make a table of bodies
_LEAST_BODIES = 2


@dataclass(frozen=True, slots=True)
class Caption:
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
class Name:
    """The names of a cell's row and column, read.

    Attributes:
        words: what is measured.
        times: words of time: 2020年.
        unit: the unit that a name tells; "" for none.
        change: how the figure is compared: 同比, 比上年; "" for a level.
        is_total: whether it is the sum of others.
        is_among: whether the row breaks down the one before it.
        is_ratio: whether figures so named are percentages.
        is_rank: whether they are places in an order.
        is_score: whether they are points given for work.
        is_target: whether they are aimed at.
    """

    words: str
    times: str
    unit: str
    change: str
    is_total: bool
    is_among: bool
    is_ratio: bool
    is_rank: bool
    is_score: bool
    is_target: bool


NO_NAME = Name(
    words="",
    times="",
    unit="",
    change="",
    is_total=False,
    is_among=False,
    is_ratio=False,
    is_rank=False,
    is_score=False,
    is_target=False,
)


class NameReader:
    """Reads the names of rows, the heads of columns and what stands above a table.

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
        self._area_ends = frozenset(("", *cues.area_tails))
        self._rank = regex.compile(rf"(?:{any_of(cues.ranks)})$")
        self._score = regex.compile(rf"(?:{any_of(cues.scores)})(?:\(分\))?$")
        self._ratio = regex.compile(rf"(?:{any_of(cues.ratios)})(?:\(%\))?$")
        self._body = regex.compile(rf"(?<=.)(?:{any_of(cues.body_ends)})$")
        self._unit_line = regex.compile(rf"(?:{any_of(cues.unit_lines)})[ ]*:[ ]*(?P<units>[^ \n)]+)")
        number = r"[0-9]{1,3}(?![0-9年])|[一二三四五六七八九十]{1,3}"
        self._front = regex.compile(
            rf"^(?:(?:{any_of(cues.caption_fronts)})[ ]*(?:{number})?(?:-[0-9]{{1,2}})?[ :.、]*)"
        )
        self._tail = regex.compile(rf"(?:的?(?:{any_of(cues.caption_tails)}))$")

    def read_name(self, words: Sequence[str]) -> Name:
        """Read the names of a cell's row or column, from the widest to the narrowest."""
        name = NO_NAME
        for word in words:
            name = self._read_on(name, _EXPLANATION.sub("", without_markers(word)))
        return name

    def _read_on(self, name: Name, word: str) -> Name:
        """Add a word to the names read so far."""
        if among := self._among.match(word):
            name, word = replace(name, is_among=True), word[among.end() :]
        if prior := _PRIOR.match(word):
            return replace(name, times=name.times + prior["prior"])
        if (dated := _OF_YEAR.fullmatch(word)) and dated["rest"] in self._silent:
            name, word = replace(name, times=name.times + dated["year"]), dated["rest"]
        if word not in self._silent:
            if name.words and self._is_row_of_units(word):
                return replace(name, unit=word)
            word, unit = self._layouts.unit_of_name(word)
            name = replace(name, unit=unit or name.unit)
        name = replace(
            name,
            is_total=word in self._cues.totals,
            is_target=name.is_target or word in self._cues.targets,
        )
        if word in self._silent:
            return name
        if is_year(word) or is_time(word):
            return replace(name, times=name.times + word + "年" * (word[-1:].isdigit()))
        compared = self._changes.search(word)
        return replace(
            name,
            words=name.words + (word[: compared.start()] if compared else word),
            change=str(compared["change"]) if compared else name.change,
            is_ratio=self._ratio.search(word) is not None,
            is_rank=self._rank.search(word) is not None,
            is_score=self._score.search(word) is not None,
        )

    def _is_row_of_units(self, word: str) -> bool:
        """Whether a head below another only tells the unit: 人 below 人员数."""
        return word not in self._cues.body_ends and self._layouts.is_unit(word)

    def names_total(self, name: str) -> bool:
        """Tell whether a name is that of a sum of others: 合计, (七)总计."""
        return without_markers(name) in self._cues.totals

    def names_moment(self, names: Sequence[str]) -> bool:
        """Tell whether figures so named are of a short time that nothing names: 本月."""
        return any(name in self._cues.moments for name in names)

    def names_area(self, name: str) -> str:
        """Give the whole place that a name is of: 全市 for 全市合计 and 全市平均; "" for other names."""
        return next(
            (
                area
                for area in self._cues.areas
                if name.startswith(area) and name[len(area) :] in self._area_ends
            ),
            "",
        )

    def is_since_ever(self, heads: tuple[str, ...], others: Sequence[tuple[str, ...]]) -> bool:
        """Tell whether a column sums up more than a year: 累计 beside 新增 or one year's."""
        if not heads or "累计" not in heads[-1] or "月" in heads[-1]:
            return False
        siblings = [other[-1] for other in others if other and other[:-1] == heads[:-1]]
        return any(
            is_year(each) or any(word in each for word in self._cues.within_year) or _OF_YEAR.fullmatch(each)
            for each in siblings
        )

    def aims(self, words: str) -> bool:
        """Tell whether words speak of what is aimed at."""
        return any(word in words for word in self._cues.targets)

    def is_body(self, words: str) -> bool:
        """Tell whether a name is that of a body or a place."""
        return self._body.search(words) is not None and not words.endswith(self._cues.not_bodies)

    def has_rows_of_bodies(self, layout: Layout) -> bool:
        """Tell whether each row of a table is a place's, a body's or a programme's."""
        if any(head in self._cues.bodies for head in layout.stub_heads):
            return True
        return self.are_bodies({value.stubs[-1] for value in layout.values if value.stubs})

    def are_bodies(self, names: Collection[str]) -> bool:
        """Tell whether most of the names of rows or columns are those of bodies or places."""
        bodies = sum(map(self.is_body, names))
        return bodies >= _LEAST_BODIES and bodies >= _SHARE_OF_PARTS * len(names)

    def caption_of(self, folded: str, layout: Layout) -> Caption:
        """Read what stands above a table and in its first rows."""
        above = folded[max(0, layout.grid.start - _REACH_ABOVE) : layout.grid.start].split("\n")
        lines = [line.strip() for line in reversed(above) if line.strip()][:_ABOVE_LINES]
        units: tuple[str, ...] = ()
        words, year = "", None
        for line in (*reversed(layout.captions), *lines):
            if len(line) > _LONGEST_LINE_ABOVE or line.endswith(_SENTENCE_SIGNS):
                break
            told, named = self._part_units(line)
            units = units or named
            if not told:
                continue
            if told.endswith(self._cues.titles):
                break
            years = set(_YEAR.findall(told))
            year = int(years.pop()) if len(years) == 1 else None
            words = self._clean_caption(told)
            break
        return Caption(words, units, year)

    def _part_units(self, line: str) -> tuple[str, tuple[str, ...]]:
        """Part the units from a line above a table: 主要数据(单位:件)."""
        found = self._unit_line.search(line)
        if found is None:
            return line, ()
        return line[: found.start()].rstrip(" ("), self._layouts.units_in(tidy(found["units"]))

    def _clean_caption(self, line: str) -> str:
        words = tidy(_YEAR.sub("", self._front.sub("", line))).removeprefix("年度").removeprefix("年")
        words = without_markers(words).rstrip(":")
        return str(self._tail.sub("", words))

    @property
    def subtotals(self) -> tuple[str, ...]:
        """Names of rows and columns that sum up some of the others."""
        return self._cues.subtotals


def without_markers(words: str) -> str:
    """Give a name without the markers of lists before it: (七)总计 is 总计."""
    while marker := _MARKER.match(words):
        words = words[marker.end() :]
    return words
