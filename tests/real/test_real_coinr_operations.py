"""Operations on data frames against the results of the R package COINr on its ASEM example.

Where COINr has a defect that is not to be copied, a test says so and holds the right figure.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.lab.outlier_treatment import OutlierTreatment
from ictindex.core.errors import UsageError

CLOSE = {"rtol": 1e-12, "atol": 1e-12}
GROUPS = ["GDP_group", "GDPpc_group", "Pop_group", "EurAsia_group"]
DENOMINATORS = ["Area", "Energy", "GDP", "Population"]


class Asem:
    """The example: values, directions, the tree, and COINr's tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.meta = pd.read_csv(folder / "iMeta.csv", keep_default_na=False, na_values=[""])
        indicators = self.meta[self.meta["Type"] == "Indicator"]
        self.indicators = indicators["iCode"].tolist()
        self.directions = dict(
            zip(indicators["iCode"], indicators["Direction"].astype(int), strict=True)
        )
        self.targets = dict(zip(indicators["iCode"], indicators["Target"], strict=True))
        placed = self.meta[self.meta["Parent"].notna()]
        self.tree = placed.groupby("Parent", sort=False)["iCode"].apply(list).to_dict()
        everything = self.table("iData")
        self.raw = everything[self.indicators]
        self.denominators = everything[DENOMINATORS]

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of COINr, by country."""
        path = self.folder / f"{name}.csv"
        return pd.read_csv(path, index_col="uCode", keep_default_na=False, na_values=[""])

    def rows(self, name: str) -> pd.DataFrame:
        """Return a table of COINr that is not by country."""
        return pd.read_csv(self.folder / f"{name}.csv", keep_default_na=False, na_values=[""])

    @property
    def rising(self) -> list[str]:
        return [name for name, direction in self.directions.items() if direction > 0]


@pytest.fixture(scope="module")
def asem(data: Path) -> Asem:
    return Asem(data / "coinr-asem")


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Hold a table to one of COINr, cell by cell, to 1e-12."""
    np.testing.assert_allclose(
        ours[theirs.columns].loc[theirs.index].to_numpy(), theirs.to_numpy(dtype=float), **CLOSE
    )


# --- denominators


def test_denominated(asem: Asem) -> None:
    chosen = asem.meta[asem.meta["Denominator"].notna()]
    by = dict(zip(chosen["iCode"], chosen["Denominator"], strict=True))
    same(ict.analysis.denominate(asem.raw, by, asem.denominators), asem.table("denominated"))


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_correlations_with_denominators(asem: Asem, method: str) -> None:
    theirs = asem.rows("denom_corr").query("cortype == @method")
    ours = ict.analysis.denominator_correlations(asem.raw, asem.denominators, method=method)
    both = theirs.merge(ours, left_on=["Ind", "Denom"], right_on=["indicator", "denominator"])
    assert len(both) == len(theirs) == len(ours) == 196
    np.testing.assert_allclose(both["correlation"], both["Corr"], **CLOSE)
    strong = ict.analysis.denominator_correlations(
        asem.raw, asem.denominators, method=method, least=0.7
    )
    assert len(strong) == int((theirs["Corr"].abs() >= 0.7).sum()) > 0


# --- normalisation


NORMALISED: list[tuple[str, str, str, dict[str, Any]]] = [
    ("norm_minmax_0_100_full", "treated_default_full", "min-max", {}),
    ("norm_minmax_1_100_full", "treated_default_full", "min-max", {"lower": 1}),
    ("norm_minmax_1_100_na", "treated_default_na", "min-max", {"lower": 1, "upper": 100}),
    ("norm_zscore_0_1_full", "treated_default_full", "z-score", {}),
    ("norm_zscore_10_2_full", "treated_default_full", "z-score", {"mean": 10, "deviation": 2}),
    ("norm_rank_full", "treated_default_full", "rank", {}),
    ("norm_rank_na", "treated_default_na", "rank", {}),
    ("norm_borda_na", "treated_default_na", "borda", {}),
    ("norm_dist2max_full", "treated_default_full", "distance-to-maximum", {}),
]


@pytest.mark.parametrize(("table", "source", "method", "options"), NORMALISED)
def test_normalised(
    asem: Asem, table: str, source: str, method: str, options: dict[str, Any]
) -> None:
    values = asem.table(source)
    ours = ict.analysis.normalise(values, method, directions=asem.directions, **options)
    same(ours, asem.table(table))


def test_goalposts_and_scaling_by_indicator(asem: Asem) -> None:
    values = asem.table("treated_default_full")
    parameters = asem.rows("norm_parameters").set_index("iCode")
    posts = ict.analysis.normalise(
        values,
        "goalposts",
        directions=asem.directions,
        zero=parameters["goalpost_lower"],
        full=parameters["goalpost_upper"],
        upper=parameters["goalpost_scale"],
    )
    same(posts, asem.table("norm_goalposts_full"))
    scaled = ict.analysis.normalise(
        values,
        "scaled",
        directions=asem.directions,
        zero=parameters["scaled_lower"],
        full=parameters["scaled_upper"],
        upper=parameters["scale_factor"],
    )
    same(scaled, asem.table("norm_scaled_full"))


def test_distance_to_targets(asem: Asem) -> None:
    ours = ict.analysis.normalise(
        asem.raw, "distance-to-target", directions=asem.directions, target=asem.targets
    )
    same(ours, asem.table("norm_dist2targ_raw"))
    capped = ict.analysis.normalise(
        asem.raw, "distance-to-target", directions=asem.directions, target=asem.targets, capped=1
    )
    pd.testing.assert_frame_equal(capped, ours.clip(upper=1), check_like=True)


def test_fraction_of_the_maximum_and_its_defect_where_less_is_better(asem: Asem) -> None:
    values = asem.table("treated_default_full")
    theirs = asem.table("norm_fracmax_full")
    ours = ict.analysis.normalise(values, "fraction-of-maximum", directions=asem.directions)
    same(ours[asem.rising], theirs[asem.rising])
    # COINr turns the values round before it divides by their maximum, which is then the smallest
    # of them: its best country scores lowest. Here the shortfall from the maximum is scored.
    for name in set(asem.indicators) - set(asem.rising):
        best = values[name].idxmin()
        assert ours[name].idxmax() == best
        turned = theirs[name].astype(float)
        assert turned.idxmin() == best or not np.isfinite(turned).all()
        np.testing.assert_allclose(ours[name], 1 - values[name] / values[name].max(), **CLOSE)


@pytest.mark.slow
def test_a_panel_is_normalised_over_all_its_years(asem: Asem) -> None:
    panel = asem.rows("iData_panel").set_index(["Time", "uCode"])[asem.indicators]
    theirs = asem.rows("panel_agg_global_norm").set_index(["Time", "uCode"])
    # Screen at 90 %: countries of a year with less of their indicators are left out.
    screened = panel[panel.notna().mean(axis=1) >= 0.9]
    treated = pd.concat(
        [ict.analysis.treat(of_year).values for _, of_year in screened.groupby(level="Time")]
    )
    scores = ict.analysis.normalise(treated, directions=asem.directions)
    ours = ict.analysis.aggregate(scores, asem.tree, least_share=0)
    assert len(ours) == len(theirs)
    same(ours, theirs)


# --- treatment


def treatment(asem: Asem, run: str) -> OutlierTreatment:
    full = asem.table("imputed_i_mean_grp_EurAsia")
    if run == "default_full":
        return ict.analysis.treat(full)
    if run == "default_na":
        return ict.analysis.treat(asem.table("denominated"))
    if run == "default_raw":
        return ict.analysis.treat(asem.raw)
    then = {"winmax1_logCT": "log-ct", "winmax1_logCTplus": "log-ct-plus"}[run]
    return ict.analysis.treat(full, most=1, then=then)


RUNS = ["default_full", "default_na", "default_raw", "winmax1_logCT", "winmax1_logCTplus"]


@pytest.mark.parametrize("run", RUNS)
def test_treated(asem: Asem, run: str) -> None:
    treated = treatment(asem, run)
    if run != "default_raw":
        theirs = asem.table(f"treated_{run}")
        same(treated.values, theirs)
        rest = [name for name in asem.indicators if name not in theirs.columns]
        source = asem.table("imputed_i_mean_grp_EurAsia")
        pd.testing.assert_frame_equal(
            treated.values[rest], source[rest], check_exact=True, check_dtype=False
        )
    details = asem.rows("treat_details").query("run == @run").set_index("iCode")
    ours = treated.details.set_index("indicator").loc[details.index]
    method = ours["method"].where(ours["method"].isin(["none", "winsorise"]), "f2")
    assert method.tolist() == details["method"].tolist()
    assert ours["winsorised"].tolist() == details["n_winsorised"].fillna(0).astype(int).tolist()
    stages = {"before": "before", "after_win": "after_first", "after_f2": "after_then"}
    for theirs_of, ours_of in stages.items():
        for key, column in (("skew", "skewness"), ("kurt", "kurtosis")):
            np.testing.assert_allclose(
                ours[f"{column}_{ours_of}"], details[f"{key}_{theirs_of}"].astype(float), **CLOSE
            )
    last = details["pass_after_f2"].fillna(details["pass_after_win"]).fillna(True)
    assert ours["accepted"].tolist() == last.astype(bool).tolist()


@pytest.mark.parametrize("run", RUNS)
def test_treated_points(asem: Asem, run: str) -> None:
    theirs = asem.rows("treat_points").query("run == @run")
    marks = {("high", True): "winhi", ("low", True): "winlo", ("high", False): "winhi+log_CT"}
    ours = treatment(asem, run).points
    assert {
        (row.economy, row.indicator, marks[row.side, row.kept]) for row in ours.itertuples()
    } == set(zip(theirs["uCode"], theirs["iCode"], theirs["treated"], strict=True))


# --- aggregation


AGGREGATED: list[tuple[str, str, dict[str, Any]]] = [
    ("agg_full_orig_amean_nothresh", "full", {}),
    ("agg_full_orig_gmean_nothresh", "full", {"method": "geometric-mean"}),
    ("agg_full_orig_genmean2_nothresh", "full", {"method": "generalised-mean", "power": 2}),
    (
        "agg_full_orig_mixed_aga_nothresh",
        "full",
        {"method": ["arithmetic-mean", "geometric-mean", "arithmetic-mean"]},
    ),
    ("agg_na_orig_amean_nothresh", "na", {}),
    ("agg_na_orig_gmean_nothresh", "na", {"method": "geometric-mean"}),
    (
        "agg_na_orig_genmean2_narm_NOT_COINR_nothresh",
        "na",
        {"method": "generalised-mean", "power": 2},
    ),
]


@pytest.mark.parametrize(("table", "chain", "options"), AGGREGATED)
def test_aggregated(asem: Asem, table: str, chain: str, options: dict[str, Any]) -> None:
    scores = asem.table(f"norm_minmax_1_100_{chain}")
    theirs = asem.table(table)
    ours = ict.analysis.aggregate(scores, asem.tree, least_share=0, **options)
    nodes = [name for name in theirs.columns if not name.startswith("rank.")]
    same(ours, theirs[nodes])
    ranks = ours.rank(ascending=False, method="min").add_prefix("rank.")
    same(ranks, theirs[[f"rank.{node}" for node in nodes]])


def test_a_generalised_mean_does_not_lose_an_economy_for_one_missing_part(asem: Asem) -> None:
    # COINr's a_genmean has no score as soon as a part is missing, unlike its other means. Here a
    # node has one wherever enough of its parts have, for every method; where all parts are asked
    # for, the scores are those that COINr has.
    theirs = asem.table("agg_na_orig_genmean2_nothresh")
    nodes = [name for name in theirs.columns if not name.startswith("rank.")]
    strict = ict.analysis.aggregate(
        asem.table("norm_minmax_1_100_na"), asem.tree, method="generalised-mean", power=2
    )
    same(strict, theirs[nodes])
    assert 0 < strict["Index"].isna().sum() < len(strict)


def test_weights_of_the_metadata_are_equal_ones(asem: Asem) -> None:
    weights = asem.rows("weights_original")
    assert set(weights["Weight"]) == {1}
    nominal = dict(zip(weights["iCode"], weights["Weight"], strict=True))
    scores = asem.table("norm_minmax_1_100_full")
    ours = ict.analysis.aggregate(scores, asem.tree, weights=nominal)
    pd.testing.assert_frame_equal(ours, ict.analysis.aggregate(scores, asem.tree))


def test_outranking(asem: Asem) -> None:
    pillars = asem.table("results_aggs_scores")[asem.tree["Conn"] + asem.tree["Sust"]]
    dominance = asem.rows("outrank_dominance").set_index("file")
    by_pillar = ict.analysis.outrank_matrix(pillars)
    same(by_pillar, asem.table("outrank_pillars_equal"))
    weights = asem.rows("eff_weights_original").set_index("iCode")["EffWeight"]
    scores = asem.table("norm_minmax_1_100_full")
    by_indicator = ict.analysis.outrank_matrix(scores, weights[asem.indicators].to_dict())
    same(by_indicator, asem.table("outrank_indicators_effw_original"))
    for matrix, name in (
        (by_pillar, "outrank_pillars_equal"),
        (by_indicator, "outrank_indicators_effw_original"),
    ):
        assert matrix.attrs["dominant"] == dominance.loc[name, "nDominant"]
        assert matrix.attrs["share"] == pytest.approx(dominance.loc[name, "fracDominant"])


@pytest.mark.slow
def test_copeland_counts_exact_ties(asem: Asem) -> None:
    # COINr compares sums of floating weights with 0.5 and misses most of the exact ties. The
    # reference here are fractions: 1 for each economy outranked by more than half, -1 for each
    # that outranks.
    scores = asem.table("norm_minmax_1_100_full")[asem.tree["Instit"]]
    weights = {name: Decimal(n % 5 + 1) / 10 for n, name in enumerate(scores.columns)}
    total = sum(map(Fraction, weights.values()))
    expected = {}
    for economy, row in scores.iterrows():
        contests = 0
        for other, opposite in scores.iterrows():
            if other != economy:
                won = sum(Fraction(weights[n]) for n in scores if row[n] > opposite[n])
                tied = sum(Fraction(weights[n]) for n in scores if row[n] == opposite[n])
                share = (won + tied / 2) / total
                contests += (share > Fraction(1, 2)) - (share < Fraction(1, 2))
        expected[economy] = contests
    ours = ict.analysis.aggregate(scores, weights=weights, method="copeland")["score"]
    assert ours.to_dict() == expected


def test_pca_weights_of_mixed_sign_are_refused(asem: Asem) -> None:
    # COINr gives raw coefficients of the first component as weights, with their signs: Social has
    # -0.744 among the pillars of sustainability.
    pillars = asem.table("results_aggs_scores")
    with pytest.raises(UsageError, match="negative sign for: Social"):
        ict.analysis.pca_weights(pillars[asem.tree["Sust"]])
    vectors = asem.rows("pca_eigenvectors").query("group == 'Conn' and component == 1")
    ours = ict.analysis.pca_weights(pillars[asem.tree["Conn"]])
    loadings = vectors.set_index("iCode")["loading"]
    np.testing.assert_allclose(ours, (loadings / loadings.sum())[ours.index], **CLOSE)


# --- ranks


@pytest.mark.slow
def test_ranks_of_percentile_scores_are_those_of_exact_fractions(asem: Asem) -> None:
    scores = asem.table("norm_minmax_0_100_full")[asem.indicators].astype(float)
    n = len(scores)
    exact = {
        name: [Fraction(int((column < value).sum()), n - 1) for value in column]
        for name, column in scores.items()
    }
    order = ict.analysis.aggregate(scores, asem.tree).columns  # from the lowest level up
    for node in order:
        parts = [exact[part] for part in asem.tree[node]]
        exact[node] = [sum(row, Fraction(0)) / len(parts) for row in zip(*parts, strict=True)]
    expected = {
        node: [1 + sum(other > own for other in exact[node]) for own in exact[node]]
        for node in order
    }
    table = ict.analysis.aggregate(ict.analysis.normalise(scores, "percentile"), asem.tree)
    parents = {part: node for node, parts in asem.tree.items() for part in parts}
    ranked = scores.join(table)
    ours = ict.analysis.score_table(ranked, parents, show="ranks").loc[scores.index]
    wrong = sum(
        own != rank for node in order for own, rank in zip(ours[node], expected[node], strict=True)
    )
    assert (wrong, n * len(order)) == (0, 561)
