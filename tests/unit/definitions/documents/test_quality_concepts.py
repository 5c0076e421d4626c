"""The concepts of a quality report: each has words, a dimension, and data that exist."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from small_cases import small_cases

from ictindex.definitions.documents.quality_concepts import Concept, Datum, quality_concepts
from ictindex.language import i18n
from ictindex.language.i18n import LANGUAGES


@pytest.mark.every_room
def test_every_datum_that_a_concept_names_is_made_by_a_function_and_used_by_a_concept() -> None:
    from ictindex.publishing.reports.quality_data import FILLERS

    named = {datum for concept in quality_concepts().concepts for datum in concept.filled_by}
    assert named == set(FILLERS) == set(get_args(Datum))


@small_cases("language", LANGUAGES)
def test_concepts_dimensions_and_standards_have_names_in_each_language(language: str) -> None:
    document = quality_concepts()
    for section, listed in (
        ("quality-concepts", document.concepts),
        ("quality-dimensions", document.dimensions),
        ("quality-standards", document.standards),
    ):
        names = [i18n.text(section, each.id, language) for each in listed]
        assert all(names) and len(set(names)) == len(names)


def test_no_standard_claims_that_its_text_was_read() -> None:
    assert [each.id for each in quality_concepts().standards if each.read] == []


def test_chapters_are_in_the_order_of_sims() -> None:
    numbers = [int(each.chapter[2:]) for each in quality_concepts().concepts]
    assert numbers == sorted(numbers) and set(numbers) == set(range(1, 19))


def test_a_concept_of_an_unknown_dimension_and_an_id_twice_are_faults() -> None:
    document = quality_concepts()
    stray = Concept(id="contact", chapter="S.1", dimensions=("beauty",))
    wrong = replace(document, concepts=(*document.concepts, stray))
    assert list(wrong.faults()) == ["dimension-unknown:beauty", "id-twice:contact"]
