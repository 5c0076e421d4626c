"""ITU's published group medians from its published baskets, and the IDI's prices from them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest
import reference
from real_files import COLUMNS, CONSTANTS, FLAGS, PUBLISHED, rows_of

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.published_medians import read_medians
from ictindex.indices.ipb.publisher_panel import PublishedPanel
from ictindex.indices.ipb.series_reader import read_baskets
from ictindex.indices.ipb.to_idi import price_observations
from ictindex.indices.ipb.views import series_groups_page
from ictindex.language import i18n
from ictindex.publishing.charts.group_panels import draw_group_panels
from ictindex.publishing.website.price_pages import list_baskets, make_basket_panels
from ictindex.publishing.website.site_inputs import QuotedPrices

LAYOUT = {"iso3": "economy", "code_prefix": "basket", "unit": "measure"}
MEASURES = {"GNIpc": "share", "PPP": "ppp", "USD": "usd"}
# How the workbook calls the groups of the catalogue.
GROUPS = {
    ("ITURegion", "Africa"): ("itu-region", "africa"),
    ("ITURegion", "Arab States"): ("itu-region", "arab-states"),
    ("ITURegion", "Asia & Pacific"): ("itu-region", "asia-pacific"),
    ("ITURegion", "CIS countries"): ("itu-region", "cis"),
    ("ITURegion", "Europe countries"): ("itu-region", "europe"),
    ("ITURegion", "The Americas"): ("itu-region", "americas"),
    ("ITURegion", "Other Economies"): ("itu-region", "other-economies"),
    ("Income_2025", "Low income"): ("income-group", "low"),
    ("Income_2025", "Lower middle income"): ("income-group", "lower-middle"),
    ("Income_2025", "Upper middle income"): ("income-group", "upper-middle"),
    ("Income_2025", "High income"): ("income-group", "high"),
    ("LDC", "LDC"): ("ldc", "ldc"),
    ("LLDC", "LLDC"): ("lldc", "lldc"),
    ("SIDS", "SIDS"): ("sids", "sids"),
    ("World", "World"): ("sids", "all"),
}
GROUPINGS = ("itu-region", "income-group", "ldc", "lldc", "sids")


@pytest.fixture(scope="module")
def series(data: Path) -> PriceSeries:
    return read_baskets(data / "ipb" / "baskets_2008_2025.csv", columns=LAYOUT, edition=2025)


def figures(series: PriceSeries, **asked: object) -> dict[tuple[str, str, str, int, str], float]:
    """All medians by grouping, group, definition, year and measure."""
    figures_by_cell = {}
    for grouping in GROUPINGS:
        for measure in MEASURES.values():
            frame = series.groups(grouping, measure=measure, **asked)  # type: ignore[arg-type]
            columns = ["group", "definition", "year", "count", "value", "reason"]
            shown = frame[columns].itertuples(index=False, name=None)
            for group, definition, year, count, value, reason in shown:
                assert (count == 0) == np.isnan(value) or "blank-shares" in reason
                figures_by_cell[grouping, group, definition, year, measure] = value
    return figures_by_cell


def of_groups(
    group_figures: dict[tuple[str, str, str, int, str], float], years: range
) -> dict[tuple[str, str, str, int, str], float]:
    """Those that the workbook prints: fifteen groups, the world once, where there is a price."""
    printed = set(GROUPS.values())
    return {
        key: value
        for key, value in group_figures.items()
        if key[:2] in printed and key[3] in years and not np.isnan(value)
    }


@pytest.mark.slow
def test_every_row_is_read(series: PriceSeries, data: Path) -> None:
    rows = rows_of(data / "ipb" / "baskets_2008_2025.csv")
    assert len(series) == len(rows) == 41853
    # No cell is in doubt; what the table as a whole leaves in doubt is tested separately.
    assert (
        not [finding for finding in series.findings if finding.address is not None]
        and not series.unread
    )
    words = {"outside_history_range": "outside"}
    read = Counter(
        series.frame[["economy", "definition", "year", "measure", "value", "status"]].itertuples(
            index=False, name=None
        )
    )
    codes = {row["code_prefix"]: catalogue.definition_of(row["code_prefix"]) for row in rows}
    assert read == Counter(
        (
            row["iso3"],
            (codes[row["code_prefix"]] or ("", None))[0],
            int(row["year"]),
            MEASURES[row["unit"]],
            float(row["value"]),
            words.get(row["status"], row["status"]),
        )
        for row in rows
    )
    address = series.address("ABW", "i154_FBB", 2016)
    assert address is not None
    assert address.show("en") == "baskets_2008_2025.csv, line 2, column value"


@pytest.mark.slow
def test_the_status_of_every_row_is_that_of_the_catalogue(series: PriceSeries) -> None:
    frame = series.frame[["definition", "year", "status"]].drop_duplicates()
    for definition, year, status in frame.itertuples(index=False, name=None):
        assert catalogue.basket_definitions()[definition].status(year) == status


def test_the_medians_of_2018_exactly(series: PriceSeries, data: Path) -> None:
    medians = figures(series, years=[2018])
    equal, none = 0, 0
    for row in rows_of(data / "ipb" / "medians_2018.csv"):
        code = catalogue.definition_of(row["Code"])
        assert code is not None
        definition, measure = code
        assert measure == MEASURES[row["Unit"]]
        key = (*GROUPS[row["Grouping"], row["Group"]], definition, 2018, measure)
        if row["annual_2018"] == "NA":
            assert key not in medians or np.isnan(medians[key]), key
            none += 1
        else:
            assert medians[key] == float(row["annual_2018"]), key
            equal += 1
    print(f"\nmedians of 2018: {equal} of 225 exact, {none} without figure")
    assert (equal, none) == (225, 450)


@pytest.mark.slow
def test_the_number_of_medians_is_that_of_the_workbook(series: PriceSeries) -> None:
    """As many as ITU prints for the annual medians of 2017-2022 and for the five-year panel."""
    annual = of_groups(figures(series), range(2017, 2023))
    assert len(annual) == 1341
    five = of_groups(figures(series, years=range(2021, 2026), balanced=True), range(2021, 2026))
    assert len(five) == 675
    four = of_groups(figures(series, years=range(2022, 2026), balanced=True), range(2022, 2026))
    assert len(four) == 900


@pytest.mark.slow
def test_all_medians_are_those_of_fractions(series: PriceSeries, data: Path) -> None:
    """Every group, basket, year and measure against sorted fractions, annual and in panels."""
    prices: dict[tuple[str, str, int], dict[str, Fraction]] = {}
    for row in rows_of(data / "ipb" / "baskets_2008_2025.csv"):
        code = catalogue.definition_of(row["code_prefix"])
        assert code is not None
        key = (code[0], MEASURES[row["unit"]], int(row["year"]))
        prices.setdefault(key, {})[row["iso3"]] = Fraction(row["value"])
    everyone = {economy for values in prices.values() for economy in values}
    of_group = {
        (grouping, group): set(members)
        for grouping in GROUPINGS
        for group, members in catalogue.groups(grouping, "ipb-2025").groups.items()
    }
    of_group["sids", "all"] = everyone

    def expected(window: range | None) -> dict[tuple[str, str, str, int, str], float]:
        medians = {}
        for (definition, measure, year), values in prices.items():
            kept = set(values)
            if window is not None:
                if year not in window:
                    continue
                kept = set.intersection(
                    *(set(prices.get((definition, measure, other), {})) for other in window)
                )
            for (grouping, group), inside in of_group.items():
                chosen = [values[economy] for economy in kept & inside]
                if chosen:
                    figure = reference.half_up(Fraction(median(chosen)), 2)
                    medians[grouping, group, definition, year, measure] = float(figure)
        return medians

    for window in (None, range(2021, 2026), range(2022, 2026)):
        asked = {} if window is None else {"years": window, "balanced": True}
        ours = of_groups(figures(series, **asked), range(2008, 2026))
        visible = {
            key: value
            for key, value in expected(window).items()
            # Medians of these years count blank shares: see the test of printed medians.
            if key[2] != "fixed-broadband-1gb" or key[3] > 2016 or key[4] == "usd"
        }
        assert visible.items() <= ours.items()
        print(f"\n{window}: {len(ours)} medians equal those of fractions")


@pytest.fixture(scope="module")
def compared(series: PriceSeries, data: Path) -> pd.DataFrame:
    return read_medians(data / "ipb" / "medians_half.csv").compare(series)


@pytest.mark.slow
def test_every_printed_median_is_ours_or_a_bound(compared: pd.DataFrame) -> None:
    """2,795 of the 5,473 that ITU prints: at least 92.3 % by our own arithmetic, none differs."""
    counts = compared.attrs["counts"]
    print(f"\nprinted medians: {len(compared)}: {counts}")
    assert len(compared) == 2795 == sum(counts.values())
    assert counts == {"own": 2613, "bound": 182, "file": 0}
    assert counts["own"] / len(compared) > 5052 / 5473


@pytest.mark.slow
def test_the_medians_of_three_groups_from_2023_are_bounds(compared: pd.DataFrame) -> None:
    short = compared[compared["reason"].str.contains("panel-short")]
    assert set(short["group"]) == {"itu-region/other-economies", "income-group/upper-middle", "all"}
    assert (short["of"] == short["count"] + 1).all()
    # 2023 to 2025 and the panel of the two last years; those of four and five years are the table.
    assert set(short["window"]) == {"2023", "2024", "2025", "2024-2025"}


def test_the_high_consumption_median_of_2025_is_never_called_published(
    series: PriceSeries, data: Path
) -> None:
    """ITU prints 1.62 for upper-middle income; the prices of its table give 1.74."""
    rows = series.groups("income-group", definition="i271mb_high_5GB", years=[2025])
    row = rows.set_index("group").loc["upper-middle"]
    assert (row["count"], row["of"], row["basis"]) == (52, 53, "bound")
    assert row["low"] <= 1.62 <= row["high"] and row["result_kind"] == "computed-here"
    filled = read_medians(data / "ipb" / "medians_half.csv").fill(rows).set_index("group")
    printed = filled[filled["basis"] == "file"]
    assert set(printed["result_kind"]) <= {"published"}
    assert set(filled.loc[filled["basis"] != "file", "result_kind"]) == {"computed-here"}


def test_the_median_of_africa_in_2008_counts_blank_shares(series: PriceSeries) -> None:
    """ITU prints 165.7 %; the twenty visible shares give 60.96 %."""
    rows = series.groups("itu-region", definition="fixed-broadband-1gb", years=[2008])
    row = rows.set_index("group").loc["africa"]
    assert row["blank"] > 0 and row["low"] <= 165.7 <= row["high"] and row["value"] != 60.96


def test_the_page_shows_ranges_and_of_how_many(series: PriceSeries) -> None:
    """The world in 2025 and low income in 2008 are ranges; 2012 counts 144 economies, 2 blank."""
    frame = series.groups("income-group", definition=["i154_FBB", "i154_FBB5"], years=[2008, 2025])
    text = " ".join(i18n.write(series_groups_page(series, frame, "en"), "en").split())
    assert "between 237.12 and 289.06 (5 of 11)" in text
    assert "(195 of 196)" in text and "8.76 (41)" in text
    assert "Why only a range can be given: " in text
    assert "Figures of groups are of these economies alone" not in text
    part = series.select(economies=series.economies[:50])
    of_part = series_groups_page(part, part.groups(years=[2025]), "en")
    assert "Figures of groups are of these economies alone" in i18n.write(of_part, "en")


@pytest.mark.slow
def test_the_public_page_of_a_basket_shows_ranges_with_their_reason(series: PriceSeries) -> None:
    """In 2008, 6 of the 11 shares of low income are blank; the Americas count one that is."""
    fixed = next(b for b in list_baskets(series) if b.basket == "fixed-broadband")
    chart = draw_group_panels(make_basket_panels(QuotedPrices("", series), fixed), language="en")
    table = chart.table.blocks("en")[-1]
    cells = {(name, year): shown for name, _, year, *shown in table.rows}
    assert cells["Low income", "2008"] == ["between 237.12 and 289.06", "5 of 11"]
    assert cells["Americas", "2008"] == ["8.86", "29"]
    named = {year: definition for _, definition, year, *_ in table.rows}
    assert named["2017"].endswith("(1 GB)") and named["2018"].endswith("(5 GB)")
    assert any(note.startswith("A range is shown where the publisher") for note in chart.notes)
    assert not chart.data["value"].isna().any()


def test_limits_of_blank_prices_contain_visible_ones(series: PriceSeries) -> None:
    """The limits of a blank are sound: all but two visible prices lie within their own."""
    definition = series.definitions.index("fixed-broadband-1gb")
    inside, outside = 0, []
    for measure in ("share", "ppp"):
        panel = PublishedPanel(series, measure)
        m, usd = series.measures.index(measure), series.measures.index("usd")
        for y, year in enumerate(series.years):
            if year > 2016:
                continue
            for e, economy in enumerate(series.economies):
                value, dollars = (int(series.units[e, definition, y, at]) for at in (m, usd))
                if value <= 0 or dollars <= 0:
                    continue
                limits = panel.find_limits(e, definition, y)
                if limits is None:
                    continue
                if limits[0] <= value <= limits[1]:
                    inside += 1
                else:
                    outside.append((economy, measure, year))
    assert (inside, outside) == (2732, [("HKG", "share", 2015), ("LAO", "ppp", 2013)])


def test_panels(series: PriceSeries) -> None:
    five = series.panel("i154_FBB5", range(2021, 2026))
    four = series.panel("i154_FBB5", range(2022, 2026))
    assert set(five) <= set(four) and 150 < len(five) < len(four) < 221
    both = series.panel(["i154_FBB5", "i271mb_2GB"], range(2021, 2026))
    assert set(both) == set(five) & set(series.panel("i271mb_2GB", range(2021, 2026)))


def test_every_economy_is_in_a_region(series: PriceSeries) -> None:
    assert series.groups("itu-region").attrs["ungrouped"] == ()
    assert len(series.groups("ldc").attrs["ungrouped"]) == 221 - len(
        catalogue.groups("ldc", "ipb-2025").groups["ldc"]
    )


def test_the_price_scores_of_the_idi_2024_follow_from_the_baskets_of_2022(
    series: PriceSeries, data: Path
) -> None:
    """One call feeds the index: every printed price score with a basket of 2022 is explained."""
    annex = data / "idi-2024" / "annex2.csv"
    printed = ict.read_observations(annex, columns=COLUMNS, constants=CONSTANTS, flags=FLAGS)
    fed = price_observations(series, edition=2024, source="ITU, ICT Price Basket, December 2025")
    assert not fed.findings
    indicators = ("price-mobile-high", "price-fixed-broadband")
    assert set(fed.columns["indicator"]) == set(indicators)
    assert set(fed.columns["year"]) == {2022}
    assert set(fed.columns["note"]) == {"mobile-high-2gb", "fixed-broadband-5gb"}
    result = ict.compute(
        ict.methodology("idi", edition=2024),
        printed.exclude(indicator=list(indicators)) + fed,
        published=ict.read_published(annex, PUBLISHED),
        kind="reconstruction",
    )
    table = result.comparison()
    prices = table[table["node"].isin(indicators) & table["recomputed"].notna()]
    rows = rows_of(annex)
    scored = {
        (row["iso3"], node)
        for row in rows
        for column, node in (
            ("s_price_mobile", "price-mobile-high"),
            ("s_price_fbb", "price-fixed-broadband"),
        )
        if row[column] != ""
    }
    fed_for = set(zip(fed.columns["economy"], fed.columns["indicator"], strict=True))
    compared = set(zip(prices["economy"], prices["node"], strict=True))
    assert compared == scored & fed_for
    exact = int((prices["difference"] == 0).sum())
    print(
        f"\nprice scores: {len(compared)} with a basket of 2022, {exact} exact at one decimal, "
        f"{int(prices['explained'].sum())} explained; without a basket: "
        f"{sorted({economy for economy, _ in scored - fed_for})}"
    )
    assert len(compared) > 220
    assert prices["explained"].all()
    assert prices["difference"].abs().max() <= 0.11


def test_the_prices_of_2022_are_those_of_the_annex(series: PriceSeries, data: Path) -> None:
    """The annex prints one decimal of the same shares."""
    fed = price_observations(series, edition=2024)
    columns = {"price-mobile-high": "price_mobile", "price-fixed-broadband": "price_fbb"}
    annex = {row["iso3"]: row for row in rows_of(data / "idi-2024" / "annex2.csv")}
    same, other = 0, []
    for economy, indicator, value in zip(
        *(fed.columns[name] for name in ("economy", "indicator", "value")), strict=True
    ):
        text = annex.get(economy, {}).get(columns[indicator], "")
        if text:
            low, high = reference.printed(text)
            inside = low <= Fraction(value) <= high
            same += inside
            if not inside:
                other.append((economy, indicator, str(value), text))
    print(f"\n{same} prices print as in the annex")
    assert (same, other) == (224, [])
