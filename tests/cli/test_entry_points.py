"""Every command, run by the installed script on both databases; the other tests run it with modules loaded before.

See prepared.py: what holds of the one must hold of the other.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from govstats.cli.main import govstats
from tests.cli.running import BAOSHAN_2020, GOVSTATS, Home
from tests.cli.test_help import commands

# What each command is run with, in this order; the last three end with an error.
RUNS: list[tuple[str | Path, ...]] = [
    ("ingest", BAOSHAN_2020),
    ("extract", BAOSHAN_2020),
    ("show",),
    ("show", "1"),
    ("history", "1"),
    ("cite", "1", "figure:1"),
    ("query", "select * from metrics"),
    ("compare", "mediation.success_rate", "--with", "sources"),
    ("coverage", "mediation.success_rate"),
    ("export", "mediation.success_rate", "-o", "export.csv"),
    ("indicators", "book"),
    ("indicators", "check"),
    ("indicators", "list"),
    ("indicators", "search", "调解"),
    ("indicators", "show", "mediation.success_rate"),
    ("indicators", "unmatched"),
    ("places", "search", "宝山"),
    ("places", "show", "310113"),
    ("recode", "--dry-run"),
    ("reextract", "--dry-run"),
    ("audit", "--help"),
    ("review", "agreement", "甲", "乙"),
    ("review", "export"),
    ("review", "import", "--help"),
    ("review", "list"),
    ("review", "set", "--help"),
    ("db", "check"),
    ("db", "schema"),
    ("db", "status"),
    ("db", "upgrade"),
    ("query", "select nothing"),
    ("ingest", "no-such-file.txt"),
    ("compare",),
]


def test_every_command_is_run() -> None:
    names = list(commands(govstats))
    groups = {name[:-1] for name in names}
    assert {words for words in names if words not in groups} <= {
        run[:length] for run in RUNS for length in (1, 2)
    }


@pytest.mark.parametrize("words", RUNS, ids=lambda words: " ".join(map(str, words[:3])))
def test_the_installed_script_does_and_says_the_same(
    request: pytest.FixtureRequest, words: tuple[str | Path, ...], kind: str
) -> None:
    home: Home = request.getfixturevalue(
        "filled" if words[0] in {"ingest", "export", "recode", "reextract", "db"} else "ingested"
    )
    before = home.contents()
    forked = home.run(*words)
    assert home.run(*words, program=[GOVSTATS]) == forked
    assert home.contents() == before, "the first run left nothing to be done"


def test_a_report_gets_into_the_database_in_the_same_way(home: Home) -> None:
    forked = home.run("ingest", BAOSHAN_2020)
    contents = home.contents(renumbered=True)
    home.clear()
    assert home.run("ingest", BAOSHAN_2020, program=[GOVSTATS]).lines == forked.lines
    assert home.contents(renumbered=True) == contents
    status = home.run("query", "select count(*) from reports", program=[GOVSTATS])
    assert (status.code, status.rows) == (0, [["1"]])
