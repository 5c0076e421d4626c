"""Two offices of one Member State: no cell of one removes the figure of the other without a word.

The rule in five lines, from which the expected outcomes are taken (nobody says yet which office
owns which sheet, so that a later value comes before an earlier one, with a finding):

1. What counts is what a submission says; an empty cell says nothing.
2. Of two values the later one counts, and the difference is a finding.
3. Only an answer ``withdraw`` takes a value back: not available, does not exist and empty never do.
4. What one submission closes is closed for all.
5. Every difference is a finding; nothing is lost in silence.

The statistical office says 80.5; each case is what a second office sends, or the first one again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from questionnaire_cases import cell_of, filled, label
from sourcing_cases import outcomes, receipt, row, select

import ictindex as ict

IDI = ict.methodology("idi", edition=2025)
KEY, YEAR = "internet-users", 2023
FIRST, LATER, EARLIER, LATE = "2025-02-01", "2025-03-01", "2025-01-10", "2025-06-01"
CUT_OFF = "2025-04-30"


@dataclass(frozen=True)
class Sent:
    """A submission: the value in the cell, ``None`` if the cell is absent, and its marks."""

    value: str | None = None
    status: str = ""
    conf_status: str = ""
    day: str | None = LATER
    answer: str = ""


OWN = Sent("80.5", day=FIRST)
Door = Callable[[Sent], ict.data.Receipt]


def _accept(table: ict.Observations, sent: Sent, written: str) -> ict.data.Receipt:
    """Accept a table as a focal point does, with an answer about the cell if there is one."""
    judgement = ict.validate(table, IDI, role="focal-point")
    key = ("", "ECU", KEY, str(YEAR), "", written)
    answers = [ict.data.Answer(key, sent.answer)] if sent.answer else []
    return ict.accept(table, judgement, answers, submitted=sent.day)


@pytest.fixture(params=["csv", "workbook"], scope="module")
def door(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Door:
    """The way by which submissions arrive; each has its own file, as an office sends it."""

    def by_csv(sent: Sent) -> ict.data.Receipt:
        path = tmp_path_factory.mktemp("office") / "ecu.csv"
        lines = ["economy,indicator,year,value,status,conf_status,source_class"]
        cells = {"households-internet": ("60.25", "", "")}
        if sent.value is not None:
            cells[KEY] = (sent.value, sent.status, sent.conf_status)
        for name, parts in cells.items():
            lines.append(f"ECU,{name},{YEAR},{','.join(parts)},official-submission")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return _accept(ict.read_observations(path), sent, sent.value or "")

    def by_workbook(sent: Sent) -> ict.data.Receipt:
        cells: dict[tuple[str, int, int], object] = {
            cell_of("households", "households-internet"): 60.25
        }
        if sent.value:
            cells[cell_of("individuals", KEY)] = float(sent.value)
        for column in ("status", "conf_status"):
            if getattr(sent, column):
                spot = cell_of("individuals", KEY, column)
                cells[spot] = label(column, getattr(sent, column))
        submission = filled(tmp_path_factory.mktemp("office"), cells)
        return _accept(submission.observations, sent, sent.value or "")

    # What an office sends is accepted once, for all tests.
    return lru_cache(None)({"csv": by_csv, "workbook": by_workbook}[request.param])


# The number of the case, what the second submission has, the value used, and the finding.
CASES = {
    "1 sheets of their own": (Sent(), "80.5", None),
    "2 the same value": (Sent("80.5"), "80.5", None),
    "3 another value, later": (Sent("78.0"), "78.0", "replaced"),
    "4 another value, the same day": (Sent("78.0", day=FIRST), None, "undecided"),
    "5 another value without a day": (Sent("78.0", day=None), None, "undecided"),
    "7 not available, later": (Sent("", "O"), "80.5", "emptied"),
    "8 does not exist, later": (Sent("", "M"), "80.5", "emptied"),
    "9 suppressed, later": (Sent("", "Q"), None, "closed-by-one"),
    "10 not available, the same day": (Sent("", "O", day=FIRST), "80.5", "emptied"),
    "10 not available, without a day": (Sent("", "O", day=None), "80.5", "emptied"),
    "11 not available, earlier": (Sent("", "O", day=EARLIER), "80.5", None),
    "13 confidential, later": (Sent("78.0", "", "C"), None, "closed-by-one"),
    "13 confidential, earlier": (Sent("78.0", "", "C", EARLIER), None, "closed-by-one"),
    "14 without the row": (Sent(day=LATER), "80.5", None),
    "15 after the cut-off": (Sent("78.0", day=LATE), "80.5", None),
    "15 not available, after the cut-off": (Sent("", "O", day=LATE), "80.5", None),
    "16 an estimate of the office": (Sent("78.0", "E"), "78.0", "replaced"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_second_office_says(case: str, door: Door) -> None:
    sent, expected, finding = CASES[case]
    receipts = [door(OWN), door(sent)]
    for order in (receipts, receipts[::-1]):
        selection = ict.select_sources(order, IDI, cut_off=CUT_OFF)
        chosen = selection.observations.where(indicator=KEY).cells["value"]
        assert chosen == (() if expected is None else (Decimal(expected),))
        assert differences(selection) == ([] if finding is None else [f"selection.{finding}"])
        other = selection.observations.where(indicator="households-internet").cells["value"]
        assert other == (Decimal("60.25"),)


def differences(selection: ict.sourcing.Selection) -> list[str]:
    several = ("selection.undated", "selection.other-rules")
    return [finding.code for finding in selection.findings if finding.code not in several]


def test_case_6_an_empty_cell_without_a_status_says_nothing(tmp_path: Path) -> None:
    """A workbook has no row of it; the line of a CSV file has to say why, before it is accepted."""
    folder = tmp_path / "office"
    folder.mkdir()
    submission = filled(folder, {cell_of("households", "households-internet"): 60.25})
    assert KEY not in submission.observations.cells["indicator"]
    path = tmp_path / "office.csv"
    path.write_text(f"economy,indicator,year,value\nECU,{KEY},{YEAR},\n", encoding="utf-8")
    table = ict.read_observations(path)
    with pytest.raises(ict.errors.RefusedObservationsError) as refused:
        ict.accept(table, ict.validate(table, IDI, role="focal-point"))
    assert [fault.code for fault in refused.value.faults] == ["rule.S19.silent"]


def test_case_12_the_same_office_empties_its_cell_and_then_withdraws_it(door: Door) -> None:
    first, emptied = door(OWN), door(Sent("", "O"))
    kept = ict.select_sources([first, emptied], IDI, cut_off=CUT_OFF)
    assert kept.observations.where(indicator=KEY).cells["value"] == (Decimal("80.5"),)
    assert differences(kept) == ["selection.emptied"]
    withdrawn = door(Sent("", "O", answer="withdraw"))
    assert len(withdrawn.withdrawn) == 1
    gone = ict.select_sources([first, withdrawn], IDI, cut_off=CUT_OFF)
    assert not len(gone.observations.where(indicator=KEY))
    assert differences(gone) == ["selection.withdrawn"]
    (finding,) = (f for f in gone.findings if f.code == "selection.withdrawn")
    assert finding.message("en") == (
        "A later submission withdrew the cell of “Individuals using the Internet” of Ecuador (ECU) "
        "for 2022: the value of an earlier one, 80.5, is not used."
    ).replace("2022", str(YEAR))


def test_a_value_is_withdrawn_although_no_rule_asks_about_it(door: Door) -> None:
    first = door(OWN)
    again = door(Sent("80.5", answer="withdraw"))
    assert (len(again.withdrawn), len(again.observations)) == (1, 1)
    gone = ict.select_sources([first, again], IDI, cut_off=CUT_OFF)
    assert outcomes(gone, KEY) == {"80.5": "withdrawn"}
    # The office may send the cell again afterwards.
    third = door(Sent("81", day="2025-03-20"))
    back = ict.select_sources([first, again, third], IDI, cut_off=CUT_OFF)
    assert back.observations.where(indicator=KEY).cells["value"] == (Decimal("81"),)


def test_a_withdrawal_of_the_same_day_is_named(door: Door) -> None:
    several = [door(OWN), door(Sent("", "O", day=FIRST, answer="withdraw"))]
    selection = ict.select_sources(several, IDI, cut_off=CUT_OFF)
    assert not len(selection.observations.where(indicator=KEY))
    assert differences(selection) == ["selection.withdrawal-undecided"]


@pytest.mark.slow
def test_a_withdrawal_opens_what_was_closed_by_mistake(door: Door) -> None:
    closed = door(Sent("80.5", "", "C", FIRST))
    opened = door(Sent("80.5", day="2025-03-20"))
    still = ict.select_sources([closed, opened], IDI, cut_off=CUT_OFF)
    assert not len(still.observations.where(indicator=KEY))
    withdrawn = door(Sent("80.5", "", "C", LATER, "withdraw"))
    free = ict.select_sources([closed, withdrawn, opened], IDI, cut_off=CUT_OFF)
    assert free.observations.where(indicator=KEY).cells["value"] == (Decimal("80.5"),)


def test_a_published_value_is_closed_too_if_a_submission_closes_it() -> None:
    several = [
        receipt([row("80.5", "official-submission")]),
        receipt([row("80.5", "official-publication", conf_status="C", source="Yearbook")]),
    ]
    selection = select(several)
    assert not len(selection.observations)
    (finding,) = selection.findings
    assert finding.code == "selection.closed-by-one"


def test_the_record_has_no_value_that_another_submission_closed(door: Door) -> None:
    several = [door(OWN), door(Sent("78.0", "", "C"))]
    selection = ict.select_sources(several, IDI, cut_off=CUT_OFF)
    with pytest.raises(ict.errors.UsageError):
        selection.record()
    record = selection.record(b"sixteen bytes ok")
    rows = [row for row in record["candidates"] if row["indicator"] == KEY]
    assert [("value" in row, len(row["salted"]) > 20) for row in rows] == [(False, True)]
    # No finding names a value of the cell either.
    words = " ".join(finding.advice("en") for finding in selection.findings)
    assert "80.5" not in words and "78" not in words


def test_differences_are_on_the_pages_of_a_selection(door: Door) -> None:
    several = [door(OWN), door(Sent("78.0"))]
    selection = ict.select_sources(several, IDI, cut_off=CUT_OFF)
    message = (
        "A later submission gives another value of “Individuals using the Internet” of Ecuador "
        "(ECU) for 2023: 78.0 in place of 80.5. The later value counts."
    )
    for page in (selection.to_text("en"), selection.explain("ECU", language="en")):
        words = " ".join(page.split())
        assert "Differences between submissions of a Member State: 1" in words
        assert message in words


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (
            "4 another value, the same day",
            "Submissions differ on “Individuals using the Internet” of Ecuador (ECU) for 2023, and "
            "their days do not say which one is later: 80.5, 78.0. None of these values is used.",
        ),
        (
            "7 not available, later",
            "A submission that is not earlier has no value of “Individuals using the Internet” of "
            "Ecuador (ECU) for 2023. The value of another one remains: 80.5.",
        ),
        (
            "9 suppressed, later",
            "One submission marks the value of “Individuals using the Internet” of Ecuador (ECU) "
            "for 2023 as confidential or suppresses it, and another one does not: the value is not "
            "used and not published.",
        ),
    ],
)  # fmt: skip
def test_the_words_of_a_difference(case: str, message: str, tmp_path: Path) -> None:
    sent = CASES[case][0]
    own = row("80.5", year=YEAR)
    other = row(sent.value, year=YEAR, status=sent.status or "A", conf_status=sent.conf_status)
    days = [date.fromisoformat(day) for day in (FIRST, sent.day or FIRST)]
    several = [receipt([each], submitted=day) for each, day in zip((own, other), days, strict=True)]
    selection = ict.select_sources(several, IDI, cut_off=CUT_OFF)
    (finding,) = selection.findings
    words = finding.message("en")
    # Values of one day come in no order of their own.
    assert words in (message, message.replace("80.5, 78.0", "78.0, 80.5"))
