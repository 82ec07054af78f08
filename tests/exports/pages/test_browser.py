"""The page in a browser: figures and rows find each other by click and by keyboard, filters filter, it prints."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from govstats.exports.pages.words import word_of
from tests.exports.pages.conftest import Shown
from tests.exports.pages.making import Sample

WINDOWS = {"a desk": (1440, 900), "a tablet": (900, 700), "a telephone": (390, 800)}


@pytest.fixture(params=WINDOWS.values(), ids=WINDOWS.keys())
def anywhere(request: pytest.FixtureRequest, show: Callable[..., Shown], written: Path) -> Shown:
    """The page in a window of each width."""
    width, height = request.param
    return show(written, viewport={"width": width, "height": height})


def some_figures(sample: Sample) -> list[int]:
    starts = [one.start for one in sample.extraction.observations]
    return [starts[0], starts[len(starts) // 2], starts[-1], starts[3]]


def test_a_click_on_a_figure_finds_its_row(anywhere: Shown, sample: Sample) -> None:
    for start in some_figures(sample):
        anywhere.page.click(f"#f{start}")
        assert anywhere.chosen() == [f"f{start}", f"r{start}"]
        assert anywhere.is_in_sight(f"r{start}")
        assert anywhere.is_in_sight(f"f{start}")


def test_a_click_on_a_row_finds_its_figure(anywhere: Shown, sample: Sample) -> None:
    for start in some_figures(sample):
        anywhere.page.click(f"#r{start} .value")
        assert anywhere.chosen() == [f"f{start}", f"r{start}"]
        assert anywhere.is_in_sight(f"f{start}")
        assert anywhere.is_in_sight(f"r{start}")


def test_a_number_set_aside_shows_its_row_with_the_reason(shown: Shown, sample: Sample) -> None:
    for number in sample.extraction.set_aside[:3]:
        assert f"r{number.start}" not in shown.rows()
        shown.page.click(f"#f{number.start}")
        assert shown.is_in_sight(f"r{number.start}")
        assert shown.page.inner_text(f"#r{number.start} .reason")


@pytest.mark.parametrize("key", ["Enter", " "])
def test_the_keyboard_goes_from_a_figure_to_its_row_and_back(shown: Shown, sample: Sample, key: str) -> None:
    for start in some_figures(sample):
        shown.page.focus(f"#f{start}")
        shown.page.keyboard.press(key)
        assert shown.chosen() == [f"f{start}", f"r{start}"]
        assert shown.focused() == f"r{start}"
        assert shown.is_in_sight(f"r{start}")
        shown.page.keyboard.press(key)
        assert shown.focused() == f"f{start}"
        assert shown.is_in_sight(f"f{start}")


@pytest.mark.parametrize(
    ("on", "back", "side"),
    [("j", "k", "f"), ("j", "k", "r"), ("ArrowDown", "ArrowUp", "f"), ("ArrowDown", "ArrowUp", "r"),
     ("ArrowRight", "ArrowLeft", "f")],
)  # fmt: skip
def test_keys_walk_from_figure_to_figure(shown: Shown, sample: Sample, on: str, back: str, side: str) -> None:
    starts = [one.start for one in sample.extraction.observations]
    shown.page.click(f"#{side}{starts[0]}")
    for start in starts[1:6]:
        shown.page.keyboard.press(on)
        assert shown.chosen() == [f"f{start}", f"r{start}"]
        assert shown.focused() == f"{side}{start}"
        assert shown.is_in_sight(f"f{start}")
        assert shown.is_in_sight(f"r{start}")
    shown.page.keyboard.press(back)
    assert shown.focused() == f"{side}{starts[4]}"


def test_walking_begins_at_the_first_figure_and_ends_at_the_last(shown: Shown, sample: Sample) -> None:
    first, last = sample.extraction.observations[0].start, sample.extraction.observations[-1].start
    shown.page.keyboard.press("j")
    assert shown.chosen() == [f"f{first}", f"r{first}"]
    shown.page.keyboard.press("k")
    assert shown.chosen() == [f"f{first}", f"r{first}"]
    shown.page.click(f"#f{last}")
    shown.page.keyboard.press("j")
    assert shown.chosen() == [f"f{last}", f"r{last}"]


def test_escape_lets_go(shown: Shown, sample: Sample) -> None:
    shown.page.click(f"#f{sample.extraction.observations[2].start}")
    shown.page.keyboard.press("Escape")
    assert shown.chosen() == []
    assert shown.page.evaluate("CSS.highlights.has('evidence')") is False


def test_the_tabulator_leads_past_all_figures_but_one(shown: Shown, sample: Sample) -> None:
    in_order = "[...document.querySelectorAll('.mark, .words')].filter(one => one.tabIndex === 0).map(one => one.textContent)"
    assert shown.page.evaluate(in_order) == [sample.extraction.observations[0].text] * 2
    shown.page.click(f"#f{sample.extraction.observations[7].start}")
    assert shown.page.evaluate(in_order) == [sample.extraction.observations[7].text] * 2


def test_the_words_that_a_meaning_was_read_from_are_highlighted(shown: Shown, sample: Sample) -> None:
    text = sample.report.text
    for figure in sample.extraction.observations:
        shown.page.evaluate("name => document.getElementById(name).click()", f"f{figure.start}")
        words = shown.page.evaluate(
            "[...CSS.highlights.get('evidence')].map(range => range.toString()).join('')"
        )
        assert "".join(words.split()) == "".join(text[figure.evidence_start : figure.evidence_end].split())


def test_an_address_with_a_figure_opens_there(
    show: Callable[..., Shown], written: Path, sample: Sample
) -> None:
    start = sample.extraction.observations[-1].start
    there = show(written, f"#f{start}", viewport={"width": 1440, "height": 900})
    assert there.chosen() == [f"f{start}", f"r{start}"]
    assert there.is_in_sight(f"f{start}")
    assert there.is_in_sight(f"r{start}")


def test_a_finding_leads_to_its_place_and_to_its_figures(shown: Shown, sample: Sample) -> None:
    error = sample.page.findings[0]
    shown.page.click(".findings li.error > a")
    assert shown.is_in_sight("finding-1")
    for one in error.involved:
        shown.page.click(f'#finding-1 a[href="#f{one.start}"]')
        assert shown.chosen() == [f"f{one.start}", f"r{one.start}"]
        assert shown.is_in_sight(f"f{one.start}")
    shown.page.click(f"#f{error.start} + .flag")
    assert shown.is_in_sight("finding-1")


@pytest.mark.parametrize("side", ["li.agrees > a", "tr .flag"])
def test_a_finding_that_was_folded_is_opened_by_what_leads_to_it(shown: Shown, side: str) -> None:
    shown.page.evaluate("document.querySelectorAll('.agreements').forEach(one => one.open = true)")
    shown.page.evaluate("document.querySelectorAll('.text .finding').forEach(one => one.open = false)")
    link = shown.page.locator(f"#report {side}, #rows {side}").first
    link.click()
    assert shown.page.evaluate("name => document.querySelector(name).open", link.get_attribute("href"))
    assert shown.chosen() == []


def test_an_address_that_is_changed_leads_to_its_figure(shown: Shown, sample: Sample) -> None:
    for start in some_figures(sample)[:2]:
        shown.page.evaluate("name => { location.hash = name; }", f"#f{start}")
        shown.page.wait_for_selector(f"#r{start}[aria-current]")
        assert shown.is_in_sight(f"r{start}")


def test_the_keyboard_scrolls_text_and_table(shown: Shown) -> None:
    for pane in ("#report", ".scroll"):
        shown.page.focus(pane)
        shown.page.keyboard.press("PageDown")
        shown.page.wait_for_function("pane => document.querySelector(pane).scrollTop > 100", arg=pane)


@pytest.mark.parametrize(
    ("box", "told"),
    [("kind", "kind"), ("verdict", "verdict"), ("scope", "scope")],
)
def test_figures_are_filtered(shown: Shown, sample: Sample, box: str, told: str) -> None:
    def code(figure: Any) -> str:
        return str(figure.verdict if told == "verdict" else getattr(figure.fact, told))

    codes = [code(figure) for figure in sample.page.figures]
    left_out = codes[0]
    shown.page.uncheck(f'input[name="{box}"][value="{left_out}"]')
    kept = [figure.start for figure in sample.page.figures if code(figure) != left_out]
    assert shown.rows() == [f"r{start}" for start in kept]
    assert len(kept) < len(codes)
    assert shown.page.locator(".mark.out").count() == len(codes) - len(kept)
    shown.page.check(f'input[name="{box}"][value="{left_out}"]')
    assert len(shown.rows()) == len(codes)
    assert shown.page.locator(".mark.out").count() == 0


def test_figures_are_filtered_by_what_reviewers_decided(
    show: Callable[..., Shown], decided: Path, sample: Sample
) -> None:
    shown = show(decided, viewport={"width": 1440, "height": 900})
    starts = [f"r{one.start}" for one in sample.page.figures]
    shown.page.uncheck('input[name="decision"][value="none"]')
    assert shown.rows() == starts[:3]
    shown.page.uncheck('input[name="decision"][value="reject"]')
    assert shown.rows() == starts[:2]


def test_a_decision_leads_to_its_row(show: Callable[..., Shown], decided: Path, sample: Sample) -> None:
    shown = show(decided, viewport={"width": 1440, "height": 900})
    start = sample.page.figures[2].start
    shown.page.click(f"#f{start} + .decided")
    assert shown.chosen() == [f"f{start}", f"r{start}"]
    assert shown.focused() == f"r{start}"


def test_what_passes_the_filters_is_counted_among_what_they_are_for(shown: Shown, sample: Sample) -> None:
    figures, numbers = len(sample.page.figures), len(sample.page.numbers)
    assert shown.page.inner_text(".count") == f"显示 {figures} / {figures}"
    shown.page.check('input[name="aside"]')
    assert shown.page.inner_text(".count") == f"显示 {figures + numbers} / {figures + numbers}"
    assert not shown.page.is_visible("#none-left")
    shown.page.fill("#words", "没有这样的词")
    assert shown.page.inner_text(".count") == f"显示 0 / {figures + numbers}"
    assert shown.page.is_visible("#none-left")


def test_words_filter_labels_indicators_and_values(shown: Shown, sample: Sample) -> None:
    for words, is_meant in (
        ("行政", lambda one: "行政" in one.fact.label + one.indicator_name),
        ("RECONSIDERATION.", lambda one: (one.fact.indicator or "").startswith("reconsideration.")),
    ):
        shown.page.keyboard.press("/")
        shown.page.keyboard.type(words)
        meant = [f"r{one.start}" for one in sample.page.figures if is_meant(one)]
        assert shown.rows() == meant
        assert 0 < len(meant) < len(sample.page.figures)
        assert f"显示 {len(meant)} / " in shown.page.inner_text(".count")
        shown.page.keyboard.press("Escape")
        assert len(shown.rows()) == len(sample.page.figures)
        shown.page.evaluate("document.activeElement.blur()")


def test_other_numbers_are_shown_with_their_reasons_on_demand(shown: Shown, sample: Sample) -> None:
    number = sample.extraction.set_aside[0]
    content = f"getComputedStyle(document.getElementById('f{number.start}'), '::after').content"
    assert shown.page.evaluate(content) == "none"
    shown.page.check('input[name="aside"]')
    assert shown.rows() == [f"r{one.start}" for one in sorted(
        [*sample.page.figures, *sample.page.numbers], key=lambda one: one.start
    )]  # fmt: skip
    assert shown.page.evaluate(content) != "none"


def test_keys_pass_over_what_is_filtered_out(shown: Shown, sample: Sample) -> None:
    shown.page.uncheck('input[name="kind"][value="level"]')
    shown.page.evaluate("document.activeElement.blur()")
    for figure in [one for one in sample.page.figures if one.fact.kind != "level"][:3]:
        shown.page.keyboard.press("j")
        assert shown.chosen() == [f"f{figure.start}", f"r{figure.start}"]


def test_the_page_is_dark_where_the_reader_likes_it_and_can_be_turned(
    show: Callable[..., Shown], written: Path
) -> None:
    paper = "getComputedStyle(document.getElementById('report')).backgroundColor"
    dark, light = (show(written, color_scheme=scheme).page for scheme in ("dark", "light"))
    colours = dark.evaluate(paper), light.evaluate(paper)
    assert colours[0] != colours[1]
    assert [one.get_attribute("#theme", "aria-pressed") for one in (dark, light)] == ["true", "false"]
    for one in (dark, light):
        one.click("#theme")
    assert (light.evaluate(paper), dark.evaluate(paper)) == colours
    assert [one.get_attribute("#theme", "aria-pressed") for one in (dark, light)] == ["false", "true"]


CONTRASTS = """() => {
    const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const paint = colours => {
        canvas.fillStyle = '#fff';
        for (const colour of ['#fff', ...colours]) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
        return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
    };
    const worst = {};
    for (const one of document.querySelectorAll('body *')) {
        const words = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!words || !one.offsetParent) continue;
        const grounds = [];
        for (let holder = one; holder; holder = holder.parentElement) grounds.unshift(getComputedStyle(holder).backgroundColor);
        const [ink, ground] = [paint([...grounds, getComputedStyle(one).color]), paint(grounds)];
        const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
        if (contrast < 4.5) worst[one.className || one.tagName] = contrast;
    }
    return worst;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_stand_out_enough(
    show: Callable[..., Shown], decided: Path, sample: Sample, scheme: str
) -> None:
    """WCAG 2.2, success criterion 1.4.3: 4.5 to 1."""
    page = show(decided, color_scheme=scheme, viewport={"width": 1440, "height": 900}).page
    page.check('input[name="aside"]')
    page.click(f"#f{sample.extraction.observations[2].start}")
    page.wait_for_timeout(400)  # until the colours have changed
    assert page.evaluate(CONTRASTS) == {}


def test_nothing_is_wider_than_the_window(anywhere: Shown) -> None:
    assert anywhere.page.evaluate(
        "[document.documentElement, document.getElementById('report'), document.querySelector('.scroll')]"
        ".map(one => one.scrollWidth - one.clientWidth)"
    ) == [0, 0, 0]


@pytest.mark.parametrize(("width", "height"), [(640, 320), (320, 256), (320, 640)])
def test_in_a_small_window_text_and_table_keep_room_to_read(
    show: Callable[..., Shown], decided: Path, sample: Sample, width: int, height: int
) -> None:
    """As at 200 or 400 percent: WCAG 2.2, success criterion 1.4.10."""
    small = show(decided, viewport={"width": width, "height": height})
    heights = "[...document.querySelectorAll('#report, .scroll')].map(one => one.clientHeight)"
    assert min(small.page.evaluate(heights)) >= 160
    assert small.page.evaluate("document.documentElement.scrollWidth") == width
    for figure in sample.page.figures[:4]:
        lines = "name => document.querySelector(name).getClientRects().length"
        assert small.page.evaluate(lines, f"#r{figure.start} .value") == 1


def test_without_scripts_links_lead_from_figure_to_row(
    show: Callable[..., Shown], written: Path, sample: Sample
) -> None:
    still = show(written, java_script_enabled=False, viewport={"width": 1440, "height": 900})
    start = sample.extraction.observations[-1].start
    assert still.page.is_visible(f"#r{start}")
    assert not still.page.is_visible("#filters")
    still.page.click(f"#f{start}")
    assert still.page.url.endswith(f"#r{start}")


def test_it_prints_the_text_then_all_rows_without_controls(shown: Shown, sample: Sample) -> None:
    with pdfplumber.open(io.BytesIO(shown.page.pdf(format="A4"))) as document:
        pages = ["".join((page.extract_text() or "").split()) for page in document.pages]
    printed = "".join(pages)
    assert "".join((sample.report.header.title or "").split()) in pages[0]
    assert sample.report.sha256 in printed
    assert "筛选" not in printed
    assert "深色" not in printed
    table = printed.partition("原文数值")[2]
    for verdict in ("confirmed", "contradicted", "unchecked"):
        figures = [one for one in sample.page.figures if one.verdict == verdict]
        assert table.count(word_of("verdict", verdict).zh) == len(figures)
    shown.page.emulate_media(media="print")
    for figure in sample.page.figures[:20]:
        style = f"getComputedStyle(document.getElementById('f{figure.start}'))"
        assert shown.page.evaluate(f"{style}.backgroundColor") == "rgba(0, 0, 0, 0)"
        assert shown.page.evaluate(f"{style}.textDecorationLine") == "underline"
