"""Damaged, mislabelled and malicious files: each is read or refused in good time, and leaves nothing behind."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from hostile_files import MEMORY_LIMIT, SECONDS_LIMIT, hostile_files, try_files

# benchmarks/hostile_files.py runs as many as one likes
COUNT, SEED = 200, 2020

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is watched in /proc")


def test_hostile_files_are_read_or_refused_within_the_limits(tmp_path: Path) -> None:
    trial = try_files(COUNT, SEED, tmp_path)
    assert trial.faults == []
    assert len(trial.outcomes) == COUNT
    assert max(one.seconds for one in trial.outcomes) <= SECONDS_LIMIT
    assert max(one.memory for one in trial.outcomes) <= MEMORY_LIMIT
    ends = {end for one in trial.outcomes for end in one.told}
    assert ends >= {"added", "failed"}


def test_the_same_seed_makes_the_same_files() -> None:
    assert list(hostile_files(30, 7)) == list(hostile_files(30, 7))
    assert list(hostile_files(30, 7)) != list(hostile_files(30, 8))
