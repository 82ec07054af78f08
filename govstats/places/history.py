"""What places were before, and what they became."""

from __future__ import annotations

from govstats.places.division import Division
from govstats.places.names import NameTable


def followers_in(names: NameTable, division: Division, year: int) -> tuple[Division, ...]:
    """Give the divisions of a later year that the territory of one has gone to.

    Args:
        names: the divisions.
        division: any of them.
        year: the year of the map, not before the division's first.

    Returns:
        the division itself if it exists in the year; else those that have its territory, most of it first;
        nothing where the sources do not tell.
    """
    reached: dict[str, Division] = {}
    line = [division]
    while line:
        one = line.pop(0)
        if one.is_valid_in(year):
            reached.setdefault(one.code, one)
        else:
            line += next_of(names, one)
    return tuple(reached.values())


def next_of(names: NameTable, division: Division) -> tuple[Division, ...]:
    """Give the divisions that one became in the year after its last, most of its territory first."""
    if division.valid_to is None:
        return ()
    found = (names.at(code, division.valid_to + 1) for code in division.successors)
    return tuple(follower for follower in found if follower is not None)


def predecessors_in(names: NameTable, division: Division, year: int) -> tuple[Division, ...]:
    """Give the divisions of an earlier year whose territory, or a part of it, has come to be one of today.

    Args:
        names: the divisions.
        division: any of them.
        year: the year of the map, not after the division's last.

    Returns:
        the divisions in the order of their codes; the division itself if it existed in the year.
    """
    return tuple(
        earlier
        for runs in names.by_code.values()
        for earlier in runs
        if earlier.is_valid_in(year) and division in followers_in(names, earlier, division.valid_from)
    )
