"""The wheel, installed where there is no checkout, does the whole job: migrations and data files travel in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import click
import pytest

from tests.cli.running import BAOSHAN_2020, Home, environment

ROOT = Path(__file__).parents[2]
PARTS = ("govstats", "migrations", "pyproject.toml", "alembic.ini", "README.md", "LICENSE")


def call(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [*map(str, words)],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script of a new environment into which the wheel has been installed."""
    pytest.importorskip("hatchling")
    pytest.importorskip("build")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for part in PARTS:  # a copy, so that building leaves nothing in the checkout
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, source / part)
    call(sys.executable, "-m", "build", "--no-isolation", "--wheel", "-o", folder, cwd=source)
    (wheel,) = folder.glob("govstats-*.whl")
    venv.create(folder / "venv", with_pip=False, symlinks=os.name != "nt")
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    packages = Path(
        call(
            scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
        ).strip()
    )
    # The dependencies are those of this environment. A path in a .pth file is searched, but the .pth files in it
    # are not read: the checkout, which one of them leads to, stays out of sight.
    (packages / "dependencies.pth").write_text(f"{Path(click.__file__).parents[1]}\n")
    call(
        sys.executable, "-m", "pip", "--python", scripts / "python", "install", "--no-deps", "--no-index", "--quiet",
        "--force-reinstall", wheel, cwd=folder,
    )  # fmt: skip
    found = call(scripts / "python", "-c", "import govstats; print(govstats.__file__)", cwd=folder).strip()
    assert Path(found).is_relative_to(packages)
    return scripts / "govstats"


def test_the_wheel_does_the_whole_job_in_another_folder(installed: Path, home: Home) -> None:
    program = [installed]
    assert home.run("db", "upgrade", program=program).out.startswith(
        f"{home.shown} upgraded from nothing".encode()
    )
    ran = home.run("ingest", BAOSHAN_2020, program=program)
    assert (ran.code, ran.err) == (0, "")
    ran = home.run(
        "query", "select value from metrics where indicator = 'mediation.success_rate'", program=program
    )
    assert ran.rows == [["98.16"]]
    assert home.run("compare", "mediation.success_rate", program=program).rows == [
        ["310113", "宝山区", "98.16"]
    ]
    assert home.run("db", "status", program=program).code == 0
    assert home.run("show", "1", "--html", program=program).out.startswith(b"<!DOCTYPE html>")


def test_the_first_ingest_of_the_wheel_makes_the_database(installed: Path, home: Home) -> None:
    assert home.run("ingest", BAOSHAN_2020, program=[installed]).code == 0
    assert home.count("reports") == 1
