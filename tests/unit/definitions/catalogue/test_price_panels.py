"""The number of economies behind a printed median names the evidence of each part of it."""

from __future__ import annotations

from ictindex.definitions import catalogue


def test_a_number_with_a_further_economy_says_where_that_is_seen() -> None:
    """The country table of 2025 has 195 economies, and the printed medians count 196."""
    table = catalogue.basket_size("fixed-broadband-5gb", 2025, "share")
    panel = catalogue.panel_size("fixed-broadband-5gb", 2025, "share")
    assert table is not None and panel is not None
    assert (table.economies, panel.economies) == (195, 196)
    assert panel.source.startswith(f"{table.source}; ")
    assert "printed medians" in panel.source and "printed medians" not in table.source
    # Before 2023 the printed medians are those of the table, and so is the evidence.
    assert catalogue.panel_size("fixed-broadband-5gb", 2022, "share") == (
        catalogue.basket_size("fixed-broadband-5gb", 2022, "share")
    )
