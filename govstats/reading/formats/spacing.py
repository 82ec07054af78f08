"""White space of marked-up texts as a reader sees it: no break inside Chinese words, no indents, nothing invisible."""

from __future__ import annotations

import re

_WIDE = "\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3001-\u303f\U00020000-\U0003ffff"
_BREAK_IN_WORD = re.compile(rf"(?<=[{_WIDE}])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_WIDE}])")
_SPACES = re.compile(r"[\s\x1c-\x1f\u2028\u2029]+")
# soft hyphen, zero width, direction marks, byte order mark, controls but those that are white space
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)


def tidy_line(words: str) -> str:
    """Write the text of a paragraph as one line.

    Args:
        words: its text as the source has it.

    Returns:
        The text without indents and invisible signs; a run of white space is one space, and none where the source
        merely breaks the line between two Chinese characters.
    """
    visible = _INVISIBLE.sub("", words)
    return _SPACES.sub(" ", _BREAK_IN_WORD.sub("", visible)).strip()
