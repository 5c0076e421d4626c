"""Sixteen cases of two offices of one State, and the rule from which each outcome is taken.

The statistical office owns the sheet of individuals and coordinates; it says 80.5. A second office
sends something else about the same cell, or the first one sends again:

1. What counts is what each office last gave; an empty cell says nothing.
2. The value of the owner of the sheet comes before that of another office, never the latest.
3. Only an answer ``withdraw`` of the owner or the coordinator removes an accepted value.
4. What one office closes is closed for all of them.
5. Every difference is a finding for the coordinating office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from sourcing_cases import receipt as compiler_receipt
from sourcing_cases import row as compiler_row

import ictindex as ict
from ictindex.submissions.closed.part_workbooks import JoinedParts

IDI = ict.methodology("idi", edition=2025)
KEY, YEAR = "internet-users", 2023
FIRST, LATER, EARLIER, LATE = "2025-02-01", "2025-03-01", "2025-01-10", "2025-06-01"
CUT_OFF = "2025-04-30"
NSO, SECOND, THIRD = "Statistical office", "Regulator", "Ministry"


def offices(*lines: tuple[str, str, str, bool]) -> ict.rounds.Offices:
    listed = lines or (("ECU", NSO, "", True), ("ECU", SECOND, "mobile coverage", False))
    frame = pd.DataFrame(listed, columns=["economy", "office", "sheets", "coordinator"])
    return ict.rounds.read_offices(frame)


@dataclass(frozen=True)
class Sent:
    """A submission: the value in the cell, ``None`` if the cell is absent, and its marks."""

    value: str | None = None
    status: str = ""
    conf_status: str = ""
    day: str | None = LATER
    answer: str = ""
    office: str = SECOND
    indicator: str = KEY
    source: str = ""


OWN = Sent("80.5", day=FIRST, office=NSO)
ESTIMATE = [compiler_row("70", "estimate", year=YEAR)]


def receive(sent: Sent, folder: Path | None = None) -> ict.data.Receipt:
    """Accept a submission as a focal point does, with an answer about the cell if it has one."""
    row = {"economy": "ECU", "year": YEAR, "source_class": "official-submission"}
    rows = [{**row, "indicator": "households-internet", "value": "60.25", "source": sent.source}]
    if sent.value is not None:
        marks = {"status": sent.status, "conf_status": sent.conf_status}
        rows.append({**row, "indicator": sent.indicator, "value": sent.value, **marks})
    frame = pd.DataFrame(rows).fillna("")
    if folder is None:
        table = ict.read_observations(frame)
    else:
        frame.to_csv(folder / "ecu.csv", index=False)
        table = ict.read_observations(folder / "ecu.csv")
    table = table.with_facts(office=sent.office)
    judgement = ict.validate(table, IDI, role="focal-point")
    key = ("", "ECU", sent.indicator, str(YEAR), "", sent.value or "")
    answers = [ict.data.Answer(key, sent.answer)] if sent.answer else []
    return ict.accept(table, judgement, answers, submitted=sent.day)


def join(*several: Sent, listed: ict.rounds.Offices | None = None) -> JoinedParts:
    receipts = [receive(sent) for sent in several]
    return ict.rounds.join_parts(receipts, listed or offices(), cut_off=CUT_OFF)


def value_of(joined: JoinedParts, indicator: str = KEY) -> Decimal | None:
    """Return the value that the selection of sources uses."""
    selection = ict.select_sources(joined.receipts, IDI, cut_off=CUT_OFF)
    values = selection.observations.where(indicator=indicator).cells["value"]
    assert len(values) <= 1
    return values[0] if values else None


def codes(joined: JoinedParts) -> list[str]:
    return [finding.code.removeprefix("parts.") for finding in joined.findings]


# The number of the case, what the second office sends, the value used, and the finding.
CASES: dict[str, tuple[Sent, str | None, list[str]]] = {
    "1 sheets of their own": (Sent(), "80.5", []),
    "2 the same value": (Sent("80.5"), "80.5", []),
    "3 another value, later": (Sent("78.0"), "80.5", ["overlap"]),
    "4 another value, the same day": (Sent("78.0", day=FIRST), "80.5", ["overlap"]),
    "5 another value without a day": (Sent("78.0", day=None), "80.5", ["overlap"]),
    "6 empty without a status": (Sent(), "80.5", []),
    "7 not available, later": (Sent("", "O"), "80.5", ["not-available"]),
    "8 does not exist, later": (Sent("", "M"), "80.5", ["not-available"]),
    "9 suppressed, later": (Sent("", "Q"), None, ["closed-by-one"]),
    "10 not available, the same day": (Sent("", "O", day=FIRST), "80.5", ["not-available"]),
    "10 not available, without a day": (Sent("", "O", day=None), "80.5", ["not-available"]),
    "11 not available, earlier": (Sent("", "O", day=EARLIER), "80.5", []),
    "12 the same office empties": (Sent("", "O", office=NSO), "80.5", ["emptied"]),
    "13 confidential, later": (Sent("78.0", "", "C"), None, ["closed-by-one"]),
    "13 confidential, earlier": (Sent("78.0", "", "C", EARLIER), None, ["closed-by-one"]),
    "14 the same office without the row": (Sent(office=NSO), "80.5", []),
    "15 another value, after the cut-off": (Sent("78.0", day=LATE), "80.5", ["late"]),
    "15 not available, after the cut-off": (Sent("", "O", day=LATE), "80.5", ["late"]),
    "16 an estimate of the office": (Sent("78.0", "E"), "80.5", ["overlap"]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_second_office_says(case: str) -> None:
    sent, expected, differences = CASES[case]
    for order in ((OWN, sent), (sent, OWN)):
        joined = join(*order)
        assert value_of(joined) == (None if expected is None else Decimal(expected))
        assert codes(joined) == differences
        # What nobody disputes is not touched.
        assert value_of(joined, "households-internet") == Decimal("60.25")


def test_case_12_only_the_owner_or_the_coordinator_takes_a_value_back() -> None:
    emptied = Sent("", "O", office=NSO)
    gone = join(OWN, emptied, Sent("", "O", office=NSO, day="2025-03-02", answer="withdraw"))
    assert (value_of(gone), codes(gone)) == (None, [])
    listed = offices(("ECU", NSO, "households", False), ("ECU", SECOND, "mobile", True))
    # The sheet of individuals is nobody's: it belongs to the coordinator.
    by_owner = join(OWN, Sent("", "O", answer="withdraw"), listed=listed)
    assert (value_of(by_owner), codes(by_owner)) == (None, ["withdrawn"])


def test_a_third_office_cannot_take_the_value_of_the_owner_back() -> None:
    joined = join(OWN, Sent("", "O", answer="withdraw"))
    assert (value_of(joined), codes(joined)) == (Decimal("80.5"), ["withdrawal-not-owner"])


def test_a_value_that_was_taken_back_may_be_sent_again() -> None:
    back = Sent("80.5", office=NSO, answer="withdraw")
    joined = join(OWN, back, Sent("81", office=NSO, day="2025-03-20"))
    assert value_of(joined) == Decimal(81)


def test_an_answer_to_a_query_takes_a_value_back() -> None:
    cell, day = ("ECU", KEY, YEAR, ""), date(2025, 3, 2)
    receipts = [receive(OWN)]
    for office, expected in ((NSO, None), (SECOND, Decimal("80.5"))):
        answer = ict.rounds.WithdrawnCell(cell, office, day)
        joined = ict.rounds.join_parts(receipts, offices(), cut_off=CUT_OFF, withdrawals=[answer])
        assert value_of(joined) == expected
    # What was answered after the cut-off does not count yet.
    late = ict.rounds.WithdrawnCell(cell, NSO, date(2025, 5, 1))
    kept = ict.rounds.join_parts(receipts, offices(), cut_off=CUT_OFF, withdrawals=[late])
    assert kept.receipts == tuple(receipts)


def test_the_coordinator_comes_before_other_offices_that_do_not_own_the_sheet() -> None:
    listed = offices(
        ("ECU", THIRD, "individuals", False), ("ECU", SECOND, "", False), ("ECU", NSO, "", True)
    )
    joined = join(Sent("78.0", office=SECOND), OWN, listed=listed)
    assert (value_of(joined), codes(joined)) == (Decimal("80.5"), ["overlap"])


def test_an_office_that_gives_two_values_is_asked_if_their_order_is_not_certain() -> None:
    same_day = join(OWN, Sent("81", office=NSO, day=FIRST))
    assert value_of(same_day) == Decimal(81)
    later = join(OWN, Sent("81", office=NSO))
    assert value_of(later) == Decimal(81)
    levels = [joined.findings[0].level for joined in (same_day, later)]
    assert (levels, codes(same_day), codes(later)) == (
        ["warning", "information"],
        ["replaced"],
        ["replaced"],
    )


def test_a_later_value_does_not_open_what_the_same_office_closed() -> None:
    closed = Sent("80.5", "", "C", FIRST, office=NSO)
    opened = Sent("80.5", office=NSO, day="2025-03-20")
    assert value_of(join(closed, opened)) is None
    withdrawn = Sent("80.5", "", "C", LATER, "withdraw", NSO)
    assert value_of(join(closed, withdrawn, opened)) == Decimal("80.5")


def test_no_finding_names_a_value_of_a_closed_cell() -> None:
    joined = join(OWN, Sent("78.0", "", "C"), Sent("79", office=NSO, day="2025-03-05"))
    words = " ".join(finding.advice("en") for finding in joined.findings)
    assert "confidential" in words
    assert not any(value in words for value in ("80.5", "78", "79"))


def test_the_words_of_an_overlap_name_both_offices() -> None:
    (finding,) = join(OWN, Sent("78.0")).findings
    assert finding.message("en") == (
        "Offices give different values of “Individuals using the Internet” of Ecuador (ECU) for "
        "2023. Used: 80.5 (Statistical office); not used: 78.0 (Regulator)."
    )
    assert (finding.economy, finding.indicator, finding.year) == ("ECU", KEY, YEAR)


def test_a_part_of_a_breakdown_is_a_cell_of_its_own() -> None:
    def accept(office: str, day: str, value: str) -> ict.data.Receipt:
        row = {"economy": "ECU", "indicator": KEY, "year": YEAR, "value": "80.5", "sex": ""}
        rows = [row, {**row, "value": value, "sex": "F"}]
        frame = pd.DataFrame(rows).assign(source_class="official-submission")
        table = ict.read_observations(frame).with_facts(office=office)
        judgement = ict.validate(table, IDI, role="focal-point")
        keys = [finding.key for finding in judgement if finding.errorlevel == "warning"]
        answers = [ict.data.Answer(tuple(map(str, key)), "confirm", "a new survey") for key in keys]
        return ict.accept(table, judgement, answers, submitted=day)

    receipts = [accept(NSO, FIRST, "80.1"), accept(SECOND, LATER, "80.2")]
    joined = ict.rounds.join_parts(receipts, offices(), cut_off=CUT_OFF)
    (finding,) = joined.findings
    assert "“Individuals using the Internet” (“Women and girls”)" in finding.message("en")
    assert joined.receipts[0].observations.where(sex="F").cells["value"] == (Decimal("80.1"),)


def test_the_union_is_a_receipt_of_receipts() -> None:
    several = [receive(OWN), receive(Sent("78.0"))]
    (union,) = ict.rounds.join_parts(several, offices()).receipts
    assert union.parts == tuple(each.digest for each in several)
    assert (union.office, union.submitted, union.role) == ("", date(2025, 3, 1), "focal-point")
    union.verify()
    assert union.digest[:12] in union.to_text("en")


def test_receipts_of_one_office_stay_as_they_were_acknowledged() -> None:
    first, again = receive(OWN), receive(Sent("81", office=NSO))
    joined = ict.rounds.join_parts([first, again], offices(), cut_off=CUT_OFF)
    assert joined.receipts == (first, again)
    assert value_of(joined) == Decimal(81)
    # Not if a rate follows from counts that came one after the other.
    count = "mobile-broadband-subscriptions-count"
    counts = [
        Sent("18000000", indicator="population", office=NSO, day=FIRST),
        Sent("9000000", indicator=count, office=NSO),
    ]
    whole = join(*counts)
    assert len(whole.receipts) == 1
    assert value_of(whole, "mobile-broadband-subscriptions") == Decimal(50)


def test_files_of_one_name_from_two_offices_get_different_names(tmp_path: Path) -> None:
    receipts = []
    for number, sent in enumerate((OWN, Sent("17000000", indicator="population", source="B"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        receipts.append(receive(sent, folder))
    (union,) = ict.rounds.join_parts(receipts, offices()).receipts
    union.verify()
    digests = {sha256 for receipt in receipts for sha256 in receipt.files.values()}
    assert len(digests) == 2
    assert set(union.files.values()) == digests
    assert all(name == f"{sha256[:12]}-ecu.csv" for name, sha256 in union.files.items())


def test_a_rate_is_derived_from_the_counts_of_two_offices() -> None:
    """17,000,000 subscriptions by the regulator, 18,000,000 people by the statistical office."""
    count = "mobile-broadband-subscriptions-count"
    parts = [
        Sent("18000000", indicator="population", office=NSO, day=FIRST),
        Sent("9000000", indicator=count),
    ]
    joined = join(*parts)
    assert value_of(joined, "mobile-broadband-subscriptions") == Decimal(50)


def test_receipts_of_one_part_and_of_a_compiler_stay_as_they_are() -> None:
    alone, compiled = receive(OWN), compiler_receipt(ESTIMATE, role="compiler")
    joined = ict.rounds.join_parts([alone, compiled], offices())
    assert joined.receipts == (alone, compiled)
    assert not joined.findings


def test_a_receipt_without_an_office_is_that_of_the_coordinator() -> None:
    joined = join(Sent("80.5", day=FIRST, office=""), Sent("78.0"))
    assert (value_of(joined), codes(joined)) == (Decimal("80.5"), ["overlap"])


def test_an_office_that_is_not_listed_is_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as refused:
        join(OWN, Sent("78.0", office="Telegraph office"))
    assert refused.value.code == "offices.unknown"


def test_the_selection_refuses_parts_that_nobody_joined() -> None:
    several = [receive(OWN), receive(Sent("78.0"))]
    with pytest.raises(ict.errors.UsageError) as refused:
        ict.select_sources(several, IDI, cut_off=CUT_OFF)
    assert refused.value.code == "selection.parts-not-joined"
    assert "Statistical office, Regulator" in str(refused.value) or (
        "Regulator, Statistical office" in str(refused.value)
    )
    # One that came too late is no part of this selection.
    late = [receive(OWN), receive(Sent("78.0", day=LATE))]
    selection = ict.select_sources(late, IDI, cut_off=CUT_OFF)
    assert selection.observations.where(indicator=KEY).cells["value"] == (Decimal("80.5"),)


def test_at_the_door_an_emptied_cell_is_a_question() -> None:
    accepted = [receive(OWN), receive(Sent("78.0"))]
    row = {"economy": "ECU", "indicator": KEY, "year": YEAR, "value": "", "status": "O"}
    again = ict.read_observations(pd.DataFrame([row])).with_facts(office=NSO)
    (finding,) = ict.rounds.find_emptied(accepted, again)
    assert (finding.code, finding.level) == ("parts.emptied", "warning")
    # A table without the row says nothing; a sheet that was sent with an empty cell does.
    other = ict.read_observations(
        pd.DataFrame([{**row, "indicator": "population", "value": "18000000", "status": ""}])
    ).with_facts(office=NSO)
    assert not ict.rounds.find_emptied(accepted, other)
    sheet = other.with_facts(sheets=["individuals", "population"])
    assert [each.indicator for each in ict.rounds.find_emptied(accepted, sheet)] == [KEY]
    # What the office has already withdrawn is no question.
    gone = receive(Sent("80.5", office=NSO, day="2025-03-03", answer="withdraw"))
    assert not ict.rounds.find_emptied([*accepted, gone], sheet)


def test_at_the_door_a_confidential_value_is_not_named() -> None:
    accepted = [receive(Sent("80.5", "", "C", FIRST, office=NSO))]
    row = {"economy": "ECU", "indicator": KEY, "year": YEAR, "value": "", "status": "O"}
    again = ict.read_observations(pd.DataFrame([row])).with_facts(office=NSO)
    (finding,) = ict.rounds.find_emptied(accepted, again)
    assert "80.5" not in finding.advice("en")


def test_a_receipt_keeps_its_office_and_sheets(tmp_path: Path) -> None:
    receipt = receive(OWN)
    assert (receipt.office, receipt.sheets) == (NSO, ())
    receipt.save(tmp_path / "receipt.json")
    again = ict.data.read_receipt(tmp_path / "receipt.json")
    assert (again.digest, again.office) == (receipt.digest, NSO)
    assert NSO in again.to_text("en")
    # A receipt of a whole State is the same as before there were offices.
    assert not {"office", "sheets", "parts"} & receive(Sent(office="")).record.keys()
