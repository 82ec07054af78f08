"""Paragraphs and tables of Word documents to lines of text, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from govstats.reading.formats.framing import is_frame
from govstats.reading.formats.grids import Cell, lay_out, write_lines
from govstats.reading.formats.raised import read_raised
from govstats.reading.formats.spacing import tidy_line
from govstats.reading.formats.word.names import (
    COMPATIBILITY,
    MATHEMATICS,
    attribute,
    child,
    is_on,
    number,
    tag,
)
from govstats.reading.formats.word.numbering import Numbering

_MOST_COLUMNS = 63  # of a table in Word
_LINE_END = "\n"
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = (tag(name) for name in ("p", "tbl", "tr", "tc", "r"))
_TEXT_BOX = tag("txbxContent")
# what has been deleted or moved away, what fields compute from, what stands beside the text or above it
_LEFT_OUT = frozenset(
    {
        tag(name)
        for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPr", "rPr", "sdtPr")
    }
    | {tag("Fallback", COMPATIBILITY)}
)
_CLOSED = _LEFT_OUT | {_PARAGRAPH, _TABLE, _ROW, _CELL}
_SIGNS = {
    tag("tab"): " ",
    tag("ptab"): " ",
    tag("cr"): _LINE_END,
    tag("noBreakHyphen"): "-",
    tag("softHyphen"): "",
}
_TEXTS = frozenset({tag("t"), tag("t", MATHEMATICS)})


class BlockReader:
    """Reads the blocks of a document, counting its numbered paragraphs.

    Args:
        numbering: the document's lists.
        contents: the ids of the styles of lines of a table of contents.
    """

    def __init__(self, numbering: Numbering, contents: frozenset[str]) -> None:
        self._numbering = numbering
        self._contents = contents

    def read(self, container: etree._Element) -> list[str]:
        """Read the blocks of a container: the body, a cell, a text box, a note.

        Args:
            container: an element with paragraphs and tables, at whatever depth of content controls.

        Returns:
            Their lines. The lines of a text box follow the paragraph that holds it.
        """
        lines: list[str] = []
        for block in _unwrap(container, {_PARAGRAPH, _TABLE}):
            lines += self._read_table(block) if block.tag == _TABLE else self._read_paragraph(block)
        return lines

    def _read_paragraph(self, paragraph: etree._Element) -> list[str]:
        properties = child(paragraph, "pPr")
        if attribute(child(properties, "pStyle"), "val") in self._contents:
            return []
        marker = self._numbering.marker(properties)
        boxes: list[etree._Element] = []
        text = _text_of(paragraph, boxes)
        lines = [line for line in map(tidy_line, text.split(_LINE_END)) if line]
        if lines:
            lines[0] = marker + lines[0]
        for box in boxes:
            lines += self.read(box)
        return lines

    def _read_table(self, table: etree._Element) -> list[str]:
        rows = [
            list(_cells_of(row)) for row in _unwrap(table, {_ROW}) if not is_on(child(row, "trPr"), "del")
        ]
        words = [[self.read(cell) for cell in row] for row in rows]
        holds_table = any(
            len(list(_cells_of(row))) > 1
            for row_cells in rows
            for cell in row_cells
            for inner in cell.iterdescendants(_TABLE)
            for row in _unwrap(inner, {_ROW})
        )
        if holds_table or is_frame(words):
            return [line for row in words for cell in row for line in cell]
        return write_lines(lay_out(_merge(rows, words)))


def _unwrap(container: etree._Element, wanted: set[str]) -> Iterator[etree._Element]:
    """Give the wanted elements of a container in their order, those in content controls and insertions included."""
    stack = list(reversed(container))
    while stack:
        element = stack.pop()
        if element.tag in wanted:
            yield element
        elif element.tag not in _CLOSED and not _is_contents(element):
            stack.extend(reversed(element))


def _is_contents(element: etree._Element) -> bool:
    """Tell whether an element is a table of contents, whose numbers are those of pages."""
    gallery = child(child(child(element, "sdtPr"), "docPartObj"), "docPartGallery")
    return attribute(gallery, "val") == "Table of Contents"


def _cells_of(row: etree._Element) -> Iterator[etree._Element]:
    return _unwrap(row, {_CELL})


def _text_of(paragraph: etree._Element, boxes: list[etree._Element]) -> str:
    """Give the text of a paragraph; its text boxes are added to a list and not read."""
    pieces: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag in _TEXTS:
            pieces.append(element.text or "")
        elif element.tag == _TEXT_BOX:
            boxes.append(element)
        elif element.tag == _RUN and _is_raised(element):
            inner = "".join(each.text or "" for each in element.iter(tag("t")))
            pieces.append(read_raised(inner, "".join(pieces[-4:])[-20:]))
        elif element.tag in _SIGNS:
            pieces.append(_SIGNS[element.tag])
        elif element.tag == tag("br"):
            pieces.append("" if attribute(element, "type") in {"page", "column"} else _LINE_END)
        elif element.tag not in _LEFT_OUT and not _is_unseen(element):
            stack.extend(reversed(element))
    return "".join(pieces)


def _is_unseen(element: etree._Element) -> bool:
    properties = child(element, "rPr") if element.tag == _RUN else None
    return any(is_on(properties, name) for name in ("vanish", "strike", "dstrike"))


def _is_raised(run: etree._Element) -> bool:
    return attribute(child(child(run, "rPr"), "vertAlign"), "val") == "superscript"


def _merge(rows: list[list[etree._Element]], words: list[list[list[str]]]) -> list[list[Cell]]:
    """Give the cells of a table with what each covers; cells merged upwards are part of the one above."""
    merged: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}  # column: row and place of the cell that goes on downwards
    for row, cells in enumerate(rows):
        column = _skipped(cells)
        line: list[Cell] = [Cell("", columns=column)] if column else []
        merged.append(line)
        for element, lines in zip(cells, words[row], strict=True):
            properties = child(element, "tcPr")
            wide = min(max(number(child(properties, "gridSpan"), "val") or 1, 1), _MOST_COLUMNS)
            merge = child(properties, "vMerge")
            if merge is not None and attribute(merge, "val") != "restart" and column in above:
                _extend(merged, above[column])
            else:
                above.pop(column, None)
                if merge is not None:
                    above[column] = (row, len(line))
                line.append(Cell(_LINE_END.join(lines), columns=wide))
            column += wide
    return merged


def _extend(merged: list[list[Cell]], place: tuple[int, int]) -> None:
    row, at = place
    cell = merged[row][at]
    merged[row][at] = Cell(cell.words, cell.columns, cell.rows + 1)


def _skipped(cells: Iterable[etree._Element]) -> int:
    """Give how many columns a row leaves out before its first cell."""
    first = next(iter(cells), None)
    row = None if first is None else next(first.iterancestors(_ROW), None)
    return min(number(child(child(row, "trPr"), "gridBefore"), "val") or 0, _MOST_COLUMNS)
