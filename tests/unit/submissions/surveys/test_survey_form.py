"""The draft form: pyxform converts it, each language calls it a draft, a mapping knows it."""

from __future__ import annotations

import html
import io
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.definitions.documents.survey_indicators import survey_indicators
from ictindex.language import i18n
from ictindex.submissions.surveys.survey_form import LANGUAGE_NAMES, SurveyForm, name_question

FORM = ict.surveys.make_form(age_from=5, language="en")
QUESTIONS = [row for row in FORM.survey if row["type"].partition("_")[0] not in ("begin", "end")]


def heading(language: str) -> str:
    return f"label::{LANGUAGE_NAMES[language]} ({language})"


def convert(form: SurveyForm, folder: Path, *, validate: bool = False) -> tuple[str, list[str]]:
    pyxform = pytest.importorskip("pyxform.xls2xform", reason="it is in the group exchange")
    form.save(folder / "form.xlsx")
    warnings: list[str] = []
    return pyxform.convert(str(folder / "form.xlsx"), validate=validate, warnings=warnings).xform, (
        warnings
    )


@pytest.mark.slow
def test_pyxform_converts_it_without_a_warning(tmp_path: Path) -> None:
    xform, warnings = convert(FORM, tmp_path)
    assert warnings == []
    for language, name in LANGUAGE_NAMES.items():
        assert f'lang="{name} ({language})"' in xform
        draft = " ".join(i18n.label("survey", "draft", language).split())
        assert draft in " ".join(html.unescape(xform).split())
    assert "jr:count" in xform


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate needs Java")
def test_odk_validate_accepts_it(tmp_path: Path) -> None:
    for age_from in (0, 15):
        _, warnings = convert(ict.surveys.make_form(age_from), tmp_path, validate=True)
        assert warnings == []
        (tmp_path / "form.xlsx").unlink()


def test_every_row_has_words_in_six_languages() -> None:
    assert {*LANGUAGE_NAMES} == {*i18n.LANGUAGES}
    for row in (*FORM.survey, *FORM.choices):
        assert all(row[heading(language)].strip() for language in i18n.LANGUAGES), row
    assert FORM.survey[0]["type"] == "note"
    assert "draft" in FORM.survey[0][heading("en")]


def test_it_asks_what_the_documents_of_indicators_ask() -> None:
    names = [row["name"] for row in QUESTIONS]
    assert len({*names}) == len(names)
    for document in survey_indicators().values():
        items = [item for item in document.items if item != "any"]
        if document.filter == "users":
            listed = {
                c["name"] for c in FORM.choices if c["list_name"] == name_question(document.id)
            }
            assert {*items} <= listed and name_question(document.id) in names
        else:
            assert {name_question(document.id, item) for item in items or [""]} <= {*names}


def test_skips_refer_to_questions_before_them() -> None:
    before: set[str] = set()
    for row in FORM.survey:
        named = set(re.findall(r"\$\{(\w+)\}", row["relevant"] + row["repeat_count"]))
        assert named <= before, row["name"]
        before.add(row["name"])


@small_cases("language", i18n.LANGUAGES)
def test_its_answers_are_columns_that_a_mapping_knows(language: str) -> None:
    """The labels of the form are a codebook; from the answers a mapping is suggested."""
    choices: dict[str, list[tuple[str, str]]] = {}
    for row in FORM.choices:
        choices.setdefault(row["list_name"], []).append((row["name"], row[heading(language)]))
    for unit in ("households", "individuals"):
        own = [
            row
            for row in QUESTIONS
            if row["name"] in ("stratum", "psu", "household", "area")
            or (row["name"].startswith("households_") == (unit == "households"))
        ]
        codebook = [
            {
                "variable": row["name"],
                "label": row[heading(language)],
                "code": code,
                "meaning": word,
            }
            for row in own
            for code, word in choices.get(row["type"].partition(" ")[2], [("", "")])
        ]
        records = pd.DataFrame({row["name"]: [1] for row in own if row["type"] != "note"})
        text = ict.surveys.suggest_mapping(records, codebook=codebook, language="en")
        assert f'records = "{unit}"' in text
        assert 'clusters = "psu"' in text and 'strata = "stratum"' in text
        for document in survey_indicators().values():
            if document.unit != unit or document.filter == "users":
                continue
            item = "mobile" if "mobile" in document.items else ""
            name = name_question(document.id, item)
            part = text.partition(f'variable = "{name}"')[2].partition("[[")[0]
            assert re.match(r".*\nyes = \[1\].*\nno = \[2\].*\nunknown = \[8, 9\]", part), (
                name,
                part,
            )
        if unit == "individuals":
            assert re.search(r"F = \[1\].*\nM = \[2\]", text)
        assert re.search(r"U = \[1\].*\nR = \[2\]", text)


def test_the_workbook_is_the_same_each_time_and_opens() -> None:
    assert FORM.to_bytes() == ict.surveys.make_form(age_from=5, language="en").to_bytes()
    book = openpyxl.load_workbook(io.BytesIO(FORM.to_bytes()))
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert book["survey"].max_row == len(FORM.survey) + 1


def test_everybody_is_asked_by_default() -> None:
    rows = {row["name"]: row["relevant"] for row in ict.surveys.make_form().survey}
    assert rows["internet_users"] == ""
    assert rows["individuals_ict_skills"].startswith("${individuals_computer} = 1 or")


@pytest.mark.parametrize("age", [-1, 131, True, "5"])
def test_an_age_that_is_none_is_refused(age: object) -> None:
    with pytest.raises(ict.errors.UsageError, match="age_from"):
        ict.surveys.make_form(age)  # type: ignore[arg-type]
