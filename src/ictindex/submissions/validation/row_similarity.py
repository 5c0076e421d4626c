r"""The similarity of rows of values: equal cells and their rarity, distances, moved lines.

It uses lists and :mod:`math` only, so that a submission is validated without arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation.change_model import Change
from ictindex.submissions.validation.peer_model import Matrix, PeerModel

Row = Mapping[str, float]  # values by indicator
Changes = Mapping[str, Change]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The equal cells of two rows, the number of them below the ceiling, and their rarity."""

    cells: tuple[str, ...]
    below: int
    weight: float


def is_common(value: float, percentage: bool, ceiling: float) -> bool:
    """Tell whether many economies have this value: zero, or a percentage at the ceiling."""
    return value == 0 or (percentage and value >= ceiling)


def likeness(
    row: Row,
    other: Row,
    share: Callable[[str, float], float],
    percentages: Collection[str],
    ceiling: float,
    most: float,
    at_ceiling: float,
) -> Likeness:
    r"""Return the cells of two rows that are equal to the last digit, with their rarity.

    .. math:: w = \sum_{i:\, v_i = v'_i} \min(-\log_{10} q_i(v_i),\; W)
    """
    cells, below, weight = [], 0, 0.0
    for name, value in row.items():
        if value == 0 or other.get(name) != value:
            continue
        cells.append(name)
        common = is_common(value, name in percentages, ceiling)
        below += not common
        weight += min(-math.log10(share(name, value)), at_ceiling if common else most)
    return Likeness(tuple(cells), below, weight)


def spread(change: Change) -> float:
    """Return the usual spread of the changes of an indicator: that of its wider side."""
    return max(change.fall.scale, change.rise.scale)


def distance(row: Row, last: Row, changes: Changes, most: float) -> tuple[float, int]:
    r"""Return the distance of a row from last year's row, and its number of cells.

    .. math:: D = \frac{1}{n} \sum_i \min\left(\frac{|t(v_i) - t(p_i) - m_i|}{s_i},\; c\right)

    where *t* is the transformation, *m* the usual change and *s* its spread, of each indicator.
    """
    total, count = 0.0, 0
    for name, value in row.items():
        change, before = changes.get(name), last.get(name)
        if change is None or before is None:
            continue
        off = change.transform(value) - change.transform(before) - change.median
        total += min(abs(off) / spread(change), most)
        count += 1
    return (total / count if count else math.nan), count


def moved_gain(
    values: Sequence[float | None],
    expected: Sequence[Callable[[float], float] | None],
    lines: int,
    most: float,
) -> tuple[float, float, int]:
    r"""Return the gain of moving all values of a row by some lines, and the distance left.

    .. math:: \sum_p \min(z_p(v_p), c) - \min(z_{p-k}(v_p), c)
    """
    gain, left, count = 0.0, 0.0, 0
    for at, value in enumerate(values):
        if value is None or not 0 <= at - lines < len(expected):
            continue
        here, there = expected[at], expected[at - lines]
        if here is None or there is None:
            continue
        rest = min(there(value), most)
        gain, left, count = gain + min(here(value), most) - rest, left + rest, count + 1
    return gain, left / count if count else math.nan, count


def slope(change: Change, value: float) -> float:
    r"""Return the slope of the scale of an indicator at a value; beyond its ends that of the end.

    .. math:: t'(x) = \frac{1}{\max(x, c)} \qquad\text{or}\qquad
        \frac{1}{x + 1} + \frac{1}{101 - x}
    """
    if change.transformation == "log":
        return 1 / max(value, change.floor, 1e-12)
    inside = min(max(value, 0.0), 100.0)
    return 1 / (inside + 1) + 1 / (101 - inside)


def joint_density(peers: PeerModel, values: Mapping[int, float]) -> float:
    r"""Return the logarithm of the density of values, except a term that depends on their number.

    .. math:: -\tfrac12 \ln\det\Sigma_{oo} - \tfrac{\nu + d}{2} \ln(1 + \delta^2 / \nu)

    For too few values for a suggestion it is 0.
    """
    row = peers.compare(values)
    if row is None:
        return 0.0
    freedom = peers.freedom
    inside = math.log1p(max(row.distance, 0.0) / freedom)
    return -(freedom + len(values)) / 2 * inside - 0.5 * _log_determinant(
        peers.scatter, row.members
    )


@lru_cache(maxsize=1024)
def _log_determinant(scatter: Matrix, members: tuple[int, ...]) -> float:
    """Return the logarithm of the determinant of the scatter of some indicators, by Cholesky."""
    rows: list[list[float]] = []
    total = 0.0
    for n, a in enumerate(members):
        line: list[float] = []
        for m, b in enumerate(members[:n]):
            dot = math.fsum(x * y for x, y in zip(line, rows[m], strict=False))
            line.append((scatter[a][b] - dot) / rows[m][m])
        pivot = math.sqrt(scatter[a][a] - math.fsum(x * x for x in line))
        total += 2 * math.log(pivot)
        rows.append([*line, pivot])
    return total


def best_block(gains: Sequence[float]) -> tuple[float, int, int]:
    r"""Return the contiguous block with the largest sum: sum, first and last position.

    .. math:: \max_{a \le b} \sum_{n=a}^{b} g_n

    It takes one pass (J. B. Kadane; J. Bentley, *Programming Pearls*, 1984). Without a gain the sum
    is 0 and the positions are -1.
    """
    best, first, last, current, start = 0.0, -1, -1, 0.0, 0
    for at, gain in enumerate(gains):
        if current <= 0:
            current, start = 0.0, at
        current += gain
        if current > best:
            best, first, last = current, start, at
    return best, first, last


def binomial_tail(count: int, least: int, share: float) -> float:
    r"""Return the probability that at least so many of some cells have a property.

    .. math:: \sum_{j=k}^{n} \binom{n}{j} p^j (1 - p)^{n - j}
    """
    return math.fsum(
        math.comb(count, j) * share**j * (1 - share) ** (count - j) for j in range(least, count + 1)
    )
