"""Nearest peers by the distance of Gower."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError, UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
FRAME = pd.DataFrame(
    {"a": [0, 2, 10, 4], "b": [5, None, 9, 1], "c": [1, 1, None, None]},
    index=["BRA", "CHL", "PER", "ARG"],
)


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def test_distances_by_hand() -> None:
    """Ranges 10, 8 and 0: |0-2|/10 and |1-1|; |0-10|/10 and |5-9|/8; |0-4|/10 and |5-1|/8."""
    outcome = ict.analysis.nearest_peers(FRAME, "BRA").to_frame().set_index("economy")
    assert outcome["distance"].to_dict() == pytest.approx(
        {"CHL": (0.2 + 0) / 2, "ARG": (0.4 + 0.5) / 2, "PER": (1 + 0.5) / 2}
    )
    assert outcome["shared"].to_dict() == {"CHL": 2, "ARG": 2, "PER": 2}
    assert list(outcome.index) == ["CHL", "ARG", "PER"]


def test_of_a_result_the_range_is_the_scale(result: ict.Result) -> None:
    outcome = ict.analysis.nearest_peers(result, "BRA", count=30)
    scores = result.exact[list(result.methodology.plan.indicators)].astype(float)
    for peer in outcome.peers:
        gaps = (scores.loc[peer.economy] - scores.loc["BRA"]).abs() / 100
        assert peer.distance == pytest.approx(gaps.mean())
        assert peer.shared == gaps.notna().sum()
    assert "the whole scale of a score" in outcome.to_text("en")


def test_distance_is_symmetric_and_bounded(result: ict.Result) -> None:
    former = {
        p.economy: p.distance for p in ict.analysis.nearest_peers(result, "BRA", count=99).peers
    }
    for economy, distance in list(former.items())[:5]:
        back = ict.analysis.nearest_peers(result, economy, count=99).peers
        assert {p.economy: p.distance for p in back}["BRA"] == pytest.approx(distance)
    assert all(0 <= distance <= 1 for distance in former.values())


def test_peers_with_too_little_in_common_are_counted_not_guessed() -> None:
    outcome = ict.analysis.nearest_peers(FRAME, "BRA", shared=0.9)
    assert outcome.peers == ()
    assert set(outcome.too_few) == {"CHL", "PER", "ARG"}
    assert "Economies with fewer, which have no distance: 3." in outcome.to_text("en")
    assert np.isnan(outcome.profile[0].peer_median)


def test_peers_of_the_same_group(result: ict.Result) -> None:
    outcome = ict.analysis.nearest_peers(result, "BRA", by="income-group")
    groups = ict.data.groups("income-group", "idi-2024").groups["upper-middle"]
    assert {peer.economy for peer in outcome.peers} <= set(groups)
    assert "World Bank income group: idi-2024" in outcome.to_text("en")


def test_profile_is_compared_with_the_median_of_the_peers() -> None:
    outcome = ict.analysis.nearest_peers(FRAME, "BRA", count=2).to_frame("profile")
    row = outcome.set_index("indicator").loc["a"]
    assert (row["value"], row["peer_median"], row["difference"], row["range"]) == (0, 3, -3, 10)


def test_own_ranges_and_chosen_indicators() -> None:
    outcome = ict.analysis.nearest_peers(
        FRAME, "BRA", indicators=["a", "b"], ranges={"a": 20, "b": 8}
    )
    assert {p.economy: p.distance for p in outcome.peers}["PER"] == pytest.approx(0.5)
    assert outcome.ranges == "own"


@small_cases("language", LANGUAGES)
def test_it_is_written_in_six_languages(result: ict.Result, language: str) -> None:
    page = ict.analysis.nearest_peers(result, "BRA", by="income-group").to_text(language)
    assert "[benchmarks" not in page
    assert "{" not in page


@small_cases(
    ("options", "message"),
    [
        ({"economy": "XYZ"}, "XYZ"),
        ({"count": 0}, "must be a whole number from 1 to 1000; it is 0"),
        ({"ranges": "goalposts"}, "not a name of ranges"),
        ({"ranges": {"a": 1}}, "no range above zero"),
        ({"indicators": ["z"]}, "Not among the indicators here, or too few of them: z."),
        ({"by": {"CHL": "S"}}, "in no group"),
        ({"by": "itu-region"}, "vintage"),
        ({"shared": 2}, "from 0 to 1"),
        ({"source": 3}, "a data frame of economies by indicators"),
    ],
)
def test_what_does_not_fit_is_refused(options: dict[str, object], message: str) -> None:
    arguments = {"source": FRAME, "economy": "BRA"} | options
    with pytest.raises((UsageError, CatalogueError), match=message):
        ict.analysis.nearest_peers(arguments.pop("source"), arguments.pop("economy"), **arguments)  # type: ignore[arg-type]
