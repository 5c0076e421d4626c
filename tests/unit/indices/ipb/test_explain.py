"""The explanation of a basket: what a focal point can check by hand, in every form."""

from __future__ import annotations

import json
import math
import pickle
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from pricing_cases import (
    ATLAS,
    LOCAL,
    PLANS,
    bought,
    economics,
    market,
    priced,
    prices,
)

import ictindex as ict
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.language import i18n


@pytest.fixture(scope="module")
def result() -> Any:
    return priced()


@pytest.fixture(scope="module")
def purchased() -> Any:
    return bought()


def lines(result: Any, economy: str, basket: str | None = None) -> list[str]:
    return str(result.explain(economy, basket, language="en").to_text()).splitlines()


# ------------------------------------------------------------------ a price that is given


def test_kenya_by_hand(result: Any) -> None:
    """2 899 shillings of 25 000 a month are 11.596 %; 22.30 dollars; 2 899 / 46.2 PPP dollars."""
    explanation = lines(result, "KEN", "fixed-broadband")
    for line in (
        "Kenya: Fixed-broadband basket",
        "Fixed-broadband basket (5 GB): 11.60\N{NO-BREAK SPACE}%",
        "- 5000 MB",
        "Price as supplied: 2899.00 KES (data of 2025; operator's page; DataFrame, line 1, column "
        "price)",
        "With numbers: Share of income, in % = 100 × (2899 ÷ (300000 ÷ 12)) = 11.596 ≈ 11.60",
        "With numbers: Price in US dollars = 2899 ÷ 130 = 22.3",
        "With numbers: Price in PPP dollars = 2899 ÷ 46.2 = 62.74891774… ≈ 62.75",
        "With numbers: PPP factor = 42 × (44 ÷ 40) = 46.2",
        "The factor for private consumption ends in 2022; it is moved to 2024 by the change of "
        "the factor for the gross domestic product.",
        "The price is advertised in national currency, and so is the income.",
    ):
        assert line in explanation


def test_every_number_has_series_year_vintage_source_and_place(result: Any) -> None:
    explanation = lines(result, "KEN", "fixed-broadband")
    assert (
        "- Gross national income per capita in national currency: 300000 KES (data of 2024; "
        "vintage 2025-12; World Bank; DataFrame, line 1, column value)"
    ) in explanation
    rate = next(line for line in explanation if "130 KES" in line)
    assert rate.endswith(
        "130 KES (data of 2025; average of: January to March; vintage 2025-04; central bank; "
        "DataFrame, line 2, column value)"
    )
    # The PPP factor that was moved, and the two GDP factors that moved it.
    actual = [
        re.search(r": (\d+) KES \(data of (\d+)", line)
        for line in explanation
        if "PPP conv" in line
    ]
    assert [match.groups() for match in actual if match] == [
        ("42", "2022"), ("40", "2022"), ("44", "2024"),
    ]  # fmt: skip


def test_dollars_against_atlas_and_through_national_currency(result: Any) -> None:
    """93 dollars of 760 / 12 a month: 146.84 %; 93 × 200 Liberian dollars at 80 a PPP dollar."""
    explanation = lines(result, "LBR", "fixed-broadband")
    for line in (
        "Fixed-broadband basket (5 GB): 146.84\N{NO-BREAK SPACE}%",
        "With numbers: Share of income, in % = 100 × (93 ÷ (760 ÷ 12)) = 146.84210526… ≈ 146.84",
        "The methodology names this series of income for this economy.",
        "With numbers: Price in US dollars = 93",
        "With numbers: Price in PPP dollars = (93 × 200) ÷ 80 = 232.5",
    ):
        assert line in explanation
    assert any(line.startswith("! Above 100 % of monthly income") for line in explanation)


def test_the_reason_of_the_denominator() -> None:
    """Advertised in dollars without being named: Cambodia, by the rule and not as an exception."""
    price_rows = prices(("KHM", "fixed-broadband", 2025, "15", "USD", "survey"))
    values = economics(("KHM", ATLAS, 2024, "2400", "USD"), ("KHM", LOCAL, 2024, "9000000", "KHR"))
    explanation = lines(priced(price_rows, values), "KHM", "fixed-broadband")
    assert "Fixed-broadband basket (5 GB): 7.50\N{NO-BREAK SPACE}%" in explanation
    assert (
        "The price is advertised in US dollars, which are not the national currency, and so is "
        "the income."
    ) in explanation


def evaluated(text: str) -> tuple[float, list[str]]:
    """Compute the arithmetic of a written line, and return it with what follows it."""
    arithmetic, *rest = re.split(" = | ≈ ", text)
    python = arithmetic.replace("÷", "/").replace("×", "*").replace("…", "").replace("−", "-")
    assert re.fullmatch(r"[-0-9.()+*/ ]+", python), python
    return float(eval(python)), rest  # noqa: S307  # digits and signs only, as just checked


@pytest.mark.parametrize("name", ["result", "purchased"])
def test_every_written_number_follows_from_the_line_it_is_in(
    name: str, request: pytest.FixtureRequest
) -> None:
    """An independent reading of the page: each left side, computed, gives each right side."""
    shown = request.getfixturevalue(name)
    checked = 0
    for economy in shown.economies:
        for line in lines(shown, economy):
            match = re.match(r"(?:With numbers: .*? = |Total in \w+, .*?: )(.* [=≈] .*)", line)
            if match is None:
                continue
            value, sides = evaluated(match[1])
            for n, side in enumerate(sides):
                cut, places = side.endswith("…"), len(side.rstrip("…").partition(".")[2])
                assert abs(value - float(side.rstrip("…"))) <= 10.0**-places * (1 if cut else 0.51)
                if not cut and n < len(sides) - 1:
                    assert math.isclose(value, float(side), rel_tol=1e-12)
            checked += 1
    assert checked >= 6


# ------------------------------------------------------------------ what is missing


def test_why_there_is_no_price(result: Any) -> None:
    explanation = lines(result, "KEN", "mobile-low")
    assert (
        "! No price: Kenya (KEN), “Mobile data and voice low-consumption basket”: there "
        "is no price of 2025. Give a price of that year."
    ) in explanation
    assert (
        "Mobile data and voice low-consumption basket (70 minutes, 50 SMS, 1 GB): –" in explanation
    )
    assert [line for line in explanation if line.startswith("- ")] == [
        "- 1000 MB",
        "- 50 SMS",
        "- 70 minutes of calls",
    ]
    assert not any(line.startswith(("Conversion", "With numbers")) for line in explanation)


def test_why_a_price_cannot_be_converted(result: Any) -> None:
    """A price in another country's currency: the price is shown, and one reason for three."""
    explanation = lines(result, "UGA", "fixed-broadband")
    assert any(line.startswith("Price as supplied: 200000 KES") for line in explanation)
    reason = next(
        line for line in explanation if line.startswith("! Price in US dollars, Price in")
    )
    assert "Share of monthly GNI per capita (%): Uganda (UGA)" in reason
    assert "the price is in KES, which is neither a national currency of the year (UGX)" in reason
    assert "Conversion" not in explanation


def test_one_measure_alone_is_missing(result: Any) -> None:
    explanation = lines(result, "SLV", "fixed-broadband")
    assert "Fixed-broadband basket (5 GB): 5.86\N{NO-BREAK SPACE}%" in explanation
    assert any(
        line.startswith("! Price in international dollars (PPP): El Salvador (SLV): there is no")
        for line in explanation
    )
    assert any("Income of 2023, an earlier year" in line for line in explanation)


# ------------------------------------------------------------------ rules and target


def test_only_rules_that_were_used_are_named(result: Any, purchased: Any) -> None:
    title = "! Rules of the methodology behind these figures that no published source confirms:"
    # No PPP figure, so the rule of the PPP factor's year does not matter.
    assert title not in lines(result, "SLV", "fixed-broadband")
    explanation = lines(result, "LBR", "fixed-broadband")
    assert explanation[explanation.index(title) + 2].startswith(
        "- PPP factor: year, from the edition = "
    )
    explanation = lines(purchased, "MUS", "mobile-data-only")
    rules = explanation[explanation.index(title) + 2 :]
    assert "- Plans shorter than a month = bought a whole number of times: at second hand." in rules
    assert not any(line.startswith("- PPP factor") for line in rules)
    assert not any("Fixed-broadband basket" in line for line in rules)
    # The page of all baskets has them once.
    assert lines(purchased, "MUS").count(title) == 1


def test_the_target(result: Any) -> None:
    explanation = lines(result, "KEN", "mobile-data-only")
    assert (
        "The target is below 2 % of monthly GNI per capita, in economies of these income groups: "
        "Low income, Lower-middle income, Upper-middle income. This share, 4.00 %, is not below it."
    ) in explanation
    # 1.99996 % is published as 2.00, and the published share is compared.
    price_rows = prices(("KEN", "mobile-data-only", 2025, "499.99", "KES", "s"))
    assert any("2.00 %, is not below it." in line for line in lines(priced(price_rows), "KEN"))
    price_rows = prices(("KEN", "mobile-data-only", 2025, "497.50", "KES", "s"))
    assert any("1.99 %, is below it." in line for line in lines(priced(price_rows), "KEN"))


# ------------------------------------------------------------------ what was bought


def test_a_purchase_by_hand(purchased: Any) -> None:
    """2 packs of 120; 60 minutes of an add-on, 10 more at 2.40; 50 SMS at 1.20: 354."""
    explanation = lines(purchased, "MUS", "mobile-low")
    for line in (
        "Operator: Alpha, the only one in the table. Kind of payment: prepaid.",
        "What has to be met in a month of 30 days: the volumes, and a plan on every day of the "
        "month.",
        "- 2 × 15-day pack 5 GB at 120.00 MUR; valid for 15 days; covers 30 days of the month; "
        "each gives 5000 MB; cost: 240.00 MUR (DataFrame, line 2, column price)",
        "- 1 × Talk 60 at 30.00 MUR; valid for 30 days; covers 30 days of the month; each gives "
        "60 minutes of calls; cost: 30.00 MUR (DataFrame, line 3, column price)",
        "- 50 SMS beyond what is included, at 1.20 MUR each; cost: 60.00 MUR",
        "- 10 minutes of calls beyond what is included, at 2.40 MUR each; cost: 24.00 MUR",
        "Part of these contents that is included in what was bought: 1000 MB, 60 minutes of calls.",
        "Total in MUR, rounded once at the end: 1 × 0 + 2 × 120 + 1 × 30 + 50 × 1.2 + 10 × 2.4 = "
        "354.00",
        "With numbers: Share of income, in % = 100 × (354 ÷ (480000 ÷ 12)) = 0.885 ≈ 0.89",
    ):
        assert line in explanation
    proof = next(line for line in explanation if line.startswith("Proof that nothing is cheaper"))
    assert proof.endswith(
        "a whole number of units of 2 MUR. This one costs 177 units, and it is proven that no "
        "other costs less than 177 units."
    )


def test_tax_set_up_charge_and_unlimited() -> None:
    plans = [
        ("all", "All you can", "plan", "100.00", "30", "unlimited", "unlimited", "", "", "2", "")
    ]
    frame = market(plans, tax_included="no", tax_rate="15", call_setup="0")  # type: ignore[arg-type]
    explanation = lines(bought(frame), "MUS", "mobile-low")
    assert (
        "- 1 × All you can at 100.00 MUR; valid for 30 days; covers 30 days of the month; each "
        "gives unlimited data, unlimited SMS; tax added to the price: 15 %; cost: 115.00 MUR "
        "(DataFrame, line 1, column price)"
    ) in explanation
    # 70 minutes at 2.00 and 15 % of tax: 161; with the plan 276.
    assert "Total in MUR, rounded once at the end: 1 × 115 + 70 × 2.3 = 276.00" in explanation


def test_rounding_is_shown_where_it_happens() -> None:
    """9.99 and 8 % of tax is 10.7892: rounded once, after the sum."""
    plans = [("m", "Month", "plan", "9.99", "30", "5000", "", "", "", "", "")]
    explanation = lines(
        bought(market(plans, tax_included="no", tax_rate="8")), "MUS", "mobile-data-only"
    )
    assert "Total in MUR, rounded once at the end: 1 × 10.7892 = 10.7892 ≈ 10.79" in explanation


def test_the_other_payment_and_what_was_left_out() -> None:
    post = market([("p", "Post 6 GB", "plan", "300", "30", "6000", "", "", "", "", "")],
                  payment="postpaid")  # fmt: skip
    gift = market([("g", "Gift", "plan", "1", "30", "9000", "", "", "", "", "")], promotional="yes")
    whole = pd.concat([market(), post, gift], ignore_index=True)
    explanation = lines(bought(whole), "MUS", "mobile-data-only")
    assert "- postpaid: 300.00 MUR" in explanation
    assert "Offers, or parts of offers, that the rules leave out: 1" in explanation
    assert "- The offer 'g' is left out: it is a promotion." in explanation
    other = market([PLANS[0]], market_share="30", operator="Beta")
    explanation = lines(
        bought(pd.concat([market(), other], ignore_index=True)), "MUS", "mobile-data-only"
    )
    assert (
        "Operator: Alpha, the one with the largest market share (60 %). Kind of payment: prepaid."
    ) in explanation


def test_why_nothing_was_bought() -> None:
    small = [("d", "Day pack", "plan", "10", "1", "10", "", "", "", "", "")]
    explanation = lines(bought(market(small)), "MUS", "mobile-low")
    reason = next(line for line in explanation if line.startswith("! No price: "))
    assert "Mauritius (MUS)" in reason
    assert "What was bought" not in explanation


# ------------------------------------------------------------------ forms


def test_the_same_page_in_every_form(purchased: Any) -> None:
    explanation = purchased.explain("MUS", "mobile-low", language="en")
    markdown = explanation.to_markdown()
    assert markdown.startswith("# Mauritius: Mobile data and voice low-consumption basket\n")
    assert r"100 \times \frac{354}{\frac{480000}{12}}" in markdown
    latex = explanation.to_latex()
    assert r"\section*{Mauritius" in latex
    assert r"\item 2 × 15-day pack 5 GB at 120.00 MUR" in latex
    html = explanation.to_html()
    assert html.startswith('<div lang="en" dir="ltr"')
    assert "<math" in html
    assert "2 × 15-day pack 5 GB" in html
    assert explanation.write("html").startswith("<!doctype html>")
    assert explanation._repr_html_() == html
    assert str(explanation) == repr(explanation) == explanation.to_text().rstrip()
    with pytest.raises(UsageError, match="format"):
        explanation.write("docx")


def test_plain_data(result: Any, purchased: Any) -> None:
    record = json.loads(json.dumps(result.explain("KEN", "fixed-broadband").to_dict()))
    assert record["rounded"] == {
        "local": "2899.00",
        "usd": "22.30",
        "ppp": "62.75",
        "share": "11.60",
    }
    assert Decimal(record["unrounded"]["share"]) == Decimal("11.596")
    assert record["income"] == {
        "series": LOCAL, "year": 2024, "value": "300000", "currency": "KES",
        "source": "World Bank", "vintage": "2025-12", "window": "",
        "address": "DataFrame, line 1, column value",
    }  # fmt: skip
    assert record["exchange_rate"]["window"] == "first-quarter"
    assert [moved["value"] for moved in record["ppp_moved"]] == ["40", "44"]
    assert Decimal(record["ppp_factor"]) == Decimal("46.2")
    assert record["price"]["price"] == "2899.00"
    missing = result.explain("UGA", "fixed-broadband").to_dict()
    assert missing["reasons"] == dict.fromkeys(("usd", "ppp", "share"), "basket.currency-unusable")
    purchase = json.loads(json.dumps(purchased.explain("MUS", "mobile-low").to_dict()))["purchase"]
    assert purchase["exact"] == "354"
    assert [(line["id"], line["count"]) for line in purchase["lines"]] == [
        ("base", 1), ("half", 2), ("talk", 1),
    ]  # fmt: skip
    assert purchase["proof"]["holds"] is True
    whole = result.explain("KEN").to_dict()
    assert [each["basket"] for each in whole["baskets"]] == list(result.baskets)


def test_what_is_not_there_is_refused(result: Any) -> None:
    with pytest.raises(CatalogueError, match="FRA"):
        result.explain("FRA")
    with pytest.raises(CatalogueError, match="mobile-cellular"):
        result.explain("KEN", "mobile-cellular")
    with pytest.raises(CatalogueError, match="The language 'de' is not one of the six"):
        result.explain("KEN", language="de")


# ------------------------------------------------------------------ right to left, hostile text

_OPENING, _CLOSING = "\u2066\u2067\u2068", "\u2069"


def depths(text: str) -> Iterator[int]:
    depth = 0
    for character in text:
        depth += (character in _OPENING) - (character == _CLOSING)
        yield depth


def test_arabic_keeps_names_amounts_and_formulae_together(result: Any, purchased: Any) -> None:
    for text in (
        result.explain("KEN", language="ar").to_text(),
        purchased.explain("MUS", language="ar").to_text(),
    ):
        for line in text.splitlines():
            assert min(depths(line), default=0) >= 0
            assert [*depths(line), 0][-2 if line else -1] == 0
    shown = purchased.explain("MUS", "mobile-low", language="ar").to_text()
    for kept in ("15-day pack 5 GB", "120.00 MUR", "240.00 MUR", "Alpha"):
        assert f"\u2068{kept}\u2069" in shown
    formula = next(line for line in shown.splitlines() if "2 × 120" in line)
    assert re.search("\u2066[^\u2069]*2 × 120[^\u2069]*= 354.00\u2069", formula)
    assert 'dir="rtl"' in purchased.explain("MUS", language="ar").to_html()


def test_names_cannot_break_the_page() -> None:
    plans = [("x", "<script>alert(1)</script>$x$ | *b*", *PLANS[1][2:])]
    shown = bought(market(plans, operator="A|<b>"))
    explanation = shown.explain("MUS", "mobile-data-only", language="en")
    assert "2 × <script>alert(1)</script>$x$ | *b* at 120.00 MUR" in explanation.to_text()
    assert "<script>" not in explanation.to_html()
    assert "<b>" not in explanation.to_html()
    assert "<script>" not in explanation.write("html")
    assert r"\$x\$ \| \*b\*" in explanation.to_markdown()
    assert r"\$x\$" in explanation.to_latex()


def test_every_language_words_every_page(result: Any, purchased: Any) -> None:
    for language in i18n.LANGUAGES:
        for shown, economy in ((result, "KEN"), (purchased, "MUS")):
            text = shown.explain(economy, language=language).to_text()
            assert not re.search(r"\{[a-z_]+\}", text)
            assert not re.search(r"\[[a-z]+\.[a-z-]+\]", text)


def test_the_sample_of_itus_workbook() -> None:
    """Printed: Ecuador 4.62, El Salvador 5.86, Liberia 146.84, United States 0.76, Palau 5.10."""
    shown = ict.compute(
        ict.methodology("ipb", edition=2025),
        prices=ict.sample_data("ipb-prices-2025.csv"),
        economics=ict.sample_data("ipb-economics-2025.csv"),
        edition=2025,
    )
    for economy, share, last in (
        ("ECU", "4.62", "24.73 ÷ (6430 ÷ 12)"),
        ("SLV", "5.86", "25 ÷ (5120 ÷ 12)"),
        ("LBR", "146.84", "93 ÷ (760 ÷ 12)"),
        ("USA", "0.76", "54.44 ÷ (85981.068 ÷ 12)"),
        ("PLW", "5.10", "63.6 ÷ (14965.104 ÷ 12)"),
    ):
        explanation = lines(shown, economy, "fixed-broadband")
        assert f"Fixed-broadband basket (5 GB): {share}\N{NO-BREAK SPACE}%" in explanation
        arithmetic = next(t for t in explanation if t.startswith("With numbers: Share of income"))
        assert f"100 × ({last})" in arithmetic
        assert arithmetic.endswith(f"≈ {share}")


def test_an_explanation_is_read_only_and_travels(result: Any, purchased: Any) -> None:
    explanation = result.explain("KEN", language="fr")
    with pytest.raises(AttributeError):
        explanation.language = "fr"
    for page in (explanation, purchased.explain("MUS", language="ru")):
        again = pickle.loads(pickle.dumps(page))  # noqa: S301  # our own bytes
        assert str(again) == str(page)
        assert again.to_dict() == page.to_dict()


def test_the_allowance_of_calls_by_destination_and_period() -> None:
    """The cells of the OECD basket of 2009: 2.4 calls of 2.0 minutes, 7.8 of 1.6, 3.6 of 1.7."""
    price_rows = prices(("KEN", "mobile-cellular", 2010, "500", "KES", "s"))
    values = economics(("KEN", LOCAL, 2009, "120000", "KES"))
    explanation = lines(priced(price_rows, values, 2010), "KEN", "mobile-cellular")
    for line in (
        "- 100 SMS",
        "- 4.8 minutes of calls (to fixed networks, peak), number of calls: 2.4",
        "- 12.48 minutes of calls (to the same network, peak), number of calls: 7.8",
        "- 6.12 minutes of calls (to other mobile networks, peak), number of calls: 3.6",
    ):
        assert line in explanation
    assert sum("number of calls" in line for line in explanation) == 9
