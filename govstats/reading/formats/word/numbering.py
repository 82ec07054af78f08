"""The numbers that Word sets before paragraphs, which are not in their text: 一、 (二) 3. (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from govstats.reading.formats.word.names import attribute, child, number, tag

_DEEPEST = 8  # levels are counted from 0
_MOST = 999  # numbers beyond are no list's
_PLACE = re.compile(r"%([1-9])")
_DECIMAL = re.compile(r"[0-9０-９][.．][0-9０-９]")  # 1.1 before words could be taken for a figure of theirs
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list is numbered."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    is_spaced: bool = True


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through a document.

    Markers by letters, Roman numerals and numbers of several levels (1.1) are left out, as are those in forms that
    are not known: they begin no heading of a report, and the words behind would be read with them.


    Args:
        root: the document's numbering part; None where it has none.
        styles: its styles part; None likewise.
    """

    def __init__(self, root: etree._Element | None, styles: etree._Element | None) -> None:
        self._abstract: dict[str, _List] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._of_style = _numbered_styles(styles)
        for element in () if root is None else root.iterchildren(tag("abstractNum")):
            levels = {
                number(each, "ilvl") or 0: _read_level(each) for each in element.iterchildren(tag("lvl"))
            }
            self._abstract[attribute(element, "abstractNumId")] = _List(levels)
        for element in () if root is None else root.iterchildren(tag("num")):
            own = attribute(element, "numId")
            self._lists[own] = attribute(child(element, "abstractNumId"), "val")
            self._restarts[own] = {
                number(each, "ilvl") or 0: start
                for each in element.iterchildren(tag("lvlOverride"))
                if (start := number(child(each, "startOverride"), "val")) is not None
            }

    def marker(self, properties: etree._Element | None) -> str:
        """Count a paragraph and give its marker.

        Args:
            properties: the properties of the paragraph (w:pPr), None where it has none.

        Returns:
            Its marker with a space behind it where one belongs there: 一、 or 3. ; "" for bullets and for none.
        """
        list_id, depth = self._place(properties)
        numbered = self._abstract.get(self._lists.get(list_id, ""))
        level = numbered.levels.get(depth) if numbered else None
        if numbered is None or level is None:
            return ""
        restart = self._restarts.get(list_id, {}).pop(depth, None)
        before = numbered.counts.get(depth)
        first = level.start if restart is None else restart
        numbered.counts[depth] = first if restart is not None or before is None else before + 1
        for deeper in [each for each in numbered.counts if each > depth]:
            del numbered.counts[deeper]
        return _write(numbered, level)

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """Give the list and the level of a paragraph, its own or those of its style."""
        own = child(properties, "numPr")
        style = attribute(child(properties, "pStyle"), "val")
        of_style = self._of_style.get(style, ("", 0))
        if own is None:
            return of_style
        list_id = attribute(child(own, "numId"), "val") or of_style[0]
        depth = number(child(own, "ilvl"), "val")
        return list_id, min(of_style[1] if depth is None else depth, _DEEPEST)


def _read_level(element: etree._Element) -> _Level:
    start = number(child(element, "start"), "val")
    return _Level(
        start=1 if start is None else start,
        form=attribute(child(element, "numFmt"), "val") or "decimal",
        text=attribute(child(element, "lvlText"), "val"),
        is_spaced=attribute(child(element, "suff"), "val") != "nothing",
    )


def _numbered_styles(styles: etree._Element | None) -> dict[str, tuple[str, int]]:
    """Give the list and level of each paragraph style that is numbered."""
    numbered: dict[str, tuple[str, int]] = {}
    for style in () if styles is None else styles.iterchildren(tag("style")):
        own = child(child(style, "pPr"), "numPr")
        list_id = attribute(child(own, "numId"), "val")
        if list_id:
            depth = number(child(own, "ilvl"), "val") or 0
            numbered[attribute(style, "styleId")] = (list_id, min(depth, _DEEPEST))
    return numbered


def _write(numbered: _List, level: _Level) -> str:
    if level.form in {"bullet", "none"} or not _PLACE.search(level.text):
        return ""
    written = level.text
    for place in set(_PLACE.findall(level.text)):
        inner = numbered.levels.get(int(place) - 1)
        count = numbered.counts.get(int(place) - 1, inner.start if inner else 1)
        digits = _write_number(count, inner.form) if inner else ""
        if not digits:
            return ""
        written = written.replace(f"%{place}", digits)
    if _DECIMAL.search(written):
        return ""
    if written[-1].isnumeric():  # so could a bare number
        return f"{written}. "
    return f"{written} " if level.is_spaced and written.isascii() else written


def _write_number(count: int, form: str) -> str:
    """Write a number as a format of Word does; "" for a format that is not known."""
    if not 0 <= count <= _MOST:
        return ""
    writer = _FORMS.get(form)
    return writer(count) if writer else ""


def _write_chinese(count: int) -> str:
    """Write a number in Chinese numerals: 十, 二十三, 一百零五."""
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    written = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        written += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        written += "零"
    return written + (_DIGITS[ones] if ones or not count else "")


def _circled(count: int) -> str:
    return chr(ord("①") + count - 1) if 1 <= count <= 20 else ""


_FORMS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02}",
    "decimalFullWidth": lambda count: str(count).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "chineseCounting": _write_chinese,
    "chineseCountingThousand": _write_chinese,
    "japaneseCounting": _write_chinese,
    "taiwaneseCounting": _write_chinese,
    "taiwaneseCountingThousand": _write_chinese,
    "ideographDigital": lambda count: "".join(_DIGITS[int(digit)] for digit in str(count)),
    "ideographTraditional": lambda count: _STEMS[count - 1] if 1 <= count <= len(_STEMS) else "",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
}
