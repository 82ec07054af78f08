"""The version of the rules changes with all that decides what is read, and with nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

import govstats
from govstats.catalogue import DATA, load_units
from govstats.observations.version import digest_rules, rules_version

PACKAGE = Path(govstats.__file__).parent
DECIDING = [
    "text/width.py",
    "quantities/scanning.py",
    "observations/extracting.py",
    "observations/tables/cells.py",
    "catalogue/matching.py",
    "catalogue/data/cues/labels.yml",
    "catalogue/data/nonfigures/names.yml",
    "catalogue/data/sections.yml",
]
# The units come in by what they say, the indicators and their words by the version of the catalogue; a header is
# read once and stays.
OTHERWISE = {"units.yml", "indicators", "matching.yml", "VERSION", "header.yml"}
# What the extractor loads besides: what it is handed, and what says nothing of figures.
HANDED = {"govstats", "api", "caching", "errors", "pipes", "places", "reading", "version"}


@dataclass(frozen=True)
class Copy:
    """A copy of the program's files."""

    path: Path

    def digest(self) -> bytes:
        return digest_rules(self.path)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    ignore = shutil.ignore_patterns("__pycache__", "places", "cli", "warehouse")
    return Copy(Path(shutil.copytree(PACKAGE, tmp_path / "govstats", ignore=ignore)))


def test_it_is_the_version_of_the_program_and_eight_digits() -> None:
    version = rules_version(load_units())
    program, plus, digits = version.partition("+")
    assert (program, plus, len(digits)) == (govstats.__version__, "+", 8)
    assert set(digits) <= set("0123456789abcdef")
    assert rules_version(load_units()) == version


@pytest.mark.parametrize("name", DECIDING)
def test_it_changes_with_the_code_and_the_words_that_decide_what_is_read(copy: Copy, name: str) -> None:
    before = copy.digest()
    file = copy.path / name
    file.write_bytes(file.read_bytes() + b"# another\n")
    assert copy.digest() != before


def test_a_file_of_rules_that_comes_or_goes_changes_it(copy: Copy) -> None:
    before = copy.digest()
    (copy.path / "text" / "more.py").write_text("")
    with_more = copy.digest()
    (copy.path / "text" / "more.py").rename(copy.path / "text" / "other.py")
    assert len({before, with_more, copy.digest()}) == 3
    (copy.path / "text" / "other.py").unlink()
    assert copy.digest() == before


def test_it_changes_with_a_unit() -> None:
    units = dict(load_units())
    before = rules_version(units)
    code, unit = next(iter(units.items()))
    assert rules_version(units | {code: msgspec.structs.replace(unit, surfaces=("鞭",))}) != before
    assert rules_version(dict(reversed(units.items()))) == before


def test_nothing_else_changes_it(copy: Copy) -> None:
    before = copy.digest()
    for name in (
        "api.py",
        "store/schema.py",
        "catalogue/data/VERSION",
        "catalogue/data/indicators/safety.yml",
    ):
        file = copy.path / name
        file.write_bytes(file.read_bytes() + b"# another\n")
    for file in (copy.path / "text").glob("*.py"):  # as a checkout on Windows has it
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert copy.digest() == before


def test_a_program_in_an_archive_has_the_same(copy: Copy, tmp_path: Path) -> None:
    archive = tmp_path / "program.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in copy.path.rglob("*"):
            packed.write(file, file.relative_to(tmp_path))
    with zipfile.ZipFile(archive) as packed:
        assert digest_rules(zipfile.Path(packed, "govstats/")) == copy.digest()
    assert copy.digest() == digest_rules(files("govstats"))


def test_each_data_file_of_the_catalogue_counts_somewhere() -> None:
    assert {path.name for path in DATA.iterdir()} == OTHERWISE | {"cues", "nonfigures", "sections.yml"}


def test_all_code_that_the_extractor_loads_counts() -> None:
    program = (
        "import sys, govstats.observations.extracting; print(*(m for m in sys.modules if 'govstats' in m))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[1] if "." in name else name for name in ran.stdout.split()}
    assert loaded - HANDED == {"text", "quantities", "observations", "catalogue"}
