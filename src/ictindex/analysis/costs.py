"""Prices beside the incomes they were set against: what the decomposition of a share takes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.analysis.price_points import basket_of, is_absent, number_at
from ictindex.core.arguments import require
from ictindex.core.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.ipb.result import BasketResult

_COLUMNS = ("economy", "definition", "year", "price", "currency", "income", "denominator")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """The price of a basket and the income that it is set against.

    Parameters
    ----------
    definition : str
        Id of the definition of the basket.
    price : Decimal
        A month, in ``currency``.
    currency : str
        ISO 4217 code.
    income : Decimal
        GNI per capita of a year, in the same currency.
    denominator : str
        Id of the series of income.
    """

    definition: str
    price: Decimal
    currency: str
    income: Decimal
    denominator: str


Costs = Mapping[tuple[str, str], Cost]


def read_costs(
    first_result: object, last_result: object, first: int | None, last: int | None
) -> tuple[Costs, Costs, tuple[int, int], int]:
    """Return the costs of two years by (economy, basket), the years, and months of the income.

    Raises
    ------
    UsageError
        If the arguments are of another kind, the years do not differ or are absent.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"economy": "BRA", "definition": "fixed-broadband-5gb",
    ...     "year": [2024, 2025], "price": [100, 105], "income": [40000, 44000],
    ...     "currency": "BRL", "denominator": "gni-per-capita-local"})
    >>> earlier, later, years, months = read_costs(frame, None, None, None)
    >>> earlier["BRA", "fixed-broadband"].price, years, months
    (Decimal('100'), (2024, 2025), 12)
    """
    import pandas as pd

    if isinstance(first_result, pd.DataFrame):
        if last_result is not None:
            raise UsageError("decompose.frame-and-result")
        return *_of_frame(first_result, first, last), _MONTHS
    from ictindex.ipb.result import BasketResult

    for name, given in (("first_result", first_result), ("last_result", last_result)):
        require(isinstance(given, BasketResult), name, "basket-result", given)
    if first is not None or last is not None:
        raise UsageError("decompose.years-of-results")
    return _of_results(first_result, last_result)  # type: ignore[arg-type]  # required above


def _of_results(
    first: BasketResult, last: BasketResult
) -> tuple[Costs, Costs, tuple[int, int], int]:
    if first.year >= last.year:
        raise UsageError("decompose.order", first=str(first.year), last=str(last.year))
    months = {r.methodology.document.conversion.months for r in (first, last)}  # type: ignore[union-attr]
    if len(months) > 1:
        raise UsageError("decompose.months")
    return _of_result(first), _of_result(last), (first.year, last.year), months.pop()


def _of_result(result: BasketResult) -> dict[tuple[str, str], Cost]:
    """Return what has a share: its price and income are those that it was computed from."""
    definitions = {b.id: b.definition for b in result.methodology.document.baskets}
    found = {}
    for economy in result.economies:
        for basket in result.baskets:
            cell = result.provenance(economy, basket)
            if "share" in cell.amounts and cell.income is not None:
                price = cell.amounts["local"]
                found[economy, basket] = Cost(
                    definitions[basket], price, cell.currency, cell.income.value, cell.denominator
                )
    return found


def _of_frame(
    frame: pd.DataFrame, first: int | None, last: int | None
) -> tuple[Costs, Costs, tuple[int, int]]:
    missing = [column for column in _COLUMNS if column not in frame.columns]
    if missing:
        raise UsageError("analysis.columns", columns=missing, allowed=_COLUMNS)
    there = sorted({int(year) for year in frame["year"]})
    if not there:
        raise UsageError("analysis.empty")
    years = (there[0] if first is None else first, there[-1] if last is None else last)
    for name, year in (("first", years[0]), ("last", years[1])):
        require(type(year) is int, name, "whole-number", year)
        if year not in there:
            allowed = [str(y) for y in there]
            raise UsageError("analysis.year-absent", year=str(year), allowed=allowed)
    if years[0] >= years[1]:
        raise UsageError("decompose.order", first=str(years[0]), last=str(years[1]))
    found: dict[int, dict[tuple[str, str], Cost]] = {year: {} for year in years}
    for economy, definition, year, price, currency, income, denominator in zip(
        *(frame[column] for column in _COLUMNS), strict=True
    ):
        if int(year) not in found or is_absent(price) or is_absent(income):
            continue
        place = (str(economy), str(definition), int(year))
        key = (place[0], basket_of(place[1]))
        if key in found[int(year)]:
            raise UsageError(
                "analysis.twice", economy=place[0], definition=place[1], year=str(year)
            )
        found[int(year)][key] = Cost(
            place[1],
            number_at(price, place),
            str(currency),
            number_at(income, place, zero=False),
            str(denominator),
        )
    return found[years[0]], found[years[1]], years
