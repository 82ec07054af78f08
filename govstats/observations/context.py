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
from govstats.text import Section, find_sections

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
    """

    place: Division | None
    year: int | None
    issuer: str | None
    is_recognised: bool = False

    is_department: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_department", is_department(self.issuer))


class Roles(Protocol):
    """Tells what part of a report an offset lies in."""

    def role_at(self, offset: int) -> str:
        """Tell the role of the section at an offset: plan, problems, duty, achievements or body."""

    def year_at(self, offset: int, report_year: int | None) -> int | None:
        """Tell the year that figures without a date are about there."""


@dataclass(frozen=True, slots=True)
class OneRole:
    """Tells the same everywhere: for words that are read by themselves.

    Attributes:
        role: plan, problems, duty, achievements or body.
    """

    role: str

    def role_at(self, offset: int) -> str:  # noqa: ARG002
        """Tell the role."""
        return self.role

    def year_at(self, offset: int, report_year: int | None) -> int | None:  # noqa: ARG002
        """Tell the year that the report is about."""
        return report_year


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

    def role_at(self, offset: int) -> str:
        """Tell the role of the section at an offset: plan, problems, duty, achievements or body."""
        return self._section_at(offset).role

    def year_at(self, offset: int, report_year: int | None) -> int | None:
        """Tell the year that figures without a date are about: an earlier one that their section's heading names."""
        named = self._section_at(offset).year
        if report_year is None or named is None or named >= report_year:
            return report_year
        return named

    def _section_at(self, offset: int) -> Section:
        return self._sections[bisect_right(self._starts, offset) - 1]
