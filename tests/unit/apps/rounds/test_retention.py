"""Workbooks whose retention is over are removed, and nothing else."""

from __future__ import annotations

import pytest
from round_events import accepted, dispatched, received, write_round

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.submissions.closed.season_state import fold_season

CONTENTS = {"BRA": b"brazil", "ECU": b"ecuador", "KEN": b"kenya", "TUV": b"tuvalu"}
KEPT = {
    "accepted/BRA/0.accepted.csv": b"economy,value",
    "keys/master": b"0" * 32,
    "received/BRA/of another hand.xlsx": b"brazil",
}


def path_of(code):
    return next(iter(received(code, "2027-02-01", content=CONTENTS[code]).refs))


@pytest.fixture
def folder(tmp_path):
    """A round: four files came, that of Kenya is not accepted, that of Tuvalu was changed."""
    events = []
    for code, content in CONTENTS.items():
        events += [dispatched(code), received(code, "2027-02-01", content=content)]
        if code != "KEN":
            events.append(accepted(code, "2027-02-10", content=content))
    files = {path_of(code): content for code, content in CONTENTS.items()}
    files |= {**KEPT, path_of("TUV"): b"changed"}
    languages = dict.fromkeys(CONTENTS, "en")
    made = write_round(tmp_path / "round-2027", languages, events, files)
    ict.rounds.retain_workbooks(made.path, until="2029-06-30", day="2027-07-01")
    return made


def outcomes(made):
    return {row.economy: row.outcome for row in made.files}


def test_the_same_decision_is_recorded_once_and_a_later_one_counts(folder):
    count = len(folder.register.read())
    ict.rounds.retain_workbooks(folder.path, until="2029-06-30", day="2027-07-02")
    assert len(folder.register.read()) == count
    ict.rounds.retain_workbooks(folder.path, until="2030-06-30", day="2027-07-02")
    with pytest.raises(UsageError) as refused:
        ict.rounds.destroy_workbooks(folder.path, day="2029-07-01")
    assert refused.value.code == "round.still-retained"


def test_files_are_kept_through_the_last_day_of_the_retention(folder):
    with pytest.raises(UsageError) as refused:
        ict.rounds.destroy_workbooks(folder.path, day="2029-06-30")
    assert refused.value.code == "round.still-retained"


def test_without_a_decision_nothing_is_removed(tmp_path):
    made = write_round(tmp_path / "round-2027", {"BRA": "en"})
    with pytest.raises(UsageError) as refused:
        ict.rounds.destroy_workbooks(made.path, day="2099-01-01")
    assert refused.value.code == "round.no-retention"


def test_a_dry_run_says_what_would_be_removed_and_leaves_it(folder):
    head = folder.register.head
    made = ict.rounds.destroy_workbooks(folder.path, day="2029-07-01", dry_run=True)
    assert outcomes(made) == {"BRA": "due", "ECU": "due", "KEN": "open", "TUV": "other"}
    assert folder.register.head == head
    assert all((folder.path / path_of(code)).exists() for code in CONTENTS)


def test_only_files_with_the_recorded_content_and_a_receipt_are_removed(folder):
    made = ict.rounds.destroy_workbooks(folder.path, day="2029-07-01")
    assert outcomes(made) == {"BRA": "removed", "ECU": "removed", "KEN": "open", "TUV": "other"}
    left = {name for name in [*KEPT, *map(path_of, CONTENTS)] if (folder.path / name).exists()}
    assert left == {*KEPT, path_of("KEN"), path_of("TUV")}
    event = folder.register.read()[-1]
    assert event.event == "destroyed"
    expected = {
        path_of(code): received(code, "2027-02-01", content=CONTENTS[code])
        for code in ("BRA", "ECU")
    }
    assert event.refs == {path: draft.fields["file"] for path, draft in expected.items()}
    season = fold_season(folder.register.read())
    assert not expected.keys() & season.files.keys() and path_of("KEN") in season.files


def test_stopped_in_the_middle_it_goes_on_and_records_nothing_twice(folder, monkeypatch):
    from ictindex.core import tree_writer

    removed = []

    def stop_at_the_second(path):
        if removed:
            raise KeyboardInterrupt
        removed.append(path)
        path.unlink()

    with monkeypatch.context() as patch:
        patch.setattr(tree_writer, "_unlink", stop_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            ict.rounds.destroy_workbooks(folder.path, day="2029-07-01")
    head = folder.register.head
    assert (folder.path / path_of("ECU")).exists() and not (folder.path / path_of("BRA")).exists()
    made = ict.rounds.destroy_workbooks(folder.path, day="2029-07-02")
    assert outcomes(made) == {"BRA": "gone", "ECU": "removed", "KEN": "open", "TUV": "other"}
    assert folder.register.head == head


def test_a_link_out_of_the_round_is_not_followed(folder, tmp_path):
    outside = tmp_path / "elsewhere"
    (folder.path / "received" / "ECU").rename(outside)
    (folder.path / "received" / "ECU").symlink_to(outside, target_is_directory=True)
    made = ict.rounds.destroy_workbooks(folder.path, day="2029-07-01")
    assert outcomes(made)["ECU"] == "other"
    assert len(list(outside.iterdir())) == 1


def test_the_check_of_a_round_does_not_miss_what_was_destroyed(folder):
    ict.rounds.destroy_workbooks(folder.path, day="2029-07-01")
    (folder.path / path_of("KEN")).unlink()
    files = {
        finding.details["file"]: finding.code
        for finding in ict.rounds.check_round(folder.path)
        if finding.code.startswith("round.file-")
    }
    assert files == {
        path_of("KEN"): "round.file-missing",
        path_of("TUV"): "round.file-changed",
    }
