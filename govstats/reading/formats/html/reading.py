"""Pages of the web to documents."""

from __future__ import annotations

import re

from govstats.errors import ReadingError
from govstats.reading.document import Document
from govstats.reading.formats.html.containers import PageRules, page_rules
from govstats.reading.formats.html.content import find_body, find_fields, find_named, find_title
from govstats.reading.formats.html.encoding import decode_page
from govstats.reading.formats.html.guessing import choose_lines
from govstats.reading.formats.html.lines import LineReader
from govstats.reading.formats.html.metadata import Metadata, read_metadata
from govstats.reading.formats.html.parsing import Element, parse_page
from govstats.reading.formats.html.pruning import drop_furniture, drop_unseen
from govstats.reading.limits import DEFAULT_LIMITS, Limits

_HARDLY_ANY = 20  # characters; a page with scripts and no more than that has not loaded its text
_FIRST_LINES = 3
_BEGINS = re.compile(r"<html[\s>]", re.IGNORECASE)
_ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)


def read_html(
    data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, *, charset: str = "", address: str = ""
) -> Document:
    """Read a saved page of the web: its title, the fields of its head, the body of its article.

    Menus, breadcrumbs, footers, share buttons and lists of links are left out. Nothing that the page refers to is
    loaded.

    Args:
        data: the page's bytes.
        name: its name, for messages.
        limits: how large it may be.
        charset: the encoding that whatever carried the page names; "" for none.
        address: the address that whatever carried the page names; "" for none.

    Returns:
        The document. `stated` holds title, published, source and site as far as the page says them.

    Raises:
        ReadingError: it is too large, no page, damaged in its text, nested too deeply, or holds no text of its own.
    """
    if len(data) > limits.max_bytes:
        raise ReadingError(
            f"{name}: more than {limits.max_bytes:,} bytes, no report is so long", "split the file"
        )
    page = decode_page(data, name, charset)
    root = parse_page(page.source, name)
    elements = list(root.iter())  # kept, so that lxml need not wrap them anew in each pass
    metadata = read_metadata(root, page.source, address)
    tags = {element.tag for element in elements}
    has_frames = not tags.isdisjoint({"frameset", "iframe", "frame"})
    rules = page_rules()
    drop_unseen(root, rules)
    text, warnings = _read_article(root, metadata, rules)
    if len("".join(text.split())) <= _HARDLY_ANY and (has_frames or "script" in tags):
        what = "frames load it" if has_frames else "scripts load it"
        raise ReadingError(
            f"{name}: the page holds no text of its own, {what}",
            "open it in a browser and save it as a complete web page, or copy its text into a .txt file",
        )
    if not text.strip():
        raise ReadingError(f"{name}: the page holds no text", "check that it was saved completely")
    page.refuse_damage(text, data, name)
    if _BEGINS.search(page.source) and not _ENDS.search(page.source):
        warnings += ("the page does not end as pages do; it may be incomplete",)
    return Document(
        text=text,
        media_type="text/html",
        encoding=page.encoding,
        stated=metadata.stated,
        warnings=page.warnings + warnings,
    )


def _read_article(root: Element, metadata: Metadata, rules: PageRules) -> tuple[str, tuple[str, ...]]:
    named = [
        element for elements in find_named(root, rules.names.bodies, rules).values() for element in elements
    ]
    drop_furniture(root, rules, set(named))
    body = find_body(root, rules)
    title = find_title(root, body.parts, metadata.page_title, rules)
    frames = {around for part in body.parts for around in part.iterancestors("table")}
    reader = LineReader(rules, frames | set(body.parts))
    lines = [line for part in body.parts for line in reader.read(part)]
    if body.is_guessed:
        lines = choose_lines(lines, root, rules)
    head = find_fields(reader.read_around(root, title, body.parts), rules)
    words = metadata.stated.get("title", "") if title is None else "".join(reader.read(title))
    first_lines = "".join(lines[:_FIRST_LINES]).replace(" ", "")
    if words and words.replace(" ", "") not in first_lines:
        head.insert(0, words)
    return "\n".join(head + lines), body.warnings
