"""Has queries answered by a process of their own, which is ended when one takes too long or too much."""

from __future__ import annotations

import os
import pickle
import subprocess
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from msgspec import MsgspecError
from msgspec.msgpack import Decoder

from govstats.errors import QueryError
from govstats.pipes import command_for, receive, send, widen
from govstats.warehouse.folders import temporary_folder
from govstats.warehouse.messages import Finished, Question, Refused, Reply, Rows
from govstats.warehouse.sizes import read_size

if TYPE_CHECKING:
    import pyarrow as pa

BESIDE = 400_000_000  # bytes that the process takes for itself, and for rows on their way
LOOK_SECONDS = 0.02  # between two looks at the clock and at the memory
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_REPLIES: Decoder[Reply] = Decoder(Reply)
# what a process needs to start and to find its libraries; not the password in a database's URL
_ENVIRONMENT = ("PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "HOME", "USERPROFILE", "LANG", "TZDIR")
_PREFIXES = ("PYTHON", "LD_", "DYLD_", "LC_", "OPENBLAS_", "OMP_")


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What a query may take.

    Attributes:
        rows: how many rows it gives; None for all.
        seconds: how long it takes, until its last row is taken; None for as long as it likes.
        memory: how much memory, such as 512MB.
        disk: how much room for what does not fit into it, in the system's folder for temporary files.
    """

    rows: int | None = None
    seconds: float | None = None
    memory: str = "1GB"
    disk: str = "20GB"


class Clock:
    """Time that a query has taken; it stands still while nobody takes the rows.

    Args:
        limit: how many seconds there are; None for any number.
    """

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        self._start = time.monotonic()
        self._paused = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """How much has gone by."""
        since = self._since
        return (time.monotonic() if since is None else since) - self._start - self._paused

    @property
    def is_up(self) -> bool:
        """Whether there is none left."""
        return self.limit is not None and self.seconds > self.limit

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let the clock stand still: whoever reads the output takes a look at it."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._paused += time.monotonic() - self._since
            self._since = None


class Answer:
    """The rows of a query, as they come; gone through once.

    Attributes:
        schema: the Arrow schema, with the columns in the order of the query; names may repeat.
        rows: how many rows have been given.
        is_cut: whether there were more than the limit; known at the end.
        clock: the time that it takes.
    """

    def __init__(self, replies: Iterator[pa.Table | bool], clock: Clock) -> None:
        self._replies = replies
        self.clock = clock
        self.rows = 0
        self.is_cut = False
        self.schema: pa.Schema = next(self._replies).schema  # type: ignore[union-attr]

    @property
    def column_names(self) -> list[str]:
        """The names of the columns."""
        return list(self.schema.names)

    def to_batches(self, max_chunksize: int | None = None) -> Iterator[pa.RecordBatch]:
        """Give the rows.

        Args:
            max_chunksize: how many at a time at most; as many as come if not given.

        Yields:
            batches of rows.

        Raises:
            QueryError: the query fails or takes too much.
        """
        for piece in self._replies:
            if isinstance(piece, bool):
                self.is_cut = piece
                continue
            self.rows += piece.num_rows
            yield from piece.to_batches(max_chunksize=max_chunksize)


class Answerer:
    """A process that answers queries, one at a time."""

    def __init__(self) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name.upper() in _ENVIRONMENT or name.upper().startswith(_PREFIXES)
        }
        self._process = subprocess.Popen(  # noqa: S603 -- our own program
            command_for("govstats.warehouse.answering"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
            start_new_session=True,  # Ctrl-C is for the program that asks
        )
        self._questions = cast("BinaryIO", self._process.stdin)
        self._replies = cast("BinaryIO", self._process.stdout)
        widen(self._replies)
        self._is_ready = False
        self.owner = os.getpid()
        self.end = weakref.finalize(self, _end, self._process, self.owner)

    @contextmanager
    def ask(
        self, path: Path, sql: str, parameters: Mapping[str, object] | None, limits: QueryLimits
    ) -> Iterator[Answer]:
        """Ask a query.

        Args:
            path: the snapshot.
            sql: the statement.
            parameters: values of its $names.
            limits: what it may take.

        Yields:
            the answer. The process is ended with it unless it was taken to its end.

        Raises:
            QueryError: the query is not allowed, is wrong, fails, or takes too long or too much.
            StoreError: no temporary folder can be written.
        """
        memory, disk = read_size(limits.memory), read_size(limits.disk)
        packed = _pack(parameters)
        with temporary_folder("govstats-query-") as folder:
            question = Question(
                str(path.absolute()), sql, packed, limits.rows, limits.memory, memory, disk, str(folder)
            )
            self._await()
            clock = Clock(limits.seconds)
            watch = _Watch(self._process, clock, limits.memory, memory + BESIDE)
            replies = self._replies_to(question, watch)
            try:
                yield Answer(replies, clock)
            finally:
                if not watch.is_answered:  # who asked has had enough
                    self.end()
                watch.stop()

    def _await(self) -> None:
        """Wait until the process has loaded what it needs, which is no time of the query."""
        if not self._is_ready and receive(self._replies, _REPLIES) is None:
            raise QueryError("the process that answers queries cannot be started", "is there enough memory?")
        self._is_ready = True

    def _replies_to(self, question: Question, watch: _Watch) -> Iterator[pa.Table | bool]:
        import pyarrow as pa  # noqa: PLC0415 -- the process starts meanwhile

        try:
            send(self._questions, question)
            while True:
                reply = receive(self._replies, _REPLIES)
                if isinstance(reply, Rows):
                    yield pa.ipc.open_stream(pa.py_buffer(_read(self._replies, reply.size))).read_all()
                    continue
                watch.is_answered = reply is not None
                if isinstance(reply, Finished):
                    yield reply.is_cut
                    return
                raise QueryError(reply.message, reply.hint) if isinstance(reply, Refused) else watch.reason()
        except (
            OSError,
            EOFError,
            ValueError,
            MsgspecError,
            pa.ArrowException,
        ) as error:  # ended in the middle
            raise watch.reason() from error

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self.end.alive and self._process.poll() is None


class _Watch:
    """Looks at the clock and at the memory of a process, and ends it when it takes too much."""

    def __init__(self, process: subprocess.Popen[bytes], clock: Clock, memory: str, most_bytes: int) -> None:
        self._process = process
        self._clock, self._memory, self._most_bytes = clock, memory, most_bytes
        self._why: QueryError | None = None
        self._is_over = threading.Event()
        self.is_answered = False
        self._thread = threading.Thread(target=self._look, name="govstats-watch", daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._is_over.wait(LOOK_SECONDS):
            if self._clock.is_up:
                self._why = QueryError(
                    f"the query was stopped after {self._clock.limit:g} seconds",
                    "ask for less, or allow more time",
                )
            elif resident_bytes(self._process.pid) > self._most_bytes:
                self._why = QueryError(
                    f"the query needs more memory than {self._memory}", "ask for less, or allow more"
                )
            if self._why is not None:
                self._process.kill()
                return

    def stop(self) -> None:
        """Look no longer."""
        self._is_over.set()
        self._thread.join()

    def reason(self) -> QueryError:
        """Say why the process has ended."""
        self.stop()
        return self._why or QueryError(
            "the process that answers the query has died", "ask for less: it may have been too much for it"
        )


def resident_bytes(process_id: int) -> int:
    """Tell how much memory a process has; 0 where the system does not say, as Linux does."""
    try:
        fields = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(fields[1]) * PAGE_BYTES


def _read(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _pack(parameters: Mapping[str, object] | None) -> bytes:
    try:
        return pickle.dumps(dict(parameters or {}))
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise QueryError(f"a parameter is no value: {error}", "give texts, numbers and dates") from None


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() != owner:  # this one was forked from the one that asks
        return
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # what was not yet sent
                stream.close()
    process.wait()


_IDLE: list[Answerer] = []
"""A process that waits to be asked again; starting one takes longer than most queries."""


def prepare() -> None:
    """Start a process that answers while this one does something else."""
    if not any(_is_ours(each) for each in _IDLE):
        _IDLE.append(Answerer())


@contextmanager
def answerer() -> Iterator[Answerer]:
    """Lend a process that answers; it waits for the next query afterwards, if it is still there."""
    taken = None
    while _IDLE and taken is None:
        with suppress(IndexError):  # another thread was faster
            waiting = _IDLE.pop()
            taken = waiting if _is_ours(waiting) else None
    taken = taken or Answerer()
    try:
        yield taken
    finally:
        if not taken.is_alive or _IDLE:
            taken.end()
        else:
            _IDLE.append(taken)


def _is_ours(waiting: Answerer) -> bool:
    """Tell whether a process still waits for this one, and not for the one that this was forked from."""
    return waiting.owner == os.getpid() and waiting.is_alive
