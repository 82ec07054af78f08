"""What the checks found, as rows; whoever changes a report's figures forgets what was found about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from govstats.checks import Finding, Involved, Outcome, Severity
from govstats.store.dialects import insert_tuples, reserve_ids
from govstats.store.portions import in_portions
from govstats.store.schema import TABLES

REPORTS: Final = TABLES["reports"]
FINDINGS: Final = TABLES["findings"]
FIGURES: Final = TABLES["finding_figures"]
_FINDING_COLUMNS: Final = (
    "id", "report_id", "rule", "rule_version", "across_reports", "outcome", "severity", "stated", "expected", "suggestion",
    "message_zh", "message_en",
)  # fmt: skip
_FIGURE_COLUMNS: Final = ("finding_id", "position", "report_id", "start_offset", "role")


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding in the store.

    Attributes:
        id: its row.
        across_reports: whether a check of several reports found it.
        finding: the finding.
    """

    id: int
    across_reports: bool
    finding: Finding


@dataclass(frozen=True, slots=True)
class FindingChanges:
    """What new findings change in the store.

    Attributes:
        added: how many findings came.
        removed: how many went.
        report_ids: the reports whose figures these were about.
    """

    added: int
    removed: int
    report_ids: frozenset[int]


def read_findings(
    session: Session, report_ids: Iterable[int] | None = None, *, across_reports: bool | None = None
) -> list[StoredFinding]:
    """Read findings.

    Args:
        session: a session.
        report_ids: only those about figures of these reports; None for all.
        across_reports: only those by checks of several reports, or of one; None for both.

    Returns:
        The findings in the order of their ids.
    """
    connection = session.connection()
    if report_ids is None:
        return _read(connection, None, across_reports)
    return [
        one
        for some in in_portions(sorted(_about(connection, report_ids)))
        for one in _read(connection, some, across_reports)
    ]


def replace_findings(
    session: Session,
    findings: Iterable[Finding],
    report_ids: Collection[int] | None = None,
    *,
    across_reports: bool,
) -> FindingChanges:
    """Put findings in the place of those of an earlier check. Those that are found again stay, with their ids.

    Args:
        session: a session in a transaction; the caller marks the reports whose figures are concerned, and commits.
        findings: what was found; each of its figures stands in a stored report.
        report_ids: the reports that were checked: what was found earlier about them goes. None for all.
        across_reports: which kind of findings: by checks of one report, or of several.
    """
    connection = session.connection()
    before = {
        one.finding: one.id for one in read_findings(session, report_ids, across_reports=across_reports)
    }
    new = [finding for finding in dict.fromkeys(findings) if before.pop(finding, None) is None]
    _delete(connection, list(before.values()))
    add_findings(session, new, across_reports=across_reports)
    return FindingChanges(len(new), len(before), _reports_of((*new, *before)))


def stored_in(findings: Iterable[Finding], report_id: int) -> list[Finding]:
    """Give findings about a reading as findings about a stored report.

    Args:
        findings: what checks of one report have found.
        report_id: the report.
    """
    return [
        replace(one, involved=tuple(Involved(report_id, each.start, each.role) for each in one.involved))
        for one in findings
    ]


def add_findings(session: Session, findings: Sequence[Finding], *, across_reports: bool = False) -> None:
    """Store findings.

    Args:
        session: a session in a transaction.
        findings: what was found; each of its figures stands in a stored report.
        across_reports: whether they are of checks of several reports.
    """
    if not findings:
        return
    connection = session.connection()
    ids = reserve_ids(connection, FINDINGS, len(findings))
    rows = [_row(number, finding, across_reports) for number, finding in zip(ids, findings, strict=True)]
    insert_tuples(connection, FINDINGS, _FINDING_COLUMNS, rows)
    figures = [
        (number, position, one.report_id, one.start, one.role)
        for number, finding in zip(ids, findings, strict=True)
        for position, one in enumerate(finding.involved)
    ]
    insert_tuples(connection, FIGURES, _FIGURE_COLUMNS, figures)


def clear_findings(session: Session) -> None:
    """Delete all findings, because all figures may have changed; the caller marks the reports.

    Args:
        session: a session in a transaction.
    """
    for table in (FIGURES, FINDINGS):
        session.connection().execute(delete(table))


def forget_findings(
    session: Session, report_ids: Iterable[int], *, only_across: bool = False
) -> frozenset[int]:
    """Delete the findings that some reports take part in, because their figures change or count no longer.

    Args:
        session: a session in a transaction.
        report_ids: the reports.
        only_across: whether those stay that checks of one report have found.

    Returns:
        All reports that these findings were about: what is said of their figures has changed, too.
    """
    gone = [one for one in read_findings(session, report_ids) if one.across_reports or not only_across]
    _delete(session.connection(), [one.id for one in gone])
    return _reports_of(one.finding for one in gone)


def forget_about(session: Session, figures: Collection[tuple[int, int]]) -> tuple[Finding, ...]:
    """Delete the findings that some figures take part in.

    Args:
        session: a session in a transaction.
        figures: the figures, each by its report and its first code point.

    Returns:
        The findings that went.
    """
    gone = [
        one
        for one in read_findings(session, {report_id for report_id, _ in figures})
        if any((each.report_id, each.start) in figures for each in one.finding.involved)
    ]
    _delete(session.connection(), [one.id for one in gone])
    return tuple(one.finding for one in gone)


def mark_concerned(session: Session, report_ids: Iterable[int], *, store_version: int) -> None:
    """Note on reports that what is said of their figures has changed.

    Args:
        session: a session in a transaction.
        report_ids: the reports.
        store_version: the version of the store in which it changed.
    """
    for some in in_portions(sorted(report_ids)):
        session.connection().execute(
            update(REPORTS).where(REPORTS.c.id.in_(some)).values(store_version=store_version)
        )


def _row(number: int, finding: Finding, across_reports: bool) -> tuple[Any, ...]:
    return (
        number,
        finding.involved[0].report_id,
        finding.rule,
        finding.version,
        across_reports,
        finding.outcome.value,
        None if finding.severity is None else finding.severity.value,
        finding.stated,
        finding.expected,
        finding.suggestion,
        finding.message_zh,
        finding.message_en,
    )


def _about(connection: Connection, report_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in in_portions(sorted(set(report_ids))):
        found.update(
            connection.scalars(select(FIGURES.c.finding_id).where(FIGURES.c.report_id.in_(some)).distinct())
        )
    return found


def _read(
    connection: Connection, ids: Sequence[int] | None, across_reports: bool | None
) -> list[StoredFinding]:
    involved: dict[int, list[Involved]] = defaultdict(list)
    about = _limited(select(FIGURES), FIGURES.c.finding_id, ids).order_by(*FIGURES.primary_key)
    wanted = _limited(select(FINDINGS), FINDINGS.c.id, ids).order_by(FINDINGS.c.id)
    if across_reports is not None:
        about = about.join(FINDINGS).where(FINDINGS.c.across_reports == across_reports)
        wanted = wanted.where(FINDINGS.c.across_reports == across_reports)
    for row in connection.execute(about):
        involved[row.finding_id].append(Involved(row.report_id, row.start_offset, row.role))
    rows = connection.execute(wanted)
    return [StoredFinding(row.id, row.across_reports, _finding(row, involved[row.id])) for row in rows]


def _reports_of(findings: Iterable[Finding]) -> frozenset[int]:
    return frozenset(one.report_id for finding in findings for one in finding.involved)


def _limited(statement: Any, column: Any, ids: Sequence[int] | None) -> Any:
    return statement if ids is None else statement.where(column.in_(ids))


def _finding(row: Any, involved: Iterable[Involved]) -> Finding:
    return Finding(
        row.rule,
        row.rule_version,
        Outcome(row.outcome),
        None if row.severity is None else Severity(row.severity),
        tuple(involved),
        row.stated,
        row.expected,
        row.suggestion,
        row.message_zh,
        row.message_en,
    )


def _delete(connection: Connection, ids: Sequence[int]) -> None:
    for some in in_portions(ids):
        connection.execute(delete(FIGURES).where(FIGURES.c.finding_id.in_(some)))
        connection.execute(delete(FINDINGS).where(FINDINGS.c.id.in_(some)))
