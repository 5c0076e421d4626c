"""The commands of a release: the embargo, the search of a public folder, the release, errata."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import small_round

from ictindex.apps.rounds.round_computation import compute_round
from ictindex.core import clock
from ictindex.editions.publication import publish
from ictindex.submissions.closed.round_folder import RoundFolder

INSTANT = "2026-06-30T10:00:00Z"
KEY = "idi-2026-demonstration"
CUT_OFF = ("--cut-off", small_round.CUT_OFF.isoformat())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RoundFolder:
    made = small_round.make_round(tmp_path / "round")
    made.files.master.parent.mkdir(exist_ok=True)
    made.files.master.write_bytes(bytes(range(32)))
    monkeypatch.setattr(clock, "now", lambda: clock.instant_of(INSTANT))
    return made


def test_an_embargo_is_put_on_a_round(folder: RoundFolder, invoke: Callable[..., Any]) -> None:
    asked = ["round", "embargo", str(folder.path), INSTANT, "--date", "2026-06-01"]
    head = folder.register.head
    trial = json.loads(invoke(*asked, "--dry-run", "--json").stdout)
    assert "to-do" in json.dumps(trial) and folder.register.head == head
    assert "Embargo set" in invoke(*asked, "--press", "Agencies").stdout
    event = folder.register.read()[-1]
    assert (event.event, event.fields["instant"]) == ("embargoed", INSTANT)
    assert list(event.fields["press"]) == ["Agencies"]


def test_a_public_folder_is_searched(
    folder: RoundFolder, tmp_path: Path, invoke: Callable[..., Any]
) -> None:
    public = tmp_path / "site"
    public.mkdir()
    (public / "index.html").write_text("<p>Nothing that is closed.</p>", "utf-8")
    asked = ["round", "search", str(folder.path), str(public), *CUT_OFF]
    assert invoke(*asked).exit_code == 0
    (public / "a.json").write_text(json.dumps({"a": small_round.mark("XAE", "note")}), "utf-8")
    done = invoke(*asked, "--json")
    assert done.exit_code == 1
    assert "round.closed-word" in done.stdout and "a.json" in done.stdout
    assert invoke("round", "search", str(folder.path), str(tmp_path / "none"), *CUT_OFF).exit_code


def test_a_release_names_everything_that_is_missing(
    folder: RoundFolder, tmp_path: Path, invoke: Callable[..., Any]
) -> None:
    asked = ["round", "release", str(folder.path), str(tmp_path / "public")]
    done = invoke(*asked, "--date", "2026-06-30", "--publisher", "Example office", *CUT_OFF)
    assert done.exception.code == "round.release-refused"
    assert [fault.code for fault in done.exception.faults] == ["round.result-not-cleared"]
    early = invoke(*asked, "--date", "2026-07-01", "--publisher", "Example office", *CUT_OFF)
    assert early.exception.code == "round.embargo"
    assert not (tmp_path / "public").exists()


def test_an_erratum_waits_for_its_state(
    folder: RoundFolder,
    tmp_path: Path,
    invoke: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: clock.instant_of("2026-08-01T00:00:00Z"))
    result = compute_round(folder, cut_off=small_round.CUT_OFF)[1]
    public, salt = tmp_path / "public", bytes(range(32))
    publish(result, public, released="2026-06-30", publisher="Example office", salt=salt)
    figure = ["--indicator", "households-internet", "--corrected", "41.5", "--reason", "Survey"]
    about = [str(folder.path), str(public / KEY), "XAB", *figure]
    erratum = ["round", "erratum", *about, "--date", "2026-07-21"]
    assert invoke(*erratum).exception.code == "round.state-not-heard"
    heard = invoke("round", "hear", *about, "--date", "2026-07-06", "--until", "2026-07-20")
    assert heard.exit_code == 0, heard.output
    assert "Erratum" in invoke(*erratum).stdout
    report = ["round", "report-error", str(folder.path), KEY, "XAB", "--text", "Too low"]
    done = invoke(*report, "--indicator", "internet-users", "--date", "2026-07-22")
    assert "Error reported" in done.stdout
    assert [event.event for event in folder.register.read()[-3:]] == [
        "hearing",
        "erratum",
        "error-reported",
    ]
