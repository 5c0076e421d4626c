"""A fresh questionnaire with the values of an older one: nobody types ninety cells once more."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import questionnaire_cases as cases
from questionnaire_cases import cell_of, label, tariff

import ictindex as ict
from ictindex.core import errors
from ictindex.submissions.questionnaires.layout import FIRST_CONTACT, START
from ictindex.submissions.questionnaires.protected_cells import mark
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook

USERS = cell_of("individuals", "internet-users")
TRAFFIC = cell_of("traffic", "mobile-broadband-traffic-total")
CELLS = {
    (START, FIRST_CONTACT, 2): "ARCOTEL",
    USERS: 72.7,
    cell_of("individuals", "internet-users", "status"): label("status", "E", "es"),
    cell_of("individuals", "internet-users", category="F"): 71.25,
    cell_of("individuals", "internet-users", "note"): "encuesta",
    TRAFFIC: 1254.25,
    cell_of("traffic", "mobile-broadband-traffic-total", "unit"): label(
        "unit/exabytes", "petabytes", "es"
    ),
    tariff("tariffs-mobile", 0, "operator"): "Claro",
    tariff("tariffs-mobile", 0, "price"): 5.5,
    tariff("tariffs-mobile", 0, "tax_included"): label("yes-no", "yes", "es"),
}


def saved(folder: Path, fresh: ict.data.Questionnaire) -> ict.data.Submission:
    fresh.save(folder / "fresh.xlsx")
    return ict.read_questionnaire(folder / "fresh.xlsx")


def typed(submission: ict.data.Submission) -> dict[cases.Position, object]:
    """The filled cells; a unit that was left alone is in the workbook from the start."""
    asks = cases.ECUADOR.pages["traffic"].asks
    units = {ict.data.indicators()[ask.indicator].unit for ask in asks}
    standing = {label(f"unit/{unit}", unit, "es") for unit in units}
    held = submission.contents.cells.items()
    return {spot: raw for spot, raw in held if spot[2] != 2 or raw not in standing}


def written(folder: Path) -> Path:
    path = folder / "ecu.xlsx"
    path.write_bytes(write_workbook(cases.ECUADOR, "es", Contents(CELLS, {(*USERS[:2], 4): 69.7})))
    return path


def test_a_list_that_was_changed_costs_no_value(tmp_path: Path) -> None:
    path = cases.fill(written(tmp_path), {("lists", 1, 1): "x"})
    cases.fill(path, {("lists", 0, 0): "states"})
    with pytest.raises(errors.UnusableFileError):
        ict.read_questionnaire(path)
    fresh = ict.data.renew_questionnaire(path)
    assert len(fresh.findings) == 0
    submission = saved(tmp_path, fresh)
    assert typed(submission) == CELLS
    assert submission.contents.previous == {(*USERS[:2], 4): 69.7}


@pytest.mark.slow
def test_it_may_be_in_another_language(tmp_path: Path) -> None:
    fresh = ict.data.renew_questionnaire(written(tmp_path), language="ar")
    submission = saved(tmp_path, fresh)
    assert submission.language == "ar"
    status = cell_of("individuals", "internet-users", "status")
    assert submission.contents.cells[status] == label("status", "E", "ar")
    row = submission.observations.to_frame().set_index("indicator")
    assert row["unit"]["mobile-broadband-traffic-total"] == "petabytes"


@pytest.mark.slow
def test_what_cannot_be_taken_over_is_named(tmp_path: Path) -> None:
    path = written(tmp_path)
    book = openpyxl.load_workbook(path)
    book[cases.title("individuals", "es")].delete_cols(1)
    book.save(path)
    fresh = ict.data.renew_questionnaire(path)
    (finding,) = fresh.findings
    assert finding.advice("es") == (
        f"La hoja «{cases.title('individuals', 'es')}» ha perdido los códigos de sus filas o los "
        "encabezados de sus columnas: no se copió nada de ella. Copie sus valores en el "
        "cuestionario nuevo."
    )
    assert saved(tmp_path, fresh).contents.cells[TRAFFIC] == 1254.25


def test_a_row_with_the_code_of_one_figure_and_the_name_of_another_is_left(tmp_path: Path) -> None:
    first, second = cell_of("population", "population"), cell_of("population", "households")
    path = tmp_path / "ecu.xlsx"
    contents = Contents({first: 18_000_000, second: 5_000_000, USERS: 72.7})
    path.write_bytes(write_workbook(cases.ECUADOR, "es", contents))
    exchanged = {(*first[:2], 0): "households", (*second[:2], 0): "population"}
    fresh = ict.data.renew_questionnaire(cases.fill(path, exchanged))
    assert [(f.code, f.level, f.address.cell) for f in fresh.findings if f.address] == [
        ("questionnaire.row-mixed", "error", "B6"), ("questionnaire.row-mixed", "error", "B7"),
    ]  # fmt: skip
    assert typed(saved(tmp_path, fresh)) == {USERS: 72.7}


def former(folder: Path, **meta: str) -> Path:
    """A workbook as the first version had it: ITU's codes in front, no revisions, all statuses."""
    book = openpyxl.Workbook()
    hidden, lists, sheet = book.active, book.create_sheet("lists"), book.create_sheet("Cobertura")
    assert hidden is not None
    hidden.title = "ictindex"
    texts = {"A6": mark("i271GA"), "F5": mark("Valor 2023")}
    facts = {
        "ictindex-questionnaire": "2", "version": "1", "digest": "sha256:0", "index": "idi",
        "economy": "ECU", "edition": "2025", "year": "2023", "language": "es", "questions": "-1",
        "sheet coverage": "Cobertura", "texts coverage": json.dumps(texts),
        "previous coverage": json.dumps({"E6": 93.5}),
    } | meta  # fmt: skip
    for row in facts.items():
        hidden.append(row)
    for pair in (("status", ""), ("E", "E – valor estimado"), ("H", "H – valor ausente: festivo")):
        lists.append(pair)
    for _ in range(4):
        sheet.append([])
    sheet.append(["Código", "Indicador", "Unidad", "2021", "2022", "Valor 2023", "Estado"])
    itu = next(iter(ict.data.indicators()["coverage-4g"].codes["itu"]))
    texts["A6"] = mark(itu)
    hidden["B11"] = json.dumps(texts)
    sheet.append([itu, "4G", "%", None, 93.5, 95, "E – valor estimado"])
    sheet.append([f"{itu} U", "Urbana", "%", None, None, 99])
    sheet.append(["i999", "Otra", "%", None, None, 12])
    book.save(folder / "old.xlsx")
    return folder / "old.xlsx"


@pytest.mark.slow
def test_a_workbook_of_the_former_version_is_taken_over(tmp_path: Path) -> None:
    path = former(tmp_path)
    with pytest.raises(errors.UnusableFileError) as caught:
        ict.read_questionnaire(path)
    assert caught.value.message("es") == (
        "old.xlsx es la versión 1 del cuestionario; esta biblioteca lee la versión 2. "
        "`ictindex renew old.xlsx` crea un cuestionario nuevo con los valores de este."
    )
    fresh = ict.data.renew_questionnaire(path)
    (gone,) = fresh.findings
    assert gone.where("es") == "old.xlsx!Cobertura, celda F8"
    assert gone.message("es") == (
        "El valor «12» está en una fila que esta versión del cuestionario no tiene: no se copió."
    )
    submission = saved(tmp_path, fresh)
    total = cell_of("coverage", "coverage-4g")
    assert typed(submission) == {
        total: 95,
        cell_of("coverage", "coverage-4g", "status"): label("status", "E", "es"),
        cell_of("coverage", "coverage-4g", category="U"): 99,
    }
    assert submission.contents.previous == {(*total[:2], 4): 93.5}


def test_what_it_is_of_has_to_be_sound(tmp_path: Path) -> None:
    with pytest.raises(errors.UnusableFileError) as caught:
        ict.data.renew_questionnaire(former(tmp_path, economy="XXX"))
    assert caught.value.code == "questionnaire.not-one"
    changed = former(tmp_path, version="2", identity="00000000")
    with pytest.raises(errors.UnusableFileError) as caught:
        ict.data.renew_questionnaire(changed)
    assert caught.value.message("en").startswith(
        "old.xlsx: the economy, edition or year in its hidden sheet was changed"
    )
