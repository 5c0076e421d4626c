"""The commands on other sources in a round: what compilers collect, consultations, replies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.core.arguments import pass_text
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n

RoundFolder = Annotated[Path, typer.Argument()]
DryRun = Annotated[bool, typer.Option("--dry-run")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyOptions:
    """The year and the words of a reply, and whether it is only tried."""

    year: opt.Year = None
    text: Annotated[str, typer.Option("--text")] = ""
    dry_run: DryRun = False


def collect(
    round_folder: RoundFolder,
    file: opt.File,
    date: opt.Date,
    answers: opt.Answers = None,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Accept a table that the compilers collected, with a receipt for each State in it."""
    with output.progress(i18n.text("cli", "reading")):
        steps = ict.rounds.collect_table(
            round_folder, file, day=date, answers=answers, dry_run=dry_run
        )
    output.write_steps(steps, out)


def consult(
    round_folder: RoundFolder,
    date: opt.Date,
    until: Annotated[str, typer.Option("--until")],
    economies: opt.Economies = None,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Write to each State about the values of other sources that would be used for it."""
    with output.progress(i18n.text("cli", "reading")):
        steps = ict.rounds.consult_states(
            round_folder, day=date, until=until, economies=economies, dry_run=dry_run
        )
    output.write_steps(steps, out)


def reply(
    round_folder: RoundFolder,
    economy: Annotated[str, typer.Argument()],
    indicator: Annotated[str, typer.Argument()],
    answer: Annotated[str, typer.Argument()],
    date: opt.Date,
    *,
    options: ReplyOptions,
    out: opt.OutputOptions,
) -> None:
    """Record what a State answered to a consultation."""
    steps = ict.rounds.record_reply(
        round_folder,
        economy,
        indicator,
        pass_text(answer),
        day=date,
        year=options.year,
        text=options.text,
        dry_run=options.dry_run,
    )
    output.write_steps(steps, out)
