"""benchmarks/gains.py tells what a change of the code does to the figures, and leaves the repository as it was.

The tool is run as a user runs it, in a small repository of its own: a copy of the package and of one fixture.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import hear_interrupts

ROOT = Path(__file__).resolve().parents[2]
REPORT = "330782-2022-justice.txt"
WAIT = 60  # seconds for a child process to get somewhere
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

# Added to the package's own reading: leaves the first figure out, and calls the second one something else.
CHANGED = """
from msgspec.structs import replace as _replace

_build = build_extractor


class _Changed:
    def __init__(self):
        self._extract = _build().extract

    def extract(self, report):
        extraction = self._extract(report)
        first, second, *rest = extraction.observations
        second = _replace(second, label="another label", rule="another rule")
        return _replace(extraction, observations=(second, *rest))


build_extractor = _Changed
"""
BROKEN = "\nraise RuntimeError('this revision does not run')\n"
SLOW = """

class build_extractor:
    def extract(self, report):
        import time
        time.sleep(600)
"""


class Checkout:
    """A repository with a few revisions: `plain` as the package is, `changed`, `broken`, `slow`."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        ignored = shutil.ignore_patterns("__pycache__")
        for name in ("govstats", "benchmarks"):
            shutil.copytree(ROOT / name, self.root / name, ignore=ignored)
        reports = self.root / "fixtures" / "reports"
        reports.mkdir(parents=True)
        shutil.copy(ROOT / "fixtures" / "reports" / REPORT, reports)
        self.code = self.root / "govstats" / "observations" / "__init__.py"
        self.plain = self.code.read_text(encoding="utf-8")
        self.git("init", "--quiet")
        for name, addition in (("slow", SLOW), ("broken", BROKEN), ("changed", CHANGED), ("plain", "")):
            self.set(addition)
            self.git("add", "--all")
            self.git("commit", "--quiet", "--message", f"The {name} one")
            self.git("tag", name)

    def set(self, addition: str) -> None:
        """Change the code of the working tree."""
        self.code.write_text(self.plain + addition, encoding="utf-8")

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        person = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c"}
        person |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.c"}
        folder = {"TMPDIR": str(self.temporary), "PYTHONPATH": str(self.root)}
        return kept | person | folder | {"PYTHONIOENCODING": "utf-8"}

    def git(self, *words: str) -> str:
        command = ["git", "-C", str(self.root), *words]
        done = subprocess.run(
            command, env=self.environment(), capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.root / "benchmarks" / "gains.py"), *words],
            env=self.environment(),
            cwd=self.temporary,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=hear_interrupts,  # noqa: PLW1509 -- no threads here
        )

    def gains(self, *words: str) -> tuple[int, str, str]:
        """Run the tool; nothing of it may be left."""
        running = self.start(*words)
        output, errors = running.communicate(timeout=WAIT)
        self.assert_clean()
        return running.returncode, output, errors

    def worktrees(self) -> list[str]:
        return self.git("worktree", "list", "--porcelain").split("\n\n")[:-1]

    def assert_clean(self) -> None:
        assert len(self.worktrees()) == 1
        assert list((self.root / ".git").glob("worktrees/*")) == []
        assert list(self.temporary.iterdir()) == []


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout(tmp_path_factory.mktemp("gains"))


@pytest.fixture
def checkout(repository: Checkout) -> Iterator[Checkout]:
    """The repository with a clean working tree."""
    yield repository
    repository.git("checkout", "--quiet", "--force", "plain")


def test_nothing_has_changed(checkout: Checkout) -> None:
    code, output, errors = checkout.gains()
    assert (code, errors) == (0, "")
    head, counts, *times = output.splitlines()
    assert head.startswith("the working tree against ")
    assert head.endswith(" The plain one")
    assert counts.startswith("reports 1, ")
    assert counts.endswith(" now: lost 0, gained 0, changed 0")
    assert [line.partition(":")[0] for line in times] == ["time before", "time now"]


def test_a_working_tree_that_is_not_committed(checkout: Checkout) -> None:
    checkout.set(CHANGED)
    code, output, errors = checkout.gains()
    assert (code, errors) == (0, "")
    assert f"fixtures/reports/{REPORT}: lost 1, gained 0, changed 1" in output
    assert "\n  - " in output
    assert "\n  + " not in output
    assert " -> another label\n" in output
    assert "fields changed: label 1" in output  # how it was read is not what was read
    assert "govstats/observations/__init__.py" in checkout.git("status", "--short")


def test_an_older_revision(checkout: Checkout) -> None:
    code, output, _ = checkout.gains("--base", "changed")
    assert code == 0
    assert f"fixtures/reports/{REPORT}: lost 0, gained 1, changed 1" in output
    assert "label: another label -> " in output


def test_a_field_can_be_left_out(checkout: Checkout) -> None:
    _, output, _ = checkout.gains("--base", "changed", "--ignore", "label")
    assert "lost 0, gained 1, changed 0" in output


def test_other_reports(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("2020年，全区受理调解案件12件，其中成功11件。", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    code, output, _ = checkout.gains("--base", "changed", "--only", str(tmp_path))
    assert code == 0
    assert f"{tmp_path / 'new.txt'}: lost 0, gained 1, changed 1" in output
    assert "【12件】" in output
    assert f"{tmp_path / 'empty.txt'}: lost 0, gained 0, changed 0\n  ! before: " in output
    assert "\nreports 2, 1 figures before, 2 now: " in output


@pytest.mark.parametrize("revision", ["no-such-revision", "HEAD~99", "", "0" * 40])
def test_an_unknown_revision(checkout: Checkout, revision: str) -> None:
    code, output, errors = checkout.gains("--base", revision)
    assert (code, output) == (2, "")
    assert errors.startswith(f"error: unknown revision {revision!r}")
    assert len(errors.splitlines()) == 1


def test_a_path_that_is_not_there(checkout: Checkout) -> None:
    code, output, errors = checkout.gains("--only", "no-such-folder")
    assert (code, output) == (2, "")
    assert errors == "error: there is no no-such-folder\n"


def test_a_revision_that_does_not_run(checkout: Checkout) -> None:
    code, _, errors = checkout.gains("--base", "broken")
    assert code == 2
    commit = checkout.git("rev-parse", "broken")[:9]
    assert errors == (
        f"error: the code of revision {commit} cannot read the reports: "
        "RuntimeError: this revision does not run\n"
    )


def test_a_working_tree_that_does_not_run(checkout: Checkout, tmp_path: Path) -> None:
    checkout.set(SLOW.replace("time.sleep(600)", "raise RuntimeError('not yet')"))
    code, _, errors = checkout.gains()
    assert (code, errors) == (
        2,
        "error: the code of the working tree cannot read the reports: RuntimeError: not yet\n",
    )


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "alone"])
def test_an_interrupted_run(checkout: Checkout, number: signal.Signals, code: int, whole_group: bool) -> None:
    running = checkout.start("--base", "slow")
    deadline = time.monotonic() + WAIT
    while len(checkout.worktrees()) == 1:
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline, "no worktree was made"
        time.sleep(0.01)
    if whole_group:
        os.killpg(running.pid, number)
    else:
        running.send_signal(number)
    _, errors = running.communicate(timeout=WAIT)
    assert (running.returncode, errors) == (code, "")
    checkout.assert_clean()


def test_without_history(checkout: Checkout, tmp_path: Path) -> None:
    bare = tmp_path / "unpacked"
    shutil.copytree(checkout.root, bare, ignore=shutil.ignore_patterns(".git"))
    environment = checkout.environment() | {
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
        "PYTHONPATH": str(bare),
    }
    command = [sys.executable, str(bare / "benchmarks" / "gains.py")]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "has no git history to compare with" in done.stderr
