"""A large snapshot is brought up to date in the file that was replaced last, and nobody who reads sees it happen."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from govstats.store.schema import Observation, Organisation, Place, Report
from govstats.warehouse import refresh, run_query, spares
from govstats.warehouse.checking import check_snapshot
from govstats.warehouse.connection import open_snapshot
from govstats.warehouse.spares import spare_path
from tests.warehouse.stores import (
    BAOSHAN,
    DIVISIONS,
    MINHANG,
    ON_SQLITE,
    SampleStore,
    backed_up,
    cases,
    figure,
)

Change = Callable[[SampleStore], Any]


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every snapshot count as a large one."""
    monkeypatch.setattr(spares, "COPIED_AT_ONCE", 0)


def values(path: Path) -> list[Decimal]:
    return run_query(path, "select value from metrics order by observation_id").column(0).to_pylist()


def test_the_two_files_change_places(store: SampleStore) -> None:
    store.add_report(figure("1"))
    path = refresh(store.url).path
    spare = spare_path(path)
    for number in range(2, 6):
        files = path.stat().st_ino, spare.stat().st_ino
        store.add_report(figure(str(number)), year=2000 + number)
        assert refresh(store.url).how == "updated"
        assert values(path) == list(range(1, number + 1))
        assert (spare.stat().st_ino, path.stat().st_ino) == files


def test_a_file_that_is_read_is_not_changed(store: SampleStore) -> None:
    store.add_report(figure("1"))
    path = refresh(store.url).path
    with open_snapshot(path) as reading:
        for number in range(2, 6):
            store.add_report(figure(str(number)), year=2000 + number)
            assert refresh(store.url).how == "updated"
            assert reading.execute("select list(value) from metrics").fetchone() == ([1],)
            assert values(path) == list(range(1, number + 1))
    assert check_snapshot(store.url).faults == 0


READER = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    print("open", flush=True)
    sys.stdin.read()
    print(connection.execute("select list(value) from metrics").fetchone()[0])
"""


def test_a_file_that_another_client_of_duckdb_reads_is_not_changed(store: SampleStore) -> None:
    store.add_report(figure("1"))
    path = refresh(store.url).path
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout
        assert client.stdout.readline() == "open\n"
        for number in range(2, 6):
            store.add_report(figure(str(number)), year=2000 + number)
            assert refresh(store.url).how == "updated"
            assert values(path) == list(range(1, number + 1))
        told, _ = client.communicate("")
    assert told.startswith("[Decimal('1.000000')]")


def damage(spare: Path) -> None:
    spare.write_bytes(b"no database")


def cut_in_the_middle(spare: Path) -> None:
    os.truncate(spare, spare.stat().st_size // 2)


def remove(spare: Path) -> None:
    spare.unlink()


def leave_as_who_died_between_linking_and_replacing(spare: Path) -> None:
    spare.unlink()
    os.link(spare.with_suffix(""), spare)


@pytest.mark.parametrize(
    "harm", [damage, cut_in_the_middle, remove, leave_as_who_died_between_linking_and_replacing]
)
@ON_SQLITE
def test_without_a_good_spare_the_snapshot_is_copied(
    store: SampleStore, harm: Callable[[Path], None]
) -> None:
    store.add_report(figure("1"))
    path = refresh(store.url).path
    with open_snapshot(path) as reading:
        harm(spare_path(path))
        store.add_report(figure("2"), year=2021)
        assert refresh(store.url).how == "updated"
        assert reading.execute("select list(value) from metrics").fetchone() == ([1],)
    assert values(path) == [1, 2]


def test_a_restored_backup_is_noticed(store: SampleStore, tmp_path: Path) -> None:
    store.add_report(figure("1"))
    path = refresh(store.url).path
    store.add_report(figure("2"), year=2021)
    with backed_up(store.url, tmp_path) as restore:
        store.add_report(figure("3"), year=2022)
        refresh(store.url)
        restore()
    for number in (4, 5):
        store.add_report(figure(str(number)), year=2018 + number)
    refresh(store.url)
    assert values(path) == [1, 2, 4, 5]


@ON_SQLITE
def test_a_small_snapshot_has_none(store: SampleStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add_report(figure("1"))
    path = refresh(store.url).path
    assert spare_path(path).exists()
    monkeypatch.setattr(spares, "COPIED_AT_ONCE", 1_000_000_000)
    store.add_report(figure("2"), year=2021)
    refresh(store.url)
    assert not spare_path(path).exists()
    assert values(path) == [1, 2]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_changes_it_holds_what_one_made_anew_holds(
    store: SampleStore, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    changes = Changes(store, rng)
    with backed_up(store.url, tmp_path) as restore:
        for _ in range(14):
            if rng.random() < 0.05:
                restore()
                changes.current.clear()
            else:
                changes.make()
            if rng.random() < 0.5:
                refresh(store.url)
                assert check_snapshot(store.url).faults == 0


class Changes:
    """Changes of any kind to a store.

    Args:
        store: the store.
        rng: decides.
    """

    def __init__(self, store: SampleStore, rng: random.Random) -> None:
        self._store, self._rng = store, rng
        self.current: list[int] = []

    def make(self) -> None:
        """Make a change."""
        kinds = (self._add, self._add, self._replace, self._reread, self._correct, self._remove, self._rename)
        self._rng.choice(kinds if self.current else (self._add,))()

    def _figures(self) -> list[dict[str, Any]]:
        return [
            self._rng.choice((figure, cases))(
                str(self._rng.randint(1, 4)),
                scope=self._rng.choice(("place", "place", "issuer", "part")),
                confidence=self._rng.choice((0.7, 0.9)),
                bound=self._rng.choice(("=", "=", "~")),
                year=self._rng.choice((2019, 2020)),
            )
            for _ in range(self._rng.randint(0, 4))
        ]

    def _add(self) -> None:
        place = self._rng.choice((BAOSHAN, MINHANG, DIVISIONS[0]))
        year = self._rng.choice((2019, 2020))
        self.current.append(self._store.add_report(*self._figures(), place=place, year=year))

    def _replace(self) -> None:
        old = self.current.pop(self._rng.randrange(len(self.current)))
        self.current.append(self._store.add_report(*self._figures(), replaces=old))

    def _reread(self) -> None:
        self._store.reread(self._rng.choice(self.current), *self._figures())

    def _correct(self) -> None:
        """Say that a report is of another place and year."""
        report_id, place_id = self._rng.choice(self.current), self._rng.randint(1, len(DIVISIONS))
        with self._store.change() as (session, version):
            session.execute(
                update(Observation).where(Observation.report_id == report_id).values(place_id=place_id)
            )
            session.execute(
                update(Report)
                .where(Report.id == report_id)
                .values(place_id=place_id, organisation_id=place_id, year=2021, store_version=version)
            )

    def _remove(self) -> None:
        self._store.remove(self.current.pop(self._rng.randrange(len(self.current))))

    def _rename(self) -> None:
        """Give an issuer another name, in a new version of the map."""
        with self._store.change() as (session, _):
            name = f"司法局{self._rng.randint(1, 99)}"
            session.execute(update(Place).where(Place.id == 1).values(name=name))
            session.execute(update(Organisation).where(Organisation.id == 1).values(name=name))
        self._store.set_state(places_version=name)
