"""How fast reports get into a store, and in how much memory: generated reports through the real command, into both databases.

Run: python benchmarks/ingest.py [--store sqlite|postgresql|both] [--counts 1000 5000 10000] [--jobs N]

For each number of reports a new store, filled by `govstats ingest FOLDER`, and a second run over the same files, which
finds them stored. The last number is judged: so many reports a second by the clock from the start of the command to its
end, so much memory of all its processes together, such a share of the first run's time for the second; and the memory
may not grow with the number of reports. PostgreSQL is a new server on the disk with the settings that it comes with;
the memory of the server does not count. Ends with 1 where a limit is broken.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from generating import write_reports
from processes import Taken, own_environment, run_watched
from stores import Stores, add_store_option, chosen_kinds, size_of, throwaway_stores

LEAST_A_SECOND = {"sqlite": 120.0, "postgresql": 100.0}  # reports
MEMORY_LIMIT = 600_000_000  # bytes of all processes together
SHARE_LIMIT = 0.10  # of the first run's time for the second
GROWTH_LIMIT = 1.2  # memory of the most reports to that of the fewest


@dataclass(frozen=True, slots=True)
class Measured:
    """What one number of reports took.

    Attributes:
        count: how many reports.
        first: the run that stored them.
        second: the run that found them stored.
        size: bytes of the store.
    """

    count: int
    first: Taken
    second: Taken
    size: int

    @property
    def speed(self) -> float:
        """Reports a second by the clock."""
        return self.count / self.first.seconds

    @property
    def share(self) -> float:
        """The share of the first run's time that the second took."""
        return self.second.seconds / self.first.seconds


def prepare(folder: Path, counts: list[int], seed: int) -> dict[int, Path]:
    """Write the reports once, and link the first ones of them into a folder for each smaller number."""
    all_of_them = folder / f"reports-{max(counts)}"
    write_reports(all_of_them, max(counts), seed)
    paths = sorted(all_of_them.iterdir())
    folders = {max(counts): all_of_them}
    for count in counts:
        if count not in folders:
            folders[count] = folder / f"reports-{count}"
            folders[count].mkdir()
            for path in paths[:count]:
                os.link(path, folders[count] / path.name)
    return folders


def measure(stores: Stores, reports: Path, count: int, work: Path, options: list[str]) -> Measured:
    """Fill a new store and go over the same files again."""
    environ = own_environment(work)
    with stores.new() as address:
        arguments = ["ingest", str(reports), "--db", address, *options]
        first = _run(arguments, work, environ)
        return Measured(count, first, _run(arguments, work, environ), size_of(address))


def _run(arguments: list[str], work: Path, environ: dict[str, str]) -> Taken:
    said = work / "said.log"
    taken = run_watched(arguments, work, environ, said)
    if taken.code != 0:
        raise RuntimeError(f"a run ended with {taken.code}: {said.read_text(errors='replace')[-2000:]}")
    return taken


def tell(one: Measured) -> None:
    """Print what one number of reports took."""
    for name, run in (("first run", one.first), ("second run", one.second)):
        print(
            f"  {one.count:>7,} reports, {name:<10} {run.seconds:8.1f} s, {one.count / run.seconds:8.1f} reports/s,"
            f" {run.processor:8.1f} s of the processor, {run.resident / 1e6:6,.0f} MB resident,"
            f" {run.proportional / 1e6:6,.0f} MB with shared pages once"
        )
    print(
        f"  {one.count:>7,} reports, the second run takes {one.share:.1%} of the first;"
        f" the store {one.size / 1e6:,.0f} MB",
        flush=True,
    )


def broken_limits(kind: str, measured: list[Measured]) -> list[str]:
    """Tell which limits were broken."""
    most, fewest = measured[-1], measured[0]
    peak = max(most.first.resident, most.second.resident)
    growth = most.first.resident / fewest.first.resident
    checks = [
        (most.speed < LEAST_A_SECOND[kind], f"{most.speed:.1f} reports/s, not {LEAST_A_SECOND[kind]:g}"),
        (peak > MEMORY_LIMIT, f"{peak / 1e6:,.0f} MB of memory, more than {MEMORY_LIMIT / 1e6:g}"),
        (most.share > SHARE_LIMIT, f"the second run takes {most.share:.1%}, more than {SHARE_LIMIT:.0%}"),
        (growth > GROWTH_LIMIT, f"memory grows by {growth:.2f} from {fewest.count} to {most.count} reports"),
    ]
    return [f"{kind}: {what}" for is_broken, what in checks if is_broken]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_store_option(parser)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 5_000, 10_000], metavar="COUNT")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, help="handed on to govstats ingest")
    options = parser.parse_args()
    jobs = ["--jobs", str(options.jobs)] if options.jobs else []
    counts = sorted(set(options.counts))
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folders = prepare(work, counts, options.seed)
        print(
            f"{max(counts):,} reports in {sum(p.stat().st_size for p in folders[max(counts)].iterdir()):,} bytes"
        )
        for kind in chosen_kinds(options.store):
            print(kind, flush=True)
            measured = []
            with throwaway_stores(kind, work) as stores:
                for count in counts:
                    measured.append(measure(stores, folders[count], count, work, jobs))
                    tell(measured[-1])
            broken += broken_limits(kind, measured)
    print("\n".join(broken) or "no limit was broken")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
