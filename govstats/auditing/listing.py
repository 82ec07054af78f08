"""Lists what was found in an audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from govstats.auditing.audit import AuditResult
from govstats.checks import Knowledge, Severity, Verdict
from govstats.errors import QueryError
from govstats.warehouse.connection import open_for_answers
from govstats.warehouse.definitions import read_script

WORST_FIRST: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)


@dataclass(frozen=True, slots=True)
class Summary:
    """What an audit comes to.

    Attributes:
        by_severity: how many findings there are of each severity.
        agreements: how many findings confirm what is stated.
        figures: how many figures have each verdict.
    """

    by_severity: Mapping[Severity, int]
    agreements: int
    figures: Mapping[Verdict, int]

    def reaches(self, least: Severity) -> bool:
        """Tell whether there is a finding as bad as that, or worse."""
        worse = WORST_FIRST[: WORST_FIRST.index(least) + 1]
        return any(self.by_severity[severity] for severity in worse)


def list_findings(
    result: AuditResult,
    *,
    least: Severity = Severity.NOTICE,
    rules: Iterable[str] = (),
    agreements: bool = False,
) -> pa.Table:
    """List findings about the reports that were audited, the worst first.

    Args:
        result: what the audit gave.
        least: only findings that are as bad as that, or worse.
        rules: only those of these rules; none means all.
        agreements: whether those are listed, too, that confirm what is stated.

    Returns:
        A row a finding, with the columns of docs/cli.md.

    Raises:
        QueryError: the snapshot is gone.
    """
    with open_for_answers(result.snapshot) as connection:
        return connection.sql(
            read_script("audit/list.sql"),
            params=_asked(result, rules) | {"agreements": agreements, "least": WORST_FIRST.index(least) + 1},
        ).to_arrow_table()


def summarise(result: AuditResult, rules: Iterable[str] = ()) -> Summary:
    """Count what was found about the reports that were audited.

    Args:
        result: what the audit gave.
        rules: count only findings of these rules; none means all.

    Raises:
        QueryError: the snapshot is gone.
    """
    asked = _asked(result, rules)
    with open_for_answers(result.snapshot) as connection:
        found = Counter[str | None]()
        for severity, count in connection.execute(read_script("audit/count.sql"), asked).fetchall():
            found[severity] += count
        verdicts = connection.execute(
            read_script("audit/verdicts.sql"), {"reports": asked["reports"]}
        ).fetchall()
    counted = dict(verdicts)
    return Summary(
        {severity: found[severity.value] for severity in WORST_FIRST},
        found[None],
        {verdict: counted.get(verdict.value, 0) for verdict in Verdict},
    )


def require_rules(rules: Collection[str], knowledge: Knowledge) -> None:
    """Make sure that there are rules of some names.

    Raises:
        QueryError: there is none of a name.
    """
    for rule in rules:
        if rule not in knowledge.rules:
            raise QueryError(f"there is no check {rule}", f"the checks are {', '.join(knowledge.rules)}")


def _asked(result: AuditResult, rules: Iterable[str]) -> dict[str, Any]:
    return {"reports": list(result.report_ids), "rules": list(rules) or None}
