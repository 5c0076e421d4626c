"""Packages of tables as other people's validators read them, and seven ways to break a table."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

# Each takes the lines of a table "economy,series,year,figure,note" and spoils one thing.
Mutant = Callable[[list[str]], list[str]]


def _edit(line: int, old: str, new: str) -> Mutant:
    def spoil(lines: list[str]) -> list[str]:
        assert old in lines[line]
        return [
            text.replace(old, new, 1) if number == line else text
            for number, text in enumerate(lines)
        ]

    return spoil


MUTANTS: Mapping[str, Mutant] = {
    "a last digit dropped": _edit(1, "58.0", "58"),
    "a letter in a figure": _edit(1, "58.0", "58.O"),
    "another header": _edit(0, "figure", "figures"),
    "a ragged row": _edit(1, "58.0,", "58.0,,"),
    "a row twice": lambda lines: [*lines, lines[-1]],
    "a row lost": lambda lines: lines[:-1],
    "a part of the key lost": _edit(2, "KEN", ""),
}


def list_package_faults(descriptor: Path) -> list[str]:
    """Return the types of the faults that frictionless finds in a Data Package, offline."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    report = frictionless.validate(str(descriptor))
    return [str(row[0]) for row in report.flatten(["type"])]


def is_valid_csvw(metadata: Path) -> bool:
    """Tell whether csvw finds a table in order, as its metadata file describes it, offline."""
    csvw = pytest.importorskip("csvw", reason="csvw is not installed")
    group = json.loads(metadata.read_text("utf-8"))
    assert group["@context"][0] == "http://www.w3.org/ns/csvw"
    if isinstance(group["tableSchema"], str):
        # csvw follows a link to columns from a web address alone: they are put in its place.
        group["tableSchema"] = read_json(metadata.parent / group["tableSchema"])
        metadata = metadata.with_suffix(".whole.json")
        metadata.write_text(json.dumps(group), "utf-8")
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")  # csvw warns of each fault, and counts its warnings
        try:
            return bool(csvw.CSVW(str(metadata), validate=True).is_valid)
        except ValueError:  # two rows of one key
            return False


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object of a file."""
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content
