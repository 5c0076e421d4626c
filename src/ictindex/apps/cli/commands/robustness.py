"""The command that simulates scores and ranks under other assumptions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.commands.idi import compute_edition
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.language import i18n


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationOptions:
    """The assumptions that vary, and the number of runs."""

    assumptions: Annotated[Path | None, typer.Option("--assumptions")] = None
    weights: Annotated[float | None, typer.Option("--weights")] = None
    normalisation: Annotated[list[str] | None, typer.Option("--normalisation")] = None
    aggregation: Annotated[list[str] | None, typer.Option("--aggregation")] = None
    left_out: Annotated[str | None, typer.Option("--left-out")] = None
    rounding: Annotated[bool, typer.Option("--rounding")] = False
    source: Annotated[str, typer.Option("--source")] = ""
    draws: Annotated[int, typer.Option("--draws")] = 16_384
    seed: Annotated[int, typer.Option("--seed")] = 1
    workers: Annotated[int, typer.Option("--workers")] = 1


def robustness(
    file: opt.File,
    own_edition: opt.EditionIfNone = None,
    node: opt.Node = None,
    *,
    simulation: SimulationOptions,
    options: opt.MethodologyOptions,
    kind: opt.Kind = "exploration",
    out: opt.OwnPageOptions,
) -> None:
    """Simulate scores and ranks under weights, means and values other than the methodology's."""
    form = out.form
    assumed = _read_assumptions(simulation)
    result = compute_edition(file, own_edition, options, kind, form, None, out.own_language)
    language = i18n.current_language()
    with output.progress(i18n.text("robustness", "simulating", language)) as progress:
        simulated = ict.analysis.robustness(
            result,
            assumed,
            draws=simulation.draws,
            seed=simulation.seed,
            node=node,
            workers=simulation.workers,
            progress=progress,
        )
    output.write_page(simulated, out, simulated.to_frame)


def _read_assumptions(simulated: SimulationOptions) -> dict[str, Any]:
    """Return the assumptions of a file and of the options; refuse those that are in both."""
    from ictindex.definitions.documents.toml_reader import read_toml

    assumed: dict[str, Any] = (
        {} if simulated.assumptions is None else read_toml(simulated.assumptions)
    )
    source = {"source": simulated.source} if simulated.source else {}
    options = {
        "weights": None if simulated.weights is None else {"share": simulated.weights, **source},
        "normalisation": {"choices": simulated.normalisation, **source}
        if simulated.normalisation
        else None,
        "aggregation": {"choices": simulated.aggregation, **source}
        if simulated.aggregation
        else None,
        "left_out": {"choices": simulated.left_out, **source} if simulated.left_out else None,
        "rounding": simulated.rounding or None,
    }
    for name, value in options.items():
        if value is None:
            continue
        if name in assumed or name.replace("_", "-") in assumed:
            option = f"--{name.replace('_', '-')}"
            raise UsageError("robustness.assumed-twice", option=option)
        assumed[name] = value
    return assumed
