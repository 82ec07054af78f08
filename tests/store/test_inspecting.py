"""What a store says about itself."""

from datetime import timedelta

import pytest

from govstats.store import (
    RunCounts,
    Store,
    begin_run,
    find_stored_sources,
    finish_run,
    head_revision,
    open_engine,
    summarise,
)
from tests.store.samples import NOW, TEXT, make_extraction, make_report, put, sha256


def test_an_empty_database_has_no_revision_and_no_contents(store_url):
    engine = open_engine(store_url)
    summary = summarise(engine)
    engine.dispose()
    assert (summary.revision, summary.head, summary.contents) == (None, head_revision(), None)


def test_a_new_store_holds_nothing(store_url):
    with Store.open(store_url, create=True) as store:
        contents = summarise(store.engine).contents
    assert contents.store_uuid is None
    assert (contents.reports, contents.years, contents.last_run) == (0, (), None)


def test_counts_are_those_of_current_reports(store):
    put(store, make_report(), make_extraction())
    revised = TEXT.replace("212", "213")
    put(store, make_report(revised))
    put(store, make_report(source="x", year=2018, title="t"), make_extraction())
    summary = summarise(store.engine)
    contents = summary.contents
    assert summary.revision == summary.head
    assert "***" in summary.location or "@/" in summary.location or summary.location.endswith("govstats.db")
    assert (contents.places, contents.organisations, contents.reports, contents.replaced_reports) == (
        1,
        1,
        2,
        1,
    )
    assert (contents.observations, contents.with_indicator, contents.set_aside) == (4, 3, 1)
    assert (contents.years, contents.read_with, contents.version) == ((2018, 2020), ("c1",), 3)
    assert (contents.catalogue_version, contents.places_version) == ("c1", "p1")
    assert contents.runs == 3


def test_the_last_run_says_what_it_did(store):
    with store.transaction() as session:
        run_id = begin_run(session, NOW, "0.1.0", "c1")
    run = summarise(store.engine).contents.last_run
    assert (run.finished_at, run.counts) == (None, RunCounts())
    with store.transaction() as session:
        finish_run(session, run_id, RunCounts(added=2, failed=1), NOW + timedelta(minutes=1))
    run = summarise(store.engine).contents.last_run
    assert (run.run_id, run.started_at, run.finished_at) == (run_id, NOW, NOW + timedelta(minutes=1))
    assert run.counts == RunCounts(added=2, failed=1)


def test_finishing_a_run_that_never_began_is_a_fault(store):
    with store.transaction() as session, pytest.raises(ValueError, match="no ingest run 7"):
        finish_run(session, 7, RunCounts(), NOW)


def test_a_source_is_found_with_all_its_rows(store):
    put(store, make_report(year=2019))
    put(store, make_report())
    with store.transaction() as session:
        found = find_stored_sources(session, [sha256(TEXT)])
        assert find_stored_sources(session, [sha256("never seen")]) == []
    assert [(one.year, one.is_replaced) for one in found] == [(2020, False), (2019, True)]
    assert (found[0].place_code, found[0].organisation) == ("310113", "宝山区司法局")
    assert not found[0].is_archived
    put(store, make_report(), archive=TEXT.encode())
    with store.transaction() as session:
        assert [one.is_archived for one in find_stored_sources(session, [sha256(TEXT)])] == [True, True]
