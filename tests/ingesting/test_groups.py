"""Reports that are stored together stand and fall alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select

from govstats.catalogue import load_catalogue
from govstats.errors import StoreError
from govstats.ingesting import Ingester
from govstats.places import load_gazetteer
from govstats.reading import Limits, ReportReader, load_source
from govstats.store import Store, database_url, schema
from govstats.workers import Setup, Worker, WorkerPool

REPORTS = sorted((Path(__file__).parents[2] / "fixtures" / "reports").glob("*.txt"))

REFUSAL = {
    "sqlite": """
        CREATE TRIGGER refuse BEFORE INSERT ON reports WHEN NEW.file_name = '{name}'
        BEGIN SELECT RAISE(ABORT, 'not this one'); END
    """,
    "postgresql": """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'not this one' USING ERRCODE = 'check_violation'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON reports FOR EACH ROW WHEN (NEW.file_name = '{name}')
        EXECUTE FUNCTION refuse()
    """,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store on SQLite and on PostgreSQL."""
    is_file = request.param == "sqlite"
    address = str(tmp_path / "govstats.db") if is_file else request.getfixturevalue("postgres_url")
    with Store.open(database_url(address, {}), create=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def pool() -> WorkerPool:
    """Processes that are started for any number of reports."""
    catalogue = load_catalogue()
    setup = Setup(None, experimental=False, catalogue_version=catalogue.version, limits=Limits())
    return WorkerPool(lambda: Worker.with_catalogue(catalogue, ReportReader()), setup, jobs=2, patience=-1)


def test_a_report_that_the_store_refuses_costs_no_other(store: Store, pool: WorkerPool) -> None:
    refused = REPORTS[len(REPORTS) // 2]
    with store.transaction() as session:
        statement = REFUSAL[store.engine.dialect.name].format(name=refused.name)
        session.connection().exec_driver_sql(statement)

    ingester = Ingester(store, load_catalogue(), load_gazetteer(), pool)
    results = list(ingester.ingest([load_source(path) for path in REPORTS]))

    assert [one.name for one in results] == [str(path) for path in REPORTS]
    assert {one.name: one.status for one in results if one.status != "added"} == {str(refused): "failed"}
    (error,) = [one.error for one in results if one.error is not None]
    assert isinstance(error, StoreError)
    assert "not this one" in error.message
    with store.reading() as session:
        stored = session.scalars(select(schema.Report.file_name)).all()
        run = session.scalars(select(schema.IngestRun)).one()
    assert sorted(stored) == sorted(path.name for path in REPORTS if path != refused)
    assert (run.added, run.failed) == (len(REPORTS) - 1, 1)


@pytest.mark.parametrize(
    ("lines", "least", "most"),
    [pytest.param(3, 1, 3, id="short ones together"), pytest.param(3_000, 6, 6, id="long ones alone")],
)
def test_so_much_is_stored_together_as_memory_should_hold(
    store: Store, pool: WorkerPool, tmp_path: Path, lines: int, least: int, most: int
) -> None:
    for number in range(6):
        title = f"上海市宝山区司法局关于第{number}号工作的2019年工作总结"
        (tmp_path / f"{number}.txt").write_text(f"{title}\n\n" + "办结案件3件，成功率98.5%。\n" * lines)
    paths = sorted(tmp_path.glob("?.txt"))
    ingester = Ingester(store, load_catalogue(), load_gazetteer(), pool)
    list(ingester.ingest([load_source(REPORTS[0])]))  # what is mirrored once is not counted

    changes: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE store_state"):
            changes.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    results = list(ingester.ingest([load_source(path) for path in paths]))
    assert [one.status for one in results] == ["added"] * 6
    assert least <= len(changes) <= most
