"""A file is kept as it came, for the State whose it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from round_cases import (
    ACCEPTED,
    DISPATCHED,
    RECEIVED,
    open_small_round,
    workbook_of,
    write_table,
)

import ictindex as ict
from ictindex.submissions.closed.round_folder import RoundFolder


def test_the_bytes_are_kept_under_their_digest(season: RoundFolder, tmp_path: Path) -> None:
    file = write_table(tmp_path, "XAA")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    steps = ict.rounds.receive_file(season.path, file, economy="XAA", day=RECEIVED)
    kept = season.files.received("XAA") / f"{digest[:12]}-{file.name}"
    assert kept.read_bytes() == file.read_bytes()
    assert [step.file for step in steps.steps] == [season.files.relative(kept)]
    event = season.register.read()[-1]
    assert (event.event, event.by, event.economy) == ("received", "tool", "XAA")
    assert event.refs == {season.files.relative(kept): digest}


def test_a_table_names_the_sheets_that_ask_for_its_indicators(
    season: RoundFolder, tmp_path: Path
) -> None:
    file = write_table(tmp_path, "XAA")  # one value, of individuals who use the Internet
    ict.rounds.receive_file(season.path, file, economy="XAA", day=RECEIVED)
    assert season.register.read()[-1].fields["sheets"] == ("individuals",)
    counts = {row.stage: row.sheets for row in ict.rounds.status(season.path, RECEIVED).counts}
    assert (counts["part"], counts["received"]) == (1, 0)


@pytest.mark.slow
def test_a_workbook_says_itself_whose_it_is(season: RoundFolder, tmp_path: Path) -> None:
    file = tmp_path / "answers of another name.xlsx"
    file.write_bytes(workbook_of("XAB"))
    ict.rounds.receive_file(season.path, file, day=RECEIVED)
    assert season.register.read()[-1].economy == "XAB"


@pytest.mark.slow
def test_the_file_of_another_state_is_refused_and_not_kept(
    season: RoundFolder, tmp_path: Path
) -> None:
    book, table = tmp_path / "book.xlsx", write_table(tmp_path, "XAB")
    book.write_bytes(workbook_of("XAB"))
    for file in (book, table):
        with pytest.raises(ict.errors.UsageError) as error:
            ict.rounds.receive_file(season.path, file, economy="XAA", day=RECEIVED)
        assert error.value.code == "round.other-state"
        assert error.value.details["economy"] == "XAB"
    assert not list(season.path.glob("received/*"))
    assert len(season.register.read()) == 4


def test_a_table_needs_its_sender(season: RoundFolder, tmp_path: Path) -> None:
    with pytest.raises(ict.errors.UsageError, match="--economy"):
        ict.rounds.receive_file(season.path, write_table(tmp_path, "XAA"), day=RECEIVED)


def test_the_same_file_again_is_nothing_new_and_an_earlier_one_is(
    season: RoundFolder, tmp_path: Path
) -> None:
    first, second = write_table(tmp_path, "XAA"), write_table(tmp_path, "XAA", "62.0")
    outcomes = [
        ict.rounds.receive_file(season.path, file, economy="XAA", day=RECEIVED).steps[0].outcome
        for file in (first, first, second, first)
    ]
    assert outcomes == ["done", "done-before", "done", "done"]


@pytest.mark.parametrize(
    ("day", "event", "has_letter"),
    [
        ("2027-03-31", "received", False),
        ("2027-04-01", "late", False),
        ("2027-05-14", "late", False),  # still used: the preview is on the day after
        ("2027-05-15", "late", True),
    ],
)
def test_what_comes_after_the_day_is_late(
    season: RoundFolder, tmp_path: Path, day: str, event: str, has_letter: bool
) -> None:
    file = write_table(tmp_path, "XAA")
    ict.rounds.receive_file(season.path, file, economy="XAA", day=day)
    assert season.register.read()[-1].event == event
    letters = list(season.files.sent("XAA").glob(f"{day}-late-*.html"))
    assert bool(letters) == has_letter
    if has_letter:  # the next release of data is that of 1 July
        assert "1 July 2027" in letters[0].read_text("utf-8")


def test_a_dry_run_keeps_nothing(season: RoundFolder, tmp_path: Path) -> None:
    file = write_table(tmp_path, "XAA")
    steps = ict.rounds.receive_file(season.path, file, economy="XAA", day=RECEIVED, dry_run=True)
    assert [step.outcome for step in steps.steps] == ["to-do"]
    assert not list(season.path.glob("received/*"))


@pytest.mark.slow
def test_the_workbook_of_another_edition_is_refused(season: RoundFolder, tmp_path: Path) -> None:
    file = tmp_path / "xaa-2025.xlsx"
    file.write_bytes(workbook_of("XAA", 2025))
    with pytest.raises(ict.errors.UsageError, match="2025"):
        ict.rounds.receive_file(season.path, file, day=RECEIVED)


def test_a_value_that_comes_back_empty_is_asked_about_at_the_door(
    season: RoundFolder, tmp_path: Path
) -> None:
    first = write_table(tmp_path, "XAA")
    ict.rounds.receive_file(season.path, first, economy="XAA", day=RECEIVED)
    ict.rounds.accept_delivery(season.path, "XAA", day=ACCEPTED)
    again = tmp_path / "again.csv"
    again.write_bytes(first.read_bytes().replace(b"source_class", b"status,source_class"))
    again.write_bytes(again.read_bytes().replace(b"61.5,", b",O,"))
    steps = ict.rounds.receive_file(season.path, again, economy="XAA", day="2027-03-01")
    assert [finding.code for finding in steps.findings] == ["parts.emptied"]
    assert [step.outcome for step in steps.steps] == ["done"]


OFFICES = """economy,office,sheets,coordinator
XAA,Statistical office,,yes
XAA,Regulator,mobile traffic,no
"""


@pytest.mark.slow
def test_each_office_is_sent_its_own_sheets_and_its_file_says_whose_it_is(tmp_path: Path) -> None:
    folder = open_small_round(tmp_path / "round-2027", "XAA")
    folder.files.offices_file.write_text(OFFICES)
    ict.rounds.amend_round(folder.path, cause="Two offices.", day="2026-12-10")
    ict.rounds.dispatch_round(folder.path, day=DISPATCHED)
    books = [folder.files.sent("XAA") / f"xaa-2027-{part}.xlsx" for part in (1, 2)]
    for book, office in zip(books, ("Statistical office", "Regulator"), strict=True):
        ict.rounds.receive_file(folder.path, book, day=RECEIVED)
        assert folder.register.read()[-1].office == office
    with pytest.raises(ict.errors.UsageError, match="Ministry"):
        ict.rounds.receive_file(folder.path, books[0], office="Ministry", day=RECEIVED)
