"""How long the program takes to start: its help; the catalogue, read with all checks; and fetched when checked before.

Run: python benchmarks/startup.py [--runs 10]

Wall time of whole processes, the best of several runs; the catalogue's own time is measured inside its process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOVSTATS = Path(sys.executable).with_name("govstats")
HELP_LIMIT, CATALOGUE_LIMIT = 0.250, 0.150  # seconds
LOAD = """
import sys, time
from govstats.catalogue import load_catalogue
begun = time.perf_counter()
load_catalogue(experimental=sys.argv[1] == "all")
print(time.perf_counter() - begun)
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as cache:
        environ = os.environ | {"XDG_CACHE_HOME": cache, "LOCALAPPDATA": cache}
        shown = min(timed([GOVSTATS, "--help"], environ) for _ in range(runs))
        first = loaded("used", environ)
        again = min(loaded("used", environ) for _ in range(runs))
        everything = min(loaded("all", environ) for _ in range(runs))
    print(f"govstats --help                        {shown * 1000:6.0f} ms (limit {HELP_LIMIT * 1000:.0f})")
    print(f"catalogue, the first time, with checks {first * 1000:6.0f} ms")
    print(
        f"catalogue, from then on                {again * 1000:6.0f} ms (limit {CATALOGUE_LIMIT * 1000:.0f})"
    )
    print(
        f"with the experimental indicators       {everything * 1000:6.0f} ms (limit {CATALOGUE_LIMIT * 1000:.0f})"
    )
    return int(shown > HELP_LIMIT or max(again, everything) > CATALOGUE_LIMIT)


def timed(command: list[str | Path], environ: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=environ, check=True, capture_output=True)
    return time.perf_counter() - begun


def loaded(which: str, environ: dict[str, str]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", LOAD, which], env=environ, check=True, capture_output=True, text=True
    )
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
