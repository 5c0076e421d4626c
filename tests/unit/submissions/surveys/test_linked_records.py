"""Two files of one survey: households and persons, joined the same way by every library."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyreadstat
import pytest
from survey_cases import make_mapping

from ictindex.core.errors import DocumentError, UsageError
from ictindex.submissions.surveys.linked_records import (
    compose_households,
    count_children,
    join_households,
)
from ictindex.submissions.surveys.mapping_suggestions import suggest_mapping
from ictindex.submissions.surveys.survey_estimates import Survey, estimate, read_survey

HOUSEHOLDS = pd.DataFrame(
    {
        "hhid": [11, 12, 13, 21, 22, 23],
        "area": ["urban", "urban", "rural", "rural", "urban", "rural"],
        "stratum": [1, 1, 1, 2, 2, 2],
        "psu": [101, 102, 103, 201, 202, 203],
        "weight": [10.0, 20.0, 30.0, 10.0, 40.0, 50.0],
        "net": [1, 2, 1, 1, 2, 2],
    }
)
PERSONS = pd.DataFrame(
    {
        "hh": [11, 11, 12, 13, 13, 13, 21, 22, 23],
        "member": [1, 2, 1, 1, 2, 3, 1, 1, 1],
        "age": [40, 10, 70, 30, 5, 1, 20, 999, 50],
        "uses": [1, 2, 2, 1, 1, 2, 1, 2, 2],
    }
)


def map_persons(**changes: Any) -> dict[str, Any]:
    names = {"area": "area", "stratum": "stratum", "psu": "psu", "weight": "weight"}
    answers = [{"variable": "uses", "yes": [1], "no": [2]}]
    mapping = make_mapping(
        identifier=["hh", "member"],
        households={"key": {"hh": "hhid"}, "variables": names},
        breakdowns={"location": {"variable": "area", "codes": {"U": ["urban"], "R": ["rural"]}}},
        indicators=[{"indicator": "internet-users", "reference_period": "P3M", "answers": answers}],
    )
    for key in ("filters", "age"):
        del mapping[key]
    return mapping | changes


def map_households(**changes: Any) -> dict[str, Any]:
    answers = [{"variable": "net", "yes": [1], "no": [2]}]
    members = {"key": {"hhid": "hh"}, "person": "member", "age": "age", "unknown": [999]}
    mapping = map_persons(
        records="households",
        identifier=["hhid"],
        members=members | {"children_to": 14},
        weight={"variable": "weight", "unit": "household"},
        indicators=[
            {"indicator": "households-internet", "reference_period": "now", "answers": answers}
        ],
    )
    del mapping["households"]
    return mapping | changes


def read_persons(persons: Any = PERSONS, households: Any = HOUSEHOLDS, **options: Any) -> Survey:
    return read_survey(persons, map_persons(), linked=households, **options)


def shares(survey: Survey, by: str, column: str) -> dict[str, float | None]:
    rows = estimate(survey, [by]).estimates
    return {getattr(row, column): row.value for row in rows}


@pytest.mark.slow
def test_persons_take_weight_design_and_location_of_their_household() -> None:
    survey = read_persons()
    assert not survey.findings.errors, [f.message("en") for f in survey.findings]
    # By hand: users weigh 10 + 30 + 30 + 10 of 10+10+20+30+30+30+10+40+50; in towns 10 of 80.
    assert shares(survey, "location", "location") == pytest.approx(
        {"_T": 100 * 80 / 230, "U": 100 * 10 / 80, "R": 100 * 70 / 150}
    )
    merged = PERSONS.merge(HOUSEHOLDS.drop(columns="net"), left_on="hh", right_on="hhid")
    mapping = map_persons()
    del mapping["households"]
    one_file = estimate(read_survey(merged, mapping), ["location"]).estimates
    both_files = estimate(survey, ["location"]).estimates
    assert one_file == both_files


@pytest.mark.slow
def test_households_with_children_follow_from_the_ages_of_their_persons() -> None:
    survey = read_survey(HOUSEHOLDS, map_households(), linked=PERSONS)
    # By hand: 11 and 13 have children, both online; of 12, 21, 23 one is, and of 22 the only age
    # is not known: it is in the total and in no part.
    assert shares(survey, "household-composition", "domain") == pytest.approx(
        {
            "_T": 100 * 50 / 160,
            "household-composition=with-children": 100.0,
            "household-composition=without-children": 100 * 10 / 80,
        }
    )
    unknown = (
        "'household-composition' is missing: such records are in the totals and in no part. "
        "Records: 1."
    )
    assert unknown in [finding.message("en") for finding in survey.findings]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_files_give_what_frames_give(tmp_path: Path, engine: str) -> None:
    expected = estimate(read_persons(), ["location"]).estimates
    PERSONS.to_parquet(tmp_path / "persons.parquet")
    HOUSEHOLDS.to_csv(tmp_path / "households.csv", index=False)
    survey = read_persons(tmp_path / "persons.parquet", tmp_path / "households.csv", engine=engine)
    assert estimate(survey, ["location"]).estimates == expected
    composed = map_households()
    HOUSEHOLDS.to_parquet(tmp_path / "households.parquet")
    of_files = read_survey(
        tmp_path / "households.parquet",
        composed,
        linked=tmp_path / "persons.parquet",
        engine=engine,
    )
    of_frames = read_survey(HOUSEHOLDS, composed, linked=PERSONS)
    by = ["household-composition"]
    assert estimate(of_files, by).estimates == estimate(of_frames, by).estimates


@pytest.mark.slow
def test_a_fault_after_the_join_names_the_line_of_its_file(tmp_path: Path) -> None:
    persons = PERSONS.assign(uses=PERSONS["uses"].where(PERSONS.index != 6, 7))
    persons.to_parquet(tmp_path / "persons.parquet")
    survey = read_persons(tmp_path / "persons.parquet")
    (error,) = survey.findings.errors
    assert (error.code, error.address.line) == ("survey.code-unlisted", 7)


LIBRARIES = {
    "pandas": lambda frame: nw.from_native(frame),
    "polars": lambda frame: nw.from_native(pl.from_pandas(frame)),
    "polars-lazy": lambda frame: nw.from_native(pl.from_pandas(frame).lazy()),
    "duckdb": lambda frame: nw.from_native(duckdb.from_df(frame)),
}


def collect(frame: Any, by: list[str]) -> list[list[Any]]:
    """Return the rows of a frame in the order of some columns, gaps as ``None``."""
    frame = frame.collect("pandas") if isinstance(frame, nw.LazyFrame) else frame
    native = frame.to_pandas().sort_values(by)[sorted(frame.columns)]
    return [[None if cell != cell else cell for cell in row] for row in native.values.tolist()]


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library_joins_and_counts_the_same(library: str) -> None:
    """A missing key matches nothing: pandas would match one gap with another by itself."""
    make = LIBRARIES[library]
    persons = PERSONS.assign(hh=PERSONS["hh"].where(PERSONS.index != 0).astype(float))
    persons.loc[4, "age"] = None
    lookup = pd.DataFrame({"ictindex_key_0": [12, 13], "area": ["urban", None]})
    joined = join_households(make(persons), make(lookup), ["hh"], {"hh": "number"})
    rows = collect(joined.select("member", "hh", "area"), ["hh", "member"])
    assert [row[0] for row in rows] == [None, "urban", None, None, None, None, None, None, None]
    counted = count_children(make(persons), ["hh"], "age", [999], 14)
    composed = compose_households(counted)
    of_homes = composed.filter(nw.col("hh") > 0)
    assert [row[1] for row in collect(of_homes, ["hh"])] == [1, 2, 1, 2, None, 2]


def changed(frame: pd.DataFrame, row: int, **cells: Any) -> pd.DataFrame:
    other = frame.copy().astype(dict.fromkeys(cells, object))
    for name, cell in cells.items():
        other.loc[row, name] = cell
    return other.infer_objects()


CASES = {
    "a person without household": (
        changed(PERSONS, 3, hh=99),
        HOUSEHOLDS,
        "survey.link-unmatched",
        "DataFrame, line 4, column hh: The record belongs to no household of the other file: it "
        "has none with this 'hh' (99). Records: 1.",
    ),
    "a household twice": (
        PERSONS,
        pd.concat([HOUSEHOLDS, HOUSEHOLDS.iloc[[2]]], ignore_index=True),
        "survey.record-twice",
        "DataFrame, line 7, column hhid: The record is there twice by 'hhid', first in line 3. "
        "Repeated records: 1.",
    ),
    "a household without key": (
        PERSONS[PERSONS["hh"] != 12],
        changed(HOUSEHOLDS, 1, hhid=None),
        "survey.identifier-missing",
        "DataFrame, line 2, column hhid: A part of the name of the record, 'hhid', is missing. "
        "Records: 1.",
    ),
    "keys of two kinds": (
        PERSONS,
        HOUSEHOLDS.assign(hhid="h" + HOUSEHOLDS["hhid"].astype(str)),
        "survey.link-kinds",
        "DataFrame, column hhid: 'hh' of one file and 'hhid' of the other name the same household, "
        "but one has numbers and the other texts.",
    ),
    "a name in both files": (
        PERSONS.assign(area="urban"),
        HOUSEHOLDS,
        "survey.link-name-taken",
        "DataFrame, column area: 'area' is in both files: it is not clear which one is meant.",
    ),
    "keys that are not exact": (
        PERSONS,
        HOUSEHOLDS.assign(hhid=HOUSEHOLDS["hhid"] + 2**60),
        "survey.link-digits",
        "DataFrame, column hhid: Numbers of 'hhid' have more digits than can be compared exactly.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_does_not_fit_is_an_error_with_its_line(name: str) -> None:
    persons, households, code, message = CASES[name]
    survey = read_persons(persons, households)
    errors = {finding.code: finding for finding in survey.findings.errors}
    assert f"{errors[code].where('en')}: {errors[code].message('en')}" == message


def test_a_household_without_persons_is_a_warning_in_both_directions() -> None:
    persons = PERSONS[PERSONS["hh"] != 21].reset_index(drop=True)
    survey = read_persons(persons)
    (finding,) = [f for f in survey.findings if f.code == "survey.link-alone"]
    assert (finding.level, finding.address.line) == ("warning", 4)
    assert finding.message("en") == (
        "No person of the other file belongs to the household by 'hhid'. Households: 1."
    )
    assert not survey.findings.errors and survey.count == len(persons)
    of_households = read_survey(HOUSEHOLDS, map_households(), linked=persons)
    (finding,) = [f for f in of_households.findings if f.code == "survey.link-alone"]
    assert (finding.level, finding.address.line) == ("warning", 4)
    assert not of_households.findings.errors


def test_persons_of_a_roster_without_household_and_twice_are_errors() -> None:
    persons = pd.concat([PERSONS, PERSONS.iloc[[0]]], ignore_index=True)
    persons.loc[6, "hh"] = 77
    persons.loc[5, "age"] = 300
    survey = read_survey(HOUSEHOLDS, map_households(), linked=persons)
    errors = {finding.code: finding.address.line for finding in survey.findings.errors}
    assert errors == {
        "survey.record-twice": 10, "survey.link-unmatched": 7, "survey.age-impossible": 6,
    }  # fmt: skip


def test_a_second_file_is_needed_if_the_mapping_names_it() -> None:
    with pytest.raises(UsageError, match=r"names a second file in its part \[households\]"):
        read_survey(PERSONS, map_persons())
    alone = map_persons()
    del alone["households"]
    with pytest.raises(UsageError, match="names none"):
        read_survey(HOUSEHOLDS, alone, linked=HOUSEHOLDS)


def test_a_second_file_of_the_same_records_or_without_key_is_refused() -> None:
    empty = copy.deepcopy(map_persons())
    empty["households"]["key"] = {}
    for mapping, code in (
        (map_households(households=map_persons()["households"]), "document.survey-link-records"),
        (map_persons(members=map_households()["members"]), "document.survey-link-records"),
        (empty, "document.survey-link-empty"),
    ):
        with pytest.raises(DocumentError) as raised:
            read_survey(PERSONS, mapping, linked=HOUSEHOLDS)
        assert [fault.code for fault in raised.value.faults] == [code]


def test_a_variable_that_the_second_file_has_not_is_named() -> None:
    survey = read_persons(households=HOUSEHOLDS.rename(columns={"stratum": "stratum_1"}))
    (error,) = survey.findings.errors
    assert error.message("en") == (
        "DataFrame has no variable 'stratum', which 'households.variables.stratum' names; "
        "probably meant: stratum_1."
    )


def test_a_suggestion_has_the_key_and_what_only_the_second_file_has() -> None:
    """The weight, which has a fraction and differs everywhere, is not taken for a key."""
    households = HOUSEHOLDS.rename(columns={"hhid": "hh"}).assign(wt=[1.5, 2.5, 3.5, 4.5, 5.5, 6.5])
    wt = dict(zip(households["hh"], households["wt"], strict=True))
    persons = PERSONS.assign(hh=PERSONS["hh"].astype(float), wt=PERSONS["hh"].map(wt))
    persons = persons[["wt", "hh", "member", "age", "uses"]]
    labels = [
        {"variable": "uses", "label": "Used the Internet", "code": 1, "meaning": "Yes"},
        {"variable": "net", "label": "Internet in the household", "code": 1, "meaning": "Yes"},
        {"variable": "area", "label": "Urban or rural", "code": "urban", "meaning": "Urban"},
    ]
    options = {"codebook": labels, "language": "en"}
    of_persons = tomllib.loads(suggest_mapping(persons, linked=households, **options))
    assert of_persons["households"] == {
        "confirmed": False,
        "key": {"hh": "hh"},
        "variables": {"weight": "weight", "psu": "psu", "stratum": "stratum", "area": "area"},
    }
    assert of_persons["breakdowns"]["location"]["codes"]["U"] == ["urban"]
    of_households = tomllib.loads(suggest_mapping(households, linked=persons, **options))
    assert of_households["members"] == {
        "confirmed": False, "key": {"hh": "hh"}, "person": "?", "age": "age", "children_to": "?",
    }  # fmt: skip
    other = tomllib.loads(suggest_mapping(PERSONS, linked=HOUSEHOLDS, **options))
    assert other["households"]["key"] == {"?": "?"}


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        ({1: "Yes", 2: "No"}, []),
        ({1: "No", 2: "Yes"}, ["yes", "no"]),
        ({1: "Non, jamais", 2: "Oui"}, ["yes", "no"]),
        ({1: "Нет", 2: "Да"}, ["yes", "no"]),
        ({1: "否", 2: "是"}, ["yes", "no"]),
        ({1: "لا", 2: "نعم"}, ["yes", "no"]),
        ({1: "No", 2: "Sí"}, ["yes", "no"]),
        ({1: "No sabe", 2: "Never"}, []),
    ],
)
def test_a_label_that_says_the_opposite_is_a_warning(
    tmp_path: Path, labels: dict[int, str], named: list[str]
) -> None:
    """Yes and no exchanged: the labels of an SPSS file say so."""
    frame = PERSONS.merge(HOUSEHOLDS.drop(columns="net"), left_on="hh", right_on="hhid")
    pyreadstat.write_sav(frame, tmp_path / "persons.sav", variable_value_labels={"uses": labels})
    mapping = map_persons()
    del mapping["households"]
    survey = read_survey(tmp_path / "persons.sav", mapping)
    warnings = [f for f in survey.findings if f.code == "survey.label-contradicts"]
    assert [finding.details["key"] for finding in warnings] == named
    assert not survey.findings.errors
    if labels[1] == "No":
        assert warnings[0].message("en") == (
            "The mapping says that '1' of 'uses' means yes, and the file labels it 'No'."
        )
