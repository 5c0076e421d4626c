"""Findings of filled questionnaires: their texts alone are enough, in six languages."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import ictindex as ict

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

ROOT = Path(__file__).resolve().parents[2]
LEAST = 55  # of sixty


@pytest.fixture(scope="module")
def script(data: Path) -> Any:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import editions
        import filled_questionnaires
        import finding_texts
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    editions.DATA = filled_questionnaires.DATA = data
    editions.editions.cache_clear()
    return finding_texts


def test_cells_values_and_remedy_are_read_from_a_text_alone(script: Any) -> None:
    class Text:
        def where(self, language: str) -> str:
            return "q.xlsx!Cobertura, celda G14"

        def message(self, language: str) -> str:
            return "«Zonas rurales» 1\u202f094,5 [celda G17]; «Hogares» 3 [Población, celda G7]."

        def remedy(self, language: str) -> str:
            return "Corrija uno de los dos valores."

    titles = {"coverage": "Cobertura", "population": "Población"}
    reading = script.read_text(Text(), "es", titles)
    rural, homes = ("coverage", 16, 6), ("population", 6, 6)
    assert reading.cells == {("coverage", 13, 6), rural, homes}
    assert dict(reading.values) == {rural: Decimal("1094.5"), homes: Decimal(3)}
    assert reading.has_remedy
    # What is not in the text is not known.
    empty = script.read_text(
        ict.Finding("number.percent-sign", details={"value": "80"}), "es", titles
    )
    assert not empty.cells and not empty.values


@pytest.mark.long
@pytest.mark.slow
def test_sixty_findings_are_settled_by_their_texts(script: Any, tmp_path: Path) -> None:
    mender = script.Mender(tmp_path)
    measured = script.measure(mender)
    assert set(measured) == {"en", "fr", "es", "ar", "ru", "zh"}
    for language, rows in measured.items():
        assert len({case.code for case, _, _ in rows}) == len(rows) == script.COUNT == 60
        left = [(case.slip, case.code, why) for case, is_settled, why in rows if not is_settled]
        assert len(rows) - len(left) >= LEAST, (language, left)
    # A text that names every cell would be no help.
    assert sum(mender.named) / len(mender.named) < 4
