"""The commands on proposals of indicators: what they write, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from command_runs import run
from proposal_cases import DATA, KEY, SAMPLE, pilot_of, sample_text, write_proposal

pytestmark = pytest.mark.every_room

ASSESS = ("proposal", "assess", str(SAMPLE), "--observations", str(DATA), "-e", "2024")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_sound_proposal_is_counted_with_its_life(invoke: Any) -> None:
    done = invoke("proposal", "check", str(SAMPLE))
    assert done.exit_code == 0
    assert done.output == (
        f"{KEY}: pilot values with their error: 12.\n"
        "proposed on 3 February 2026 (the proposer); pilot on 5 May 2026 (the secretariat)\n"
    )
    record = json.loads(invoke("proposal", "check", str(SAMPLE), "--json").output)
    assert (record["status"], record["economies"], record["findings"]) == ("pilot", 12, [])


def test_findings_end_with_one_and_faults_of_the_document_with_two(
    invoke: Any, tmp_path: Path
) -> None:
    path = write_proposal(tmp_path, pilot=pilot_of({"XAA": ("20", "", "900")}))
    assert invoke("proposal", "check", str(path)).exit_code == 1
    (finding,) = rows(invoke("proposal", "check", str(path), "--csv").output)
    assert finding["rule"] == "proposal.pilot-precision"
    assert "no standard error or no sample size" in finding["message"]
    path.write_text(sample_text({"#director-9": "#director-99"}), encoding="utf-8")
    done = run(tmp_path, "proposal", "check", str(path))
    assert done.returncode == 2 and "which is not a clause" in done.stderr.replace("\n", " ")


def test_an_earlier_state_is_compared(invoke: Any, tmp_path: Path) -> None:
    later = write_proposal(tmp_path, {"on = 2026-05-05": "on = 2026-05-06"})
    done = invoke("proposal", "check", str(later), "--earlier", str(SAMPLE), "--csv")
    assert done.exit_code == 1
    assert "'life' differs from what was kept before." in rows(done.output)[0]["message"]


def test_a_new_proposal_is_written_once(invoke: Any, tmp_path: Path) -> None:
    arguments = ("proposal", "new", "ict-repair-proposal-1", "--folder", str(tmp_path / "p"))
    assert invoke(*arguments, "--date", "2026-12-01").exit_code == 0
    written = (tmp_path / "p" / "ict-repair-proposal-1.toml").read_text(encoding="utf-8")
    assert "on = 2026-12-01" in written
    assert run(tmp_path, *arguments, "--date", "2026-12-02").returncode == 2


@pytest.mark.parametrize("form", ["text", "markdown", "html", "latex"])
def test_a_proposal_is_shown_in_each_form(form: str, invoke: Any) -> None:
    done = invoke("proposal", "show", str(SAMPLE), "--format", form, "-l", "fr")
    assert done.exit_code == 0 and "Personnes" in done.output


def test_the_life_is_the_table_of_a_proposal(invoke: Any) -> None:
    shown = rows(invoke("proposal", "show", str(SAMPLE), "--csv").output)
    assert [(row["on"], row["status"]) for row in shown] == [
        ("2026-02-03", "proposed"), ("2026-05-05", "pilot"),
    ]  # fmt: skip


@pytest.mark.slow
def test_the_public_paper_is_the_default(invoke: Any) -> None:
    done = invoke(*ASSESS)
    assert done.exit_code == 0
    assert "Public paper" in done.output and "Synthetic economy A" not in done.output
    record = json.loads(invoke(*ASSESS, "--json").output)
    assert record["schema"] == "ictindex/proposal-assessment/0" and "economies" not in record
    table = rows(invoke(*ASSESS, "--csv", "--part", "correlations").output)
    assert len(table) == 11 and {row["access"] for row in table} == {"public"}


@pytest.mark.slow
def test_the_closed_paper_is_asked_for_and_marked(invoke: Any) -> None:
    done = invoke(*ASSESS, "--closed")
    assert "CLOSED PAPER" in done.output and "Synthetic economy A" in done.output
    record = json.loads(invoke(*ASSESS, "--closed", "--json").output)
    assert record["access"] == "closed" and record["economies"][0]["economy"] == "XAA"
    table = rows(invoke(*ASSESS, "--closed", "--csv").output)
    assert len(table) == 12 and {row["access"] for row in table} == {"closed"}


def test_the_closed_paper_stays_in_the_folder_of_the_proposal(invoke: Any, tmp_path: Path) -> None:
    path = write_proposal(tmp_path / "kept")
    command = (
        "proposal",
        "assess",
        str(path),
        "--observations",
        str(DATA),
        "-e",
        "2024",
        "--closed",
    )
    done = run(tmp_path, *command, "-o", str(tmp_path / "paper.html"))
    assert done.returncode == 2
    assert "is not in the folder of the proposal" in done.stderr.replace("\n", " ")
    assert not (tmp_path / "paper.html").exists()
    inside = tmp_path / "kept" / "paper.html"
    assert invoke(*command, "-o", str(inside)).exit_code == 0
    assert "CLOSED PAPER" in inside.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_folder_is_listed(invoke: Any) -> None:
    done = invoke("proposal", "list", str(SAMPLE.parent))
    assert done.exit_code == 0 and KEY in done.output
    (row,) = rows(invoke("proposal", "list", str(SAMPLE.parent), "--csv").output)
    assert (row["proposal"], row["status"], row["economies"]) == (KEY, "pilot", "12")


def test_the_schema_is_written(invoke: Any) -> None:
    schema = json.loads(invoke("proposal", "schema").output)
    assert {"id", "indicator", "life", "definition"} <= set(schema["required"])


def test_comments_on_a_proposal_are_checked_like_any_others(invoke: Any) -> None:
    register = str(SAMPLE.with_name(f"{KEY}-comments.csv"))
    done = invoke("comments", "check", register, "--document", str(SAMPLE))
    assert done.exit_code == 0 and done.output.startswith("Comments: 2; still to be decided: 1")
