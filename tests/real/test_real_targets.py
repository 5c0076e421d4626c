"""Targets on published figures: means of people and medians of prices, computed again by hand."""

from __future__ import annotations

import statistics
from fractions import Fraction
from pathlib import Path

import pytest
from real_files import rows_of

import ictindex as ict
from ictindex.analysis.tables.price_targets import find_target
from ictindex.definitions import catalogue
from ictindex.publishing.reports.price_sections import YearPrices

USERS = "strategic-targets-2018/1.2"
PRICES = "strategic-targets-2018/2.6"


@pytest.fixture(scope="module")
def people(data: Path) -> dict[tuple[str, str], Fraction]:
    rows = rows_of(data / "series" / "population.csv")
    return {(row["iso3"], row["year"]): Fraction(row["population"]) for row in rows}


@pytest.fixture(scope="module")
def users(data: Path) -> dict[tuple[str, str], Fraction]:
    """Internet users, percent (World Bank, World Development Indicators)."""
    return {
        (row["iso3"], row["year"]): Fraction(row["value"])
        for row in rows_of(data / "series" / "ict_wdi.csv")
        if row["indicator"] == "internet_users_pct" and row["iso3"] in catalogue.economies()
    }


@pytest.fixture(scope="module")
def progress(data: Path, users: dict[tuple[str, str], Fraction]) -> ict.analysis.TargetProgress:
    import pandas as pd

    population = ict.read_observations(
        data / "series" / "population.csv",
        columns={"iso3": "economy", "year": "year", "population": "value"},
        constants={"indicator": "population"},
    )
    frame = pd.read_csv(
        data / "series" / "ict_wdi.csv", dtype=str, keep_default_na=False, na_values=[""]
    )
    wdi = ict.read_observations(
        frame[frame["indicator"] == "internet_users_pct"],
        columns={"iso3": "economy", "year": "year", "value": "value"},
        constants={"indicator": "internet-users"},
    )
    return ict.analysis.track_targets(population.without_errors() + wdi.without_errors())


@pytest.mark.parametrize(("year", "printed"), [(2017, 45.4), (2022, 66.6), (2023, 73.6)])
def test_the_world_is_a_mean_of_people(
    progress: ict.analysis.TargetProgress,
    users: dict[tuple[str, str], Fraction],
    people: dict[tuple[str, str], Fraction],
    year: int,
    printed: float,
) -> None:
    """By the unweighted mean (70.5 in 2022) the target of 70 % looks met a year early."""
    both = [key for key in users if key[1] == str(year) and key in people]
    exact = sum(users[k] * people[k] for k in both) / sum(people[k] for k in both)
    series = progress.series.query("target == @USERS and year == @year")
    assert series["economies"].tolist() == [len(both)]
    assert float(series["value"].iloc[0]) == pytest.approx(float(exact), abs=1e-12)
    assert round(float(exact), 1) == printed
    if year == 2022:
        assert round(float(sum(users[k] for k in both) / len(both)), 1) == 70.5


def test_the_target_of_2023_is_met_by_the_figure_of_2023(
    progress: ict.analysis.TargetProgress,
) -> None:
    status = next(s for s in progress.statuses if s.target.id == USERS)
    assert (status.verdict, status.figure and status.figure.year) == ("met", 2023)


@pytest.mark.slow
def test_the_median_price_of_developing_economies(data: Path) -> None:
    prices = ict.prices.read_baskets(
        data / "ipb" / "baskets_2008_2025.csv",
        columns={"iso3": "economy", "code_prefix": "basket", "unit": "measure"},
        edition=2025,
    )
    statuses = ict.analysis.track_targets(prices=prices, targets=[PRICES]).statuses
    developing = set(catalogue.groups("development", "m49-2020").groups["developing"])
    assert {s.definition for s in statuses} == {"fixed-broadband-5gb", "mobile-data-only-2gb"}
    for status in statuses:
        assert status.figure is not None
        assert status.figure.year == 2023
        values = [
            Fraction(value)
            for economy in prices.economies
            if economy in developing
            and (value := prices.value(economy, status.definition, 2023)) is not None
        ]
        assert Fraction(status.figure.value) == statistics.median(values)
        assert status.verdict == ("met" if statistics.median(values) <= 3 else "missed")


@pytest.mark.slow
def test_the_target_of_2025_covers_the_economies_that_reports_count(data: Path) -> None:
    prices = ict.prices.read_baskets(
        data / "ipb" / "baskets_2008_2025.csv",
        columns={"iso3": "economy", "code_prefix": "basket", "unit": "measure"},
        edition=2025,
    )
    progress = ict.analysis.track_targets(prices=prices, targets=["broadband-commission-2025/2"])
    covered = {s.definition: s.figure.economies for s in progress.statuses if s.figure is not None}
    shares = YearPrices(prices, 2025).shown
    for definition, count in covered.items():
        basket = catalogue.basket_definitions()[definition].basket
        own = [code for code in shares[definition] if find_target(2025, code, basket) is not None]
        assert count == len(own)
    assert covered == {"mobile-data-only-5gb": 125, "fixed-broadband-5gb": 116}
