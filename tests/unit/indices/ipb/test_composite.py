"""The composite of the early editions: capped shares, ranks, unrounded inputs."""

from __future__ import annotations

from decimal import Decimal

from basket_cases import early
from indices_cases import message_of

import ictindex as ict
from ictindex.indices.ipb.result import BasketResult

FIXED = "fixed-broadband"
UsageError = ict.errors.UsageError


def test_sub_baskets_are_held_at_one_hundred_only_within_the_composite() -> None:
    """Uganda 2008 (MIS 2010, 2011): 61.8 of 35.0, 50.4 and 375, the last counting as 100."""
    result = early({"UGA": ("35.0", "50.4", "375")})
    assert result.shares.loc["UGA", FIXED] == 375.0
    assert result.composite.scores.loc["UGA", "ipb"] == 61.8
    assert result.composite.scores.loc["UGA", "price-fixed-broadband"] == 100.0
    assert result.composite.id == "ipb-2008-exploration"


def test_the_cheapest_has_rank_one_and_ranks_are_published() -> None:
    shares = {"UGA": ("35.0", "50.4", "375"), "LKA": ("3.3", "2.6", "16"), "KEN": ("9", "", "9")}
    result = early(shares)
    assert result.composite.ranks_published
    assert result.ranks["ipb"].to_dict() == {"LKA": 1, "UGA": 2}
    excluded = result.composite.excluded
    assert excluded["economy"].tolist() == ["KEN"]
    assert "mobile-cellular" in excluded["missing"].iloc[0]


def test_the_composite_is_made_of_unrounded_shares() -> None:
    """0.04, 0.04 and 0.04 are each published as 0.0; a tenth is the mean of 0.04, 0.04, 0.1."""
    result = early({"LKA": ("0.04", "0.04", "0.1")}, 2010)
    assert result.shares.loc["LKA", list(result.baskets)].tolist() == [0.0, 0.0, 0.1]
    assert result.composite.scores.loc["LKA", "ipb"] == 0.1
    assert result.composite.unrounded("LKA")["ipb"] == Decimal("0.06").quantize(Decimal(10) ** -20)


def test_shares_supplied_as_observations_make_the_same_composite() -> None:
    rows = {"price-fixed-telephone": "35.0", "price-mobile-cellular": "50.4",
            "price-fixed-broadband": "375"}  # fmt: skip
    import pandas as pd

    frame = pd.DataFrame(
        [
            {"economy": "UGA", "indicator": key, "year": "2008", "value": value}
            for key, value in rows.items()
        ]
    )
    result = ict.compute(ict.methodology("ipb", 2008), frame)
    assert result.scores.loc["UGA", "ipb"] == 61.8


def test_separate_baskets_have_no_composite_and_no_ranks(printed: BasketResult) -> None:
    for name in ("composite", "ranks"):
        message = message_of(lambda n=name: getattr(printed, n), UsageError, "basket.no-composite")
        assert message.startswith("ipb-methodology-2025 publishes separate baskets")
