"""Robustness against COINr's uncertainty analysis and the figures known of the IDI."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from real_files import COLUMNS, CONSTANTS, FLAGS
from scipy.stats import rankdata

import ictindex as ict
from ictindex.analysis.uncertainty.simulated_index import IndexArrays, SimulatedIndex
from ictindex.analysis.uncertainty.simulation_blocks import Simulation, run_blocks
from ictindex.analysis.uncertainty.uncertain_factors import Factor
from ictindex.engine.statistics.rank_statistics import (
    count_ranks,
    expected_ranks,
    quantise,
    rank_keys,
)

PILLAR = "meaningful-connectivity"
# COINr's normalisations by our names.
NORMALISATIONS = {"n_minmax": "min-max", "n_zscore": "z-score", "n_prank": "rank"}


@pytest.fixture(scope="module")
def coinr(data: Path) -> Path:
    return data / "coinr-asem"


def asem(folder: Path) -> IndexArrays:
    """Return COINr's example: its treated indicators, and the tree of its metadata."""
    values = pd.read_csv(folder / "treated_default_full.csv", keep_default_na=False, na_values=[""])
    meta = pd.read_csv(folder / "iMeta.csv", keep_default_na=False, na_values=[""])
    codes = [code for code in values.columns if code != "uCode"]
    tree = meta[meta["Level"] > 1].sort_values("Level", kind="stable")["iCode"].tolist()
    nodes = [*codes, *tree]
    parent = meta.set_index("iCode")["Parent"].to_dict()
    direction = meta.set_index("iCode").loc[codes, "Direction"].to_numpy()
    children = [
        tuple(n for n, node in enumerate(nodes) if parent.get(node) == branch) for branch in tree
    ]
    return IndexArrays(
        economies=tuple(values["uCode"]),
        indicators=tuple(codes),
        transformations=("linear",) * len(codes),
        zero=np.where(direction > 0, 0.0, 1.0),
        full=np.where(direction > 0, 1.0, 0.0),
        raw=(True,) * len(codes),
        branches=tuple(tree),
        children=tuple(children),
        weights=tuple(np.ones(len(each)) for each in children),
        root=len(nodes) - 1,
        scale=100.0,
        values=values[codes].to_numpy(dtype=float),
        supplied=np.full((len(values), len(nodes)), np.nan),
        decimals=10,
        highest_best=True,
    )


def test_a_thousand_rankings_of_coinr_from_its_sampled_inputs(coinr: Path) -> None:
    arrays = asem(coinr)
    runs = pd.read_csv(coinr / "ua_runs.csv")
    sets = pd.read_csv(coinr / "ua_weight_sets.csv").set_index("set").loc[runs["weight_set"]]
    names = tuple(NORMALISATIONS.values())
    index = SimulatedIndex(arrays, (), normalisations=("goalposts", *names))
    weights = []
    for children, nominal in zip(arrays.children, arrays.weights, strict=True):
        ids = [arrays.nodes[child] for child in children]
        own = sets[ids].to_numpy() if ids[0] in sets else np.tile(nominal, (len(runs), 1))
        weights.append(own)
    chosen = 1 + np.array([names.index(NORMALISATIONS[name]) for name in runs["f_n"]])
    settings = replace(index.plain(), count=len(runs), weights=tuple(weights), normalisation=chosen)
    scores = index.scores(settings)
    ranks = rank_keys(quantise(scores, 10))
    table = pd.read_csv(coinr / "ua_ranks.csv")
    expected = table[[f"r_{n}" for n in range(1, 1001)]].to_numpy().T
    assert table["uCode"].tolist() == list(arrays.economies)
    assert (ranks != expected).sum() == 0
    printed = pd.read_csv(coinr / "ua_scores_first20.csv")
    first = printed[[f"r_{n}" for n in range(1, 21)]].to_numpy().T
    ours = scores[:20] / np.where(chosen[:20, None] == 1 + names.index("rank"), 100, 1)
    np.testing.assert_allclose(ours, first, rtol=1e-10, atol=1e-12)
    statistics = pd.read_csv(coinr / "ua_rankstats.csv")
    mean = expected_ranks(count_ranks(ranks, len(arrays.economies)))
    np.testing.assert_allclose(mean, statistics["Mean"], rtol=1e-12)
    np.testing.assert_array_equal(np.median(ranks, axis=0), statistics["Median"])


def test_without_noise_the_ranks_are_those_of_coinr(coinr: Path) -> None:
    index = SimulatedIndex(asem(coinr), (), normalisations=("goalposts", "min-max"))
    plain = replace(index.plain(), normalisation=np.array([1]))
    nominal = pd.read_csv(coinr / "ua_ranks.csv")["Nominal"].tolist()
    assert index.rank(index.scores(plain), plain)[0].tolist() == nominal


def test_the_idi_2015_next_to_the_assessment_by_the_jrc(data: Path) -> None:
    """JRC: shifts below three places for 96 % of 167 economies; here the 77 that are given."""
    path = data / "idi-legacy" / "idi2015_subindices.csv"
    columns = {"iso3": "economy", **{n: f"{n}:score" for n in ("access", "use", "skills")}}
    result = ict.compute(
        ict.methodology("idi", edition=2015),
        ict.read_observations(path, columns=columns, constants={"year": 2014}),
        kind="reconstruction",
    )
    simulated = ict.analysis.robustness(
        result,
        {
            "weights": {"share": 0.25, "nodes": ["idi"]},
            "aggregation": {"choices": ["geometric-mean"], "nodes": ["idi"]},
        },
        draws=4096,
    )
    share, error = simulated.share_within(3)
    print(f"\nIDI 2015: within three places of the simulated median {share:.1%} (± {error:.1%})")
    assert len(simulated.economies) == 77
    assert 0.93 <= share <= 1
    assert error < 0.02


@pytest.fixture(scope="module")
def of_2024(data: Path) -> ict.Result:
    path = data / "idi-2024" / "annex2.csv"
    return ict.compute(
        ict.methodology("idi", edition=2024),
        ict.read_observations(path, columns=COLUMNS, constants=CONSTANTS, flags=FLAGS),
        kind="reconstruction",
    )


def nine_scores(result: ict.Result, economies: tuple[str, ...]) -> np.ndarray:
    """Return the nine scores below the two pillars, by the exact engine."""
    plan = result.methodology.plan
    pillars = [b for b in plan.branches if b.id in ("universal-connectivity", PILLAR)]
    names = [plan.nodes[child] for pillar in pillars for child in pillar.children]
    rows = [result.unrounded(economy) for economy in economies]
    return np.array([[float(row[name]) for name in names] for row in rows])


def plain_widths(scores: np.ndarray, weights: np.ndarray, decimals: int) -> np.ndarray:
    """Return the widths of 90 % intervals of ranks, by NumPy and SciPy alone."""
    drawn = np.floor(weights @ scores.T * 10**decimals + 0.5)
    ranks = rankdata(-drawn, method="min", axis=1)
    low, high = np.quantile(ranks, [0.05, 0.95], axis=0, method="inverted_cdf")
    widths: np.ndarray = high - low
    return widths


@pytest.mark.slow
def test_weights_move_the_ranks_of_the_idi_2024_as_plain_numpy_does(of_2024: ict.Result) -> None:
    simulated = ict.analysis.robustness(of_2024, {"weights": 0.25}, draws=16_384)
    frame = simulated.to_frame()
    widths = (frame["rank_high"] - frame["rank_low"]).to_numpy()
    assert len(frame) == 79
    random = np.random.default_rng(5)
    parts = [random.uniform(0.75, 1.25, (20_000, n)) for n in (2, 3, 6)]
    top, first, second = (part / part.sum(axis=1, keepdims=True) for part in parts)
    weights = np.concatenate([top[:, :1] * first, top[:, 1:] * second], axis=1)
    expected = plain_widths(nine_scores(of_2024, simulated.economies), weights, 1)
    # The two weights of the coverages vary here too, which moves a few bounds by a place.
    assert np.abs(widths - expected).max() <= 1
    assert (widths == expected).mean() > 0.8
    assert (frame["rank_median"] - frame["rank"]).abs().max() <= 3
    assert set(frame["ranks"]) == {"unofficial"}


@pytest.mark.slow
def test_the_widths_of_ranks_that_were_noted_elsewhere(of_2024: ict.Result) -> None:
    """Median width 4, widest 12, no median off by more than 3: nine weights, each by a half."""
    economies = tuple(e for e in of_2024.economies if of_2024.rank(e, "idi") is not None)
    scores = nine_scores(of_2024, economies)
    arrays = IndexArrays(
        economies=economies,
        indicators=tuple("abcdefghi"),
        transformations=("linear",) * 9,
        zero=np.zeros(9),
        full=np.full(9, 100.0),
        raw=(True,) * 9,
        branches=("index",),
        children=(tuple(range(9)),),
        weights=(np.array([2.0] * 3 + [1.0] * 6),),
        root=9,
        scale=100.0,
        values=scores,
        supplied=np.full((len(scores), 10), np.nan),
        decimals=6,
        highest_best=True,
    )
    factors = tuple(
        Factor(f"weight:{n}", "weight-share", n, "uniform",
               {"branch": 0, "child": i, "low": 0.5, "high": 1.5})
        for i, n in enumerate(arrays.indicators)
    )  # fmt: skip
    simulation = Simulation(SimulatedIndex(arrays, factors), 1, 10)
    ranks = run_blocks(simulation, 1)[1].reshape(-1, len(economies))
    low, median, high = np.quantile(ranks, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf")
    nominal = simulation.index.rank(
        simulation.index.scores(simulation.index.plain()), simulation.index.plain()
    )[0]
    assert (len(economies), np.median(high - low), (high - low).max()) == (79, 4, 12)
    assert np.abs(median - nominal).max() <= 3


@pytest.mark.slow
def test_printed_digits_alone_hardly_move_a_rank(of_2024: ict.Result) -> None:
    simulated = ict.analysis.robustness(of_2024, {"rounding": True}, draws=512)
    frame, bounds = simulated.to_frame(), of_2024.bound_rows
    root = of_2024.position("idi")
    for _, row in frame.iterrows():
        position = of_2024.economy_position(row["economy"])
        assert float(bounds[0][position][root] or 0) <= row["score_low"]
        assert row["score_high"] <= float(bounds[1][position][root] or 0)
    assert (frame["rank_high"] - frame["rank_low"]).median() <= 1
