"""The documents of price baskets: what they state, typed from the sources, and how it is shown."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import ValidationError
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue, documents
from ictindex.definitions.documents import Basket, Calls, Document
from ictindex.definitions.documents.toml_reader import build_part
from ictindex.indices.ipb.methodology_page import conversion_formulae
from ictindex.indices.results.constants import constant_name, constant_value
from ictindex.indices.results.document_page import comparison_page
from ictindex.language import i18n

LIBRARY = documents.library()
KEYS = [key for key, document in LIBRARY.items() if document.index == "ipb"]
COMPOSITE = [f"ipb-methodology-{year}" for year in (2008, 2010, 2013)]
SEPARATE = [key for key in KEYS if key not in COMPOSITE]
# Nothing is confirmed of a draft, and nothing computed with it.
READ = [key for key in KEYS if documents.standing_of(LIBRARY[key]) != "draft"]


def of(year: int) -> Document:
    return LIBRARY[f"ipb-methodology-{year}"]


# ---------------------------------------------------------------- what they state

# ITU, ICT Price Basket workbook (December 2025), history of the baskets: MB, minutes, SMS.
ALLOWANCES = {
    2018: {
        "mobile-data-only": (1500, 0, 0),
        "mobile-low": (500, 70, 20),
        "mobile-high": (1500, 140, 70),
        "mobile-cellular-low": (0, 70, 20),
        "fixed-broadband": (5000, 0, 0),
    },
    2021: {
        "mobile-data-only": (2000, 0, 0),
        "mobile-low": (500, 70, 20),
        "mobile-high": (2000, 140, 70),
        "mobile-cellular-low": (0, 70, 20),
        "fixed-broadband": (5000, 0, 0),
    },
    2025: {
        "mobile-data-only": (5000, 0, 0),
        "mobile-low": (1000, 70, 50),
        "mobile-high": (5000, 140, 20),
        "fixed-broadband": (5000, 0, 0),
    },
}


@pytest.mark.parametrize("year", ALLOWANCES)
def test_the_allowances_of_the_separate_baskets(year: int) -> None:
    document = of(year)
    assert {b.id: (b.data, b.total_minutes, b.sms) for b in document.baskets} == ALLOWANCES[year]
    assert not document.has_composite


@small_cases("edition", range(2008, 2026))
def test_every_data_year_has_its_document(edition: int) -> None:
    document = documents.document_for("ipb", edition)
    assert edition in document.editions
    assert document.years is not None and document.years.reference == 0
    # The definition of a basket is the one that is official in the year, where there is one.
    for basket in document.baskets:
        official = catalogue.definition_in(basket.id, edition)
        if basket.id != "mobile-cellular" or edition >= 2010:
            assert official in (basket.definition, None), f"{edition} {basket.id}"


def test_the_composite_is_the_mean_of_three_capped_shares() -> None:
    for key in COMPOSITE:
        document = LIBRARY[key]
        prices = ["price-fixed-telephone", "price-mobile-cellular", "price-fixed-broadband"]
        assert [(c.id, c.weight) for c in document.node("ipb").children] == [
            (price, 1) for price in prices
        ]
        for price in prices:
            goalposts = document.leaf(price).goalposts
            assert (goalposts.zero, goalposts.full) == (Decimal(0), Decimal(100))
        assert document.ranking is not None and document.ranking.best == "lowest"
        plan = ict.methodology(key).plan
        assert plan.root == "ipb" and set(plan.indicators) == set(prices)


def test_calls_of_the_fixed_telephone() -> None:
    """15 peak and 15 off-peak local calls of 3 minutes."""
    calls = of(2010).basket("fixed-telephone").calls
    assert [(c.period, c.number, c.minutes_per_call, c.total_minutes) for c in calls] == [
        ("peak", *map(Decimal, (15, 3, 45))),
        ("off-peak", *map(Decimal, (15, 3, 45))),
    ]


def test_calls_of_the_mobile_basket_of_2010_give_the_published_totals() -> None:
    """30 calls and 50.87 minutes; 5.2, 16.9 and 7.9 calls; 46, 29 and 25 % of them."""
    calls = of(2010).basket("mobile-cellular").calls
    assert sum((c.calls or Decimal(0) for c in calls), Decimal(0)) == 30
    assert of(2010).basket("mobile-cellular").total_minutes == Decimal("50.87")
    to: Counter[str] = Counter()
    during: Counter[str] = Counter()
    for cell in calls:
        assert cell.calls is not None
        to[cell.destination] += cell.calls  # type: ignore[assignment]
        during[cell.period] += cell.calls  # type: ignore[assignment]
    assert to == {"fixed": Decimal("5.2"), "on-net": Decimal("16.9"), "off-net": Decimal("7.9")}
    shares = {key: (calls / 30 * 100) for key, calls in during.items()}
    assert {key: round(share) for key, share in shares.items()} == {
        "peak": 46, "off-peak": 29, "weekend": 25
    }  # fmt: skip


def test_what_no_source_splits_is_unverified() -> None:
    [cell] = of(2008).basket("mobile-cellular").calls
    assert (cell.destination, cell.period, cell.calls) == ("any", "any", Decimal(25))
    document_marks = documents.marks(of(2008))
    assert document_marks["baskets.mobile-cellular.calls.any.any.minutes_per_call"] == "unverified"
    assert document_marks["baskets.mobile-cellular.calls.any.any.calls"] == "printed"


@small_cases("key", READ)
def test_rules_that_were_not_found_are_unverified(key: str) -> None:
    document_marks = documents.marks(LIBRARY[key])
    mark = "second-hand" if key >= "ipb-methodology-2018" else "unverified"
    assert document_marks["purchasing.short_plans"] == mark
    for rule in ("coverage", "long_plans", "daily_cap", "throttled",
                 "without_split", "megabytes_per_gigabyte", "tie_break"):  # fmt: skip
        assert document_marks[f"purchasing.{rule}"] == "unverified", rule


# ---------------------------------------------------------------- conversion


def test_the_year_of_income_behind_each_data_year() -> None:
    """2018 and 2019 both use 2018; later ones the year before."""
    used = {}
    for edition in range(2018, 2026):
        conversion = documents.document_for("ipb", edition).conversion
        assert conversion is not None
        used[edition] = conversion.income_year.years(edition)
    assert {e: years[0] for e, years in used.items()} == {
        2018: 2018, 2019: 2018, 2020: 2019, 2021: 2020, 2022: 2021, 2023: 2022, 2024: 2023,
        2025: 2024,
    }  # fmt: skip
    # ITU, workbook, sheet of GNI per capita: 177 economies with 2024, 30 with 2023.
    assert used[2025] == (2024, 2023)


@small_cases(
    ("edition", "year", "months"),
    [
        (2013, 2013, (1, 12)),
        (2018, 2018, (1, 12)),
        (2019, 2018, (1, 12)),
        (2020, 2020, (4, 9)),
        (2021, 2021, (4, 6)),
        (2024, 2024, (4, 6)),
        (2025, 2025, (1, 3)),
    ],
)
def test_the_window_of_the_exchange_rate(edition: int, year: int, months: tuple[int, int]) -> None:
    document = documents.document_for("ipb", edition)
    assert document.conversion is not None
    actual, window = document.conversion.exchange_rate.find_year(edition)
    assert (actual, documents.WINDOWS[window]) == (year, months)


def test_denominators_are_named_per_economy() -> None:
    conversion = of(2025).conversion
    assert conversion is not None
    exception = conversion.denominator.exception
    assert {exception(code) for code in ("ECU", "SLV", "LBR")} == {"gni-per-capita-atlas"}
    assert {exception(c) for c in ("USA", "PLW", "TCA", "VGB")} == {"gni-per-capita-local"}
    assert exception("KEN") is None
    assert conversion.denominator.local_currency == "gni-per-capita-local"
    assert conversion.denominator.us_dollar == "gni-per-capita-atlas"


def test_the_target_is_two_percent_and_five_before_2018() -> None:
    for key in KEYS:
        target = LIBRARY[key].affordability
        assert target is not None
        assert target.target == (2 if LIBRARY[key].editions[0] >= 2018 else 5)
        assert target.income_groups == ("low", "lower-middle", "upper-middle")


def test_groups_are_means_at_first_and_medians_since() -> None:
    collected = {}
    for key in KEYS:
        aggregation = LIBRARY[key].aggregation
        assert aggregation is not None
        collected[key] = aggregation.statistic
    assert {collected[key] for key in COMPOSITE} == {"mean"}
    assert {collected[key] for key in SEPARATE} == {"median"}


# ---------------------------------------------------------------- parts


def test_calls_are_minutes_or_counted_calls() -> None:
    any_time = {"destination": "any", "period": "any"}
    assert build_part(Calls, any_time | {"minutes": 70}).number is None
    for wrong in (
        {}, {"calls": 30}, {"minutes_per_call": 2}, {"minutes": 70, "calls": 30},
        {"minutes": 70, "minutes_per_call": 2}, {"minutes": 0}, {"calls": 0, "minutes_per_call": 2},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            build_part(Calls, any_time | wrong)


def test_products_of_calls_are_exact() -> None:
    """40 digits: more than the 28 of Python's default context."""
    calls, minutes = "99999.0000000000000001", "1.000000000000000001"
    cell = build_part(
        Calls,
        {
            "destination": "any",
            "period": "any",
            "calls": Decimal(calls),
            "minutes_per_call": Decimal(minutes),
        },
    )
    assert Fraction(cell.total_minutes) == Fraction(calls) * Fraction(minutes)


def test_parts_are_frozen_and_travel() -> None:
    document = of(2025)
    basket = document.basket("mobile-low")
    with pytest.raises(dataclasses.FrozenInstanceError):
        basket.data = 2000  # type: ignore[misc]
    table = basket.to_dict() | {"calls": []}
    assert build_part(Basket, table).data == basket.data
    with pytest.raises(ValidationError):
        build_part(Basket, table | {"price": 3})
    with pytest.raises(TypeError):
        documents.WINDOWS["annual"] = (1, 2)  # type: ignore[index]
    assert pickle.loads(pickle.dumps(document)) == document  # noqa: S301
    assert copy.deepcopy(document) == document


def test_a_basket_is_that_of_its_definition() -> None:
    """Data, minutes, calls and SMS are those by which ITU publishes the definition."""
    for key in KEYS:
        for basket in LIBRARY[key].baskets:
            definition = catalogue.basket_definitions()[basket.definition]
            assert definition.basket == basket.id
            assert basket.data == (definition.data_mb or 0)
            assert basket.sms == (definition.sms or 0)
            if definition.minutes is not None:
                assert basket.total_minutes == definition.minutes
            counted = sum((c.calls or Decimal(0) for c in basket.calls), Decimal(0))
            assert counted == (definition.calls or 0)


# ---------------------------------------------------------------- shown


@pytest.mark.parametrize("key", [key for key in SEPARATE if key in READ])
def test_without_composite_there_is_no_score(key: str) -> None:
    methodology = ict.methodology(key)
    with pytest.raises(UsageError):
        _ = methodology.plan
    with pytest.raises(UsageError):
        methodology.score({})


@pytest.mark.slow
@small_cases("key", KEYS)
@small_cases("form", ["text", "markdown", "latex", "html", "mathml"])
def test_every_document_is_shown_in_every_form(key: str, form: str) -> None:
    page = ict.methodology(key).show("en", form)
    document = LIBRARY[key]
    for basket in document.baskets:
        assert i18n.label("baskets", basket.id, "en") in page
    assert not re.search(r"\[(methodology|constants|constant-values|explain)\.", page)


@small_cases("key", KEYS)
def test_every_constant_has_a_name_and_a_value_in_words(key: str) -> None:
    for path, value in LIBRARY[key].constants().items():
        name, reported = constant_name(path, "en"), constant_value(value, "en", path)
        assert not re.search(r"[a-z][._][a-z]|\[", name), f"{path}: {name}"
        assert not re.search(r"[a-z][._][a-z]|\[|[a-z]-[a-z]+-[a-z]", reported), (
            f"{path}: {reported}"
        )
        if re.search(r"[a-z][-_][a-z]", value):
            assert reported != value, f"{path}: {value} has no words"


def test_the_page_states_rules_with_their_evidence() -> None:
    page = ict.methodology("ipb", edition=2025).show("en", "text")
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert "Plans shorter than a month bought a whole number of times at second hand" in lines
    assert "Exchange rate: averaged over January to March verified" in lines
    assert "Combinations of plans allowed at second hand" in lines
    assert any(
        line.startswith("Mobile data and voice low-consumption basket") and "1000 70 50" in line
        for line in lines
    )
    assert (
        "Share of income, in % = 100 × (price of the basket ÷ (gross national income per capita "
        "÷ 12))"
    ) in lines
    text = " ".join(lines)
    assert "less than 2 % of monthly gross national income per capita" in text
    assert "Ecuador, El Salvador, Liberia" in text


def test_the_page_of_a_composite_has_its_table_of_calls_and_its_formulae() -> None:
    page = ict.methodology("ipb", edition=2010).show("en", "text")
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert "Mobile-cellular basket to the same network peak 7.8 1.6 12.48 unverified" in lines
    assert "Calls by destination and period" in lines
    assert "Goalposts and their evidence" in lines
    assert "Calls by destination and period" not in ict.methodology("ipb", edition=2025).show("en")


def test_a_comparison_names_what_differs_between_editions() -> None:
    before, after = of(2018), of(2021)
    changes = {c.path: (c.before, c.after) for c in documents.compare_documents(before, after)}
    assert changes["baskets.mobile-high.data"] == ("1500", "2000")
    assert changes["conversion.exchange_rate.editions.2020.window"] == (
        "second-and-third-quarters", None
    )  # fmt: skip
    page = i18n.write(
        comparison_page(before, after, documents.compare_documents(before, after), "en"),
        "en",
        "text",
    )
    assert re.search(r"Exchange rate: averaged over \(2020\) +April to September", page)
    assert re.search(r"high-consumption basket: data, in MB +1500 +2000", page)


def test_the_formula_of_the_share_gives_a_published_share() -> None:
    """Ecuador 2025: USD 24.73 against an Atlas income of 6430 is 4.62 % (ITU, workbook, 2025)."""
    from ictindex.core import decimals
    from ictindex.core.formulas import Symbol, evaluate

    share = conversion_formulae(of(2025))[0].steps[1]
    arguments = {
        Symbol("basket-price", ""): Decimal("24.73"),
        Symbol("basket-income", ""): Decimal(6430),
    }
    assert decimals.round_half_up(evaluate(share, arguments), 2) == Decimal("4.62")
