"""The Python interface of reviewing, on a database with two reports."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import govstats
from govstats.errors import ReportError, ReviewError
from govstats.observations.model import Kind, Scope
from govstats.reviewing import Changes, Vocabulary
from govstats.store import Decision, Hold

TEXT = "上海市宝山区司法局{year}年工作总结\n\n全年受理复议案件153件。调解成功率98.5%，发放普法资料30袋。\n"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[govstats.Database]:
    paths = [tmp_path / f"{year}.txt" for year in (2019, 2020)]
    for path in paths:
        path.write_text(TEXT.format(year=path.stem), encoding="utf-8")
    with govstats.open_database(str(tmp_path / "a.db")) as opened:
        assert [one.status for one in opened.ingest(paths)] == ["added", "added"]
        yield opened


def figures(database: govstats.Database, text: str) -> list[dict[str, Any]]:
    asked = "select * from observations where text = $text order by observation_id"
    found: list[dict[str, Any]] = database.query(asked, {"text": text}).to_pylist()
    return found


def test_a_figure_is_corrected_and_what_was_read_stays_beside_it(
    database: govstats.Database, tmp_path: Path
) -> None:
    first, second = figures(database, "98.5%")
    changes = Changes(value=Decimal("95.8"), year=2018, scope=Scope.ISSUER)
    said = database.correct(first["observation_id"], changes, reviewer="李", note="数字颠倒")
    assert (said.changes, said.note) == (
        {"value": Decimal("95.8"), "year": 2018, "scope": "issuer"},
        "数字颠倒",
    )
    database.correct(second["observation_id"], decision=Decision.REJECT, reviewer="李")
    corrected, rejected = figures(database, "98.5%")
    assert (corrected["value"], corrected["original_value"], corrected["correction"]) == (
        Decimal("95.8"), Decimal("98.5"), "corrected",
    )  # fmt: skip
    assert (rejected["value"], rejected["correction"]) == (Decimal("98.5"), "rejected")
    assert [one.hold for one in database.corrections()] == [Hold.HOLDS, Hold.HOLDS]
    path = tmp_path / "said.yml"
    assert database.export_corrections(path) == 2
    found = database.import_corrections(path)
    assert (found.added, found.known, found.lost) == (0, 2, ())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (Changes(), "nothing is corrected"),
        (Changes(value=Decimal("98.5"), kind=Kind.LEVEL), "nothing is corrected"),
        (Changes(indicator="no.such"), "there is no indicator no.such"),
        (Changes(unit="光年"), "there is no unit 光年"),
        (Changes(value=Decimal("1e30")), "does not fit"),
        (Changes(year=1000), "no year"),
    ],
)
def test_what_makes_no_sense_is_not_written(database: govstats.Database, changes: Changes, told: str) -> None:
    number = figures(database, "98.5%")[0]["observation_id"]
    with pytest.raises(ReviewError, match=told):
        database.correct(number, changes, reviewer="李")
    with pytest.raises(ReportError, match="there is no figure 999"):
        database.correct(999, changes, reviewer="李")
    with pytest.raises(ReviewError, match="nobody says so"):
        database.correct(number, Changes(year=2000), reviewer="")
    assert database.corrections() == ()


def test_a_measure_word_of_the_sentence_is_a_unit(database: govstats.Database) -> None:
    number = figures(database, "98.5%")[0]["observation_id"]
    said = database.correct(number, Changes(unit="袋"), reviewer="李")
    assert said.new_unit == "袋"
    assert figures(database, "98.5%")[0]["unit"] == "袋"


VOCABULARY = Vocabulary(
    {"a.rate": "成功率", "b.rate": "合格率", "c.rate": "合格率"}, {"case": "件", "percent": "%"}
)


def test_words_are_settled() -> None:
    assert VOCABULARY.indicator("a.rate") == VOCABULARY.indicator("成功率") == "a.rate"
    assert VOCABULARY.indicator("none") == VOCABULARY.unit("none", "") == ""
    assert VOCABULARY.unit("percent", "") == VOCABULARY.unit("%", "") == "%"
    assert VOCABULARY.unit("袋", "发放30袋") == "袋"
    assert VOCABULARY.value("1,234.50") == Decimal("1234.5")
    assert VOCABULARY.value("-3") == -3
    assert (VOCABULARY.kind("rank"), VOCABULARY.scope("part")) == (Kind.RANK, Scope.PART)


@pytest.mark.parametrize(
    ("field", "words", "hint"),
    [
        ("indicator", "合格率", "give the code of one"),
        ("indicator", "a.rat", "did you mean a.rate 成功率"),
        ("value", "三", "give digits"),
        ("value", "inf", "give digits"),
        ("year", "２０２０", "four digits"),
        ("year", "2101", "four digits"),
        ("kind", "", "level, change, share, rank"),
        ("scope", "Place", "place, issuer, part, other"),
    ],
)
def test_other_words_are_refused_with_what_may_be_said(field: str, words: str, hint: str) -> None:
    with pytest.raises(ReviewError) as refused:
        getattr(VOCABULARY, field)(words)
    assert hint in refused.value.hint


@pytest.mark.parametrize("unit", ["袋", "30袋", "", " "])
def test_a_unit_is_known_or_a_measure_word_of_the_sentence(unit: str) -> None:
    with pytest.raises(ReviewError, match="there is no unit"):
        VOCABULARY.unit(unit, "发放30本 资料" if unit == "袋" else "发放30袋 资料")
