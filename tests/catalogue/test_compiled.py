"""A catalogue that was checked once is fetched from the cache folder, and never when its files have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from govstats.catalogue import load_catalogue
from govstats.errors import CatalogueError


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "govstats" / "catalogues").glob("*"))


def test_the_second_time_gives_the_same_catalogue(copy: Path, tmp_path: Path) -> None:
    for experimental in (False, True):
        first = load_catalogue(copy, experimental=experimental)
        again = load_catalogue(copy, experimental=experimental)
        assert (again.version, again.units, again.indicators) == (
            first.version,
            first.units,
            first.indicators,
        )
    assert len(kept(tmp_path)) == 1


def test_a_changed_file_is_read_and_checked_anew(copy: Path, tmp_path: Path) -> None:
    load_catalogue(copy)
    path = copy / "indicators" / "notary.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  unit: ", "  unit: x", 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"notary\.yml:\d+: "):
        load_catalogue(copy)
    assert len(kept(tmp_path)) == 1, "what is wrong is not kept"
    path.write_text(text.replace("  definition: ", "  definition: 即", 1), encoding="utf-8")
    changed = load_catalogue(copy, experimental=True)
    assert any(each.definition.startswith("即") for each in changed.indicators.values())
    assert len(kept(tmp_path)) == 2


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x93\x90\x90\x90"])
def test_a_kept_file_that_is_damaged_is_passed_over(copy: Path, tmp_path: Path, content: bytes) -> None:
    first = load_catalogue(copy)
    kept(tmp_path)[0].write_bytes(content)
    assert load_catalogue(copy).indicators == first.indicators


def test_without_a_place_to_keep_it_everything_works(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    assert load_catalogue(copy).indicators == load_catalogue().indicators


def test_only_some_are_kept(copy: Path, tmp_path: Path) -> None:
    path = copy / "indicators" / "notary.yml"
    text = path.read_text(encoding="utf-8")
    for number in range(10):
        path.write_text(f"{text}\n# {number}\n", encoding="utf-8")
        load_catalogue(copy)
    assert len(kept(tmp_path)) == 8
