"""An index as a function of its uncertain factors: each point gives a run, with its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from ictindex.analysis.uncertainty.simulated_index import SimulatedIndex, Uniforms
from ictindex.analysis.uncertainty.simulation_blocks import MOST_COLUMNS
from ictindex.analysis.uncertainty.uncertain_factors import Factor
from ictindex.core.data_classes import dataclass
from ictindex.engine.statistics.draws import SCRAMBLINGS, counter_uniforms, sobol_points

Floats = npt.NDArray[np.float64]

SCORE, RANK, MEAN_RANK_SHIFT = "score", "rank", "mean-rank-shift"
OUTPUTS = (MEAN_RANK_SHIFT, RANK, SCORE)
FACTOR: Final = "factor"
KIND: Final = "kind"


@dataclass(frozen=True, slots=True)
class ExchangedUniforms(Uniforms):
    """Draws of cells of one sample; those of some factors come from another sample."""

    other_block: int = 0
    exchanged: frozenset[str] = frozenset()

    def draw_cells(self, factor: str, names: Sequence[str]) -> Floats:
        """Return a column of draws for each cell of a factor."""
        block = self.other_block if factor in self.exchanged else self.block
        return Uniforms(self.seed, block, self.start, self.count).draw_cells(factor, names)


@dataclass(frozen=True, slots=True)
class FactorGroup:
    """Factors that are exchanged together: a single factor, or all of a kind."""

    name: str
    factors: tuple[Factor, ...]

    @property
    def of_cells(self) -> frozenset[str]:
        """Ids of the factors that are drawn cell by cell."""
        return frozenset(factor.id for factor in self.factors if not factor.columns)


@dataclass(frozen=True)
class IndexOutputs:
    """An index, with the figures that are analysed."""

    index: SimulatedIndex
    outputs: tuple[str, ...]

    @property
    def economies(self) -> tuple[str, ...]:
        """Codes of the economies."""
        return self.index.economies

    @cached_property
    def reference(self) -> npt.NDArray[np.int64]:
        """Ranks by the methodology itself."""
        plain = self.index.plain()
        ranks = self.index.rank(self.index.scores(plain), plain)[0]
        reference: npt.NDArray[np.int64] = ranks.astype(np.int64)
        return reference

    def names(self) -> list[tuple[str, str]]:
        """Return the outputs: kind of figure, and economy."""
        outputs: list[tuple[str, str]] = []
        for output in self.outputs:
            if output == MEAN_RANK_SHIFT:
                outputs.append((output, ""))
            else:
                outputs += [(output, economy) for economy in self.economies]
        return outputs

    def compute(self, points: Floats, uniforms: Uniforms) -> Floats:
        r"""Return the outputs of the runs at points, shape (runs, outputs).

        .. math:: \bar R = \frac1n \sum_c |R_{ref}(c) - R(c)|
        """
        settings = self.index.draw(points, uniforms)
        scores = np.ascontiguousarray(self.index.scores(settings))
        parts: list[Floats] = []
        ranks = None
        for output in self.outputs:
            if output == SCORE:
                parts.append(scores)
                continue
            if ranks is None:
                ranks = self.index.rank(scores, settings).astype(np.float64)
            if output == RANK:
                parts.append(ranks)
            else:
                parts.append(np.abs(ranks - self.reference).mean(axis=1, keepdims=True))
        return np.concatenate(parts, axis=1)


def group_factors(index: SimulatedIndex, by: str) -> tuple[FactorGroup, ...]:
    """Return a group for each factor, or a group for each kind of factor."""
    if by == FACTOR:
        return tuple(FactorGroup(factor.id, (factor,)) for factor in index.factors)
    kinds: dict[str, list[Factor]] = {}
    for factor in index.factors:
        kinds.setdefault(factor.kind, []).append(factor)
    return tuple(FactorGroup(kind, tuple(some)) for kind, some in kinds.items())


@dataclass(frozen=True, slots=True)
class PairedDesign:
    """Two independent samples of the factors of an index, in scramblings."""

    model: IndexOutputs
    groups: tuple[FactorGroup, ...]
    exponent: int
    seed: int

    def points(self, scrambling: int) -> tuple[Floats, Floats]:
        """Return the points of both samples of a scrambling."""
        columns, runs = self.model.index.columns, 1 << self.exponent
        if 2 * columns <= 2 * MOST_COLUMNS:
            both = sobol_points(2 * columns, self.exponent, self.seed, scrambling)
        else:
            both = counter_uniforms(self.seed, "paired", scrambling, (runs, 2 * columns))
        return np.ascontiguousarray(both[:, :columns]), np.ascontiguousarray(both[:, columns:])

    def base_outputs(self, scrambling: int) -> tuple[Floats, Floats]:
        """Return the outputs of both samples of a scrambling."""
        a, b = self.points(scrambling)
        return (
            self.model.compute(a, self._uniforms(scrambling, frozenset())),
            self.model.compute(b, self._uniforms(scrambling + SCRAMBLINGS, frozenset())),
        )

    def exchanged_outputs(self, scrambling: int) -> Iterator[Floats]:
        """Yield the outputs of the first sample with each group of factors of the second."""
        a, b = self.points(scrambling)
        spans = self.model.index.spans()
        for group in self.groups:
            points = a.copy()
            for factor in group.factors:
                points[:, spans[factor.id]] = b[:, spans[factor.id]]
            yield self.model.compute(points, self._uniforms(scrambling, group.of_cells))

    def _uniforms(self, block: int, exchanged: frozenset[str]) -> Uniforms:
        other = block + SCRAMBLINGS
        return ExchangedUniforms(self.seed, block, 0, 1 << self.exponent, other, exchanged)
