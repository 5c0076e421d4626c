"""Group figures: against an implementation of its own, in exact fractions."""

import csv
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from indices_cases import economy, frame, message_of, sample
from reference import half_up

import ictindex as ict
from ictindex.core import package_data
from ictindex.core.errors import CatalogueError, NumberSyntaxError, UsageError


def memberships(grouping: str, vintage: str) -> dict[str, list[str]]:
    path = package_data.folder("methodology") / "catalogue" / "groups.csv"
    collected: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if (row["grouping"], row["vintage"]) == (grouping, vintage):
                collected.setdefault(row["group"], []).append(row["economy"])
    return collected


def figures(values: list[Fraction]) -> tuple[int, float, float]:
    if not values:
        return 0, math.nan, math.nan
    ordered, n = sorted(values), len(values)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return n, float(half_up(sum(ordered, Fraction(0)) / n, 1)), float(half_up(middle, 1))


def same(actual: tuple[object, ...], expected: tuple[int, float, float]) -> bool:
    count, mean, median = actual
    return count == expected[0] and np.array_equal([mean, median], expected[1:], equal_nan=True)  # type: ignore[list-item]


@pytest.mark.parametrize("grouping", ["itu-region", "income-group", "ldc", "lldc", "sids"])
@pytest.mark.parametrize("on", ["recomputed", "published"])
def test_groups_of_the_sample_edition(edition: ict.Result, grouping: str, on: str) -> None:
    table = edition.groups(grouping, on=on)
    assert list(table.columns) == [
        "group", "node", "count", "mean", "median", "of", "result_kind",
    ]  # fmt: skip
    # 19 economies are recomputed; the sample has the published scores of 24.
    assert table.attrs == {
        "grouping": grouping, "vintage": "idi-2024", "among": 24 if on == "published" else 19,
        "of": 170, "complete": False,
    }  # fmt: skip
    scores: dict[str, dict[str, Fraction]] = {}
    if on == "published":
        for row in sample("idi-2024-published.csv"):
            scores.setdefault(row["node"], {})[row["economy"]] = Fraction(row["value"])
    else:
        there = edition.scores["idi"].dropna().index
        for node in edition.nodes:
            scores[node] = {e: Fraction(repr(float(edition.scores.loc[e, node]))) for e in there}
    groups = memberships(grouping, "idi-2024")
    assert len(table) == (len(groups) + 1) * len(scores)
    for group, node, *actual, of, _ in table.itertuples(index=False):
        assert of == (170 if group == "all" else len(groups[group]))
        of_node = scores[node]
        members = of_node if group == "all" else groups[group]
        expected = figures([of_node[e] for e in members if e in of_node])
        assert same(tuple(actual), expected), (group, node)


def test_a_dated_grouping_of_another_vintage(edition: ict.Result) -> None:
    table = edition.groups("development", vintage="m49-2020").set_index(["group", "node"])
    members = memberships("development", "m49-2020")["developed"]
    there = [e for e in edition.ranks.index if e in members]
    assert table.loc[("developed", "idi"), "count"] == len(there)


def test_own_groups(edition: ict.Result) -> None:
    table = edition.groups({"BRA": "mine", "CHL": "mine", "KEN": "yours", "AFG": "yours"})
    assert list(table["group"].unique()) == ["mine", "yours", "all"]
    index = table[table["node"] == "idi"].set_index("group")
    # 82.0 and 91.7 are printed: (82.0 + 91.7) / 2 = 86.85, half up 86.9.
    assert index.loc["mine", ["count", "mean", "median"]].to_list() == [2, 86.9, 86.9]
    assert index.loc["yours", "count"] == 1
    assert table.attrs["grouping"] == "own"


def test_an_economy_without_a_group_is_in_none(edition: ict.Result) -> None:
    for missing in (None, math.nan, pd.NA, pd.NaT, ""):
        own: dict[str, Any] = {"BRA": "mine", "CHL": "mine", "KEN": missing, "AFG": missing}
        assert list(edition.groups(own)["group"].unique()) == ["mine", "all"]
        table = ict.analysis.group_figures({"BRA": 82.0, "CHL": 91.7, "KEN": 10}, own)
        assert table["group"].tolist() == ["mine", "all"]
        assert table["count"].tolist() == [2, 3]


def test_unknown_groupings(edition: ict.Result, idi: ict.Methodology) -> None:
    recorded = (
        "development m49-2020, income-group idi-2023, income-group idi-2024, "
        "income-group idi-2025, income-group ipb-2025, "
        "income-group wdi-2026-04, itu-region idi-2023, itu-region idi-2024, "
        "itu-region idi-2025, itu-region ipb-2025, ldc idi-2024, "
        "ldc ipb-2025, ldc m49-2026, lldc idi-2024, lldc ipb-2025, lldc m49-2026, sids idi-2024, "
        "sids ipb-2025, sids m49-2026"
    )
    for call, wanted in (
        (lambda: edition.groups("continent"), "continent idi-2024"),
        (lambda: edition.groups("ldc", vintage="1999"), "ldc 1999"),
    ):
        assert message_of(call, CatalogueError, "catalogue.no-grouping") == (
            f"The catalogue has no grouping '{wanted}'. Use one of: {recorded}; or give your own "
            "mapping of economies to groups."
        )
    text = message_of(lambda: edition.groups("development"), UsageError, "groups.vintage-needed")
    assert text == (
        "The vintage of the grouping “Level of development” is not named. "
        "Name one of: m49-2020; with vintage=... in Python, with --vintage on the command line."
    )
    text = message_of(lambda: edition.groups(on="both"), UsageError, "groups.on-unknown")
    assert text == (
        "'both' does not say which scores are meant: 'recomputed' or 'published'. "
        "Use one of the two."
    )
    alone = ict.compute(idi, frame(economy("BRA")))
    message_of(lambda: alone.groups(on="published"), UsageError, "compute.no-published")
    near = "groups.unknown-economy-near"
    text = message_of(lambda: edition.groups({"BRAZIL": "a"}), CatalogueError, near)
    assert text == (
        "'BRAZIL' is not an ISO 3166-1 alpha-3 code of an economy (nearest: BRA). "
        "Use three-letter codes."
    )
    text = message_of(
        lambda: edition.groups({"XQXQ": "a"}), CatalogueError, "groups.unknown-economy"
    )
    assert text == (
        "'XQXQ' is not an ISO 3166-1 alpha-3 code of an economy. Use three-letter codes."
    )


def test_figures_of_any_mapping() -> None:
    values = {
        "BRA": "82.0", "CHL": Decimal("91.7"), "CRI": 84.8, "PER": None, "USA": math.nan,
        "KEN": np.float64(58.5),
    }  # fmt: skip
    table = ict.analysis.group_figures(values, vintage="idi-2024").set_index("group")
    expected = figures([Fraction("82.0"), Fraction("91.7"), Fraction("84.8")])
    assert same(tuple(table.loc["americas"]), expected)
    assert same(tuple(table.loc["europe"]), figures([]))
    assert table.loc["all", "count"] == 4


@pytest.mark.parametrize("dtype", ["float64", "Float64", object])
def test_figures_of_a_series(dtype: object) -> None:
    values = pd.Series({"BRA": 82.0, "CHL": 91.7, "PER": None}, dtype=dtype)  # type: ignore[call-overload]
    table = ict.analysis.group_figures(values, vintage="idi-2024").set_index("group")
    assert same(tuple(table.loc["americas"]), (2, 86.9, 86.9))


def test_a_series_with_an_economy_twice_is_refused() -> None:
    twice: Any = pd.Series([70.0, 80.0, 94.5], index=["BRA", "BRA", "CHL"])
    call = lambda: ict.analysis.group_figures(twice, {"BRA": "x", "CHL": "x"})  # noqa: E731
    text = message_of(call, UsageError, "groups.economy-twice")
    assert text == "Brazil (BRA) is given twice. Give each economy one value."


def test_decimals_are_rounded_half_up() -> None:
    table = ict.analysis.group_figures(
        {"BRA": 0.1, "CHL": 0.2}, {"BRA": "a", "CHL": "a"}, decimals=1
    )
    assert table.loc[0, "mean"] == 0.2  # 0.15
    table = ict.analysis.group_figures({"BRA": 2.675}, {"BRA": "a"}, decimals=2)
    assert table.loc[0, "mean"] == 2.68


def test_what_figures_refuse() -> None:
    call = lambda values, **more: lambda: ict.analysis.group_figures(values, **more)  # noqa: E731
    text = message_of(call({"BRA": 1}), UsageError, "groups.vintage-needed")
    assert text == (
        "The vintage of the grouping “ITU region” is not named. "
        "Name one of: idi-2023, idi-2024, idi-2025, ipb-2025; with vintage=... in Python, with "
        "--vintage on the command line."
    )
    near = "groups.unknown-economy-near"
    text = message_of(call({"Brazil": 1}, vintage="idi-2024"), CatalogueError, near)
    assert "(nearest: BRA)" in text
    for bad in ("82,0", True, math.inf):
        with pytest.raises(NumberSyntaxError):
            ict.analysis.group_figures({"BRA": bad}, vintage="idi-2024")
