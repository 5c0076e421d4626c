"""Simulation by name: the order of columns does not matter, and what cannot be is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from indices_cases import VALUES, economy, frame, message_of
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError

IDI = ict.methodology("idi", edition=2024)
BOX = {key: float(VALUES[key]) for key in IDI.indicators}
# The same economy computed as an edition is: in decimals, from observations.
SCORE = float(ict.compute(IDI, frame(economy("BRA"))).unrounded("BRA")["idi"])


def table(order: list[str] | None = None, **more: Any) -> pd.DataFrame:
    rows = [BOX, BOX | {"internet-users": 50.0}]
    return pd.DataFrame(rows, index=["BRA", "KEN"])[order or list(IDI.indicators)].assign(**more)


@given(st.permutations(list(IDI.indicators)))
def test_any_order_of_columns_gives_the_same(order: list[str]) -> None:
    shuffled = table(order)
    scores = IDI.simulate(shuffled)
    assert scores.index.tolist() == ["BRA", "KEN"]
    assert abs(scores["BRA"] - SCORE) < 1e-10
    array = xr.DataArray(
        shuffled.to_numpy(), dims=("economy", "node"),
        coords={"economy": ["BRA", "KEN"], "node": order},
    )  # fmt: skip
    for labelled in (array, array.T, array.to_dataset(dim="node")):
        simulated = IDI.simulate(labelled)
        assert simulated.dims == ("economy",)
        assert np.abs(simulated.sel(economy=["BRA", "KEN"]).to_numpy() - scores).max() < 1e-12
    assert abs(IDI.simulate(shuffled.loc["BRA"]) - SCORE) < 1e-10


def test_codes_are_names_too() -> None:
    assert abs(IDI.simulate(table().rename(columns={"internet-users": "i99H"}))["BRA"] - SCORE) < (
        1e-10
    )


def test_nodes_and_draws_are_labelled() -> None:
    nodes = IDI.simulate(table(), nodes=True)
    assert nodes.columns.tolist() == list(IDI.plan.nodes)
    assert abs(nodes.loc["BRA", "idi"] - SCORE) < 1e-10
    draws = pd.DataFrame(
        {"meaningful-connectivity": [1, 0], "universal-connectivity": [1, 1]}, index=["a", "b"]
    )
    for weights in (draws, xr.DataArray(draws)):
        drawn = IDI.simulate(table(), {"idi": weights})
        assert drawn.columns.tolist() in (["a", "b"], [0, 1])
        assert abs(drawn.loc["BRA"].iloc[0] - SCORE) < 1e-10
        universal = nodes.loc["BRA", "universal-connectivity"]
        assert abs(drawn.loc["BRA"].iloc[1] - universal) < 1e-10
    named = {"universal-connectivity": 1, "meaningful-connectivity": 1}
    assert abs(IDI.simulate(table(), {"idi": named})["BRA"] - SCORE) < 1e-10


@small_cases(
    ("values", "code", "words"),
    [
        (table().drop(columns="coverage-3g"), "simulation.names-missing", "coverage-3g"),
        (table(population=1.0), "simulation.names-unknown", "population"),
        (table().to_numpy()[:, :0], "simulation.values-shape", ""),
        (
            pd.DataFrame(table().to_numpy()),
            "simulation.names-unknown",
            "Names in 'values' that do not belong to this methodology: 0, 1, 2",
        ),
        (
            table().rename(columns={"coverage-3g": "coverage-4g"}),
            "simulation.names-twice",
            "coverage-4g",
        ),
        (table(**{"coverage-3g": np.nan}), "simulation.value-missing", "at BRA"),
        (table(**{"coverage-3g": [99.0, 101.0]}), "simulation.value-impossible", "at KEN"),
        (table(**{"price-mobile-high": -1.0}), "simulation.value-impossible", "at BRA"),
        (table() / 100, "simulation.shares", "At BRA all percentages are at most 1"),
        (np.full((3, 10), np.nan), "simulation.value-missing", "at 0"),
        (np.full((2, 2, 10), 250.0), "simulation.value-impossible", "at 0, 0"),
    ],
)
def test_what_is_refused(values: Any, code: str, words: str) -> None:
    assert words in message_of(lambda: IDI.simulate(values), UsageError, code)


def test_weights_by_name_are_checked() -> None:
    wrong = pd.DataFrame({"universal-connectivity": [1.0], "skills": [1.0]})
    text = message_of(
        lambda: IDI.simulate(table(), {"idi": wrong}), UsageError, "simulation.names-unknown"
    )
    assert "Names in 'weights' that do not belong to this methodology: skills" in text


def test_an_array_without_names_of_indicators_is_refused() -> None:
    array = xr.DataArray(table().to_numpy(), dims=("economy", "node"))
    message_of(lambda: IDI.simulate(array), UsageError, "simulation.names-missing")


def test_shares_in_the_place_of_percentages() -> None:
    """All percentages at most 1 and one below: no economy is like that; all of 0 is a limit."""
    shares = {k: v / 100 if k not in ("price-mobile-high",) else v for k, v in BOX.items()}
    text = message_of(lambda: IDI.score(shares), UsageError, "score.shares")
    assert text.startswith("All percentages are at most 1, such as internet-users = 0.874")
    assert text.endswith("Write 87.4 for 87.4 %, not 0.874.")
    lowest = dict.fromkeys(IDI.indicators, 0) | {"price-mobile-high": 1, "price-fixed-broadband": 1}
    assert IDI.score(lowest).nodes["internet-users"] == 0
    low = BOX | {"internet-users": 0.9}  # one small percentage is possible
    assert IDI.score(low).nodes["internet-users"] < 1
