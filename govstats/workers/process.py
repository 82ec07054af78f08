"""A worker in a process of its own."""

from __future__ import annotations

import subprocess
import threading
import weakref
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import BinaryIO, Final, cast

from msgspec import MsgspecError
from msgspec.msgpack import Decoder

from govstats.pipes import command_for, receive, send, widen
from govstats.workers.early import ForkedChild
from govstats.workers.messages import (
    Answer,
    Failed,
    FileAsked,
    FileRead,
    Setup,
    TextAsked,
    TextRead,
    error_of,
)
from govstats.workers.tasks import Done, ReadFile, ReadText, Result, Task, fault

_AHEAD: Final = 3  # tasks that a process has got and not yet done: it need not wait for the next one
_TIME_TO_END: Final = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Order:
    """A task and where its result goes.

    Attributes:
        task: what is to be done.
        result: becomes the result.
    """

    task: Task
    result: Future[Result] = field(default_factory=Future)


class WorkerProcess:
    """Takes tasks from a queue and does them in another process, in the order in which it takes them.

    The process is started with the first task, and again when it has died; it ends with the program, however that ends.

    Args:
        setup: how the worker works.
        orders: where tasks come from, which several of these may share; None ends it.
        ready: a process that has been started already, with a worker of the same setup.
    """

    def __init__(
        self, setup: Setup, orders: SimpleQueue[Order | None], ready: ForkedChild | None = None
    ) -> None:
        self._setup = setup
        self._orders = orders
        self._room = threading.Semaphore(_AHEAD)
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._is_closed = False
        if ready is not None:
            with self._lock:  # it may have died by now, which is heard at once
                self._running = _Running(ready, self, is_untried=True)
        self._feeder = threading.Thread(target=self._feed, name="govstats-worker", daemon=True)
        self._feeder.start()

    def close(self) -> None:
        """End the process, whatever it is doing; there is a None for it in the queue."""
        with self._lock:
            self._is_closed = True
            running = self._running
        if running is not None:
            running.stop(is_at_work=bool(running.orders))
        self._room.release()  # so that the feeder comes to the None
        self._feeder.join()

    def _feed(self) -> None:
        while True:
            self._room.acquire()
            order = self._orders.get()
            if order is None:
                return
            try:
                running = self._assign(order)
            except OSError as error:
                what = f"the process that reads it cannot be started: {error.strerror or error}"
                order.result.set_result(fault(order.task.name, what))
                self._room.release()
                continue
            if running is not None:
                running.ask(order.task)

    def _assign(self, order: Order) -> _Running | None:
        """Give a task to the process, starting it if need be; None where all is over."""
        with self._lock:
            if self._is_closed:
                return None
            if self._running is None:
                self._running = _start(self._setup, self)
            self._running.orders.append(order)
            return self._running

    def take(self, order: Order, answer: Answer) -> None:
        """Hand on the answer to a task."""
        order.result.set_result(_result_of(answer, order.task))
        self._room.release()

    def take_leave(self, running: _Running) -> None:
        """Make up for a process that has ended: the task that it was at has failed, the others are for the next one."""
        with self._lock:
            if self._running is running:
                self._running = None
            if self._is_closed:
                return
        for position, order in enumerate(running.orders):
            if position == 0 and not running.is_untried:
                order.result.set_result(fault(order.task.name, "the process that read it has died"))
            else:
                self._orders.put(order)
            self._room.release()


def _result_of(answer: Answer, task: Task) -> Result:
    if isinstance(answer, FileRead):
        return Done(answer.report, answer.extraction, answer.findings)
    if isinstance(answer, TextRead) and isinstance(task, ReadText):
        return Done(task.report, answer.extraction, answer.findings)
    return error_of(cast("Failed", answer))


_Child = subprocess.Popen[bytes] | ForkedChild


def _start(setup: Setup, owner: WorkerProcess) -> _Running:
    process = subprocess.Popen(  # noqa: S603 -- our own program
        command_for("govstats.workers.program"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with suppress(OSError):  # it has died, which its silence will show
        send(cast("BinaryIO", process.stdin), setup)
    return _Running(process, owner)


class _Running:
    """A process that runs, and a thread that hears its answers.

    Args:
        process: the process.
        owner: whom its answers are for.
        is_untried: whether it may die of something else than what it is asked first.

    Attributes:
        orders: what it has been asked and has not answered, the earliest first.
        is_untried: the same, until it has answered.
    """

    def __init__(self, process: _Child, owner: WorkerProcess, *, is_untried: bool = False) -> None:
        self._process = process
        self._asked = cast("BinaryIO", self._process.stdin)
        self._answers = cast("BinaryIO", self._process.stdout)
        for pipe in (self._asked, self._answers):
            widen(pipe)
        self.orders: deque[Order] = deque()
        self.is_untried = is_untried
        self._owner = owner
        self._end = weakref.finalize(self, _end, self._process)
        self._listener = threading.Thread(target=self._listen, name="govstats-answers", daemon=True)
        self._listener.start()

    def ask(self, task: Task) -> None:
        """Send a task, which waits until there is room for it."""
        with suppress(OSError, ValueError):  # it has died or was stopped, which the listener hears
            if isinstance(task, ReadFile):
                source = task.source
                message = FileAsked(source.name, source.sha256, len(source.data), task.given)
                send(self._asked, message, source.data)
            else:
                send(self._asked, TextAsked(task.report))

    def _listen(self) -> None:
        decoder: Decoder[Answer] = Decoder(Answer)
        with suppress(OSError, ValueError, MsgspecError):  # it died in the middle of an answer
            while (answer := receive(self._answers, decoder)) is not None:
                self.is_untried = False
                self._owner.take(self.orders.popleft(), answer)
        self._owner.take_leave(self)

    def stop(self, *, is_at_work: bool) -> None:
        """End the process: at the end of its input it goes by itself, and takes its own children with it."""
        if is_at_work:
            self._process.kill()
        with suppress(OSError):  # what was not yet sent
            self._asked.close()
        self._listener.join(_TIME_TO_END)
        self._end()


def _end(process: _Child) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()
