"""Tables that merely frame paragraphs, in any format."""

from __future__ import annotations

from collections.abc import Sequence

_PROSE = 3  # sentences that make a cell prose

Lines = Sequence[str]


def is_frame(rows: Sequence[Sequence[Lines]]) -> bool:
    """Tell whether a table frames paragraphs: has one column, or a cell with several paragraphs and most of the words.

    Args:
        rows: the cells of each row, each as its lines.
    """
    if max(map(len, rows), default=0) < 2:
        return True
    cells = [cell for row in rows for cell in row]
    longest = max(cells, key=_length)
    sentences = sum(line.count("。") for line in longest)
    return len(longest) > 1 and sentences >= _PROSE and _length(longest) * 2 > sum(map(_length, cells))


def _length(lines: Lines) -> int:
    return sum(map(len, lines))
