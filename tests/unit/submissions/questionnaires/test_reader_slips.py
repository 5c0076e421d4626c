"""Slips of people in a questionnaire, in three languages: each reported once, at its cell."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import questionnaire_cases as cases
from languages_in_turn import in_turn
from questionnaire_cases import cell_name, cell_of, label, tariff

import ictindex as ict
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook

LANGUAGES = ("es", "en", "ar")
MOBILE = cell_of("mobile", "mobile-cellular-subscriptions-count")
PREPAID = cell_of("mobile", "mobile-cellular-subscriptions-prepaid")
POSTPAID = cell_of("mobile", "mobile-cellular-subscriptions-postpaid")
HOUSEHOLDS = cell_of("households", "households-internet")
POPULATION = cell_of("population", "population")
TRAFFIC = cell_of("traffic", "mobile-broadband-traffic-total")


def neighbour_of(spot: Position, what: str) -> Position:
    column = 2 if what == "unit" else cases.ECUADOR.column_of(what)
    return spot[0], spot[1], column


def plan(column: str) -> Position:
    return tariff("tariffs-mobile", 0, column)


def held(language: str) -> dict[Position, object]:
    cells: dict[Position, object] = {
        POPULATION: 17_834_831, MOBILE: 17_956_000, PREPAID: 12_280_000, POSTPAID: 5_676_000,
        HOUSEHOLDS: 62.2,
    }  # fmt: skip
    offer = {"operator": "Claro", "name": "Plan", "price": 5, "currency": "USD",
             "tax_included": label("yes-no", "yes", language), "validity_days": 30,
             "payment": label("choice/payment/tariffs-mobile", "prepaid", language),
             "data": 5, "data_unit": "GB"}  # fmt: skip
    return cells | {plan(name): raw for name, raw in offer.items()}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return {
        language: write_workbook(cases.ECUADOR, language, Contents(held(language)))
        for language in LANGUAGES
    }


def cell(book: Any, spot: Position, language: str) -> Any:
    return book[cases.title(spot[0], language)][cell_name(spot)]


class Put:
    """Texts and numbers that are typed into cells, a pair being a label of a list."""

    def __init__(self, *pairs: tuple[Position, object]) -> None:
        self.pairs = pairs

    def cells(self, language: str) -> dict[Position, object]:
        typed: dict[Position, object] = {}
        for spot, raw in self.pairs:
            value = label(*raw, language) if isinstance(raw, tuple) else raw
            typed[spot] = cases.Typed(value) if isinstance(value, str) else value
        return typed


Change = Put | Callable[[Any, str], None]


def merge(book: Any, language: str) -> None:
    book[cases.title("mobile", language)].merge_cells("G6:G9")


def hide(book: Any, language: str) -> None:
    book[cases.title("mobile", language)].row_dimensions[MOBILE[1] + 1].hidden = True


def as_date(book: Any, language: str) -> None:
    cell(book, HOUSEHOLDS, language).value = dt.datetime(2025, 7, 27)
    cell(book, HOUSEHOLDS, language).number_format = "d-mmm"


STATUS = neighbour_of(HOUSEHOLDS, "status")
LAST_YEAR = ("mobile", MOBILE[1], 4)
# Name: change, cell, code, level.
SLIPS: dict[str, tuple[Change, Position, str, str]] = {
    "comma in a text": (Put((HOUSEHOLDS, "62,2")), HOUSEHOLDS, "number-in-text", "information"),
    "points in a text": (Put((MOBILE, "17.956.000")), MOBILE, "number-in-text", "information"),
    "blanks": (Put((MOBILE, " 17 956 000 ")), MOBILE, "number-in-text", "information"),
    "spaces of a PDF": (
        Put((MOBILE, "17\u00a0956\u00a0000")), MOBILE, "number-in-text", "information",
    ),
    "Arabic digits": (Put((HOUSEHOLDS, "٦٢٫٢")), HOUSEHOLDS, "number-in-text", "information"),
    "formula": (Put((MOBILE, "=G8+G9")), MOBILE, "formula", "error"),
    "link": (Put((MOBILE, "='[boletin.xlsx]Hoja1'!$B$4")), MOBILE, "link", "error"),
    "date": (as_date, HOUSEHOLDS, "date", "error"),
    "not known": (Put((HOUSEHOLDS, "n.d.")), HOUSEHOLDS, "not-a-number", "error"),
    "merged": (merge, MOBILE, "merged", "error"),
    "in the column of the status": (
        Put((neighbour_of(MOBILE, "status"), 17_956_000), (MOBILE, None)),
        neighbour_of(MOBILE, "status"),
        "in-other-column", "error",
    ),
    "in the column of last year": (
        Put((LAST_YEAR, 17_956_000), (MOBILE, None)), LAST_YEAR, "in-earlier-year", "error",
    ),
    "no status": (Put((STATUS, "qqq")), STATUS, "not-in-list", "error"),
    "no unit": (
        Put((TRAFFIC, 920), (neighbour_of(TRAFFIC, "unit"), "GB")), neighbour_of(TRAFFIC, "unit"),
        "unit-not-in-list", "error",
    ),
    "another unit": (
        Put((neighbour_of(POPULATION, "unit"), "thousands")), neighbour_of(POPULATION, "unit"),
        "unit-changed", "error",
    ),
    "note": (
        Put((neighbour_of(POPULATION, "note"), "=ver hoja 2")), neighbour_of(POPULATION, "note"),
        "formula-text", "information",
    ),
    "hidden row": (hide, MOBILE, "row-hidden", "information"),
    "date of a plan": (
        Put((plan("valid_from"), "20/01/2025")), plan("valid_from"), "date-in-text", "information",
    ),
    "two dates": (
        Put((plan("valid_from"), "05/11/2023")), plan("valid_from"), "two-dates", "error",
    ),
    "tax": (
        Put((plan("tax_included"), ("yes-no", "no"))), plan("tax_rate"), "tax-rate-missing",
        "error",
    ),
    "price": (Put((plan("price"), "15,000")), plan("price"), "two-numbers", "error"),
}  # fmt: skip
# The messages of some of them, word by word.
WORDS = {
    ("comma in a text", "es"): "La celda contiene el texto «62,2»; se leyó como el número 62,2.",
    ("points in a text", "en"): (
        "The cell holds the text '17.956.000'; it was read as the number 17,956,000."
    ),
    ("link", "es"): (
        "La celda toma su valor de otro archivo, boletin.xlsx (='[boletin.xlsx]Hoja1'!$B$4), y no "
        "contiene ningún número propio. Escriba el número mismo en lugar del vínculo."
    ),
    ("merged", "en"): (
        "The cells G6:G9 are merged: only G6 has content, and the content of G8, G9 is lost. "
        "Unmerge the cells and fill in each of them."
    ),
    ("in the column of last year", "es"): (
        "17\u202f956\u202f000 está en la columna de 2022, que no se lee, y la celda del "
        "valor está vacía. Si es el valor de este cuestionario, páselo a la celda G6; si no, "
        "suprímalo."
    ),
    (
        "in the column of the status",
        "ar",
    ): "وخلية القيمة فارغة. يُرجى نقله إلى الخلية \u2068G6\u2069.",
    ("no unit", "es"): (
        "«GB» no es una de las unidades de esta fila: exabytes (EB), petabytes (PB), "
        "terabytes (TB)."
    ),
    ("note", "en"): "The cell holds a formula, =ver hoja 2; the text '=ver hoja 2' was read.",
    ("two dates", "es"): "«05/11/2023» puede leerse como 2023-11-05 o como 2023-05-11.",
}


def read(
    books: dict[str, bytes], folder: Path, language: str, change: Change
) -> ict.data.Submission:
    path = folder / f"ecu-{language}.xlsx"
    path.write_bytes(books[language])
    if isinstance(change, Put):
        return ict.read_questionnaire(cases.fill(path, change.cells(language)))
    book = openpyxl.load_workbook(path)
    change(book, language)
    book.save(path)
    return ict.read_questionnaire(path)


@pytest.mark.parametrize(("name", "language"), in_turn(SLIPS, LANGUAGES, WORDS))
def test_a_slip_is_reported_once_at_its_cell(
    books: dict[str, bytes], tmp_path: Path, name: str, language: str
) -> None:
    change, spot, code, level = SLIPS[name]
    submission = read(books, tmp_path, language, change)
    (finding,) = submission.findings
    assert (finding.code, finding.level) == (f"questionnaire.{code}", level)
    assert submission.position(finding) == spot
    assert finding.address is not None
    assert finding.address.source.endswith(f"!{cases.title(spot[0], language)}")
    advice = finding.advice(language)
    assert WORDS.get((name, language), "") in advice and "{" not in advice
    # Nothing else is found on the same cell, and nothing says that it is empty.
    judged = ict.validate(submission.observations, ict.methodology("idi", edition=2025), year=2023)
    assert not [each for each in judged if each.rule == "S19"]


@pytest.mark.parametrize(
    ("language", "typed", "near"),
    [("es", "Estimado", "Estimación"), ("en", "estimated", "Estimate")],
)  # fmt: skip
def test_a_status_in_words_of_ones_own_gets_the_nearest_of_the_list(
    books: dict[str, bytes], tmp_path: Path, language: str, typed: str, near: str
) -> None:
    submission = read(books, tmp_path, language, Put((STATUS, typed)))
    (finding,) = submission.findings
    assert finding.code == "questionnaire.not-in-list-near"
    assert any(hint.startswith(near) for hint in finding.details["hint"]), finding.details["hint"]


@pytest.mark.slow
def test_what_was_read_is_in_the_workbook_that_is_handed_back(
    books: dict[str, bytes], tmp_path: Path
) -> None:
    change = Put((MOBILE, "17.956.000"), (HOUSEHOLDS, "62,2"))
    submission = read(books, tmp_path, "es", change)
    values = dict(zip(submission.positions, submission.observations.cells["value"], strict=True))
    assert (values[MOBILE], values[HOUSEHOLDS]) == (Decimal(17_956_000), Decimal("62.2"))
    submission.hand_back(submission.findings, tmp_path / "back.xlsx")
    again = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert (again.contents.cells[MOBILE], again.contents.cells[HOUSEHOLDS]) == (17_956_000, 62.2)
    assert again.observations.cells["written"] == submission.observations.cells["written"]
    assert len(again.findings) == 0


def with_result(data: bytes, folder: Path, formula: bytes, result: bytes) -> Path:
    """A workbook with a formula and the result that a spreadsheet left next to it."""
    path = folder / "ecu-es.xlsx"
    path.write_bytes(data)

    def change(name: str, part: bytes) -> bytes:
        old = rb'<c r="G6"([^>]*?)(?: t="\w+")?><v>17956000</v></c>'
        new = rb'<c r="G6"\1><f>' + formula + b"</f><v>" + result + b"</v></c>"
        return re.sub(old, new, part) if name.startswith("xl/worksheets/sheet") else part

    return cases.remade(path, change, folder / "out.xlsx")


@pytest.mark.slow
def test_a_formula_is_read_by_its_result_and_asks_for_an_answer(
    books: dict[str, bytes], tmp_path: Path
) -> None:
    path = with_result(books["es"], tmp_path, b"G8+G9", b"17956001")
    submission = ict.read_questionnaire(path)
    (finding,) = submission.findings
    assert finding.level == "warning" and finding.advice("es") == (
        "La celda contiene una fórmula, =G8+G9; se leyó su resultado, 17\u202f956\u202f001. "
        "Confírmelo si el resultado es correcto; si no, escriba el número correcto en lugar de la "
        "fórmula."
    )
    values = dict(zip(submission.positions, submission.observations.cells["value"], strict=True))
    assert values[MOBILE] == 17_956_001
    submission.hand_back(submission.findings, tmp_path / "back.xlsx")
    assert ict.read_questionnaire(tmp_path / "back.xlsx").contents.cells[MOBILE] == 17_956_001


def test_a_link_of_a_spreadsheet_names_its_file(books: dict[str, bytes], tmp_path: Path) -> None:
    path = with_result(books["es"], tmp_path, b"[1]Hoja1!$B$4", b"17956002")
    with zipfile.ZipFile(path, "a") as archive:
        part = "xl/externalLinks/externalLink1.xml"
        archive.writestr(part, b"<externalLink/>")
        archive.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            b'<Relationships><Relationship Id="rId1" Target="file:///C:%5CDatos/bolet%C3%ADn.xlsx"'
            b' TargetMode="External"/></Relationships>',
        )
    (finding,) = ict.read_questionnaire(path).findings
    assert finding.message("en") == (
        "The cell takes its value from another file, boletín.xlsx (=[1]Hoja1!$B$4); the value last "
        "seen there, 17,956,002, was read."
    )
