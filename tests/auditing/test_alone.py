"""Reports are checked by another process as by this one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from govstats import open_database
from govstats.auditing.alone import check_all, checking
from govstats.catalogue import load_catalogue
from govstats.checks import Knowledge, load_knowledge
from govstats.store import database_url
from govstats.warehouse import refresh

FIXTURES = Path(__file__).parents[2] / "fixtures" / "audit"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    url = database_url(str(tmp_path_factory.mktemp("audited") / "govstats.db"), {})
    with open_database(url) as database:
        assert [one.status for one in database.ingest([FIXTURES])] == ["added"] * 4
    return refresh(url).path


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    catalogue = load_catalogue()
    return load_knowledge(catalogue.indicators, catalogue.units)


REPORTS = (1, 2, 3, 4)


def test_another_process_finds_the_same(snapshot: Path, knowledge: Knowledge) -> None:
    here = check_all(snapshot, REPORTS, knowledge)
    assert here.figures > 100
    assert len(here.findings) > 50
    with checking(snapshot, REPORTS, knowledge, few=0) as apart:
        assert apart.result() == here
    with checking(snapshot, REPORTS, knowledge, few=len(REPORTS)) as local:
        assert local.result() == here


def test_this_process_does_the_work_of_one_that_has_died(
    snapshot: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen.__init__

    def note(process: subprocess.Popen[bytes], *arguments: object, **options: object) -> None:
        started.append(process)
        start(process, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess.Popen, "__init__", note)
    with checking(snapshot, REPORTS, knowledge, few=0) as apart:
        started[0].kill()
        assert apart.result() == check_all(snapshot, REPORTS, knowledge)


def test_what_is_read_back_is_checked_as_it_was_when_it_was_stored(
    snapshot: Path, knowledge: Knowledge
) -> None:
    url = database_url(str(snapshot.with_name("govstats.db")), {})
    with open_database(url) as database:
        stored = database.query(
            "select rule, outcome, stated, message_zh from findings where not across_reports order by all"
        ).to_pylist()
    found = check_all(snapshot, REPORTS, knowledge).findings
    assert stored == sorted(
        (
            {
                "rule": one.rule,
                "outcome": str(one.outcome),
                "stated": one.stated,
                "message_zh": one.message_zh,
            }
            for one in found
        ),
        key=lambda row: tuple(row.values()),
    )
