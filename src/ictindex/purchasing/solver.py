"""The cheapest way to meet a month's needs, found by an integer programme and proven.

First, bounds in whole numbers leave out counts that would cost more than a known choice; where
few choices are left, all are tried (``branching``). Else the solver (HiGHS, by
``scipy.optimize.milp``, with no gap allowed) searches, once for the cost and again for the
tie-break; nothing that it says is taken on trust. Its counts are settled again in integers, and
its bound has to leave no room for a cheaper choice; where it does, as with very fine prices,
``branching`` searches in integers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ictindex.errors import UsageError
from ictindex.purchasing.branching import Box, Key, Row, Rows, branch, key, narrow
from ictindex.purchasing.problem import Infeasible, Problem, Proof, Solution, proven_by
from ictindex.purchasing.pruning import worth_buying
from ictindex.purchasing.quiet import quiet
from ictindex.purchasing.scaling import LARGEST, Programme, programme
from ictindex.purchasing.settling import Settlement, settle

_LARGEST_WEIGHT = 2**16
_BATCH = 40


def solve(problem: Problem) -> Solution | Infeasible:
    """Find the cheapest purchases that meet the needs, and prove that none are cheaper.

    Of several choices of the same cost the one with the fewest purchases is taken; of these, the
    one with the most of the first offer, then with the most of the second, and so on.

    Parameters
    ----------
    problem : Problem
        Offers and needs.

    Returns
    -------
    Solution or Infeasible
        What to buy, with the proof; or the needs that nothing meets.

    Raises
    ------
    UsageError
        If no answer can be proven within reason.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from ictindex.purchasing.problem import Offer
    >>> weekly = Offer("weekly", Fraction(95), (Fraction(2000),), days=Fraction(7))
    >>> daily = Offer("daily", Fraction(15), (Fraction(700),), days=Fraction(1))
    >>> needs, pools = (Fraction(2000),), ((0,),)
    >>> solution = solve(Problem((weekly, daily), needs, pools))
    >>> solution.counts, solution.cost, solution.proof.holds
    ((0, 3), Fraction(45, 1), True)
    >>> solve(Problem((weekly, daily), needs, pools, days=Fraction(30))).counts
    (4, 2)
    """
    whole = programme(problem)
    possible = _possible(whole)
    if isinstance(possible, Infeasible):
        return possible
    search = _Search(whole, possible)
    try:
        counts, proof = search.tried() or search.proven()
    except UsageError:
        counts, proof = search.branched()
    found = search.settled(counts)
    volumes = whole.volumes
    return Solution(
        counts=tuple(counts),
        cost=found.cost * whole.money,
        base=found.base,
        beyond=tuple(b * v for b, v in zip(found.beyond, volumes, strict=True)),
        included=tuple(
            tuple(given * v for given, v in zip(row, volumes, strict=True))
            for row in found.included
        ),
        proof=proof,
    )


def solve_all(
    problems: Sequence[Problem], progress: Callable[[int, int], None] | None = None
) -> list[Solution | Infeasible | UsageError]:
    """Solve many problems on all processors; the answers do not depend on how many there are.

    Parameters
    ----------
    problems : sequence of Problem
        What to solve.
    progress : callable, optional
        Told now and then how many are done, of how many.

    Returns
    -------
    list of Solution, Infeasible or UsageError
        In the order of the problems; the error where a problem has no proven answer.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from ictindex.purchasing.problem import Offer
    >>> month = Offer("month", Fraction(20), (None,))
    >>> [solution.cost for solution in solve_all([Problem((month,), (Fraction(5),), ((0,),))])]
    [Fraction(20, 1)]
    """
    answers: list[Solution | Infeasible | UsageError] = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        for first in range(0, len(problems), _BATCH):
            with quiet():  # once for the batch: progress is told outside
                answers += threads.map(_attempt, problems[first : first + _BATCH])
            if progress is not None:
                progress(len(answers), len(problems))
    return answers


def _attempt(problem: Problem) -> Solution | Infeasible | UsageError:
    try:
        return solve(problem)
    except UsageError as error:
        return error


def _possible(whole: Programme) -> list[int] | Infeasible:
    """Return a choice that meets the needs, or the needs that nothing meets.

    More purchases never leave more unmet, so buying as much as counts of all shows it.
    """
    offers, most = whole.problem.offers, list(whole.most)
    plans = [place for place, offer in enumerate(offers) if offer.is_plan]
    choices = [most]
    if whole.problem.one_plan and len(plans) > 1:
        choices = [
            [0 if place in plans and place != plan else n for place, n in enumerate(most)]
            for plan in plans
        ]
    unmet: set[int] | None = None
    for choice in choices:
        for place, offer in enumerate(offers):
            if offer.requires and not any(choice[plan] for plan in offer.requires):
                choice[place] = 0
        settled = settle(whole, choice)
        if isinstance(settled, Settlement):
            return choice
        unmet = set(settled) if unmet is None else unmet & set(settled)
    return Infeasible(tuple(sorted(unmet or ())))


@dataclass
class _Search:
    """The integer programme of a problem: its variables, rows and calls of the solver."""

    whole: Programme
    start: list[int]
    kept: list[int] = field(init=False)
    rows: list[Row] = field(init=False, default_factory=list)
    cost: dict[int, int] = field(init=False)
    upper: list[int] = field(init=False)
    integral: list[int] = field(init=False)
    solves: int = field(init=False, default=0)
    box: Box = field(init=False)

    def __post_init__(self) -> None:
        whole = self.whole
        self.kept = worth_buying(whole)
        self.upper = [whole.most[place] for place in self.kept]
        self.integral = [1] * len(self.kept)
        self.cost = {
            n: whole.costs[place] for n, place in enumerate(self.kept) if whole.costs[place]
        }
        self._choices()
        self._volumes(self._rates())
        self.box = narrow(whole, self._programme(), self.start)
        self.start = [-one for one in self.box.best[2]]
        self.upper[: len(self.kept)] = self.box.most(self.box.best[0])

    def _variable(self, upper: int, integral: bool) -> int:
        self.upper.append(upper)
        self.integral.append(int(integral))
        return len(self.upper) - 1

    def _choices(self) -> None:
        """Add the rows on what may be bought together."""
        offers = self.whole.problem.offers
        number = {place: n for n, place in enumerate(self.kept)}
        for n, place in enumerate(self.kept):
            offer = offers[place]
            if offer.least:
                self.rows.append(({n: 1}, offer.least))
            if offer.requires:
                most = self.whole.most[place]
                along = {number[plan]: most for plan in offer.requires if plan in number}
                self.rows.append(({n: -1, **along}, 0))
        if self.whole.problem.one_plan:
            plans = [n for n, place in enumerate(self.kept) if offers[place].is_plan]
            taken = {n: self._variable(1, True) for n in plans}
            for n, one in taken.items():
                self.rows.append(({n: -1, one: self.whole.most[self.kept[n]]}, 0))
            if taken:
                self.rows.append((dict.fromkeys(taken.values(), -1), -1))

    def _rates(self) -> list[list[int]]:
        """Add the use beyond what is included; return its variables for each need.

        Plans of the same rates share them: any of these plans opens the rates.
        """
        whole = self.whole
        beyond: list[list[int]] = [[] for _ in whole.needs]
        alike: dict[tuple[int | None, ...], list[int]] = {}
        for n, place in enumerate(self.kept):
            if any(rate is not None for rate in whole.rates[place]):
                alike.setdefault(whole.rates[place], []).append(n)
        bases = []
        for rates, plans in alike.items():
            opening = plans
            if len(alike) > 1:  # the rates of one plan only are paid
                opening = [self._variable(1, True)]
                bases += opening
                self.rows.append(({**dict.fromkeys(plans, 1), opening[0]: -1}, 0))
            for need, rate in enumerate(rates):
                if rate is not None and whole.needs[need]:
                    used = self._variable(whole.needs[need], False)
                    self.cost[used] = rate
                    opened = dict.fromkeys(opening, whole.needs[need])
                    self.rows.append(({used: -1, **opened}, 0))
                    beyond[need].append(used)
        if bases:
            self.rows.append((dict.fromkeys(bases, -1), -1))
        return beyond

    def _volumes(self, beyond: list[list[int]]) -> None:
        """Add the rows on volumes and days."""
        whole, pools = self.whole, self.whole.problem.pools
        bought: list[dict[int, int]] = [
            {n: whole.amounts[place][pool] for n, place in enumerate(self.kept)
             if whole.amounts[place][pool]}
            for pool in range(len(pools))
        ]  # fmt: skip
        given: list[dict[int, int]] = [dict(bought[pool]) for pool in range(len(pools))]
        served: list[dict[int, int]] = [dict.fromkeys(used, 1) for used in beyond]
        for pool, needs in enumerate(pools):
            alone = [need for need in needs if whole.needs[need]]
            if len(alone) == 1 and len(whole.serving[alone[0]]) == 1:
                served[alone[0]].update(bought[pool])  # no need to say what goes where
                continue
            row = given[pool]
            for need in alone:
                share = self._variable(whole.needs[need], False)
                row[share] = -1
                served[need][share] = 1
            self.rows.append((row, 0))
        for need, volume in enumerate(whole.needs):
            if not volume:
                continue
            self.rows.append((served[need], volume))
            if whole.month:
                daily: dict[int, int] = dict.fromkeys(beyond[need], whole.month)
                for n, place in enumerate(self.kept):
                    if whole.days[place] and whole.covers(place, need):
                        daily[n] = volume * whole.days[place]
                self.rows.append((daily, volume * whole.month))

    def tried(self) -> tuple[list[int], Proof] | None:
        """Return the best choice where few are left to try; ``None`` where there are many."""
        best = self.box.best_of(self.box.best)
        return None if best is None else self._in_integers(best, 0)

    def proven(self) -> tuple[list[int], Proof]:
        """Return the choice that costs least and that the tie-break names, by the solver."""
        if self.whole.finest > LARGEST:  # numbers that its arithmetic does not hold exactly
            raise UsageError("purchasing.not-proven")
        counts, bound = self._call(self.cost, [])
        self.start = counts
        cost = self.settled(counts).cost
        proven = proven_by(bound, cost)
        if proven < cost:
            raise UsageError("purchasing.not-proven")
        alike = self.box.best_of(key(self.whole, counts))
        if alike is not None:
            return self._in_integers(alike, self.solves)
        counts = self._told(counts, cost)
        return counts, Proof(cost, proven, self.whole.money, self.solves)

    def branched(self) -> tuple[list[int], Proof]:
        """Return the same without the solver's arithmetic: slower, but no number is too fine."""
        best, nodes = branch(self.whole, self._programme(), self.start)
        return self._in_integers(best, nodes)

    def _in_integers(self, best: Key, solves: int) -> tuple[list[int], Proof]:
        cost = best[0]
        proof = Proof(cost, cost, self.whole.money, solves, in_integers=True)
        return [-one for one in best[2]], proof

    def _programme(self) -> Rows:
        return Rows(self.cost, self.rows, list(self.upper), self.integral, self.kept)

    def _told(self, counts: list[int], cost: int) -> list[int]:
        """Return, of the choices of this cost, the one that the tie-break names."""
        if not any(counts):
            return counts
        no_dearer: Row = ({n: -factor for n, factor in self.cost.items()}, -cost)
        numbers = range(len(self.kept))
        fewest = sum(counts)
        if fewest == 1:
            return self._first_alone(cost)
        if fewest > 1:
            counts = self._same(self._call(dict.fromkeys(numbers, 1), [no_dearer])[0], cost)
            fewest = sum(counts)
            if fewest == 1:
                return self._first_alone(cost)
        rows: list[Row] = [no_dearer, (dict.fromkeys(numbers, -1), -fewest)]
        chunk = 1
        while (fewest + 1) ** (chunk + 1) <= _LARGEST_WEIGHT:
            chunk += 1
        for first in range(0, len(self.kept), chunk):
            part = list(numbers)[first : first + chunk]
            weights = {n: -((fewest + 1) ** (len(part) - 1 - i)) for i, n in enumerate(part)}
            counts = self._same(self._call(weights, rows)[0], cost)
            bought = [counts[self.kept[n]] for n in part]
            rows += [({n: 1}, number) for n, number in zip(part, bought, strict=True) if number]
            if sum(counts[self.kept[n]] for n in numbers[: first + len(part)]) == fewest:
                break
        return counts

    def _first_alone(self, cost: int) -> list[int]:
        """Return the first offer of which a single purchase has this cost."""
        for place in self.kept:
            counts = [0] * len(self.whole.costs)
            counts[place] = 1
            settled = settle(self.whole, counts)
            if isinstance(settled, Settlement) and settled.cost == cost:
                return counts
        raise UsageError("purchasing.not-proven")

    def _same(self, counts: list[int], cost: int) -> list[int]:
        if self.settled(counts).cost != cost:
            raise UsageError("purchasing.not-proven")
        return counts

    def settled(self, counts: Sequence[int]) -> Settlement:
        """Settle a choice of the solver in integers."""
        settled = settle(self.whole, counts)
        if not isinstance(settled, Settlement):
            raise UsageError("purchasing.not-proven")
        return settled

    def _call(self, objective: dict[int, int], more: list[Row]) -> tuple[list[int], float]:
        """Call the solver; return the counts of all offers and the bound of the objective."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csc_array

        rows = [*self.rows, *more]
        numbers = len(self.upper)
        weights = np.zeros(numbers)
        weights[list(objective)] = list(objective.values())
        data = [factor for factors, _ in rows for factor in factors.values()]
        # Before SciPy 1.14 the solver takes places of 32 bits only.
        across = np.array([n for factors, _ in rows for n in factors], dtype=np.int32)
        lengths = [len(factors) for factors, _ in rows]
        down = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        matrix = csc_array(
            (np.array(data, dtype=float), (down, across)), shape=(len(rows), numbers)
        )
        bounds = np.array([bound for _, bound in rows], dtype=float)
        for presolve in (True, False):
            self.solves += 1
            with quiet():
                answer: Any = milp(
                    weights,
                    integrality=np.array(self.integral),
                    bounds=Bounds(0, np.array(self.upper)),
                    constraints=LinearConstraint(matrix, bounds, np.inf),
                    options={"mip_rel_gap": 0.0, "presolve": presolve},
                )
            if answer.status == 0 and answer.x is not None:
                counts = [0] * len(self.whole.costs)
                for place, number in zip(self.kept, answer.x, strict=False):
                    counts[place] = round(number)
                if isinstance(settle(self.whole, counts), Settlement):
                    return counts, float(answer.mip_dual_bound)
        raise UsageError("purchasing.not-proven")
