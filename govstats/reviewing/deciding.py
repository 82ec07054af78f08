"""What a reviewer says, checked and written at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from govstats.errors import ReviewError
from govstats.observations.model import Kind, Scope
from govstats.reviewing.figures import ReviewedFigure, read_reviewed
from govstats.reviewing.vocabulary import read_vocabulary
from govstats.store import Correction, Decision, Store, add_corrections, last_words, next_moment


@dataclass(frozen=True, slots=True)
class Changes:
    """What is right of a figure, where it was read wrongly.

    Attributes:
        value: the right value; None where the one that was read is right, here and below.
        unit: the right unit as shown, "" for none.
        indicator: code of the right indicator, "" for none.
        year: the year that it is about.
        kind: its kind.
        scope: its scope.
    """

    value: Decimal | None = None
    unit: str | None = None
    indicator: str | None = None
    year: int | None = None
    kind: Kind | None = None
    scope: Scope | None = None

    def given(self) -> dict[str, Any]:
        """Give what is not None, by its name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


KEPT: Final = Changes()
"""Everything is as it was read."""

_HINTS: Final = {
    Decision.ACCEPT: "correct takes new values",
    Decision.CORRECT: "accept says that it is right as it was read",
    Decision.REJECT: "correct takes new values",
    Decision.WITHDRAW: "",
    Decision.NOTE: "say what is to be noted",
}


class Reviewer:
    """A person who decides on figures of a store. Each word of his is one transaction.

    Attributes:
        name: who says so.
        forgotten: how many findings have gone with his words, because they speak of figures that are shown otherwise now.

    Args:
        store: an open store.
        name: who says so.
        clock: tells the time.

    Raises:
        ReviewError: the name is empty.
    """

    def __init__(
        self, store: Store, name: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        if not name.strip():
            raise ReviewError("nobody says so: the reviewer has no name", "give it with --reviewer")
        self._store = store
        self.name = name.strip()
        self.forgotten = 0
        self._clock = clock

    def look(self, observation_id: int) -> ReviewedFigure:
        """Read a figure with everything that is needed to decide on it.

        Args:
            observation_id: its number.

        Raises:
            ReportError: there is none such.
        """
        with self._store.reading() as session:
            return read_reviewed(session, observation_id)

    def decide(
        self, observation_id: int, decision: Decision, changes: Changes = KEPT, note: str = ""
    ) -> Correction:
        """Say something about a figure.

        Args:
            observation_id: its number.
            decision: what is said.
            changes: what is right of it, for Decision.CORRECT; the rest stays as queries show it, with what was corrected
                before.
            note: why.

        Returns:
            What was written.

        Raises:
            ReportError: there is no such figure.
            ReviewError: it makes no sense: nothing differs, an indicator or a unit that the database lacks, a note without
                words, a replaced report, nothing to withdraw.
        """

        def write(session: Session) -> tuple[Correction, int]:
            figure = read_reviewed(session, observation_id)
            _require_sense(figure, decision, self.name)
            _require_known(session, figure, changes)
            is_corrected = decision is Decision.CORRECT
            new = {**figure.shown, **changes.given()} if is_corrected else changes.given()
            return self._append(session, figure, decision, new, note)

        said, forgotten = self._store.write(write)
        self.forgotten += forgotten
        return said

    def undo(self, observation_id: int, said: Correction) -> None:
        """Take back a decision: what held before it holds again.

        Args:
            observation_id: the number of the figure.
            said: what `decide` has written, and nothing was said about the figure since.

        Raises:
            ReportError: there is no such figure any more.
        """

        def write(session: Session) -> int:
            figure = read_reviewed(session, observation_id)
            earlier = tuple(one for one in figure.said if one.order < said.order)
            before = replace(figure, said=earlier).decision
            _, forgotten = self._append(session, figure, Decision.WITHDRAW, {}, "")
            if before is not None and before.reviewer == self.name:  # withdrawn with it
                again = read_reviewed(session, observation_id)
                _, more = self._append(session, again, before.decision, before.changes, before.note)
                forgotten += more
            return forgotten

        self.forgotten += self._store.write(write)

    def _append(
        self,
        session: Session,
        figure: ReviewedFigure,
        decision: Decision,
        changes: Mapping[str, Any],
        note: str,
    ) -> tuple[Correction, int]:
        """Append a row; give it, and how many findings went with it."""
        read, key = figure.read, figure.key
        new = {f"new_{name}": value for name, value in changes.items() if value != read[name]}
        try:
            said = Correction(
                source_sha256=key.source_sha256,
                issuer=key.issuer,
                report_year=key.report_year,
                start_offset=key.start_offset,
                end_offset=key.end_offset,
                expected_text=figure.figure.text,
                expected_value=figure.figure.value,
                expected_unit=figure.figure.unit,
                expected_indicator=figure.figure.indicator,
                expected_year=figure.figure.year,
                expected_kind=Kind(figure.figure.kind),
                expected_scope=Scope(figure.figure.scope),
                decision=decision,
                note=note.strip(),
                reviewer=self.name,
                made_at=next_moment(figure.said, self._clock()),
                **new,
            )
        except ValueError as error:
            is_changed = decision is Decision.CORRECT and bool(new)  # to something that cannot be
            hint = "" if is_changed else _HINTS[decision]
            raise ReviewError(f"figure {figure.figure.observation_id}: {error}", hint) from error
        return said, add_corrections(session, [said]).forgotten


def _require_known(session: Session, figure: ReviewedFigure, changes: Changes) -> None:
    vocabulary = read_vocabulary(session)
    if changes.indicator:
        vocabulary.require_indicator(changes.indicator)
    if changes.unit:
        vocabulary.require_unit(changes.unit, "".join(figure.parts))


def _require_sense(figure: ReviewedFigure, decision: Decision, name: str) -> None:
    number = figure.figure.observation_id
    if not figure.is_current:
        raise ReviewError(
            f"figure {number} stands in report {figure.report.report_id}, which a later revision has replaced",
            f"review the figures of report {figure.report.replaced_by_id}",
        )
    if decision is Decision.WITHDRAW and (figure.key, name) not in last_words(figure.said):
        others = sorted({reviewer for _, reviewer in last_words(figure.said)})
        raise ReviewError(
            f"{name} has decided nothing about figure {number} that could be withdrawn",
            f"decided has {', '.join(others)}: --accept or --reject overrules it" if others else "",
        )
