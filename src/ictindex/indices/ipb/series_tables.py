"""The tables of prices over the years: figures of groups, and printed medians with ours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.indices.results.result_kind import COLUMN

if TYPE_CHECKING:
    import pandas as pd

_BOUNDS = (
    Column("low", "figure", about="least median that the blank prices allow"),
    Column("high", "figure", about="greatest such median"),
)
_BASIS = (
    Column("basis", "code", about="own, bound, part or file: what the figure rests on"),
    Column("reason", "code", about="why it is not our own"),
)
_DEFINITION = Column("definition", "definition", about="id of the definition of a basket")
_COUNT = Column("count", "count", about="economies with a price")
_OF = Column("of", "count", about="economies of the publisher", gaps=True)
GROUPS = define(
    "ipb-series-groups",
    Column("group", "group", about="id of the group; all: every economy"),
    _DEFINITION,
    Column("year", "year", about="year of the prices"),
    _COUNT,
    Column("value", "figure", about="median or mean of the prices, rounded half up"),
    Column("experimental", "count", about="experimental prices among those"),
    _OF,
    Column("blank", "count", about="prices that are blank and count"),
    *_BOUNDS,
    *_BASIS,
    Column(COLUMN, "code", about="kind of the figure"),
    key=("group", "definition", "year"),
    page=(),
)
SERIES = define(
    "price-series",
    Column("economy", "economy", about="ISO3 code"),
    Column("basket", "basket", about="id of the basket"),
    _DEFINITION,
    Column("year", "year", about="year of the price"),
    Column("measure", "measure", about="local, usd, ppp or share"),
    Column("value", "value", about="as published or computed"),
    Column("status", "code", about="official or experimental"),
    Column(COLUMN, "code", about="kind of the figure"),
    key=("economy", "definition", "year", "measure"),
    page=(),
)
MEDIANS = define(
    "ipb-printed-medians",
    Column("group", "code", about="grouping and group, or all"),
    _DEFINITION,
    Column("measure", "measure", about="usd, ppp or share"),
    Column("window", "window", about="first and last year of a panel, or the year"),
    Column("year", "year", about="year of the prices"),
    Column("published", "figure", about="as printed"),
    Column("value", "figure", about="our own median, rounded half up"),
    *_BOUNDS,
    _COUNT,
    _OF,
    *_BASIS,
    Column("cell", "text", about="file, line and column of the printed median"),
    key=("group", "definition", "measure", "window", "year"),
    page=(),
)
_FIGURES = ("value", "low", "high")
_PLACES = 2  # decimals of the medians that ITU prints


def make_groups(frame: pd.DataFrame) -> Table:
    """Return a frame of ``PriceSeries.groups`` as its table, with the digits of its figures."""
    return Table(GROUPS, _cells(GROUPS.columns, frame, int(frame.attrs["decimals"])))


def make_series(frame: pd.DataFrame, values: Iterable[Decimal | None]) -> Table:
    """Return a frame of ``PriceSeries`` as its table; ``values`` are its exact prices."""
    whole = Table.read_frame(SERIES, frame)
    return Table(SERIES, {**whole.cells, "value": tuple(values)})


def make_medians(frame: pd.DataFrame, published: Sequence[Decimal]) -> Table:
    """Return printed medians with ours; ``published`` has the digits in which they are printed."""
    return Table(MEDIANS, _cells(MEDIANS.columns, frame, _PLACES) | {"published": tuple(published)})


def _cells(names: Iterable[str], frame: pd.DataFrame, places: int) -> dict[str, Sequence[Any]]:
    """Return the columns of a frame in plain types; a figure is the decimal that it is made of."""
    cells: dict[str, Sequence[Any]] = {}
    for name in names:
        if name in _FIGURES:
            cells[name] = [_as_printed(float(figure), places) for figure in frame[name]]
        elif name == "of":
            cells[name] = [None if gone else int(n) for gone, n in _pairs(frame[name])]
        else:
            cells[name] = frame[name].tolist()
    return cells


def _pairs(column: pd.Series) -> Iterable[tuple[bool, Any]]:
    return zip(column.isna(), column, strict=True)


def _as_printed(figure: float, places: int) -> Decimal | None:
    """Return the decimal that a float was made of, with the decimals of its table."""
    if math.isnan(figure):
        return None
    shortest = Decimal(repr(figure))
    exponent = shortest.as_tuple().exponent
    is_short = isinstance(exponent, int) and -exponent < places
    return shortest.quantize(Decimal(1).scaleb(-places)) if is_short else shortest
