"""The order in which a few values fit last year's best."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from ictindex.core.data_classes import dataclass

_MOST = 5  # a breakdown has five parts at most; of more values only pairs are exchanged


@dataclass(frozen=True, slots=True)
class BetterOrder:
    """Places whose values fit better elsewhere: the place of each value, the gain, what is left."""

    places: tuple[int, ...]
    moved: tuple[int, ...]
    gain: float
    left: float


def find_better_order(
    now: Sequence[float], last: Sequence[float], least: float, left: float
) -> BetterOrder | None:
    r"""Return the best order if it gains enough for each moved value, and leaves little.

    .. math:: \sum_i |x_i - y_i| - \sum_i |x_{\pi(i)} - y_i| > g\,m, \qquad
        \sum_i |x_{\pi(i)} - y_i| < s \sum_i |x_i - y_i|

    where *m* is the number of values that change their place.
    """
    stay = sum(abs(x - y) for x, y in zip(now, last, strict=True))
    if stay <= 2 * least:
        return None
    # No order is nearer than that by size.
    nearest = sum(abs(x - y) for x, y in zip(sorted(now), sorted(last), strict=True))
    if not (nearest < left * stay and stay - nearest > 2 * least):
        return None
    best: BetterOrder | None = None
    for order in _orders(len(now)):
        away = sum(abs(now[k] - y) for k, y in zip(order, last, strict=True))
        moved = tuple(n for n, k in enumerate(order) if n != k)
        if not moved or not away < left * stay:
            continue
        gain = (stay - away) / len(moved)
        if gain > least and (best is None or (round(away, 9), len(moved)) < _rank(best)):
            best = BetterOrder(order, moved, gain, away)
    return best


def _rank(order: BetterOrder) -> tuple[float, int]:
    return round(order.left, 9), len(order.moved)


def _orders(count: int) -> Sequence[tuple[int, ...]]:
    if count <= _MOST:
        return list(permutations(range(count)))
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    return [tuple(b if n == a else a if n == b else n for n in range(count)) for a, b in pairs]
