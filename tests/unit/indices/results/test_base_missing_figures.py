"""A missing figure is never 0: every public attribute of results with excluded economies."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import UsageError

NUMBERS = (int, float, Decimal, np.integer, np.floating)


def is_zero(cell: object) -> bool:
    return isinstance(cell, NUMBERS) and not isinstance(cell, (bool, np.bool_)) and cell == 0


def each_table(subject: Any, path: str = "", depth: int = 2) -> Iterator[tuple[str, Any]]:
    """Yield the tables in the public attributes of a result, and of the records in them."""
    names = {name for name in dir(type(subject)) if not name.startswith("_")}
    if dataclasses.is_dataclass(subject):
        names |= {field.name for field in dataclasses.fields(subject)}
    for name in sorted(names):
        with suppress(UsageError):  # separate baskets have no composite
            yield from _open(f"{path}.{name}", getattr(subject, name), depth)


def _open(path: str, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if isinstance(value, (np.ndarray, pd.DataFrame)):
        yield path, value
    elif isinstance(value, tuple) and value and all(isinstance(row, tuple) for row in value):
        if value[0] and isinstance(value[0][0], tuple):  # a pair of tables in rows
            for number, part in enumerate(value):
                yield from _open(f"{path}[{number}]", part, depth)
        else:
            array = np.empty((len(value), len(value[0])), dtype=object)
            array[...] = value
            yield path, array
    elif isinstance(value, (tuple, Mapping)):
        pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, part in pairs:
            if isinstance(part, np.ndarray):
                yield from _open(f"{path}[{key}]", part, depth)
    elif depth and dataclasses.is_dataclass(value) and not callable(value):
        yield from each_table(value, path, depth - 1)


def rows_of_gone(table: Any, economies: list[str], gone: set[str], columns: list[str]) -> list[Any]:
    """Return the cells of some economies, of figures alone: no masks and no rows of tables."""
    if isinstance(table, pd.DataFrame):
        kept = [name for name in table.columns if name in columns]
        inside = [code for code in table.index if code in gone]
        return list(table.loc[inside, kept].astype(object).to_numpy().ravel())
    if table.ndim != 2 or len(table) != len(economies) or table.dtype.kind in "bi":
        return []
    return [cell for code in sorted(gone) for cell in table[economies.index(code)]]


def test_a_missing_score_is_never_zero() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    economies = list(result.economies)
    gone = {code for e, code in enumerate(economies) if result.missing[e, -1]}
    assert {"AFG", "FRA"} <= gone
    looked_at = set()
    for path, table in each_table(result):
        if path == ".input_rows.rows":  # rows of the table of observations, counted from 0
            continue
        cells = rows_of_gone(table, economies, gone, list(result.columns))
        looked_at |= {path} if cells else set()
        # No value and no score of these economies is 0: a 0 means something missing.
        assert not [cell for cell in cells if is_zero(cell)], path
    assert looked_at >= {
        ".rounded", ".rounded_rows", ".rank_rows", ".contribution_rows", ".bound_rows[0]",
        ".scores", ".exact",
    }  # fmt: skip
    row = economies.index("AFG")
    for rows in (result.rounded_rows, result.rank_rows, result.bound_rows[0], result.rounded):
        assert rows[row][-1] is None
    dataset = result.dataset.sel(economy="AFG", node="idi")
    for name in ("score", "rank"):
        assert not is_zero(dataset[name].item()), name


def test_a_missing_price_is_never_zero() -> None:
    prices, economics = (
        pd.read_csv(ict.sample_data(name), dtype=str, keep_default_na=False)
        for name in ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    )
    code = prices["economy"].iloc[0]
    result = ict.compute(
        ict.methodology("ipb", 2025), prices=prices, economics=economics[economics.economy != code]
    )
    gone = {code}
    looked_at = set()
    for path, table in each_table(result):
        if path.endswith("[local]"):  # the price itself is there
            continue
        cells = rows_of_gone(table, list(result.economies), gone, list(result.columns))
        looked_at |= {path} if cells else set()
        assert not [cell for cell in cells if is_zero(cell)], path
    assert looked_at >= {".rounded", ".cells.factor", ".cells.amounts[share]", ".exact"}
    assert result.rounded[result.economy_position(code), 0] is None


@pytest.mark.slow
def test_a_simulation_has_no_score_of_an_economy_without_the_index() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    simulated = ict.analysis.robustness(result, {"rounding": True}, draws=64)
    gone = {code for e, code in enumerate(result.economies) if result.missing[e, -1]}
    frame = simulated.to_frame()
    assert not gone & set(frame.index) and not gone & set(map(str, frame.get("economy", [])))
    assert not gone & set(map(str, simulated.dataset["economy"].values))
