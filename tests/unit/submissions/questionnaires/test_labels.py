"""Messages about a cell use the words of its workbook: its heads of columns, its lists."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import questionnaire_cases as cases
from questionnaire_cases import cell_of, filled, label, tariff

import ictindex as ict

MOBILE = "tariffs-mobile"
COVERAGE = cell_of("coverage", "coverage-3g")


def plan(language: str = "es", line: int = 0, **cells: object) -> dict[cases.Position, object]:
    """A plan that can be used, but for the cells given; ``None`` leaves a cell empty."""
    sound: dict[str, object] = {
        "operator": "Claro", "name": f"Plan {line}", "price": 5, "currency": "USD",
        "tax_included": label("yes-no", "yes", language), "validity_days": 30, "data": 5,
        "kind": label(f"choice/kind/{MOBILE}", "plan", language),
        "payment": label(f"choice/payment/{MOBILE}", "prepaid", language), "data_unit": "GB",
    }  # fmt: skip
    held = {name: cell for name, cell in (sound | cells).items() if cell is not None}
    return {tariff(MOBILE, line, name): cell for name, cell in held.items()}


def remarks(submission: ict.data.Submission, language: str = "es") -> list[str]:
    return [f"{f.message(language)} {f.remedy(language)}" for f in submission.findings]


@pytest.mark.parametrize(
    ("column", "cell", "offered"),
    [("tax_included", "10", "sí, no"), ("kind", "x", "plan, complemento"),
     ("generation", "LTE", "2G, 3G, 4G, 5G")],
)  # fmt: skip
def test_a_list_is_reported_whole_though_a_label_is_its_own_code(
    tmp_path: Path, column: str, cell: str, offered: str
) -> None:
    """In Spanish the labels of 'no' and 'plan' are the codes themselves."""
    messages = remarks(filled(tmp_path, plan(**{column: cell}), "es"))
    assert messages[0] == (
        f"«{cell}» no figura en la lista de esta celda: {offered}. Elija un elemento de la lista."
    )


@pytest.mark.parametrize(
    ("cells", "remedy"),
    [
        ({"payment": None},
         "Elija un elemento de la lista de la columna «Pago»: prepago, pospago."),
        ({"tax_included": None},
         "Elija un elemento de la lista de la columna «Impuestos incluidos»: sí, no."),
        ({"data_unit": None},
         "Elija un elemento de la lista de la columna «Unidad de los datos»: GB, MB."),
        ({"tax_included": "no"},
         "Escriba la tasa en porcentaje en la columna «Tasa del impuesto» "
         "(0 si no se aplica ningún impuesto)."),
        ({"throttle_at": 2, "throttle_at_unit": "GB"},
         "Escriba la velocidad en kbit/s en la columna «Velocidad posterior»; sin ella, la parte "
         "lenta nunca cuenta."),
        ({"data": "ilimitado", "data_unit": None, "throttled_speed_kbits": 512},
         "Escriba el volumen en la columna «Más lento a partir de», o el volumen diario en la "
         "columna «Límite diario»."),
        ({"requires": "Plan 9"},
         "Elija el complemento de la lista de la columna «Tipo» (plan, complemento), o vacíe la "
         "celda de la columna «Complemento de»."),
        ({"data": None, "data_unit": None},
         "Escriba lo que incluye (ilimitado si no hay límite), o los precios de un megabyte, de "
         "un SMS o de un minuto."),
        ({"data": "mucho", "data_unit": None},
         "Escriba solo el número, o elija la palabra de la lista de la celda; deje la celda vacía "
         "si no se incluye nada de ello."),
        ({"price": None}, "Es necesaria para todos los planes: escriba lo que anuncia "
         "el operador, o vacíe toda la línea."),
    ],
)  # fmt: skip
def test_a_remedy_names_what_is_in_the_workbook(
    tmp_path: Path, cells: dict[str, object], remedy: str
) -> None:
    submission = filled(tmp_path, plan(**cells), "es")
    assert remedy in [finding.remedy("es") for finding in submission.findings]
    for message in remarks(submission):
        assert not any(sign in message for sign in ("`", "_", "constant", "--", "Python")), message


def test_a_range_names_the_head_of_its_column(tmp_path: Path) -> None:
    messages = remarks(filled(tmp_path, plan(market_share=120), "es"))
    assert "columna «Cuota de mercado»" in messages[0]


@pytest.mark.slow
def test_a_code_that_no_list_has_is_one_finding_at_its_own_cell(tmp_path: Path) -> None:
    """Each asks for an answer of its own, though status and confidentiality hold one word."""
    status, mark = (cell_of("coverage", "coverage-3g", what) for what in ("status", "conf_status"))
    submission = filled(tmp_path, {COVERAGE: 94, status: "secreto", mark: "secreto"}, "es")
    judged = ict.validate(submission.observations, year=2023)
    listed = [finding for finding in judged if finding.rule == "S18"]
    assert [submission.position(finding) for finding in listed] == [status, mark]
    offered = {
        spot[2]: f.details["allowed"] for spot, f in zip((status, mark), listed, strict=True)
    }
    assert offered == {
        status[2]: [words for _, words in cases.list_options(cases.ECUADOR, "es")["status"]],
        mark[2]: [label("conf_status", code, "es") for code in ("F", "N", "C")],
    }
    assert len({submission.key(finding) for finding in listed}) == 2
    again = filled(tmp_path, {COVERAGE: 94, status: "secreta", mark: "secreto"}, "es")
    other = [f for f in ict.validate(again.observations, year=2023) if f.rule == "S18"]
    kept = {submission.key(f) for f in listed} & {again.key(f) for f in other}
    assert kept == {submission.key(listed[1])}


def test_a_cell_of_a_plan_that_was_refused_is_reported_once(tmp_path: Path) -> None:
    """To the table of plans a cell with 'si' for 'sí' is empty, and the tax would be missing."""
    submission = filled(tmp_path, plan(tax_included="si"), "es")
    assert [finding.code for finding in submission.findings] == ["questionnaire.not-in-list"]


def test_a_row_with_a_note_alone_is_no_value(tmp_path: Path) -> None:
    notes = {cell_of("coverage", "coverage-4g", "note"): "no survey", COVERAGE: 94}
    assert " Values: 1. " in repr(filled(tmp_path, notes))


def test_what_a_list_offers_stays_apart_from_right_to_left(tmp_path: Path) -> None:
    mark = cell_of("coverage", "coverage-3g", "conf_status")
    (finding,) = filled(tmp_path, {COVERAGE: 94, mark: "x"}, "ar").findings
    offered = [words for _, words in cases.list_options(cases.ECUADOR, "ar")["conf_status"]]
    assert "\u2069، \u2067".join(offered) in finding.message("ar")


@pytest.mark.slow
def test_handed_back_in_another_language_its_words_are_those_of_that_one(tmp_path: Path) -> None:
    cells = {"payment": None, "tax_included": "10", "market_share": 120}
    first = filled(tmp_path, plan(**cells), "es")
    first.hand_back(first.findings, tmp_path / "back.xlsx", language="fr")
    second = ict.read_questionnaire(tmp_path / "back.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "back.xlsx")[cases.title("answers", "fr")]
    rows = [f"{row[5].value} {row[6].value}" for row in sheet.iter_rows(min_row=6)]
    assert sorted(rows) == sorted(remarks(second, "fr"))
    assert len(rows) == 3 and any("«\u00a0Paiement\u00a0»" in row for row in rows), rows
