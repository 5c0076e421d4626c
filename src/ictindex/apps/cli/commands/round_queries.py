"""The commands on queries of a round: ask a State, record its answers, list both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.apps.rounds.round_steps import Step
    from ictindex.submissions.closed.round_folder import RoundFolder


Folder = Annotated[Path, typer.Argument()]
State = Annotated[str, typer.Argument()]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOptions:
    """The options of a step: whether it is only tried, and the language of its messages."""

    dry_run: Annotated[bool, typer.Option("--dry-run")] = False
    language: opt.Language = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureOptions:
    """The figure of a question, and the question in the words of a compiler."""

    figure: Annotated[str, typer.Option("--figure")] = ""
    year: opt.Year = None
    text: Annotated[str, typer.Option("--text")] = ""


def query(
    round_folder: Folder,
    economy: State,
    date: opt.Date,
    until: Annotated[str | None, typer.Option("--until")] = None,
    *,
    figure: FigureOptions,
    options: StepOptions,
) -> None:
    """Ask a State about the differences between its offices, or about one of its figures."""
    from ictindex.apps.rounds.state_queries import ask_differences, ask_state
    from ictindex.submissions.closed.round_folder import open_round

    season, on = open_round(round_folder), _read_day(date, "date")
    code, last = _code_of(season, economy), None if until is None else _read_day(until, "until")
    if not (figure.figure or figure.text or figure.year):
        steps = ask_differences(season, code, day=on, until=last)
    elif figure.year is None:
        raise UsageError("query.no-figure", figure=figure.figure)
    else:
        steps = ask_state(season, code, figure.figure, figure.year, figure.text, day=on, until=last)
    _carry_out(season, steps, options)


def answer(
    round_folder: Folder,
    date: opt.Date,
    number: Annotated[int | None, typer.Argument()] = None,
    reply: Annotated[str, typer.Argument()] = "",
    reason: opt.Reason = "",
    office: Annotated[str, typer.Option("--office")] = "",
    file: Annotated[Path | None, typer.Option("--file")] = None,
    *,
    options: StepOptions,
) -> None:
    """Record the answer of an office to a query, or every answer in its workbook."""
    from ictindex.apps.rounds.state_queries import answer_from_workbook, answer_query
    from ictindex.submissions.closed.round_folder import open_round

    season, on = open_round(round_folder), _read_day(date, "date")
    if (number is None) == (file is None):
        raise UsageError("query.number-or-file")
    if file is not None:
        steps = answer_from_workbook(season, file, day=on)
    else:
        steps = [answer_query(season, number or 0, reply, reason, day=on, office=office)]
    _carry_out(season, steps, options)


def queries(
    round_folder: Folder,
    economy: opt.EconomyIfNone = None,
    *,
    out: opt.OutputOptions,
) -> None:
    """List the queries of a round, or of one State, with their answers."""
    from ictindex.submissions.closed.queries import RoundQueries, read_queries
    from ictindex.submissions.closed.round_folder import open_round

    season = open_round(round_folder)
    code = "" if economy is None else _code_of(season, economy)
    listed = RoundQueries(read_queries(season.register.read(), code))
    output.write_page(listed, out, listed.table)


def _code_of(season: RoundFolder, economy: str) -> str:
    """Return the code of a State; a round also has the codes of a rehearsal."""
    return economy if economy in season.read_settings().languages else economy_code(economy)


def _read_day(text: str, argument: str) -> dt.date:
    """Return a day that was typed."""
    from ictindex.data.dates import date_of

    return date_of(text, argument) or dt.date.min  # a text is a day or refused


def _carry_out(season: RoundFolder, steps: Iterable[Step], options: StepOptions) -> None:
    """Carry out steps, and say what was recorded of each State."""
    from ictindex.apps.rounds.round_steps import carry_out

    done = [carry_out(season, step, is_trial=options.dry_run) for step in steps]
    key = "round-would-record" if options.dry_run else "round-recorded"
    for draft in done:
        if draft is not None:
            about = draft.economy or draft.by
            output.note(i18n.text("cli", key, options.language, event=draft.event, about=about))
    if not any(done):
        output.note(i18n.text("cli", "round-nothing", options.language))
