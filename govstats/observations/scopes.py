"""Scopes: whose figure it is."""

from __future__ import annotations

import regex

from govstats.catalogue.cues import ScopeCues
from govstats.observations.model import Scope
from govstats.places import Division
from govstats.text import any_of


class ScopeReader:
    """Tells whose figure it is from the words at the front of its clause and from its label.

    Args:
        cues: words for places above, for the department itself, for something narrower.
    """

    def __init__(self, cues: ScopeCues) -> None:
        above = {
            "county": cues.above.county,
            "prefecture": cues.above.prefecture,
            "province": cues.above.province,
        }
        self._above = {
            level: regex.compile(rf"(?:{any_of(words)})(?![前后中首范率])") for level, words in above.items()
        }
        self._below = tuple(cues.below)
        self._systems = [
            (regex.compile(any_of(system.departments)), system.indicators) for system in cues.systems
        ]
        self._issuer = regex.compile(any_of(cues.issuer.words))
        self._part = regex.compile(any_of(cues.part.words))
        no_name = any_of(cues.part.not_before_ending)
        self._ending = regex.compile(
            rf"^(?!全|各|我|本)\p{{Han}}{{2,6}}(?<!{no_name})(?:{any_of(cues.part.endings)})"
        )
        self._quoted = regex.compile(rf"“[^”]{{2,14}}”(?:{any_of(cues.part.quoted)})")

    def read(self, subject: str, label: str, place: Division | None, is_department: bool) -> Scope:
        """Tell whose figure it is, as far as its clause says.

        Args:
            subject: the words from the front of the clause to the number, width folded.
            label: the figure's label.
            place: the report's place; None where it is not known, then nothing counts as above it.
            is_department: whether the issuer is a department and not the government itself.

        Returns:
            The scope; place where nothing says otherwise.
        """
        front = subject.lstrip(" ，,、:")
        above = self._above.get(_level_of(place))
        if above and above.match(front):
            return Scope.OTHER
        if is_department and (self._issuer.search(front) or self._issuer.search(label)):
            return Scope.ISSUER
        return Scope.PART if self._ending.match(front) else Scope.PLACE

    def is_below_place(self, issuer: str) -> bool:
        """Tell whether an issuer is of a part of its place: a town, a street, a branch of a bureau."""
        return issuer.endswith(self._below)

    def speaks_for_place(self, issuer: str, code: str) -> bool:
        """Tell whether an indicator is the business that a department tells for the whole place."""
        return any(
            department.search(issuer) and code.startswith(indicators)
            for department, indicators in self._systems
        )

    def names_part(self, label: str) -> bool:
        """Tell whether a label names something narrower than the place: 官方微博粉丝, “安居”行动排查隐患.

        It decides only where no indicator is measured: what 公证处 and 12348平台 do is counted for the whole place.
        """
        return bool(self._part.search(label) or self._quoted.match(label))


def _level_of(place: Division | None) -> str:
    """The level whose words for places above apply: in a county-level city 全市 is the city itself."""
    if place is None:
        return ""
    return "prefecture" if place.level == "county" and place.name.endswith("市") else place.level
