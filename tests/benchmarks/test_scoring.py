"""What counts as found, right, missed, false and weak, on texts that fit in a line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import scoring
from scoring import Document, Matching, Mention, Rate, Share

TEXT = "受理案件12件，其中调解5件，占41.7%。"


def figure(words: str, value: str, unit: str = "件", **fields: Any) -> Mention:
    start = TEXT.index(words)
    usual = {
        "bound": "=",
        "kind": "level",
        "status": "actual",
        "scope": "place",
        "label": "受理案件",
        "year": 2020,
    }
    return Mention(start, start + len(words), words, Decimal(value), unit, **(usual | fields))


def aside(words: str, reason: str) -> Mention:
    start = TEXT.index(words)
    return Mention(start, start + len(words), words, reason=reason)


def matched(annotated: list[Mention], read: list[Mention]) -> Matching:
    return scoring.match(Document("one", TEXT, tuple(annotated), tuple(read)))


ALL = [
    figure("12件", "12", code="cases"),
    figure("5件", "5", part_of=TEXT.index("12件"), label="调解"),
    figure("41.7%", "41.7", "%", kind="share"),
]


def test_all_right() -> None:
    matching = matched(ALL, ALL)
    assert scoring.found(matching) == scoring.rows_right(matching) == Rate(3, 3, 3)
    assert scoring.codes_right(matching) == Rate(1, 1, 1)
    assert scoring.special_rows(matching) == Share(1, 1)
    assert scoring.label_likeness(matching) == 1
    assert scoring.parts_right(matching) == Share(3, 3)
    assert (matching.missed, matching.false, matching.weak) == ((), (), 0)


@pytest.mark.parametrize(
    ("read", "missed", "false"),
    [
        pytest.param([], ["not found"], [], id="nothing"),
        pytest.param([figure("12", "12")], [], [], id="another span over the same number"),
        pytest.param([figure("12件", "12.000000001")], [], [], id="as near as binary numbers"),
        pytest.param([figure("12件", "13")], ["value"], ["value"], id="another value"),
        pytest.param([figure("12件", "-12")], ["sign"], ["sign"], id="another sign"),
        pytest.param([figure("12件", "12", "起")], ["unit"], ["unit"], id="another unit"),
        pytest.param([figure("12", "12"), figure("12件", "12")], [], ["found twice"], id="two for one"),
        pytest.param(
            [figure("5件", "12")], ["not found"], ["no figure: name"], id="on a number that is no figure"
        ),
        pytest.param(
            [figure("41.7%", "12")], ["not found"], ["no figure: not in gold"], id="where nothing is"
        ),
    ],
)
def test_causes(read: list[Mention], missed: list[str], false: list[str]) -> None:
    matching = matched([ALL[0], aside("5", "name")], read)
    assert [fault.cause for fault in matching.missed] == missed
    assert [fault.cause for fault in matching.false] == false
    assert len(matching.pairs) == 1 - len(missed)


@pytest.mark.parametrize("read", [[], [figure("12件", "12")], [figure("12件", "99", "户")]])
def test_weak_annotations_count_neither_way(read: list[Mention]) -> None:
    matching = matched([figure("12件", "12", is_weak=True)], read)
    assert scoring.found(matching) == Rate(0, 0, 0)
    assert matching.weak == len(read)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("名", "人"),
        ("位", "人"),
        ("家", "个"),
        ("㎡", "平方米"),
        ("日", "天"),
        ("％", "%"),
        ("人次", "人次"),
        ("", ""),
    ],
)
def test_units_written_alike(written: str, unit: str) -> None:
    assert figure("12件", "12", written).folded_unit == figure("12件", "12", unit).folded_unit


@pytest.mark.parametrize("other", ["人次", "件次", "个百分点", ""])
def test_units_that_differ(other: str) -> None:
    assert figure("12件", "12", other).folded_unit not in {"人", "件", "%", "个"}


@pytest.mark.parametrize(
    "fields", [{"year": 2019}, {"year": None}, {"kind": "change"}, {"status": "target"}, {"bound": ">"}]
)
def test_a_row_is_right_as_a_whole(fields: dict[str, Any]) -> None:
    matching = matched([ALL[0]], [figure("12件", "12", code="cases", **fields)])
    assert scoring.found(matching) == Rate(1, 1, 1)
    assert scoring.rows_right(matching) == Rate(0, 1, 1)
    assert [scoring.field_right(matching, name).right for name in fields] == [0]


def test_special_rows_are_those_that_defaults_get_wrong() -> None:
    old = figure("5件", "5", year=2019)
    matching = matched([ALL[0], old, ALL[2]], [ALL[0], figure("5件", "5"), ALL[2]])
    assert scoring.special_rows(matching) == Share(1, 2)


def test_a_missed_special_row_is_wrong() -> None:
    assert scoring.special_rows(matched(ALL, ALL[:2])) == Share(0, 1)


def test_facts_with_an_indicator_count_once() -> None:
    twice = [figure("12件", "12", code="cases"), figure("5件", "12", code="cases")]
    assert scoring.codes_right(matched(twice, twice)) == Rate(1, 1, 1)
    assert scoring.codes_right(matched(twice, [])) == Rate(0, 0, 1)
    assert scoring.codes_right(matched([], twice)) == Rate(0, 1, 0)


def test_the_unit_is_judged_where_the_value_is_right() -> None:
    read = [ALL[0], figure("5件", "5", "起"), figure("41.7%", "42", "%")]
    assert scoring.units_right(matched(ALL, read)) == Share(1, 2)


@pytest.mark.parametrize(
    ("wanted", "read", "right"),
    [
        pytest.param("12件", "12件", True, id="the same"),
        pytest.param(None, None, True, id="both none"),
        pytest.param("12件", None, False, id="not told"),
        pytest.param(None, "12件", False, id="told and none"),
        pytest.param("12件", "41.7%", False, id="another figure"),
        pytest.param(None, "其中", False, id="of nothing"),
    ],
)
def test_parts(wanted: str | None, read: str | None, right: bool) -> None:
    part, told = (figure("5件", "5", part_of=None if it is None else TEXT.index(it)) for it in (wanted, read))
    matching = matched([ALL[0], part, ALL[2]], [ALL[0], told, ALL[2]])
    assert scoring.parts_right(matching) == Share(2 + right, 3)


def test_the_whole_may_be_read_with_another_span() -> None:
    whole = figure("案件12件", "12")
    matching = matched(ALL[:2], [whole, figure("5件", "5", part_of=whole.start)])
    assert scoring.parts_right(matching) == Share(2, 2)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("受理案件", "受理案件", 1),
        ("受理案件", "办结事项", 0),
        ("受理案件", "案件", 0.5),
        ("", "", 0),
        ("案", "案", 0),
    ],
)
def test_likeness(one: str, other: str, alike: float) -> None:
    assert scoring.likeness(one, other) == alike


def test_every_number_is_to_be_accounted_for() -> None:
    read = (figure("12件", "13"), aside("41.7%", "name"))
    document = Document("one", TEXT, tuple(ALL), read)
    assert scoring.accounted_for([document]) == Share(2, 3)
    assert [each.text for each in scoring.unaccounted(document)] == ["5件"]


def test_documents_are_told_apart() -> None:
    one, two = (scoring.match(Document(name, TEXT, tuple(ALL), tuple(ALL))) for name in ("one", "two"))
    both = scoring.join([one, two])
    assert scoring.by_document(both) == {"one": Rate(3, 3, 3), "two": Rate(3, 3, 3)}
    assert scoring.codes_right(both) == Rate(2, 2, 2)
    assert scoring.special_rows(both) == Share(2, 2)


def test_nothing_is_no_division_by_zero() -> None:
    matching = matched([], [])
    assert (scoring.found(matching).f1, scoring.special_rows(matching).part) == (0, 0)
    assert scoring.label_likeness(matching) == 0
