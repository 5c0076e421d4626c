"""Linking by ratio splicing: the factor, what is spliced, what cannot be linked and why."""

from __future__ import annotations

import csv
import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from price_cases import table

import ictindex as ict
from ictindex.core.errors import CatalogueError, IctindexError, ReadOnlyError, UsageError
from ictindex.definitions import catalogue
from ictindex.indices.ipb.series_reader import read_baskets
from ictindex.indices.prices.linking import count_linked

OLD, NEW = "mobile-data-only-2gb", "mobile-data-only-5gb"
ROWS: list[tuple[object, ...]] = [
    ("KEN", OLD, 2021, "4.64"), ("KEN", OLD, 2022, "4.30"), ("KEN", OLD, 2023, "2.92"),
    ("KEN", NEW, 2023, "7.29"), ("KEN", NEW, 2024, "7.64"),
    ("CHE", OLD, 2022, "20.00"), ("CHE", OLD, 2024, "22.00"), ("CHE", NEW, 2023, "40.00"),
    ("UGA", OLD, 2023, "5.00"), ("UGA", NEW, 2024, "6.00"),
    ("PER", OLD, 2022, "5.00"),
    ("CUB", OLD, 2023, "0"), ("CUB", NEW, 2023, "1.00"),
]  # fmt: skip
COLUMNS = "economy definition year value"


def linked(rows: list[tuple[object, ...]] = ROWS, on: int = 2023) -> ict.prices.LinkedSeries:
    return ict.prices.link(table(rows, COLUMNS), OLD, NEW, on=on, measure="usd")


def test_the_factor_and_the_spliced_years_by_hand() -> None:
    series = linked()
    assert series.linked == ("KEN",)
    assert float(series.factor("KEN")) == pytest.approx(7.29 / 2.92, rel=1e-15)
    frame = series.frame
    assert frame["year"].tolist() == [2021, 2022, 2023, 2024]
    assert frame["spliced"].tolist() == [True, True, False, False]
    moved = [Fraction("4.64"), Fraction("4.30")]
    expected = [float(p * Fraction("7.29") / Fraction("2.92")) for p in moved] + [7.29, 7.64]
    assert frame["value"].tolist() == expected
    assert frame.attrs == {"definitions": (OLD, NEW), "overlaps": (2023,)}
    assert set(frame["definition"]) == {f"{OLD}~{NEW}@2023"}
    assert series.factors.to_dict("records") == [
        {
            "economy": "KEN",
            "year": 2023,
            "old": 2.92,
            "new": 7.29,
            "factor": float(series.factor("KEN")),
        }
    ]


def test_what_is_not_linked_has_its_reason() -> None:
    reasons = {finding.economy: finding.message("en") for finding in linked().unlinked}
    assert reasons == {
        "CHE": f"Switzerland (CHE) has no price by the older definition ({OLD}) in 2023.",
        "UGA": f"Uganda (UGA) has no price by the newer definition ({NEW}) in 2023.",
        "PER": "Peru (PER) has a price by neither definition in 2023.",
        "CUB": f"Cuba (CUB) has a price of 0 by {OLD} or {NEW} in 2023, and their ratio does not "
        "exist.",
    }
    assert {finding.year for finding in linked().unlinked} == {2023}
    assert not set(linked().frame["economy"]) & reasons.keys()


def test_an_older_price_never_follows_the_overlap() -> None:
    """A year without the newer price stays empty, even where the older one goes on."""
    rows = [("KEN", OLD, y, 2) for y in (2022, 2023, 2024)] + [("KEN", NEW, 2023, 3)]
    series = linked(rows)
    assert series.frame["year"].tolist() == [2022, 2023]
    assert series.value("KEN", 2024) is None
    # And a newer price before the overlap gives way to the spliced one: one source a side.
    series = linked([*rows, ("KEN", NEW, 2022, 7)])
    assert series.value("KEN", 2022) == Decimal(3)


prices = st.decimals("0.01", "999999", places=2)


@given(st.lists(prices, min_size=2, max_size=5), st.lists(prices, min_size=1, max_size=4))
def test_changes_on_each_side_are_those_of_its_definition(
    before: list[Decimal], after: list[Decimal]
) -> None:
    """Splicing moves the level: ratios between years of one side are kept exactly."""
    on = 2000 + len(before) - 1
    rows: list[tuple[object, ...]] = [("KEN", OLD, 2000 + n, p) for n, p in enumerate(before)]
    rows += [("KEN", NEW, on + n, p) for n, p in enumerate(after)]
    series = linked(rows, on)
    for n in range(len(before) - 1):
        value = series.value("KEN", 2000 + n)
        assert value is not None
        exact = Fraction(before[n]) * Fraction(after[0]) / Fraction(before[-1])
        assert abs(Fraction(value) - exact) <= Fraction(1, 2 * 10**20)
    assert [series.value("KEN", on + n) for n in range(len(after))] == after


def test_a_linked_series_goes_into_an_index() -> None:
    index = ict.prices.price_index(linked())
    assert index.measure == "usd"
    expected = [100, 100 * 4.30 / 4.64, 100 * 2.92 / 4.64, 100 * 2.92 / 4.64 * 7.64 / 7.29]
    assert index.frame["index"].tolist() == pytest.approx(expected, rel=1e-12)
    assert (
        "Data-only mobile-broadband basket (2 GB) linked to Data-only mobile-broadband basket "
        "(5 GB) on 2023" in index.to_text("en")
    )


def test_the_view_says_factor_year_and_what_is_spliced() -> None:
    text = linked().to_text("en")
    assert "by ratio splicing on 2023" in text
    assert "Years before the overlap, whose figures are prices by the older definition moved by "
    assert "moved by the factor: 2021, 2022." in text
    row = next(line for line in text.splitlines() if line.startswith("Kenya"))
    # 7.29 / 2.92 = 2.4965753...; 4.64 and 4.30 times it.
    assert row.split() == ["Kenya", "2.496575", "11.58", "10.74", "7.29", "7.64"]
    assert "2021 *" in text
    assert "Economies that are not linked: 4" in text
    assert "- Peru (PER) has a price by neither definition in 2023." in text
    html = linked().to_html("ar")
    assert 'dir="rtl"' in html
    assert "<table" in html


def test_the_link_by_hand() -> None:
    shown = linked().explain("KEN", language="en")
    text = shown.to_text()
    assert "factor = 7.29 ÷ 2.92 = 2.496575…" in text
    assert "2021 (moved by the factor): 4.64 × (7.29 ÷ 2.92) = 11.584109…" in text
    assert "2024 (as priced by the newer definition): 7.64" in text
    assert r"\frac{7.29}{2.92}" in shown.to_latex()
    assert "<math" in shown.to_html()
    with pytest.raises(UsageError) as caught:
        linked().explain("PER")
    assert str(caught.value) == (
        "Peru (PER) is not linked in this series. Look into `unlinked` for the reason."
    )


def test_it_travels_between_processes() -> None:
    again = pickle.loads(pickle.dumps(linked()))  # noqa: S301  # our own bytes
    assert again.to_text("ru") == linked().to_text("ru")
    with pytest.raises(ReadOnlyError):
        again.on = 2024


def refusal(call: object) -> str:
    with pytest.raises(IctindexError) as caught:
        call()  # type: ignore[operator]
    return str(caught.value)


def test_refusals_by_text() -> None:
    frame = table(ROWS, COLUMNS).assign(measure="usd")
    low = table([("KEN", "mobile-low-1gb", 2023, 1)], COLUMNS).assign(measure="usd")
    both = pd.concat([frame, low])
    assert refusal(lambda: ict.prices.link(frame, OLD, NEW, on=2019)) == (
        "No economy has a price above 0 by both definitions in 2019. "
        "Years in which some economy has both: 2023."
    )
    assert refusal(lambda: ict.prices.link(both, OLD, "mobile-low-1gb", on=2023)) == (
        "The definitions mobile-data-only-2gb and mobile-low-1gb are of different baskets. "
        "Link only two definitions of one basket."
    )
    assert refusal(lambda: ict.prices.link(frame, OLD, OLD, on=2023)).startswith(
        "“Data-only mobile-broadband basket (2 GB)” cannot be linked to itself."
    )
    assert refusal(lambda: ict.prices.link(frame, OLD, "mobile-high-2gb", on=2023)) == (
        f"The series has no values of mobile-high-2gb. It has: {OLD}, {NEW}."
    )
    assert "whole number" in refusal(lambda: ict.prices.link(frame, OLD, NEW, on="2023"))
    assert refusal(lambda: ict.prices.link(frame.drop(columns="measure"), OLD, NEW, on=2023)) == (
        "The table does not state which measure its values are. "
        'Name it, for example `measure="usd"`, or give the table a column `measure`.'
    )
    twice = pd.concat([frame, frame.head(1)])
    assert refusal(lambda: ict.prices.link(twice, OLD, NEW, on=2023)).startswith(
        "Kenya (KEN) has two values of “Data-only mobile-broadband basket (2 GB)”"
    )
    mixed = pd.concat([frame, frame.assign(measure="ppp")])
    assert refusal(lambda: ict.prices.link(mixed, OLD, NEW, on=2023)) == (
        "The table mixes several measures: usd, ppp. Choose one with `measure=`."
    )
    with pytest.raises(CatalogueError, match="There is no definition of a basket called 'mobile'"):
        ict.prices.link(table([("KEN", "mobile", 2023, 1)], COLUMNS), "mobile", NEW, on=2023,
                      measure="usd")  # fmt: skip


@pytest.mark.slow
def test_2_and_5_gb_of_the_published_series(data: Path) -> None:
    """Both definitions exist in 2022 to 2024: each economy by its own ratio, from the file."""
    path = data / "ipb" / "baskets_2008_2025.csv"
    kept: dict[tuple[str, str, int], Fraction] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["code_prefix"] in ("i271mb_2GB", "i271mb_5GB") and row["unit"] == "USD":
                definition, _ = catalogue.definition_of(row["code_prefix"])
                kept[row["iso3"], definition, int(row["year"])] = Fraction(row["value"])
    rows: list[tuple[object, ...]] = [
        (*key, str(value.numerator / value.denominator)) for key, value in kept.items()
    ]
    series = linked(rows, 2023)
    both = {e for e, d, y in kept if d == OLD and y == 2023 and (e, NEW, 2023) in kept}
    assert set(series.linked) == both
    assert len(both) > 150
    for economy in both:
        ratio = kept[economy, NEW, 2023] / kept[economy, OLD, 2023]
        for year in (2021, 2022):
            value, then = series.value(economy, year), kept.get((economy, OLD, year))
            assert (value is None) == (then is None)
            if value is not None and then is not None:
                assert abs(Fraction(value) - then * ratio) <= Fraction(1, 10**20)
    assert {f.economy for f in series.unlinked} == {e for e, _, _ in kept} - both


def test_experimental_prices_are_counted_and_stay_marked() -> None:
    frame = table(ROWS, COLUMNS).assign(measure="usd", status="official")
    frame.loc[(frame["definition"] == NEW) & (frame["year"] == 2023), "status"] = "experimental"
    frame.loc[(frame["definition"] == OLD) & (frame["year"] == 2021), "status"] = "outside"
    series = ict.prices.link(frame, OLD, NEW, on=2023)
    # Kenya alone is linked: its link and its value of 2023 rest on one experimental price.
    assert dict(count_linked(series)) == {"experimental": 1, "outside": 1}
    assert series.frame["status"].tolist() == ["outside", "", "experimental", ""]
    text = (
        "! prices that their source calls experimental: 1; prices outside the years of the "
        "basket's history: 1"
    )
    assert text in series.to_text("en")
    assert text in ict.prices.price_index(series).to_text("en")
    assert "experimental" not in linked().to_text("en")


@pytest.mark.slow
def test_a_price_series_of_the_library(data: Path) -> None:
    series = read_baskets(
        data / "ipb" / "baskets_2008_2025.csv",
        columns={"iso3": "economy", "code_prefix": "basket", "unit": "measure"},
    )
    shown = ict.prices.link(series, OLD, NEW, on=2023, measure="usd", economies=["BRA", "KEN"])
    assert shown.linked == ("BRA", "KEN")
    # Printed: Kenya 2.92 and 7.29 dollars in 2023, 4.30 by 2 GB in 2022.
    assert float(shown.factor("KEN")) == pytest.approx(7.29 / 2.92, rel=1e-15)
    assert count_linked(shown)["experimental"] > 0
    chosen = ict.prices.read_points(series, "usd", definitions=NEW)
    index = ict.prices.price_index(chosen, years=[2023, 2024])
    assert len(index.items) > 150
    with pytest.raises(UsageError, match="The series mixes several definitions"):
        ict.prices.price_index(series, measure="usd")


TEN = "mobile-data-only-10gb"
CHAIN = [
    ("KEN", OLD, 2021, "4.64"), ("KEN", OLD, 2022, "3"), ("KEN", NEW, 2022, "7"),
    ("KEN", NEW, 2023, "6"), ("KEN", TEN, 2023, "11"), ("KEN", TEN, 2024, "10"),
    ("UGA", OLD, 2022, "1"), ("UGA", NEW, 2022, "2"), ("UGA", TEN, 2023, "5"),
]  # fmt: skip


def chained(rows: list[tuple[str, str, int, str]]) -> ict.prices.LinkedSeries:
    frame = pd.DataFrame(rows, columns=["economy", "definition", "year", "value"])
    return ict.prices.link(frame, OLD, NEW, TEN, on=[2022, 2023], measure="usd")


def test_a_price_is_moved_by_every_link_that_follows() -> None:
    series = chained(CHAIN)
    both = Fraction(7, 3) * Fraction(11, 6)
    expected = [Fraction("4.64") * both, 7 * Fraction(11, 6), Fraction(11), Fraction(10)]
    values = [series.value("KEN", year) for year in series.years]
    for value, exact in zip(values, expected, strict=True):
        assert value is not None
        assert abs(Fraction(value) - exact) <= Fraction(1, 2 * 10**20)
    assert abs(Fraction(series.factor("KEN")) - both) <= Fraction(1, 2 * 10**20)
    assert series.frame["spliced"].tolist() == [True, True, False, False]
    assert series.definition == f"{OLD}~{NEW}@2022~{TEN}@2023"
    assert series.factors["year"].tolist() == [2022, 2023]


def test_an_economy_without_one_link_is_named_with_that_link() -> None:
    series = chained(CHAIN)
    assert series.linked == ("KEN",)
    assert [(f.economy, f.code, f.year) for f in series.unlinked] == [
        ("UGA", "link.no-old-price", 2023)
    ]


def test_overlaps_are_one_for_each_link_and_ascend() -> None:
    frame = pd.DataFrame(CHAIN, columns=["economy", "definition", "year", "value"])
    for years in ([2022], [2023, 2022], 2022):
        with pytest.raises(UsageError, match="2 overlap years are needed, one for each link"):
            ict.prices.link(frame, OLD, NEW, TEN, on=years, measure="usd")


def test_groups_and_panels_of_a_linked_series() -> None:
    rows = [
        (economy, definition, year, value)
        for economy, values in {"KEN": "4 2 4 3", "UGA": "9 3 6 5", "CHE": "2 1 1 1"}.items()
        for (definition, year), value in zip(
            ((OLD, 2021), (OLD, 2022), (NEW, 2022), (NEW, 2023)), values.split(), strict=True
        )
    ]
    frame = pd.DataFrame(
        [row for row in rows if row[:3] != ("CHE", NEW, 2023)],
        columns=["economy", "definition", "year", "value"],
    )
    series = ict.prices.link(frame, OLD, NEW, on=2022, measure="usd")
    assert series.panel([2021, 2023]) == ("KEN", "UGA")
    figures = series.groups("itu-region", "ipb-2025").set_index(["group", "year"])
    # Kenya 8, Uganda 18 in 2021 at the level of 5 GB; Switzerland 2.
    assert figures.loc[("africa", 2021), "value"] == 13.0
    assert figures.loc[("all", 2021), "value"] == 8.0
    assert figures.loc[("europe", 2023), "count"] == 0
    balanced = series.groups("itu-region", "ipb-2025", years=[2021, 2023], balanced=True)
    assert balanced.set_index(["group", "year"]).loc[("all", 2021), "value"] == 13.0
    with pytest.raises(UsageError, match="grouping"):
        series.groups("itu-region")
