"""Workers in processes of their own do what a worker in this process does, in order, and die alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue

import pytest

from govstats.catalogue import Catalogue, load_catalogue
from govstats.checks import load_knowledge
from govstats.errors import CatalogueError, HeaderError, ReadingError
from govstats.observations import Extraction, Extractor
from govstats.reading import Given, Limits, Report, ReportReader, load_source
from govstats.reading.files import Source
from govstats.workers import Done, ReadFile, ReadText, Setup, Task, Worker, WorkerPool
from govstats.workers.pool import FEW
from govstats.workers.process import Order, WorkerProcess
from govstats.workers.tasks import FaultError, Result

REPORTS = sorted((Path(__file__).parents[2] / "fixtures" / "reports").glob("*.txt"))
DOCUMENTS = Path(__file__).parents[2] / "fixtures" / "documents"
PATIENCE = 30.0


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def local(catalogue: Catalogue) -> Worker:
    return Worker.with_catalogue(catalogue, ReportReader())


@pytest.fixture(scope="module")
def setup(catalogue: Catalogue) -> Setup:
    return Setup(None, experimental=False, catalogue_version=catalogue.version, limits=Limits())


class Alone:
    """A worker process that nobody else gives tasks to."""

    def __init__(self, setup: Setup) -> None:
        self._orders: SimpleQueue[Order | None] = SimpleQueue()
        self._process = WorkerProcess(setup, self._orders)

    def order(self, task: Task) -> Future[Result]:
        order = Order(task)
        self._orders.put(order)
        return order.result

    def do(self, task: Task) -> Result:
        return self.order(task).result(PATIENCE)

    def close(self) -> None:
        self._orders.put(None)
        self._process.close()


@pytest.fixture
def process(setup: Setup) -> Iterator[Alone]:
    one = Alone(setup)
    yield one
    one.close()


def files(paths: list[Path] = REPORTS) -> list[ReadFile]:
    return [ReadFile(load_source(path), Given()) for path in paths]


def children(of: int) -> set[int]:
    """The processes that a process has started."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[1]) == of and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def wait_until(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def test_a_process_reads_what_this_one_reads(process: Alone, local: Worker) -> None:
    tasks = files([*REPORTS, next(DOCUMENTS.rglob("*.html"))])
    here = [local.do(task) for task in tasks]
    assert [process.do(task) for task in tasks] == here
    again: list[Task] = [ReadText(one.report) for one in here if isinstance(one, Done)]
    assert [process.do(task) for task in again] == here


WRONG = {
    "no text": (b"\x00\x01\x02" * 50, Given(), ReadingError),
    "no head": ("办结案件3件。".encode(), Given(), HeaderError),
    "no such place": ("办结案件3件。".encode(), Given(place="没有的地方", year=2020), HeaderError),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_file_is_told_alike(process: Alone, local: Worker, name: str) -> None:
    data, given, kind = WRONG[name]
    task = ReadFile(Source("文件.txt", data, "0" * 64), given)
    errors = [process.do(task), local.do(task)]
    assert [type(error) for error in errors] == [kind, kind]
    assert str(errors[0]) == str(errors[1])


def test_results_come_in_the_order_of_the_tasks(setup: Setup, local: Worker) -> None:
    items: list[tuple[int, Task | None]] = list(enumerate([*files(), None, *files(), None]))
    found = list(WorkerPool(lambda: local, setup, jobs=2, patience=0).run(items))
    assert [note for note, _ in found] == [note for note, _ in items]
    assert [result for _, result in found] == [task and local.do(task) for _, task in items]


def test_results_that_come_at_nearly_the_same_time_are_given_together(setup: Setup, local: Worker) -> None:
    items: list[tuple[int, Task | None]] = list(enumerate([*files(), None, *files() * 3]))
    groups = list(WorkerPool(lambda: local, setup, jobs=2, patience=-1).run_in_groups(items))
    assert [one for group in groups for one in group] == [
        (note, task and local.do(task)) for note, task in items
    ]
    assert all(1 <= len(group) <= 32 for group in groups)
    assert len(groups) < len(items) / 2


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1])
def test_few_tasks_start_no_process(setup: Setup, local: Worker, count: int) -> None:
    before, started = children(os.getpid()), False
    pool = WorkerPool(lambda: local, setup, jobs=2, patience=PATIENCE)
    for _ in pool.run([(0, task) for task in files()[:1] * count]):
        started = started or bool(children(os.getpid()) - before)
    assert started == (count > FEW)
    assert children(os.getpid()) == before


def test_after_some_work_in_this_process_others_join_in(setup: Setup, local: Worker) -> None:
    before = children(os.getpid())
    results = WorkerPool(lambda: local, setup, jobs=2, patience=0).run([(0, task) for task in files()])
    next(results)
    next(results)
    assert children(os.getpid()) - before
    results.close()  # type: ignore[attr-defined]
    assert children(os.getpid()) == before


def test_not_much_waits_however_many_tasks_there_are(setup: Setup, local: Worker) -> None:
    taken = 0

    def endless() -> Iterator[tuple[int, Task | None]]:
        nonlocal taken
        task = files()[0]
        while True:
            taken += 1
            yield taken, task if taken % 3 else None

    results = WorkerPool(lambda: local, setup, jobs=2).run(endless())
    for number, (note, _) in zip(range(1, 200), results, strict=False):
        assert note == number
        assert taken - number <= 2 * 48
    results.close()  # type: ignore[attr-defined]


def test_a_run_ends_when_no_more_is_wanted(setup: Setup, local: Worker) -> None:
    before = children(os.getpid())
    ended: list[bool] = []
    found = []
    for note, _ in WorkerPool(lambda: local, setup, jobs=2).run(
        [(0, task) for task in files() * 20], lambda: bool(ended)
    ):
        found.append(note)
        if len(found) == 15:
            ended.append(True)
    assert len(found) == 15
    assert children(os.getpid()) == before


def test_a_process_that_dies_at_work_costs_the_task_that_it_is_at(process: Alone, local: Worker) -> None:
    before = children(os.getpid())
    first = files()[0]
    process.do(first)
    (its_id,) = children(os.getpid()) - before
    text = "上海市宝山区司法局2019年工作总结\n\n" + "全年办结案件3件，成功率98.5%。\n" * 3_300
    long = ReadFile(Source("长.txt", text.encode(), "0" * 64), Given())
    slow, *others = [process.order(task) for task in (long, *files()[:3])]
    time.sleep(0.2)
    os.kill(its_id, signal.SIGKILL)
    assert isinstance(slow.result(PATIENCE), FaultError)
    assert [other.result(PATIENCE) for other in others] == [local.do(task) for task in files()[:3]]


def test_a_process_that_dies_costs_one_task(process: Alone, local: Worker) -> None:
    before = children(os.getpid())
    task, other, *_ = files()
    assert process.do(task) == local.do(task)
    (its_id,) = children(os.getpid()) - before
    os.kill(its_id, signal.SIGKILL)
    died = process.do(other)
    assert isinstance(died, FaultError)
    assert other.name in str(died)
    assert process.do(other) == local.do(other)


def test_a_process_that_cannot_be_started_is_told(
    process: Alone, local: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *_ = files()
    with monkeypatch.context() as without:
        without.setattr(sys, "executable", "/no/such/python")
        refused = process.do(first)
    assert isinstance(refused, FaultError)
    assert first.name in refused.message
    assert "cannot be started" in refused.message
    assert process.do(second) == local.do(second)


class Failing(Extractor):
    """An extractor with a fault."""

    def __init__(self) -> None:
        pass

    def extract(self, report: Report) -> Extraction:
        raise KeyError(report.name)


def test_a_fault_of_the_program_is_told_with_the_file_and_stops_nothing() -> None:
    worker = Worker(ReportReader(), Failing(), load_knowledge({}, {}))
    result = worker.do(files()[0])
    assert isinstance(result, FaultError)
    assert result.message.startswith(f"{REPORTS[0]}: KeyError: ")
    assert "report it" in result.hint


def test_a_catalogue_that_was_changed_meanwhile_is_not_used(local: Worker) -> None:
    other = Setup(None, experimental=False, catalogue_version="another", limits=Limits())
    process = Alone(other)
    refused = process.do(files()[0])
    process.close()
    assert isinstance(refused, CatalogueError)
    assert "has changed" in refused.message


USED_UP = """
import fcntl, os, sys
from pathlib import Path
from govstats.catalogue import load_catalogue
from govstats.reading import Given, Limits, ReportReader, load_source
from govstats.workers import Done, ReadFile, Setup, WorkerPool

pipes, is_used_up = [], False
for size in (1 << 20, 1 << 17):
    try:
        while len(pipes) < 400:
            pipes.append(os.pipe())
            fcntl.fcntl(pipes[-1][0], fcntl.F_SETPIPE_SZ, size)
    except PermissionError:
        is_used_up = True
setup = Setup(None, False, load_catalogue().version, Limits())
task = ReadFile(load_source(Path(sys.argv[1])), Given())
((_, result),) = WorkerPool(lambda: None, setup, jobs=2, patience=-1).run([(0, task)])
print(isinstance(result, Done), is_used_up)
"""


def test_workers_run_where_all_room_for_pipes_is_used_up() -> None:
    """Linux gives a user so much of it, however many programs and workers he has (pipe(7))."""
    rights = "-sys_resource,-sys_admin"
    as_anybody = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    ended = subprocess.run(
        [*as_anybody, sys.executable, "-c", USED_UP, REPORTS[0]], capture_output=True, text=True, check=False
    )
    assert (ended.stdout, ended.stderr) == ("True True\n", "")


KILLED = """
import sys
from pathlib import Path
from govstats.catalogue import load_catalogue
from govstats.reading import Given, Limits, load_source
from govstats.workers import ReadFile, Setup, WorkerPool

setup = Setup(None, False, load_catalogue().version, Limits())
task = ReadFile(load_source(Path(sys.argv[1])), Given())
results = WorkerPool(lambda: None, setup, jobs=2, patience=-1).run([(0, task), (0, task)])
next(results)
print("done", flush=True)
sys.stdin.read()
"""


def test_no_process_outlives_the_one_that_started_it() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", KILLED, next(DOCUMENTS.rglob("*.html"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"done\n"
        workers = children(parent.pid)
        readers = {reader for worker in workers for reader in children(worker)}
        assert workers
        assert readers
        parent.kill()
    assert wait_until(lambda: not any(Path(f"/proc/{one}").exists() for one in workers | readers))
