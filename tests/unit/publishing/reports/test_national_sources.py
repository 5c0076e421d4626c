"""The printed sources of an indicator: counted and quoted, economy by economy."""

from __future__ import annotations

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.language.i18n import LANGUAGES
from ictindex.publishing.reports.national_sources import NationalSources

NOTES = {
    "BRA": ("Regional Center of Studies, Ministry of Communications", "authority"),
    "CHL": ("ITU estimate.", "compiler-estimate"),
    "ECU": ("Instituto Nacional de Estadistica y Censos", "authority"),
    "KEN": ("NULL", "not-recognised"),
    "PER": ("", "no-note"),
}


@pytest.fixture(scope="module")
def page() -> NationalSources:
    rows = [
        {"economy": economy, "indicator": "internet-users", "year": 2022, "value": 80,
         "source": note}
        for economy, (note, _) in NOTES.items()
    ]  # fmt: skip
    result = ict.compute(
        ict.methodology("idi", edition=2024), ict.read_observations(pd.DataFrame(rows)),
        edition=2024,
    )  # fmt: skip
    return ict.reports.national_sources(result, "internet-users", sources=["itu-idi"])


def test_each_economy_has_its_note_as_printed_and_the_kind_of_its_body(
    page: NationalSources,
) -> None:
    rows = page.to_dict()["rows"]
    assert {row["economy"]: (row["note"], row["body"]) for row in rows} == NOTES


def test_counts_add_up_to_the_values(page: NationalSources) -> None:
    record = page.to_dict()
    assert sum(row["count"] for row in record["bodies"]) == len(record["rows"]) == len(NOTES)
    assert [(row["body"], row["count"]) for row in record["bodies"]] == [
        ("authority", 2),
        ("compiler-estimate", 1),
        ("not-recognised", 1),
        ("no-note", 1),
    ]


@small_cases("language", LANGUAGES)
def test_the_page_quotes_notes_and_states_what_it_is_not(
    page: NationalSources, language: str
) -> None:
    words = page.to_text(language)
    assert "Instituto Nacional de Estadistica y Censos" in words
    assert "2024" in words and "{" not in words
    if language == "en":
        assert "It judges no source, and is no list of best practices." in words


def test_an_indicator_that_the_edition_has_not_is_refused(page: NationalSources) -> None:
    with pytest.raises(ict.errors.UsageError) as raised:
        ict.reports.national_sources(page.edition, "households", sources=["itu-idi"])
    assert str(raised.value).startswith("'households' is no indicator of this edition. Use one of:")
