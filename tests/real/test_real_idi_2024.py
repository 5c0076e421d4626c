"""The IDI 2024 recomputed from its printed annex: every figure in its interval, none far off."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
import reference
from real_files import COLUMNS, CONSTANTS, FLAGS, PUBLISHED, SCORES, TOTALS, VALUES, rows_of
from small_cases import small_cases

import ictindex as ict
from ictindex.core import package_data

PRICES = {"price_mobile": "i271mb_high_2GB", "price_fbb": "i154_FBB5"}
WITHOUT_BASKETS = {"AND", "MCO", "SMR", "SYR"}
DOCUMENT = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"
Row = dict[str, str]


@pytest.fixture(scope="module")
def annex(data: Path) -> list[Row]:
    return rows_of(data / "idi-2024" / "annex2.csv")


@pytest.fixture(scope="module")
def complete(annex: list[Row]) -> list[str]:
    return [row["iso3"] for row in annex if all(row[column] != "" for column in VALUES)]


@pytest.fixture(scope="module")
def result(data: Path) -> ict.Result:
    path = data / "idi-2024" / "annex2.csv"
    return ict.compute(
        ict.methodology("idi", edition=2024),
        ict.read_observations(path, columns=COLUMNS, constants=CONSTANTS, flags=FLAGS),
        published=ict.read_published(path, PUBLISHED),
        kind="reconstruction",
    )


def compare(result: ict.Result, nodes: set[str]) -> pd.DataFrame:
    """Return the comparison where there is a recomputed figure."""
    table = result.comparison()
    return table[table["node"].isin(nodes) & table["recomputed"].notna()]


def furthest(result: ict.Result, nodes: set[str]) -> tuple[Fraction, str, str]:
    """Return the largest distance between an unrounded score and print, and where."""
    assert result.published is not None
    return max(
        (abs(Fraction(score) - Fraction(result.published.values[economy, node])), economy, node)
        for economy in result.economies
        for node, score in result.unrounded(economy).items()
        if node in nodes and (economy, node) in result.published.values
    )


def test_the_whole_annex_is_read(annex: list[Row], result: ict.Result) -> None:
    assert len(annex) == len(result.economies) == 120
    assert len(result.observations.findings) == 0
    assert result.published is not None
    assert len(result.published.findings) == 0


def test_every_published_indicator_score_lies_in_its_interval(
    annex: list[Row], result: ict.Result
) -> None:
    table = compare(result, set(SCORES.values()))
    printed = sum(row[column] != "" for row in annex for column in SCORES)
    explained, exact = int(table["explained"].sum()), int((table["difference"] == 0).sum())
    print(f"\nindicator scores in their interval: {explained} of {printed}")
    print(f"indicator scores exact at one decimal: {exact} of {printed} = {exact / printed:.1%}")
    assert (explained, len(table), printed) == (1016, 1016, 1016)


def test_every_pillar_and_total_with_all_inputs_lies_in_its_interval(
    annex: list[Row], complete: list[str], result: ict.Result
) -> None:
    for node in TOTALS.values():
        table = compare(result, {node})
        explained, exact = int(table["explained"].sum()), int((table["difference"] == 0).sum())
        print(f"\n{node}: in the interval {explained} of {len(table)}, exact at one decimal "
              f"{exact} of {len(table)} = {exact / len(table):.1%}")  # fmt: skip
        assert explained == len(table)
        assert set(complete) <= set(table["economy"])
    assert set(compare(result, {"idi"})["economy"]) == set(complete)
    assert len(complete) == 79


def test_no_pillar_or_total_is_far_from_print(result: ict.Result) -> None:
    distance, economy, node = furthest(result, set(TOTALS.values()))
    print(f"\nfurthest from print: {float(distance):.4f} ({economy}, {node})")
    assert distance <= Fraction("0.11")


def priced(annex: list[Row], data: Path) -> tuple[list[Row], dict[str, set[str]]]:
    """Return the annex with the prices of 2022 from the baskets, and who has them."""
    baskets = {
        (row["code_prefix"], row["iso3"]): row["value"]
        for row in rows_of(data / "ipb" / "baskets_2008_2025.csv")
        if row["unit"] == "GNIpc" and row["year"] == "2022" and row["value"] != ""
    }
    rows = [dict(row) for row in annex]
    values: dict[str, set[str]] = {column: set() for column in PRICES}
    for row in rows:
        for column, code in PRICES.items():
            value = baskets.get((code, row["iso3"]))
            if row[column] != "" and value is not None:
                row[column] = value
                values[column].add(row["iso3"])
    return rows, values


@pytest.mark.slow
def test_with_the_prices_of_2022_it_is_nearer(
    annex: list[Row], complete: list[str], data: Path
) -> None:
    rows, actual = priced(annex, data)
    printed = {column: {row["iso3"] for row in annex if row[column] != ""} for column in PRICES}
    for column in PRICES:
        print(f"\n{column}: {len(actual[column])} of {len(printed[column])} have a basket of 2022")
    assert [len(actual[column]) for column in PRICES] == [114, 110]
    assert [len(printed[column]) for column in PRICES] == [118, 114]
    assert all(printed[column] - actual[column] == WITHOUT_BASKETS for column in PRICES)

    frame = pd.DataFrame(rows).astype(object)
    result = ict.compute(
        ict.methodology("idi", edition=2024),
        ict.read_observations(frame, columns=COLUMNS, constants=CONSTANTS, flags=FLAGS),
        published=ict.read_published(data / "idi-2024" / "annex2.csv", PUBLISHED),
        kind="reconstruction",
    )
    prices = compare(result, {VALUES[column] for column in PRICES})
    prices = prices[~prices["economy"].isin(WITHOUT_BASKETS)]
    other = prices[prices["difference"] != 0]
    exact = len(prices) - len(other)
    print(f"price scores from two decimals: exact {exact} of {len(prices)}")
    print(other.to_string())
    assert prices["explained"].all()
    assert (exact, len(prices)) == (224, 224)  # 223 with 21.33, which Box A1.1 prints
    distance, economy, node = furthest(result, set(TOTALS.values()))
    total = compare(result, {"idi"})
    same = int((total["difference"] == 0).sum())
    print(f"furthest from print: {float(distance):.4f} ({economy}, {node}); "
          f"IDI exact at one decimal {same} of {len(total)} = {same / len(total):.1%}")  # fmt: skip
    assert distance <= Fraction("0.08")


def test_the_oracle_gives_the_same_digits(annex: list[Row], result: ict.Result) -> None:
    for row in annex:
        values = {node: Fraction(row[c]) for c, node in VALUES.items() if row[c] != ""}
        expected = reference.score(DOCUMENT, values)
        actual = {k: Fraction(v) for k, v in result.unrounded(row["iso3"]).items()}
        assert actual == expected


@pytest.mark.slow
def test_the_bounds_are_those_of_the_oracle(annex: list[Row], result: ict.Result) -> None:
    """An interval that was made too wide would explain anything."""
    table = result.comparison().set_index(["economy", "node"])
    for row in annex:
        low: dict[str, Fraction] = {}
        high: dict[str, Fraction] = {}
        for column, node in VALUES.items():
            if row[column] == "":
                continue
            below, above = reference.printed(row[column])
            below = max(below, Fraction(0))
            if node in ("internet-users", "households-internet", "coverage-3g", "coverage-4g",
                        "mobile-phone-ownership"):  # fmt: skip
                above = min(above, Fraction(100))
            if node.startswith("price"):
                below, above = above, below
            low[node], high[node] = below, above
        least, most = reference.score(DOCUMENT, low), reference.score(DOCUMENT, high)
        for node in least.keys() & set(PUBLISHED.values()):
            if (row["iso3"], node) not in table.index:
                continue
            line = table.loc[(row["iso3"], node)]
            assert line["low"] == float(reference.half_up(least[node], 1))
            assert line["high"] == float(reference.half_up(most[node], 1))


def test_who_cannot_be_recomputed_is_listed_with_the_reason(
    annex: list[Row], complete: list[str], result: ict.Result
) -> None:
    excluded = result.excluded.set_index("economy")
    assert set(excluded.index) == {row["iso3"] for row in annex} - set(complete)
    assert len(excluded) == 41
    for row in annex:
        absent = [node for column, node in VALUES.items() if row[column] == ""]
        if absent:
            named = excluded.loc[row["iso3"]]
            assert named["reason"] == "missing-inputs"
            assert set(named["missing"].split(", ")) == set(absent)
    assert "carried" in result.flags["AFG", "coverage-3g"]


GROUPED = ["itu-region", "income-group", "ldc", "lldc", "sids"]


@small_cases("grouping", GROUPED)
@small_cases("column", TOTALS)
def test_group_means_of_published_scores(
    grouping: str, column: str, annex: list[Row], data: Path
) -> None:
    """Means of the economies at hand, half up in fractions, with the groups as in the report."""
    groups: dict[str, list[str]] = {}
    for row in rows_of(data / "reference" / "groups.csv"):
        if row["grouping"] == grouping and row["vintage"] == "idi-2024":
            groups.setdefault(row["group"], []).append(row["iso3"])
    printed = {row["iso3"]: row[column] for row in annex}
    expected = Counter()
    for members in groups.values():
        figures = sorted(Fraction(printed[e]) for e in members if e in printed)
        half = len(figures) // 2
        median = (figures[half] + figures[-half - 1]) / 2 if figures else Fraction(0)
        mean = sum(figures, Fraction(0)) / len(figures) if figures else Fraction(0)
        shown = [float(reference.half_up(f, 1)) for f in (mean, median)]
        if figures:
            expected[len(figures), *shown] += 1
    table = ict.analysis.group_figures(printed, grouping, vintage="idi-2024")
    inside = table[(table["group"] != "all") & (table["count"] > 0)]
    assert groups
    assert Counter(inside[["count", "mean", "median"]].itertuples(index=False, name=None)) == (
        expected
    )
    world = table.set_index("group").loc["all"]
    everyone = [Fraction(value) for value in printed.values()]
    assert world["count"] == 120
    assert world["mean"] == float(reference.half_up(sum(everyone, Fraction(0)) / 120, 1))


def test_the_groups_of_the_report(annex: list[Row], data: Path) -> None:
    """Table 1 prints the region and the income group of each economy."""
    regions = {"AFR": "africa", "AMS": "americas", "ARB": "arab-states", "ASP": "asia-pacific",
               "CIS": "cis", "EUR": "europe"}  # fmt: skip
    incomes = {"LI": "low", "LMI": "lower-middle", "UMI": "upper-middle", "HI": "high"}
    by_region = ict.data.groups("itu-region", "idi-2024").groups
    by_income = ict.data.groups("income-group", "idi-2024").groups
    for row in rows_of(data / "idi-2024" / "table1.csv"):
        if row["itu_region"] in regions:
            assert row["iso3"] in by_region[regions[row["itu_region"]]]
        if row["income_group"] in incomes:
            assert row["iso3"] in by_income[incomes[row["income_group"]]]


def test_published_groups_of_a_result(result: ict.Result, annex: list[Row]) -> None:
    table = result.groups("income-group", on="published").set_index(["group", "node"])
    printed = {row["iso3"]: row["idi"] for row in annex}
    alone = ict.analysis.group_figures(printed, "income-group", vintage="idi-2024").set_index(
        "group"
    )
    for group, line in alone.iterrows():
        columns = ["count", "mean", "median"]
        assert tuple(table.loc[(group, "idi"), columns]) == tuple(line[columns])


@pytest.mark.parametrize("column", TOTALS)
def test_summary_figures_of_the_report(column: str, annex: list[Row]) -> None:
    """World means of the report, where all its 170 economies are at hand."""
    if len(annex) != 170:
        pytest.skip(f"{len(annex)} of the 170 economies are at hand")
    meant = {"idi": 74.8, "universal": 69.6, "meaningful": 80.0}
    table = ict.analysis.group_figures(
        {row["iso3"]: row[column] for row in annex}, vintage="idi-2024"
    )
    assert table.set_index("group").loc["all", "mean"] == meant[column]
