"""From a named figure to its indicator: the one step of reading that a newer catalogue can take again.

What the words around a figure say of it is kept as its grounds. They hold for any catalogue, so that a stored figure
gets the same indicator as one that is read anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from govstats.catalogue import DATA, Catalogue, Indicator
from govstats.catalogue.cues import load_binding_cues
from govstats.catalogue.matching import Matcher
from govstats.observations.context import is_department
from govstats.observations.model import Grounds, Scope
from govstats.observations.phrases import remembering
from govstats.observations.scopes import ScopeReader

ONE_DEPARTMENTS = "one department's own"
# What a department tells outside the business of its system goes after what others tell.
_COST_OF_ONE_DEPARTMENT = 0.2
_LEAST = 0.1


class Coding(msgspec.Struct, frozen=True):
    """What a catalogue makes of a figure.

    Attributes:
        code: the indicator that it measures, or None.
        scope: whose figure it is.
        is_one_departments: whether a department tells it outside the business of its system.
    """

    code: str | None
    scope: Scope
    is_one_departments: bool = False

    def confidence(self, base: float) -> float:
        """Give the confidence of the figure.

        Args:
            base: from 0 to 1: how sure the reading is, apart from the indicator.
        """
        return round(max(base - _COST_OF_ONE_DEPARTMENT, _LEAST), 2) if self.is_one_departments else base


class Coder:
    """Finds the indicators of figures.

    Args:
        matcher: finds the indicator of a label.
        indicators: the indicators that it finds, by code.
        scopes: tells which indicators are whose business.
    """

    def __init__(self, matcher: Matcher, indicators: Mapping[str, Indicator], scopes: ScopeReader) -> None:
        self._match, self._indicators, self._scopes = remembering(matcher.match), indicators, scopes

    def code(
        self, label: str, unit_code: str | None, kind: str, grounds: Grounds, issuer: str | None
    ) -> Coding:
        """Find the indicator of a figure.

        Args:
            label: what is measured, as it is shown.
            unit_code: code of its unit, or None.
            kind: level, change, share or rank.
            grounds: what the words around it decide.
            issuer: who publishes the report, or None.
        """
        if grounds.scope_if_coded is None or not label:
            return Coding(None, grounds.scope_if_uncoded)
        code = self._match(grounds.light_verb + label, unit_code, kind).code
        department = issuer if issuer is not None and is_department(issuer) else None
        if code is None or (department is not None and self._scopes.is_foreign(department, code)):
            return Coding(None, grounds.scope_if_uncoded)
        if grounds.is_addition and self._indicators[code].stock_or_flow == "stock":
            return Coding(None, grounds.scope_if_uncoded)
        scope = self._scope_of(code, grounds.scope_if_coded, label, department)
        is_beside = department is not None and not self._scopes.speaks_for_place(department, code)
        return Coding(code, scope, is_beside)

    def _scope_of(self, code: str, said: Scope, label: str, department: str | None) -> Scope:
        own = self._indicators[code].issuers_own
        is_issuers = (
            said is Scope.ISSUER
            or own == "always"
            or (department is not None and own == "by_departments")
            or (department is not None and self._scopes.is_internal(department, code, label))
        )
        return Scope.ISSUER if is_issuers else Scope.PLACE


def build_coder(catalogue: Catalogue, directory: Path = DATA) -> Coder:
    """Build a coder.

    Args:
        catalogue: the catalogue whose indicators it finds.
        directory: the folder of the data files that tell whose figures are.

    Raises:
        CatalogueError: a data file is wrong.
    """
    return Coder(catalogue.matcher, catalogue.indicators, ScopeReader(load_binding_cues(directory).scopes))
