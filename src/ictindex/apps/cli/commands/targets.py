"""The command that compares figures with dated targets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import command_words, output
from ictindex.apps.cli import options as opt
from ictindex.apps.cli.page_options import PageOptions
from ictindex.apps.desk import input_files
from ictindex.core.arguments import pass_text
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.language import i18n


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetOptions:
    """The targets, and the settings of the comparison with them."""

    target: Annotated[list[str] | None, typer.Option("--target")] = None
    baseline: Annotated[list[str] | None, typer.Option("--baseline")] = None
    coverage: Annotated[float, typer.Option("--coverage")] = 50
    window: Annotated[int, typer.Option("--window")] = 5


def targets(
    files: Annotated[list[Path] | None, typer.Argument()] = None,
    prices: Annotated[Path | None, typer.Option("--prices")] = None,
    price_form: Annotated[str | None, typer.Option("--price-form")] = None,
    *,
    options: TargetOptions,
    file: opt.FileOptions,
    out: PageOptions,
) -> None:
    """Compare figures of the world and of groups with dated targets."""
    form = out.form
    with output.progress(i18n.text("cli", "reading")):
        table = None
        for path in files or ():
            part, _ = input_files.read_observations(path, input_files.Inputs(file=file))
            table = part if table is None else table + part
        series = (
            None if prices is None else ict.prices.read_baskets(prices, form=pass_text(price_form))
        )
    try:
        progress = ict.analysis.track_targets(
            table,
            prices=series,
            targets=options.target,
            baselines=_baselines(options.baseline),
            coverage=str(options.coverage),
            window=options.window,
        )
    except RefusedObservationsError as error:
        output.write_refusal(error, form)
        raise
    output.write_page(progress, out, progress.to_frame)


def _baselines(pairs: list[str] | None) -> dict[str, int]:
    """Return baseline years by target."""
    years = {}
    for name, year in command_words.read_pairs(pairs, "targets.baseline").items():
        if not year.isdecimal():
            raise UsageError("targets.baseline", pair=f"{name}={year}")
        years[name] = int(year)
    return years
