"""A basket result as arrays with names: flags, data frames, the xarray dataset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ictindex import catalogue, i18n
from ictindex.engine.operations import Array
from ictindex.ipb import conversion
from ictindex.ipb.inputs import MEASURES, NO_ROW
from ictindex.results import result_kind
from ictindex.results.result_kind import PUT_IN

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.ipb.priced_baskets import Priced

# Income of an earlier year than the document's first choice; the year follows.
INCOME_OF = "income-of-"
_COLUMNS = ["economy", "basket", "year", "local", "currency", "usd", "ppp", "share", "flags"]
_HUNDRED = 100


def flags(result: Priced) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the flags of every cell with a price (see ``BasketResult.flags``)."""
    cells = result.cells
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for e, economy in enumerate(cells.economies):
        for b, basket in enumerate(cells.baskets):
            if not cells.missing["local"][e, b]:
                raised = tuple(_raised(result, (e, b), economy, basket))
                if raised:
                    found[economy, basket] = raised
    return found


def _raised(result: Priced, cell: tuple[int, int], economy: str, basket: str) -> Iterator[str]:
    cells = result.cells
    if (economy, basket) in result.put_in:
        yield PUT_IN
    if not cells.missing["share"][cell] and cells.amounts["share"][cell] > _HUNDRED:
        yield "above-100"
    yield from _of_income(result, cell, economy)
    if cells.ppp_rows[cell][2] != NO_ROW:
        yield "moved-ppp"
    yield from _not_stated(result, cell)
    definition = result.methodology.document.basket(basket).definition
    if catalogue.basket_definitions()[definition].status(result.year) == "experimental":
        yield "experimental"
    yield from _unconfirmed(result, cell, basket)


def _of_income(result: Priced, cell: tuple[int, int], economy: str) -> Iterator[str]:
    """Tell whether income is of a later choice of years, or perhaps in another currency."""
    rules, row = result.methodology.document.conversion, int(result.cells.income_rows[cell])
    if row == NO_ROW or rules is None:
        return
    year = int(result.economics.columns["year"][row])
    if year != rules.income_year.years(result.edition)[0]:
        yield f"{INCOME_OF}{year}"
    if result.economics.columns["currency"][row]:
        return
    if result.cells.denominator[cell] != rules.denominator.local_currency:
        return
    own = result.cells.currency[cell]
    then = catalogue.national_currencies(economy, year)
    near = {own, *then, *catalogue.national_currencies(economy, result.year)}
    if own not in then or any(catalogue.replaced_currency(economy, code) for code in near):
        yield "currency-changed"


def _not_stated(result: Priced, cell: tuple[int, int]) -> Iterator[str]:
    """Name what the tables leave open about the rows that a cell rests on."""
    cells = result.cells
    if (
        result.prices is not None
        and not result.prices.columns["definition"][cells.price_rows[cell]]
    ):
        yield "definition-not-stated"
    rate = int(cells.rate_rows[cell])
    if rate != NO_ROW and not result.economics.columns["window"][rate]:
        yield "window-not-stated"
    rows = [int(row) for row in (cells.income_rows[cell], rate, *cells.ppp_rows[cell])]
    for column in ("vintage", "source"):
        if any(row != NO_ROW and not result.economics.columns[column][row] for row in rows):
            yield "vintage-not-stated" if column == "vintage" else "economics-source-not-stated"


# What the rules of a document are for, by the start of their path; and their flags by mark.
_STAGES = {
    "baskets": "allowance",
    "purchasing": "purchase",
    "conversion.denominator": "income",
    "conversion.income_year": "income",
    "conversion.months": "income",
    "conversion.exchange_rate": "exchange-rate",
    "conversion.ppp": "ppp",
}
_MARKED = {
    ("allowance", "second-hand"): "second-hand-allowance",
    ("allowance", "unverified"): "unverified-allowance",
    ("allowance", "conflicting"): "conflicting-allowance",
    ("purchase", "second-hand"): "second-hand-purchase",
    ("purchase", "unverified"): "unverified-purchase",
    ("purchase", "conflicting"): "conflicting-purchase",
    ("income", "second-hand"): "second-hand-income",
    ("income", "unverified"): "unverified-income",
    ("income", "conflicting"): "conflicting-income",
    ("exchange-rate", "second-hand"): "second-hand-exchange-rate",
    ("exchange-rate", "unverified"): "unverified-exchange-rate",
    ("exchange-rate", "conflicting"): "conflicting-exchange-rate",
    ("ppp", "second-hand"): "second-hand-ppp",
    ("ppp", "unverified"): "unverified-ppp",
    ("ppp", "conflicting"): "conflicting-ppp",
}


def _unconfirmed(result: Priced, cell: tuple[int, int], basket: str) -> Iterator[str]:
    """Name the stages of a cell that follow a rule which is not confirmed: each mark once."""
    cells = result.cells
    applies = {
        "allowance": True,
        "purchase": True,
        "income": cells.income_rows[cell] != NO_ROW,
        "exchange-rate": cells.rate_rows[cell] != NO_ROW,
        "ppp": not cells.missing["ppp"][cell],
    }
    found: dict[str, None] = {}
    for path, mark in result.unconfirmed.items():
        parts = path.split(".")
        if parts[0] == "baskets" and parts[1] != basket:
            continue
        if path == "conversion.ppp.moved_by" and cells.ppp_rows[cell][2] == NO_ROW:
            continue
        stage = _STAGES.get(parts[0]) or _STAGES[".".join(parts[:2])]
        if applies[stage]:
            found[_MARKED[stage, mark]] = None
    yield from found


def flag_label(flag: str, language: str | None = None) -> str:
    """Return a flag of a basket in words."""
    if flag.startswith(INCOME_OF):
        year = flag.removeprefix(INCOME_OF)
        return i18n.text("views", "income-of", language, year=year)
    return i18n.label("flags", flag, language)


def _figures(result: Priced, measure: str, rounded: bool = True) -> Array:
    """Return a measure as floats, economies x baskets; NaN where it is missing."""
    if rounded:
        return conversion.floats(result.units[measure], result.decimals)
    missing = result.cells.missing[measure]
    return np.where(missing, np.nan, result.cells.amounts[measure]).astype(float)


def wide(result: Priced, measure: str) -> pd.DataFrame:
    """Return a measure as economies x baskets (see ``BasketResult.shares``)."""
    return _framed(result, _figures(result, measure))


def exact(result: Priced, measure: str) -> pd.DataFrame:
    """Return unrounded decimals (see ``BasketResult.exact``)."""
    name = result.measure(measure)
    figures = result.cells.amounts[name].copy()
    figures[result.cells.missing[name]] = None
    return _framed(result, figures)


def _framed(result: Priced, array: Array) -> pd.DataFrame:
    import pandas as pd

    index = pd.Index(result.economies, name="economy", dtype=object)
    frame = pd.DataFrame(array, index=index, columns=pd.Index(result.baskets, name="basket"))
    frame.attrs.update(result.frame_attributes())
    return result_kind.stamped(frame, result.kind)


def long_frame(result: Priced, rounded: bool) -> pd.DataFrame:
    """Return one row for each economy and basket (see ``BasketResult.to_frame``)."""
    import pandas as pd

    width = len(result.baskets)
    frame = pd.DataFrame(
        {
            "economy": np.repeat(np.array(result.economies, dtype=object), width),
            "basket": list(result.baskets) * len(result.economies),
            "year": result.year,
            "currency": result.cells.currency.reshape(-1).copy(),
            "flags": _flags(result).reshape(-1),
            **{name: _figures(result, name, rounded).reshape(-1) for name in MEASURES},
        }
    )[_COLUMNS]
    frame.attrs.update(_facts(result))
    return result_kind.stamped(frame, result.kind)


def missing(result: Priced) -> pd.DataFrame:
    """Return the figures that could not be had, and why (see ``BasketResult.missing``)."""
    import pandas as pd

    rows = [
        (economy, basket, measure, finding.code, finding.advice())
        for (economy, basket), measure, finding in result.lacking()
    ]
    frame = pd.DataFrame(rows, columns=["economy", "basket", "measure", "reason", "message"])
    return result_kind.stamped(frame, result.kind)


def excluded(result: Priced) -> pd.DataFrame:
    """Return the economies without a share, and why (see ``BasketResult.excluded``)."""
    import pandas as pd

    rows = []
    for e in np.flatnonzero(result.missing.all(axis=1)):
        economy = result.economies[e]
        reasons = [result.reasons[economy, basket]["share"] for basket in result.baskets]
        rows.append((economy, reasons[0].code, ", ".join(result.baskets), reasons[0].message()))
    frame = pd.DataFrame(rows, columns=["economy", "reason", "missing", "message"])
    return result_kind.stamped(frame, result.kind)


def _facts(result: Priced) -> dict[str, object]:
    return {
        "id": result.id,
        "kind": result.kind,
        "methodology": result.methodology.id,
        "edition": result.edition,
        "year": result.year,
        **result.frame_attributes(),
    }


def _flags(result: Priced) -> Array:
    joined = [
        [";".join(result.flags.get((e, b), ())) for b in result.baskets] for e in result.economies
    ]
    return np.array(joined, dtype=object).reshape(len(result.economies), len(result.baskets))


# Units of the numeric variables of a dataset.
_UNITS = {
    "local": "see variable currency",
    "usd": "USD",
    "ppp": "PPP$",
    "share": "percent of monthly GNI per capita",
    "share_unrounded": "percent of monthly GNI per capita",
    "income": "a year, in the currency of the price",
    "income_year": "1",
    "exchange_rate": "national currency per USD",
    "ppp_factor": "national currency per PPP$",
}


def _of_economics(result: Priced, rows: Array, column: str) -> Array:
    """Return a column of economics in the places of its rows, as floats; NaN elsewhere."""
    out = np.full(rows.shape, np.nan)
    for place in zip(*np.nonzero(rows != NO_ROW), strict=True):
        out[place] = float(result.economics.columns[column][rows[place]])
    return out


def dataset(result: Priced) -> xr.Dataset:
    """Return everything as an xarray dataset (see ``BasketResult.dataset``)."""
    import xarray as xr

    cells, dims = result.cells, ("economy", "basket")
    variables = {name: _figures(result, name) for name in MEASURES} | {
        "share_unrounded": _figures(result, "share", rounded=False),
        "income": _of_economics(result, cells.income_rows, "value"),
        "income_year": _of_economics(result, cells.income_rows, "year"),
        "exchange_rate": _of_economics(result, cells.rate_rows, "value"),
        "ppp_factor": np.where(cells.missing["ppp"], np.nan, cells.factor).astype(float),
        "currency": cells.currency.astype(str),
        "denominator": cells.denominator.astype(str),
        "flags": _flags(result).astype(str),
    }
    whole = xr.Dataset(
        {name: (dims, array) for name, array in variables.items()}
        | {result_kind.COLUMN: ((), result_kind.name_of(result.kind))},
        coords={
            "economy": list(result.economies),
            "basket": list(result.baskets),
            "definition": (
                "basket",
                [result.methodology.document.basket(b).definition for b in result.baskets],
            ),
        },
        attrs=_facts(result),
    )
    for name, unit in _UNITS.items():
        whole[name].attrs = {"long_name": i18n.label("variables", name, "en"), "units": unit}
    return whole
