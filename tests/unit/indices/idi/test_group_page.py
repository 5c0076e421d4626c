"""The page of group figures: the figures of the frame, in every form of a page."""

from __future__ import annotations

from decimal import Decimal
from statistics import median

import pytest

import ictindex as ict


@pytest.fixture(scope="module")
def result() -> ict.Result:
    files = [ict.sample_data(f"idi-2024-{name}.csv") for name in ("annex", "published")]
    return ict.compute(ict.methodology("idi", 2024), files[0], published=files[1])


def test_the_page_has_the_figures_that_published_scores_give(result: ict.Result) -> None:
    printed = result.published
    assert printed is not None
    groups = ict.data.groups("itu-region", "idi-2024").groups
    scores = {code: result.rounded[result.economy_position(code), -1] for code in result.economies}
    own = [scores[code] for code in groups["africa"] if scores.get(code) is not None]
    rows = result.show_groups("itu-region", "idi").to_dict()["rows"]
    africa = next(row for row in rows if row["group"] == "africa")
    assert {row["node"] for row in rows} == {"idi"}
    assert africa["count"] == len(own)
    assert Decimal(africa["median"]) == median(own)
    page = result.show_groups("itu-region", "idi", language="en").to_text()
    line = next(line for line in page.splitlines() if line.strip().startswith("Africa"))
    assert line.split()[-1] == africa["median"]


def test_published_figures_are_named_as_such(result: ict.Result) -> None:
    page = result.show_groups(on="published", language="en").to_text()
    assert "published" in page
    assert result.show_groups(on="published").to_dict()["on"] == "published"


def test_an_unknown_node_is_refused(result: ict.Result) -> None:
    with pytest.raises(ict.errors.CatalogueError):
        result.show_groups(node="radio")


def test_groups_of_another_vintage(result: ict.Result) -> None:
    same = result.show_groups("ldc", vintage="idi-2024").to_text("en")
    assert same == result.show_groups("ldc").to_text("en")
    members = ict.data.groups("ldc", "m49-2026").groups["ldc"]
    other = result.show_groups("ldc", "idi", vintage="m49-2026").to_dict()["rows"]
    counts = {row["group"]: row["count"] for row in other}
    scored = [e for e in result.economies if "idi" in result.unrounded(e)]
    assert counts["ldc"] == len(set(members) & set(scored)) > 0
