"""A newer catalogue decides on stored figures again, on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

import govstats
from govstats.errors import StoreError
from govstats.store import Store, schema
from tests.cli.running import REPORTS
from tests.cli.test_recode import NARROWED

REPORT = REPORTS / "310112-2020-justice.txt"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "newer.yml").write_text(NARROWED, encoding="utf-8")
    return folder


@pytest.fixture
def filled(store_url: str) -> str:
    with govstats.open_database(store_url) as database:
        assert [result.status for result in database.ingest([REPORT])] == ["added"]
    return store_url


def rows(url: str) -> list[tuple[object, ...]]:
    with Store.open(url, create=False) as store, store.reading() as session:
        table = schema.Base.metadata.tables["observations"]
        return [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]


def test_it_is_planned_done_and_taken_back(filled: str, newer: Path) -> None:
    before = rows(filled)
    with govstats.open_database(filled, catalogue=newer) as database:
        plan = database.plan_recoding()
        assert {change.what for change in plan.changes} >= {"lost", "moved"}
        assert sum(change.figures for change in plan.changes) == len(plan.codings) > 0
        assert rows(filled) == before
        database.recode(plan)
        assert not database.plan_recoding().is_needed
    changed = rows(filled)
    assert len([one for one, other in zip(before, changed, strict=True) if one != other]) == len(plan.codings)
    with Store.open(filled, create=False) as store, store.reading() as session:
        assert (
            session.scalar(select(func.count()).where(schema.Indicator.code == "mediation.rate_elsewhere"))
            == 1
        )
        versions = set(session.scalars(select(schema.Report.catalogue_version)))
        assert versions == {session.scalar(select(schema.StoreState.catalogue_version))}
    with govstats.open_database(filled) as database:
        database.recode(database.plan_recoding())
    assert rows(filled) == before
    with Store.open(filled, create=False) as store, store.reading() as session:
        gone = select(func.count()).where(schema.Indicator.code == "mediation.rate_elsewhere")
        assert session.scalar(gone) == 0, "an indicator that nothing has any more goes with its catalogue"


def test_a_plan_that_the_database_has_overtaken_is_refused(filled: str, newer: Path) -> None:
    with govstats.open_database(filled, catalogue=newer) as database:
        plan = database.plan_recoding()
        assert [result.status for result in database.ingest([REPORTS / "310113-2020-justice.txt"])] == [
            "added"
        ]
        before = rows(filled)
        with pytest.raises(StoreError, match="has changed meanwhile; nothing was recoded"):
            database.recode(plan)
    assert rows(filled) == before


def test_figures_of_an_earlier_revision_stay_as_they_are_and_are_counted(filled: str, newer: Path) -> None:
    grounds = ("scope_if_coded", "scope_if_uncoded", "base_confidence", "light_verb", "is_addition")
    with Store.open(filled, create=False) as store, store.transaction() as session:
        session.execute(update(schema.Observation).values(dict.fromkeys(grounds)))
    before = rows(filled)
    with govstats.open_database(filled, catalogue=newer) as database:
        plan = database.plan_recoding()
        assert (plan.examined, len(plan.codings)) == (0, 0)
        assert plan.state.without_grounds == len(before)
        database.recode(plan)
    assert rows(filled) == before


def test_a_failure_leaves_everything_as_it_was(filled: str, newer: Path) -> None:
    """The label of the report's state is locked away from the last step: all before it is rolled back."""
    before = rows(filled)
    with govstats.open_database(filled, catalogue=newer) as database:
        plan = database.plan_recoding()
        with Store.open(filled, create=False) as store, store.transaction() as session:
            session.execute(text("ALTER TABLE reports RENAME COLUMN catalogue_version TO catalogue_gone"))
        with pytest.raises(StoreError):
            database.recode(plan)
        with Store.open(filled, create=False) as store, store.transaction() as session:
            session.execute(text("ALTER TABLE reports RENAME COLUMN catalogue_gone TO catalogue_version"))
    assert rows(filled) == before
