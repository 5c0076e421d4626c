"""The table of an edition has every printed figure, and no other."""

from __future__ import annotations

import csv
from decimal import Decimal

from site_cases import SAMPLE, sample_site

from ictindex.publishing.website.download_tables import (
    COLUMNS,
    list_series,
    list_values,
    make_table,
)


def rows() -> list[dict[str, object]]:
    (edition,) = sample_site().editions
    return [dict(zip(COLUMNS, row, strict=True)) for row in make_table(edition, "en").rows]


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
    (edition,) = sample_site().editions
    for language in ("en", "ru"):
        listed = list(dict.fromkeys(row[0] for row in make_table(edition, language).rows))
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
