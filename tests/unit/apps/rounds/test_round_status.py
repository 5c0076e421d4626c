"""The desk of a round of six States, whose rows are worked out by hand."""

from __future__ import annotations

import datetime as dt
import json

import openpyxl
import pytest
from round_events import accepted, dispatched, economy_event, received, write_round

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.language import i18n

OFFICES = (
    "economy,office,sheets,coordinator\nECU,Statistical office,,yes\nECU,Regulator,mobile,no\n"
)
CODES = ("AFG", "BRA", "ECU", "KEN", "TUV", "XAA")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A round: XAA not sent, AFG refused, BRA asked about a value, ECU in part, TUV silent."""
    query = economy_event(
        "query",
        "BRA",
        "2027-02-20",
        "compiler",
        number=1,
        rule="M1",
        indicator="internet-users",
        year=2026,
        text="Why?",
    )
    events = [
        *(dispatched(code) for code in CODES[:-1]),
        received("KEN", "2027-01-10", content=b"k"),
        accepted("KEN", "2027-01-20", content=b"k"),
        economy_event("refused", "AFG", "2027-02-01", "state"),
        received("BRA", "2027-02-01"),
        received("ECU", "2027-02-10", "Regulator", b"e"),
        query,
    ]
    made = write_round(
        tmp_path_factory.mktemp("desk") / "round-2027",
        dict.fromkeys(CODES, "en"),
        events,
        {"offices.csv": OFFICES.encode()},
    )
    return made.path


@pytest.fixture(scope="module")
def desk(folder):
    return ict.rounds.status(folder, "2027-03-25")


def test_each_state_is_at_one_stage_and_sheets_are_counted_with_it(desk):
    counts = {row.stage: row[1:] for row in desk.counts}
    # Ten sheets a State: nine of the statistical office of Ecuador, one of its regulator.
    assert counts["asked"] == (5, 6, 50, 60)
    assert counts["silent"] == (1, 5, 10, 50)
    assert counts["refused"] == (1, 5, 10, 50)
    assert counts["part"] == (1, 5, 1, 50)
    assert counts["received"] == (2, 5, 20, 50)
    assert counts["accepted"] == (1, 5, 10, 50)
    assert counts["open-queries"][:2] == (1, 1)
    assert counts["cleared"][:2] == (0, 7)


def test_the_most_overdue_action_comes_first_and_a_state_with_none_last(desk):
    rows = [
        (row.economy, row.office, row.action, row.days_late) for row in desk.offices if row.economy
    ]
    assert rows == [
        ("XAA", "", "dispatch", 84),
        ("KEN", "", "acknowledge", 64),
        ("ECU", "Regulator", "review", 13),
        ("TUV", "", "remind", 8),
        ("BRA", "", "answer", 3),
        ("ECU", "Statistical office", "send", 0),
        ("AFG", "", "", None),
    ]


def test_an_office_that_has_sent_nothing_is_asked_where_its_state_sent_a_part(desk):
    states = {(row.economy, row.office): row.state for row in desk.offices}
    assert states["ECU", "Statistical office"] == "asked"
    assert states["ECU", "Regulator"] == "received"


def test_what_is_due_in_the_week_is_due_within_seven_days(desk):
    week = [(duty.economy, duty.office, duty.action) for duty in desk.week]
    assert week == [("ECU", "Statistical office", "send"), ("TUV", "", "send")]


def test_all_that_is_open_is_listed_even_if_it_is_not_the_next_thing(desk):
    # Kenya acknowledges first; that its data wait for their publication is listed too.
    kenya = [(duty.action, duty.due.isoformat()) for duty in desk.duties if duty.economy == "KEN"]
    assert kenya == [("acknowledge", "2027-01-20"), ("publish", "2027-04-10")]


def test_limits_say_how_many_days_are_left_and_for_how_many_states(desk):
    limits = {row.limit: row[1:] for row in desk.limits}
    assert limits["dispatch"] == (dt.date(2026, 12, 31), -84, 1)
    assert limits["query"] == (dt.date(2027, 3, 12), -13, 1)  # Ecuador, 10 February and 30 days
    assert limits["publication"] == (dt.date(2027, 4, 10), 16, 1)  # Kenya


def test_coverage_counts_each_group_and_a_state_in_no_region(desk):
    rows = {row.group: (row.asked, row.answered, row.accepted) for row in desk.coverage}
    assert rows["americas"] == (2, 2, 0)
    assert rows["africa"] == (1, 1, 1)
    assert rows["asia-pacific"] == (2, 0, 0)
    assert rows["ldc"] == (2, 0, 0)  # Afghanistan and Tuvalu
    assert rows["sids"] == (1, 0, 0)
    assert rows["no-region"] == (1, 0, 0)
    assert rows["all-asked"] == (6, 3, 1)


def test_the_head_line_states_the_day_the_days_left_and_the_head_of_the_register(desk):
    words = desk.to_text("en")
    assert words.startswith("Round for the edition 2027: 25 March 2027")
    assert "by when the data are asked back: 6." in words
    assert f"the last one is {desk.head[:12]}." in words


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_page_and_row_says_that_it_is_for_compilers_only(desk, language):
    assert i18n.text("round-desk", "compilers-only", language) in desk.to_text(language)
    for part in ("offices", "counts", "week", "duties", "limits", "coverage"):
        frame = desk.to_frame(part)
        assert frame.attrs["access"] == "compilers-only"
        assert set(frame["access"]) == {"compilers-only"}


def test_it_is_written_inside_the_round_alone(desk, folder, tmp_path):
    with pytest.raises(UsageError) as refused:
        desk.save(tmp_path / "desk.html")
    assert refused.value.code == "round.open-place"
    editions = folder / "editions"
    (editions / "register").mkdir(parents=True)
    for target in (editions / "desk.xlsx", editions / "idi-2027" / "desk.json"):
        with pytest.raises(UsageError) as refused:
            desk.save(target)
        assert refused.value.code == "round.open-place"
    (editions / "register").rmdir()
    editions.rmdir()


def test_workbook_json_and_page_have_the_same_rows(desk, folder):
    book = openpyxl.load_workbook(desk.save(folder / "desk.xlsx", "en"))
    assert book.sheetnames[1:] == ["Limits", "Stages", "Next", "Week", "Coverage", "Open"]
    sheet = book["Next"]
    assert [sheet["A2"].value, sheet["B2"].value, sheet["K2"].value] == [
        "Synthetic economy A",
        "XAA",
        84,
    ]
    record = json.loads(desk.save(folder / "desk.json").read_text("utf-8"))
    assert record["access"] == "compilers-only"
    assert [row["economy"] for row in record["offices"]] == [row.economy for row in desk.offices]
    csv = desk.save(folder / "desk.csv").read_text("utf-8")
    assert csv.splitlines()[1].startswith("XAA,,not-sent,0,10,0,dispatch,compiler,,2026-12-31,84,")
