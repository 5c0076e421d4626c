"""A receipt vouches for the years that were judged, and for no other."""

from __future__ import annotations

import pytest
from validation_cases import methodology, table

import ictindex as ict
from ictindex.core import errors
from ictindex.submissions.validation.judging import validate

ROWS = """
BRA i99H 2022 80 source_class=official-submission
BRA i271G 2022 95 source_class=official-submission
BRA i271GA 2022 90 source_class=official-submission
"""
LATER = "BRA population 2023 210000000 source_class=auxiliary"
IDI = methodology("idi-2024")


def outcomes(receipt: ict.data.Receipt) -> dict[str, str]:
    chosen = ict.select_sources([receipt], IDI, cut_off="2024-04-30").candidates_frame()
    chosen = chosen[chosen["indicator"] != "population"]  # of a year that no document admits
    return dict(zip(chosen["value"].astype(str), chosen["outcome"], strict=True))


def test_a_judgement_of_years_that_the_table_has_nothing_of_is_refused() -> None:
    rows = table(ROWS)
    with pytest.raises(errors.UsageError) as caught:
        ict.accept(rows, validate(rows, IDI, year=2010))
    assert str(caught.value) == (
        "The findings are of the figures for 2009, 2010; the table has figures for 2022 "
        "only: not one of them was validated. Validate the table for its own year: "
        "ict.validate(..., year=...)."
    )


def test_values_of_a_year_that_was_not_judged_are_not_selected() -> None:
    # Without a methodology the latest year is judged: that of the population.
    rows = table(ROWS + LATER)
    receipt = ict.accept(rows, validate(rows), submitted="2024-01-15")
    assert (receipt.year, receipt.years) == (2023, (2023,))
    assert set(outcomes(receipt).values()) == {"not-judged"}


def test_values_of_the_year_and_of_a_year_that_is_carried_are() -> None:
    rows = table(ROWS.replace("i271GA 2022", "i271GA 2021") + LATER)
    receipt = ict.accept(rows, validate(rows, IDI, year=2022), submitted="2024-01-15")
    assert receipt.years == (2021, 2022)
    assert set(outcomes(receipt).values()) == {"chosen"}
    # Judged as its own year's, the year before is no year that may be carried.
    alone = ict.accept(rows, validate(rows, year=2022), submitted="2024-01-15")
    assert outcomes(alone) == {"80": "chosen", "95": "chosen", "90": "not-judged"}


def test_a_value_without_a_year_is_an_error_of_its_own() -> None:
    rows = table("BRA i99H 20x2 80")
    with pytest.raises(errors.RefusedObservationsError):
        ict.accept(rows, validate(rows, IDI, year=2022))


def test_years_are_part_of_what_a_receipt_says(tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows = table(ROWS)
    receipt = ict.accept(rows, validate(rows, IDI, year=2022))
    receipt.save(tmp_path / "receipt.json")
    assert ict.data.read_receipt(tmp_path / "receipt.json").years == (2021, 2022)
    text = ict.data.Receipt(receipt.record | {"years": [2021, "2022"]}).to_json()
    (tmp_path / "other.json").write_text(text)
    with pytest.raises(errors.UnusableFileError):
        ict.data.read_receipt(tmp_path / "other.json")
