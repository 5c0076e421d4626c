"""The audit tables against those of COINr 1.1.14 on its ASEM example (51 economies, 49 indicators).

COINr's known defects are not reproduced: equal numbers are counted by value, a subset of a group is
a subset, and p-values of Spearman's series lose digits where they are nearly zero.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ictindex as ict

CLOSE = {"rel": 1e-12, "abs": 1e-10}
FOLDER = "coinr-asem"


def read(data: Path, name: str) -> pd.DataFrame:
    """Read a table; NA is a country of nobody here, and an empty cell is no value."""
    return pd.read_csv(data / FOLDER / f"{name}.csv", keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def structure(data: Path) -> pd.DataFrame:
    return read(data, "iMeta")


@pytest.fixture(scope="module")
def indicators(structure: pd.DataFrame) -> list[str]:
    return structure.loc[structure["Type"] == "Indicator", "iCode"].tolist()


@pytest.fixture(scope="module")
def tables(data: Path, indicators: list[str]) -> dict[str, pd.DataFrame]:
    """Return the sets of data of the oracle: raw, denominated, treated, normalised, aggregated."""

    def table(name: str) -> pd.DataFrame:
        return read(data, name).set_index("uCode").sort_index()

    raw = table("iData")[indicators].astype(float)
    normalised = table("norm_minmax_0_100_full")[indicators].astype(float)
    scores = table("results_aggs_scores").drop(columns="Rank").astype(float)
    return {
        "Raw": raw,
        "Denominated": table("denominated")[indicators].astype(float),
        "Treated": table("treated_default_full")[indicators].astype(float),
        "Normalised": normalised,
        "Aggregated": normalised.join(scores),
    }


STATISTICS = {
    "minimum": "Min", "maximum": "Max", "mean": "Mean", "median": "Median",
    "standard_deviation": "Std", "skewness": "Skew", "kurtosis": "Kurt", "count": "N.Avail",
    "nonzero": "N.NonZero", "unique": "N.Unique", "repeated": "N.Same",
    "available_share": "Frc.Avail", "nonzero_share": "Frc.NonZero", "unique_share": "Frc.Unique",
    "repeated_share": "Frc.Same",
}  # fmt: skip
FLAGS = {
    "low_availability": "Flag.Avail", "low_nonzero": "Flag.NonZero", "low_unique": "Flag.Unique",
    "outliers": "Flag.SkewKurt",
}  # fmt: skip
# COINr's counts of different and equal values are of the doubles that R had, not of the 15 digits
# of the file: of treated and aggregated numbers they may differ by an economy.
COUNTED = ("unique", "repeated", "unique_share", "repeated_share")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("stats_with_na", "Raw"), ("stats_with_na", "Denominated"),
        ("stats_full", "Treated"), ("stats_full", "Aggregated"),
    ],
)  # fmt: skip
def test_statistics(data: Path, tables: dict[str, pd.DataFrame], file: str, name: str) -> None:
    expected = read(data, file).query("dset == @name").set_index("iCode")
    statistics = ict.analysis.describe(tables[name]).set_index("indicator").loc[expected.index]
    for ours, theirs in STATISTICS.items():
        if ours in COUNTED and name != "Raw":
            continue
        assert statistics[ours].to_numpy(float) == pytest.approx(
            expected[theirs].to_numpy(float), **CLOSE
        ), ours
    for ours, theirs in FLAGS.items():
        assert (statistics[ours] == (expected[theirs] != "ok")).all(), ours


def test_statistics_to_three_digits(data: Path, tables: dict[str, pd.DataFrame]) -> None:
    expected = read(data, "stats_raw_default_3_digits").set_index("iCode")
    statistics = ict.analysis.describe(tables["Raw"], digits=3).set_index("indicator")
    for ours, theirs in STATISTICS.items():
        assert statistics[ours].to_numpy(float) == pytest.approx(
            expected[theirs].to_numpy(float), rel=1e-12
        ), ours


@pytest.mark.slow
@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_correlations_of_indicators(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame, method: str
) -> None:
    expected = read(data, f"corr_indicators_raw_directed_{method}").set_index("iCode")
    coefficients = ict.analysis.correlations(
        tables["Raw"], structure, method=method, directed=True
    ).pivot(index="first", columns="second", values="correlation")
    coefficients = coefficients.loc[expected.index, expected.columns]
    assert coefficients.to_numpy() == pytest.approx(expected.to_numpy(), **CLOSE)


def test_correlations_of_normalised_indicators(data: Path, tables: dict[str, pd.DataFrame]) -> None:
    expected = read(data, "corr_indicators_normalised_pearson").set_index("iCode")
    coefficients = ict.analysis.correlations(tables["Normalised"]).pivot(
        index="first", columns="second", values="correlation"
    )
    coefficients = coefficients.loc[expected.index, expected.columns]
    assert coefficients.to_numpy() == pytest.approx(expected.to_numpy(), **CLOSE)


def same_pairs(computed: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare correlations pair by pair; the oracle has the same pairs, in another order."""
    ours = computed.set_index(["first", "second"])["correlation"].sort_index()
    theirs = expected.set_index(["Var1", "Var2"])["Correlation"].sort_index()
    assert ours.index.tolist() == theirs.index.tolist()
    assert ours.to_numpy() == pytest.approx(theirs.to_numpy(float), nan_ok=True, **CLOSE)


@pytest.mark.parametrize("method", ["pearson", "spearman"])
@pytest.mark.parametrize("levels", ["1-2", "1-3", "1-4", "2-2", "2-3", "2-4", "3-3", "3-4"])
def test_correlations_between_levels(
    data: Path,
    tables: dict[str, pd.DataFrame],
    structure: pd.DataFrame,
    levels: str,
    method: str,
) -> None:
    expected = read(data, f"corr_levels_{method}").query("levels == @levels")
    low, high = map(int, levels.split("-"))
    coefficients = ict.analysis.correlations(
        tables["Aggregated"], structure, levels=(low, high), method=method
    )
    same_pairs(coefficients, expected)


@pytest.mark.parametrize("method", ["pearson", "spearman"])
@pytest.mark.parametrize("level", [1, 2])
def test_correlations_within_groups(
    data: Path,
    tables: dict[str, pd.DataFrame],
    structure: pd.DataFrame,
    level: int,
    method: str,
) -> None:
    expected = read(data, f"corr_within_groups_{method}").query("levels == @level")
    coefficients = ict.analysis.correlations(
        tables["Aggregated"], structure, levels=level, within=level + 1, method=method
    )
    same_pairs(coefficients, expected)


@pytest.mark.slow
def test_correlations_that_are_not_significant_are_blank(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame
) -> None:
    expected = read(data, "corr_within_groups_raw_pearson_pval05_blanked")
    coefficients = ict.analysis.correlations(tables["Raw"], structure, within=2, significance=0.05)
    assert coefficients["correlation"].isna().sum() > 50
    same_pairs(coefficients, expected)


def test_correlations_with_the_family(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame
) -> None:
    expected = read(data, "corr_family_pearson")
    coefficients = ict.analysis.correlations(tables["Aggregated"], structure, within="family")
    names = {2: "Pillar", 3: "Sub-index", 4: "Index"}
    level = dict(zip(structure["iCode"], structure["Level"], strict=True))
    coefficients["first"] = [names[int(level[code])] for code in coefficients["first"]]
    same_pairs(coefficients, expected)


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_p_values(data: Path, tables: dict[str, pd.DataFrame], method: str) -> None:
    expected = read(data, f"corr_pvalues_aggregates_{method}").set_index("iCode")
    scores = tables["Aggregated"][expected.columns]
    coefficients = ict.analysis.correlations(scores, method=method).pivot(
        index="first", columns="second", values="p_value"
    )
    coefficients = coefficients.loc[expected.index, expected.columns]
    assert coefficients.to_numpy() == pytest.approx(expected.to_numpy(float), rel=1e-10, abs=1e-12)


@pytest.mark.slow
def test_correlation_flags(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame
) -> None:
    expected = read(data, "corr_flags")
    options = ["dset", "cortype", "type", "thresh", "grouplev"]
    assert len(expected.groupby(options)) == 5
    for (dset, method, kind, threshold, level), part in expected.groupby(options):
        flags = ict.analysis.correlation_flags(
            tables[str(dset).removesuffix("(directed)")],
            structure,
            threshold=float(threshold),
            kind=kind,
            group_level=int(level),
            method=method,
            directed="directed" in str(dset),
        )
        ours = {
            (row.group, frozenset((row.first, row.second))): row.correlation
            for row in flags.itertuples()
        }
        theirs = {
            (row.Group, frozenset((row.Ind1, row.Ind2))): row.Corr for row in part.itertuples()
        }
        assert ours == pytest.approx(theirs, **CLOSE), (dset, method, kind)


@pytest.mark.slow
def test_principal_components(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame
) -> None:
    eigenvalues = read(data, "pca_eigenvalues")
    vectors = read(data, "pca_eigenvectors")
    runs = eigenvalues[["dset", "Level", "group"]].drop_duplicates()
    assert len(runs) == 20
    for dset, level, group in runs.itertuples(index=False):
        components = ict.analysis.principal_components(
            tables[dset], structure, level=int(level), by_groups=group != "All", draws=0
        )
        name = group.lower() if group == "All" else group
        ours = components.eigenvalues[components.eigenvalues["group"] == name]
        theirs = eigenvalues.query("dset == @dset and Level == @level and group == @group")
        for column, other in {
            "eigenvalue": "eigenvalue", "standard_deviation": "sdev", "share": "share",
            "cumulative": "cumulative", "economies": "n_rows",
        }.items():  # fmt: skip
            assert ours[column].to_numpy(float) == pytest.approx(
                theirs[other].to_numpy(float), **CLOSE
            )
        own = components.coefficients[components.coefficients["group"] == name]
        own = own.set_index(["indicator", "component"])
        other_side = vectors.query("dset == @dset and Level == @level and group == @group")
        other_side = other_side.set_index(["iCode", "component"])
        own = own.loc[other_side.index]
        # The sign is free: COINr leaves it to the decomposition.
        assert own["coefficient"].abs().to_numpy() == pytest.approx(
            other_side["loading"].abs().to_numpy(), rel=1e-10, abs=1e-10
        )
        for ours_name, theirs_name in {"centre": "center", "scale": "scale"}.items():
            assert own[ours_name].to_numpy() == pytest.approx(
                other_side[theirs_name].to_numpy(), **CLOSE
            )
        signs = np.sign(own["coefficient"] * other_side["loading"])
        assert (signs.groupby(level="component").nunique() == 1).all()
        for _, coefficients in own["coefficient"].groupby(level="component"):
            # A sum of zero has either sign in binary arithmetic: the first of the largest decides.
            largest = coefficients[coefficients.abs() >= coefficients.abs().max() - 1e-9].iloc[0]
            total = coefficients.sum()
            assert total > 0 if abs(total) > 1e-9 else largest > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("use", "column"), [("pairwise", "alpha"), ("complete", "alpha_complete_obs")]
)
def test_cronbach_alpha(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame, use: str, column: str
) -> None:
    expected = read(data, "cronbach")
    assert len(expected) == 37
    for (dset, level), part in expected.groupby(["dset", "Level"]):
        alphas = ict.analysis.cronbach_alpha(tables[dset], structure, level=int(level), use=use)
        ours = alphas.set_index("group")
        part = part.assign(group=part["group"].replace("(all)", "Index"))
        for row in part.itertuples():
            alpha = ours.loc[row.group, "alpha"]
            assert alpha == pytest.approx(getattr(row, column), rel=1e-11, abs=1e-10)
            assert ours.loc[row.group, "indicators"] == row.k


def test_availability_of_data(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame
) -> None:
    summary = read(data, "data_avail_summary").set_index("uCode")
    availability = ict.analysis.data_availability(tables["Raw"], structure).loc[summary.index]
    for ours, theirs in {
        "missing": "N_missing", "zeros": "N_zero", "missing_or_zero": "N_miss_or_zero",
        "available": "Dat_Avail", "nonzero": "Non_Zero",
    }.items():  # fmt: skip
        assert availability[ours].to_numpy(float) == pytest.approx(
            summary[theirs].to_numpy(float), **CLOSE
        )
    groups = read(data, "data_avail_by_group").set_index("uCode")
    own = ict.analysis.data_availability(tables["Raw"], structure, by_group=True)
    own = own.loc[groups.index, groups.columns]
    assert own.to_numpy() == pytest.approx(groups.to_numpy(float), **CLOSE)


@pytest.mark.parametrize(
    ("by", "column"),
    [("availability", "byNA"), ("zeros", "byzeros"), ("both", "byNAandzeros")],
)
def test_screening(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame, by: str, column: str
) -> None:
    expected = read(data, "screen_09_092").set_index("uCode")
    screened = ict.analysis.screen(
        tables["Raw"], structure, by=by, availability=0.9, nonzero=0.92
    ).loc[expected.index]
    for ours, theirs in {
        "low_availability": "LowData", "low_nonzero": "LowNonZero", "flagged": "LowDatOrZeroFlag",
        "included": f"Included.{column}",
    }.items():  # fmt: skip
        assert (screened[ours] == expected[theirs].astype(str).str.upper().eq("TRUE")).all(), ours


def test_effective_weights(data: Path, structure: pd.DataFrame) -> None:
    expected = read(data, "eff_weights_original").set_index("iCode")
    weights = ict.analysis.effective_weights(structure).set_index("code").loc[expected.index]
    assert weights["effective_weight"].to_numpy() == pytest.approx(
        expected["EffWeight"].to_numpy(float), **CLOSE
    )
    assert (weights["level"] == expected["Level"]).all()


def test_table_of_results(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame
) -> None:
    expected = read(data, "results_aggs_scores").set_index("uCode")
    table = ict.analysis.score_table(tables["Aggregated"], structure)
    assert table.index.tolist() == expected.index.tolist()
    assert table["rank"].tolist() == expected["Rank"].tolist()
    codes = expected.columns[1:]
    assert table[codes].to_numpy() == pytest.approx(expected[codes].to_numpy(float), **CLOSE)
    rounded = read(data, "results_aggs_scores_default_rounding").set_index("uCode")
    own = ict.analysis.score_table(tables["Aggregated"], structure, decimals=2)
    assert own[codes].to_numpy() == pytest.approx(rounded[codes].to_numpy(float), abs=1e-9)


def test_ranks_of_all_codes(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame
) -> None:
    expected = read(data, "results_full_ranks").set_index("uCode")
    table = ict.analysis.score_table(tables["Aggregated"], structure, kind="all", show="ranks")
    assert table.index.tolist() == expected.index.tolist()
    differing = {
        code
        for code in expected.columns
        if not (table[code].to_numpy() == expected[code].to_numpy(float)).all()
    }
    assert not differing


def test_summaries_of_economies(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame
) -> None:
    expected = read(data, "unit_summary")
    for economy, part in expected.groupby("uCode"):
        summary = ict.analysis.economy_summary(tables["Aggregated"], economy, structure).set_index(
            "code"
        )
        summary = summary.loc[part["Code"]]
        assert summary["score"].to_numpy() == pytest.approx(part["Score"].to_numpy(float), **CLOSE)
        assert summary["rank"].tolist() == part["Rank"].tolist()


@pytest.mark.slow
def test_decimals_and_holes_leave_ranks_those_of_the_exact_scores(
    data: Path, tables: dict[str, pd.DataFrame], structure: pd.DataFrame
) -> None:
    expected = read(data, "results_full_ranks").set_index("uCode")
    table = ict.analysis.score_table(
        tables["Aggregated"], structure, kind="all", show="ranks", decimals=1
    )
    assert (table[expected.columns] == expected).all(axis=None)
    holes = tables["Aggregated"].mask(np.random.default_rng(5).random((51, 60)) < 0.2)
    groups = read(data, "iData").set_index("uCode")["GDP_group"]
    within = ict.analysis.score_table(
        holes, structure, show="group-ranks", by=groups.drop("FRA").to_dict(), decimals=0
    )
    codes = within.columns[1:]
    own = {
        (economy, code): 1 + int((holes.loc[groups == groups[economy]].drop("FRA", errors="ignore")[
            code] > holes.loc[economy, code]).sum())
        for economy in holes.index.drop("FRA") for code in codes
        if not np.isnan(holes.loc[economy, code])
    }  # fmt: skip
    assert within[codes].stack().dropna().to_dict() == own
