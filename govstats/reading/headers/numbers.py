"""Document numbers and index numbers as the heads of pages write them."""

from __future__ import annotations

from collections.abc import Mapping

import regex

_NUMBER = regex.compile(
    r"(?P<prefix>\p{Han}{1,12})[ ]?[〔\[(【〈][ ]?(?:19|20)[0-9]{2}[ ]?[〕\])】〉][ ]?第?[ ]?[0-9]{1,5}[ ]?号"
)
_BEHIND = regex.compile(
    r"号*[ ]*[)\]】〕]?[ ]*(?:签发人[ ]*:?[ ]*[\p{Han} ]{0,9}|(?<=[ ])(?:19|20)[0-9]{2}[-./年][0-9日月./ :-]{3,})?"
)  # 号 is doubled on damaged pages
_INDEX = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}/_.〔〕()—–-]{2,59}")
_BRACKETS = str.maketrans("[(【〈])】〉", "〔〔〔〔〕〕〕〕")


def read_number(value: str) -> str | None:
    """Read a document number that fills a value or a line: 宝司〔2021〕1号, 川府〔2021〕第3号.

    A number in a sentence belongs to another document, and so does one in brackets behind a name.

    Args:
        value: the words, width folded.

    Returns:
        The number without spaces; None where the words are anything else.
    """
    words = value.strip()
    match = _NUMBER.match(words)
    if match is None or _BEHIND.fullmatch(words, match.end()) is None:
        return None
    return str(match[0]).replace(" ", "")


def read_index(value: str) -> str | None:
    """Read an index number: 11310113MB2F30620J-2021-001, 000014349/2021-00012; None for anything else."""
    match = _INDEX.match(value.strip())
    return str(match[0]) if match and any(character.isdigit() for character in match[0]) else None


def compared(number: str) -> str:
    """Write a document number with the brackets of the standard (GB/T 9704), so that two compare."""
    return number.translate(_BRACKETS).replace("第", "")


def province_of(number: str, place_name: str, characters: Mapping[str, str]) -> str | None:
    """Tell the province that a document number's prefix stands for: 上海市 for 沪宝府〔2021〕3号 and 宝山区.

    Cities have characters too, some of them those of other provinces (宁 of 南京); only one that stands before the
    first character of the place's own name tells the province.

    Args:
        number: the document number.
        place_name: the name of the place that reports, which several places share.
        characters: the provinces by their characters.

    Returns:
        The name of the province; None where the prefix does not tell.
    """
    return characters.get(number[0]) if number[1:2] == place_name[:1] else None
