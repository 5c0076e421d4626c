"""Mutated files: only typed errors or findings with an address, none slow, none large.

A sample of each format in every run; five thousand files of each behind ``-m slow``. A file that
fails is made again by its number: ``python hostile_running.py csv 1 NUMBER``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ictindex

HERE = Path(__file__).resolve().parents[1] / "support"
FORMATS = ["csv", "xlsx", "json", "sdmx-csv"]
SECONDS = 2.0
BYTES = 200 * 1024 * 1024
SAMPLE = {"csv": 75, "xlsx": 30, "json": 75, "sdmx-csv": 75, "packed": 50}
MANY, CHUNK = 5_000, 2_500


def run(name: str, count: int, start: int) -> dict[str, Any]:
    source = str(Path(ictindex.__file__).resolve().parents[1])
    path = os.pathsep.join(part for part in (source, os.environ.get("PYTHONPATH", "")) if part)
    done = subprocess.run(
        [sys.executable, str(HERE / "hostile_running.py"), name, str(count), str(start)],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=HERE,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    # A reader says nothing by itself, whatever the file.
    assert done.stderr == ""
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def check(actual: dict[str, Any]) -> None:
    assert actual["faults"] == []
    assert actual["slowest"] < SECONDS, actual
    assert actual["grown"] < BYTES, actual
    assert len(actual["outcomes"]) > 2  # the mutations reach different places


@pytest.mark.parametrize(
    "name",
    [
        "csv",
        "json",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("xlsx", "sdmx-csv", "packed")),
    ],
)
def test_a_sample_of_mutated_files(name: str) -> None:
    if name == "xlsx":
        pytest.importorskip("openpyxl")
        pytest.importorskip("xlsxwriter")
    outcome = run(name, SAMPLE[name], 10_000_000)
    check(outcome)
    assert outcome["files"] == SAMPLE[name]


@pytest.mark.slow
@pytest.mark.parametrize(
    "start", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(CHUNK, MANY, CHUNK))]
)
@pytest.mark.parametrize("name", FORMATS)
def test_five_thousand_mutated_files(name: str, start: int) -> None:
    if name == "xlsx":
        pytest.importorskip("openpyxl")
        pytest.importorskip("xlsxwriter")
    check(run(name, CHUNK, start))


def test_there_are_five_thousand_of_each() -> None:
    assert len(range(0, MANY, CHUNK)) * CHUNK >= 5_000
