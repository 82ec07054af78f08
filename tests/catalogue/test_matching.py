"""How a label finds its indicator: what matches, what narrows, what wins, and what the unit settles."""

from __future__ import annotations

import time
from decimal import Decimal
from types import MappingProxyType

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.catalogue import Indicator, load_units
from govstats.catalogue.matching import Doers, Match, Matcher, MatchingWords, WordingReader

replace = msgspec.structs.replace
UNITS = load_units()
WORDS = MatchingWords(
    dropped="“”的", neutral={"place": ("全区", "区"), "verb": ("共", "开展"), "noun": ("案件", "数")}
)


def indicator(code: str, *wordings: str, unit: str = "case", also_in: tuple[str, ...] = ()) -> Indicator:
    return Indicator(
        code, code, code, unit, "none", "flow", (Decimal(0), Decimal(1)), "。", wordings, (), also_in=also_in
    )


def matcher(*indicators: Indicator) -> Matcher:
    return Matcher(MappingProxyType({each.code: each for each in indicators}), UNITS, WORDS)


AID = matcher(
    indicator("aid.cases", "援助 办理/受理?", also_in=("incident",)),
    indicator("aid.persons", "援助", unit="person_time"),
    indicator("aid.criminal", "刑事援助/刑事 援助? 办理?"),
    indicator("aid.rate", "援助 成功率", unit="percent"),
    indicator("aid.amount", "援助 金额", unit="yuan"),
    indicator("aid.left", "办结 援助"),
    indicator("aid.right", "援助 办结"),
)

READ = [
    ("援助", "case", "level", "aid.cases", "the bare word"),
    ("全区共办理援助案件数", "case", "level", "aid.cases", "neutral words before and after"),
    ("“援 助”\u3000的案件", "case", "level", "aid.cases", "quotes, white space and 的 are dropped"),
    ("援助案件办理", "case", "level", "aid.cases", "words in any order"),
    ("援助案件援助", "case", "level", "aid.cases", "a word may stand twice"),
    ("援助", "incident", "level", "aid.cases", "a unit that counts the same one for one"),
    ("援助", "person_time", "level", "aid.persons", "the unit settles a tie"),
    ("办理刑事援助", "case", "level", "aid.criminal", "more characters win"),
    ("援助成功率", "permille", "level", "aid.rate", "a unit of the same dimension"),
    ("援助成功率", "percentage_point", "change", "aid.rate", "a change has a unit of its own"),
    ("援助成功率", None, "rank", "aid.rate", "a rank has no unit"),
    ("刑事援助", "percent", "share", "aid.criminal", "a share is of the figure that its label names"),
    ("农民工援助", "case", "level", None, "a word left over narrows"),
    ("援助某街道", "case", "level", None, "a word left over narrows, behind as well"),
    ("农民工援助", "percent", "share", None, "a share does not match more than a level does"),
    ("援助成功率", "case", "level", None, "the unit does not fit"),
    ("援助", "percent", "level", None, "the unit fits none of the tied"),
    ("援助", None, "level", None, "no unit is no fitting unit"),
    (
        "办理刑事援助",
        "person_time",
        "level",
        None,
        "a shorter wording of a fitting unit is not taken instead",
    ),
    ("成功率", "percent", "level", None, "a word is missing"),
    ("全区案件数", "case", "level", None, "neutral words say nothing"),
    ("", "case", "level", None, "nothing"),
    ("“”", "case", "level", None, "nothing after dropping"),
]


@pytest.mark.parametrize(("label", "unit", "kind", "code", "why"), READ, ids=[row[-1] for row in READ])
def test_label(label: str, unit: str | None, kind: str, code: str | None, why: str) -> None:
    assert AID.match(label, unit, kind).code == code, why


def test_a_tie_is_told_and_is_no_match() -> None:
    assert AID.match("援助办结", "case", "level") == Match(None, ("aid.left", "aid.right"))


def test_a_tie_that_the_unit_would_settle_stays_one_for_a_change() -> None:
    assert AID.match("援助", "percent", "change") == Match(None, ("aid.cases", "aid.persons"))


def test_the_wording_that_matched_is_told() -> None:
    assert AID.match("受理援助", "case", "level") == Match("aid.cases", (), "援助 办理/受理?")


def test_of_equal_length_the_wording_with_more_words_wins() -> None:
    either = matcher(indicator("a.one", "行政复议"), indicator("a.two", "行政 复议"))
    assert either.match("行政复议", "case", "level").code == "a.two"


def test_full_width_forms_and_letter_case_are_folded() -> None:
    air = matcher(indicator("air.pm25", "PM2.5 浓度(均值)", unit="microgram_per_cubic_metre"))
    assert air.match("ｐｍ２．５浓度（均值）", "milligram_per_cubic_metre", "level").code == "air.pm25"


def test_overlapping_words_are_tried_in_every_way() -> None:
    split = matcher(indicator("a.split", "甲乙/甲 乙丙"))
    assert split.match("甲乙丙", "case", "level").code == "a.split"


def test_a_long_choice_may_go_on_in_the_next_line() -> None:
    folded = matcher(indicator("a.folded", "甲/ 乙 丙"))
    assert folded.match("乙丙", "case", "level").code == "a.folded"


FAULTY = {
    "empty synonym": "援助//支援",
    "synonym twice in a word": "援助/援助",
    "synonym in two words": "援助 支援/援助",
    "the same after dropping": "援助/援助的",
    "only words that may be missing": "援助? 支援?",
    "only neutral words": "案件/数",
}


@pytest.mark.parametrize("wording", FAULTY.values(), ids=FAULTY)
def test_a_faulty_wording_is_refused(wording: str) -> None:
    with pytest.raises(ValueError, match=r"^(?:has|would) "):
        WordingReader(WORDS).read(wording)


NEAR = matcher(
    replace(indicator("aid.cases", "援助 办理/受理?"), near=("援助 中心", "民事 援助")),
    indicator("aid.centres", "援助 中心"),
)


@pytest.mark.parametrize(
    ("label", "code", "why"),
    [
        ("办理援助", "aid.cases", "its own words"),
        ("援助中心", "aid.centres", "near one indicator, and another one's own words"),
        ("民事援助", None, "near it and nobody's"),
        ("办理民事援助", None, "more than its own words know"),
    ],
)
def test_a_wording_near_it_refuses_its_indicator_only(label: str, code: str | None, why: str) -> None:
    assert NEAR.match(label, "case", "level").code == code, why


def test_a_wording_near_it_refuses_what_its_own_words_read_no_better() -> None:
    found = matcher(replace(indicator("aid.cases", "援助 办理/民事办理?"), near=("援助 民事办理",)))
    assert found.match("援助民事办理", "case", "level").code is None
    assert found.match("援助办理", "case", "level").code == "aid.cases"


@pytest.mark.parametrize(
    "label", ["援助" * 20_000, "区" * 40_000, "援助" * 20_000 + "外", "全区案件" * 10_000]
)
def test_a_hostile_label_takes_time_in_proportion_to_its_length(label: str) -> None:
    started = time.process_time()
    found = AID.match(label, "case", "level")
    assert time.process_time() - started < 2
    assert found.code == ("aid.cases" if label.endswith("助") else None)


@given(st.lists(st.sampled_from(["援助", "办理", "受理", "全区", "区", "共", "案件", "数", "开展"])))
def test_neutral_words_and_order_never_change_the_code(words: list[str]) -> None:
    expected = "aid.cases" if "援助" in words else None
    assert AID.match("".join(words), "case", "level").code == expected


@given(st.text("援助办理全区外共案件", max_size=12))
def test_a_character_that_no_word_has_leaves_no_match(label: str) -> None:
    assert AID.match(label + "外", "case", "level") == Match(None)


def test_who_does_it_narrows_nothing_in_its_own_business_only() -> None:
    words = replace(WORDS, doers=(Doers(("aid",), ("区司法局",)),))
    indicators = {
        each.code: replace(each, topic=each.code.partition(".")[0])
        for each in (indicator("aid.cases", "援助"), indicator("proposals.handled", "建议"))
    }
    found = Matcher(MappingProxyType(indicators), UNITS, words)
    assert found.match("区司法局援助", "case", "level").code == "aid.cases"
    assert found.match("区司法局建议", "case", "level").code is None
