"""The cost of a choice of purchases, worked out in integers alone.

Given what is bought, use is settled in the customer's favour: included volumes go first to the
needs whose rate is highest, each from the pool that serves the fewest needs. As pools are nested,
that order is the best one (the volumes that pools can cover form a polymatroid, on which the
greedy choice is optimal), so no solver is needed to know what a choice costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ictindex.optimisation.integer_scaling import Programme


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a choice of purchases costs.

    Parameters
    ----------
    cost : int
        Its cost.
    base : int or None
        The plan whose rates are paid.
    beyond : tuple of int
        Of each need: volume beyond what is included.
    included : tuple of tuple of int
        Of each pool: what it gives to each need.
    """

    cost: int
    base: int | None
    beyond: tuple[int, ...]
    included: tuple[tuple[int, ...], ...]


def settle(programme: Programme, counts: Sequence[int]) -> Settlement | tuple[int, ...]:
    """Return what a choice costs, or the needs that it leaves unmet.

    Parameters
    ----------
    programme : Programme
        What is to be met.
    counts : sequence of int
        Purchases of each offer.

    Returns
    -------
    Settlement or tuple of int
        At the rates of the plan with which it is cheapest (of equals the first); the needs
        without a rate that are not met; ``()`` where the choice itself is not allowed (too many
        or too few of an offer, an add-on without its plan, two plans where one is allowed).

    Examples
    --------
    >>> from fractions import Fraction
    >>> from ictindex.optimisation.problem import Offer, Problem
    >>> from ictindex.optimisation.integer_scaling import programme
    >>> base = Offer("base", Fraction(0), (Fraction(0),), rates=(Fraction(1, 10),))
    >>> pack = Offer("pack", Fraction(4), (Fraction(60),))
    >>> whole = programme(Problem((base, pack), (Fraction(100),), ((0,),)))
    >>> settled = settle(whole, (1, 1))
    >>> settled.cost * whole.money, settled.beyond[0] * whole.volumes[0], settled.base
    (Fraction(8, 1), Fraction(40, 1), 0)
    >>> settle(whole, (0, 1))
    (0,)
    """
    bought = [place for place, count in enumerate(counts) if count]
    if not _allowed(programme, counts, bought):
        return ()
    spent = sum(programme.costs[place] * counts[place] for place in bought)
    supply = [
        sum(programme.amounts[place][pool] * counts[place] for place in bought)
        for pool in range(len(programme.problem.pools))
    ]
    within = [_within(programme, counts, bought, need) for need in range(len(programme.needs))]
    best: Settlement | None = None
    unmet: tuple[int, ...] = tuple(range(len(programme.needs)))
    no_rates = (None,) * len(programme.needs)
    for base in (None, *(place for place in bought if programme.rates[place])):
        rates = no_rates if base is None else programme.rates[base]
        beyond, included = _use(programme, supply, within, rates)
        short = tuple(j for j, volume in enumerate(beyond) if volume and rates[j] is None)
        if short:
            unmet = min(unmet, short, key=len)
            continue
        paid = sum(volume * (rate or 0) for volume, rate in zip(beyond, rates, strict=True))
        if best is None or spent + paid < best.cost:
            best = Settlement(spent + paid, base if any(beyond) else None, beyond, included)
    return best or unmet


def _allowed(programme: Programme, counts: Sequence[int], bought: list[int]) -> bool:
    offers = programme.problem.offers
    if any(counts[place] < offers[place].least for place in programme.obliged):
        return False
    plans = 0
    for place in bought:
        offer = offers[place]
        if offer.most is not None and counts[place] > offer.most:
            return False
        if offer.is_plan:
            plans += 1
        elif offer.requires and not any(counts[plan] for plan in offer.requires):
            return False
    return plans <= 1 or not programme.problem.one_plan


def _within(programme: Programme, counts: Sequence[int], bought: list[int], need: int) -> int:
    """Return the most of a need that may be included: its use on the days that are covered."""
    volume, month = programme.needs[need], programme.month
    if not month:
        return volume
    covered = sum(
        programme.days[place] * counts[place] for place in bought if programme.covers(place, need)
    )
    return volume * min(month, covered) // month  # whole by the choice of the units


def _use(
    programme: Programme,
    supply: list[int],
    within: list[int],
    rates: Sequence[int | None],
) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return what is used beyond what is included, and what pools give to needs."""
    left = list(supply)
    included = [[0] * len(programme.needs) for _ in left]
    beyond = list(programme.needs)

    # Needs without a rate first, then from the dearest down.
    order = sorted((rate is not None, -(rate or 0), need) for need, rate in enumerate(rates))
    for _, _, need in order:
        room = within[need]
        for pool in programme.serving[need]:
            given = min(room, left[pool])
            included[pool][need] = given
            left[pool] -= given
            room -= given
            beyond[need] -= given
    return tuple(beyond), tuple(map(tuple, included))
