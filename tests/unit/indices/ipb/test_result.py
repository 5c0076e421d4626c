"""A basket result: flags, incomes, provenance; nothing in it changes."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from basket_cases import atlas, baskets, factor, income, price, rate
from indices_cases import message_of

import ictindex as ict
from ictindex.indices.ipb.result import BasketResult

FIXED = "fixed-broadband"
UsageError = ict.errors.UsageError


def test_flags_above_one_hundred_percent_not_at_it() -> None:
    result = baskets(
        [price("KEN", "100", "KES"), price("UGA", "100.01", "UGX")],
        [income("KEN", "1200"), income("UGA", "1200")],
    )
    assert ("KEN", FIXED) not in result.flags
    assert result.flags["UGA", FIXED] == ("above-100",)
    assert result.figure("UGA", FIXED) == Decimal("100.01")  # never capped outside the composite


def test_every_flag_has_words(printed: BasketResult) -> None:
    from ictindex.indices.ipb.views import flag_label

    raised = {flag for flags in printed.flags.values() for flag in flags}
    assert "income-of-2023" in raised
    for flag in raised:
        assert flag_label(flag, "en") not in (flag, "")


def test_until_2017_a_price_goes_through_dollars_to_an_atlas_income() -> None:
    """ITU, page on the methodology of prices: annual average rate, Atlas income.

    24 000 at 80 to the dollar are 300 dollars; of 1 200 dollars a year, 100 a month: 300 %.
    """
    basket = {"basket": "fixed-broadband", "year": 2010}
    rows = [atlas("KEN", "1200", 2010), rate("KEN", "80", 2010, window="annual")]
    result = baskets([price("KEN", "24000", "KES", **basket)], rows, 2010)
    cell = result.provenance("KEN", "fixed-broadband")
    assert (cell.denominator, cell.rounded["share"]) == ("gni-per-capita-atlas", Decimal("300.0"))
    text = result.explain("KEN", "fixed-broadband").to_text("en")
    assert "100 × ((24000 ÷ 80) ÷ (1200 ÷ 12)) = 300" in text
    assert "The price is converted into US dollars, and the income is in US dollars" in text
    # In dollars it is divided by the unchanged income.
    of_dollars = baskets([price("KEN", "300", "USD", **basket)], rows, 2010)
    assert of_dollars.provenance("KEN", "fixed-broadband").rounded["share"] == Decimal("300.0")


def test_until_2017_there_is_no_share_without_an_exchange_rate() -> None:
    basket = {"basket": "fixed-broadband", "year": 2010}
    result = baskets([price("KEN", "1", "KES", **basket)], [atlas("KEN", "1200", 2010)], 2010)
    reasons = result.provenance("KEN", "fixed-broadband").reasons
    assert reasons["share"].code == "economics.absent"
    assert reasons["share"].details["series"] == "exchange-rate"


def test_nothing_in_a_result_can_be_changed(printed: BasketResult) -> None:
    with pytest.raises(ict.errors.ReadOnlyError):
        printed.year = 2024
    with pytest.raises(ValueError, match="read-only"):
        printed.cells.amounts["share"][0, 0] = Decimal(1)
    with pytest.raises(ValueError, match="read-only"):
        printed.units["share"][0, 0] = 1
    with pytest.raises(TypeError):
        printed.cells.amounts["share"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        printed.reasons["ECU", FIXED] = {}  # type: ignore[index]
    frame = printed.shares
    frame.loc["ECU", FIXED] = 0.0
    assert printed.shares.loc["ECU", FIXED] == 4.62


def test_a_result_is_the_same_after_pickling(printed: BasketResult) -> None:
    again = pickle.loads(pickle.dumps(printed))  # noqa: S301
    assert again.to_frame().equals(printed.to_frame())
    assert again.missing_figures.equals(printed.missing_figures)
    assert again.provenance("ECU", FIXED) == printed.provenance("ECU", FIXED)
    with pytest.raises(ValueError, match="read-only"):
        again.cells.amounts["share"][0, 0] = Decimal(1)


def test_provenance_names_every_row_that_a_price_rests_on() -> None:
    result = baskets(
        [price("LBR", "93", "USD")],
        [atlas("LBR", "760"), rate("LBR", "195"), factor("LBR", "80")],
    )
    described = result.provenance("LBR", FIXED)
    assert described.income is not None
    assert described.rate is not None
    assert described.ppp is not None
    assert (described.income.row, described.rate.row, described.ppp.row) == (0, 1, 2)
    assert (described.income.value, described.income.vintage) == (Decimal(760), "2025-07")
    assert described.income.address.line == 1
    assert (described.currency, described.national) == ("USD", ("LRD",))
    assert (described.price_row, described.factor) == (0, Decimal(80))
    assert described.rounded["share"] == Decimal("146.84")
    assert dict(described.reasons) == {}


def test_unknown_economies_and_baskets_are_refused(printed: BasketResult) -> None:
    error = ict.errors.CatalogueError
    message_of(lambda: printed.economy_position("EQU"), error, "explain.economy-unknown")
    message = message_of(lambda: printed.position("fixed"), error, "basket.not-in-result")
    assert "fixed-broadband" in message
    message_of(lambda: printed.provenance("KEN", FIXED), error, "explain.economy-unknown")
    message_of(lambda: printed.exact_in("euro"), UsageError, "basket.measure-unknown")
