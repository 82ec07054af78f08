"""All checks of one report."""

from __future__ import annotations

from collections.abc import Sequence

from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding, Outcome
from govstats.checks.rules.changes import check_changes
from govstats.checks.rules.damage import check_damage
from govstats.checks.rules.funnels import check_funnels
from govstats.checks.rules.ranges import check_ranges
from govstats.checks.rules.rates import check_rates
from govstats.checks.rules.shares import check_shares
from govstats.checks.rules.tables import check_tables
from govstats.checks.rules.totals import check_totals
from govstats.checks.rules.twice import check_twice
from govstats.checks.sheet import Sheet
from govstats.quantities.model import SetAside

_RATES = "rate_of_counts"
_EXPLAINED = frozenset({"implausible", "funnel"})  # by a rate that its counts give
_CHECKS = (
    check_rates,
    check_shares,
    check_totals,
    check_tables,
    check_funnels,
    check_changes,
    check_ranges,
    check_twice,
    check_damage,
)


def check_report(
    text: str,
    facts: Sequence[Fact],
    set_aside: Sequence[SetAside],
    knowledge: Knowledge,
    report_id: int | None = None,
) -> tuple[Finding, ...]:
    """Check the figures of one report against each other.

    Args:
        text: the report's text; offsets of figures and numbers are code points of it.
        facts: its figures, in any order.
        set_aside: its numbers that are no figures.
        knowledge: what the checks know.
        report_id: the stored report; that of the first figure where it is left out, 0 where there is none.

    Returns:
        What the checks find, agreements too, in the order of the figures that are judged.
    """
    if report_id is None:
        report_id = facts[0].report_id if facts else 0
    sheet = Sheet(text, facts, set_aside, report_id)
    found = _without_explained([finding for check in _CHECKS for finding in check(sheet, knowledge)])
    return tuple(sorted(found, key=lambda finding: (finding.involved[0].start, finding.rule)))


def _without_explained(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out doubts that an agreement explains.

    A rate is outside its range where its counts give it: 移送11642件,成功4218件,成功率36.23%. A step counts more than
    the one before where a rate of the two says so: 受理286件,审结312件,结案率109.1%.
    """
    given = [
        {one.start for one in finding.involved}
        for finding in findings
        if finding.rule == _RATES and finding.outcome is Outcome.AGREES
    ]
    return [
        finding
        for finding in findings
        if finding.rule not in _EXPLAINED
        or not any({one.start for one in finding.involved} <= starts for starts in given)
    ]
