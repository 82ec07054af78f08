"""Hostile files: damaged, mislabelled and built to do harm, run through the real program.

Run: python benchmarks/hostile_files.py [--count 2000] [--seed 2020] [--keep FOLDER]

The files are ingested in batches into one database, by `govstats ingest FOLDER` in a process of its own whose memory,
and that of the processes that it starts, is watched. The limits: no crash, no file that takes longer than 10 s of the
processor, no minute without a word, no more than 1 GB of memory for all processes together, nothing stored in part,
nothing left behind.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from good_files import GOOD
from mutations import MUTATIONS
from processes import Watch, is_running
from traps import SPIED_WORDS, TRAPS, Making

SECONDS_LIMIT = 10.0
MEMORY_LIMIT = 1_000_000_000  # bytes, of all processes together
GIVEN_UP_AFTER = 60.0  # seconds without a word from the program
PROGRAM = (sys.executable, "-P", "-c", "from govstats.cli import main; main()")
_BATCH = 50
_PERIOD = 0.04  # seconds between two looks at the memory
_SHARE_OF_TRAPS = 0.4
_SIZES = (0.003, 0.03, 0.3, 1.0)  # of traps, as shares of the worst
_SIZE_WEIGHTS = (4, 3, 2, 1)
_ENDINGS = ("txt", "html", "mhtml", "docx", "pdf", "zip", "htm", "mht", "doc")
_TOLD = re.compile(r"^(added|revised|unchanged|failed) .*?/(\d{5})-[^/]*?(?:$|[:/]|  )")
_COUNTED = re.compile(r"  (\d+) figures?, (\d+) numbers? set aside(?:, \d+ (?:error|warning)s? found)*  ")
_CHECKS = {
    "integrity": "select integrity_check from pragma_integrity_check where integrity_check <> 'ok'",
    "foreign keys": "select * from pragma_foreign_key_check",
    "unfinished runs": "select id from ingest_runs where finished_at is null",
    "files spied out": f"select file_name from reports where instr(text, '{SPIED_WORDS}')",
}


def hostile_files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Make hostile files.

    Args:
        count: how many.
        seed: the same seed makes the same files.

    Yields:
        The name of each, which tells how it was made, and its bytes.
    """
    makers = [(ending, maker) for ending, several in TRAPS.items() for maker in several]
    order = random.Random(seed)
    order.shuffle(makers)
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        if (number + 1) * _SHARE_OF_TRAPS % 1 < _SHARE_OF_TRAPS:
            ending, maker = makers[int(number * _SHARE_OF_TRAPS) % len(makers)]
            (size,) = rng.choices(_SIZES, _SIZE_WEIGHTS)
            name, data = f"{maker.__name__}-{size:g}.{ending}", maker(Making(size, rng))
        else:
            name, data = _spoil(rng)
        yield f"{number:05}-{name}", data


def _spoil(rng: random.Random) -> tuple[str, bytes]:
    """Make a good file and spoil it."""
    made = rng.choice([*GOOD])
    stem, _, ending = made.partition(".")
    data = GOOD[made](rng)
    way = rng.choice((*MUTATIONS, *MUTATIONS, "wrong-ending", "joined"))
    if way == "wrong-ending":
        ending = rng.choice([other for other in _ENDINGS if other != ending])
    elif way == "joined":
        other = rng.choice([*GOOD])
        stem, data = f"{stem}-{other.replace('.', '-')}", data + GOOD[other](rng)
    else:
        data = MUTATIONS[way](data, rng)
    return f"{way}-{stem}.{ending}", data


@dataclass(slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        name: its name.
        seconds: how long all processes together worked on it; for an archive, on one of the files in it.
        waited: how long that took by the clock, which on a busy machine is longer.
        memory: the most bytes that all processes together had in memory meanwhile.
        told: how often the program said that something of it was added, revised, unchanged or failed.
    """

    name: str
    seconds: float = 0.0
    waited: float = 0.0
    memory: int = 0
    told: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Trial:
    """What a run of hostile files has shown.

    Attributes:
        outcomes: what became of each file.
        faults: what is wrong, one line each; limits that were broken included.
        largest_process: the most bytes that one process had in memory.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    largest_process: int = 0


def try_files(count: int, seed: int, folder: Path, keep: Path | None = None) -> Trial:
    """Run hostile files through the program.

    Args:
        count: how many.
        seed: for making them.
        folder: an empty folder to work in.
        keep: a folder that files that break a limit are copied to, or None.

    Returns:
        What it has shown.
    """
    trial = Trial()
    for name in ("temporary", "cache"):
        (folder / name).mkdir()
    made = hostile_files(count, seed)
    for first in range(0, count, _BATCH):
        batch = folder / f"batch-{first}"
        batch.mkdir()
        for name, data in (next(made) for _ in range(min(_BATCH, count - first))):
            (batch / name).write_bytes(data)
        seen = len(trial.faults)
        _Batch(batch, folder, trial).run()
        if keep:
            _keep(batch, trial.faults[seen:], keep)
        shutil.rmtree(batch)
    return trial


def _keep(batch: Path, faults: list[str], keep: Path) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    for path in batch.iterdir():
        if any(path.name in fault for fault in faults):
            shutil.copy(path, keep)


class _Batch:
    """One run of the program over a folder of files."""

    def __init__(self, batch: Path, folder: Path, trial: Trial) -> None:
        self._batch, self._folder, self._trial = batch, folder, trial
        self._database = folder / "hostile.db"
        self._outcomes = {path.name[:5]: Outcome(path.name) for path in sorted(batch.iterdir())}
        self._current = ""
        self._figures = self._set_aside = 0

    def run(self) -> None:
        """Run it and note what is wrong."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("GOVSTATS_")}
        environ |= {"TMPDIR": str(self._folder / "temporary"), "XDG_CACHE_HOME": str(self._folder / "cache")}
        with subprocess.Popen(
            [*PROGRAM, "ingest", self._batch.name, "--db", self._database.name, "--jobs", "1"],
            cwd=self._folder,
            env=environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process:
            watch = Watch(process.pid, _PERIOD)
            said = self._listen(process, watch)
            code = process.wait()
            watch.stop()
        self._judge(code, said, watch)

    def _listen(self, process: subprocess.Popen[bytes], watch: Watch) -> str:
        """Note when the program says what of which file; everything else that it says is given back."""
        assert process.stdout is not None
        other = []
        alarm = threading.Timer(GIVEN_UP_AFTER, self._give_up, [process.pid])
        alarm.start()
        began, worked = time.monotonic(), 0.0
        for raw in process.stdout:
            line = raw.decode("utf-8", "replace").rstrip("\n")
            if not (found := _TOLD.match(line)):
                other.append(line)
                continue
            alarm.cancel()
            alarm = threading.Timer(GIVEN_UP_AFTER, self._give_up, [process.pid])
            alarm.start()
            outcome = self._outcomes[found[2]]
            outcome.told[found[1]] += 1
            if found[1] in {"added", "revised"} and (counted := _COUNTED.search(line)):
                self._figures += int(counted[1])
                self._set_aside += int(counted[2])
            now, working = time.monotonic(), max(worked, watch.work())
            outcome.seconds = max(outcome.seconds, working - worked)
            outcome.waited = max(outcome.waited, now - began)
            outcome.memory = max(outcome.memory, watch.take_peak())
            began, worked = now, working
        alarm.cancel()
        return "\n".join(other)

    def _give_up(self, group: int) -> None:
        self._trial.faults.append(
            f"{self._batch.name}: gave up after {GIVEN_UP_AFTER:g} s without a word, behind "
            f"{max((one.name for one in self._outcomes.values() if one.told), default='nothing')}"
        )
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)

    def _judge(self, code: int, said: str, watch: Watch) -> None:
        trial = self._trial
        outcomes = list(self._outcomes.values())
        trial.outcomes += outcomes
        trial.largest_process = max(trial.largest_process, watch.largest_process)
        if code not in (0, 1):
            trial.faults.append(f"{self._batch.name}: exit code {code}: {said[-2000:]}")
        if "Traceback" in said or SPIED_WORDS in said:
            trial.faults.append(f"{self._batch.name}: {said[-4000:]}")
        for outcome in outcomes:
            if not outcome.told:
                trial.faults.append(f"{outcome.name}: nothing was said of it")
            if outcome.seconds > SECONDS_LIMIT:
                trial.faults.append(f"{outcome.name}: took {outcome.seconds:.1f} s")
            if outcome.memory > MEMORY_LIMIT:
                trial.faults.append(f"{outcome.name}: took {outcome.memory / 1e6:,.0f} MB")
        if left := sorted(pid for pid in watch.seen if is_running(pid)):
            trial.faults.append(f"{self._batch.name}: left processes {left}")
        if left_files := [path.name for path in (self._folder / "temporary").iterdir()]:
            trial.faults.append(f"{self._batch.name}: left temporary files {left_files}")
        self._judge_database(outcomes)

    def _judge_database(self, outcomes: list[Outcome]) -> None:
        with closing(sqlite3.connect(self._database)) as connection:
            for what, query in _CHECKS.items():
                if found := connection.execute(query).fetchall():
                    self._trial.faults.append(f"{self._batch.name}: {what}: {found[:5]}")
            stored = connection.execute(
                "select (select count(*) from observations where report_id in news), "
                "(select count(*) from set_aside where report_id in news), (select count(*) from news) "
                "from (select 1)".replace(
                    "news", "(select id from reports where ingest_run_id = (select max(id) from ingest_runs))"
                )
            ).fetchone()
            run = connection.execute(
                "select added, revised, unchanged, failed from ingest_runs order by id desc limit 1"
            ).fetchone()
        told = sum((outcome.told for outcome in outcomes), Counter())
        if run != tuple(told[word] for word in ("added", "revised", "unchanged", "failed")):
            self._trial.faults.append(f"{self._batch.name}: told {dict(told)}, the run counts {run}")
        if stored != (self._figures, self._set_aside, told["added"] + told["revised"]):
            self._trial.faults.append(
                f"{self._batch.name}: told {self._figures} figures and {self._set_aside} numbers set aside in "
                f"{told['added'] + told['revised']} reports, stored {stored}"
            )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--keep", type=Path, help="a folder for the files that break a limit")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        trial = try_files(options.count, options.seed, Path(folder), options.keep)
    report(trial, time.monotonic() - began)
    return int(bool(trial.faults))


def report(trial: Trial, seconds: float) -> None:
    """Print what a run has shown."""
    outcomes = trial.outcomes
    read = sum(bool(one.told["added"] + one.told["revised"] + one.told["unchanged"]) for one in outcomes)
    print(f"{len(outcomes)} files in {seconds:.0f} s: {read} read, {len(outcomes) - read} refused")
    print("the slowest:")
    for one in sorted(outcomes, key=lambda one: -one.seconds)[:10]:
        print(f"  {one.seconds:6.2f} s of the processor, {one.waited:6.2f} s by the clock: {one.name}")
    print("the largest, all processes together:")
    for one in sorted(outcomes, key=lambda one: -one.memory)[:5]:
        print(f"  {one.memory / 1e6:6,.0f} MB  {one.name}")
    print(f"the largest process: {trial.largest_process / 1e6:,.0f} MB")
    print("\n".join(trial.faults) or "no limit was broken")


if __name__ == "__main__":
    sys.exit(main())
