"""The check of a national inventory: what each fault says, and that nothing is filled in."""

from __future__ import annotations

import pandas as pd
from small_cases import small_cases

import ictindex as ict

ROW = {"economy": "ECU", "indicator": "internet-users"}
WHOLE = {
    "exists": "yes",
    "owner": "Office",
    "legal_basis": "Act",
    "frequency": "yearly",
    "source_kind": "survey",
    "source": "Survey",
    "last_period": "2024",
}
FAULTS: dict[str, tuple[dict[str, str], str, str, str]] = {
    "blank": (
        {},
        "exists",
        "warning",
        "'exists' is empty: whether the figure exists is not stated. "
        "Write yes or no. A blank stays a blank in the report.",
    ),
    "undescribed": (
        {**WHOLE, "owner": "", "source": ""},
        "owner",
        "warning",
        "The figure exists, and these cells are empty: owner, source. "
        "Fill in what you know; what stays empty is named as a blank in the report.",
    ),
    "no gap": (
        {"exists": "no"},
        "gap",
        "warning",
        "The figure does not exist, and 'gap' is empty. "
        "Write what is missing: a question, a survey, a register, a law.",
    ),
    "exists and does not": (
        {"exists": "no", "gap": "no survey", "last_period": "2024"},
        "exists",
        "error",
        "'exists' is no, and these cells of a figure are filled in: last_period. "
        "Write yes, or empty these cells.",
    ),
    "no period": (
        {**WHOLE, "last_period": "2024/25"},
        "last_period",
        "error",
        "'2024/25' is not a period. "
        "Write a year, half-year, quarter or month: 2024, 2024-S1, 2024-Q3 or 2024-06.",
    ),
    "periods backwards": (
        {**WHOLE, "next_period": "2024-Q3"},
        "next_period",
        "error",
        "The next period, 2024-Q3, does not end after the last one, 2024. Correct one of the two.",
    ),
    "days backwards": (
        {**WHOLE, "collection_begins": "2026-03-01", "collection_ends": "2026-02-01"},
        "collection_ends",
        "error",
        "2026-02-01 is before 2026-03-01, the day in collection_begins. "
        "Correct one of the two days.",
    ),
    "released within its period": (
        {**WHOLE, "last_release": "2024-07-01"},
        "last_release",
        "warning",
        "The last release, 2024-07-01, is not after the end of its period 2024, 2024-12-31. "
        "Check the day and the period. Leave them if the figure is of a day within the period.",
    ),
    "another word": (
        {**WHOLE, "frequency": "annual"},
        "frequency",
        "error",
        "'annual' is not admitted in the column 'frequency'. Use one of: monthly, quarterly, "
        "half-yearly, yearly, every-2-years, every-3-years, every-5-years, every-10-years, "
        "irregular; or leave the cell empty.",
    ),
}


def read(*rows: dict[str, str]) -> object:
    return ict.sourcing.read_inventory(pd.DataFrame(list(rows), dtype=object).fillna(""))


@small_cases("name", FAULTS)
def test_each_fault_names_its_cell_and_what_to_do(name: str) -> None:
    cells, column, level, words = FAULTS[name]
    inventory = read({**ROW, **cells})
    own = [finding for finding in inventory.findings if finding.address is not None]
    assert len(own) == 1, [finding.code for finding in own]
    assert (own[0].address.column, own[0].level) == (column, level)
    assert own[0].advice("en").endswith(words)
    assert len(inventory) == (0 if level == "error" else 1)


def test_a_whole_row_has_no_finding_and_is_kept_as_it_is() -> None:
    inventory = read({**ROW, **WHOLE})
    assert [finding.code for finding in inventory.findings] == ["inventory.rows-absent"]
    row = inventory.rows[0]
    assert {name: getattr(row, name) for name in WHOLE} == {**WHOLE, "exists": True}
    assert (row.next_period, row.release, row.gap) == ("", None, "")


def test_the_same_indicator_and_source_twice_is_an_error_and_two_sources_are_two_rows() -> None:
    inventory = read({**ROW, **WHOLE}, {**ROW, **WHOLE})
    twice = [finding for finding in inventory.findings if finding.code == "inventory.twice"]
    assert len(twice) == 2 and len(inventory) == 0
    assert (
        twice[0]
        .advice("en")
        .endswith(
            "The inventory has this indicator with this source twice. "
            "Keep one row, or name another source in 'source'."
        )
    )
    assert len(read({**ROW, **WHOLE}, {**ROW, **WHOLE, "source": "Census"})) == 2


def test_two_spellings_of_an_owner_are_named_and_not_joined() -> None:
    other = {"economy": "ECU", "indicator": "households-internet"}
    inventory = read({**ROW, **WHOLE}, {**other, **WHOLE, "owner": "office"})
    spellings = [f for f in inventory.findings if f.code == "inventory.owner-spelling"]
    assert [f.advice("en") for f in spellings] == [
        "One owner seems to be written in several ways: Office, office. "
        "Write it in one way; otherwise it is counted as several owners."
    ]
    assert {row.owner for row in inventory.rows} == {"Office", "office"}


def test_an_indicator_without_a_row_is_named_but_not_one_whose_row_has_an_error() -> None:
    inventory = read({**ROW, **WHOLE, "frequency": "annual"})
    absent = next(f for f in inventory.findings if f.code == "inventory.rows-absent")
    assert "internet-users" not in absent.details["nodes"]
    assert "There is no row for 45 of the indicators: “Population”" in absent.advice("en")
