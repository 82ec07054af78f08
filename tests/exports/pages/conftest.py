"""A browser for the pages, and what it hears while it shows them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from govstats.exports.pages import PageCorrection, render
from tests.exports.pages.making import LONGEST, Sample, sample_of


@dataclass
class Shown:
    """A page that a browser shows.

    Attributes:
        page: the page of Playwright.
        said: what was written to the console, errors of scripts, and dialogs.
        asked: the addresses that were asked for, the page's own among them.
    """

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def chosen(self) -> list[str]:
        """The ids of what is chosen: of a figure in the text, and of its row."""
        found: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('[aria-current]')].map(one => one.id)"
        )
        return found

    def focused(self) -> str:
        """The id of the figure, or of the row, that the keyboard is at."""
        found: str = self.page.evaluate("(document.activeElement.closest('tr') ?? document.activeElement).id")
        return found

    def is_in_sight(self, name: str) -> bool:
        """Whether a figure or a row is wholly in sight, in the window and in the pane that scrolls it."""
        found: bool = self.page.evaluate(
            """name => {
                const one = document.getElementById(name);
                const inner = one.getBoundingClientRect();
                const outer = one.closest('#report, .scroll').getBoundingClientRect();
                return inner.height > 0 && inner.top >= Math.max(outer.top, 0) && inner.left >= 0
                    && inner.bottom <= Math.min(outer.bottom, innerHeight) && inner.right <= innerWidth;
            }""",
            name,
        )
        return found

    def rows(self) -> list[str]:
        """The ids of the rows that are shown."""
        found: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('tbody tr[id]')].filter(one => one.offsetHeight).map(one => one.id)"
        )
        return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def show(browser: Any) -> Iterator[Callable[..., Shown]]:
    """Shows a file: show(path, color_scheme="dark", viewport={...}). No page may say or ask for anything."""
    opened: list[tuple[Any, Shown, str]] = []

    def show_it(path: Path, anchor: str = "", **options: Any) -> Shown:
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        shown = Shown(context.new_page())
        shown.page.on("console", lambda message: shown.said.append(message.text))
        shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
        shown.page.on("dialog", lambda dialog: shown.said.append(dialog.message))
        shown.page.on("request", lambda request: shown.asked.append(request.url))
        address = path.as_uri() + anchor
        opened.append((context, shown, address))
        shown.page.goto(address)
        return shown

    yield show_it
    for context, shown, address in opened:
        context.close()
        assert shown.said == []
        assert shown.asked == [address.partition("#")[0]]


@pytest.fixture(scope="session")
def sample() -> Sample:
    """The longest report, with a finding of each severity."""
    return sample_of(LONGEST, with_findings=True)


@pytest.fixture(scope="session")
def written(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of its page."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(render(sample.page), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def decided(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of its page when a reviewer has corrected the first figure, accepted the second, and rejected the third."""
    first, second, third, *others = sample.page.figures
    made = {
        "correct": {"value": Decimal(2179), "kind": "share"},
        "accept": {},
        "reject": {},
    }
    figures = [
        replace(
            figure, correction=PageCorrection(word, changes, "看错一位，已核对原文", "李明", date(2022, 3, 1))
        )
        for figure, (word, changes) in zip((first, second, third), made.items(), strict=True)
    ]
    path = tmp_path_factory.mktemp("decided") / "page.html"
    path.write_text(render(replace(sample.page, figures=(*figures, *others))), encoding="utf-8")
    return path


@pytest.fixture
def shown(show: Callable[..., Shown], written: Path) -> Shown:
    """Its page, in a window as wide as a desk's."""
    return show(written, viewport={"width": 1440, "height": 900})
