"""An earlier value has its class and source; an estimate that comes back is asked about."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import questionnaire_cases as cases

import ictindex as ict
from ictindex.language import i18n

USERS = cases.cell_of("individuals", "internet-users")
ROWS = [
    {
        "indicator": "internet-users",
        "value": "69.7",
        "source_class": "estimate",
        "source": "ITU estimate",
    },
    {
        "indicator": "households-internet",
        "value": "60.4",
        "source_class": "official-submission",
        "source": "INEC",
    },
    {"indicator": "mobile-phone-ownership", "value": "58.8", "status": "I"},
    {"indicator": "coverage-4g", "value": "93.1"},
]


def accepted() -> ict.Observations:
    rows = [{"economy": "ECU", "year": 2022, **row} for row in ROWS]
    return ict.read_observations(pd.DataFrame(rows).fillna(""))


def save(tmp_path: Path, language: str = "en") -> Path:
    return cases.blank(tmp_path, language, history=accepted())


def origins(history: ict.Observations | None) -> dict[str, tuple[str, str]]:
    assert history is not None
    cells = history.cells
    keys = zip(cells["indicator"], cells["source_class"], cells["source"], strict=True)
    return {indicator: (kind, source) for indicator, kind, source in keys}


EXPECTED = {
    "internet-users": ("estimate", "ITU estimate"),
    "households-internet": ("official-submission", "INEC"),
    "mobile-phone-ownership": ("estimate", ""),  # imputed: no official value
    "coverage-4g": ("", ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_workbook_keeps_class_and_source_of_each_earlier_value(
    tmp_path: Path, language: str
) -> None:
    read = ict.read_questionnaire(save(tmp_path, language))
    assert origins(read.history) == EXPECTED
    assert not read.findings


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_grey_cell_shows_them_when_it_is_selected(tmp_path: Path, language: str) -> None:
    sheet = cases.opened(save(tmp_path, language))[cases.title("individuals", language)]
    page, row, _ = USERS
    grey = cases.ECUADOR.previous_column(2022)
    (hint,) = [
        rule
        for rule in sheet.data_validations.dataValidation
        if sheet.cell(row + 1, grey + 1).coordinate in rule.sqref
    ]
    assert page == "individuals"
    assert i18n.label("source-class", "estimate", language) in hint.prompt
    assert "ITU estimate" in hint.prompt


def test_they_are_handed_back_and_renewed(tmp_path: Path) -> None:
    read = ict.read_questionnaire(save(tmp_path))
    read.hand_back([], tmp_path / "back.xlsx", language="fr")
    assert origins(ict.read_questionnaire(tmp_path / "back.xlsx").history) == EXPECTED


def judged(tmp_path: Path, value: float, **stated: str) -> list[str]:
    cells = {USERS: value}
    for name, text in stated.items():
        page, row, _ = USERS
        cells[page, row, cases.ECUADOR.column_of(name)] = text
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    path = save(folder)
    cases.fill(path, cells)
    read = ict.read_questionnaire(path)
    judgement = ict.validate(read.observations, year=read.year, history=read.history)
    return [f.message("en") for f in judgement.findings if f.rule == "P13"]


@pytest.mark.slow
def test_an_estimate_that_comes_back_needs_a_statement(tmp_path: Path) -> None:
    assert judged(tmp_path, 69.7) == [
        "The value 69.7 is ITU’s estimate for 2022: without a statement of your office it does not "
        "count as official."
    ]
    assert judged(tmp_path, 70.2) == []
    assert judged(tmp_path, 69.7, source="INEC, ENEMDU 2023") == []
    assert judged(tmp_path, 69.7, note="The survey of 2023 gives the same share.") == []
