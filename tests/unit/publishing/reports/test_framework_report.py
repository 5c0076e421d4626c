"""The report on a national framework: what fills a concept, and that everything else is a blank."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

import ictindex as ict
from ictindex.language.i18n import LANGUAGES, Grid, Heading, label
from ictindex.publishing.reports.framework_report import FrameworkReport

EXAMPLE = ict.sample_data("national-inventory-example.csv")
ESTIMATE = {"economy": "XAA", "indicator": "internet-users", "status": "A"}


def observed(*rows: dict[str, Any]) -> ict.Observations:
    return ict.read_observations(pd.DataFrame([{**ESTIMATE, **row} for row in rows], dtype=object))


def report(**inputs: Any) -> FrameworkReport:
    return ict.reports.framework_report(ict.sourcing.read_inventory(EXAMPLE), **inputs)


def states(made: FrameworkReport) -> dict[str, str]:
    return {each["id"]: each["state"] for each in made.to_dict()["concepts"]}


def table_of(made: FrameworkReport, concept: str, language: str = "en") -> Grid:
    blocks = list(made.blocks(language))
    start = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.words == concept)
    return next(block for block in blocks[start:] if isinstance(block, Grid))


def test_a_blank_inventory_fills_nothing_and_names_every_concept() -> None:
    made = ict.reports.framework_report(ict.sourcing.new_inventory("ECU"))
    assert set(states(made).values()) == {"blank"}
    words = made.to_text("en")
    assert "Concepts: 40; filled: 0; filled in part: 0; blank: 40." in words
    assert "To be filled by the office: Sampling error." in words
    assert "To be filled by the office: Calendar of the year." in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_of_the_core_list_are_named_and_no_id_is_shown(language: str) -> None:
    inventory = ict.sourcing.new_inventory("ECU")
    listed = [row.indicator for row in inventory.rows if row.indicator.startswith("core-list/")]
    words = ict.reports.framework_report(inventory).to_text(language)
    assert len(listed) > 30
    for indicator in listed:
        assert indicator.partition("/")[2] not in words
        shown = "".join(words.split())
        assert "".join(label("nodes", indicator, language).split()) in shown


def test_each_filled_concept_of_the_example_is_the_cell_of_the_inventory() -> None:
    inventory = ict.sourcing.read_inventory(EXAMPLE)
    made = report()
    for concept, column in (
        ("Responsible institution (S.1)", "owner"),
        ("Legal basis (S.6)", "legal_basis"),
    ):
        shown = [row[1] for row in table_of(made, concept).rows]
        assert shown == [cell for row in inventory.existing if (cell := getattr(row, column))]
    assert states(made)["contact"] == "filled"
    assert states(made)["mandate"] == "partly"
    blank = next(each for each in made.to_dict()["concepts"] if each["id"] == "mandate")
    assert blank["blank"] == ["coverage-3g", "coverage-4g"]


def test_days_of_a_release_are_counted_from_the_calendar() -> None:
    # From 31 December 2024 to 4 July 2025 are 31+28+31+30+31+30+4 days; announced for 30 June.
    row = table_of(report(), "Timeliness (S.14)").rows[-1]
    assert row[1:] == ["2024", "2024-12-31", "2025-07-04", str(31 + 28 + 31 + 30 + 31 + 30 + 4)]
    assert table_of(report(), "Punctuality (S.14)").rows[-1][1:] == [
        "2025-06-30",
        "2025-07-04",
        "+4",
    ]


def test_sampling_errors_breaks_and_makers_are_those_of_the_observations() -> None:
    values = observed(
        {"year": 2023, "value": "62.0", "status": "B", "standard_error": "1.24"},
        {"year": 2024, "value": "64.0", "sample_size": "5200", "made_by": "R survey"},
    )
    made = report(observations=values)
    assert states(made)["sampling-error"] == "partly"
    rows = table_of(made, "Sampling error (S.13)").rows
    assert [row[1:5] for row in rows] == [
        ["2023", "62.0", "1.24", "2.0\u00a0%"],  # 1.24 of 62.0
        ["2024", "64.0", "–", "–"],
    ]
    assert table_of(made, "Comparability over time (S.15)").rows[0][1:] == ["2", "2023"]
    assert table_of(made, "Years with values (S.3)").rows[0][1:] == ["2023–2024", "2"]
    assert table_of(made, "Compilation (S.18)").rows[0][1:] == ["R survey", "1"]


def test_without_observations_what_they_would_fill_is_blank() -> None:
    of_observations = {"sampling-error", "time-coverage", "comparability-time", "validation"}
    assert {name: states(report())[name] for name in of_observations} == dict.fromkeys(
        of_observations, "blank"
    )


@pytest.mark.slow
def test_values_of_others_and_confidential_ones_never_appear() -> None:
    values = observed(
        {"year": 2024, "value": "64.1234", "standard_error": "1", "conf_status": "C"},
        {"year": 2024, "value": "77.7777", "standard_error": "1", "economy": "XAB"},
    )
    made = report(observations=values)
    assert states(made)["sampling-error"] == "blank"
    for language in LANGUAGES:
        assert "64.1234" not in made.to_text(language) and "77.7777" not in made.to_text(language)


def test_findings_are_those_of_the_rules_and_an_impossible_value_has_one() -> None:
    made = report(observations=observed({"year": 2024, "value": "164.0"}))
    judged = ict.validate(made.inputs.own, role="focal-point")
    assert len(judged) > 0
    assert f"Values checked by the rules of the library: 1; findings: {len(judged)}." in (
        made.to_text("en")
    )
    rules = {row[1] for row in table_of(made, "Validation (S.18)").rows}
    assert rules == {finding.rule or finding.code for finding in judged}


def test_the_calendar_has_the_days_of_the_inventory_and_of_the_round_in_their_order() -> None:
    days = {"dispatch": dt.date(2026, 2, 1), "data_releases": [dt.date(2026, 9, 1)]}
    rows = report(round_days=days).to_dict()["calendar"]
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)
    assert [(row["day"], row["event"]) for row in rows if row["event"].startswith("round")] == [
        ("2026-02-01", "round-dispatch"),
        ("2026-09-01", "round-data_releases"),
    ]
    release = next(row for row in rows if row["day"] == "2026-06-30")
    assert release["indicators"] == ["households-internet", "households-computer", "internet-users"]


def test_the_survey_of_itu_has_the_submission_of_the_economy_alone() -> None:
    calendar = ict.sourcing.Calendar(
        2024, dispatched="2025-01-10", submitted={"ECU": "2025-02-28", "PER": "2025-03-01"}
    )
    inventory = ict.sourcing.new_inventory("ECU")
    made = ict.reports.framework_report(inventory, calendar=calendar)
    table = table_of(made, "Punctuality (S.14)")
    assert [row[1] for row in table.rows] == ["", "", "Ecuador"]
    assert table.rows[0][-1] == "10"


class Opened:
    """An opened edition, of which only the errata are asked for."""

    def __init__(self, *errata: Any) -> None:
        self.errata = errata


def test_errata_about_the_economy_are_shown_and_those_about_others_are_not() -> None:
    from ictindex.editions.errata import Erratum

    def erratum(economy: str) -> Erratum:
        return Erratum(
            "idi-2024", "sha256:00", 1, dt.date(2024, 9, 1), economy, "internet-users", 2022,
            Decimal("60.5"), Decimal("61.5"), "Revised survey", "publisher", (),
        )  # fmt: skip

    made = report(editions=[Opened(erratum("XAA"), erratum("XAB"))])
    assert "Errata about this economy in the editions given: 1." in made.to_text("en")
    assert table_of(made, "Revisions made (S.17)").rows[0][3:6] == [
        "60.5",
        "61.5",
        "Revised survey",
    ]
    assert states(made)["revision-practice"] == "filled"
    assert states(report())["revision-practice"] == "blank"


def test_an_inventory_with_errors_is_refused_and_its_cells_are_named() -> None:
    frame = pd.DataFrame([{"economy": "ECU", "indicator": "internet-users", "exists": "perhaps"}])
    with pytest.raises(ict.errors.UsageError) as raised:
        ict.reports.framework_report(ict.sourcing.read_inventory(frame))
    words = str(raised.value)
    assert words.startswith("The inventory has errors: 1. Correct the cells that are named;")
    assert "'perhaps' is not admitted in the column 'exists'" in words


def test_an_unknown_day_of_a_round_is_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as raised:
        report(round_days={"party": dt.date(2026, 1, 1)})
    assert str(raised.value).startswith("'party' is no day of a round. Use one of: dispatch,")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_standards_that_were_not_read_are_named_in_each_language(language: str) -> None:
    words = report().to_text(language)
    assert "SIMS 2.0" in words and "NQAF" in words and "{" not in words
    html = report().write("html", language)
    assert html.count("<table") >= 15
