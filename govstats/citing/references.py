"""References to reports, as GB/T 7714, BibTeX and CSL have them.

A report is of the type R (GB/T 7714—2015, annex B; 2025, annex A), also where it was published as a web page: EB is
only for pages that are nothing else (2025, 8.11). Its number stands behind the title (2015, 8.2.3; 2025, 8.8). Names
of government bodies stand as the report has them (2015, 8.1.4; 2025, 7.1.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govstats.citing.model import Citation, TablePlace

_TEX = {each: f"\\{each}" for each in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SPACES = re.compile(r"\s+")


def write_gbt7714_2015(citation: Citation) -> str:
    """Write a reference in the form of GB/T 7714—2015.

    A report with an address is an electronic resource (4.6): the date of publication in round brackets, the date of
    access in square ones (8.4.4.2), without place and publisher (8.4.1.3, 8.4.2.3). One without an address is a
    printed one (4.1): [出版地不详] (8.4.1.3), the issuer as publisher, and the year. A date that is not known is left
    out; none is estimated (8.4.3.3 allows that).
    """
    front = _front(citation, ": ")
    if citation.url is not None:
        published = f"({citation.published_on})" if citation.published_on else ""
        accessed = f"[{citation.accessed_on}]" if citation.accessed_on else ""
        dates = f"{published}{accessed}. " if published or accessed else ""
        return f"{front}[R/OL]. {dates}{citation.url}."
    year = f", {citation.published_on.year}" if citation.published_on else ""
    return f"{front}[R]. [出版地不详]: {_tidy(citation.issuer)}{year}."


def write_gbt7714_2025(citation: Citation) -> str:
    """Write a reference in the form of GB/T 7714—2025.

    A report has the date of publication, and neither place, publisher nor date of access (8.8); signs in a Chinese
    reference are those of Chinese. A date that is not known is left out (8.8: 有则必备).
    """
    front = _front(citation, "：")
    carrier = "R/OL" if citation.url is not None else "R"
    rest = [str(each) for each in (citation.published_on, citation.url) if each is not None]
    return ". ".join([f"{front}[{carrier}]", *rest]) + "."


def write_note(citation: Citation) -> str:
    """Write a note in Chinese that leads from a citation back to the words of the source."""
    places = [*_place_words(citation)]
    source = f"源文件SHA-256：{citation.short_sha256}"
    return f"{'，'.join(places)}；{source}。" if places else f"{source}。"


def write_bibtex(citations: Sequence[Citation]) -> str:
    """Write entries for BibTeX, one for each report; where its figures stand goes into annote, which styles leave out.

    Args:
        citations: any number, several of one report too.
    """
    return "\n".join(_bibtex_entry(group) for group in _by_report(citations))


def write_csl(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    """Write items of CSL-JSON 1.0, which Zotero imports, one for each report.

    Args:
        citations: any number, several of one report too.
    """
    return [_csl_item(group) for group in _by_report(citations)]


def _front(citation: Citation, colon: str) -> str:
    number = f"{colon}{_tidy(citation.document_number)}" if citation.document_number else ""
    return f"{_tidy(citation.issuer)}. {_tidy(citation.title)}{number}"


def _tidy(words: str) -> str:
    return _SPACES.sub(" ", words).strip()


def _place_words(citation: Citation) -> Iterator[str]:
    figure = citation.figure
    if figure is None:
        return
    if figure.where.headings:
        yield "见" + "".join(f"“{heading}”" for heading in figure.where.headings) + "之下"
    yield f"全文第{figure.where.paragraph}段"
    if figure.where.table is not None:
        yield _table_words(figure.where.table)
    first, last = figure.start + 1, figure.end
    yield f"第{first}字符“{figure.text}”" if first == last else f"第{first}至{last}字符“{_tidy(figure.text)}”"


def _table_words(table: TablePlace) -> str:
    caption = f"“{_tidy(table.caption)}”" if table.caption else ""
    names = "、".join(
        f"“{'·'.join(part)}”{what}"
        for part, what in ((table.row_names, "行"), (table.column_names, "列"))
        if part
    )
    return f"第{table.number}个表{caption}第{table.row}行第{table.column}列" + (
        f"（{names}）" if names else ""
    )


def _by_report(citations: Iterable[Citation]) -> list[list[Citation]]:
    groups: dict[int, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.report_id, []).append(citation)
    return list(groups.values())


def _key(citation: Citation) -> str:
    return f"govstats-{citation.place_code}-{citation.year}-{citation.sha256[:8]}"


def _notes(group: Sequence[Citation]) -> str:
    return " ".join(citation.note for citation in group)


def _bibtex_entry(group: Sequence[Citation]) -> str:
    citation = group[0]
    fields: Mapping[str, str | None] = {
        "author": f"{{{_escaped(citation.issuer)}}}",
        "title": f"{{{_escaped(citation.title)}}}",
        "institution": f"{{{_escaped(citation.issuer)}}}",
        "number": _escaped(citation.document_number) if citation.document_number else None,
        "year": str(citation.published_on.year) if citation.published_on else None,
        "date": str(citation.published_on) if citation.published_on else None,
        "url": citation.url,
        "urldate": str(citation.accessed_on) if citation.accessed_on else None,
        "langid": "chinese",
        "annote": _escaped(_notes(group)),
    }
    lines = [f"  {name:<11} = {{{value}}}," for name, value in fields.items() if value is not None]
    return "\n".join([f"@techreport{{{_key(citation)},", *lines, "}", ""])


def _escaped(words: str) -> str:
    return "".join(_TEX.get(each, each) for each in _tidy(words))


def _csl_item(group: Sequence[Citation]) -> dict[str, Any]:
    citation = group[0]
    item: dict[str, Any] = {
        "id": _key(citation),
        "type": "report",
        "author": [{"literal": _tidy(citation.issuer)}],
        "title": _tidy(citation.title),
        "publisher": _tidy(citation.issuer),
        "number": citation.document_number,
        "issued": _date_parts(citation.published_on),
        "accessed": _date_parts(citation.accessed_on),
        "URL": citation.url,
        "language": "zh-CN",
        "note": _notes(group),
    }
    return {name: value for name, value in item.items() if value is not None}


def _date_parts(day: date | None) -> dict[str, list[list[int]]] | None:
    return None if day is None else {"date-parts": [[day.year, day.month, day.day]]}
