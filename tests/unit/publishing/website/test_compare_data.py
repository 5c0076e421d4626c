"""Data that readers compare: figures as printed, groups by the rules, one licence each."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from statistics import median

import pandas as pd
from site_cases import SAMPLE, sample_plan, sample_site

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.publishing.website.compare_data import (
    PANEL,
    FigureFile,
    collect_editions,
    collect_observations,
    list_collections,
    list_dated_groups,
    list_groups,
    mark_count,
    name_times,
    size_dated_groups,
    write_script,
)
from ictindex.publishing.website.site_inputs import QuotedPrices, QuotedSeries


def read_script(file: FigureFile) -> dict[tuple[str, str, str], str]:
    """Read a script back as a reader's browser does: without a word of our own code."""
    text = write_script(file)
    start = f'(window.ictindexData ??= {{}})["{file.name}"] = '
    assert text.startswith(start) and text.endswith(";\n")
    content = json.loads(text[len(start) : -2])
    places = content["places"].split(" ")
    return {
        (series, time, position): figure
        for series, times in content["figures"].items()
        for time, line in times.items()
        for position, figure in zip(places, line.split("|"), strict=True)
        if figure
    }


def test_scores_and_values_are_those_that_were_printed() -> None:
    collection = sample_plan().collections[0]
    assert (collection.id, collection.times, collection.source) == ("idi", ["2024"], "itu-idi")
    (file,) = collection.files
    figures = read_script(file)
    with (SAMPLE / "idi-2024-annex.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            key = (f"value.{row['indicator']}", "2024", row["economy"])
            assert figures[key] == row["value"]
    with (SAMPLE / "idi-2024-published.csv").open(encoding="utf-8", newline="") as stream:
        printed = [row for row in csv.DictReader(stream) if row["node"] == "idi"]
    assert len(printed) == 24
    for row in printed:
        assert figures["score.idi", "2024", row["economy"]] == row["value"]


def test_group_figures_are_unweighted_means_of_the_printed_scores() -> None:
    collection = sample_plan().collections[0]
    (edition,) = sample_site().editions
    expected = ict.analysis.group_figures(edition.scores, vintage="idi-2024").set_index("group")
    (file,) = collection.files
    compared = 0
    for group, row in expected.iterrows():
        cell = file.figures.get(("score.idi", "2024", f"itu-region:{group}"))
        if cell is not None:
            # The published edition of 2024 lists all of its economies by region.
            size = len(catalogue.groups("itu-region", "idi-2024").groups[str(group)])
            assert (float(cell[0]), cell[1]) == (row["mean"], f"({int(row['count'])}/{size})")
            compared += 1
    assert compared >= 4
    # ITU printed 170 economies in 2024; the sample has 24 of them.
    assert file.figures["score.idi", "2024", "all"][1] == "(24/170)"


def test_prices_are_published_ones_and_groups_their_medians() -> None:
    site = sample_site()
    prices = next(
        collection for collection in sample_plan().collections if collection.id == "prices"
    )
    assert prices.source == "itu-ipb"
    assert site.quoted_prices is not None
    checked = 0
    for file in prices.files:
        shown = read_script(file)
        for (series, time, area), text in shown.items():
            measure, _, definition = series.partition(".")
            if area in prices.economies:
                assert Decimal(text) == site.quoted_prices.series.value(
                    area, definition, int(time), measure
                )
                checked += 1
        amounts = [
            Decimal(text) for (_, _, area), text in shown.items() if area in prices.economies
        ]
        (whole,) = {text for (_, _, area), text in shown.items() if area == "all"}
        assert abs(Decimal(whole) - median(amounts)) <= Decimal("0.005")
    assert checked > 20
    groups = list_dated_groups("ipb-2025")
    assert set(groups["ldc:ldc"]) == set(catalogue.groups("ldc", "ipb-2025").groups["ldc"])


def test_medians_of_prices_have_their_count_of_the_whole_group() -> None:
    prices = next(
        collection for collection in sample_plan().collections if collection.id == "prices"
    )
    listed = catalogue.groups("itu-region", "ipb-2025").groups
    checked = 0
    for file in prices.files:
        places = {code for _, _, code in file.figures if ":" not in code}
        for (_, _, area), (_, mark) in file.figures.items():
            grouping, _, group = area.rstrip(PANEL).partition(":")
            if grouping == "itu-region":
                here = places.intersection(listed[group])
                count, size = (int(text) for text in mark.strip("()").split("/"))
                assert (count, size) == (len(here), len(listed[group]))
                checked += 1
            elif area.rstrip(PANEL) == "all":
                assert mark.endswith(f"/{len(prices.economies)})")
    assert checked > 10


def test_a_group_of_unknown_size_states_only_the_economies_here() -> None:
    # The list of income groups of 2025 has only the economies that were read.
    sizes = size_dated_groups("idi-2025", ["income-group:low", "itu-region:cis"], None)
    assert sizes == {"all": None, "income-group:low": None, "itu-region:cis": 9}
    assert (mark_count(12, None), mark_count(4, 9)) == ("(12)", "(4/9)")


def test_a_value_of_an_earlier_year_or_with_a_status_is_marked() -> None:
    (edition,) = sample_site().editions
    (file,) = collect_editions("idi", [edition]).files
    marks = {mark for (series, _, _), (_, mark) in file.figures.items() if series[:5] == "value"}
    assert "2021" in " ".join(marks) and "I" in " ".join(marks)
    assert file.figures["value.internet-users", "2024", "BRA"][1] == ""


def test_editions_of_the_same_year_are_distinguished_by_their_keys() -> None:
    (edition,) = sample_site().editions
    again = replace(edition, key="idi-2024-again")
    assert name_times([edition, again]) == ["idi-2024", "idi-2024-again"]
    assert name_times([edition]) == ["2024"]


def test_groups_are_those_of_the_edition() -> None:
    (edition,) = sample_site().editions
    groups = list_groups(edition)
    assert "itu-region:africa" in groups and groups["all"] == edition.economies
    assert not any(group.startswith("development") for group in groups)


def test_other_series_keep_the_parts_of_a_population_apart_and_hide_what_is_closed() -> None:
    table = pd.DataFrame(
        {
            "economy": ["KEN", "KEN", "NOR"],
            "indicator": "internet-users",
            "year": 2020,
            "value": ["20.5", "18.1", "97.0"],
            "sex": ["", "F", ""],
            "conf_status": ["F", "F", "C"],
        }
    )
    observations = ict.read_observations(table, constants={"status": "A"})
    collection = collect_observations("series-1", QuotedSeries("uis", observations))
    assert [entry.id for entry in collection.series] == [
        "value.internet-users", "value.internet-users.sex-F",
    ]  # fmt: skip
    assert collection.economies == ["KEN"]
    assert read_script(collection.files[0]) == {
        ("value.internet-users", "2020", "KEN"): "20.5",
        ("value.internet-users.sex-F", "2020", "KEN"): "18.1",
    }


def test_every_collection_has_one_source() -> None:
    sources = {collection.id: collection.source for collection in sample_plan().collections}
    assert sources == {"idi": "itu-idi", "prices": "itu-ipb"}


def test_the_first_view_is_of_a_series_with_figures_in_its_years() -> None:
    """The basket of 1 GB was priced until 2017; the page opens on the years from 2018 on."""
    rows = [("KEN", "i154_FBB_GNI", year, "3.0") for year in range(2008, 2018)]
    rows += [("KEN", "i154_FBB5_GNI", year, "3.0") for year in range(2018, 2026)]
    table = pd.DataFrame(rows, columns=["economy", "basket", "year", "value"])
    prices = QuotedPrices("itu-ipb", ict.prices.read_baskets(table, edition=2025))
    (collection,) = list_collections([], prices, [])
    assert collection.first_times == [str(year) for year in range(2020, 2026)]
    assert collection.series[0].subject == "fixed-broadband-1gb"
    assert collection.first is not None and collection.first.subject == "fixed-broadband-5gb"
    # Every time of the view has a figure of a group.
    figures = {key for file in collection.files for key in file.figures}
    for time in collection.first_times:
        assert (collection.first.id, time, "itu-region:africa") in figures
