"""The change of a share split into price and income: exact sums, like with like, words."""

from __future__ import annotations

import math
import pickle
from decimal import Decimal, localcontext
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from price_cases import FIVE, table

import ictindex as ict
from ictindex.core.errors import IctindexError, ReadOnlyError, UsageError
from ictindex.data.economics import read_economics
from ictindex.data.prices import read_prices
from ictindex.indices.prices.decomposition import find_adding_places

COLUMNS = "economy definition year price currency income denominator"
LOCAL, ATLAS = "gni-per-capita-local", "gni-per-capita-atlas"
ROWS: list[tuple[object, ...]] = [
    ("BRA", FIVE, 2024, "100.00", "BRL", 40000, LOCAL),
    ("BRA", FIVE, 2025, "105.00", "BRL", 44000, LOCAL),
    ("KEN", FIVE, 2024, 2999, "KES", 250000, LOCAL),
    ("KEN", FIVE, 2025, 2899, "KES", 271234, LOCAL),
    ("CHL", FIVE, 2024, 19990, "CLP", 13000000, LOCAL),
    ("LBR", FIVE, 2024, 93, "USD", 760, ATLAS),
    ("LBR", FIVE, 2025, 18000, "LRD", 150000, LOCAL),
    ("SLV", FIVE, 2024, 25, "USD", 5120, ATLAS),
    ("SLV", FIVE, 2025, 25, "USD", 5120, LOCAL),
    ("UGA", "mobile-data-only-2gb", 2024, 9000, "UGX", 3700000, LOCAL),
    ("UGA", "mobile-data-only-5gb", 2025, 20000, "UGX", 3800000, LOCAL),
    ("CUB", FIVE, 2024, 0, "CUP", 200000, LOCAL),
    ("CUB", FIVE, 2025, 100, "CUP", 200000, LOCAL),
]
money = st.decimals("0.01", "99999999", places=2)
incomes = st.decimals("1", "999999999", places=1)


def decomposed(rows: list[tuple[object, ...]] = ROWS) -> ict.prices.Decomposition:
    return ict.prices.decompose(table(rows, COLUMNS))


def ln(number: Fraction) -> Decimal:
    """Return a logarithm to 60 digits, independently of the 40 of the library."""
    with localcontext() as context:
        context.prec = 60
        return (Decimal(number.numerator) / Decimal(number.denominator)).ln()


@given(st.tuples(money, money), st.tuples(incomes, incomes))
def test_parts_are_the_logarithms(
    prices: tuple[Decimal, Decimal], income: tuple[Decimal, Decimal]
) -> None:
    parts = ict.prices.split(prices, income)
    price, earned = (Fraction(b) / Fraction(a) for a, b in (prices, income))
    half = Decimal(5).scaleb(-21)
    with localcontext() as context:
        context.prec = 60
        assert abs(parts.log_price - ln(price)) <= half
        assert abs(parts.log_income + ln(earned)) <= half
        assert abs(parts.log_change - ln(price / earned)) <= 2 * half
        # The sum is right in every digit, nothing is left over.
        assert parts.log_price + parts.log_income == parts.log_change
        assert parts.price + parts.income == parts.change
        assert abs(parts.change - (parts.last - parts.first)) <= 4 * half


@given(st.tuples(money, money), st.tuples(incomes, incomes))
def test_points_by_the_logarithmic_mean(
    prices: tuple[Decimal, Decimal], income: tuple[Decimal, Decimal]
) -> None:
    """Against the formula in 60 digits; where the share stays, the mean is the share."""
    parts = ict.prices.split(prices, income)
    first, last = (1200 * Fraction(p) / Fraction(y) for p, y in zip(prices, income, strict=True))
    with localcontext() as context:
        context.prec = 60
        shares = [Decimal(s.numerator) / Decimal(s.denominator) for s in (first, last)]
        mean = shares[0] if first == last else (shares[1] - shares[0]) / ln(last / first)
        size = max(Decimal(1), *shares)
        expected = mean * ln(Fraction(prices[1]) / Fraction(prices[0]))
        assert abs(parts.price - expected) <= size * Decimal("1e-20")


@given(money, incomes, st.integers(-9, 9))
def test_a_tiny_change_keeps_its_digits(price: Decimal, income: Decimal, tiny: int) -> None:
    """Price and income move together: both parts stay right though the change nearly vanishes."""
    factor = Decimal(1) + Decimal(tiny).scaleb(-17)
    with localcontext() as context:
        context.prec = 60
        later = (price * 2, income * 2 * factor)
    parts = ict.prices.split((price, later[0]), (income, later[1]))
    expected = 1200 * float(price) / float(income) * math.log(2)
    assert float(parts.price) == pytest.approx(expected, rel=1e-12)
    assert float(parts.income) == pytest.approx(-expected, rel=1e-12)


def test_the_smallest_change_that_numbers_can_write() -> None:
    """Price and income double but for the last of 38 digits: the parts are those of doubling."""
    income = Decimal("300000000000000000.00000000000000000001")
    later = Decimal("600000000000000000.00000000000000000001")
    parts = ict.prices.split((Decimal("3E17"), Decimal("6E17")), (income, later))
    assert float(parts.price) == pytest.approx(1200 * math.log(2), rel=1e-14)
    assert float(parts.income) == pytest.approx(-1200 * math.log(2), rel=1e-14)


@given(money, money, incomes)
def test_income_alone_or_price_alone(first: Decimal, other: Decimal, income: Decimal) -> None:
    only_price = ict.prices.split((first, other), (income, income))
    assert only_price.income == only_price.log_income == 0
    only_income = ict.prices.split((first, first), (income, income * 2))
    assert only_income.price == only_income.log_price == 0
    assert only_income.income < 0  # a rise of income lowers the share
    back = ict.prices.split((other, first), (income, income))
    assert abs(back.log_change + only_price.log_change) <= Decimal("1e-20")


def test_brazil_by_hand() -> None:
    frame = decomposed().frame.set_index("economy")
    row = frame.loc["BRA"]
    assert row["share_first"] == 3.0  # 100 / (40000 / 12) * 100
    assert row["share_last"] == pytest.approx(105 * 1200 / 44000, rel=1e-15)
    assert row["log_price"] == pytest.approx(math.log(1.05), rel=1e-15)
    assert row["log_income"] == pytest.approx(-math.log(1.1), rel=1e-15)
    change = 105 * 1200 / 44000 - 3
    mean = change / math.log(1.05 / 1.1)
    assert row["price_points"] == pytest.approx(mean * math.log(1.05), rel=1e-12)
    assert row["change"] == pytest.approx(change, rel=1e-12)
    assert (row["currency"], row["denominator"]) == ("BRL", LOCAL)
    assert frame.attrs == {"first": 2024, "last": 2025}
    exact = decomposed().exact
    assert all(isinstance(v, Decimal) for v in exact["change"])
    assert (exact["price_points"] + exact["income_points"] == exact["change"]).all()
    assert (exact["log_price"] + exact["log_income"] == exact["log_change"]).all()


def test_only_like_is_compared_with_like() -> None:
    messages = {(f.economy, f.code): f.message("en") for f in decomposed().left_out}
    broadband = "“Fixed-broadband basket”"
    assert messages == {
        ("CHL", "decompose.absent"): f"Chile (CHL), {broadband}: price or income is missing in "
        "2025.",
        ("LBR", "decompose.other-currency"): f"Liberia (LBR), {broadband}: the price is "
        "advertised in USD in the first year and in LRD in the last.",
        ("SLV", "decompose.other-income"): f"El Salvador (SLV), {broadband}: the price is "
        "compared with gni-per-capita-atlas in the first year and with gni-per-capita-local "
        "in the last.",
        ("UGA", "decompose.other-definition"): "Uganda (UGA), “Data-only mobile-broadband basket”"
        ": the definition changed from mobile-data-only-2gb to "
        "mobile-data-only-5gb. A change of allowance is a break.",
        ("CUB", "decompose.free"): f"Cuba (CUB), {broadband}: the price is 0 in one of the years, "
        "and a change from or to 0 has no ratio.",
    }
    assert list(decomposed().changes) == [("BRA", "fixed-broadband"), ("KEN", "fixed-broadband")]


@given(st.decimals(-9, 9, places=8), st.decimals(-9, 9, places=8))
def test_shown_parts_add_up_as_shown(first: Decimal, other: Decimal) -> None:
    """Each figure is rounded by itself, and the line still adds up."""
    places = find_adding_places([first, other], first + other)
    assert 4 <= places <= 8

    def half_up(value: Decimal) -> Fraction:
        scaled = abs(Fraction(value)) * 10**places + Fraction(1, 2)
        return Fraction(math.floor(scaled), 10**places) * (1 if value >= 0 else -1)

    assert half_up(first) + half_up(other) == half_up(first + other)


def test_the_view() -> None:
    text = decomposed().to_text("en")
    assert text.startswith("Change of the share from 2024 to 2025\n=")
    row = next(line for line in text.splitlines() if line.startswith("Brazil"))
    # 3.00 -> 2.8636; ln 1.05 = 0.0488, -ln 1.1 = -0.0953; mean 2.93123...
    assert row.split()[5:] == [
        "3.00", "2.86", "0.1430", "−0.2794", "−0.1364", "0.0488", "−0.0953", "−0.0465",
    ]  # fmt: skip
    assert "Left out: 5" in text
    assert 'dir="rtl"' in decomposed().to_html("ar")


def test_a_change_by_hand() -> None:
    shown = decomposed().explain("KEN", language="en")
    text = shown.to_text()
    for line in (
        "Kenya: Change of the share from 2024 to 2025",
        "2024: Share of income, in % = 100 × (2999 ÷ (250000 ÷ 12)) = 14.3952",
        "2025: Share of income, in % = 100 × (2899 ÷ (271234 ÷ 12)) = 12.825825…",
        "Price, logarithm: ln(2899 ÷ 2999) = −0.033913…",
        "Income, logarithm: 0 − ln(271234 ÷ 250000) = −0.08152…",
        "Change, logarithm: (−0.033913) + (−0.081521) = −0.115434",
        "Change, points: (−0.461062) + (−1.108312) = −1.569374",
    ):
        assert line in text.splitlines()
    assert r"\ln\left(\frac{2899}{2999}\right)" in shown.to_latex()
    with pytest.raises(UsageError) as caught:
        decomposed().explain("CHL")
    assert str(caught.value) == (
        "No change of Chile (CHL) was split. Look into `left_out` for the reason."
    )


def test_it_travels_and_cannot_be_changed() -> None:
    again = pickle.loads(pickle.dumps(decomposed()))  # noqa: S301  # our own bytes
    assert again.to_text("es") == decomposed().to_text("es")
    with pytest.raises(TypeError):
        again.changes["BRA", "fixed-broadband"] = None
    with pytest.raises(ReadOnlyError):
        again.first = 2020


def refusal(frame: object, other: object = None, **more: object) -> str:
    with pytest.raises(IctindexError) as caught:
        ict.prices.decompose(frame, other, **more)  # type: ignore[arg-type]
    return str(caught.value)


def test_refusals_by_text() -> None:
    frame = table(ROWS, COLUMNS)
    assert refusal(frame, frame) == (
        "A data frame was given together with a second result. "
        "Give one frame with both years, or two results."
    )
    assert "a result of ict.compute for the price basket" in refusal([1], [2])
    assert refusal(frame, first=2025, last=2024) == (
        "The first year (2025) is not before the last (2024). Give the earlier year first."
    )
    assert refusal(frame, first=2020) == ("The series has no year 2020. Choose one of: 2024, 2025.")
    assert refusal(frame.drop(columns=["income", "currency"])).startswith(
        "The table has no column currency, income. Give a table with the columns economy,"
    )
    assert refusal(frame.assign(income=0)).startswith(
        "Brazil (BRA), “Fixed-broadband basket (5 GB)”, 2024: '0' is not a number"
    )
    assert refusal(pd.concat([frame, frame])).startswith("Brazil (BRA) has two values of")
    text = refusal(frame[frame["economy"] == "CUB"])
    assert text.startswith("Nothing is left to compare:\n  - ")
    assert "Cuba (CUB), “Fixed-broadband basket”: the price is 0" in text
    with pytest.raises(UsageError) as caught:
        ict.prices.split((Decimal(0), Decimal(1)), (Decimal(1), Decimal(1)))
    assert str(caught.value) == (
        "A price or an income is not above 0, and its logarithm does not exist. "
        "Give prices and incomes above 0."
    )


def test_two_results() -> None:
    """Kenya 2023 and 2024: 2 500 of 20 000 a month, then 2 750 of 22 000: the share stays."""
    results = []
    for year, price, income in ((2023, "2500", "240000"), (2024, "2750", "264000")):
        rows = [("KEN", "fixed-broadband", year, price, "KES"), ("UGA", "fixed-broadband", year,
                 "9" if year == 2023 else "10", "UGX" if year == 2023 else "USD")]  # fmt: skip
        values = [
            ("KEN", LOCAL, year - 1, income), ("UGA", LOCAL, year - 1, "3600"),
            ("UGA", ATLAS, year - 1, "900"),
        ]  # fmt: skip
        results.append(
            ict.compute(
                ict.methodology("ipb", edition=year),
                prices=read_prices(table(rows, "economy basket year price currency")),
                economics=read_economics(table(values, "economy series year value")),
                edition=year,
            )
        )
    split = ict.prices.decompose(*results)
    assert (split.first, split.last, split.months) == (2023, 2024, 12)
    row = split.exact.set_index("economy").loc["KEN"]
    assert row["share_first"] == row["share_last"] == Decimal("12.5")
    assert row["change"] == row["log_change"] == 0
    assert float(row["price_points"]) == pytest.approx(12.5 * math.log(1.1), rel=1e-15)
    assert {f.economy: f.code for f in split.left_out} == {"UGA": "decompose.other-currency"}
    assert refusal(*results[::-1]) == (
        "The first year (2024) is not before the last (2023). Give the earlier year first."
    )
    assert refusal(*results, first=2023) == (
        "Years were given together with results, which have a year each. "
        "Leave `first` and `last` out, or give a data frame."
    )


@pytest.mark.parametrize(
    ("months", "message"),
    [
        (0, "must be a whole number of at least 1; it is 0."),
        (-12, "must be a whole number of at least 1; it is -12."),
        (1.5, "must be a whole number; it is of the type float."),
    ],
)
def test_a_year_of_income_without_a_month_is_refused(months: int, message: str) -> None:
    pair = (Decimal(10), Decimal(20))
    with pytest.raises(UsageError) as caught:
        ict.prices.split(pair, pair, months=months)
    assert f"The argument 'months' {message}" in str(caught.value)


positive = st.decimals("0.0001", "99999", places=4)


@given(st.tuples(money, money), st.tuples(incomes, incomes), st.tuples(positive, positive))
def test_three_parts_are_the_logarithms_and_add_up(
    prices: tuple[Decimal, Decimal],
    income: tuple[Decimal, Decimal],
    rates: tuple[Decimal, Decimal],
) -> None:
    parts = ict.prices.split(prices, income, rates=rates)
    half = Decimal(6).scaleb(-21)
    assert abs(parts.log_rate + ln(Fraction(rates[1]) / Fraction(rates[0]))) <= half
    shares = [
        1200 * Fraction(p) / (Fraction(e) * Fraction(y))
        for p, e, y in zip(prices, rates, income, strict=True)
    ]
    assert abs(Fraction(parts.first) - shares[0]) <= Fraction(1, 2 * 10**20)
    points = (parts.price, parts.rate, parts.income)
    assert Fraction(parts.change) == sum(map(Fraction, points))
    moved = shares[1] - shares[0]
    assert abs(Fraction(parts.change) - moved) <= Fraction(2, 10**20) + abs(moved) / 10**30


def test_without_a_move_of_the_rate_its_part_is_zero() -> None:
    two = (Decimal(10), Decimal(12)), (Decimal(6000), Decimal(6600))
    plain = ict.prices.split(*two)
    parts = ict.prices.split(*two, rates=(Decimal(1), Decimal(1)))
    assert (parts.log_rate, parts.rate) == (0, 0)
    assert (parts.price, parts.income, parts.change) == (plain.price, plain.income, plain.change)


def test_the_exchange_rate_is_a_part_where_income_is_in_dollars() -> None:
    """The price in shillings stays, the shilling loses a fifth: the share falls by the rate."""
    rows: list[tuple[object, ...]] = [
        ("KEN", FIVE, 2024, 2000, "KES", 2000, ATLAS, 100),
        ("KEN", FIVE, 2025, 2000, "KES", 2000, ATLAS, 125),
    ]
    split = ict.prices.decompose(table(rows, f"{COLUMNS} rate"))
    row = split.frame.iloc[0]
    assert (row["share_first"], row["share_last"]) == (12.0, 9.6)
    assert (row["price_points"], row["income_points"]) == (0.0, 0.0)
    assert row["rate_points"] == pytest.approx(-2.4, abs=1e-12)
    page = split.to_text("en")
    assert "the exchange rate is a part of its own" in " ".join(page.split())
    assert "2,000 ÷ 100" in split.explain("KEN", language="en").to_text() or (
        "2000 ÷ 100" in split.explain("KEN", language="en").to_text()
    )


def test_a_rate_of_one_year_alone_is_left_out_with_the_reason() -> None:
    rows: list[tuple[object, ...]] = [
        ("KEN", FIVE, 2024, 2000, "KES", 2000, ATLAS, 100),
        ("KEN", FIVE, 2025, 2000, "KES", 2000, ATLAS, None),
        ("UGA", FIVE, 2024, 20, "UGX", 2000, LOCAL, None),
        ("UGA", FIVE, 2025, 21, "UGX", 2000, LOCAL, None),
    ]
    split = ict.prices.decompose(table(rows, f"{COLUMNS} rate"))
    assert [finding.code for finding in split.left_out] == ["decompose.one-rate"]
    assert "there is an exchange rate for one of the two years only" in (
        split.left_out[0].message("en")
    )


def test_dollars_are_named_where_both_are_in_dollars() -> None:
    words = " ".join(decomposed([row for row in ROWS if row[0] != "LBR"] + [
        ("LBN", FIVE, 2024, 25, "USD", 5120, ATLAS), ("LBN", FIVE, 2025, 26, "USD", 5120, ATLAS),
    ]).to_text("en").split())  # fmt: skip
    assert "Price and income are in US dollars for: Lebanon." in words


def test_results_whose_prices_go_through_dollars_have_three_parts() -> None:
    """Kenya 2015 and 2016: 2000 shillings at 100 and 125 to the dollar, 2400 dollars a year."""
    results = []
    for year, rate in ((2015, "100"), (2016, "125")):
        prices = [("KEN", "fixed-broadband", year, "2000", "KES")]
        economics = [("KEN", ATLAS, year, "2400"), ("KEN", "exchange-rate", year, rate)]
        results.append(
            ict.compute(
                ict.methodology("ipb", edition=year),
                prices=read_prices(table(prices, "economy basket year price currency")),
                economics=read_economics(
                    table(economics, "economy series year value").assign(window="annual")
                ),
                edition=year,
            )
        )
    split = ict.prices.decompose(*results)
    row = split.frame.iloc[0]
    cells = [result.provenance("KEN", "fixed-broadband") for result in results]
    shares = [float(cell.amounts["share"]) for cell in cells]
    assert [row["share_first"], row["share_last"]] == shares == [10.0, 8.0]
    assert (row["price_points"], row["income_points"]) == (0.0, 0.0)
    assert row["rate_points"] == pytest.approx(-2.0, abs=1e-12)


def test_years_on_both_sides_of_a_redenomination_are_not_split() -> None:
    """A price of 500 old pounds and one of 5 new ones are the same price."""
    rows = [
        ("SYR", FIVE, 2025, 500, "SYP", 12000, LOCAL),
        ("SYR", FIVE, 2026, 5, "SYP", 120, LOCAL),
    ]
    rows += [("KEN", FIVE, year, 10, "KES", 100, LOCAL) for year in (2025, 2026)]
    split = ict.prices.decompose(pd.DataFrame(rows, columns=COLUMNS.split()))
    assert [finding.message("en") for finding in split.left_out] == [
        "Syrian Arab Republic (SYR), “Fixed-broadband basket”: on 2026-01-01 one new unit of SYP "
        "replaced 100 old ones under the same code; prices and incomes of the two years can be in "
        "different units."
    ]
