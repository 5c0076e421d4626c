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


def test_every_cell_that_is_not_taken_over_is_named(tmp_path: Path) -> None:
    individuals, plans = cases.ECUADOR.pages["individuals"], cases.ECUADOR.pages["tariffs-mobile"]
    below = plans.lines[-1] + 3
    strays = {
        ("individuals", USERS[1], 4): 69.9,  # over the accepted value of the year before
        ("individuals", individuals.asks[1].row, 20): 93.1,
        ("tariffs-mobile", below, 0): "Claro",
        ("start", 30, 5): "call us",
    }
    fresh = ict.data.renew_questionnaire(cases.fill(written(tmp_path), strays))
    at = {(f.code, f.details["value"], f.address.cell) for f in fresh.findings if f.address}
    assert at == {
        ("questionnaire.cell-left", "69.9", f"E{USERS[1] + 1}"),
        ("questionnaire.cell-left", "93.1", f"U{individuals.asks[1].row + 1}"),
        ("questionnaire.cell-left", "Claro", f"A{below + 1}"),
        ("questionnaire.cell-left", "call us", "F31"),
    }
    assert fresh.findings[0].advice("en") == (
        "'call us' is not in a cell that is taken over: the new questionnaire does not contain it. "
        "If it is a value or a remark of this questionnaire, write it into its cell in the new one."
    )
    assert typed(saved(tmp_path, fresh)) == CELLS


def test_many_cells_that_are_not_taken_over_are_counted(tmp_path: Path) -> None:
    notes = {("coverage", row, 20): row for row in range(40, 70)}
    fresh = ict.data.renew_questionnaire(cases.fill(written(tmp_path), notes))
    (finding,) = fresh.findings
    assert finding.message("en") == (
        "30 cells (U41:U70) contain something and are not among those that are taken over: the new "
        "questionnaire does not contain it."
    )


def test_a_copy_of_a_sheet_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = cases.title("individuals", "es")
    copy = book.copy_worksheet(book[sheet])
    copy.title = "final"
    copy.cell(USERS[1] + 1, USERS[2] + 1).value = 93.1
    book[sheet].cell(USERS[1] + 1, USERS[2] + 1).value = None
    book.create_sheet("mine").append(["own notes"])
    book.save(path)
    fresh = ict.data.renew_questionnaire(path)
    assert [(f.code, f.level) for f in fresh.findings] == [
        ("questionnaire.sheet-copy", "warning"),
        ("questionnaire.sheet-added", "information"),
    ]
    assert fresh.findings[0].message("en") == (
        f"The sheet 'final' looks like a copy of '{sheet}': only '{sheet}' was read."
    )
    assert USERS not in fresh.contents.cells


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
    sheet.append([itu, "4G", "%", None, 93.5, 95, "E – valor estimado"])
    sheet.append([f"{itu} U", "Urbana", "%", None, None, 99])
    sheet.append(["i999", "Otra", "%", None, None, 12])
    # It marked every text that it wrote.
    written = [cell for row in sheet.iter_rows() for cell in row if cell.row != 8 and cell.value]
    texts |= {cell.coordinate: mark(str(cell.value)) for cell in written if cell.column < 6}
    texts |= {cell.coordinate: mark(str(cell.value)) for cell in written if cell.row == 5}
    texts |= {"A8": mark("i999"), "B8": mark("Otra"), "C8": mark("%")}
    hidden["B11"] = json.dumps(texts)
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
