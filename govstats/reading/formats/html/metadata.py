"""What a page says of itself beside its text: <title>, <meta>, the comment of a browser that saved it.

The names of the <meta> fields are those of 政府网站发展指引 (国办发〔2017〕47号, annex 2), and of Open Graph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from govstats.reading.formats.html.parsing import Element
from govstats.reading.formats.spacing import tidy_line
from govstats.reading.headers.pages import load_page_words

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("articletitle", "og:title"),
    "published": ("pubdate", "publishdate", "article:published_time", "og:published_time"),
    "source": ("url", "og:url", "contentsource"),
    "site": ("sitename", "og:site_name"),
}
_SAVED_FROM = re.compile(
    r"<!--\s{0,9}saved from url=\(\d{1,6}\)(https?://[^\s>]{1,2000}?)\s{0,9}-->", re.IGNORECASE
)
_HEAD = 20_000  # characters in which a browser's comment stands
_TITLE_PARTS = re.compile(r"_|\||[ ]-{1,2}[ ]|--|\s[–—]\s")
_LONGEST = 500  # characters of a field


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself.

    Attributes:
        page_title: its <title> as it stands.
        stated: title, published, source, site, as far as they are stated.
    """

    page_title: str
    stated: Mapping[str, str]


def read_metadata(root: Element, source: str, address: str = "") -> Metadata:
    """Read what a page says of itself.

    Args:
        root: the page.
        source: its source, whose comments the tree does not hold.
        address: where the page was taken from, if the file that holds it says so.

    Returns:
        Its title and its fields. A saved page's address goes before every other source.
    """
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = tidy_line(element.get("content") or "")[:_LONGEST]
        if name and content:
            meta.setdefault(name, content)
    page_title = tidy_line(next((title.text or "" for title in root.iter("title")), ""))[:_LONGEST]
    stated = {key: next((meta[name] for name in names if name in meta), "") for key, names in _FIELDS.items()}
    title, site = _split_title(page_title)
    stated["title"] = stated["title"] or title
    stated["site"] = stated["site"] or site
    saved = _SAVED_FROM.search(source[:_HEAD])
    stated["source"] = (saved[1] if saved else "") or address or stated["source"]
    return Metadata(page_title, {key: value for key, value in stated.items() if value})


def _split_title(page_title: str) -> tuple[str, str]:
    """Part a page's title from the name of its site: 报告_法治政府_某区门户网站, 报告-某区门户网站."""
    first, *others = [part.strip() for part in _TITLE_PARTS.split(page_title)]
    if others:
        return first, others[-1]
    title, _, site = first.rpartition("-")
    is_site = any(word in site for word in load_page_words().site_words)
    return (title.strip(), site.strip()) if title and is_site else (first, "")
