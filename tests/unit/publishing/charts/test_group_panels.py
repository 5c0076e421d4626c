"""Panels of groups: breaks stay breaks, time runs from left to right, the target is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chart_cases import group_years

from ictindex.core.errors import UsageError
from ictindex.publishing.charts.group_panels import GroupYear, draw_group_panels

BROKEN = [
    GroupYear("africa", 2016, "first", 9.0, 3),
    GroupYear("africa", 2017, "first", 8.0, 3),
    GroupYear("africa", 2018, "second", 4.0, 2),
]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_definitions_are_not_joined_and_the_break_lies_between_them(language: str) -> None:
    chart = draw_group_panels(replace(group_years(), rows=BROKEN), language=language)
    (panel,) = chart.to_spec()["concat"]
    breaks, _, line, _ = panel["layer"]
    assert [row["at"] for row in breaks["data"]["values"]] == [2017.5]
    assert line["encoding"]["detail"]["field"] == "definition"
    assert "reverse" not in line["encoding"]["x"]["scale"]
    assert len(chart.legend_signs()) == 2  # The break and the target.


def test_a_break_within_a_definition_ends_the_line() -> None:
    rows = [
        GroupYear("africa", 2018, "first", 9.0, 3),
        GroupYear("africa", 2019, "first", 8.0, 3, part=1),
        GroupYear("africa", 2020, "first", 7.0, 3, part=1),
    ]
    (panel,) = draw_group_panels(replace(group_years(), rows=rows), language="en").to_spec()[
        "concat"
    ]
    assert [row["at"] for row in panel["layer"][0]["data"]["values"]] == [2018.5]
    assert [row["definition"] for row in panel["data"]["values"]] == [0, 1, 1]


def test_the_table_has_every_figure_with_its_count() -> None:
    chart = draw_group_panels(replace(group_years(), rows=BROKEN), language="en")
    rows = [list(row) for row in chart.table.blocks("en")[-1].rows]
    assert rows == [
        ["Africa", "2016", "9.00", "3"],
        ["Africa", "2017", "8.00", "3"],
        ["Africa", "2018", "4.00", "2"],
    ]


def test_the_table_names_the_definition_of_each_price_and_what_its_rows_are() -> None:
    """A reader who hears the rows one by one hears where another basket begins."""
    priced = [
        GroupYear("fixed-broadband", 2017, "fixed-broadband-1gb", 21.19, 34),
        GroupYear("fixed-broadband", 2018, "fixed-broadband-5gb", 19.91, 33),
    ]
    subject = replace(
        group_years(), rows=priced, section="baskets", definitions="basket-definitions"
    )
    table = draw_group_panels(subject, language="en").table.blocks("en")[-1]
    assert list(table.headers)[:3] == ["Basket", "Definition", "Year"]
    assert [list(row) for row in table.rows] == [
        ["Fixed-broadband basket", "Fixed-broadband basket (1 GB)", "2017", "21.19", "34"],
        ["Fixed-broadband basket", "Fixed-broadband basket (5 GB)", "2018", "19.91", "33"],
    ]
    assert table.numeric == {2, 3, 4}
    of_groups = draw_group_panels(group_years(), language="en").table.blocks("en")[-1]
    assert list(of_groups.headers)[:2] == ["Group", "Year"]


def test_nothing_is_not_drawn() -> None:
    with pytest.raises(UsageError) as caught:
        draw_group_panels(replace(group_years(), rows=[]), language="en")
    assert caught.value.code == "chart.nothing-to-draw"
