"""The tutorial is run from its first block to its last, as a notebook, and shows what is printed."""

from __future__ import annotations

import doctest
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.documents import ROOT, agree, blocks, named_blocks, run, steps

TUTORIAL = ROOT / "docs" / "tutorial.md"
TRANSLATIONS = sorted((ROOT / "docs").glob("tutorial.*.md"))
TERMINAL_COLUMNS = 120


class Checker(doctest.OutputChecker):
    """Compares without the white space at the ends of lines, which pandas writes and editors take away."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(_trimmed(want), _trimmed(got), optionflags)


def _trimmed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def differing_steps(block: str, folder: Path) -> Iterator[str]:
    """Run the commands of a console block; give those that print something else than it shows."""
    for step in steps(block):
        printed = run(step.command, folder, TERMINAL_COLUMNS)
        if not agree(step.printed, printed):
            yield "\n".join((f"$ {step.command}", *printed))


def differing_examples(block: str, names: dict[str, Any], number: int) -> Iterator[str]:
    """Run a block of Python with the names of those before it; give what is printed otherwise."""
    test = doctest.DocTestParser().get_doctest(block, {}, f"block {number}", TUTORIAL.name, 0)
    assert test.examples, f"block {number} of {TUTORIAL.name} has no lines with >>>"
    test.globs = names
    found: list[str] = []
    doctest.DocTestRunner(Checker(), optionflags=doctest.ELLIPSIS).run(
        test, out=found.append, clear_globs=False
    )
    yield from found


@pytest.mark.skipif(
    not hasattr(os, "openpty"), reason="console blocks need a terminal, which this system lacks"
)
def test_the_tutorial_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOVSTATS_DATABASE_URL", raising=False)
    names: dict[str, Any] = {}
    differing: list[str] = []
    for number, (language, block) in enumerate(named_blocks(TUTORIAL, "console", "python"), start=1):
        if language == "console":
            differing += differing_steps(block, tmp_path)
        else:
            differing += differing_examples(block, names, number)
    assert not differing, "\n\n".join((f"{TUTORIAL.name} shows other output than this:", *differing))


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.name)
def test_a_translation_shows_the_same_commands_and_output(path: Path) -> None:
    assert blocks(path, "console", "python") == blocks(TUTORIAL, "console", "python")
