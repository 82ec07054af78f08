"""A PDF file as a document: page after page, then what the pages have in common."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from govstats.errors import ReadingError
from govstats.reading.document import Document
from govstats.reading.formats.pdf.columns import in_columns
from govstats.reading.formats.pdf.furniture import without_furniture
from govstats.reading.formats.pdf.lines import Line, in_rows, line_of
from govstats.reading.formats.pdf.opening import check_page, damaged, is_rebuilt, open_document
from govstats.reading.formats.pdf.painting import UNREADABLE, Painted, paint
from govstats.reading.formats.pdf.paragraphs import Layout, write_text
from govstats.reading.formats.pdf.scans import Scans, is_garbled, is_overlaid, is_picture, recognise_page
from govstats.reading.formats.pdf.tables import Table, aligned_tables, take_tables
from govstats.reading.formats.recognition import INSTALL_HINT, can_recognise
from govstats.reading.limits import DEFAULT_LIMITS, Limits

_LIKENESS = 0.1  # of each other: sizes of lines that may belong to one paragraph
_LIKENESS_RECOGNISED = 0.3  # the box around recognised words depends on their strokes
_TITLE = re.compile(r"(?:.*[\u4e00-\u9fff]){4}", re.DOTALL)
_NO_TITLE = re.compile(
    r"(?i)\Amicrosoft |\.(?:docx?|wps|et|xlsx?|pptx?|pdf|html?|txt|rtf|ofd)\Z|\A(?:新建|无标题|未命名)"
)


def _nothing(_patience: int) -> None:
    """Count no steps."""


@dataclass(slots=True)
class _Pages:
    """What was read of the pages so far."""

    lines: list[list[Line]] = field(default_factory=list)
    tables: list[list[Table]] = field(default_factory=list)
    sizes: list[tuple[float, float]] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    overlaid: list[int] = field(default_factory=list)
    drawn: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    turned: int = 0
    outside: int = 0


def read_pdf(
    data: bytes,
    name: str,
    limits: Limits = DEFAULT_LIMITS,
    *,
    recognise: bool = True,
    step: Callable[[int], None] = _nothing,
) -> Document:
    """Read a PDF file.

    Args:
        data: the whole file.
        name: its name, for messages.
        limits: its most bytes and pages.
        recognise: whether to recognise the text of pages that are pictures, where the extra govstats[ocr] is installed.
        step: called after each page that is finished, and on pages that are recognised after each line, with how many
            times the usual time the next step may take.

    Returns:
        The text without numbers and running heads of pages. Pages that are pictures are recognised, or the warnings
        name them.

    Raises:
        ReadingError: too large, no PDF, encrypted with a password, damaged, or without any text that can be read.
    """
    with _quiet():
        return _Reading(data, name, limits, recognise and can_recognise(), step).read()


@contextmanager
def _parsing(name: str, where: str = "") -> Iterator[None]:
    """Say that a file is damaged where a library fails to parse it, on whatever its code runs into."""
    try:
        yield
    except (ReadingError, MemoryError):
        raise
    except Exception as error:
        raise damaged(name, f"{where}cannot be parsed ({type(error).__name__})") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries from logging what is amiss in a file; what matters is checked and told."""
    log = logging.getLogger("pdfminer")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


class _Reading:
    """The reading of one file."""

    def __init__(
        self, data: bytes, name: str, limits: Limits, can_recognise_pages: bool, step: Callable[[int], None]
    ) -> None:
        self._data = data
        self._name = name
        self._limits = limits
        self._can_recognise = can_recognise_pages
        self._step = step
        self._pages = _Pages()
        self._scans: Scans | None = None

    def read(self) -> Document:
        with _parsing(self._name):
            document, pages = open_document(self._data, self._name, self._limits)
            title = _title(document)
        resources = PDFResourceManager()
        try:
            for number, page in enumerate(pages):
                where = f"page {number + 1}: "
                with _parsing(self._name, where):
                    if wrong := check_page(page, document, self._limits):
                        raise damaged(self._name, where + wrong)
                    painted = paint(page, resources)
                if is_rebuilt(document) and not (painted.glyphs or painted.pictures or painted.outlines):
                    raise damaged(self._name, where + "nothing is left of it")
                self._note_page(number, painted)
                self._step(1)
        finally:
            if self._scans is not None:
                self._scans.close()
        return self._document(title, is_rebuilt(document))

    def _note_page(self, number: int, painted: Painted) -> None:
        pages = self._pages
        if is_overlaid(painted):
            pages.overlaid.append(number)
        unreadable = is_garbled(painted)
        if unreadable or is_picture(painted):
            if self._can_recognise:
                painted = self._recognise(number)
            else:
                (pages.garbled if unreadable else pages.pictures).append(number)
                painted.glyphs = [] if unreadable else painted.glyphs
        pages.turned += sum(painted.turned.values())
        pages.outside += painted.outside
        pages.sizes.append((painted.width, painted.height))
        lines, tables = _lines_and_tables(painted, number)
        pages.lines.append(lines)
        pages.tables.append(tables)
        if painted.has_too_many_rulings:
            pages.drawn.append(number)

    def _recognise(self, number: int) -> Painted:
        with _parsing(self._name, f"page {number + 1}: "):
            if self._scans is None:
                self._scans = Scans(self._data)
            scan = self._scans.scan(number)
        recognised = recognise_page(scan, self._step)
        self._pages.recognised.append(number)
        self._pages.scores += recognised.scores
        return recognised.painted

    def _document(self, title: str, is_damaged: bool) -> Document:
        pages = self._pages
        lines = without_furniture(pages.lines, [height for _, height in pages.sizes])
        likeness = _LIKENESS_RECOGNISED if pages.recognised or pages.overlaid else _LIKENESS
        layout = Layout(lines, [width for width, _ in pages.sizes], likeness)
        blocks = [block for page in zip(lines, pages.tables, strict=True) for block in _in_order(*page)]
        text = write_text(blocks, layout)
        if not text.strip():
            raise self._without_text()
        return Document(
            text=text,
            media_type="application/pdf",
            stated={"title": title} if title else {},
            pages=len(pages.lines),
            is_recognised=bool(pages.recognised or pages.overlaid),
            warnings=tuple(self._warnings(text, is_damaged)),
        )

    def _without_text(self) -> ReadingError:
        pages = self._pages
        count = len(pages.lines)
        if pages.recognised:
            return ReadingError(
                f"{self._name}: a scanned PDF: no text was recognised on its {_count(count)}", ""
            )
        if pages.garbled:
            return ReadingError(
                f"{self._name}: the fonts of the PDF do not say which characters they show ({_count(count)})",
                INSTALL_HINT,
            )
        if pages.pictures:
            return ReadingError(
                f"{self._name}: a scanned PDF: {_count(count)} of pictures without text", INSTALL_HINT
            )
        return ReadingError(
            f"{self._name}: the PDF holds no text on its {_count(count)}", "check that it is the report"
        )

    def _warnings(self, text: str, is_damaged: bool) -> Iterator[str]:
        pages = self._pages
        if is_damaged:
            yield "the PDF is damaged: its list of objects was made anew, so that a part may be missing"
        if pages.recognised:
            mean = sum(pages.scores) / len(pages.scores) if pages.scores else 0.0
            yield (
                f"{_name_pages(pages.recognised)} recognised in pictures, mean score {mean:.2f}: any character may be "
                "wrong, and tables are read as lines"
            )
        if pages.overlaid:
            yield f"{_name_pages(pages.overlaid)} recognised by the program that scanned: any character may be wrong"
        if pages.pictures:
            yield f"{_name_pages(pages.pictures)} left out as pictures without text; {INSTALL_HINT}"
        if pages.garbled:
            yield f"{_name_pages(pages.garbled)} left out: the fonts do not say which characters they show"
        if pages.drawn:
            yield f"{_name_pages(pages.drawn)} read without tables: too many lines are drawn there"
        if pages.turned:
            yield f"{pages.turned} characters that do not stand upright were left out"
        if pages.outside:
            yield f"{pages.outside} characters beyond the edges of the pages were left out"
        if unreadable := text.count(UNREADABLE):
            yield f"{unreadable} characters have no meaning in their fonts and are shown as {UNREADABLE}"


def _lines_and_tables(painted: Painted, page: int) -> tuple[list[Line], list[Table]]:
    tables, rest = take_tables(painted, page)
    rows = in_rows(rest)
    ordered = in_columns(rows)
    inside: set[int] = set()
    if not any(column for column, _ in ordered):
        for first, last, table in aligned_tables(rows, page):
            tables.append(table)
            inside.update(range(first, last))
    lines = [
        line_of(row, page, column) for number, (column, row) in enumerate(ordered) if number not in inside
    ]
    return [line for line in lines if line.text], sorted(tables, key=lambda table: table.y)


def _in_order(lines: Sequence[Line], tables: Sequence[Table]) -> list[Line | Table]:
    """Put tables between the lines of their page."""
    blocks: list[Line | Table] = []
    waiting = list(tables)
    for line in lines:
        while waiting and waiting[0].y < line.y:
            blocks.append(waiting.pop(0))
        blocks.append(line)
    return [*blocks, *waiting]


def _count(pages: int) -> str:
    return "1 page" if pages == 1 else f"{pages} pages"


def _name_pages(pages: Sequence[int]) -> str:
    """Name pages, runs of them by their ends: pages 1-3, 7 were."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    names = ", ".join(str(first + 1) if first == last else f"{first + 1}-{last + 1}" for first, last in runs)
    return f"page {names} was" if len(pages) == 1 else f"{len(pages)} pages ({names}) were"


def _title(document: PDFDocument) -> str:
    """The title in the information dictionary, where it is one and no name of a file."""
    for info in document.info:
        value = resolve1(info.get("Title"))
        title = decode_text(value).strip("\x00 \u3000") if isinstance(value, bytes) else ""
        if _TITLE.match(title) and not _NO_TITLE.search(title):
            return " ".join(title.split())
    return ""
