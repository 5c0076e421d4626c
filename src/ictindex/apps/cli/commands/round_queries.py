"""The commands on queries of a round: ask a State, record its answers, list both."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.commands.round_clearance import (
    Folder,
    State,
    StepOptions,
    carry_out_steps,
    code_of,
    read_day,
)
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError


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

    season, on = open_round(round_folder), read_day(date, "date")
    code, last = code_of(season, economy), None if until is None else read_day(until, "until")
    if not (figure.figure or figure.text or figure.year):
        steps = ask_differences(season, code, day=on, until=last)
    elif figure.year is None:
        raise UsageError("query.no-figure", figure=figure.figure)
    else:
        steps = ask_state(season, code, figure.figure, figure.year, figure.text, day=on, until=last)
    carry_out_steps(season, steps, options)


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

    season, on = open_round(round_folder), read_day(date, "date")
    if (number is None) == (file is None):
        raise UsageError("query.number-or-file")
    if file is not None:
        steps = answer_from_workbook(season, file, day=on)
    else:
        steps = [answer_query(season, number or 0, reply, reason, day=on, office=office)]
    carry_out_steps(season, steps, options)


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
    code = "" if economy is None else code_of(season, economy)
    listed = RoundQueries(read_queries(season.register.read(), code))
    output.write_page(listed, out, listed.table)
