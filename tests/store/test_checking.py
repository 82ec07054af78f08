"""A store is checked: whatever has been changed behind its back is told with its row."""

import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from govstats.observations.model import Extraction
from govstats.reading.report import HeaderField
from govstats.store import Store, check_store, database_path, database_url
from govstats.store.checking.findings import TOLD_AT_MOST
from tests.store.samples import TEXT, figure, make_extraction, make_report, put, sha256, sync

OTHER = "2020年宝山区办结行政复议案件153件。"
BYTES = "全年办结案件153件。".encode()


def fill(store: Store) -> None:
    """Add three reports, one of them replaced, with figures, statements of their headers and a kept file."""
    stated = (HeaderField("title", "报告", "title", 0.95), HeaderField("year", "2020", "title", 0.9))
    put(store, make_report(fields=stated), make_extraction(), archive=TEXT.encode())
    put(store, make_report(TEXT + "\n"), make_extraction())
    put(store, make_report(OTHER, title="另一报告"), None)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request, tmp_path_factory) -> Iterator[Engine]:
    """The engine of such a store, without any care for foreign keys; what tests change is rolled back."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            address = str(tmp_path_factory.mktemp("checked") / "govstats.db")
        else:
            address = stack.enter_context(request.getfixturevalue("server").database())
        url = database_url(address, {})
        with Store.open(url, create=True) as store:
            with store.transaction() as session:
                sync(session)
            fill(store)
        engine = create_engine(url)
        yield engine
        engine.dispose()


def look(session: Session) -> dict[str, list[str]]:
    """What is wrong, by check; a sound one says nothing."""
    found = list(check_store(session))
    assert all(one.faults >= len(one.first) for one in found)
    return {one.name: [f"{each.where}: {each.what}" for each in one.first] for one in found if one.faults}


def faults(engine: Engine, *statements: str, lifted: str = "") -> dict[str, list[str]]:
    """What is wrong after a change behind the back of the constraints, which is rolled back.

    The constraint lifted, as TABLE CONSTRAINT, is one that PostgreSQL would not let pass.
    """
    if engine.dialect.name == "sqlite":
        statements = ("PRAGMA ignore_check_constraints = ON", *statements)
    elif lifted:
        table, constraint = lifted.split()
        statements = (f"ALTER TABLE {table} DROP CONSTRAINT {constraint}", *statements)
    with Session(engine) as session:
        for statement in statements:
            session.execute(text(statement))
        return look(session)


def test_a_sound_store_has_no_faults_and_tells_what_was_looked_at(filled):
    assert faults(filled) == {}
    with Session(filled) as session:
        told = {one.name: one.told for one in check_store(session)}
    assert list(told) == [
        "integrity", "constraints", "references", "revisions", "texts", "figures", "set aside", "header", "sources",
    ]  # fmt: skip
    assert told["revisions"] == "3 reports, 1 of them replaced"
    assert told["figures"].startswith("8 figures")
    assert told["set aside"].startswith("2 numbers")
    assert told["header"].startswith("2 statements")
    assert told["sources"].startswith("1 kept file")


def test_an_empty_store_is_sound(store):
    with store.reading() as session:
        assert look(session) == {}


ELSEWHERE = "SELECT min(id) FROM observations WHERE report_id = 2"
BEHIND_THE_END = (
    "UPDATE observations SET start_offset = start_offset + 900, end_offset = end_offset + 900,"
    f" evidence = '{'长' * 999}' WHERE id = 1"
)
DAMAGES = [
    # the check, what is done, what is told of it
    ("texts", f"UPDATE reports SET text_sha256 = '{'0' * 64}' WHERE id = 3", "report 3: the text is not the one"),
    ("texts", "UPDATE reports SET text = text || '多' WHERE id = 1", "report 1: the text is not the one"),
    ("figures", "UPDATE observations SET text = '213件' WHERE id = 1",
     "report 1, figure 1: its words are '213件', and the text has '212件' at 12-16"),
    ("figures", "UPDATE observations SET evidence = replace(evidence, '宝山', '金山') WHERE id = 1",
     "report 1, figure 1: its evidence are"),
    ("figures", BEHIND_THE_END, "report 1, figure 1: its words are '212件', and the text has ''"),
    ("figures", f"UPDATE observations SET part_of_id = ({ELSEWHERE}) WHERE id = 1", "no figure of this report"),
    ("figures", "UPDATE observations SET part_of_id = 3 WHERE id = 1", "is part of itself"),
    ("set aside", "UPDATE set_aside SET text = '2021年' WHERE report_id = 1", "its words are '2021年'"),
    ("set aside", "UPDATE set_aside SET (start_offset, end_offset, text) = (12, 16, '212件') WHERE report_id = 1",
     "a figure starts at 12 too"),
    ("header", "UPDATE header_fields SET position = 7 WHERE position = 1", "statement 7: stands where number 1"),
    ("header", "UPDATE header_fields SET name = 'weather' WHERE position = 0", "about 'weather'"),
    ("sources", "UPDATE sources SET size = size - 1", "do not come back"),
    ("sources", "UPDATE sources SET size = size + 1", "do not come back"),
    ("revisions", "UPDATE reports SET replaces_id = 2 WHERE id = 1", "report 1: the reports 1, 2 replace each other"),
    ("revisions", "UPDATE reports SET store_version = 99 WHERE id = 3", "changed in version 99"),
    ("revisions", "DELETE FROM store_state", "there are 0 of it"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "statement", "told"), DAMAGES, ids=[case[1][:60] for case in DAMAGES])
def test_what_was_changed_behind_its_back_is_told(filled, name, statement, told):
    found = faults(filled, statement)
    assert any(told in line for line in found[name]), found


def test_nothing_else_is_wrong_with_a_store_in_which_one_figure_was_changed(filled):
    assert set(faults(filled, "UPDATE observations SET text = '213件' WHERE id = 1")) == {"figures"}


BROKEN = [
    # the constraint, how it is broken, what is told of it
    ("observations ck_observations_kind", "UPDATE observations SET kind = 'mean' WHERE id = 3",
     "observations 3: breaks ck_observations_kind"),
    ("observations ck_observations_period", "UPDATE observations SET period_end = '2019-01-01' WHERE id = 3",
     "observations 3: breaks ck_observations_period"),
    ("reports ck_reports_year", "UPDATE reports SET year = 20 WHERE id = 2", "reports 2: breaks ck_reports_year"),
    ("header_fields ck_header_fields_confidence", "UPDATE header_fields SET confidence = 2.5 WHERE position = 1",
     "header_fields 1, 1: breaks ck_header_fields_confidence"),
]  # fmt: skip


@pytest.mark.parametrize(("lifted", "statement", "told"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_row_that_breaks_a_check_is_told(filled, lifted, statement, told):
    assert told in faults(filled, statement, lifted=lifted)["constraints"]


LOST = [
    ("observations fk_observations_indicator_code_indicators",
     "UPDATE observations SET indicator_code = 'no.such' WHERE id = 4",
     "observations 4: indicator_code no.such, and there is no such row in indicators"),
    ("reports fk_reports_replaces_id_reports", "UPDATE reports SET replaces_id = 77 WHERE id = 3",
     "reports 3: replaces_id 77, and there is no such row in reports"),
    ("set_aside fk_set_aside_report_id_reports", "UPDATE set_aside SET report_id = 77 WHERE report_id = 1",
     "set_aside 1: report_id 77, and there is no such row in reports"),
]  # fmt: skip


@pytest.mark.parametrize(("lifted", "statement", "told"), LOST, ids=[case[0] for case in LOST])
def test_a_row_that_refers_to_nothing_is_told(filled, lifted, statement, told):
    assert told in faults(filled, statement, lifted=lifted)["references"]


def test_a_key_that_two_rows_share_is_told(filled):
    if filled.dialect.name == "sqlite":
        pytest.skip("SQLite cannot be made to forget a key; damage to one shows in its integrity")
    lifted = "reports uq_reports_replaces_id"
    found = faults(filled, "UPDATE reports SET replaces_id = 1 WHERE id = 3", lifted=lifted)
    assert found["constraints"] == ["reports with replaces_id 1: 2 rows share it"]
    assert found["revisions"] == ["report 3: replaces report 1, as report 2 does"]


WRONG_TYPES = [
    ("reports", "year", "'zwei'"),
    ("reports", "ingested_at", "'yesterday'"),
    ("reports", "ingested_at", "'2021-02-30 10:00:00.000000'"),
    ("reports", "ingested_at", "'2021-02-03 10:00:00.5x'"),
    ("reports", "published_on", "'2021-02-30'"),
    ("reports", "is_recognised", "2"),
    ("reports", "title", "x'ff'"),
    ("observations", "value", "'98,16'"),
    ("observations", "value", "'1.2.3'"),
    ("observations", "value", "''"),
    ("observations", "value", "'5-3'"),
    ("observations", "value", "'1234567890123456789'"),
    ("observations", "value", "'0.1234567'"),
    ("observations", "value", "98.16"),
    ("observations", "confidence", "'high'"),
    ("observations", "start_offset", "'here'"),
]


@pytest.mark.parametrize(("table", "column", "value"), WRONG_TYPES)
def test_a_value_that_its_column_cannot_hold_is_told(filled, table, column, value):
    if filled.dialect.name != "sqlite":
        pytest.skip("PostgreSQL itself refuses what is not of the type of a column")
    values = f"CAST({value} AS BLOB)" if value == "98.16" else value  # else its affinity makes a text of it
    found = faults(filled, f"UPDATE {table} SET {column} = {values} WHERE id = 1")
    assert f"{table} 1: {column} holds what its type cannot" in found["constraints"]


@pytest.mark.parametrize("value", ["0", "-0.000001", "98.16", "-205745800", "999999999999999999.999999"])
def test_a_decimal_that_both_databases_keep_is_sound(filled, value):
    assert faults(filled, f"UPDATE observations SET value = '{value}' WHERE id = 1") == {}


@pytest.mark.parametrize("fraction", ["000000", "000001", "499999", "999499", "999689", "999999"])
def test_a_moment_is_sound_to_the_microsecond(filled, fraction):
    assert (
        faults(filled, f"UPDATE reports SET ingested_at = '2021-12-31 23:59:59.{fraction}' WHERE id = 1")
        == {}
    )


def test_bytes_that_are_no_text_are_told_with_their_row(filled):
    if filled.dialect.name != "sqlite":
        pytest.skip("PostgreSQL itself refuses bytes that are no text")
    cut = "UPDATE reports SET text = CAST(x'e5ae' || CAST(text AS BLOB) AS TEXT) WHERE id = 3"
    assert faults(filled, cut)["texts"][0].startswith("report 3: ")


def test_damaged_bytes_of_a_kept_file_are_told(filled):
    others = zlib.compress(b"others").hex()
    literal = f"x'{others}'" if filled.dialect.name == "sqlite" else f"decode('{others}', 'hex')"
    told = faults(filled, f"UPDATE sources SET data = {literal}")["sources"]
    assert told == [f"source {sha256(TEXT)}: its bytes do not come back as they were"]


def test_only_the_first_faults_are_told_but_all_are_counted(store):
    words = "".join(f"办结{number:04}件。" for number in range(40))
    figures = tuple(figure(words, f"{number:04}件") for number in range(40))
    put(store, make_report(words), Extraction(figures, ()))
    with store.transaction() as session:
        session.execute(text("UPDATE observations SET text = '九九九九件'"))
        (checked,) = (one for one in check_store(session) if one.name == "figures")
    assert (checked.faults, len(checked.first)) == (40, TOLD_AT_MOST)


def test_one_state_is_checked_whatever_others_write_meanwhile(store):
    fill(store)
    with store.reading() as session:
        checks = check_store(session)
        next(checks)

        def write() -> None:
            with Store.open(store.url, create=False) as other:
                put(other, make_report(OTHER * 2, title="第三报告"), None)
                with other.transaction() as writing:
                    writing.execute(text("UPDATE observations SET text = '213件' WHERE id = 1"))

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        found = {one.name: one for one in checks}
    assert all(one.is_sound for one in found.values())
    assert found["texts"].told.startswith("3 texts")
    with store.reading() as session:
        assert set(look(session)) == {"figures"}


def test_a_damaged_index_of_sqlite_is_told(sqlite_url):
    with Store.open(sqlite_url, create=True) as store:
        with store.transaction() as session:
            sync(session)
        fill(store)
    path = database_path(sqlite_url)
    with closing(sqlite3.connect(path)) as connection:
        ((root,),) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_reports_text_sha256'"
        )
    content = bytearray(path.read_bytes())
    page = slice((root - 1) * 4096, root * 4096)
    content[page] = content[page].replace(sha256(OTHER).encode(), b"0" * 64)
    path.write_bytes(content)
    with Store.open(sqlite_url, create=False) as store, store.reading() as session:
        assert any("ix_reports_text_sha256" in line for line in look(session)["integrity"])


def test_amcheck_looks_through_the_indexes_of_postgresql_where_it_is(filled):
    if filled.dialect.name == "sqlite":
        pytest.skip("amcheck is an extension of PostgreSQL")
    with Session(filled) as session:
        before = next(check_store(session))
        assert (before.is_done, before.is_sound) == (False, True)
        available = "SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'"
        if not session.scalar(text(available)):
            pytest.skip("amcheck is not installed here")
        session.execute(text("CREATE EXTENSION amcheck"))
        after = next(check_store(session))
        assert (after.is_done, after.is_sound) == (True, True)
        assert "indexes, with amcheck" in after.told
        session.execute(text("CREATE ROLE guest; GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest"))
        session.execute(text("SET ROLE guest"))
        assert "may not run amcheck" in next(check_store(session)).told
