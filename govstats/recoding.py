"""A newer catalogue for stored figures: which indicators they gain, lose and change, without reading a report again.

Every figure keeps what its indicator was decided on (its label, unit, kind and grounds). The same decision with another
catalogue gives what reading the report with it would have given, and with the earlier catalogue what there was before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from govstats.catalogue import Catalogue
from govstats.errors import StoreError
from govstats.observations.coding import ONE_DEPARTMENTS, Coder, Coding, build_coder
from govstats.observations.model import Grounds, Scope
from govstats.places import Gazetteer
from govstats.store import (
    CodedFigure,
    CodingState,
    NewCoding,
    Specimen,
    Store,
    differing_units,
    drop_unreferred_indicators,
    mark_recoded,
    read_coded_figures,
    read_coding_state,
    read_specimens,
    sync_reference,
    write_codings,
)

_DOUBT_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class CodeChange:
    """Figures that change in the same way.

    Attributes:
        what: gained: they get an indicator; lost: they have none any more; moved: they get another one; kept: the
            indicator stays, and whose figure it is or how sure it is changes.
        before: the indicator that they have, or None.
        after: the one that they get, or None.
        figures: how many.
        specimen: one of them.
    """

    what: Literal["gained", "lost", "moved", "kept"]
    before: str | None
    after: str | None
    figures: int
    specimen: Specimen


@dataclass(frozen=True, slots=True)
class RecodePlan:
    """What a catalogue would change in a store.

    Attributes:
        state: how the figures of the store are coded.
        catalogue_version: the version of the catalogue.
        examined: how many figures may have an indicator.
        changes: what changes; gained first, then lost, moved and kept, each with the most figures first.
        codings: what becomes of each figure that changes.
        other_units: codes of units that are not as in the store, which figures keep.
    """

    state: CodingState
    catalogue_version: str
    examined: int
    changes: Sequence[CodeChange]
    codings: Sequence[NewCoding]
    other_units: Sequence[str] = ()

    @property
    def is_needed(self) -> bool:
        """Whether anything would be written: other codings, or the version of the catalogue alone."""
        versions = {self.state.catalogue_version, *self.state.read_with}
        return bool(self.codings) or (bool(self.state.read_with) and versions != {self.catalogue_version})


def plan_recoding(store: Store, catalogue: Catalogue) -> RecodePlan:
    """Find out what a catalogue would change in a store, without changing it.

    Args:
        store: an open store.
        catalogue: the catalogue.

    Returns:
        The plan, for `recode`.

    Raises:
        StoreError: the store cannot be read.
    """
    recoder = _Recoder(build_coder(catalogue))
    examined = 0
    codings: list[NewCoding] = []
    first: dict[tuple[str | None, str | None], int] = {}
    counted: dict[tuple[str | None, str | None], int] = {}
    with store.reading() as session:
        state = read_coding_state(session)
        for figure in read_coded_figures(session):
            examined += 1
            coding = recoder.recode(figure)
            if coding is not None:
                codings.append(coding)
                change = (figure.indicator, coding.indicator)
                first.setdefault(change, figure.id)
                counted[change] = counted.get(change, 0) + 1
        specimens = read_specimens(session, list(first.values()))
        other_units = differing_units(session, catalogue.units.values())
    changes = [
        CodeChange(_name_of(*change), *change, counted[change], specimens[row])
        for change, row in first.items()
    ]
    return RecodePlan(state, catalogue.version, examined, _in_order(changes), codings, other_units)


def recode(store: Store, catalogue: Catalogue, gazetteer: Gazetteer, plan: RecodePlan) -> None:
    """Carry a plan out, in one transaction.

    Args:
        store: an open store.
        catalogue: the catalogue that the plan was made with.
        gazetteer: the divisions, which are mirrored with the catalogue.
        plan: what `plan_recoding` found.

    Raises:
        StoreError: the store cannot be written, or has changed since the plan was made.
    """
    with store.transaction() as session:
        sync_reference(
            session,
            units=catalogue.units.values(),
            indicators=catalogue.indicators.values(),
            catalogue_version=catalogue.version,
            divisions=gazetteer.divisions,
            places_version=gazetteer.version,
        )
        if read_coding_state(session).version != plan.state.version:
            raise StoreError(
                "the database has changed meanwhile; nothing was recoded", "run the command again"
            )
        write_codings(session, plan.codings)
        drop_unreferred_indicators(session, catalogue.indicators.values())
        mark_recoded(session, catalogue.version)


class _Recoder:
    """Decides on stored figures; the many figures of one label are decided once."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder
        self._decided: dict[tuple[str | bool | None, ...], Coding] = {}

    def recode(self, figure: CodedFigure) -> NewCoding | None:
        """Give what becomes of a figure; None where nothing changes."""
        coding = self._decide(figure)
        doubts = _doubts_of(figure.doubts, coding.is_one_departments)
        confidence = coding.confidence(figure.base_confidence)
        new = NewCoding(figure.id, coding.code, coding.scope.value, confidence, doubts)
        before = (figure.indicator, figure.scope, figure.confidence, figure.doubts)
        return None if (new.indicator, new.scope, new.confidence, new.doubts) == before else new

    def _decide(self, figure: CodedFigure) -> Coding:
        grounds = Grounds(
            Scope(figure.scope_if_coded), Scope(figure.scope_if_uncoded), figure.base_confidence
        )
        key = (
            figure.label,
            figure.unit_code,
            figure.kind,
            figure.department,
            figure.scope_if_coded,
            figure.scope_if_uncoded,
            figure.light_verb,
            figure.is_addition,
        )
        if key not in self._decided:
            grounds = Grounds(
                Scope(figure.scope_if_coded),
                Scope(figure.scope_if_uncoded),
                figure.base_confidence,
                figure.light_verb,
                figure.is_addition,
            )
            self._decided[key] = self._coder.code(
                figure.label, figure.unit_code, figure.kind, grounds, figure.department
            )
        return self._decided[key]


def _doubts_of(doubts: str, is_one_departments: bool) -> str:
    others = [doubt for doubt in doubts.split(_DOUBT_SEPARATOR) if doubt and doubt != ONE_DEPARTMENTS]
    return _DOUBT_SEPARATOR.join([*others, ONE_DEPARTMENTS] if is_one_departments else others)


def _name_of(before: str | None, after: str | None) -> Literal["gained", "lost", "moved", "kept"]:
    if before == after:
        return "kept"
    if before is None:
        return "gained"
    return "lost" if after is None else "moved"


def _in_order(changes: Iterable[CodeChange]) -> list[CodeChange]:
    order = ("gained", "lost", "moved", "kept")
    return sorted(
        changes,
        key=lambda change: (
            order.index(change.what),
            -change.figures,
            change.before or "",
            change.after or "",
        ),
    )
