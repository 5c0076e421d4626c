"""The pages of groups of economies and of the target, in every form of a page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pricing_cases import ATLAS, economics, priced, prices

from ictindex.core.errors import CatalogueError, UsageError
from ictindex.indices.ipb.price_tables import make_all_groups


@pytest.fixture(scope="module")
def result() -> Any:
    return priced()


def section(text: str, title: str) -> list[list[str]]:
    """Return the rows of the table under a title, cells cut at two spaces."""
    rows = text.split(f"{title}\n{'-' * len(title)}\n")[1].split("\n\n")[0].splitlines()
    start = next(n for n, row in enumerate(rows) if row.startswith("─"))
    return [re.split(r"\s{2,}", row) for row in rows[start + 1 :]]


def test_the_page_of_groups(result: Any) -> None:
    """Africa: Kenya 11.60 and Liberia 146.84, so the median is 79.22; Americas: El Salvador."""
    text = result.show_groups(language="en").to_text()
    assert "Median by group: ITU region, vintage ipb-2025" in text
    whole = text.replace("Share of monthly GNI per capita (%)\n\n", "")
    rows = section(whole, "Median by group: ITU region, vintage ipb-2025")
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["Africa"] == ["4.00", "1", "–", "0", "–", "0", "79.22", "2"]
    assert by_name["Americas"][-2:] == ["5.86", "1"]
    assert by_name["All economies in the result"][-2:] == ["11.60", "3"]
    own = result.show_groups({"KEN": "mine", "LBR": "mine"}, measure="usd").to_text("en")
    row = next(line for line in own.splitlines() if line.startswith("mine"))
    assert row.split()[-2:] == ["57.65", "2"]  # (22.30 + 93.00) / 2
    with pytest.raises(UsageError):
        result.show_groups(measure="local")
    with pytest.raises((CatalogueError, UsageError)):
        result.show_groups("continent")


def test_the_figures_of_all_groups_are_in_one_table(result: Any) -> None:
    """Each group, basket and measure is once; Africa is (11.60 + 146.84) / 2 as on the page."""
    rows = list(make_all_groups(result).records())
    keys = [(row["group"], row["basket"], row["measure"], row["statistic"]) for row in rows]
    assert len(set(keys)) == len(keys)
    by_key = dict(zip(keys, rows, strict=True))
    africa = by_key["africa", "fixed-broadband", "share", "median"]
    assert (str(africa["value"]), africa["count"]) == ("79.22", 2)
    assert str(by_key["all", "fixed-broadband", "share", "median"]["value"]) == "11.60"
    # Economies are in the income groups too, and there is no median of several currencies.
    assert {"low", "lower-middle", "upper-middle"} & {row["group"] for row in rows}
    assert {row["measure"] for row in rows} == {"usd", "ppp", "share"}
    assert all(row["count"] > 0 for row in rows)


def test_the_pages_of_the_target(result: Any) -> None:
    text = result.show_target(language="en").to_text()
    assert "The target is below 2 % of monthly GNI per capita" in text
    rows = {
        (row[0], row[1]): row[2:]
        for line in text.splitlines()
        if len(row := re.split(r"\s{2,}", line)) == 5
    }
    assert rows["Kenya", "Fixed-broadband basket"] == ["11.60", "yes", "no"]
    assert rows["Liberia", "Data-only mobile-broadband basket"] == ["–", "yes", "–"]
    text = result.show_target("itu-region").to_text("en")
    row = next(t for t in text.splitlines() if t.startswith("Africa") and "Fixed" in t)
    assert re.split(r"\s{2,}", row) == ["Africa", "Fixed-broadband basket", "2", "0", "79.22", "no"]


def test_a_share_of_exactly_the_target_is_not_below_it() -> None:
    price_rows = prices(("KEN", "mobile-data-only", 2025, "500", "KES", "s"))
    text = priced(price_rows).show_target().to_text("en")
    row = next(line for line in text.splitlines() if line.startswith("Kenya") and "Data" in line)
    assert re.split(r"\s{2,}", row)[2:] == ["2.00", "yes", "no"]


def test_the_target_applies_to_the_income_groups_of_a_vintage() -> None:
    """Costa Rica: 25 of 1 000 dollars a month; of high income in 2025, of middle income in 2024."""
    made = priced(
        prices(("CRI", "fixed-broadband", 2025, "25.00", "USD", "s")),
        economics(("CRI", ATLAS, 2024, "12000", "USD", "", "World Bank", "2025-12")),
    )

    def row(vintage: str | None) -> list[str]:
        lines = made.show_target(vintage=vintage, language="en").to_text().splitlines()
        fixed = next(line for line in lines if line.startswith("Costa Rica") and "Fixed" in line)
        return re.split(r"\s{2,}", fixed)[2:]

    assert row(None) == ["2.50", "no", "–"]
    assert row("idi-2024") == ["2.50", "yes", "no"]


def test_pages_have_plain_data(result: Any) -> None:
    """Two figures of Africa: 11.60 and 146.84, as above; and one share above the target of 2 %."""
    groups = result.show_groups().to_dict()
    assert groups["id"] == result.id
    assert (groups["grouping"], groups["measure"]) == ("itu-region", "share")
    africa = [row for row in groups["rows"] if row["group"] == "africa"]
    assert africa[-1]["median"] == "79.22" and africa[-1]["count"] == 2
    target = result.show_target().to_dict()["rows"]
    kenya = {row["basket"]: row for row in target if row["economy"] == "KEN"}
    assert any(row["met"] is False and row["share"] == "11.60" for row in kenya.values())
    assert set(result.show_target("itu-region").to_dict()["rows"][0]) >= {"group", "met", "median"}


def test_the_pages_take_another_vintage(result: Any) -> None:
    assert "vintage idi-2024" in result.show_groups("ldc", vintage="idi-2024").to_text("en")
    for show in (result.show_groups, result.show_target):
        with pytest.raises(CatalogueError):
            show("ldc", vintage="m49-1800")
