"""Offers of operators: what each row gives in a month, and which rows the rules admit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from small_cases import small_cases
from tariff_cases import DATA, LOW, bought_items, buy, document, refuse, tariffs

from ictindex.data.tariffs import Tariffs
from ictindex.indices.ipb.cheapest import Purchase, find_cheapest
from ictindex.indices.ipb.tariff_prices import count_days, find_minute_price


@pytest.mark.parametrize(
    ("rules", "price"),
    [
        ({"coverage": "volume", "long_plans": "whole"}, "815.00"),
        ({"coverage": "volume", "long_plans": "spread"}, "271.67"),
        ({"coverage": "volume-and-days", "long_plans": "spread"}, "271.67"),
    ],
)
def test_a_plan_longer_than_the_month(rules: dict[str, str], price: str) -> None:
    """815 for 90 days: whole, or a third of it, rounded once at the end."""
    purchase = buy(tariffs({"price": "815", "data_gb": "1000", "validity_days": "90"}), **rules)
    assert purchase.price == Decimal(price)
    assert purchase.lines[0].days == 30


def test_spreading_a_long_plan_spreads_its_volume_too() -> None:
    """12 GB for 90 days are 4 GB a month: two are needed for 5 GB."""
    table = tariffs({"price": "90", "data_gb": "12", "validity_days": "90"})
    assert bought_items(buy(table, long_plans="spread")) == {"offer-0": 2}
    assert buy(table, long_plans="spread").price == 60
    assert buy(table, long_plans="whole").price == 90


@pytest.mark.parametrize(
    ("rules", "count", "price"),
    [
        ({"short_plans": "whole", "coverage": "volume-and-days"}, 5, "475.00"),
        ({"short_plans": "whole", "coverage": "volume"}, 1, "95.00"),
        ({"short_plans": "fractional", "coverage": "volume"}, 1, "407.14"),
        ({"short_plans": "fractional", "coverage": "volume-and-days"}, 1, "407.14"),
    ],
)
def test_a_plan_shorter_than_the_month(rules: dict[str, str], count: int, price: str) -> None:
    """95 for 7 days: 30 / 7 rounded up is 5 purchases; in fractions 95 x 30 / 7 = 407.142..."""
    purchase = buy(tariffs({"price": "95", "data_gb": "35", "validity_days": "7"}), **rules)
    assert (purchase.lines[0].count, purchase.price) == (count, Decimal(price))


def test_an_hour_is_a_twenty_fourth_of_a_day() -> None:
    table = tariffs({"price": "5", "data_gb": "unlimited", "validity_days": "0.0416667"})
    assert bought_items(buy(table)) == {"offer-0": 720}
    assert count_days(Decimal("0.041666666666666664")) == Fraction(1, 24)
    assert count_days(Decimal("0.010416666666667")) == Fraction(15, 24 * 60)


@small_cases(
    ("validity", "cap", "rule", "gigabytes"),
    [
        ("30", "0.1", "limits", "3"),  # 30 days x 100 MB
        ("30", "0.1", "ignored", "10"),
        ("90", "0.1", "limits", "3"),  # only the month's days count
        ("1", "0.1", "limits", "0.1"),
        ("0.0416667", "0.1", "limits", "0.1"),  # a day that has begun
    ],
)
def test_a_daily_cap(validity: str, cap: str, rule: str, gigabytes: str) -> None:
    row = {"price": "5", "data_gb": "10", "validity_days": validity, "daily_cap_gb": cap}
    purchase = buy(tariffs(row), daily_cap=rule, coverage="volume")
    assert purchase.lines[0].gives == {"data": Fraction(gigabytes) * 1000}


@pytest.mark.parametrize(
    ("rule", "speed", "gives"),
    [
        ("excluded", "512", 6000),
        ("at-minimum-speed", "256", None),
        ("at-minimum-speed", "128", 6000),
    ],
)
def test_throttled_use(rule: str, speed: str, gives: int | None) -> None:
    row = {"price": "5", "data_gb": "unlimited", "throttle_at_gb": "6"}
    purchase = buy(tariffs({**row, "throttled_speed_kbits": speed}), throttled=rule)
    assert purchase.lines[0].gives == {"data": gives}
    assert [f.code for f in purchase.left_out] == ([] if gives is None else ["offer.throttled"])


def test_a_plan_counts_up_to_its_throttling_point() -> None:
    row = {"price": "5", "data_gb": "8", "throttle_at_gb": "6", "throttled_speed_kbits": "64"}
    assert buy(tariffs(row)).lines[0].gives == {"data": 6000}


def test_gigabytes_are_the_documents() -> None:
    row = {"price": "5", "data_gb": "5"}
    assert buy(tariffs(row), megabytes_per_gigabyte=1024).lines[0].gives == {"data": 5120}


def test_out_of_bundle_use_of_the_plan_that_is_bought() -> None:
    """1 GB short at 0.02 a MB; text messages at the mean of 1.00 and 0.50; taxes on top."""
    row = {
        "price": "10", "data_mb": "500", "price_mb": "0.02", "minutes": "70",
        "price_sms": "1.00", "price_sms_off_peak": "0.50", "tax_included": "no", "tax_rate": "10",
    }  # fmt: skip
    purchase = buy(tariffs(row), LOW)
    beyond = {use.need: (use.volume, use.rate, use.cost) for use in purchase.beyond}
    assert beyond == {
        "data": (500, Fraction("0.022"), 11),
        "sms": (50, Fraction("0.825"), Fraction("41.25")),
    }
    assert purchase.price == Decimal("63.25")
    assert refuse(tariffs(row), LOW, out_of_bundle=False).details["need"] == ["sms"]


def test_the_legacy_cells_with_a_set_up_charge() -> None:
    """OECD 2009: 5.2 calls of 2.0 min to fixed, 16.9 of 1.6 on-net, 7.9 of 1.7 off-net; 100 SMS.

    At 1.00, 0.50 and 2.00 a minute, the weekend at half, and 0.10 a call: worked out by hand from
    the table of the report, cell by cell.
    """
    row: dict[str, str] = {"price": "0", "validity_days": "", "price_sms": "0.20",
                           "call_setup": "0.10"}  # fmt: skip
    for name, price in (("fixed", "1.00"), ("on_net", "0.50"), ("off_net", "2.00")):
        row |= {f"price_minute_{name}_peak": price, f"price_minute_{name}_off_peak": price}
        row[f"price_minute_{name}_weekend"] = str(Decimal(price) / 2)
    purchase = buy(tariffs(row), "mobile-cellular", 2010)
    week = Decimal("2.4") + Decimal("1.5") + Decimal("1.3") / 2
    on_net = Decimal("7.8") + Decimal("4.9") + Decimal("4.2") / 2
    off_net = Decimal("3.6") + Decimal("2.3") + Decimal("2.0") / 2
    minutes = week * 2 * 1 + on_net * Decimal("1.6") / 2 + off_net * Decimal("1.7") * 2
    assert purchase.exact == Fraction(minutes + 30 * Decimal("0.10") + 100 * Decimal("0.20"))
    assert sum(use.calls for use in purchase.beyond if use.calls is not None) == 30
    assert sum(use.volume for use in purchase.beyond if use.need != "sms") == Fraction("50.87")


def test_a_set_up_charge_cannot_be_paid_for_minutes_that_are_no_calls() -> None:
    row = {"price": "1", "data_gb": "9", "sms": "99", "price_minute": "0.1", "call_setup": "0.2"}
    reason = refuse(tariffs(row), LOW)
    assert reason.details["need"] == ["calls-any-any"]
    assert "these needs: calls (minutes)." in reason.message("en")
    assert "it has a set-up charge" in reason.message("en")


def test_free_local_calls_of_a_fixed_line_are_deducted() -> None:
    """15 + 15 calls of 3 minutes; 10 are free and taken from the dearer peak ones."""
    row = {
        "service": "fixed-telephone", "payment": "postpaid", "validity_days": "", "price": "8",
        "calls_local": "10", "price_minute_peak": "0.04", "price_minute_off_peak": "0.02",
    }  # fmt: skip
    purchase = buy(tariffs(row), "fixed-telephone", 2008)
    assert purchase.price == 8 + 5 * 3 * Decimal("0.04") + 15 * 3 * Decimal("0.02")
    assert [use.calls for use in purchase.beyond] == [5, 15]


def test_the_commitment_closest_to_twelve_months() -> None:
    common = {"service": "fixed-broadband", "payment": "postpaid", "validity_days": "",
              "speed_mbits": "10", "data_gb": "unlimited"}  # fmt: skip
    rows = [
        {"id": f"home-{months}", "name": "Home", "price": price, "commitment_months": months}
        for months, price in (("24", "20"), ("6", "30"), ("0", "40"))
    ]
    purchase = buy(tariffs(*rows, **common), "fixed-broadband")
    assert bought_items(purchase) == {"home-6": 1}  # six months are closer to 12 than 24
    assert [f.code for f in purchase.left_out] == ["offer.commitment"] * 2
    named = [{**row, "name": row["id"]} for row in rows]
    assert bought_items(buy(tariffs(*named, **common), "fixed-broadband")) == {"home-24": 1}


def test_what_the_rules_leave_out_is_named() -> None:
    table = tariffs(
        {"id": "2g", "price": "1", "data_gb": "9", "generation": "2g"},
        {"id": "gift", "price": "2", "data_gb": "9", "promotional": "yes"},
        {"id": "slow", "price": "3", "data_gb": "9", "speed_kbits": "128"},
        {"id": "unknown", "price": "4", "data_gb": "9", "generation": ""},
        {"id": "good", "price": "5", "data_gb": "9"},
    )
    purchase = buy(table)
    assert bought_items(purchase) == {"unknown": 1}
    codes = {str(f.details["offer"]): f.code for f in purchase.left_out}
    assert codes == {"2g": "offer.generation", "gift": "offer.promotional", "slow": "offer.speed"}
    assert [f.code for f in purchase.notes] == ["offer.generation-not-stated"]
    assert bought_items(buy(table, generation="any", minimum_speed=0)) == {"2g": 1}


def test_offers_of_other_years() -> None:
    table = tariffs(
        {"id": "old", "price": "1", "data_gb": "9", "valid_until": "2024-12-31"},
        {"id": "now", "price": "5", "data_gb": "9", "valid_from": "2025-12-31"},
        {"id": "new", "price": "2", "data_gb": "9", "valid_from": "2026-01-01"},
    )
    purchase = find_cheapest(table, document(), "MUS", DATA, year=2025)["MUS", DATA]
    assert isinstance(purchase, Purchase)
    assert bought_items(purchase) == {"now": 1}
    assert bought_items(buy(table)) == {"old": 1}


def test_the_operator_with_the_largest_share() -> None:
    def table(*shares: str) -> Tariffs:
        return tariffs(*(
            {"operator": name, "id": name, "price": price, "data_gb": "9", "market_share": share}
            for name, price, share in zip("ABC", "951", shares, strict=True)
        ))  # fmt: skip

    assert buy(table("60", "30", "10")).operator == "A"
    assert buy(table("60", "", "")).market_share == 60  # the others can have 40 at most
    assert refuse(table("40", "40", "20")).code == "basket.operators-tie"
    reason = refuse(table("45", "", "10"))
    assert reason.message("en") == (
        "Mauritius (MUS), “Data-only mobile-broadband basket”: it is not known which "
        "operator is the largest. Market share not stated: B."
    )
    assert refuse(table("", "", "")).code == "basket.no-market-share"


@small_cases(
    ("prices", "need", "expected"),
    [
        ({"": "3"}, "calls-fixed-peak", "3"),
        ({"_on_net": "2", "": "3"}, "calls-on-net-weekend", "2"),
        ({"_on_net_peak": "2", "_on_net": "1"}, "calls-on-net-peak", "2"),
        ({"_on_net_peak": "2", "_on_net_off_peak": "1"}, "calls-on-net-weekend", None),
        ({"_peak": "2", "_off_peak": "1"}, "calls-off-net-off-peak", "1"),
        ({"_peak": "2", "_off_peak": "1"}, "calls-any-any", "2"),
        ({"_on_net": "2"}, "calls-any-any", None),
        ({"_on_net": "2", "_off_net": "5", "_fixed": "9"}, "calls-any-any", "9"),
        ({"_on_net": "2", "": "5"}, "calls-any-any", "5"),
        ({"": "1", "_peak": "5"}, "calls-any-any", "5"),
        ({"": "1", "_on_net_weekend": "5"}, "calls-any-any", "5"),
        ({"": "1", "_on_net_peak": "5"}, "calls-off-net-any", "1"),
    ],
)
def test_the_price_of_a_minute(prices: dict[str, str], need: str, expected: str | None) -> None:
    cells = {f"price_minute{name}": Decimal(price) for name, price in prices.items()}
    actual = find_minute_price(cells, need)
    assert actual == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("prices", "rate"),
    [
        ({"price_sms": "0.10", "price_sms_off_net": "0.40"}, "0.40"),
        ({"price_sms": "0.10", "price_sms_on_net": "0.05"}, "0.10"),
        ({"price_sms": "0.10", "price_sms_off_peak": "0.06", "price_sms_off_net": "0.07"}, "0.08"),
        ({"price_sms_on_net": "0.05", "price_sms_off_net": "0.40"}, "0.40"),
    ],
)
def test_the_price_of_a_message_anywhere_is_the_dearer_one(
    prices: dict[str, str], rate: str
) -> None:
    row = {"price": "1", "data_gb": "9", "minutes": "70", **prices}
    (use,) = buy(tariffs(row), LOW).beyond
    assert (use.need, use.rate) == ("sms", Fraction(rate))


@pytest.mark.parametrize(
    ("minutes", "gives"),
    [
        ({"minutes": "50"}, 50),
        ({"minutes_on_net": "99", "minutes_off_net": "30", "minutes_fixed": "40"}, 30),
        ({"minutes_on_net": "unlimited"}, 0),
        ({"minutes_on_net": "unlimited", "minutes_off_net": "30", "minutes_fixed": "unlimited",
          "minutes": "20"}, 50),
    ],
)  # fmt: skip
def test_minutes_for_calls_to_anywhere(minutes: dict[str, str], gives: int) -> None:
    """A basket without destinations: what counts is included wherever the call goes."""
    row = {"price": "1", "data_gb": "9", "sms": "99", "price_minute": "1", **minutes}
    purchase = buy(tariffs(row), LOW, coverage="volume")
    assert purchase.lines[0].gives.get("minutes", 0) == gives
