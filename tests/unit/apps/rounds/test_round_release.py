"""A release: nothing before its time, nothing that is closed, and the same again adds nothing."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import small_round

import ictindex as ict
from ictindex.apps.rounds import round_release
from ictindex.apps.rounds.round_computation import compute_round, plan_computation
from ictindex.apps.rounds.season_operations import read_round
from ictindex.core import clock
from ictindex.editions.edition import Edition
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.closed.accepted_table import RECEIPT, accepted_path, write_accepted
from ictindex.submissions.closed.event_register import Draft, Event
from ictindex.submissions.closed.event_types import CLEARING
from ictindex.submissions.closed.part_workbooks import JoinedParts
from ictindex.submissions.closed.round_folder import SHORT, RoundFolder

DAY = dt.date(2026, 6, 30)
INSTANT = "2026-06-30T10:00:00Z"
SECOND = dt.timedelta(seconds=1)
KEY = "idi-2026-demonstration"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round that nobody has cleared."""
    made = small_round.make_round(tmp_path_factory.mktemp("plain") / "round")
    made.files.master.parent.mkdir(exist_ok=True)
    made.files.master.write_bytes(bytes(range(32)))
    return made.path


@pytest.fixture(scope="module")
def cleared(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round that every role has cleared, with an embargo."""
    path = shutil.copytree(plain, tmp_path_factory.mktemp("cleared") / "round")
    compute(RoundFolder(path))
    for role in CLEARING:
        ict.rounds.clear_release(path, role, day="2026-06-20")
    ict.rounds.embargo_round(path, INSTANT, day="2026-06-21")
    return path


@pytest.fixture
def folder(cleared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RoundFolder:
    """A round on the day of its release, at the end of its embargo."""
    set_clock(monkeypatch, clock.instant_of(INSTANT))
    return RoundFolder(shutil.copytree(cleared, tmp_path / "round"))


@pytest.fixture
def uncleared(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RoundFolder:
    """A round that nobody has cleared, on the day of its release."""
    set_clock(monkeypatch, clock.start_of(DAY))
    return RoundFolder(shutil.copytree(plain, tmp_path / "round"))


def compute(folder: RoundFolder) -> None:
    selection, result = compute_round(folder, cut_off=small_round.CUT_OFF)
    if result.kind != "demonstration":
        result = result.with_kind("demonstration")
    for planned in plan_computation(selection, result, day=dt.date(2026, 6, 1)):
        read_round(folder.path).carry_out(planned, dry_run=False)


def set_clock(monkeypatch: pytest.MonkeyPatch, instant: dt.datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: instant)


def release(folder: RoundFolder, **options: Any) -> ict.rounds.RoundSteps:
    common = {"day": DAY, "publisher": "Example office", "cut_off": small_round.CUT_OFF}
    return ict.rounds.release_round(folder.path, public_of(folder), **common, **options)


def public_of(folder: RoundFolder) -> Path:
    return folder.path.parent / "public"


def refused(call: Callable[[], object]) -> ict.errors.IctindexError:
    with pytest.raises(ict.errors.IctindexError) as caught:
        call()
    return caught.value


def record(
    folder: RoundFolder, event: str, by: str, economy: str, text: str = "", **fields: Any
) -> None:
    draft = Draft(event=event, day=DAY, by=by, economy=economy, fields=fields, text=text)
    folder.register.record(lambda events: draft)


def released(folder: RoundFolder) -> list[Event]:
    return [event for event in folder.register.read() if event.event == "released"]


@pytest.mark.slow
def test_a_round_is_released_and_says_what_was_searched(folder: RoundFolder) -> None:
    (step,) = release(folder).steps
    assert (step.event, step.outcome, step.file) == ("released", "done", KEY)
    (event,) = released(folder)
    (listed,) = ict.editions.list_editions(public_of(folder))
    assert event.fields["root"] == listed.root and event.fields["id"] == listed.id == KEY
    assert event.fields["head"] == ict.editions.list_editions(public_of(folder)).head
    assert ict.verify(listed.path, root=listed.root).intact
    result = ict.rounds.search_public(folder.path, public_of(folder), cut_off=small_round.CUT_OFF)
    assert not result.findings and result.digest == event.fields["search"]
    # The marked words are in the closed folder, and no byte of the public one has any.
    public = b"".join(path.read_bytes() for path in public_of(folder).rglob("*") if path.is_file())
    assert small_round.mark("XAA", "note").encode() not in public


@pytest.mark.slow
def test_the_same_release_again_adds_nothing(folder: RoundFolder) -> None:
    release(folder)
    head = folder.register.head
    assert isinstance(refused(lambda: release(folder)), ict.errors.TakenIdError)
    assert folder.register.head == head and len(released(folder)) == 1


@pytest.mark.slow
def test_a_release_that_was_stopped_before_its_event_is_completed(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as stopped:
        stopped.setattr(round_release, "_record", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            release(folder)
    assert not released(folder)
    root = ict.editions.list_editions(public_of(folder))[0].root
    release(folder)
    (event,) = released(folder)
    assert event.fields["root"] == root
    assert len(ict.editions.list_editions(public_of(folder))) == 1


@pytest.mark.slow
def test_a_trial_publishes_nothing(folder: RoundFolder) -> None:
    (step,) = release(folder, dry_run=True).steps
    assert (step.outcome, step.file) == ("to-do", KEY)
    assert not public_of(folder).exists() and not released(folder)


def test_it_is_refused_one_second_before_the_embargo_ends(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, clock.instant_of(INSTANT) - SECOND)
    error = refused(lambda: release(folder))
    assert error.code == "round.embargo" and "2026-06-30T09:59:59Z" in str(error)
    assert not public_of(folder).exists()


def test_without_an_embargo_it_is_refused_before_its_day(
    uncleared: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, clock.start_of(DAY) - SECOND)
    assert refused(lambda: release(uncleared)).code == "round.embargo"


def test_what_nobody_has_cleared_is_refused_with_every_role(uncleared: RoundFolder) -> None:
    made = uncleared
    assert "round.result-not-cleared" in codes(refused(lambda: release(made)))
    compute(made)
    ict.rounds.clear_release(made.path, "methods", day="2026-06-20")
    error = refused(lambda: release(made))
    assert codes(error) == ["round.not-cleared"]
    for role in CLEARING:
        assert (role in str(error)) == (role != "methods")


def codes(error: ict.errors.IctindexError) -> list[str]:
    return [fault.code for fault in error.faults]


def test_an_open_objection_stops_a_release(folder: RoundFolder) -> None:
    record(folder, "objected", "state", "XAB", "We do not agree.", number=1, cells=["idi"])
    assert codes(refused(lambda: release(folder))) == ["round.objection-open"]


@pytest.mark.slow
def test_a_difference_between_offices_stops_a_release_until_it_is_answered(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = round_release.join_season
    overlap = Finding("parts.overlap", "warning", "XAC", "internet-users", small_round.YEAR)

    def join(*parts: Any, **named: Any) -> JoinedParts:
        return JoinedParts(usual(*parts, **named).receipts, Findings([overlap]))

    monkeypatch.setattr(round_release, "join_season", join)
    assert codes(refused(lambda: release(folder))) == ["parts.overlap"]
    cell = {"rule": "parts.overlap", "indicator": "internet-users", "year": small_round.YEAR}
    record(folder, "query", "compiler", "XAC", "Which one?", number=1, **cell)
    assert codes(refused(lambda: release(folder))) == ["parts.overlap"]
    record(folder, "answered", "office", "XAC", number=1, answer="confirm")
    assert release(folder).count_done() == 1


def leak(text: str) -> Callable[..., Edition]:
    """Return a publication that writes a text that it should not into the edition."""
    usual = round_release.publish

    def publish(result: Any, directory: Path, **options: Any) -> Edition:
        made = usual(result, directory, **options)
        (made.path / "besides.txt").write_text(text, "utf-8")
        return made

    return publish


@pytest.mark.slow
@pytest.mark.parametrize("field", ["note"])
def test_a_closed_word_stops_a_release_before_anything_is_public(
    field: str, folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = small_round.mark("XAD", field)
    monkeypatch.setattr(round_release, "publish", leak(f"see {word} there"))
    error = refused(lambda: release(folder))
    assert error.code == "round.closed-in-public"
    assert codes(error) == ["round.closed-word"] and word in str(error)
    assert not public_of(folder).exists() and not released(folder)
    # Somebody has read it, and says why it may be public.
    allowed = folder.path / round_release.ALLOWED
    allowed.write_text(f"words,reason\n{word},\n", "utf-8")
    assert refused(lambda: release(folder)).code == "round.allowed-words"
    allowed.write_text(f"words,reason\n{word},in the title of a law\n", "utf-8")
    assert release(folder, dry_run=True).count_done() == 1


@pytest.mark.slow
def test_a_file_that_nobody_can_read_stops_a_release(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = round_release.publish

    def publish(result: Any, directory: Path, **options: Any) -> Edition:
        made = usual(result, directory, **options)
        (made.path / "a.bin").write_bytes(b"\0\1")
        return made

    monkeypatch.setattr(round_release, "publish", publish)
    error = refused(lambda: release(folder))
    assert codes(error) == ["round.unreadable-file"] and "a.bin" in str(error)


def test_the_public_folder_and_the_closed_one_are_two_places(folder: RoundFolder) -> None:
    for public in (folder.path / "public", folder.path.parent, folder.path):
        error = refused(
            lambda public=public: ict.rounds.release_round(folder.path, public, day=DAY)
        )
        assert error.code == "round.public-in-closed"


def test_an_embargo_is_recorded_once_and_may_be_moved(folder: RoundFolder) -> None:
    (again,) = ict.rounds.embargo_round(folder.path, INSTANT, day="2026-06-22").steps
    assert again.outcome == "done-before"
    later = "2026-07-01T10:00:00Z"
    (moved,) = ict.rounds.embargo_round(folder.path, later, day="2026-06-22").steps
    assert moved.outcome == "done"
    assert refused(lambda: release(folder)).code == "round.embargo"
    for wrong in ("2026-07-01", "2026-07-01T10:00:00+00:00", ""):
        error = refused(
            lambda wrong=wrong: ict.rounds.embargo_round(folder.path, wrong, day="2026-06-22")
        )
        assert error.code == "round.no-instant"


def test_data_are_released_without_clearance(uncleared: RoundFolder) -> None:
    # Its values are of compilers, and data are those that members sent themselves.
    assert codes(refused(lambda: release(uncleared, data="q1"))) == ["archive.no-receipt"]


COUNTS = {"count": 300_000, "cable": 100_000, "dsl": 90_000, "fibre": 88_123, "other": 21_877}


def send_counts(
    folder: RoundFolder, economy: str, *closed: str, day: str = "2026-02-20", **revised: int
) -> None:
    """Accept counts that a State sent itself, with a note, some of them confidential."""
    rows = [
        {
            "economy": economy,
            "indicator": f"fixed-broadband-subscriptions-{part}",
            "year": small_round.YEAR,
            "value": value,
            "source_class": "official-submission",
            "source": "Regulator",
            "note": small_round.mark(economy, "counts"),
            "conf_status": "C" if part in closed else "F",
        }
        for part, value in (COUNTS | revised).items()
    ]
    table = ict.read_observations(pd.DataFrame(rows, dtype=object))
    receipt = ict.accept(table, ict.validate(table, year=small_round.YEAR), submitted=day)
    path = folder.files.accepted(economy) / f"{receipt.digest[:SHORT]}{RECEIPT}"
    path.write_text(receipt.to_json(), "utf-8")
    accepted_path(path).write_text(write_accepted(receipt), "utf-8")
    record(folder, "accepted", "office", economy, receipt=receipt.digest)


def test_a_value_that_a_sum_gives_back_stops_a_release(uncleared: RoundFolder) -> None:
    send_counts(uncleared, "XAA", "fibre")
    error = refused(lambda: release(uncleared, data="q1"))
    assert codes(error) == ["archive.follows"] and "88123" not in str(error)
    assert "fixed-broadband-subscriptions-other" in str(error)  # what would protect it
    assert not public_of(uncleared).exists()


@pytest.mark.slow
def test_data_are_released_and_a_confidential_value_is_not(uncleared: RoundFolder) -> None:
    send_counts(uncleared, "XAA", "fibre", "other")
    (step,) = release(uncleared, data="q1").steps
    assert step.file == "data-2026-q1-demonstration"
    public = b"".join(p.read_bytes() for p in public_of(uncleared).rglob("*") if p.is_file())
    for closed in (b"88123", b"21877", small_round.mark("XAA", "counts").encode()):
        assert closed not in public
    assert b"90000" in public
    (event,) = released(uncleared)
    assert event.fields["kind"] == "data"


@pytest.mark.slow
def test_a_revised_figure_is_released_with_what_was_public(uncleared: RoundFolder) -> None:
    """The value before is public already: the search for closed numbers does not stop it."""
    send_counts(uncleared, "XAA", "fibre", "other")
    release(uncleared, data="q1")
    send_counts(uncleared, "XAA", "fibre", "other", day="2026-03-20", count=301_234, cable=101_234)
    (step,) = release(uncleared, data="q2").steps
    lines = (public_of(uncleared) / step.file / "figures.csv").read_text("utf-8").splitlines()
    names = ("indicator", "value", "origin", "before", "public_in")
    revised = [row for row in csv.DictReader(lines) if row["change"] == "revised"]
    first = "data-2026-q1-demonstration"
    assert [tuple(row[name] for name in names) for row in revised] == [
        ("fixed-broadband-subscriptions-cable", "101234", "database", "100000", first),
        ("fixed-broadband-subscriptions-count", "301234", "database", "300000", first),
    ]
    stated = {(row["source"], row["licence"], row["result_kind"]) for row in revised}
    assert stated == {("Regulator", "", "demonstration")}
    assert not any("88123" in line or "21877" in line for line in lines)
    assert not ict.rounds.search_public(uncleared.path, public_of(uncleared)).findings
