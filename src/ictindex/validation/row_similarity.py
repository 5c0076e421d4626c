r"""How alike rows of values are: equal cells and how rare they are, distances, moved lines.

Lists and :mod:`math` only: one submission is judged with these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ictindex.validation.change_model import Change
from ictindex.validation.peer_model import Matrix, PeerModel

Row = Mapping[str, float]  # values by indicator
Changes = Mapping[str, Change]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The cells that two rows have alike, how many lie below the ceiling, how rare they are."""

    cells: tuple[str, ...]
    below: int
    weight: float


def is_common(value: float, percentage: bool, ceiling: float) -> bool:
    """Tell whether many economies have this value: nought, or a percentage at the ceiling.

    Examples
    --------
    >>> is_common(100.0, True, 99.0), is_common(100.0, False, 99.0), is_common(0.0, False, 99.0)
    (True, False, True)
    """
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
    r"""Return the cells that two rows have alike to the last digit, with their rarity.

    .. math:: w = \sum_{i:\, v_i = v'_i} \min(-\log_{10} q_i(v_i),\; W)

    Parameters
    ----------
    row, other : mapping of str to float
        Values by indicator. Noughts never count.
    share : callable
        Gives *q*, the share of a value in the column of its indicator.
    percentages : collection of str
        Indicators whose values gather at 100.
    ceiling : float
        From here on they do.
    most, at_ceiling : float
        *W* of an ordinary cell, and of one at the ceiling.

    Examples
    --------
    >>> a, b = {"x": 45.2, "y": 100.0, "z": 3.0}, {"x": 45.2, "y": 100.0, "z": 4.0}
    >>> likeness(a, b, lambda name, value: 0.01, {"y"}, 99.0, 1.75, 0.5)
    Likeness(cells=('x', 'y'), below=1, weight=2.25)
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
    r"""Return how far a row lies from last year's row, and over how many cells.

    .. math:: D = \frac{1}{n} \sum_i \min\left(\frac{|t(v_i) - t(p_i) - m_i|}{s_i},\; c\right)

    with the transformation *t*, the usual change *m* and its spread *s* of each indicator.

    Parameters
    ----------
    row, last : mapping of str to float
        Values by indicator; those of both rows that have a fitted change are compared.
    changes : mapping of str to Change
        The fitted changes.
    most : float
        *c*: no cell counts more.

    Returns
    -------
    (float, int)
        The distance, NaN where the rows have no cell in common, and the number of cells.

    Examples
    --------
    >>> from ictindex.validation.change_model import model_of
    >>> distance({"internet-users": 80.0}, {}, model_of(2026).changes, 5.0)
    (nan, 0)
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
    values: Sequence[float | None], expected: Sequence[Callable[[float], float] | None],
    lines: int, most: float,
) -> tuple[float, float, int]:  # fmt: skip
    r"""Return what is gained by moving all values of a row by some lines, and what is left.

    .. math:: \sum_p \min(z_p(v_p), c) - \min(z_{p-k}(v_p), c)

    Parameters
    ----------
    values : sequence of float or None
        The values in the order of their lines.
    expected : sequence of callable or None
        For each line how far a value is from what is expected there, in spreads.
    lines : int
        *k*: a value that stands on line *p* would belong on line *p - k*.
    most : float
        *c*: no cell counts more.

    Returns
    -------
    (float, float, int)
        The gain, how far the values lie on average once they are moved, and how many they are.

    Examples
    --------
    >>> near = [lambda v, x=x: abs(v - x) for x in (1.0, 2.0, 4.0)]
    >>> moved_gain([None, 1.0, 2.0], near, 1, 3.0)
    (3.0, 0.0, 2)
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
    r"""Return the slope of the scale of an indicator at a value; at its ends that of the end.

    .. math:: t'(x) = \frac{1}{\max(x, c)} \qquad\text{or}\qquad
        \frac{1}{x + 1} + \frac{1}{101 - x}

    Examples
    --------
    >>> from ictindex.validation.change_model import model_of
    >>> slope(model_of(2026).changes["mobile-broadband-traffic"], 20.0)
    0.05
    """
    if change.transformation == "log":
        return 1 / max(value, change.floor, 1e-12)
    inside = min(max(value, 0.0), 100.0)
    return 1 / (inside + 1) + 1 / (101 - inside)


def joint_density(peers: PeerModel, values: Mapping[int, float]) -> float:
    r"""Return the logarithm of the density of transformed values, up to what hangs on their number.

    .. math:: -\tfrac12 \ln\det\Sigma_{oo} - \tfrac{\nu + d}{2} \ln(1 + \delta^2 / \nu)

    Of so few values that nothing is suggested it is 0.

    Examples
    --------
    >>> from ictindex.validation.change_model import model_of
    >>> peers = model_of(2026).peers
    >>> usual = dict(enumerate(peers.mean))
    >>> joint_density(peers, usual) > joint_density(peers, {**usual, 0: usual[0] + 1})
    True
    """
    found = peers.beside(values)
    if found is None:
        return 0.0
    freedom = peers.freedom
    inside = math.log1p(max(found.distance, 0.0) / freedom)
    return -(freedom + len(values)) / 2 * inside - 0.5 * _log_determinant(
        peers.scatter, found.known
    )


@lru_cache(maxsize=1024)
def _log_determinant(scatter: Matrix, known: tuple[int, ...]) -> float:
    """Return the logarithm of the determinant of the scatter of some indicators, by Cholesky."""
    rows: list[list[float]] = []
    total = 0.0
    for n, a in enumerate(known):
        line: list[float] = []
        for m, b in enumerate(known[:n]):
            dot = math.fsum(x * y for x, y in zip(line, rows[m], strict=False))
            line.append((scatter[a][b] - dot) / rows[m][m])
        pivot = math.sqrt(scatter[a][a] - math.fsum(x * x for x in line))
        total += 2 * math.log(pivot)
        rows.append([*line, pivot])
    return total


def best_block(gains: Sequence[float]) -> tuple[float, int, int]:
    r"""Return the contiguous block with the largest sum: sum, first and last place.

    .. math:: \max_{a \le b} \sum_{n=a}^{b} g_n

    In one pass (J. B. Kadane; J. Bentley, *Programming Pearls*, 1984). Where nothing is gained the
    sum is 0 and the places are -1.

    Examples
    --------
    >>> best_block([1.0, -3.0, 2.0, 2.0, -1.0])
    (4.0, 2, 3)
    >>> best_block([-1.0])
    (0.0, -1, -1)
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
    r"""Return how likely at least so many of some cells have what each has with a probability.

    .. math:: \sum_{j=k}^{n} \binom{n}{j} p^j (1 - p)^{n - j}

    Examples
    --------
    >>> binomial_tail(2, 2, 0.5), binomial_tail(3, 0, 0.5)
    (0.25, 1.0)
    """
    return math.fsum(
        math.comb(count, j) * share**j * (1 - share) ** (count - j) for j in range(least, count + 1)
    )
