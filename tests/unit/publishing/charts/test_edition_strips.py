"""Strips of an edition: printed scores, exact medians, sizes only where a list is whole."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

import pytest
from chart_cases import printed_edition

from ictindex.core.errors import CatalogueError
from ictindex.publishing.charts.edition_strips import strips_of


def test_medians_of_regions_are_those_of_the_printed_scores() -> None:
    figures = printed_edition()
    strips = strips_of(figures, "itu-region", None)
    assert strips.groups[-1].key == "all" and len(strips.groups[-1].values) == 24
    for group in strips.groups:
        own = [Fraction(str(figures.scores[code, "idi"])) for code in group.values]
        assert abs(Fraction(str(group.centre)) - median(own)) <= Fraction(1, 20)


def test_a_group_of_a_whole_list_says_of_how_many_it_is() -> None:
    strips = strips_of(printed_edition(), "itu-region", None)
    africa = next(group for group in strips.groups if group.key == "africa")
    # ITU, The ICT Development Index 2024: 38 economies of Africa, 170 in all.
    assert africa.of == 38 and strips.groups[-1].of == 170


def test_a_node_that_there_is_not_is_refused() -> None:
    with pytest.raises(CatalogueError):
        strips_of(printed_edition(), "itu-region", "no-node")
