"""Groups of an edition: dated lists, printed scores, sizes only where a list is whole."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from site_cases import sample_site, two_editions

from ictindex.publishing.website.edition_groups import (
    GROUPINGS,
    find_grouping,
    find_groupings,
    make_strips,
    strip_groups,
)


def test_an_edition_has_the_lists_of_its_own_date() -> None:
    groupings = find_groupings(sample_site().first)
    assert [grouping.key for grouping in groupings] == list(GROUPINGS)
    assert {grouping.vintage for grouping in groupings} == {"idi-2024"}
    region = find_grouping(sample_site().first, "itu-region")
    assert region is not None and region.size("africa") == 38
    assert region.describe("en").startswith("ITU region: ITU, Measuring digital development")


def test_means_of_groups_are_of_printed_scores() -> None:
    edition = sample_site().first
    region = find_grouping(edition, "itu-region")
    assert region is not None
    *groups, everybody = strip_groups(edition, [region])
    assert sum(len(group.values) for group in groups) == len(everybody.values) == 24
    # The report of the IDI 2024 counts 170 economies; Africa has 38 of them.
    assert everybody.of == 170 and groups[0].of == 38
    for group in groups:
        own = [Fraction(str(edition.scores[code])) for code in group.values]
        assert abs(Fraction(str(group.centre)) - sum(own) / len(own)) <= Fraction(1, 20)
    assert make_strips(edition, [region]).domain == (0.0, 100.0)


def test_least_developed_countries_are_those_of_the_year_of_the_data() -> None:
    """An edition without a list of its own has that of the last day of the year of its data."""
    sample = two_editions().editions[-1]
    figures = replace(sample.figures, edition=2025, year=2023)
    edition = replace(sample, edition=2025, figures=figures)
    ldc = find_grouping(edition, "ldc")
    assert ldc is not None and ldc.vintage == "m49-2026" and edition.year == 2023
    assert "STP" in ldc.groups["ldc"] and "BTN" not in ldc.groups["ldc"]
    assert ldc.size("ldc") == 45
    assert ldc.describe("en").endswith(
        "; economies of the list on 31 December 2023, the last day of the year of the data; "
        "left since: Sao Tome and Principe (13 December 2024)"
    )
