"""Places and issuers of reports as rows of the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from govstats.errors import UnstorableError
from govstats.places import Division
from govstats.store.dialects import insert_unless_there, reserve_ids
from govstats.store.schema import TABLES

ORGANISATIONS: Final = TABLES["organisations"]
PLACES: Final = TABLES["places"]

_PLACES: Final = select(PLACES.c.code, PLACES.c.id, PLACES.c.valid_from, PLACES.c.valid_to).where(
    PLACES.c.code.in_(bindparam("codes", expanding=True))
)
# Whoever locks several does so in the same order, so that nobody waits for one who waits for him.
_ORGANISATIONS: Final = (
    select(ORGANISATIONS.c.id, ORGANISATIONS.c.place_id, ORGANISATIONS.c.name)
    .where(
        ORGANISATIONS.c.place_id.in_(bindparam("places", expanding=True)),
        ORGANISATIONS.c.name.in_(bindparam("names", expanding=True)),
    )
    .order_by(ORGANISATIONS.c.id)
    .with_for_update(key_share=True)
)

OrganisationKey = tuple[int, str]
"""The id of the place, and the name with the place's."""


@dataclass(frozen=True, slots=True)
class _StoredPlace:
    code: str
    id: int
    valid_from: int
    valid_to: int | None


class StoredPlaces:
    """The places of a store that have certain codes.

    Args:
        session: a session in a transaction.
        codes: six-digit codes; those that the store does not have are left out.
    """

    def __init__(self, session: Session, codes: Collection[str]) -> None:
        rows = session.connection().execute(_PLACES, {"codes": sorted(codes)}) if codes else ()
        self._by_code: dict[str, list[_StoredPlace]] = {}
        for row in rows:
            place = _StoredPlace(*row)
            self._by_code.setdefault(place.code, []).append(place)

    def id_of(self, division: Division) -> int:
        """Give the id of a division.

        Args:
            division: the division; code and first year of validity are its key.

        Raises:
            UnstorableError: the store does not have it: its table of places is older.
        """
        for place in self._by_code.get(division.code, ()):
            if place.valid_from == division.valid_from:
                return place.id
        raise UnstorableError(
            f"the database has no place {division.code} {division.name} of {division.valid_from}",
            "update govstats; the places come with it",
        )

    def ids_in(self, codes: Iterable[str], year: int) -> dict[str, int]:
        """Give the ids of places by code, as the map of a year has them.

        Args:
            codes: six-digit codes.
            year: the year; a code that was not valid then gets its latest place.

        Returns:
            The id by code; unknown codes are left out.
        """
        return {
            code: max(
                places,
                key=lambda one: (one.valid_from <= year <= (one.valid_to or year), one.valid_from),
            ).id
            for code in codes
            if (places := self._by_code.get(code))
        }


def split_issuer(issuer: str, place: Division) -> tuple[str, str]:
    """Part an issuer's name into place and department.

    However much of the place's full name it carries, the name that is kept has the short one, so that
    上海市宝山区司法局 and 宝山区司法局 are one organisation.

    Args:
        issuer: the name, mostly with the place at the beginning.
        place: the place.

    Returns:
        The name with the place's short name (宝山区司法局) and the department (司法局); for an issuer that
        does not begin with the place, or is nothing but the place, its own name twice.
    """
    above, found, department = issuer.partition(place.name)
    if found and department and place.full_name.endswith(above + found):
        return place.name + department, department
    return issuer, issuer


def find_or_add_organisations(
    session: Session, departments: Mapping[OrganisationKey, str]
) -> dict[OrganisationKey, int]:
    """Give the ids of issuers, adding those that are missing, and keep others from storing their reports meanwhile.

    The locks (PostgreSQL; SQLite has one writer at a time anyway) let two programs that store revisions
    of the same report do so one after the other.

    Args:
        session: a session in a transaction.
        departments: the names of the issuers without the place, by their places and names.
    """
    found = _find_organisations(session, departments)
    if missing := [key for key in departments if key not in found]:
        ids = reserve_ids(session.connection(), ORGANISATIONS, len(missing))
        rows = [
            {"id": row_id, "place_id": key[0], "name": key[1], "department": departments[key]}
            for row_id, key in zip(ids, missing, strict=True)
        ]
        rows.sort(key=itemgetter("place_id", "name"))  # whoever adds the same ones does so in the same order
        insert_unless_there(session.connection(), ORGANISATIONS, rows)
        found |= _find_organisations(session, missing)
    return found


def _find_organisations(session: Session, keys: Collection[OrganisationKey]) -> dict[OrganisationKey, int]:
    places, names = {place_id for place_id, _ in keys}, {name for _, name in keys}
    rows = session.connection().execute(_ORGANISATIONS, {"places": list(places), "names": list(names)})
    found = {(place_id, name): organisation_id for organisation_id, place_id, name in rows}
    return {
        key: found[key] for key in keys if key in found
    }  # a name of one of them may be another place's, too
