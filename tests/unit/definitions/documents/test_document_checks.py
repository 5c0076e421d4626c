"""A check of documents has a line for each, and a draft is never called complete."""

from __future__ import annotations

import datetime as dt

from ictindex.core import package_data
from ictindex.definitions.documents import library, load_evidence, standing_of
from ictindex.definitions.documents.document_checks import check_documents, check_files


def test_each_document_of_the_library_has_a_line() -> None:
    checks = check_documents(dt.date(2026, 1, 1))
    released = [d for d in library().values() if d.status == "released"]
    assert [each.document for each in checks.checked] == [d.id for d in released]
    lines = [line for line in checks.to_text("en").splitlines() if line.startswith("- ")]
    for document, each, line in zip(released, checks.checked, lines, strict=True):
        marks = [entry.mark for entry in load_evidence(document.id).constants.values()]
        is_draft = standing_of(document) == "draft"
        stated = f"a draft, {marks.count('unverified')} of {len(marks)}" if is_draft else "complete"
        assert line.startswith(f"- {document.id}: {stated}") and line.endswith(each.digest)


def test_a_document_ends_within_a_year_of_some_days_only() -> None:
    def count(day: dt.date) -> int:
        return sum(len(each.findings) for each in check_documents(day).checked)

    assert count(dt.date(2040, 1, 1)) > count(dt.date(2024, 1, 1))


def test_a_file_is_sound_whatever_its_evidence() -> None:
    path = package_data.folder("methodology") / "idi" / "idi-methodology-2011.toml"
    (checked,) = check_files([path]).checked
    assert checked.describe("en").startswith("idi-methodology-2011: a sound document; sha256:")
    table = check_files([path]).make_table("en")
    assert [*table.cells] == ["document", "digest", "findings", "advice"]
