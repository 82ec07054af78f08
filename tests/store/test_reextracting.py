"""Stored reports read again through the Python interface, on SQLite and PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, make_url, select, update

import govstats
from govstats.catalogue import Catalogue, load_catalogue
from govstats.checks import load_knowledge
from govstats.errors import GovstatsError, QueryError, ReadingError, StoreError
from govstats.observations import Extraction
from govstats.observations.version import rules_version
from govstats.places import load_gazetteer
from govstats.quantities.model import Reason, SetAside
from govstats.reading import Report, ReportReader
from govstats.reextracting import (
    Reextracted,
    Reextractor,
    Tally,
    plan_reextraction,
)
from govstats.store import Store, database_url, raise_version, schema
from govstats.warehouse import refresh, run_query
from govstats.workers import Done, Result, Task, Worker, WorkerPool
from tests.cli.running import REPORTS
from tests.cli.test_recode import NARROWED
from tests.observations.readers import extractor
from tests.postgres import PostgresServer
from tests.store.older_readings import RULES_BEFORE, outdate, readings, report_ids, rows, spoil, versions

FILES = [
    REPORTS / f"{name}.txt"
    for name in ("310112-2020-justice", "310113-2020-justice", "500000-2021-government")
]
EVERYTHING = {
    "observations": "from observations order by observation_id",
    "reports": "from reports order by report_id",
    "set_aside": "from set_aside order by set_aside_id",
    "indicators": "from indicators order by indicator",
}


@pytest.fixture(scope="session")
def read_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store of three reports, read by the rules of today, to be copied."""
    path = tmp_path_factory.mktemp("read") / "govstats.db"
    ingest(database_url(str(path), {}))
    return path


@pytest.fixture(scope="session")
def read_database(server: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database of three reports, read by the rules of today, to be copied."""
    with server.database() as url:
        ingest(database_url(url, {}))
        yield str(make_url(url).database)


def ingest(url: str) -> None:
    with govstats.open_database(url) as database:
        assert {result.status for result in database.ingest(FILES)} == {"added"}


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of three reports, read by the rules of today, on SQLite and on PostgreSQL."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            address = str(shutil.copy(request.getfixturevalue("read_file"), tmp_path / "govstats.db"))
        else:
            running: PostgresServer = request.getfixturevalue("server")
            template: str = request.getfixturevalue("read_database")
            address = stack.enter_context(running.database(f"TEMPLATE {template}"))
        yield stack.enter_context(Store.open(database_url(address, {}), create=False))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


NOTHING = load_knowledge({}, {})


def reextract(store: Store, where: str | None = None, *, dry_run: bool = False) -> list[Reextracted]:
    """Read reports again with the rules and the catalogue of today."""
    return run_with(Worker(ReportReader(), extractor(), NOTHING), store, where, dry_run=dry_run)


def run_with(
    worker: Worker, store: Store, where: str | None = None, *, dry_run: bool = False
) -> list[Reextracted]:
    catalogue = load_catalogue()
    reextractor = Reextractor(store, WorkerPool(lambda: worker), catalogue, load_gazetteer())
    return list(reextractor.run(plan_reextraction(store, catalogue, where), dry_run=dry_run))


class Watched(Worker):
    """A worker between whose reading and its being told something happens."""

    def __init__(self, happens: Callable[[Task, Result], Result]) -> None:
        super().__init__(ReportReader(), extractor(), NOTHING)
        self._happens = happens

    def do(self, task: Task) -> Result:
        return self._happens(task, super().do(task))


def by_indicator(store: Store) -> dict[str | None, int]:
    """How many figures each indicator has."""
    code = schema.Observation.indicator_code
    with store.reading() as session:
        return {row[0]: row[1] for row in session.execute(select(code, func.count()).group_by(code))}


def told(results: Iterable[Reextracted]) -> list[tuple[int, ...]]:
    return [(one.report_id, one.gained, one.lost, one.changed, one.kept, one.numbers) for one in results]


def everything(store: Store, path: Path) -> dict[str, list[dict[str, object]]]:
    """All that the views of a snapshot show."""
    snapshot = refresh(store.url, path).path
    return {view: run_query(snapshot, sql).to_pylist() for view, sql in EVERYTHING.items()}


def state(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(schema.StoreState.version)) or 0


def test_what_was_read_by_these_rules_is_passed_over(filled: Store) -> None:
    before = state(filled)
    assert reextract(filled) == []
    assert state(filled) == before


def test_the_same_rules_read_the_same_and_only_the_versions_change(
    filled: Store, catalogue: Catalogue
) -> None:
    before = [rows(filled, "observations", one) for one in report_ids(filled).values()]
    outdate(filled)
    results = reextract(filled)
    assert len(results) == len(FILES)
    assert not any(one.is_changed for one in results)
    assert [rows(filled, "observations", one) for one in report_ids(filled).values()] == before
    assert versions(filled) == {(rules_version(catalogue.units), catalogue.version)}
    assert reextract(filled) == []


def test_figures_of_other_rules_become_those_of_a_fresh_ingest(filled: Store, catalogue: Catalogue) -> None:
    fresh = readings(filled)
    before = {one: rows(filled, "observations", one) for one in report_ids(filled).values()}
    spoil(filled)
    spoilt = {one: rows(filled, "observations", one) for one in report_ids(filled).values()}
    results = reextract(filled)
    assert readings(filled) == fresh
    assert versions(filled) == {(rules_version(catalogue.units), catalogue.version)}
    for result in results:
        assert min(result.gained, result.lost, result.changed, result.kept, result.numbers) > 0
        now, then = rows(filled, "observations", result.report_id), spoilt[result.report_id]
        assert (result.kept + result.changed + result.lost, result.kept + result.changed + result.gained) == (
            len(then),
            len(now),
        )
        for start, row in now.items():
            old = then.get(start)
            stays = old is not None and (old["end_offset"], old["value"]) == (row["end_offset"], row["value"])
            assert (old is not None and old["id"] == row["id"]) == stays
            assert not stays or row["id"] == before[result.report_id][start]["id"]
    assert reextract(filled) == []


def test_gains_and_losses_of_an_indicator_lead_from_before_to_after(filled: Store) -> None:
    spoil(filled)
    before = by_indicator(filled)
    sums: dict[str | None, Tally] = {}
    for result in reextract(filled):
        for code, tally in result.by_indicator.items():
            sums.setdefault(code, Tally()).add(tally)
        grown = sum(one.gained - one.lost for one in result.by_indicator.values())
        assert grown == result.gained - result.lost
    assert {code: one.before for code, one in sums.items() if one.before} == before
    assert {code: one.after for code, one in sums.items() if one.after} == by_indicator(filled)
    assert all(one.before - one.lost + one.gained == one.after for one in sums.values())
    assert any(one.changed for one in sums.values())


def test_a_dry_run_tells_the_same_and_changes_nothing(filled: Store) -> None:
    spoil(filled)
    before, version = readings(filled), state(filled)
    with govstats.open_database(filled.url) as database:
        foretold = list(database.reextract(dry_run=True))
    assert (readings(filled), state(filled), {one for one, _ in versions(filled)}) == (
        before,
        version,
        {RULES_BEFORE},
    )
    assert sorted(told(reextract(filled))) == sorted(told(foretold))


@pytest.mark.parametrize("prepare", [spoil, outdate], ids=["changed", "only marked"])
def test_the_snapshot_that_follows_is_the_one_that_is_built_anew(
    filled: Store, tmp_path: Path, prepare: Callable[[Store], None]
) -> None:
    prepare(filled)
    shown = everything(filled, tmp_path / "followed.duckdb")
    reextract(filled)
    assert refresh(filled.url, tmp_path / "followed.duckdb").how == "updated"
    followed = everything(filled, tmp_path / "followed.duckdb")
    assert followed == everything(filled, tmp_path / "anew.duckdb")
    assert followed["reports"] != shown["reports"]
    assert {row["extractor_version"] for row in followed["reports"]} == {one for one, _ in versions(filled)}
    if prepare is outdate:
        assert followed["observations"] == shown["observations"]


def test_a_catalogue_that_reports_were_not_read_with_shows_in_the_snapshot(
    filled: Store, tmp_path: Path
) -> None:
    with filled.transaction() as session:
        session.execute(update(schema.Report).values(catalogue_version="2019.1"))
        raise_version(session)
    path = tmp_path / "snapshot.duckdb"
    assert {row["catalogue_version"] for row in everything(filled, path)["observations"]} == {"2019.1"}
    reextract(filled)
    followed = everything(filled, path)
    assert {row["catalogue_version"] for row in followed["observations"]} == {
        one for _, one in versions(filled)
    }
    assert followed == everything(filled, tmp_path / "anew.duckdb")


def test_a_newer_catalogue_gives_what_recoding_gives(filled: Store, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "newer.yml").write_text(NARROWED, encoding="utf-8")
    with govstats.open_database(filled.url, catalogue=own) as database:
        results = list(database.reextract())
        assert any(one.changed for one in results)
        assert all((one.gained, one.lost, one.numbers) == (0, 0, 0) for one in results)
        assert not database.plan_recoding().is_needed
    moved = readings(filled)
    with govstats.open_database(filled.url) as database:
        database.recode(database.plan_recoding())
    assert reextract(filled) == []
    with filled.reading() as session:
        gone = select(func.count()).where(schema.Indicator.code == "mediation.rate_elsewhere")
        assert session.scalar(gone) == 0
    with govstats.open_database(filled.url, catalogue=own) as database:
        database.recode(database.plan_recoding())
    assert readings(filled) == moved


def test_an_indicator_that_no_figure_has_any_more_goes_with_its_catalogue(
    filled: Store, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "newer.yml").write_text(NARROWED, encoding="utf-8")
    with govstats.open_database(filled.url, catalogue=own) as database:
        list(database.reextract())
    followed = tmp_path / "snapshot.duckdb"
    refresh(filled.url, followed)
    reextract(filled)
    shown = everything(filled, followed)
    assert "mediation.rate_elsewhere" not in {row["indicator"] for row in shown["indicators"]}
    assert shown == everything(filled, tmp_path / "anew.duckdb")


def test_only_reports_of_the_condition_are_read(filled: Store) -> None:
    spoil(filled)
    results = reextract(filled, "district = '宝山区' and year = 2020")
    assert [(one.place, one.year) for one in results] == [("宝山区", 2020)]
    with govstats.open_database(filled.url) as database:
        plan = database.plan_reextraction("extractor_version = '0.1.0' -- the others")
        assert (len(plan.report_ids), plan.current) == (2, 3)
        by_figures = "report_id in (select report_id from metrics where district_code = '500000')"
        assert [one.place_code for one in database.reextract(by_figures)] == ["500000"]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("yeer = 2020", r"condition is wrong: .*yeer.*\(at line 1, column 1\)"),
        ("year = 2020 and\n  nothing > 1", r"condition is wrong: .*nothing.*\(at line 2, column 3\)"),
        ("year =", "condition is wrong"),
        ("  ", "condition is empty"),
        ("true); delete from reports; select (true", "2 statements|3 statements"),
        ("report_id in (select 1 from read_csv('/etc/passwd'))", "read_csv is not allowed"),
        ("true) union all (select title from reports where true", "more than a condition"),
    ],
)
def test_a_wrong_condition_is_told_and_nothing_is_read(filled: Store, condition: str, said: str) -> None:
    spoil(filled)
    before = readings(filled)
    with pytest.raises(QueryError, match=said):
        reextract(filled, condition)
    assert readings(filled) == before


def gone_wrong(report: Report, extraction: Extraction) -> GovstatsError:
    return ReadingError(f"{report.name}: the process ended")


def of_another_text(report: Report, extraction: Extraction) -> Extraction:
    return replace(extraction, set_aside=(SetAside(0, 3, "999", Reason.OTHER, "made up"),))


def refused_by_the_database(report: Report, extraction: Extraction) -> Extraction:
    first, *others = extraction.observations
    return replace(extraction, observations=(replace(first, period_end=date(1900, 1, 1)), *others))


@pytest.mark.parametrize("fault", [gone_wrong, of_another_text, refused_by_the_database])
def test_a_report_that_cannot_be_read_again_is_told_and_left_and_the_others_are_read(
    filled: Store, fault: Callable[[Report, Extraction], Extraction | GovstatsError]
) -> None:
    spoil(filled)
    before = readings(filled)

    def but_one(task: Task, result: Result) -> Result:
        assert isinstance(result, Done)
        if task.name != FILES[0].name:
            return result
        faulty = fault(result.report, result.extraction)
        return faulty if isinstance(faulty, GovstatsError) else Done(result.report, faulty)

    results = run_with(Watched(but_one), filled)
    assert [one.file_name for one in results if one.error] == [FILES[0].name]
    assert all(FILES[0].name in one.error.message for one in results if one.error)
    assert [one.file_name for one in results if one.is_changed] == [each.name for each in FILES[1:]]
    after = readings(filled)
    assert sum(after[sha256] == before[sha256] for sha256 in before) == 1
    assert [one.file_name for one in reextract(filled)] == [FILES[0].name]


@pytest.mark.parametrize("how", ["recoded", "read", "replaced"])
@pytest.mark.parametrize("prepare", [spoil, outdate], ids=["changed", "only marked"])
def test_a_report_that_somebody_changes_meanwhile_is_read_once_more(
    filled: Store, tmp_path: Path, how: str, prepare: Callable[[Store], None]
) -> None:
    """Between the reading of a report and its writing, another program recodes, reads or replaces it."""
    fresh = readings(filled)
    prepare(filled)
    done: list[str] = []

    def interfere(name: str) -> None:
        if how == "recoded":
            with filled.transaction() as session:
                version = raise_version(session)
                session.execute(update(schema.Report).values(store_version=version))
        elif how == "read":
            assert len(reextract(filled)) == len(FILES)
        else:
            changed = tmp_path / name
            shutil.copy(REPORTS / name, changed)
            changed.write_text(changed.read_text(encoding="utf-8") + "\n附注。\n", encoding="utf-8")
            with govstats.open_database(filled.url) as database:
                assert [one.status for one in database.ingest([changed])] == ["revised"]

    def interfered(task: Task, result: Result) -> Result:
        if not done:
            done.append(task.name)
            interfere(task.name)
        return result

    results = run_with(Watched(interfered), filled)
    assert (
        len({one.report_id for one in results})
        == len(results)
        == {"recoded": 3, "read": 0, "replaced": 2}[how]
    )
    found = readings(filled)
    current = {sha256: read for sha256, read in found.items() if sha256 in fresh}
    if how == "replaced":  # the replaced revision stays as it was read
        assert sum(current[one] == fresh[one] for one in fresh) >= 2
        assert len(versions(filled)) == 2
    else:
        assert current == fresh
        assert len(versions(filled)) == 1


def test_reports_that_are_changed_again_and_again_are_given_up(filled: Store) -> None:
    spoil(filled)

    def overtaken(_task: Task, result: Result) -> Result:
        with filled.transaction() as session:
            session.execute(update(schema.Report).values(store_version=raise_version(session)))
        return result

    with pytest.raises(StoreError, match="goes on changing the same reports; 3 were not read again"):
        run_with(Watched(overtaken), filled)
