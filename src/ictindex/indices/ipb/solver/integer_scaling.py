"""A problem in integers: each kind of quantity in the largest unit that divides all its values.

Costs and bounds are then computed without any rounding, and a bound above a whole number proves
the next whole number. Volumes beyond the need are cut off, which changes no choice of whole
purchases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm

from ictindex.core.data_classes import dataclass
from ictindex.indices.ipb.solver.problem import Number, Problem, number_joined_needs


@dataclass(frozen=True, slots=True)
class Programme:
    """A problem in integers."""

    costs: tuple[int, ...]
    amounts: tuple[tuple[int, ...], ...]
    days: tuple[int, ...]
    rates: tuple[tuple[int | None, ...], ...]
    needs: tuple[int, ...]
    month: int
    most: tuple[int, ...]
    serving: tuple[tuple[int, ...], ...]
    covering: tuple[tuple[bool, ...], ...]  # by offer and need: the offer gives something to it
    obliged: tuple[int, ...]
    money: Fraction
    volumes: tuple[Fraction, ...]
    problem: Problem


def find_common_unit(numbers: Iterable[Number]) -> Fraction:
    """Return the largest number of which all numbers are multiples; 1 for zeros alone."""
    fractions = {number for number in numbers if number}
    if not fractions:
        return Fraction(1)
    scale = lcm(*(number.denominator for number in fractions))
    return Fraction(
        gcd(*(number.numerator * (scale // number.denominator) for number in fractions)), scale
    )


def make_programme(problem: Problem) -> Programme:
    """Write a problem in integers."""
    offers, needs, month = problem.offers, problem.needs, problem.days
    totals = [sum(needs[need] for need in pool) for pool in problem.pools]
    cut = [
        [
            total if amount is None else min(amount, total)
            for amount, total in zip(offer.amounts, totals, strict=True)
        ]
        for offer in offers
    ]
    covered = [min(offer.days, month) if month else Fraction(0) for offer in offers]
    day = find_common_unit([*covered, month or 0])
    volumes = _volumes(problem, cut, Fraction(day) / month if month else Fraction(0))
    rates = [
        tuple(
            None if rate is None or not need else rate * volume
            for rate, need, volume in zip(offer.rates, needs, volumes, strict=True)
        )
        if offer.rates
        else ()
        for offer in offers
    ]
    money = find_common_unit(
        [*(offer.cost for offer in offers), *(rate for row in rates for rate in row if rate)]
    )
    of_pool = [volumes[pool[0]] for pool in problem.pools]
    amounts = tuple(
        tuple(int(amount / volume) for amount, volume in zip(row, of_pool, strict=True))
        for row in cut
    )
    serving = tuple(
        tuple(
            sorted(
                (position for position, pool in enumerate(problem.pools) if need in pool),
                key=lambda position: (len(problem.pools[position]), position),
            )
        )
        for need in range(len(needs))
    )
    days = tuple(int(number / day) for number in covered)
    whole_month = int(month / day) if month else 0
    whole_totals = tuple(int(total / unit) for total, unit in zip(totals, of_pool, strict=True))
    most = tuple(
        _most(problem, position, amounts[position], whole_totals, days[position], whole_month)
        for position in range(len(offers))
    )
    return Programme(
        costs=tuple(int(offer.cost / money) for offer in offers),
        amounts=amounts,
        days=days,
        rates=tuple(tuple(r if r is None else int(r / money) for r in row) for row in rates),
        needs=tuple(int(need / volume) for need, volume in zip(needs, volumes, strict=True)),
        month=whole_month,
        most=most,
        serving=serving,
        covering=tuple(
            tuple(any(row[pool] for pool in pools) for pools in serving) for row in amounts
        ),
        obliged=tuple(position for position, offer in enumerate(offers) if offer.least),
        money=money,
        volumes=volumes,
        problem=problem,
    )


def _volumes(problem: Problem, cut: list[list[Number]], part: Fraction) -> tuple[Fraction, ...]:
    """Return the unit of each need; needs that share a pool have the same unit."""
    # The use of one day is a whole number of units too, and so is the use beyond what is included.
    joined = number_joined_needs(problem.pools, len(problem.needs))
    units = {}
    for group in set(joined):
        members = [need for need, own in enumerate(joined) if own == group]
        numbers = [problem.needs[need] for need in members]
        if part:
            numbers += [problem.needs[need] * part for need in members]
        for position, pool in enumerate(problem.pools):
            if joined[pool[0]] == group:
                numbers += [row[position] for row in cut]
        units[group] = find_common_unit(numbers)
    return tuple(units[group] for group in joined)


def _most(
    problem: Problem,
    position: int,
    amounts: tuple[int, ...],
    totals: tuple[int, ...],
    days: int,
    month: int,
) -> int:
    """Return the number of purchases after which one more adds nothing."""
    # With so many the offer alone meets, on every day, all needs that it serves. The first purchase
    # is enough for what the offer opens: its rates and its add-ons.
    offer = problem.offers[position]
    most = max(
        (-(-total // amount) for amount, total in zip(amounts, totals, strict=True) if amount),
        default=0,
    )
    if days and any(amounts):
        most = max(most, -(-month // days))
    if offer.rates or any(position in other.requires for other in problem.offers):
        most = max(most, 1)
    if offer.most is not None:
        most = min(most, offer.most)
    return max(most, offer.least)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The cost of a choice of purchases, and how it meets the needs."""

    cost: int
    base: int | None
    beyond: tuple[int, ...]
    included: tuple[tuple[int, ...], ...]


def settle(programme: Programme, counts: Sequence[int]) -> Settlement | tuple[int, ...]:
    """Return the cost of a choice, or the needs that it leaves unmet."""
    bought = [position for position, count in enumerate(counts) if count]
    if not _is_allowed(programme, counts, bought):
        return ()
    spent = sum(programme.costs[position] * counts[position] for position in bought)
    supply = [
        sum(programme.amounts[position][pool] * counts[position] for position in bought)
        for pool in range(len(programme.problem.pools))
    ]
    within = [
        _find_included(programme, counts, bought, need) for need in range(len(programme.needs))
    ]
    best: Settlement | None = None
    unmet: tuple[int, ...] = tuple(range(len(programme.needs)))
    no_rates = (None,) * len(programme.needs)
    for base in (None, *(position for position in bought if programme.rates[position])):
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


def _is_allowed(programme: Programme, counts: Sequence[int], bought: list[int]) -> bool:
    offers = programme.problem.offers
    if any(counts[position] < offers[position].least for position in programme.obliged):
        return False
    plans = 0
    for position in bought:
        offer = offers[position]
        if counts[position] < 0 or (offer.most is not None and counts[position] > offer.most):
            return False
        if offer.is_plan:
            plans += 1
        elif offer.requires and not any(counts[plan] for plan in offer.requires):
            return False
    return plans <= 1 or not programme.problem.one_plan


def _find_included(
    programme: Programme, counts: Sequence[int], bought: list[int], need: int
) -> int:
    """Return the largest included volume of a need: its use on the days that are covered."""
    volume, month = programme.needs[need], programme.month
    if not month:
        return volume
    covered = sum(
        programme.days[position] * counts[position]
        for position in bought
        if programme.covering[position][need]
    )
    return volume * min(month, covered) // month  # exact: the unit divides the use of one day


def _use(
    programme: Programme,
    supply: list[int],
    within: list[int],
    rates: Sequence[int | None],
) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return the use beyond what is included, and the volumes that pools give to needs."""
    left = list(supply)
    included = [[0] * len(programme.needs) for _ in left]
    beyond = list(programme.needs)

    # Needs without a rate come first, then the needs from the dearest rate down.
    order = sorted((rate is not None, -(rate or 0), need) for need, rate in enumerate(rates))
    for _, _, need in order:
        room = within[need]
        for pool in programme.serving[need]:
            volume = min(room, left[pool])
            included[pool][need] = volume
            left[pool] -= volume
            room -= volume
            beyond[need] -= volume
    return tuple(beyond), tuple(map(tuple, included))


def keep_useful_offers(programme: Programme) -> list[int]:
    """Return the positions of the offers that the cheapest choice may contain."""
    kept: list[int] = []
    cheapest_first = sorted(range(len(programme.costs)), key=lambda o: (programme.costs[o], o))
    for offer in cheapest_first:
        if not programme.most[offer]:
            continue
        if not any(_replaces(programme, other, offer) for other in kept):
            kept.append(offer)
    return sorted(kept)


def _replaces(programme: Programme, other: int, offer: int) -> bool:
    """Return whether the other offer is at least as good in each purchase of an offer."""
    # Offers are compared from the cheapest up, and in their order where the cost is equal: the
    # other offer never costs more, and where it costs the same it comes first.
    old, new = programme.problem.offers[offer], programme.problem.offers[other]
    if old.least or old.is_plan != new.is_plan:
        return False
    if new.most is not None and not (
        programme.problem.one_plan and new.is_plan and new.most >= programme.most[offer]
    ):
        return False
    return (
        all(
            more >= less
            for more, less in zip(programme.amounts[other], programme.amounts[offer], strict=True)
        )
        and programme.days[other] >= programme.days[offer]
        and _rates_as_low(programme, other, offer)
        and _opens_as_much(programme, other, offer)
        and (not new.requires or (bool(old.requires) and set(old.requires) <= set(new.requires)))
    )


def _rates_as_low(programme: Programme, other: int, offer: int) -> bool:
    ours, theirs = programme.rates[offer], programme.rates[other]
    if not any(rate is not None for rate in ours):
        return True
    return bool(theirs) and all(
        rate is None or (low is not None and low <= rate)
        for rate, low in zip(ours, theirs, strict=True)
    )


def _opens_as_much(programme: Programme, other: int, offer: int) -> bool:
    return all(
        other in add_on.requires for add_on in programme.problem.offers if offer in add_on.requires
    )
