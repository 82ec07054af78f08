"""Which files a path leads to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from govstats.errors import ReadingError
from govstats.reading import find_reports, load_source
from govstats.reading.limits import DEFAULT_LIMITS


def names_of(*paths: Path) -> list[str]:
    return [found.message if isinstance(found, ReadingError) else found.name for found in find_reports(paths)]


def test_a_folder_is_searched_through_for_text_files_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.TXT", "a.txt", "c.md", ".hidden.txt", ".git/x.txt", "d/e/f.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert names_of(tmp_path) == ["a.txt", "1.TXT", "2.txt", "f.txt"]
    assert names_of(tmp_path / "c.md", tmp_path / "a.txt", tmp_path) == [
        "c.md",
        "a.txt",
        "1.TXT",
        "2.txt",
        "f.txt",
    ]


def test_a_file_that_several_paths_lead_to_comes_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "again.txt").symlink_to(tmp_path / "a.txt")
    assert names_of(tmp_path, tmp_path / "a.txt", tmp_path / ".." / tmp_path.name) == ["a.txt"]


def test_a_folder_without_reports_is_told(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("x")
    assert names_of(tmp_path) == [f"{tmp_path}: no reports in this folder"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "a.txt").write_text("x")
    assert names_of(tmp_path) == ["a.txt", "self.txt"]
    with pytest.raises(ReadingError, match=r"self\.txt: cannot be read: Too many levels of symbolic links"):
        load_source(tmp_path / "self.txt")


@pytest.mark.parametrize("name", ["missing.txt", "missing/deep.txt", "x" * 300])
def test_a_path_to_nothing_is_told_when_it_is_loaded(tmp_path: Path, name: str) -> None:
    assert names_of(tmp_path / name) == [Path(name).name]
    with pytest.raises(ReadingError):
        load_source(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder; tests/cli does this as another user")
def test_a_folder_that_cannot_be_read_is_told_and_the_others_are_searched(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "a.txt").write_text("x")
    assert names_of(tmp_path) == [f"{tmp_path / 'closed'}: cannot be read: Permission denied", "a.txt"]


def test_a_file_larger_than_any_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(DEFAULT_LIMITS.max_bytes + 1)
    with pytest.raises(ReadingError, match="more than 50,000,000 bytes"):
        load_source(path)


def test_a_file_name_that_is_no_utf_8_is_shown_with_escapes(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb1\xa8.txt"))
    path.write_text("x")
    assert load_source(path).name == f"{tmp_path}/\\xb1\\xa8.txt"
