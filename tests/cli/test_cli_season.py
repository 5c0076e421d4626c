"""The commands of a season: what they print, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_runs import run
from round_cases import write_table

NEW = ("round", "new", "2027", "--publisher", "Example office", "--date", "2026-11-30")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    done = run(tmp_path, *NEW, "--economy", "XAA", "--economy", "XAB")
    assert done.returncode == 0, done.stderr
    assert "round-2027: the round is opened for 2 economies." in " ".join(done.stdout.split())
    return tmp_path


def outcomes(folder: Path, *arguments: str) -> dict[str, str]:
    done = run(folder, "round", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    return {f"{row['economy']} {row['event']}": row["outcome"] for row in rows}


def test_a_season_in_commands(folder: Path) -> None:
    write_table(folder, "XAA")
    sending = ("dispatch", "round-2027", "--date", "2026-12-31")
    assert set(outcomes(folder, *sending, "--dry-run").values()) == {"to-do"}
    assert set(outcomes(folder, *sending).values()) == {"done"}
    assert set(outcomes(folder, *sending).values()) == {"done-before"}
    came = ("receive", "round-2027", "xaa-61.5.csv", "--date", "2027-02-10")
    refused = run(folder, "round", *came, "--economy", "XAB")
    assert refused.returncode == 2
    assert "(XAA), not of 'XAB'" in " ".join(refused.stderr.split())
    assert outcomes(folder, *came, "--economy", "XAA") == {"XAA received": "done"}
    accepted = ("accept", "round-2027", "XAA", "--date", "2027-02-20")
    assert outcomes(folder, *accepted) == {"XAA accepted": "done", "XAA acknowledged": "done"}
    more = ("extend", "round-2027", "XAB", "--until", "2027-04-20", "--date", "2027-03-10")
    assert outcomes(folder, *more) == {"XAB extended": "done"}
    reminding = ("remind", "round-2027", "--date", "2027-03-31")
    assert outcomes(folder, *reminding) == {
        "XAA reminded": "has-sent",
        "XAB reminded": "is-extended",
    }
    leaving = ("refuse", "round-2027", "XAB", "--date", "2027-04-01", "--reason", "A census")
    assert outcomes(folder, *leaving) == {"XAB refused": "done"}
    checked = run(folder, "round", "check", "round-2027")
    assert (checked.returncode, "Findings: 0" in checked.stdout) == (0, True)


def test_a_changed_file_is_named_until_it_is_recorded(folder: Path) -> None:
    (folder / "round-2027" / "policy.md").write_text("Ours.")
    checked = run(folder, "round", "check", "round-2027", "--language", "es")
    assert checked.returncode == 1
    assert "policy.md difiere de lo que se registró." in checked.stdout
    amending = ("amend", "round-2027", "--date", "2027-01-10", "--cause", "Our policy.")
    assert outcomes(folder, *amending) == {" amended": "done"}
    assert run(folder, "round", "check", "round-2027").returncode == 0


def test_a_folder_that_is_no_round_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "round", "check", ".")
    assert done.returncode == 2
    assert "ictindex round new" in " ".join(done.stderr.split())
