"""The store mirrors the data files."""

from dataclasses import replace
from decimal import Decimal
from time import perf_counter

import msgspec
import pytest
from sqlalchemy import select

from govstats.errors import StoreError
from govstats.store import schema
from tests.store.samples import (
    BAOSHAN,
    CASE,
    DIVISIONS,
    HANDLED,
    INDICATORS,
    NANHUI,
    PERCENT,
    RATE,
    SUCCEEDED,
    UNITS,
    YOUXIAN,
    indicator,
    make_extraction,
    make_report,
    put,
    sync,
)


def names_of(session, table, column="code"):
    return set(session.scalars(select(getattr(table, column))))


def test_everything_is_mirrored_with_its_versions(store):
    with store.transaction() as session:
        state = session.scalars(select(schema.StoreState)).one()
        assert (state.catalogue_version, state.places_version, state.version) == ("c1", "p1", 0)
        assert len(state.store_uuid) == 36
        assert names_of(session, schema.Unit) == {unit.code for unit in UNITS}
        assert names_of(session, schema.Indicator) == {one.code for one in INDICATORS}
        assert names_of(session, schema.Place) == {division.code for division in DIVISIONS}
        rate = session.get_one(schema.Indicator, RATE.code)
        assert (rate.numerator_code, rate.aggregation, rate.topic) == (SUCCEEDED.code, "none", "mediation")
        place = session.scalars(select(schema.Place).where(schema.Place.code == NANHUI.code)).one()
        assert (place.name, place.valid_from, place.valid_to) == ("南汇区", 2001, 2008)


def test_same_versions_cost_nothing_and_change_nothing(store):
    with store.transaction() as session:
        assert not sync(session, units=(), indicators=(), divisions=())
        assert names_of(session, schema.Unit) == {unit.code for unit in UNITS}


def test_changed_entries_are_updated_under_their_keys(store):
    renamed = msgspec.structs.replace(CASE, symbol="宗", factor=Decimal("1.0"))
    retold = msgspec.structs.replace(HANDLED, definition="受理的调解案件数")
    ended = replace(BAOSHAN, valid_to=2020)
    with store.transaction() as session:
        before = dict(session.execute(select(schema.Place.code, schema.Place.id)).all())
        assert sync(
            session,
            units=(renamed, *UNITS[:2]),
            indicators=(RATE, SUCCEEDED, retold),
            catalogue_version="c2",
            divisions=(ended, YOUXIAN, NANHUI, DIVISIONS[0]),
            places_version="p2",
        )
    with store.transaction() as session:
        assert session.get_one(schema.Unit, "case").symbol == "宗"
        assert session.get_one(schema.Indicator, HANDLED.code).definition == "受理的调解案件数"
        assert dict(session.execute(select(schema.Place.code, schema.Place.id)).all()) == before
        assert session.get_one(schema.Place, before[BAOSHAN.code]).valid_to == 2020


def test_entries_that_are_gone_go_unless_something_refers_to_them(store):
    put(store, make_report(), make_extraction())
    lone = indicator("mediation.mean", "case", numerator=HANDLED.code)
    with store.transaction() as session:
        sync(session, indicators=(*INDICATORS, lone), catalogue_version="c2")
    with store.transaction() as session:
        sync(
            session,
            units=(PERCENT,),
            indicators=(),
            catalogue_version="c3",
            divisions=(),
            places_version="p3",
        )
    with store.transaction() as session:
        # the report's figures use three indicators and two units; 万件, the lone indicator and places go
        assert names_of(session, schema.Indicator) == {one.code for one in INDICATORS}
        assert names_of(session, schema.Unit) == {"case", "percent"}
        assert names_of(session, schema.Place) == {BAOSHAN.code}


def test_a_new_unit_may_take_over_the_symbol_of_one_still_in_use(store):
    put(store, make_report(), make_extraction())
    again = msgspec.structs.replace(CASE, code="item", base="item")
    with store.transaction() as session:
        sync(session, units=(again, PERCENT), indicators=(), catalogue_version="c2")
    with store.transaction() as session:
        assert names_of(session, schema.Unit) == {"case", "item", "percent"}


def test_a_division_that_changes_its_name_is_two_places(store):
    before, after = replace(BAOSHAN, valid_to=2019), replace(BAOSHAN, name="新宝山区", valid_from=2020)
    with store.transaction() as session:
        sync(session, divisions=(before, after), places_version="p2")
        rows = session.execute(
            select(schema.Place.name, schema.Place.valid_to).order_by(schema.Place.valid_from)
        )
        assert [tuple(row) for row in rows] == [("宝山区", 2019), ("新宝山区", None)]


def test_seven_thousand_divisions_take_well_under_a_second(store):
    many = [replace(BAOSHAN, code=f"{number:06}", name=f"第{number}区") for number in range(7000)]
    begin = perf_counter()
    with store.transaction() as session:
        sync(session, divisions=many, places_version="p2")
    assert perf_counter() - begin < 1.5
    with store.transaction() as session:
        assert len(names_of(session, schema.Place)) == 7000


def test_an_indicator_in_an_unknown_unit_is_refused_whole(store):
    wrong = indicator("mediation.other", "no_such_unit")
    with pytest.raises(StoreError, match="refused a row"), store.transaction() as session:
        sync(session, indicators=(*INDICATORS, wrong), catalogue_version="c2", places_version="p2")
    with store.transaction() as session:
        assert session.scalar(select(schema.StoreState.catalogue_version)) == "c1"
