"""The input of every operation (a case), and its outcome (a verdict with its hits)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import Any, TypeVar

from ictindex.core.data_classes import dataclass
from ictindex.data.dates import date_of
from ictindex.data.tables.submission_facts import SubmissionFacts
from ictindex.engine.plan import Plan
from ictindex.language.findings import Address
from ictindex.submissions.validation.change_model import ChangeModel
from ictindex.submissions.validation.context import ValidationContext
from ictindex.submissions.validation.panel import NAN, NOWHERE, Panel
from ictindex.submissions.validation.subject import OBSERVATIONS
from ictindex.submissions.validation.usual_sizes import UsualSizes

T = TypeVar("T")
TOLERANCE = 1e-9  # share of the larger side: sums of decimals are not exact in binary


@dataclass(frozen=True, slots=True)
class Index:
    """The index that the values enter: plan, document, edition; fitted numbers, sizes, limits."""

    plan: Plan | None
    document: Any
    edition: int | None
    fitted: ChangeModel
    sizes: UsualSizes
    limits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a rule may read."""

    # ``judged`` is the kind of the validated table; ``tables`` has the tables of the price basket.
    # The cells that rules asked about, or noted, are collected while the rules are applied. Nobody
    # reads the messages of a trial with other values: it makes no proposals. Trials share the
    # lasting memory, which has what the validated values do not change.

    panel: Panel
    methodology: Index
    facts: SubmissionFacts
    context: ValidationContext
    judged: str = OBSERVATIONS
    tables: Mapping[str, Any] = field(default_factory=dict)
    role: str = "focal-point"
    admitted_years: frozenset[int] = frozenset()
    asked: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    noted: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    memory: dict[Any, Any] = field(default_factory=dict)
    lasting_memory: dict[Any, Any] = field(default_factory=dict)
    is_trial: bool = False

    @property
    def fitted(self) -> ChangeModel:
        """The usual changes of indicators, fitted for the collection."""
        return self.methodology.fitted

    @property
    def limits(self) -> Mapping[str, float]:
        """The limits of patterns, by name."""
        return self.methodology.limits

    @property
    def released(self) -> dt.date | None:
        """The day of the release, if it is known."""
        return date_of(self.context.released, "released")

    @property
    def table(self) -> Any:
        """The validated table."""
        return self.panel.observations if self.judged == OBSERVATIONS else self.tables[self.judged]


@dataclass(frozen=True, slots=True)
class Hit:
    """A failure: the cell, the details of its message, and the value that may have been meant."""

    # ``economy`` is a line of the panel and ``position`` one of its columns; ``row`` is a row of
    # the table of kind ``table``. ``compared`` has the columns, or the addresses, of the values
    # that the message names, by their names; that of a ``node`` is found without it.

    economy: int
    position: int = NOWHERE
    row: int = NOWHERE
    details: Mapping[str, object] = field(default_factory=dict)
    imbalance: float = NAN
    factor: float = NAN
    instead: float = NAN
    limit: float = NAN
    variant: str = ""
    address: Address | None = None
    severity: str = ""
    table: str = OBSERVATIONS
    cells: tuple[int, ...] = ()
    written: str = ""
    compared: Mapping[str, tuple[int | Address, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of an operation: the numbers decided and undecided, the hits, missing inputs."""

    decided: int = 0
    undecided: int = 0
    hits: tuple[Hit, ...] = ()
    lacking: tuple[str, ...] = ()


def remember(case: Case, key: Hashable, make: Callable[[], T]) -> T:
    """Return an object that is made once for all rules that need it."""
    if key not in case.memory:
        case.memory[key] = make()
    made: T = case.memory[key]
    return made


def remember_lastingly(case: Case, key: Hashable, make: Callable[[], T]) -> T:
    """Return an object that does not depend on this year's values: made once for all trials."""
    if key not in case.lasting_memory:
        case.lasting_memory[key] = make()
    made: T = case.lasting_memory[key]
    return made


def need(*needs: str) -> Verdict:
    """Return the verdict *not decidable*, which names what is needed."""
    return Verdict(lacking=needs)


def verdict(decided: int, hits: Sequence[Hit], needs: Sequence[str], undecided: int = 0) -> Verdict:
    """Return a verdict; if nothing could be decided, it names what is needed."""
    return Verdict(decided, undecided, tuple(hits), () if decided else tuple(needs))


@dataclass(slots=True)
class Tally:
    """The decidable cells and the hits of an operation, collected column by column."""

    panel: Panel
    decided: int = 0
    undecided: int = 0
    hits: list[Hit] = field(default_factory=list)

    def count(self, decidable: Sequence[bool], *positions: int) -> None:
        """Count the lines that can be decided and are validated for these columns."""
        decided = self.panel.count(decidable, *positions)
        self.decided += decided
        self.undecided += len(decidable) - decided

    def verdict(self, needs: Sequence[str]) -> Verdict:
        return verdict(self.decided, self.hits, needs, self.undecided)


def shorten(number: float, digits: int = 6) -> Decimal:
    """Return a computed number for a message, without meaningless digits."""
    if not math.isfinite(number):
        return Decimal(0)
    shown = Decimal(f"{number:.{digits}g}")
    return Decimal(int(shown)) if shown == shown.to_integral_value() else shown.normalize()


def value_as_written(panel: Panel, line: int, position: int) -> Decimal:
    """Return the value of a cell as written, if known, else the value itself."""
    written = panel.decimal(panel.rows[position][line])
    return shorten(panel.now[position][line], 12) if written is None else written


def half_a_digit(value: Decimal | None) -> float:
    """Return half a unit of the last written digit: the largest effect of rounding."""
    exponent = None if value is None else value.as_tuple().exponent
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0


def is_beyond(excess: float, *sides: float) -> bool:
    """Tell whether an excess is larger than the rounding of binary numbers can make it."""
    return excess > 0 and excess > TOLERANCE * max(1.0, *map(abs, sides))


def is_settled(value: float, last: float, limit: float, sign: float, factor: float) -> bool:
    r"""Tell whether last year's value was beyond a limit too, and this one is near it.

    .. math:: \pm(p - L) > 0 \quad\text{and}\quad \frac{1}{f} \le \frac{v}{p} \le f

    A value beyond the limit was asked about last year and accepted; so was the same value. A value
    at the limit was not asked about, whatever side of it its binary number is on.
    """
    was_beyond = is_beyond(sign * (last - limit), limit)
    return value == last or (was_beyond and is_near(value, last, factor))


def is_near(value: float, last: float, factor: float) -> bool:
    """Tell whether two values are within a factor of one another."""
    return last != 0 and 1 / factor <= value / last <= factor


def cell_hit(
    case: Case,
    line: int,
    position: int,
    details: Mapping[str, object],
    *,
    imbalance: float = NAN,
    factor: float = NAN,
    instead: float = NAN,
    variant: str = "",
) -> Hit:
    """Return the failure of a cell, with its value as it was written."""
    panel = case.panel
    data = {"value": value_as_written(panel, line, position), **details}
    row = panel.rows[position][line]
    return Hit(line, position, row, data, imbalance, factor, instead, variant=variant)


def compare(hit: Hit, **cells: Sequence[int | Address]) -> Hit:
    """Return a hit with the columns or addresses of the values that its message names."""
    named = {name: tuple(several) for name, several in cells.items()}
    return replace(hit, compared={**hit.compared, **named})


def rows(case: Case, kind: str) -> list[dict[str, Any]]:
    """Return the rows of a table of the price basket, each with its number; made once."""
    return remember(case, ("rows", kind), lambda: _rows(case.tables[kind], kind))


def _rows(table: Any, kind: str) -> list[dict[str, Any]]:
    columns = getattr(table, "cells", None)
    if columns is None:  # a data frame
        columns = {str(name): table[name].tolist() for name in table.columns}
    count = len(next(iter(columns.values()), ()))
    entries = [{name: column[row] for name, column in columns.items()} for row in range(count)]
    address = getattr(table, "address", None)
    for row, entry in enumerate(entries):
        entry["at"] = kind, row
        entry["address"] = address(row) if callable(address) else None
    return entries


def rows_of_year(case: Case, kind: str) -> list[dict[str, Any]]:
    """Return the rows of a table for the validated year, and rows without a year."""
    year = case.panel.year
    return [r for r in rows(case, kind) if not r.get("year") or int(r["year"]) == year]


def number(entry: Mapping[str, Any], name: str) -> float | None:
    """Return a number of a row, or ``None`` if it has none."""
    value = entry.get(name)
    if value is None or value == "" or value != value:
        return None
    return float(value)


def line_of(case: Case, entry: Mapping[str, Any]) -> int:
    """Return the line of the economy of a row in the panel, or -1 if it has none."""
    return case.panel.first.get(entry["economy"], NOWHERE)


def row_hit(
    case: Case,
    entry: Mapping[str, Any],
    details: Mapping[str, object],
    *,
    imbalance: float = NAN,
    factor: float = NAN,
    instead: float = NAN,
    variant: str = "",
) -> Hit:
    """Return the failure of a row of the price basket, with the details of its message."""
    whole = {
        "economy": entry["economy"],
        "basket": entry.get("basket") or entry.get("service") or "\u2013",
        "plan": entry.get("plan") or entry.get("name") or entry.get("id") or "\u2013",
        **details,
    }
    table, row = entry["at"]
    return Hit(
        line_of(case, entry),
        row=row,
        details=whole,
        imbalance=imbalance,
        factor=factor,
        instead=instead,
        variant=variant,
        address=entry["address"],
        table=table,
    )
