"""Word documents (.docx, .docm, .dotx) to documents."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.package import Package
from lxml import etree

from govstats.errors import ReadingError
from govstats.reading.document import Document
from govstats.reading.formats.packed import open_packed, read_member
from govstats.reading.formats.spacing import tidy_line
from govstats.reading.formats.word.blocks import BlockReader
from govstats.reading.formats.word.names import WORD, attribute, child, tag
from govstats.reading.formats.word.numbering import Numbering
from govstats.reading.limits import DEFAULT_LIMITS, Limits

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_PARTS = 2_000
_LARGEST_XML = 20_000_000  # bytes of a part that is parsed; the tree takes many times as much memory
_STRICT = b"http://purl.oclc.org/ooxml/"
_HEAD = 4_096
_OTHERS = (
    ("xl/workbook.xml", "an Excel workbook", "save its sheets as text or as a web page"),
    ("xl/workbook.bin", "an Excel workbook", "save its sheets as text or as a web page"),
    ("ppt/presentation.xml", "a PowerPoint presentation", "copy its text into a .txt file"),
    ("content.xml", "an OpenDocument file", "save it as .docx"),
)
_TYPES = "<!DOCTYPE"
_AGAIN = "open it in Word and save it again as .docx"
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)
_FIRST_LINES = 10


def read_docx(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a Word document: its paragraphs and tables in reading order.

    The numbers that Word sets before paragraphs are written out. What has been deleted, hidden text, comments, the
    heads and feet of pages, the table of contents are left out; the notes stand behind the text, one line each, and
    their marks are left out. Nothing that the document refers to is loaded.

    Args:
        data: the whole file.
        name: its name, for messages.
        limits: how large it and its parts may be.

    Returns:
        The document. `stated` holds the title of its properties where its first lines hold it too.

    Raises:
        ReadingError: it is too large, damaged, locked, no Word document, or in a form that is not read.
    """
    if len(data) > limits.max_bytes:
        raise ReadingError(
            f"{name}: more than {limits.max_bytes:,} bytes, no report is so long", "split the file"
        )
    _check(data, name, limits)
    try:
        lines, title, warnings = _read(data)
    except Exception as error:
        told = " ".join(str(error).split())[:200] or type(error).__name__
        raise ReadingError(f"{name}: damaged Word document: {told}", _AGAIN) from error
    if not lines:
        raise ReadingError(
            f"{name}: the document holds no text", "if it holds scanned pages, save it as a PDF"
        )
    stated = {"title": title} if title and title.replace(" ", "") in _joined(lines[:_FIRST_LINES]) else {}
    return Document(text="\n".join(lines), media_type=_MEDIA_TYPE, stated=stated, warnings=warnings)


def _check(data: bytes, name: str, limits: Limits) -> None:
    """Refuse what must not reach python-docx, and what it would fail on with a riddle."""
    with open_packed(data, name, limits) as packed:
        members = packed.namelist()
        for part, what, hint in _OTHERS:
            if part in members:
                raise ReadingError(f"{name}: this is {what}, not a Word document", hint)
        if not any(member.startswith("word/") for member in members):
            raise ReadingError(
                f"{name}: this is a zip archive, not a Word document",
                "give it the ending .zip, or read what is in it",
            )
        if (
            len(members) > _MOST_PARTS
            or sum(each.file_size for each in packed.infolist()) > 2 * limits.max_bytes
        ):
            raise ReadingError(
                f"{name}: the document is made of too many or too large parts", "remove its pictures"
            )
        for member in packed.infolist():
            if member.filename.endswith((".xml", ".rels")):
                _check_xml(packed, member, name)


def _check_xml(packed: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    if member.file_size > _LARGEST_XML:
        raise ReadingError(
            f"{name}: {member.filename} is larger than {_LARGEST_XML:,} bytes", "split the document"
        )
    part = read_member(packed, member, name)
    if any(_TYPES.encode(encoding) in part for encoding in ("ascii", "utf-16-le", "utf-16-be")):
        raise ReadingError(
            f"{name}: {member.filename} declares types or entities, which a Word document may not", _AGAIN
        )
    if _STRICT in part[:_HEAD] and member.filename.startswith(("_rels/", "word/document")):
        raise ReadingError(
            f"{name}: saved as Strict Open XML, which is not read",
            "open it in Word and save it as Word document (.docx), not as Strict Open XML",
        )


def _read(data: bytes) -> tuple[list[str], str, tuple[str, ...]]:
    """Give the lines of a document, the title of its properties, and warnings."""
    package = Package.open(io.BytesIO(data))
    main = package.main_document_part
    root = parse_xml(main.blob)
    body = child(root, "body")
    if body is None or etree.QName(root).namespace != WORD:
        raise ValueError("no body")
    styles = _related(main, RELATIONSHIP_TYPE.STYLES)
    reader = BlockReader(
        Numbering(_related(main, RELATIONSHIP_TYPE.NUMBERING), styles), _contents_styles(styles)
    )
    lines = reader.read(body)
    for note in _notes(main):
        lines += reader.read(note)
    foreign = next(body.iter(tag("altChunk")), None) is not None
    warnings = ("parts of the document that were put in from other files were not read",) if foreign else ()
    return lines, _title(package), warnings


def _related(part: Part, kind: str) -> etree._Element | None:
    """Give the root of the part that another one is related to by a kind; None where there is none."""
    for relation in part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _notes(main: Part) -> Iterator[etree._Element]:
    """Give the footnotes and endnotes, without the lines that part them from the text."""
    for kind in _NOTES:
        root = _related(main, kind)
        for note in () if root is None else root:
            if attribute(note, "type") in {"", "normal"}:
                yield note


def _contents_styles(styles: etree._Element | None) -> frozenset[str]:
    """Give the ids of the styles that Word calls toc 1, toc 2 ..."""
    return frozenset(
        attribute(style, "styleId")
        for style in (() if styles is None else styles.iterchildren(tag("style")))
        if attribute(child(style, "name"), "val").lower().startswith("toc ")
    )


def _title(package: OpcPackage) -> str:
    return tidy_line(package.core_properties.title or "")


def _joined(lines: list[str]) -> str:
    return "".join(lines).replace(" ", "")
