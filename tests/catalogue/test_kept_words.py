"""Words and patterns that were read and checked once are fetched from the cache folder, and never when a file has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govstats.catalogue import load_nonfigures, load_section_cues
from govstats.catalogue.cues import load_binding_cues, load_header_cues, load_table_cues, load_zero_cues
from govstats.errors import CatalogueError

LOADERS = [
    (load_nonfigures, "nonfigures/names.yml"),
    (load_section_cues, "sections.yml"),
    (load_binding_cues, "cues/labels.yml"),
    (load_binding_cues, "cues/targets.yml"),
    (load_table_cues, "cues/tables.yml"),
    (load_zero_cues, "cues/zeros.yml"),
    (load_header_cues, "header.yml"),
]
each_loader = pytest.mark.parametrize(("load", "file"), LOADERS, ids=[file for _, file in LOADERS])
Load = Callable[[Path], Any]


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "govstats" / "catalogues").glob("*"))


@each_loader
def test_the_second_time_gives_the_same(copy: Path, tmp_path: Path, load: Load, file: str) -> None:
    first = load(copy)
    (only,) = kept(tmp_path)
    written = only.stat().st_mtime_ns
    assert load(copy) == first
    assert [each.stat().st_mtime_ns for each in kept(tmp_path)] == [written], "fetched, not made again"


@each_loader
def test_a_changed_file_is_read_and_checked_anew(copy: Path, tmp_path: Path, load: Load, file: str) -> None:
    first = load(copy)
    path = copy / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n: nothing that means anything\n", encoding="utf-8")
    with pytest.raises(CatalogueError):
        load(copy)
    assert len(kept(tmp_path)) == 1, "what is wrong is not kept"
    path.write_text(text + "\n# a remark\n", encoding="utf-8")
    assert load(copy) == first
    assert len(kept(tmp_path)) == 2


@each_loader
def test_a_file_that_is_gone_is_missed(copy: Path, load: Load, file: str) -> None:
    load(copy)
    (copy / file).unlink()
    with pytest.raises(CatalogueError, match=Path(file).name):
        load(copy)


def test_a_new_rule_is_found(copy: Path) -> None:
    first = load_nonfigures(copy)
    (copy / "nonfigures" / "more.yml").write_text(
        '- {rule: name/more, reason: name, pattern: "甲[0-9]+乙", examples: ["【甲3乙】"], refuses: ["甲乙"]}\n',
        encoding="utf-8",
    )
    order = copy / "nonfigures" / "order.yml"
    order.write_text(order.read_text(encoding="utf-8") + "- more\n", encoding="utf-8")
    assert [rule.rule for rule in load_nonfigures(copy)] == [*(rule.rule for rule in first), "name/more"]


def test_a_kept_file_that_is_damaged_is_passed_over(copy: Path, tmp_path: Path) -> None:
    first = load_binding_cues(copy)
    kept(tmp_path)[0].write_bytes(b"\x93\x90\x90\x90")
    assert load_binding_cues(copy) == first
