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
