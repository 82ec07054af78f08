"""The labelled fields of a page's head: 发布日期：2021-01-27, [ 发文字号 ] 宝司〔2021〕1号, cells of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import regex

from govstats.catalogue.cues import HeaderLabels
from govstats.reading.headers.stated import Stated
from govstats.text import any_of, compile_pattern, fold

# how sure a field of the name is what its label says: who publishes a report need not be who reports
_CONFIDENCES = {"issuer": 0.85, "author": 0.65, "updated": 0.78, "issued": 0.78}
_LABELLED = 0.95
_SHORTEST_ALONE = (
    3  # characters of a label that counts alone in a line, its value below: 来源 may be anything
)

_CLOSE = r"[ ]{0,4}[\])】]?[ ]{0,4}"
_ORGANISATION = r"\p{Han}{2,24}[局府厅办委室署](?:[ ]|$)"
_NUMBER = r"\p{Han}{1,12}[ ]?[〔\[(【](?:19|20)[0-9]{2}[〕\])】]"
_INDEX = r"[A-Za-z0-9/_.-]*[0-9]{4}[A-Za-z0-9/_.-]*(?:[ ]|$)"
_COLON = regex.compile(r"(?<![0-9]):|:(?![0-9])")
_END_OF_FIELD = re.compile(r"[ ]{2,}|[|【\[〖\]】]")


class FieldReader:
    """Reads labelled fields, and tells which lines hold them.

    Args:
        labels: what pages call the fields.
        furniture: labels of page furniture that end a field.
    """

    def __init__(self, labels: HeaderLabels, furniture: Sequence[str]) -> None:
        self._fields: dict[str, tuple[str, ...]] = {
            name: getattr(labels, name) for name in labels.__struct_fields__
        }
        every = {label for field in self._fields.values() for label in field}
        self._labels = frozenset(every)
        # a label counts with its colon or bracket; without, only before what it must hold: a date, of a source an
        # organisation, a document number, an index number: 发布时间 2021-01-27 来源 甲乙区司法局
        self._label = regex.compile(
            rf"(?<!\p{{Han}})(?:(?P<label>{label_pattern(every)})"
            rf"(?:{_CLOSE}:[ ]*|[ ]{{0,4}}[\])】][ ]*|[ ]+(?=(?:19|20)[0-9]{{2}}))"
            rf"|(?P<label>{label_pattern((*labels.source, *labels.issuer))})[ ]+(?={_ORGANISATION})"
            rf"|(?P<label>{label_pattern(labels.number)})[ ]+(?={_NUMBER})"
            rf"|(?P<label>{label_pattern(labels.index)})[ ]+(?={_INDEX}))(?P<value>[^\n]*)"
        )
        self._furniture = compile_pattern(any_of(furniture))
        words = any_of(every | set(furniture))
        self._next = compile_pattern(
            rf"(?:{words})[ ]{{0,4}}[\])】]?[ ]{{0,4}}:|[ \[【(](?:{words})(?=[ \])】]|$)"
        )

    def read(self, lines: Sequence[str]) -> dict[str, list[Stated]]:
        """Read the fields of a head.

        Args:
            lines: the lines of the head, width folded, cells of tables as `join_cells` leaves them.

        Returns:
            For each field its values, those of its most telling label first.
        """
        found: dict[str, list[str]] = {}
        for label, value in self._read_lines(lines):
            values = found.setdefault(label, [])
            if value not in values:
                values.append(value)
        return {
            name: [
                Stated(value, f"field {label}", _CONFIDENCES.get(name, _LABELLED))
                for label in (labels if found else ())
                if label in found
                for value in found[label]
            ]
            for name, labels in self._fields.items()
        }

    def _read_lines(self, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
        for index, line in enumerate(lines):
            position = 0
            alone = line.strip().replace(" ", "")
            if len(alone) >= _SHORTEST_ALONE and self._is_label(alone):
                if value := self._value_below(lines, index):
                    yield alone, value
                continue
            while match := self._label.search(line, position):
                position = match.start("value")
                value = self._cut(match["value"])
                if (
                    not value and not match["value"].strip()
                ):  # 发布机构: alone in a line, its value in the next
                    value = self._value_below(lines, index)
                if value:
                    yield match["label"].replace(" ", ""), value

    def _value_below(self, lines: Sequence[str], index: int) -> str:
        below = next((line for line in lines[index + 1 : index + 3] if line.strip()), "")
        # a time of day has a colon as well
        return (
            "" if self._is_label(below) or _COLON.search(below) or self._next.search(below) else below.strip()
        )

    def _cut(self, value: str) -> str:
        """Cut a value where the next field begins."""
        if following := self._next.search(value):
            value = value[: following.start()]
        parts: list[str] = _END_OF_FIELD.split(value.strip(), maxsplit=1)
        return parts[0].strip(" ,，;")

    def holds_label(self, line: str) -> bool:
        """Tell whether a line begins with a label."""
        return self._label.match(line.strip(" [【(•·*")) is not None

    def is_furniture(self, words: str) -> bool:
        """Tell whether words begin with page furniture: 浏览次数:33, 字体:大 中 小."""
        return self._furniture.match(words) is not None

    def join_cells(self, lines: Sequence[str]) -> Iterator[str]:
        """Fold lines; cells of a table, parted by tabs or bars, become labels with colons and their values.

        Args:
            lines: lines as they stand in the text.

        Yields:
            The folded lines: 发文日期⇥2021-01-25 becomes 发文日期: 2021-01-25. A row of labels above a row of values
            becomes a row of both, and an empty one.
        """
        above: list[str] = []
        for line in lines:
            cells = _cells(line)
            if above and len(cells) == len(above):
                yield "  ".join(f"{label}: {cell}" for label, cell in zip(above, cells, strict=True) if cell)
                above = []
                continue
            if above:
                yield "  ".join(above)
            above = cells if len(cells) > 1 and all(self._is_label(cell) for cell in cells) else []
            if not above:
                yield fold(line) if len(cells) == 1 else self._joined(cells)
        if above:
            yield "  ".join(above)

    def _joined(self, cells: Sequence[str]) -> str:
        return "  ".join(
            f"{cell}:" if self._is_label(cell) and index + 1 < len(cells) else cell
            for index, cell in enumerate(cells)
        )

    def _is_label(self, cell: str) -> bool:
        return cell.replace(" ", "") in self._labels


def _cells(line: str) -> list[str]:
    parts = line.strip().strip("|").split("|") if line.lstrip().startswith("|") else line.split("\t")
    return [fold(cell).strip() for cell in parts]


def label_pattern(labels: Iterable[str]) -> str:
    """Write a pattern for any of some labels, whose characters may be set apart: 文  号."""
    ordered = sorted(labels, key=lambda label: (-len(label), label))
    return "|".join("[ ]{0,8}".join(map(regex.escape, label)) for label in ordered)
