"""The runs of a simulation in blocks: in sequence, by several processes, or on dask.

The division into blocks and workers does not change the results: the draws of a block depend only
on the seed, its scrambling and its position, and every block is computed in the same way on every
worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex.analysis.uncertainty.simulated_index import Settings, SimulatedIndex, Uniforms
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.engine.statistics import draws as drawing
from ictindex.engine.statistics.rank_statistics import Ranks

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]

# With more coordinates a low-discrepancy sequence has no advantage: all are drawn by counters.
MOST_COLUMNS = 64
# Bytes of memory for the intermediate arrays of a block.
_BLOCK_BYTES = 48 * 2**20


@dataclass(frozen=True, slots=True)
class Block:
    """Some runs of one scrambling: the first run, and the run after the last."""

    scrambling: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """An index, with the number of its runs and their seed."""

    index: SimulatedIndex
    seed: int
    exponent: int  # each scrambling has 2 to this power runs

    @property
    def low_discrepancy(self) -> bool:
        """True if the factors are drawn from a low-discrepancy sequence."""
        return self.index.columns <= MOST_COLUMNS

    @property
    def runs(self) -> int:
        """Number of runs of each scrambling."""
        return 1 << self.exponent

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks of all runs; their size depends on the index alone."""
        arrays = self.index.arrays
        compared = len(arrays.economies) if arrays.compares else 0
        row = 8 * len(arrays.economies) * (len(arrays.indicators) + 2 + compared)
        size = min(self.runs, 1 << max(0, (_BLOCK_BYTES // row).bit_length() - 1))
        return tuple(
            Block(scrambling, start, start + size)
            for scrambling in range(drawing.SCRAMBLINGS)
            for start in range(0, self.runs, size)
        )

    def points(self, block: Block) -> Floats:
        """Return the points of a block in the unit cube; columns are coordinates of factors."""
        if self.low_discrepancy:
            whole = _points(self.index.columns, self.exponent, self.seed, block.scrambling)
            return whole[block.start : block.stop]
        uniforms = Uniforms(self.seed, block.scrambling, block.start, block.stop - block.start)
        names = [f"{f.id}:{n}" for f in self.index.factors for n in range(f.columns)]
        return uniforms.draw_cells("design", names)

    def settings(self, block: Block) -> Settings:
        """Return the settings of the runs of a block."""
        count = block.stop - block.start
        uniforms = Uniforms(self.seed, block.scrambling, block.start, count)
        return self.index.draw(self.points(block), uniforms)

    def choices(self, block: Block) -> dict[str, npt.NDArray[np.intp]]:
        """Return the alternative of each run of a block for each discrete choice."""
        return self.index.choices(self.points(block))

    def drawn_inputs(self) -> tuple[list[str], Floats]:
        """Return the draws: names, and values of shape (scramblings, runs, names).

        Weights are shares in their node, goalposts are in their unit, and choices are numbered from
        0.
        """
        parts: dict[int, list[Floats]] = {}
        names: list[str] = []
        for block in self.blocks():
            drawn = self.index.describe_inputs(self.points(block))
            names = list(drawn)
            columns = [np.asarray(each, dtype=np.float64) for each in drawn.values()]
            empty = np.empty((block.stop - block.start, 0))
            parts.setdefault(block.scrambling, []).append(
                np.stack(columns, axis=1) if columns else empty
            )
        return names, np.stack([np.concatenate(part) for part in parts.values()])

    def run(self, block: Block) -> tuple[Floats, Ranks]:
        """Return the scores and ranks of the runs of a block, shape (runs, economies)."""
        settings = self.settings(block)
        scores = self.index.scores(settings)
        return np.ascontiguousarray(scores), self.index.rank(scores, settings)


@lru_cache(maxsize=2)
def _points(columns: int, exponent: int, seed: int, scrambling: int) -> Floats:
    points = drawing.sobol_points(columns, exponent, seed, scrambling)
    points.flags.writeable = False
    return points


def run_blocks(
    simulation: Simulation, workers: int, progress: Progress | None = None
) -> tuple[Floats, Ranks]:
    """Run all blocks and return scores and ranks, shape (scramblings, runs, economies)."""
    blocks, report = simulation.blocks(), progress or (lambda done, total: None)
    shape = (drawing.SCRAMBLINGS, simulation.runs, len(simulation.index.economies))
    scores, ranks = np.empty(shape), np.empty(shape, dtype=np.int32)
    report(0, len(blocks))
    for done, (block, results) in enumerate(_carry_out(simulation, blocks, workers), start=1):
        scores[block.scrambling, block.start : block.stop] = results[0]
        ranks[block.scrambling, block.start : block.stop] = results[1]
        report(done, len(blocks))
    return scores, ranks


def _carry_out(
    simulation: Simulation, blocks: Sequence[Block], workers: int
) -> Iterator[tuple[Block, tuple[Floats, Ranks]]]:
    if workers == 1:
        for block in blocks:
            yield block, simulation.run(block)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A copy of a process with threads may wait forever for a lock that a thread had: each process
    # starts as a new interpreter, on every system.
    context = get_context("spawn")
    with ProcessPoolExecutor(
        min(workers, len(blocks)), context, initializer=_take, initargs=(simulation,)
    ) as pool:
        try:
            yield from zip(blocks, pool.map(_run_taken, blocks), strict=True)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_taken: list[Simulation] = []


def _take(simulation: Simulation) -> None:
    """Keep the simulation in a process that runs blocks of it."""
    _taken[:] = [simulation]


def _run_taken(block: Block) -> tuple[Floats, Ranks]:
    return _taken[0].run(block)


def load_dask() -> Any:
    """Return the package dask, or refuse a backend that is not installed."""
    try:
        import_module("dask.array")
        return import_module("dask")
    except ImportError as error:
        raise UsageError("robustness.package-missing", package="dask", extra="large") from error


def lazy_blocks(simulation: Simulation) -> tuple[Any, Any]:
    """Return scores and ranks as dask arrays that are not yet computed, a chunk for each block."""
    dask, da = load_dask(), import_module("dask.array")
    economies, whole = len(simulation.index.economies), dask.delayed(simulation, pure=True)
    columns: dict[int, list[tuple[Any, Any]]] = {}
    for block in simulation.blocks():
        pair = dask.delayed(_run_lazily, pure=True, nout=2)(whole, block)
        shape = (1, block.stop - block.start, economies)
        columns.setdefault(block.scrambling, []).append(
            (da.from_delayed(pair[0], shape, float), da.from_delayed(pair[1], shape, np.int32))
        )
    scores, ranks = (
        da.concatenate([da.concatenate([p[n] for p in row], axis=1) for row in columns.values()])
        for n in (0, 1)
    )
    return scores, ranks


def _run_lazily(simulation: Simulation, block: Block) -> tuple[Floats, Ranks]:
    scores, ranks = simulation.run(block)
    return scores[None], ranks[None]
