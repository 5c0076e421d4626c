"""An edition is cited with its root digest in every form, and its licences."""

from __future__ import annotations

import pytest

import ictindex as ict
from ictindex.editions.edition_citation import FORMS, CitedEdition, cite_edition

ROOT = "Root digest: sha256:ab"
MANIFEST = {
    "id": "idi-2025", "index": "idi", "edition": 2025, "year": 2023, "released": "2025-06-30",
    "publisher": "Oficina {A} & B",
}  # fmt: skip


def cited(**changes: object) -> CitedEdition:
    return CitedEdition({**MANIFEST, **changes}, "official", ["itu-idi"], [ROOT])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_id_day_root_and_licence(form: str) -> None:
    text = cite_edition(cited(), form, "en")
    for part in ("idi-2025", "2025-06-30", ROOT, "CC BY-NC-SA 3.0 IGO"):
        assert part in text


def test_a_publisher_that_is_not_stated_is_not_guessed() -> None:
    assert cite_edition(cited(publisher=""), "text", "en").startswith("Not stated, ")


def test_a_data_release_has_no_edition() -> None:
    release = CitedEdition(
        {key: MANIFEST[key] for key in ("id", "year", "released", "publisher")}, "official", [], []
    )
    text = cite_edition(release, "ris", "en")
    assert "TI  - Data release: observations of 2023" in text and "ET  - 2023" in text


def test_another_form_is_refused_with_the_forms_there_are() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        cite_edition(cited(), "apa", "en")
    assert caught.value.code == "export.citation-unknown"
    assert "text, bibtex, ris" in str(caught.value)
