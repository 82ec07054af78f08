"""What a change of the rules gains and loses: the figures read by the working tree against those read by a revision.

Run: python benchmarks/gains.py [--base REVISION] [--only] [FOLDER_OR_FILE ...]

Read are the fixtures, the folder shared/reports where it lies beside the checkout, and the paths given. The revision is
checked out into a temporary worktree, and its own code reads the same files; the worktree is removed afterwards,
whatever happens. docs/measuring.md says how to read the list.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import govstats
from govstats.errors import GovstatsError
from govstats.observations import Observation, build_extractor
from govstats.reading import ReportReader, find_reports, load_source

ROOT = Path(__file__).resolve().parents[1]
USUAL = (ROOT / "fixtures" / "reports", ROOT.parent / "shared" / "reports")
NOT_COMPARED = ("start", "end", "evidence_start", "evidence_end", "rule")
"""How a figure was read rather than what was read; its span decides what it is compared with."""

CONTEXT = 20  # characters shown on each side of a figure
REPEAT = 3  # each report is read so often, and the shortest time counts
HELD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class GainsError(Exception):
    """Why nothing can be compared."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An observation of one of the two sides; which fields it has depends on the revision.

    Attributes:
        start: first code point of its span.
        end: one past the last.
        context: the words around it, the span in 【】.
        values: its fields as text.
    """

    start: int
    end: int
    context: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as one side reads it.

    Attributes:
        text_hash: tells whether both sides decode the same text.
        characters: how long the text is.
        seconds: how long the extraction takes.
        figures: the observations, in the order of the text.
        aside: start, end and reason of the numbers set aside.
        error: why the report cannot be read, "" if it can.
    """

    text_hash: str
    characters: int
    seconds: float
    figures: tuple[Figure, ...]
    aside: tuple[tuple[int, int, str], ...]
    error: str

    def reason_at(self, figure: Figure) -> str:
        """Give the reason for which this side sets a number of that span aside, "" if none is."""
        return next((why for start, end, why in self.aside if start < figure.end and figure.start < end), "")


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that both sides read, and its fields that differ: from, to."""

    figure: Figure
    differing: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the figures of one report."""

    report: str
    before: Reading
    after: Reading
    lost: tuple[Figure, ...]
    gained: tuple[Figure, ...]
    changed: tuple[Change, ...]


def compare(report: str, before: Reading, after: Reading, left_out: Iterable[str]) -> Comparison:
    """Compare two readings of a report: figures of the same span, then those whose spans overlap.

    Args:
        report: what the report is called.
        before: what the revision reads.
        after: what the working tree reads.
        left_out: fields that are not compared.

    Returns:
        The figures lost, gained and changed, each in the order of the text.
    """
    later = {(each.start, each.end): each for each in after.figures}
    pairs = [(each, later.pop((each.start, each.end), None)) for each in before.figures]
    lost, matched = [], []
    for old, new in pairs:
        other = new or next((it for it in later.values() if it.start < old.end and old.start < it.end), None)
        if other is None:
            lost.append(old)
            continue
        later.pop((other.start, other.end), None)
        matched.append((old, other))
    changes = (Change(new, differing(old, new, left_out)) for old, new in matched)
    changed = tuple(each for each in changes if each.differing)
    return Comparison(report, before, after, tuple(lost), tuple(later.values()), changed)


def differing(old: Figure, new: Figure, left_out: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Give the fields that differ; one that only one revision knows is no difference."""
    common = [name for name in new.values if name in old.values and name not in set(left_out)]
    return {
        name: (old.values[name], new.values[name]) for name in common if old.values[name] != new.values[name]
    }


def describe(comparison: Comparison) -> Iterator[str]:
    """Give the lines of a report: what is lost first, then what is gained, then what has changed."""
    lost, gained, changed = comparison.lost, comparison.gained, comparison.changed
    before, after = comparison.before, comparison.after
    notes = [f"{side}: {it.error}" for side, it in (("before", before), ("now", after)) if it.error]
    if not notes and before.text_hash != after.text_hash:
        notes.append("the text itself is decoded differently: places may not fit")
    if not (lost or gained or changed or notes):
        return
    yield f"{comparison.report}: lost {len(lost)}, gained {len(gained)}, changed {len(changed)}"
    yield from (f"  ! {note}" for note in notes)
    for figure in lost:
        why = after.reason_at(figure)
        yield f"  - {_row(figure)}{f'  (now set aside: {why})' if why else ''}"
    for figure in gained:
        why = before.reason_at(figure)
        yield f"  + {_row(figure)}{f'  (was set aside: {why})' if why else ''}"
    for each in changed:
        told = "; ".join(
            f"{name}: {old or 'none'} -> {new or 'none'}" for name, (old, new) in each.differing.items()
        )
        yield f"  ~ {each.figure.start} {each.figure.context}  {told}"


class Summary:
    """Adds up what became of the figures of all reports."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.fields: Counter[str] = Counter()
        self.seconds: dict[str, float] = {"before": 0.0, "now": 0.0}

    def add(self, comparison: Comparison) -> None:
        """Count one report."""
        self.counts.update(
            reports=1,
            before=len(comparison.before.figures),
            now=len(comparison.after.figures),
            lost=len(comparison.lost),
            gained=len(comparison.gained),
            changed=len(comparison.changed),
            characters=comparison.after.characters,
        )
        self.fields.update(name for each in comparison.changed for name in each.differing)
        self.seconds["before"] += comparison.before.seconds
        self.seconds["now"] += comparison.after.seconds

    def lines(self) -> Iterator[str]:
        """Give the lines that end the list."""
        counts = self.counts
        figures = f"{counts['before']} figures before, {counts['now']} now"
        changes = f"lost {counts['lost']}, gained {counts['gained']}, changed {counts['changed']}"
        yield f"reports {counts['reports']}, {figures}: {changes}"
        if self.fields:
            yield "fields changed: " + ", ".join(f"{name} {n}" for name, n in self.fields.most_common())
        for side, seconds in self.seconds.items():
            speed = counts["characters"] / seconds if seconds else 0.0
            yield f"time {side}: {seconds * 1000:.1f} ms, {speed:,.0f} characters/s"


def resolve(revision: str) -> str:
    """Give the hash of a revision.

    Raises:
        GainsError: it is none, or there is no history to find it in.
    """
    if git("rev-parse", "--git-dir").returncode:
        raise GainsError(f"{ROOT} has no git history to compare with: {_last_line(git('status').stderr)}")
    found = git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found.returncode:
        raise GainsError(f"unknown revision {revision!r}; name a commit, branch or tag: make gains BASE=main")
    return found.stdout.strip()


def git(*words: str) -> subprocess.CompletedProcess[str]:
    """Run git on the checkout that this file is in, whatever repository the environment names."""
    named = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
    environment = {name: value for name, value in os.environ.items() if name not in named}
    command = ["git", "-C", str(ROOT), "-c", f"core.hooksPath={os.devnull}", *words]
    try:
        return subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except FileNotFoundError:
        raise GainsError("git is not installed") from None


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold Ctrl-C and its like back, here and in child processes, until the work inside is done."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HELD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Give the root of the project at a commit, in a temporary worktree that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="govstats-gains-") as folder:
        tree = Path(folder).resolve() / "base"
        try:
            with signals_held():
                added = git("worktree", "add", "--quiet", "--detach", str(tree), commit)
            if added.returncode:
                raise GainsError(f"git cannot check {commit} out: {_last_line(added.stderr)}")
            yield tree / git("rev-parse", "--show-prefix").stdout.strip()
        finally:
            with signals_held():
                git("worktree", "remove", "--force", "--force", str(tree))


def read_with(root: Path, side: str, paths: Sequence[Path], output: Path) -> None:
    """Let one side read some reports in a process of its own, into a file of JSON lines.

    Args:
        root: where the code of the side is.
        side: what errors call it.
        paths: the reports.
        output: the file to write.

    Raises:
        GainsError: it cannot.
    """
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryFile() as listed, output.open("wb") as written:
        listed.write(json.dumps([str(path) for path in paths]).encode())
        listed.seek(0)
        command = [sys.executable, str(Path(__file__).resolve()), "--read-with", str(root)]
        done = subprocess.run(
            command, env=environment, stdin=listed, stdout=written, stderr=subprocess.PIPE, check=False
        )
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace")
        raise GainsError(f"the code of {side} cannot read the reports: {_last_line(told)}")


def print_readings(root: Path, paths: Iterable[Path]) -> None:
    """Read reports with the code of this process, and print a line of JSON for each: the other end of `read_with`.

    Raises:
        GainsError: the code is not that under the root.
    """
    if not Path(govstats.__file__).resolve().is_relative_to(root.resolve()):
        raise GainsError(f"there is no package govstats; {govstats.__file__} was found instead")
    reader, extractor = ReportReader(), build_extractor()
    for path in paths:
        try:
            report = reader.read_loosely(load_source(path))
        except GovstatsError as error:
            print(json.dumps({"error": str(error)}))
            continue
        times = []
        for _ in range(REPEAT):
            start = time.perf_counter()
            extraction = extractor.extract(report)
            times.append(time.perf_counter() - start)
        reading = {
            "text_hash": report.text_sha256,
            "characters": len(report.text),
            "seconds": min(times),
            "figures": [_plain_figure(report.text, each) for each in extraction.observations],
            "aside": [(each.start, each.end, str(each.reason)) for each in extraction.set_aside],
        }
        print(json.dumps(reading))


def load_readings(path: Path) -> Iterator[Reading]:
    """Read what `print_readings` printed, one report at a time."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            plain = json.loads(line)
            yield Reading(
                plain.get("text_hash", ""),
                plain.get("characters", 0),
                plain.get("seconds", 0.0),
                tuple(Figure(**each) for each in plain.get("figures", ())),
                tuple((start, end, reason) for start, end, reason in plain.get("aside", ())),
                plain.get("error", ""),
            )


def comparisons(commit: str, paths: Sequence[Path], left_out: Iterable[str]) -> Iterator[Comparison]:
    """Read the reports with both sides and compare them, one report at a time."""
    with tempfile.TemporaryDirectory(prefix="govstats-gains-") as folder:
        before, after = Path(folder) / "before.jsonl", Path(folder) / "after.jsonl"
        with checked_out(commit) as tree:
            read_with(tree, f"revision {commit[:9]}", paths, before)
        read_with(ROOT, "the working tree", paths, after)
        for path, old, new in zip(paths, load_readings(before), load_readings(after), strict=True):
            yield compare(_shown(path), old, new, left_out)


def run(options: argparse.Namespace) -> None:
    """Compare, and print the list.

    Raises:
        GainsError: there is no such revision, no report, or one of the two sides does not run.
    """
    usual = [] if options.only else [path for path in USUAL if path.is_dir()]
    missing = [str(path) for path in options.paths if not path.exists()]
    if missing:
        raise GainsError(f"there is no {', '.join(missing)}")
    paths = []
    for found in find_reports([*usual, *(path.resolve() for path in options.paths)]):
        if isinstance(found, GovstatsError):
            raise GainsError(str(found))
        paths.append(found)
    commit = resolve(options.base)
    print("the working tree against", git("log", "-1", "--format=%h %s", commit).stdout.strip(), flush=True)
    summary = Summary()
    for comparison in comparisons(commit, paths, (*NOT_COMPARED, *options.ignore)):
        summary.add(comparison)
        print(*(f"{line}\n" for line in describe(comparison)), sep="", end="")
    print(*summary.lines(), sep="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare two states of the rules; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", type=Path, metavar="FOLDER_OR_FILE", help="more reports to read")
    parser.add_argument(
        "--base", default="HEAD", metavar="REVISION", help="what to compare with (default HEAD)"
    )
    parser.add_argument("--only", action="store_true", help="read the paths given, and nothing else")
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="FIELD", help="do not compare a field"
    )
    parser.add_argument("--read-with", type=Path, metavar="ROOT", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.only and not options.paths:
        parser.error("--only needs folders or files")
    try:
        if options.read_with:
            print_readings(options.read_with, map(Path, json.load(sys.stdin)))
        else:
            run(options)
    except GainsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _plain_figure(text: str, observation: Observation) -> dict[str, Any]:
    start, end = observation.start, observation.end
    words = f"{text[max(0, start - CONTEXT) : start]}【{text[start:end]}】{text[end : end + CONTEXT]}"
    return {
        "start": start,
        "end": end,
        "context": re.sub(r"\s", " ", words),
        "values": {name: _plain(getattr(observation, name)) for name in _names_of_fields(observation)},
    }


def _names_of_fields(observation: Observation) -> tuple[str, ...]:
    """The fields of an observation: in the commit that is compared with it may be a dataclass, today it is a struct."""
    return type(observation).__match_args__


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _row(figure: Figure) -> str:
    names = ("label", "kind", "bound", "year", "status", "scope", "indicator")
    told = ", ".join(figure.values[name] for name in names if figure.values.get(name))
    amount = f"{figure.values.get('value', '')}{figure.values.get('unit', '')}"
    return f"{figure.start} {figure.context}  {amount}: {told}"


def _shown(path: Path) -> str:
    """Name a report as seen from the checkout, or in full where it is far away."""
    return os.path.relpath(path, ROOT) if path.is_relative_to(ROOT.parent) else str(path)


def _last_line(output: str) -> str:
    return next(
        (line.strip() for line in reversed(output.splitlines()) if line.strip()), "no reason was given"
    )


def _leave(number: int, _frame: object) -> NoReturn:
    """End as on an exception, so that the worktree is removed."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    for each_signal in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(each_signal) == signal.SIG_DFL:
            signal.signal(each_signal, _leave)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:  # `| head` is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
