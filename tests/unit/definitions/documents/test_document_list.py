"""The lists of documents and of the sources that were read."""

from __future__ import annotations

from ictindex.definitions.documents import library, sources_read, standing_of
from ictindex.definitions.documents.document_list import (
    describe_source,
    make_documents,
    make_sources,
    show_documents,
    show_sources,
)


def test_drafts_are_at_the_end() -> None:
    table = make_documents("en")
    is_draft = [standing_of(library()[key]) == "draft" for key in table.cells["id"]]
    assert is_draft == sorted(is_draft) and any(is_draft)
    assert sorted(table.cells["id"]) == sorted(library())
    text = show_documents().to_text("fr")
    assert all(key in text for key in library())


def test_each_source_is_a_point_in_the_language_of_the_page() -> None:
    points = [line for line in show_sources("en").to_text().splitlines() if line.startswith("- ")]
    assert len(points) == len(sources_read()) == len(make_sources("en"))
    assert describe_source("no-such-source", "en") == "no-such-source"
    assert show_sources().to_text("ru") != show_sources().to_text("en")


def test_a_source_says_which_part_of_it_was_read() -> None:
    assert describe_source("datahub-editions", "en").endswith("part named: the list of editions")
