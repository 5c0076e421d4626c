"""The workbook itself is computed, priced and derived, in its own edition, year and language."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import questionnaire_cases as cases
from command_runs import run

import ictindex as ict
from ictindex.submissions.questionnaires.labels import list_options
from ictindex.submissions.questionnaires.layout import make_form
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook

# Brazil in Annex 2 of ITU's report on the IDI 2024: printed values, and its score, 82.0.
RATES = {
    "internet-users": "80.5", "households-internet": "80.2", "coverage-3g": "92.4",
    "coverage-4g": "92.4", "mobile-phone-ownership": "88.1",
}  # fmt: skip
COUNTS = {
    "population": 100_000, "mobile-broadband-subscriptions-count": 93_100,
    "mobile-broadband-traffic-total": "0.00448742",  # 48.2 gigabytes a subscription
    "fixed-broadband-subscriptions-count": 10**9, "fixed-broadband-traffic-total": "1674.1",
}  # fmt: skip
PRICES = (
    "economy,indicator,year,value,source_class\n"
    "BRA,price-mobile-high,2022,0.9,other\nBRA,price-fixed-broadband,2022,3.1,other\n"
)


BRAZIL = make_form("BRA", 2024)


@cache
def _written(language: str, cells: tuple[tuple[Position, object], ...]) -> bytes:
    return write_workbook(BRAZIL, language, Contents(dict(cells)))


def brazil(folder: Path, language: str = "en", **more: object) -> Path:
    """The questionnaire of Brazil, filled in with what gives its printed values."""
    form = BRAZIL
    places: dict[str, Position] = {
        ask.indicator: (page.id, ask.row, form.column_of("value"))
        for page in form.pages.values()
        for ask in page.asks
        if not ask.breakdown
    }
    cells: dict[Position, object] = {
        places[name]: Decimal(value) for name, value in {**RATES, **COUNTS}.items()
    }
    for name, text in more.items():
        cells[places[name.replace("_", "-")]] = text
    path = folder / "bra.xlsx"
    path.write_bytes(_written(language, tuple(cells.items())))
    (folder / "prices.csv").write_text(PRICES, encoding="utf-8")
    return path


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.slow
def test_a_check_ends_with_the_printed_score(tmp_path: Path) -> None:
    brazil(tmp_path)
    done = run(tmp_path, "check", "bra.xlsx", "--auxiliaries", "prices.csv")
    assert "Score of the index from these figures: 82.0." in one_line(done.stdout)
    findings, _, rest = done.stdout.partition("Result: Brazil, edition 2024, figures of 2022")
    assert "Validation of the figures for 2022" in findings
    assert "Next" in rest  # what to do comes last
    data = json.loads(run(tmp_path, "check", "bra.xlsx", "--json").stdout)
    assert data["result"]["missing"] == ["price-mobile-high", "price-fixed-broadband"]
    assert data["result"]["score"] is None
    assert data["result"]["inputs"][0]["points"] == "14.12"  # 80.5 of 95, a sixth of the index


@pytest.mark.slow
def test_the_index_is_computed_from_the_workbook(tmp_path: Path) -> None:
    brazil(tmp_path, "fr")
    done = run(tmp_path, "compute", "bra.xlsx", "--auxiliaries", "prices.csv", "--json")
    computed = json.loads(done.stdout)
    assert (computed["edition"], computed["year"]) == (2024, 2022)
    table = run(tmp_path, "compute", "bra.xlsx", "--auxiliaries", "prices.csv")
    assert "82,0" in table.stdout and "Brésil" in table.stdout
    spanish = run(tmp_path, "compute", "bra.xlsx", "--auxiliaries", "prices.csv", "-l", "es")
    assert "Brasil" in spanish.stdout
    explained = run(tmp_path, "explain", "bra.xlsx", "BRA", "--auxiliaries", "prices.csv")
    assert "bra.xlsx!" in explained.stdout and "82,0" in explained.stdout
    other = run(tmp_path, "compute", "bra.xlsx", "-e", "2025")
    assert other.returncode == 2
    assert "bra.xlsx est un questionnaire" not in other.stdout
    assert "2024" in other.stderr and "2025" in other.stderr


def test_the_library_computes_a_submission(tmp_path: Path) -> None:
    read = ict.read_questionnaire(brazil(tmp_path))
    idi = ict.methodology("idi", edition=2024)
    result = ict.compute(idi, read)
    assert (result.edition, result.year) == (2024, 2022)
    assert [finding.code for finding in result.exclusions] == ["excluded.missing-inputs"]
    connectivity = result.scores["universal-connectivity"]["BRA"]
    assert connectivity == 77.1  # as printed in Annex 2


@pytest.mark.slow
def test_rates_are_derived_in_the_language_of_the_workbook(tmp_path: Path) -> None:
    brazil(tmp_path, "es")
    done = run(tmp_path, "derive", "bra.xlsx")
    assert "Suscripciones activas a la banda ancha móvil, BRA, 2022" in done.stdout


FIXED = "tariffs-fixed-broadband"


def ecuador(folder: Path, language: str = "en") -> Path:
    """A plan at the price of the fixed-broadband basket of Ecuador in 2025, 24.73 dollars."""
    form = cases.ECUADOR
    lists = {key: dict(pairs) for key, pairs in list_options(form, language).items()}
    cells = {
        cases.tariff(FIXED, 0, "operator"): "Alpha",
        cases.tariff(FIXED, 0, "name"): "Fibra",
        cases.tariff(FIXED, 0, "price"): 24.73,
        cases.tariff(FIXED, 0, "currency"): "USD",
        cases.tariff(FIXED, 0, "tax_included"): lists["yes-no"]["yes"],
        cases.tariff(FIXED, 0, "data"): lists["unlimited"]["unlimited"],
    }
    path = folder / "ecu.xlsx"
    path.write_bytes(write_workbook(form, language, Contents(cells)))
    return path


@pytest.mark.slow
def test_baskets_are_priced_from_the_workbook(tmp_path: Path) -> None:
    """The share of 2025 in ITU's workbook of the price basket: 4.62 % of an income of 6430."""
    ecuador(tmp_path)
    economics = str(ict.sample_data("ipb-economics-2025.csv"))
    for typed in (["ecu.xlsx"], ["--tariffs", "ecu.xlsx"]):
        done = run(tmp_path, "basket", "compute", *typed, "--economics", economics, "--csv")
        assert "ECU,fixed-broadband,2025,24.73,USD,24.73" in done.stdout
        assert ",4.62," in done.stdout
    explained = run(tmp_path, "basket", "explain", "ECU", "--tariffs", "ecu.xlsx",
                    "--basket", "fixed-broadband")  # fmt: skip
    assert "1 × Fibra" in explained.stdout
    read = ict.read_questionnaire(tmp_path / "ecu.xlsx")
    result = ict.compute(
        ict.methodology("ipb", edition=2025), tariffs=read, economics=ict.read_economics(economics)
    )
    assert result.figure("ECU", "fixed-broadband") == Decimal("4.62")


@pytest.mark.parametrize(
    ("language", "lacking", "years"),
    [
        ("en", "for 2024 / 2023 is not available", "The plans are those on offer in 2025"),
        pytest.param(
            "es",
            "de 2024 / 2023; este formulario no lo pide",
            "El índice de 2025 utiliza",
            marks=pytest.mark.slow,
        ),
        ("zh", "2024 / 2023 年的“", "套餐是 2025 年在售的套餐"),
    ],
)
def test_a_check_prices_the_plans_and_says_what_is_lacking(
    tmp_path: Path, language: str, lacking: str, years: str
) -> None:
    ecuador(tmp_path, language)
    without = one_line(run(tmp_path, "check", "ecu.xlsx").stdout)
    assert "24,73 USD" in without or "24.73 USD" in without
    assert lacking in without
    economics = str(ict.sample_data("ipb-economics-2025.csv"))
    line = one_line(run(tmp_path, "check", "ecu.xlsx", "--economics", economics).stdout)
    assert ("4,62" if language == "es" else "4.62") in line and lacking not in line


def test_what_a_workbook_lacks_is_reported(tmp_path: Path) -> None:
    brazil(tmp_path)
    ecuador(tmp_path)
    done = run(tmp_path, "basket", "compute", "bra.xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "ictindex: bra.xlsx is a questionnaire without plans: there is nothing to price "
        "baskets from. Fill in the sheets of tariffs; `ictindex check bra.xlsx` shows what its "
        "figures give.\n"
    )
    done = run(tmp_path, "compute", "ecu.xlsx")
    assert done.returncode == 2
    assert done.stderr == (
        "ictindex: ecu.xlsx is a questionnaire without figures: there is nothing to compute "
        "an index from. Fill in the yellow cells; `ictindex basket compute ecu.xlsx` computes the "
        "baskets at its plans.\n"
    )
    (tmp_path / "a.csv").write_text(PRICES, encoding="utf-8")
    done = run(tmp_path, "compute", "a.csv")
    assert done.returncode == 2
    assert done.stderr.startswith("ictindex: a.csv is not a questionnaire")


def test_acceptance_says_before_the_receipt_what_confidentiality_costs(tmp_path: Path) -> None:
    form = make_form("BRA", 2024)
    mark = dict(list_options(form, "es")["conf_status"])["C"]
    cells: dict[Position, object] = {
        ("individuals", 5, form.column_of("value")): 80.5,
        ("individuals", 5, form.column_of("conf_status")): mark,
        ("individuals", 5, form.column_of("source")): "encuesta",
    }
    (tmp_path / "bra.xlsx").write_bytes(write_workbook(form, "es", Contents(cells)))
    done = run(tmp_path, "accept", "bra.xlsx", "--submitted", "2024-02-28")
    assert done.returncode == 0, done.stderr
    before, mark, _ = done.stdout.partition("bra.receipt.json")
    assert mark and "el valor aporta 14,12 puntos, que se pierden" in one_line(before)
    assert "Sin ese valor, la economía no tiene puntuación." in one_line(before)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "What each figure gives, what is missing for a score, and what needs an answer: "),
        pytest.param(
            "fr",
            "Ce qu’apporte chaque donnée, ce qui manque pour le score et ce qui demande une",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "zh", "查看各项数据的贡献、得分所缺的数据以及待答复的事项：", marks=pytest.mark.slow
        ),
    ],
)
def test_commands_on_a_workbook_name_the_next_one(
    tmp_path: Path, language: str, words: str
) -> None:
    brazil(tmp_path, language)
    for command in ("derive", "compute", "validate"):
        output = one_line(run(tmp_path, command, "bra.xlsx").stdout)
        assert words in output and output.endswith("`ictindex check bra.xlsx`"), command
        assert words not in run(tmp_path, command, "bra.xlsx", "--json").stdout


@pytest.mark.slow
def test_the_last_answer_names_the_command_that_accepts(tmp_path: Path) -> None:
    cases.filled(
        tmp_path,
        {
            cases.cell_of("coverage", "coverage-3g"): 94,
            cases.cell_of("coverage", "coverage-4g"): 97,
        },
    )
    done = run(tmp_path, "answer", "ecu-en.xlsx", "C01", "withdraw")
    assert done.returncode == 0, done.stderr
    assert one_line(done.stdout).endswith(
        "Nothing is left to answer. Next, if the figures are complete: `ictindex accept "
        "ecu-en.xlsx --answers ecu-en.answers.csv --submitted YYYY-MM-DD`"
    )
    accepted = run(
        tmp_path, "accept", "ecu-en.xlsx", "--answers", "ecu-en.answers.csv",
        "--submitted", "2025-02-28",
    )  # fmt: skip
    assert accepted.returncode == 0, accepted.stderr


def test_data_of_a_check_count_what_is_filled_in(tmp_path: Path) -> None:
    brazil(tmp_path)
    data = json.loads(run(tmp_path, "check", "bra.xlsx", "--json").stdout)
    by_sheet = {each["sheet"]: each for each in data["completeness"]}
    assert by_sheet["Population"]["filled"] == 1
    assert by_sheet["Traffic and bandwidth"]["filled"] == 2
