"""Pictures of pages are made in the resolution that recognition needs, within limits."""

from __future__ import annotations

import io
import os

import pytest
from reportlab.pdfgen.canvas import Canvas

from govstats.reading.formats.pdf.scans import Scans
from govstats.reading.formats.recognition import can_recognise, recognise_words


def blank_page(width: float, height: float) -> bytes:
    """A PDF with an empty page of a size in points."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height))
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("width", "height", "pixels"),
    [
        (595, 842, 1653 * 2339),
        (842, 1191, 2339 * 3309),
        (14_400, 14_400, 16_000_000),
        (200, 14_400, 16_000_000),
    ],
    ids=["A4", "A3", "the largest page", "a strip"],
)
def test_a_picture_has_200_dots_per_inch_and_no_more_than_16_million_pixels(
    width: float, height: float, pixels: int
) -> None:
    scans = Scans(blank_page(width, height))
    picture = scans.scan(0).picture
    scans.close()
    assert picture.shape[0] * picture.shape[1] == pytest.approx(pixels, rel=0.01)


@pytest.mark.skipif(not can_recognise(), reason="needs the extra govstats[ocr]")
@pytest.mark.parametrize(
    ("width", "height"), [(600, 600), (200, 900), (900, 200)], ids=["square", "upright strip", "level strip"]
)
def test_words_on_pages_of_unusual_shape_are_found_at_their_places(width: float, height: float) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height))
    canvas.setFont("Helvetica", 24)
    for line in range(3):
        canvas.drawString(5, height / 2 - 30 * line, "2020")
    canvas.save()
    scans = Scans(stream.getvalue())
    scan = scans.scan(0)
    scans.close()
    found = sorted(recognise_words(scan.picture, lambda _: None), key=lambda words: words.top)
    assert [words.text for words in found] == ["2020"] * 3
    middle = [value / 2 / scan.scale for value in (found[0].x0 + found[0].x1, found[0].top + found[0].bottom)]
    assert middle == pytest.approx([5 + 4 * 24 * 0.556 / 2, height / 2 - 24 * 0.36], abs=4)


@pytest.mark.skipif(not can_recognise(), reason="the extra govstats[ocr] is not installed")
def test_the_runtime_of_the_models_is_told_to_report_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    scans = Scans(blank_page(200, 200))
    assert recognise_words(scans.scan(0).picture, lambda _: None) == []
    scans.close()
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
