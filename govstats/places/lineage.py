"""What a place was before and what it became, across new names, new codes, mergers and partings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from govstats.places.boundaries import load_transfers
from govstats.places.division import Division
from govstats.places.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a place or of a part of it.

    Attributes:
        year: of the first map in which it was so.
        before: the place as it was in the map of the year before.
        after: the place that it or the part went to; the same code where only a name changed.
        is_part: whether only a part went there: the place went to several, or went on.
    """

    year: int
    before: Division
    after: Division
    is_part: bool


def trace(gazetteer: Gazetteer, division: Division) -> tuple[Change, ...]:
    """Tell the history of a place: under its code, and of the territory that it had or came to have.

    Args:
        gazetteer: all divisions.
        division: one of them.

    Returns:
        the changes in the order of their years: those that led to the place, those of any place under its
        code, and what became of it up to the newest map. Where the sources do not tell (before 2000), a change is missing.
    """
    after, before = _changes(gazetteer)
    same_code = [one for one in gazetteer.divisions if one.code == division.code]
    found = {
        *_reach(same_code, after, lambda change: change.after),
        *_reach(same_code, before, lambda change: change.before),
    }
    return tuple(sorted(found, key=lambda one: (one.year, one.before.code, one.after.code)))


def _reach(
    starts: Iterable[Division],
    changes: Mapping[Division, list[Change]],
    end: Callable[[Change], Division],
) -> set[Change]:
    """Gather the changes of some places in one direction; what became of a part of them is not followed further."""
    found = set()
    line, seen = list(starts), set(starts)
    while line:
        for change in changes.get(line.pop(), ()):
            found.add(change)
            reached = end(change)
            if reached not in seen and not change.is_part:
                seen.add(reached)
                line.append(reached)
    return found


def _changes(gazetteer: Gazetteer) -> tuple[dict[Division, list[Change]], dict[Division, list[Change]]]:
    """Give all changes by the place that they start from, and by the one that they lead to."""
    after: defaultdict[Division, list[Change]] = defaultdict(list)
    before: defaultdict[Division, list[Change]] = defaultdict(list)
    for change in (*_successions(gazetteer), *_transfers(gazetteer)):
        after[change.before].append(change)
        before[change.after].append(change)
    return after, before


def _successions(gazetteer: Gazetteer) -> Iterable[Change]:
    """Give what became of each place that ended."""
    for one in gazetteer.divisions:
        for code in one.successors:
            year = (one.valid_to or 0) + 1
            follower = gazetteer.at(code, year)
            if follower is not None:
                yield Change(year, one, follower, is_part=len(one.successors) > 1)


def _transfers(gazetteer: Gazetteer) -> Iterable[Change]:
    """Give the parts that went from one place to another."""
    for transfer in load_transfers():
        giver = gazetteer.at(transfer.code, transfer.year - 1)
        taker = gazetteer.at(transfer.to_code, transfer.year)
        if giver is not None and taker is not None:
            yield Change(transfer.year, giver, taker, is_part=True)
