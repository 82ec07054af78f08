"""The context of a report's figures: what its header says, and the sections that they stand in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from govstats.catalogue import SectionCue
from govstats.observations.phrases import remembering
from govstats.places import Division
from govstats.text import find_sections

_GOVERNMENT = re.compile(r"(?:人民)?政府(?:办公室|办公厅)?$")


@remembering
def is_department(issuer: str | None) -> bool:
    """Tell whether a department publishes and not the government itself; False where nobody is named."""
    return issuer is not None and not _GOVERNMENT.search(issuer)


@dataclass(frozen=True, slots=True)
class About:
    """What the reading of a text may take from its header.

    Attributes:
        place: the report's place, or None.
        year: the year that it is about, or None.
        issuer: who publishes it, or None.
        is_recognised: whether the text was recognised in pictures of pages.
        is_department: whether a department speaks and not the government itself.
        level: the level whose words for places above apply, "" without a place: in a county-level city 全市 is the
            city itself.
    """

    place: Division | None
    year: int | None
    issuer: str | None
    is_recognised: bool = False

    is_department: bool = field(init=False)
    level: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_department", is_department(self.issuer))
        object.__setattr__(self, "level", _level_of(self.place))


def _level_of(place: Division | None) -> str:
    if place is None:
        return ""
    return "prefecture" if place.level == "county" and place.name.endswith("市") else place.level


class Roles(Protocol):
    """Tells what part of a report an offset lies in."""

    def at(self, offset: int, report_year: int | None) -> tuple[str, int | None]:
        """Tell the role of the section at an offset, and the year that figures without a date are about there.

        Roles are plan, problems, duty, achievements and body.
        """


@dataclass(frozen=True, slots=True)
class OneRole:
    """Tells the same everywhere: for words that are read by themselves.

    Attributes:
        role: plan, problems, duty, achievements or body.
    """

    role: str

    def at(self, offset: int, report_year: int | None) -> tuple[str, int | None]:  # noqa: ARG002
        """Tell the role, and the year that the report is about."""
        return self.role, report_year


class RoleFinder:
    """Tells the role of the section that an offset lies in.

    Args:
        folded: the whole text, width folded.
        cues: what headings announce.
        year: the year that the report is about, or None.
    """

    def __init__(self, folded: str, cues: Sequence[SectionCue], year: int | None) -> None:
        self._sections = find_sections(folded, cues, year)
        self._starts = [section.start for section in self._sections]

    def at(self, offset: int, report_year: int | None) -> tuple[str, int | None]:
        """Tell the role of the section at an offset, and the year that figures without a date are about there.

        That is the report's, or an earlier one that the heading of the section names.
        """
        section = self._sections[bisect_right(self._starts, offset) - 1]
        named = section.year
        if report_year is None or named is None or named >= report_year:
            return section.role, report_year
        return section.role, named
