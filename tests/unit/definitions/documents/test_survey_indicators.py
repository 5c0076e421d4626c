"""The indicators of household surveys: what was read of each, and what a document must not say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from small_cases import small_cases

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.definitions import catalogue
from ictindex.definitions.documents.survey_indicators import SurveyIndicator, survey_indicators
from ictindex.definitions.documents.toml_reader import read_part, read_toml
from ictindex.language import i18n

# Codes of the Core List of which the code itself was read: in slides of ITU's expert group on
# household indicators (2019), and HH18 as a code of ITU.
CODES_READ = {"HH1", "HH2", "HH3", "HH4", "HH6", "HH18"}


def table_of(id: str) -> dict[str, Any]:
    return read_toml(package_data.folder("methodology") / "surveys" / f"{id}.toml")


@small_cases("document", survey_indicators().values(), ids=lambda each: each.id)
def test_a_document_has_its_words_and_claims_no_code_that_was_not_read(
    document: SurveyIndicator,
) -> None:
    assert not document.core_list or document.core_list in CODES_READ
    assert bool(document.indicator) == (document.id in catalogue.indicators())
    assert document.evidence.question == "own"
    for language in i18n.LANGUAGES:
        for section in ("survey-questions", "survey-numerators"):
            assert i18n.text(section, document.id, language)
        for section, keys in (("survey-items", document.items), ("survey-traps", document.traps)):
            assert all(i18n.text(section, key, language) for key in keys)


def test_the_definitions_that_were_read() -> None:
    """SDG metadata (17.8.1, 4.4.1): three months; 4.4.1: all in scope, eleven activities."""
    internet, skills = (
        survey_indicators()[k] for k in ("internet-users", "individuals-ict-skills")
    )
    assert internet.reference_period == skills.reference_period == "P3M"
    assert len(skills.items) == 11
    assert (skills.filter, skills.not_asked) == ("users", "no")


def without_read(table: dict[str, Any]) -> None:
    table["evidence"]["read"] = []


def with_other_weight(table: dict[str, Any]) -> None:
    table["weight"] = "person"


def with_other_filter(table: dict[str, Any]) -> None:
    table["filter"] = "users"


def with_other_indicator(table: dict[str, Any]) -> None:
    table["indicator"] = "internet-users"


def with_unknown_key(table: dict[str, Any]) -> None:
    table["question"] = ""


@small_cases(
    ("change", "words"),
    [
        (without_read, "claims that a text was read, but 'read' is no source"),
        (with_other_weight, "'person' at '-' does not fit the unit"),
        (with_other_filter, "the filter 'users' at '-' does not fit"),
        (with_other_indicator, "'internet-users' at '-' is not an indicator of the catalogue"),
        (with_unknown_key, "the key 'question' is not known"),
    ],
)
def test_what_a_document_must_not_say(change: Callable[[dict[str, Any]], None], words: str) -> None:
    table = table_of("households-internet")
    change(table)
    with pytest.raises(DocumentError) as caught:
        read_part(SurveyIndicator, table, "households-internet.toml")
    assert words in caught.value.message("en")
