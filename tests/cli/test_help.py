"""Every command says what it does, with an example, at once."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from govstats.catalogue import load_catalogue
from govstats.cli.main import govstats
from govstats.version import __version__
from tests.cli.running import Home, environment

SLOW = ("sqlalchemy", "alembic", "duckdb", "pyarrow", "rich", "regex", "msgspec", "yaml")


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name)


@pytest.mark.parametrize("words", list(commands(govstats)), ids=" ".join)
def test_every_command_has_help_with_an_example(folder: Home, words: tuple[str, ...]) -> None:
    ran = folder.run(*words, "--help")
    shown = ran.out.decode()
    assert (ran.code, ran.err) == (0, "")
    assert "Example:\n" in shown
    assert f"\n    govstats {' '.join(words)}".rstrip() in shown
    assert max(len(line) for line in shown.splitlines()) <= 100


def test_the_indicators_of_the_examples_are_in_the_catalogue(folder: Home) -> None:
    known = {entry.code for entry in load_catalogue().indicators.values()}
    shown = "".join(folder.run(*words, "--help").out.decode() for words in commands(govstats))
    named = set(re.findall(r"govstats (?:compare|indicators show) ([a-z_.]+)", shown))
    assert named
    assert named <= known


def test_the_commands_are_those_of_the_work(folder: Home) -> None:
    ran = folder.run("-h")
    assert [
        word
        for word in ("ingest", "extract", "show", "query", "compare", "db")
        if f"\n  {word} " not in ran.out.decode()
    ] == []


def test_the_version_is_told(folder: Home) -> None:
    assert folder.run("--version").out.decode().split() == ["govstats,", "version", __version__]


@pytest.mark.parametrize(
    "words", [["--help"], ["query", "--help"], ["ingest", "--help"], ["show", "--help"]], ids=" ".join
)
def test_help_loads_nothing_that_only_the_work_needs(words: list[str]) -> None:
    script = (
        "import sys\n"
        "from govstats.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set(sys.modules) & set({SLOW!r})), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, env=environment(), timeout=30, check=True
    )
    assert done.stderr.decode().strip() == "[]"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Usage:"),
        (["nosuch"], "No such command 'nosuch'"),
        (["query", "select 1", "-f", "one.sql"], "Give the statement or a file with it, not both."),
        (["ingest"], "Missing argument 'FILE|FOLDER|ZIP|-...'"),
        (["extract", "--format", "xls", "a.txt"], "'xls' is not one of"),
        (
            ["compare", "mediation.success_rate", "--years", "2020-2018"],
            "2020-2018 runs backwards; write 2018-2020",
        ),
        (["compare", "mediation.success_rate", "--years", "20"], "'20' is no year and no range"),
        (["ingest", "--year", "12", "a.txt"], "12 is not in the range"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_is_told_what_is_wrong(folder: Home, words: list[str], said: str) -> None:
    ran = folder.run(*words)
    assert ran.code == 2
    assert said in ran.err
    assert list(folder.path.iterdir()) == []
