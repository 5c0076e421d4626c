r"""Confidential values that everybody could compute from the published ones.

The sums of the rules, the parts of breakdowns and the derived rates are equations between the cells
of one economy and year. A closed cell follows from the published ones if elimination, in exact
fractions, leaves an equation in which it is the only cell that is not known:

.. math:: x = \sum_i a_i y_i, \qquad h = \sum_i |a_i|\, h_i

where :math:`h_i` is half a unit of the last digit of a published figure (counts are exact). It is
disclosed if :math:`h` is at most a tenth of it: statistical offices treat a cell as unsafe if
others can compute it to within 5 to 15 per cent. Figures are not negative, so that the cells of a
sum that is zero are disclosed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from math import prod
from typing import TypeVar

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.data.breakdowns import WHOLES, adds_up
from ictindex.data.checks import SCORE
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Finding
from ictindex.submissions.validation import operation_parameters as parameters
from ictindex.submissions.validation.panel import resolve
from ictindex.submissions.validation.rules import ruleset

# The widest interval that discloses a value: this share of it to either side.
WIDTH = Fraction(1, 10)
_MOST_TRIED = 2  # further cells to close of which every choice is tried; beyond it, one by one
_WITHHELD = "Q"
_COUNT = "count"

# An indicator, and the category of each breakdown (empty: the total).
Cell = tuple[str, tuple[str, ...]]
# A sum of products of cells that is zero.
Equation = tuple[tuple[Fraction, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in its base unit, and half a unit of its last digit."""

    value: Fraction
    half: Fraction


@dataclass(frozen=True, slots=True)
class Solved:
    """A cell that is not published, computed from the published ones."""

    figure: Figure
    sources: frozenset[Cell]

    @property
    def is_disclosed(self) -> bool:
        """Tell whether the interval is so narrow that it says the value."""
        return self.figure.half <= WIDTH * abs(self.figure.value)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A closed cell that everybody could compute, and the least further cells to close."""

    economy: str
    year: int
    cell: Cell
    sources: tuple[Cell, ...]
    close: tuple[Cell, ...]
    address: Address | None = None

    def finding(self, code: str) -> Finding:
        """Return the finding about it, which does not state the value."""
        details = {
            "economy": self.economy,
            "indicator": name_cell(self.cell),
            "year": str(self.year),
            "cells": tuple(map(name_cell, self.sources)),
            "close": tuple(map(name_cell, self.close)),
        }
        own = (self.economy, self.cell[0], self.year, self.address)
        return Finding(code, "error", *own, details=details)


@dataclass(slots=True)
class _Year:
    """The cells of one economy and year: published figures, and those that are closed."""

    public: dict[Cell, Figure] = field(default_factory=dict)
    closed: dict[Cell, int] = field(default_factory=dict)
    fixed: set[Cell] = field(default_factory=set)  # series that no Member State submits
    official: set[Cell] = field(default_factory=set)


def find_disclosures(table: Observations) -> Iterator[Disclosure]:
    """Yield the closed cells of a table that follow from its free cells."""
    for (economy, year), cells in _years_with_closed_cells(table).items():
        equations = _equations(frozenset((*cells.public, *cells.closed)))
        solved = _solve(equations, cells.public)
        for cell, row in cells.closed.items():
            answer = solved.get(cell)
            if answer is not None and answer.is_disclosed:
                sources = tuple(sorted(answer.sources))
                close = _least_to_close(equations, cells, cell)
                yield Disclosure(economy, year, cell, sources, close, table.address(row))


def name_cell(cell: Cell) -> str:
    """Return a cell as rules name it: the indicator, and its category after ``@``."""
    indicator, parts = cell
    named = [f"{by}={code}" for by, code in zip(BREAKDOWNS, parts, strict=True) if code]
    return f"{indicator}@{','.join(named)}" if named else indicator


def _years_with_closed_cells(table: Observations) -> dict[tuple[str, int], _Year]:
    """Return the cells by economy and year, where any of them is closed."""
    cells, faulty = table.cells, frozenset(table.faulty_rows())
    free, series = catalogue.free_marks(), catalogue.auxiliary_series()
    is_closed = [
        status == _WITHHELD if value is None else mark not in free
        for value, status, mark in zip(
            cells["value"], cells["status"], cells["conf_status"], strict=True
        )
    ]
    keys = list(zip(cells["economy"], cells["year"], strict=True))
    years = {key: _Year() for key, closed in zip(keys, is_closed, strict=True) if closed}
    for row, key in enumerate(keys):
        if key not in years or row in faulty or cells["unit"][row] == SCORE:
            continue
        own = years[key]
        parts = tuple(cells[name][row].replace("_T", "") for name in BREAKDOWNS)
        cell, value = (cells["indicator"][row], parts), cells["value"][row]
        if cell[0] in series:
            own.fixed.add(cell)
        if is_closed[row]:
            own.closed[cell] = row
        elif value is not None:
            is_official = cells["source_class"][row] in catalogue.OFFICIAL
            # The official figure of a cell counts before an estimate of another source.
            if is_official or cell not in own.official:
                own.public[cell] = _figure(cell[0], cells["unit"][row], value)
            if is_official:
                own.official.add(cell)
    for own in years.values():
        for cell in own.closed:
            own.public.pop(cell, None)
    return years


def _figure(indicator: str, unit: str, value: Decimal) -> Figure:
    """Return a value in the base unit of its quantity."""
    definition = catalogue.indicators().get(indicator)
    stated = unit or (definition.unit if definition is not None else "")
    size = catalogue.base_units().get(stated, Fraction(1))
    half = Fraction(1, 2 * 10 ** decimals.decimals_of(value))
    exact = stated == _COUNT and value == value.to_integral_value()
    return Figure(Fraction(value) * size, Fraction(0) if exact else half * size)


@lru_cache(maxsize=1)
def _sums() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the whole and the parts of every sum of the rules."""
    return tuple(
        (resolve(check.whole), tuple(map(resolve, check.parts)))
        for rule in ruleset().rules.values()
        for check in rule.checks
        if isinstance(check, parameters.Sum)
    )


@lru_cache(maxsize=1)
def _added_breakdowns() -> frozenset[str]:
    """Return the breakdowns whose parts add up to the total, by the rules."""
    return frozenset(
        by
        for rule in ruleset().rules.values()
        for check in rule.checks
        if isinstance(check, parameters.Breakdown) and check.test == "sum"
        for by in check.by
    )


def _sum_of(whole: Cell, parts: Iterable[Cell]) -> Equation:
    return ((Fraction(1), (whole,)), *((Fraction(-1), (part,)) for part in parts))


def _equations(cells: frozenset[Cell]) -> list[Equation]:
    """Return the equations in which any of these cells is."""
    equations: dict[Equation, None] = {}
    for categories in sorted({parts for _, parts in cells}):
        for whole, several in _sums():
            equations[_sum_of((whole, categories), ((part, categories) for part in several))] = None
        for rate, rule in catalogue.rate_rules().items():
            below = tuple((name, categories) for name in rule.denominators)
            count = (-Fraction(rule.factor), ((rule.numerator, categories),))
            equations[((Fraction(1), ((rate, categories), *below)), count)] = None
    for indicator, categories in sorted(cells):
        for number, by in enumerate(BREAKDOWNS):
            if (
                by in _added_breakdowns()
                and categories[number] in WHOLES[by]
                and adds_up(indicator)
            ):
                moved = [
                    (indicator, (*categories[:number], code, *categories[number + 1 :]))
                    for code in ("", *WHOLES[by])
                ]
                equations[_sum_of(moved[0], moved[1:])] = None
    return [equation for equation in equations if not cells.isdisjoint(_cells_in([equation]))]


def _cells_in(equations: Iterable[Equation]) -> set[Cell]:
    terms = chain.from_iterable(equations)
    return set(chain.from_iterable(cells for _, cells in terms))


def _solve(equations: Sequence[Equation], public: Mapping[Cell, Figure]) -> dict[Cell, Solved]:
    """Return the cells that follow from the published ones, also by way of one another."""
    solutions: dict[Cell, Solved] = {}
    while True:
        figures = {**public, **{cell: each.figure for cell, each in solutions.items()}}
        new = _eliminate(equations, figures)
        if not new:
            return solutions
        for cell, each in new.items():
            # The sources of a computed cell are published ones.
            own = [
                solutions[name].sources if name in solutions else {name} for name in each.sources
            ]
            solutions[cell] = Solved(each.figure, frozenset(chain.from_iterable(own)))


@dataclass(slots=True)
class _Row:
    """A linear equation: coefficients of unknown cells, a constant, and what it was made of."""

    coefficients: dict[Cell, Fraction]
    constant: Fraction
    made_of: dict[int, Fraction]

    def subtract(self, other: _Row, factor: Fraction) -> None:
        """Subtract a multiple of another equation."""
        _subtract(self.coefficients, other.coefficients, factor)
        _subtract(self.made_of, other.made_of, factor)
        self.constant -= factor * other.constant


_Key = TypeVar("_Key")


def _subtract(
    numbers: dict[_Key, Fraction], others: Mapping[_Key, Fraction], factor: Fraction
) -> None:
    """Subtract a multiple of other numbers; what becomes zero is left out."""
    for key, other in others.items():
        left = numbers.pop(key, Fraction(0)) - factor * other
        if left:
            numbers[key] = left


def _row(number: int, equation: Equation, figures: Mapping[Cell, Figure]) -> _Row | None:
    """Return an equation with the known figures put in; ``None`` if it is not linear."""
    row = _Row({}, Fraction(0), {number: Fraction(1)})
    for factor, cells in equation:
        unknown = [cell for cell in cells if cell not in figures]
        if len(unknown) > 1:
            return None
        value = factor * prod(figures[cell].value for cell in cells if cell in figures)
        if not unknown:
            row.constant += value
        elif value:
            before = row.coefficients.get(unknown[0], Fraction(0))
            row.coefficients[unknown[0]] = before + value
    return row


def _eliminate(equations: Sequence[Equation], figures: Mapping[Cell, Figure]) -> dict[Cell, Solved]:
    """Return the unknown cells that linear elimination determines."""
    pivots: dict[Cell, _Row] = {}
    solutions: dict[Cell, Solved] = {}
    for number, equation in enumerate(equations):
        row = _row(number, equation, figures)
        if row is None or not row.coefficients:
            continue
        solutions |= _zeros(row, equations, figures)
        for cell in [*row.coefficients]:
            if cell in pivots and cell in row.coefficients:
                row.subtract(pivots[cell], row.coefficients[cell] / pivots[cell].coefficients[cell])
        if not row.coefficients:
            continue
        pivot = min(row.coefficients)
        for other in pivots.values():
            if pivot in other.coefficients:
                other.subtract(row, other.coefficients[pivot] / row.coefficients[pivot])
        pivots[pivot] = row
    for row in pivots.values():
        solutions |= _zeros(row, equations, figures)
        solved = _only_cell(row, equations, figures)
        if solved is not None:
            solutions[next(iter(row.coefficients))] = solved
    return solutions


def _known_in(
    row: _Row, equations: Sequence[Equation], figures: Mapping[Cell, Figure]
) -> set[Cell]:
    return {cell for cell in _cells_in(equations[n] for n in row.made_of) if cell in figures}


def _zeros(
    row: _Row, equations: Sequence[Equation], figures: Mapping[Cell, Figure]
) -> dict[Cell, Solved]:
    """Return the cells of a sum that is exactly zero: none of them is negative."""
    signs = {coefficient > 0 for coefficient in row.coefficients.values()}
    sources = _known_in(row, equations, figures)
    if row.constant or len(signs) != 1 or any(figures[cell].half for cell in sources):
        return {}
    zero = Solved(Figure(Fraction(0), Fraction(0)), frozenset(sources))
    return dict.fromkeys(row.coefficients, zero)


def _only_cell(
    row: _Row, equations: Sequence[Equation], figures: Mapping[Cell, Figure]
) -> Solved | None:
    """Return the only unknown cell of an equation, with half the width of its interval."""
    if len(row.coefficients) != 1:
        return None
    ((cell, coefficient),) = row.coefficients.items()
    value = -row.constant / coefficient
    values = {name: figure.value for name, figure in figures.items()} | {cell: value}
    half, sources = Fraction(0), set()
    for name in _known_in(row, equations, figures):
        slope = Fraction(0)
        for number, share in row.made_of.items():
            for factor, cells in equations[number]:
                others = [other for other in cells if other != name]
                if len(others) == len(cells):
                    continue
                if all(other in values for other in others):
                    slope += share * factor * prod(values[other] for other in others)
                elif figures[name].half:  # a rounded coefficient of a cell that nobody knows
                    return None
                else:
                    sources.add(name)
        half += abs(slope / coefficient) * figures[name].half
        if slope:
            sources.add(name)
    return Solved(Figure(value, half), frozenset(sources))


def _least_to_close(equations: Sequence[Equation], cells: _Year, cell: Cell) -> tuple[Cell, ...]:
    """Return the fewest further cells, and of these the smallest, that protect a closed cell."""
    near = _list_linked(equations, cell)
    for count in range(1, _MOST_TRIED + 1):
        choices = list(_protecting(near, cells, cell, (), count))
        if choices:
            return min(choices, key=lambda chosen: _loss(cells, chosen))
    chosen: tuple[Cell, ...] = ()
    while (options := _openings(near, cells, cell, chosen)) is not None and options:
        chosen = (*chosen, min(options, key=lambda each: _loss(cells, (each,))))
    return chosen


def _protecting(
    equations: Sequence[Equation], cells: _Year, cell: Cell, chosen: tuple[Cell, ...], left: int
) -> Iterator[tuple[Cell, ...]]:
    """Yield the choices of at most so many further cells that protect a closed cell."""
    options = _openings(equations, cells, cell, chosen)
    if options is None:
        yield chosen
    elif left:
        for option in options:
            yield from _protecting(equations, cells, cell, (*chosen, option), left - 1)


def _openings(
    equations: Sequence[Equation], cells: _Year, cell: Cell, chosen: tuple[Cell, ...]
) -> list[Cell] | None:
    """Return the cells of a State from which a closed cell follows; ``None`` if it does not."""
    public = {name: figure for name, figure in cells.public.items() if name not in chosen}
    answer = _solve(equations, public).get(cell)
    if answer is None or not answer.is_disclosed:
        return None
    return sorted(answer.sources - cells.fixed)


def _loss(cells: _Year, chosen: Sequence[Cell]) -> tuple[int, int, Fraction, Sequence[Cell]]:
    """Return how much readers lose: a part is less than a total or a rate, a small one less."""
    parts = set(chain.from_iterable(several for _, several in _sums()))
    whole = sum(name not in parts and not any(categories) for name, categories in chosen)
    zeros = sum(not cells.public[cell].value for cell in chosen)  # a zero hides nothing
    return whole, zeros, sum((cells.public[cell].value for cell in chosen), Fraction(0)), chosen


def _list_linked(equations: Sequence[Equation], cell: Cell) -> list[Equation]:
    """Return the equations that are linked with a cell through common cells."""
    reached, left = {cell}, list(equations)
    while linked := [each for each in left if not reached.isdisjoint(_cells_in([each]))]:
        reached |= _cells_in(linked)
        left = [each for each in left if each not in linked]
    return [each for each in equations if not reached.isdisjoint(_cells_in([each]))]
