"""The cheapest choice by another solver: CP-SAT of OR-Tools, on the formula of ``Problem``.

The model is written from the documented formula in whole numbers, with counts, volumes and days as
integer variables; no code of the search is used. CP-SAT searches in 64-bit integers. Its goal is
kept below 2**53, where a float still states every whole number: a problem with finer prices is
refused with :class:`TooFineError`, and has to be compared with an enumeration in fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from typing import Any

from ictindex.indices.ipb.solver import Problem

LARGEST = 2**53


class TooFineError(ArithmeticError):
    """The goal of a problem needs larger whole numbers than the oracle compares exactly."""


@dataclass(frozen=True)
class Scaled:
    """A problem in whole numbers."""

    costs: list[int]
    rates: list[list[int | None]]
    needs: list[int]
    amounts: list[list[int]]
    days: list[int]
    month: int
    most: list[int]
    unit: Fraction  # of money


def scale(problem: Problem) -> Scaled:
    """Return a problem in whole numbers: the use of each day is one too."""
    month = Fraction(problem.days or 0)
    per_day = common_denominator([month, *(offer.days for offer in problem.offers)])
    limited = [amount for offer in problem.offers for amount in offer.amounts if amount is not None]
    per_volume = common_denominator([*problem.needs, *limited]) * (int(month * per_day) or 1)
    rates = [list(offer.rates) for offer in problem.offers]
    prices = [rate / Fraction(per_volume) for row in rates for rate in row if rate is not None]
    per_money = common_denominator([*prices, *(offer.cost for offer in problem.offers)])
    amounts = [
        [
            int(per_volume * (total if amount is None else min(amount, total)))
            for amount, total in zip(offer.amounts, pool_totals(problem), strict=True)
        ]
        for offer in problem.offers
    ]
    return Scaled(
        costs=[int(offer.cost * per_money) for offer in problem.offers],
        rates=[
            [None if rate is None else int(rate * per_money / Fraction(per_volume)) for rate in row]
            for row in rates
        ],
        needs=[int(need * per_volume) for need in problem.needs],
        amounts=amounts,
        days=[int(min(offer.days, month) * per_day) for offer in problem.offers],
        month=int(month * per_day),
        most=[count_of_use(problem, position) for position in range(len(problem.offers))],
        unit=Fraction(1, per_money),
    )


def common_denominator(numbers: Iterable[Fraction | int]) -> int:
    """Return the number that makes all these whole."""
    return lcm(*(Fraction(number).denominator for number in numbers))


def pool_totals(problem: Problem) -> list[Fraction | int]:
    """Return the needs that each pool can serve, added up."""
    return [sum(problem.needs[need] for need in pool) for pool in problem.pools]


def count_of_use(problem: Problem, position: int) -> int:
    """Return the largest count that can be of use: volumes, days and what the offer opens."""
    offer = problem.offers[position]
    enough = [1, offer.least]
    for amount, total in zip(offer.amounts, pool_totals(problem), strict=True):
        if amount:
            enough.append(ceil(Fraction(total) / amount))
    if problem.days is not None and offer.days:
        enough.append(ceil(Fraction(problem.days) / offer.days))
    return max(enough) if offer.most is None else min(max(enough), offer.most)


def find_cheapest(
    problem: Problem, *, ordered: bool = True
) -> tuple[Fraction, int, tuple[int, ...]] | None:
    """Return cost, purchases and counts of the cheapest choice; ``None`` if nothing is enough.

    With ``ordered`` the counts are those of the documented order among equals; without it only the
    cost and the number of purchases are decided.
    """
    from ortools.sat.python import cp_model

    whole = scale(problem)
    model = cp_model.CpModel()
    counts = [
        model.new_int_var(offer.least, max(most, offer.least), f"count {n}")
        for n, (offer, most) in enumerate(zip(problem.offers, whole.most, strict=True))
    ]
    add_rules(model, problem, whole, counts)
    paid = add_volumes(model, problem, whole, counts)
    dearest = max((rate or 0 for row in whole.rates for rate in row), default=0)
    goals = [
        (
            paid + sum(cost * count for cost, count in zip(whole.costs, counts, strict=True)),
            sum(cost * most for cost, most in zip(whole.costs, whole.most, strict=True))
            + dearest * sum(whole.needs),
        ),
        (sum(counts), sum(whole.most)),
    ]
    if ordered:
        goals += [(most - count, most) for count, most in zip(counts, whole.most, strict=True)]
    goal, largest = 0, 0
    for part, most in goals:
        goal, largest = goal * (most + 1) + part, largest * (most + 1) + most
    if largest >= LARGEST:
        raise TooFineError(f"the goal reaches {largest}")
    model.minimize(goal)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    assert status == cp_model.OPTIMAL, solver.status_name(status)
    numbers = tuple(solver.value(count) for count in counts)
    return solver.value(goals[0][0]) * whole.unit, sum(numbers), numbers


def add_rules(model: Any, problem: Problem, whole: Scaled, counts: Sequence[Any]) -> None:
    """Add what may be bought together."""
    plans = [n for n, offer in enumerate(problem.offers) if offer.is_plan]
    for offer, count, most in zip(problem.offers, counts, whole.most, strict=True):
        if offer.requires:
            model.add(count <= most * sum(counts[plan] for plan in offer.requires))
    if problem.one_plan:
        taken = [model.new_bool_var(f"plan {n} is taken") for n in plans]
        for plan, chosen in zip(plans, taken, strict=True):
            model.add(counts[plan] <= whole.most[plan] * chosen)
        model.add(sum(taken) <= 1)


def add_volumes(model: Any, problem: Problem, whole: Scaled, counts: Sequence[Any]) -> Any:
    """Add volumes, days and rates; return the cost of the use beyond what is included."""
    beyond: list[list[Any]] = [[] for _ in whole.needs]
    paid: Any = 0
    bases = []
    for n, rates in enumerate(whole.rates):
        if not rates:
            continue
        base = model.new_bool_var(f"rates of plan {n}")
        bases.append(base)
        model.add(counts[n] >= base)
        for need, rate in enumerate(rates):
            if rate is not None:
                used = model.new_int_var(0, whole.needs[need], f"need {need} beyond, plan {n}")
                model.add(used <= whole.needs[need] * base)
                beyond[need].append(used)
                paid += rate * used
    model.add(sum(bases) <= 1)
    shares: list[list[Any]] = [[] for _ in whole.needs]
    for pool, needs in enumerate(problem.pools):
        parts = [model.new_int_var(0, whole.needs[need], f"{pool} to {need}") for need in needs]
        supply = sum(row[pool] * count for row, count in zip(whole.amounts, counts, strict=True))
        model.add(sum(parts) <= supply)
        for need, part in zip(needs, parts, strict=True):
            shares[need].append(part)
    for need, volume in enumerate(whole.needs):
        model.add(sum(shares[need]) + sum(beyond[need]) >= volume)
        if whole.month:
            serving = [
                days * count
                for days, count, row in zip(whole.days, counts, whole.amounts, strict=True)
                if any(row[p] for p, pool in enumerate(problem.pools) if need in pool)
            ]
            days = sum(serving)
            model.add(whole.month * sum(beyond[need]) + volume * days >= volume * whole.month)
    return paid
