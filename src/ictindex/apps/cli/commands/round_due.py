"""The command on what has to be published: the clock of each submission of a round."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output

RoundFolder = Annotated[Path, typer.Argument()]


def due(
    round_folder: RoundFolder,
    date: opt.Date,
    within: Annotated[int, typer.Option("--within")] = 7,
    *,
    out: opt.OutputOptions,
) -> None:
    """Show by when each submission has to be published, and what the next release of data takes."""
    clock = ict.rounds.publication_clock(round_folder, date, within=within)
    output.write_page(clock, out, clock.to_frame)
