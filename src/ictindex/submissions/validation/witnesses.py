"""Witnesses of a change: what last year's values, parts, sums and usual sizes say about it.

They know nothing of the rules: a change that settles findings still needs a witness to be sure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from functools import partial

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation.cause_candidates import LINE, Candidate, Cells, Proposal
from ictindex.submissions.validation.causes import Witness
from ictindex.submissions.validation.panel import NAN, Panel
from ictindex.submissions.validation.usual_sizes import UsualSizes, usual_population

_Values = Callable[[int], float]
# The name of a statement, and its test of values: ``None`` if a value that it needs is missing.
_Test = Callable[[_Values, Mapping[int, float]], "bool | None"]
_Statement = tuple[tuple[str, int], _Test]

_POPULATION, _HOUSEHOLDS = "population", "households"
_BANDWIDTH = ("international-bandwidth-used", "international-bandwidth-capacity")
# Starting values, checked on the real yearly changes of docs/explanation/validation.md: what is
# farther from last year's value is no witness for a change. Percentages: logits; others: decades.
_NEAR_LOGIT = 0.7
_NEAR = {"count": 0.18, "exabytes": 0.4, "mbit-s": 0.4}
_NEAR_PEOPLE = 0.06
_NEAR_SIZE = 0.15
_NEAR_OTHERS = 0.5  # the other values suggest a traffic to a factor of 2.3
_IN_USE = (0.1, 1.0)  # of a capacity
# A window narrower than a decade leaves one power of ten.
_MEMBERS = (1.5, 12.0)
_WIDEST = 60  # points: between parts that are farther apart nearly every total lies
_ROUNDED = 0.05  # half of the last digit of most percentages


def is_possible(cells: Cells, cell: Proposal) -> bool:
    """Tell whether a cell can have a value: a percentage, a whole count, an amount of 0 or more."""
    if cell.value is None:
        return True
    unit = cells.units[cell.position]
    if unit == "percent":
        return 0 <= cell.value <= 100
    if unit == "count":
        return cell.value >= 0 and cell.value == cell.value.to_integral_value()
    return cell.value >= 0


@dataclass(slots=True)
class Evidence:
    """The figures of one submission that can testify for a change of others."""

    panel: Panel
    cells: Cells
    usual: float | None  # decimal logarithm of the usual population
    suggested: Callable[[int], float]  # the value of a rate that the other values suggest, or NaN
    breakdowns: Mapping[int, Sequence[tuple[int, ...]]] = field(default_factory=dict)
    wholes: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def from_panel(
        cls, panel: Panel, cells: Cells, sizes: UsualSizes, suggested: Callable[[int], float]
    ) -> Evidence:
        """Collect what can testify in the submission of one economy."""
        parts: dict[int, dict[str, list[int]]] = {}
        wholes: dict[int, int] = {}
        for name, position in panel.positions.items():
            base, _, part = name.partition("@")
            whole = panel.positions.get(base)
            if part and "&" not in part and whole is not None:
                wholes[position] = whole
                parts.setdefault(whole, {}).setdefault(part.partition("=")[0], []).append(position)
        several = {
            whole: [tuple(group) for group in groups.values() if len(group) > 1]
            for whole, groups in parts.items()
        }
        usual = sizes.population.get(panel.economies[LINE])
        return cls(panel, cells, usual, suggested, several, wholes)

    def last_value(self, position: int) -> float:
        """Return the value of the year before, or NaN."""
        when, before = self.panel.years[position][LINE], self.panel.years_before[position][LINE]
        return self.panel.before[position][LINE] if when - before == 1 else NAN

    def fits_last_year(self, position: int, value: float) -> bool | None:
        """Tell whether a value is near that of the year before, if there is one."""
        last, unit = self.last_value(position), self.cells.units.get(position, "")
        if last != last or value != value:
            return None
        if unit == "percent":
            if not 0 <= value <= 100:
                return False
            return abs(_logit(value) - _logit(last)) <= _NEAR_LOGIT
        near = _NEAR.get(unit)
        if self.panel.operands[position] in (_POPULATION, _HOUSEHOLDS):
            near = _NEAR_PEOPLE
        if near is None or last <= 0:
            return None
        return value > 0 and abs(math.log10(value / last)) <= near

    def spoils(self, candidate: Candidate) -> bool:
        """Tell whether a change takes a cell away from last year's value that it was near to."""
        return candidate.scope in ("cell", "exchange") and any(
            self.fits_last_year(cell.position, self.cells.numbers[cell.position])
            and self.fits_last_year(cell.position, cell.number) is False
            for cell in candidate.cells
            if cell.value is not None
        )

    def find_witnesses(
        self, candidate: Candidate, rounding: Mapping[int, float]
    ) -> tuple[Witness, ...] | None:
        """Return what is false today and true after a change; ``None`` if anything is false then.

        ``rounding`` is the possible error of the proposed values, because typed ones were rounded.
        """
        after = {cell.position: cell.number for cell in candidate.cells}
        typed = self._values({})
        changed = self._values(after)
        witnesses: list[Witness] = []
        seen: set[tuple[str, int]] = set()
        for position in after:
            for key, test in self._statements(position):
                if key in seen:
                    continue
                seen.add(key)
                holds = test(changed, rounding)
                if holds is False:
                    return None
                if holds and test(typed, {}) is False:
                    witnesses.append(self._witness(key, changed))
        return tuple(witnesses)

    def _values(self, after: Mapping[int, float]) -> _Values:
        own, rows = [*self.panel.own.values, NAN], self.panel.rows
        return lambda position: after.get(position, own[rows[position][LINE]])

    def _statements(self, position: int) -> Iterator[_Statement]:
        """Yield what can be asked about a cell."""
        yield ("history", position), _ask(partial(self.fits_last_year, position), position)
        for whole, parts in self.cells.sums:
            if position == whole or position in parts:
                yield ("sum", whole), partial(_adds_up, (whole, *parts))
        for whole, parts in self.cells.shares:
            if position == whole or position in parts:
                yield ("share", whole), _ask(_is_above, whole, *parts)
        used, capacity = (self.panel.positions.get(name) for name in _BANDWIDTH)
        if used is not None and capacity is not None and position in (used, capacity):
            yield ("used", capacity), _ask(_is_in_use, used, capacity)
        expected = self._suggested_amount(position)
        if expected == expected:
            yield ("others", position), _ask(partial(_is_near, expected, _NEAR_OTHERS), position)
        whole = self.wholes.get(position, position)
        if self.breakdowns.get(whole) and self.cells.units.get(whole) == "percent":
            yield ("parts", whole), partial(self._is_between, whole)
        people, homes = (self.panel.positions.get(name) for name in (_POPULATION, _HOUSEHOLDS))
        if position == people and self.usual is not None:
            usual = 10.0**self.usual
            yield ("population", position), _ask(partial(_is_near, usual, _NEAR_SIZE), position)
        if people is not None and homes is not None and position in (people, homes):
            yield ("household", homes), _ask(_is_household, people, homes)

    def _suggested_amount(self, position: int) -> float:
        """Return the amount from which the suggested rate would follow, without last year's."""
        if self.cells.units.get(position) != "exabytes" or not math.isnan(
            self.last_value(position)
        ):
            return NAN
        own, rows = self.panel.own.values, self.panel.rows
        for rate, operands in self.cells.rates.items():
            if operands[0] == position:
                typed, computed = (own[rows[p][LINE]] for p in (position, rate))
                return typed * self.suggested(rate) / computed if computed > 0 else NAN
        return NAN

    def _is_between(self, whole: int, get: _Values, _: Mapping[int, float]) -> bool | None:
        """Tell whether a total is between its parts in every breakdown that says anything."""
        total, verdicts = get(whole), []
        for group in self.breakdowns[whole]:
            parts = [value for value in map(get, group) if value == value]
            if total == total and len(parts) > 1 and max(parts) - min(parts) <= _WIDEST:
                verdicts.append(min(parts) - _ROUNDED <= total <= max(parts) + _ROUNDED)
        return all(verdicts) if verdicts else None

    def _witness(self, key: tuple[str, int], get: _Values) -> Witness:
        kind, position = key
        details: dict[str, object] = {}
        if kind == "history":
            details = {
                "previous": self.cells.convert_unit(position, self.last_value(position)),
                "previous_year": str(self.panel.years_before[position][LINE]),
            }
        elif kind == "population" and self.usual is not None:
            details = {"usual": usual_population(self.usual)}
        elif kind == "others":
            expected = self.cells.convert_unit(position, self._suggested_amount(position))
            details = {"expected": Decimal(f"{expected:.1g}")}
        elif kind == "household":
            people = get(self.panel.positions[_POPULATION])
            details = {"members": Decimal(f"{people / get(position):.2g}")}
        return Witness(kind, details)


def _logit(percent: float) -> float:
    inside = min(max(percent, 0.0), 100.0)
    return math.log((inside + 1) / (101 - inside))


def _adds_up(members: Sequence[int], get: _Values, rounding: Mapping[int, float]) -> bool | None:
    whole, *parts = map(get, members)
    gap = whole - math.fsum(parts)
    if gap != gap:
        return None
    return abs(gap) <= sum(rounding.get(member, 0.0) for member in members) + 1e-9 * abs(whole)


def _ask(test: Callable[..., bool | None], *positions: int) -> _Test:
    """Return a test of the values of some cells."""
    return lambda get, _: test(*map(get, positions))


def _is_above(whole: float, *parts: float) -> bool | None:
    present = [part for part in parts if part == part]
    return all(part <= whole for part in present) if present and whole == whole else None


def _is_near(expected: float, decades: float, value: float) -> bool | None:
    if value != value:
        return None
    return value > 0 and abs(math.log10(value / expected)) <= decades


def _is_in_use(used: float, capacity: float) -> bool | None:
    if used != used or capacity != capacity:
        return None
    return capacity > 0 and _IN_USE[0] <= used / capacity <= _IN_USE[1]


def _is_household(people: float, homes: float) -> bool | None:
    if people != people or homes != homes:
        return None
    return homes > 0 and _MEMBERS[0] <= people / homes <= _MEMBERS[1]
