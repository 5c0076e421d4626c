"""The invented survey of the tutorial, and its commands at a terminal from map to check."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from command_runs import run

import ictindex as ict

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "tutorials" / "from-records-to-a-questionnaire.md"
PROGRAM = DOCS / "examples" / "synthetic_survey.py"
ENDINGS = (".parquet", ".csv", ".sav", ".dta")


def confirmations() -> str:
    """Return the block of the page that confirms the suggestions."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return next(block for block in blocks if "def confirm" in block)


@pytest.fixture
def mappings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small survey and the confirmed mappings of the page."""
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(PROGRAM))["write_survey"]("survey", households=800)
    exec(confirmations(), {"ict": ict})  # noqa: S102 - the page of this project
    return tmp_path


def test_all_formats_give_the_same_estimates_as_sums_by_hand(mappings: Path) -> None:
    records = pd.read_parquet("survey/persons.parquet")
    yes = records["weight"].where(records["internet"] == 1, 0)
    expected = {"_T": yes.sum() / records["weight"].sum()}
    for part, code in (("F", 1), ("M", 2)):
        own = records["sex"] == code
        expected[part] = yes[own].sum() / records.loc[own, "weight"].sum()
    for ending in ENDINGS:
        survey = ict.surveys.read_survey(f"survey/persons{ending}", "persons.toml")
        assert survey.count == len(records) and not survey.findings.errors
        frame = ict.surveys.estimate(survey, ["sex"]).to_frame()
        users = frame[frame["indicator"] == "internet-users"].set_index("sex")["value"]
        assert dict(users) == pytest.approx({k: 100 * v for k, v in expected.items()}, rel=1e-12)


def test_the_records_follow_from_the_seed(tmp_path: Path) -> None:
    program = runpy.run_path(str(PROGRAM))
    first, again, other = (
        program["make_households"](400, program["np"].random.default_rng(seed))
        for seed in (1, 1, 2)
    )
    assert first.equals(again) and not first.equals(other)
    assert len(first) == 400 and first["stratum"].nunique() == 16
    assert (first.groupby("psu")["stratum"].nunique() == 1).all()


@pytest.mark.slow
def test_the_commands_of_the_page_lead_to_a_filled_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PAGE.read_text("utf-8").partition("## The same at a terminal")[2]
    first, *lines = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, str(PROGRAM), *first.split()[2:]]
    subprocess.run(command, check=True, capture_output=True)
    printed = []
    for line in lines:
        done = run(tmp_path, *line.split()[1:])
        assert done.returncode == 0, done.stderr
        if line.startswith("ictindex survey map survey/households"):
            exec(confirmations(), {"ict": ict})  # noqa: S102 - the page of this project
        printed.append(done.stdout + done.stderr)
    assert "Values of persons.csv in the workbook: 18;" in printed[-2]
    assert "Values of households.csv in the workbook: 6; without a cell in it: 0." in printed[-2]
    assert len(ict.read_questionnaire("xaa.xlsx").observations) == 24
