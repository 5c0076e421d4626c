"""The way from tariffs to the price of a basket: each rule of a document, computed by hand."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from tariff_cases import LOW, bought_items, buy, document, refuse, tariffs

import ictindex as ict
from ictindex.core.errors import CatalogueError, RefusedObservationsError, UsageError
from ictindex.data.tariffs import Tariffs, read_tariffs
from ictindex.indices.ipb.cheapest import Purchase, find_cheapest, round_fraction


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


def test_add_ons_and_their_plans() -> None:
    table = tariffs(
        {"id": "base", "price": "0", "validity_days": ""},
        {"id": "sim", "price": "3", "sms": "1"},
        {"id": "pack", "price": "20", "data_gb": "5", "kind": "add-on", "requires": "sim"},
        {"id": "free", "price": "22", "data_gb": "5", "kind": "add-on"},
    )
    assert bought_items(buy(table)) == {
        "base": 1,
        "free": 1,
    }  # 22 with the free plan, 23 with the other
    assert refuse(table, add_ons=False).code == "basket.nothing-meets"
    alone = tariffs({"id": "pack", "price": "20", "data_gb": "5", "kind": "add-on"})
    assert refuse(alone).code == "basket.no-offer-admitted"


def test_no_combination_of_plans() -> None:
    table = tariffs(
        {"id": "data", "price": "5", "data_gb": "5"},
        {"id": "voice", "price": "5", "minutes": "100", "sms": "100"},
        {"id": "all", "price": "20", "data_gb": "5", "minutes": "unlimited", "sms": "100"},
    )
    assert bought_items(buy(table, LOW)) == {"data": 1, "voice": 1}
    assert bought_items(buy(table, LOW, combinations=False)) == {"all": 1}
    two = tariffs(
        {"id": "data", "price": "5", "data_gb": "5"},
        {"id": "voice", "price": "5", "minutes": "100", "sms": "100"},
    )
    reason = refuse(two, LOW, combinations=False)
    assert reason.code == "basket.no-single-plan"
    assert reason.message("en") == (
        "Mauritius (MUS), “Mobile data and voice low-consumption basket”: no single "
        "plan of A meets all needs, and the rules allow no combination of plans."
    )


def test_a_fixed_line_is_taken_once() -> None:
    """Two capped lines would be cheaper than the plan without limit, but it is one household."""
    table = tariffs(
        {"id": "3-GB", "price": "10", "data_gb": "3"},
        {"id": "all", "price": "40", "data_gb": "unlimited"},
        service="fixed-broadband", payment="postpaid", validity_days="", speed_mbits="10",
    )  # fmt: skip
    assert bought_items(buy(table, "fixed-broadband")) == {"all": 1}
    overage = tariffs(
        {"price": "10", "data_gb": "3", "price_gb": "2"},
        service="fixed-broadband", payment="postpaid", validity_days="", speed_mbits="10",
    )  # fmt: skip
    assert buy(overage, "fixed-broadband").price == 14


def test_without_a_price_the_rule_that_failed_is_named() -> None:
    table = tariffs(
        {"id": "2g", "price": "1", "data_gb": "9", "generation": "2g"},
        {"id": "gift", "price": "2", "data_gb": "9", "promotional": "yes"},
    )
    reason = refuse(table)
    assert reason.message("en").startswith("Mauritius (MUS), “Data-only mobile-broadband basket")
    for rule in (
        "'gift' is left out: it is a promotion.",
        "'2g' do not count: its network is older",
    ):
        assert rule in reason.message("en")
    assert pickle.loads(pickle.dumps(reason)) == reason  # noqa: S301
    frame = ict.compute(ict.methodology("ipb", 2025), tariffs=table).missing_figures
    assert frame.query("basket == 'mobile-data-only'")["message"].str.contains("'gift'").all()


def test_prepaid_and_postpaid_do_not_mix() -> None:
    table = tariffs(
        {"id": "pre", "price": "5", "data_gb": "3"},
        {"id": "post", "price": "9", "data_gb": "5", "payment": "postpaid"},
        {"id": "more", "price": "1", "data_gb": "2", "kind": "add-on", "payment": "postpaid"},
    )
    purchase = buy(table)
    assert (bought_items(purchase), purchase.payment) == ({"post": 1}, "postpaid")  # not 5 + 1
    (other,) = purchase.others
    assert (other.payment, other.exact) == ("prepaid", 10)
    same = tariffs(
        {"id": "post", "price": "10", "data_gb": "5", "payment": "postpaid"},
        {"id": "pre", "price": "10", "data_gb": "5"},
    )
    assert buy(same).payment == "prepaid"


def test_offers_in_two_currencies() -> None:
    both = tariffs(
        {"id": "a", "price": "9", "data_gb": "5"},
        {"id": "b", "price": "1", "data_gb": "5", "currency": "USD"},
    )
    assert refuse(both).details["currencies"] == ["MUR", "USD"]
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

    assert bought_items(buy(table("", "yes"), "mobile-cellular", 2010)) == {"plan-1": 1}
    assert bought_items(buy(table(""), "mobile-cellular", 2010)) == {"plan-0": 1}
    for marks in (("", ""), ("yes", "yes")):
        reason = refuse(table(*marks), "mobile-cellular", 2010)
        assert reason.code == "basket.no-reference-plan"
        assert reason.details["offers"] == ["plan-0", "plan-1"]


def test_no_tariffs_of_the_service() -> None:
    table = tariffs({"price": "9", "data_gb": "5"})
    assert refuse(table, "fixed-broadband").message("en") == (
        "Mauritius (MUS), “Fixed-broadband basket”: there are no tariffs."
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
    reported: list[tuple[int, int]] = []
    purchases = find_cheapest(
        tariffs(*rows), document(), progress=lambda *now: reported.append(now)
    )
    baskets = [basket.id for basket in document().baskets]
    assert list(purchases) == [
        (economy, basket) for economy in ("KEN", "MUS") for basket in baskets
    ]
    assert reported[-1][0] == reported[-1][1] == 6  # three mobile baskets in two economies
    purchase = purchases["KEN", LOW]
    assert isinstance(purchase, Purchase)
    assert purchase.price == 8


@pytest.mark.parametrize(
    ("exact", "places", "rounded"),
    [("0.005", 2, "0.01"), ("0.0049999", 2, "0.00"), ("12.5", 0, "13"), ("1.0005", 3, "1.001")],
)
def test_half_up_once(exact: str, places: int, rounded: str) -> None:
    actual = round_fraction(Fraction(exact), places)
    assert (actual, -actual.as_tuple().exponent) == (Decimal(rounded), places)  # type: ignore


def test_minor_units_of_the_currency() -> None:
    row = {"price": "10.0005", "data_gb": "5", "currency": "KWD"}
    assert str(buy(tariffs(row)).price) == "10.001"
    assert str(buy(tariffs({**row, "currency": "JPY"})).price) == "10"
