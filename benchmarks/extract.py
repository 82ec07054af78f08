"""How fast figures are read: characters a second on one core, from text to observations, and where the time goes.

Run: python benchmarks/extract.py [--growth] [--hostile] [--memory] [FOLDER_OR_FILE ...]

Measured are the files given; without any the folder shared/reports where it lies beside the checkout, else the fixtures.
Processor time counts, which other programs hardly change; wall time is told beside it. The best of several runs counts.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import platform
import pstats
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from hostile_texts import DENSE, HOSTILE, MEGABYTE, hostile_texts

import govstats
from govstats.errors import GovstatsError
from govstats.observations import Extractor, build_extractor
from govstats.reading import Report, ReportReader, find_reports, load_source
from govstats.reading.report import Header

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "reports"
FIXTURES = ROOT / "fixtures" / "reports"
CHARACTERS_A_RUN = 100_000
LONGEST_FOR_A_MEGABYTE = 2.0
MOST_GROWTH = 1.3
SIZES = {"10 kB": 10_000, "100 kB": 100_000, "1 MB": MEGABYTE, "10 MB": 10 * MEGABYTE}
FEW_PASSES, MANY_PASSES = 10, 100
# What the functions of a module are for, by the beginning of its path in the package; the first that fits counts.
STAGES = {
    "text/width": "folding",
    "text/outline": "outline",
    "observations/sentences": "outline",
    "quantities/": "scanning",
    "catalogue/matching": "matching codes",
    "observations/labels": "labels",
    "observations/naming": "labels",
    "observations/phrases": "labels",
    "observations/topics": "labels",
    "observations/frames": "labels",
    "observations/extracting": "rest",
    "observations/judging": "rest",
    "observations/confidence": "rest",
    "observations/": "binding",
}
ORDER = ("folding", "outline", "scanning", "binding", "labels", "matching codes", "rest")


class Taken(NamedTuple):
    """How long some work took, in seconds."""

    processor: float
    wall: float


def read_all(paths: Sequence[Path]) -> list[Report]:
    """Read the reports that can be read."""
    reader = ReportReader()
    found = [path for path in find_reports(paths) if not isinstance(path, GovstatsError)]
    return [reader.read_loosely(load_source(path)) for path in found]


def best_time(work: Callable[[], object], repetitions: int) -> Taken:
    """The least that some work takes in several runs: what the machine can do when it is not disturbed."""
    runs = []
    for _ in range(repetitions):
        gc.collect()
        wall, processor = time.perf_counter(), time.process_time()
        work()
        runs.append(Taken(time.process_time() - processor, time.perf_counter() - wall))
    return Taken(min(run.processor for run in runs), min(run.wall for run in runs))


def extract_all(extractor: Extractor, reports: Sequence[Report], passes: int = 1) -> int:
    """Read the figures of all reports, pass by pass, and keep none: the number of figures of one pass."""
    figures = 0
    for _ in range(passes):
        figures = sum(len(extractor.extract(report).observations) for report in reports)
    return figures


def extract_texts(extractor: Extractor, texts: Sequence[str], header: Header) -> None:
    """Read the figures of texts and keep none."""
    for text in texts:
        extractor.extract_text(text, header)


def print_speed(extractor: Extractor, reports: Sequence[Report], repetitions: int) -> None:
    """Print the characters a second from text to observations."""
    characters = sum(len(report.text) for report in reports)
    passes = max(1, CHARACTERS_A_RUN // max(characters, 1))
    figures = extract_all(extractor, reports)
    taken = best_time(lambda: extract_all(extractor, reports, passes), repetitions)
    print(f"{len(reports)} reports, {characters:,} characters, {figures:,} figures; {passes} passes a run")
    for name, seconds in (("processor time", taken.processor), ("wall time", taken.wall)):
        speed = characters * passes / seconds
        print(
            f"{name:<16}{speed:12,.0f} characters/s {seconds / passes / max(figures, 1) * 1e6:8.1f} µs a figure"
        )


def stage_of(path: str) -> str | None:
    """The stage that a file of the package belongs to; None for files of others."""
    package = Path(govstats.__file__).parent
    if not Path(path).is_relative_to(package):
        return None
    inner = Path(path).relative_to(package).as_posix()
    return next((stage for start, stage in STAGES.items() if inner.startswith(start)), "rest")


def stage_shares(extractor: Extractor, reports: Sequence[Report], passes: int) -> dict[str, float]:
    """The share of each stage in the time that a profiler sees; a library function's goes to the stage that calls it."""
    profile = cProfile.Profile()
    profile.runcall(extract_all, extractor, reports, passes)
    seconds = dict.fromkeys(ORDER, 0.0)
    for (path, *_), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if stage := stage_of(path):
            seconds[stage] += own
            continue
        for (caller, *_place), (*_counts, own_there, _whole) in callers.items():
            seconds[stage_of(caller) or "rest"] += own_there
    whole = sum(seconds.values()) or 1.0
    return {stage: taken / whole for stage, taken in seconds.items()}


def print_stages(extractor: Extractor, reports: Sequence[Report]) -> None:
    """Print the share of time by stage; the profiler makes small functions look slower than they are."""
    passes = max(1, CHARACTERS_A_RUN // max(sum(len(report.text) for report in reports), 1))
    for stage, share in stage_shares(extractor, reports, passes).items():
        print(f"  {stage:<16}{share:7.1%}")


def print_growth(extractor: Extractor, reports: Sequence[Report]) -> bool:
    """Print the time a megabyte of real text takes in pieces of several sizes; whether it stays nearly the same."""
    corpus = "\n".join(report.text for report in reports)
    header = reports[0].header
    rates: list[float] = []
    for name, size in SIZES.items():
        text = corpus * (max(size, MEGABYTE) // len(corpus.encode()) + 1)
        length = round(size * len(corpus) / len(corpus.encode()))
        count = max(1, MEGABYTE // size)
        pieces = [text[start : start + length] for start in range(0, count * length, length)]
        taken = best_time(partial(extract_texts, extractor, pieces, header), 3)
        rates.append(taken.processor * MEGABYTE / sum(len(piece.encode()) for piece in pieces))
        print(f"  {name:>7} in one piece {rates[-1]:8.3f} s/MB {rates[-1] / rates[0]:6.2f} times the first")
    return max(rates) / rates[0] <= MOST_GROWTH


def print_hostile(extractor: Extractor) -> bool:
    """Print the time that a megabyte of each hostile text takes; whether none of HOSTILE takes too long."""
    slow: list[str] = []
    for title, units in (("hostile", None), ("nothing but numbers, for comparison", DENSE)):
        print(title)
        for name, text in hostile_texts(MEGABYTE, units):
            began = time.process_time()
            extraction = extractor.extract_text(text)
            seconds = (time.process_time() - began) * MEGABYTE / len(text.encode())
            numbers = len(extraction.observations) + len(extraction.set_aside)
            is_slow = seconds > LONGEST_FOR_A_MEGABYTE and units is None
            slow += [name] * is_slow
            print(
                f"  {name:<36}{seconds:8.2f} s/MB {numbers:9,} numbers {seconds / max(numbers, 1) * 1e6:9.1f} µs each"
                f"{'  over ' * is_slow}{f'{LONGEST_FOR_A_MEGABYTE} s' * is_slow}",
                flush=True,
            )
    print(f"{len(slow)} of {len(HOSTILE)} over {LONGEST_FOR_A_MEGABYTE} s/MB")
    return not slow


def print_memory(extractor: Extractor, reports: Sequence[Report]) -> None:
    """Print how much more memory many passes over the reports take at their height than few."""
    peaks = []
    for passes in (FEW_PASSES, MANY_PASSES):
        gc.collect()
        tracemalloc.start()
        extract_all(extractor, reports, passes)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    print(
        f"peak memory of {FEW_PASSES} passes {peaks[0] / 1e6:.2f} MB, of {MANY_PASSES} {peaks[1] / 1e6:.2f} MB:"
        f" {(peaks[1] - peaks[0]) / 1e3:+,.0f} kB"
    )


def main() -> int:
    """Measure and print; 1 where something is slower than it may be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", type=Path, help="reports, or folders of them")
    parser.add_argument("--repeat", type=int, default=5, help="runs of which the best counts (default 5)")
    parser.add_argument(
        "--growth", action="store_true", help="time a megabyte takes in pieces of 10 kB to 10 MB"
    )
    parser.add_argument("--hostile", action="store_true", help="time a megabyte of each hostile text takes")
    parser.add_argument("--memory", action="store_true", help="memory that many passes take more than few")
    arguments = parser.parse_args()

    reports = read_all(arguments.paths or [SHARED if SHARED.is_dir() else FIXTURES])
    if not reports:
        print("no report to measure", file=sys.stderr)
        return 1
    extractor = build_extractor()
    print(f"Python {platform.python_version()}, {platform.machine()}")
    print_speed(extractor, reports, arguments.repeat)
    print_stages(extractor, reports)
    good = [print_growth(extractor, reports)] if arguments.growth else []
    good += [print_hostile(extractor)] if arguments.hostile else []
    if arguments.memory:
        print_memory(extractor, reports)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
