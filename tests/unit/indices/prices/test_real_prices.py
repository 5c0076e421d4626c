"""Prices at the level of one year: by fractions, with what is left out and refused."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.language import i18n

FIVE = "fixed-broadband-5gb"


def prices(*rows: tuple[str, int, object], measure: str = "local") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["economy", "year", "value"])
    return frame.assign(definition=FIVE, measure=measure)


def index(*rows: tuple[str, int, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["economy", "year", "value"])


CPI = index(("BRA", 2020, "78.4"), ("BRA", 2023, "96.1"), ("USA", 2020, 100), ("USA", 2023, 118))
numbers = st.decimals("0.01", "9999", places=2)


@pytest.mark.slow
@given(numbers, numbers, numbers)
def test_the_price_times_the_deflators(price: object, then: object, now: object) -> None:
    table = index(("BRA", 2020, then), ("BRA", 2023, now))
    real = ict.prices.deflate(prices(("BRA", 2023, price)), table, base=2020, source="invented")
    value = real.value("BRA", FIVE, 2023)
    assert value is not None
    exact = Fraction(price) * Fraction(then) / Fraction(now)  # type: ignore[arg-type]
    assert abs(Fraction(value) - exact) <= Fraction(1, 2 * 10**20)


def test_the_base_year_stays_and_another_base_scales_everything() -> None:
    table = prices(("BRA", 2020, "100"), ("BRA", 2023, "100"))
    real = {
        base: ict.prices.deflate(table, CPI, base=base, source="x").to_frame()["real"].tolist()
        for base in (2020, 2023)
    }
    assert real[2020][0] == 100.0
    assert real[2023][1] == 100.0
    assert real[2020][1] / real[2020][0] == pytest.approx(real[2023][1] / real[2023][0], rel=1e-12)


def test_dollars_take_the_deflator_of_the_united_states() -> None:
    table = prices(("BRA", 2023, 59), measure="usd")
    real = ict.prices.deflate(table, CPI, base=2020, source="invented")
    assert real.to_frame()["real"].tolist() == [50.0]


def test_what_has_no_deflator_is_left_out_by_name() -> None:
    table = prices(("BRA", 2023, 10), ("KEN", 2023, 10), ("BRA", 2021, 10))
    real = ict.prices.deflate(table, CPI, base=2020, source="invented")
    assert sorted((f.economy, f.year) for f in real.left_out) == [("BRA", 2021), ("KEN", 2023)]
    assert "has no value for 2023, 2020" in real.left_out[1].message("en")
    assert real.value("KEN", FIVE, 2023) is None


def test_shares_and_bad_deflators_are_refused() -> None:
    with pytest.raises(UsageError, match="a share is not a price"):
        share = prices(("BRA", 2023, 2), measure="share")
        ict.prices.deflate(share, CPI, base=2020, source="x")
    for rows, words in (
        ([("BRA", 2020, 0)], "it must be a number above 0"),
        ([("BRA", 2020, 1), ("BRA", 2020, 2)], "has two values for Brazil"),
    ):
        with pytest.raises(UsageError, match=words):
            ict.prices.deflate(prices(("BRA", 2020, 2)), index(*rows), base=2020, source="x")
    with pytest.raises(UsageError, match="year"):
        ict.prices.deflate(
            prices(("BRA", 2020, 2)), CPI.drop(columns="year"), base=2020, source="x"
        )


@small_cases("language", i18n.LANGUAGES)
def test_the_page_names_deflator_and_base(language: str) -> None:
    table = prices(("BRA", 2023, 10), ("KEN", 2023, 10))
    page = ict.prices.deflate(table, CPI, base=2020, source="IPCA, IBGE").to_text(language)
    assert "IPCA, IBGE" in page
    assert "2020" in page
    assert i18n.economy_name("KEN", language) in page.replace("\n", " ")


def test_one_of_several_measures_is_chosen() -> None:
    both = pd.concat(
        [prices(("BRA", 2023, 59), measure="usd"), prices(("BRA", 2023, "96.1"), measure="local")]
    )
    real = ict.prices.deflate(both, CPI, base=2020, source="invented", measure="local")
    assert real.to_frame()["real"].tolist() == [pytest.approx(78.4)]
    dollars = ict.prices.deflate(both, CPI, base=2020, source="invented", measure="usd")
    assert dollars.to_frame()["real"].tolist() == [pytest.approx(50)]
