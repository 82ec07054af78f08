"""Mirroring the data files (units, indicators, divisions) in the store, so that rows can refer to them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from graphlib import TopologicalSorter
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from govstats.catalogue.entries import Indicator, Unit
from govstats.places import Division
from govstats.store import schema
from govstats.store.dialects import insert_unless_there

Row = dict[str, Any]
Attribute = InstrumentedAttribute[Any]

NEVER_SYNCED: Final = ""

INDICATOR_REFERENCES: Final[tuple[Attribute, ...]] = (
    schema.Observation.indicator_code,
    schema.Indicator.numerator_code,
    schema.Indicator.denominator_code,
    schema.Indicator.part_of_code,
    schema.Correction.new_indicator,
)
UNIT_REFERENCES: Final[tuple[Attribute, ...]] = (
    schema.Observation.unit_code,
    schema.Indicator.unit_code,
    schema.Unit.base_code,
)
PLACE_REFERENCES: Final[tuple[Attribute, ...]] = (
    schema.Organisation.place_id,
    schema.Report.place_id,
    schema.Observation.place_id,
)


def sync_reference(
    session: Session,
    *,
    units: Iterable[Unit],
    indicators: Iterable[Indicator],
    catalogue_version: str,
    divisions: Iterable[Division],
    places_version: str,
) -> bool:
    """Make the store's units, indicators and places those of the data files, where their versions differ.

    New entries are inserted and changed ones updated. An entry that the data files no longer have is
    deleted if nothing refers to it, and stays as it was if something does. Two programs may call this
    at once: the second waits for the first. The caller commits.

    Args:
        session: a session in a transaction.
        units: all units of the catalogue.
        indicators: all its indicators; their units are among the units.
        catalogue_version: the version of both; not empty.
        divisions: all administrative divisions; only read where the places' version differs.
        places_version: the version of the divisions; not empty.

    Returns:
        Whether anything had to be done.
    """
    state = _lock_state(session)
    if (state.catalogue_version, state.places_version) == (catalogue_version, places_version):
        return False
    if state.catalogue_version != catalogue_version:
        _sync_catalogue(session, tuple(units), tuple(indicators))
        state.catalogue_version = catalogue_version
    if state.places_version != places_version:
        _sync_places(session, divisions)
        state.places_version = places_version
    session.flush()
    return True


def _lock_state(session: Session) -> schema.StoreState:
    """Make the row of the store's state if there is none; nobody else changes it till the commit."""
    row = {
        "id": 1,
        "store_uuid": str(uuid.uuid4()),
        "version": 0,
        "catalogue_version": NEVER_SYNCED,
        "places_version": NEVER_SYNCED,
    }
    insert_unless_there(session.connection(), schema.TABLES["store_state"], [row])
    statement = select(schema.StoreState).with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one()


def _sync_catalogue(session: Session, units: Sequence[Unit], indicators: Sequence[Indicator]) -> None:
    unit_rows = _referred_first([_unit_row(unit) for unit in units], ("base_code",))
    indicator_rows = _referred_first(
        [_indicator_row(indicator) for indicator in indicators],
        ("numerator_code", "denominator_code", "part_of_code"),
    )
    stale_units = _put(session, schema.Unit.code, ("code",), unit_rows)
    stale_indicators = _put(session, schema.Indicator.code, ("code",), indicator_rows)
    _drop_stale(session, schema.Indicator.code, stale_indicators, INDICATOR_REFERENCES)
    _drop_stale(session, schema.Unit.code, stale_units, UNIT_REFERENCES)


def _sync_places(session: Session, divisions: Iterable[Division]) -> None:
    rows = [_place_row(division) for division in divisions]
    stale = _put(session, schema.Place.id, ("code", "valid_from"), rows)
    _drop_stale(session, schema.Place.id, stale, PLACE_REFERENCES)


def differing_units(session: Session, units: Iterable[Unit]) -> list[str]:
    """List the codes of units that the store lacks, has besides, or has otherwise.

    Args:
        session: a session in a transaction.
        units: all units of the catalogue.
    """
    wanted = {unit.code: _unit_row(unit) for unit in units}
    stored = {row["code"]: row for row in _read_all(session, schema.Unit.code)}
    return sorted(code for code in wanted.keys() | stored.keys() if wanted.get(code) != stored.get(code))


def drop_unreferred_indicators(session: Session, indicators: Iterable[Indicator]) -> int:
    """Delete the indicators that the catalogue no longer has and no figure any more.

    Args:
        session: a session in a transaction; the caller commits.
        indicators: all indicators of the catalogue.

    Returns:
        How many were deleted.
    """
    stale = set(session.scalars(select(schema.Indicator.code))) - {each.code for each in indicators}
    return _drop_stale(session, schema.Indicator.code, stale, INDICATOR_REFERENCES)


def _unit_row(unit: Unit) -> Row:
    return {
        "code": unit.code,
        "symbol": unit.symbol,
        "name": unit.name,
        "dimension": unit.dimension,
        "base_code": unit.base,
        "factor": unit.factor,
    }


def _indicator_row(indicator: Indicator) -> Row:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "name_en": indicator.name_en,
        "topic": indicator.topic,
        "unit_code": indicator.unit,
        "aggregation": indicator.aggregation,
        "numerator_code": indicator.numerator,
        "denominator_code": indicator.denominator,
        "also_in": " ".join(indicator.also_in),
        "definition": indicator.definition,
        "stock_or_flow": indicator.stock_or_flow,
        "part_of_code": indicator.part_of,
        "plausible_low": indicator.plausible[0],
        "plausible_high": indicator.plausible[1],
    }


def _place_row(division: Division) -> Row:
    return {
        "code": division.code,
        "name": division.name,
        "full_name": division.full_name,
        "level": division.level,
        "parent_code": division.parent_code,
        "province": division.province,
        "valid_from": division.valid_from,
        "valid_to": division.valid_to,
    }


def _referred_first(rows: Sequence[Row], references: Sequence[str]) -> list[Row]:
    """Put each row after those that it refers to by code; both databases check references row by row."""
    by_code = {row["code"]: row for row in rows}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for code, row in by_code.items():
        referred = (row[name] for name in references)
        sorter.add(code, *(other for other in referred if other in by_code and other != code))
    return [by_code[code] for code in sorter.static_order()]


def _put(session: Session, key: Attribute, natural: Sequence[str], rows: Sequence[Row]) -> list[Any]:
    """Insert the rows that are new and update those that differ, with one statement for each of both.

    Args:
        session: the session.
        key: the primary key of the table.
        natural: the names of the columns that tell an entry from the others.
        rows: all entries, with all columns but a generated key.

    Returns:
        The primary keys of the stored rows that are none of these.
    """
    identity = itemgetter(*natural)
    wanted = {identity(row): row for row in rows}
    stored = {identity(row): row for row in _read_all(session, key)}
    new = [row for name, row in wanted.items() if name not in stored]
    changed = [
        {key.key: stored[name][key.key]} | row
        for name, row in wanted.items()
        if name in stored and not row.items() <= stored[name].items()
    ]
    if new:
        session.connection().execute(insert(key.class_), new)
    if changed:
        session.execute(update(key.class_), changed)
    return [row[key.key] for name, row in stored.items() if name not in wanted]


def _read_all(session: Session, key: Attribute) -> list[Row]:
    columns = key.class_.__table__.columns
    return [dict(row) for row in session.execute(select(*columns)).mappings()]


def _drop_stale(
    session: Session, key: Attribute, stale: Iterable[Any], references: Sequence[Attribute]
) -> int:
    """Delete what the data files no longer have, except what something else refers to; tell how many that is.

    Args:
        session: the session.
        key: the primary key of the table.
        stale: its values that the data files no longer have.
        references: the columns of this and other tables that refer to it.
    """
    doomed, held = set(stale), set(stale)
    while doomed and held:
        held = set()
        for reference in references:
            holders = select(reference).distinct().where(reference.in_(doomed))
            if reference.class_ is key.class_:  # a row that goes itself holds nothing
                holders = holders.where(key.not_in(doomed))
            held.update(session.scalars(holders))
        doomed -= held
    if doomed:
        session.execute(
            delete(key.class_).where(key.in_(doomed)).execution_options(synchronize_session=False)
        )
    return len(doomed)
