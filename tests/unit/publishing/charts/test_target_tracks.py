"""Tracks of targets: a line never joins a figure that covers too little."""

from __future__ import annotations

from typing import Any

import pandas as pd

import ictindex as ict
from ictindex.publishing.graphics import palette

CODES = ["IND", "CHN", "USA", "IDN", "PAK", "BRA", "NGA", "BGD", "RUS", "MEX"]


def progress(covered: dict[int, int]) -> ict.analysis.TargetProgress:
    """Return progress on Internet use by numbers of economies with a figure in each year."""
    rows = [(code, "population", year, "1000") for code in CODES for year in covered]
    rows += [
        (code, "internet-users", year, str(20 + 3 * (year - 2015) + 2 * n))
        for year, count in covered.items()
        for n, code in enumerate(CODES[:count])
    ]
    frame = pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"])
    return ict.analysis.track_targets(ict.read_observations(frame), coverage=2)


def panels_of(covered: dict[int, int]) -> list[Any]:
    spec = progress(covered).plot.tracks().to_spec()
    return [
        panel
        for panel in spec["concat"]
        if any(not figure["covered"] for figure in panel["data"]["values"])
    ]


def test_a_figure_that_covers_too_little_ends_the_line() -> None:
    # One economy in 2021 is less than 2 % of the world; a year without figures ends no line.
    covered = {2016: 10, 2017: 10, 2018: 0, 2019: 10, 2020: 10, 2021: 1, 2022: 10}
    panels = panels_of(covered)
    assert panels
    for panel in panels:
        (line,) = [layer for layer in panel["layer"] if layer["mark"]["type"] == "line"]
        assert line["transform"] == [{"filter": "datum.covered"}]
        assert line["encoding"]["detail"]["field"] == "segment"
        values = sorted(panel["data"]["values"], key=lambda figure: figure["year"])
        joined: dict[int, list[int]] = {}
        for figure in values:
            if figure["covered"]:
                joined.setdefault(figure["segment"], []).append(figure["year"])
        short = {figure["year"] for figure in values if not figure["covered"]}
        assert short == {2021}
        for years in joined.values():
            assert not {year for year in short if min(years) < year < max(years)}
        assert list(joined.values()) == [[2016, 2017, 2019, 2020], [2022]]
        (points,) = [layer for layer in panel["layer"] if layer["mark"].get("filled") and
                     layer["mark"]["type"] == "point" and "fill" in layer["encoding"]]  # fmt: skip
        assert points["encoding"]["fill"]["value"] == palette.PAPER
        assert points["encoding"]["stroke"]["value"] == palette.OTHERS
