"""A command reports on a workbook in its language, refusals and faults of use included."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import questionnaire_cases as cases
from command_runs import run


def renamed(folder: Path, language: str) -> Path:
    """A workbook that cannot be read: one of its sheets has no codes."""
    path = cases.blank(folder, language)
    book = openpyxl.load_workbook(path)
    book[cases.title("coverage", language)].delete_cols(1)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("language", "message"),
    [
        pytest.param(
            "es",
            "ictindex: ecu-es.xlsx: la hoja «Cobertura» ha perdido la columna oculta",
            marks=pytest.mark.slow,
        ),
        ("ar", "فُقد في الورقة"),
        ("en", "ictindex: ecu-en.xlsx: the sheet 'Coverage' has lost the hidden column"),
    ],
)
def test_a_refusal_is_in_the_language_of_the_workbook(
    tmp_path: Path, language: str, message: str
) -> None:
    path = renamed(tmp_path, language)
    for command in (["check"], ["accept"], ["derive"], ["compute", "--edition", "2025"]):
        done = run(tmp_path, *command[:1], path.name, *command[1:])
        assert done.returncode == 2 and message in done.stderr, done.stderr


def test_so_are_faults_of_use(tmp_path: Path) -> None:
    path = cases.blank(tmp_path, "es")
    done = run(tmp_path, "check", path.name, "-o", path.name)
    assert done.stderr.startswith(
        "ictindex: La salida ecu-es.xlsx es un archivo que esta orden lee"
    )
    assert "No existe la opción --foo" in run(tmp_path, "check", path.name, "--foo").stderr
    done = run(tmp_path, "accept", path.name, "--submitted", "05/11/2023")
    assert done.stderr == (
        "ictindex: --submitted: «05/11/2023» puede leerse como 2023-11-05 o como 2023-05-11. "
        "Escriba año, mes y día, por ejemplo 2023-11-05.\n"
    )


def test_a_language_that_is_asked_for_holds(tmp_path: Path) -> None:
    path = cases.blank(tmp_path, "es")
    done = run(tmp_path, "check", path.name, "-o", path.name, "--language", "en")
    assert done.stderr.startswith(
        "ictindex: The output ecu-es.xlsx is a file that this command reads"
    )


@pytest.mark.slow
def test_a_date_with_one_reading_is_taken(tmp_path: Path) -> None:
    cases.filled(tmp_path, {cases.cell_of("coverage", "coverage-3g"): 94}, "es")
    done = run(tmp_path, "accept", "ecu-es.xlsx", "--submitted", "31/01/2025")
    assert done.returncode == 0, done.stderr
    assert '"2025-01-31"' in (tmp_path / "ecu-es.receipt.json").read_text("utf-8")


def test_an_older_questionnaire_is_renewed(tmp_path: Path) -> None:
    path = renamed(tmp_path, "es")
    done = run(tmp_path, "renew", path.name)
    assert done.returncode == 0
    assert done.stdout.startswith("Se escribió ecu-es-new.xlsx: un cuestionario nuevo. ")
    assert "La hoja «Cobertura» ha perdido los códigos" in " ".join(done.stdout.split())
    assert run(tmp_path, "check", "ecu-es-new.xlsx").returncode == 0


@pytest.mark.parametrize(("typed", "code"), [("República del Ecuador", 0), ("Equador", 2)])
def test_an_economy_may_be_called_by_its_name(tmp_path: Path, typed: str, code: int) -> None:
    done = run(tmp_path, "questionnaire", typed, "-e", "2025")
    assert done.returncode == code
    if code:
        shown = "'Equador' is not an ISO 3166-1 alpha-3 code of an economy (nearest: Ecuador (ECU))"
        assert shown in done.stderr
    else:
        assert (tmp_path / "ecu-2025.xlsx").exists()
