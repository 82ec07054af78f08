"""Questions that a person answers at a terminal, with completion, or a script through a pipe, line by line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, BinaryIO, Protocol

from govstats.errors import AnswerError

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

MOST_OFFERED = 100
Offers = Mapping[str, str]
"""Words that may be typed, each with what it means."""


class Asker(Protocol):
    """Somebody who answers."""

    def ask(self, question: str, offers: Offers = ...) -> str:
        """Give the answer to a question, without white space at its edges.

        Raises:
            EOFError: there is no answer any more.
            AnswerError: the answer cannot be read.
        """


class PipeAsker:
    """Answers that come through a pipe, a line each; questions are not repeated into the output.

    Args:
        stream: where they come from.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def ask(self, question: str, offers: Offers | None = None) -> str:  # noqa: ARG002
        """Read the next line."""
        line = self._stream.readline()
        if not line:
            raise EOFError
        try:
            return line.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise AnswerError("an answer is not in UTF-8", "write the answers in UTF-8") from error


class TerminalAsker:
    """A person at a terminal; Tab completes."""

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession

        self._session: PromptSession[str] = PromptSession(complete_in_thread=True)

    def ask(self, question: str, offers: Offers | None = None) -> str:
        """Ask at the terminal."""
        return self._session.prompt(question, completer=_completer(offers or {})).strip()


def open_asker() -> Asker:
    """Give who answers: the person at the terminal, or what is piped in."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return TerminalAsker()
    return PipeAsker(sys.stdin.buffer)


def _completer(offers: Offers) -> Completer:
    from prompt_toolkit.completion import Completer, Completion

    class OfferCompleter(Completer):
        """Offers what has the typed words in itself or in its meaning."""

        def get_completions(
            self,
            document: Document,
            complete_event: CompleteEvent,  # noqa: ARG002
        ) -> Iterable[Completion]:
            typed = document.text_before_cursor
            for word in find_offers(offers, typed):
                yield Completion(word, start_position=-len(typed), display=f"{word} {offers[word]}".strip())

    return OfferCompleter()


def find_offers(offers: Offers, typed: str) -> list[str]:
    """Find the words that what was typed may become: those that begin with it, then those that have it somewhere.

    Args:
        offers: the words with what they mean.
        typed: a part of a word or of its meaning.
    """
    wanted = typed.strip().lower()
    first = [word for word in offers if word.lower().startswith(wanted)]
    others = [word for word, meaning in offers.items() if wanted in f"{word} {meaning}".lower()]
    return list(dict.fromkeys([*first, *others]))[:MOST_OFFERED]
