"""A proposed indicator assessed on the annex of the IDI 2024: against scipy on the printed values.

The pilot has the printed values of an indicator of the annex under another name, so that its
correlation with that indicator is 1, and those with the others are known from the print.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from proposal_cases import pilot_of, write_proposal
from real_files import COLUMNS, CONSTANTS, FLAGS, VALUES, rows_of
from scipy import stats

import ictindex as ict
from ictindex.definitions import catalogue

SAME = "mobile_owner"


@pytest.fixture(scope="module")
def annex(data: Path) -> list[dict[str, str]]:
    return rows_of(data / "idi-2024" / "annex2.csv")


@pytest.fixture(scope="module")
def paper(
    data: Path, annex: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> ict.review.ProposalAssessment:
    values = {row["iso3"]: (row[SAME], "1.5", "3000") for row in annex if row[SAME]}
    path = write_proposal(tmp_path_factory.mktemp("real"), pilot=pilot_of(values))
    table = ict.read_observations(
        data / "idi-2024" / "annex2.csv", columns=COLUMNS, constants=CONSTANTS, flags=FLAGS
    )
    return ict.review.assess_proposal(path, table, edition=2024, closed=True)


@pytest.mark.slow
def test_correlations_with_the_printed_values_are_those_of_scipy(
    paper: ict.review.ProposalAssessment, annex: list[dict[str, str]]
) -> None:
    frame = paper.to_frame("correlations").set_index("node")
    for column, indicator in VALUES.items():
        pairs = [
            (float(row[SAME]), float(row[column])) for row in annex if row[SAME] and row[column]
        ]
        first, second = zip(*pairs, strict=True)
        assert frame.loc[indicator, "economies"] == len(pairs)
        assert frame.loc[indicator, "pearson"] == pytest.approx(
            stats.pearsonr(first, second).statistic
        )
        assert frame.loc[indicator, "spearman"] == pytest.approx(
            stats.spearmanr(first, second).statistic
        )
    assert frame.loc[VALUES[SAME], "pearson"] == pytest.approx(1)


@pytest.mark.slow
def test_the_index_without_the_indicator_is_the_printed_one(
    paper: ict.review.ProposalAssessment, annex: list[dict[str, str]]
) -> None:
    """79 economies have every input in print, and print is rounded: the last digit may differ."""
    printed = {row["iso3"]: float(row["idi"]) for row in annex if row["idi"]}
    frame = paper.to_frame().set_index("economy")["before"].dropna()
    differences = [abs(frame[economy] - printed[economy]) for economy in frame.index]
    assert len(differences) == 79 and max(differences) < 0.15
    assert sum(difference < 0.05 for difference in differences) > 0.8 * len(differences)


def test_the_distribution_of_changes_is_that_of_the_rows(
    paper: ict.review.ProposalAssessment,
) -> None:
    rows = paper.to_frame()
    differences = (rows["after"] - rows["before"]).dropna()
    effect = paper.to_frame("effect").iloc[0]
    assert effect["economies"] == len(differences)
    assert effect["higher"] == (differences > 0.05).sum()
    assert effect["lower"] == (differences < -0.05).sum()
    assert effect["higher"] + effect["lower"] + effect["same"] == len(differences)
    shown = effect[["lower_quartile", "median", "upper_quartile"]].astype(float).tolist()
    assert shown == pytest.approx(np.percentile(differences, [25, 50, 75]).tolist(), abs=1e-9)


def test_coverage_by_region_is_that_of_the_print(
    paper: ict.review.ProposalAssessment, annex: list[dict[str, str]]
) -> None:
    piloted = {row["iso3"] for row in annex if row[SAME]}
    regions = catalogue.groups("itu-region", "idi-2024").groups
    frame = paper.to_frame("coverage").set_index(["grouping", "group"])["economies"]
    for region, members in regions.items():
        assert frame["itu-region", region] == len(piloted.intersection(members))
    assert frame.loc["itu-region"].sum() == len(piloted)
