"""Places and issuers of reports as rows of the store."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from govstats.errors import UnstorableError
from govstats.places import Division
from govstats.store.dialects import insert_or_skip
from govstats.store.schema import TABLES

ORGANISATIONS: Final = TABLES["organisations"]
PLACES: Final = TABLES["places"]

_PLACE: Final = select(PLACES.c.id).where(
    PLACES.c.code == bindparam("code"), PLACES.c.valid_from == bindparam("valid_from")
)
_PLACES: Final = select(PLACES.c.code, PLACES.c.id, PLACES.c.valid_from, PLACES.c.valid_to).where(
    PLACES.c.code.in_(bindparam("codes", expanding=True))
)
_ORGANISATION: Final = (
    select(ORGANISATIONS.c.id)
    .where(ORGANISATIONS.c.place_id == bindparam("place_id"), ORGANISATIONS.c.name == bindparam("name"))
    .with_for_update(key_share=True)
)


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


def find_place(session: Session, division: Division) -> int:
    """Give the id of a division.

    Args:
        session: a session in a transaction.
        division: the division; code and first year of validity are its key.

    Raises:
        UnstorableError: the store does not have it: its table of places is older.
    """
    key = {"code": division.code, "valid_from": division.valid_from}
    place_id: int | None = session.connection().scalar(_PLACE, key)
    if place_id is None:
        raise UnstorableError(
            f"the database has no place {division.code} {division.name} of {division.valid_from}",
            "update govstats; the places come with it",
        )
    return place_id


def find_places(session: Session, codes: Collection[str], year: int) -> dict[str, int]:
    """Give the ids of places by code, as the map of a year has them.

    Args:
        session: a session in a transaction.
        codes: six-digit codes.
        year: the year; a code that was not valid then gets its latest place.

    Returns:
        The id by code; unknown codes are left out.
    """
    if not codes:
        return {}
    rows = session.connection().execute(_PLACES, {"codes": sorted(codes)}).all()
    by_fitness = sorted(
        rows,
        key=lambda row: (row.valid_from <= year <= (row.valid_to or year), row.valid_from),
    )
    return {row.code: row.id for row in by_fitness}  # the fittest comes last and stays


def find_or_add_organisation(session: Session, place_id: int, name: str, department: str) -> int:
    """Give the id of an issuer, adding it if need be, and keep others from storing its reports meanwhile.

    The lock (PostgreSQL; SQLite has one writer at a time anyway) lets two programs that store revisions
    of the same report do so one after the other.

    Args:
        session: a session in a transaction.
        place_id: its place.
        name: its name with the place.
        department: its name without.
    """
    connection, key = session.connection(), {"place_id": place_id, "name": name}
    found: int | None = connection.scalar(_ORGANISATION, key)
    if found is not None:
        return found
    added = insert_or_skip(connection, ORGANISATIONS, key | {"department": department})
    return connection.execute(_ORGANISATION, key).scalar_one() if added is None else added
