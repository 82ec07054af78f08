"""What a place's other years and other issuers say of the same figure, from made-up reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from govstats import open_database
from govstats.store import database_url
from tests.postgres import PostgresServer

COURT = "上海市宝山区人民政府"
JUSTICE = "上海市宝山区司法局"


@dataclass(frozen=True)
class Case:
    """Made-up reports, and what the checks of several find.

    Attributes:
        name: what it is about.
        reports: issuer, year and body of each.
        found: rule, outcome, severity and the words of the judged figure of each finding.
    """

    name: str
    reports: tuple[tuple[str, int, str], ...]
    found: frozenset[tuple[str, str, str | None, str]] = field(default_factory=frozenset)


def years(*bodies: str, issuer: str = JUSTICE, first: int = 2019) -> tuple[tuple[str, int, str], ...]:
    """Give a report a year."""
    return tuple((issuer, year, body) for year, body in enumerate(bodies, start=first))


def both(one: str, other: str) -> tuple[tuple[str, int, str], ...]:
    """Give two reports of one place and year."""
    return (COURT, 2020, one), (JUSTICE, 2020, other)


def doubt(rule: str, words: str, severity: str = "warning") -> frozenset[tuple[str, str, str | None, str]]:
    return frozenset({(rule, "doubtful", severity, words)})


def wrong(rule: str, words: str) -> frozenset[tuple[str, str, str | None, str]]:
    return frozenset({(rule, "contradicts", "warning", words)})


def right(rule: str, words: str) -> frozenset[tuple[str, str, str | None, str]]:
    return frozenset({(rule, "agrees", None, words)})


CASES = (
    # the same fact in several reports
    Case(
        "equal", both("全年办结行政复议案件218件。", "共办结行政复议案件218件。"), right("repeats", "218件")
    ),
    Case(
        "equal after rounding",
        both("全年接听12348热线咨询1.9万人次。", "全年接听12348热线咨询18640人次。"),
        right("repeats", "18640人次"),
    ),
    Case(
        "in conflict",
        both("全年办结行政复议案件218件。", "共办结行政复议案件281件。"),
        wrong("repeats", "218件"),
    ),
    Case(
        "restated a year later with another value",
        years("全年办结行政复议案件158件。", "全年办结行政复议案件190件，2019年办结行政复议案件185件。"),
        wrong("repeats", "185件"),
    ),
    Case(
        "restated a year later with the same value",
        years("全年办结行政复议案件158件。", "全年办结行政复议案件190件，2019年办结行政复议案件158件。"),
        right("repeats", "158件"),
    ),
    Case("a plan is no statement", both("全年办结行政复议案件218件。", "2020年计划办结行政复议案件300件。")),
    Case(
        "part of the year is another fact",
        both("全年办结行政复议案件218件。", "2020年1—9月，办结行政复议案件150件。"),
    ),
    Case(
        "a bound leaves it open",
        both("全年办结行政复议案件200余件。", "全年办结行政复议案件218件。"),
        right("repeats", "218件"),
    ),
    # a stated change against the report of the year before
    Case(
        "a change that leads from the year before",
        years("全年办结行政复议案件158件。", "全年办结行政复议案件226件，同比上升43.04%。"),
        right("change_across_years", "43.04%"),
    ),
    Case(
        "a change that does not",
        years("全年办结行政复议案件185件。", "全年办结行政复议案件226件，同比上升43.04%。"),
        wrong("change_across_years", "43.04%"),
    ),
    Case(
        "a difference in pieces",
        years("全年办结行政复议案件158件。", "全年办结行政复议案件226件，比上年增加68件。"),
        right("change_across_years", "68件"),
    ),
    Case(
        "a change against an earlier year is not judged by the year before",
        years("全年办结行政复议案件185件。", "全年办结行政复议案件226件，比2015年增长43.04%。"),
    ),
    Case(
        "a change against the plan is not judged by the year before",
        years("全年办结行政复议案件185件。", "全年办结行政复议案件226件，比计划目标增长43.04%。"),
    ),
    Case(
        "a change that does not say against what is confirmed where it fits",
        years("全年办结行政复议案件158件。", "全年办结行政复议案件226件，增长43.04%。"),
        right("change_across_years", "43.04%"),
    ),
    Case(
        "and not held wrong where it does not",
        years("全年办结行政复议案件185件。", "全年办结行政复议案件226件，增长43.04%。"),
    ),
    Case(
        "two years between",
        (
            (JUSTICE, 2018, "全年办结行政复议案件185件。"),
            (JUSTICE, 2020, "全年办结行政复议案件226件，同比上升43.04%。"),
        ),
    ),
    # jumps
    Case(
        "a slip of one digit too many in the middle of a series",
        years(*(f"全年办结行政复议案件{count}件。" for count in (210, 225, 2310, 240, 228))),
        doubt("jump", "2310件"),
    ),
    Case(
        "a steady growth, tenfold over the years",
        years(*(f"全年办结行政复议案件{count}件。" for count in (40, 90, 200, 450))),
    ),
    Case(
        "tenfold from a tiny base to a small one",
        years("全年办结行政复议案件2件。", "全年办结行政复议案件25件。"),
    ),
    Case(
        "tenfold from a tiny base to a large one is a doubt, no error",
        years("全年办结行政复议案件3件。", "全年办结行政复议案件120件。"),
        doubt("jump", "120件"),
    ),
    Case("none at all before", years("全年办结行政复议案件0件。", "全年办结行政复议案件120件。")),
    Case("nine times", years("全年办结行政复议案件30件。", "全年办结行政复议案件270件。")),
    Case(
        "a level that stays is one jump",
        years(*(f"全年办结行政复议案件{count}件。" for count in (30, 31, 400, 410, 405))),
        doubt("jump", "400件"),
    ),
    Case(
        "part of a year is not held against a whole one",
        years("2019年12月，办结行政复议案件12件。", "全年办结行政复议案件180件。"),
    ),
    Case(
        "a plan is not held against what was done",
        years("2019年计划办结行政复议案件3000件。", "全年办结行政复议案件180件。"),
    ),
    Case(
        "where borders changed, a jump is none",
        years(
            "全年办结行政复议案件20件。",
            "全年办结行政复议案件400件。",
            issuer="上海市黄浦区司法局",
            first=2010,
        ),
    ),
    Case(
        "and where they did not, it is one",
        years(
            "全年办结行政复议案件20件。",
            "全年办结行政复议案件400件。",
            issuer="上海市黄浦区司法局",
            first=2012,
        ),
        doubt("jump", "400件"),
    ),
    # units
    Case(
        "ten thousand times less: 元 for 万元",
        years("全年行政处罚罚没款1356万元。", "全年行政处罚罚没款1420元。", "全年行政处罚罚没款1503万元。"),
        doubt("units", "1420元"),
    ),
    Case("万元 and 元 that fit", years("全年行政处罚罚没款1356万元。", "全年行政处罚罚没款14200000元。")),
)


def write(folder: Path, reports: tuple[tuple[str, int, str], ...]) -> Path:
    for issuer, year, body in reports:
        head = f"{issuer}{year}年法治政府建设年度报告\n\n{issuer}\n\n"
        (folder / f"{issuer}-{year}.txt").write_text(f"{head}{year}年，{body}\n", encoding="utf-8")
    return folder


@pytest.fixture(params=("sqlite", "postgresql"))
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if request.param == "sqlite":
        yield database_url(str(tmp_path / "govstats.db"), {})
        return
    server: PostgresServer = request.getfixturevalue("server")
    with server.database() as made:
        yield database_url(made, {})


@pytest.fixture
def audited(tmp_path: Path) -> Callable[[str, tuple[tuple[str, int, str], ...]], list[dict[str, Any]]]:
    def audit(url: str, reports: tuple[tuple[str, int, str], ...]) -> list[dict[str, Any]]:
        (tmp_path / "reports").mkdir()
        with open_database(url) as database:
            failed = [one for one in database.ingest([write(tmp_path / "reports", reports)]) if one.error]
            assert not failed
            found: list[dict[str, Any]] = database.audit(agreements=True).to_pylist()
        return found

    return audit


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_figures_are_held_against_those_of_other_reports(
    case: Case, tmp_path: Path, audited: Callable[..., list[dict[str, Any]]]
) -> None:
    found = audited(database_url(str(tmp_path / "govstats.db"), {}), case.reports)
    assert {
        (each["rule"], each["outcome"], each["severity"], each["text"])
        for each in found
        if each["across_reports"]
    } == set(case.found)


def test_a_place_is_not_held_against_another_one(
    url: str, audited: Callable[..., list[dict[str, Any]]]
) -> None:
    fact = "全年办结行政复议案件{}件。"
    reports = (
        (JUSTICE, 2020, fact.format(218)),
        ("上海市闵行区司法局", 2020, fact.format(281)),
        ("上海市闵行区司法局", 2021, fact.format(290)),
    )
    assert audited(url, reports) == []


def test_a_conflict_shows_both_sentences_with_their_reports(
    url: str, audited: Callable[..., list[dict[str, Any]]]
) -> None:
    (found,) = audited(url, both("全年办结行政复议案件218件。", "共办结行政复议案件281件。"))
    for message in (found["message_zh"], found["message_en"]):
        assert "宝山区人民政府《上海市宝山区人民政府2020年法治政府建设年度报告》(2020)：“" in message
        assert "办结行政复议案件218件”" in message
        assert "办结行政复议案件281件”" in message
    assert len(found["observation_ids"]) == 2
