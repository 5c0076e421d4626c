"""What every operation is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ictindex.findings import Address
from ictindex.validation.panel import NOWHERE, Floats, Mask, Panel

if TYPE_CHECKING:
    import datetime as dt

    from ictindex.engine import Plan
    from ictindex.validation.change_model import ChangeModel

TOLERANCE = 1e-9  # of the larger side: sums of decimals are not exact in binary
NAN = float("nan")


@dataclass(frozen=True)
class Case:
    """Everything that a rule may look at."""

    panel: Panel
    plan: Plan | None
    document: Any
    fitted: ChangeModel
    consultations: Any = None
    tariffs: Any = None
    prices: Any = None
    economics: Any = None
    receipts: Any = None
    aggregates: Mapping[tuple[str, str], Decimal] | None = None
    declared: Mapping[str, Decimal | int] | None = None
    edition: int | None = None
    submitter: str = ""
    vintage: str = ""
    submitted: dt.date | None = None
    deadline: dt.date | None = None
    released: dt.date | None = None
    judged: Any = None
    role: str = "focal-point"
    others: Any = None
    found: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    noted: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    memory: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The operand of every column of the panel."""
        return tuple(self.panel.places)


@dataclass(frozen=True, slots=True)
class Hit:
    """A failure: the cell, the data for its message, and what the value may have been."""

    economy: int
    place: int = NOWHERE
    row: int = NOWHERE
    given: Mapping[str, object] = field(default_factory=dict)
    imbalance: float = NAN
    factor: float = NAN
    instead: float = NAN
    limit: float = NAN
    variant: str = ""
    address: Address | None = None
    severity: str = ""
    beside: tuple[Any, int] | None = None
    cells: tuple[int, ...] = ()
    written: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an operation found: how much it could decide, what failed, what was lacking."""

    decided: int = 0
    undecided: int = 0
    hits: tuple[Hit, ...] = ()
    lacking: tuple[str, ...] = ()


def lacking(*needs: str) -> Verdict:
    """Return the verdict *not decidable*, naming what is needed."""
    return Verdict(lacking=needs)


def short(number: float, digits: int = 6) -> Decimal:
    """Return a computed number for a message, without digits that mean nothing."""
    if not np.isfinite(number):
        return Decimal(0)
    shown = Decimal(f"{number:.{digits}g}")
    return Decimal(int(shown)) if shown == shown.to_integral_value() else shown.normalize()


def numbered(panel: Panel, e: int, q: int) -> Decimal:
    """Return the value of a cell as written, else as it is."""
    written = panel.decimal(int(panel.rows[e, q]))
    return short(float(panel.now[e, q]), 12) if written is None else written


def half_a_digit(value: Decimal | None) -> float:
    """Return half a unit of the last digit written: what rounding may have taken away."""
    exponent = None if value is None else value.as_tuple().exponent
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0


def beyond(excess: Floats, *sides: Floats) -> Mask:
    """Tell where an excess is more than the last digit of binary numbers can make it."""
    size = np.ones_like(excess)
    for side in sides:
        size = np.maximum(size, np.abs(side))
    with np.errstate(invalid="ignore"):
        found: Mask = excess > TOLERANCE * size
    return found


def settled(values: Floats, last: Floats, limit: float, sign: float, factor: float) -> Mask:
    r"""Tell where last year's value was beyond a limit too, and this one is near it.

    .. math:: \pm(p - L) > 0 \quad\text{and}\quad \frac{1}{f} \le \frac{v}{p} \le f

    What was beyond the limit then was asked about then, and accepted; so was the same value.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = values / last
        near = (sign * (last - limit) > 0) & (moved <= factor) & (moved >= 1 / factor)
        found: Mask = near | (values == last)
    return found


Given = Callable[..., Mapping[str, object]]


def failures(
    case: Case,
    place: int,
    failed: Mask,
    given: Given,
    *,
    imbalance: Floats | None = None,
    factor: Floats | None = None,
    instead: Floats | None = None,
    limit: float = NAN,
    variant: str = "",
) -> list[Hit]:
    """Make the hits of one column; Python runs only over what failed."""
    panel = case.panel
    found = []
    for e in np.flatnonzero(failed).tolist():
        data: dict[str, object] = dict(given(e))
        if place >= 0:
            data.setdefault("value", numbered(panel, e, place))
        found.append(
            Hit(
                e,
                place,
                int(panel.rows[e, place]) if place >= 0 else NOWHERE,
                data,
                NAN if imbalance is None else float(imbalance[e]),
                NAN if factor is None else float(factor[e]),
                NAN if instead is None else float(instead[e]),
                limit,
                variant,
            )
        )
    return found


def count(decidable: npt.NDArray[Any]) -> tuple[int, int]:
    """Return how many cells are decidable and how many not."""
    yes = int(np.count_nonzero(decidable))
    return yes, int(decidable.size) - yes


def verdict(decidable: Sequence[Mask], hits: Sequence[Hit], needs: Sequence[str]) -> Verdict:
    """Sum up columns: what was decided, what not, what was lacking where nothing could be."""
    decided = sum(int(np.count_nonzero(mask)) for mask in decidable)
    whole = sum(int(mask.size) for mask in decidable)
    return Verdict(decided, whole - decided, tuple(hits), () if decided else tuple(needs))


def rows(table: Any) -> list[dict[str, Any]]:
    """Return the rows of a table of columns or of a data frame, each with its place."""
    if isinstance(table.columns, Mapping):
        columns = {name: list(array) for name, array in table.columns.items()}
    else:
        columns = {str(name): table[name].tolist() for name in table.columns}
    count = len(next(iter(columns.values()), ()))
    found = [{name: cells[row] for name, cells in columns.items()} for row in range(count)]
    address = getattr(table, "address", None)
    for row, entry in enumerate(found):
        entry["at"] = table, row
        place = address(row) if callable(address) else None
        entry["address"] = place if isinstance(place, Address) else None
    return found


def number(entry: Mapping[str, Any], name: str) -> float | None:
    """Return a number of a row, or ``None`` where it has none."""
    value = entry.get(name)
    if value is None or value == "" or value != value:
        return None
    return float(value)


def economy_of(case: Case, entry: Mapping[str, Any]) -> int:
    """Return the line of the economy of a row in the panel, -1 where it has none."""
    return case.panel.first.get(entry["economy"], -1)


def hit_of(
    case: Case,
    entry: Mapping[str, Any],
    given: Mapping[str, object],
    imbalance: float = NAN,
    factor: float = NAN,
    instead: float = NAN,
    variant: str = "",
) -> Hit:
    """Return the failure of a row, with what its message says of it."""
    whole = {
        "economy": entry["economy"],
        "basket": entry.get("basket") or entry.get("service") or "\u2013",
        "plan": entry.get("plan") or entry.get("id") or entry.get("name") or "\u2013",
        **given,
    }
    return Hit(
        economy_of(case, entry), -1, -1, whole, imbalance, factor, instead, variant=variant,
        address=entry.get("address"), beside=entry.get("at"),
    )  # fmt: skip


def counted(decided: int, hits: Sequence[Hit], *needs: str) -> Verdict:
    """Return the verdict of so many rows; where there were none, what is needed."""
    return Verdict(decided, 0, tuple(hits), () if decided else needs)


def of_year(case: Case, table: Any) -> list[dict[str, Any]]:
    """Return the rows of a table that are of the year judged, or of none."""
    return [r for r in rows(table) if not r.get("year") or int(r["year"]) == case.panel.year]
