"""The file of a publisher: every key is read or refused, with the file and the key."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_cases import sample_document, write_folder

import ictindex as ict
from ictindex.publishing.website.site_document import read_site_document


def test_the_sample_document_is_read() -> None:
    document = sample_document()
    assert document.publisher.name == "Office of trials"
    assert [table.edition for table in document.edition] == [2024]
    assert document.languages == ("ar", "en", "es", "fr", "ru", "zh") or set(
        document.languages
    ) == {"ar", "en", "es", "fr", "ru", "zh"}
    assert document.prices is not None and document.prices.edition == 2025


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    text = (
        'languages = ["fr", "fr", "tlh"]\ncolour = "red"\n'
        '[publisher]\n[[edition]]\nedition = "2024"\nvalues = "a.csv"\nsource = "itu-idi"\n'
    )
    write_folder(tmp_path / "office", text)
    with pytest.raises(ict.errors.DocumentError) as caught:
        read_site_document(tmp_path / "office")
    words = str(caught.value)
    for part in ("'colour'", "'publisher.name'", "'edition.0.edition'", "tlh"):
        assert part in words
    assert words.count("site.toml") >= 4
    # The page of this file lists its keys, not the schema of methodologies.
    assert "docs/reference/site-toml.md lists the keys" in words
    assert "methodology schema" not in words


def test_a_language_named_twice_is_a_fault() -> None:
    with pytest.raises(ict.errors.DocumentError) as caught:
        sample_document(languages=["fr", "ar", "fr"])
    assert "languages.fr names a language twice" in str(caught.value)


def test_a_title_in_a_language_that_is_none_is_a_fault() -> None:
    with pytest.raises(ict.errors.DocumentError) as caught:
        sample_document(title={"en": "Figures", "xx": "Figures"})
    assert "title.xx is not one of the six languages" in str(caught.value)


def test_a_folder_without_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        read_site_document(tmp_path)
    assert "has no file site.toml" in str(caught.value)
    assert "ictindex site new" in str(caught.value)
