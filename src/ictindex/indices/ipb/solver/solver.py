"""The cheapest way to meet a month's needs, found by an integer programme and proven.

The problem is written in whole numbers, without the offers that no cheapest choice needs
(``integer_scaling``). The others become variables and rows, which ``branch_and_bound`` searches.
The choice that it returns is settled again in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ictindex.core.errors import UsageError
from ictindex.indices.ipb.solver.branch_and_bound import search_cheapest
from ictindex.indices.ipb.solver.integer_scaling import (
    Programme,
    Settlement,
    keep_useful_offers,
    make_programme,
    settle,
)
from ictindex.indices.ipb.solver.linear_relaxation import Row, Rows
from ictindex.indices.ipb.solver.problem import Infeasible, Problem, Proof, Solution

_BATCH = 40


def solve(problem: Problem) -> Solution | Infeasible:
    """Find the cheapest purchases that meet the needs, and prove that none are cheaper."""
    # Of several choices of the same cost the answer is the one with the fewest purchases; of these,
    # the one with the most of the first offer, then the one with the most of the second, and so on.
    whole = make_programme(problem)
    possible = _find_feasible(whole)
    if isinstance(possible, Infeasible):
        return possible
    (cost, _, changed), nodes = search_cheapest(whole, _Model(whole).rows, possible)
    counts = [-number for number in changed]
    settled = settle(whole, counts)  # in whole numbers, apart from the search
    if not isinstance(settled, Settlement) or settled.cost != cost:
        raise UsageError("purchasing.not-proven")
    volumes = whole.volumes
    return Solution(
        counts=tuple(counts),
        cost=settled.cost * whole.money,
        base=settled.base,
        beyond=tuple(volume * unit for volume, unit in zip(settled.beyond, volumes, strict=True)),
        included=tuple(
            tuple(volume * unit for volume, unit in zip(row, volumes, strict=True))
            for row in settled.included
        ),
        proof=Proof(cost, cost, whole.money, nodes),
    )


def solve_all(
    problems: Sequence[Problem], progress: Callable[[int, int], None] | None = None
) -> list[Solution | Infeasible | UsageError]:
    """Solve many problems, one after another."""
    answers: list[Solution | Infeasible | UsageError] = []
    for first in range(0, len(problems), _BATCH):
        answers += map(_attempt, problems[first : first + _BATCH])
        if progress is not None:
            progress(len(answers), len(problems))
    return answers


def _attempt(problem: Problem) -> Solution | Infeasible | UsageError:
    try:
        return solve(problem)
    except UsageError as error:
        return error


def _find_feasible(whole: Programme) -> list[int] | Infeasible:
    """Return a choice that meets the needs, or the needs that no choice meets."""
    # More purchases never leave more needs unmet: the largest counts of all offers decide it.
    offers, most = whole.problem.offers, list(whole.most)
    plans = [position for position, offer in enumerate(offers) if offer.is_plan]
    choices = [most]
    if whole.problem.one_plan and len(plans) > 1:
        choices = [
            [0 if position in plans and position != plan else n for position, n in enumerate(most)]
            for plan in plans
        ]
    unmet: set[int] | None = None
    for choice in choices:
        for position, offer in enumerate(offers):
            if offer.requires and not any(choice[plan] for plan in offer.requires):
                choice[position] = 0
        settled = settle(whole, choice)
        if isinstance(settled, Settlement):
            return choice
        unmet = set(settled) if unmet is None else unmet & set(settled)
    return Infeasible(tuple(sorted(unmet or ())))


class _Model:
    """The integer programme of a problem: its variables and rows."""

    def __init__(self, whole: Programme) -> None:
        self.whole = whole
        self.kept = keep_useful_offers(whole)
        self.upper = [whole.most[position] for position in self.kept]
        self.integral = [1] * len(self.kept)
        self.cost = {
            n: whole.costs[position]
            for n, position in enumerate(self.kept)
            if whole.costs[position]
        }
        self.lines: list[Row] = []
        self._choices()
        self._volumes(self._rates())
        self.rows = Rows(self.cost, self.lines, self.upper, self.integral, self.kept)

    def _variable(self, upper: int, integral: bool) -> int:
        self.upper.append(upper)
        self.integral.append(int(integral))
        return len(self.upper) - 1

    def _choices(self) -> None:
        """Add the rows on the offers that may be bought together."""
        offers = self.whole.problem.offers
        number = {position: n for n, position in enumerate(self.kept)}
        for n, position in enumerate(self.kept):
            offer = offers[position]
            if offer.least:
                self.lines.append(({n: 1}, offer.least))
            if offer.requires:
                most = self.whole.most[position]
                along = {number[plan]: most for plan in offer.requires if plan in number}
                self.lines.append(({n: -1, **along}, 0))
        if self.whole.problem.one_plan:
            plans = [n for n, position in enumerate(self.kept) if offers[position].is_plan]
            taken = {n: self._variable(1, True) for n in plans}
            for n, chosen in taken.items():
                self.lines.append(({n: -1, chosen: self.whole.most[self.kept[n]]}, 0))
            if taken:
                self.lines.append((dict.fromkeys(taken.values(), -1), -1))

    def _rates(self) -> list[list[int]]:
        """Add the use beyond what is included; return the variables of this use by need."""
        # Plans of equal rates share one set of variables: any of these plans opens it.
        whole = self.whole
        beyond: list[list[int]] = [[] for _ in whole.needs]
        alike: dict[tuple[int | None, ...], list[int]] = {}
        for n, position in enumerate(self.kept):
            if any(rate is not None for rate in whole.rates[position]):
                alike.setdefault(whole.rates[position], []).append(n)
        bases = []
        for rates, plans in alike.items():
            opening = plans
            if len(alike) > 1:  # only the rates of one plan apply
                opening = [self._variable(1, True)]
                bases += opening
                self.lines.append(({**dict.fromkeys(plans, 1), opening[0]: -1}, 0))
            for need, rate in enumerate(rates):
                if rate is not None and whole.needs[need]:
                    used = self._variable(whole.needs[need], False)
                    self.cost[used] = rate
                    opened = dict.fromkeys(opening, whole.needs[need])
                    self.lines.append(({used: -1, **opened}, 0))
                    beyond[need].append(used)
        if bases:
            self.lines.append((dict.fromkeys(bases, -1), -1))
        return beyond

    def _volumes(self, beyond: list[list[int]]) -> None:
        """Add the rows on volumes and days."""
        whole, pools = self.whole, self.whole.problem.pools
        bought: list[dict[int, int]] = [
            {
                n: whole.amounts[position][pool]
                for n, position in enumerate(self.kept)
                if whole.amounts[position][pool]
            }
            for pool in range(len(pools))
        ]
        supplied: list[dict[int, int]] = [dict(bought[pool]) for pool in range(len(pools))]
        served: list[dict[int, int]] = [dict.fromkeys(used, 1) for used in beyond]
        for pool, needs in enumerate(pools):
            alone = [need for need in needs if whole.needs[need]]
            if len(alone) == 1 and len(whole.serving[alone[0]]) == 1:
                served[alone[0]].update(bought[pool])  # the pool serves this need alone
                continue
            row = supplied[pool]
            for need in alone:
                share = self._variable(whole.needs[need], False)
                row[share] = -1
                served[need][share] = 1
            self.lines.append((row, 0))
        for need, volume in enumerate(whole.needs):
            if not volume:
                continue
            self.lines.append((served[need], volume))
            if whole.month:
                daily: dict[int, int] = dict.fromkeys(beyond[need], whole.month)
                for n, position in enumerate(self.kept):
                    if whole.days[position] and whole.covering[position][need]:
                        daily[n] = volume * whole.days[position]
                self.lines.append((daily, volume * whole.month))
