"""Sure changes: those that a witness demands, that are unique, and that invent no digit.

Only a sure change is offered as an action. All others remain a sentence: who knows the figure types
it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from ictindex.submissions.validation.cause_candidates import Candidate, Cells, Proposal
from ictindex.submissions.validation.causes import Witness
from ictindex.submissions.validation.proposals import decimals_of
from ictindex.submissions.validation.typing_slips import undo_slips
from ictindex.submissions.validation.witnesses import Evidence, is_possible

# Of bits for bytes, of a rate for a count, of the complement and of an empty cell nobody can be
# sure, and of a digit only by a sum.
_KINDS = frozenset(
    {
        "thousands",
        "millions",
        "multiplied",
        "divided",
        "larger-unit",
        "smaller-unit",
        "month",
        "fraction",
        "sign",
        "parts",
        "digits",
        "exchanged",
    }
)
_OF_SUMS = frozenset({"parts", "digits"})  # the value that makes a total the sum of its parts
_ORDER = ("history", "sum", "population", "household", "parts", "used", "share", "others")
# A year's growth may be tenfold: a hundredfold figure, or the other traffic, can be near by chance.
_GROWING = frozenset({"exabytes"})
_UNITS = frozenset({"smaller-unit", "larger-unit"})  # a thousand, a million: far apart
_POWERS = tuple(Decimal(10) ** n for n in range(-6, 7) if n)
_MORE_FACTORS: Mapping[str, tuple[Decimal, ...]] = {
    "exabytes": (Decimal(12), Decimal(8), Decimal("0.125")),
    "mbit-s": (Decimal(8), Decimal("0.125")),
}
_TENS = (Decimal(10), Decimal("0.1"))
_MOST_ROUNDED = 0.005  # of the proposed value
_LEAST_FRACTIONS = 5
_LEAST_DIGITS = 5  # of a figure of which a single slip, by chance, explains no gap
_ALL = 100  # per cent: no digit of it can have been lost
_LEAST_SHARE = 0.8  # of a block's cells that are near last year's

Settles = Callable[[Candidate], bool]  # whether a change settles as much as the chosen one
Rounding = Callable[[Candidate], Mapping[int, float]]


def find_witness(
    evidence: Evidence,
    candidate: Candidate,
    others: Iterable[Candidate],
    rounding: Rounding,
    settles: Settles,
) -> Witness | None:
    """Return the witness of a sure change; ``None`` if it is not sure."""
    if candidate.kind not in _KINDS or _is_invented(evidence.cells, candidate, rounding):
        return None
    if candidate.scope in ("block", "all"):
        witness = _witness_of_block(evidence, candidate, rounding, settles)
    else:
        witness = _witness_of_cells(evidence, candidate, rounding)
    if witness is None:
        return None
    for other in others:
        apart = not _contains(other, candidate)
        # That a total could be any other number does not contradict a slip.
        is_rest = _rank(other.kind) < _rank(candidate.kind)
        if apart and not is_rest and _is_demanded(evidence, other, rounding) and settles(other):
            return None
    if candidate.scope == "cell":
        for other in _doubts(evidence.cells, candidate):
            if evidence.find_witnesses(other, rounding(other)) and settles(other):
                return None
    return witness


def _rank(kind: str) -> int:
    """Return how much a kind says: any other number, another digit, a slip of units."""
    return {"parts": 0, "digits": 1}.get(kind, 2)


def _contains(other: Candidate, candidate: Candidate) -> bool:
    """Tell whether a change puts the same values into the same cells, and perhaps others."""
    values = {cell.position: cell.number for cell in other.cells}
    return all(
        cell.position in values and _is_same(values[cell.position], cell.number)
        for cell in candidate.cells
    )


def _is_same(value: float, other: float) -> bool:
    """Tell whether two values differ by no more than the rounding of one of them."""
    return abs(value - other) <= _MOST_ROUNDED * abs(other)


def _is_invented(cells: Cells, candidate: Candidate, rounding: Rounding) -> bool:
    """Tell whether a change would put in digits that nobody typed."""
    lost = rounding(candidate)
    for cell in candidate.cells:
        if _is_by_chance(cells.values[cell.position], cell):
            return True
        if cells.units[cell.position] != "percent":
            if lost.get(cell.position, 0.0) > _MOST_ROUNDED * abs(cell.number):
                return True
        elif candidate.scope == "cell" and cell.factor is not None and cell.value is not None:
            if candidate.kind == "fraction":
                if decimals_of(cells.values[cell.position]) < 2:
                    return True
            elif decimals_of(cell.value) != 1 and cell.value != _ALL:
                # A misplaced point keeps all digits; a lost or an added digit does not.
                return True
    return False


def _is_demanded(evidence: Evidence, candidate: Candidate, rounding: Rounding) -> bool:
    """Tell whether a change has a witness; an exchange needs one for both cells."""
    if candidate.scope == "exchange":
        return _witness_of_cells(evidence, candidate, rounding) is not None
    return bool(evidence.find_witnesses(candidate, rounding(candidate)))


def _is_by_chance(typed: Decimal, cell: Proposal) -> bool:
    """Tell whether what is left of a sum only resembles a multiple of the typed figure."""
    if cell.factor is None or cell.value is None:
        return False
    last = Decimal(1).scaleb(int(typed.as_tuple().exponent))
    return abs(cell.value / cell.factor - typed) > last


def _witness_of_cells(
    evidence: Evidence, candidate: Candidate, rounding: Rounding
) -> Witness | None:
    witnesses = evidence.find_witnesses(candidate, rounding(candidate))
    if not witnesses:
        return None
    by_kind = {witness.kind: witness for witness in reversed(witnesses)}
    clearest = min(witnesses, key=lambda witness: _ORDER.index(witness.kind))
    units = {evidence.cells.units[cell.position] for cell in candidate.cells}
    if candidate.scope == "exchange":
        return None if units & _GROWING else _witness_of_exchange(witnesses)
    (cell,) = candidate.cells
    typed = evidence.cells.values[cell.position]
    if candidate.kind == "digits" and len(typed.as_tuple().digits) >= _LEAST_DIGITS:
        # The gap of a sum is by a single slip of one of its cells: that is no chance.
        return by_kind.get("sum")
    if candidate.kind in _OF_SUMS:
        # A part is what is left of a total, and a total near last year's can have a wrong part.
        is_whole = any(cell.position == whole for whole, _ in evidence.cells.sums)
        return by_kind.get("history") if is_whole else None
    if candidate.kind == "month":
        return None  # for a single figure the tenfold is as likely
    if units & _GROWING and cell.factor is not None and not _is_of_units(cell.factor):
        return None
    if "percent" not in units and cell.factor in _TENS and not _has_zero_added(typed, cell):
        return by_kind.get("sum")  # a lost or an added digit looks the same
    if clearest.kind == "others" and candidate.kind not in _UNITS:
        return None
    return clearest


def _witness_of_exchange(witnesses: Iterable[Witness]) -> Witness | None:
    """Return the witness of an exchange: last year's values of both cells, or an exact sum."""
    both = [witness for witness in witnesses if witness.kind == "history"]
    if len(both) < 2:
        # That a total is the sum of its parts to the last digit is no chance.
        return next((witness for witness in witnesses if witness.kind == "sum"), None)
    first, second = (witness.details["previous"] for witness in both)
    return Witness("exchange", {**both[0].details, "previous": first, "second": second})


def _is_of_units(factor: Decimal) -> bool:
    """Tell whether a factor is a power of a thousand."""
    return factor.adjusted() % 3 == 0 and factor.normalize().as_tuple().digits == (1,)


def _has_zero_added(typed: Decimal, cell: Proposal) -> bool:
    """Tell whether a whole number has one zero more at its end than the proposed one."""
    return cell.factor == _TENS[1] and typed % 10 == 0 and typed % 100 != 0


def _doubts(cells: Cells, candidate: Candidate) -> Iterator[Candidate]:
    """Yield the other values that a cell may have been meant to have."""
    (cell,) = candidate.cells
    position = cell.position
    typed, unit = cells.values[position], cells.units[position]
    proposals = [
        cells.scale(position, factor) for factor in (*_POWERS, *_MORE_FACTORS.get(unit, ()))
    ]
    if unit == "percent" or cell.factor in _TENS:
        for edit in undo_slips(abs(typed), complement=unit == "percent"):
            if edit.kind in ("transposed", "doubled", "complement") and typed:
                number = cells.numbers[position] * float(edit.value / typed)
                proposals.append(Proposal(position, edit.value, number))
    for proposal in proposals:
        other = replace(candidate, cells=(proposal,))
        if not _is_same(proposal.number, cell.number) and is_possible(cells, proposal):
            yield other


def _witness_of_block(
    evidence: Evidence, candidate: Candidate, rounding: Rounding, settles: Settles
) -> Witness | None:
    """Return the witness of a change of many cells: last year's values, else their own form."""
    before = [
        evidence.fits_last_year(cell.position, evidence.cells.numbers[cell.position])
        for cell in candidate.cells
    ]
    after = [evidence.fits_last_year(cell.position, cell.number) for cell in candidate.cells]
    comparable = [fits for fits in after if fits is not None]
    if 2 * len(comparable) >= len(after):
        spoiled = any(b and not a for b, a in zip(before, after, strict=True))
        gained = any(a and not b for b, a in zip(before, after, strict=True))
        if spoiled or not gained or sum(comparable) < _LEAST_SHARE * len(comparable):
            return None
        return Witness("block", {"near": str(sum(comparable)), "known": str(len(comparable))})
    witnesses = None if comparable else evidence.find_witnesses(candidate, rounding(candidate))
    if witnesses is None:
        return None
    if candidate.kind == "fraction":
        return _witness_of_fractions(evidence.cells, candidate, witnesses)
    is_one = candidate.kind in ("thousands", "millions") and not any(
        settles(other) for other in _other_powers(evidence.cells, candidate)
    )
    return Witness("only-power") if is_one else None


def _other_powers(cells: Cells, candidate: Candidate) -> Iterator[Candidate]:
    """Yield a block of cells times every other power of ten."""
    for factor in _POWERS:
        if factor != candidate.cells[0].factor:
            scaled = tuple(cells.scale(cell.position, factor) for cell in candidate.cells)
            yield replace(candidate, cells=scaled)


def _witness_of_fractions(
    cells: Cells, candidate: Candidate, witnesses: Iterable[Witness]
) -> Witness | None:
    """Return the witness of fractions: totals between their parts, else that all are below 1."""
    between = [witness for witness in witnesses if witness.kind == "parts"]
    if len(candidate.cells) < _LEAST_FRACTIONS:
        return between[0] if len(between) == len(candidate.cells) else None
    if between:
        return between[0]
    return None if _has_other_percentages(cells, candidate) else Witness("fractions")


def _has_other_percentages(cells: Cells, candidate: Candidate) -> bool:
    """Tell whether a sheet of the changed cells has percentages that are no fractions."""
    changed = {cell.position for cell in candidate.cells}
    sheets = {cells.sheets[position] for position in changed}
    return any(
        unit == "percent"
        and position not in changed
        and cells.values[position]
        and cells.sheets[position] in sheets
        for position, unit in cells.units.items()
    )
