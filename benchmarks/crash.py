"""Whether an ingest that is killed loses or breaks anything: killed at random moments, run again, compared with a clean run.

Run: python benchmarks/crash.py [--kills 200] [--reports 500] [--store both] [--parallel 2] [--server 5]

Each trial has a new database. `govstats ingest FOLDER` is killed (SIGKILL) at a random moment between its start and the
time that a clean run takes, every fourth time within the first second, when tables are made and the catalogue is mirrored:
in one half of the trials with all its processes, in the other half the first process alone, whose workers must then end by
themselves. What is there then must open, hold each report whole or not at all, and lack no reference; and after a second
run it must hold what a clean run gives, apart from numbers and times. `--server` does the same a few times with the server
of PostgreSQL stopped at once instead, and started again. Ends with `200 of 200` for each kind of database, or with 1.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from generating import write_reports
from processes import Running, end_session, own_environment, session_members, started
from stores import (
    Content,
    Stores,
    add_store_option,
    chosen_kinds,
    faults_of_file,
    read_content,
    throwaway_stores,
)

REVISIONS = 0.06
BEGINNING = 1.0  # seconds in which the tables are made and the catalogue is mirrored
OUTLIVES = 15.0  # seconds that the other processes may take to end when the first one was killed
GIVEN_UP_AFTER = 300.0  # seconds for a run, on a busy machine
_SHARE_OF_BEGINNINGS = 0.25
_SHARE_WITHOUT_CACHE = 0.2  # of the trials start as on a new machine, and are killed while files are kept


@dataclass(frozen=True, slots=True)
class Trial:
    """How a run is interrupted.

    Attributes:
        number: from 0.
        moment: seconds after the start.
        whole_group: whether all processes are killed, or the first one alone.
        is_new_machine: whether nothing is kept from earlier runs of the program.
    """

    number: int
    moment: float
    whole_group: bool
    is_new_machine: bool


@dataclass(slots=True)
class Outcome:
    """What a trial has shown.

    Attributes:
        trial: the trial.
        how: what was killed.
        had_ended: whether the program was done before the moment came.
        outlived: seconds until no process of the program was left.
        stored: how many reports were stored then.
        faults: what is wrong.
    """

    trial: Trial
    how: str
    had_ended: bool = False
    outlived: float = 0.0
    stored: int = 0
    faults: list[str] = field(default_factory=list)


def draw_trials(kills: int, seconds: float, rng: random.Random) -> list[Trial]:
    """Draw the moments at which runs are interrupted.

    Args:
        kills: how many.
        seconds: how long a clean run takes.
        rng: draws.
    """
    trials = []
    for number in range(kills):
        is_beginning = rng.random() < _SHARE_OF_BEGINNINGS
        moment = rng.uniform(0, min(BEGINNING, seconds) if is_beginning else seconds)
        trials.append(Trial(number, moment, number % 2 == 0, rng.random() < _SHARE_WITHOUT_CACHE))
    return trials


class Crashes:
    """The trials on one kind of database.

    Args:
        stores: where databases come from.
        reports: the folder of the reports.
        work: a folder to work in.
        options: handed on to govstats ingest.
    """

    def __init__(self, stores: Stores, reports: Path, work: Path, options: Sequence[str]) -> None:
        self._stores, self._reports, self._work, self._options = stores, reports, work, options
        self._environ = own_environment(work)
        self.seconds = 0.0
        self.wanted = Content()

    def run_clean(self, count: int, parallel: int) -> None:
        """Find out what should be there, and how long a run takes beside others when a run before it has kept files.

        Args:
            count: how many reports there are.
            parallel: how many runs there are at a time.

        Raises:
            RuntimeError: a run fails even if nobody disturbs it.
        """
        self.seconds, self.wanted = self._run_clean(0)
        with ThreadPoolExecutor(parallel) as pool:
            for seconds, content in pool.map(self._run_clean, range(parallel)):
                self.seconds = seconds
                if len(content.reports) != count or content.differences(self.wanted, is_finished=True):
                    raise RuntimeError(
                        f"a clean run stores {len(content.reports)} of {count}, or what it likes"
                    )

    def _run_clean(self, number: int) -> tuple[float, Content]:
        with self._stores.new() as address:
            began = time.monotonic()
            with self._started(address, self._environ, f"clean-{number}") as running:
                if faults := _finish(running):
                    raise RuntimeError(f"a clean run fails: {faults}")
            return time.monotonic() - began, read_content(address)

    def attempt(self, trial: Trial) -> Outcome:
        """Kill a run, look at what is there, run it again and look again."""
        outcome = Outcome(trial, "all processes" if trial.whole_group else "the first process")
        with tempfile.TemporaryDirectory(dir=self._work) as own:
            environ = own_environment(Path(own)) if trial.is_new_machine else self._environ
            with self._stores.new() as address:
                with self._started(address, environ, f"killed-{trial.number}") as running:
                    _wait(running, trial.moment)
                    outcome.had_ended = running.process.poll() is not None
                    outcome.outlived = _kill(running, whole_group=trial.whole_group)
                    if left := session_members(running.pid):
                        commands = [_command_of(pid) for pid in left]
                        outcome.faults.append(f"live on after {outcome.outlived:.1f} s: {commands}")
                self._look(address, outcome, is_finished=False)
                self._run_again(address, environ, outcome)
        return outcome

    def attempt_with_server(self, trial: Trial) -> Outcome:
        """Stop the server of the database at once, start it again, and look as `attempt` does."""
        outcome = Outcome(trial, "the server")
        server = self._stores.server
        assert server is not None
        with self._stores.new() as address:
            with self._started(address, self._environ, f"server-{trial.number}") as running:
                _wait(running, trial.moment)
                outcome.had_ended = running.process.poll() is not None
                server.stop()
                faults = _finish(running)
                if not faults and not outcome.had_ended:
                    outcome.faults.append("the program ended with 0 though its server was stopped")
                outcome.faults += [fault for fault in faults if "Traceback" in fault or "gave up" in fault]
                server.start()
            self._look(address, outcome, is_finished=False)
            self._run_again(address, self._environ, outcome)
        return outcome

    def _started(self, address: str, environ: dict[str, str], name: str) -> AbstractContextManager[Running]:
        arguments = ["ingest", str(self._reports), "--db", address, *self._options]
        return started(arguments, self._work, environ, self._work / f"{name}.log")

    def _run_again(self, address: str, environ: dict[str, str], outcome: Outcome) -> None:
        with self._started(address, environ, f"again-{outcome.trial.number}") as running:
            outcome.faults += [f"the run after it: {fault}" for fault in _finish(running)]
        self._look(address, outcome, is_finished=True)

    def _look(self, address: str, outcome: Outcome, *, is_finished: bool) -> None:
        when = "after the run after it" if is_finished else "after the kill"
        try:
            content = read_content(address)
        except Exception as error:  # noqa: BLE001  whatever it is, it is what the trial was made to show
            outcome.faults.append(f"{when}: the database cannot be read: {error!r}")
            return
        if not is_finished:
            outcome.stored = len(content.reports)
        faults = faults_of_file(address) + content.differences(self.wanted, is_finished=is_finished)
        outcome.faults += [f"{when}: {fault}" for fault in faults]


def _wait(running: Running, seconds: float) -> None:
    """Wait some seconds, or until the program has ended."""
    until = time.monotonic() + seconds
    while running.process.poll() is None and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.05))


def _finish(running: Running) -> list[str]:
    """Wait for the end of the program; tell what is wrong with it."""
    _wait(running, GIVEN_UP_AFTER)
    if running.process.poll() is None:
        end_session(running.pid)
        return [f"gave up after {GIVEN_UP_AFTER:g} s: {running.words()[-1000:]}"]
    if running.process.returncode != 0 or "Traceback" in running.words():
        return [f"exit code {running.process.returncode}: {running.words()[-3000:]}"]
    return []


def _kill(running: Running, *, whole_group: bool) -> float:
    """Kill the program, and wait for the end of its other processes; give the seconds that they took."""
    with suppress(ProcessLookupError):
        if whole_group:
            os.killpg(running.pid, signal.SIGKILL)
        else:
            os.kill(running.pid, signal.SIGKILL)
    began = time.monotonic()
    running.process.wait()
    while session_members(running.pid) and time.monotonic() - began < OUTLIVES:
        time.sleep(0.05)
    return time.monotonic() - began


def _command_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return str(pid)


def run_trials(trials: Sequence[Trial], attempt: Callable[[Trial], Outcome], parallel: int) -> list[Outcome]:
    """Run trials, some at a time, and tell how it goes."""
    outcomes: list[Outcome] = []
    began = time.monotonic()
    with ThreadPoolExecutor(parallel) as pool:
        for done in as_completed([pool.submit(attempt, trial) for trial in trials]):
            outcome = done.result()
            outcomes.append(outcome)
            for fault in outcome.faults:
                print(
                    f"  trial {outcome.trial.number}, {outcome.how} killed after {outcome.trial.moment:.2f} s: {fault}"
                )
            if len(outcomes) % 10 == 0 or outcome.faults:
                print(f"  {len(outcomes)} trials in {time.monotonic() - began:.0f} s", flush=True)
    return outcomes


def tell(outcomes: Sequence[Outcome], what: str) -> bool:
    """Print what trials have shown, and whether all went well."""
    stored = sorted(outcome.stored for outcome in outcomes)
    beginnings = sum(outcome.stored == 0 for outcome in outcomes)
    ended = sum(outcome.had_ended for outcome in outcomes)
    outlived = max(outcome.outlived for outcome in outcomes)
    print(
        f"  {what}: reports stored by then {stored[0]} to {stored[-1]}, median {statistics.median(stored):g};"
        f" none in {beginnings}, all done before in {ended};"
        f" the other processes outlived the first by {outlived:.1f} s at most"
    )
    good = sum(not outcome.faults for outcome in outcomes)
    print(f"{good} of {len(outcomes)}", flush=True)
    return good == len(outcomes)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_store_option(parser)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--median", type=int, default=1_500, help="of their length, in characters")
    parser.add_argument("--server", type=int, default=0, help="how often PostgreSQL's server is stopped")
    parser.add_argument("--parallel", type=int, default=1, help="trials at a time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, help="handed on to govstats ingest")
    options = parser.parse_args()
    jobs = ["--jobs", str(options.jobs)] if options.jobs else []
    is_good = True
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        write_reports(
            work / "reports", options.reports, options.seed, median=options.median, revisions=REVISIONS
        )
        for kind in chosen_kinds(options.store):
            with throwaway_stores(kind, work) as stores:
                crashes = Crashes(stores, work / "reports", work, jobs)
                crashes.run_clean(options.reports, options.parallel)
                print(f"{kind}: a clean run takes {crashes.seconds:.1f} s", flush=True)
                rng = random.Random(f"{options.seed}-{kind}")
                trials = draw_trials(options.kills, crashes.seconds, rng)
                is_good &= tell(run_trials(trials, crashes.attempt, options.parallel), "kills")
                if options.server and stores.server:
                    trials = draw_trials(options.server, crashes.seconds, rng)
                    is_good &= tell(run_trials(trials, crashes.attempt_with_server, 1), "server stopped")
    return int(not is_good)


if __name__ == "__main__":
    sys.exit(main())
