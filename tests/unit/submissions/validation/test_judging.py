"""Validation takes a table that was read, and says so of anything else."""

from __future__ import annotations

import pandas as pd
import pytest

import ictindex as ict


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (ict.sample_data("idi-2024-annex.csv"), "PosixPath"),
        ("annex.csv", "str"),
        (pd.DataFrame({"economy": ["BRA"]}), "DataFrame"),
        (None, "NoneType"),
    ],
)
def test_a_file_or_a_frame_is_read_first(source: object, kind: str) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.validate(source)  # type: ignore[arg-type]  # refused in words
    name = type(source).__name__ if kind == "PosixPath" else kind  # WindowsPath elsewhere
    assert str(caught.value) == (
        f"Validation takes a table that was read, not an object of the type {name}. Read it first: "
        "`ict.validate(ict.read_observations(source))`; prices, economics and tariffs have "
        "`read_prices`, `read_economics` and `read_tariffs`."
    )
