"""A worker that is forked early works for the next pool like any other, and is gone when the program is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks safely")

REPORTS = sorted((Path(__file__).parents[2] / "fixtures" / "reports").glob("*.txt"))
PATIENCE = 30.0

# Each line of output is what a program below says of itself; it is run as a program because pytest may have threads.
BEGINNING = """
import os, signal, sys, time
from pathlib import Path
from govstats.catalogue import load_catalogue
from govstats.reading import Given, Limits, ReportReader, load_source
from govstats.workers import Done, ReadFile, Setup, Worker, WorkerPool, start_early

def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()

catalogue = load_catalogue()
setup = Setup(None, False, catalogue.version, Limits())
make = lambda: Worker.with_catalogue(catalogue, ReportReader())
tasks = [ReadFile(load_source(Path(path)), Given()) for path in sys.argv[1:]]
start_early(setup, make)
(early,) = children()
"""
WORKS = """
results = [result for _, result in WorkerPool(None, setup, jobs=2).run([(0, task) for task in tasks])]
worker = make()
print(results == [worker.do(task) for task in tasks], children())
"""
IS_ALONE = """
results = WorkerPool(None, setup, jobs=2).run([(0, task) for task in tasks])
next(results)
print(children() == [early])
list(results)
"""
DIES = """
os.kill(int(early), signal.SIGKILL)
results = [result for _, result in WorkerPool(None, setup, jobs=2).run([(0, task) for task in tasks])]
print(all(isinstance(result, Done) for result in results), children())
"""
FAILS = """
def fail(): raise MemoryError
os.kill(int(early), signal.SIGKILL)
other = Setup("/nowhere", False, catalogue.version, Limits())
start_early(other, fail)
results = [result for _, result in WorkerPool(None, other, jobs=2).run([(0, task) for task in tasks])]
print({type(result).__name__ for result in results})
"""
IS_OF_ANOTHER_SETUP = """
other = Setup(None, True, load_catalogue(experimental=True).version, Limits())
pool = WorkerPool(make, other, jobs=2)
for _ in pool.run([(0, tasks[0])]):
    print(children() == [early])
"""
HAS_THREADS = """
import threading
threading.Thread(target=time.sleep, args=[1]).start()
start_early(setup, make)
print(children() == [early])
"""


@pytest.mark.parametrize(
    ("program", "said"),
    [
        pytest.param(WORKS, "True []", id="reads what a worker in this process reads"),
        pytest.param(IS_ALONE, "True", id="few reports need no other one"),
        pytest.param(DIES, "True []", id="where it has died another one is started"),
        pytest.param(FAILS, "{'CatalogueError'}", id="where it cannot be made another one says why"),
        pytest.param(IS_OF_ANOTHER_SETUP, "True", id="it is not taken for another catalogue"),
        pytest.param(HAS_THREADS, "True", id="a process with threads is not forked"),
    ],
)
def test_a_worker_that_is_started_early(program: str, said: str) -> None:
    ended = run(program)
    assert (ended.stdout, ended.stderr) == (f"{said}\n", "")


def test_nobody_waits_for_one_that_was_not_taken() -> None:
    assert run('print("opened nothing")').stdout == "opened nothing\n"


def test_it_ends_with_the_program_however_that_ends() -> None:
    program = f"{BEGINNING}\nprint(early, flush=True)\nsys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        early = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + PATIENCE
    while is_running(early) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_running(early)


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
        return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def run(program: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", BEGINNING + program, *map(str, REPORTS[:3])]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE)
