"""Telling which division is meant, or why it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govstats.errors import PlaceError
from govstats.places.division import Division
from govstats.places.finding import Finder
from govstats.places.names import NameTable, pick_year

MOST_NEAR = 5  # near names that a message lists
MOST_SHARED = 20  # candidates that a message lists; since 2000 no name has more


def resolve(names: NameTable, finder: Finder, wanted: str, year: int | None, evidence: str) -> Division:
    """Tell which division is meant; see Gazetteer.resolve."""
    wanted = wanted.strip()
    if year is not None and year < names.first_year:
        raise PlaceError(f"no divisions are known of {year}", f"they are known from {names.first_year} on")
    if len(wanted) == 6 and wanted.isascii() and wanted.isdigit():
        known = list(names.by_code.get(wanted, ()))
    else:
        known = names.written(wanted)
    candidates = pick_year(known, year)
    if not candidates:
        shortened = names.written(wanted, short=True)
        candidates, known = pick_year(shortened, year), known or shortened
    if len(candidates) > 1 and evidence:
        candidates = settle(names, finder, candidates, year, evidence) or candidates
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise _shared(wanted, year, candidates)
    if known and year is not None:
        raise _other_years(names, wanted, year, known)
    raise _unknown(names, wanted, year)


def settle(
    names: NameTable, finder: Finder, candidates: Sequence[Division], year: int | None, evidence: str
) -> tuple[Division, ...]:
    """Choose among divisions of one name by other words.

    The strongest sign decides: the full name of one of them; else the name of the division right above one,
    or of a province in which only one of them lies; else the same with short names. A sign for two settles
    nothing.

    Returns:
        the one candidate that the evidence points at, or nothing.
    """
    certain = [found.candidates[0] for found in finder.find(evidence, year) if len(found.candidates) == 1]
    direct = {division.code for division in certain}
    if hits := [candidate for candidate in candidates if candidate.code in direct]:
        return tuple(hits) if len(hits) == 1 else ()
    around = direct | {above.code for division in certain for above in names.above(division)}
    lines = {candidate.code: names.above(candidate) for candidate in candidates}
    in_short = {
        above.code for line in lines.values() for above in line if names.shorts[above.name] in evidence
    }
    for signs in (around, in_short):
        hits = [candidate for candidate in candidates if _is_pointed_at(candidate, candidates, lines, signs)]
        if hits:
            return tuple(hits) if len(hits) == 1 else ()
    return ()


def _is_pointed_at(
    candidate: Division,
    candidates: Sequence[Division],
    lines: dict[str, tuple[Division, ...]],
    signs: set[str],
) -> bool:
    """Tell whether signs hold the division right above a candidate, or a province that is its alone."""
    line = lines[candidate.code]
    if not line:
        return False
    neighbours = sum(other.province == candidate.province for other in candidates)
    return line[-1].code in signs or (neighbours == 1 and line[0].code in signs)


def show(division: Division) -> str:
    """Show a division in a message: 310113 上海市宝山区."""
    return f"{division.code} {division.full_name}"


def _listed(divisions: Iterable[Division], most: int) -> str:
    """Show some divisions."""
    shown = [show(division) for division in divisions]
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")


def _shared(wanted: str, year: int | None, candidates: Sequence[Division]) -> PlaceError:
    """Say that several divisions are called so."""
    when = "" if year is None else f" in {year}"
    return PlaceError(
        f"{len(candidates)} places are called {wanted}{when}: {_listed(candidates, MOST_SHARED)}",
        f"give the code or the full name, such as {candidates[0].code} or {candidates[0].full_name}",
    )


def _other_years(names: NameTable, wanted: str, year: int, known: Sequence[Division]) -> PlaceError:
    """Say when there was such a place, and what was there in the year asked for."""
    before = [division for division in known if division.valid_from <= year]
    if before:
        last = max(before, key=lambda division: division.valid_to or 0)
        ended = (last.valid_to or 0) + 1
        others = _followers(names, last, year)
        what = f"{show(last)} ended in {ended}"
        then = f"; it became {_listed(others, MOST_NEAR)}" if others else ""
        instead = f"a year up to {ended - 1}"
    else:
        first = min(known, key=lambda division: division.valid_from)
        others = _predecessors(names, first, year)
        what = f"{show(first)} exists only since {first.valid_from}"
        then = f"; in {year} it was {_listed(others, MOST_NEAR)}" if others else ""
        instead = f"a year from {first.valid_from}"
    hint = f"give {others[0].code} or {instead}" if others else f"give {instead}"
    return PlaceError(f"no place is called {wanted} in {year}: {what}{then}", hint)


def _followers(names: NameTable, division: Division, year: int) -> list[Division]:
    """Give the divisions of a year that the territory of one that ended has gone to."""
    reached: dict[str, Division] = {}
    line = [division]
    while line:
        ended = line.pop(0)
        for code in ended.successors:
            follower = names.at(code, (ended.valid_to or 0) + 1)
            if follower is None:
                continue
            if follower.is_valid_in(year):
                reached.setdefault(follower.code, follower)
            else:
                line.append(follower)
    return list(reached.values())


def _predecessors(names: NameTable, division: Division, year: int) -> list[Division]:
    """Give the divisions of a year whose territory has come to be one that began later."""
    return [
        earlier
        for runs in names.by_code.values()
        for earlier in runs
        if earlier.is_valid_in(year)
        and any(
            follower.code == division.code and follower.name == division.name
            for follower in _followers(names, earlier, division.valid_from)
        )
    ]


def _unknown(names: NameTable, wanted: str, year: int | None) -> PlaceError:
    """Say that nothing is called so, and what is called nearly so."""
    near = _near(names, wanted, year)
    when = "" if year is None else f" in {year}"
    hint = "give a six-digit code, or a name with its suffix such as 宝山区 or 上海市宝山区"
    if near:
        hint = f"did you mean {_listed(near, MOST_NEAR)}?"
    return PlaceError(f"no place is called {wanted}{when}" if wanted else "no place is given", hint)


def _near(names: NameTable, wanted: str, year: int | None) -> list[Division]:
    """Give the divisions of a map whose names share most of a text's characters, the likest first."""
    near = []
    for runs in names.by_code.values():
        for division in pick_year(runs, 9999 if year is None else year):
            for title in (division.name, division.full_name):
                if 2 * len(set(title) & set(wanted)) > len(wanted):
                    # A wrong character leaves the others where they are: 海殿区 is sooner 海淀区 than 静海区.
                    same = sum(one == other for one, other in zip(wanted, title, strict=False))
                    near.append((-same, abs(len(title) - len(wanted)), division.code, division))
    near.sort(key=lambda entry: entry[:3])
    return list({division.code: division for *_, division in near}.values())[:MOST_NEAR]
