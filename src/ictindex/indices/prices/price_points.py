"""Points: exact prices of baskets by economy, definition and year, in one measure.

A price series of the price basket, or a data frame with the same columns as its ``frame``, is read
into plain points. Mixed measures, and two prices of one economy, definition and year, are refused
here, so that every analysis can rely on the points.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from ictindex.core import decimals
from ictindex.core.arguments import is_text, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, NumberSyntaxError, UsageError
from ictindex.core.records import Record
from ictindex.definitions import catalogue

if TYPE_CHECKING:
    import pandas as pd

PointKey = tuple[str, str, int]  # economy, definition, year
UNOFFICIAL = ("experimental", "outside")
_COLUMNS = ("economy", "definition", "year", "value")


@dataclass(frozen=True, slots=True)
class Points(Record):
    """Prices by economy, definition and year.

    Parameters
    ----------
    measure : str
        ``share``, ``usd``, ``ppp`` or ``local``.
    values : mapping of (economy, definition, year) to Decimal
        The available prices.
    baskets : mapping of str to str
        Basket of each definition.
    status : mapping of (economy, definition, year) to str
        Status of the prices that are not official according to the source: ``experimental``, or
        ``outside`` the years of the history of the basket.

    Examples
    --------
    >>> key = ("BRA", "fixed-broadband-5gb", 2024)
    >>> points = Points("usd", {key: Decimal("19.99")}, {key[1]: "fixed-broadband"}, {})
    >>> points.definitions, points.years("fixed-broadband-5gb")
    (('fixed-broadband-5gb',), (2024,))
    """

    measure: str
    values: Mapping[PointKey, Decimal]
    baskets: Mapping[str, str]
    status: Mapping[PointKey, str]

    @property
    def definitions(self) -> tuple[str, ...]:
        """Definitions in the points, in order of first appearance."""
        return tuple(self.baskets)

    def years(self, definition: str) -> tuple[int, ...]:
        """Return the years of a definition, sorted.

        Parameters
        ----------
        definition : str
            Id of a definition.

        Returns
        -------
        tuple of int
            Its years.
        """
        return tuple(sorted({y for _, d, y in self.values if d == definition}))


def _frame_of(series: object) -> pd.DataFrame:
    import pandas as pd

    if isinstance(series, Points):
        rows = [
            (*key, value, series.measure, series.baskets[key[1]], series.status.get(key, ""))
            for key, value in series.values.items()
        ]
        return pd.DataFrame(rows, columns=[*_COLUMNS, "measure", "basket", "status"])
    frame: Any = series if isinstance(series, pd.DataFrame) else getattr(series, "frame", None)
    require(isinstance(frame, pd.DataFrame), "series", "price-series", series)
    missing = [column for column in _COLUMNS if column not in frame.columns]
    if missing:
        raise UsageError("analysis.columns", columns=missing, allowed=_COLUMNS)
    return cast("pd.DataFrame", frame)


def _choose_measure(frame: pd.DataFrame, measure: str | None) -> tuple[pd.DataFrame, str]:
    """Return the rows of one measure; where there are several, the caller must choose."""
    require(measure is None or is_text(measure), "measure", "text", measure)
    if "measure" not in frame.columns:
        if measure is None:
            raise UsageError("analysis.measure-not-stated")
        return frame, measure
    there = [str(m) for m in frame["measure"].drop_duplicates()]
    if measure is None and len(there) > 1:
        raise UsageError("analysis.measures-mixed", measures=there)
    wanted = there[0] if measure is None and there else measure or ""
    if wanted not in there:
        raise UsageError("analysis.measure-absent", measure=wanted, allowed=there or "-")
    return frame[frame["measure"] == wanted], wanted


def find_basket(definition: str) -> str:
    """Return the basket of a definition of the catalogue, or refuse an unknown one."""
    definitions = catalogue.basket_definitions()
    if definition not in definitions:
        raise CatalogueError(
            "analysis.definition-unknown", wanted=definition, allowed=list(definitions)
        )
    return definitions[definition].basket


def read_points(
    series: object,
    measure: str | None = None,
    *,
    definitions: Iterable[str] | None = None,
    economies: Iterable[str] | None = None,
) -> Points:
    """Return the points of a price series or of a frame.

    Parameters
    ----------
    series : PriceSeries, Points or pandas.DataFrame
        With columns economy, definition, year, value, and where there are several measures,
        measure; a column basket names the basket of definitions outside the catalogue, and a column
        status marks prices that are ``experimental`` or ``outside`` of the history.
    measure : str, optional
        The measure; needed where there are several.
    definitions : iterable of str, optional
        Definitions to keep; by default all.
    economies : iterable of str, optional
        Economies to keep; by default all.

    Returns
    -------
    Points
        Exact decimals of one measure, by economy, definition and year.

    Raises
    ------
    UsageError
        If columns are missing, measures are mixed, a value is not a number or is below 0, there are
        two values for one economy, definition and year, or no price is left.
    CatalogueError
        If a definition or an economy is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"economy": ["BRA"], "definition": ["fixed-broadband-5gb"],
    ...                       "year": [2024], "value": [19.99]})
    >>> read_points(frame, "usd").values["BRA", "fixed-broadband-5gb", 2024]
    Decimal('19.99')
    """
    rows, wanted = _choose_measure(_frame_of(series), measure)
    kept = _as_names(definitions, "definitions")
    kept_economies = _as_names(economies, "economies")
    named = rows["basket"] if "basket" in rows.columns else [None] * len(rows)
    remarks = rows["status"] if "status" in rows.columns else [""] * len(rows)
    values: dict[PointKey, Decimal] = {}
    status: dict[PointKey, str] = {}
    baskets: dict[str, str] = {}
    there: dict[str, set[str]] = {"economy": set(), "definition": set()}
    for economy, definition, year, value, basket, remark in zip(
        *(rows[column] for column in _COLUMNS), named, remarks, strict=True
    ):
        key = (str(economy), str(definition), int(year))
        there["economy"].add(key[0])
        there["definition"].add(key[1])
        if kept is not None and key[1] not in kept:
            continue
        if key[1] not in baskets:
            baskets[key[1]] = find_basket(key[1]) if basket is None else str(basket)
        if (kept_economies is not None and key[0] not in kept_economies) or is_absent(value):
            continue
        if key in values:
            raise UsageError("analysis.twice", economy=key[0], definition=key[1], year=str(key[2]))
        values[key] = read_number(value, key)
        if remark in UNOFFICIAL:
            status[key] = str(remark)
    _refuse_absent("definition", kept, there["definition"])
    _refuse_absent("economy", kept_economies, there["economy"])
    if not values:
        raise UsageError("analysis.empty")
    return Points(wanted, values, baskets, status)


def _as_names(wanted: Iterable[str] | None, name: str) -> tuple[str, ...] | None:
    if wanted is None:
        return None
    if isinstance(wanted, str):
        return (wanted,)
    require(isinstance(wanted, Iterable), name, "texts", wanted)
    chosen = tuple(wanted)
    require(all(map(is_text, chosen)), name, "texts", wanted)
    return chosen


def _refuse_absent(kind: str, wanted: tuple[str, ...] | None, there: Collection[str]) -> None:
    """Refuse a choice that is not in the series, because it would otherwise be ignored silently."""
    absent = [name for name in wanted or () if name not in there]
    if absent and kind == "economy":
        raise CatalogueError("analysis.economy-absent", economies=absent)
    if absent:
        raise CatalogueError("analysis.definition-absent", wanted=absent, allowed=sorted(there))


def count_unofficial(points: Points, keys: Iterable[PointKey]) -> dict[str, int]:
    """Count the prices of each status that is not official."""
    remarks = [points.status[key] for key in keys if key in points.status]
    return {status: remarks.count(status) for status in UNOFFICIAL if status in remarks}


def check_year(year: object, name: str, years: Collection[int]) -> None:
    """Refuse a year that is not a whole number or is not available."""
    require(type(year) is int, name, "whole-number", year)
    if year not in years:
        allowed = [str(y) for y in years]
        raise UsageError("analysis.year-absent", year=str(year), allowed=allowed)


def is_absent(value: Any) -> bool:
    """Tell whether a cell has no value: None, NaN or pandas.NA."""
    import pandas as pd

    return value is None or value is pd.NA or bool(value != value)


def read_number(value: object, key: PointKey, zero: bool = True) -> Decimal:
    """Return a number of 0 or above (without ``zero``: above 0), or refuse it and name its key."""
    economy, definition, year = key
    try:
        number = decimals.to_decimal(value)
    except NumberSyntaxError:
        number = Decimal(-1)
    if number < 0 or not (zero or number):
        raise UsageError(
            "analysis.value",
            economy=economy,
            definition=definition,
            year=str(year),
            value=str(value)[:80],
        )
    return number
