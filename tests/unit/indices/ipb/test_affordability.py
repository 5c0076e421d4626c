"""The affordability target, by economy and by group."""

from __future__ import annotations

from basket_cases import baskets, income, price

FIXED = "fixed-broadband"
DATA = "mobile-data-only"


def test_the_target_is_met_below_two_percent_of_the_published_share() -> None:
    """Shares of 1000 a month: 19.94 is published as 1.99, 19.95 as 2.00, which is not below."""
    rows = [("KEN", "19.94", "KES"), ("UGA", "19.95", "UGX"), ("FRA", "1", "EUR")]
    result = baskets(
        [price(*row) for row in rows],
        [income(economy, "12000") for economy, _, _ in rows],
    )
    status = result.target_status().set_index(["economy", "basket"])
    met = status["met"]
    assert (met["KEN", FIXED], met["UGA", FIXED]) == (True, False)
    assert met["KEN", DATA] is not True
    assert status["subject"]["KEN", FIXED]
    assert status["met"].isna()["FRA", FIXED]
    assert not status["subject"]["FRA", FIXED]  # the target is for low- and middle-income ones
    assert set(status.index.get_level_values("basket")) == {FIXED, DATA}
    groups = result.target_status("itu-region").set_index(["group", "basket"])
    row = groups.loc[("africa", FIXED)]
    assert (row["count"], row["met"], row["median"], row["median_met"]) == (2, 1, 2.0, False)
    assert groups.loc[("europe", FIXED), "count"] == 0
    assert groups.loc[("all", FIXED), "count"] == 2
