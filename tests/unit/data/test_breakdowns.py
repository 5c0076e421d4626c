"""Breakdowns compared: ratios, gaps, totals against their parts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError


def table(indicator: str, name: str, parts: dict[str, object], **more: object) -> ict.Observations:
    rows = [
        {"economy": "KEN", "indicator": indicator, "year": 2022, "value": value, name: code, **more}
        for code, value in parts.items()
    ]
    return ict.read_observations(pd.DataFrame(rows))


def comparison_of(observations: ict.Observations) -> dict[str, object]:
    comparisons = ict.data.compare_breakdowns(observations)
    assert len(comparisons) == 1
    return comparisons.to_frame().iloc[0].to_dict()


def test_women_over_men_and_men_minus_women() -> None:
    comparison = comparison_of(table("xHH18", "sex", {"": 48.6, "F": 46.2, "M": 51.1}))
    assert (comparison["first"], comparison["second"]) == ("F", "M")
    assert comparison["ratio"] == float(Decimal("46.2") / Decimal("51.1"))
    assert (
        comparison["gap"] == 4.9 and comparison["agrees"] is True and comparison["imbalance"] == 0
    )


def test_the_urban_rural_gap() -> None:
    comparison = comparison_of(table("i99H", "location", {"_T": 35, "U": 60, "R": 25}))
    assert (comparison["first"], comparison["ratio"], comparison["gap"]) == ("R", 25 / 60, 35)


@pytest.mark.parametrize(
    ("name", "parts", "expected"),
    [
        ("disability", {"PD": 20, "PWD": 40}, ("PD", "PWD", 0.5)),
        ("income", {"Q1": 20, "Q3": 30, "Q5": 80}, ("Q1", "Q5", 0.25)),
        ("age", {"Y15T24": 80, "Y25T74": 60, "Y_GE75": 20}, ("Y_GE75", "Y15T24", 0.25)),
        ("education", {"ISCED11_2": 30, "ISCED11_5T8": 60}, ("ISCED11_2", "ISCED11_5T8", 0.5)),
    ],
)
def test_other_breakdowns(
    name: str, parts: dict[str, object], expected: tuple[str, str, float]
) -> None:
    comparison = comparison_of(table("i99H", name, parts))
    assert (comparison["first"], comparison["second"], comparison["ratio"]) == expected
    assert comparison["agrees"] is None  # not all parts need be there


@pytest.mark.parametrize(
    ("total", "agrees", "imbalance"), [(52, False, 0.9), (46, False, 0.2), (51.1, True, 0)]
)
def test_a_rate_beyond_its_parts_is_reported(total: float, agrees: bool, imbalance: float) -> None:
    comparison = comparison_of(table("xHH18", "sex", {"": total, "F": 46.2, "M": 51.1}))
    assert comparison["agrees"] is agrees and comparison["imbalance"] == imbalance


@pytest.mark.parametrize(("total", "agrees", "off"), [(300, True, 0), (310, False, 10)])
def test_counts_add_up(total: int, agrees: bool, off: int) -> None:
    comparison = comparison_of(table("i271", "sex", {"_T": total, "F": 100, "M": 200}))
    assert comparison["agrees"] is agrees and comparison["imbalance"] == off


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("disability", ("PD", "PWD")),
        ("income", ("Q1", "Q2", "Q3", "Q4", "Q5")),
        ("age", ("Y_LT15", "Y15T24", "Y25T74", "Y_GE75")),
        ("education", ("ISCED11_0_1", "ISCED11_2", "ISCED11_3_4", "ISCED11_5T8")),
    ],
)
def test_a_total_is_held_against_parts_that_make_up_a_whole(
    name: str, parts: tuple[str, ...]
) -> None:
    values = {code: 20 + 10 * n for n, code in enumerate(parts)}
    highest = max(values.values())
    assert comparison_of(table("i99H", name, {"": highest + 1, **values}))["imbalance"] == 1
    assert comparison_of(table("i99H", name, {"": highest, **values}))["agrees"] is True
    if len(parts) > 2:  # where one of them is not there, nothing is decided
        del values[parts[1]]
        assert comparison_of(table("i99H", name, {"": highest + 1, **values}))["agrees"] is None


def test_shares_of_prices_do_not_add_up() -> None:
    """A price has no denominator in the catalogue, and is no count: it lies between its parts."""
    comparison = comparison_of(table("price-fixed-broadband", "location", {"": 3, "U": 2, "R": 4}))
    assert (comparison["agrees"], comparison["imbalance"]) == (True, 0)


def test_without_a_total_nothing_is_decided() -> None:
    comparison = comparison_of(table("i99H", "sex", {"F": 30, "M": 40}))
    assert comparison["agrees"] is None and pd.isna(comparison["total"])


def test_a_ratio_to_nothing_is_none() -> None:
    comparison = comparison_of(table("i99H", "sex", {"F": 30, "M": 0}))
    assert pd.isna(comparison["ratio"]) and comparison["gap"] == -30


def test_figures_of_two_sources_are_not_compared() -> None:
    women = table("i99H", "sex", {"F": 30}, source="survey")
    men = table("i99H", "sex", {"M": 40}, source="census")
    assert len(ict.data.compare_breakdowns(women + men)) == 0


@small_cases(
    "other",
    [
        {"year": 2021},
        {"vintage": "2024-06"},
        {"source_class": "estimate"},
        {"value": ""},
        {"value": "175"},
    ],
)
def test_only_figures_that_belong_together_are_compared(other: dict[str, object]) -> None:
    common = {"economy": "KEN", "indicator": "i99H", "year": 2022, "value": "75"}
    rows = [common | {"value": "60", "sex": "F"}, common | {"sex": "M"} | other]
    assert (
        len(ict.data.compare_breakdowns(ict.read_observations(pd.DataFrame(rows).fillna("")))) == 0
    )


def test_other_parts_are_compared_by_their_codes() -> None:
    ages = table("i99H", "age", {"Y_GE75": 30, "Y15T24": 90, "Y25T74": 60})
    sexes = table("i99H", "sex", {"F": 30, "M": 40})
    (row,) = ict.data.compare_breakdowns(ages + sexes, "age", pair=("Y25T74", "Y15T24")).rows
    assert (row.first, row.second, row.gap) == ("Y25T74", "Y15T24", 30)
    assert {r.breakdown for r in ict.data.compare_breakdowns(ages + sexes).rows} == {"age", "sex"}
    assert [r.breakdown for r in ict.data.compare_breakdowns(ages + sexes, "sex").rows] == ["sex"]
    assert len(ict.data.compare_breakdowns(ages, "age", pair=("Y_LT15", "Y15T24"))) == 0


def test_what_cannot_be_compared_is_refused() -> None:
    ages = table("i99H", "age", {"Y_GE75": 30, "Y15T24": 90})
    with pytest.raises(UsageError) as caught:
        ict.data.compare_breakdowns(ages, "colour")
    assert str(caught.value).startswith("'colour' is not a breakdown of observations. Use one of:")
    for by, pair in (("age", ["a"]), ("age", ("a", "a")), ("age", ("_T", "b")),
                     (None, ("Y_GE75", "Y15T24"))):  # fmt: skip
        with pytest.raises(UsageError, match=r"not a pair of parts to compare\. Name the"):
            ict.data.compare_breakdowns(ages, by, pair=pair)
    with pytest.raises(
        UsageError, match="The argument 'pair' must be a list; it is of the type str"
    ):
        ict.data.compare_breakdowns(ages, "age", pair="ab")


def test_figures_by_two_things_at_once_are_left_aside() -> None:
    observations = table("i99H", "sex", {"F": 30, "M": 40}, location="U")
    assert len(ict.data.compare_breakdowns(observations)) == 0


def test_words_in_every_language() -> None:
    comparisons = ict.data.compare_breakdowns(
        table("xHH18", "sex", {"": 48.6, "F": 46.2, "M": 51.1})
    )
    assert "0.904" in comparisons.to_text("en") and "4.9" in comparisons.to_text("en")
    assert 'dir="rtl"' in comparisons.to_html("ar")
    with pytest.raises(UsageError):
        ict.data.compare_breakdowns(pd.DataFrame())


@pytest.mark.slow
@given(
    st.decimals(min_value=1, max_value=100, places=1),
    st.decimals(min_value=1, max_value=100, places=1),
)
def test_exchanging_the_parts_inverts_the_ratio(one_part: Decimal, two: Decimal) -> None:
    parts = table("i99H", "sex", {"F": str(one_part), "M": str(two)})
    (there,) = ict.data.compare_breakdowns(parts).rows
    (back,) = ict.data.compare_breakdowns(parts, "sex", pair=("M", "F")).rows
    # The oracle is of fractions; a ratio is kept to 20 places.
    assert abs(Fraction(there.ratio) - Fraction(one_part) / Fraction(two)) <= Fraction(1, 10**20)
    assert abs(Fraction(back.ratio) - Fraction(two) / Fraction(one_part)) <= Fraction(1, 10**20)
    assert there.gap == -back.gap == two - one_part


# ------------------------------------------------------------------ units

TRAFFIC = "mobile-broadband-traffic-total"


def parts(indicator: str, *rows: tuple[str, object, str]) -> ict.Observations:
    common = {"economy": "KEN", "indicator": indicator, "year": 2022}
    return ict.read_observations(
        pd.DataFrame([{**common, "sex": s, "value": v, "unit": u} for s, v, u in rows])
    )


def test_a_unit_left_out_is_that_of_the_indicator() -> None:
    comparison = comparison_of(parts("i271", ("", 100, ""), ("F", 40, "count"), ("M", 50, "count")))
    assert (comparison["total"], comparison["agrees"], comparison["imbalance"]) == (
        100.0,
        False,
        10.0,
    )


@pytest.mark.parametrize(
    ("women", "men"),
    [
        (("0.6", "exabytes"), ("0.9", "exabytes")),
        (("0.6", "exabytes"), ("900", "petabytes")),
        (("600", "petabytes"), ("900000", "terabytes")),
        (("0.6", ""), ("900", "petabytes")),
    ],
)
def test_figures_are_compared_in_the_unit_of_the_indicator(
    women: tuple[str, str], men: tuple[str, str]
) -> None:
    rows = ict.data.compare_breakdowns(
        parts(TRAFFIC, ("_T", "1.5", "exabytes"), ("F", *women), ("M", *men))
    ).rows[0]
    assert (rows.first_value, rows.second_value) == (Decimal("0.6"), Decimal("0.9"))
    assert (rows.gap, rows.agrees, rows.imbalance) == (Decimal("0.3"), True, 0)


def test_a_figure_that_is_supplied_in_two_units_is_one_if_it_is_the_same() -> None:
    rows = [("F", "0.6", "exabytes"), ("M", "0.9", "exabytes")]
    again = [*rows, ("F", "600", "petabytes")]
    common = {"economy": "KEN", "indicator": TRAFFIC, "year": 2022, "source": "A"}
    made = [{**common, "sex": s, "value": v, "unit": u} for s, v, u in again]
    # Two rows of one cell in two units are the same observation twice: a question of the table.
    assert len(ict.data.compare_breakdowns(ict.read_observations(pd.DataFrame(made)))) == 0
