"""Candidates for a cause: values that the cells of one submission may have been meant to have."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from itertools import combinations

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters as parameters
from ictindex.submissions.validation.derived_rates import rates_of_line
from ictindex.submissions.validation.panel import NAN, Panel, resolve
from ictindex.submissions.validation.rules import RuleSet

LINE = 0  # the line of the best candidate of every cell of a submission

# The slip that is undone: a kind, the factor by which the cell is multiplied, and a cost, which is
# higher for rarer slips. Units: a larger number was typed because the unit was a smaller one.
_Slip = tuple[str, Decimal, float]


def _powers(*slips: tuple[str, str, float]) -> tuple[_Slip, ...]:
    return tuple((kind, Decimal(factor), cost) for kind, factor, cost in slips)


_TENS = (
    ("multiplied", "10", 1.5),
    ("divided", "0.1", 1.5),
    ("multiplied", "100", 1.8),
    ("divided", "0.01", 1.8),
)
_SLIPS: Mapping[str, tuple[_Slip, ...]] = {
    "count": _powers(
        ("thousands", "1000", 1.0), ("millions", "1000000", 1.2), ("divided", "0.001", 1.4), *_TENS
    ),
    "exabytes": _powers(
        ("month", "12", 1.2),
        ("smaller-unit", "0.001", 1.0),
        ("smaller-unit", "0.000001", 1.3),
        ("smaller-unit", "0.000000001", 1.2),
        ("multiplied", "1000", 1.1),
        ("bytes", "8", 1.9),
        ("bits", "0.125", 1.9),
        *_TENS,
    ),
    "mbit-s": _powers(
        ("larger-unit", "1000", 1.0),
        ("larger-unit", "1000000", 1.3),
        ("smaller-unit", "0.001", 1.1),
        ("smaller-unit", "0.000001", 1.2),
        ("bytes", "8", 1.7),
        *_TENS,
    ),
    "percent": _powers(
        ("fraction", "100", 1.0),
        ("multiplied", "10", 1.5),
        ("divided", "0.1", 1.5),
        ("divided", "0.01", 1.8),
    ),
    "": _powers(
        ("multiplied", "1000", 1.4), ("divided", "0.001", 1.4), ("month", "12", 1.6), *_TENS
    ),
}
_UNIT_NAMES = {
    ("smaller-unit", "0.001", "exabytes"): "petabytes",
    ("smaller-unit", "0.000001", "exabytes"): "terabytes",
    ("smaller-unit", "0.000000001", "exabytes"): "gigabytes",
    ("larger-unit", "1000", "mbit-s"): "gbit-s",
    ("larger-unit", "1000000", "mbit-s"): "tbit-s",
    ("smaller-unit", "0.001", "mbit-s"): "kbit-s",
    ("smaller-unit", "0.000001", "mbit-s"): "bit-s",
}
_BLOCK_SLIPS: Mapping[str, tuple[_Slip, ...]] = {
    "count": _powers(("thousands", "1000", 1.3), ("millions", "1000000", 1.5)),
    "exabytes": _powers(
        ("month", "12", 1.5),
        ("smaller-unit", "0.001", 1.3),
        ("multiplied", "1000", 1.3),
        ("smaller-unit", "0.000000001", 1.5),
    ),
    "mbit-s": _powers(("larger-unit", "1000", 1.3), ("smaller-unit", "0.001", 1.4)),
    "percent": _powers(("fraction", "100", 1.2)),
}
_MOST_PAIRS = 15
_NEAR = 0.01  # cost of a factor, if the proposed value follows from other cells
_GIGABYTES = 1e9  # in an exabyte


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cell with the proposed value: in the typed unit, and in the catalogue's unit."""

    position: int
    value: Decimal | None
    number: float
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change that may be the cause."""

    kind: str
    cells: tuple[Proposal, ...]
    cost: float
    scope: str = "cell"
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def positions(self) -> frozenset[int]:
        """The columns of the cells that it changes."""
        return frozenset(cell.position for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Cells:
    """The typed cells of one submission: values as typed, numbers, units, sheets."""

    panel: Panel
    values: Mapping[int, Decimal]
    numbers: Mapping[int, float]
    units: Mapping[int, str]
    sheets: Mapping[int, str]
    rates: Mapping[int, tuple[int, ...]]
    sums: tuple[tuple[int, tuple[int, ...]], ...]
    shares: tuple[tuple[int, tuple[int, ...]], ...]  # totals with parts that are not all of them

    @classmethod
    def from_panel(cls, panel: Panel, rules: RuleSet) -> Cells:
        """Collect the cells of the only economy of a panel."""
        rates = rates_of_line(panel, LINE)
        values, numbers, units, sheets = {}, {}, {}, {}
        definitions = catalogue.indicators()
        for position, operand in enumerate(panel.operands):
            row = panel.rows[position][LINE]
            value = panel.decimal(row)
            base = operand.partition("@")[0]
            if position in rates or value is None or base not in definitions:
                continue
            values[position] = value
            numbers[position] = panel.own.values[row]
            units[position] = definitions[base].unit
            sheets[position] = panel.observations.cells["file"][row]
        sums = _wholes_of(panel, rules, parameters.Sum)
        shares = (*_wholes_of(panel, rules, parameters.PartOf), *_larger_of(panel, rules))
        return cls(panel, values, numbers, units, sheets, rates, sums, shares)

    def scale(self, position: int, factor: Decimal) -> Proposal:
        """Return a cell multiplied by a factor."""
        typed = self.values[position]
        value = _plain(typed * factor)
        ratio = self.numbers[position] / float(typed)  # of the units
        return Proposal(position, value, float(value) * ratio, factor)

    def convert_unit(self, position: int, number: float) -> Decimal:
        """Return a number of the catalogue's unit in the unit of the cell."""
        typed, own = self.values[position], self.numbers[position]
        ratio = float(typed) / own if own and typed else 1.0
        return _plain(Decimal(f"{number * ratio:.12g}"))


def _plain(value: Decimal) -> Decimal:
    """Return a proposed value without meaningless digits."""
    shown = Decimal(f"{value:.12g}")
    return Decimal(int(shown)) if shown == shown.to_integral_value() else shown.normalize()


def _wholes_of(
    panel: Panel, rules: RuleSet, kind: type[parameters.Sum | parameters.PartOf]
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return the totals of a kind of check with their parts; of a sum only with all parts."""
    wholes = []
    for rule in rules.rules.values():
        for check in rule.checks:
            if not isinstance(check, kind):
                continue
            names = [resolve(name) for name in (check.whole, *check.parts)]
            members = [panel.positions[name] for name in names if name in panel.positions]
            is_whole = len(members) == len(names) or kind is parameters.PartOf
            if names[0] in panel.positions and len(members) > 1 and is_whole:
                wholes.append((members[0], tuple(members[1:])))
    return tuple(wholes)


def _larger_of(panel: Panel, rules: RuleSet) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the counts of which another one is a part, with that one."""
    for rule in rules.rules.values():
        for check in rule.checks:
            if not isinstance(check, parameters.Order) or check.per or len(check.greater) > 1:
                continue
            names = [resolve(name) for name in (*check.greater, check.lesser)]
            units = {catalogue.indicators()[name].unit for name in names if name in panel.positions}
            whole = len(names) == 2 and all(name in panel.positions for name in names)
            if whole and units == {"count"} and (check.factor, check.margin) == (1, 0):
                greater, lesser = (panel.positions[name] for name in names)
                yield greater, (lesser,)


def single_cells(cells: Cells, suspects: Collection[int]) -> Iterator[Candidate]:
    """Yield the changes of one cell: factors of units, digits, signs, sums, shares."""
    for position in suspects:
        if position not in cells.values:
            continue
        value, unit = cells.values[position], cells.units[position]
        if not value:
            yield Candidate("zero", (Proposal(position, None, NAN),), 1.0)
            continue
        yield from _try_factors(cells, position, unit)
        if value < 0:
            yield Candidate("sign", (Proposal(position, -value, -cells.numbers[position]),), 1.0)
        yield from _try_sums(cells, position)
        yield from _try_shares(cells, position)


def _try_factors(cells: Cells, position: int, unit: str) -> Iterator[Candidate]:
    for kind, factor, cost in _SLIPS.get(unit, _SLIPS[""]):
        proposal = cells.scale(position, factor)
        yield Candidate(kind, (proposal,), cost, details=_unit_name(kind, factor, unit))


def _unit_name(kind: str, factor: Decimal, unit: str) -> dict[str, object]:
    name = _UNIT_NAMES.get((kind, format(factor, "f"), unit))
    return {} if name is None else {"other_unit": name}


def _try_sums(cells: Cells, position: int) -> Iterator[Candidate]:
    """Yield the value that makes a total the sum of its parts, with the slip that it resembles."""
    for whole, parts in cells.sums:
        if position != whole and position not in parts:
            continue
        several = [cells.numbers.get(part, NAN) for part in parts]
        gap = cells.numbers.get(whole, NAN) - sum(several)
        number = cells.numbers[position] + (-gap if position == whole else gap)
        if gap != gap or not gap or number < 0:
            continue
        value = cells.convert_unit(position, number)
        yield Candidate(*_kind_of(cells, position, value, number))


def _kind_of(
    cells: Cells, position: int, value: Decimal, number: float
) -> tuple[str, tuple[Proposal, ...], float]:
    typed = cells.values[position]
    # A figure in thousands was rounded to thousands: a small one keeps fewer digits than a large.
    half = Decimal(5).scaleb(int(typed.as_tuple().exponent) - 1)
    near = []
    for kind, factor, cost in _SLIPS.get(cells.units[position], _SLIPS[""]):
        changed = kind, (Proposal(position, value, number, factor),), cost - 0.1
        if abs(value / factor - typed) <= (half if factor > 1 else 0):
            return changed
        if value and abs(float(typed * factor / value) - 1) < _NEAR:
            near.append(changed)
    if is_one_slip(format(typed, "f"), format(value, "f")):
        return "digits", (Proposal(position, value, number),), 1.5
    return near[0] if near else ("parts", (Proposal(position, value, number),), 3.0)


def is_one_slip(typed: str, meant: str) -> bool:
    """Tell whether texts differ by a slip of one digit: wrong, left out, added or moved."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    a, b = typed[start:], meant[start:]
    if len(a) == len(b):
        turned = len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
        return a[1:] == b[1:] or turned
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def _try_shares(cells: Cells, position: int) -> Iterator[Candidate]:
    """Yield the count from which a rate typed instead of it would be derived."""
    typed = cells.numbers[position]
    for rate, operands in cells.rates.items():
        if operands[0] != position or any(o not in cells.numbers for o in operands[1:]):
            continue
        rule = catalogue.rate_rules()[cells.panel.operands[rate].partition("@")[0]]
        whole = math.prod(cells.numbers[o] for o in operands[1:])
        if cells.units[position] == "count":
            number = float(round(typed * whole / rule.factor))
        elif cells.units[position] == "exabytes":
            number = typed * whole / _GIGABYTES
        else:
            continue
        if number > 0 and number != typed:
            value = cells.convert_unit(position, number)
            yield Candidate(
                "rate", (Proposal(position, value, number),), 2.0, details={"rate": rule.rate}
            )


def exchanged_cells(cells: Cells, suspects: Collection[int]) -> Iterator[Candidate]:
    """Yield two cells of one unit, each with the value of the other."""
    usable = sorted(position for position in suspects if position in cells.values)
    pairs = [
        (a, b)
        for a, b in combinations(usable, 2)
        if cells.units[a] == cells.units[b]
        and cells.values[a] != cells.values[b]
        and are_neighbours(cells, a, b)
    ]
    for a, b in pairs[:_MOST_PAIRS]:
        both = (
            Proposal(a, cells.values[b], cells.numbers[b]),
            Proposal(b, cells.values[a], cells.numbers[a]),
        )
        yield Candidate("exchanged", both, 2.0, "exchange")


def are_neighbours(cells: Cells, a: int, b: int) -> bool:
    """Tell whether a hand exchanges two cells: a total and its parts, or one row and the next."""
    (base_a, _, part_a), (base_b, _, part_b) = (
        cells.panel.operands[position].partition("@") for position in (a, b)
    )
    if base_a == base_b:
        by_a, by_b = (part.partition("=")[0] for part in (part_a, part_b))
        return not (part_a and part_b) or by_a == by_b
    for whole, parts in cells.sums:
        members = {whole, *parts}
        if a in members and b in members:
            return True
    return part_a == part_b and cells.sheets[a] == cells.sheets[b] and _adjoin(cells, a, b)


def _adjoin(cells: Cells, a: int, b: int) -> bool:
    """Tell whether no other cell of the same kind is between two cells of a sheet."""
    lines = cells.panel.observations.cells["line"]
    rows = cells.panel.rows
    part = cells.panel.operands[a].partition("@")[2]
    first, last = sorted(lines[rows[position][LINE]] for position in (a, b))
    return not any(
        first < lines[rows[position][LINE]] < last
        for position, sheet in cells.sheets.items()
        if sheet == cells.sheets[a] and cells.panel.operands[position].partition("@")[2] == part
    )


def blocks(cells: Cells, suspects: Collection[int]) -> Iterator[Candidate]:
    """Yield cells of one unit that change together: those of a sum, of a sheet, of all sheets."""
    groups: dict[frozenset[int], str] = {}
    for whole, parts in cells.sums:
        groups[frozenset((whole, *parts))] = "block"
    by_sheet: dict[tuple[str, str], set[int]] = {}
    by_unit: dict[str, set[int]] = {}
    for position, unit in cells.units.items():
        by_sheet.setdefault((cells.sheets[position], unit), set()).add(position)
        by_unit.setdefault(unit, set()).add(position)
    groups |= {frozenset(group): "block" for group in by_sheet.values()}
    groups |= {frozenset(group): "all" for group in by_unit.values()}
    for group, scope in groups.items():
        inside = sorted(group & cells.values.keys())
        if len(inside) < 2 or not group & set(suspects):
            continue
        unit = cells.units[inside[0]]
        for kind, factor, cost in _BLOCK_SLIPS.get(unit, ()):
            # A value that would not be a percentage afterwards was not typed as a fraction.
            most = 100 / factor if unit == "percent" else Decimal("Infinity")
            changed = tuple(cells.scale(p, factor) for p in inside if 0 < cells.values[p] <= most)
            extra = 0.1 if scope == "all" else 0.0
            if len(changed) > 1:
                yield Candidate(kind, changed, cost + extra, scope, _unit_name(kind, factor, unit))


def operands_of(check: parameters.Check) -> Sequence[str]:
    """Return the operands that a check compares with each other; none for a check of one value."""
    names: list[str] = []
    held = vars(check)
    for name in ("whole", "lesser", "per", "first", "second", "rate", "numerator"):
        operand = held.get(name)
        if isinstance(operand, str):
            names.append(operand)
    for name in ("parts", "greater", "denominators"):
        several = held.get(name)
        if isinstance(several, tuple) and all(isinstance(each, str) for each in several):
            names += several
    return [resolve(name) for name in names]


def names_of(check: parameters.Check) -> Iterable[str]:
    """Return every operand of a check."""
    return {*operands_of(check), *(resolve(name) for name in vars(check).get("of") or ())}
