"""The table of an edition has every printed figure, and no other."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from site_cases import SAMPLE, sample_site

from ictindex.publishing.website.download_tables import (
    find_source_of,
    list_rows,
    list_series,
    list_values,
    make_table,
)


def rows() -> list[dict[str, object]]:
    site = sample_site()
    return list(make_table(site.editions[0], site.sources, "en").records())


def test_every_printed_value_is_there_with_its_digits() -> None:
    with (SAMPLE / "idi-2024-annex.csv").open(encoding="utf-8", newline="") as stream:
        printed = {
            (row["economy"], row["indicator"]): row["value"] for row in csv.DictReader(stream)
        }
    shown = {
        (row["economy"], row["series"]): row["value"]
        for row in rows()
        if row["measure"] == "value" and row["value"] is not None
    }
    assert {key: format(value, "f") for key, value in shown.items()} == printed  # type: ignore[str-format]


def test_every_printed_score_is_there_and_nothing_is_recomputed() -> None:
    (edition,) = sample_site().editions
    shown = {
        (row["economy"], row["series"]): row["value"]
        for row in rows()
        if row["measure"] == "score" and row["value"] is not None
    }
    assert shown == dict(edition.figures.scores)
    assert shown["BRA", "idi"] == Decimal("82.0")


def test_economies_stand_in_the_order_of_their_names() -> None:
    site = sample_site()
    (edition,) = site.editions
    for language in ("en", "ru"):
        table = make_table(edition, site.sources, language)
        listed = list(dict.fromkeys(table.cells["economy"]))
        assert set(listed) == set(edition.economies)
    names = list(dict.fromkeys(str(row["name"]) for row in rows()))
    assert names == sorted(names)


def test_series_state_their_units() -> None:
    (edition,) = sample_site().editions
    series = {(measure, node): unit for measure, node, unit in list_series(edition)}
    assert series["score", "idi"] == "score"
    assert series["value", "fixed-broadband-traffic"] == "gb-per-year"
    assert ("score", "coverage-3g") not in series


def test_values_keep_their_year_and_status() -> None:
    (edition,) = sample_site().editions
    values = list_values(edition)
    assert {value.year for value in values.values()} <= {2021, 2022}
    assert all(value.status for value in values.values())


def test_a_figure_has_the_source_that_its_row_states_or_that_of_the_edition() -> None:
    """By hand from the register of licences; what nobody registered stays as a note."""
    sources = sample_site().sources
    own = ["itu-idi", "ITU, ICT Development Index, 2023-2025", "CC-BY-NC-SA-3.0-IGO"]
    sources_of = {
        stated: find_source_of(stated, "itu-idi", sources, "en")
        for stated in ("", "itu-idi", "World Bank WDI", "UN SDG database", "a survey", "NULL")
    }
    for stated in ("", "itu-idi", "a survey", "NULL"):
        assert sources_of[stated].cells == own
    bank = sources_of["World Bank WDI"]
    assert (bank.id, bank.licence) == ("world-bank-wdi", "CC-BY-4.0")
    assert sources_of["UN SDG database"].licence == "free-with-attribution"
    # A word that every reader of CSV takes for an empty cell is no note.
    assert {stated: each.note for stated, each in sources_of.items() if each.note} == {
        stated: stated for stated in ("World Bank WDI", "UN SDG database", "a survey")
    }
    assert find_source_of("", "", sources, "en").cells == ["", "", ""]


def test_a_row_has_the_class_of_its_source_in_words_and_the_note_of_the_publisher() -> None:
    """The report IDI 2024 prints no note; a table of the publisher may have one."""
    site = sample_site()
    (edition,) = site.editions
    cells = dict(edition.observations.cells)
    first = cells["indicator"].index("internet-users")
    stated = {
        "source": "National survey",
        "source_class": "official-publication",
        "note": "of 2021",
    }
    for name, text in stated.items():
        cells[name] = [text if n == first else cell for n, cell in enumerate(cells[name])]
    noted = replace(edition, observations=SimpleNamespace(
        cells=cells, confidential_rows=edition.observations.confidential_rows))  # fmt: skip
    rows = {(row["economy"], row["measure"], row["series"]): row for row in list_rows(
        noted, edition.economies, site.sources, "en")}  # fmt: skip
    row = rows[cells["economy"][first], "value", "internet-users"]
    assert row["source_class"] == "official-publication"
    assert str(row["source_class_name"]).startswith("official")
    assert (row["note"], row["source"]) == ("National survey; of 2021", "itu-idi")
    # The score of an indicator comes from this one value, that of the index from several.
    single = rows[cells["economy"][first], "score", "internet-users"]
    assert single["source_class_name"] == row["source_class_name"]
    score = rows[cells["economy"][first], "score", "idi"]
    assert score["source_class_name"] == "computed from the values of several sources"
    assert (score["note"], score["source_class"]) == ("", "")
