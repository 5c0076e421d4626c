r"""Exact Shapley values of a few players: the average contribution of each over all orders.

.. math:: \varphi_i = \sum_{S \subseteq N \setminus \{i\}}
          \frac{|S|!\,(n - |S| - 1)!}{n!}\,\bigl(v(S \cup \{i\}) - v(S)\bigr)

They sum to :math:`v(N) - v(\emptyset)`, do not depend on an order, and change their signs when
start and end are exchanged. L. S. Shapley, A value for n-person games (1953); for differences of a
figure A. F. Shorrocks, Decomposition procedures for distributional analysis, Journal of Economic
Inequality 11 (2013), 99-126, doi:10.1007/s10888-011-9214-z.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import TypeVar

Player = TypeVar("Player", bound=Hashable)


def shapley_values(
    players: Sequence[Player], worth: Callable[[frozenset[Player]], Fraction]
) -> dict[Player, Fraction]:
    """Return the exact Shapley value of each player; call ``worth`` once for each coalition."""
    count = len(players)
    orders = factorial(count)
    values = {player: Fraction(0) for player in players}
    for size in range(count + 1):
        # A coalition of this size adds to its members and subtracts from the players outside it.
        inside = Fraction(factorial(size - 1) * factorial(count - size), orders) if size else None
        taken = (
            Fraction(factorial(size) * factorial(count - size - 1), orders)
            if size < count
            else None
        )
        for members in combinations(players, size):
            coalition = frozenset(members)
            value = worth(coalition)
            for player in players:
                if player in coalition:
                    values[player] += value * (inside or 0)
                else:
                    values[player] -= value * (taken or 0)
    return values
