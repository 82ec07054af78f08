"""The documents say what is so: commands and options, links, printed output, tables, data files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from govstats.cli.options import INTERRUPTED
from govstats.errors import GovstatsError
from tests.docs.documents import DOCUMENTS, ROOT, agree, arguments, blocks, commands, links, read, run, steps

PROGRAM: click.Group = import_module("govstats.cli.main").govstats
SHOWN = [
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    ROOT / "docs" / "cli.md",
    ROOT / "docs" / "bad-input.md",
]
TERMINAL_COLUMNS = 120
COMMAND_LINES = [
    (path, command) for path in DOCUMENTS if path.name != "bad-input.md" for command in commands(path)
]


def walk(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Give every command below a group with the words that call it."""
    for word in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), word)
        assert command is not None
        yield f"{name} {word}", command
        if isinstance(command, click.Group):
            yield from walk(command, f"{name} {word}")


def section(text: str, heading: str) -> str:
    """Give what stands under a heading, up to the next one of its level."""
    match = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, f"there is no heading {heading!r}"
    return match[2]


@pytest.mark.parametrize(
    ("name", "command"), [pytest.param(*each, id=each[0]) for each in walk(PROGRAM, "govstats")]
)
def test_each_command_and_option_is_documented(name: str, command: click.Command) -> None:
    told = section(read(ROOT / "docs" / "cli.md"), name)
    wanted = [option for each in command.params if isinstance(each, click.Option) for option in each.opts]
    wanted += [
        str(each.metavar).replace("|", r"\|") for each in command.params if isinstance(each, click.Argument)
    ]
    assert [word for word in wanted if f"`{word}`" not in told and f"`{word} " not in told] == []


def test_each_exit_code_is_documented() -> None:
    main = import_module("govstats.cli.main")
    told = section(read(ROOT / "docs" / "cli.md"), "Exit codes")
    errors = {error.exit_code for error in GovstatsError.__subclasses__()}
    codes = {0, click.UsageError.exit_code, INTERRUPTED, main._BROKEN_PIPE} | errors
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", told, re.MULTILINE)} == codes


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(path: Path) -> None:
    assert [target for target in links(path) if not (path.parent / target).exists()] == []


@pytest.mark.parametrize(
    ("path", "command"), COMMAND_LINES, ids=[f"{path.name}:{command[:60]}" for path, command in COMMAND_LINES]
)
def test_commands_in_documents_can_be_called_so(path: Path, command: str) -> None:
    words = arguments(command)
    called: click.Command = PROGRAM
    while isinstance(called, click.Group) and words and not words[0].startswith("-"):
        below = called.get_command(click.Context(called), words[0])
        assert below is not None, f"{path.name} calls {command!r}"
        called, words = below, words[1:]
    called.make_context(called.name, words, resilient_parsing="--help" in words or "--version" in words)


@pytest.mark.skipif(
    not hasattr(os, "openpty"), reason="console blocks need a terminal, which this system lacks"
)
@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_shown_output_is_what_is_printed(path: Path, tmp_path: Path) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    differing = []
    for step in (step for block in blocks(path, "console") for step in steps(block)):
        printed = run(step.command, tmp_path, TERMINAL_COLUMNS)
        if not agree(step.printed, printed):
            differing.append("\n".join((f"$ {step.command}", *printed)))
    assert not differing, "\n\n".join((f"{path.name} shows other output than this:", *differing))
