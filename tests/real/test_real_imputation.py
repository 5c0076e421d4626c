"""Imputation of the printed annex of the IDI 2024, and its three errors."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from real_files import COLUMNS, CONSTANTS, FLAGS, PUBLISHED, VALUES, rows_of

import ictindex as ict
from ictindex.indices.results.result_kind import PUT_IN


@pytest.fixture(scope="module")
def result(data: Path) -> ict.Result:
    path = data / "idi-2024" / "annex2.csv"
    return ict.compute(
        ict.methodology("idi", edition=2024),
        ict.read_observations(path, columns=COLUMNS, constants=CONSTANTS, flags=FLAGS),
        published=ict.read_published(path, PUBLISHED),
    )


@pytest.fixture(scope="module")
def by_income(result: ict.Result) -> ict.analysis.Imputation:
    return ict.analysis.impute(result, "median", by="income-group")


def test_every_blank_of_the_annex_is_imputed_but_those_of_an_economy_without_group(
    data: Path, by_income: ict.analysis.Imputation
) -> None:
    rows = rows_of(data / "idi-2024" / "annex2.csv")
    blank = {(row["iso3"], VALUES[c]) for row in rows for c in VALUES if row[c] == ""}
    assert len(blank) == 64
    assert {economy for economy, _ in by_income.unfilled} == {"VEN"}  # without an income group
    assert set(by_income.cells) | set(by_income.unfilled) == blank


def test_the_what_if_scores_119_economies_and_flags_each_value(
    result: ict.Result, by_income: ict.analysis.Imputation
) -> None:
    other = by_income.what_if()
    assert (result.ranked, other.ranked) == (79, 119)
    assert other.put_in == frozenset(by_income.cells)
    for cell in by_income.cells:
        assert PUT_IN in other.flags[cell]
    assert other.unrounded("BRA") == result.unrounded("BRA")
    assert "not a published figure" in other.to_text("en")


@pytest.mark.slow
def test_estimates_that_an_official_value_replaced_are_off_by_eight_points(data: Path) -> None:
    path = data / "idi-editions" / "IDIDataset_open.xlsx"
    first, second, third = (
        ict.read_observations(path, form="itu-idi", edition=edition)
        for edition in (2023, 2024, 2025)
    )
    replaced = ict.analysis.replaced_estimates(second, third)
    facts = replaced.summary
    assert (facts["cells"], facts["too_high"]) == (7, 6)
    assert facts["mean_absolute_error"] == pytest.approx(7.914285714, abs=1e-9)
    frame = replaced.to_frame().set_index("economy")
    assert set(frame["year"]) == {2022}
    assert frame["error"].abs().min() == pytest.approx(1.1)
    assert frame.loc["SYC", ["estimate", "official"]].tolist() == [83.5, 67.8]
    assert frame.loc["TZA", "error"] == pytest.approx(-8.0)
    assert ict.analysis.replaced_estimates(first, second).cells == ()


def hidden_scores(data: Path, result: ict.Result) -> dict[tuple[str, str], float]:
    """Return the scores of blanks that the printed pillar fixes: one missing score in it.

    Only here, to measure a distance: no view derives a value that was withheld.
    """
    plan = result.methodology.plan
    scores_by_economy = {}
    for row in rows_of(data / "idi-2024" / "annex2.csv"):
        economy = row["iso3"]
        printed = {PUBLISHED[c]: row[c] for c in PUBLISHED if c in row and c != "iso3"}
        for branch in plan.branches:
            names = [plan.nodes[child] for child in branch.children]
            hidden = [n for n, name in enumerate(names) if printed.get(name) == ""]
            if len(hidden) != 1 or not printed.get(branch.id):
                continue
            if names[hidden[0]] not in plan.indicators:
                continue
            total = Fraction(printed[branch.id]) * sum(branch.weights)
            for n, name in enumerate(names):
                if n != hidden[0]:
                    total -= Fraction(printed[name]) * branch.weights[n]
            score = total / branch.weights[hidden[0]]
            scores_by_economy[economy, names[hidden[0]]] = float(
                min(max(score, Fraction(0)), Fraction(100))
            )
    return scores_by_economy


@pytest.mark.slow
def test_the_distance_to_itus_own_imputation(
    data: Path, result: ict.Result, by_income: ict.analysis.Imputation
) -> None:
    hidden = hidden_scores(data, result)
    other = by_income.what_if()
    cells = [cell for cell in by_income.cells if cell in hidden]
    apart = np.array([other.scores.loc[cell[0], cell[1]] - hidden[cell] for cell in cells])
    spread = apart.std(ddof=1)
    print(f"\n{len(cells)} cells: mean {apart.mean():+.1f}, deviation {spread:.1f}")
    print(f"absolute {np.abs(apart).mean():.1f}, {apart.min():+.1f} to {apart.max():+.1f}")
    totals = rows_of(data / "idi-2024" / "annex2.csv")
    printed = {row["iso3"]: float(row["idi"]) for row in totals}
    economies = sorted({economy for economy, _ in by_income.cells})
    gaps = np.array([other.scores.loc[economy, "idi"] - printed[economy] for economy in economies])
    print(f"index of {len(gaps)}: mean {gaps.mean():+.2f}, deviation {gaps.std(ddof=1):.2f}")
    assert len(gaps) == 40
    assert abs(gaps.mean()) < 1
    assert 3 < gaps.std(ddof=1) < 3.5
    assert gaps.min() == pytest.approx(-11.3, abs=0.1)
    assert gaps.max() == pytest.approx(10.4, abs=0.1)
    assert len(cells) > 20
    assert np.abs(apart).mean() < 25


def test_the_error_of_cells_left_out_is_largest_where_most_is_missing(
    by_income: ict.analysis.Imputation,
) -> None:
    errors = by_income.cross_validate()
    frame = errors.to_frame("group").set_index("group")
    # 13 of 393 and 19 of 83: where less is observed, more is missing and it is further off.
    low, high = frame.loc["low"], frame.loc["high"]
    assert low["missing"] / low["cells"] > 5 * high["missing"] / high["cells"]
    assert low["mean_absolute_error"] > 3 * high["mean_absolute_error"]
    plain = frame.loc["all", "mean_absolute_error"]
    assert errors.at_missing["mean_absolute_error"] > plain


@pytest.mark.slow
def test_years_are_interpolated_between_editions_and_not_beyond(data: Path) -> None:
    path = data / "idi-editions" / "IDIDataset_open.xlsx"
    tables = {
        edition: ict.read_observations(path, form="itu-idi", edition=edition)
        for edition in (2023, 2024, 2025)
    }
    result = ict.compute(ict.methodology("idi", 2024), tables[2024])
    panel = [tables[2023], tables[2025]]
    imputed = ict.analysis.impute(result, "linear", panel=panel)
    values = imputed.to_frame().set_index(["economy", "indicator"])
    # Printed for 2021 and 2023: 25.9 and 38.5.
    row = values.loc[("COD", "households-internet")]
    assert (row["value"], row["basis"]) == (pytest.approx(32.2), "2021;2023")
    assert imputed.unfilled
    wider = ict.analysis.impute(result, {"method": "linear", "extrapolate": True}, panel=panel)
    assert set(imputed.cells) < set(wider.cells)
