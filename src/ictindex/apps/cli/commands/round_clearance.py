"""The commands before a release: consultations, previews, objections, and who clears it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n

RoundFolder = Annotated[Path, typer.Argument()]
DryRun = Annotated[bool, typer.Option("--dry-run")]
State = Annotated[str, typer.Argument()]
Until = Annotated[str, typer.Option("--until")]
Text = Annotated[str, typer.Option("--text")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """The text that a State wrote with its answer, and whether the step is only tried."""

    text: Text = ""
    dry_run: DryRun = False


def consult(
    round_folder: RoundFolder,
    date: opt.Date,
    until: Until,
    economies: opt.Economies = None,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Write each State the letter on all values that need a consultation, and record each value."""
    with output.progress(i18n.text("cli", "reading")):
        steps = ict.rounds.consult_states(
            round_folder, day=date, deadline=until, economies=economies, dry_run=dry_run
        )
    _write_steps(steps, out)


def reply(
    round_folder: RoundFolder,
    economy: State,
    indicator: Annotated[str, typer.Argument()],
    year: Annotated[int, typer.Argument()],
    answer: Annotated[str, typer.Argument()],
    date: opt.Date,
    *,
    noted: Noted,
    out: opt.OutputOptions,
) -> None:
    """Record what a State answered to the consultation on a value."""
    steps = ict.rounds.record_reply(
        round_folder,
        economy,
        indicator,
        year,
        answer,
        day=date,
        text=noted.text,
        dry_run=noted.dry_run,
    )
    _write_steps(steps, out)


def preview(
    round_folder: RoundFolder,
    date: opt.Date,
    until: Until,
    cut_off: Annotated[str | None, typer.Option("--cut-off")] = None,
    economies: opt.Economies = None,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Compute the round, and write each State its own sheet with a letter."""
    with output.progress(i18n.text("cli", "reading")):
        steps = ict.rounds.send_previews(
            round_folder,
            day=date,
            until=until,
            cut_off=cut_off,
            economies=economies,
            dry_run=dry_run,
        )
    _write_steps(steps, out)


def object_to(
    round_folder: RoundFolder,
    economy: State,
    figures: Annotated[list[str], typer.Option("--figure")],
    text: Text,
    date: opt.Date,
    until: Until,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Record the objection of a State to figures of its sheet, and write the reply."""
    _write_steps(
        ict.rounds.record_objection(
            round_folder, economy, figures, text, day=date, until=until, dry_run=dry_run
        ),
        out,
    )


def settle(
    round_folder: RoundFolder,
    economy: State,
    number: Annotated[int, typer.Argument()],
    text: Text,
    date: opt.Date,
    until: Until,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Record how an objection was settled, and write the letter that says so."""
    _write_steps(
        ict.rounds.settle_objection(
            round_folder, economy, number, text, day=date, until=until, dry_run=dry_run
        ),
        out,
    )


def clear(
    round_folder: RoundFolder,
    role: Annotated[str, typer.Argument()],
    date: opt.Date,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Record that a role clears the result that was computed last."""
    _write_steps(ict.rounds.clear_release(round_folder, role, day=date, dry_run=dry_run), out)


def _write_steps(steps: ict.rounds.RoundSteps, out: opt.OutputOptions) -> None:
    output.write_page(steps, out, steps.table)
