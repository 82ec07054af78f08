"""Which lines of a page belong to its article, where no container tells: trafilatura's judgement, and never less than prose."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from govstats.reading.formats.html.containers import PageRules
from govstats.reading.formats.html.parsing import Element
from govstats.text import fold

_LARGEST = 300_000  # characters of a page, without its scripts; trafilatura takes a second for so many


def choose_lines(lines: Sequence[str], root: Element, rules: PageRules) -> list[str]:
    """Choose the lines that belong to an article.

    Args:
        lines: the lines of the part of a page that probably holds the article.
        root: the page.
        rules: labels of fields.

    Returns:
        The lines whose words trafilatura too finds to be content, every line with a whole sentence, and the fields of
        the head before the first of these; all lines where it finds nothing, or would take long.
    """
    page = etree.tostring(root, encoding="unicode", method="html")
    if len(page) > _LARGEST:
        return list(lines)
    import trafilatura  # noqa: PLC0415 -- takes a third of a second, which pages with a known container need not pay

    content = trafilatura.extract(page, favor_recall=True, include_comments=False, include_tables=True)
    found = "".join((content or "").split())
    if not found:
        return list(lines)
    first = next((place for place, line in enumerate(lines) if "。" in line), 0)
    return [
        line
        for place, line in enumerate(lines)
        if "。" in line or _is_in(line, found) or (place < first and _is_field(line, rules))
    ]


def _is_field(line: str, rules: PageRules) -> bool:
    folded = fold(line)
    return rules.label.match(folded) is not None and rules.furniture_line.fullmatch(folded) is None


def _is_in(line: str, found: str) -> bool:
    """Tell whether the words of a line, or of each cell of a row, are found."""
    return all("".join(cell.split()) in found for cell in line.split("\t"))
