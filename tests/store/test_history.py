"""The revisions of a report, and which figure of the later one is which of the earlier one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.errors import ReportError
from govstats.observations.model import Extraction, Kind
from govstats.store import find_report, read_history
from govstats.store.history.changes import compare_figures
from govstats.store.history.figures import HistoricFigure
from govstats.store.history.pairing import pair
from tests.store.samples import HANDLED, figure, make_report, put

Sentences = list[tuple[str, str, str]]
"""The label, the words of the value and the sentence of each figure of a text."""


def figures(sentences: Sentences) -> tuple[HistoricFigure, ...]:
    """The figures of a text of these sentences, one in each."""
    found, end = [], 0
    for number, (label, words, sentence) in enumerate(sentences):
        at = sentence.index(words)
        found.append(
            HistoricFigure(
                observation_id=1000 * len(sentences) + number,
                start=end + at,
                text=words,
                evidence_start=end,
                evidence=sentence,
                indicator=None,
                label=label,
                place="310113 宝山区",
                year=2020,
                period_start=date(2020, 1, 1),
                period_end=date(2020, 12, 31),
                value=Decimal("".join(one for one in words if one in "0123456789.")),
                unit=words.lstrip("0123456789."),
                bound="=",
                kind="level",
                status="actual",
                scope="place",
                part_of="",
                confidence=0.9,
                doubts="",
            )
        )
        end += len(sentence)
    return tuple(found)


def told(earlier: Sentences, later: Sentences) -> list[str]:
    """What has become of the figures, in a few words each."""
    return [
        f"{change.what} {change.before.text if change.before else ''}>{change.after.text if change.after else ''}"
        for change in compare_figures(figures(earlier), figures(later), is_same_text=False)
    ]


A = ("办结案件", "153件", "全年办结案件153件。")
B = ("调处纠纷", "212件", "全区共调处纠纷212件。")
C = ("培训", "80人次", "培训执法人员80人次。")
CASES = [
    # what it is about, the earlier figures, the later ones, what is told
    ("nothing differs", [A, B], [A, B], []),
    ("a sentence came before", [A, B], [C, A, B], ["gained >80人次"]),
    ("a sentence is gone", [A, C, B], [A, B], ["lost 80人次>"]),
    ("sentences changed places", [A, B], [B, A], []),
    ("a value was corrected", [A, B], [("办结案件", "154件", "全年办结案件154件。"), B], ["changed 153件>154件"]),
    ("a sentence was rewritten", [A], [("办结案件", "153件", "一年来共办结案件153件。")], ["reworded 153件>153件"]),
    ("a label was read otherwise", [A], [("行政复议案件", "153件", "全年办结案件153件。")], ["changed 153件>153件"]),
    ("a unit was corrected", [A], [("办结案件", "153起", "全年办结案件153起。")], ["changed 153件>153起"]),
    ("one figure for another", [A], [C], ["lost 153件>", "gained >80人次"]),
    ("two rows of a table changed values",
     [("甲镇", "5件", "甲镇\t5件"), ("乙镇", "7件", "乙镇\t7件")],
     [("甲镇", "7件", "甲镇\t7件"), ("乙镇", "5件", "乙镇\t5件")],
     ["changed 5件>7件", "changed 7件>5件"]),
    ("cells that are nothing but a number",
     [("甲镇", "5件", "5件"), ("乙镇", "7件", "7件")],
     [("甲镇", "7件", "7件"), ("乙镇", "5件", "5件")],
     ["changed 5件>7件", "changed 7件>5件"]),
    ("the same figure once more", [A], [A, A], ["gained >153件"]),
    ("one of three that are the same is gone", [A, B, A, A], [A, B, A], ["lost 153件>"]),
    ("of several with one label the one in like words",
     [("办结", "10件", "上半年信访办结10件。"), ("办结", "20件", "下半年投诉办结20件。")],
     [("办结", "21件", "下半年投诉办结21件。")],
     ["lost 10件>", "changed 20件>21件"]),
    ("several with one label keep their order",
     [("办结", "1件", "办结1件。"), ("办结", "2件", "办结2件。"), ("办结", "3件", "办结3件。")],
     [("办结", "4件", "办结4件。"), ("办结", "5件", "办结5件。"), ("办结", "6件", "办结6件。")],
     ["changed 1件>4件", "changed 2件>5件", "changed 3件>6件"]),
    ("figures without a label in other sentences are others",
     [("", "9个", "新建站点9个。")], [("", "4名", "聘请了调解员4名。")], ["lost 9个>", "gained >4名"]),
    ("a figure without a label in nearly the same sentence",
     [("", "9个", "全区新建司法站点9个。")], [("", "8个", "全区新建司法站点8个。")], ["changed 9个>8个"]),
]  # fmt: skip


@pytest.mark.parametrize(("_what", "earlier", "later", "expected"), CASES, ids=[case[0] for case in CASES])
def test_figures_are_told_by_what_they_say(_what, earlier, later, expected):
    assert sorted(told(earlier, later)) == sorted(expected)


def test_changes_come_in_the_order_of_the_text():
    corrected = ("办结案件", "154件", "全年办结案件154件。")
    assert told([A, C, B], [B, corrected]) == ["changed 153件>154件", "lost 80人次>"]
    assert told([C, A, B], [corrected, B]) == ["lost 80人次>", "changed 153件>154件"]


def test_in_one_text_the_place_tells_the_figure_however_it_was_read():
    (one, two) = figures([A, A])
    read_anew = (replace(one, observation_id=1, label="案件"), replace(two, observation_id=2, year=2019))
    changes = compare_figures((one, two), read_anew, is_same_text=True)
    assert [(change.what, change.differs) for change in changes] == [
        ("changed", ("label",)),
        ("changed", ("year",)),
    ]


def test_another_confidence_alone_is_told_apart_from_another_statement():
    (one,) = figures([A])
    (change,) = compare_figures(
        (one,), (replace(one, observation_id=1, confidence=0.5, doubts="no label"),), is_same_text=True
    )
    assert (change.what, change.differs) == ("reworded", ("confidence", "doubts"))


SENTENCES = st.lists(
    st.tuples(st.sampled_from(["办结", "调处", ""]), st.integers(0, 3), st.sampled_from("甲乙丙")).map(
        lambda one: (one[0], f"{one[1]}件", f"{one[2]}{one[0]}{one[1]}件。")
    ),
    max_size=8,
)


@given(SENTENCES, SENTENCES, st.booleans())
def test_each_figure_is_told_exactly_once(earlier, later, is_same_text):
    before, after = figures([*earlier, A]), figures([*later, B, C])
    pairs = list(pair(before, after, is_same_text=is_same_text))
    assert sorted(one.start for one, _ in pairs if one) == sorted(one.start for one in before)
    assert sorted(one.start for _, one in pairs if one) == sorted(one.start for one in after)


@given(SENTENCES, st.integers(0, 8))
def test_a_new_sentence_anywhere_is_all_that_is_told(sentences, where):
    assert told(sentences, [*sentences[:where], C, *sentences[where:]]) == ["gained >80人次"]


def test_a_thousand_figures_with_one_label_are_paired_in_their_order():
    before = figures([("办结", f"{number}件", f"办结{number}件。") for number in range(1000)])
    after = figures([("办结", f"{number}件", f"办结{number}件。") for number in range(2000, 3001)])
    changes = compare_figures(before, after, is_same_text=False)
    assert [change.what for change in changes] == ["changed"] * 1000 + ["gained"]
    assert all(
        change.after.value - change.before.value == 2000
        for change in changes
        if change.before and change.after
    )


TEXTS = [
    "2020年宝山区调解案件212件,办结复议案件153件。",
    "2020年宝山区调解案件213件,办结复议案件153件。",
    "新增一段。2020年宝山区调解案件213件,复议案件同比下降3件。",
]


@pytest.fixture
def revised(store):
    """A store with a report of three revisions, in the order of TEXTS."""
    cases = {"212件": {"indicator": HANDLED.code}, "213件": {"indicator": HANDLED.code},
             "153件": {"label": "办结复议案件"}, "3件": {"label": "复议案件", "kind": Kind.CHANGE}}  # fmt: skip
    for text in TEXTS:
        words = [one for one in cases if f"件{one}" in text or f"降{one}" in text]
        read = sorted((figure(text, one, **cases[one]) for one in words), key=lambda one: one.start)
        put(store, make_report(text), Extraction(tuple(read), ()))
    return store


@pytest.mark.parametrize("report_id", [1, 2, 3])
def test_any_revision_leads_to_all_of_them(revised, report_id):
    with revised.reading() as session:
        history = read_history(session, report_id)
    assert [one.report_id for one in history.revisions] == [1, 2, 3]
    assert [one.is_current for one in history.revisions] == [False, False, True]
    assert [(one.replaces_id, one.replaced_by_id) for one in history.revisions] == [
        (None, 2),
        (1, 3),
        (2, None),
    ]
    assert [one.figures for one in history.revisions] == [2, 2, 2]
    assert {(one.place, one.year, one.issuer) for one in history.revisions} == {
        ("310113 宝山区", 2020, "宝山区司法局")
    }
    first, second = history.steps
    assert [(one.what, one.differs) for one in first.changes] == [
        ("changed", ("value", "text", "evidence")),
        ("reworded", ("evidence",)),
    ]
    assert (first.earlier.report_id, first.later.report_id) == (1, 2)
    before, after = first.changes[0].before, first.changes[0].after
    assert (before.value, before.text, before.indicator) == (Decimal(212), "212件", HANDLED.code)
    assert (after.value, after.evidence) == (Decimal(213), TEXTS[1])
    assert [one.what for one in second.changes] == ["reworded", "lost", "gained"]
    assert (first.unchanged, second.unchanged) == (0, 0)


def test_a_header_that_was_corrected_changes_what_its_figures_are_about(store):
    text = TEXTS[0]
    for year in (2019, 2020):
        read = figure(text, "212件", year=year, period_start=date(year, 1, 1), period_end=date(year, 12, 31))
        put(store, make_report(text, year=year), Extraction((read,), ()))
    with store.reading() as session:
        (step,) = read_history(session, 1).steps
    assert [one.differs for one in step.changes] == [("year", "period_start", "period_end")]


def test_a_report_without_revisions_has_a_history_of_one(store):
    put(store, make_report(TEXTS[0]))
    with store.reading() as session:
        history = read_history(session, find_report(session, "b.txt"))
    assert (len(history.revisions), history.steps) == (1, ())
    assert history.revisions[0].is_current


def test_a_report_that_is_not_there_is_told(store):
    with store.reading() as session, pytest.raises(ReportError, match="there is no report 7"):
        read_history(session, 7)
