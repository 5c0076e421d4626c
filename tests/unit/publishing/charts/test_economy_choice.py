"""Economies that a chart shows, and its note on those that it does not."""

from __future__ import annotations

import pytest

import ictindex as ict
from ictindex.publishing.charts.economy_choice import Choice, choose, find_group
from ictindex.publishing.graphics.setting import Setting

ALL = [f"E{n:02}" for n in range(60)]
ENGLISH = Setting("en")


def test_a_short_list_is_whole_and_nothing_is_stated() -> None:
    chosen = choose(ALL[:40], Choice(), "idi-2024")
    assert chosen.shown == tuple(ALL[:40])
    assert chosen.notes(ENGLISH) == []


def test_of_a_long_list_the_first_are_shown_and_it_is_stated() -> None:
    chosen = choose(ALL, Choice(), "idi-2024")
    assert chosen.shown == tuple(ALL[:40])
    assert chosen.notes(ENGLISH) == ["40 of 60 economies shown: the first 40."]


def test_both_ends_can_be_asked_for() -> None:
    chosen = choose(ALL, Choice(first=2, last=3), "idi-2024")
    assert chosen.shown == ("E00", "E01", "E57", "E58", "E59")
    assert chosen.notes(ENGLISH) == ["5 of 60 economies shown: the first 2 and the last 3."]
    last = choose(ALL, Choice(last=1), "idi-2024")
    assert last.notes(ENGLISH) == ["1 of 60 economies shown: the last 1."]
    assert choose(ALL[:4], Choice(first=3, last=3), "").shown == tuple(ALL[:4])


def test_named_economies_keep_the_order_of_the_chart() -> None:
    chosen = choose(ALL, Choice(economies=["E30", "E02"]), "idi-2024")
    assert chosen.shown == ("E02", "E30")
    assert chosen.notes(ENGLISH) == ["2 of 60 economies shown."]


def test_a_group_is_a_whole_of_its_own() -> None:
    members = find_group("arab-states", "idi-2024")
    ordered = ["KWT", "BRA", "BHR"]
    chosen = choose(ordered, Choice(group="arab-states"), "idi-2024")
    assert chosen.shown == ("KWT", "BHR")
    assert {"KWT", "BHR"} <= set(members)
    assert chosen.notes(ENGLISH) == []


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as error:
        choose(["KWT"], Choice(economies=["BRA"]), "")
    assert error.value.message("en") == (
        "Brazil (BRA) has no figure for this chart. Name economies that have one."
    )
    with pytest.raises(ict.errors.CatalogueError) as unknown:
        choose(["KWT"], Choice(group="mars"), "idi-2025")
    assert unknown.value.message("en").startswith(
        "There is no group 'mars' among those of this edition. Groups: "
    )
    with pytest.raises(ict.errors.UsageError) as empty:
        choose(["KWT"], Choice(group="africa"), "idi-2024")
    assert empty.value.message("en").startswith("There is nothing to draw:")
    with pytest.raises(ict.errors.UsageError):
        Choice(first=-1)
