"""Several workers at once, whose results come in the order of the tasks."""

from __future__ import annotations

import os
import queue
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final, Generic, TypeVar

from govstats.workers.early import take_early
from govstats.workers.messages import Setup
from govstats.workers.process import Order, WorkerProcess
from govstats.workers.tasks import Result, Task
from govstats.workers.working import Worker

Note = TypeVar("Note")

FEW: Final = 48
"""So many reports are mostly read sooner in this process than others are started."""
PATIENCE: Final = 1.0
"""So many seconds of one worker are enough: half of them make it ready, and starting others takes as long again."""
_MOST_A_WORKER: Final = 48
_MOST_BYTES: Final = 64_000_000
_LOOK_UP: Final = 0.2  # seconds
_GROUP: Final = 32
_GATHERING: Final = 0.2  # seconds that results wait for others, so that they can be dealt with together


def usable_cores() -> int:
    """Count the processors that this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _never() -> bool:
    return False


@dataclass(slots=True)
class _Waiting(Generic[Note]):
    """An item whose turn has not come: what the caller noted with it, its task if it has one, and who does that."""

    note: Note
    task: Task | None
    doing: Future[Result] | None = None

    @property
    def is_ready(self) -> bool:
        return self.task is None or (self.doing is not None and self.doing.done())

    @property
    def result(self) -> Result | None:
        """What has come of it, once it is ready."""
        return self.doing.result() if self.doing is not None else None


class WorkerPool:
    """Does tasks in several processes; few of them in the one that was started early, or in this one as with one job.

    However many tasks there are, no more than some dozens for each worker wait in memory, and none of more than 64 MB
    together unless a single one is larger.

    Args:
        make_local: makes the worker that works in this process, when it is first needed.
        setup: how the workers in other processes work; None for no other processes.
        jobs: how many processes there are at most; 1 for none but this one.
        patience: after so many seconds of one worker others are started, if more is to be done.
    """

    def __init__(
        self,
        make_local: Callable[[], Worker],
        setup: Setup | None = None,
        jobs: int = 1,
        patience: float = PATIENCE,
    ) -> None:
        self._make_local = make_local
        self._local: Worker | None = None
        self._setup = setup
        self._jobs = jobs
        self._patience = patience

    def run(
        self, items: Iterable[tuple[Note, Task | None]], is_ended: Callable[[], bool] = _never
    ) -> Iterator[tuple[Note, Result | None]]:
        """Do tasks.

        Args:
            items: tasks, each with what the caller notes with it; those without a task only keep their turn.
            is_ended: asked before each result: whether no more are wanted.

        Yields:
            The note and the result, in the order of the items.
        """
        for group in self.run_in_groups(items, is_ended):
            for one in group:
                if is_ended():
                    return
                yield one

    def run_in_groups(
        self, items: Iterable[tuple[Note, Task | None]], is_ended: Callable[[], bool] = _never
    ) -> Iterator[Sequence[tuple[Note, Result | None]]]:
        """Do tasks, and give results together that come at nearly the same time.

        Args:
            items: tasks, each with what the caller notes with it; those without a task only keep their turn.
            is_ended: asked before each group: whether no more are wanted.

        Yields:
            The notes and the results, in the order of the items: at least one at a time, at most 32.
        """
        crew = _Crew(self._setup, self._jobs, self._patience)
        waiting: deque[_Waiting[Note]] = deque()
        try:
            for note, task in items:
                waiting.append(_Waiting(note, task))
                crew.see(waiting)
                while _is_group_ready(waiting) or crew.is_busy(waiting):
                    if not (group := self._next_group(waiting, crew, is_ended)):
                        return
                    yield group
            while waiting:
                crew.see(waiting)
                if not (group := self._next_group(waiting, crew, is_ended)):
                    return
                yield group
        finally:
            crew.dismiss()

    def _next_group(
        self, waiting: deque[_Waiting[Note]], crew: _Crew, is_ended: Callable[[], bool]
    ) -> list[tuple[Note, Result | None]]:
        """Take the first item, and those behind it that are ready as soon; none where no more are wanted."""
        first = self._first(waiting, crew, is_ended)
        if first is None:
            return []
        group = [first]
        wait([one.doing for one in islice(waiting, _GROUP - 1) if one.doing is not None], _GATHERING)
        while waiting and len(group) < _GROUP and waiting[0].is_ready:
            one = waiting.popleft()
            group.append((one.note, one.result))
        return group

    def _first(
        self, waiting: deque[_Waiting[Note]], crew: _Crew, is_ended: Callable[[], bool]
    ) -> tuple[Note, Result | None] | None:
        """Take the first item with its result; None where no more are wanted."""
        first = waiting[0]
        if is_ended():
            return None
        result: Result | None = None
        began = time.monotonic()
        if first.doing is not None:
            while result is None:
                try:
                    result = first.doing.result(_LOOK_UP)
                except TimeoutError:
                    if is_ended():
                        return None
        elif first.task is not None:
            self._local = self._local or self._make_local()
            result = self._local.do(first.task)
        crew.patience -= time.monotonic() - began
        waiting.popleft()
        return first.note, result


def _is_group_ready(waiting: deque[_Waiting[Note]]) -> bool:
    return len(waiting) >= _GROUP and all(one.is_ready for one in islice(waiting, _GROUP))


class _Crew:
    """The processes of a run, started once there is enough to do.

    Attributes:
        patience: after so many more seconds without them they are started in any case.
    """

    def __init__(self, setup: Setup | None, jobs: int, patience: float) -> None:
        self.patience = patience
        self._setup = setup if jobs > 1 else None
        self._jobs = jobs
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._processes: list[WorkerProcess] = []

    def see(self, waiting: Collection[_Waiting[Note]]) -> None:
        """Begin what waits, if that is worth processes of its own."""
        undone = [(one, one.task) for one in waiting if one.task is not None and one.doing is None]
        if self._setup is not None:
            if undone and not self._processes and (ready := take_early(self._setup)) is not None:
                self._processes.append(WorkerProcess(self._setup, self._orders, ready))
            unfinished = sum(not one.is_ready for one in waiting)
            if unfinished and (self.patience < 0 or unfinished > FEW):
                missing = self._jobs - len(self._processes)
                self._processes += [WorkerProcess(self._setup, self._orders) for _ in range(missing)]
        if self._processes:
            for one, task in undone:
                order = Order(task)
                one.doing = order.result
                self._orders.put(order)

    def is_busy(self, waiting: deque[_Waiting[Note]]) -> bool:
        """Whether enough waits, so that the first is waited for before more is taken on."""
        most = _MOST_A_WORKER * self._jobs if self._setup is not None else 1
        size = sum(one.task.size for one in waiting if one.task is not None)
        return len(waiting) >= most or size > _MOST_BYTES

    def dismiss(self) -> None:
        """End the processes, also those that are at work: nobody wants to know any more."""
        with suppress(queue.Empty):
            while True:
                self._orders.get_nowait()
        for _ in self._processes:
            self._orders.put(None)
        for process in self._processes:
            process.close()
