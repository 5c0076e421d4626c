"""The commands on household surveys, as a user calls them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from command_runs import run

import ictindex as ict

RECORDS = str(ict.sample_data("survey-synthetic.csv"))
MAPPING = str(ict.sample_data("survey-synthetic.mapping.toml"))
LABELS = str(ict.sample_data("survey-synthetic.codes.csv"))


def test_a_mapping_is_printed_or_written(tmp_path: Path, invoke: Any) -> None:
    target = tmp_path / "mapping.toml"
    printed = invoke("survey", "map", RECORDS, "--codebook", LABELS, "--language", "fr")
    assert printed.exit_code == 0
    indicators = tomllib.loads(printed.stdout)["indicators"]
    assert [each["indicator"] for each in indicators] == [
        "internet-users", "mobile-phone-ownership",
    ]  # fmt: skip
    done = invoke("survey", "map", RECORDS, "--codebook", LABELS, "-l", "fr", "-o", str(target))
    assert done.exit_code == 0 and str(target) in done.stdout
    assert target.read_text("utf-8") == printed.stdout


def test_a_suggestion_is_not_estimated(tmp_path: Path, invoke: Any) -> None:
    target = tmp_path / "mapping.toml"
    invoke("survey", "map", RECORDS, "--codebook", LABELS, "-o", str(target))
    done = invoke("survey", "estimate", str(target), RECORDS)
    assert done.exit_code != 0
    assert "document.survey-blank" in {fault.code for fault in done.exception.faults}


def test_an_error_ends_the_check_with_1_and_the_estimate_with_2(
    tmp_path: Path, invoke: Any
) -> None:
    records = tmp_path / "records.csv"
    text = Path(RECORDS).read_text("utf-8")
    records.write_text(text.replace(",urban,1,", ",Urban,1,", 1), "utf-8")
    done = invoke("survey", "check", MAPPING, str(records))
    assert done.exit_code == 1
    assert "'area' has codes that the breakdown does not have: Urban." in " ".join(
        done.stdout.split()
    )
    refused = invoke("survey", "estimate", MAPPING, str(records))
    assert getattr(refused.exception, "code", "") == "survey.refused"


@pytest.mark.slow
def test_estimates_as_data_and_as_observations(tmp_path: Path, invoke: Any) -> None:
    done = invoke("survey", "estimate", MAPPING, RECORDS, "--by", "sex", "--json")
    rows = json.loads(done.stdout)["rows"]
    assert [row["sex"] for row in rows] == ["_T", "F", "M"] * 2
    target = tmp_path / "observations.csv"
    done = invoke("survey", "estimate", MAPPING, RECORDS, "--by", "sex", "-o", str(target))
    assert done.exit_code == 0 and "Observations: 6" in done.stdout
    assert "not for publication" in done.stderr
    table = ict.read_observations(target)
    assert len(table) == 6 and not table.findings
    assert [round(float(v), 6) for v in table.cells["value"]] == [
        round(row["value"], 6) for row in rows
    ]


@pytest.mark.slow
def test_a_release_hides_refuses_and_is_written(tmp_path: Path, invoke: Any) -> None:
    asked = ("survey", "release", MAPPING, RECORDS, "--by", "location", "--by", "age")
    done = invoke(*asked, "--json")
    record = json.loads(done.stdout)
    assert done.exit_code == 0 and record["refused"] is False
    assert record["least_records"] == 10
    target = tmp_path / "released.csv"
    assert invoke(*asked, "-o", str(target)).exit_code == 0
    assert not ict.read_observations(target).findings
    refused = invoke(*asked, "--records", "18", "--primary-only", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["rows"] == []


def test_a_form_is_written_and_named_a_draft(tmp_path: Path) -> None:
    done = run(tmp_path, "survey", "form", "-o", "form.xlsx", "--age-from", "15")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The form is in form.xlsx. It is a draft")
    assert (tmp_path / "form.xlsx").read_bytes()[:2] == b"PK"
    refused = run(tmp_path, "survey", "form", "--age-from", "200")
    assert refused.returncode == 2 and "age_from" in refused.stderr


def test_a_person_who_watches_sees_how_far_the_records_are(
    invoke: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, int, int]] = []

    @contextmanager
    def watch(words: str) -> Iterator[Callable[[int, int], None]]:
        yield lambda done, total: shown.append((words, done, total))

    monkeypatch.setattr("ictindex.apps.cli.output.progress", watch)
    done = invoke("survey", "estimate", MAPPING, RECORDS, "--json")
    assert done.exit_code == 0
    count = len(Path(RECORDS).read_text("utf-8").splitlines()) - 1
    first, *_, last = shown
    assert first[1:] == (count, count) and last[1:] == (100, 100)
    assert len({words for words, _, _ in shown}) == 2  # records are read, then sums computed
