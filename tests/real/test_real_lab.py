"""The lab on real data: COINr's example as an own index, and variants of the IDI 2023 to 2025."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from real_files import rows_of

import ictindex as ict

EDITIONS = (2023, 2024, 2025)
LINEAR = {"mobile-broadband-traffic": "linear", "fixed-broadband-traffic": "linear"}


# ---------------------------------------------------------------- COINr's example


def key_of(code: str) -> str:
    """Return an id for a code of COINr."""
    return f"asem-{code.lower()}"


@pytest.fixture(scope="module")
def asem(data: Path) -> Path:
    return data / "coinr-asem"


@pytest.fixture(scope="module")
def tree(asem: Path) -> dict[str, object]:
    """Return the document of COINr's example: its tree, its weights, its directions."""
    rows = [row for row in rows_of(asem / "iMeta.csv") if row["Type"] in ("Indicator", "Aggregate")]
    weights = {row["iCode"]: row["Weight"] for row in rows}
    nodes = [
        {
            "id": key_of(row["iCode"]),
            "names": {"en": row["iName"]},
            "children": [
                {"id": key_of(other["iCode"]), "weight": int(4 * float(weights[other["iCode"]]))}
                for other in rows
                if other["Parent"] == row["iCode"]
            ],
        }
        for row in rows
        if row["Type"] == "Aggregate"
    ]
    return {
        "schema": 1, "kind": "own-index", "id": key_of("Index"), "names": {"en": "ASEM"},
        "nodes": nodes, "decimals": 6,
        "indicators": [
            {
                "id": key_of(row["iCode"]), "names": {"en": row["iName"]}, "unit": row["Unit"],
                "direction": "higher-is-better" if row["Direction"] == "1" else "lower-is-better",
            }
            for row in rows
            if row["Type"] == "Indicator"
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def table(asem: Path) -> pd.DataFrame:
    """Return the inputs, imputed by COINr, as a wide table."""
    frame = pd.read_csv(asem / "imputed_i_mean_grp_EurAsia.csv")
    frame.columns = ["economy", *map(key_of, frame.columns[1:])]
    return frame


CHAINS = {
    "agg_full_orig_amean_nothresh.csv": None,
    "agg_full_orig_gmean_nothresh.csv": "geometric-mean",
    "agg_full_orig_genmean2_nothresh.csv": {"id": "generalised-mean", "power": 2},
}


@pytest.mark.slow
@pytest.mark.parametrize("file", CHAINS)
def test_a_whole_chain_of_coinr(
    asem: Path, tree: dict[str, object], table: pd.DataFrame, file: str
) -> None:
    """Treat, normalise to 1 to 100 and aggregate: every node of 51 economies is COINr's."""
    document = {
        **tree, "treatment": "rule",
        "normalisation": {"id": "min-max", "lower": 1, "upper": 100},
    }  # fmt: skip
    if CHAINS[file] is not None:
        document["aggregation"] = CHAINS[file]
    own = ict.analysis.index(document)
    result = ict.compute(own, own.read(table, year=2018))
    expected = pd.read_csv(asem / file).set_index("uCode")
    assert len(result.economies) == 51
    for column in ("Physical", "Instit", "Social", "Conn", "Sust", "Index"):
        mine = result.exact[key_of(column)].astype(float)
        assert np.allclose(mine, expected[column].loc[mine.index], rtol=1e-12, atol=1e-10), column


def test_z_scores_of_coinr(asem: Path, tree: dict[str, object], table: pd.DataFrame) -> None:
    own = ict.analysis.index({**tree, "treatment": "rule", "normalisation": "z-score"})
    result = ict.compute(own, own.read(table, year=2018))
    expected = pd.read_csv(asem / "norm_zscore_0_1_full.csv").set_index("uCode")
    for code in ("LPI", "CO2", "Ship", "CostImpEx"):
        mine = result.exact[key_of(code)].astype(float)
        assert np.allclose(mine, expected[code].loc[mine.index], rtol=1e-12, atol=1e-10), code


# ---------------------------------------------------------------- the IDI


@pytest.fixture(scope="module")
def observations(data: Path) -> dict[int, ict.Observations]:
    path = data / "idi-editions" / "IDIDataset_open.xlsx"
    return {
        edition: ict.read_observations(path, form="itu-idi", edition=edition)
        for edition in EDITIONS
    }


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_variant_without_a_change_is_its_parent(
    observations: dict[int, ict.Observations], edition: int
) -> None:
    idi = ict.methodology("idi", edition=edition)
    parent = ict.compute(idi, observations[edition])
    variant = ict.compute(idi.variant("same"), observations[edition])
    assert parent.ranked > 70  # economies of which every input is printed
    assert variant.exact_scores == parent.exact_scores
    assert variant.rank_rows == parent.rank_rows
    assert variant.kind == "counterfactual"
    assert idi.variant("same").differences().empty


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_stays_keeps_its_weight_and_the_rest_is_a_fraction(
    observations: dict[int, ict.Observations], edition: int
) -> None:
    """Without traffic the second pillar is the mean of its other four parts, by fractions."""
    idi = ict.methodology("idi", edition=edition)
    dropped = ("mobile-broadband-traffic", "fixed-broadband-traffic")
    variant = idi.variant("no-traffic", drop=dropped)
    parent = ict.compute(idi, observations[edition])
    result = ict.compute(variant, observations[edition])
    kept = ("network-coverage", "price-mobile-high", "price-fixed-broadband",
            "mobile-phone-ownership")  # fmt: skip
    counted = 0
    for economy in result.economies:
        scores, whole = parent.unrounded(economy), result.unrounded(economy)
        if "idi" not in whole:
            continue
        pillar = sum(Fraction(scores[key]) for key in kept) / 4
        index = (Fraction(scores["universal-connectivity"]) + pillar) / 2
        assert abs(Fraction(whole["meaningful-connectivity"]) - pillar) < Fraction(1, 10**19)
        assert abs(Fraction(whole["idi"]) - index) < Fraction(1, 10**19)
        counted += 1
    # Who has everything but the traffic has an index now.
    assert counted >= parent.ranked
    shares = result.methodology.plan.weight_in_index("price-mobile-high")
    assert shares == Fraction(1, 8)


def test_parameters_frozen_from_an_edition_serve_another(
    observations: dict[int, ict.Observations],
) -> None:
    """The scores of 2025 by the range of 2023 are those of a linear scale with these ends."""
    idi = ict.methodology("idi", edition=2023)
    variant = idi.variant("range", normalisation="min-max", transformation=LINEAR)
    first = ict.compute(idi, observations[2023])
    frozen = variant.frozen_from(first)
    result = ict.compute(frozen.with_edition(2025), observations[2025])
    complete = [e for e in first.economies if len(first.inputs(e)) == 10 and first.rank(e, "idi")]
    for key in ("internet-users", "price-mobile-high"):
        values = [Fraction(first.inputs(e)[key]) for e in complete]
        ends = (min(values), max(values)) if key == "internet-users" else (max(values), min(values))
        for economy in result.economies:
            supplied = result.inputs(economy).get(key)
            if supplied is not None:
                share = (Fraction(supplied) - ends[0]) / (ends[1] - ends[0])
                mine = Fraction(result.unrounded(economy)[key])
                assert abs(mine - 100 * share) < Fraction(1, 10**17), (economy, key)
    assert frozen.parameter_source == "idi-2023-exploration"
    assert result.methodology.document == frozen.document
