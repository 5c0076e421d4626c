"""Principal components of the correlation matrix, compared with those of random data."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from ictindex.core.data_classes import dataclass

Floats = npt.NDArray[np.float64]
_NO_SUM = 1e-9
_MOST_NUMBERS = 2**19  # of tables drawn at once: 4 MiB an array


@dataclass(frozen=True, slots=True)
class Components:
    """The components of a table, computed on complete rows only, the largest first.

    ``coefficients`` has a row for each column and a column for each component: eigenvectors of
    length 1. ``loadings`` are the correlations of the columns with the components.
    """

    rows: int
    eigenvalues: Floats
    coefficients: Floats
    centres: Floats
    scales: Floats

    @property
    def shares(self) -> Floats:
        """The share of each component in the variance of all columns."""
        return np.asarray(self.eigenvalues / len(self.centres), dtype=float)

    @property
    def cumulative(self) -> Floats:
        """The cumulative share of the components."""
        return np.asarray(self.shares.cumsum(), dtype=float)

    @property
    def loadings(self) -> Floats:
        """The correlation of each column with each component."""
        return np.asarray(self.coefficients * np.sqrt(self.eigenvalues), dtype=float)


def find_components(table: npt.ArrayLike) -> Components:
    """Find the principal components of the standardised columns, on complete rows.

    The sign of a component is mathematically free. It is chosen so that the sum of the coefficients
    is positive; where the sum is zero, the largest coefficient is, and of equal ones the first.
    """
    whole = np.asarray(table, dtype=float)
    kept = whole[~np.isnan(whole).any(axis=1)]
    rows, columns = kept.shape
    centres = kept.mean(axis=0) if rows else np.full(columns, np.nan)
    scales = kept.std(axis=0, ddof=1) if rows > 1 else np.full(columns, np.nan)
    if rows < 2 or not np.all(scales > 0):
        blank = np.full(min(rows, columns), np.nan)
        return Components(rows, blank, np.full((columns, len(blank)), np.nan), centres, scales)
    standard = (kept - centres) / scales
    _, singular, rotated = np.linalg.svd(standard, full_matrices=False)
    vectors = rotated.T * _signs(rotated.T)
    return Components(rows, singular**2 / (rows - 1), vectors, centres, scales)


def _signs(vectors: Floats) -> Floats:
    sums = vectors.sum(axis=0)
    # Of coefficients that are equal but for the last digit, the first one counts on every machine.
    sizes = np.abs(vectors)
    first = (sizes >= sizes.max(axis=0) - _NO_SUM).argmax(axis=0)
    largest = vectors[first, np.arange(vectors.shape[1])]
    deciding = np.where(np.abs(sums) > _NO_SUM, sums, largest)
    return np.where(deciding < 0, -1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Parallel:
    """Eigenvalues of tables of independent normal numbers of the same size (Horn 1965)."""

    means: Floats
    quantiles: Floats
    quantile: float
    draws: int
    seed: int


def draw_parallel(
    rows: int, columns: int, *, draws: int = 500, quantile: float = 0.95, seed: int = 0
) -> Parallel:
    """Draw eigenvalues of tables without any association.

    The numbers are normal quantiles of the raw output of a counter-based generator, whose stream
    is the same in every version of NumPy.
    """
    generator = np.random.Philox(key=seed)
    # A few tables at a time: the stream and the digits are the same, the memory is not.
    each = max(1, _MOST_NUMBERS // max(1, rows * columns))
    blocks = [
        _draw_eigenvalues(generator, min(each, draws - first), rows, columns)
        for first in range(0, draws, each)
    ]
    eigenvalues = np.concatenate(blocks)
    kept = min(rows, columns)
    return Parallel(
        eigenvalues.mean(axis=0)[:kept],
        np.quantile(eigenvalues, quantile, axis=0)[:kept],
        quantile,
        draws,
        seed,
    )


def _draw_eigenvalues(generator: Any, draws: int, rows: int, columns: int) -> Floats:
    """Return the eigenvalues of the next tables of a generator, the largest first."""
    raw = generator.random_raw(draws * rows * columns)
    uniform = (np.asarray(raw >> np.uint64(11), dtype=float) + 0.5) * 2.0**-53
    normal = special.ndtri(uniform).reshape(draws, rows, columns)
    normal -= normal.mean(axis=1, keepdims=True)
    normal /= np.sqrt((normal**2).sum(axis=1, keepdims=True))
    descending: Floats = np.linalg.eigvalsh(normal.transpose(0, 2, 1) @ normal)[:, ::-1]
    return descending


def count_dimensions(eigenvalues: Floats, chance: Floats) -> int:
    """Return the number of eigenvalues above those of random data, up to the first that is not."""
    exceeding = np.asarray(eigenvalues) > np.asarray(chance)
    return int(len(exceeding) if exceeding.all() else exceeding.argmin())
