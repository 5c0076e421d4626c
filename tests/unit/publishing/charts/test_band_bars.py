"""Bands of scores and of changes: every economy is in one, by the bounds that are stated."""

from __future__ import annotations

from decimal import Decimal

import pytest
from chart_cases import idi_result, idi_series
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.tables.edition_figures import figures_of_published, figures_of_result
from ictindex.core.errors import UsageError
from ictindex.publishing.charts.band_bars import (
    band_of,
    draw_bands,
    draw_change_bands,
    last_changes,
)


def test_each_tenth_holds_its_lower_bound_and_the_last_both() -> None:
    printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    figures = figures_of_published(printed, ict.methodology("idi", edition=2024), 2024)
    scores = [value for (_, node), value in printed.values.items() if node == "idi"]
    chart = draw_bands(figures, language="en")
    expected = [
        sum(low <= score < low + 10 or (low == 90 and score == 100) for score in scores)
        for low in range(0, 100, 10)
    ]
    assert list(chart.data["count"]) == expected and sum(expected) == 24
    rows = chart.table.blocks("en")[-1].rows
    assert list(rows[-1]) == ["90 to 100", str(expected[-1])]
    # The title says how many scores are in the upper bands that hold half of them or more.
    bound = max(low for low in range(0, 100, 10) if 2 * sum(s >= low for s in scores) >= 24)
    upper = sum(score >= bound for score in scores)
    assert chart.title == f"{upper} of 24 economies have a score of {bound} or more"


@small_cases(
    ("change", "band"),
    [
        ("5", 0),
        ("4.9", 1),
        ("2", 1),
        ("1.9", 2),
        ("0.1", 2),
        ("0.0", 3),
        ("-0.1", 4),
        ("-1.9", 4),
        ("-2", 5),
        ("-4.9", 5),
        ("-5", 6),
        ("-20", 6),
    ],
)
def test_a_change_has_the_band_of_its_words(change: str, band: int) -> None:
    assert band_of(Decimal(change)) == band


def test_changes_are_those_of_the_published_scores() -> None:
    first, last = (figures_of_result(result).column("idi") for result in idi_series().results)
    changes = last_changes(idi_series())
    assert changes == {code: last[code] - first[code] for code in last if code in first}
    chart = draw_change_bands(idi_series(), language="en")
    up, down = (sum(sign * change > 0 for change in changes.values()) for sign in (1, -1))
    start = f"{up} of {len(changes)} scores are higher than in the edition "
    assert chart.title.startswith(start) and chart.title.endswith(f", {down} are lower")
    counts = chart.data["count"]
    assert sum(counts) == len(changes)
    assert counts[3] == sum(change == 0 for change in changes.values())


def test_one_edition_has_no_changes() -> None:
    with pytest.raises(UsageError) as caught:
        draw_change_bands(ict.analysis.series([idi_result()]), language="en")
    assert caught.value.code == "chart.too-few-editions"
