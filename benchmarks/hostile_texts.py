"""Hostile texts: what nobody writes in a report, but a scan, an export or an attacker may hand in.

Each is a unit to repeat. HOSTILE are long runs of signs and sentences that never end; DENSE hold nothing but numbers, so
that what a number costs shows without any text between.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

MEGABYTE = 1_000_000

HOSTILE = {
    "digits": "7",
    "years": "2020",
    "百": "百",
    "commas": ",",
    "full-width commas": "，",
    "list signs": "、",
    "nested brackets": "(",
    "nested quotes": "“",
    "straight quotes": '"',
    "title signs": "《",
    "titles": "《》",
    "ordinal signs": "第",
    "list marks": "1、\n",
    "其中": "其中",
    "分别": "分别",
    "年": "年",
    "至": "至",
    "percent signs": "%",
    "spaces": " ",
    "line breaks": "\n",
    "words": "办理案件",
    "a sentence without end": "办结1件,",
    "a sentence without end, full width": "办结1件，",
    "a list without end": "1件、",
    "nested brackets with figures": "(1件",
    "tabs": "\t",
    "a table without figures": "甲\t乙\n",
}
DENSE = {
    "a row without end": "1\t",
    "a table without end": "甲\t1\t2件\n",
    "tables without end": "项目\t数量\n甲\t1件\n\n",
    "sentences in cells": "甲\t建成公共法律服务站15个，全年接待咨询8000人次。\n",
    "mixed": "其中:办结1件、(第2，“3年至百《%分别\n ",
    "digits apart": "7 ",
    "digits and commas": "1,",
    "points": "1.",
    "dashes": "1-",
    "slashes": "/1",
    "sums": "1+",
    "thousands without end": ",234",
    "letters and digits": "A1",
    "brackets": "（1）",
    "figures in a row": "3件",
    "figures with a shared unit": "3、",
    "parts": "其中3件，",
    "changes": "同比增长3%，",
    "shares": "占3%",
    "in turn": "分别3、",
    "short sentences": "1。",
    "short sentences with units": "办结1件;",
    "zeros in words": "均无败诉，",
    "dates": "2020年1月",
    "document numbers": "〔2020〕",
    "ordinals with numbers": "第三",
    "fractions": "百分之",
    "numerals in words": "一二1",
    "quotes with numerals": "“一",
    "title signs with numbers": "《1",
    "no figure of something": "未发生",
}
_SIGNS = "0123456789百千一二(（)）“”《》第、，,。;其中分别办结件年%至 \n为较上年增长率无共和"


def hostile_texts(size: int, units: dict[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """Make the hostile texts.

    Args:
        size: how many bytes of UTF-8 each has, at most.
        units: the units to repeat; HOSTILE without any. With DENSE a text of random signs is made too.

    Yields:
        The name of each, and the text.
    """
    for name, unit in (units or HOSTILE).items():
        yield name, unit * (size // len(unit.encode()))
    if units is DENSE:
        signs = "".join(random.Random(2020).choices(_SIGNS, k=size // 2))
        yield "random signs", signs.encode()[:size].decode(errors="ignore")
