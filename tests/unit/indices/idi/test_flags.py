"""Flags: what to know of a value or a score before using it."""

from indices_cases import VALUES, economy, frame, score_row

import ictindex as ict


def test_an_official_value_of_the_year_before_is_carried_and_flagged(idi: ict.Methodology) -> None:
    rows = economy("BRA", source_class="official-submission")
    rows[0]["year"] = "2021"
    result = ict.compute(idi, frame(rows))
    assert result.scores.loc["BRA", "idi"] == 89.4
    assert "carried" in result.flags["BRA", "internet-users"]
    carried = [node for (_, node), flags in result.flags.items() if "carried" in flags]
    assert not set(carried) & set(idi.indicators[1:])


def test_flags_name_what_is_special(idi: ict.Methodology) -> None:
    rows = economy("BRA", VALUES | {"price-mobile-high": "0.5", "price-fixed-broadband": "40"})
    rows[0]["source_class"], rows[1]["source_class"] = "estimate", "other"
    rows[2]["source_class"] = "official-submission"
    flags = ict.compute(idi, frame(rows)).flags
    ranked = ("rank-not-published", "part-of-edition")  # one economy is not the edition
    assert flags["BRA", "internet-users"] == ("estimate", *ranked)
    assert flags["BRA", "households-internet"] == ("other", *ranked)
    assert flags["BRA", "mobile-broadband-subscriptions"] == ranked
    assert "beyond-full" in flags["BRA", "price-mobile-high"]
    assert "beyond-zero" in flags["BRA", "price-fixed-broadband"]
    assert "source-not-stated" in flags["BRA", "coverage-3g"]


def test_a_supplied_score_of_the_first_node_above_the_indicators_is_flagged() -> None:
    # It has no transformed value that could be beyond a goalpost.
    legacy = ict.methodology("idi-methodology-2017")
    first = legacy.plan.nodes[len(legacy.plan.leaves)]
    below = dict.fromkeys(legacy.plan.indicators[5:], "50")
    rows = [*economy("KOR", below, 2016), score_row("KOR", first, "8.5", year="2016")]
    result = ict.compute(legacy, frame(rows), edition=2017)
    assert result.flags["KOR", first][:2] == ("supplied-score", "source-not-stated")
    assert "beyond-full" not in result.flags["KOR", first]
