"""Shared by the tests of questionnaires."""

from pathlib import Path

import pytest
import questionnaire_cases as cases

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The empty questionnaire of Ecuador in English."""
    return cases.blank(tmp_path_factory.mktemp("empty"))
