"""Small markets drawn at random, and the cheapest choice in them by trying every choice.

The enumeration shares nothing with the library and computes in fractions. Volumes used beyond what
is included come from the definition where every need has a pool of its own; where a pool serves
several needs, every way of dividing it in whole units is tried.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from ictindex.indices.ipb.solver import Offer, Problem

MOST = 5  # no offer of these markets is of use more often
FINE_PARTS = (10**15, 7**18, 3**33)  # denominators whose parts a float does not distinguish
Choice = tuple[Fraction, tuple[int, ...]]  # cost and counts


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
            draw_amounts(chance, needs, pools),
            days=chance.choice([2, 3, 6, 6]),
            rates=draw_rates(chance, kinds) if chance.random() < 0.5 else (),
            most=chance.choice([None, None, None, 1]),
        )
        for n in range(plans)
    ]
    offers += [
        Offer(
            f"add-on {n}",
            Fraction(chance.randint(0, 150), 100),
            draw_amounts(chance, needs, pools),
            days=chance.choice([2, 3, 6]),
            is_plan=False,
            requires=tuple(sorted(chance.sample(range(plans), chance.randint(0, plans)))),
        )
        for n in range(chance.randint(0, 4 - plans))
    ]
    one_plan = chance.random() < 0.25
    if chance.random() < 0.1:  # a plan that has to be bought
        offers[0] = replace(offers[0], least=1)
    return Problem(tuple(offers), needs, pools, month, one_plan=one_plan)


def draw_fine(seed: int, part: int, *, nested: bool = False) -> Problem:
    """Draw a market whose prices are near one another: they differ by parts of a unit."""
    chance = random.Random(seed)

    def refine(price: Fraction | int) -> Fraction:
        return Fraction(round(price * 2), 2) + Fraction(chance.randint(0, 9), part)

    market = draw(seed, nested=nested)
    offers = tuple(
        replace(
            offer,
            cost=refine(offer.cost),
            rates=tuple(None if rate is None else refine(rate) for rate in offer.rates),
        )
        for offer in market.offers
    )
    return replace(market, offers=offers)


def draw_amounts(
    chance: random.Random, needs: tuple[int, ...], pools: tuple[tuple[int, ...], ...]
) -> tuple[int | None, ...]:
    """Draw what an offer gives: nothing, something, or no limit."""
    totals = [sum(needs[need] for need in pool) for pool in pools]
    return tuple(
        chance.choice([0, None, *[chance.randint(-(-total // MOST), total + 2)] * 4])
        for total in totals
    )


def draw_rates(chance: random.Random, kinds: int) -> tuple[Fraction | None, ...]:
    """Draw prices of a unit beyond what is included; some units have none."""
    return tuple(
        None if chance.random() < 0.2 else Fraction(chance.randint(0, 60), 100)
        for _ in range(kinds)
    )


def find_cheapest(problem: Problem) -> Choice | None:
    """Try every choice; return the cheapest, of equals the one that the tie-break names."""
    best: tuple[Fraction, int, tuple[int, ...]] | None = None
    for counts in itertools.product(range(MOST + 1), repeat=len(problem.offers)):
        if not is_admitted(problem, counts):
            continue
        bought = sum(
            (offer.cost * n for offer, n in zip(problem.offers, counts, strict=True) if n),
            Fraction(0),
        )
        if best is not None and bought > best[0]:
            continue
        paid = find_least_beyond(problem, counts)
        if paid is None:
            continue
        key = (bought + paid, sum(counts), tuple(-n for n in counts))
        best = key if best is None else min(best, key)
    return None if best is None else (best[0], tuple(-n for n in best[2]))


def is_admitted(problem: Problem, counts: tuple[int, ...]) -> bool:
    """Return whether a choice keeps to the rules on what may be bought together."""
    plans = 0
    for offer, n in zip(problem.offers, counts, strict=True):
        if n < offer.least or (offer.most is not None and n > offer.most):
            return False
        if n and offer.requires and sum(counts[plan] for plan in offer.requires) == 0:
            return False
        plans += offer.is_plan and n > 0
    return plans <= 1 if problem.one_plan else True


def find_least_beyond(problem: Problem, counts: tuple[int, ...]) -> Fraction | None:
    """Return the least cost of use beyond what is included; ``None`` if it cannot be bought."""
    supply = []
    for pool, needs in enumerate(problem.pools):
        amount = 0
        for offer, n in zip(problem.offers, counts, strict=True):
            each = offer.amounts[pool]
            if each is None:
                each = sum(problem.needs[need] for need in needs)
            amount += n * int(each)
        supply.append(amount)
    room = []
    for need, volume in enumerate(problem.needs):
        covered = sum(
            n * int(offer.days)
            for offer, n in zip(problem.offers, counts, strict=True)
            if any(offer.amounts[p] != 0 for p, pool in enumerate(problem.pools) if need in pool)
        )
        days = 6 if problem.days is None else min(6, covered)
        room.append(int(volume) * days // 6)
    no_rates: tuple[None, ...] = (None,) * len(problem.needs)
    rates = [offer.rates for offer, n in zip(problem.offers, counts, strict=True) if n]
    tables = [no_rates, *filter(None, rates)]
    costs = [
        cost
        for volumes in find_volumes_beyond(problem, supply, room)
        for table in tables
        if (cost := price_volumes(volumes, table)) is not None
    ]
    return min(costs, default=None)


def find_volumes_beyond(
    problem: Problem, supply: list[int], room: list[int]
) -> Iterator[tuple[int, ...]]:
    """Yield the volumes used beyond, for every way of dividing the shared pools."""
    shares = []
    for pool, needs in enumerate(problem.pools):
        most = min(supply[pool], sum(room[need] for need in needs))
        divided = itertools.product(range(most + 1), repeat=len(needs) - 1)
        shares.append([(*part, most - sum(part)) for part in divided if sum(part) <= most])
    for division in itertools.product(*shares):
        received = [0] * len(problem.needs)
        for needs, part in zip(problem.pools, division, strict=True):
            for need, share in zip(needs, part, strict=True):
                received[need] += share
        yield tuple(
            int(volume) - min(room[need], received[need])
            for need, volume in enumerate(problem.needs)
        )


def price_volumes(
    volumes: tuple[int, ...], rates: tuple[Fraction | int | None, ...]
) -> Fraction | None:
    """Return the cost of volumes at rates; ``None`` if a volume has no rate."""
    cost = Fraction(0)
    for volume, rate in zip(volumes, rates, strict=True):
        if volume and rate is None:
            return None
        if volume and rate:
            cost += volume * rate
    return cost
