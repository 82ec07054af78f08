"""Whatever stands in a report, its head or its name stays text on the page, and nothing of it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from govstats.exports.pages import Page, PageCorrection, PageField, PageNumber, render
from tests.exports.pages.conftest import Shown
from tests.exports.pages.making import Sample, sample_of

EVIL = (
    '<script>window.hacked=1</script></script><img src=x onerror="window.hacked=2">&lt;b&amp;{{ 7*7 }}{% raw %}'
    '"\'`--></title></style><svg onload=window.hacked=3><a href="javascript:window.hacked=4">\u202e件321\u2066\u200b'
)
FILE = "\"'><img src=x onerror=window.hacked=5>{{ 7*7 }}&amp;\u202etxt.txt"


@pytest.fixture
def hostile(tmp_path: Path) -> Sample:
    """A file that is hostile in its name, its title and its text, read as any other."""
    path = tmp_path / FILE
    path.write_text(
        f"上海市宝山区司法局2020年工作总结{EVIL}\n\n全年办结行政复议案件{EVIL}153件。\n"
        f"街镇\t{EVIL}\t案件\n{EVIL}镇\t<i>\t12件\n"
        f"调解成功率98.16%{EVIL}。\n",
        "utf-8",
    )
    return sample_of(path)


def hostile_everywhere(sample: Sample) -> Page:
    """A page on which every text is hostile that may come from a report, a catalogue of one's own or a reviewer."""
    findings = tuple(
        replace(
            one,
            finding=msgspec.structs.replace(
                one.finding,
                rule=EVIL,
                stated=EVIL,
                expected=EVIL,
                suggestion=EVIL,
                message_zh=EVIL,
                message_en=EVIL,
            ),
            involved=tuple(replace(each, role=EVIL, text=EVIL) for each in one.involved),
        )
        for one in sample.page.findings
    )
    figures = tuple(
        replace(
            one,
            fact=msgspec.structs.replace(
                one.fact, label=EVIL, unit=EVIL, indicator=EVIL, doubts=(EVIL,), value=Decimal("1E+3")
            ),
            indicator_name=EVIL,
            correction=PageCorrection("correct", {"unit": EVIL}, EVIL, EVIL, date(2022, 3, 1)),
        )
        for one in sample.page.figures
    )
    return replace(
        sample.page,
        title=EVIL,
        fields=tuple(PageField(one.name, EVIL) for one in sample.page.fields),
        warnings=(EVIL,),
        figures=figures,
        numbers=(PageNumber(0, 4, "2018", EVIL, EVIL),),
        findings=findings,
    )


def shown_by(show: Callable[..., Shown], page: Page, folder: Path) -> Any:
    path = folder / "page.html"
    path.write_text(render(page), encoding="utf-8")
    return show(path, viewport={"width": 1440, "height": 900}).page


def assert_harmless(page: Any) -> None:
    assert page.evaluate("window.hacked") is None
    assert page.locator("script").count() == 2
    assert page.locator("img, svg, iframe, object, i, [onerror], [onload], [style]").count() == 0
    assert page.evaluate("[...document.links].every(one => one.getAttribute('href').startsWith('#'))")
    assert "<script>window.hacked=1</script>" in page.title()


def test_a_hostile_report_stays_text(show: Callable[..., Shown], hostile: Sample, tmp_path: Path) -> None:
    page = shown_by(show, hostile.page, tmp_path)
    assert_harmless(page)
    assert page.text_content("h1") == hostile.report.header.title
    assert page.text_content(".of-file dd") == hostile.report.name
    assert page.text_content("main .text").count(EVIL) == 5
    for figure in hostile.page.figures:
        page.evaluate("name => document.getElementById(name).click()", f"f{figure.start}")
        assert page.text_content(f"#f{figure.start}") == figure.text
        assert page.text_content(f"#r{figure.start} .label") == figure.fact.label
    assert page.evaluate("window.hacked") is None


def test_nothing_on_the_page_is_anything_but_text(
    show: Callable[..., Shown], sample: Sample, tmp_path: Path
) -> None:
    page = shown_by(show, hostile_everywhere(sample), tmp_path)
    assert_harmless(page)
    start = sample.page.figures[0].start
    of_the_row = (
        f"#r{start} .{name}" for name in ("label", "unit", "doubt", "correction b + b", "reviewer", "note")
    )
    of_the_head = ("h1", ".of-issuer dd", ".warnings li", "#finding-1 p[lang]")
    for selector in (*of_the_head, *of_the_row, "#r0 .reason .zh", "#r0 .rule"):
        assert EVIL in page.text_content(selector), selector


def test_directions_in_a_text_do_not_turn_what_follows(
    show: Callable[..., Shown], sample: Sample, tmp_path: Path
) -> None:
    """A reader must not take 153 for 351 because a sign that nobody sees turns it around."""
    text = "办结\u202e案件1件\u2067和\u200f\u061c终"
    page = shown_by(
        show, replace(sample.page, text=text, figures=(), numbers=(PageNumber(5, 6, "1", "other", "x"),), findings=()), tmp_path
    )  # fmt: skip
    assert page.text_content(".text p").strip() == text
    signs = page.evaluate("[...document.querySelectorAll('.text .sign')].map(one => one.dataset.sign)")
    assert signs == ["U+202E", "U+2067", "U+200F", "U+061C"]
    lefts = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector('.text p'), NodeFilter.SHOW_TEXT);
            const lefts = [];
            while (walker.nextNode()) {
                const node = walker.currentNode;
                if (node.parentElement.matches('.sign')) continue;
                for (let at = 0; at < node.length; at++) {
                    const range = new Range();
                    range.setStart(node, at);
                    range.setEnd(node, at + 1);
                    lefts.push(range.getBoundingClientRect().left);
                }
            }
            return lefts;
        }"""
    )
    assert lefts == sorted(lefts)
    assert len(lefts) == len(text) - 4


@pytest.mark.parametrize(
    "sign", ["\u00ad", "\u034f", "\u115f", "\u180e", "\u3164", "\ufe0f", "\U000e0100", "\x85", "\u2028"]
)
def test_no_sign_hides_between_the_digits_of_a_number(sample: Sample, sign: str) -> None:
    """A reader would take 5 and 6件 for 56件."""
    page = replace(sample.page, text=f"办结5{sign}6件。", figures=(), numbers=(), findings=())
    assert f'data-sign="U+{ord(sign):04X}"' in render(page)


def test_the_policy_stops_a_script_that_would_get_in(show: Callable[..., Shown], written: Path) -> None:
    shown = show(written)
    failed: list[str] = []
    shown.page.on("requestfailed", lambda request: failed.append(request.failure))
    shown.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.hacked = 6';
            document.body.append(script);
            document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:9/a.png" onerror="window.hacked = 7">');
        }"""
    )
    shown.page.wait_for_timeout(200)
    assert shown.page.evaluate("window.hacked") is None
    assert len(shown.said) >= 2
    assert all("Content Security Policy" in words for words in shown.said)
    assert failed == ["csp"]
    shown.said.clear()
    shown.asked.pop()
