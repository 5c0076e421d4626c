"""The workbook as it is written: protected but for what is asked, and without any formula."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import questionnaire_cases as cases
from languages_in_turn import each_language

import ictindex as ict
from ictindex.core import errors
from ictindex.language import i18n
from ictindex.submissions.questionnaires.layout import FIRST_CONTACT, FIRST_DELIVERY, START
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook


def unlocked(path: Path) -> set[tuple[str, int, int]]:
    book = cases.opened(path)
    return {
        (sheet.title, cell.row - 1, cell.column - 1)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }


_SURVEYED = {
    "households-internet",
    "households-computer",
    "internet-users",
    "mobile-phone-ownership",
}


def asked() -> set[tuple[str, int, int]]:
    """Every cell that a submitter may fill in, from the form alone."""
    form = cases.ECUADOR
    actual = {
        (cases.title(START), FIRST_CONTACT + n, 2) for n, _ in enumerate(form.plan.contact)
    }  # fmt: skip
    actual |= {(cases.title(START), FIRST_DELIVERY + n, 2) for n in range(2)}
    for page in form.pages.values():
        title = cases.title(page.id)
        for ask in page.asks:
            columns = [form.column_of(what) for what in ("value", "status", "conf_status")]
            columns.append(form.revised_column(2022))
            actual |= {
                (title, ask.row, column) for column in (*columns, columns[2] + 1, columns[2] + 2)
            }
            if ask.indicator in _SURVEYED:  # seven columns of precision, to the right of the note
                actual |= {(title, ask.row, columns[2] + 3 + n) for n in range(7)}
            if ict.data.indicators()[ask.indicator].other_units:
                actual.add((title, ask.row, 2))
        for line in page.lines:
            actual |= {(title, line, column) for column in range(len(page.columns))}
    return actual


def test_exactly_the_cells_that_are_asked_for_are_unlocked(empty: Path) -> None:
    assert unlocked(empty) == asked()


def test_every_sheet_and_their_order_are_protected(empty: Path) -> None:
    book = cases.opened(empty)
    assert book.security.lockStructure
    assert all(sheet.protection.sheet for sheet in book)
    assert [sheet.title for sheet in book if sheet.sheet_state == "veryHidden"] == [
        "lists",
        "ictindex",
    ]


def test_there_is_no_formula_and_no_link_to_the_outside(empty: Path) -> None:
    for name, data in cases.parts(empty).items():
        assert b"<f>" not in data and b"<f " not in data, name
        if name.endswith(".rels"):
            assert b"External" not in data, name


@pytest.mark.slow
def test_the_same_questionnaire_gives_the_same_bytes() -> None:
    first, second = (ict.questionnaire("ECU", edition=2025, language="ar") for _ in range(2))
    assert first.to_bytes() == second.to_bytes()
    assert first.to_bytes() != ict.questionnaire("PER", edition=2025, language="ar").to_bytes()


@each_language("en", "ar")
def test_sheets_run_in_the_direction_of_the_language(tmp_path: Path, language: str) -> None:
    book = cases.opened(cases.blank(tmp_path, language))
    for sheet in book:
        turned = bool(sheet.views.sheetView[0].rightToLeft)
        assert turned == (language == "ar"), sheet.title


def test_version_economy_edition_and_language_are_in_it(empty: Path) -> None:
    book = cases.opened(empty)
    meta = {row[0].value: row[1].value for row in book["ictindex"].iter_rows()}
    reported = {key: meta[key] for key in ("economy", "edition", "year", "language")}
    assert reported == {"economy": "ECU", "edition": "2025", "year": "2023", "language": "en"}
    properties = {p.name: p.value for p in book.custom_doc_props.props}
    assert properties == {
        "ictindex-questionnaire": "2", "economy": "ECU", "edition": "2025", "language": "en",
    }  # fmt: skip


def test_heads_are_frozen_and_repeated_on_paper(empty: Path) -> None:
    book = cases.opened(empty)
    assert book[cases.title("mobile")].freeze_panes == "C6"
    assert book[cases.title("tariffs-mobile")].freeze_panes == "C8"
    assert book[cases.title("mobile")].print_title_rows == "$5:$5"


def test_name_and_definition_are_next_to_each_value(empty: Path) -> None:
    sheet = cases.opened(empty)[cases.title("individuals")]
    _, row, _ = cases.cell_of("individuals", "internet-users")
    text = sheet.cell(row + 1, 2).value
    assert text.startswith("Individuals using the Internet *\nShare of individuals who used")
    assert text.endswith("\ni99H \u00b7 SDG\u00a017.8.1")
    assert sheet.cell(row + 1, 1).value == "internet-users"
    assert sheet.column_dimensions["A"].hidden
    assert sheet.cell(row + 1, 3).value == "%"


def test_status_confidentiality_and_unit_are_chosen_from_lists(empty: Path) -> None:
    book = cases.opened(empty)
    sheet = book[cases.title("traffic")]
    lists = book["lists"]

    def allowed(spot: tuple[str, int, int]) -> list[str]:
        name = cases.cell_name(spot)
        for item in sheet.data_validations.dataValidation:
            if name in item.sqref and item.type == "list":
                area = item.formula1.removeprefix("lists!").replace("$", "")
                return [row[0].value for row in lists[area]]
        raise LookupError(name)

    total = "mobile-broadband-traffic-total"
    assert allowed(cases.cell_of("traffic", total, "unit")) == [
        "exabytes (EB)", "petabytes (PB)", "terabytes (TB)",
    ]  # fmt: skip
    status = allowed(cases.cell_of("traffic", total, "status"))
    assert status == [
        "Official value", "Estimate", "Provisional", "Break in the series", "Does not exist",
        "Not available", "Confidential, not given", "Included in another cell",
    ]  # fmt: skip
    assert allowed(cases.cell_of("traffic", total, "conf_status")) == [
        "May be published", "Not for publication", "Confidential",
    ]  # fmt: skip


def test_an_impossible_value_is_refused_while_it_is_typed(empty: Path) -> None:
    sheet = cases.opened(empty)[cases.title("coverage")]
    name = cases.cell_name(cases.cell_of("coverage", "coverage-4g"))
    (rule,) = [r for r in sheet.data_validations.dataValidation if name in r.sqref]
    assert (rule.type, float(rule.formula1), float(rule.formula2)) == ("decimal", 0, 100)
    assert rule.operator in (None, "between")  # which is the default
    assert "between 0 and 100" in rule.error


def history(**more: object) -> ict.Observations:
    row = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": "69.7"}
    return ict.read_observations(pd.DataFrame([row | more]))


def neighbours_of(
    tmp_path: Path, observations: ict.Observations, category: str = ""
) -> list[object]:
    path = cases.blank(tmp_path, history=observations)
    sheet = cases.opened(path)[cases.title("individuals")]
    _, row, _ = cases.cell_of("individuals", "internet-users", category=category)
    column = cases.ECUADOR.previous_column(2022) + 1
    assert sheet.cell(row + 1, column).font.color.rgb == "FF6B7280"
    assert sheet.cell(row + 1, column).protection.locked
    return [sheet.cell(row + 1, column - 1).value, sheet.cell(row + 1, column).value]


@pytest.mark.slow
def test_accepted_values_of_earlier_years_are_next_to_greyed(tmp_path: Path) -> None:
    assert neighbours_of(tmp_path, history()) == [None, 69.7]
    assert neighbours_of(tmp_path, history(year=2021)) == [69.7, None]


@pytest.mark.parametrize(
    "other",
    [
        {"economy": "PER"},
        {"year": 2020},
        {"sex": "F"},
        {"sex": "F", "location": "U"},
        {"value": "169.7"},  # impossible: not accepted
        {"value": ""},
        {"unit": "score"},
    ],
)
def test_only_the_same_figure_is_next_to_it(tmp_path: Path, other: dict[str, object]) -> None:
    assert neighbours_of(tmp_path, history(**other)) == [None, None]


def test_earlier_years_of_a_breakdown_are_next_to_it(tmp_path: Path) -> None:
    assert neighbours_of(tmp_path, history(sex="F"), "F") == [None, 69.7]


def test_history_is_a_table_of_observations() -> None:
    with pytest.raises(errors.UsageError, match="history"):
        ict.questionnaire("ECU", edition=2025, history="2022.csv")  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("raw", "written"),
    [
        (0.1 + 0.2, "<v>0.30000000000000004</v>"),
        (5e-324, "<v>5e-324</v>"),
        (Decimal("80.50"), "<v>80.5</v>"),
        (2**53, f"<v>{2**53}</v>"),
    ],
)
def test_a_number_keeps_all_its_digits(tmp_path: Path, raw: object, written: str) -> None:
    spot = cases.cell_of("population", "population")
    data = write_workbook(cases.ECUADOR, "en", Contents({spot: raw}))
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert written.encode() in cases.parts(path)["xl/worksheets/sheet2.xml"]


@pytest.mark.slow
@pytest.mark.parametrize("raw", [Decimal("0.1234567890123456789"), 2**53 + 1])
def test_a_number_that_a_spreadsheet_cannot_hold_is_text(tmp_path: Path, raw: object) -> None:
    spot = cases.cell_of("population", "population")
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_workbook(cases.ECUADOR, "en", Contents({spot: raw})))
    cell = cases.opened(path)[cases.title("population")][cases.cell_name(spot)]
    assert (cell.data_type, cell.value) == ("s", str(raw))


def test_an_index_of_prices_asks_for_plans_alone() -> None:
    pages = [key for key, sheet in cases.ECUADOR.plan.sheets.items() if "ipb" in sheet.indices]
    assert pages == ["tariffs-mobile", "tariffs-fixed-broadband"]


def test_the_extra_is_named_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(errors.UsageError) as caught:
        ict.questionnaire("ECU", edition=2025).to_bytes()
    assert str(caught.value) == (
        "The package 'xlsxwriter', which writes Excel workbooks, is not installed. "
        'Install it with `pip install "ictindex[excel]"`.'
    )


def test_no_row_cuts_its_words(empty: Path) -> None:
    """A row is as high as its words need in the width of their column, roughly counted."""
    book = cases.opened(empty)
    for page in cases.ECUADOR.pages.values():
        sheet = book[cases.title(page.id)]
        width = sheet.column_dimensions["B"].width
        for ask in page.asks:
            words = re.split("\n", sheet.cell(ask.row + 1, 2).value)
            lines = sum(-(-len(part) // int(width * 1.25)) for part in words)
            assert sheet.row_dimensions[ask.row + 1].height >= 10 * lines


def test_the_first_sheet_says_what_is_published_and_what_never_is(empty: Path) -> None:
    sheet = cases.opened(empty).worksheets[0]
    cells = sheet.iter_rows(min_col=2, max_col=2, values_only=True)
    words = " ".join(str(cell) for (cell,) in cells if cell)
    for part in ("value with its unit, status, class of source and source", "Notes are read by"):
        assert part in words
    for language in i18n.LANGUAGES:
        for key in ("published-title", "published", "closed"):
            own = i18n.text("questionnaire", key, language)
            assert own == i18n.text("desk", key, language)  # the page says the same
            assert (own == i18n.text("questionnaire", key, "en")) == (language == "en")
