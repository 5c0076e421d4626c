"""A file that came is judged by the pinned rules, accepted, and acknowledged."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from round_cases import ACCEPTED, RECEIVED, write_table

import ictindex as ict
from ictindex.submissions.closed.accepted_table import read_accepted
from ictindex.submissions.closed.round_folder import RoundFolder
from ictindex.submissions.closed.season_state import fold_season
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook


@pytest.fixture
def received(season: RoundFolder, tmp_path: Path) -> RoundFolder:
    ict.rounds.receive_file(season.path, write_table(tmp_path, "XAA"), economy="XAA", day=RECEIVED)
    return season


def test_the_receipt_is_of_the_received_file_and_states_its_day(received: RoundFolder) -> None:
    steps = ict.rounds.accept_delivery(received.path, "XAA", day=ACCEPTED)
    assert [(s.event, s.outcome) for s in steps.steps] == [
        ("accepted", "done"),
        ("acknowledged", "done"),
    ]
    receipt = read_accepted(received.path / steps.steps[0].file)
    assert str(receipt.submitted) == RECEIVED
    assert receipt.accepted.cells["value"] == (Decimal("61.5"),)
    pins = received.read_settings().pins
    assert receipt.rules == pins.rules
    letter = (received.path / steps.steps[1].file).read_text("utf-8")
    assert receipt.digest in letter
    assert "61.5" in letter
    assert fold_season(received.register.read()).economies["XAA"].state == "accepted"


@pytest.mark.slow
def test_a_workbook_is_accepted_with_the_rates_of_its_counts(
    season: RoundFolder, tmp_path: Path
) -> None:
    """200,000 subscriptions in a population of 1,000,000 are 20 per 100 inhabitants."""
    typed = {"population": 1_000_000, "fixed-broadband-subscriptions-count": 200_000}
    form = ict.questionnaire("XAB", edition=2027).form
    cells = {
        (page.id, ask.row, form.column_of("value")): typed[ask.indicator]
        for page in form.pages.values()
        for ask in page.asks
        if not ask.category and ask.indicator in typed
    }
    book = tmp_path / "xab-2027.xlsx"
    book.write_bytes(write_workbook(form, "en", Contents(cells), file=book.name))
    ict.rounds.receive_file(season, book, day=RECEIVED)
    steps = ict.rounds.accept_delivery(season, "XAB", day=ACCEPTED)
    accepted = read_accepted(season.path / steps.steps[0].file).accepted.cells
    values = dict(zip(accepted["indicator"], accepted["value"], strict=True))
    assert values["fixed-broadband-subscriptions"] == 20
    assert season.register.read()[-2].fields["kind"] == "observations"


def test_the_workbook_is_not_read_again_afterwards(received: RoundFolder) -> None:
    steps = ict.rounds.accept_delivery(received.path, "XAA", day=ACCEPTED)
    for file in received.files.received("XAA").iterdir():
        file.unlink()
    assert read_accepted(received.path / steps.steps[0].file).economies == ("XAA",)


def test_accepted_once_is_accepted(received: RoundFolder) -> None:
    ict.rounds.accept_delivery(received.path, "XAA", day=ACCEPTED)
    head = received.register.head
    steps = ict.rounds.accept_delivery(received.path, "XAA", day="2027-02-25")
    assert {step.outcome for step in steps.steps} == {"done-before"}
    assert received.register.head == head


def test_a_file_that_was_changed_after_it_came_is_refused(received: RoundFolder) -> None:
    (file,) = received.files.received("XAA").iterdir()
    file.write_bytes(file.read_bytes().replace(b"61.5", b"91.5"))
    with pytest.raises(ict.errors.VoidReceiptError, match="differs"):
        ict.rounds.accept_delivery(received.path, "XAA", day=ACCEPTED)


def test_an_open_finding_is_named_and_nothing_is_accepted(
    season: RoundFolder, tmp_path: Path
) -> None:
    """A share of persons above 100 percent cannot be accepted."""
    file = write_table(tmp_path, "XAA", "161.5")
    ict.rounds.receive_file(season.path, file, economy="XAA", day=RECEIVED)
    with pytest.raises(ict.errors.RefusedObservationsError):
        ict.rounds.accept_delivery(season.path, "XAA", day=ACCEPTED)
    assert not list(season.path.glob("accepted/*"))


def test_without_a_file_there_is_nothing_to_accept(season: RoundFolder) -> None:
    with pytest.raises(ict.errors.UsageError, match="round receive"):
        ict.rounds.accept_delivery(season.path, "XAB", day=ACCEPTED)


def test_a_dry_run_judges_and_writes_nothing(received: RoundFolder) -> None:
    steps = ict.rounds.accept_delivery(received.path, "XAA", day=ACCEPTED, dry_run=True)
    assert {step.outcome for step in steps.steps} == {"to-do"}
    assert not list(received.path.glob("accepted/*"))


def test_an_acceptance_that_was_stopped_is_acknowledged_later(received: RoundFolder) -> None:
    steps = ict.rounds.accept_delivery(received.path, "XAA", day=ACCEPTED)
    last = len(received.register.read())
    (received.register.folder / f"{last:06d}.json").unlink()
    again = ict.rounds.accept_delivery(received.path, "XAA", day="2027-02-25")
    assert [step.outcome for step in again.steps] == ["done-before", "done"]
    assert again.steps[0].file == steps.steps[0].file
