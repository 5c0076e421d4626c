"""Estimates from records: shares and errors by hand, breakdowns, observations, refusals."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from survey_cases import make_mapping, make_records

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.submissions.surveys.survey_estimates import (
    SurveyEstimate,
    SurveyEstimates,
    estimate,
    read_survey,
)


def run(*by: str, frame: Any = None, **changes: Any) -> SurveyEstimates:
    """Return the estimates of the invented survey."""
    records = make_records() if frame is None else frame
    return estimate(read_survey(records, make_mapping(**changes)), by)


def find(estimates: SurveyEstimates, indicator: str, **parts: str) -> SurveyEstimate:
    return next(
        row
        for row in estimates.estimates
        if row.indicator == indicator
        and all(getattr(row, name) == part for name, part in parts.items())
    )


def linearise(frame: pd.DataFrame, yes: pd.Series, of: pd.Series) -> tuple[float, float]:
    """Return a share and its error by the textbook, cluster by cluster, with fractions."""
    weights = [Fraction(w) for w in frame["weight"]]
    base = sum(w for w, member in zip(weights, of, strict=True) if member)
    top = sum(w for w, y, member in zip(weights, yes, of, strict=True) if y and member)
    share = top / base
    totals: dict[int, dict[int, Fraction]] = {}
    rows = zip(frame["stratum"], frame["psu"], weights, yes, of, strict=True)
    for stratum, cluster, weight, y, member in rows:
        score = weight * (int(y) - share) / base if member else Fraction(0)
        clusters = totals.setdefault(stratum, {})
        clusters[cluster] = clusters.get(cluster, Fraction(0)) + score
    variance = Fraction(0)
    for clusters in totals.values():
        mean = sum(clusters.values()) / len(clusters)
        squares = sum((score - mean) ** 2 for score in clusters.values())
        variance += Fraction(len(clusters), len(clusters) - 1) * squares
    return float(100 * share), 100 * math.sqrt(variance)


@pytest.mark.parametrize("part", ["_T", "U", "R"])
def test_share_and_error_by_the_textbook(part: str) -> None:
    """Also of a domain: a cluster without a member of it counts with zero."""
    frame = make_records()
    of = frame["area"].isin(
        ["urban", "rural"] if part == "_T" else [{"U": "urban", "R": "rural"}[part]]
    )
    share, error = linearise(frame, frame["net"].eq(1), of)
    row = find(run("location"), "internet-users", location=part)
    assert (row.value, row.standard_error) == pytest.approx((share, error), rel=1e-12)
    assert row.sample_size == int(of.sum())
    assert row.cases == int((frame["net"].eq(1) & of).sum())
    assert row.error_method == "linearization"


@pytest.mark.slow
def test_users_who_were_not_asked_stay_in_the_denominator() -> None:
    """4.4.1: of all in scope, not of users alone."""
    frame = make_records()
    row = find(run(), "individuals-ict-skills")
    assert row.sample_size == 48
    share = frame.loc[frame["skill"].eq(1), "weight"].sum() / frame["weight"].sum()
    assert row.value == pytest.approx(100 * share)


def test_unknown_answers_out_of_the_denominator() -> None:
    mapping = make_mapping()
    mapping["indicators"][0]["unknown_answers"] = "out-of-denominator"
    frame = make_records()
    of = frame["net"].ne(9)
    row = find(estimate(read_survey(frame, mapping)), "internet-users")
    share, error = linearise(frame, frame["net"].eq(1), of)
    assert (row.value, row.standard_error) == pytest.approx((share, error), rel=1e-12)
    assert row.comparability == "comparable-with-note"


@pytest.mark.slow
def test_crosses_have_all_totals() -> None:
    rows = [r for r in run("sex", "location").estimates if r.indicator == "internet-users"]
    assert [(r.sex, r.location) for r in rows] == [
        ("_T", "_T"), ("F", "_T"), ("M", "_T"), ("_T", "U"), ("_T", "R"),
        ("F", "U"), ("F", "R"), ("M", "U"), ("M", "R"),
    ]  # fmt: skip
    assert rows[0].sample_size == sum(row.sample_size for row in rows[5:])


@pytest.mark.slow
def test_ages_in_groups() -> None:
    frame = make_records()
    rows = [r for r in run("age").estimates if r.indicator == "internet-users"]
    sizes = {row.age: row.sample_size for row in rows}
    assert sizes["Y_LT15"] == int((frame["age"] < 15).sum())
    assert sizes["Y_GE75"] == int((frame["age"] >= 75).sum())


@pytest.mark.slow
def test_a_breakdown_of_ones_own_is_in_no_table_of_observations() -> None:
    own = {"region": {"variable": "stratum", "codes": {"north": [1, 2], "south": [3, 4]}}}
    estimates = run("region", breakdowns=own, design={"clusters": "psu"})
    domains = [r.domain for r in estimates.estimates if r.indicator == "internet-users"]
    assert domains == ["_T", "region=north", "region=south"]
    assert len(estimates.to_observations()) == 2  # internet-users and mobile-phone-ownership
    assert "region=north" in estimates.to_text("en")


@pytest.mark.slow
def test_the_finite_population_makes_the_error_smaller() -> None:
    """Three of 50 clusters in each stratum: times the root of 1 - 3/50."""
    mapping = make_mapping()
    mapping["design"] |= {"populations": "clusters_in_stratum"}
    with_finite = find(estimate(read_survey(make_records(), mapping)), "internet-users")
    without = find(run(), "internet-users")
    ratio = (with_finite.standard_error or 0) / (without.standard_error or 1)
    assert ratio == pytest.approx(math.sqrt(1 - 3 / 50), rel=1e-12)


def test_replicate_weights_of_the_file() -> None:
    """Successive differences: four thirds of the sum of squares, around the estimate."""
    frame = make_records()
    columns = [f"r{n}" for n in range(3)]
    for n, column in enumerate(columns):
        frame[column] = frame["weight"] * (1 + ((frame.index + n) % 3 - 1) / 2)
    mapping = make_mapping(replicates={"columns": columns, "method": "successive-difference"})
    del mapping["design"]
    row = find(estimate(read_survey(frame, mapping)), "mobile-phone-ownership")
    yes = frame["phone"].eq(1)

    def share(weight: str) -> float:
        return 100 * float(frame.loc[yes, weight].sum() / frame[weight].sum())

    squares = sum((share(column) - share("weight")) ** 2 for column in columns)
    assert row.value == pytest.approx(share("weight"))
    assert row.standard_error == pytest.approx(math.sqrt(4 / 3 * squares), rel=1e-9)
    assert (row.error_method, row.degrees_of_freedom) == ("successive-difference", 2)


def test_no_design_no_error_and_it_says_so() -> None:
    mapping = make_mapping()
    del mapping["design"]
    estimates = estimate(read_survey(make_records(), mapping))
    assert {row.standard_error for row in estimates.estimates} == {None}
    assert {row.lower_bound for row in estimates.estimates} == {None}
    assert "There are no standard errors: the file has no strata" in estimates.to_text("en")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_a_file_gives_the_same_digits_by_every_engine(tmp_path: Path, engine: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    frame, path = make_records(), tmp_path / "s.parquet"
    assert len(frame) == 48
    duckdb.sql("select * from frame").write_parquet(str(path))
    survey = read_survey(path, make_mapping(), engine=engine)
    assert survey.count == 48 and not survey.findings
    assert estimate(survey, ["sex", "location"]).estimates == run("sex", "location").estimates


@pytest.mark.slow
def test_observations_with_their_precision() -> None:
    table = run("sex").to_observations(language="en")
    assert len(table) == 6 and not table.findings
    cells = table.cells
    row = list(zip(cells["indicator"], cells["sex"], strict=True)).index(("internet-users", "F"))
    source = find(run("sex"), "internet-users", sex="F")
    assert float(cells["value"][row]) == pytest.approx(source.value, abs=5e-7)
    assert float(cells["standard_error"][row]) == pytest.approx(source.standard_error, abs=5e-7)
    assert cells["sample_size"][row] == source.sample_size
    assert cells["error_method"][row] == "linearization"
    assert cells["made_by"][row].endswith("survey estimate, mapping invented-2024")
    assert (cells["status"][row], cells["note"][row]) == ("A", "comparable")


def test_what_is_not_comparable_has_the_status_of_another_definition() -> None:
    mapping = make_mapping()
    mapping["indicators"][0]["reference_period"] = "P12M"
    table = estimate(read_survey(make_records(), mapping)).to_observations(language="en")
    statuses = dict(zip(table.cells["indicator"], table.cells["status"], strict=True))
    assert statuses == {"internet-users": "D", "mobile-phone-ownership": "A"}
    assert table.cells["note"][0] == "not comparable: another reference period"


@pytest.mark.slow
def test_refusals() -> None:
    survey = read_survey(make_records(), make_mapping())
    with pytest.raises(UsageError, match="The mapping has no breakdown by 'state'"):
        estimate(survey, ["state"])
    with pytest.raises(UsageError):
        read_survey(make_records(), make_mapping(), engine="spss")
    radio = {
        "indicator": "households-radio",
        "reference_period": "now",
        "answers": [{"variable": "net", "yes": [1], "no": [2, 9]}],
    }
    mapping = make_mapping(
        records="households", weight={"variable": "weight", "unit": "household"}, indicators=[radio]
    )
    with pytest.raises(UsageError, match="has a place in the table of observations"):
        estimate(read_survey(make_records(), mapping)).to_observations()


def test_a_level_that_is_no_percentage_is_refused() -> None:
    survey = read_survey(make_records(), make_mapping())
    for level in (-1, 0, 100, 200, math.nan, 0.95):
        with pytest.raises(UsageError) as refusal:
            estimate(survey, level=level)
        assert str(refusal.value) == (
            "The argument 'level' must be a confidence level in percent, from 1 to below 100, such "
            f"as 95 (not 0.95); it is '{level}'. Give such a value."
        )


@pytest.mark.slow
def test_pages_and_frames() -> None:
    estimates = run("sex")
    frame = estimates.to_frame()
    assert list(frame["sex"].unique()) == ["_T", "F", "M"]
    assert list(frame["location"].unique()) == ["_T"]
    page = estimates.to_text("en")
    assert "not for publication: cells of few records may be in it" in page
    assert "Individuals with ICT skills (programming)" in page
    survey = ict.surveys.read_survey(make_records(), make_mapping())
    assert survey.to_dict()["indicators"][0]["comparability"] == "comparable"


@pytest.mark.slow
def test_weights_of_more_digits_than_sums_can_have_stop_the_estimate() -> None:
    frame = make_records()
    frame["weight"] *= 10**10
    mapping = make_mapping()
    mapping["weight"] |= {"total": round(frame["weight"].sum())}
    survey = read_survey(frame, mapping)
    assert not survey.findings.errors
    with pytest.raises(UsageError, match=r"records could not be summed \(weight-too-large\)"):
        estimate(survey)


@pytest.mark.slow
def test_at_100_percent_there_is_an_interval_and_no_error_of_zero() -> None:
    frame = make_records().assign(phone=1)
    estimates = run(frame=frame)
    row = find(estimates, "mobile-phone-ownership")
    assert (row.value, row.standard_error) == (100.0, None)
    assert row.lower_bound is not None and 80 < row.lower_bound < 100
    assert row.degrees_of_freedom == 8
    table = estimates.to_observations()
    judged = ict.validate(table, year=2024)
    assert not [f for f in judged.findings if f.rule in ("P14", "P15", "P16")]


@pytest.mark.slow
def test_a_long_run_tells_how_far_it_is(tmp_path: Path) -> None:
    file = tmp_path / "records.parquet"
    frame = make_records()
    frame.to_parquet(file)
    checked: list[tuple[int, int]] = []
    summed: list[tuple[int, int]] = []
    survey = read_survey(file, make_mapping(), on_progress=lambda *counts: checked.append(counts))
    estimates = estimate(survey, on_progress=lambda *counts: summed.append(counts))
    assert checked[-1] == (len(frame), len(frame))
    assert summed == sorted(summed) and summed[-1] == (100, 100)
    assert len({done for done, _ in summed}) > 2  # not only its end
    loaded = estimate(read_survey(file, make_mapping(), engine="pandas"))
    assert loaded.estimates == estimates.estimates


def test_one_breakdown_may_be_a_text() -> None:
    records, mapping = make_records(), make_mapping()
    survey = read_survey(records, mapping)
    assert estimate(survey, by="sex").by == ("sex",)
    with pytest.raises(UsageError, match="no breakdown by 'gender'"):
        estimate(survey, by="gender")
