"""Priced baskets as data frames and as an xarray dataset, and the figures of their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ictindex.core.arrays import Array
from ictindex.indices.ipb.inputs import MEASURES, NO_ROW
from ictindex.indices.ipb.medians import to_floats
from ictindex.indices.results import result_kind
from ictindex.language import i18n

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.indices.ipb.priced_baskets import PricedBaskets


def _figures(result: PricedBaskets, measure: str, rounded: bool = True) -> Array:
    """Return a measure as floats, economies x baskets; NaN for missing figures."""
    if rounded:
        return to_floats(result.units[measure], result.decimals)
    missing = result.cells.missing[measure]
    return np.where(missing, np.nan, result.cells.amounts[measure]).astype(float)


def make_wide_frame(result: PricedBaskets, measure: str) -> pd.DataFrame:
    """Return a measure as economies x baskets (see ``BasketResult.shares``)."""
    return _make_frame(result, _figures(result, measure))


def make_exact_frame(result: PricedBaskets, measure: str) -> pd.DataFrame:
    """Return unrounded decimals (see ``BasketResult.exact``)."""
    name = result.measure(measure)
    figures = result.cells.amounts[name].copy()
    figures[result.cells.missing[name]] = None
    return _make_frame(result, figures)


def _make_frame(result: PricedBaskets, array: Array) -> pd.DataFrame:
    import pandas as pd

    index = pd.Index(result.economies, name="economy", dtype=object)
    frame = pd.DataFrame(array, index=index, columns=pd.Index(result.baskets, name="basket"))
    frame.attrs.update(result.frame_attributes())
    return result_kind.head_kind(frame, result.kind)


def frame_facts(result: PricedBaskets) -> dict[str, object]:
    """Return the attributes of the dataset and of the long frame."""
    return {
        "id": result.id,
        "kind": result.kind,
        "methodology": result.methodology.id,
        "edition": result.edition,
        "year": result.year,
        **result.frame_attributes(),
    }


def _flags(result: PricedBaskets) -> Array:
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


def _economics_column(result: PricedBaskets, rows: Array, column: str) -> Array:
    """Return a column of economics at some rows, as floats; NaN for no row."""
    out = np.full(rows.shape, np.nan)
    for cell in zip(*np.nonzero(rows != NO_ROW), strict=True):
        out[cell] = float(result.economics.cells[column][rows[cell]])
    return out


def make_dataset(result: PricedBaskets) -> xr.Dataset:
    """Return everything as an xarray dataset (see ``BasketResult.dataset``)."""
    import xarray as xr

    cells, dims = result.cells, ("economy", "basket")
    variables = {name: _figures(result, name) for name in MEASURES} | {
        "share_unrounded": _figures(result, "share", rounded=False),
        "income": _economics_column(result, cells.income_rows, "value"),
        "income_year": _economics_column(result, cells.income_rows, "year"),
        "exchange_rate": _economics_column(result, cells.rate_rows, "value"),
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
        attrs=frame_facts(result),
    )
    for name, unit in _UNITS.items():
        whole[name].attrs = {"long_name": i18n.label("variables", name, "en"), "units": unit}
    return whole
