"""Suggestions of mappings: labels in six languages; no code is guessed, nothing is confirmed."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_cases import small_cases

from ictindex.core.errors import DocumentError, UnusableFileError, UsageError
from ictindex.language import i18n
from ictindex.submissions.surveys.mapping_suggestions import suggest_mapping
from ictindex.submissions.surveys.survey_estimates import estimate, read_survey

# Label of a question on the use of the Internet, and the labels of yes, no and not known.
QUESTIONS = {
    "en": ("Used the Internet in the last 3 months", ("Yes", "No", "Don't know")),
    "fr": ("A utilisé Internet les 3 derniers mois", ("Oui", "Non", "Ne sait pas")),
    "es": ("Usó internet en los últimos 3 meses", ("Sí", "No", "No sabe")),
    "ar": ("استخدم الإنترنت", ("نعم", "لا", "لا يعرف")),
    "ru": ("Пользовался интернетом", ("Да", "Нет", "Не знает")),
    "zh": ("使用互联网", ("是", "否", "不知道")),
}
FRAME = pd.DataFrame({"w": [10.5, 20.5], "psu": [1, 2], "q1": [1, 2]})


def codebook(language: str) -> list[dict[str, Any]]:
    label, meanings = QUESTIONS[language]
    return [
        {"variable": "q1", "label": label, "code": code, "meaning": meaning}
        for code, meaning in zip((1, 2, 9), meanings, strict=True)
    ]


def suggest(language: str = "en", **options: Any) -> dict[str, Any]:
    return tomllib.loads(suggest_mapping(FRAME, language=language, **options))


@small_cases("language", QUESTIONS)
def test_labels_in_six_languages(language: str) -> None:
    table = suggest(language, codebook=codebook(language))
    (indicator,) = table["indicators"]
    assert indicator["indicator"] == "internet-users"
    (answers,) = indicator["answers"]
    assert answers == {"variable": "q1", "yes": [1], "no": [2], "unknown": [9]}
    assert table["records"] == "individuals"
    assert table["design"] == {"confirmed": False, "clusters": "psu"}


def test_without_labels_of_codes_there_are_question_marks() -> None:
    label = [codebook("en")[0] | {"code": None, "meaning": None}]
    (indicator,) = suggest(codebook=label)["indicators"]
    assert indicator["answers"] == [{"variable": "q1", "yes": ["?"], "no": ["?"]}]


def test_a_code_without_a_clear_meaning_is_a_question_mark() -> None:
    rows = [*codebook("en")[:2], codebook("en")[0] | {"code": 3, "meaning": "Sometimes"}]
    (indicator,) = suggest(codebook=rows)["indicators"]
    assert indicator["answers"][0]["unknown"] == ["?"]
    assert "3: Sometimes" in suggest_mapping(FRAME, codebook=rows, language="en")


def test_every_part_is_to_be_confirmed() -> None:
    text = suggest_mapping(FRAME, codebook=codebook("en"), language="en")
    assert text.count("confirmed = false") == 4  # population, weight, design, indicator
    with pytest.raises(DocumentError, match="'economy' still has a question mark"):
        read_survey(FRAME, tomllib.loads(text))
    filled = tomllib.loads(text) | {
        "id": "s", "title": "S", "economy": "BRA", "year": 2024, "source": "S",
    }  # fmt: skip
    filled["population"] |= {"coverage": "national", "age_from": 0, "age_to": 0}
    filled["weight"] |= {"variable": "w", "unit": "person"}
    survey = read_survey(FRAME, filled)
    assert "Nobody has confirmed these parts of the mapping" in survey.to_text("en")
    with pytest.raises(UsageError) as caught:
        estimate(survey)
    assert "population, weight, design, indicators.internet-users" in caught.value.message("en")


@small_cases("language", i18n.LANGUAGES)
def test_comments_in_six_languages(language: str) -> None:
    text = suggest_mapping(FRAME, language=language)
    assert i18n.text("survey-suggestion", "open", language) in text
    assert i18n.text("survey-suggestion", "none", language) in text


def test_a_codebook_without_a_column(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("variable,label,code\nq1,Internet,1\n", "utf-8")
    with pytest.raises(UnusableFileError, match="meaning"):
        suggest_mapping(FRAME, codebook=path)
