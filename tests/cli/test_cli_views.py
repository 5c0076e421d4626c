"""Inputs that results name, names of economies, and what comes in and goes out."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ANNEX, HEADER, LANGUAGES, PUBLISHED, own_file
from languages_in_turn import each_language

import ictindex as ict
from ictindex.language import i18n


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_values_of_another_year_are_stated_and_warned_of(tmp_path: Path, invoke: Any) -> None:
    """Data of 2022 with the edition 2025: every value is carried from an earlier year."""
    file = own_file(tmp_path / "mine.csv")
    done = invoke("compute", file, "-e", "2025", "--strict")
    assert done.exit_code == 1
    assert "Value carried from an earlier year     10 of 10  BRA" in done.stdout
    assert "! Warnings: 1" in done.stdout
    assert done.stdout.index("Warnings") < done.stdout.index("82.0")
    data = json.loads(invoke("compute", file, "-e", "2025", "--json").stdout)
    assert [row["economy"] for row in data["warnings"]] == ["BRA"]
    for command in (["rank"], ["groups", "--vintage", "idi-2024"]):
        done = invoke(*command, file, "-e", "2025", "--strict")
        assert done.exit_code == 1
        assert "10 of 10" in done.stdout
    done = invoke("explain", file, "BRA", "-e", "2025", "--strict")
    assert done.exit_code == 1
    assert "2023" in done.stderr
    whole = invoke("compute", file, "-e", "2024")
    assert (whole.exit_code, "carried" in whole.stdout) == (0, False)


def test_many_economies_are_counted(invoke: Any) -> None:
    text = invoke("compute", ANNEX, "-e", "2024").stdout
    assert "14 of 229   AFG, AZE, BGD, ETH, TON" in text
    assert "208 of 229  24" in text


def test_an_economy_by_name_or_in_lower_case(invoke: Any) -> None:
    exact = invoke("explain", ANNEX, "BRA", "-e", "2024")
    assert exact.stderr == ""
    for called in ("bra", "Brazil", "Brésil", "brasil"):
        done = invoke("explain", ANNEX, called, "-e", "2024")
        assert done.stdout == exact.stdout
        assert done.stderr == f"ictindex: BRA was taken for '{called}'.\n"
    unknown = invoke("explain", ANNEX, "Atlantis", "-e", "2024")
    assert isinstance(unknown.exception, ict.errors.CatalogueError)


def test_explain_as_csv_is_the_explanation(invoke: Any) -> None:
    asked = ["explain", ANNEX, "BRA", "-e", "2024", "--published", PUBLISHED, "--csv"]
    rows = {row["node"]: row for row in table(invoke(*asked).stdout)}
    assert len(rows) == 14
    part = table(invoke(*asked, "--node", "network-coverage").stdout)
    assert [row["node"] for row in part] == ["network-coverage", "coverage-3g", "coverage-4g"]
    used = rows["internet-users"]
    assert (used["score"], used["score_unrounded"]) == ("84.7", "84.73684210526315789474")
    assert used["formula"] == "100 × min(max((x − 0) ÷ (95 − 0); 0); 1)"
    assert (used["written"], used["address"][:18]) == ("80.5", "idi-2024-annex.csv")
    assert (rows["idi"]["published"], rows["idi"]["explained"]) == ("82.0", "true")


def test_published_figures_are_next_to_ours_in_csv_too(invoke: Any) -> None:
    asked = ["compute", ANNEX, "-e", "2024", "--csv"]
    plain = table(invoke(*asked).stdout)
    rows = table(invoke(*asked, "--published", PUBLISHED).stdout)
    assert [row["node"] for row in rows[: len(plain)]] == [row["node"] for row in plain]
    (ethiopia,) = [r for r in rows if (r["economy"], r["node"]) == ("ETH", "idi")]
    assert (ethiopia["published"], ethiopia["difference"]) == ("39.8", "0.1")
    assert ethiopia["explained"] == "true"


@pytest.mark.parametrize("command", ["compute", "rank", "groups"])
def test_without_scores_there_is_no_empty_table(command: str, tmp_path: Path, invoke: Any) -> None:
    file = own_file(tmp_path / "part.csv", without="coverage-3g")
    done = invoke(command, file, "-e", "2024", "--strict")
    assert done.exit_code == 1
    assert "Economies without a score: 1" in done.stdout
    for empty in ("among 0", " 0 economies", "Mean"):
        assert empty not in done.stdout


def test_a_template_filled_in_is_read(tmp_path: Path, invoke: Any) -> None:
    text = invoke("template", "-e", "2024", "--economy", "BRA").stdout
    assert text.startswith(HEADER)
    rows = table(text)
    assert {(r["economy"], r["year"], r["value"]) for r in rows} == {("BRA", "2022", "")}
    assert len(rows) == 10
    assert rows[0]["unit"] == "percent"
    file = tmp_path / "mine.csv"
    file.write_text(text.replace(",2022,,", ",2022,80.5,"), encoding="utf-8")
    assert "BRA" in invoke("compute", str(file), "-e", "2024").stdout
    both = invoke("template", "-e", "2011", "--economy", "Kenya", "--economy", "FRA")
    assert {r["economy"] for r in table(both.stdout)} == {"KEN", "FRA"}
    assert "KEN was taken for 'Kenya'" in both.stderr
    assert {r["economy"] for r in table(invoke("template", "-e", "2024").stdout)} == {""}


def test_a_file_of_a_spreadsheet_in_french(tmp_path: Path, invoke: Any) -> None:
    asked = ["template", "-e", "2024", "--economy", "BRA", "--dialect", "semicolon-comma"]
    text = invoke(*asked).stdout
    assert text.startswith("economy;indicator;year;value;")
    file = tmp_path / "mine.csv"
    file.write_text(text.replace(";2022;;", ";2022;80,5;"), encoding="utf-8")
    done = invoke("rank", str(file), "-e", "2024", "--dialect", "semicolon-comma", "--csv")
    assert [row["economy"] for row in table(done.stdout)] == ["BRA"]
    assert invoke("rank", str(file), "-e", "2024").exit_code != 0


def test_own_groupings(tmp_path: Path, invoke: Any) -> None:
    file = tmp_path / "own.csv"
    file.write_text("economy,group\nBRA,one\nCHL,one\nKEN,two\n", encoding="utf-8")
    asked = ["groups", ANNEX, "-e", "2024", "--grouping", str(file), "--node", "idi"]
    rows = table(invoke(*asked, "--csv").stdout)
    assert [(r["group"], r["count"], r["mean"]) for r in rows[:2]] == [
        ("one", "2", "86.9"), ("two", "1", "58.5"),
    ]  # fmt: skip
    assert "Own grouping (Recomputed)" in invoke(*asked).stdout
    file.write_text("economy,group\nBRA,one\nBRA,two\n", encoding="utf-8")
    assert invoke(*asked).exception.code == "cli.grouping-file"
    file.write_text("economy,region\nBRA,one\n", encoding="utf-8")
    assert invoke(*asked).exception.code == "cli.grouping-file"


def test_groups_of_published_figures(invoke: Any) -> None:
    asked = ["groups", ANNEX, "-e", "2024", "--published", PUBLISHED, "--node", "idi"]
    assert json.loads(invoke(*asked, "--json").stdout)["on"] == "published"
    assert "(Published)" in invoke(*asked).stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_listed(language: str, invoke: Any) -> None:
    def rows(what: str) -> list[dict[str, Any]]:
        return json.loads(invoke("catalogue", what, "-l", language, "--json").stdout)["rows"]

    indicators = {row["id"]: row for row in rows("indicators")}
    users = indicators["internet-users"]
    assert (users["unit"], users["range"]) == ("percent", "0 … 100")
    assert {"i99H", "17.8.1"} <= set(users["codes"])
    assert users["name"] == i18n.label("nodes", "internet-users", language)
    assert len(indicators) == len(ict.data.indicators())
    economies = {row["iso3"]: row["name"] for row in rows("economies")}
    assert economies["BRA"] == i18n.economy_name("BRA", language)
    ldc = [r for r in rows("groupings") if (r["grouping"], r["vintage"]) == ("ldc", "idi-2024")]
    assert [(r["count"], len(r["economies"])) for r in ldc] == [(35, 35)]


@pytest.mark.usefixtures("library_of_2026")
def test_the_list_of_methodologies_has_titles_and_drafts_last(invoke: Any) -> None:
    rows = json.loads(invoke("methodology", "list", "--json").stdout)["rows"]
    status = ["draft" if row["status"] == "draft" else "other" for row in rows]
    assert status == ["other"] * 14 + ["draft"] * 3
    assert rows[0]["title"] == "ICT Development Index: methodology of the 2011 report"


@pytest.mark.slow
@each_language("ru", "ar")
def test_a_terminal_of_80_columns_is_not_exceeded(language: str, invoke: Any) -> None:
    from ictindex.language.i18n.text_layout import cell_width

    for arguments in (["demo"], ["rank", ANNEX, "-e", "2024"], ["groups", ANNEX, "-e", "2024"]):
        text = invoke(*arguments, "-l", language, COLUMNS="80").stdout
        assert max(map(cell_width, text.splitlines())) <= 80
    assert max(map(len, invoke("demo", "-l", language).stdout.splitlines())) > 80


@pytest.mark.parametrize("table", ["", "prices"])
def test_a_template_is_written_to_a_file(table: str, tmp_path: Path, invoke: Any) -> None:
    # Redirected by Windows PowerShell it would become UTF-16.
    asked = ["basket", "template", table, "-e", "2025"] if table else ["template", "-e", "2024"]
    file = tmp_path / "mine.csv"
    assert f"{file} was written" in invoke(*asked, "--output", str(file)).stdout
    assert file.read_text(encoding="utf-8") == invoke(*asked).stdout


def test_a_file_that_powershell_redirected_is_read(tmp_path: Path, invoke: Any) -> None:
    text = invoke("template", "-e", "2024", "--economy", "BRA").stdout
    file = tmp_path / "mine.csv"
    lines = text.replace(",2022,,", ",2022,80.5,").replace("\n", "\r\n")
    file.write_bytes(lines.encode("utf-16"))
    assert "BRA" in invoke("compute", str(file), "-e", "2024").stdout


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_hyphen_is_standard_input(pack: Any, tmp_path: Path, invoke: Any) -> None:
    text = invoke("template", "-e", "2024", "--economy", "BRA").stdout
    text = text.replace(",2022,,", ",2022,80.5,").replace("BRA", "BRZ", 1).encode()
    file = tmp_path / "stdin"
    file.write_bytes(text)
    expected = invoke("validate", str(file), "-e", "2024").stdout
    done = invoke("validate", "-", "-e", "2024", typed=pack(text))
    assert "stdin, line 2, column economy" in expected
    assert done.stdout == expected


@pytest.mark.slow
def test_a_questionnaire_comes_by_standard_input(invoke: Any, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    file = tmp_path / "stdin.xlsx"
    ict.questionnaire("ECU", edition=2025).save(file)
    expected = invoke("validate", str(file)).stdout.replace(str(file), file.name)
    assert invoke("validate", "-", typed=file.read_bytes()).stdout == expected
