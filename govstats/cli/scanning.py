"""Where one is in a piece of SQL that is being written: in a text, a name, a comment, or behind the end of a statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Inside = Literal["", "text", "name", "comment"]

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_PARAMETER = re.compile(r"(?<![\w$])\$([^\W\d]\w*)")
_PIECE = re.compile(
    r"(?P<comment>--[^\n]*(?P<line_end>\n|\Z)|/\*(?:.*?(?P<block_end>\*/)|.*\Z))"
    r"|(?P<dollar>\$(?P<tag>(?:[^\W\d]\w*)?)\$(?:.*?(?P<dollar_end>\$(?P=tag)\$)|.*\Z))"
    r"|(?P<text>(?:(?<!\w)[eE]'(?:[^'\\]|\\.|'')*|'(?:[^']|'')*)(?P<text_end>'|\Z))"
    r'|(?P<name>"(?:[^"]|"")*(?P<name_end>"|\Z))'
    r"|(?P<end>;)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a piece of SQL consists of.

    Attributes:
        statements: the statements that are ended by a semicolon, without it.
        rest: what stands behind the last one.
        inside: what the piece ends in the middle of.
        start: where that begins; where the rest begins if in the middle of nothing.
        parameters: the $names in it.
    """

    statements: tuple[str, ...]
    rest: str
    inside: Inside
    start: int
    parameters: frozenset[str] = frozenset()

    @property
    def is_complete(self) -> bool:
        """Whether the last statement has its semicolon."""
        return bool(self.statements) and not _COMMENT.sub("", self.rest).strip()


def scan(sql: str) -> Scan:
    """Look through a piece of SQL.

    Args:
        sql: the piece, from the beginning of a statement to where one is.

    Returns:
        What it consists of.
    """
    statements: list[str] = []
    begin = 0
    for piece in _PIECE.finditer(sql):
        if piece["end"]:
            statements.append(sql[begin : piece.start()])
            begin = piece.end()
        elif inside := _left_open(piece, len(sql)):
            return Scan(tuple(statements), sql[begin:], inside, piece.start())
    named = frozenset(_PARAMETER.findall(_PIECE.sub(" ", sql)))
    return Scan(tuple(statements), sql[begin:], "", begin, named)


def _left_open(piece: re.Match[str], end: int) -> Inside:
    if piece.end() < end:
        return ""
    if piece["text"]:
        return "" if piece["text_end"] else "text"
    if piece["name"]:
        return "" if piece["name_end"] else "name"
    if piece["dollar"]:
        return "" if piece["dollar_end"] else "text"
    return "" if piece["line_end"] or piece["block_end"] else "comment"
