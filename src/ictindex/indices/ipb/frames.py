"""Priced baskets as data frames and as an xarray dataset, and the figures of their groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ictindex.core.arrays import Array
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.indices.ipb.inputs import MEASURES, NO_ROW
from ictindex.indices.ipb.medians import MISSING, compute_figures, to_floats
from ictindex.indices.ipb.priced_baskets import group_positions
from ictindex.indices.results import result_kind
from ictindex.indices.results.group_figures import whole_count
from ictindex.language import i18n

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.indices.ipb.priced_baskets import PricedBaskets

_CURRENCY_MEASURE = "local"  # there is no median of figures in different currencies
_COLUMNS = ["economy", "basket", "year", "local", "currency", "usd", "ppp", "share", "flags"]


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
    return result_kind.add_kind(frame, result.kind)


def make_long_frame(result: PricedBaskets, rounded: bool) -> pd.DataFrame:
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
    return result_kind.add_kind(frame, result.kind)


def make_missing_frame(result: PricedBaskets) -> pd.DataFrame:
    """Return the missing figures with reasons (see ``BasketResult.missing_figures``)."""
    import pandas as pd

    rows = [
        (economy, basket, measure, finding.code, finding.advice())
        for (economy, basket), measure, finding in result.missing_reasons()
    ]
    frame = pd.DataFrame(rows, columns=["economy", "basket", "measure", "reason", "message"])
    return result_kind.add_kind(frame, result.kind)


def make_excluded_frame(result: PricedBaskets) -> pd.DataFrame:
    """Return the economies without a share, with reasons (see ``BasketResult.excluded``)."""
    import pandas as pd

    rows = []
    for e in np.flatnonzero(result.missing.all(axis=1)):
        economy = result.economies[e]
        reasons = [result.reasons[economy, basket]["share"] for basket in result.baskets]
        rows.append((economy, reasons[0].code, ", ".join(result.baskets), reasons[0].message()))
    frame = pd.DataFrame(rows, columns=["economy", "reason", "missing", "message"])
    return result_kind.add_kind(frame, result.kind)


def _facts(result: PricedBaskets) -> dict[str, object]:
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
        attrs=_facts(result),
    )
    for name, unit in _UNITS.items():
        whole[name].attrs = {"long_name": i18n.label("variables", name, "en"), "units": unit}
    return whole


def make_group_frame(
    result: PricedBaskets, by: str | Mapping[str, str], vintage: str | None, measure: str
) -> pd.DataFrame:
    """Return the figure of each group and basket (see ``BasketResult.groups``)."""
    import pandas as pd

    if result.measure(measure) == _CURRENCY_MEASURE:
        raise UsageError("basket.no-groups-of-local")
    document = result.methodology.document
    rule = document.aggregation
    statistic = "median" if rule is None else rule.statistic
    positions = group_positions(result, by, vintage)
    whole = result.units[measure]
    if rule is not None and rule.panel == "matched":
        # The early reports average the same economies in every basket of their composite.
        leaves = {leaf.indicator for leaf in document.leaves}
        matched = [b for b, own in enumerate(document.baskets) if own.indicator in leaves]
        incomplete = (whole[:, matched] == MISSING).any(axis=1, keepdims=True)
        whole = np.where(incomplete, MISSING, whole)
    counts, figures = compute_figures(
        statistic, whole, list(positions.values()), places=result.decimals, decimals=result.decimals
    )
    values = to_floats(figures, result.decimals)
    extents = [result.extent(basket, measure) for basket in result.baskets]
    experimental = _are_experimental(result)
    rows = [
        (
            group,
            basket,
            int(counts[g, b]),
            values[g, b],
            int(counts[g, b]) if experimental[b] else 0,
            whole_count(group, int(counts[g, b]), extents[b], {}),
        )
        for g, group in enumerate(positions)
        for b, basket in enumerate(result.baskets)
    ]
    names = ["group", "basket", "count", statistic, "experimental", "of"]
    frame = pd.DataFrame(rows, columns=names).astype({"of": "Int64"})
    marks = {"measure": measure, "grouping": by if isinstance(by, str) else "own"}
    frame.attrs |= {**result.frame_attributes(), **marks}
    if isinstance(by, str):
        frame.attrs["vintage"] = vintage or f"{document.index}-{result.edition}"
    frame.attrs["statistic"] = statistic
    return result_kind.add_kind(frame, result.kind)


def _are_experimental(result: PricedBaskets) -> list[bool]:
    """Tell for each basket whether it is experimental in the year of the prices."""
    definitions, document = catalogue.basket_definitions(), result.methodology.document
    own = [definitions[document.basket(basket).definition] for basket in result.baskets]
    return [definition.status(result.year) == "experimental" for definition in own]
