"""Adds figures of several places up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal

from govstats.warehouse.candidates import DIGITS, Pick


def add_up(picks: Sequence[Pick]) -> Pick | None:
    """Add figures of one indicator up.

    Args:
        picks: the figures, one at least, all with values.

    Returns:
        the sum, with all sources and the least confidence; None where their periods or scopes differ.
    """
    if len({(pick.period, pick.scope) for pick in picks}) > 1:
        return None
    exact, total = Context(prec=DIGITS), Decimal(0)
    for pick in picks:
        total = exact.add(total, pick.value or Decimal(0))
    return Pick(
        value=total,
        bound=join_bounds({pick.bound or "=" for pick in picks}),
        source="；".join(pick.source or "" for pick in picks),
        is_disputed=any(pick.is_disputed for pick in picks),
        period=picks[0].period,
        scope=picks[0].scope,
        confidence=min(pick.confidence or 0 for pick in picks),
        is_contradicted=any(pick.is_contradicted for pick in picks),
        is_corrected=any(pick.is_corrected for pick in picks),
    )


def join_bounds(bounds: set[str]) -> str:
    """Say how a sum limits the true one: more than a and just b is more than a + b."""
    limits = bounds - {"="} or {"="}
    return limits.pop() if len(limits) == 1 else "~"
