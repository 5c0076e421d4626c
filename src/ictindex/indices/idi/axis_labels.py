"""Tables that name their axes: they are ordered by the names of the plan, never by position.

Data frames and series of pandas, arrays and datasets of xarray name their indicators; plain arrays
do not, and are read by position. The output has the labels of the input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Floats = npt.NDArray[np.float64]
Give = Callable[[Floats, str, Sequence[object]], Any]


@dataclass(frozen=True)
class Labelled:
    """Values in the order of the plan, with functions that restore the labels."""

    values: Any
    locate: Callable[[tuple[int, ...]], str]
    give: Give


def order_by_labels(values: Any, names: Sequence[str]) -> Labelled:
    """Return values in the order of some indicators, from any kind of table."""
    import pandas as pd
    import xarray as xr

    if isinstance(values, pd.Series):
        order = find_positions(values.index, names, "values", _indicator)
        return Labelled(values.to_numpy()[order], lambda at: "", _plain_or_series)
    if isinstance(values, pd.DataFrame):
        order = find_positions(values.columns, names, "values", _indicator)
        index = values.index
        return Labelled(
            values.iloc[:, order].to_numpy(),
            lambda at: str(index[at[0]]),
            lambda scores, name, labels: _frame_scores(scores, index, name, labels),
        )
    if isinstance(values, xr.Dataset):
        order = find_positions(list(values.data_vars), names, "values", _indicator)
        values = values[[list(values.data_vars)[n] for n in order]].to_dataarray(dim="indicator")
    if isinstance(values, xr.DataArray):
        return _label_array(values, names)
    return Labelled(values, lambda at: ", ".join(map(str, at)), lambda scores, name, labels: scores)


def find_positions(
    labels: Any, names: Sequence[str], argument: str, name_of: Callable[[object], str | None]
) -> list[int]:
    """Return the position of each name among labels; refuse any other label."""
    at: dict[str, int] = {}
    unknown, twice = [], []
    for n, label in enumerate(labels):
        name = name_of(label)
        if name not in names or name is None:
            unknown.append(str(label)[:80])
        elif name in at:
            twice.append(str(label)[:80])
        else:
            at[name] = n
    missing = [name for name in names if name not in at]
    for code, wrong in (
        ("simulation.names-unknown", unknown),
        ("simulation.names-twice", twice),
        ("simulation.names-missing", missing),
    ):
        if wrong:
            raise UsageError(code, argument=argument, names=wrong, allowed=names)
    return [at[name] for name in names]


def _indicator(label: object) -> str | None:
    if not isinstance(label, str):
        return None
    return label if label in catalogue.indicators() else catalogue.indicator_id(label)


def _label_array(values: xr.DataArray, names: Sequence[str]) -> Labelled:
    """Find the axis of indicators by its labels, and move it to the end."""
    named = [
        dim
        for dim in values.dims
        if dim in values.indexes
        and any(_indicator(label) in names for label in values.indexes[dim])
    ]
    if not named:
        raise UsageError("simulation.names-missing", argument="values", names=names, allowed=names)
    axis = named[0]
    order = find_positions(list(values.indexes[axis]), names, "values", _indicator)
    moved = values.isel({axis: order}).transpose(..., axis)
    rest = moved.isel({axis: 0}, drop=True)

    def locate(at: tuple[int, ...]) -> str:
        parts = [
            f"{dim}={values.indexes[dim][n] if dim in values.indexes else n}"
            for dim, n in zip(rest.dims, at, strict=True)
        ]
        return ", ".join(parts)

    def give(scores: Floats, name: str, labels: Sequence[object]) -> xr.DataArray:
        import xarray as xr

        kept = {
            key: coord for key, coord in rest.coords.items() if set(coord.dims) <= set(rest.dims)
        }
        if not name:
            return xr.DataArray(scores, dims=rest.dims, coords=kept)
        return xr.DataArray(scores, dims=(*rest.dims, name), coords={**kept, name: list(labels)})

    return Labelled(moved.to_numpy(), locate, give)


def _plain_or_series(scores: Floats, name: str, labels: Sequence[object]) -> Any:
    import pandas as pd

    return pd.Series(scores, index=pd.Index(list(labels), name=name)) if name else float(scores)


def _frame_scores(
    scores: Floats, index: pd.Index[Any], name: str, labels: Sequence[object]
) -> pd.Series[Any] | pd.DataFrame:
    import pandas as pd

    if not name:
        return pd.Series(scores, index=index)
    return pd.DataFrame(scores, index=index, columns=pd.Index(list(labels), name=name))


def order_weights(
    weights: Mapping[str, Any], children: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Any], Sequence[object] | None]:
    """Return draws of weights in the order of the plan, and the labels of the draws, if any."""
    import pandas as pd
    import xarray as xr

    in_order: dict[str, Any] = {}
    draws: Sequence[object] | None = None
    for branch, table in weights.items():
        if branch not in children:
            in_order[branch] = table  # refused by name when it is used
            continue
        names = tuple(children[branch])

        def order(labels: Any, names: Sequence[str] = names) -> list[int]:
            return find_positions(labels, names, "weights", lambda label: str(label))

        if isinstance(table, xr.DataArray):
            table = table.to_pandas()  # one or two axes; the names identify the children
            if isinstance(table, pd.DataFrame) and not set(table.columns) & set(names):
                table = table.T
        if isinstance(table, pd.DataFrame):
            draws = list(table.index)
            in_order[branch] = table.iloc[:, order(table.columns)].to_numpy()
        elif isinstance(table, pd.Series):
            in_order[branch] = table.iloc[order(table.index)].to_numpy()
        elif isinstance(table, Mapping):
            keys = list(table)
            in_order[branch] = [table[keys[n]] for n in order(keys)]
        else:
            in_order[branch] = table
    return in_order, draws
