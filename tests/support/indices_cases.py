"""Small tables of observations for the tests of the indices."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ictindex as ict
from ictindex.core import package_data

COLUMNS = ("economy", "indicator", "year", "value", "unit", "status", "source_class", "sex", "note")
Row = dict[str, str]
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
DOCUMENTS = package_data.folder("methodology") / "idi"


def box() -> tuple[dict[str, str], dict[str, str]]:
    """Inputs and printed scores of Box A1.1 of the report of 2024, as they are written."""
    with ict.sample_data("box-a1-1.toml").open("rb") as stream:
        actual = tomllib.load(stream, parse_float=str)
    values, printed = (
        {key: str(value) for key, value in actual[part].items()} for part in ("values", "printed")
    )
    return values, printed


VALUES, PRINTED = box()


def sample(name: str) -> list[Row]:
    """Rows of a sample file, read by the standard library."""
    with ict.sample_data(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def economy(
    code: str, values: Mapping[str, str] = VALUES, year: int = 2022, **more: str
) -> list[Row]:
    """Ten observations of one economy; by default the values of Box A1.1."""
    return [
        {"economy": code, "indicator": key, "year": str(year), "value": value, **more}
        for key, value in values.items()
    ]


def score_row(code: str, node: str, value: str, **more: str) -> Row:
    """A supplied score."""
    row = {"economy": code, "indicator": node, "year": "2022", "value": value, "unit": "score"}
    return row | more


def frame(rows: Iterable[Row]) -> pd.DataFrame:
    """A tidy data frame of texts."""
    return pd.DataFrame([{key: row.get(key, "") for key in COLUMNS} for row in rows])


def write(path: Path, rows: Iterable[Row]) -> Path:
    """A tidy CSV file: the first row is on line 2."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    return path


def message_of(call: Callable[[], Any], kind: type[ict.errors.IctindexError], code: str) -> str:
    """Return the English message of a call that must fail."""
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    assert caught.value.code == code
    return caught.value.message("en")


def fraction(value: object) -> Fraction:
    """An exact fraction of a decimal, or of the shortest decimal of a float."""
    return Fraction(repr(float(value)) if isinstance(value, float) else str(value))
