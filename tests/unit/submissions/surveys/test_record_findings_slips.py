"""Sixty kinds of slips in the mapping and in the file of a survey: how many are named."""

from __future__ import annotations

import pytest
from small_cases import small_cases
from survey_cases import SLIPS, Slip, make_mapping, make_records

from ictindex.core.errors import DocumentError, IctindexError
from ictindex.submissions.surveys.survey_estimates import estimate, read_survey

LEAST_NAMED = 57


def list_codes(slip: Slip) -> dict[str, str]:
    """Return the codes by which a slip is named, and the first message of each."""
    records, mapping = make_records(), make_mapping()
    if slip.records is not None:
        changed = slip.records(records)
        records = records if changed is None else changed
    if slip.mapping is not None:
        slip.mapping(mapping)
    try:
        findings = list(read_survey(records, mapping).findings)
    except DocumentError as error:
        findings = list(error.faults)  # type: ignore[arg-type]
    return {finding.code: finding.advice("en") for finding in findings}


@pytest.mark.slow
def test_the_invented_survey_has_no_slip() -> None:
    survey = read_survey(make_records(), make_mapping())
    assert [finding.advice("en") for finding in survey.findings] == []
    assert estimate(survey).estimates


@pytest.mark.slow
@small_cases("slip", [s for s in SLIPS if s.code], ids=lambda slip: slip.name)
def test_a_slip_is_named(slip: Slip) -> None:
    codes = list_codes(slip)
    assert slip.code in codes, codes
    assert "{" not in codes[slip.code]


def test_of_sixty_kinds_of_slips_at_least_fifty_seven_are_named() -> None:
    assert len({slip.name for slip in SLIPS}) == len(SLIPS) == 60
    assert sum(bool(slip.code) for slip in SLIPS) >= LEAST_NAMED


def test_a_slip_without_a_rule_is_not_named() -> None:
    """Yes and no exchanged: 20 % in place of 80 %. Only a person who knows the survey sees it."""
    (slip,) = (slip for slip in SLIPS if not slip.code)
    assert list_codes(slip) == {}


def test_nothing_is_estimated_with_an_error() -> None:
    records = make_records()
    records.loc[3, "net"] = 7
    survey = read_survey(records, make_mapping())
    with pytest.raises(IctindexError) as caught:
        estimate(survey)
    message = caught.value.message("en")
    assert "Nothing is estimated with invented-2024" in message
    assert "'net' has codes that the mapping does not have: 7. Records: 1." in message
