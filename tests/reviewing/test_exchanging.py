"""A file of corrections says what was said, the same for the same corrections, and is read strictly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from govstats.errors import ReadingError
from govstats.observations.model import Kind, Scope
from govstats.reviewing.exchanging import load_corrections, write_corrections
from govstats.store import Correction, Decision

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
NAMES = WORDS.filter(str.strip)
REVIEWERS = WORDS.map(str.strip).filter(bool)
VALUES = st.decimals(-(10**17), 10**17, allow_nan=False, allow_infinity=False, places=6)
YEARS = st.integers(1949, 2100)


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    text = draw(WORDS.filter(bool))
    decision = draw(st.sampled_from(Decision))
    start = draw(st.integers(0, 10**6))
    facts: dict[str, Any] = {}
    if decision is Decision.CORRECT:
        facts = {
            "new_value": draw(st.none() | VALUES),
            "new_unit": draw(st.none() | WORDS),
            "new_indicator": draw(st.none() | WORDS),
            "new_year": 1901,
            "new_kind": draw(st.none() | st.sampled_from(Kind)),
            "new_scope": draw(st.none() | st.sampled_from(Scope)),
        }
    return Correction(
        source_sha256=f"{draw(st.integers(0, 2**256 - 1)):064x}",
        issuer=draw(WORDS.filter(bool)),
        report_year=draw(YEARS),
        start_offset=start,
        end_offset=start + len(text),
        expected_text=text,
        expected_value=draw(VALUES),
        expected_unit=draw(WORDS),
        expected_indicator=draw(st.none() | WORDS.filter(bool)),
        expected_year=draw(YEARS),
        expected_kind=draw(st.sampled_from(Kind)),
        expected_scope=draw(st.sampled_from(Scope)),
        decision=decision,
        note=draw(NAMES if decision is Decision.NOTE else WORDS),
        reviewer=draw(REVIEWERS),
        made_at=draw(
            st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
        ),
        uuid=str(UUID(int=draw(st.integers(0, 2**128 - 1)))),
        **facts,
    )


PLAIN = Correction(
    source_sha256="0" * 64,
    issuer="宝山区司法局",
    report_year=2020,
    start_offset=3,
    end_offset=6,
    expected_text="12件",
    expected_value=Decimal(12),
    expected_unit="件",
    expected_indicator=None,
    expected_year=2020,
    expected_kind=Kind.LEVEL,
    expected_scope=Scope.PLACE,
    decision=Decision.CORRECT,
    new_value=Decimal("12.50"),
    new_unit="",
    new_indicator="",
    note="yes",
    reviewer="1e3",
    made_at=datetime(2026, 5, 4, 20, tzinfo=timezone(timedelta(hours=8))),
    uuid=str(UUID(int=7)),
)


@settings(max_examples=40)
@given(st.lists(corrections(), max_size=2, unique_by=lambda one: one.uuid))
@example([PLAIN])
@example([replace(PLAIN, note="\x85 \u2028\r\n\t\n 【】\ufeff")])
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, given_ones: list[Correction]
) -> None:
    path = tmp_path_factory.getbasetemp() / "corrections.yml"
    written = write_corrections(given_ones)
    path.write_bytes(written.encode())
    read = load_corrections(path)
    assert list(read) == given_ones
    assert write_corrections(read) == written


def test_a_file_is_readable() -> None:
    lines = write_corrections([PLAIN]).splitlines()
    assert "    text: 12件" in lines
    assert "    value: 12.5" in lines
    assert "    unit: ''" in lines
    assert "  made_at: 2026-05-04T20:00:00+08:00" in lines


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("    end: 6", "    end: 7", "not as long as 3 to 7"),
        (
            "  new:\n    value: 12.5\n    unit: ''\n    indicator: ''",
            "  new:\n    value: 12",
            "given that differs",
        ),
        ("    value: 12.5", "    value: 1e99", "does not fit"),
        ("  decision: correct", "  decision: reject", "changes nothing"),
        ("    kind: level", "    kind: sum", "Invalid enum value 'sum'"),
        ("  made_at: 2026-05-04T20:00:00+08:00", "  made_at: 2026-05-04T20:00:00", "timezone"),
        ("  reviewer: 1e3", "  reviewer: 1e3\n  reviewer: me", "stands twice"),
        ("  note: 'yes'", "  remark: 'yes'", "unknown field `remark`"),
        ("    start: 3\n    end: 6", "    start: 3000000000\n    end: 3000000003", "no stretch of a text"),
        ("  made_at: 2026-05-04T20:00:00+08:00", "  made_at: 9999-12-31T23:59:59-12:00", "no time"),
        ("  made_at: 2026-05-04T20:00:00+08:00", "  made_at: 0001-01-01T00:00:00+12:00", "no time"),
        ("  reviewer: 1e3", "  reviewer: ' 1e3'", "begins or ends with a space"),
        ("version: 1", "version: 2", "version 2 is not known, only 1"),
        ("version: 1", "version: '１'", "version １ is not known, only 1"),
        ("    value: 12\n", f"    value: {'9' * 5000}\n", "does not fit"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    text = write_corrections([PLAIN])
    assert right in text
    path = tmp_path / "wrong.yml"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ReadingError, match=rf"wrong\.yml:\d+: .*{told}"):
        load_corrections(path)


@pytest.mark.parametrize("nested", ["[" * 5000 + "]" * 5000, "{a: " * 2000 + "1" + "}" * 2000])
def test_what_is_nested_too_deeply_is_refused(tmp_path: Path, nested: str) -> None:
    path = tmp_path / "deep.yml"
    path.write_text(f"version: 1\ncorrections: {nested}\n", encoding="utf-8")
    with pytest.raises(ReadingError, match="nested too deeply"):
        load_corrections(path)


def test_a_correction_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.yml"
    path.write_text(write_corrections([PLAIN, PLAIN]), encoding="utf-8")
    with pytest.raises(ReadingError, match="stands twice"):
        load_corrections(path)


def test_the_file_that_is_shown_in_the_documents_can_be_read(tmp_path: Path) -> None:
    told = (Path(__file__).parents[2] / "docs" / "review.md").read_text(encoding="utf-8")
    path = tmp_path / "shown.yml"
    path.write_text(told.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    (one,) = load_corrections(path)
    assert (one.expected_value, one.new_value) == (2197, 2179)
    assert path.read_text(encoding="utf-8") in write_corrections([one])
