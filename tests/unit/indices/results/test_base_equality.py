"""Two results are equal by their figures and their kind, not by identity."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

import ictindex as ict


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def price(**names: str) -> ict.prices.BasketResult:
    files = {"prices": "ipb-prices-2025.csv", "economics": "ipb-economics-2025.csv"}
    tables = {name: ict.sample_data(file) for name, file in files.items()}
    return ict.compute(ict.methodology("ipb", edition=2025), **tables, **names)


def test_the_same_computation_is_equal(result: ict.Result) -> None:
    other = ict.compute(result.methodology, result.observations)
    assert other is not result
    assert result.equals(other)
    assert result.equals(pickle.loads(pickle.dumps(result)))  # noqa: S301 (made here)


def test_another_kind_or_edition_is_not_equal(result: ict.Result) -> None:
    assert not result.equals(result.with_kind("reconstruction"))
    assert not result.equals(ict.what_if(result, {}))


def test_one_other_value_is_not_equal(result: ict.Result) -> None:
    table = result.observations.to_frame()
    changed = (table["economy"] == "BRA") & (table["indicator"] == "internet-users")
    assert changed.sum() == 1
    pairs = zip(table["value"], changed, strict=True)
    near = table.assign(value=[v + Decimal("0.001") if hit else v for v, hit in pairs])
    other = ict.compute(result.methodology, near[["economy", "indicator", "year", "value"]])
    # The rounded score is the same; the figure behind it is not.
    assert other.scores.loc["BRA", "idi"] == result.scores.loc["BRA", "idi"]
    assert not result.equals(other)


def test_an_economy_less_is_not_equal(result: ict.Result) -> None:
    assert not result.equals(
        ict.compute(result.methodology, result.observations.exclude(economy="BRA"))
    )


def test_baskets_are_equal_by_every_measure() -> None:
    assert price().equals(price())
    assert not price().equals(price().with_kind("demonstration"))


def test_a_result_is_not_equal_to_anything_else(result: ict.Result) -> None:
    assert not result.equals(price())
    assert not result.equals(result.scores)
    assert not result.equals(None)


def test_tables_are_equal_by_what_they_state() -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    assert table.equals(ict.read_observations(table.to_frame()))
    assert not table.equals(table.take(range(len(table) - 1)))
    assert not table.equals(table.take([1, 0, *range(2, len(table))]))
    assert not table.equals(ict.read_prices(ict.sample_data("ipb-prices-2025.csv")))
