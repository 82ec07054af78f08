"""Telling which division is meant, or why it cannot be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from govstats.errors import PlaceError
from govstats.places.division import Division
from govstats.places.finding import Finder
from govstats.places.history import followers_in, predecessors_in
from govstats.places.names import NameTable, pick_year
from govstats.places.zones import ZoneFinder, refuse_zone

_DOCUMENT_NUMBER = re.compile("([\u3400-\u9fff]{3,12})[〔［\\[(（【](?:19|20)[0-9]{2}")
MOST_NEAR = 5  # near names that a message lists
MOST_SHARED = 20  # candidates that a message lists; since 2000 no name has more


@dataclass(frozen=True, slots=True, eq=False)
class Resolver:
    """Tells which division is meant by some words.

    Attributes:
        names: the divisions.
        finder: finds them in the evidence.
        zones: knows what looks like a division and has no code.
        abbreviations: codes of provinces by the character that stands for them: 沪.
    """

    names: NameTable
    finder: Finder
    zones: ZoneFinder
    abbreviations: Mapping[str, str]

    def resolve(self, wanted: str, year: int | None, evidence: str) -> Division:
        """Tell which division is meant; see Gazetteer.resolve."""
        wanted = wanted.strip()
        names = self.names
        if year is not None and year < names.first_year:
            raise PlaceError(
                f"no divisions are known of {year}", f"they are known from {names.first_year} on"
            )
        candidates, known = self._settled(wanted, year, evidence)
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            raise _shared(wanted, year, candidates)
        if zone := self.zones.named(wanted, year):
            raise refuse_zone(zone)
        if known and year is not None:
            raise _other_years(names, wanted, year, known)
        raise _unknown(names, wanted, year)

    def meant(self, wanted: str, year: int | None, evidence: str) -> Division | None:
        """Tell which division is meant, or that it cannot be told; see Gazetteer.meant."""
        candidates, _ = self._settled(wanted.strip(), year, evidence)
        return candidates[0] if len(candidates) == 1 else None

    def _settled(
        self, wanted: str, year: int | None, evidence: str
    ) -> tuple[Sequence[Division], Sequence[Division]]:
        """Give the divisions of a year that words may mean in the light of the evidence, and those of any year."""
        candidates, known = self._candidates(wanted, year)
        if len(candidates) > 1 and evidence:
            candidates = self._settle(candidates, year, evidence) or candidates
        return candidates, known

    def _candidates(self, wanted: str, year: int | None) -> tuple[Sequence[Division], Sequence[Division]]:
        """Give the divisions of a year that words may mean, and those of any year."""
        if len(wanted) == 6 and wanted.isascii() and wanted.isdigit():
            known: Sequence[Division] = self.names.by_code.get(wanted, ())
            return pick_year(known, year), known
        known = ()
        for written in self._written(wanted, year):
            known = known or written
            if candidates := pick_year(written, year):
                return candidates, known
        return (), known

    def _written(self, wanted: str, year: int | None) -> Iterator[Sequence[Division]]:
        """Give what words may name: as they stand, as a short name, as a name before that of a body."""
        yield self.names.written(wanted)
        yield self.names.written(wanted, short=True)
        if self.zones.named(wanted, year):  # 合肥高新区管委会 is no body of Hefei
            return
        for end in range(len(wanted) - 1, 1, -1):
            is_word = wanted[end - 1 : end + 1] in self.finder.lookalikes.after
            if wanted[end:].endswith(self.zones.words.office) and not is_word:
                yield self.names.written(wanted[:end])
                yield self.names.written(wanted[:end], short=True)

    def _settle(
        self, candidates: Sequence[Division], year: int | None, evidence: str
    ) -> tuple[Division, ...]:
        """Choose among divisions of one name by other words.

        The strongest sign decides: the full name of one of them; else the name of the division right above one,
        or of a province in which only one of them lies; else the same with short names; else the province that
        a document number begins with. A sign for two settles nothing.

        Returns:
            the one candidate that the evidence points at, or nothing.
        """
        names = self.names
        certain = [
            found.candidates[0] for found in self.finder.find(evidence, year) if len(found.candidates) == 1
        ]
        direct = {division.code for division in certain}
        if hits := [candidate for candidate in candidates if candidate.code in direct]:
            return tuple(hits) if len(hits) == 1 else ()
        around = direct | {above.code for division in certain for above in names.above(division)}
        lines = {candidate.code: names.above(candidate) for candidate in candidates}
        in_short = {
            above.code for line in lines.values() for above in line if names.shorts[above.name] in evidence
        }
        for signs in (around, in_short, self._numbered(candidates, evidence)):
            hits = [one for one in candidates if _is_pointed_at(one, candidates, lines, signs)]
            if hits:
                return tuple(hits) if len(hits) == 1 else ()
        return ()

    def _numbered(self, candidates: Sequence[Division], evidence: str) -> set[str]:
        """Give the provinces that document numbers begin with, before the character of the place: 沪宝府发〔2021〕3号."""
        heads = {candidate.name[0] for candidate in candidates}
        return {
            self.abbreviations[prefix[0]]
            for prefix in _DOCUMENT_NUMBER.findall(evidence)
            if prefix[0] in self.abbreviations and prefix[1] in heads
        }


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
        others = followers_in(names, last, year)
        what = f"{show(last)} ended in {ended}"
        then = f"; it became {_listed(others, MOST_NEAR)}" if others else ""
        instead = f"a year up to {ended - 1}"
    else:
        first = min(known, key=lambda division: division.valid_from)
        others = predecessors_in(names, first, year)
        what = f"{show(first)} exists only since {first.valid_from}"
        then = f"; in {year} it was {_listed(others, MOST_NEAR)}" if others else ""
        instead = f"a year from {first.valid_from}"
    hint = f"give {others[0].code} or {instead}" if others else f"give {instead}"
    return PlaceError(f"no place is called {wanted} in {year}: {what}{then}", hint)


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
