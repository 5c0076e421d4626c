"""Measures of targets against sums written out in fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.strategic_targets.target_measures import (
    Figures,
    Growth,
    MedianPrice,
    Parity,
    ShareOfShares,
    WeightedMean,
    list_day,
    scope_members,
)
from ictindex.analysis.tables.price_targets import find_target
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.dated_targets import targets


def observations(*rows: tuple[object, ...]) -> ict.Observations:
    columns = ["economy", "year", "indicator", "value", "sex"]
    table = pd.DataFrame([(*row, "")[:5] for row in rows], columns=columns)
    return ict.read_observations(table)


USERS = (
    ("KEN", 2022, "internet-users", 30), ("KEN", 2022, "population", 54),
    ("UGA", 2022, "internet-users", 10), ("UGA", 2022, "population", 47),
    ("PER", 2022, "internet-users", 75),
)  # fmt: skip


def test_a_mean_is_weighted_by_the_same_year_and_leaves_out_what_has_no_weight() -> None:
    mean = WeightedMean(Figures(observations(*USERS)), "internet-users", "population", None)
    assert (mean.years(), mean.economies(2022)) == ((2022,), {"KEN", "UGA"})
    exact = Fraction(30 * 54 + 10 * 47, 54 + 47)
    assert abs(Fraction(mean.value(2022, {"KEN", "UGA"})) - exact) < Fraction(1, 10**19)


def test_a_scope_is_a_dated_list() -> None:
    assert scope_members("world") is None
    least = scope_members("ldc/m49-2026/ldc")
    assert least is not None
    assert ("UGA" in least, "KEN" in least, len(least)) == (True, False, 45)
    mean = WeightedMean(Figures(observations(*USERS)), "internet-users", "population", least)
    assert mean.economies(2022) == {"UGA"}


@pytest.mark.parametrize(
    ("target", "inside", "outside"),
    [
        ("sustainable-development-goals/9.c-3g", {"VUT", "BTN", "STP"}, set()),  # 2020
        ("strategic-targets-2018/2.4", {"BTN", "STP"}, {"VUT"}),  # 2023
        ("broadband-commission-2025/3-least-developed", set(), {"VUT", "BTN", "STP"}),  # 2025
    ],
)
def test_a_graduate_counts_until_the_year_of_the_deadline(
    target: str, inside: set[str], outside: set[str]
) -> None:
    chosen = ict.analysis.targets()[target]
    members = scope_members(chosen.scope, list_day(chosen))
    assert members is not None and inside <= members and not outside & members


def test_parity_is_over_economies_with_both() -> None:
    table = observations(
        ("KEN", 2022, "internet-users", 20, "F"), ("KEN", 2022, "internet-users", 40, "M"),
        ("UGA", 2022, "internet-users", 10, "F"), ("KEN", 2022, "population", 54),
        ("UGA", 2022, "population", 47),
    )  # fmt: skip
    women, men = (
        WeightedMean(Figures(table), "internet-users", "population", None, sex) for sex in "FM"
    )
    parity = Parity(women, men)
    assert parity.economies(2022) == {"KEN"}
    assert parity.value(2022, {"KEN"}) == Decimal("0.5")


def test_the_share_of_economies_counts_those_strictly_above() -> None:
    part, total = (
        "fixed-broadband-subscriptions-10-mbit-or-more",
        "fixed-broadband-subscriptions-count",
    )
    table = observations(
        ("KEN", 2022, part, 50), ("KEN", 2022, total, 100),
        ("UGA", 2022, part, 51), ("UGA", 2022, total, 100),
        ("PER", 2022, part, 0), ("PER", 2022, total, 0),
    )  # fmt: skip
    share = ShareOfShares(Figures(table), part, total, Decimal(50), None)
    assert share.economies(2022) == {"KEN", "UGA"}
    assert share.value(2022, {"KEN", "UGA"}) == 50


def test_growth_is_of_the_sum_over_the_same_economies() -> None:
    names = ("fixed-broadband-subscriptions-count", "mobile-broadband-subscriptions-count")
    rows = [
        ("KEN", year, name, value)
        for year, values in ((2018, (100, 300)), (2020, (200, 400)))
        for name, value in zip(names, values, strict=True)
    ]
    growth = Growth(Figures(observations(*rows, ("UGA", 2020, names[0], 9))), names, 2018, None)
    assert (growth.years(), growth.economies(2020)) == ((2020,), {"KEN"})
    assert growth.value(2020, {"KEN"}) == 50


def test_a_median_of_an_even_number_is_the_middle_of_two() -> None:
    rows = [("KEN", 2023, "2.0"), ("UGA", 2023, "4.1"), ("PER", 2023, "9"), ("CHE", 2023, "1")]
    prices = ict.prices.read_baskets(
        pd.DataFrame(rows, columns=["economy", "year", "value"]),
        constants={"basket": "fixed-broadband-5gb", "measure": "share"},
    )
    median = MedianPrice(prices, "fixed-broadband-5gb", None)
    assert median.years() == (2023,)
    assert median.value(2023, {"KEN", "UGA", "PER", "CHE"}) == Decimal("3.05")
    assert median.value(2023, {"KEN", "UGA", "PER"}) == Decimal("4.1")


def test_two_values_of_one_cell_are_refused() -> None:
    rows = [("KEN", 30, "2023"), ("KEN", 31, "2024")]
    frame = pd.DataFrame(rows, columns=["economy", "value", "vintage"])
    table = ict.read_observations(frame.assign(year=2022, indicator="internet-users"))
    with pytest.raises(UsageError, match=r"Kenya \(KEN\) has two values of"):
        Figures(table)


def test_cells_with_errors_are_refused() -> None:
    with pytest.raises(RefusedObservationsError):
        Figures(observations(("KEN", 2022, "internet-users", 300)))


def test_the_price_target_counts_the_economies_of_the_price_basket() -> None:
    """The target of 2025 is stated by a methodology too: both are of one list of economies."""
    target = targets()["broadband-commission-2025/2"]
    members = scope_members(target.scope)
    for basket in target.baskets:
        assert members == {
            economy
            for economy in catalogue.economies()
            if find_target(target.deadline, economy, basket) == target.limits[0]
        }
