"""Whether a report is stored already, is a new revision of a stored one, or is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from govstats.store.schema import TABLES

REPORTS: Final = TABLES["reports"]
_LATER: Final = REPORTS.alias("later")
_CANDIDATES: Final = select(
    REPORTS.c.id,
    exists().where(_LATER.c.replaces_id == REPORTS.c.id),
    REPORTS.c.sha256,
    REPORTS.c.text_sha256,
    REPORTS.c.organisation_id,
    REPORTS.c.year,
    REPORTS.c.title,
).where(
    or_(
        REPORTS.c.sha256 == bindparam("sha256"),
        and_(
            REPORTS.c.organisation_id == bindparam("organisation_id"),
            REPORTS.c.year == bindparam("year"),
            REPORTS.c.title == bindparam("title"),
        ),
    )
)
"""The stored reports that share the source of a report, or its issuer, year and title."""


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


def find_match(session: Session, identity: Identity) -> Match:
    """Compare a report with the stored ones, in one query.

    Args:
        session: a session in a transaction.
        identity: what tells the report from others.
    """
    return decide(
        identity,
        [
            Candidate(report_id, Identity(source, words, organisation_id, year, title), is_replaced)
            for report_id, is_replaced, source, words, organisation_id, year, title in session.connection().execute(
                _CANDIDATES,
                {
                    "sha256": identity.sha256,
                    "organisation_id": identity.organisation_id,
                    "year": identity.year,
                    "title": identity.title,
                },
            )
        ],
    )


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
