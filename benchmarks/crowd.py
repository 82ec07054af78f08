"""Whether many may use one store at once: eight programs that ingest overlapping sets of files, and four readers meanwhile.

Run: python benchmarks/crowd.py [--minutes 5] [--store both] [--reports 500]

Round after round, each with a new database, eight `govstats ingest` start at the same moment; each has files of its own
and half of all others, in an order of its own, some of them earlier reports published again. All the while two readers
run `govstats query` and `govstats compare`, and two read the tables themselves; they must see whole reports only, and of
each issuer, year and title one current report. At the end the store must hold what one program stores alone. Where
reports are published again, the order in which they come decides which one is current: there the same reports must be
there, each with the same figures, in one chain with one current report at its end. Errors, messages of locks and deadlocks
and whatever is there twice are counted. Ends with 1 if there are any.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from generating import write_reports
from processes import own_environment, started
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from stores import (
    Content,
    Stores,
    add_store_option,
    chosen_kinds,
    condition_of,
    engine_of,
    faults_of_file,
    read_content,
    reading,
    throwaway_stores,
)

from govstats.store.revisions import Condition

WRITERS = 8
REVISIONS = 0.15
SHARE_OF_OTHERS = 0.5
INDICATOR = "mediation.success_rate"
_TROUBLE = re.compile(r"Traceback|locked|deadlock", re.IGNORECASE)
_QUERY = """
select file_name, district_code as place, issuer, year, title, is_current,
    (select count(*) from observations as figure where figure.report_id = reports.report_id) as figures,
    (select count(*) from set_aside as number where number.report_id = reports.report_id) as set_aside
from reports where is_current
"""
_TABLES = text("""
select report.file_name, place.code as place, organisation.name as issuer, report.year, report.title,
    not exists (select 1 from reports as later where later.replaces_id = report.id) as is_current,
    (select count(*) from observations as figure where figure.report_id = report.id) as figures,
    (select count(*) from set_aside as number where number.report_id = report.id) as set_aside
from reports as report
join organisations as organisation on organisation.id = report.organisation_id
join places as place on place.id = organisation.place_id
""")
_RUNS = text("select count(*), count(finished_at), sum(added + revised), sum(failed) from ingest_runs")
_CHAINS = text("""
select organisation_id, year, title, count(*), count(replaces_id) from reports
group by organisation_id, year, title having count(*) <> count(replaces_id) + 1
""")


class Seen(NamedTuple):
    """A report as a reader sees it."""

    file_name: str
    place: str
    issuer: str
    year: int
    title: str
    is_current: bool
    figures: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one program stores alone.

    Attributes:
        content: everything but which report replaces which.
        counts: by the name of the file, how many figures and numbers set aside a report has.
    """

    content: Content
    counts: dict[str, tuple[int, int]]


@dataclass(slots=True)
class Tally:
    """What happened, counted over all rounds.

    Attributes:
        happened: how often what was done.
        faults: what went wrong, one line each.
    """

    happened: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def count(self, what: str, faults: Iterable[str] = ()) -> None:
        """Note that something was done, and what was wrong with it."""
        self.happened[what] += 1
        for fault in faults:
            self.faults.append(f"{what}: {fault}")
            print(f"  {self.faults[-1]}", flush=True)


def judge_seen(seen: Sequence[Seen], counts: dict[str, tuple[int, int]]) -> list[str]:
    """Tell which of the reports that a reader has seen are not whole, or current beside another one."""
    faults = [
        f"{one.file_name} seen with {one.figures} figures and {one.set_aside} numbers set aside, "
        f"it has {counts.get(one.file_name)}"
        for one in seen
        if (one.figures, one.set_aside) != counts.get(one.file_name)
    ]
    names = Counter((one.place, one.issuer, one.year, one.title) for one in seen if one.is_current)
    return faults + [f"{number} current reports {name}" for name, number in names.items() if number > 1]


def read_tables(engine: Engine) -> list[Seen]:
    """Read the reports with SQL of the tables."""
    with reading(engine) as connection:
        return [Seen(*row) for row in connection.execute(_TABLES)]


class Round:
    """Writers and readers on one new store.

    Args:
        address: of the store.
        work: a folder for what programs say.
        environ: of the programs.
        wanted: what one program stores alone.
        tally: what happens goes there.
    """

    def __init__(
        self, address: str, work: Path, environ: dict[str, str], wanted: Wanted, tally: Tally
    ) -> None:
        self._address, self._work, self._environ = address, work, environ
        self._wanted, self._tally = wanted, tally
        self._is_over = threading.Event()

    def run(self, shares: Sequence[Sequence[Path]]) -> None:
        """Let writers store their files, each its own share, while readers read; then look at what is there."""
        readers: list[Callable[[int], None]] = [self._query, self._compare, self._read, self._read]
        with ThreadPoolExecutor(len(shares) + len(readers)) as pool:
            reading_ones = [pool.submit(self._repeat, reader, one) for one, reader in enumerate(readers)]
            writing = [pool.submit(self._write, one, share) for one, share in enumerate(shares)]
            try:
                for future in writing:
                    future.result()
            finally:
                self._is_over.set()
            for future in reading_ones:
                future.result()
        self._tally.count("rounds", self._judge(len(shares)))

    def _write(self, number: int, share: Sequence[Path]) -> None:
        # with two jobs reports are stored in groups, with one job one by one
        jobs = str(1 + number % 2)
        arguments = ["ingest", *map(str, share), "--db", self._address, "--jobs", jobs]
        self._run_program("ingests", f"writer-{number}", arguments)

    def _repeat(self, reader: Callable[[int], None], number: int) -> None:
        try:
            self._read_all_the_while(reader, number)
        except SQLAlchemyError as error:
            self._tally.count("readers given up", [f"reader-{number}: {error!r}"])

    def _read_all_the_while(self, reader: Callable[[int], None], number: int) -> None:
        while not self._is_over.is_set() and not self._holds_reports():
            self._is_over.wait(0.1)
        while not self._is_over.is_set():
            reader(number)
        reader(number)  # once more what is there at the end

    def _holds_reports(self) -> bool:
        if condition_of(self._address) is Condition.EMPTY:
            return False
        with engine_of(self._address) as engine:
            return bool(read_tables(engine))

    def _query(self, number: int) -> None:
        arguments = ["query", _QUERY, "--format", "json", "-o", f"query-{number}.json", "--db", self._address]
        if self._run_program("queries", f"reader-{number}", arguments):
            rows = json.loads((self._work / f"query-{number}.json").read_text(encoding="utf-8"))
            seen = [Seen(**row) for row in rows]
            self._tally.count("reports seen by queries", judge_seen(seen, self._wanted.counts))

    def _compare(self, number: int) -> None:
        arguments = ["compare", INDICATOR, "--format", "json", "--db", self._address]
        self._run_program("comparisons", f"reader-{number}", arguments)

    def _read(self, _number: int) -> None:
        with engine_of(self._address) as engine:
            self._tally.count("readings of tables", judge_seen(read_tables(engine), self._wanted.counts))
        self._is_over.wait(0.05)

    def _run_program(self, what: str, name: str, arguments: Sequence[str]) -> bool:
        with started(arguments, self._work, self._environ, self._work / f"{name}.log") as running:
            code = running.process.wait()
        words = running.words()
        is_good = code == 0 and not _TROUBLE.search(words)
        self._tally.count(what, [] if is_good else [f"{name} ended with {code}: {words[-2000:]}"])
        return is_good

    def _judge(self, writers: int) -> list[str]:
        faults = faults_of_file(self._address)
        content = read_content(self._address, without=("replaces_id",))
        faults += content.differences(self._wanted.content, is_finished=True)
        with engine_of(self._address) as engine, reading(engine) as connection:
            faults += [
                f"no chain with one current report: {tuple(row)}" for row in connection.execute(_CHAINS)
            ]
            runs = tuple(connection.execute(_RUNS).one())
        if runs != (writers, writers, len(self._wanted.counts), 0):
            faults.append(f"runs, ended ones, reports stored, files failed: {runs}")
        return faults


def draw_shares(paths: Sequence[Path], rng: random.Random) -> list[list[Path]]:
    """Give each writer an eighth of the files and half of the others, in an order of its own."""
    order = list(paths)
    rng.shuffle(order)
    shares = []
    for writer in range(WRITERS):
        share = [
            path
            for place, path in enumerate(order)
            if place % WRITERS == writer or rng.random() < SHARE_OF_OTHERS
        ]
        rng.shuffle(share)
        shares.append(share)
    return shares


def store_alone(stores: Stores, paths: Sequence[Path], work: Path, environ: dict[str, str]) -> Wanted:
    """Find out what one program stores alone.

    Raises:
        RuntimeError: it fails.
    """
    with stores.new() as address:
        arguments = ["ingest", *map(str, paths), "--db", address]
        with started(arguments, work, environ, work / "alone.log") as running:
            if running.process.wait() != 0:
                raise RuntimeError(f"one program alone fails: {running.words()[-2000:]}")
        with engine_of(address) as engine:
            counts = {one.file_name: (one.figures, one.set_aside) for one in read_tables(engine)}
        return Wanted(read_content(address, without=("replaces_id",)), counts)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_store_option(parser)
    parser.add_argument("--minutes", type=float, default=5.0, help="for each kind of database")
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--median", type=int, default=3_000, help="of their length, in characters")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folder = work / "reports"
        write_reports(folder, options.reports, options.seed, median=options.median, revisions=REVISIONS)
        paths, environ = sorted(folder.iterdir()), own_environment(work)
        for kind in chosen_kinds(options.store):
            rng, tally = random.Random(f"{options.seed}-{kind}"), Tally()
            with throwaway_stores(kind, work) as stores:
                wanted = store_alone(stores, paths, work, environ)
                until = time.monotonic() + options.minutes * 60
                print(kind, flush=True)
                while not tally.happened["rounds"] or time.monotonic() < until:
                    with stores.new() as address:
                        Round(address, work, environ, wanted, tally).run(draw_shares(paths, rng))
            print("  " + ", ".join(f"{number} {what}" for what, number in sorted(tally.happened.items())))
            print(f"{kind}: {len(tally.faults)} errors", flush=True)
            faults += len(tally.faults)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
