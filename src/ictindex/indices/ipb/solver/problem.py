"""A purchasing problem: offers, pools, needs and rates, all exact fractions.

The price basket (``ipb.cheapest``) turns the tariffs of an operator into a :class:`Problem`;
``integer_scaling`` writes the problem in integers and computes the cost of any choice; ``solver``
finds the cheapest choice and proves it. None of them knows files, documents,
currencies or words.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError

Number = Fraction | int


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan or add-on that can be bought any number of times in a month."""

    id: str
    cost: Number
    amounts: tuple[Number | None, ...]
    days: Number = 0
    is_plan: bool = True
    requires: tuple[int, ...] = ()
    rates: tuple[Number | None, ...] = ()
    most: int | None = None
    least: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    r"""A month's needs, and the offers that can meet them.

    A customer buys counts :math:`n_i` of the offers, and volumes :math:`u_j` of the needs beyond
    what is included, at the rates of one of the plans bought. With :math:`V_j` the needs,
    :math:`a_{ip}` the amounts and :math:`y_{pj}` what pool :math:`p` gives to need :math:`j`:

    .. math::

        \min \sum_i c_i n_i + \sum_j r_j u_j, \quad
        \sum_j y_{pj} \le \sum_i a_{ip} n_i, \quad \sum_p y_{pj} + u_j \ge V_j

    and, where the days of the month :math:`D` count too (use is spread evenly over the month; if no
    offer that serves the need covers a day, the use of that day is bought beyond what is included):

    .. math:: u_j \ge V_j \, \frac{D - \min(D, \sum_i d_i n_i)}{D}

    where the sum runs over the offers that give something to need :math:`j`.
    """

    offers: tuple[Offer, ...]
    needs: tuple[Number, ...]
    pools: tuple[tuple[int, ...], ...]
    days: Number | None = None
    one_plan: bool = False

    def __post_init__(self) -> None:
        for part, fits in (
            ("needs", all(need >= 0 for need in self.needs)),
            ("days", self.days is None or self.days > 0),
            ("pools", self._are_pools_nested()),
            ("offers", all(map(self._is_sound, self.offers))),
        ):
            if not fits:
                raise UsageError("purchasing.unfit-problem", part=part)

    def _are_pools_nested(self) -> bool:
        sets = [frozenset(pool) for pool in self.pools]
        needs = frozenset(range(len(self.needs)))
        return all(pool and pool <= needs for pool in sets) and all(
            pool <= other or other <= pool or not pool & other
            for n, pool in enumerate(sets)
            for other in sets[:n]
        )

    def _is_sound(self, offer: Offer) -> bool:
        plans = {n for n, plan in enumerate(self.offers) if plan.is_plan}
        return (
            offer.cost >= 0
            and offer.days >= 0
            and len(offer.amounts) == len(self.pools)
            and len(offer.rates) in (0, len(self.needs))
            and all(amount is None or amount >= 0 for amount in offer.amounts)
            and all(rate is None or rate >= 0 for rate in offer.rates)
            and set(offer.requires) <= plans
            and not (offer.is_plan and offer.requires)
            and (offer.is_plan or not offer.rates)
            and offer.least >= 0
            and (offer.most is None or offer.most >= offer.least)
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """Proof that nothing cheaper exists.

    Parameters
    ----------
    cost : int
        Cost of the choice in units of ``unit``, computed in whole numbers.
    bound : int
        Lower bound of the cost of every choice in the same units, computed in whole numbers.
    unit : fraction
        Part of a unit of money of which every possible cost is a multiple.
    solves : int
        Number of linear programmes that the search solved, tie-break included: 1 where the first
        bound left so few choices that the search tried all of them.

    Examples
    --------
    >>> Proof(cost=31500, bound=31500, unit=Fraction(1, 100), solves=2).holds
    True
    """

    cost: int
    bound: int
    unit: Fraction
    solves: int

    @property
    def holds(self) -> bool:
        """True if the bound leaves no room for a cheaper choice."""
        return self.bound >= self.cost


@dataclass(frozen=True, slots=True)
class Solution:
    """The cheapest way to meet the needs."""

    counts: tuple[int, ...]
    cost: Fraction
    base: int | None
    beyond: tuple[Fraction, ...]
    included: tuple[tuple[Fraction, ...], ...]
    proof: Proof

    @property
    def purchases(self) -> int:
        """Number of purchases."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Infeasible:
    """The needs that no choice meets."""

    needs: tuple[int, ...]


def number_joined_needs(pools: tuple[tuple[int, ...], ...], count: int) -> tuple[int, ...]:
    """Return a number for each need; needs joined by pools have the same number."""
    numbers = list(range(count))
    for pool in pools:
        for need, next_need in pairwise(sorted(pool)):
            low, high = sorted((numbers[need], numbers[next_need]))
            numbers = [low if number == high else number for number in numbers]
    return tuple(numbers)
