"""Dates and years as heads and signatures of reports write them, in digits and in Chinese numerals."""

from __future__ import annotations

from datetime import date

import regex

_HAN_YEAR = "二[〇零][〇零一二三四五六七八九]{2}"
_HAN_MONTH = "十[一二]?|[元一二三四五六七八九]"
_HAN_DAY = "三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"
_YEAR = regex.compile(rf"(?<![0-9])((?:19|20)[0-9]{{2}})[ ]?(?=年|-?年?度)|({_HAN_YEAR})(?=年)")
_BARE_YEAR = regex.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_MONTH, _DAY = "(1[0-2]|0?[1-9])", "(3[01]|[12][0-9]|0?[1-9])(?![0-9])"
_DATE = regex.compile(
    rf"(?<![0-9])((?:19|20)[0-9]{{2}})(?|[ ]?年[ ]?(1[0-2]|0?[1-9]|元)[ ]?月[ ]?{_DAY}(?:[ ]?日)?"
    rf"|-{_MONTH}-{_DAY}|/{_MONTH}/{_DAY}|\.{_MONTH}\.{_DAY})"
)
_HAN_DATE = regex.compile(rf"({_HAN_YEAR})[ ]?年[ ]?({_HAN_MONTH})[ ]?月[ ]?({_HAN_DAY})[ ]?日")
_COMPACT_DATE = regex.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?:[0-9]{6})?(?![0-9])")
_CLOCK = regex.compile(
    r"(?:T|[ ]*)[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?:\.[0-9]{1,9})?(?:Z|[+][0-9:]{4,5})?"
)
_LAST_SIGNS = tuple("0123456789日")  # of a date in any of these forms
_HAN_DIGITS = str.maketrans("〇零元一二三四五六七八九", "001123456789")  # 元月 is January


def find_years(words: str) -> tuple[int, ...]:
    """Find the years that some words name as years: 2020年, 2020年度, 二〇二〇年.

    Args:
        words: words whose width is folded.

    Returns:
        The years in the order of the words, each once.
    """
    found = (int(match[1] or match[2].translate(_HAN_DIGITS)) for match in _YEAR.finditer(words))
    return tuple(dict.fromkeys(found))


def find_bare_years(words: str) -> tuple[int, ...]:
    """Find numbers that look like years, with 年 behind them or without."""
    return tuple(dict.fromkeys(int(match[1]) for match in _BARE_YEAR.finditer(words)))


def without_years(words: str) -> str:
    """Put a space in the place of each year and of the word 年度 behind it."""
    return _YEAR.sub(" ", words).replace("年度", " ").replace("年", " ")


def read_date(words: str) -> date | None:
    """Read the first date of some words: 2021-01-27, 2021/1/27, 2021年1月27日, 二〇二一年一月二十七日.

    Args:
        words: words whose width is folded.

    Returns:
        The date; None where there is none, and for one that no calendar has, such as 2月30日.
    """
    if match := _DATE.search(words):
        return _make_date(int(match[1]), _read_number(match[2]), int(match[3]))
    if match := _HAN_DATE.search(words):
        year = int(match[1].translate(_HAN_DIGITS))
        return _make_date(year, _read_number(match[2]), _read_number(match[3]))
    return None


def read_whole_date(value: str) -> date | None:
    """Read a value that a field gives for a date, which may lack marks between its parts: 20210127103000."""
    if match := _COMPACT_DATE.match(value.strip()):
        return _make_date(int(match[1]), int(match[2]), int(match[3]))
    return read_date(value)


def is_date_alone(words: str) -> bool:
    """Tell whether words are a date and nothing else, but perhaps in brackets: (2021年1月27日)."""
    inside = words.strip(" ()")
    return inside.endswith(_LAST_SIGNS) and any(pattern.fullmatch(inside) for pattern in (_DATE, _HAN_DATE))


def behind_date(words: str) -> str | None:
    """Give what stands behind the date, and the time of day, that words begin with; None where they do not."""
    match = _DATE.match(words) or _HAN_DATE.match(words)
    if match is None:
        return None
    clock = _CLOCK.match(words, match.end())
    return words[clock.end() if clock else match.end() :]


def split_at_date(words: str) -> tuple[str, str]:
    """Part words where a date begins: 区司法局 2021-01-27 10:03 becomes 区司法局 and the rest."""
    match = _DATE.search(words) or _HAN_DATE.search(words)
    return (words[: match.start()].rstrip(), words[match.start() :]) if match else (words, "")


def without_dates(words: str) -> str:
    """Put a space in the place of each date with a day."""
    return _HAN_DATE.sub(" ", _DATE.sub(" ", words))


def without_last_date(words: str) -> str:
    """Take away a date in which words end: 甲乙区司法局 2021年1月5日 becomes 甲乙区司法局."""
    for pattern in (_DATE, _HAN_DATE) if words.endswith(_LAST_SIGNS) else ():
        for match in pattern.finditer(words):
            if match.end() == len(words):
                return words[: match.start()].rstrip()
    return words


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_number(words: str) -> int:
    """Read a number below 100, in digits or in Chinese: 7, 07, 七, 十, 十二, 二十七."""
    tens, has_tens, ones = words.rpartition("十")
    if not has_tens:
        return int(words.translate(_HAN_DIGITS))
    return (int(tens.translate(_HAN_DIGITS)) if tens else 1) * 10 + (
        int(ones.translate(_HAN_DIGITS)) if ones else 0
    )
