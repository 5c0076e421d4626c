"""The commands around a release: previews, objections, who clears it, and its announcement."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.language import i18n

RoundFolder = Annotated[Path, typer.Argument()]
DryRun = Annotated[bool, typer.Option("--dry-run")]
State = Annotated[str, typer.Argument()]
Until = Annotated[str, typer.Option("--until")]
Text = Annotated[str, typer.Option("--text")]


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
    output.write_steps(steps, out)


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
    output.write_steps(
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
    output.write_steps(
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
    output.write_steps(ict.rounds.clear_release(round_folder, role, day=date, dry_run=dry_run), out)


def announce(
    round_folder: RoundFolder,
    date: opt.Date,
    dry_run: DryRun = False,
    *,
    out: opt.OutputOptions,
) -> None:
    """Write the letters that say that the edition is released: to States and to subscribers."""
    output.write_steps(ict.rounds.announce_release(round_folder, day=date, dry_run=dry_run), out)
