"""A snapshot that says it is up to date is compared with the store, row by row."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import duckdb
import pytest

from govstats.errors import StoreError
from govstats.store.checking import Checked
from govstats.warehouse import refresh
from govstats.warehouse.checking import check_snapshot
from tests.warehouse.stores import MINHANG, SampleStore, cases, figure, make_store


def check(store: SampleStore, path: Path) -> Checked:
    """Check a snapshot; nothing of it is changed, and nothing is left beside it."""
    beside = sorted(path.parent.iterdir())
    before = path.read_bytes() if path.exists() else b""
    checked = check_snapshot(store.url, path)
    assert sorted(path.parent.iterdir()) == beside
    assert (path.read_bytes() if path.exists() else b"") == before
    return checked


def change(path: Path, *statements: str) -> None:
    with duckdb.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "snapshot's" / "here.duckdb"


def test_a_snapshot_that_follows_its_store_is_sound(store: SampleStore, path: Path) -> None:
    first = store.add_report(figure("98.16"), cases("212"))
    store.add_report(figure("98.17"), replaces=first)
    refresh(store.url, path)
    store.add_report(figure("-0.5", indicator_code=None), place=MINHANG)  # loaded on top, in no order
    refresh(store.url, path)
    checked = check(store, path)
    assert (checked.is_sound, checked.is_done) == (True, True)
    assert checked.told.endswith("7 tables in " + f"{path} against the database")


def test_a_snapshot_that_is_not_there_or_older_is_no_fault(store: SampleStore, path: Path) -> None:
    path.parent.mkdir()
    store.add_report(figure())
    missing = check(store, path)
    assert (missing.is_sound, missing.is_done) == (True, False)
    assert "the next query makes it" in missing.told
    refresh(store.url, path)
    store.add_report(figure(), year=2021)
    older = check(store, path)
    assert (older.is_sound, older.is_done) == (True, False)
    assert "is of version 1 of the database, which is at 2: the next query renews it" in older.told
    path.write_bytes(b"no snapshot")
    damaged = check(store, path)
    assert (damaged.is_sound, damaged.is_done) == (True, False)
    assert "is damaged or of another version" in damaged.told


CHANGES = [
    ("update loaded.figures set value = 98.17 where observation_id = 1", {"figures 1"}, 2),
    ("delete from loaded.figures where observation_id = 2", {"figures 2"}, 1),
    ("insert into loaded.figures from loaded.figures where observation_id = 2", {"figures 2"}, 1),
    ("update loaded.figures set indicator = null where observation_id = 1", {"figures 1"}, 2),
    ("update loaded.reports set text = text || '多'", {"reports 1"}, 2),
    ("update loaded.set_aside set reason = 'list'", {"set_aside 1"}, 2),
    ("update loaded.units set factor = 2 where unit_code = 'case'", {"units case"}, 2),
    ("update loaded.indicators set plausible_high = 3 where indicator = 'hearing.hours'",
     {"indicators hearing.hours"}, 2),
    ("delete from loaded.places where district_code = '510704'", {"places 3"}, 1),
    ("update loaded.organisations set issuer = '市司法局' where organisation_id = 1", {"organisations 1"}, 2),
]  # fmt: skip


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[SampleStore, Path]:
    """A store and its snapshot, which is to be copied."""
    folder = tmp_path_factory.mktemp("followed")
    store = make_store(folder)
    store.add_report(figure("98.16"), cases("212"))
    return store, refresh(store.url, folder / "kept.duckdb").path


@pytest.mark.parametrize(("statement", "rows", "faults"), CHANGES, ids=[case[0][:50] for case in CHANGES])
def test_a_row_that_differs_is_told(
    followed: tuple[SampleStore, Path], tmp_path: Path, statement: str, rows: set[str], faults: int
) -> None:
    store, kept = followed
    path = tmp_path / "changed.duckdb"
    shutil.copy(kept, path)
    change(path, statement)
    checked = check(store, path)
    assert checked.faults == faults
    assert {fault.where for fault in checked.first} == rows


def test_all_rows_that_differ_are_counted_and_the_first_told(store: SampleStore, path: Path) -> None:
    store.add_report(*(figure(str(number)) for number in range(30)))
    refresh(store.url, path)
    change(path, "update loaded.figures set scope = 'other'")
    checked = check(store, path)
    assert checked.faults == 60
    assert [fault.where for fault in checked.first] == [f"figures {number}" for number in range(1, 6)]
    assert {fault.what for fault in checked.first} == {"is not so in the database"}


def test_a_store_that_cannot_be_loaded_is_a_fault(store: SampleStore, path: Path) -> None:
    first = store.add_report(figure())
    refresh(store.url, path)
    with store.engine.begin() as connection:  # without a change of the version
        connection.exec_driver_sql(f"UPDATE reports SET store_version = 1, place_id = 1 WHERE id = {first}")
        if store.engine.dialect.name == "postgresql":
            connection.exec_driver_sql(
                "ALTER TABLE observations DROP CONSTRAINT fk_observations_place_id_places"
            )
        connection.exec_driver_sql("UPDATE observations SET place_id = 99")
    checked = check(store, path)
    assert checked.faults == 1
    assert "the database contradicts itself" in checked.first[0].what


def test_somebody_elses_database_in_its_place_is_told(store: SampleStore, path: Path) -> None:
    store.add_report(figure())
    path.parent.mkdir()
    change(path, "create table notes (words text)")
    with pytest.raises(StoreError, match="is another database"):
        check(store, path)


def test_a_missing_temporary_folder_is_told(
    store: SampleStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add_report(figure())
    refresh(store.url, path)
    monkeypatch.setattr(tempfile, "tempdir", str(path.parent / "gone"))
    with pytest.raises(StoreError, match="no temporary folder can be made: No such file") as told:
        check(store, path)
    assert "TMPDIR" in told.value.hint
