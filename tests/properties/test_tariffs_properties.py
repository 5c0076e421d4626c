"""For any content of a cell, reading ends in a table; what is not good in it is a finding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tariffs_cases import PLAN

from ictindex.data.economics import read_economics
from ictindex.data.prices import read_prices
from ictindex.data.tables.schema import ECONOMICS, PRICES, TARIFFS, Schema
from ictindex.data.tariffs import read_tariffs

PRICE = {
    "economy": "ECU", "basket": "fixed-broadband", "year": "2025", "price": "1", "currency": "USD",
}  # fmt: skip
VALUE = {"economy": "ECU", "series": "ppp-gdp", "year": "2024", "value": "1"}
TABLES: list[tuple[Schema, Any, dict[str, str]]] = [
    (PRICES, read_prices, PRICE),
    (ECONOMICS, read_economics, VALUE),
    (TARIFFS, read_tariffs, PLAN),
]
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "unlimited", "yes", "no", "0", "-1", "1e3", "NaN", "2025-01-01", "plan"]),
    st.integers(-10, 10**30),
    st.floats(),
    st.booleans(),
    st.none(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.just(pd.NaT),
    st.just(pd.NA),
    st.lists(st.integers(), max_size=2),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "read", "good"), TABLES, ids=lambda value: getattr(value, "name", "")
)
@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_any_cell_is_read_or_found(
    schema: Schema, read: Any, good: dict[str, str], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(list(schema.columns)))
    cell = data.draw(CELLS)
    frame = pd.DataFrame([good, good], dtype=object)
    frame[name] = pd.Series([cell, good.get(name, "")], dtype=object)
    table = read(frame)
    assert len(table) == 2
    for column in schema.columns.values():
        if column.into or not column.is_number:
            continue
        for value in table.columns[column.name]:
            assert value is None or (isinstance(value, Decimal) and column.admits(value))
    for finding in table.findings:
        assert finding.message("en") != finding.code
        if "{" not in str(cell):
            assert "{" not in finding.message("en") + finding.remedy("en")
    assert len(repr(table)) > 0
    assert len(read(table.to_frame())) == 2


@given(st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False))
def test_a_number_is_kept_as_it_is_written(number: Decimal) -> None:
    text = format(number, "f")
    table = read_prices(pd.DataFrame([PRICE | {"price": text}]))
    assert str(table.columns["price"][0]) == text


@given(st.permutations(range(6)))
def test_competing_rows_are_found_in_any_order(order: list[int]) -> None:
    # Rows 0 and 1 compete; all others have a year of their own.
    years = [2025, 2025, 2024, 2023, 2022, 2021]
    frame = pd.DataFrame([PRICE | {"year": years[row]} for row in order])
    table = read_prices(frame)
    assert [order[row] in (0, 1) for row in range(6)] == table.faulty.tolist()
