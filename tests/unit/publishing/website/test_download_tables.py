"""The table of an edition has every printed figure, and no other."""

from __future__ import annotations

import csv
from decimal import Decimal

from site_cases import SAMPLE, sample_site

from ictindex.publishing.website.download_tables import (
    list_series,
    list_values,
    make_table,
    name_source,
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
    """By hand from the register of licences; a source that nobody registered keeps its name."""
    sources = sample_site().sources
    assert name_source("", "itu-idi", sources) == ("itu-idi", "CC-BY-NC-SA-3.0-IGO")
    assert name_source("World Bank WDI", "itu-idi", sources) == ("world-bank-wdi", "CC-BY-4.0")
    assert name_source("UN SDG database", "itu-idi", sources)[1] == "free-with-attribution"
    assert name_source("a survey", "itu-idi", sources) == ("a survey", "CC-BY-NC-SA-3.0-IGO")
    assert name_source("", "", sources) == ("", "")
