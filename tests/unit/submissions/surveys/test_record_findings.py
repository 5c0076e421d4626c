"""Findings in records: the first record and how many there are, in one part or in many."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from survey_cases import make_mapping, make_records

from ictindex.submissions.surveys.record_findings import RecordCheck, check_records
from ictindex.submissions.surveys.survey_mapping import read_mapping
from ictindex.submissions.surveys.survey_records import open_frame


def test_a_finding_names_the_first_record_and_their_number() -> None:
    frame = make_records()
    frame.loc[[7, 20, 31], "net"] = [5, 6, 5]
    mapping = read_mapping(make_mapping())
    records = open_frame(frame, "s.csv").choose(mapping.variables)
    (finding,) = check_records(replace(records, first_line=2), mapping).list_findings()
    assert finding.where("en") == "s.csv, line 9, column net"  # the eighth record, after a header
    assert finding.advice("en") == (
        "'net' has codes that the mapping does not have: 5, 6. Records: 3. "
        "Give each code a meaning in the mapping, or correct the records."
    )


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 5, 48])
def test_parts_of_a_file_have_the_findings_of_the_whole(size: int) -> None:
    frame = pd.concat([make_records(), make_records().iloc[[3]]], ignore_index=True)
    frame.loc[[7, 20], "net"] = [5, 6]
    frame.loc[30, "weight"] = -2.0
    frame.loc[11, "stratum"] = 1
    mapping = read_mapping(make_mapping())
    records = open_frame(frame, "frame").choose(mapping.variables)
    whole = check_records(records, mapping).list_findings()
    check = RecordCheck(records, mapping)
    for first in range(0, len(frame), size):
        check.add_batch(records.frame.iloc[first : first + size])
    parts = check.list_findings()
    assert [f.to_dict("en") for f in parts] == [f.to_dict("en") for f in whole]
    assert {"survey.code-unlisted", "survey.weight-negative", "survey.record-twice"} <= {
        f.code for f in parts
    }


def test_a_record_that_is_twice_names_both_lines() -> None:
    frame = pd.concat([make_records(), make_records().iloc[[2]]], ignore_index=True)
    mapping = read_mapping(make_mapping())
    records = open_frame(frame, "frame").choose(mapping.variables)
    (finding,) = check_records(records, mapping).list_findings()
    assert finding.address is not None and finding.address.line == 49
    assert "first in line 3. Repeated records: 1." in finding.message("en")


def test_clusters_may_be_numbered_within_each_stratum() -> None:
    frame = make_records()
    frame["psu"] %= 10
    mapping = make_mapping()
    stated = read_mapping(mapping)
    records = open_frame(frame, "frame").choose(stated.variables)
    codes = [f.code for f in check_records(records, stated).list_findings()]
    assert codes == ["survey.design-exchanged"]  # four strata, and three clusters by their numbers
    mapping["design"] |= {"numbered": "within-strata"}
    assert check_records(records, read_mapping(mapping)).list_findings() == []


def test_the_three_percent_of_mexico() -> None:
    """The weights of dwellings add up to 3 % more than there are households: a warning."""
    frame, mapping = make_records(), make_mapping()
    total = frame["weight"].sum()
    mapping["weight"] |= {"total": round(total / 1.03)}
    stated = read_mapping(mapping)
    records = open_frame(frame, "frame").choose(stated.variables)
    (finding,) = check_records(records, stated).list_findings()
    assert (finding.code, finding.level) == ("survey.weight-total", "warning")
    assert "+3.0 %" in finding.message("en")


def test_clusters_of_the_population_by_stratum() -> None:
    frame, mapping = make_records(), make_mapping()
    mapping["design"] |= {"populations": "clusters_in_stratum"}
    stated = read_mapping(mapping)
    records = open_frame(frame, "frame").choose(stated.variables)
    check = check_records(records, stated)
    assert check.list_findings() == []
    assert check.list_populations() == {"1": 50, "2": 50, "3": 50, "4": 50}
    frame.loc[0, "clusters_in_stratum"] = 51
    frame.loc[24:, "clusters_in_stratum"] = 2
    records = open_frame(frame, "frame").choose(stated.variables)
    codes = [f.code for f in check_records(records, stated).list_findings()]
    assert codes == ["survey.population-varies"]
