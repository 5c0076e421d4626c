"""Profiles of economies as benchmarks compare them."""

from __future__ import annotations

import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.profiles import read_profiles
from ictindex.core.errors import CatalogueError, UsageError

FRAME = pd.DataFrame({"a": [1, 2], "b": [3, 4]}, index=["BRA", "CHL"])


def test_scores_of_a_result_are_those_of_its_indicators() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    read = read_profiles(result)
    assert list(read.table.columns) == list(result.methodology.plan.indicators)
    assert (read.full, read.vintage) == (100, "idi-2024")
    assert len(read_profiles(result, whole=True).table) == 19


def test_directions_turn_columns_of_a_frame() -> None:
    assert read_profiles(FRAME, {"b": -1}).table["b"].tolist() == [-3, -4]
    with pytest.raises(UsageError, match="not 1 or -1"):
        read_profiles(FRAME, {"b": 0})


def test_frames_are_of_economies_once_each() -> None:
    with pytest.raises(CatalogueError, match="Brasil"):
        read_profiles(FRAME.rename(index={"BRA": "Brasil"}))
    with pytest.raises(UsageError, match="stands twice"):
        read_profiles(pd.concat([FRAME, FRAME]))


def test_directions_of_a_result_are_refused() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    with pytest.raises(UsageError, match="already"):
        read_profiles(result, {"internet-users": 1})
