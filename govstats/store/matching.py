"""Whether a report is stored already, is a new revision of a stored one, or is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from govstats.store.schema import TABLES

REPORTS: Final = TABLES["reports"]
_LATER: Final = REPORTS.alias("later")
_COLUMNS: Final = (
    REPORTS.c.id,
    exists().where(_LATER.c.replaces_id == REPORTS.c.id),
    REPORTS.c.sha256,
    REPORTS.c.text_sha256,
    REPORTS.c.organisation_id,
    REPORTS.c.year,
    REPORTS.c.title,
)
# Two queries, each with its index: for one with OR, or for one with whole keys (a, b, c) IN ..., SQLite reads all reports.
_BY_SOURCE: Final = select(*_COLUMNS).where(REPORTS.c.sha256.in_(bindparam("sources", expanding=True)))
_BY_ISSUER: Final = select(*_COLUMNS).where(
    REPORTS.c.organisation_id.in_(bindparam("organisations", expanding=True)),
    REPORTS.c.year.in_(bindparam("years", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one report from another.

    Attributes:
        sha256: hash of the source bytes.
        text_sha256: hash of the text.
        organisation_id: its issuer.
        year: the year that it is about.
        title: its title.
    """

    sha256: str
    text_sha256: str
    organisation_id: int
    year: int
    title: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored report that may be the same one.

    Attributes:
        report_id: its id.
        identity: what tells it from others.
        is_replaced: whether a later revision replaces it.
    """

    report_id: int
    identity: Identity
    is_replaced: bool


@dataclass(frozen=True, slots=True)
class Match:
    """How a report stands to the stored ones; neither field set: it is new.

    Attributes:
        same_id: the stored report that it is.
        replaces_id: the stored report that it is a new revision of.
    """

    same_id: int | None = None
    replaces_id: int | None = None


class Candidates:
    """The stored reports that some reports may be, and those that are stored with them meanwhile.

    Args:
        session: a session in a transaction; those that share a source with one of the reports, or its issuer and year,
            are looked up.
        wanted: what tells the reports from others.
    """

    def __init__(self, session: Session, wanted: Sequence[Identity]) -> None:
        connection = session.connection()
        by_source = connection.execute(_BY_SOURCE, {"sources": [one.sha256 for one in wanted]})
        found = [_candidate(*row) for row in by_source]
        keys = {
            "organisations": list({one.organisation_id for one in wanted}),
            "years": list({one.year for one in wanted}),
        }
        found += [_candidate(*row) for row in connection.execute(_BY_ISSUER, keys)]
        self._by_id = {one.report_id: one for one in found}

    def match(self, wanted: Identity) -> Match:
        """Tell how a report stands to them.

        Args:
            wanted: one of the reports.
        """
        key = (wanted.organisation_id, wanted.year, wanted.title)
        return decide(
            wanted,
            [
                one
                for one in self._by_id.values()
                if one.identity.sha256 == wanted.sha256
                or (one.identity.organisation_id, one.identity.year, one.identity.title) == key
            ],
        )

    def add(self, report_id: int, identity: Identity, replaces_id: int | None) -> None:
        """Note a report that is stored now.

        Args:
            report_id: its id.
            identity: what tells it from others.
            replaces_id: the report that it is a new revision of.
        """
        self._by_id[report_id] = Candidate(report_id, identity, is_replaced=False)
        if replaces_id is not None:
            self._by_id[replaces_id] = replace(self._by_id[replaces_id], is_replaced=True)


def _candidate(report_id: int, is_replaced: bool, *identity: Any) -> Candidate:
    return Candidate(report_id, Identity(*identity), is_replaced)


def decide(wanted: Identity, candidates: Iterable[Candidate]) -> Match:
    """Choose, in this order: the same source or text, a corrected header, a corrected text, a new report.

    A source under the issuer and year under which it was stored once stays what it is, even if a later
    revision has replaced it: ingesting an old folder again does not undo a correction.

    Args:
        wanted: the report.
        candidates: the stored reports that share its source, or its issuer, year and title.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.report_id, reverse=True)
    for candidate in ordered:
        if _is_same(wanted, candidate.identity):
            return Match(same_id=candidate.report_id)
    current = [candidate for candidate in ordered if not candidate.is_replaced]
    return Match(replaces_id=_source_again(wanted, current) or _title_again(wanted, current))


def _is_same(wanted: Identity, stored: Identity) -> bool:
    if (wanted.organisation_id, wanted.year) != (stored.organisation_id, stored.year):
        return False
    same_words = (wanted.text_sha256, wanted.title) == (stored.text_sha256, stored.title)
    return wanted.sha256 == stored.sha256 or same_words


def _source_again(wanted: Identity, current: Sequence[Candidate]) -> int | None:
    return next((one.report_id for one in current if one.identity.sha256 == wanted.sha256), None)


def _title_again(wanted: Identity, current: Sequence[Candidate]) -> int | None:
    key = (wanted.organisation_id, wanted.year, wanted.title)
    for one in current:
        if (one.identity.organisation_id, one.identity.year, one.identity.title) == key:
            return one.report_id
    return None
