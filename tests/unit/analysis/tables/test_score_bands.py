"""Bands of scores: every score is in the band whose limits contain it as it is shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ictindex.analysis.tables.score_bands import ScoreBands


@pytest.mark.parametrize(("scale", "places", "count"), [(100, 1, 10), (10, 2, 10), (100, 1, 5)])
def test_every_score_that_can_be_shown_is_within_the_limits_of_its_band(
    scale: int, places: int, count: int
) -> None:
    bands = ScoreBands(Decimal(scale), places, count)
    step = Decimal(1).scaleb(-places)
    seen = []
    for n in range(scale * 10**places + 1):
        band = bands.find(n * step)
        low, high = bands.limits(band)
        assert low <= n * step <= high
        seen.append(band)
    assert sorted(set(seen)) == list(range(count)) and seen == sorted(seen)


def test_bands_are_from_the_upper_end_and_name_their_economies() -> None:
    bands = ScoreBands(Decimal(100), 1)
    scores = {"AAA": Decimal("79.94"), "BBB": Decimal("79.95"), "CCC": Decimal("90.01")}
    assert bands.sort(scores) == {9: ("CCC",), 8: ("BBB",), 7: ("AAA",)}
