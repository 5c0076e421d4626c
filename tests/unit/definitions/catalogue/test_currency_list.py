"""Currencies: codes, minor units, and which is an economy's own in a year."""

from __future__ import annotations

import csv
import re

from small_cases import small_cases

from ictindex.core import package_data
from ictindex.definitions import catalogue

CURRENCIES = catalogue.currencies()
# ISO 4217, list one of 1 January 2026: everything else with minor units has two.
NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THREE = "BHD IQD JOD KWD LYD OMR TND"
FOUR = "CLF UYW"
WITHDRAWN = (
    "ANG BGN BYR CUC EEK HRK LTL LVL MRO SKK SLL STD TMM VEB VEF ZMK ZWD ZWL ZWR"  # since 2008
)


def test_minor_units_are_those_of_the_standard() -> None:
    units = {code: currency.minor_units for code, currency in CURRENCIES.items()}
    active = {code for code, currency in CURRENCIES.items() if currency.active}
    for number, codes in ((0, NONE), (3, THREE), (4, FOUR)):
        assert {code for code in active if units[code] == number} == set(codes.split())
    assert set(units.values()) == {0, 2, 3, 4}
    assert units["BYR"] == 0


def test_redenominations_lie_between_years() -> None:
    """Syria on 1 January 2026: 2025 is old, 2026 new; Venezuela in the middle of 2021."""
    find = catalogue.find_redenomination
    assert find("SYR", "SYP", 2026, 2025) == find("SYR", "SYP", 2025, 2026) is not None
    assert find("SYR", "SYP", 2026, 2026) is find("SYR", "SYP", 2025, 2024) is None
    assert find("SYR", "USD", 2026, 2025) is find("LBN", "LBP", 2026, 2025) is None
    pairs = [(a, b) for a in range(2019, 2024) for b in range(a + 1, 2024)]
    between = {pair for pair in pairs if find("VEN", "VES", *pair) is not None}
    assert between == {pair for pair in pairs if pair[0] <= 2021 <= pair[1]}
    for each in catalogue.redenominations():
        assert each.source and each.factor in (100, 1000000)
        assert each.currency in catalogue.national_currencies(each.economy, each.day.year)


@small_cases(
    ("vintage", "restated"),
    [("", False), ("2025-12", False), ("2026-01", True), ("wdi-2026-04", True), ("2026", True),
     ("12026-04", False), ("April 2027", True)],
)  # fmt: skip
def test_a_vintage_from_the_day_on_may_be_restated(vintage: str, restated: bool) -> None:
    (syria,) = [each for each in catalogue.redenominations() if each.economy == "SYR"]
    assert syria.is_before(vintage) == restated


def test_a_parallel_currency_is_no_national_one() -> None:
    assert catalogue.national_currencies("CUB", 2020) == ("CUP",)
    assert catalogue.price_currencies("CUB", 2020) == ("CUP", "CUC")
    assert catalogue.price_currencies("CUB", 2021) == ("CUP",)


def test_codes_are_well_formed_and_stand_once() -> None:
    path = package_data.folder("methodology") / "catalogue" / "currencies.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        listed = list(csv.DictReader(stream))
    assert len(listed) == len(CURRENCIES)
    assert list(CURRENCIES) == sorted(CURRENCIES)
    assert all(re.fullmatch("[A-Z]{3}", code) for code in CURRENCIES)
    assert {row["list"] for row in listed} == {"active", "withdrawn"}
    # 178 codes in the list, of which thirteen have no minor units.
    assert sum(currency.active for currency in CURRENCIES.values()) == 165
    withdrawn = {code for code, currency in CURRENCIES.items() if not currency.active}
    assert withdrawn == set(WITHDRAWN.split())
    signs = [sign.casefold() for row in listed for sign in row["also_written"].split()]
    assert len(set(signs)) == len(signs)
    assert not {code.casefold() for code in CURRENCIES} & set(signs)


@small_cases(
    ("written", "meant"),
    [
        ("usd", "USD"),
        (" EUR ", "EUR"),
        ("US$", "USD"),
        ("€", "EUR"),
        ("RMB", "CNY"),
        ("YTL", "TRY"),
        ("$", None),
        ("£", None),
        ("kr", None),
        ("", None),
    ],
)
def test_signs_that_mean_one_currency_get_a_hint(written: str, meant: str | None) -> None:
    assert catalogue.currency_hint(written) == meant


def test_every_economy_with_a_currency_has_it_today() -> None:
    periods = catalogue.currency_periods()
    for iso3, economy in catalogue.economies().items():
        now = [period.currency for period in periods.get(iso3, ()) if period.last is None]
        assert now[:1] == ([economy.currency] if economy.currency else []), iso3
    assert periods.keys() <= catalogue.economies().keys()


def test_periods_leave_no_year_out_and_name_known_codes() -> None:
    for economy, periods in catalogue.currency_periods().items():
        assert all(period.currency in CURRENCIES for period in periods), economy
        for year in range(2008, 2027):
            own = catalogue.national_currencies(economy, year)
            assert own, (economy, year)
            assert len(set(own)) == len(own)
            closed = {c for c in own if not CURRENCIES[c].active}
            # A withdrawn code is nobody's own after its last year.
            assert not closed or year < 2026


@small_cases(
    ("economy", "year", "own"),
    [
        ("HRV", 2022, ("HRK",)),
        ("HRV", 2023, ("EUR",)),
        ("EST", 2010, ("EEK",)),
        ("EST", 2011, ("EUR",)),
        ("SVK", 2008, ("SKK",)),
        ("LTU", 2014, ("LTL",)),
        ("LVA", 2014, ("EUR",)),
        ("BGR", 2025, ("BGN",)),
        ("BGR", 2026, ("EUR",)),
        ("CYP", 2008, ("EUR",)),
        ("SLV", 2025, ("USD",)),
        ("ECU", 2008, ("USD",)),
        ("PAN", 2025, ("PAB", "USD")),
        ("BTN", 2025, ("BTN", "INR")),
        ("LBR", 2025, ("LRD",)),
        ("PSE", 2025, ("ILS",)),
        ("KHM", 2025, ("KHR",)),
        ("BLR", 2015, ("BYR",)),
        ("BLR", 2016, ("BYR", "BYN")),
        ("BLR", 2017, ("BYN",)),
        ("ZWE", 2018, ("USD",)),
        ("ZWE", 2025, ("ZWG",)),
        ("CUW", 2025, ("ANG", "XCG")),
        ("SSD", 2012, ("SSP",)),
        ("NAM", 2025, ("NAD", "ZAR")),
        ("ATA", 2025, ()),
        ("XXX", 2025, ()),
    ],
)
def test_the_currencies_of_an_economy_in_a_year(
    economy: str, year: int, own: tuple[str, ...]
) -> None:
    assert catalogue.national_currencies(economy, year) == own


@small_cases(
    ("economy", "currency", "later"),
    [
        ("EST", "EEK", "EUR"),
        ("VEN", "VEF", "VES"),
        ("ZWE", "USD", "ZWG"),
        ("PAN", "USD", None),
        ("EST", "USD", None),
        ("XXX", "USD", None),
    ],
)
def test_a_replaced_currency_is_reported(economy: str, currency: str, later: str | None) -> None:
    assert catalogue.replaced_currency(economy, currency) == later
