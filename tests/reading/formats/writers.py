"""PDF files made by real writers, for the tests of readers."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate

NAMED_FONT = "STSong-Light"  # named by the file, not embedded: its characters are numbers in Adobe-GB1
EMBEDDED_FONT = "zenhei"
_ZENHEI = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")

pdfmetrics.registerFont(UnicodeCIDFont(NAMED_FONT))


def embedded_font() -> str:
    """The name of an embedded Chinese font; skips the test where there is none."""
    if not _ZENHEI.exists():
        pytest.skip("the font WenQuanYi Zen Hei is not installed")
    if EMBEDDED_FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(EMBEDDED_FONT, str(_ZENHEI), subfontIndex=0))
    return EMBEDDED_FONT


def pdf_by_reportlab(
    story: Sequence[Flowable], on_page: Callable[[Canvas, Any], None] | None = None, **options: Any
) -> bytes:
    """Set paragraphs and tables with reportlab.

    Args:
        story: what the file holds.
        on_page: draws what stands at the edges of each page.
        options: further options of SimpleDocTemplate.

    Returns:
        The file.
    """
    target = io.BytesIO()
    drawn = {"onFirstPage": on_page, "onLaterPages": on_page} if on_page else {}
    SimpleDocTemplate(target, **options).build(list(story), **drawn)
    return target.getvalue()


def pdf_by_canvas(*pages: Callable[[Canvas], None], **options: Any) -> bytes:
    """Draw pages with reportlab, each by a function of its own."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def pdf_by_chromium(html: str, path: Path, *, with_edges: bool = False) -> bytes:
    """Print a page with Chromium; skips the test where it is missing.

    Args:
        html: the page.
        path: where to write the PDF file; the page is written beside it.
        with_edges: whether to print the date, the title, the address and the number of the page at the edges.

    Returns:
        The file.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    page = path.with_suffix(".html")
    page.write_text(html, encoding="utf-8")
    edges = [] if with_edges else ["--no-pdf-header-footer"]
    command = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        *edges,
        f"--print-to-pdf={path}",
        page.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.read_bytes()


def pdf_by_libreoffice(document: Path, **options: str | bool) -> bytes:
    """Save a document as PDF with LibreOffice; skips the test where it is missing.

    Args:
        document: any file that LibreOffice opens; the PDF file is written beside it.
        options: of its filter writer_pdf_Export, such as RestrictPermissions.

    Returns:
        The file.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(document.parent / 'profile').as_uri()}"
    kinds = {bool: "boolean", str: "string"}
    told = {
        name: {"type": kinds[type(value)], "value": str(value).lower()} for name, value in options.items()
    }
    kind = f"pdf:writer_pdf_Export:{json.dumps(told)}" if told else "pdf"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(document.parent),
        str(document),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return document.with_suffix(".pdf").read_bytes()


def scan_of(data: bytes, dots_per_inch: int = 200) -> bytes:
    """Make a file of pictures of the pages of a PDF file, as a scanner does."""
    document = pypdfium2.PdfDocument(data)
    try:
        pictures = [page.render(scale=dots_per_inch / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()
    target = io.BytesIO()
    pictures[0].save(target, "PDF", resolution=dots_per_inch, save_all=True, append_images=pictures[1:])
    return target.getvalue()
