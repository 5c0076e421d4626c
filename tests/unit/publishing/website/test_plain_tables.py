"""Rows of the plain files: each states its source, and figures of groups are computed here."""

from __future__ import annotations

import csv
from decimal import Decimal
from statistics import mean

import pytest
from site_cases import SAMPLE, sample_site

from ictindex.definitions import catalogue
from ictindex.publishing.website.plain_tables import (
    GROUPS,
    PLAIN,
    Row,
    list_edition_rows,
    list_group_rows,
    list_median_rows,
    list_price_rows,
)


def read_sample(name: str) -> list[dict[str, str]]:
    """Read a sample file with the standard library alone."""
    with (SAMPLE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def priced() -> list[Row]:
    """The rows of the prices of the sample."""
    site = sample_site()
    assert site.prices is not None
    return [*list_price_rows(site.prices, {}, site.sources)]


def test_a_row_of_a_figure_states_edition_methodology_and_source() -> None:
    site = sample_site()
    (edition,) = site.editions
    rows = [*list_edition_rows(edition, site.sources)]
    assert {key for row in rows for key in PLAIN.columns.keys() - row.keys()} == set()
    for row in rows:
        assert (row["edition"], row["methodology"]) == ("idi-2024", "idi-methodology-2023")
        assert (row["source"], row["licence"]) == ("itu-idi", "CC-BY-NC-SA-3.0-IGO")
        assert row["citation"] == "ITU, ICT Development Index, 2023-2025"
        assert row["source_class_name"] and row["result_kind"] == "published"
        assert row["third_party"] is False
    (printed,) = [
        r["value"]
        for r in read_sample("idi-2024-published.csv")
        if (r["economy"], r["node"]) == ("BRA", "idi")
    ]
    (score,) = [
        r for r in rows if (r["economy"], r["measure"], r["series"]) == ("BRA", "score", "idi")
    ]
    assert format(score["value"], "f") == printed


def test_a_price_is_one_row_with_all_its_measures(priced: list[Row]) -> None:
    expected = {
        (row["economy"], row["basket"], int(row["year"])): Decimal(row["value"])
        for row in read_sample("ipb-shares-2025.csv")
        if row["value"]
    }
    shown = {(row["economy"], row["series"], row["year"]): row["value"] for row in priced}
    assert shown == expected
    for row in priced:
        assert row["measure"] == "share" and row["unit"] == "% of monthly GNI per capita"
        assert row["edition"] == "ipb-2025" and row["methodology"].startswith("ipb-methodology-")
        assert row["source_class_name"] and row["status"] == "official"


def test_a_mean_of_a_group_is_that_of_its_printed_scores() -> None:
    """ITU, IDI 2024, Annex 2; the regions are those of the report."""
    site = sample_site()
    (edition,) = site.editions
    rows = [row for row in list_group_rows(edition, site.sources) if row["series"] == "idi"]
    assert {key for row in rows for key in GROUPS.columns.keys() - row.keys()} == set()
    scores = {
        r["economy"]: float(r["value"])
        for r in read_sample("idi-2024-published.csv")
        if r["node"] == "idi" and r["value"]
    }
    regions = catalogue.groups("itu-region", "idi-2024").groups
    for row in rows:
        assert (row["statistic"], row["result_kind"]) == ("mean", "computed-here")
        if row["grouping"] == "itu-region":
            own = [scores[code] for code in regions[row["group"]] if code in scores]
            assert row["count"] == len(own)
            assert row["value"] is None if not own else abs(float(row["value"]) - mean(own)) <= 0.05
    (everybody,) = [row for row in rows if row["group"] == "all"]
    assert everybody["count"] == len(scores) and everybody["grouping"] == ""


def test_medians_of_groups_have_one_row_each(priced: list[Row]) -> None:
    site = sample_site()
    assert site.prices is not None
    rows = [*list_median_rows(site.prices, {}, site.sources)]
    keys = [tuple(row[name] for name in GROUPS.key) for row in rows]
    assert len(keys) == len(set(keys)) > 10
    assert {key for row in rows for key in GROUPS.columns.keys() - row.keys()} == set()
    assert {row["statistic"] for row in rows} == {"median"}
    assert all("computed-here" in row["result_kind"] for row in rows)
