"""A source of the compilers gets a receipt for each State, and is used after a consultation."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import ictindex as ict
from ictindex.apps.rounds.round_computation import select_round
from ictindex.submissions.closed.round_folder import RoundFolder

HEAD = "economy,indicator,year,value,source_class,source\n"
USERS = "internet-users,2025"


def collected(folder: Path, *rows: str) -> Path:
    """Write a table of the compilers."""
    file = folder / "collected.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return file


@pytest.mark.slow
def test_each_state_gets_a_receipt_of_its_own_rows(season: RoundFolder, tmp_path: Path) -> None:
    file = collected(
        tmp_path, f"XAA,{USERS},61.5,estimate,Survey of X", f"XAB,{USERS},44.1,estimate,Survey of X"
    )
    steps = ict.rounds.collect_table(season.path, file, day="2027-04-10")
    assert [(s.economy, s.event, s.outcome) for s in steps.steps] == [
        ("XAA", "collected", "done"),
        ("XAB", "collected", "done"),
    ]
    tables = {
        path.parent.name: path.read_text("utf-8")
        for path in season.path.glob("accepted/*/*.accepted.csv")
    }
    assert sorted(tables) == ["XAA", "XAB"]
    assert "61.5" in tables["XAA"] and "44.1" not in tables["XAA"] and "XAB" not in tables["XAA"]
    again = ict.rounds.collect_table(season.path, file, day="2027-04-10")
    assert {s.outcome for s in again.steps} == {"done-before"}
    assert not ict.rounds.check_round(season.path).errors


@pytest.mark.slow
def test_what_a_state_submits_is_not_collected(season: RoundFolder, tmp_path: Path) -> None:
    before = season.register.head
    for source_class in ("official-submission", ""):
        file = collected(tmp_path, f"XAA,{USERS},61.5,{source_class},Survey of X")
        with pytest.raises(ict.errors.UsageError, match="only a State gives"):
            ict.rounds.collect_table(season.path, file, day="2027-04-10")
    file = collected(tmp_path, f"XZZ,{USERS},61.5,estimate,Survey of X")
    with pytest.raises(ict.errors.IctindexError):
        ict.rounds.collect_table(season.path, file, day="2027-04-10")
    assert season.register.head == before and not season.files.collection.exists()


def test_an_estimate_is_used_once_its_state_agreed(season: RoundFolder, tmp_path: Path) -> None:
    file = collected(
        tmp_path, f"XAA,{USERS},61.5,estimate,Survey of X", f"XAB,{USERS},44.1,estimate,Survey of X"
    )
    ict.rounds.collect_table(season.path, file, day="2027-04-10")
    steps = ict.rounds.consult_states(season.path, day="2027-04-12", until="2027-05-20")
    assert [(s.economy, s.event, s.outcome) for s in steps.steps] == [
        ("XAA", "consulted", "done"),
        ("XAB", "consulted", "done"),
    ]
    letters = {
        path.parent.name: path.read_text("utf-8")
        for path in season.path.glob("sent/*/*-consultation-*.txt")
    }
    assert "61.5" in letters["XAA"].replace(",", ".") and "44" not in letters["XAA"]
    ict.rounds.record_reply(season.path, "XAA", "internet-users", "agreed", day="2027-04-20")
    ict.rounds.record_reply(
        season.path, "XAB", "internet-users", "objected", day="2027-04-20", text="Not ours."
    )
    again = ict.rounds.consult_states(season.path, day="2027-04-21", until="2027-05-21")
    assert not again.count_done()
    selection = select_round(season, cut_off=dt.date(2027, 6, 1))
    used = selection.observations
    assert list(zip(used.cells["economy"], map(str, used.cells["value"]), strict=True)) == [
        ("XAA", "61.5")
    ]


def test_a_reply_to_nothing_is_refused(season: RoundFolder) -> None:
    for answer, code in (("agreed", "round.not-consulted"), ("perhaps", "round.no-answer")):
        with pytest.raises(ict.errors.UsageError) as error:
            ict.rounds.record_reply(season.path, "XAA", "internet-users", answer, day="2027-04-20")
        assert error.value.code == code
    with pytest.raises(ict.errors.UsageError, match="cannot end on"):
        ict.rounds.consult_states(season.path, day="2027-04-12", until="2027-04-12")
