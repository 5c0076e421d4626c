"""Small markets drawn at random, and the cheapest choice in them by trying every one.

The enumeration shares nothing with the library: volumes used beyond what is included come from
the definition where every need has a pool of its own, and from an optimal assignment of single
units to pools (``scipy.optimize.linear_sum_assignment``) where pools are nested.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import numpy as np
from scipy.optimize import linear_sum_assignment

from ictindex.optimisation import Offer, Problem

MOST = 5  # no offer of these markets is of use more often
Choice = tuple[int, tuple[int, ...]]  # cost in cents; counts


def draw(seed: int, *, nested: bool = False) -> Problem:
    """Draw a market: whole cents, whole volumes, a month of 6 days or none."""
    chance = random.Random(seed)
    kinds = 3 if nested else chance.randint(1, 3)
    needs = tuple(6 * chance.randint(1, 2 if nested else 5) for _ in range(kinds))
    pools = ((0,), (1,), (0, 1), (2,)) if nested else tuple((k,) for k in range(kinds))
    month = chance.choice([None, 6])
    plans = chance.randint(1, 3)
    offers = [
        Offer(
            f"plan {n}",
            Fraction(chance.randint(0, 300), 100),
            amounts(chance, needs, pools),
            days=chance.choice([2, 3, 6, 6]),
            rates=rates(chance, kinds) if chance.random() < 0.5 else (),
            most=chance.choice([None, None, None, 1]),
        )
        for n in range(plans)
    ]
    offers += [
        Offer(
            f"add-on {n}",
            Fraction(chance.randint(0, 150), 100),
            amounts(chance, needs, pools),
            days=chance.choice([2, 3, 6]),
            is_plan=False,
            requires=tuple(sorted(chance.sample(range(plans), chance.randint(0, plans)))),
        )
        for n in range(chance.randint(0, 4 - plans))
    ]
    return Problem(tuple(offers), needs, pools, month, one_plan=chance.random() < 0.25)


def amounts(
    chance: random.Random, needs: tuple[int, ...], pools: tuple[tuple[int, ...], ...]
) -> tuple[int | None, ...]:
    """Draw what an offer gives: nothing, something, or no limit."""
    totals = [sum(needs[need] for need in pool) for pool in pools]
    return tuple(
        chance.choice([0, None, *[chance.randint(-(-total // MOST), total + 2)] * 4])
        for total in totals
    )


def rates(chance: random.Random, kinds: int) -> tuple[Fraction | None, ...]:
    """Draw prices of a unit beyond what is included; some units have none."""
    return tuple(
        None if chance.random() < 0.2 else Fraction(chance.randint(0, 60), 100)
        for _ in range(kinds)
    )


def cheapest(problem: Problem) -> Choice | None:
    """Try every choice; return the cheapest, of equals the one that the tie-break names."""
    best: tuple[int, int, tuple[int, ...]] | None = None
    for counts in itertools.product(range(MOST + 1), repeat=len(problem.offers)):
        if not admitted(problem, counts):
            continue
        bought = sum(int(o.cost * 100) * n for o, n in zip(problem.offers, counts, strict=True))
        if best is not None and bought > best[0]:
            continue
        paid = beyond(problem, counts)
        if paid is None:
            continue
        key = (bought + paid, sum(counts), tuple(-n for n in counts))
        best = key if best is None else min(best, key)
    return None if best is None else (best[0], tuple(-n for n in best[2]))


def admitted(problem: Problem, counts: tuple[int, ...]) -> bool:
    """Tell whether a choice keeps to what may be bought together."""
    plans = 0
    for offer, n in zip(problem.offers, counts, strict=True):
        if offer.most is not None and n > offer.most:
            return False
        if n and offer.requires and sum(counts[plan] for plan in offer.requires) == 0:
            return False
        plans += offer.is_plan and n > 0
    return plans <= 1 if problem.one_plan else True


def beyond(problem: Problem, counts: tuple[int, ...]) -> int | None:
    """Return the least that use beyond what is included costs, in cents; ``None``: impossible."""
    supply = []
    for pool, needs in enumerate(problem.pools):
        given = 0
        for offer, n in zip(problem.offers, counts, strict=True):
            amount = offer.amounts[pool]
            each = sum(map(int, (problem.needs[j] for j in needs))) if amount is None else amount
            given += n * int(each)
        supply.append(given)
    room = []
    for need, volume in enumerate(problem.needs):
        covered = sum(
            n * int(offer.days)
            for offer, n in zip(problem.offers, counts, strict=True)
            if any(offer.amounts[p] != 0 for p, pool in enumerate(problem.pools) if need in pool)
        )
        days = 6 if problem.days is None else min(6, covered)
        room.append(int(volume) * days // 6)
    priced = [o.rates for o, n in zip(problem.offers, counts, strict=True) if n and o.rates]
    costs = [least(problem, supply, room, prices) for prices in [None, *priced]]
    return min((cost for cost in costs if cost is not None), default=None)


def least(
    problem: Problem,
    supply: list[int],
    room: list[int],
    prices: tuple[Fraction | int | None, ...] | None,
) -> int | None:
    """Return the cost beyond at the prices of one plan."""
    never = 10**6
    cents = [
        never if prices is None or price is None else int(price * 100)
        for price in (prices or [None] * len(problem.needs))
    ]
    if all(len(pool) == 1 for pool in problem.pools):
        short = [
            int(volume) - min(room[need], supply[need]) for need, volume in enumerate(problem.needs)
        ]
        total = sum(n * cent for n, cent in zip(short, cents, strict=True))
    else:
        units = [need for need, n in enumerate(room) for _ in range(n)]
        slots = [pool for pool, n in enumerate(supply) for _ in range(min(n, len(units)))]
        saved = np.array(
            [[cents[need] * (need in problem.pools[p]) for p in slots] for need in units]
        ).reshape(len(units), len(slots))
        pairs = linear_sum_assignment(saved, maximize=True)
        total = sum(int(v) * c for v, c in zip(problem.needs, cents, strict=True))
        total -= int(saved[pairs].sum())
    return total if total < never else None
