"""Context of a validation: other tables, records of the round, and its dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.data.dates import date_of
from ictindex.data.observations import Observations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ValidationContext:
    """Context in which :func:`ictindex.validate` checks a table; every part is optional.

    Parameters
    ----------
    prices, tariffs, economics : Prices, Tariffs, Economics, data frame or path, optional
        Tables of the price basket.
    earlier_tariffs : Tariffs, data frame or path, optional
        Plans of the year before.
    consultations : Consultations, optional
        Consultations of focal points.
    receipts : Receipt, Selection or list of these, optional
        Receipts of the tables whose values are used.
    others : Observations, optional
        Unpublished submissions of other economies for this year: for the compiler alone.
    released : datetime.date or str, optional
        When the figures are published (ISO 8601); kept as a date.
    vintage : str
        Vintage of the denominators (population, households, incomes) of the edition.
    aggregates : mapping, optional
        Published group figures by (grouping, group).

    Raises
    ------
    UsageError
        If a part is of the wrong kind, or the date is not valid.

    Examples
    --------
    >>> import ictindex as ict
    >>> context = ict.data.ValidationContext(
    ...     economics=ict.sample_data("ipb-economics-2025.csv"), released="2025-12-15"
    ... )
    >>> context.released.isoformat(), context.receipts
    ('2025-12-15', None)
    >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
    >>> len(ict.validate(prices, ict.methodology("ipb", edition=2025), context=context))
    0
    """

    prices: Any = None
    tariffs: Any = None
    economics: Any = None
    earlier_tariffs: Any = None
    consultations: Any = None
    receipts: Any = None
    others: Observations | None = None
    released: dt.date | str | None = None
    vintage: str = ""
    aggregates: Mapping[tuple[str, str], Decimal] | None = None

    def __post_init__(self) -> None:
        # Consultations and selections are made in higher rooms: their methods identify them.
        table = self.consultations
        fits = table is None or (hasattr(table, "find") and not isinstance(table, str))
        arguments.require(fits, "consultations", "consultation-table", table)
        several = self.receipts if isinstance(self.receipts, (list, tuple)) else [self.receipts]
        fits = self.receipts is None or all(hasattr(receipt, "covers") for receipt in several)
        arguments.require(fits, "receipts", "receipts", self.receipts)
        fits = self.others is None or isinstance(self.others, Observations)
        arguments.require(fits, "others", "observations", self.others)
        arguments.require(isinstance(self.vintage, str), "vintage", "text", self.vintage)
        fits = self.aggregates is None or isinstance(self.aggregates, Mapping)
        arguments.require(fits, "aggregates", "mapping", self.aggregates)
        object.__setattr__(self, "released", date_of(self.released, "released"))
