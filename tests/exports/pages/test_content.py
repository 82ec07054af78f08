"""An evidence page holds the whole reading: each figure once, each other number once, the text, the head, the findings."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from lxml import html

from govstats.catalogue import load_catalogue
from govstats.checks import Outcome, Severity, Verdict
from govstats.errors import ExportError
from govstats.exports.pages import Page, PageCorrection, PageNumber, page_of_reading, render, write_page
from govstats.exports.pages.words import load_words, word_of
from govstats.exports.values import write_value
from govstats.observations.model import Kind, Scope, Status
from govstats.quantities.model import Bound, Reason
from govstats.reading.report import Header
from tests.exports.pages.making import LONGEST, REPORTS, Sample, sample_of

ROOT = Path(__file__).parents[3]
MADE_ON = date(2022, 3, 1)


def parsed(page: Page) -> html.HtmlElement:
    return html.document_fromstring(render(page))


def of_class(name: str) -> str:
    """The condition of XPath for elements of a class."""
    return f"contains(concat(' ', @class, ' '), ' {name} ')"


def texts(tree: html.HtmlElement, name: str) -> list[str]:
    return [one.text_content() for one in tree.xpath(f".//*[{of_class(name)}]")]


@pytest.fixture(scope="module")
def sample() -> Sample:
    return sample_of(LONGEST, with_findings=True)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_each_number_of_a_report_is_on_its_page_once_with_its_words(path: Path) -> None:
    read = sample_of(path)
    tree = parsed(read.page)
    marks = [
        (one.get("id"), one.text_content(), one.get("href")) for one in tree.xpath(f"//a[{of_class('mark')}]")
    ]
    told = sorted([*read.extraction.observations, *read.extraction.set_aside], key=lambda one: one.start)
    assert marks == [(f"f{one.start}", one.text, f"#r{one.start}") for one in told]
    rows = [
        (one.get("id"), one.xpath('string(.//a[@class="words"])')) for one in tree.xpath("//tbody/tr[@id]")
    ]
    assert rows == [(f"r{one.start}", one.text) for one in told]


def test_a_row_tells_all_that_was_read(sample: Sample) -> None:
    tree = parsed(sample.page)
    names = load_catalogue().indicators
    for figure in sample.extraction.observations:
        (row,) = tree.xpath(f'//tr[@id="r{figure.start}"]')
        told = {name: " ".join(texts(row, name)) for name in (
            "value", "unit", "label", "indicator", "year", "kind", "scope", "confidence", "status", "bound",
        )}  # fmt: skip
        indicator = f"{names[figure.indicator].name} {figure.indicator}" if figure.indicator else ""
        assert told == {
            "value": write_value(figure.value),
            "unit": figure.unit,
            "label": figure.label,
            "indicator": indicator,
            "year": str(figure.year),
            "kind": word_of("kind", figure.kind).zh,
            "scope": word_of("scope", figure.scope).zh,
            "confidence": f"{figure.confidence:.2f}",
            "status": "" if figure.status is Status.ACTUAL else "目标",
            "bound": "" if figure.bound is Bound.EXACT else word_of("bound", figure.bound).zh,
        }
        assert texts(row, "doubt") == [word_of("doubt", doubt).zh for doubt in figure.doubts]


def test_the_text_stands_on_the_page_as_it_is() -> None:
    for path in REPORTS:
        report = sample_of(path).report
        tree = parsed(sample_of(path).page)
        runs = [(int(one.get("data-start")), one.text_content()) for one in tree.xpath("//*[@data-start]")]
        assert "".join("".join(words for _, words in runs).split()) == "".join(report.text.split())
        assert all(report.text[start : start + len(words)] == words for start, words in runs)


def test_other_numbers_have_their_reasons(sample: Sample) -> None:
    tree = parsed(sample.page)
    for number in sample.extraction.set_aside:
        (mark,) = tree.xpath(f'//a[@id="f{number.start}"]')
        word = word_of("reason", number.reason)
        assert mark.get("data-reason") == word.zh
        assert mark.get("title") == f"{word.zh} {word.en}"
        (row,) = tree.xpath(f'//tr[@id="r{number.start}"]')
        assert [*texts(row, "reason"), *texts(row, "rule")] == [f"{word.zh} {word.en}", number.rule]


def test_the_head_tells_where_the_report_comes_from(sample: Sample) -> None:
    tree = parsed(sample.page)
    (head,) = tree.xpath('//header[@class="head"]')
    told = head.text_content()
    header = sample.report.header
    assert head.xpath("string(h1)") == header.title
    for value in (header.issuer, header.place.full_name if header.place else "", str(header.year), sample.report.sha256,
                  sample.report.name, load_catalogue().version, "govstats 0."):  # fmt: skip
        assert value
        assert value in told


def test_a_report_of_which_nothing_is_known_is_called_by_its_file(sample: Sample) -> None:
    bare = replace(sample.report, name="a.txt", header=Header(), warnings=("the year is not known",))
    page = page_of_reading(bare, sample.extraction, load_catalogue())
    assert page.title == "a.txt"
    assert {"issuer", "place", "year", "source"}.isdisjoint(field.name for field in page.fields)
    (warnings,) = parsed(page).xpath('//ul[@class="warnings"]')
    assert warnings.text_content().split("\n") == ["", "the year is not known", ""]


def test_findings_are_listed_gravest_first_and_stand_below_what_they_judge(sample: Sample) -> None:
    agreement, notice, warning, error = sample.findings
    assert [one.finding for one in sample.page.findings] == [error, warning, notice, agreement]
    tree = parsed(sample.page)
    assert [one.get("href") for one in tree.xpath('//section[@class="findings"]//li/a')] == [
        f"#finding-{number}" for number in (1, 2, 3, 4)
    ]
    for shown in sample.page.findings:
        found = shown.finding
        (box,) = tree.xpath(f'//details[@id="finding-{shown.number}"]')
        told = box.text_content()
        for words in (
            found.message_zh,
            found.message_en,
            found.stated,
            found.expected,
            found.suggestion,
            found.rule,
        ):
            assert words in told
        assert (box.get("open") is not None) == (found.outcome is not Outcome.AGREES)
        judged = found.involved[0].start
        (above,) = box.xpath("preceding-sibling::*[self::p or self::div][1]")
        assert above.xpath(f'.//a[@id="f{judged}"]')
        flags = above.xpath(f'.//a[@id="f{judged}"]/following-sibling::*[1][{of_class("flag")}]/@href')
        assert flags == ([] if found.outcome is Outcome.AGREES else [f"#finding-{shown.number}"])
    elsewhere = tree.xpath('//details[@id="finding-3"]//*[@class="elsewhere"]')
    assert [one.text_content() for one in elsewhere] == ["报告 report 44"]


def test_a_finding_about_other_reports_alone_is_listed_as_a_whole(sample: Sample) -> None:
    notice = msgspec.structs.replace(sample.findings[1], involved=sample.findings[1].involved[1:])
    page = page_of_reading(sample.report, sample.extraction, load_catalogue(), (notice,))
    (box,) = parsed(page).xpath('//section[@class="findings"]//details[@id="finding-1"]')
    assert notice.message_en in box.text_content()


def test_verdicts_come_from_the_findings(sample: Sample) -> None:
    starts = [one.start for one in sample.extraction.observations]
    verdicts = {one.start: one.verdict for one in sample.page.figures}
    assert [verdicts[start] for start in starts[:9]] == [
        *[Verdict.CONFIRMED] * 2, *[Verdict.UNCHECKED] * 4, *[Verdict.CONTRADICTED] * 3,
    ]  # fmt: skip
    tree = parsed(sample.page)
    for start, verdict in verdicts.items():
        assert verdict in tree.xpath(f'string(//a[@id="f{start}"]/@class)').split()
        assert texts(tree.xpath(f'//tr[@id="r{start}"]')[0], "verdict") == [word_of("verdict", verdict).zh]


CORRECTIONS = [
    (
        PageCorrection(
            "correct",
            {"value": Decimal("2179.0"), "unit": "件", "year": 2019},
            "相邻两位对调",
            "王<b>",
            MADE_ON,
        ),
        "更正 数值 2179 单位 件 年份 2019王<b> 2022-03-01相邻两位对调",
    ),
    (
        PageCorrection(
            "correct", {"unit": "", "indicator": "", "kind": "share", "scope": "part"}, "", "王", MADE_ON
        ),
        "更正 单位 无 指标 无 性质 占比 口径 局部王 2022-03-01",
    ),
    (PageCorrection("accept", {}, "", "李", MADE_ON), "认可李 2022-03-01"),
    (PageCorrection("reject", {}, "不是数据", "李", MADE_ON), "剔除李 2022-03-01不是数据"),
]


@pytest.mark.parametrize(("correction", "told"), CORRECTIONS)
def test_the_decision_of_a_reviewer_stands_with_its_figure(
    sample: Sample, correction: PageCorrection, told: str
) -> None:
    first, *others = sample.page.figures
    page = replace(sample.page, figures=(replace(first, correction=correction), *others))
    tree = parsed(page)
    assert [" ".join(one.split()) for one in texts(tree, "correction")] == [told]
    assert tree.xpath(f'//tr[@id="r{first.start}"]//*[@class="correction"]')


def reviewed(sample: Sample, *corrections: PageCorrection) -> Page:
    """The page with decisions about its first figures."""
    figures = list(sample.page.figures)
    for number, correction in enumerate(corrections):
        figures[number] = replace(figures[number], correction=correction)
    return replace(sample.page, figures=tuple(figures))


def test_what_does_not_hold_any_more_is_struck_out_beside_what_does(sample: Sample) -> None:
    """Nobody must copy the value that a reviewer has corrected, or a figure that was rejected."""
    changes = {
        "value": Decimal(2179),
        "unit": "",
        "indicator": "a.b",
        "year": 2011,
        "kind": "share",
        "scope": "part",
    }
    said = [PageCorrection(word, {}, "", "李", MADE_ON) for word in ("accept", "reject")]
    page = reviewed(sample, PageCorrection("correct", changes, "", "李", MADE_ON), *said)
    tree = parsed(page)

    def cells(number: int, tag: str) -> list[str]:
        (row,) = tree.xpath(f'//tr[@id="r{page.figures[number].start}"]')
        return [" ".join(one.text_content().split()) for one in row.iter(tag)]

    fact = page.figures[0].fact
    assert cells(0, "ins") == ["2179", "无", "a.b", "2011", "占比", "局部"]
    struck = cells(0, "del")
    assert (struck[0], struck[1], str(fact.year) in struck) == (str(fact.value), fact.unit, True)
    assert len(struck) >= 6
    assert cells(1, "del") == cells(1, "ins") == cells(2, "ins") == cells(3, "del") == cells(3, "ins") == []
    assert cells(2, "del")[:2] == [str(page.figures[2].fact.value), page.figures[2].fact.unit]


def test_decisions_are_told_at_the_words_and_counted(sample: Sample) -> None:
    words = ("correct", "accept", "accept", "reject")
    said = [PageCorrection(word, {}, "", "李", MADE_ON) for word in words]
    page = reviewed(sample, *said)
    tree = parsed(page)
    assert tree.xpath('//a[@class="decided"]/@data-said') == ["更正", "认可", "认可", "剔除"]
    assert tree.xpath('//a[@class="decided"]/@href') == [f"#r{one.start}" for one in page.figures[:4]]
    for figure, word in zip(page.figures, words, strict=False):
        (mark,) = tree.xpath(f'//a[@id="f{figure.start}"]')
        assert word in mark.get("class").split()
        assert mark.get("title").endswith(word_of("decision", word).zh)
    sums = [one.text_content() for one in tree.xpath('//ul[@class="sums"]/li')]
    assert sums[4:7] == ["2 认可", "1 更正", "1 剔除"]
    assert not parsed(sample.page).xpath('//a[@class="decided"] | //input[@name="decision"] | //del | //ins')


def test_a_row_leads_to_all_findings_that_speak_of_its_figure(sample: Sample) -> None:
    tree = parsed(sample.page)
    for figure in sample.page.figures:
        grave = [one for one in sample.page.findings if one.finding.severity is not None]
        wanted = [
            f"#finding-{one.number}" for one in grave if figure.start in [each.start for each in one.involved]
        ]
        assert tree.xpath(f'//tr[@id="r{figure.start}"]//a[{of_class("flag")}]/@href') == wanted


def test_a_report_without_figures_says_so(sample: Sample) -> None:
    def told(page: Page) -> list[str]:
        return [one.text_content() for one in parsed(page).xpath('//p[@class="nothing"][not(@hidden)]')]

    assert told(sample.page) == []
    assert told(replace(sample.page, figures=(), findings=())) == ["没有读出数据 no figure was read"]
    tree = parsed(replace(sample.page, figures=(), findings=()))
    assert [one.text_content() for one in tree.xpath("//legend")] == ["其他"]


def test_only_a_period_that_is_not_its_year_is_told(sample: Sample) -> None:
    tree = parsed(sample.page)
    for figure in sample.extraction.observations:
        (row,) = tree.xpath(f'//tr[@id="r{figure.start}"]')
        days = (str(figure.period_start), str(figure.period_end))
        is_year = (days[0][4:], days[1][4:]) == ("-01-01", "-12-31") and days[0][:4] == days[1][:4]
        told = [] if is_year else [days[0] if days[0] == days[1] else " – ".join(days)]
        assert texts(row, "period") == told


def test_the_policy_lets_nothing_run_but_the_script_and_the_style_of_the_page(sample: Sample) -> None:
    tree = parsed(sample.page)
    (policy,) = tree.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    hashes = {
        kind: base64.b64encode(
            hashlib.sha256(tree.xpath(f"string(//{kind}[not(@type)])").encode()).digest()
        ).decode()
        for kind in ("script", "style")
    }
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes['script']}'; style-src 'sha256-{hashes['style']}';"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert "unsafe" not in policy
    assert len(tree.xpath("//script")) == 2
    assert tree.xpath("//@style") == []
    assert tree.xpath("//@src") == []
    assert [one for one in tree.xpath("//@href") if not one.startswith("#")] == ["data:,"]


def test_data_for_the_script_cannot_end_its_element(sample: Sample) -> None:
    evil = "</script><script>hacked()</script><!--\u2028"
    page = replace(sample.page, numbers=(PageNumber(0, 1, "1", evil, evil),))
    tree = parsed(page)
    rows = msgspec.json.decode(str(tree.xpath('string(//script[@id="data"])')))
    assert rows[0]["reason"] == evil
    assert len(tree.xpath("//script")) == 2


def test_every_code_has_its_words() -> None:
    words = load_words()
    for what, codes in (
        ("kind", Kind), ("verdict", Verdict), ("scope", Scope), ("status", Status), ("bound", Bound), ("reason", Reason),
        ("severity", [*Severity, "agrees"]),
    ):  # fmt: skip
        assert set(words[what]) == {str(code) for code in codes}
    (told,) = re.findall(
        r"^\| doubts \| (.+) \|$", (ROOT / "docs" / "cli.md").read_text("utf-8"), re.MULTILINE
    )
    assert set(words["doubt"]) == set(re.findall("`([^`]+)`", told))


def test_the_same_report_gives_the_same_bytes(sample: Sample, tmp_path: Path) -> None:
    streamed = io.BytesIO()
    write_page(sample.page, streamed)
    write_page(sample_of(LONGEST, with_findings=True).page, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_bytes() == streamed.getvalue() == render(sample.page).encode()


def test_half_a_character_is_refused_and_no_file_is_left(sample: Sample, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="half a character"):
        write_page(replace(sample.page, title="\ud842"), tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []
