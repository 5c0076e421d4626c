"""The workbook of the guide: invented figures in all 94 cells, with three slips to find.

Every figure is invented, of the size of what Ecuador has. Last year's values are in the workbook.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from desk_cases import cell, plan_cells, workbook
from every_cell import every_cell, year_before
from questionnaire_cases import title

Number = int | float
URBAN_USERS = "internet-users@location=U"
MOBILE_BROADBAND = "mobile-broadband-subscriptions-count"
HOMES, COMPUTERS = "households-internet", "households-computer"
BANDWIDTH = "international-bandwidth-used"


def numbers(texts: Mapping[str, str]) -> dict[str, Number]:
    """Return figures as a person types them."""
    return {name: float(text) if "." in text else int(text) for name, text in texts.items()}


TRUTH = numbers(every_cell())
BEFORE = numbers(year_before(every_cell()))
REASON = "A new submarine cable is in use since March"
SLIPS: Mapping[str, Number] = {
    MOBILE_BROADBAND: 11290,  # in thousands
    HOMES: TRUTH[COMPUTERS], COMPUTERS: TRUTH[HOMES],  # exchanged
    URBAN_USERS: 57.9,  # 79.5 was meant: the total is no longer between its parts
}  # fmt: skip
# The bandwidth used has more than doubled: unusual, and right.
UNUSUAL = {BANDWIDTH: 2400000}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫,", "0123456789..")


def write_book(
    path: Path,
    language: str,
    changes: Mapping[str, object] = SLIPS,
    before: Mapping[str, Number] = UNUSUAL,
) -> Path:
    """Write the full workbook with some figures changed, of this year and of the year before."""
    figures = TRUTH | dict(changes)
    earlier = BEFORE | dict(before)
    path.write_bytes(workbook(figures, language, plan=plan_cells(language), earlier=earlier))
    return path


def figures_of(data: bytes, language: str) -> dict[str, Number | None]:
    """Return the figures in the cells of a workbook, by their names; texts as people read them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    held = {}
    for name in TRUTH:
        sheet, row, column = cell(name)
        value = book[title(sheet, language)].cell(row + 1, column + 1).value
        held[name] = float(value.translate(_DIGITS)) if isinstance(value, str) else value
    return held
