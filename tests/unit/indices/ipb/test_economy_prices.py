"""Baskets of one economy: the figures of an edition, without the arrays of one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from small_cases import small_cases
from without_arrays import run_without_arrays

import ictindex as ict
from ictindex.indices.ipb.economy_prices import price_economy
from ictindex.indices.ipb.inputs import MEASURES

IPB = ict.methodology("ipb", edition=2025)
PLANS = """economy,operator,id,service,payment,name,price,currency,tax_included,validity_days,\
data_gb,minutes,sms,generation
BRA,A,m,mobile,prepaid,Max,60,BRL,yes,30,12,unlimited,unlimited,4g
BRA,A,w,mobile,prepaid,Week,19.90,BRL,yes,7,4,100,100,4g
BRA,A,f,fixed-broadband,,Fibra,95,BRL,yes,,unlimited,,,
ECU,B,m,mobile,prepaid,Max,11.68,USD,yes,30,10,200,200,4g
ECU,B,f,fixed-broadband,,Fibra,24.73,USD,yes,,unlimited,,,
SLV,C,f,fixed-broadband,,Fibra,25,USD,yes,,unlimited,,,
"""
ECONOMICS = """economy,series,year,value,currency,window
BRA,gni-per-capita-local,2024,52000,BRL,
BRA,exchange-rate,2025,5.85,,2025-01/2025-03
BRA,ppp-private,2023,2.6,,
BRA,ppp-gdp,2023,2.5,,
BRA,ppp-gdp,2024,2.55,,
ECU,gni-per-capita-atlas,2024,6430,USD,
ECU,ppp-private,2024,0.45,,
SLV,gni-per-capita-atlas,2023,4720,USD,
"""


def tables(folder: Path) -> tuple[ict.data.Tariffs, ict.data.Economics]:
    (folder / "plans.csv").write_text(PLANS, encoding="utf-8")
    (folder / "economics.csv").write_text(ECONOMICS, encoding="utf-8")
    plans = ict.read_tariffs(folder / "plans.csv")
    assert not plans.findings.errors
    return plans, ict.read_economics(folder / "economics.csv")


@small_cases("economy", ["BRA", "ECU", "SLV"])
@small_cases("is_known", [True, False])
def test_they_are_those_of_an_edition(tmp_path: Path, economy: str, is_known: bool) -> None:
    plans, economics = tables(tmp_path)
    own = economics if is_known else None
    prices = price_economy(IPB.document, plans, own, economy, edition=2025, year=2025)
    result = ict.compute(IPB, tariffs=plans, economics=own)
    for price in prices:
        cell = result.provenance(economy, price.basket)
        assert price.currency == cell.currency
        assert dict(price.amounts) == dict(cell.amounts)
        assert price.round_measures(2) == dict(cell.rounded)
        assert {m: r.code for m, r in price.reasons.items()} == {
            m: r.code for m, r in cell.reasons.items()
        }
        assert set(price.amounts) | set(price.reasons) == set(MEASURES)


def test_a_published_share_from_its_price_and_income(tmp_path: Path) -> None:
    """Ecuador in ITU's workbook of the price basket, 2025: 24.73 and 11.68 dollars, 6430 a year."""
    plans, economics = tables(tmp_path)
    prices = price_economy(IPB.document, plans, economics, "ECU", edition=2025, year=2025)
    shares = {price.basket: price.round_measures(2).get("share") for price in prices}
    assert shares["fixed-broadband"] == Decimal("4.62")
    assert shares["mobile-high"] == Decimal("2.18")


def test_a_methodology_without_conversion_prices_nothing() -> None:
    plans = ict.read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv"))
    idi = ict.methodology("idi", edition=2025).document
    assert price_economy(idi, plans, None, "ATA", edition=2025, year=2025) == ()


@pytest.mark.slow
def test_it_runs_without_array_libraries() -> None:
    printed = run_without_arrays(
        """
        import ictindex as ict
        from ictindex.indices.ipb.economy_prices import price_economy
        plans = ict.read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv"))
        ipb = ict.methodology("ipb", edition=2025)
        prices = price_economy(ipb.document, plans, None, "ATA", edition=2025, year=2025)
        print([str(price.round_measures(2)["usd"]) for price in prices])
        """
    )
    assert printed.strip() == "['9.00', '12.00', '15.00', '16.00']"
