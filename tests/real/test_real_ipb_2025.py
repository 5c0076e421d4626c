"""The price baskets of 2025 and the early composite, against what ITU published."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from real_files import rows_of

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.indices.ipb.result import BasketResult

EDITION = 2025
HALF_CENT = Fraction(1, 200)
RATE = Fraction(5, 1000)  # the averages of exchange rates are not ITU's own


def names(data: Path) -> dict[str, str]:
    rows = rows_of(data / "reference" / "economies.csv")
    return {row["economy_itu"]: row["iso3"] for row in rows if row["economy_itu"]}


def basket_of(code: str) -> str:
    definition = catalogue.definition_of(code)
    assert definition is not None
    return catalogue.basket_definitions()[definition[0]].basket


@pytest.fixture(scope="module")
def converted(data: Path) -> tuple[BasketResult, list[dict[str, str]]]:
    """Twenty-two economies: the printed dollar price times the rate, as if advertised so."""
    rows = rows_of(data / "ipb" / "conversion_2025_q1fx.csv")
    iso3 = names(data)
    years = {r["iso3"]: r["gni_year"] for r in rows_of(data / "ipb" / "gni_denominator_2025.csv")}
    prices, economics = [], {}
    for row in rows:
        economy = row["iso3"] = iso3[row["Economy"]]
        rate = Decimal(row["fx_q1_2025_lcu_per_usd"])
        prices.append(
            {
                "economy": economy,
                "basket": row["basket"],
                "year": EDITION,
                "price": str(Decimal(row["USD"]) * rate),
                "currency": catalogue.national_currencies(economy, EDITION)[0],
            }
        )
        for series, year, value in (
            ("gni-per-capita-local", years[economy], Decimal(row["gni_monthly_lcu"]) * 12),
            ("exchange-rate", EDITION, rate),
        ):
            window = "first-quarter" if series == "exchange-rate" else ""
            economics[economy, series] = {
                "economy": economy, "series": series, "year": year, "value": str(value),
                "window": window,
            }  # fmt: skip
    result = ict.compute(
        ict.methodology("ipb", EDITION),
        prices=pd.DataFrame(prices),
        economics=pd.DataFrame(list(economics.values())),
    )
    return result, rows


def test_published_shares_lie_within_the_rounding_of_the_printed_price(
    converted: tuple[BasketResult, list[dict[str, str]]],
) -> None:
    actual, rows = converted
    inside = exact = 0
    for row in rows:
        basket, dollars = basket_of(row["basket"]), Fraction(row["USD"])
        share = Fraction(actual.exact_in("share").loc[row["iso3"], basket])
        low = share * (dollars - HALF_CENT) / dollars * (1 - RATE)
        high = share * (dollars + HALF_CENT) / dollars * (1 + RATE)
        published = Fraction(row["published_pct_gni"])
        inside += low - HALF_CENT <= published <= high + HALF_CENT
        exact += Fraction(actual.figure(row["iso3"], basket)) == published
    print(f"\nIPB 2025: {inside} of {len(rows)} shares inside, {exact} equal to the last digit")
    assert (inside, len(rows)) == (88, 88)


def test_printed_prices_are_frozen_and_computed_again_by_python_alone(
    converted: tuple[BasketResult, list[dict[str, str]]], tmp_path: Path
) -> None:
    actual, _ = converted
    receipts = [
        ict.accept(
            table, ict.validate(table, actual.methodology), role="compiler",
            transcribed="ITU price-basket workbook, December 2025",
        )
        for table in (actual.prices, actual.economics)
    ]  # fmt: skip
    edition = ict.publish(actual, tmp_path, released="2025-12-31", receipts=receipts)
    assert edition.id == "ipb-2025-reconstruction"
    opened = ict.open_edition(edition.path, root=edition.root)
    assert opened.exact_in("share").index.name == "economy (reconstruction)"
    of_both = [item.exact_in("share") for item in (opened, actual)]
    assert of_both[0].equals(of_both[1])
    assert int(opened.units["share"].size) == 88
    done = subprocess.run(
        [sys.executable, "-I", str(edition.path / "recompute.py")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "") and "NOT" not in done.stdout


def test_dollar_prices_come_back(
    converted: tuple[BasketResult, list[dict[str, str]]],
) -> None:
    actual, rows = converted
    for row in rows:
        dollars = actual.figure(row["iso3"], basket_of(row["basket"]), "usd")
        assert dollars == Decimal(row["USD"])


def test_the_average_of_another_window_would_not_be_accepted(data: Path) -> None:
    """With annual averages of 2024 three quarters of the shares would differ; they are refused."""
    prices = [{"economy": "AUS", "basket": "i154_FBB5", "year": EDITION, "price": "88.94",
               "currency": "AUD"}]  # fmt: skip
    rate = {"economy": "AUS", "series": "exchange-rate", "year": 2024, "value": "1.516",
            "window": "annual"}  # fmt: skip
    result = ict.compute(
        ict.methodology("ipb", EDITION),
        prices=pd.DataFrame(prices),
        economics=pd.DataFrame([rate]),
    )
    assert result.reasons["AUS", "fixed-broadband"]["usd"].code == "economics.of-other-year"


PRINTED = {
    "ECU": "4.62", "SLV": "5.86", "LBR": "146.84", "USA": "0.76", "PLW": "5.10", "VGB": "4.12",
    "TCA": "3.48",
}  # fmt: skip


def test_prices_advertised_in_dollars_by_the_named_denominators(data: Path) -> None:
    """Every basket of the seven economies agrees with the published share within rounding."""
    wanted = {
        (row["iso3"], row["code_prefix"], row["unit"]): row["value"]
        for row in rows_of(data / "ipb" / "baskets_2008_2025.csv")
        if row["year"] == str(EDITION) and row["iso3"] in PRINTED
    }
    local = {row["iso3"]: row for row in rows_of(data / "ipb" / "gni_denominator_2025.csv")}
    atlas = {
        row["iso3"]: row["gni_pc_atlas_usd"]
        for row in rows_of(data / "series" / "gni_pc_atlas.csv")
        if row["year"] == "2024"
    }
    definitions = {b.definition for b in ict.methodology("ipb", EDITION).document.baskets}
    codes = {
        code
        for _, code, _ in wanted
        if (definition := catalogue.definition_of(code)) and definition[0] in definitions
    }
    prices = [
        {"economy": e, "basket": code, "year": EDITION, "price": value, "currency": "USD"}
        for (e, code, unit), value in wanted.items()
        if unit == "USD" and code in codes
    ]
    economics = [
        {"economy": e, "series": "gni-per-capita-local", "year": local[e]["gni_year"],
         "value": str(Decimal(local[e]["monthly_gni_per_capita"]) * 12)}
        for e in PRINTED
    ] + [
        {"economy": e, "series": "gni-per-capita-atlas", "year": "2024", "value": atlas[e]}
        for e in PRINTED
        if e in atlas
    ]  # fmt: skip
    result = ict.compute(
        ict.methodology("ipb", EDITION),
        prices=pd.DataFrame(prices),
        economics=pd.DataFrame(economics),
    )
    assert {e: str(result.figure(e, "fixed-broadband")) for e in PRINTED} == PRINTED
    for price in prices:
        economy, code = str(price["economy"]), str(price["basket"])
        dollars, published = Fraction(str(price["price"])), Fraction(wanted[economy, code, "GNIpc"])
        share = Fraction(result.exact_in("share").loc[economy, basket_of(code)])
        low, high = (share * (dollars + h) / dollars for h in (-HALF_CENT, HALF_CENT))
        assert low - HALF_CENT <= published <= high + HALF_CENT, (economy, code)


# ------------------------------------------------------------------ the early composite


@pytest.mark.parametrize(
    ("economy", "needs_the_cap"), [("UGA", True), ("KEN", True), ("MOZ", True), ("LKA", False)]
)
def test_the_telephone_share_implied_by_the_printed_composite(
    data: Path, economy: str, needs_the_cap: bool
) -> None:
    """It lies within 0 and 100 where broadband counts as 100 at the most, else below 0."""
    rows = rows_of(data / "ipb" / "mis2011_composite_rows.csv")
    of_2008 = {r["series"]: r["value_2008"] for r in rows if r["iso3"] == economy}
    mobile, broadband = (
        of_2008[key] for key in ("mobile_cellular_pct_gni", "fixed_broadband_pct_gni_uncapped")
    )
    whole = 3 * Fraction(of_2008["ipb"]) - Fraction(mobile)
    implied = whole - min(Fraction(broadband), 100)
    assert 0 <= implied <= 100
    assert (whole - Fraction(broadband) < 0) == needs_the_cap
    shares = {
        "price-fixed-telephone": str(Decimal(implied.numerator) / Decimal(implied.denominator)),
        "price-mobile-cellular": mobile,
        "price-fixed-broadband": broadband,
    }
    frame = pd.DataFrame(
        [
            {"economy": economy, "indicator": key, "year": 2008, "value": value}
            for key, value in shares.items()
        ]
    )
    result = ict.compute(ict.methodology("ipb", 2008), frame)
    assert str(result.scores.loc[economy, "ipb"]) == of_2008["ipb"]
