"""Index numbers of price tables: what goes in, is left out, is refused, is reported."""

from __future__ import annotations

import math
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from price_cases import FIVE, PRICES, QUANTITIES, prices_of, table

import ictindex as ict
from ictindex.core.errors import CatalogueError, IctindexError, ReadOnlyError, UsageError
from ictindex.indices.prices.index_items import FORMULAE, METHODS

ECONOMIES = ["BRA", "CHL", "COL", "KEN", "PER", "UGA"]
MARKET = prices_of({e: [row[n] for row in PRICES] for n, e in enumerate(ECONOMIES)})
YEARS = [2020, 2021, 2022, 2023, 2024]
AMOUNTS = {
    year: dict(zip(ECONOMIES, row, strict=True))
    for year, row in zip(YEARS, QUANTITIES, strict=True)
}
SPENT = {
    year: {e: p * q for e, p, q in zip(ECONOMIES, prices, amounts, strict=True)}
    for year, prices, amounts in zip(YEARS, PRICES, QUANTITIES, strict=True)
}


@pytest.mark.parametrize(
    ("formula", "method", "printed"),
    [
        ("laspeyres", "direct", [100.0, 142.0, 134.5, 135.5, 144.0]),
        ("paasche", "direct", [100.0, 138.24, 120.31, 102.09, 79.68]),
        ("fisher", "direct", [100.0, 140.11, 127.21, 117.62, 107.12]),
        ("tornqvist", "direct", [100.0, 140.52, 128.9, 122.68, 124.77]),
        ("laspeyres", "chained", [100.0, 142.0, 136.46, 133.51, 133.06]),
        ("fisher", "chained", [100.0, 140.11, 131.85, 126.89, 122.26]),
    ],
)
def test_a_table_gives_the_figures_of_the_manual(
    formula: str, method: str, printed: list[float]
) -> None:
    """CPI Manual (2004), chapter 19, with six economies in the place of six commodities."""
    by_quantity = ict.prices.price_index(MARKET, formula=formula, method=method, quantities=AMOUNTS)
    by_weight = ict.prices.price_index(MARKET, formula=formula, method=method, weights=SPENT)
    for index in (by_quantity, by_weight):
        assert index.frame["year"].tolist() == YEARS
        assert index.frame["index"].round(2).tolist() == printed
        assert index.frame.attrs["formula"] == formula
        assert index.frame.attrs["method"] == method
        assert index.frame.attrs["base"] == 2020


def test_the_base_year_is_100() -> None:
    for formula in FORMULAE:
        for method in METHODS:
            if (method, formula) in {("geks", f) for f in ("lowe", "laspeyres", "paasche")}:
                continue
            if (method, formula) == ("chained", "lowe"):
                continue
            quantities = (
                None if formula == "jevons" else AMOUNTS[2020] if formula == "lowe" else AMOUNTS
            )
            index = ict.prices.price_index(
                MARKET, formula=formula, method=method, quantities=quantities, base=2022
            )
            assert index.frame.set_index("year").loc[2022, "index"] == pytest.approx(100, rel=1e-15)


def test_items_of_one_economy_are_its_baskets() -> None:
    rows = [
        ("KEN", FIVE, 2023, 10), ("KEN", FIVE, 2024, 12),
        ("KEN", "mobile-low-500mb", 2023, 2), ("KEN", "mobile-low-500mb", 2024, 2),
    ]  # fmt: skip
    frame = table(rows, "economy definition year value")
    for measure in ("usd", "local", "share"):  # one economy: its prices have one unit
        index = ict.prices.price_index(
            frame, measure=measure, formula="lowe",
            quantities={"fixed-broadband": 1, "mobile-low": 5},
        )  # fmt: skip
        assert index.items == (("KEN", "fixed-broadband"), ("KEN", "mobile-low"))
        assert index.frame["index"].tolist() == pytest.approx([100, 110])


def test_items_of_several_economies_and_baskets_are_pairs() -> None:
    rows = [
        (e, d, y, v * (y - 2021))
        for e, d, v in (("KEN", FIVE, 10), ("UGA", FIVE, 20), ("UGA", "mobile-low-500mb", 3))
        for y in (2022, 2023)
    ]
    frame = table(rows, "economy definition year value")
    pairs = {("KEN", "fixed-broadband"): 1, ("UGA", "fixed-broadband"): 2}
    index = ict.prices.price_index(frame, measure="ppp", formula="lowe", quantities=pairs)
    assert index.items == tuple(pairs)
    assert index.frame["index"].tolist() == pytest.approx([100, 200])
    assert [f.message("en") for f in index.left_out] == [
        "Uganda (UGA), “Mobile data and voice low-consumption basket”: no quantity was given."
    ]


def test_items_without_every_year_are_left_out_by_name() -> None:
    frame = prices_of(
        {"BRA": [10, 11, 12], "CHL": [10, None, 5], "KEN": [0, 1, 2], "PER": [9, 9, 9]}
    )
    index = ict.prices.price_index(frame)
    assert index.items == (("BRA", "fixed-broadband"), ("PER", "fixed-broadband"))
    assert index.frame["index"].tolist() == pytest.approx([100, 100 * 1.1**0.5, 100 * 1.2**0.5])
    assert [f.message("en") for f in index.left_out] == [
        "Chile (CHL), “Fixed-broadband basket”: no price in 2021.",
        "Kenya (KEN), “Fixed-broadband basket”: the price is 0 in 2020, and a "
        "change from or to 0 has no ratio.",
    ]
    # Chosen years decide: without 2021, Chile is in.
    both = ict.prices.price_index(frame, years=[2020, 2022])
    assert ("CHL", "fixed-broadband") in both.items


def test_a_year_without_a_quantity() -> None:
    amounts = {2020: {"BRA": 1, "CHL": 2}, 2021: {"BRA": 1}}
    frame = prices_of({"BRA": [10, 20], "CHL": [10, 11]})
    index = ict.prices.price_index(frame, formula="fisher", quantities=amounts)
    assert index.items == (("BRA", "fixed-broadband"),)
    assert [f.message("en") for f in index.left_out] == [
        "Chile (CHL), “Fixed-broadband basket”: no quantity or weight was given for 2021."
    ]


def refusal(**more: object) -> str:
    frame = more.pop("frame", MARKET)
    with pytest.raises(IctindexError) as caught:
        ict.prices.price_index(frame, **more)  # type: ignore[arg-type]
    return str(caught.value)


def test_a_series_that_mixes_definitions_is_refused() -> None:
    rows = [("KEN", f"mobile-data-only-{n}gb", 2023, n) for n in (2, 5)]
    frame = table(rows, "economy definition year value").assign(measure="usd")
    assert refusal(frame=frame) == (
        "The series mixes several definitions of “Data-only mobile-broadband basket”: "
        "mobile-data-only-2gb, mobile-data-only-5gb. A change of allowance is a break, and "
        "levels on both sides cannot be compared. Choose one, with "
        "read_points(..., definitions=...) in Python or --definition on the command line; or "
        "link two on a year that has both, with "
        "`ict.prices.link` or `ictindex basket link`."
    )
    chosen = ict.prices.price_index(
        ict.prices.read_points(frame, definitions="mobile-data-only-5gb")
    )
    assert chosen.definitions == {"mobile-data-only": "mobile-data-only-5gb"}


def test_refusals_by_text() -> None:
    assert refusal(formula="carli") == (
        "The formula 'carli' is not one that can be used here. "
        "Use one of: jevons, lowe, laspeyres, paasche, fisher, tornqvist."
    )
    assert refusal(method="spliced") == (
        "There is no method 'spliced'. Use one of: direct, chained, geks."
    )
    assert refusal(formula="lowe", method="chained", quantities=AMOUNTS[2020]).startswith(
        "The formula 'lowe' is not one that can be used here. Use one of: fisher, jevons,"
    )
    assert refusal(formula="paasche", method="geks", quantities=AMOUNTS).endswith(
        "Use one of: fisher, jevons, tornqvist."
    )
    assert refusal(formula="fisher") == (
        "The formula 'fisher' weighs the items, and neither quantities nor weights were given. "
        "Give them, or use the formula `jevons`, which needs none."
    )
    assert refusal(quantities=AMOUNTS) == (
        "The formula `jevons` is unweighted: it takes neither quantities nor weights. "
        "Leave them out, or choose another formula."
    )
    assert refusal(formula="fisher", quantities=AMOUNTS, weights=AMOUNTS) == (
        "Both quantities and weights were given. "
        "Give one of them: weights are expenditure, quantities are numbers of what is bought."
    )
    assert refusal(formula="lowe", weights=AMOUNTS[2020]) == (
        "The Lowe index takes quantities, not expenditure weights. "
        "Give `quantities=`, one number for each item."
    )
    assert refusal(formula="fisher", quantities={2020: AMOUNTS[2020]}) == (
        "There are no quantities or weights for 2021. "
        "Give a mapping for each year, with the year as its key."
    )
    bad = {**AMOUNTS, 2021: {**AMOUNTS[2021], "CHL": -3}}
    assert refusal(formula="fisher", quantities=bad) == (
        "Chile (CHL), “Fixed-broadband basket”: '-3' is not a quantity or weight. "
        "Give a number of 0 or above."
    )
    assert refusal(base=2019) == (
        "The series has no year 2019. Choose one of: 2020, 2021, 2022, 2023, 2024."
    )
    assert refusal(years=[2020, 2030]).startswith("The series has no year 2030.")
    assert "'years' must be a list of whole years" in refusal(years="2020")
    with pytest.raises(CatalogueError) as absent:
        ict.prices.read_points(MARKET, economies=["XKX"])
    assert str(absent.value) == (
        "The series has no values of XKX. "
        "Leave these economies out, or give a series that has them."
    )
    assert refusal(measure="ppp") == (
        "There are no values of the measure “Price in international dollars (PPP)”. "
        "Choose one of: usd."
    )
    assert refusal(frame=MARKET.drop(columns="value")) == (
        "The table has no column value. "
        "Give a table with the columns economy, definition, year, value."
    )
    assert refusal(frame=MARKET.assign(value=None)).startswith("There are no values to analyse.")
    assert refusal(frame=MARKET.assign(value=-1)).startswith(
        "Brazil (BRA), “Fixed-broadband basket (5 GB)”, 2020: '-1' is not a number"
    )
    assert "a series of basket prices" in refusal(frame={"BRA": 1})
    assert refusal(frame=prices_of({"BRA": [1, None], "CHL": [None, 2]})).startswith(
        "Nothing is left to compare:\n  - "
    )
    with pytest.raises(CatalogueError, match="no definition of a basket called 'broadband'"):
        ict.prices.price_index(MARKET.assign(definition="broadband"))


@pytest.mark.parametrize("measure", ["local", "share"])
def test_prices_without_a_common_unit_are_not_added_up(measure: str) -> None:
    frame = MARKET.drop(columns="measure")
    text = refusal(frame=frame, measure=measure, formula="fisher", quantities=AMOUNTS)
    assert "adds up prices of several economies" in text
    assert "Use the measure `usd` or `ppp`" in text
    # Expenditure weights and ratios need no common unit.
    by_weight = ict.prices.price_index(frame, measure=measure, formula="fisher", weights=SPENT)
    assert by_weight.frame["index"].round(2).tolist()[1] == 140.11
    assert (
        ict.prices.price_index(frame, measure=measure).frame["index"].round(2).tolist()[1] == 124.19
    )


def test_nothing_in_it_can_be_changed() -> None:
    index = ict.prices.price_index(MARKET)
    with pytest.raises(ReadOnlyError):
        index.base = 2021
    with pytest.raises(ValueError, match="read-only"):
        index.prices[0, 0] = 5
    handed_out = index.frame
    handed_out.loc[0, "index"] = 5
    assert index.frame.loc[0, "index"] == 100


def test_the_order_of_rows_does_not_matter() -> None:
    shuffled = MARKET.sample(frac=1, random_state=7)
    for market in (MARKET, shuffled):
        index = ict.prices.price_index(market, formula="fisher", method="geks", quantities=AMOUNTS)
        assert index.items == tuple((e, "fixed-broadband") for e in ECONOMIES)
        assert (index.ratios == ict.prices.geks(PRICES, QUANTITIES)).all()


# ------------------------------------------------------------------ words


def test_the_table_names_its_formula() -> None:
    text = ict.prices.price_index(MARKET, formula="fisher", quantities=AMOUNTS).to_text("en")
    assert "Fisher index; each year compared with the base year. 2020 = 100." in text
    assert "The geometric mean of the Laspeyres index and the Paasche index." in text
    assert (
        "Items: 6. Prices: Price in US dollars. Definitions: Fixed-broadband basket (5 GB)." in text
    )
    rows = [line.split() for line in text.splitlines() if line.startswith("2023")]
    assert rows == [["2023", "117.62"]]
    chain = ict.prices.price_index(MARKET, formula="fisher", method="chained", quantities=AMOUNTS)
    assert "A chained index can drift" in chain.to_text("en")
    assert "A chained index can drift" not in text


def after(text: str, lead: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(lead))


def test_laspeyres_by_hand() -> None:
    index = ict.prices.price_index(MARKET, formula="laspeyres", quantities=AMOUNTS)
    text = index.explain(2021, language="en").to_text()
    # 1.2*1 + 3*1 + 1.3*2 + 0.7*1 + 1.4*4.5 + 0.8*0.5 = 14.2; 1+1+2+1+4.5+0.5 = 10
    assert after(text, "With numbers").endswith("index = 14.2 ÷ 10 = 1.42")
    row = after(text, "Chile").split()
    assert row[-5:] == ["1", "3", "3.000000", "1", "0.9"]
    assert text.rstrip().endswith("2021: 142.00")


def test_the_other_formulae_by_hand() -> None:
    def put_in(formula: str, method: str = "direct", year: int = 2021, **quantities: object) -> str:
        index = ict.prices.price_index(MARKET, formula=formula, method=method, **quantities)  # type: ignore[arg-type]
        return after(index.explain(year, language="en").to_text(), "With numbers")

    amounts = {"quantities": AMOUNTS}
    # 0.8*1.2 + 0.9*3 + 1.9*1.3 + 1.3*0.7 + 4.7*1.4 + 0.6*0.8 = 14.1; sum of quantities 10.2
    assert put_in("paasche", **amounts).endswith("index = 14.1 ÷ 10.2 = 1.382352…")
    assert put_in("fisher", **amounts).endswith(
        "ln(index) = (ln(14.2 ÷ 10) + ln(14.1 ÷ 10.2)) ÷ 2 = 0.337221…"
    )
    # ln(1.2 × 3 × 1.3 × 0.7 × 1.4 × 0.8) = ln(3.669120)
    assert put_in("jevons").endswith("ln(index) = 1.299951… ÷ 6 = 0.216658…")
    assert put_in("lowe", quantities=AMOUNTS[2021]).endswith("index = 14.1 ÷ 10.2 = 1.382352…")
    # Links of the chain: 1.42 and (1+1.1... of the manual) 1.3646/1.42.
    assert put_in("laspeyres", "chained", 2022, **amounts).startswith(
        "With numbers: index = 1.42 × 0.96"
    )
    assert put_in("laspeyres", "chained", 2020, **amounts).endswith("index = 1 = 1")
    assert " ÷ 5 = " in put_in("fisher", "geks", 2024, **amounts)


def test_chains_backwards() -> None:
    index = ict.prices.price_index(
        MARKET, formula="laspeyres", method="chained", quantities=AMOUNTS, base=2021
    )
    assert index.frame["index"].iloc[0] == pytest.approx(100 / 1.42)
    text = index.explain(2020, language="en").to_text()
    assert after(text, "With numbers").endswith("index = 1 ÷ 1.42 = 0.704225…")


def test_views_in_other_forms_and_directions() -> None:
    index = ict.prices.price_index(MARKET, formula="tornqvist", quantities=AMOUNTS)
    text = index.explain(language="ar")
    assert 'dir="rtl"' in text.to_html()
    assert r"\begin{document}" in text.to_latex()
    assert text.to_markdown("en").startswith("# Index of basket prices: 2024")
    assert index._repr_html_().startswith("<div")
    assert repr(index) == index.to_text("en").rstrip()
    with pytest.raises(UsageError, match="The series has no year 2050"):
        index.explain(2050)


def test_it_travels_between_processes() -> None:
    index = ict.prices.price_index(MARKET, formula="fisher", quantities=AMOUNTS)
    again = pickle.loads(pickle.dumps(index))  # noqa: S301  # our own bytes
    assert again.to_text("en") == index.to_text("en")
    assert (again.ratios == index.ratios).all()
    assert not again.prices.flags.writeable
    assert str(pickle.loads(pickle.dumps(index.explain(2021)))) == str(index.explain(2021))  # noqa: S301


def test_the_published_series(data: Path) -> None:
    """Jevons over all economies with every year, against an independent computation."""
    frame = pd.read_csv(data / "ipb" / "baskets_2008_2025.csv")
    frame = frame[(frame["code_prefix"] == "i154_FBB5") & (frame["unit"] == "USD")]
    years = [2021, 2022, 2023, 2024]
    wide = frame.pivot(index="iso3", columns="year", values="value")[years].dropna()
    logs = [sum(math.log(v / b) for v, b in zip(wide[y], wide[2021], strict=True)) for y in years]
    expected = [100 * math.exp(total / len(wide)) for total in logs]
    series = frame.rename(columns={"iso3": "economy"}).assign(definition=FIVE, measure="usd")
    index = ict.prices.price_index(series, years=years)
    assert len(index.items) == len(wide) > 150
    assert np.allclose(index.frame["index"], expected, rtol=1e-12)
