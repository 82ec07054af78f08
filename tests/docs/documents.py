"""The project's documents, taken apart: their links, their fenced blocks, the commands in these."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("README*.md"), ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_COUNTS = re.compile(
    r"\d+(?= figures?, )|\d+(?= numbers? )|\d+(?=, \d+ of them )|\d+(?= of them )"
    r"|\d+(?= (?:pages|rows|figures|statements) )"
)
_DURATION = re.compile(
    r"(?<= files in )[\d.]+ s, [\d,]+ a second|(?<= reports in )[\d.]+ s|(?<= report in )[\d.]+ s"
    r"|(?<= rows in )[\d.]+ s|(?<= of more in )[\d.]+ s|(?<= row in )[\d.]+ s"
)
_ANYTHING = "..."


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a console block and what the document says that it prints."""

    command: str
    printed: tuple[str, ...]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def links(path: Path) -> Iterator[str]:
    """Give the targets of a document's relative links, without their anchors."""
    for match in _LINK.finditer(_FENCE.sub("", read(path))):
        target = match[1].partition("#")[0]
        if target and "://" not in target:
            yield target


def blocks(path: Path, *languages: str) -> list[str]:
    """Give the fenced blocks of some languages, in order."""
    return [block for _, block in named_blocks(path, *languages)]


def named_blocks(path: Path, *languages: str) -> list[tuple[str, str]]:
    """Give the fenced blocks of some languages, in order, each with its language."""
    return [(match[1], match[2]) for match in _FENCE.finditer(read(path)) if match[1] in languages]


def steps(block: str) -> list[Step]:
    """Take a console block apart: lines that begin with $ are commands, those below are what they print."""
    found: list[Step] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:], ()))
        elif found and found[-1].command.endswith("\\"):
            found[-1] = Step(found[-1].command[:-1] + line.lstrip("> "), ())
        elif found:
            found[-1] = Step(found[-1].command, (*found[-1].printed, line))
    return found


def commands(path: Path) -> Iterator[str]:
    """Give every command line of a document's shell and console blocks that runs govstats."""
    for block in blocks(path, "sh"):
        yield from (line for line in block.replace("\\\n", " ").splitlines() if "govstats " in line)
    for block in blocks(path, "console"):
        yield from (step.command for step in steps(block) if "govstats " in step.command)


def arguments(command: str) -> list[str]:
    """Give the words after govstats in a command line, up to a pipe, a redirection or the next command."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="|;><&")
    lexer.whitespace_split = True
    words = list(lexer)
    start = next(i for i, word in enumerate(words) if word.rpartition("/")[2] == "govstats") + 1
    ends = (i for i, word in enumerate(words) if i >= start and set(word) <= set("|;><&") and word)
    return words[start : next(ends, len(words))]


def run(command: str, folder: Path, columns: int) -> list[str]:
    """Run a command line as a user does, at a terminal of some width; give the lines that it prints."""
    reading, terminal = os.openpty()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if name != "GOVSTATS_DATABASE_URL"}
    environment |= {"PATH": path, "COLUMNS": str(columns)}
    environment["TERM"] = "dumb"  # no bars, which would be drawn over
    process = subprocess.Popen(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    pieces: list[bytes] = []
    try:
        while piece := os.read(reading, 65536):
            pieces.append(piece)
    except OSError:  # how Linux tells that nobody holds the other end any more
        pass
    finally:
        os.close(reading)
        process.wait()
    return b"".join(pieces).decode("utf-8").replace("\r\n", "\n").splitlines()


def agree(stated: tuple[str, ...], printed: list[str]) -> bool:
    """Tell whether a document shows what is printed; "..." stands for any lines, counts of numbers and times may differ."""
    pattern = "".join(
        r"(?:.*\n)*" if line == _ANYTHING else re.escape(_plain(line)) + r"\n" for line in _trimmed(stated)
    )
    return re.fullmatch(pattern, "".join(f"{_plain(line)}\n" for line in _trimmed(printed))) is not None


def _trimmed(lines: tuple[str, ...] | list[str]) -> list[str]:
    return "\n".join(line.rstrip() for line in lines).strip("\n").splitlines()


def _plain(line: str) -> str:
    return _DURATION.sub("N s", _COUNTS.sub("N", line))
