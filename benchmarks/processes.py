"""The processes of the program: starting them as a user does, and what they and all that they start take."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

GOVSTATS = Path(sys.executable).with_name("govstats")
_TICKS = os.sysconf("SC_CLK_TCK")
_STATE, _SESSION = 0, 3  # of the fields of /proc/PID/stat behind the name (proc(5), fields 3 and 6)


def own_environment(folder: Path) -> dict[str, str]:
    """Give the environment for a program that shall know nothing of its user: no settings, folders of its own.

    Args:
        folder: where its temporary and its kept files go.
    """
    for name in ("temporary", "cache"):
        (folder / name).mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOVSTATS_")}
    return kept | {"TMPDIR": str(folder / "temporary"), "XDG_CACHE_HOME": str(folder / "cache")}


@dataclass(frozen=True, slots=True)
class Running:
    """A program that has been started in a session of its own.

    Attributes:
        process: its first process.
        said: the file of what it says on standard output and standard error.
    """

    process: subprocess.Popen[bytes]
    said: Path

    @property
    def pid(self) -> int:
        """The first process, and the group and session of all."""
        return self.process.pid

    def words(self) -> str:
        """What it has said so far."""
        return self.said.read_text(encoding="utf-8", errors="replace")


@contextmanager
def started(
    arguments: Iterable[str | Path], folder: Path, environ: dict[str, str], said: Path
) -> Iterator[Running]:
    """Start govstats; what is left of it at the end of the block is ended.

    Args:
        arguments: the command and its options.
        folder: its working folder.
        environ: its environment.
        said: a file for what it says, made anew.
    """
    with (
        said.open("wb") as stream,
        subprocess.Popen(
            [GOVSTATS, *arguments],
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Running(process, said)
        finally:
            end_session(process.pid)


def end_session(session: int) -> None:
    """Kill all processes of a session that was started here."""
    for pid in session_members(session):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def session_members(session: int) -> list[int]:
    """List the processes of a session that run, also those whose parent has died."""
    return [
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if (fields := _stat_of(int(path.name))) and int(fields[_SESSION]) == session and fields[_STATE] != "Z"
    ]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run of the program took.

    Attributes:
        code: its exit code.
        seconds: by the clock, from its start to its end.
        processor: seconds of the processor, of all its processes.
        resident: the most bytes of memory that all had together, pages that several share counted for each.
        proportional: the most bytes that all had together, shared pages counted once.
    """

    code: int
    seconds: float
    processor: float
    resident: int
    proportional: int


def run_watched(
    arguments: Sequence[str | Path], folder: Path, environ: dict[str, str], said: Path, period: float = 0.1
) -> Taken:
    """Run govstats to its end and tell what it took; the arguments are those of `started`."""
    began = time.perf_counter()
    with started(arguments, folder, environ, said) as running:
        watch = Watch(running.pid, period, proportionally=True)
        _, status, usage = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - began
        running.process.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
    processor = usage.ru_utime + usage.ru_stime  # with those of all children that it has waited for
    return Taken(running.process.returncode, seconds, processor, watch.peak_resident, watch.peak_proportional)


class Watch:
    """Watches the memory of a process and of all that it starts, directly or not.

    Args:
        root: the process.
        period: seconds between two looks.
        proportionally: whether shared pages are counted once as well; that takes longer.
    """

    def __init__(self, root: int, period: float, *, proportionally: bool = False) -> None:
        self._root, self._period, self._proportionally = root, period, proportionally
        self._recent_peak = 0
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self.peak_resident = self.peak_proportional = 0
        self.largest_process = 0
        self.seen: set[int] = set()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def take_peak(self) -> int:
        """The most bytes that all had together since this was last asked."""
        with self._lock:
            peak, self._recent_peak = self._recent_peak, 0
        return peak

    def work(self) -> float:
        """The seconds of the processor that all have worked, those that have ended too."""
        return sum(map(_work_of, family(self._root)))

    def stop(self) -> None:
        """End the watching."""
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.wait(self._period):
            together = shared_once = 0
            for pid in family(self._root):
                self.seen.add(pid)
                now, peak = _memory_of(pid)
                together += now
                self.largest_process = max(self.largest_process, peak)
                shared_once += _proportional_memory_of(pid) if self._proportionally else 0
            self.peak_resident = max(self.peak_resident, together)
            self.peak_proportional = max(self.peak_proportional, shared_once)
            with self._lock:
                self._recent_peak = max(self._recent_peak, together)


def family(root: int) -> Iterator[int]:
    """Give a process and all that it has started, directly or not."""
    yield root
    for path in Path(f"/proc/{root}/task").glob("*/children"):
        with suppress(OSError):
            for child in path.read_text().split():
                yield from family(int(child))


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and was not waited for does not."""
    fields = _stat_of(pid)
    return bool(fields) and fields[_STATE] != "Z"


def _stat_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:  # it has ended
        return []


def _work_of(pid: int) -> float:
    """The seconds that a process and those of its children that have ended have worked (proc(5), fields 14 to 17)."""
    return sum(map(int, _stat_of(pid)[11:15])) / _TICKS


def _memory_of(pid: int) -> tuple[int, int]:
    """The bytes that a process has in memory, and the most that it ever had."""
    bytes_of = _sizes(pid, "status")
    return bytes_of.get("VmRSS", 0), bytes_of.get("VmHWM", 0)


def _proportional_memory_of(pid: int) -> int:
    """The bytes that a process has in memory, those that n processes share counted as an nth."""
    return _sizes(pid, "smaps_rollup").get("Pss", 0)


def _sizes(pid: int, name: str) -> dict[str, int]:
    """Read the sizes in a file of /proc/PID, in bytes."""
    try:
        lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
    except OSError:  # it has ended
        return {}
    words = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): int(number) * 1024 for name, number, _ in words}
