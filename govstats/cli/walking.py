"""The walk through doubtful figures: each is shown, and what the reviewer says of it is written at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from govstats.cli.options import say, tell_error, tell_forgotten
from govstats.errors import ReportError, ReviewError

if TYPE_CHECKING:
    from govstats.cli.answering import Asker
    from govstats.reviewing import Changes, Picked, ReviewedFigure, Reviewer, Vocabulary
    from govstats.store import Correction

KEYS: Final = (
    ("a", "accept", "it is right as it was read; words behind the key say why, here and below"),
    (
        "c",
        "correct",
        "asks for value, unit, indicator, year, kind and scope; an empty answer keeps what is there",
    ),
    ("r", "reject", "it is no figure, or none to publish"),
    ("s", "skip", "leave it for another time"),
    ("n", "note", "only a remark"),
    ("u", "undo", "take the last decision back, and show that figure again"),
    ("q", "quit", "leave, as Ctrl-D does; everything that was said is kept"),
    ("?", "help", "show this"),
)
_QUESTION: Final = "a accept, c correct, r reject, s skip, n note, u undo, q quit, ? help > "
_DONE: Final = {"accept": "accepted", "correct": "corrected", "reject": "rejected", "note": "noted"}
_OF_CHECKS: Final = ("contradicted", "doubtful")
_ASKED: Final = ("value", "unit", "indicator", "year", "kind", "scope")


class _LeaveError(Exception):
    """The reviewer has had enough."""


class Walk:
    """A walk through figures.

    Args:
        reviewer: who decides.
        asker: where the answers come from.
        vocabulary: the words that corrections may use.
        picked: the figures, the worst first.
    """

    def __init__(
        self, reviewer: Reviewer, asker: Asker, vocabulary: Vocabulary, picked: Sequence[Picked]
    ) -> None:
        self._reviewer = reviewer
        self._asker = asker
        self._vocabulary = vocabulary
        self._picked = picked
        self._position = 0
        self._decided: list[tuple[int, Correction]] = []
        self._counts: Counter[str] = Counter()
        self._answers: dict[str, Callable[[ReviewedFigure, str], bool]] = {
            "a": lambda figure, note: self._decide(figure, "accept", note),
            "r": lambda figure, note: self._decide(figure, "reject", note),
            "c": self._correct,
            "s": self._skip,
            "n": self._note,
            "u": self._undo,
            "q": self._quit,
            "?": self._help,
        }
        self._answers |= {word: self._answers[key] for key, word, _ in KEYS}

    def run(self) -> None:
        """Show one figure after the other until the last one or until the reviewer leaves."""
        try:
            while self._position < len(self._picked):
                self._visit(self._picked[self._position])
        except (_LeaveError, EOFError):
            pass
        finally:
            self._tell()

    def _visit(self, one: Picked) -> None:
        try:
            figure = self._reviewer.look(one.observation_id)
        except ReportError as error:  # read again by somebody else meanwhile
            tell_error(error)
            self._position += 1
            return
        head = f"[{self._position + 1}/{len(self._picked)}] {one.concern}"
        for line in show(figure, head, self._vocabulary.indicators):
            click.echo(line)
        if one.concern in _OF_CHECKS and not figure.findings:
            click.echo(
                "  what the checks found about it went when a figure was changed; govstats audit checks anew"
            )
        while not self._answer(figure):
            pass

    def _answer(self, figure: ReviewedFigure) -> bool:
        """Take one answer; tell whether it was the last one about this figure."""
        key, _, words = self._asker.ask(_QUESTION).partition(" ")
        answer = self._answers.get(key.lower())
        if answer is None:
            if key:
                say(f"error: {key} is no answer; ? tells the answers")
            return False
        try:
            return answer(figure, words.strip())
        except ReviewError as error:
            tell_error(error)
            return False

    def _decide(self, figure: ReviewedFigure, word: str, note: str, changes: Changes | None = None) -> bool:
        from govstats.reviewing import KEPT
        from govstats.store import Decision

        number, decision = figure.figure.observation_id, Decision(word)
        said = self._reviewer.decide(number, decision, changes or KEPT, note)
        self._counts[_DONE[word]] += 1
        if decision is Decision.NOTE:
            click.echo("noted")
            return False
        self._decided.append((self._position, said))
        click.echo(_DONE[word])
        self._position += 1
        return True

    def _correct(self, figure: ReviewedFigure, note: str) -> bool:
        from govstats.reviewing import Changes

        shown = figure.shown
        given = {name: self._ask_for(name, shown[name], figure) for name in _ASKED}
        changed = {name: value for name, value in given.items() if value is not None and value != shown[name]}
        note = note or self._asker.ask("note: ")
        if not changed:
            say("nothing is corrected: no value was given that differs")
            return False
        for name, value in changed.items():
            click.echo(f"  {name:<10} {written(shown[name])} → {written(value)}")
        if self._asker.ask("write it? [Y/n] ").lower() in ("n", "no"):
            click.echo("not written")
            return False
        return self._decide(figure, "correct", note, Changes(**changed))

    def _ask_for(self, name: str, shown: Any, figure: ReviewedFigure) -> Any:
        """Ask for one field until the answer makes sense; None keeps what is shown."""
        while True:
            words = self._asker.ask(f"  {name} [{written(shown)}]: ", offers_for(name, self._vocabulary))
            if not words:
                return None
            try:
                return settle(self._vocabulary, name, words, figure)
            except ReviewError as error:
                tell_error(error)

    def _skip(self, _figure: ReviewedFigure, _words: str) -> bool:
        self._counts["skipped"] += 1
        self._position += 1
        return True

    def _note(self, figure: ReviewedFigure, words: str) -> bool:
        return self._decide(figure, "note", words or self._asker.ask("note: "))

    def _undo(self, _figure: ReviewedFigure, _words: str) -> bool:
        if not self._decided:
            say("there is nothing to undo")
            return False
        self._position, said = self._decided.pop()
        self._reviewer.undo(self._picked[self._position].observation_id, said)
        self._counts[_DONE[said.decision]] -= 1
        click.echo("taken back")
        return True

    def _quit(self, _figure: ReviewedFigure, _words: str) -> bool:
        raise _LeaveError

    def _help(self, _figure: ReviewedFigure, _words: str) -> bool:
        for key, word, meaning in KEYS:
            click.echo(f"{key}  {word:<8} {meaning}")
        return False

    def _tell(self) -> None:
        done = ", ".join(f"{self._counts[what]} {what}" for what in (*_DONE.values(), "skipped"))
        say(f"{done}; {len(self._picked) - self._position} left")
        if self._reviewer.forgotten:
            say(tell_forgotten(self._reviewer.forgotten))


def show(figure: ReviewedFigure, head: str, names: Mapping[str, str]) -> Iterator[str]:
    """Give the lines that show a figure.

    Args:
        figure: the figure.
        head: what stands before its place and year.
        names: the Chinese names of the indicators, by code.
    """
    one, report = figure.figure, figure.report
    before, words, behind = map(_on_screen, figure.parts)
    yield ""
    yield click.style(
        _on_screen(
            f"{head}  {one.place_code} {one.place}  {report.year}  {report.issuer}《{report.title}》  figure"
            f" {one.observation_id}"
        ),
        bold=True,
    )
    yield f"  {before}{click.style(f'【{words}】', fg='yellow', bold=True)}{behind}"
    yield from _row(figure, names)
    for finding in figure.findings:
        what = finding.severity or finding.outcome
        suggestion = f" → {finding.suggestion}" if finding.suggestion else ""
        colour = {"error": "red", "warning": "yellow"}.get(what)
        line = _on_screen(f"{what:<11} {finding.message_zh}{suggestion} ({finding.rule})")
        yield f"  {click.style(line, fg=colour)}"
    for said in figure.said:
        note = f": {said.note}" if said.note else ""
        changes = "".join(f" {name} {written(value)}" for name, value in said.changes.items())
        when = f"{said.made_at:%Y-%m-%d %H:%M}"
        yield _on_screen(f"  {said.decision:<11}{changes} by {said.reviewer}, {when} UTC{note}")


def _row(figure: ReviewedFigure, names: Mapping[str, str]) -> Iterator[str]:
    one, shown = figure.figure, figure.shown
    named = f" {names.get(shown['indicator'], '')}".rstrip()
    bound = "" if one.bound == "=" else f" (bound {one.bound})"
    doubts = f" ({'; '.join(one.doubts)})" if one.doubts else ""
    yield _on_screen(f"  label       {one.label}")
    yield _on_screen(f"  indicator   {written(shown['indicator'])}{named}")
    yield _on_screen(f"  value       {written(shown['value'])} {shown['unit']}".rstrip() + bound)
    yield f"  year        {shown['year']} ({one.period_start} to {one.period_end})"
    yield _on_screen(
        f"  kind        {shown['kind']}, {one.status}; scope {shown['scope']}; confidence {one.confidence:.2f}{doubts}"
    )


def offers_for(name: str, vocabulary: Vocabulary) -> Mapping[str, str]:
    """Give the words that a field may hold, with what they mean; none for numbers.

    Args:
        name: the field.
        vocabulary: the words that corrections may use.
    """
    from govstats.observations.model import Kind, Scope

    nothing = {"none": "—"}
    offers: dict[str, Mapping[str, str]] = {
        "indicator": {**vocabulary.indicators, **nothing},
        "unit": {symbol: code for code, symbol in vocabulary.units.items()} | nothing,
        "kind": dict.fromkeys(Kind, ""),
        "scope": dict.fromkeys(Scope, ""),
    }
    return offers.get(name, {})


def settle(vocabulary: Vocabulary, name: str, words: str, figure: ReviewedFigure) -> Any:
    """Settle what is meant by what was typed for a field.

    Args:
        vocabulary: the words that corrections may use.
        name: the field: value, unit, indicator, year, kind or scope.
        words: what was typed.
        figure: the figure that it is said of.

    Raises:
        ReviewError: it cannot be that.
    """
    if name == "unit":
        return vocabulary.unit(words, "".join(figure.parts))
    return getattr(vocabulary, name)(words)


def written(value: Any) -> str:
    """Write what a field holds.

    Args:
        value: a value, the empty text for none.
    """
    from decimal import Decimal

    from govstats.store.decimals import canonical_decimal

    return canonical_decimal(value) if isinstance(value, Decimal) else str(value) or "none"


def _on_screen(text: str) -> str:
    """Give a text in one line, in which nothing moves the cursor."""
    from govstats.exports.terminals import harmless

    return harmless(text.replace("\t", "  ").replace("\n", " ⏎ "))
