"""The lists of the catalogue: tables and pages for commands, notebooks and reports."""

from __future__ import annotations

from ictindex.definitions.catalogue import catalogue_lists, economies, groupings
from ictindex.language import i18n


def test_a_page_has_the_rows_of_its_table_in_its_language() -> None:
    listed = catalogue_lists.show_economies("fr").to_dict()["rows"]
    assert [row["iso3"] for row in listed] == list(economies())
    row = next(row for row in listed if row["iso3"] == "DEU")
    assert (row["name"], row["m49"], row["currency"]) == ("Allemagne", "276", "EUR")  # ISO, UN M49
    assert "Allemagne" in catalogue_lists.show_economies("fr").to_text()
    assert "Germany" in catalogue_lists.show_economies().to_html("en")


def test_groupings_count_their_members_and_name_their_sources() -> None:
    rows = catalogue_lists.show_groupings().to_dict()["rows"]
    assert all(row["count"] == len(row["economies"]) for row in rows)
    text = catalogue_lists.show_groupings("en").to_text()
    for (key, vintage), listing in groupings().items():
        assert f"{key} {vintage}" in text
        assert listing.source.split()[0] in text


def test_indicators_are_followed_by_their_definitions() -> None:
    for language in i18n.LANGUAGES:
        blocks = catalogue_lists.show_indicators().blocks(language)
        table, title, definitions = blocks
        assert isinstance(table, i18n.Grid) and isinstance(definitions, i18n.Bullets)
        assert isinstance(title, i18n.Heading)
        assert len(table.rows) == len(definitions.items)


def test_a_basket_that_continues_has_no_last_year() -> None:
    rows = {row["definition"]: row for row in catalogue_lists.show_baskets().to_dict()["rows"]}
    spans = {row["official"] for row in rows.values()}
    assert any(span.endswith("-") for span in spans)
    assert all(len(span) in (0, 4, 5, 9) for span in spans)
