"""The most dynamic economies: observed in both editions, with what was still possible."""

from __future__ import annotations

import pytest
from indices_cases import VALUES, economy, frame
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError, UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")


def observed(code: str, users: str, year: int, **marks: str) -> list[dict[str, str]]:
    rows = economy(code, VALUES | {"internet-users": users}, year)
    return [row | {"source_class": "official-submission"} | marks for row in rows]


@pytest.fixture(scope="module")
def pair() -> tuple[ict.Result, ict.Result]:
    """Brazil observed, Peru estimated in the second year, Chile at the goalpost of users."""
    idi = ict.methodology("idi", edition=2024)
    before = observed("BRA", "50", 2021) + observed("PER", "50", 2021) + observed("CHL", "95", 2021)
    after = observed("BRA", "60", 2022) + observed("CHL", "97", 2022)
    after += [
        row | {"source_class": "estimate"} if row["indicator"] == "internet-users" else row
        for row in observed("PER", "70", 2022)
    ]
    return (
        ict.compute(idi, frame(before), edition=2023),
        ict.compute(idi, frame(after), edition=2024),
    )


def test_change_and_what_was_still_possible(pair: tuple[ict.Result, ict.Result]) -> None:
    outcome = ict.analysis.most_dynamic(*pair)
    brazil = outcome.rows[0]
    assert brazil.economy == "BRA"
    # Ten of 95 points, a sixth of the index.
    assert brazil.change == pytest.approx(10 / 95 * 100 / 6)
    first = float(pair[0].unrounded("BRA")["idi"])
    assert brazil.possible == pytest.approx(100 - first)
    assert brazil.realised == pytest.approx(brazil.change / (100 - first))
    assert (brazil.driver, brazil.driver_change) == ("internet-users", pytest.approx(brazil.change))


def test_an_estimate_does_not_count_unless_asked_and_is_marked(
    pair: tuple[ict.Result, ict.Result],
) -> None:
    outcome = ict.analysis.most_dynamic(*pair)
    assert [row.economy for row in outcome.rows] == ["BRA"]
    assert "because an input is an estimate, carried or set in a what-if: 1." in outcome.to_text(
        "en"
    )
    both = ict.analysis.most_dynamic(*pair, inputs="any")
    assert both.rows[0].economy == "PER"
    assert not both.rows[0].observed
    assert both.rows[0].unobserved > 0
    assert "A change of an estimate is a change of the estimate." in both.to_text("en")


def test_who_is_at_the_goalpost_does_not_move(pair: tuple[ict.Result, ict.Result]) -> None:
    outcome = ict.analysis.most_dynamic(*pair).to_frame("all").set_index("economy")
    assert outcome.loc["CHL", "change"] == 0
    former = ict.analysis.most_dynamic(*pair, node="internet-users").to_frame("all")
    chile = former.set_index("economy").loc["CHL"]
    assert bool(chile["at_ceiling"])
    assert chile["possible"] == 0


def test_sources_that_are_not_stated_are_reported() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    later = ict.what_if(result, {("BRA", "internet-users"): "90"})
    outcome = ict.analysis.most_dynamic(result, later, inputs="any")
    assert outcome.rows[0].not_stated > 0
    assert "whose source is not stated" in outcome.to_text("en")


@small_cases("language", LANGUAGES)
@small_cases("inputs", ["observed", "any"])
def test_it_is_written_in_six_languages(
    pair: tuple[ict.Result, ict.Result], language: str, inputs: str
) -> None:
    page = ict.analysis.most_dynamic(*pair, inputs=inputs).to_text(language)
    assert "[benchmarks" not in page
    assert "{" not in page


def test_what_does_not_fit_is_refused(pair: tuple[ict.Result, ict.Result]) -> None:
    old = ict.compute(ict.methodology("idi", 2011), ict.sample_data("worked-example-2011.csv"))
    with pytest.raises(UsageError, match="methodolog"):
        ict.analysis.most_dynamic(old, pair[1])
    with pytest.raises(UsageError, match="which inputs count"):
        ict.analysis.most_dynamic(*pair, inputs="some")
    with pytest.raises(CatalogueError, match="no-such"):
        ict.analysis.most_dynamic(*pair, node="no-such")
    with pytest.raises(UsageError, match="a result of"):
        ict.analysis.most_dynamic(pair[0], 3)
