"""The release of estimates: what may be published, in what form, and when nothing may."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from survey_cases import make_mapping, make_records

from ictindex.core.errors import DocumentError, RefusedObservationsError, UsageError
from ictindex.submissions.surveys.estimate_release import SurveyRelease, release
from ictindex.submissions.surveys.survey_estimates import SurveyEstimates, estimate, read_survey
from ictindex.submissions.surveys.survey_mapping import read_mapping

# Records by sex and area, users first: 7 women of the country are too few.
COUNTS = {
    (1, "urban"): (40, 30), (1, "rural"): (4, 3), (2, "urban"): (35, 25), (2, "rural"): (20, 50),
}  # fmt: skip


def make_estimates(counts: dict[tuple[int, str], tuple[int, int]] = COUNTS) -> SurveyEstimates:
    rows = [
        {
            "hh": n, "member": 1, "stratum": 1 + n % 2, "psu": 1 + n % 12, "weight": 1.5,
            "age": 30, "sex": sex, "area": area, "done": 1, "net": answer, "phone": 1, "skill": 1,
        }
        for n, (sex, area, answer) in enumerate(
            (sex, area, answer)
            for (sex, area), pair in counts.items()
            for answer, count in zip((1, 2), pair, strict=True)
            for _ in range(count)
        )
    ]  # fmt: skip
    mapping = make_mapping()
    mapping["indicators"] = mapping["indicators"][:1]
    return estimate(read_survey(pd.DataFrame(rows), mapping), ("sex", "location"))


@pytest.fixture(scope="module")
def estimates() -> SurveyEstimates:
    return make_estimates()


@pytest.fixture(scope="module")
def released(estimates: SurveyEstimates) -> SurveyRelease:
    return release(estimates)


def find(released: SurveyRelease, sex: str, location: str) -> Any:
    return next(row for row in released.rows if (row["sex"], row["location"]) == (sex, location))


@pytest.mark.slow
def test_a_hidden_estimate_has_no_figure_and_its_reason(released: SurveyRelease) -> None:
    row = find(released, "F", "R")
    assert (row["status"], row["conf_status"]) == ("Q", "A")
    figures = (
        "value", "standard_error", "lower_bound", "upper_bound", "design_effect", "cases",
        "sample_size", "degrees_of_freedom", "confidence_level",
    )  # fmt: skip
    assert {row[name] for name in figures} == {None}
    others = [row for row in released.rows if row["conf_status"] == "D"]
    assert len(others) >= 3
    assert {row["value"] for row in others} == {None}


@pytest.mark.slow
def test_what_is_not_hidden_stays_as_it_was(
    estimates: SurveyEstimates, released: SurveyRelease
) -> None:
    for before, row in zip(estimates.estimates, released.rows, strict=True):
        if row["status"] != "Q":
            assert {name: row[name] for name in before._fields} == before._asdict()
            assert row["conf_status"] == "F"


def test_the_statement_of_thresholds(released: SurveyRelease) -> None:
    text = " ".join(released.to_text("en").split())
    assert (
        "Least records, without weights: 10 in the base; 3 in the numerator, and as many"
        " outside it." in text
    )
    assert "Records to either side that stay possible for a hidden count: 3." in text
    assert "Other tables of the same records were not tested." in text
    assert "There are no standard errors" not in text
    finding = released.findings[0]
    assert finding.message("en") == (
        "Estimates that are hidden for few records: 1; so that these do not follow from them: 3."
    )


@pytest.mark.slow
def test_a_part_without_records_has_no_value_and_is_not_a_normal_one() -> None:
    """Nobody of the rural area is in the denominator: all of them do not know."""
    mapping = {
        "schema": 1, "kind": "survey-mapping", "id": "no-answers", "title": "Invented",
        "economy": "XAA", "year": 2024, "source": "Invented", "records": "households",
        "population": {"coverage": "national"}, "weight": {"variable": "w", "unit": "household"},
        "breakdowns": {"location": {"variable": "area", "codes": {"U": ["u"], "R": ["r"]}}},
        "indicators": [{
            "indicator": "households-internet", "reference_period": "now",
            "unknown_answers": "out-of-denominator",
            "answers": [{"variable": "net", "yes": [1], "no": [2], "unknown": [9]}],
        }],
    }  # fmt: skip
    answers = [1] * 25 + [2] * 15 + [9] * 20
    records = pd.DataFrame({"w": 1.0, "net": answers, "area": ["u"] * 40 + ["r"] * 20})
    released = release(estimate(read_survey(records, mapping), ["location"]))
    assert [(row["location"], row["value"], row["status"]) for row in released.rows] == [
        ("_T", 62.5, "A"), ("U", 62.5, "A"), ("R", None, "O"),
    ]  # fmt: skip
    text = released.to_text("en")
    assert "There are no standard errors" in text and "missing value" in text


def test_as_observations_hidden_values_are_marked(released: SurveyRelease) -> None:
    cells = released.to_observations().cells
    hidden = [n for n, status in enumerate(cells["status"]) if status == "Q"]
    assert len(hidden) == 4
    assert {cells["value"][n] for n in hidden} == {None}
    assert sorted({cells["conf_status"][n] for n in hidden}) == ["A", "D"]


def test_it_is_refused_with_what_to_merge(estimates: SurveyEstimates) -> None:
    refused = release(estimates, secondary=False)
    assert refused.is_refused and refused.rows == ()
    finding = refused.findings[0]
    assert finding.message("en") == (
        "invented-2024: a count of few records of “Individuals using the Internet”, for "
        "location=R, sex=F, follows from the other figures or from an earlier release."
    )
    assert finding.remedy("en") == (
        "Merge in the mapping and estimate again, least loss first: location: U + R, sex: F + M."
    )
    with pytest.raises(RefusedObservationsError) as refusal:
        refused.to_observations()
    assert refusal.value.code == "survey.release-refused"
    assert "Nothing of this may be published." in refused.to_text("en")


@pytest.mark.slow
def test_a_whole_that_is_small_has_nothing_to_merge() -> None:
    few = make_estimates({(1, "urban"): (4, 3)})
    assert not release(few).is_refused
    assert {row["status"] for row in release(few).rows} == {"Q"}


@pytest.mark.slow
def test_an_earlier_release_as_result_and_as_file(
    tmp_path: Path, released: SurveyRelease, estimates: SurveyEstimates
) -> None:
    file = tmp_path / "release.json"
    file.write_text(json.dumps(released.to_dict()), "utf-8")
    larger = make_estimates(COUNTS | {(2, "urban"): (36, 25)})
    for earlier in (released, file):
        assert release(larger, earlier=[earlier], secondary=False).is_refused
        assert not release(estimates, earlier=[earlier]).is_refused


def test_other_files_and_surveys_are_refused(
    tmp_path: Path, released: SurveyRelease, estimates: SurveyEstimates
) -> None:
    file = tmp_path / "release.json"
    file.write_text("{}", "utf-8")
    with pytest.raises(UsageError) as refusal:
        release(estimates, earlier=[file])
    assert refusal.value.code == "survey.release-unreadable"
    record = released.to_dict()
    record["rows"][0]["year"] = 2019
    file.write_text(json.dumps(record), "utf-8")
    with pytest.raises(UsageError) as refusal:
        release(estimates, earlier=[file])
    assert refusal.value.code == "survey.release-other-survey"


def test_an_earlier_release_by_other_categories_is_refused(
    tmp_path: Path, estimates: SurveyEstimates
) -> None:
    """The difference of two categories that overlap is a cell that no sum of the gate has."""
    record = release(estimates).to_dict()
    for row in record["rows"]:
        row["location"] = {"R": "suburbs"}.get(row["location"], row["location"])
    file = tmp_path / "release.json"
    file.write_text(json.dumps(record), "utf-8")
    with pytest.raises(UsageError) as refusal:
        release(estimates, earlier=[file])
    assert refusal.value.code == "survey.release-other-categories"
    assert "other categories of location than invented-2024: suburbs." in str(refusal.value)


@pytest.mark.parametrize("name", ["records", "cases", "protection", "variation"])
def test_a_threshold_below_1_is_refused(estimates: SurveyEstimates, name: str) -> None:
    thresholds: dict[str, Any] = {name: 0}
    with pytest.raises(UsageError):
        release(estimates, **thresholds)


def test_large_errors_are_marked_and_published(estimates: SurveyEstimates) -> None:
    marked = release(estimates, variation=1)
    row = find(marked, "_T", "_T")
    assert row["status"] == "U" and row["value"] is not None
    assert "survey.release-unreliable" in {finding.code for finding in marked.findings}


def make_regions(*, with_sums: bool = True) -> SurveyEstimates:
    """Estimates of four provinces, of which two are a region."""
    counts = {"p1": (4, 3), "p2": (30, 20), "p3": (25, 15), "p4": (20, 22)}
    rows = [
        {"w": 1.0 + n % 3, "psu": n % 7, "place": name, "net": answer}
        for name, pair in counts.items()
        for answer, count in zip((1, 2), pair, strict=True)
        for n in range(count)
    ]
    province = {"variable": "place", "codes": {name: [name] for name in counts}}
    if with_sums:
        province["parents"] = {"north": ["p1", "p2"], "south": ["p3", "p4"]}
    mapping = make_mapping(
        records="households",
        weight={"variable": "w", "unit": "household"},
        design={"clusters": "psu"},
        breakdowns={"province": province},
        indicators=[{
            "indicator": "households-internet", "reference_period": "now",
            "answers": [{"variable": "net", "yes": [1], "no": [2]}],
        }],
    )  # fmt: skip
    for key in ("identifier", "filters", "age"):
        del mapping[key]
    return estimate(read_survey(pd.DataFrame(rows), mapping), ["province"])


@pytest.mark.slow
def test_a_region_is_estimated_from_the_records_of_its_provinces() -> None:
    estimates = {row.domain: row for row in make_regions().estimates}
    north = estimates["province=north"]
    assert (north.sample_size, north.cases) == (57, 34)
    rows = [estimates[f"province={name}"] for name in ("p1", "p2")]
    assert north.sample_size == sum(row.sample_size for row in rows)
    assert set(estimates) == {"_T"} | {
        f"province={name}" for name in ("p1", "p2", "p3", "p4", "north", "south")
    }


@pytest.mark.slow
def test_a_province_does_not_follow_from_its_region(tmp_path: Path) -> None:
    """With the region public, another province of the same region is hidden too."""
    released = release(make_regions())
    hidden = {row["domain"] for row in released.rows if row["status"] == "Q"}
    assert not released.is_refused
    assert {"province=p1", "province=p2"} <= hidden or "province=north" in hidden
    # An earlier release of the regions, as a file, is known by its declared sums.
    file = tmp_path / "release.json"
    record = released.to_dict()
    assert record["parents"] == [
        {"breakdown": "province", "code": "north", "parts": ["p1", "p2"]},
        {"breakdown": "province", "code": "south", "parts": ["p3", "p4"]},
    ]
    regions = {"_T", "province=north", "province=south"}
    record["rows"] = [dict(row) for row in make_all_public(record, regions)]
    file.write_text(json.dumps(record), "utf-8")
    again = release(make_regions(with_sums=False), earlier=[file])
    assert not again.is_refused
    hidden = {row["domain"] for row in again.rows if row["status"] == "Q"}
    assert {"province=p1", "province=p2"} <= hidden


def make_all_public(record: dict[str, Any], domains: set[str]) -> list[dict[str, Any]]:
    """Return the rows of some domains of a release, with their counts."""
    estimates = {row.domain: row for row in make_regions().estimates}
    return [
        row | {"sample_size": estimates[row["domain"]].sample_size,
               "cases": estimates[row["domain"]].cases}
        for row in record["rows"]
        if row["domain"] in domains
    ]  # fmt: skip


@pytest.mark.slow
def test_a_sum_with_other_parts_in_an_earlier_release_is_refused(tmp_path: Path) -> None:
    record = release(make_regions()).to_dict()
    record["parents"][0]["parts"] = ["p1", "p3"]
    file = tmp_path / "release.json"
    file.write_text(json.dumps(record), "utf-8")
    with pytest.raises(UsageError) as refusal:
        release(make_regions(), earlier=[file])
    assert refusal.value.code == "survey.release-other-categories"
    assert "of province than invented-2024: north." in str(refusal.value)


@pytest.mark.parametrize("parents", [{"n": []}, {"p1": ["p2"]}, {"n": ["p9"]}, {"_T": ["p1"]}])
def test_a_sum_that_is_none_is_a_fault_of_the_mapping(parents: dict[str, list[str]]) -> None:
    codes = {"p1": [1], "p2": [2]}
    mapping = make_mapping(
        breakdowns={"province": {"variable": "area", "codes": codes, "parents": parents}}
    )
    with pytest.raises(DocumentError) as refusal:
        read_mapping(mapping)
    assert {fault.code for fault in refusal.value.faults} == {"document.survey-parent"}


@pytest.mark.slow
def test_an_age_that_is_the_sum_of_two() -> None:
    groups = {"Y15T19": [15, 19], "Y20T24": [20, 24], "Y25T74": [25, 74]}
    mapping = make_mapping(age={"variable": "age", "groups": groups,
                                "parents": {"Y15T24": ["Y15T19", "Y20T24"]}})  # fmt: skip
    records = make_records()
    rows = estimate(read_survey(records, mapping), ["age"]).estimates
    youth = next(row for row in rows if row.age == "Y15T24" and row.indicator == "internet-users")
    within = records[records["age"].between(15, 24)]
    users = within.loc[within["net"] == 1, "weight"].sum()
    assert youth.value == pytest.approx(100 * users / within["weight"].sum())
    assert youth.sample_size == len(within)
    # The same group as one of its own has the same error.
    mapping["age"] = {"variable": "age", "groups": {"Y15T24": [15, 24]}}
    alone = estimate(read_survey(records, mapping), ["age"]).estimates
    other = next(row for row in alone if row.age == "Y15T24" and row.indicator == "internet-users")
    assert (youth.standard_error, youth.design_effect) == (
        other.standard_error,
        other.design_effect,
    )
