"""The baskets at the plans of a submission: faulty plans and withdrawn ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import questionnaire_cases as cases

import ictindex as ict
from ictindex.analysis import compute_country
from ictindex.submissions.validation.responses import key_of

FIXED, MOBILE = "tariffs-fixed-broadband", "tariffs-mobile"


def plans(folder: Path, *prices: object) -> ict.data.Submission:
    """A workbook of Ecuador with a fixed plan at each price, and a mobile one at 11.68 dollars."""
    cells = {}
    for line, price in enumerate(prices):
        cells |= {
            cases.tariff(FIXED, line, "operator"): "Alpha",
            cases.tariff(FIXED, line, "name"): f"Fibra-{line}",
            cases.tariff(FIXED, line, "price"): price,
            cases.tariff(FIXED, line, "currency"): "USD",
            cases.tariff(FIXED, line, "tax_included"): cases.label("yes-no", "yes"),
            cases.tariff(FIXED, line, "data"): cases.label("unlimited", "unlimited"),
        }
    cells |= {
        cases.tariff(MOBILE, 0, "operator"): "Beta",
        cases.tariff(MOBILE, 0, "name"): "Max",
        cases.tariff(MOBILE, 0, "payment"): cases.label(f"choice/payment/{MOBILE}", "prepaid"),
        cases.tariff(MOBILE, 0, "price"): 11.68,
        cases.tariff(MOBILE, 0, "currency"): "USD",
        cases.tariff(MOBILE, 0, "tax_included"): cases.label("yes-no", "yes"),
        cases.tariff(MOBILE, 0, "validity_days"): 30,
        cases.tariff(MOBILE, 0, "data"): cases.label("unlimited", "unlimited"),
        cases.tariff(MOBILE, 0, "minutes"): 200,
        cases.tariff(MOBILE, 0, "sms"): 200,
    }
    return cases.filled(folder, cells)


def prices_of(result: ict.analysis.CountryResult) -> dict[str, Decimal | None]:
    return {each.basket: each.round_measures(2).get("local") for each in result.baskets}


def test_the_cheapest_plan_is_bought_and_its_year_is_reported(tmp_path: Path) -> None:
    result = compute_country(plans(tmp_path, 30, 24.73))
    assert prices_of(result)["fixed-broadband"] == Decimal("24.73")
    assert prices_of(result)["mobile-high"] == Decimal("11.68")
    assert (result.offered, result.year) == (2025, 2023)
    record = next(b for b in result.to_dict()["baskets"] if b["basket"] == "fixed-broadband")
    assert (record["operator"], record["plans"][0]["name"]) == ("Alpha", "Fibra-1")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "A plan of this service has an error: without that plan it is not known which"),
        ("es", "Un plan de este servicio tiene un error"),
        ("ru", "В одном из тарифных планов этой услуги ошибка"),
    ],
)
def test_a_faulty_plan_leaves_the_baskets_of_its_service_without_price(
    tmp_path: Path, language: str, words: str
) -> None:
    result = compute_country(plans(tmp_path, 30, "cheap"))
    assert prices_of(result)["fixed-broadband"] is None
    assert prices_of(result)["mobile-high"] == Decimal("11.68")
    assert words in " ".join(result.to_text(language).split())


def test_a_plan_that_an_answer_withdraws_is_not_bought(tmp_path: Path) -> None:
    """An answer to a finding on a plan binds to the plan and its price."""
    read = plans(tmp_path, 30, 24.73, "cheap")
    assert prices_of(compute_country(read))["fixed-broadband"] is None
    judged = ict.validate(read.tariffs, ict.methodology("ipb", edition=2025))
    faulty = next(finding for finding in judged if finding.breakdown == "Fibra-2")
    keys = [tuple(map(str, key_of(faulty.key))), ("X02", "ECU", "", "", "Fibra-1", "24.73")]

    def without(*gone: tuple[str, ...]) -> Decimal | None:
        answers = tuple(ict.data.Answer(key, "withdraw") for key in gone)
        result = compute_country(replace(read, answers=answers))
        return prices_of(result)["fixed-broadband"]

    assert without(keys[0]) == Decimal("24.73")
    assert without(*keys) == Decimal("30.00")
    # A key of another price withdraws nothing.
    assert without(keys[0], (*keys[1][:5], "9.99")) == Decimal("24.73")
