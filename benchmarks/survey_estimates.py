"""Estimates of domains from the cells of a survey, by linearisation and by replicates."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import measuring
import numpy as np
from measuring import Figure, figure, peer, repeat

# Strata, clusters in each, domains in each cluster (sex by age), indicators; strata in a region.
_SHAPE, _TINY_SHAPE = (100, 20, 12, 13), (10, 2, 4, 2)
_REGIONS = 20
# R's own clock: processor time of the estimates alone, without its start and the reading.
_IN_R = """
suppressMessages(library(survey)); folder <- commandArgs(TRUE)[1]
d <- read.csv(file.path(folder, "cells.csv"))
s <- svydesign(id = ~cluster, strata = ~stratum, weights = ~w, data = d)
t <- proc.time()
r <- svyby(~y, ~region + group, s, svyratio, denominator = ~x, keep.names = FALSE)
t <- proc.time() - t
cat(1000 * (t[[1]] + t[[2]]))
"""


def survey_estimates() -> Iterator[Figure]:
    """Shares of 240 domains by 13 indicators, with errors, from 24,000 cells; R on one of them."""
    from ictindex.engine.sampling.cell_estimates import estimate_proportions
    from ictindex.engine.sampling.cluster_replicates import make_bootstrap, make_jackknife
    from ictindex.engine.sampling.replicate_estimates import estimate_by_cluster_replicates

    cells, design = _make_cells(*(_TINY_SHAPE if measuring.ONCE else _SHAPE))
    keys = ("region", "group")
    ours, floor = repeat(lambda: estimate_proportions(cells, design, keys), _sums_alone(cells))
    count = len(estimate_proportions(cells, design, keys).values) * len(cells.indicators)
    yield figure(f"{count:,} shares of domains from {len(cells.counts):,} cells", ours, floor)
    (margins,) = repeat(lambda: estimate_proportions(cells, design, keys, margins=True))
    yield figure("the same, with every margin", margins)
    first = _first_indicator(cells)
    (single,) = repeat(lambda: estimate_proportions(first, design, keys))
    yield figure("one indicator of them", single, **peer(_time_r(first), "R survey"))
    jackknife, bootstrap = make_jackknife(design), make_bootstrap(design, 1_000, seed=1)
    for name, made in (("jackknife", jackknife), ("bootstrap", bootstrap)):
        (taken,) = repeat(partial(estimate_by_cluster_replicates, first, design, made))
        yield figure(f"one national share by {made.count:,} replicates ({name})", taken)


def _make_cells(strata: int, clusters: int, groups: int, indicators: int) -> tuple[Any, Any]:
    """Make a cell for each cluster and group: about two hundred records each, weights of 50."""
    from ictindex.engine.sampling.cell_sums import CellSums, SampleDesign

    number = strata * clusters
    design = SampleDesign(
        tuple(map(str, range(strata))), np.repeat(np.arange(strata), clusters).astype(np.int64)
    )
    cluster = np.repeat(np.arange(number), groups)
    generator = np.random.default_rng(28)
    bases = generator.integers(20, 400, len(cluster))
    shares = generator.beta(4, 3, (len(cluster), indicators))
    cases = (bases[:, None] * shares).astype(np.int64)
    units = bases * 50_000_000
    stratum = design.cluster_strata[cluster]
    cells = CellSums(
        strata=stratum,
        clusters=cluster,
        domains=np.column_stack([stratum % _REGIONS, np.tile(np.arange(groups), number)]),
        counts=bases,
        units=units,
        numerators=cases * 50_000_000,
        denominators=np.repeat(units[:, None], indicators, axis=1),
        cases=cases,
        bases=np.repeat(bases[:, None], indicators, axis=1),
        scale=1_000_000,
        keys=("region", "group"),
        indicators=tuple(f"indicator-{i}" for i in range(indicators)),
    )
    return cells, design


def _first_indicator(cells: Any) -> Any:
    """Return the cells with their first indicator alone."""
    from dataclasses import replace

    parts = ("numerators", "denominators", "cases", "bases")
    first = {name: getattr(cells, name)[:, :1].copy() for name in parts}
    return replace(cells, indicators=cells.indicators[:1], **first)


def _sums_alone(cells: Any) -> Callable[[], object]:
    """Return the floor: scores and their squares by domain and stratum, of cells in that order."""
    codes = cells.domains[:, 0] * 1_000 + cells.domains[:, 1]
    order = np.lexsort((cells.clusters, cells.strata, codes))
    numerators, denominators = cells.numerators[order], cells.denominators[order]
    rows = np.unique(codes[order], return_inverse=True)[1]
    domains = np.flatnonzero(np.diff(rows, prepend=-1))
    pairs = rows * 1_000_000 + cells.strata[order]
    groups = np.flatnonzero(np.diff(pairs, prepend=-1))

    def add() -> object:
        below = np.add.reduceat(denominators, domains, axis=0)
        ratios = np.add.reduceat(numerators, domains, axis=0) / below
        scores = (numerators - ratios[rows] * denominators) / below[rows]
        return np.add.reduceat(scores, groups, axis=0), np.add.reduceat(scores**2, groups, axis=0)

    return add


def _time_r(cells: Any) -> list[float] | None:
    """Return the time of R's package survey for the same shares of these cells, if it is here."""
    program = shutil.which("Rscript")
    if program is None or measuring.ONCE:
        return None
    names = ("cluster", "stratum", "region", "group", "w", "y", "x")
    columns = (
        cells.clusters,
        cells.strata,
        *cells.domains.T,
        np.ones(len(cells.counts), dtype=int),
        cells.numerators[:, 0] / cells.scale,
        cells.denominators[:, 0] / cells.scale,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cells.csv"
        header = ",".join(names)
        np.savetxt(path, np.column_stack(columns), "%.10g", ",", header=header, comments="")
        run = subprocess.run(
            [program, "-e", _IN_R, folder], capture_output=True, text=True, check=False
        )
    return [float(run.stdout)] if run.returncode == 0 else None
