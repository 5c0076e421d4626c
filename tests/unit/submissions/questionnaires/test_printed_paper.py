"""The printed questionnaire: what nobody filled in takes no paper."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from desk_cases import cell, plan_cells, workbook
from languages_in_turn import each_language
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from questionnaire_cases import ECUADOR, opened, tariff, title

from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook

MOBILE = "tariffs-mobile"
NAMES = [column.name for column in ECUADOR.pages[MOBILE].columns]
# Millimetres of A4 between the margins of a sheet, in pixels of a column and points of a row.
ACROSS, DOWN = 990, 500


def sheets_of(data: bytes) -> Iterator[Any]:
    for sheet in opened(data).worksheets:
        if sheet.sheet_state == "visible":
            yield sheet


def pages_of(sheet: Any) -> int:
    """The pages of A4 that a sheet takes, by its page setup, widths and heights."""
    area = sheet.print_area or f"A1:{sheet.dimensions.rpartition(':')[2]}"
    left, top, right, low = range_boundaries(area.rpartition("!")[2].replace("$", ""))
    widths = dict.fromkeys(range(left, right + 1), 64.0)
    for letters, each in sheet.column_dimensions.items():
        first = each.min or column_index_from_string(letters)
        for column in range(first, (each.max or first) + 1):
            if column in widths:
                widths[column] = 0 if each.hidden else 7 * each.width
    rows = [sheet.row_dimensions[row] for row in range(top, low + 1)]
    tall = sum(0 if row.hidden else row.height or 15 for row in rows)
    setup, properties = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    across, down = (ACROSS, DOWN) if setup.orientation == "landscape" else (740, 750)
    if properties is not None and properties.fitToPage:
        needed = math.ceil(tall * min(1, across / sum(widths.values())) / down)
        most = 1 if setup.fitToHeight is None else setup.fitToHeight
        return min(needed, most or needed)
    parts = len(sheet.col_breaks.brk) + 1
    return parts * math.ceil(tall * setup.scale / 100 / down)


def test_a_filled_questionnaire_takes_thirteen_pages() -> None:
    """It took 18, three to four of them for each sheet of plans, as LibreOffice printed it."""
    data = workbook(plan=plan_cells())
    taken = {sheet.title: pages_of(sheet) for sheet in sheets_of(data)}
    assert taken[title(MOBILE)] == 1
    assert sum(taken.values()) == 13


@pytest.mark.slow
@each_language("ru", "ar")
def test_an_empty_questionnaire_takes_no_more(language: str) -> None:
    data = write_workbook(ECUADOR, language, Contents({}, {}))
    assert sum(map(pages_of, sheets_of(data))) <= 14


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "last"),
    [
        ({}, "note"),
        ({"kind": "main"}, "kind"),
        ({"daily_cap": 5}, "daily_cap"),
        ({"commitment_months": 12}, "commitment_months"),
    ],
)
def test_plans_are_printed_up_to_the_group_of_the_last_used_column(
    more: dict[str, object], last: str
) -> None:
    cells: dict[Position, object] = {tariff(MOBILE, 2, key): raw for key, raw in more.items()}
    data = write_workbook(ECUADOR, "en", Contents(cells, {}))
    sheet = opened(data)[title(MOBILE)]
    _, _, right, low = range_boundaries(sheet.print_area.rpartition("!")[2].replace("$", ""))
    assert low == ECUADOR.pages[MOBILE].lines[-1] + 1
    printed = NAMES[:right]
    assert last in printed
    # The next column begins a group, or there is none.
    assert right == len(NAMES) or ECUADOR.pages[MOBILE].columns[right].starts
    assert all(int(each.id) < right for each in sheet.col_breaks.brk)


def test_a_year_without_values_has_no_column_on_paper() -> None:
    sheets = {sheet.title: sheet for sheet in sheets_of(workbook(earlier={"internet-users": 58.0}))}

    def shape(page: str, year: int) -> Any:
        """The shape of the column of a year; equal columns side by side have one."""
        number = ECUADOR.previous_column(year) + 1
        every = sheets[title(page)].column_dimensions.values()
        return next(each for each in every if each.min <= number <= each.max)

    page = cell("internet-users")[0]
    assert not shape(page, 2022).hidden and shape(page, 2021).hidden
    assert shape("mobile", 2022).hidden and shape("mobile", 2021).hidden
    # Whoever shows the column again sees its heading.
    assert shape("mobile", 2021).width > 10
