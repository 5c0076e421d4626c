"""Strips of groups: exact means and medians, how many of how many, dots that keep apart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from chart_cases import idi_result, strips

from ictindex.analysis.tables.edition_figures import figures_of_result
from ictindex.publishing.charts.group_strips import (
    count_group,
    draw_strips,
    make_group,
    spread_rows,
)
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.graphics.vega_lite import Rows

SCORES = {"AAA": Decimal("1.0"), "BBB": Decimal("2.1"), "CCC": Decimal("9.0")}


@pytest.mark.parametrize(("statistic", "centre"), [("mean", 4.0), ("median", 2.1)])
def test_the_centre_of_a_group_is_exact_and_rounded_once(statistic: str, centre: float) -> None:
    group = make_group("x", ["AAA", "BBB", "CCC", "DDD"], SCORES, statistic, 1, 4)
    # (1.0 + 2.1 + 9.0) / 3 = 4.03
    assert (group.centre, group.of, len(group.values)) == (centre, 4, 3)
    assert count_group(group, Setting("en")) == "3 of 4 economies"
    # The list of a group has economies that no edition has: both counts say what they are of.
    assert count_group(replace(group, is_edition=True), Setting("en")) == "3 of 4 in the edition"


def test_a_group_without_figures_has_no_centre_and_is_not_drawn() -> None:
    group = make_group("x", ["DDD"], SCORES, "mean", 1, 1)
    assert (group.centre, dict(group.values)) == (None, {})


def test_a_group_of_a_list_that_is_not_whole_has_no_size() -> None:
    group = make_group("x", ["AAA", "DDD"], SCORES, "mean", 1, None)
    assert group.of is None and count_group(group, Setting("en")) == "1 economy"


def test_means_of_regions_are_those_of_fractions() -> None:
    scores = figures_of_result(idi_result()).column("idi")
    for group in strips().groups:
        own = [Fraction(str(scores[code])) for code in group.values]
        assert abs(Fraction(str(group.centre)) - sum(own) / len(own)) <= Fraction(1, 20)


def test_dots_that_would_touch_lie_above_and_below() -> None:
    assert spread_rows([0, 1, 2, 50], (0, -5, 5), 5) == [0, -5, 5, 0]
    assert len(spread_rows([0] * 9, (0, -4, 4), 5)) == 9


def test_dots_come_in_the_order_of_the_names() -> None:
    chart = draw_strips(strips(), language="en")
    rows = chart.to_spec()["layer"][0]["data"]["values"]
    names = [row["sentence"].split(":")[0] for row in rows if row["row"] == "all"]
    assert names == sorted(names) and len(names) == 19


def test_the_longest_name_of_a_group_has_room_in_wide_letters() -> None:
    """It takes 218 pixels in DejaVu Sans of 11 pixels, and 2 lie between it and the axis."""
    names = {"cis": ["Commonwealth of Independent States", "9 of 9 economies"]}
    for form, room in (("wide", 220), ("narrow", 0)):
        rows = Rows(Setting("en", form), names, extra=12, keeps_room=True)
        assert rows.channel()["axis"].get("minExtent", 0) >= room
    wide = Rows(Setting("en"), names, extra=12, keeps_room=True)
    assert wide.width + 220 + 12 <= 720 - 32
