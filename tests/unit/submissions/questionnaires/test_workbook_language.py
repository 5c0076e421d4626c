"""The language of a workbook is known before it is read, and of one that is refused."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import questionnaire_cases as cases

from ictindex.language import i18n
from ictindex.submissions.questionnaires.workbook_language import find_language


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_properties_of_the_document_tell_it(tmp_path: Path, language: str) -> None:
    assert find_language(cases.blank(tmp_path, language)) == language


def test_where_these_are_lost_the_titles_of_the_sheets_do(tmp_path: Path) -> None:
    path = cases.blank(tmp_path, "ar")
    bare = cases.remade(
        path, lambda name, data: None if name.startswith("docProps/") else data,
        tmp_path / "bare.xlsx",
    )  # fmt: skip
    assert find_language(bare) == "ar"


def test_of_a_foreign_or_broken_file_nothing_is_stated(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04")
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        assert find_language(tmp_path / name) is None
