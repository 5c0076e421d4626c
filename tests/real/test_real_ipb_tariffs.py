"""Real tariffs: three operators of Mauritius against enumeration, and the reference plans of 2025.

The packs of Mauritius (my.t, Emtel, CHILI, 2026) compete in price, volume, validity and daily cap;
the shortest lasts an hour. The reference plans are those behind ITU's prices of 2025.
"""

from __future__ import annotations

import dataclasses
import heapq
import itertools
from decimal import Decimal
from fractions import Fraction
from math import ceil
from pathlib import Path

import pandas as pd
import pytest
from languages_in_turn import in_turn
from real_files import rows_of

import ictindex as ict
from ictindex.data.tariffs import Tariffs, read_tariffs
from ictindex.definitions.documents import Document
from ictindex.indices.ipb.cheapest import Purchase, find_cheapest, round_fraction
from ictindex.language.findings import Finding

DATA = "mobile-data-only"
RULES = list(itertools.product(
    ("volume", "volume-and-days"), ("whole", "spread"), ("whole", "fractional"),
    ("limits", "ignored"),
))  # fmt: skip


@pytest.fixture(scope="module")
def packs(data: Path) -> list[dict[str, str]]:
    return rows_of(data / "ipb" / "tariffs_mauritius_mobile_2026.csv")


@pytest.fixture(scope="module")
def tariffs(packs: list[dict[str, str]]) -> Tariffs:
    frame = pd.DataFrame(packs)
    frame["volumeGb"] = frame["volumeGb"].replace("", "unlimited")  # as the notes say
    columns = {
        "iso3": "economy", "id": "id", "operator": "operator", "name": "name",
        "volumeGb": "data_gb", "durationDays": "validity_days", "priceMur": "price",
        "currency": "currency", "dailyCap": "daily_cap_gb", "vatInclusive": "tax_included",
    }  # fmt: skip
    frame["vatInclusive"] = frame["vatInclusive"].replace("true", "yes")
    constants = {"service": "mobile", "payment": "prepaid", "generation": "4g"}
    table = read_tariffs(frame, columns=columns, constants=constants)
    assert len(table) == 27
    assert not table.findings
    return table


def document(megabytes: int, rules: tuple[str, str, str, str]) -> Document:
    """Return the document of 2025 with another allowance and other rules."""
    whole = ict.methodology("ipb", edition=2025).document
    assert whole.purchasing is not None
    names = ("coverage", "long_plans", "short_plans", "daily_cap")
    changed = dataclasses.replace(whole.purchasing, **dict(zip(names, rules, strict=True)))
    basket = dataclasses.replace(whole.basket(DATA), data=megabytes)
    return dataclasses.replace(whole, **{"purchasing": changed, "baskets": (basket,)})


def enumerated(
    packs: list[dict[str, str]], megabytes: int, rules: tuple[str, str, str, str]
) -> tuple[Fraction, int]:
    """Return the least cost, and the fewest purchases at it, over all ways to buy the packs.

    Every way is a path from the whole need to nothing left, a pack each step; the cheapest path
    is found by visiting what may be left in order of what has been paid.
    """
    coverage, long_plans, short_plans, daily_cap = rules
    offers = []
    for pack in packs:
        days = Fraction(round(float(pack["durationDays"]) * 24), 24)
        part = Fraction(1)
        if (days > 30 and long_plans == "spread") or (days < 30 and short_plans == "fractional"):
            part, days = 30 / days, Fraction(30)
        days = min(days, Fraction(30))
        volume = Fraction(pack["volumeGb"]) * 1000 * part if pack["volumeGb"] else None
        if pack["dailyCap"] and daily_cap == "limits":
            cap = Fraction(pack["dailyCap"]) * 1000 * ceil(days)
            volume = cap if volume is None else min(volume, cap)
        offers.append((Fraction(pack["priceMur"]) * part, volume, days))
    start = (Fraction(megabytes), Fraction(30 if coverage == "volume-and-days" else 0))
    reached: set[tuple[Fraction, Fraction]] = set()
    ways = [(Fraction(0), 0, start)]
    while True:
        paid, count, left = heapq.heappop(ways)
        if left == (0, 0):
            return paid, count
        if left in reached:
            continue
        reached.add(left)
        for price, volume, days in offers:
            rest = Fraction(0) if volume is None else max(left[0] - volume, Fraction(0))
            after = (rest, max(left[1] - days, Fraction(0)))
            if after not in reached:
                heapq.heappush(ways, (paid + price, count + 1, after))


@pytest.mark.parametrize(("rules", "operator"), in_turn(RULES, ["my.t", "Emtel", "CHILI"]))
def test_the_cheapest_packs_of_mauritius(
    tariffs: Tariffs,
    packs: list[dict[str, str]],
    operator: str,
    rules: tuple[str, str, str, str],
) -> None:
    own = [pack for pack in packs if pack["operator"] == operator]
    for megabytes in (2000, 5000, 10000):
        purchase = find_cheapest(tariffs.where(operator=operator), document(megabytes, rules))[
            "MUS", DATA
        ]
        assert isinstance(purchase, Purchase)
        cost, count = enumerated(own, megabytes, rules)
        assert (purchase.exact, purchase.purchases) == (cost, count)
        assert purchase.price == round_fraction(cost, 2)
        assert purchase.proof.holds


def test_packs_of_mauritius_by_hand(tariffs: Tariffs) -> None:
    """Every day covered: a month at 315; 30 packs of 100 MB at 10, one of 5 GB at 17 instead."""
    rules = ("volume-and-days", "whole", "whole", "limits")

    def purchase_of(operator: str, megabytes: int) -> tuple[Decimal, dict[str, int]]:
        purchase = find_cheapest(tariffs.where(operator=operator), document(megabytes, rules))[
            "MUS", DATA
        ]
        assert isinstance(purchase, Purchase)
        return purchase.price, {line.id: line.count for line in purchase.lines}

    assert purchase_of("my.t", 5000) == (Decimal("315.00"), {"myt-monthly": 1})
    assert purchase_of("Emtel", 2000) == (Decimal("300.00"), {"emtel-daily-100mb": 30})
    assert purchase_of("Emtel", 5000) == (
        Decimal("307.00"), {"emtel-daily-100mb": 29, "emtel-daily-5gb": 1},
    )  # fmt: skip
    assert purchase_of("CHILI", 10000) == (
        Decimal("124.70"), {"chili-daily-unlimited": 1, "chili-monthly-1gb": 1},
    )  # fmt: skip


def test_three_operators_without_market_shares_have_no_price(tariffs: Tariffs) -> None:
    rules = ("volume", "whole", "whole", "limits")
    purchase = find_cheapest(tariffs, document(5000, rules))["MUS", DATA]
    assert isinstance(purchase, Finding)
    assert purchase.code == "basket.no-market-share"
    assert purchase.details["operators"] == ("CHILI", "Emtel", "my.t")


@pytest.mark.parametrize(
    ("name", "basket", "constants"),
    [
        ("mobile_data_only_5GB", DATA,
         {"service": "mobile", "payment": "prepaid", "validity_days": "30"}),
        ("fixed_broadband_5GB", "fixed-broadband",
         {"service": "fixed-broadband", "payment": "postpaid"}),
    ],
)  # fmt: skip
def test_the_reference_plans_of_2025(
    data: Path, name: str, basket: str, constants: dict[str, str]
) -> None:
    """One plan meets the basket at its price, exactly, where allowance and price are stated."""
    plans = [r for r in rows_of(data / "ipb" / "reference_plans_2025.csv") if r["basket"] == name]
    frame = pd.DataFrame(plans)
    frame["id"] = frame["iso3"]
    frame["allowance_gb"] = frame["allowance_gb"].mask(frame["unlimited"] == "1", "unlimited")
    columns = {
        "iso3": "economy", "id": "id", "provider": "operator", "allowance_gb": "data_gb",
        "usd": "price", "technology": "technology",
    }  # fmt: skip
    if basket == "fixed-broadband":
        columns["speed_mbps"] = "speed_mbits"
    table = read_tariffs(
        frame,
        columns=columns,
        constants={"currency": "USD", "tax_included": "yes", **constants},
    )
    faulty = {finding.economy for finding in table.findings.errors}
    unstated = {plan["iso3"] for plan in plans if not plan["usd"]}
    assert faulty == unstated  # a plan without its price is named
    purchase = find_cheapest(
        table.without_errors(), ict.methodology("ipb", edition=2025).document, basket=basket
    )
    assert len(purchase) == len(plans) - len(unstated) > 200
    silent = 0
    for plan in plans:
        bought = purchase.get((plan["iso3"], basket))
        if bought is None:
            continue
        if plan["unlimited"] != "1" and not plan["allowance_gb"]:
            assert isinstance(bought, Finding)
            assert (bought.code, bought.details["need"]) == ("basket.nothing-meets", ["data"])
            silent += 1
            continue
        assert isinstance(bought, Purchase), plan
        assert bought.exact == Fraction(plan["usd"])
        assert [line.count for line in bought.lines] == [1]
        (gives,) = (line.gives["data"] for line in bought.lines)
        assert gives is None or gives >= 5000
    assert silent == sum(not (p["allowance_gb"] or p["unlimited"] == "1") for p in plans)
