"""The inventory of a national framework: its rows, its files, and that blanks stay blank."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

import ictindex as ict
from ictindex.definitions.documents.core_list import core_list_document
from ictindex.language.i18n import LANGUAGES
from ictindex.submissions.questionnaires.sheet_plan import load_plan
from ictindex.submissions.sourcing.national_inventory import INVENTORY, list_indicators

EXAMPLE = ict.sample_data("national-inventory-example.csv")


def test_every_indicator_that_is_asked_for_has_a_row_in_the_order_of_the_questionnaire() -> None:
    asked = [line.indicator for sheet in load_plan().sheets.values() for line in sheet.lines]
    listed = list_indicators()
    assert list(listed[: len(asked)]) == asked
    assert set(ict.methodology("idi-methodology-2023").indicators) <= set(listed)
    baskets = ict.methodology("ipb-methodology-2025").document.baskets
    assert {basket.indicator for basket in baskets} <= set(listed)
    assert len(set(listed)) == len(listed)
    assert [row.indicator for row in ict.sourcing.new_inventory("ECU").rows] == list(listed)


def test_every_row_of_the_core_list_has_a_row_once() -> None:
    """An indicator of the catalogue that measures the same is in its place."""
    listed = list_indicators()
    for row in core_list_document().rows:
        own = row.same_indicator or f"core-list/{row.id}"
        assert listed.count(own) == 1, row.id
    assert len([key for key in listed if key.startswith("core-list/")]) == sum(
        not row.same_indicator for row in core_list_document().rows
    )


def test_an_office_describes_a_standard_indicator_that_itu_does_not_ask_for() -> None:
    cells = {"economy": "ECU", "indicator": "core-list/businesses-computers", "exists": "yes",
             "owner": "INEC", "legal_basis": "Ley de Estadística", "frequency": "yearly",
             "source_kind": "survey", "source": "Encuesta de empresas", "last_period": "2024",
             "gap": "micro-enterprises"}  # fmt: skip
    inventory = ict.sourcing.read_inventory(pd.DataFrame([cells]))
    (row,) = inventory.existing
    assert (row.indicator, row.owner, row.gap) == (cells["indicator"], "INEC", "micro-enterprises")
    assert "Businesses that use computers" in inventory.to_text("en")
    assert "Businesses that use computers" in ict.reports.framework_report(inventory).to_text("en")
    (finding,) = ict.sourcing.read_inventory(
        pd.DataFrame([cells | {"indicator": "core-list/business-computers"}])
    ).findings.errors
    assert finding.code.startswith("indicator.unknown")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_has_a_name_in_the_language(language: str) -> None:
    rows = ict.sourcing.new_inventory("ECU", language=language).rows
    assert all(row.name and row.name != row.indicator for row in rows)


def test_a_new_inventory_states_nothing_but_economy_indicator_and_name() -> None:
    frame = ict.sourcing.new_inventory("ECU").to_frame()
    stated = ("economy", "indicator", "name")
    assert frame[list(stated)].ne("").all().all()
    rest = frame.drop(columns=list(stated))
    assert (rest.isna() | rest.eq("")).all().all()


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_file_that_was_written_is_read_back_the_same(ending: str, tmp_path: Path) -> None:
    inventory = ict.sourcing.read_inventory(EXAMPLE)
    again = ict.sourcing.read_inventory(inventory.save(tmp_path / f"inventory{ending}"))
    assert again.to_dict() == inventory.to_dict()
    assert len(again.existing) == 8
    assert [row.indicator for row in again.gaps] == ["coverage-5g", "mobile-phone-ownership"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_lists_and_notes_in_the_language(language: str, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    made = ict.sourcing.new_inventory("ECU", language=language)
    content = made.save(tmp_path / "i.xlsx", language).read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == list(INVENTORY.columns)
    assert all(cell.comment.text.strip() for cell in sheet[1])
    assert sheet.sheet_view.rightToLeft is (True if language == "ar" else None)
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert '"yes,no"' in lists and '"survey,census,administrative,other"' in lists


def test_an_unknown_economy_is_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as raised:
        ict.sourcing.new_inventory("ECQ")
    assert "ECQ" in str(raised.value)


def test_an_inventory_of_two_economies_has_no_economy() -> None:
    rows = [*ict.sourcing.new_inventory("ECU").rows, *ict.sourcing.new_inventory("PER").rows]
    inventory = type(ict.sourcing.new_inventory("ECU"))(rows)
    with pytest.raises(ict.errors.UsageError) as raised:
        inventory.to_text("en")
    assert str(raised.value) == (
        "An inventory is of one economy; this one has: ECU, PER. "
        "Keep the rows of one economy in a file."
    )
