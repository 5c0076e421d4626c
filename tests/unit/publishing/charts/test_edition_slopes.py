"""Slopes and dumbbells: the figures of the editions, and ranks only where they may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from chart_cases import idi_result, idi_series

import ictindex as ict
from ictindex.publishing.graphics import palette


def test_the_dumbbell_has_the_changes_of_the_series() -> None:
    series = idi_series()
    data = series.plot.dumbbell().data.set_index("economy")
    change = series.change().set_index("economy")
    assert set(data.index) == set(change.index)
    for economy, row in data.iterrows():
        assert row["change"] == pytest.approx(change.loc[economy, "change"])
        assert row["last"] == change.loc[economy, "last"]
    tenths = [int(score // 10) for score in data["last"]]
    assert tenths == sorted(tenths, reverse=True)
    asked = series.plot.dumbbell(ranks="unofficial").data["last"].tolist()
    assert asked == sorted(asked, reverse=True) != data["last"].tolist()
    assert (data["change"] < 0).sum() == 0 and (data["change"] > 0).any()


def test_ranks_that_nobody_published_are_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as error:
        idi_series().plot.slope(by="rank")
    assert error.value.message("en") == (
        "idi-2023-exploration publishes no ranks: a chart of ranks would show something that its "
        'publisher does not state. Draw scores, or ask for ranks="unofficial": the chart then '
        "says so."
    )
    with pytest.raises(ict.errors.UsageError) as unknown:
        idi_series().plot.slope(by="rank", ranks="yes")
    assert unknown.value.message("en").startswith("ranks='yes' is not known.")


@pytest.mark.slow
def test_unofficial_ranks_are_stated_in_the_picture() -> None:
    chart = idi_series().plot.slope(by="rank", ranks="unofficial", language="en")
    assert chart.title == "ICT Development Index: ranks by edition, not published"
    assert chart.notes[0].startswith("Unofficial ranks: computed among the economies shown here")
    assert "Unofficial ranks:" in chart.to_svg()


def test_ranks_are_among_the_economies_of_all_editions() -> None:
    series = idi_series()
    data = series.plot.slope(by="rank", ranks="unofficial").data
    scores = series.scores.dropna()
    for label in series.labels:
        expected = scores[label].rank(method="min", ascending=False)
        for row in data[data["edition"] == label].itertuples():
            assert row.value == expected[row.economy]


def test_editions_of_different_methodologies_are_refused() -> None:
    korea = ict.sample_data("worked-example-2011.csv")
    old = ict.compute(ict.methodology("idi", 2011), korea)
    series = ict.analysis.series([idi_result(), old])
    for draw in (series.plot.dumbbell, series.plot.slope):
        with pytest.raises(ict.errors.UsageError) as error:
            draw()
        assert error.value.code == "series.not-comparable"


def test_the_natural_chart_of_a_series_is_the_dumbbell() -> None:
    assert idi_series().plot().kind == "dumbbell"


def layers_of(spec: Any) -> Iterator[Any]:
    """Yield the layers of a plot that draw something."""
    for layer in spec["layer"]:
        yield from layers_of(layer) if "layer" in layer else [layer]


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_each_name_is_at_its_line_or_joined_to_it(language: str, form: str) -> None:
    chart = getattr(idi_series().plot.slope(language=language), form)
    spec = chart.to_spec()
    height, width = spec["height"], spec["width"]
    layers = list(layers_of(spec))
    low, high = layers[0]["encoding"]["y"]["scale"]["domain"]
    points = {(p["economy"], p["edition"]): p["value"] for p in spec["data"]["values"]}
    marks = {layer["mark"]["type"]: layer for layer in layers}
    leaders = {(d["economy"], d["side"]): d for d in marks["rule"]["data"]["values"]}
    editions = {"left": idi_series().labels[0], "right": idi_series().labels[-1]}
    texts = [layer for layer in layers if layer["mark"]["type"] == "text"]
    names = [name for layer in texts for name in layer["data"]["values"]]
    assert len(names) == 2 * 16
    for name in names:
        code, side = name["economy"], name["side"]
        value = points[code, editions[side]]
        own = (high - value) / (high - low) * height
        assert f"{value:.1f}" in "".join(name["lines"])  # with a point in these three languages
        joined = leaders.get((code, side))
        assert joined is not None or abs(name["place"] - own) <= 8, (code, side)
        if joined is not None:
            assert joined["own"] == pytest.approx(own, abs=0.01)
            assert joined["place"] == pytest.approx(name["place"], abs=0.01)
            edge = 0 if side == "left" else width
            assert abs(joined["from"] - edge) <= 8 and abs(joined["to"] - name["at"]) <= 8
            assert marks["rule"]["encoding"]["y"]["scale"] is None
    # No two names overlap: those below one another are at least a line apart.
    for side in editions:
        places = sorted(name["place"] for name in names if name["side"] == side)
        assert min(b - a for a, b in pairwise(places)) >= 12


def test_at_most_four_lines_are_in_colour() -> None:
    spec = idi_series().plot.slope().to_spec()
    values = spec["data"]["values"]
    change: dict[str, list[float]] = {}
    for point in values:
        change.setdefault(point["economy"], []).append(point["value"])
    largest = sorted(change, key=lambda code: -abs(change[code][-1] - change[code][0]))[:4]
    coloured = {p["economy"] for p in values if p["colour"] != palette.OTHERS}
    assert coloured == set(largest)
    few = idi_series().plot.slope(first=3).to_spec()["data"]["values"]
    assert palette.OTHERS not in {p["colour"] for p in few}
