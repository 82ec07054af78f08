"""The commands `govstats review`: look at doubtful figures, and say what is right."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from govstats.cli.options import (
    counted,
    database_option,
    find_database,
    output_options,
    put_out,
    say,
    tell_forgotten,
    tell_lost,
)
from govstats.cli.selecting import read_years, tell_below

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format
    from govstats.reviewing import Difference, ReviewChoice
    from govstats.store import Correction, StandingCorrection

CONCERNS = ("contradicted", "doubtful", "unsure", "unmatched")
_GIT_SECONDS = 5
_MOST_TOLD = 20  # corrections of an imported file that do not hold: more would push away how many were added
_LIST_COLUMNS = (
    "holds", "decision", "observation_id", "issuer", "report_year", "text", "value", "unit", "changes", "note", "reviewer",
    "made_at", "remark", "suggestion", "uuid",
)  # fmt: skip
_DIFFERENCE_COLUMNS = (
    "issuer", "report_year", "text", "start_offset", "value", "unit", "first", "second", "first_note", "second_note",
)  # fmt: skip

reviewer_option = click.option(
    "--reviewer",
    metavar="NAME",
    help="Who decides. Default: user.name of git, else the name that you are logged in with.",
)


@click.group(name="review", invoke_without_command=True)
@click.option(
    "--only",
    "concerns",
    type=click.Choice(CONCERNS),
    multiple=True,
    help="Only figures that want a look for this reason; may be repeated.",
)
@click.option(
    "--indicator", "indicators", multiple=True, help="Code, Chinese name or topic; may be repeated."
)
@click.option("--place", "places", multiple=True, help="A place by code or name; may be repeated.")
@click.option("--within", multiple=True, help="All places below this one; may be repeated.")
@click.option("--years", callback=read_years, help="Years and ranges: 2018-2020,2022.")
@click.option("--issuer", "issuers", multiple=True, help="Who publishes the report; may be repeated.")
@click.option("--report", help="One report: its id, its file, or the first digits of its hash.")
@click.option(
    "--below",
    type=click.FloatRange(0, 1),
    metavar="X",
    default=0.8,
    show_default=True,
    help="The confidence below which a reading is unsure.",
)
@click.option("--again", is_flag=True, help="Also figures that you have decided already.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="So many figures at most.")
@reviewer_option
@database_option
@click.pass_context
def command(ctx: click.Context, /, *, reviewer: str | None, database: str | None, **wanted: Any) -> None:
    """Walk through doubtful figures, the worst first: accept, correct or reject each.

    Shows the sentence with the figure in it, how it was read, and what the checks found. Each answer is
    written at once, with your name, the time and what was read; queries show it from then on. What you have
    decided is not asked again. Answers may come through a pipe, a line each.

    \b
    Example:
      govstats review
      govstats review --only contradicted --within 上海市 --years 2020
      govstats review set 123 --value 2179 --note 数字颠倒
      govstats review export -o corrections.yml
    """
    if ctx.invoked_subcommand is not None:
        _refuse_options(ctx)
        return
    from govstats.reviewing import Concern, ReviewChoice

    concerns = tuple(map(Concern, wanted.pop("concerns")))
    _walk(ReviewChoice(concerns, **wanted), find_reviewer(reviewer), database)


def _refuse_options(ctx: click.Context) -> None:
    """Refuse options before the name of a command, which would have no effect there."""
    for param in ctx.command.params:
        if ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"{param.opts[0]} belongs behind {ctx.invoked_subcommand}, if that has it", ctx
            )


def _walk(choice: ReviewChoice, reviewer: str, database: str | None) -> None:
    from govstats.cli.answering import open_asker
    from govstats.cli.walking import Walk
    from govstats.reviewing import Reviewer, pick, read_vocabulary
    from govstats.store import Store

    with Store.open(find_database(database), create=False) as store:
        picked, notes = pick(store, choice, reviewer)
        for note in notes:
            say(f"note: {note}")
        if not picked:
            say("nothing wants a look")
            return
        say(f"{counted(len(picked), 'figure')} to look at; {reviewer} decides; ? tells the answers")
        with store.reading() as session:
            vocabulary = read_vocabulary(session)
        Walk(Reviewer(store, reviewer), open_asker(), vocabulary, picked).run()


def find_reviewer(given: str | None) -> str:
    """Settle who decides.

    Args:
        given: the name that was given; None takes that of git, or of the login.

    Raises:
        click.UsageError: nobody has a name.
    """
    name = (_name_in_git() or _name_of_login()) if given is None else given.strip()
    if not name:
        raise click.UsageError("nobody says so: give your name with --reviewer")
    return name


def _name_in_git() -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 -- fixed words
            [git, "config", "user.name"], capture_output=True, timeout=_GIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip()


def _name_of_login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, as in some containers
        return ""


@command.command(name="set", short_help="Decide on one figure, for scripts.")
@click.argument("observation", type=int, metavar="OBSERVATION")
@click.option("--value", help="The right value, in digits: 98.61, -3.")
@click.option("--unit", help="The right unit: its symbol or code, a measure word of the sentence, or none.")
@click.option("--indicator", help="The right indicator: its code or Chinese name, or none.")
@click.option("--year", help="The year that it is about.")
@click.option("--kind", help="level, change, share or rank.")
@click.option("--scope", help="place, issuer, part or other.")
@click.option("--accept", is_flag=True, help="It is right as it was read.")
@click.option("--reject", is_flag=True, help="It is no figure, or none to publish.")
@click.option("--withdraw", is_flag=True, help="Take back what you have decided about it.")
@click.option("--note", default="", help="Why; alone, only a remark.")
@reviewer_option
@database_option
def set_one(
    *,
    observation: int,
    accept: bool,
    reject: bool,
    withdraw: bool,
    note: str,
    reviewer: str | None,
    database: str | None,
    **given: str | None,
) -> None:
    """Decide on the figure with the number OBSERVATION, as the column observation_id of a query has it.

    What is not given stays as queries show it, with what was corrected before.

    \b
    Example:
      govstats review set 123 --value 2179 --note 数字颠倒
      govstats review set 123 --indicator none --scope part
      govstats review set 123 --accept
    """
    from govstats.cli.walking import settle, written
    from govstats.reviewing import Changes, Reviewer, read_vocabulary
    from govstats.store import Decision, Store

    words = {name: value for name, value in given.items() if value is not None}
    named = {"accept": accept, "reject": reject, "withdraw": withdraw}
    decisions = [name for name, is_given in named.items() if is_given]
    chosen = _choose_decision(decisions, is_changed=bool(words), is_noted=bool(note.strip()))
    with Store.open(find_database(database), create=False) as store:
        who = Reviewer(store, find_reviewer(reviewer))
        figure = who.look(observation)
        with store.reading() as session:
            vocabulary = read_vocabulary(session)
        changes = Changes(**{name: settle(vocabulary, name, value, figure) for name, value in words.items()})
        said = who.decide(observation, Decision(chosen), changes, note)
    told = ", ".join(
        f"{name} {written(figure.read[name])} → {written(value)}" for name, value in said.changes.items()
    )
    click.echo(f"figure {observation}: {said.decision}{': ' if told else ''}{told}")
    if who.forgotten:
        say(tell_forgotten(who.forgotten))


def _choose_decision(decisions: Sequence[str], *, is_changed: bool, is_noted: bool) -> str:
    if len(decisions) > 1:
        raise click.UsageError(f"--{decisions[0]} and --{decisions[1]} say different things")
    if decisions and is_changed:
        raise click.UsageError(f"--{decisions[0]} takes no new values")
    if decisions:
        return decisions[0]
    if is_changed:
        return "correct"
    if not is_noted:
        raise click.UsageError(
            "say what is right: --value, --unit ..., --accept, --reject, --withdraw or --note"
        )
    return "note"


@command.command(name="list", short_help="List what reviewers have said, and whether it holds.")
@click.option("--lost", is_flag=True, help="Only what does not hold any more although nobody took it back.")
@output_options
@database_option
def list_all(
    *,
    lost: bool,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """List everything that reviewers have said, and whether it holds: what was reviewed is what is read.

    The column holds is holds, superseded (something was decided later, or it was withdrawn), not_stored (the
    report is not in the database), replaced (a revision of the report is), other_value or not_read (the
    report is read otherwise now). The column suggestion has the figure with the same words and value, where
    there is one.

    \b
    Example:
      govstats review list
      govstats review list --lost -o lost.csv
    """
    from govstats.exports import Table
    from govstats.store import Store, match_corrections

    with Store.open(find_database(database), create=False) as store, store.reading() as session:
        found = match_corrections(session)
    gone = [one for one in found if one.hold.is_lost]
    rows = [_listed(one) for one in (gone if lost else found)]
    put_out(Table(_LIST_COLUMNS, rows), output_format, output, encoding)
    if gone:
        tell_below(tell_lost(len(gone)), output_format, output)


def _listed(one: StandingCorrection) -> tuple[Any, ...]:
    said = one.correction
    return (
        str(one.hold),
        str(said.decision),
        one.observation_id,
        said.issuer,
        said.report_year,
        said.expected_text,
        said.expected_value,
        said.expected_unit,
        _told(said, ""),
        said.note,
        said.reviewer,
        said.made_at,
        one.remark,
        None if one.suggestion is None else one.suggestion.observation_id,
        said.uuid,
    )


def _told(said: Correction, decision: str) -> str:
    from govstats.cli.walking import written

    return "; ".join(f"{name} {written(value)}" for name, value in said.changes.items()) or decision


@command.command(name="export", short_help="Write everything that reviewers have said into a file.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@database_option
def export(*, output: Path | None, database: str | None) -> None:
    """Write everything that reviewers have said into a YAML file, for other databases and version control.

    \b
    Example:
      govstats review export -o corrections.yml
    """
    from govstats.reviewing.exchanging import export_corrections, write_corrections
    from govstats.store import Store, read_corrections

    with Store.open(find_database(database), create=False) as store:
        if output is not None:
            say(f"{counted(export_corrections(store, output), 'correction')} written to {output}")
            return
        with store.reading() as session:
            click.echo(write_corrections(read_corrections(session)), nl=False)


@command.command(name="import", short_help="Bring such a file into the database.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@database_option
def import_file(*, file: Path, database: str | None) -> None:
    """Bring the corrections of FILE into the database; those that it has already are passed over.

    Corrections of reports and figures that the database lacks are kept for when they come, and told.

    \b
    Example:
      govstats review import corrections.yml
    """
    from govstats.reviewing import import_corrections
    from govstats.store import Store

    with Store.open(find_database(database), create=False) as store:
        found = import_corrections(store, file)
    click.echo(f"{found.added} added, {found.known} known already")
    reasons = list(_reasons((*found.lost, *found.remarks)))
    for line in reasons[:_MOST_TOLD]:
        say(line)
    if len(reasons) > _MOST_TOLD:
        say(f"note: {len(reasons) - _MOST_TOLD} more of this kind; govstats review list has them all")
    if found.forgotten:
        say(tell_forgotten(found.forgotten))


def _reasons(standing: tuple[StandingCorrection, ...]) -> Iterator[str]:
    for one in standing:
        said = one.correction
        where = f"{said.issuer} {said.report_year}, {said.expected_text} at {said.start_offset}"
        where_now = (
            "" if one.suggestion is None else f"; figure {one.suggestion.observation_id} has the same words"
        )
        yield f"note: {where}: {one.remark}{where_now}"


@command.command(name="agreement", short_help="Tell how far two reviewers agree.")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@output_options
@database_option
def agreement(
    *,
    first: str,
    second: str,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """Tell how far the reviewers A and B agree about the figures that both have decided.

    Puts out the figures about which they differ, and tells the share of agreement and Cohen's kappa (1960).

    \b
    Example:
      govstats review agreement 李 王
    """
    from govstats.exports import Table
    from govstats.reviewing import agree
    from govstats.store import Store, read_corrections

    if first == second:
        raise click.UsageError("A and B are the same reviewer")
    with Store.open(find_database(database), create=False) as store, store.reading() as session:
        found = agree(read_corrections(session), first, second)
    put_out(Table(_DIFFERENCE_COLUMNS, map(_differing, found.differences)), output_format, output, encoding)
    share = "" if found.share is None else f" ({found.share:.1%})"
    kappa = "not defined" if found.kappa is None else f"{found.kappa:.3f}"
    tell_below(
        f"{counted(found.figures, 'figure')} decided by both, {found.agreeing} alike{share}; Cohen's kappa {kappa}",
        output_format,
        output,
    )


def _differing(one: Difference) -> tuple[Any, ...]:
    said, other = one.first, one.second
    return (
        said.issuer,
        said.report_year,
        said.expected_text,
        said.start_offset,
        said.expected_value,
        said.expected_unit,
        _told(said, said.decision),
        _told(other, other.decision),
        said.note,
        other.note,
    )
