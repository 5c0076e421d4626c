"""Errors after a release: a report stays closed, the State is heard first, then the publisher."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import small_round

import ictindex as ict
from ictindex.apps.rounds import round_errata
from ictindex.apps.rounds.round_computation import compute_round
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.round_folder import RoundFolder

HEARD, UNTIL, AFTER = "2026-07-06", dt.date(2026, 7, 20), "2026-07-21"
RIGHT, REASON = "41.5", "The survey was corrected."


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a round and its published edition, with three subscribers."""
    directory = tmp_path_factory.mktemp("released")
    made = small_round.make_round(directory / "round")
    result = compute_round(made, cut_off=small_round.CUT_OFF)[1]
    day, salt = dt.date(2026, 6, 30), bytes(range(32))
    ict.publish(result, directory / "public", released=day, publisher="Example office", salt=salt)
    lines = "role,language\nPress office,en\nLibrary,ar\nAgency,en\n"
    (made.path / "subscribers.csv").write_text(lines, "utf-8")
    return directory


@pytest.fixture
def folder(released: Path, tmp_path: Path) -> RoundFolder:
    return RoundFolder(shutil.copytree(released, tmp_path / "season") / "round")


def edition_of(folder: RoundFolder) -> Path:
    return folder.path.parent / "public" / "idi-2026-demonstration"


def figure_of(folder: RoundFolder, corrected: str = RIGHT) -> ict.rounds.WrongFigure:
    named = ("XAB", "households-internet", corrected, REASON)
    return ict.rounds.WrongFigure(edition_of(folder), *named)


def hear(folder: RoundFolder, **options: Any) -> ict.rounds.RoundSteps:
    return ict.rounds.hear_state(folder.path, figure_of(folder), day=HEARD, until=UNTIL, **options)


def record(folder: RoundFolder, day: str = AFTER, **options: Any) -> ict.rounds.RoundSteps:
    return ict.rounds.record_erratum(folder.path, figure_of(folder), day=day, **options)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ict.errors.IctindexError) as caught:
        call()
    return caught.value.code


def last(folder: RoundFolder) -> Event:
    return folder.register.read()[-1]


def on_record(folder: RoundFolder) -> int:
    return len(ict.open_edition(edition_of(folder)).errata)


@pytest.mark.slow
def test_a_state_sees_an_erratum_before_anybody_else(folder: RoundFolder) -> None:
    before = {path: path.read_bytes() for path in edition_of(folder).parent.rglob("*.json")}
    (step,) = hear(folder).steps
    assert (step.economy, step.event, step.outcome) == ("XAB", "hearing", "done")
    letter = (folder.path / step.file).with_suffix(".txt").read_text("utf-8")
    idi = ict.methodology("idi", edition=small_round.EDITION)
    published = small_round.figure("XAB", list(idi.indicators).index("households-internet"))
    assert published in letter.replace(",", ".") and REASON in letter
    assert {path: path.read_bytes() for path in before} == before  # nothing of it is public
    assert hear(folder).steps[0].outcome == "done-before"


@pytest.mark.slow
def test_nothing_is_recorded_before_the_state_could_answer(folder: RoundFolder) -> None:
    assert refused(lambda: record(folder)) == "round.state-not-heard"
    hear(folder)
    assert refused(lambda: record(folder, day=UNTIL.isoformat())) == "round.hearing-open"
    # Heard on one value, it is not heard on another.
    other = figure_of(folder, "41.6")
    call = lambda: ict.rounds.record_erratum(folder.path, other, day=AFTER)  # noqa: E731
    assert refused(call) == "round.state-not-heard"
    assert on_record(folder) == 0


@pytest.mark.slow
def test_an_erratum_is_recorded_and_subscribers_are_written_to(folder: RoundFolder) -> None:
    hear(folder)
    (step,) = record(folder).steps
    assert (step.event, step.outcome) == ("erratum", "done") and on_record(folder) == 1
    event = last(folder)
    assert event.by == "publisher" and event.fields["state-heard"] == HEARD
    assert event.fields["root"] == ict.open_edition(edition_of(folder)).root
    # A letter in each language of the subscribers, in two forms, and none to a State.
    names = sorted(Path(name).name for name in event.refs)
    assert len(names) == 4 and {name.split("-")[4] for name in names} == {"en", "ar"}
    assert all(name.startswith("sent/subscribers/") for name in event.refs)


@pytest.mark.slow
def test_the_state_may_agree_earlier(folder: RoundFolder) -> None:
    hear(folder)
    early = "2026-07-10"
    assert refused(lambda: record(folder, day=early, agreed="2026-07-01")) == "round.hearing-open"
    assert refused(lambda: record(folder, day=early, agreed="2026-07-11")) == "round.hearing-open"
    record(folder, day=early, agreed="2026-07-09")
    assert on_record(folder) == 1


@pytest.mark.slow
def test_an_erratum_that_was_stopped_before_its_event_is_completed(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(folder)
    with monkeypatch.context() as stopped:
        stopped.setattr(round_errata, "write_to_subscribers", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            record(folder)
    assert last(folder).event == "hearing" and on_record(folder) == 1
    record(folder)
    assert last(folder).event == "erratum" and on_record(folder) == 1
    assert record(folder).steps[0].outcome == "done-before"


def test_only_the_publisher_records(folder: RoundFolder) -> None:
    hear(folder)
    for role in ("user", "compiler", "state"):
        assert refused(lambda role=role: record(folder, publisher=role)) == "erratum.not-publisher"
    assert on_record(folder) == 0


def test_a_report_of_an_error_stays_closed(folder: RoundFolder) -> None:
    def report(role: str = "tool") -> ict.rounds.RoundSteps:
        return ict.rounds.report_error(
            folder.path,
            "idi-2026-demonstration",
            economy="XAC",
            indicator="internet-users",
            text="Twice last year's.",
            role=role,
            day="2026-07-02",
        )

    assert refused(lambda: report("publisher")) == "event.unfit"
    assert report().steps[0].outcome == "done"
    assert report().steps[0].outcome == "done-before"
    assert last(folder).text == "Twice last year's." and on_record(folder) == 0


@pytest.mark.slow
def test_a_subscriber_has_a_role_and_a_language(folder: RoundFolder) -> None:
    hear(folder)
    for line in (",en", "Library,xx", "Library,"):
        (folder.path / "subscribers.csv").write_text(f"role,language\n{line}\n", "utf-8")
        assert refused(lambda: record(folder)) == "round.subscribers"
