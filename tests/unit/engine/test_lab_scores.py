"""Scores that compare economies with one another, and the numbers of their symbols."""

from __future__ import annotations

from fractions import Fraction

import ictindex as ict

IDI = ict.methodology("idi", edition=2024)
FILE = ict.sample_data("idi-2024-annex.csv")
PILLARS = ("universal-connectivity", "meaningful-connectivity")


def test_contests_are_counted_among_complete_economies() -> None:
    parent = ict.compute(IDI, FILE)
    result = ict.compute(IDI.variant("contests", aggregation={"idi": "copeland"}), FILE)
    complete = [e for e in parent.economies if parent.rank(e, "idi")]
    scores = {e: [parent.unrounded(e)[p] for p in PILLARS] for e in complete}
    for economy in complete:
        wins = losses = 0
        for other in complete:
            better = sum(a > b for a, b in zip(scores[economy], scores[other], strict=True))
            worse = sum(a < b for a, b in zip(scores[economy], scores[other], strict=True))
            wins += better > worse
            losses += worse > better
        assert result.unrounded(economy)["idi"] == wins - losses
        assert f"{wins} − {losses} = " in result.explain(economy, language="en").to_text()
    assert result.methodology.parameter_source == "set"


def test_a_rank_says_how_many_are_worse() -> None:
    result = ict.compute(IDI.variant("ranks", normalisation="rank"), FILE)
    values = {e: result.inputs(e)["price-fixed-broadband"] for e in result.economies
              if result.rank(e, "idi")}  # fmt: skip
    for economy, value in values.items():
        worse = sum(other > value for other in values.values())
        assert result.unrounded(economy)["price-fixed-broadband"] == worse + 1
    text = result.explain("BRA", node="price-fixed-broadband", language="en").to_text()
    worse = sum(other > values["BRA"] for other in values.values())
    assert f"With numbers: 1 + {worse} = {worse + 1}.0" in text


def test_a_geometric_mean_begins_at_1() -> None:
    """Scores are brought to 1 to 100 at the leaves; the mean is that of the lifted scores."""
    parent = ict.compute(IDI, FILE)
    result = ict.compute(IDI.variant("geometric", aggregation="geometric-mean"), FILE)
    lifted = {k: 1 + 99 * Fraction(v) / 100 for k, v in parent.unrounded("BRA").items()}
    scores = result.unrounded("BRA")
    product = Fraction(1)
    for key in ("internet-users", "households-internet", "mobile-broadband-subscriptions"):
        assert abs(Fraction(scores[key]) - lifted[key]) < Fraction(1, 10**18)
        product *= lifted[key]
    assert abs(Fraction(scores["universal-connectivity"]) ** 3 - product) < Fraction(1, 10**13)
    assert "Scores run from 1 to 100" in result.to_text("en")
    explained = result.explain("BRA", language="en").to_text()
    assert "do not add up to this score" in explained and "Contribution" not in explained
    assert result.to_frame().query("economy == 'BRA' and node == 'internet-users'")[
        "contribution"].isna().all()  # fmt: skip
