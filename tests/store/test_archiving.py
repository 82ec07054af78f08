"""The bytes of files: kept once, given back as they were, and never without their report."""

import hashlib
import zlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from govstats.errors import ReportError, StoreError
from govstats.observations.model import Extraction
from govstats.store import archive_source, read_source, restore_source, schema
from tests.store.samples import TEXT, YOUXIAN, figure, make_extraction, make_report, put, sha256

BYTES = TEXT.encode()


def kept(store):
    with store.reading() as session:
        return session.scalars(select(schema.ArchivedSource.sha256)).all()


def test_the_bytes_of_a_report_come_back_as_they_were(store):
    stored = put(store, make_report(), make_extraction(), archive=BYTES)
    with store.reading() as session:
        assert restore_source(session, sha256(TEXT)) == BYTES
        assert read_source(session, stored.report_id) == BYTES


def test_without_an_archive_a_report_is_stored_all_the_same(store):
    stored = put(store, make_report(), make_extraction())
    assert (stored.outcome, kept(store)) == ("added", [])
    with store.reading() as session:
        with pytest.raises(ReportError, match=r"b\.txt: the bytes of this source were not kept") as refused:
            read_source(session, stored.report_id)
        assert "--no-archive" in refused.value.hint
        with pytest.raises(ReportError, match="no report 99"):
            read_source(session, 99)


def test_storing_again_keeps_what_was_not_kept(store):
    put(store, make_report())
    with store.reading() as session:
        before = session.scalar(select(schema.StoreState.version))
    assert put(store, make_report(), archive=BYTES).outcome == "unchanged"
    assert kept(store) == [sha256(TEXT)]
    with store.reading() as session:  # nothing that queries look at has changed
        assert session.scalar(select(schema.StoreState.version)) == before


def test_several_reports_of_one_source_share_its_bytes(store):
    put(store, make_report(year=2019), archive=BYTES)
    assert put(store, make_report(), archive=BYTES).outcome == "revised"
    assert put(store, make_report(issuer="游仙区司法局", place=YOUXIAN), archive=BYTES).outcome == "revised"
    assert kept(store) == [sha256(TEXT)]


def test_each_revision_keeps_its_own_bytes(store):
    second = TEXT.replace("212", "213")
    put(store, make_report(), archive=BYTES)
    assert put(store, make_report(second), archive=second.encode()).outcome == "revised"
    with store.reading() as session:
        assert [restore_source(session, sha256(one)) for one in (TEXT, second)] == [BYTES, second.encode()]


def test_a_correction_that_is_taken_back_keeps_the_bytes_too(store):
    put(store, make_report())
    put(store, make_report(issuer="游仙区司法局", place=YOUXIAN), header_given=True)
    back = put(store, make_report(), header_given=True, archive=BYTES)
    assert (back.outcome, kept(store)) == ("revised", [sha256(TEXT)])


def test_bytes_that_no_report_was_read_from_are_not_kept(store):
    """The same text in another encoding is stored already: the report that there is has other bytes."""
    put(store, make_report())
    other = make_report(source="another encoding of it")
    assert put(store, other, archive=b"another encoding of it").outcome == "unchanged"
    with store.transaction() as session:
        archive_source(session, sha256("a stranger"), b"a stranger")
    assert kept(store) == []


def test_other_bytes_than_those_of_the_report_are_a_fault_and_leave_nothing(store):
    with pytest.raises(ValueError, match="not the bytes"):
        put(store, make_report(), make_extraction(), archive=b"something else")
    with store.reading() as session:
        for table in (schema.Report, schema.Observation, schema.HeaderField, schema.ArchivedSource):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_report_that_cannot_be_stored_leaves_no_bytes(store):
    wrong = Extraction((figure(TEXT, "212件", place_code="999999"),), ())
    with pytest.raises(ValueError, match="no place 999999"):
        put(store, make_report(), wrong, archive=BYTES)
    with pytest.raises(StoreError, match="no place"):
        put(store, make_report(place=None), archive=BYTES)
    assert kept(store) == []


DAMAGES = {
    "no zlib at all": b"\xff" * 20,
    "nothing": b"",
    "cut off": zlib.compress(BYTES)[:-9],
    "other bytes of the same length": zlib.compress(BYTES[::-1]),
    "more bytes": zlib.compress(BYTES + b"!"),
    "very many bytes": zlib.compress(b"0" * 10_000_000),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_bytes_are_never_given_back(store, damage):
    put(store, make_report(), archive=BYTES)
    with store.transaction() as session:
        session.execute(update(schema.ArchivedSource).values(data=DAMAGES[damage]))
    with (
        store.reading() as session,
        pytest.raises(StoreError, match=rf"{sha256(TEXT)}: .* damaged") as refused,
    ):
        restore_source(session, sha256(TEXT))
    assert "backup" in refused.value.hint


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=3000))
@example(b"")
@example(b"\0" * 100_000)
@example(bytes(range(256)) * 300)
def test_any_bytes_come_back_as_they_were(store, data):
    digest = hashlib.sha256(data).hexdigest()
    put(store, replace(make_report(digest), sha256=digest), archive=data)
    with store.reading() as session:
        assert restore_source(session, digest) == data
