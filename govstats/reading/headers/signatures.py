"""Who signs a report at its end, and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import zip_longest

from govstats.reading.headers.dates import is_date_alone, read_date, without_last_date
from govstats.reading.headers.stated import Stated

_TAIL_LINES, _TAIL_CHARACTERS = 25, 6000
_STOP = re.compile(r"[,，。;；]")
_SEAL = re.compile(r"\((?:盖章|印章|公章|章)\)$")
_DATED, _UNDATED, _DATE_ALONE = 0.9, 0.7, 0.7
_FOUND_IN = "signature"

Signature = tuple[Stated | None, Stated | None]


class SignatureReader:
    """Reads the signature under a report: the organisation and the date, each in a line of its own or in one.

    Args:
        is_organisation: tells whether words are the name of an organisation and nothing else.
    """

    def __init__(self, is_organisation: Callable[[str], bool]) -> None:
        self._is_organisation = is_organisation

    def read(self, folded: str) -> Signature:
        """Read the signature of a report.

        An organisation with a date counts before one without; one without counts only if it is the only one,
        because below many reports stand the names of other sites.

        Args:
            folded: the whole text, width folded.

        Returns:
            The organisation and the date; None for what is missing.
        """
        prose = _STOP.search(folded)  # above the first sentence stands no signature
        begin = max(prose.start() if prose else len(folded), len(folded) - _TAIL_CHARACTERS)
        tail = folded[begin:].splitlines()[1:]
        lines = [line.strip() for line in tail if line.strip()][-_TAIL_LINES:]
        signed = list(self._organisations(lines))
        for name, day in reversed(signed):
            if day is not None:
                return Stated(name, _FOUND_IN, _DATED), Stated(day.isoformat(), _FOUND_IN, _DATED)
        days = [line for line in lines if is_date_alone(line)]
        day = read_date(days[-1]) if days else None
        names = {name for name, _ in signed}
        return (
            Stated(names.pop(), _FOUND_IN, _UNDATED) if len(names) == 1 else None,
            Stated(day.isoformat(), _FOUND_IN, _DATE_ALONE) if day else None,
        )

    def _organisations(self, lines: Sequence[str]) -> Iterator[tuple[str, date | None]]:
        """Give the organisations that fill lines, each with the date in its line or in the next one."""
        for line, below in zip_longest(lines, lines[1:], fillvalue=""):
            words = without_last_date(line)
            name = words.replace(" ", "")
            name = _SEAL.sub("", name) if name.endswith(")") else name
            if self._is_organisation(name):
                own = read_date(line) if words != line else None
                yield name, own or (read_date(below) if is_date_alone(below) else None)
