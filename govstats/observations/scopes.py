"""Scopes: whose figure it is."""

from __future__ import annotations

import regex

from govstats.catalogue.cues import ScopeCues
from govstats.observations.model import Scope
from govstats.places import Level
from govstats.text import any_of


class ScopeReader:
    """Tells whose figure it is from the words at the front of its clause and from its label.

    Args:
        cues: words for places above, for the department itself, for something narrower.
    """

    def __init__(self, cues: ScopeCues) -> None:
        above = {"county": cues.above.county, "prefecture": cues.above.prefecture, "province": cues.above.province}
        self._above = {
            level: regex.compile(rf"(?:{any_of(words)})(?![前后中首范率])") for level, words in above.items()
        }
        self._issuer = regex.compile(any_of(cues.issuer.words))
        self._part = regex.compile(any_of(cues.part.words))
        self._ending = regex.compile(rf"^(?!全|各|乡镇|街镇|镇街)\p{{Han}}{{1,6}}(?:{any_of(cues.part.endings)})")
        self._quoted = regex.compile(r"“[^”]{2,14}”")

    def read(self, subject: str, label: str, level: Level | None, is_department: bool) -> Scope:
        """Tell whose figure it is.

        Args:
            subject: the words from the front of the clause to the number, width folded.
            label: the figure's label.
            level: level of the report's place; None where it is not known, then nothing counts as above it.
            is_department: whether the issuer is a department and not the government itself.

        Returns:
            The scope; place where nothing says otherwise.
        """
        front = subject.lstrip(" ，,、:")
        above = self._above.get(level or "")
        if above and above.match(front):
            return Scope.OTHER
        if is_department and (self._issuer.search(front) or self._issuer.search(label)):
            return Scope.ISSUER
        if self._part.search(label) or self._ending.match(front) or self._quoted.match(label):
            return Scope.PART
        return Scope.PLACE
