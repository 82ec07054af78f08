"""The reports made by varying the fixtures: the same for a seed, spread as real ones are, and read without options."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest
from generating import Figure, Generator, generate, write_reports

import govstats
from govstats.observations import build_extractor
from govstats.reading import ReportReader, find_reports, load_source


def lengths(count: int, **options: int) -> list[int]:
    return [len(text) for _, text in generate(count, seed=7, **options)]


def test_the_same_seed_makes_the_same_reports_and_another_one_others() -> None:
    few = list(generate(5, seed=3))
    assert list(generate(8, seed=3))[:5] == few
    assert not {text for _, text in few} & {text for _, text in generate(5, seed=4)}


def test_a_report_does_not_depend_on_those_before_it() -> None:
    assert Generator(3).make(4) == list(generate(5, seed=3))[4]


def test_lengths_spread_around_the_median() -> None:
    made = lengths(800)
    assert 6_300 < statistics.median(made) < 7_700
    assert 0.05 < sum(length < 3_000 for length in made) / len(made) < 0.15
    assert 0.01 < sum(length > 20_000 for length in made) / len(made) < 0.10
    assert 1_300 < statistics.median(lengths(300, median=1_500)) < 1_800


def test_figures_and_numbers_set_aside_are_as_many_as_in_real_reports(tmp_path: Path) -> None:
    write_reports(tmp_path, 60, seed=5)
    reader, extractor = ReportReader(), build_extractor()
    read = [
        extractor.extract(reader.read(load_source(path)))
        for path in sorted(tmp_path.iterdir())
    ]  # fmt: skip
    figures = sum(len(one.observations) for one in read)
    set_aside = sum(len(one.set_aside) for one in read)
    assert 60 < statistics.median(len(one.observations) for one in read) < 110
    assert 0.5 < set_aside / figures < 0.9


def test_place_year_and_issuer_are_read_without_options(tmp_path: Path) -> None:
    write_reports(tmp_path, 40, seed=11, median=1_000)
    with govstats.open_database(str(tmp_path / "store.db")) as database:
        results = list(database.ingest([tmp_path]))
    assert [result.status for result in results] == ["added"] * 40
    assert [result.warnings for result in results] == [()] * 40
    assert len({(result.place_code, result.year, result.issuer) for result in results}) == 40


def test_reports_published_again_keep_issuer_year_and_title(tmp_path: Path) -> None:
    write_reports(tmp_path, 40, seed=2, median=700, revisions=0.4)
    reader = ReportReader()
    headers = [
        reader.read(load_source(path)).header for path in find_reports([tmp_path]) if isinstance(path, Path)
    ]
    different = {(header.issuer, header.place, header.year, header.title) for header in headers}
    assert 15 < len(different) < 33
    texts = {text for _, text in generate(40, seed=2, median=700, revisions=0.4)}
    assert len(texts) == 40


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("2,964名", "9,999名"),
        ("98.16%", "99.99%"),
        ("100%", "100%"),
        ("近1.9万人次", "近9.9万人次"),
        ("８６０人", "９９９人"),
        ("七百余名", "七百余名"),
        ("均无败诉", "均无败诉"),
    ],
)
def test_a_figure_is_drawn_with_as_many_digits(words: str, shape: str) -> None:
    choices = Figure.like(words).choices
    assert [one[-1] for one in choices] == [*shape.replace("七", "九")]


def test_no_figure_begins_with_a_nought_that_its_model_lacks() -> None:
    assert Figure.like("12,380件").choices[0] == "123456789"
    assert Figure.like("12,380件").choices[1] == "0123456789"
    assert Figure.like("4天2小时").choices[2] == "123456789"


def test_more_reports_than_there_are_issuers_and_years_are_refused() -> None:
    with pytest.raises(ValueError, match="there are no more than"):
        next(generate(10_000_000, seed=1))
