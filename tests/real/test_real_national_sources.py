"""Printed sources of ITU's editions: each note of the workbook, and the class of its rule."""

from __future__ import annotations

from pathlib import Path

import pytest

import ictindex as ict
from ictindex.data.source_classes import classify, name_rule

OF_CLASS = {
    "official-publication": {"authority", "official-survey"},
    "collected-by-itu": {"research"},
    "estimate": {"compiler-estimate"},
    "other": {"operator", "market-source", "international"},
    "": {""},
}


@pytest.mark.slow
def test_the_page_has_every_printed_note_of_an_indicator(data: Path) -> None:
    table = ict.read_observations(
        data / "idi-editions" / "IDIDataset_open.xlsx", form="itu-idi", edition=2025
    )
    result = ict.compute(ict.methodology("idi", edition=2025), table)
    page = ict.reports.national_sources(result, "internet-users")
    cells = table.cells
    printed = {
        economy: note
        for economy, indicator, value, note in zip(
            cells["economy"], cells["indicator"], cells["value"], cells["source"], strict=True
        )
        if indicator == "internet-users" and value is not None
    }
    record = page.to_dict()
    assert {row["economy"]: row["note"] for row in record["rows"]} == printed
    assert len(printed) == 114
    # Counted in the workbook: 52 notes begin with "ITU estimate", one is of the Gallup World Poll.
    begins = sum(note.lower().startswith("itu estimate") for note in printed.values())
    counted = {row["body"]: row["count"] for row in record["bodies"]}
    assert counted == {"authority": 61, "compiler-estimate": begins, "not-recognised": 1}
    assert begins == 52
    assert record["sources"][0]["id"] == "itu-idi"


def test_the_rule_of_a_note_is_one_of_its_class(data: Path) -> None:
    table = ict.read_observations(
        data / "idi-editions" / "IDIDataset_open.xlsx", form="itu-idi", edition=2025
    )
    notes = sorted({note for note in table.cells["source"] if note.strip()})
    assert len(notes) > 300
    for note in notes:
        assert name_rule(note) in OF_CLASS[classify(note)[0]], note
