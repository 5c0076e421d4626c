"""The sentences on prices: shares and dollars as printed, the target as a difference, absences."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.commentary.figure_origins import COPY, DEMONSTRATION, OTHER, PRINTED
from ictindex.analysis.commentary.price_commentary import comment_on_medians, comment_on_prices
from ictindex.core.errors import CatalogueError, UsageError

# Printed prices of 2025 (ITU, ICT Price Basket workbook, December 2025).
ROWS = [
    ("BRA", "GNIpc", "2.23"),
    ("BRA", "USD", "17.09"),
    ("CHE", "GNIpc", "0.88"),
    ("CHE", "USD", "72.20"),
]


@pytest.fixture(scope="module")
def series() -> ict.prices.PriceSeries:
    table = pd.DataFrame(ROWS, columns=["economy", "measure", "value"])
    fixed = {"basket": "i154_FBB5", "year": "2025"}
    return ict.prices.read_baskets(table, constants=fixed, edition=2025)


def stated(
    series: ict.prices.PriceSeries,
    economy: str,
    *,
    year: int | None = None,
    whose: str = PRINTED,
) -> list[str]:
    commentary = comment_on_prices(series, economy, year=year, whose=whose)
    return [sentence.to_text("en") for sentence in commentary.sentences]


def test_a_price_is_a_share_and_dollars_and_the_target_is_arithmetic(
    series: ict.prices.PriceSeries,
) -> None:
    price, target = stated(series, "BRA")
    assert price == (
        "Brazil, 2025, Fixed-broadband basket (5 GB): 2.23 % of monthly gross national income per "
        "person, or 17.09 US dollars a month, as printed by ITU."
    )
    assert target.endswith("2.23 % (2025) less 2 % is +0.23 percentage points.")
    assert "third party" in stated(series, "BRA", whose=COPY)[0]
    for whose, words in ((OTHER, "the source that this page names"), (DEMONSTRATION, "invented")):
        (price, target) = stated(series, "BRA", whose=whose)[:2]
        assert words in price and "ITU" not in price + target


def test_the_target_is_silent_where_it_does_not_apply(series: ict.prices.PriceSeries) -> None:
    """The target is for economies of low and middle income: Switzerland is of high income."""
    assert len(stated(series, "CHE")) == 1


def test_absent_prices_are_stated(series: ict.prices.PriceSeries) -> None:
    some = series.select(economies=["BRA", "CHE"])
    cut = some.units.copy()
    cut[some.economies.index("BRA"), 0, 0, some.measures.index("share")] = -1
    (alone,) = stated(replace(some, units=cut), "BRA")
    assert alone.endswith("as printed by ITU; these figures have no share of income.")
    cut[some.economies.index("BRA")] = -1
    (absent,) = stated(replace(some, units=cut), "BRA", year=2025)
    assert absent == (
        "Brazil, 2025: these figures have no price of 1 basket: Fixed-broadband basket (5 GB)."
    )
    with pytest.raises(CatalogueError):
        comment_on_prices(series, "KEN")


def test_the_median_of_a_part_of_the_table_is_not_that_of_the_panel(
    series: ict.prices.PriceSeries,
) -> None:
    """Of 196 economies with this share in ITU's panel two are here: (2.23 + 0.88) / 2 = 1.555."""
    (median,) = comment_on_medians(series).sentences
    assert median.code == "commentary/median-part"
    assert median.figures["median"] == Decimal("1.56")
    assert (median.figures["count"], median.figures["total"]) == (2, 196)


def test_results_and_series_say_the_same(series: ict.prices.PriceSeries) -> None:
    words = series.in_words("en", economy="Brésil")
    assert [s.to_text("en") for s in words.sentences] == stated(series, "BRA")
    assert series.in_words("en").sentences == comment_on_medians(series).sentences
    names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    prices, economics = map(ict.sample_data, names)
    result = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    of_ecuador = result.in_words("en", economy="ECU").to_text()
    assert "4.62 % of monthly gross national income" in of_ecuador
    assert "computed here, not read from a publication of ITU" in of_ecuador
    with pytest.raises(CatalogueError, match=r"^'KEN' is not an economy of ipb 2025"):
        result.in_words("en", economy="KEN")


def test_a_what_if_of_prices_is_called_so_and_an_unknown_kind_is_no_price() -> None:
    names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    prices, economics = map(ict.sample_data, names)
    result = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    changed = ict.what_if(result, {("ECU", "fixed-broadband"): "10"})
    first = changed.in_words("en", economy="ECU").sentences[0].to_text("en")
    assert first.endswith("or 10.00 US dollars a month, a what-if, not published.")
    kinds = ("published", "exploration", "computed-here", "exploration;what-if", "secret")
    table = pd.DataFrame(
        [
            (code, 2019, "9.30", kind)
            for code, kind in zip(("BRA", "CHE", "KEN", "PER", "URY"), kinds, strict=True)
        ],
        columns=["economy", "year", "value", "result_kind"],
    )
    read = ict.prices.read_baskets(table, constants={"basket": "i154_FBB5_GNI"}, edition=2025)
    ends = {code: stated(read, code)[0].rpartition("per person, ")[2] for code in read.economies}
    assert ends == {
        "BRA": "as printed by ITU.",
        "CHE": "computed here, not read from a publication of ITU.",
        "KEN": "computed here, not read from a publication of ITU.",
        "PER": "a what-if, not published.",
    }
    (finding,) = (each for each in read.findings if each.level == "error")
    assert finding.code == "status.result-kind"
    nothing = ict.prices.read_baskets(
        table[table["result_kind"] == "secret"], constants={"basket": "i154_FBB5_GNI"}
    )
    for economy in (None, "URY"):
        with pytest.raises(UsageError) as refused:
            nothing.in_words("en", economy=economy)
        assert refused.value.code == "series.no-prices"
