"""The sizes of groups: of their own list, or of the newest complete one."""

from __future__ import annotations

from ictindex.definitions import catalogue


def test_the_size_of_a_group_is_that_of_its_list_or_of_the_newest_complete_one() -> None:
    # ITU's price-basket workbook lists 44 economies of Africa; the list of 2025 only some.
    assert catalogue.group_size("itu-region", "idi-2025", "africa") == 44
    assert catalogue.sized_vintage("itu-region", "idi-2025") == "ipb-2025"
    own = catalogue.groups("itu-region", "idi-2024").groups["africa"]
    assert catalogue.group_size("itu-region", "idi-2024", "africa") == len(own)
    # Income groups change every year: the size of another year is not that of this one.
    assert catalogue.group_size("income-group", "idi-2025", "low") is None
    assert catalogue.group_size("itu-region", "idi-1999", "africa") is None


def test_a_list_that_follows_its_body_is_of_the_year_of_the_data() -> None:
    """Both lists of least developed countries that ITU printed follow this rule."""
    for vintage, year, graduates in (("idi-2024", 2022, {"BTN", "STP"}), ("ipb-2025", 2025, set())):
        regions = catalogue.groups("itu-region", vintage).groups.values()
        economies = {economy for members in regions for economy in members}
        dated = set(catalogue.groups_of_data("ldc", "m49-2026", year).groups["ldc"])
        assert dated & economies == set(catalogue.groups("ldc", vintage).groups["ldc"])
        assert dated & {"BTN", "STP"} == graduates
    listing = catalogue.groups_of_data("ldc", "m49-2026", 2023)
    assert listing.date == "2023-12-31"
    assert [departure.economy for departure in catalogue.departed_since(listing)] == ["STP"]
    # A list of a publication is of one day.
    assert catalogue.groups_of_data("lldc", "m49-2026", 2023).date == "2026"
