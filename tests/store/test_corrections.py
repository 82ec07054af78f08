"""What reviewers say is appended, tied to the words of reports, and told when it does not hold any more."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as with_fields
from sqlalchemy import select

from govstats.checks import Finding, Involved, Outcome
from govstats.errors import ReviewError
from govstats.observations.model import Extraction, Kind, Scope
from govstats.places import load_gazetteer
from govstats.store import (
    Correction,
    Decision,
    Hold,
    Incoming,
    Provenance,
    StandingCorrection,
    Store,
    Versions,
    add_corrections,
    add_findings,
    begin_run,
    compare_reading,
    count_lost,
    in_effect,
    match_corrections,
    next_moment,
    read_again,
    read_corrections,
    read_findings,
    schema,
    store_reports,
    write_reading,
)
from tests.store.samples import (
    INDICATORS,
    TEXT,
    figure,
    indicator,
    make_extraction,
    make_report,
    put,
    sha256,
    sync,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COUNT = "190件"


def said(decision: str = "accept", **changed: Any) -> Correction:
    """What 李 says at noon about the 190件 of the sample report."""
    start = TEXT.index(COUNT)
    facts: dict[str, Any] = {
        "source_sha256": sha256(TEXT),
        "issuer": "宝山区司法局",
        "report_year": 2020,
        "start_offset": start,
        "end_offset": start + len(COUNT),
        "expected_text": COUNT,
        "expected_value": Decimal(190),
        "expected_unit": "件",
        "expected_indicator": "mediation.succeeded",
        "expected_year": 2020,
        "expected_kind": Kind.LEVEL,
        "expected_scope": Scope.PLACE,
        "decision": Decision(decision),
        "reviewer": "李",
        "made_at": NOON,
    }
    if decision == "correct" and not any(name.startswith("new_") for name in changed):
        facts["new_value"] = Decimal(191)
    if decision == "note":
        facts["note"] = "待查"
    return Correction(**(facts | changed))


def later(minutes: int, decision: str = "accept", **changed: Any) -> Correction:
    return said(decision, made_at=NOON + timedelta(minutes=minutes), **changed)


def add(store: Store, *corrections: Correction) -> tuple[int, int, frozenset[int]]:
    with store.transaction() as session:
        done = add_corrections(session, corrections)
    return done.added, done.known, done.report_ids


def stored(store: Store) -> tuple[Correction, ...]:
    with store.reading() as session:
        return read_corrections(session)


def standing(store: Store) -> dict[str, StandingCorrection]:
    with store.reading() as session:
        found = match_corrections(session)
        assert count_lost(session) == sum(one.hold.is_lost for one in found)
    return {one.correction.uuid: one for one in found}


def holds(store: Store, one: Correction) -> Hold:
    return standing(store)[one.uuid].hold


def version_of(store: Store) -> tuple[int, Mapping[int, int]]:
    report = schema.Report
    with store.reading() as session:
        rows = session.execute(select(report.id, report.store_version)).all()
        return session.scalar(select(schema.StoreState.version)) or 0, {row.id: row[1] for row in rows}


EVERYTHING = said(
    "correct",
    new_value=Decimal("-0.000001"),
    new_unit="",
    new_indicator="",
    new_year=2019,
    new_kind=Kind.CHANGE,
    new_scope=Scope.PART,
    note="数字颠倒\n见第二页“表一”",
)


def test_corrections_come_back_as_they_went_in(store: Store) -> None:
    ones = [EVERYTHING, later(1, "note"), later(2, "reject", expected_indicator=None)]
    assert add(store, *ones) == (3, 0, frozenset())
    assert stored(store) == tuple(ones)


def test_each_comes_in_once_and_marks_its_report(store: Store) -> None:
    mine = put(store, make_report(), make_extraction()).report_id
    put(store, make_report(source="other", issuer="宝山区人民政府"), make_extraction())
    before, marks = version_of(store)
    first, second = said(), later(1, "reject")
    assert add(store, first) == (1, 0, {mine})
    after, marked = version_of(store)
    assert (after, marked) == (before + 1, marks | {mine: before + 1})
    assert add(store, first, second, second) == (1, 1, {mine})
    again = version_of(store)
    assert add(store, second, first) == (0, 2, frozenset())
    assert version_of(store) == again
    assert stored(store) == (first, second)


@pytest.mark.parametrize(
    "changed",
    [
        {"note": "别的话"},
        {"new_value": Decimal(192)},
        {"reviewer": "王"},
        {"made_at": NOON + timedelta(seconds=1)},
    ],
)
def test_other_words_under_a_known_uuid_are_refused(store: Store, changed: Mapping[str, Any]) -> None:
    """They would be passed over as known, and nobody would learn that they are not there."""
    one = said("correct")
    add(store, one)
    with (
        pytest.raises(ReviewError, match=f"{one.uuid} .* says something else"),
        store.transaction() as session,
    ):
        add_corrections(session, [later(1), replace(one, **changed)])
    assert stored(store) == (one,)
    same = replace(one, made_at=one.made_at.astimezone(timezone(timedelta(hours=8))))
    assert add(store, same) == (0, 1, frozenset())


def test_corrections_may_come_before_their_report(store: Store) -> None:
    one = said("correct")
    add(store, one)
    assert holds(store, one) is Hold.NOT_STORED
    put(store, make_report(), make_extraction())
    assert holds(store, one) is Hold.HOLDS


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"new_value": Decimal(190)}, "nothing is corrected"),
        (
            {"new_unit": "件", "new_year": 2020, "new_indicator": "mediation.succeeded", "new_value": None},
            "nothing is corrected",
        ),
        ({"decision": Decision.REJECT, "new_value": Decimal(3)}, "changes nothing"),
        ({"new_value": Decimal("0.0000001")}, "does not fit"),
        ({"new_value": Decimal("NaN")}, "no number"),
        ({"new_year": 1899}, "no year"),
        ({"report_year": 2101}, "no year"),
        ({"end_offset": 3}, "no stretch"),
        ({"expected_text": "190"}, "not as long"),
        ({"source_sha256": "A" * 64}, "no SHA-256"),
        ({"uuid": "1"}, "no UUID"),
        ({"uuid": str(UUID(int=10)).upper()}, "no UUID"),
        ({"made_at": datetime(2026, 5, 4)}, "no time zone"),  # noqa: DTZ001
        ({"reviewer": " "}, "no name"),
        ({"issuer": ""}, "no issuer"),
        ({"note": "\0"}, "NUL"),
        ({"note": "半个\udcff"}, "half a character"),
        ({"reviewer": "\ud800"}, "half a character"),
        ({"start_offset": 2**31, "end_offset": 2**31 + 4}, "no stretch"),
        ({"made_at": datetime.max.replace(tzinfo=timezone(-timedelta(hours=12)))}, "no time"),
        ({"decision": Decision.NOTE, "new_value": None, "note": " "}, "the note is empty"),
    ],
)
def test_what_makes_no_sense_cannot_be_said(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        replace(said("correct"), **changed)


def test_the_last_decision_holds_and_a_withdrawal_takes_back_only_ones_own() -> None:
    mine, yours = said("accept"), later(1, "correct", reviewer="王")
    back = later(2, "withdraw", reviewer="王")
    note = later(3, "note", reviewer="王")
    for sayings, holding in (
        ([mine], mine),
        ([mine, yours], yours),
        ([mine, yours, note], yours),
        ([mine, yours, back], mine),
        ([mine, yours, back, later(4, "withdraw")], None),
    ):
        assert in_effect(sayings).get(mine.figure) == holding


SAYINGS = st.lists(
    st.builds(
        lambda minute, decision, reviewer, value, number: later(
            minute,
            decision,
            reviewer=reviewer,
            expected_value=Decimal(value),
            uuid=str(UUID(int=number)),
            **({"new_value": Decimal(7)} if decision == "correct" else {}),
        ),
        st.integers(0, 3),
        st.sampled_from(list(Decision)).map(str),
        st.sampled_from("李王"),
        st.sampled_from((190, 191)),
        st.integers(0, 2**64),
    ),
    max_size=8,
    unique_by=lambda one: one.uuid,
)


@given(SAYINGS, st.randoms(use_true_random=False))
def test_what_holds_does_not_depend_on_the_order_in_which_it_came(
    sayings: list[Correction], chance: random.Random
) -> None:
    mixed = list(sayings)
    chance.shuffle(mixed)
    assert in_effect(mixed) == in_effect(sayings)
    for key, one in in_effect(sayings).items():
        assert one.figure == key
        assert one.decision in (Decision.ACCEPT, Decision.CORRECT, Decision.REJECT)


@given(SAYINGS, st.integers(-5, 5))
def test_who_decides_knowing_others_decides_later_whatever_the_clocks_say(
    sayings: list[Correction], minute: int
) -> None:
    now = NOON + timedelta(minutes=minute)
    moment = next_moment(sayings, now)
    assert moment >= now
    assert all(moment > one.made_at for one in sayings)


def test_a_correction_of_what_is_read_otherwise_now_is_told(store: Store) -> None:
    report = make_report()
    put(store, report, make_extraction())
    one, elsewhere = said("correct"), later(1, start_offset=0, end_offset=len(COUNT))
    add(store, one, elsewhere)
    found = standing(store)
    assert (found[one.uuid].hold, found[one.uuid].remark) == (Hold.HOLDS, "")
    gone = found[elsewhere.uuid]
    assert (gone.hold, gone.observation_id) == (Hold.NOT_READ, None)
    assert gone.suggestion is not None
    assert gone.suggestion.observation_id == found[one.uuid].observation_id
    with store.transaction() as session:
        row = session.get(schema.Observation, found[one.uuid].observation_id)
        assert row is not None
        row.value = Decimal(1190)
    told = standing(store)[one.uuid]
    assert (told.hold, told.remark, told.suggestion) == (
        Hold.OTHER_VALUE,
        "190件 is read there as 1190",
        None,
    )
    anew = later(2, expected_value=Decimal(1190))
    add(store, anew)
    assert (holds(store, one), holds(store, anew)) == (Hold.SUPERSEDED, Hold.HOLDS)


def test_a_correction_of_a_replaced_report_leads_to_the_same_words_in_its_revision(store: Store) -> None:
    put(store, make_report(), make_extraction())
    one, note, back = said("correct"), later(1, "note"), later(2, "withdraw", reviewer="王")
    add(store, one, note, back)
    revised = "（更正）" + TEXT
    second = put(store, make_report(revised), make_extraction(revised))
    found = standing(store)
    lost = found[one.uuid]
    assert (lost.hold, found[note.uuid].hold, found[back.uuid].hold) == (
        Hold.REPLACED,
        Hold.REPLACED,
        Hold.HOLDS,
    )
    assert lost.suggestion is not None
    assert (lost.suggestion.report_id, lost.suggestion.start_offset) == (
        second.report_id,
        revised.index(COUNT),
    )
    start = revised.index(COUNT)
    anew = later(
        3, source_sha256=sha256(revised), start_offset=start, end_offset=start + len(COUNT), reviewer="王"
    )
    add(store, anew)
    assert (holds(store, one), holds(store, anew)) == (Hold.SUPERSEDED, Hold.HOLDS)
    twice = revised + COUNT
    put(
        store,
        make_report(twice),
        Extraction(
            (
                *make_extraction(twice).observations,
                with_fields(figure(twice, COUNT), start=len(revised), end=len(twice)),
            ),
            (),
        ),
    )
    assert standing(store)[anew.uuid].hold is Hold.REPLACED
    assert standing(store)[anew.uuid].suggestion is None


def test_a_report_under_another_header_or_from_another_file_is_looked_through(store: Store) -> None:
    put(store, make_report(issuer="宝山区人民政府"), make_extraction())
    by_source = said()
    by_issuer = said(source_sha256="0" * 64, issuer="宝山区人民政府")
    unknown = said(source_sha256="0" * 64, issuer="某局")
    add(store, by_source, by_issuer, unknown)
    found = standing(store)
    assert {one.hold for one in found.values()} == {Hold.NOT_STORED}
    assert found[by_source.uuid].suggestion == found[by_issuer.uuid].suggestion is not None
    assert found[unknown.uuid].suggestion is None


def test_an_indicator_that_the_catalogue_lacks_is_told(store: Store) -> None:
    put(store, make_report(), make_extraction())
    known, unknown = (
        said("correct", new_indicator="mediation.handled"),
        later(1, "correct", new_indicator="a.b"),
    )
    add(store, known)
    assert standing(store)[known.uuid].remark == ""
    add(store, unknown)
    found = standing(store)[unknown.uuid]
    assert (found.hold, "lacks a.b" in found.remark) == (Hold.HOLDS, True)


def test_an_indicator_that_a_correction_names_stays_when_the_catalogue_drops_it(store: Store) -> None:
    new = indicator("a.b", "case")
    with store.transaction() as session:
        sync(session, indicators=(*INDICATORS, new), catalogue_version="c2")
    put(store, make_report(), make_extraction())
    one = said("correct", new_indicator="a.b")
    add(store, one)
    with store.transaction() as session:
        sync(session, catalogue_version="c3")
    assert (standing(store)[one.uuid].hold, standing(store)[one.uuid].remark) == (Hold.HOLDS, "")


FINDING = Finding(
    "rate_of_counts",
    1,
    Outcome.AGREES,
    None,
    (Involved(1, TEXT.index("98.16%"), "rate"), Involved(1, TEXT.index(COUNT), "numerator")),
    "98.16%",
    "98.16%",
    "",
    "相符",
    "it agrees",
)
ELSEWHERE = with_fields(FINDING, involved=(Involved(1, TEXT.index("98.16%"), "rate"),), rule="implausible")


@pytest.mark.parametrize(
    ("before", "said_now", "is_kept"),
    [
        ((), ("correct", {}), False),
        ((), ("correct", {"new_unit": "人次", "new_value": None}), False),
        ((), ("reject", {}), False),
        ((), ("accept", {}), True),
        ((), ("note", {}), True),
        ((), ("correct", {"expected_value": Decimal(7)}), True),  # another figure than the one that is read
        ((("correct", {}),), ("withdraw", {}), False),
        ((("correct", {}),), ("accept", {}), False),
        (
            (("correct", {}),),
            ("correct", {"new_value": Decimal(191), "new_year": 2020}),
            True,
        ),  # says the same
        ((("correct", {}),), ("reject", {}), False),
        ((("reject", {}),), ("withdraw", {}), False),
        ((("reject", {}),), ("reject", {"reviewer": "王"}), True),
        ((("accept", {}),), ("withdraw", {}), True),
        ((("correct", {}),), ("withdraw", {"reviewer": "王"}), True),  # nothing of his
    ],
)
def test_what_was_found_about_a_figure_as_it_was_is_forgotten(
    store: Store, before: Sequence[tuple[str, Any]], said_now: tuple[str, Any], is_kept: bool
) -> None:
    """An agreement of 190 with a rate says nothing about 191."""
    put(store, make_report(), make_extraction())
    add(store, *(later(minute, decision, **more) for minute, (decision, more) in enumerate(before)))
    with store.transaction() as session:
        add_findings(session, [FINDING, ELSEWHERE])
    decision, more = said_now
    with store.transaction() as session:
        done = add_corrections(session, [later(9, decision, **more)])
    with store.reading() as session:
        kept = [one.finding for one in read_findings(session)]
    assert kept == ([FINDING] if is_kept else []) + [ELSEWHERE]
    assert done.forgotten == (0 if is_kept else 1)


def test_what_was_found_with_a_figure_of_another_report_marks_that_report_too(store: Store) -> None:
    first = put(store, make_report(), make_extraction()).report_id
    second = put(store, make_report(source="other", issuer="宝山区人民政府"), make_extraction()).report_id
    both = with_fields(FINDING, involved=(Involved(second, TEXT.index(COUNT), "one"), FINDING.involved[1]))
    with store.transaction() as session:
        add_findings(session, [both], across_reports=True)
    add(store, said("correct"))
    version, marks = version_of(store)
    assert marks == {first: version, second: version}
    with store.reading() as session:
        assert read_findings(session) == []


def test_findings_that_come_with_a_reading_say_nothing_of_figures_that_were_corrected_before(
    store: Store,
) -> None:
    add(store, said("correct"))
    with store.transaction() as session:
        begin_run(session, NOON, "0.1.0", "c1")
        report = Incoming(make_report(), make_extraction(), findings=(FINDING, ELSEWHERE))
        (stored_one,) = store_reports(session, [report], Provenance(1, NOON, "0.1.0", "c1"))

    def kept() -> list[Finding]:
        with store.reading() as session:
            return [one.finding for one in read_findings(session)]

    assert kept() == [ELSEWHERE]
    with store.transaction() as session:
        again = read_again(session, stored_one.report_id, Versions("0.2.0", "c1"), load_gazetteer())
        assert again is not None
        extraction = make_extraction()
        changes = compare_reading(session, again, extraction)
        write_reading(session, again, extraction, changes, Versions("0.2.0", "c1"), (FINDING, ELSEWHERE))
    assert kept() == [ELSEWHERE]
