"""Whether the revisions of each report form one line with one current row at its end."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govstats.store import schema
from govstats.store.checking.findings import Checked, Tally


def check_revisions(session: Session) -> Checked:
    """Look for revisions that replace each other in a ring or together, and for changes that nobody counted.

    Args:
        session: a session in a transaction.
    """
    tally = Tally("revisions")
    report = schema.Report
    tally.count = session.scalar(select(func.count(report.id))) or 0
    rows = session.execute(select(report.id, report.replaces_id).where(report.replaces_id.is_not(None)))
    replaces = {later: earlier for later, earlier in rows if earlier is not None}
    _look_for_shared(replaces, tally)
    _look_for_rings(replaces, tally)
    _look_for_uncounted(session, tally)
    return tally.checked(f"{{count}} reports, {len(set(replaces.values()))} of them replaced")


def _look_for_shared(replaces: Mapping[int, int], tally: Tally) -> None:
    later: dict[int, int] = {}
    for one, earlier in sorted(replaces.items()):
        if earlier in later:
            tally.add(f"report {one}", f"replaces report {earlier}, as report {later[earlier]} does")
        later.setdefault(earlier, one)


def _look_for_rings(replaces: Mapping[int, int], tally: Tally) -> None:
    """Follow each line to its beginning; who comes back to where it has been goes round in a ring."""
    done: set[int] = set()
    for start in sorted(replaces):
        line: list[int] = []
        here: int | None = start
        while here is not None and here not in done:
            done.add(here)
            line.append(here)
            here = replaces.get(here)
        if here in line:
            ring = line[line.index(here) :]
            tally.add(
                f"report {min(ring)}",
                f"{'replaces itself' if len(ring) == 1 else _told(ring)}: none of them is current",
            )


def _told(ring: list[int]) -> str:
    return f"the reports {', '.join(map(str, sorted(ring)))} replace each other"


def _look_for_uncounted(session: Session, tally: Tally) -> None:
    """Look for reports that changed after the last change that the store counted: no query would see them."""
    report = schema.Report
    state = session.execute(select(schema.StoreState.version)).scalars().all()
    if len(state) != 1:
        if state or tally.count:
            tally.add("the row of store_state", f"there are {len(state)} of it, and there should be one")
        return
    if state[0] and not session.get(schema.Change, state[0]):
        tally.add(
            f"version {state[0]} of the store", "no change has led to it: a snapshot could not be trusted"
        )
    late = select(report.id, report.store_version).where(report.store_version > state[0])
    for report_id, version in session.execute(late.order_by(report.id)):
        tally.add(f"report {report_id}", f"changed in version {version}, and the store is at {state[0]}")
