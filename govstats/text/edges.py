"""Where a pattern may match, as the pattern itself tells: by the first characters, and by the one before them.

Many patterns are tried at the same place, and nearly all of them fail. To ask this first, and to keep the answer, costs less.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import regex

from govstats.text.patterns import pieces_of, split_alternatives

_ANYTHING = r"[\s\S]"
_LOOKS_BACK = frozenset({"(?<=", "(?<!"})
_LOOKS_AHEAD = frozenset({"(?=", "(?!"})
_QUANTIFIERS = "?*+{"
_TESTS, _CHARACTERS = 1024, 1024  # how many are kept: patterns begin with the same few look-behinds

_Test = Callable[[str], bool]


class Edge:
    """What a pattern asks of the place where a match begins.

    Args:
        pattern: a regular expression of the regex module, without flags and back references.
    """

    def __init__(self, pattern: str) -> None:
        self._front = regex.compile(_blind_to_digits(_looking_ahead(pattern)))
        self._may_follow = _test_of(pattern)

    def may_begin(self, front: str) -> bool:
        """Tell whether a match may begin with some characters.

        Args:
            front: the first characters of a text, in which any digit stands for all of them; the text may go on.
        """
        return self._front.match(front, partial=True) is not None

    def may_follow(self, character: str) -> bool:
        """Tell whether a match may begin behind a character."""
        return self._may_follow(character)


def _looking_ahead(pattern: str) -> str:
    """Drop what looks back, and what may not follow if that is a digit or the end: the rest matches wherever it did."""
    kept: list[str] = []
    opened: list[int] = []
    for piece in pieces_of(pattern):
        kept.append(piece)
        if piece[0] == "(":
            opened.append(len(kept) - 1)
        elif piece == ")":
            start = opened.pop()
            is_dropped = kept[start] in _LOOKS_BACK or (
                kept[start] == "(?!" and any(one == "$" or _is_some_digit(one) for one in kept[start:])
            )
            if is_dropped:
                kept[start:] = ["(?:", ")"]
    return "".join(kept)


def _blind_to_digits(pattern: str) -> str:
    """Let a pattern take any digit where it takes some."""
    return "".join(_widened(piece) if _is_some_digit(piece) else piece for piece in pieces_of(pattern))


def _is_some_digit(piece: str) -> bool:
    """Tell whether a piece of a pattern takes some digits and not others."""
    told = piece.replace("0-9", "") if piece[0] == "[" else piece
    return piece[0] in "[0123456789" and any(sign in told for sign in "0123456789")


def _widened(piece: str) -> str:
    if piece[0] != "[":
        return "[0-9]"
    return _ANYTHING if piece[1] == "^" else f"[0-9{piece[1:]}"


def _test_of(pattern: str) -> _Test:
    """Make a test of the character before a match."""
    tests = [_tests_of_front(alternative) for alternative in split_alternatives(pattern)]
    if not all(tests):  # an alternative that asks nothing
        return _always
    if len(tests) == 1 and len(tests[0]) == 1:
        return tests[0][0]
    return lambda character: any(all(test(character) for test in each) for each in tests)


def _always(_: str) -> bool:
    return True


def _tests_of_front(alternative: str) -> list[_Test]:
    """Make the tests of the look-behinds that an alternative begins with; none where it begins with none."""
    tests: list[_Test] = []
    for element, following in pairwise([*_elements_of(alternative), ["the end"]]):
        if following[0][0] in _QUANTIFIERS:
            break
        inside = "".join(element[1:-1])
        if element[0] == "(?<=":
            tests.append(_test_of_ending(inside))
        elif element[0] == "(?<!" and len(element) == len(("(?<!", "one character or set", ")")):
            tests.append(_test_of_other(inside))
        elif element[0] == "(?:":
            tests.append(_test_of(inside))
            break
        elif element[0] not in _LOOKS_BACK | _LOOKS_AHEAD:
            break
    return tests


def _elements_of(alternative: str) -> list[list[str]]:
    """Part an alternative into what stands outside groups and whole groups, each as its pieces."""
    elements: list[list[str]] = []
    depth = 0
    for piece in pieces_of(alternative):
        if depth:
            elements[-1].append(piece)
        else:
            elements.append([piece])
        depth += (piece[0] == "(") - (piece == ")")
    return elements


@lru_cache(_TESTS)
def _test_of_ending(words: str) -> _Test:
    """Make a test whether some words may end in a character; those that look around are not asked."""
    if any(piece in _LOOKS_BACK | _LOOKS_AHEAD for piece in pieces_of(words)):
        return _always
    backwards = regex.compile(f"(?r)(?:{words})")
    return lru_cache(_CHARACTERS)(lambda character: backwards.match(character, partial=True) is not None)


@lru_cache(_TESTS)
def _test_of_other(one: str) -> _Test:
    excluded = regex.compile(one)
    return lru_cache(_CHARACTERS)(lambda character: excluded.match(character) is None)
