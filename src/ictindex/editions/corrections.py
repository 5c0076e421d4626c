"""Corrections of a what-if: other values in the place of those that were used.

They are read as any table is read, with all its checks; a value is corrected, not its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from ictindex import catalogue, i18n
from ictindex.core import arguments, decimals
from ictindex.core.errors import NumberSyntaxError, RefusedObservationsError, UsageError
from ictindex.data import Observations, read_observations
from ictindex.data.observations import concatenate, make
from ictindex.idi.result import Result

_KEPT = ("status", "source_class", "source", "vintage", "unit")  # a value is corrected, no source
_PLACED = ("vintage", "unit")
Given = Mapping[tuple[str, str], Any] | Iterable[tuple[str, str, Any]]


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that a what-if puts in the place of another.

    Parameters
    ----------
    economy, indicator : str
        ISO3 code, and id of the indicator.
    year : int
        Year of the value.
    before, after : decimal.Decimal or None
        The value that was used, and the one in its place; ``None``: no value.
    """

    economy: str
    indicator: str
    year: int
    before: Decimal | None
    after: Decimal | None

    def told(self, language: str) -> str:
        """Return the correction in words.

        Examples
        --------
        >>> Correction("BRA", "internet-users", 2022, Decimal("80.5"), None).told("en")
        'Brazil, Individuals using the Internet, 2022: 80.5 → no value'
        """
        none = i18n.text("whatif", "no-value", language)
        pair = [
            none if one is None else i18n.isolate(i18n.number(one, language), language)
            for one in (self.before, self.after)
        ]
        place = [
            i18n.economy_name(self.economy, language),
            name_of(self.indicator, language),
            str(self.year),
        ]
        # From right to left also where both are numbers, which have no direction of their own.
        moved = (
            " → ".join(pair)
            if i18n.direction(language) == "ltr"
            else "\u2067" + " ← ".join(pair) + "\u2069"
        )
        return i18n.pair(i18n.join(place, language), moved, language)


def name_of(key: str, language: str) -> str:
    """Return the name of an indicator or node; of a basket with the measure after a slash.

    Examples
    --------
    >>> name_of("coverage-3g", "en")
    'Population covered by at least a 3G mobile network'
    >>> name_of("mobile-low/usd", "en")
    'Mobile data and voice low-consumption basket (Price in US dollars)'
    """
    basket, mark, measure = key.partition("/")
    if basket not in catalogue.baskets():
        return i18n.label("nodes", key, language)
    name = i18n.label("baskets", basket, language)
    return i18n.detail(name, i18n.label("measures", measure, language), language) if mark else name


def pairs(corrections: Given) -> dict[tuple[str, str], Any]:
    """Return the corrections by cell; a cell that is given twice is refused.

    Examples
    --------
    >>> pairs([("BRA", "coverage-3g", "98.5")])
    {('BRA', 'coverage-3g'): '98.5'}
    """
    if isinstance(corrections, Mapping):
        listed: list[Any] = [(key, value) for key, value in corrections.items()]
    else:
        arguments.require(isinstance(corrections, Iterable), "corrections", "mapping", corrections)
        listed = [
            (one[:2], one[2]) if isinstance(one, tuple) and len(one) == 3 else (one, None)
            for one in corrections
        ]
    found: dict[tuple[str, str], Any] = {}
    for key, value in listed:
        fits = isinstance(key, tuple) and len(key) == 2 and all(isinstance(k, str) for k in key)
        arguments.require(fits, "corrections", "mapping", key)
        if key in found:
            raise UsageError("whatif.cell-twice", economy=key[0], indicator=key[1])
        found[key] = value
    return found


def corrected(
    table: Observations, corrections: Mapping[tuple[str, str], Any], year: int, base: Result | None
) -> tuple[Observations, tuple[Correction, ...]]:
    """Put other values into a table of observations, and tell what was put in.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> other, told = corrected(table, {("BRA", "coverage-3g"): None}, 2022, None)
    >>> len(table) - len(other), str(told[0].before)
    (1, '92.4')
    """
    if not corrections:
        return table, ()
    told = []
    rows: dict[tuple[str, str], int | None] = {}
    for economy, indicator in corrections:
        row = _row_of(table, economy, indicator, year, base)
        at = year if row is None else int(table.columns["year"][row])
        rows[economy, indicator] = row
        told.append((economy, indicator, at))
    values = [_written(value, *cell) for cell, value in corrections.items()]
    fresh = _read([(*cell, value) for cell, value in zip(told, values, strict=True) if value])
    taken = dict(
        zip(
            zip(fresh.columns["economy"], fresh.columns["indicator"], strict=True),
            range(len(fresh)), strict=True,
        )
    )  # fmt: skip
    columns = {name: array.copy() for name, array in fresh.columns.items()}
    made = []
    for (economy, indicator, at), cell in zip(told, corrections, strict=True):
        row, new = rows[cell], taken.get(cell)
        before = None if row is None else table.columns["value"][row]
        after = None if new is None else columns["value"][new]
        if before == after:
            raise UsageError("whatif.same-value", economy=economy, indicator=indicator)
        made.append(Correction(economy, indicator, at, before, after))
        if new is not None and (row is None or before is None):
            columns["status"][new] = catalogue.IMPUTED  # where there was none, nobody observed it
        if row is not None and new is not None:
            for name in _KEPT if before is not None else _PLACED:
                columns[name][new] = table.columns[name][row]
    kept = np.ones(len(table), dtype=bool)
    kept[[row for row in rows.values() if row is not None]] = False
    rest = table._take(kept)
    if not taken:
        return rest, tuple(made)
    return concatenate([rest, make(columns, (), sources=fresh.sources)]), tuple(made)


def _row_of(
    table: Observations, economy: str, indicator: str, year: int, base: Result | None
) -> int | None:
    """Return the row of the value that a cell was computed from."""
    if indicator not in catalogue.indicators():
        allowed = () if base is None else base.methodology.indicators
        raise UsageError(
            "whatif.no-indicator", wanted=indicator[:80], allowed=allowed or sorted(
                set(table.columns["indicator"].tolist())
            ),
        )  # fmt: skip
    if base is not None and indicator in base.methodology.plan.nodes:
        if economy not in base.economies:
            return None
        return base.observation(economy, indicator)
    columns = table.columns
    at = (columns["economy"] == economy) & (columns["indicator"] == indicator)
    found = np.flatnonzero(at & (columns["year"] == year))
    return int(found[0]) if len(found) else None


def possible(economy: str, indicator: str, year: int, value: Any) -> Decimal:
    """Return a value as it would be read, or refuse it: with all checks of a cell.

    Examples
    --------
    >>> possible("BRA", "coverage-3g", 2022, 98.5)
    Decimal('98.5')
    """
    found: Decimal = _read(
        [(economy, indicator, year, _written(value, economy, indicator))]
    ).columns["value"][0]
    return found


def number(value: Any, economy: str, indicator: str) -> Decimal:
    """Return a value as a decimal; what is no number is refused by the name of its cell.

    Examples
    --------
    >>> number("98.5", "BRA", "coverage-3g")
    Decimal('98.5')
    """
    try:
        return decimals.to_decimal(value.strip() if isinstance(value, str) else value)
    except NumberSyntaxError as error:
        raise NumberSyntaxError(
            "value.of-cell", faults=(error,), economy=economy[:80], indicator=indicator[:80]
        ) from error


def _written(value: Any, economy: str, indicator: str) -> str:
    if value is None:
        return ""
    found = number(value, economy, indicator)
    return value.strip() if isinstance(value, str) else format(found, "f")


def _read(cells: list[tuple[str, str, int, str]]) -> Observations:
    """Read the values in place of others as any table is read: with all its checks."""
    import pandas as pd

    names = ["economy", "indicator", "year", "value"]
    if not cells:
        return make({name: np.empty(0, dtype=object) for name in names}, ())
    table = read_observations(pd.DataFrame(cells, columns=names, dtype=object).astype(str))
    if table.findings.errors:
        raise RefusedObservationsError("compute.errors-in-cells", faults=table.findings.errors)
    return table
