"""What the checks found is kept with the figures that it is about, and forgotten when these change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from govstats.checks import Finding, Involved, Outcome, Severity
from govstats.errors import UnstorableError
from govstats.observations.model import Extraction
from govstats.places import load_gazetteer
from govstats.store import (
    Incoming,
    NewCoding,
    Provenance,
    Store,
    Versions,
    add_findings,
    begin_run,
    clear_findings,
    compare_reading,
    forget_findings,
    mark_concerned,
    raise_version,
    read_again,
    read_findings,
    replace_findings,
    schema,
    store_reports,
    write_codings,
    write_reading,
)
from tests.store.samples import NOW, TEXT, figure, make_extraction, make_report, put

RATE = Involved(0, TEXT.index("98.16%"), "rate")
COUNT = Involved(0, TEXT.index("190件"), "numerator")
WRONG = Finding(
    "rate_of_counts",
    1,
    Outcome.CONTRADICTS,
    Severity.ERROR,
    (RATE, COUNT),
    "98.16%",
    "89.62%",
    "",
    "190件占212件的89.62%，报告称98.16%",
    "190 of 212 are 89.62 %, stated 98.16 %",
)
RIGHT = replace(WRONG, outcome=Outcome.AGREES, severity=None)


def in_report(finding: Finding, *report_ids: int) -> Finding:
    """Give a finding as one about stored reports, one for each of its figures."""
    places = zip(report_ids * 2, finding.involved, strict=False)
    return replace(finding, involved=tuple(Involved(number, one.start, one.role) for number, one in places))


def put_checked(store: Store, findings: Sequence[Finding] = (WRONG,), text: str = TEXT) -> int:
    provenance = Provenance(1, NOW, "0.1.0", "c1")
    with store.transaction() as session:
        begin_run(session, NOW, "0.1.0", "c1")
        report = make_report(text, source=text)
        (stored,) = store_reports(
            session, [Incoming(report, make_extraction(text), findings=findings)], provenance
        )
    return stored.report_id


def found(store: Store, *report_ids: int) -> list[Finding]:
    with store.reading() as session:
        return [one.finding for one in read_findings(session, report_ids or None)]


def versions(store: Store) -> dict[int, int]:
    report = schema.Report
    with store.reading() as session:
        return {row.id: row.store_version for row in session.execute(select(report.id, report.store_version))}


def other_report(store: Store) -> int:
    return put(store, make_report(source="other", issuer="宝山区人民政府"), make_extraction()).report_id


def test_findings_are_stored_with_their_report(store: Store) -> None:
    report_id = put_checked(store, [WRONG, RIGHT])
    assert found(store) == [in_report(WRONG, report_id), in_report(RIGHT, report_id)]
    assert found(store, report_id) == found(store)
    assert found(store, report_id + 1) == []


def test_findings_that_are_found_again_stay_with_their_ids(store: Store) -> None:
    first, second = put_checked(store), other_report(store)
    across = in_report(RIGHT, second, first)
    with store.transaction() as session:
        assert replace_findings(session, [across], across_reports=True).added == 1
    with store.transaction() as session:
        before = {one.finding: one.id for one in read_findings(session)}
        same = replace_findings(session, [across], across_reports=True)
        gone = replace_findings(session, [in_report(RIGHT, first)] * 2, [first], across_reports=False)
        after = {one.finding: one.id for one in read_findings(session)}
    assert (same.added, same.removed, same.report_ids) == (0, 0, frozenset())
    assert (gone.added, gone.removed, gone.report_ids) == (1, 1, {first})
    assert after[across] == before[across]
    assert set(after) == {across, in_report(RIGHT, first)}


def test_another_reading_brings_its_own_findings(store: Store) -> None:
    first, second = put_checked(store), other_report(store)
    with store.transaction() as session:
        add_findings(session, [in_report(RIGHT, second, first)], across_reports=True)
        marked = raise_version(session)
        mark_concerned(session, [first, second], store_version=marked)
    with store.transaction() as session:
        stored = read_again(session, first, Versions("0.2.0", "c2"), load_gazetteer())
        assert stored is not None
        extraction = Extraction((figure(TEXT, "212件", value=Decimal(213)),), ())
        changes = compare_reading(session, stored, extraction)
        write_reading(session, stored, extraction, changes, Versions("0.2.0", "c2"), [RIGHT])
    assert found(store) == [in_report(RIGHT, first)]
    assert versions(store) == {first: marked + 1, second: marked + 1}


def test_a_revision_keeps_what_was_found_in_the_earlier_one_alone(store: Store) -> None:
    first, second = put_checked(store), other_report(store)
    with store.transaction() as session:
        add_findings(session, [in_report(RIGHT, second, first)], across_reports=True)
    before = versions(store)
    later = put_checked(store, [], TEXT + "又。")
    assert found(store) == [in_report(WRONG, first)]
    after = versions(store)
    assert after[second] > before[second]
    assert after[later] == after[first] == after[second]


def test_another_coding_forgets_all_and_none_forgets_nothing(store: Store) -> None:
    put_checked(store)
    with store.transaction() as session:
        write_codings(session, [])
    assert len(found(store)) == 1
    with store.transaction() as session:
        (number,) = session.scalars(select(schema.Observation.id).limit(1))
        write_codings(session, [NewCoding(number, None, "place", 0.5, "")])
    assert found(store) == []


def test_what_is_forgotten_leaves_no_row(store: Store) -> None:
    first = put_checked(store)
    with store.transaction() as session:
        assert forget_findings(session, [first], only_across=True) == frozenset()
        assert forget_findings(session, [first]) == {first}
        assert session.scalar(select(func.count()).select_from(schema.FindingFigure)) == 0
    put_checked(store, text=TEXT + "二")
    with store.transaction() as session:
        clear_findings(session)
        assert session.scalar(select(func.count()).select_from(schema.FindingFigure)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(replace(RIGHT, severity=Severity.ERROR), id="an agreement is not severe"),
        pytest.param(replace(WRONG, severity=None), id="a contradiction is"),
        pytest.param(replace(WRONG, version=0), id="rules have versions"),
        pytest.param(replace(WRONG, involved=(Involved(99, 0, "rate"),)), id="of a stored report"),
    ],
)
def test_the_database_refuses_findings_that_make_no_sense(store: Store, wrong: Finding) -> None:
    report_id = put_checked(store, [])
    finding = in_report(wrong, report_id) if wrong.involved == WRONG.involved else wrong
    with pytest.raises(UnstorableError), store.transaction() as session:
        add_findings(session, [finding])
