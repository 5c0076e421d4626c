"""The cheapest way to a required sum of gains where the marginal cost never falls."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ictindex.core.data_classes import dataclass

_STEPS = 200
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Segment:
    """A range of one quantity with a constant unit cost: gain ``gain`` for each unit of f.

    The gain over the range is ``rate`` times the difference of *f*. The function *f* is the
    identity (``curve`` 0) or the logarithm of the quantity plus ``shift`` (``curve`` 1).
    """

    item: int
    start: float
    stop: float
    cost: float
    rate: float
    curve: int = 0
    shift: float = 0.0

    def marginal(self, x: float) -> float:
        """Return the cost of one unit of gain at a quantity."""
        if self.rate <= 0:
            return math.inf
        return self.cost / self.rate * (1.0 if self.curve == 0 else x + self.shift)

    def gain(self, x: float) -> float:
        """Return the gain from the start to a quantity."""
        if self.curve == 0:
            return self.rate * (x - self.start)
        return self.rate * math.log((x + self.shift) / (self.start + self.shift))

    def reach(self, price: float) -> float:
        """Return the quantity up to which a unit of gain costs at most a price."""
        if self.marginal(self.start) > price:
            return self.start
        if self.curve == 0 or self.cost <= 0:
            return self.stop
        return min(self.stop, price * self.rate / self.cost - self.shift)

    def find_quantity(self, gain: float) -> float:
        """Return the quantity at which a gain from the start is reached."""
        if self.curve == 0:
            return min(self.stop, self.start + gain / self.rate)
        return min(self.stop, (self.start + self.shift) * math.exp(gain / self.rate) - self.shift)


def allocate_cheapest(segments: Sequence[Segment], wanted: float) -> dict[int, float] | None:
    r"""Return the quantity of each item for a required gain at least cost; ``None``: impossible.

    .. math:: \min \sum_k C_k(x_k) \quad \text{such that} \quad \sum_k g_k(x_k) \ge G

    with convex costs of gain: along an item, a unit of gain never becomes cheaper. One price of
    gain therefore decides: all gains that cost less are taken, and gains that cost exactly this
    price are taken in the order of the items until the sum is reached. The price is determined by
    bisection.
    """
    usable = [s for s in segments if s.stop > s.start and s.rate > 0]
    if sum(s.gain(s.stop) for s in usable) < wanted - _NEAR * max(1.0, abs(wanted)):
        return None
    ends = [s.marginal(x) for s in usable for x in (s.start, s.stop)]
    low, high = 0.0, max(ends, default=0.0) * (1 + _NEAR) + _NEAR
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if sum(s.gain(s.reach(middle)) for s in usable) >= wanted:
            high = middle
        else:
            low = middle
    levels: dict[int, float] = {}
    left = wanted
    for s in usable:  # gains that cost less than the price are all taken
        at = s.reach(low) if s.marginal(s.start) <= low else s.start
        levels.setdefault(s.item, s.start)
        if at > s.start:
            levels[s.item] = at
        left -= s.gain(at)
    for s in usable:  # and gains at exactly this price, as far as they are still needed
        at = min(max(levels[s.item], s.start), s.stop)
        more = s.reach(high)
        if left <= 0 or more <= at or s.start > levels[s.item] + _NEAR * max(1.0, abs(s.start)):
            continue
        part = min(left, s.gain(more) - s.gain(at))
        levels[s.item] = s.find_quantity(s.gain(at) + part)
        left -= part
    return levels
