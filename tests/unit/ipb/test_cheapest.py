"""From tariffs to the price of a basket: each rule of a document, with figures worked by hand."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import CatalogueError, RefusedObservationsError, UsageError
from ictindex.data.tariffs import Tariffs, read_tariffs
from ictindex.documents import Document
from ictindex.findings import Finding
from ictindex.ipb.cheapest import Purchase, find_cheapest, rounded_half_up
from ictindex.ipb.offers import count_days, find_minute_price

DATA, LOW = "mobile-data-only", "mobile-low"


def tariffs(*rows: dict[str, Any], **common: Any) -> Tariffs:
    """Make a table: mobile, prepaid, of one operator, 30 days, unless a row says otherwise."""
    usual = {
        "economy": "MUS", "operator": "A", "service": "mobile", "payment": "prepaid",
        "currency": "MUR", "tax_included": "yes", "validity_days": "30", "generation": "4g",
        **common,
    }  # fmt: skip
    whole = [{"id": f"offer-{n}", **usual, **row} for n, row in enumerate(rows)]
    table = read_tariffs(pd.DataFrame(whole, dtype=str).fillna(""))
    assert not table.findings.errors, table.findings.to_text()
    return table


def document(edition: int = 2025, *, baskets: Any = None, **rules: Any) -> Document:
    """Return the document of an edition with some rules of purchase, or baskets, changed."""
    whole = ict.methodology("ipb", edition=edition).document
    assert whole.purchasing is not None
    changed: dict[str, Any] = {"purchasing": whole.purchasing.model_copy(update=rules)}
    if baskets is not None:
        changed["baskets"] = baskets
    return whole.model_copy(update=changed)


def buy(table: Tariffs, basket: str = DATA, edition: int = 2025, **rules: Any) -> Purchase:
    found = find_cheapest(table, document(edition, **rules), "MUS", basket)["MUS", basket]
    assert isinstance(found, Purchase), found
    return found


def refuse(table: Tariffs, basket: str = DATA, edition: int = 2025, **rules: Any) -> Finding:
    found = find_cheapest(table, document(edition, **rules), "MUS", basket)["MUS", basket]
    assert isinstance(found, Finding), found
    return found


def told(purchase: Purchase) -> dict[str, int]:
    return {line.id: line.count for line in purchase.lines}


def test_the_facts_that_a_focal_point_checks_by_hand() -> None:
    """2 x 15-day pack 3 GB at 120.00 and 15 % tax, covers 30 days, 276.00 in all."""
    table = tariffs(
        {"id": "pack", "name": "Half-month 3 GB", "price": "120.00", "data_gb": "3",
         "validity_days": "15", "tax_included": "no", "tax_rate": "15"},
    )  # fmt: skip
    purchase = buy(table)
    (line,) = purchase.lines
    assert (line.row, line.id, line.name, line.kind) == (0, "pack", "Half-month 3 GB", "plan")
    assert (line.count, line.price, line.tax_rate) == (2, Decimal("120.00"), Decimal(15))
    assert (line.unit_cost, line.cost, line.count * line.days) == (138, 276, 30)
    assert line.gives == {"data": 3000}
    assert (purchase.price, purchase.exact, purchase.currency) == (Decimal("276.00"), 276, "MUR")
    assert (purchase.operator, purchase.chosen, purchase.payment) == (
        "A", "only-operator", "prepaid",
    )  # fmt: skip
    assert purchase.included == {"data": 5000}
    assert purchase.proof.cost * purchase.proof.unit == purchase.exact
    assert purchase.proof.bound == purchase.proof.cost


def test_a_purchase_can_be_pickled() -> None:
    purchase = buy(tariffs({"price": "10", "data_gb": "5"}))
    again = pickle.loads(pickle.dumps(purchase))  # noqa: S301
    assert (again.lines, again.included, again.proof) == (
        purchase.lines, purchase.included, purchase.proof,
    )  # fmt: skip


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
    assert told(buy(table, long_plans="spread")) == {"offer-0": 2}
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
    assert told(buy(table)) == {"offer-0": 720}
    assert count_days(Decimal("0.041666666666666664")) == Fraction(1, 24)
    assert count_days(Decimal("0.010416666666667")) == Fraction(15, 24 * 60)


@pytest.mark.parametrize(
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


def test_add_ons_and_their_plans() -> None:
    table = tariffs(
        {"id": "base", "price": "0", "validity_days": ""},
        {"id": "sim", "price": "3", "sms": "1"},
        {"id": "pack", "price": "20", "data_gb": "5", "kind": "add-on", "requires": "sim"},
        {"id": "free", "price": "22", "data_gb": "5", "kind": "add-on"},
    )
    assert told(buy(table)) == {"base": 1, "free": 1}  # 22 with the free plan, 23 with the other
    assert refuse(table, add_ons=False).code == "basket.nothing-meets"
    alone = tariffs({"id": "pack", "price": "20", "data_gb": "5", "kind": "add-on"})
    assert refuse(alone).code == "basket.no-offer-admitted"


def test_no_combination_of_plans() -> None:
    table = tariffs(
        {"id": "data", "price": "5", "data_gb": "5"},
        {"id": "voice", "price": "5", "minutes": "100", "sms": "100"},
        {"id": "all", "price": "20", "data_gb": "5", "minutes": "unlimited", "sms": "100"},
    )
    assert told(buy(table, LOW)) == {"data": 1, "voice": 1}
    assert told(buy(table, LOW, combinations=False)) == {"all": 1}
    two = tariffs(
        {"id": "data", "price": "5", "data_gb": "5"},
        {"id": "voice", "price": "5", "minutes": "100", "sms": "100"},
    )
    reason = refuse(two, LOW, combinations=False)
    assert reason.code == "basket.no-single-plan"
    assert reason.message("en") == (
        "Mauritius (MUS), Mobile data and voice low-consumption basket (mobile-low): no single "
        "plan of A meets all needs, and the rules allow no combination of plans."
    )


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
    assert refuse(tariffs(row), LOW, out_of_bundle=False).given["need"] == ["sms"]


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
    assert reason.given["need"] == ["calls-any-any"]
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


def test_a_fixed_line_is_taken_once() -> None:
    """Two capped lines would be cheaper than the plan without limit, but it is one household."""
    table = tariffs(
        {"id": "3-GB", "price": "10", "data_gb": "3"},
        {"id": "all", "price": "40", "data_gb": "unlimited"},
        service="fixed-broadband", payment="postpaid", validity_days="", speed_mbits="10",
    )  # fmt: skip
    assert told(buy(table, "fixed-broadband")) == {"all": 1}
    overage = tariffs(
        {"price": "10", "data_gb": "3", "price_gb": "2"},
        service="fixed-broadband", payment="postpaid", validity_days="", speed_mbits="10",
    )  # fmt: skip
    assert buy(overage, "fixed-broadband").price == 14


def test_the_commitment_closest_to_twelve_months() -> None:
    common = {"service": "fixed-broadband", "payment": "postpaid", "validity_days": "",
              "speed_mbits": "10", "data_gb": "unlimited"}  # fmt: skip
    rows = [
        {"id": f"home-{months}", "name": "Home", "price": price, "commitment_months": months}
        for months, price in (("24", "20"), ("6", "30"), ("0", "40"))
    ]
    purchase = buy(tariffs(*rows, **common), "fixed-broadband")
    assert told(purchase) == {"home-6": 1}  # six months are closer to 12 than 24
    assert [f.code for f in purchase.left_out] == ["offer.commitment"] * 2
    named = [{**row, "name": row["id"]} for row in rows]
    assert told(buy(tariffs(*named, **common), "fixed-broadband")) == {"home-24": 1}


def test_without_a_price_the_rule_that_failed_is_named() -> None:
    table = tariffs(
        {"id": "2g", "price": "1", "data_gb": "9", "generation": "2g"},
        {"id": "gift", "price": "2", "data_gb": "9", "promotional": "yes"},
    )
    reason = refuse(table)
    assert reason.message("en").startswith("Mauritius (MUS), Data-only mobile-broadband basket")
    for rule in (
        "'gift' is left out: it is a promotion.",
        "'2g' do not count: its network is older",
    ):
        assert rule in reason.message("en")
    assert pickle.loads(pickle.dumps(reason)) == reason  # noqa: S301
    frame = ict.compute(ict.methodology("ipb", 2025), tariffs=table).missing_figures
    assert frame.query("basket == 'mobile-data-only'")["message"].str.contains("'gift'").all()


def test_what_the_rules_leave_out_is_told() -> None:
    table = tariffs(
        {"id": "2g", "price": "1", "data_gb": "9", "generation": "2g"},
        {"id": "gift", "price": "2", "data_gb": "9", "promotional": "yes"},
        {"id": "slow", "price": "3", "data_gb": "9", "speed_kbits": "128"},
        {"id": "unknown", "price": "4", "data_gb": "9", "generation": ""},
        {"id": "good", "price": "5", "data_gb": "9"},
    )
    purchase = buy(table)
    assert told(purchase) == {"unknown": 1}
    codes = {str(f.given["offer"]): f.code for f in purchase.left_out}
    assert codes == {"2g": "offer.generation", "gift": "offer.promotional", "slow": "offer.speed"}
    assert [f.code for f in purchase.notes] == ["offer.generation-not-stated"]
    assert told(buy(table, generation="any", minimum_speed=0)) == {"2g": 1}


def test_offers_of_other_years() -> None:
    table = tariffs(
        {"id": "old", "price": "1", "data_gb": "9", "valid_until": "2024-12-31"},
        {"id": "now", "price": "5", "data_gb": "9", "valid_from": "2025-12-31"},
        {"id": "new", "price": "2", "data_gb": "9", "valid_from": "2026-01-01"},
    )
    found = find_cheapest(table, document(), "MUS", DATA, year=2025)["MUS", DATA]
    assert isinstance(found, Purchase)
    assert told(found) == {"now": 1}
    assert told(buy(table)) == {"old": 1}


def test_prepaid_and_postpaid_do_not_mix() -> None:
    table = tariffs(
        {"id": "pre", "price": "5", "data_gb": "3"},
        {"id": "post", "price": "9", "data_gb": "5", "payment": "postpaid"},
        {"id": "more", "price": "1", "data_gb": "2", "kind": "add-on", "payment": "postpaid"},
    )
    purchase = buy(table)
    assert (told(purchase), purchase.payment) == ({"post": 1}, "postpaid")  # not 5 + 1
    (other,) = purchase.others
    assert (other.payment, other.exact) == ("prepaid", 10)
    same = tariffs(
        {"id": "post", "price": "10", "data_gb": "5", "payment": "postpaid"},
        {"id": "pre", "price": "10", "data_gb": "5"},
    )
    assert buy(same).payment == "prepaid"


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
        "Mauritius (MUS), Data-only mobile-broadband basket (mobile-data-only): which operator is "
        "the largest cannot be told. Market share not stated: B."
    )
    assert refuse(table("", "", "")).code == "basket.no-market-share"


def test_offers_in_two_currencies() -> None:
    both = tariffs(
        {"id": "a", "price": "9", "data_gb": "5"},
        {"id": "b", "price": "1", "data_gb": "5", "currency": "USD"},
    )
    assert refuse(both).given["currencies"] == ["MUR", "USD"]
    useless = tariffs(
        {"id": "a", "price": "9", "data_gb": "5"},
        {"id": "b", "price": "1", "sms": "5", "currency": "USD"},
    )
    assert buy(useless).currency == "MUR"


def test_the_reference_plan() -> None:
    def table(*marks: str) -> Tariffs:
        return tariffs(*(
            {"id": f"plan-{n}", "price": "0", "validity_days": "", "price_sms": "0.1",
             "price_minute": str(n + 1), "price_minute_weekend": "1", "reference": mark}
            for n, mark in enumerate(marks)
        ))  # fmt: skip

    assert told(buy(table("", "yes"), "mobile-cellular", 2010)) == {"plan-1": 1}
    assert told(buy(table(""), "mobile-cellular", 2010)) == {"plan-0": 1}
    for marks in (("", ""), ("yes", "yes")):
        reason = refuse(table(*marks), "mobile-cellular", 2010)
        assert reason.code == "basket.no-reference-plan"
        assert reason.given["offers"] == ["plan-0", "plan-1"]


def test_no_tariffs_of_the_service() -> None:
    table = tariffs({"price": "9", "data_gb": "5"})
    assert refuse(table, "fixed-broadband").message("en") == (
        "Mauritius (MUS), Fixed-broadband basket (fixed-broadband): there are no tariffs."
    )


def test_what_cannot_be_asked() -> None:
    table = tariffs({"price": "9", "data_gb": "5"})
    with pytest.raises(CatalogueError, match="ipb-methodology-2025 has no basket 'mobile'"):
        find_cheapest(table, document(), "MUS", "mobile")
    with pytest.raises(UsageError):
        find_cheapest(table, ict.methodology("idi", edition=2024).document)
    with pytest.raises(UsageError, match=r"a table of tariffs"):
        find_cheapest("tariffs.csv", document())  # type: ignore[arg-type]
    faulty = read_tariffs(pd.DataFrame([{
        "economy": "MUS", "operator": "A", "service": "mobile", "payment": "prepaid", "id": "x",
        "price": "9,5", "currency": "MUR", "tax_included": "yes",
    }]))  # fmt: skip
    with pytest.raises(RefusedObservationsError):
        find_cheapest(faulty, document())


def test_all_economies_and_baskets_at_once() -> None:
    rows = [
        {"economy": economy, "price": str(price), "data_gb": "9", "minutes": "unlimited",
         "sms": "unlimited"}
        for economy, price in (("MUS", 9), ("KEN", 8))
    ]  # fmt: skip
    told_: list[tuple[int, int]] = []
    found = find_cheapest(tariffs(*rows), document(), progress=lambda *now: told_.append(now))
    baskets = [basket.id for basket in document().baskets]
    assert list(found) == [(economy, basket) for economy in ("KEN", "MUS") for basket in baskets]
    assert told_[-1][0] == told_[-1][1] == 6  # three mobile baskets in two economies
    purchase = found["KEN", LOW]
    assert isinstance(purchase, Purchase)
    assert purchase.price == 8


@pytest.mark.parametrize(
    ("exact", "places", "rounded"),
    [("0.005", 2, "0.01"), ("0.0049999", 2, "0.00"), ("12.5", 0, "13"), ("1.0005", 3, "1.001")],
)
def test_half_up_once(exact: str, places: int, rounded: str) -> None:
    found = rounded_half_up(Fraction(exact), places)
    assert (found, -found.as_tuple().exponent) == (Decimal(rounded), places)  # type: ignore


def test_minor_units_of_the_currency() -> None:
    row = {"price": "10.0005", "data_gb": "5", "currency": "KWD"}
    assert str(buy(tariffs(row)).price) == "10.001"
    assert str(buy(tariffs({**row, "currency": "JPY"})).price) == "10"


@pytest.mark.parametrize(
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
    found = find_minute_price(cells, need)
    assert found == (None if expected is None else Decimal(expected))


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
