"""Every object of the catalogue has a name in six languages, the one that tables show."""

from __future__ import annotations

import csv
from pathlib import Path

import lab_cases
import pytest
from language_files import pending_words
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.definitions.catalogue import catalogue_lists

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
CATALOGUE = Path(__file__).resolve().parents[3] / "methodology" / "catalogue"


@small_cases("language", LANGUAGES)
def test_no_name_is_a_code_or_an_english_name_with_a_mark(language: str) -> None:
    things = [
        *((each.iso3, each) for each in ict.data.economies().values()),
        *((each.id, each) for each in ict.data.indicators().values()),
        *((each.id, each) for each in ict.data.baskets().values()),
        *((each.id, each) for each in ict.data.basket_definitions().values()),
        *((each.grouping, each) for each in ict.data.groupings().values()),
        *((each.id, each) for each in ict.analysis.targets().values()),
        *((key, ict.methodology(key)) for key in ict.methodologies()),
    ]
    names = {code: each.name(language) for code, each in things}
    marked = set(pending_words(language).values())
    assert not [
        code
        for code, name in names.items()
        if name in ("", code) or ("[en]" in name and name not in marked)
    ]
    for grouping in ict.data.groupings().values():
        groups = grouping.group_names(language)
        assert list(groups) == list(grouping.groups)
        assert not [name for code, name in groups.items() if name in ("", code)]


def test_the_name_of_an_economy_in_french_is_that_of_the_list_of_the_united_nations() -> None:
    # Outside English, ITU's list has no names of its own.
    with (CATALOGUE / "economy_names.csv").open(encoding="utf-8") as file:
        listed = {row["iso3"]: row["fr"] for row in csv.DictReader(file)}
    assert {code: each.name("fr") for code, each in ict.data.economies().items()} == listed


def test_a_list_for_a_select_box_is_in_the_language_in_force() -> None:
    with ict.set_options(language="ru"):
        names = [each.name() for each in ict.data.baskets().values()]
    assert names == [each.name("ru") for each in ict.data.baskets().values()]
    assert names != [each.name() for each in ict.data.baskets().values()]


@small_cases("language", LANGUAGES)
def test_the_definition_of_an_indicator_is_that_of_the_page_of_indicators(language: str) -> None:
    page = catalogue_lists.make_indicators(language).records()
    assert {row["id"]: row["definition"] for row in page} == {
        key: indicator.definition(language) for key, indicator in ict.data.indicators().items()
    }


def test_an_own_index_has_the_name_that_its_user_gave_it() -> None:
    index = ict.analysis.index(lab_cases.document())
    assert index.name("fr") == "Districts numériques"
    assert index.name("ru") == "Digital districts"


def test_a_variant_is_named_with_its_parent() -> None:
    idi = ict.methodology("idi", edition=2024)
    variant = idi.variant("no-3g", drop="coverage-3g")
    assert "no-3g" in variant.name("en")
    assert idi.id in variant.name("en")


def test_the_name_of_a_currency_is_its_code() -> None:
    assert {each.name("zh") for each in ict.data.currencies().values()} == set(
        ict.data.currencies()
    )


def test_a_language_or_a_column_that_there_is_not_is_refused() -> None:
    with pytest.raises(CatalogueError, match="one of the six"):
        ict.data.economies()["PER"].name("pt")
    with pytest.raises(UsageError, match="status, conf_status, source_class, unit"):
        ict.data.code_names("economy")  # type: ignore[arg-type]  # refused in words


@pytest.mark.parametrize("column", ["status", "conf_status", "source_class", "unit"])
def test_every_code_of_a_column_has_a_name_in_six_languages(column: str) -> None:
    for language in LANGUAGES:
        names = ict.data.code_names(column, language)  # type: ignore[arg-type]  # one of the four
        assert names
        assert not [code for code, name in names.items() if not name or "[en]" in name]
