"""What a new reading changes in stored rows: nothing where it reads the same, and else just what differs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import select, update

from govstats.observations.model import Extraction, Observation
from govstats.places import load_gazetteer
from govstats.quantities.model import Reason, SetAside
from govstats.reading.report import HeaderField
from govstats.store import (
    ReadingChanges,
    Store,
    StoredReading,
    Versions,
    compare_reading,
    is_as_read,
    list_outdated,
    mark_read,
    raise_version,
    read_again,
    schema,
    write_reading,
)
from tests.store.older_readings import ids, rows, without_ids
from tests.store.samples import RATE, TEXT, figure, make_extraction, make_report, put, sha256

TODAY = Versions("0.2.0+12345678", "c2")


def read(store: Store, report_id: int, versions: Versions = TODAY) -> StoredReading:
    with store.reading() as session:
        found = read_again(session, report_id, versions, load_gazetteer())
    assert found is not None
    return found


def apply(store: Store, report_id: int, extraction: Extraction) -> ReadingChanges:
    """Read a report again, as this extraction."""
    stored = read(store, report_id)
    with store.transaction() as session:
        changes = compare_reading(session, stored, extraction)
        assert is_as_read(session, [stored]) == [True]
        write_reading(session, stored, extraction, changes, TODAY)
    return changes


def at(words: str) -> int:
    return TEXT.index(words)


def other(extraction: Extraction, words: str, **changed: Any) -> Extraction:
    """Change one figure of an extraction."""
    found = (replace(one, **changed) if one.start == at(words) else one for one in extraction.observations)
    return replace(extraction, observations=tuple(found))


def without(extraction: Extraction, *words: str) -> Extraction:
    starts = {at(each) for each in words}
    kept = (one for one in extraction.observations if one.start not in starts)
    return replace(
        extraction,
        observations=tuple(replace(one, part_of=None) if one.part_of in starts else one for one in kept),
    )


def test_the_same_reading_changes_nothing(store: Store) -> None:
    report_id = put(store, make_report(), make_extraction()).report_id
    with store.reading() as session:
        assert not compare_reading(session, read(store, report_id), make_extraction())


def test_a_figure_keeps_its_id_where_span_and_value_stay(store: Store) -> None:
    report_id = put(store, make_report(), make_extraction()).report_id
    before = rows(store, "observations", report_id)
    newer = other(
        make_extraction(), "190件", label="调解成功案件", confidence=0.7, doubts=("words from far",)
    )
    changes = apply(store, report_id, newer)
    after = rows(store, "observations", report_id)
    assert ids(after) == ids(before)
    assert [changes.shows(row) for row in read_rows(before)] == [
        start == at("190件") for start in sorted(before)
    ]
    changed = after.pop(at("190件"))
    assert (changed["label"], changed["confidence"], changed["doubts"]) == (
        "调解成功案件",
        0.7,
        "words from far",
    )
    assert changed["part_of"] == at("212件")
    del before[at("190件")]
    assert after == before


def read_rows(found: Mapping[int, dict[str, Any]]) -> list[dict[str, Any]]:
    return [found[start] for start in sorted(found)]


def test_another_value_is_another_figure(store: Store) -> None:
    report_id = put(store, make_report(), make_extraction()).report_id
    before = rows(store, "observations", report_id)
    apply(store, report_id, other(make_extraction(), "98.16%", value=Decimal("98.61")))
    after = rows(store, "observations", report_id)
    assert after[at("98.16%")]["value"] == Decimal("98.61")
    assert after[at("98.16%")]["id"] not in ids(before).values()
    assert {start: row for start, row in after.items() if start != at("98.16%")} == {
        start: row for start, row in before.items() if start != at("98.16%")
    }


def test_figures_and_other_numbers_come_and_go(store: Store) -> None:
    report_id = put(store, make_report(), make_extraction()).report_id
    date = SetAside(0, 4, TEXT[:4], Reason.DATE, "date/year alone")
    number = SetAside(at("98.16%"), at("98.16%") + 6, "98.16%", Reason.TERM, "term")
    newer = replace(without(make_extraction(), "98.16%"), set_aside=(date, number))
    apply(store, report_id, newer)
    assert sorted(rows(store, "observations", report_id)) == sorted(map(at, ("212件", "190件", "22件")))
    aside = rows(store, "set_aside", report_id)
    assert {(row["start_offset"], row["end_offset"], row["reason"]) for row in aside.values()} == {
        (0, 4, "date"),
        (number.start, number.end, "term"),
    }
    kept = aside[number.start]["id"]
    apply_later(store, report_id, replace(newer, set_aside=(replace(number, reason=Reason.AGE),)))
    assert {row["id"]: row["reason"] for row in rows(store, "set_aside", report_id).values()} == {kept: "age"}


def apply_later(store: Store, report_id: int, extraction: Extraction) -> None:
    """Read a report again that today's rules have read."""
    with store.transaction() as session:
        session.execute(update(schema.Report).values(extractor_version="0.1.0"))
    apply(store, report_id, extraction)


@pytest.mark.parametrize(
    ("part", "whole"),
    [("22件", None), ("22件", "190件"), ("212件", "98.16%"), ("98.16%", "212件")],
)
def test_a_part_is_led_to_another_whole(store: Store, part: str, whole: str | None) -> None:
    first = make_extraction()
    if part == "212件":
        first = other(first, "98.16%", part_of=None)
    report_id = put(store, make_report(), first).report_id
    before = rows(store, "observations", report_id)
    changes = apply(store, report_id, other(first, part, part_of=None if whole is None else at(whole)))
    after = rows(store, "observations", report_id)
    assert ids(after) == ids(before)
    assert after[at(part)]["part_of"] == (None if whole is None else at(whole))
    assert set(changes.moved) == {at(part)}


def test_a_whole_that_goes_leaves_its_parts_and_one_that_comes_takes_them(store: Store) -> None:
    alone = without(make_extraction(), "212件")
    report_id = put(store, make_report(), make_extraction()).report_id
    first = rows(store, "observations", report_id)
    apply(store, report_id, alone)
    second = rows(store, "observations", report_id)
    assert {row["part_of"] for row in second.values()} == {None}
    assert ids(second).items() < ids(first).items()
    apply_later(store, report_id, make_extraction())
    third = rows(store, "observations", report_id)
    assert without_ids(third) == without_ids(first)
    assert ids(second).items() < ids(third).items()


def test_a_whole_and_its_parts_change_places(store: Store) -> None:
    report_id = put(store, make_report(), make_extraction()).report_id
    before = rows(store, "observations", report_id)
    turned = other(make_extraction(), "212件", part_of=at("190件"))
    turned = other(other(turned, "190件", part_of=None), "22件", part_of=at("190件"))
    apply(store, report_id, turned)
    after = rows(store, "observations", report_id)
    assert ids(after) == ids(before)
    assert {start: row["part_of"] for start, row in after.items() if row["part_of"] is not None} == {
        at("212件"): at("190件"),
        at("22件"): at("190件"),
    }


def test_grounds_that_an_earlier_revision_left_out_are_filled_in_and_no_change_to_anybody(
    store: Store,
) -> None:
    report_id = put(store, make_report(), make_extraction()).report_id
    before = rows(store, "observations", report_id)
    empty = ("scope_if_coded", "scope_if_uncoded", "base_confidence", "light_verb", "is_addition")
    with store.transaction() as session:
        session.execute(update(schema.Observation).values(dict.fromkeys(empty)))
    older = rows(store, "observations", report_id)
    changes = apply(store, report_id, make_extraction())
    assert changes
    assert not any(changes.shows(row) for row in older.values())
    assert rows(store, "observations", report_id) == before


def test_a_report_tells_what_it_was_read_with_and_when_it_changed(store: Store) -> None:
    report_id = put(store, make_report(), make_extraction()).report_id
    put(store, make_report("另一份", title="另一份"))
    apply(store, report_id, without(make_extraction(), "98.16%"))
    with store.reading() as session:
        version = session.scalar(select(schema.StoreState.version))
        row = session.get_one(schema.Report, report_id)
        assert (row.extractor_version, row.catalogue_version) == ("0.2.0+12345678", "c2")
        assert row.store_version == version == 3
        assert list(list_outdated(session, TODAY)) == [report_id + 1]
        assert list(list_outdated(session, TODAY, among=[report_id])) == []
        assert read_again(session, report_id, TODAY, load_gazetteer()) is None


def test_what_the_file_says_of_the_issuer_is_what_it_is_read_with_again(store: Store) -> None:
    long_name = "上海市宝山区司法局"
    field = HeaderField("issuer", long_name, "title", 0.95)
    named = put(store, make_report(issuer=long_name, fields=(field,)), make_extraction()).report_id
    plain = put(store, make_report("另一份", title="另一份")).report_id
    assert read(store, named).report.header.issuer == long_name
    assert read(store, named).issuer == "宝山区司法局"
    assert read(store, plain).report.header.issuer == "宝山区司法局"
    header = read(store, named).report.header
    assert header.place is not None
    assert (header.year, header.place.full_name, header.fields) == (2020, "上海市宝山区", (field,))


def test_a_replaced_revision_is_not_read_again(store: Store) -> None:
    old = put(store, make_report(), make_extraction()).report_id
    new = put(store, make_report(TEXT + "附注"), make_extraction(TEXT + "附注")).report_id
    with store.reading() as session:
        assert list(list_outdated(session, TODAY)) == [new]
        assert read_again(session, old, TODAY, load_gazetteer()) is None


@pytest.mark.parametrize("what", ["recoded", "read", "replaced"])
def test_a_report_that_somebody_has_changed_meanwhile_is_told(store: Store, what: str) -> None:
    report_id = put(store, make_report(), make_extraction()).report_id
    stored = read(store, report_id)
    if what == "replaced":
        put(store, make_report(TEXT + "附注"), make_extraction(TEXT + "附注"))
    else:
        with store.transaction() as session:
            versions = Versions(stored.versions.extractor, "c9") if what == "read" else stored.versions
            mark_read(session, [report_id], versions, store_version=raise_version(session))
    with store.transaction() as session:
        assert is_as_read(session, [stored]) == [False]


@st.composite
def readings(draw: st.DrawFn, words: tuple[str, ...]) -> Extraction:
    """Any reading of the sample text: each of some spans is a figure, another number, or nothing."""
    figures: list[Observation] = []
    aside: list[SetAside] = []
    for one in draw(st.permutations(words)):  # a whole may stand behind its part
        kind = draw(st.sampled_from(["figure", "figure", "figure", "aside", "nothing"]))
        start = TEXT.index(one)
        if kind == "figure":
            figures.append(
                figure(
                    TEXT,
                    draw(st.sampled_from([one, one[:-1]])),
                    value=draw(st.sampled_from([Decimal(1), Decimal("2.5")])),
                    label=draw(st.sampled_from(["甲", "乙"])),
                    indicator=draw(st.sampled_from([None, RATE.code])),
                    confidence=draw(st.sampled_from([0.5, 0.9])),
                    part_of=draw(st.sampled_from([None, *(each.start for each in figures)])),
                )
            )
        elif kind == "aside":
            reason = draw(st.sampled_from([Reason.TERM, Reason.LIST]))
            aside.append(SetAside(start, start + len(one), one, reason, "made up"))
    in_order = sorted(figures, key=lambda each: each.start)
    return Extraction(tuple(in_order), tuple(sorted(aside, key=lambda each: each.start)))


WORDS = ("212件", "190件", "22件", "98.16%")
titles = count(1)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=readings(WORDS), after=readings(WORDS))
def test_any_reading_over_any_other_gives_the_rows_of_a_fresh_one(
    store: Store, before: Extraction, after: Extraction
) -> None:
    reports = [make_report(source=sha256(str(next(titles))), title=f"第{next(titles)}份") for _ in range(2)]
    old, fresh = put(store, reports[0], before).report_id, put(store, reports[1], after).report_id
    stored = {table: rows(store, table, old) for table in ("observations", "set_aside")}
    apply(store, old, after)
    for table, identity in (("observations", ("end_offset", "value")), ("set_aside", ("end_offset",))):
        now = rows(store, table, old)
        assert without_ids(now) == without_ids(rows(store, table, fresh))
        for start, row in stored[table].items():
            stays = start in now and all(now[start][name] == row[name] for name in identity)
            assert (start in now and now[start]["id"] == row["id"]) == stays
