"""Evidence pages as HTML: one file that needs nothing beside it, and lets nothing in a report be more than text.

Every text goes through the escaping of the template. The policy of the page lets its own script and its own style run,
told by their hashes, and nothing else be run or loaded.
"""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from govstats.exports.files import replaced_file
from govstats.exports.formats import write_pieces
from govstats.exports.pages.blocks import Block, BlockCutter, Marked
from govstats.exports.pages.content import Page, PageFigure, PageFinding
from govstats.exports.pages.words import load_words, word_of
from govstats.exports.values import write_value

if TYPE_CHECKING:
    from datetime import date

    from govstats.checks import Fact
    from govstats.exports.formats import Encoding

_FOLDER: Final = Path(__file__).parent
_TEMPLATE: Final = "template.html.j2"
# What nobody sees, and what turns the order of the words around it: controls but tabs and line breaks, separators of lines,
# marks of annotations, and the Default_Ignorable_Code_Points of Unicode (DerivedCoreProperties.txt): soft hyphens, directions
# (UAX #9), joiners, fillers, variants, byte order marks, tags. A soft hyphen parts 5 from 6件 where a reader sees 56件.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_WORD_ENDS: Final = re.compile("[._]")
_IN_A_SCRIPT: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def write_page(page: Page, target: Path | BinaryIO, encoding: Encoding = "utf-8") -> None:
    """Write a page.

    Args:
        page: the page.
        target: a file, which is written as a whole or not at all, or an open binary stream.
        encoding: utf-8 or utf-8-sig, which has a byte order mark.

    Raises:
        ExportError: the file cannot be written, or a text holds half a character.
    """
    html = render(page)
    with replaced_file(target) if isinstance(target, Path) else nullcontext(target) as stream:
        write_pieces(iter([html]), stream, encoding)


def render(page: Page) -> str:
    """Give a page as HTML.

    Args:
        page: the page.

    Returns:
        A whole document: the same for the same page.
    """
    numbers: list[Marked] = [*page.figures, *page.numbers]
    marked = sorted(numbers, key=lambda one: one.start)
    blocks = tuple(BlockCutter(page.text, marked).cut())
    style, script = _asset("page.css"), _asset("page.js")
    return (
        _environment()
        .get_template(_TEMPLATE)
        .render(
            page=page,
            marked=marked,
            blocks=blocks,
            found=_by_block(page.findings, blocks),
            flags=_by_start(page.findings),
            concerns=_by_involved(page.findings),
            words=load_words(),
            counts=_counts(page),
            data=_script_data(marked),
            style=Markup(style),  # noqa: S704 -- a file of the program
            script=Markup(script),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "shown": _shown,
        "plain": _plain,
        "breakable": _breakable,
        "number": write_value,
        "period": _period,
    }
    environment.globals["word"] = word_of
    return environment


def _asset(name: str) -> str:
    """Read a file of the page; a browser takes all ends of lines for line feeds before it takes the hash."""
    return (_FOLDER / name).read_text(encoding="utf-8").strip() + "\n"


def _hash(content: str) -> str:
    """Give the hash of a script or style as the policy of a page names it (Content Security Policy Level 3, section 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _shown(text: str) -> Markup:
    """Escape a text, and show in it what nobody would see; directions end where the sign that turns them ends."""
    return Markup(_UNSEEN.sub(_sign, str(escape(text))))  # noqa: S704 -- escaped, and signs that are no markup


def _sign(match: re.Match[str]) -> str:
    sign = match[0].replace("\0", "\ufffd")  # HTML has none
    return f'<bdi class="sign" data-sign="{_code_point(match)}">{sign}</bdi>'


def _breakable(code: str) -> Markup:
    """Escape a code, and let a line end between its words: reconsideration.concluded."""
    return Markup(_WORD_ENDS.sub(r"\g<0><wbr>", str(_shown(code))))  # noqa: S704 -- no markup holds a dot or a low line


def _plain(text: str) -> str:
    """Give a text for where there is no markup, with the code points of what nobody would see."""
    return _UNSEEN.sub(_code_point, text)


def _code_point(match: re.Match[str]) -> str:
    return f"U+{ord(match[0]):04X}"


def _period(fact: Fact) -> str:
    """Give the days that a figure covers, where they are not all of its year."""
    if fact.period_start is None or fact.period_end is None or _is_year(fact.period_start, fact.period_end):
        return ""
    if fact.period_start == fact.period_end:
        return fact.period_start.isoformat()
    return f"{fact.period_start.isoformat()} – {fact.period_end.isoformat()}"


def _is_year(first: date, last: date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year


def _by_block(
    findings: Sequence[PageFinding], blocks: Sequence[Block]
) -> Mapping[int, Sequence[PageFinding]]:
    """Tell which findings stand below which block, by the number of the block."""
    starts = [block.start for block in blocks]
    found: dict[int, list[PageFinding]] = defaultdict(list)
    for finding in findings:
        if finding.start is not None:
            found[bisect_right(starts, finding.start) - 1].append(finding)
    return found


def _by_start(findings: Sequence[PageFinding]) -> Mapping[int, Sequence[PageFinding]]:
    """Tell which findings are marked at which number: all but agreements, at the one that is judged."""
    flags: dict[int, list[PageFinding]] = defaultdict(list)
    for finding in findings:
        if finding.start is not None and finding.finding.severity is not None:
            flags[finding.start].append(finding)
    return flags


def _by_involved(findings: Sequence[PageFinding]) -> Mapping[int, Sequence[PageFinding]]:
    """Tell which findings but agreements speak of which number, as the one that is judged or beside it."""
    concerns: dict[int, list[PageFinding]] = defaultdict(list)
    for finding in findings:
        if finding.finding.severity is not None:
            for start in dict.fromkeys(one.start for one in finding.involved if one.start is not None):
                concerns[start].append(finding)
    return concerns


def _counts(page: Page) -> Mapping[str, Counter[str]]:
    """Count the figures by kind, verdict, scope and decision, and the findings by severity."""
    return {
        "kind": Counter(one.fact.kind for one in page.figures),
        "verdict": Counter(one.verdict for one in page.figures),
        "scope": Counter(one.fact.scope for one in page.figures),
        "decision": Counter(one.decision for one in page.figures),
        "severity": Counter(one.severity for one in page.findings),
    }


def _script_data(marked: Sequence[Marked]) -> Markup:
    """Give what the script works on as JSON, written so that nothing in it ends the element or begins a comment."""
    rows: list[dict[str, Any]] = [
        {
            "start": one.fact.start,
            "evidence": [one.fact.evidence_start, one.fact.evidence_end],
            "kind": one.fact.kind,
            "verdict": one.verdict,
            "scope": one.fact.scope,
            "decision": one.decision,
        }
        if isinstance(one, PageFigure)
        else {"start": one.start, "evidence": [one.start, one.end], "reason": one.reason}
        for one in marked
    ]
    json = msgspec.json.encode(rows).decode()
    return Markup(json.translate(_IN_A_SCRIPT))  # noqa: S704 -- no sign of markup is left
