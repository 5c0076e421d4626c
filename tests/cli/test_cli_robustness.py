"""The command robustness: options and a file of assumptions, forms of output, refusals."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ANNEX

import ictindex as ict

BASE = ("robustness", ANNEX, "--edition", "2024", "--draws", "64")


def test_options_and_a_file_say_what_varies(invoke: Any, tmp_path: Path) -> None:
    file = tmp_path / "assumed.toml"
    file.write_text(
        "[goalposts]\n"
        'source = "a meeting"\n'
        "internet-users = { full = [95, 100] }\n"
        "[weights]\n"
        "dirichlet = 4\n"
        'nodes = ["idi"]\n',
        encoding="utf-8",
    )
    options = ("--assumptions", str(file), "--aggregation", "geometric-mean", "--source", "x")
    done = invoke(*BASE, *options, "--left-out", "pillar", "--json")
    assert done.exit_code == 0
    record = json.loads(done.stdout)
    sources = {row["kind"]: row["source"] for row in record["factors"]}
    assert sources == {
        "weight-dirichlet": "assumed by the user",
        "goalpost-full": "a meeting",
        "aggregation": "x",
        "left-out": "x",
    }
    assert record["runs"] == 64
    assert record["ranks"] == {"published": False, "among": 19, "of": 170, "complete": False}


def test_the_table_is_that_of_the_library(invoke: Any) -> None:
    done = invoke(*BASE, "--weights", "0.25", "--seed", "9", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    result = ict.compute(
        ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv")
    )
    frame = ict.analysis.robustness(result, {"weights": 0.25}, draws=64, seed=9).to_frame()
    assert [row["economy"] for row in rows] == frame["economy"].tolist()
    assert [float(row["rank_mean"]) for row in rows] == frame["rank_mean"].tolist()
    assert {row["ranks"] for row in rows} == {"unofficial"}


@pytest.mark.parametrize("form", ["markdown", "html", "latex"])
def test_the_page_in_other_forms(form: str, invoke: Any) -> None:
    done = invoke(*BASE, "--weights", "0.25", "--format", form)
    assert "Robustness: ICT Development Index, edition 2024" in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "No assumption is made, so nothing varies. Make at least one of: weights,"),
        (("--aggregation", "mean"), "'mean' is not known for 'aggregation'. Choose from: "),
        (("--weights", "0.1", "--draws", "100"), "100 draws are not 16 times a power of two"),
    ],
)
def test_what_is_refused(options: tuple[str, ...], message: str, invoke: Any) -> None:
    done = invoke(*BASE, *options)
    assert isinstance(done.exception, ict.errors.UsageError)
    assert message in str(done.exception)


def test_what_is_assumed_twice_is_refused(invoke: Any, tmp_path: Path) -> None:
    file = tmp_path / "assumed.toml"
    file.write_text('left-out = "pillar"\n', encoding="utf-8")
    done = invoke(*BASE, "--assumptions", str(file), "--left-out", "indicator")
    assert str(done.exception) == (
        "--left-out is in the file of assumptions too. Leave out one of the two."
    )


def test_a_number_below_its_bound_is_refused_with_the_bound(invoke: Any) -> None:
    for words in (
        (*BASE, "--weights", "0.25", "--workers", "0"),
        ("targets", ANNEX, "--window", "0"),
    ):
        done = invoke(*words)
        assert "must be a whole number of at least 1; it is 0." in str(done.exception)
