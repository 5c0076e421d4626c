"""Sheets, rows and columns that were moved: the figures are those of the untouched workbook."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import questionnaire_cases as cases
from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaire_cases import cell_of, label, tariff

import ictindex as ict
from ictindex.core import errors
from ictindex.language import i18n
from ictindex.submissions.questionnaires.arrangement import Arrangement, find_series
from ictindex.submissions.questionnaires.layout import FIRST_CONTACT, FIRST_VALUE, START
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook

LANGUAGES = ("en", "es", "ar")
Change = Callable[[Any, str], None]


def held(language: str) -> dict[Position, object]:
    """A value in each row, two plans with all that they need, and the sender."""
    cells: dict[Position, object] = {(START, FIRST_CONTACT, 2): "ARCOTEL"}
    for page in cases.ECUADOR.pages.values():
        for number, ask in enumerate(page.asks):
            cells[page.id, ask.row, cases.ECUADOR.column_of("value")] = 10 + number
            cells[page.id, ask.row, cases.ECUADOR.column_of("note")] = f"row {number}"
    for line in range(2):
        plan = {"operator": "Claro", "name": f"Plan {line}", "price": 5 + line, "currency": "USD",
                "tax_included": label("yes-no", "yes", language), "validity_days": 30,
                "payment": label("choice/payment/tariffs-mobile", "prepaid", language),
                "data": 5, "data_unit": "GB"}  # fmt: skip
        cells |= {tariff("tariffs-mobile", line, name): raw for name, raw in plan.items()}
    return cells


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ict.data.Submission]:
    folder = tmp_path_factory.mktemp("untouched")
    read = {}
    for language in LANGUAGES:
        path = folder / f"ecu-{language}.xlsx"
        path.write_bytes(write_workbook(cases.ECUADOR, language, Contents(held(language))))
        read[language] = ict.read_questionnaire(path)
    return read


def changed(
    untouched: dict[str, ict.data.Submission], language: str, folder: Path, change: Change
) -> ict.data.Submission:
    """The filled workbook after a change by a spreadsheet program, read."""
    path = folder / f"ecu-{language}.xlsx"
    path.write_bytes(untouched[language].data)
    book = openpyxl.load_workbook(path)
    change(book, language)
    book.save(path)
    return ict.read_questionnaire(path)


def figures(submission: ict.data.Submission) -> tuple[object, ...]:
    """All that was read, without the places where it was."""
    columns = {k: v for k, v in submission.observations.cells.items() if k not in ("file", "line")}
    plans = submission.tariffs
    of_plans = {} if plans is None else {
        k: list(v) for k, v in plans.cells.items() if k not in ("file", "line")
    }  # fmt: skip
    columns.pop("column")
    return ({k: list(v) for k, v in columns.items()}, of_plans, submission.contents.cells)


def findings_of(submission: ict.data.Submission) -> list[tuple[str, str, str]]:
    """The findings on sheets and cells; values are invented, and what is wrong with them is not."""
    return [
        (f.code.removeprefix("questionnaire."), f.level, f.address.cell or "" if f.address else "")
        for f in submission.findings if f.code.startswith("questionnaire.")
    ]  # fmt: skip


def sheet(book: Any, key: str, language: str) -> Any:
    return book[cases.title(key, language)]


# ---------------------------------------------------------------- one change at a time


def insert_row(book: Any, language: str) -> None:
    sheet(book, "fixed-broadband", language).insert_rows(11)


def insert_many_rows(book: Any, language: str) -> None:
    sheet(book, "individuals", language).insert_rows(1, 3)
    sheet(book, "individuals", language).insert_rows(30, 2)


def insert_column(book: Any, language: str) -> None:
    sheet(book, "coverage", language).insert_cols(5)


def rename(book: Any, language: str) -> None:
    sheet(book, "households", language).title = "Hogares (INEC)"


def move(book: Any, language: str) -> None:
    book.move_sheet(cases.title("households", language), -3)


def add(book: Any, language: str) -> None:
    own = book.create_sheet("Trabajo")
    own["A1"], own["B2"] = "mis cálculos", 5


def exchange_titles(book: Any, language: str) -> None:
    first, second = (sheet(book, key, language) for key in ("mobile", "coverage"))
    titles = first.title, second.title
    first.title = "x"
    second.title, first.title = titles


def sort_rows(book: Any, language: str) -> None:
    of = sheet(book, "individuals", language)
    rows = [[cell.value for cell in row] for row in of.iter_rows(min_row=FIRST_VALUE + 1)]
    random.Random(1).shuffle(rows)
    for number, row in enumerate(rows, start=FIRST_VALUE + 1):
        for column, raw in enumerate(row, start=1):
            of.cell(number, column).value = raw


def insert_in_plans(book: Any, language: str) -> None:
    of = sheet(book, "tariffs-mobile", language)
    of.insert_rows(3)
    of.insert_cols(4)


def drop_hidden_names(book: Any, language: str) -> None:
    sheet(book, "tariffs-mobile", language).delete_rows(7)


def insert_on_start(book: Any, language: str) -> None:
    sheet(book, START, language).insert_rows(3, 2)


CHANGES: dict[Change, list[tuple[str, str, str]]] = {
    insert_row: [("rows-moved", "information", "A12")],
    insert_many_rows: [("rows-moved", "information", "A9")],
    insert_column: [("columns-moved", "information", "F5")],
    rename: [("sheet-renamed", "information", "")],
    move: [("sheets-moved", "information", "")],
    add: [("sheet-added", "information", "")],
    exchange_titles: [
        ("sheet-renamed", "information", ""), ("sheet-renamed", "information", ""),
    ],
    insert_in_plans: [
        ("rows-moved", "information", "A9"), ("columns-moved", "information", "E6"),
    ],
    drop_hidden_names: [("rows-moved", "information", "A7")],
    insert_on_start: [("rows-moved", "information", "B5")],
}  # fmt: skip


# Each on a sheet of its own, so that no change answers for another.
TOGETHER: dict[str, tuple[Change, ...]] = {
    "en": (insert_row, insert_many_rows, insert_column, insert_in_plans, insert_on_start, add),
    "es": (exchange_titles, drop_hidden_names, move, insert_row),
    "ar": (rename, insert_column, insert_many_rows, drop_hidden_names),
}


@pytest.mark.parametrize(
    "language",
    [pytest.param(name, marks=[pytest.mark.slow] * (name != "en")) for name in TOGETHER],
)
def test_nothing_is_lost_by_several_changes_of_the_form(
    untouched: dict[str, ict.data.Submission], tmp_path: Path, language: str
) -> None:
    def change(book: Any, language: str) -> None:
        for each in TOGETHER[language]:
            each(book, language)

    submission = changed(untouched, language, tmp_path, change)
    assert figures(submission) == figures(untouched[language])
    expected = [finding for each in TOGETHER[language] for finding in CHANGES[each]]
    assert sorted(findings_of(submission)) == sorted(expected)
    for finding in submission.findings:
        assert finding.message(language) and "{" not in finding.advice(language)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "language"),
    [
        (change, language)
        for at, change in enumerate(CHANGES)
        for language in (LANGUAGES[(at + 1) % 3], LANGUAGES[(at + 2) % 3])
    ],
)
def test_nothing_is_lost_by_the_form_of_a_workbook(
    untouched: dict[str, ict.data.Submission], tmp_path: Path, change: Change, language: str
) -> None:
    submission = changed(untouched, language, tmp_path, change)
    assert figures(submission) == figures(untouched[language])
    assert findings_of(submission) == CHANGES[change]
    for finding in submission.findings:
        assert finding.message(language) and "{" not in finding.advice(language)


@pytest.mark.slow
def test_a_sorted_sheet_is_read_by_its_codes(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    submission = changed(untouched, "es", tmp_path, sort_rows)
    assert figures(submission) == figures(untouched["es"])
    assert [code for code, _, _ in findings_of(submission)] == ["rows-moved"]


@pytest.mark.slow
def test_the_address_is_the_one_of_the_file_and_the_place_that_of_the_form(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    spot = cell_of("coverage", "coverage-4g")

    def change(book: Any, language: str) -> None:
        of = sheet(book, "coverage", language)
        of.cell(spot[1] + 1, spot[2] + 1).value = 120
        of.insert_rows(6, 2)
        of.insert_cols(2)

    submission = changed(untouched, "en", tmp_path, change)
    (finding,) = [f for f in submission.findings if f.code == "value.impossible"]
    assert finding.address is not None
    assert finding.address.cell == cases.cell_name((spot[0], spot[1] + 2, spot[2] + 1))
    assert submission.position(finding) == spot
    assert submission.cell(spot) == finding.address.cell
    assert submission.positions[0][0] == "population"
    # Handed back, it is where the form has it, and the answer still binds.
    key = submission.key(finding)
    submission.hand_back(submission.findings, tmp_path / "back.xlsx")
    again = ict.read_questionnaire(tmp_path / "back.xlsx")
    (same,) = [f for f in again.findings if f.code == "value.impossible"]
    assert (again.position(same), again.key(same)) == (spot, key)
    assert findings_of(again) == []


@pytest.mark.slow
def test_a_deleted_row_is_named_and_comes_back(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    spot = cell_of("mobile", "mobile-cellular-subscriptions-postpaid")

    def change(book: Any, language: str) -> None:
        sheet(book, "mobile", language).delete_rows(spot[1] + 1)

    submission = changed(untouched, "es", tmp_path, change)
    (finding,) = [f for f in submission.findings if f.code == "questionnaire.row-missing"]
    name = i18n.text("indicators/mobile-cellular-subscriptions-postpaid", "name", "es")
    assert finding.advice("es") == (
        f"En la hoja falta la fila «{name}»: no se leyó ningún valor de ella. Si tiene el valor, "
        "escríbalo en el libro que se devuelve, donde la fila figura de nuevo."
    )
    assert finding.level == "warning" and spot in submission.unanswered
    before = untouched["es"].observations
    assert len(submission.observations) == len(before) - 1
    submission.hand_back(submission.findings, tmp_path / "back.xlsx")
    assert findings_of(ict.read_questionnaire(tmp_path / "back.xlsx")) == []


def test_a_cell_that_is_not_in_the_file_any_more_has_no_name(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    gone, below = (
        cell_of("mobile", f"mobile-cellular-subscriptions-{kind}")
        for kind in ("prepaid", "postpaid")
    )
    column = cases.ECUADOR.column_of("value") + 1

    def change(book: Any, language: str) -> None:
        sheet(book, "mobile", language).delete_rows(gone[1] + 1)
        sheet(book, "coverage", language).delete_cols(column)
        book.remove(sheet(book, "households", language))

    submission = changed(untouched, "en", tmp_path, change)
    # The cell where it was holds another figure now.
    assert submission.cell(gone) == ""
    assert submission.cell(below) == cases.cell_name(gone)
    assert submission.cell(cell_of("coverage", "coverage-4g")) == ""
    assert submission.cell(cell_of("households", "households-internet")) == ""


@pytest.mark.parametrize("row", [7, 8])
def test_a_row_that_was_added_is_not_taken_for_the_title_next_to_it(
    untouched: dict[str, ict.data.Submission], tmp_path: Path, row: int
) -> None:
    def change(book: Any, language: str) -> None:
        of = sheet(book, "mobile", language)
        of.insert_rows(row)
        of.cell(row, 2).value, of.cell(row, 7).value = "our own", 5

    submission = changed(untouched, "en", tmp_path, change)
    assert findings_of(submission) == [
        ("rows-moved", "information", f"A{row + 1}"),
        ("outside", "warning", f"B{row}"),
        ("outside", "warning", f"G{row}"),
    ]
    submission.hand_back(submission.findings, tmp_path / "back.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "back.xlsx").worksheets
    code = "mobile-cellular-subscriptions-count"
    (mobile,) = [each for each in sheets if each["A6"].value == code]
    assert (mobile["B7"].value, mobile["G7"].value) == ("By kind of payment", None)


@pytest.mark.slow
def test_a_sheet_that_is_gone_is_named(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    def change(book: Any, language: str) -> None:
        book.remove(sheet(book, "coverage", language))

    submission = changed(untouched, "ar", tmp_path, change)
    (finding,) = [f for f in submission.findings if f.code == "questionnaire.sheet-missing"]
    title = cases.title("coverage", "ar")
    assert finding.message("ar") == f"الورقة «\u2068{title}\u2069» غير موجودة، فلم يُقرأ منها شيء."
    count = len(cases.ECUADOR.pages["coverage"].asks)
    assert len(submission.observations) == len(untouched["ar"].observations) - count
    assert len(submission.unanswered) == count


def test_a_column_that_is_gone_is_named(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    column = cases.ECUADOR.column_of("value") + 1

    def change(book: Any, language: str) -> None:
        sheet(book, "coverage", language).delete_cols(column)

    submission = changed(untouched, "en", tmp_path, change)
    (finding,) = [f for f in submission.findings if f.code == "questionnaire.column-missing"]
    assert (finding.level, finding.message("en")) == (
        "error", "The column 'Value 2023' is missing from the sheet: nothing of it was read.",
    )  # fmt: skip


def test_a_heading_that_was_changed_costs_nothing(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    column = cases.ECUADOR.column_of("value") + 1

    def change(book: Any, language: str) -> None:
        sheet(book, "households", language).cell(5, column).value = "Valor 2024"

    submission = changed(untouched, "es", tmp_path, change)
    assert figures(submission) == figures(untouched["es"])
    assert [code for code, _, _ in findings_of(submission)] == ["typed-over"]


def test_a_changed_code_is_reported_and_its_row_recognised_by_name(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    def change(book: Any, language: str) -> None:
        sheet(book, "individuals", language)["A6"] = "xHH18_IDI"

    submission = changed(untouched, "en", tmp_path, change)
    assert figures(submission) == figures(untouched["en"])
    (finding,) = [f for f in submission.findings if f.code == "questionnaire.code-changed"]
    assert finding.where("en") == "ecu-en.xlsx!Individuals, cell A6"
    assert finding.message("en") == (
        "The hidden code of this row was changed to 'xHH18_IDI': the row was read by its name, "
        "'Individuals using the Internet'."
    )


def test_a_copy_of_a_sheet_is_reported(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    def change(book: Any, language: str) -> None:
        book.copy_worksheet(sheet(book, "coverage", language)).title = "Copia"

    submission = changed(untouched, "es", tmp_path, change)
    title = cases.title("coverage", "es")
    (finding,) = [f for f in submission.findings if f.code == "questionnaire.sheet-copy"]
    assert finding.level == "warning" and finding.message("es") == (
        f"La hoja «Copia» parece una copia de «{title}»: solo se leyó «{title}»."
    )
    assert figures(submission) == figures(untouched["es"])


# ---------------------------------------------------------------- what cannot be read


def refused(
    untouched: dict[str, ict.data.Submission], language: str, folder: Path, change: Change
) -> str:
    with pytest.raises(errors.UnusableFileError) as caught:
        changed(untouched, language, folder, change)
    return caught.value.message(language)


def test_two_rows_of_one_code_with_different_values_are_refused(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    spot = cell_of("mobile", "mobile-cellular-subscriptions-count")

    def copied(value: object) -> Change:
        def change(book: Any, language: str) -> None:
            of = sheet(book, "mobile", language)
            last = of.max_row + 1
            for column in range(1, cases.ECUADOR.width_of("mobile") + 1):
                of.cell(last, column).value = of.cell(spot[1] + 1, column).value
            if value is not None:
                of.cell(last, spot[2] + 1).value = value

        return change

    assert refused(untouched, "es", tmp_path, copied(99)) == (
        "ecu-es.xlsx: en la hoja «Servicios móviles» la fila «Suscripciones a la "
        "telefonía móvil celular (número)» figura dos veces con valores "
        "distintos: vea las celdas G6 y G14. Conserve la fila correcta y elimine la otra."
    )
    # If two hold the same, one is read.
    submission = changed(untouched, "es", tmp_path, copied(None))
    assert figures(submission)[:2] == figures(untouched["es"])[:2]


def exchange(book: Any, page: str, language: str, columns: range) -> None:
    """Exchange some columns of the first two rows of a sheet."""
    of = sheet(book, page, language)
    for column in columns:
        cells = of.cell(FIRST_VALUE + 1, column), of.cell(FIRST_VALUE + 2, column)
        cells[0].value, cells[1].value = cells[1].value, cells[0].value


@pytest.mark.slow
@pytest.mark.parametrize(
    "columns", [range(1, 2), range(2, 30)], ids=["codes alone", "all but the hidden codes"]
)
def test_rows_whose_codes_and_names_disagree_are_refused(
    untouched: dict[str, ict.data.Submission], tmp_path: Path, columns: range
) -> None:
    def change(book: Any, language: str) -> None:
        exchange(book, "population", language, columns)

    assert refused(untouched, "en", tmp_path, change).startswith(
        "ecu-en.xlsx: in the sheet 'Population' the row of 'Population' has the name or the "
        "earlier values of 'Households' (cell B"
    )


@pytest.mark.slow
@pytest.mark.parametrize("columns", [range(1, 4), range(4, 6)], ids=["codes and names", "values"])
def test_rows_whose_names_and_earlier_values_disagree_are_refused(
    tmp_path: Path, columns: range
) -> None:
    form = cases.ECUADOR
    page = form.pages["population"]
    previous = {
        (page.id, ask.row, form.previous_column(year)): 1000 * number + year
        for number, ask in enumerate(page.asks, start=1)
        for year in form.previous
    }
    path = tmp_path / "ecu.xlsx"
    written = write_workbook(form, "en", Contents(held("en"), previous))
    path.write_bytes(written)
    book = openpyxl.load_workbook(path)
    exchange(book, "population", "en", columns)
    book.save(path)
    with pytest.raises(errors.UnusableFileError, match="the name or the earlier values of"):
        ict.read_questionnaire(path)
    # A single earlier value typed over is a warning, though it is that of another row.
    path.write_bytes(written)
    first, second = (page.asks[number].row for number in (0, 1))
    years = [form.previous_column(year) for year in form.previous][:2]
    cases.fill(path, {(page.id, first, year): previous[page.id, second, year] for year in years})
    submission = ict.read_questionnaire(path)
    assert [level for code, level, _ in findings_of(submission) if code == "typed-over"] == [
        "warning"
    ] * 2


@pytest.mark.parametrize(
    "page", ["population", pytest.param("tariffs-mobile", marks=pytest.mark.slow)]
)
def test_two_columns_of_one_head_with_different_values_are_refused(
    untouched: dict[str, ict.data.Submission], tmp_path: Path, page: str
) -> None:
    value = cases.ECUADOR.column_of("value")
    spot = (FIRST_VALUE, value) if page == "population" else tariff(page, 0, "price")[1:]

    def copied(value: object) -> Change:
        def change(book: Any, language: str) -> None:
            of = sheet(book, page, language)
            of.insert_cols(spot[1] + 1)
            for row in range(1, of.max_row + 1):
                of.cell(row, spot[1] + 1).value = of.cell(row, spot[1] + 2).value
            if value is not None:
                of.cell(spot[0] + 1, spot[1] + 1).value = value

        return change

    assert "twice, with different contents" in refused(untouched, "en", tmp_path, copied(99))
    submission = changed(untouched, "en", tmp_path, copied(None))
    assert figures(submission)[:2] == figures(untouched["en"])[:2]


def test_a_sheet_without_codes_is_refused_by_its_name(
    untouched: dict[str, ict.data.Submission], tmp_path: Path
) -> None:
    def change(book: Any, language: str) -> None:
        sheet(book, "coverage", language).delete_cols(1)

    assert refused(untouched, "en", tmp_path, change) == (
        "ecu-en.xlsx: the sheet 'Coverage' has lost the hidden column with the codes of its rows: "
        "it is no longer known which row a value belongs to. Put the column of the codes back "
        "from an earlier copy of the file; `ictindex renew ecu-en.xlsx` writes a new workbook with "
        "the values of all other sheets."
    )


@pytest.mark.parametrize(("key", "value"), [("economy", "PER"), ("edition", "2024"),
                                            ("year", "2020")])  # fmt: skip
def test_a_hidden_identity_that_was_changed_makes_it_no_other_questionnaire(
    untouched: dict[str, ict.data.Submission], tmp_path: Path, key: str, value: str
) -> None:
    """The shown and the hidden part of it have to agree."""
    path = tmp_path / "ecu-en.xlsx"
    path.write_bytes(untouched["en"].data)
    cases.state(path, key, value)
    with pytest.raises(errors.UnusableFileError) as caught:
        ict.read_questionnaire(path)
    assert caught.value.code in ("questionnaire.identity-changed", "questionnaire.structure")


# ---------------------------------------------------------------- any permutation and insertion


@pytest.mark.slow
@pytest.mark.parametrize(
    "examples", [pytest.param(3, id="few"), pytest.param(60, id="many", marks=pytest.mark.long)]
)
def test_any_order_of_rows_and_sheets_is_read_the_same(
    untouched: dict[str, ict.data.Submission], tmp_path: Path, examples: int
) -> None:
    check = given(data=st.data())(lambda data: check_order(untouched, tmp_path, data))
    settings(max_examples=examples, deadline=None)(check)()


def check_order(
    untouched: dict[str, ict.data.Submission], tmp_path: Path, data: st.DataObject
) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    keys = [page.id for page in cases.ECUADOR.pages.values() if page.asks]
    chosen = data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
    random_ = data.draw(st.randoms(use_true_random=False))

    def change(book: Any, language: str) -> None:
        for key in chosen:
            of = sheet(book, key, language)
            rows = [[cell.value for cell in row] for row in of.iter_rows(min_row=FIRST_VALUE + 1)]
            random_.shuffle(rows)
            for number in sorted(random_.sample(range(len(rows) + 1), k=min(3, len(rows)))):
                rows.insert(number, [])
            of.delete_rows(FIRST_VALUE + 1, of.max_row)
            for number, row in enumerate(rows, start=FIRST_VALUE + 1):
                for column, raw in enumerate(row, start=1):
                    if raw is not None:
                        of.cell(number, column).value = raw
            if random_.random() < 0.5:
                of.insert_rows(1, random_.randint(1, 3))
            if random_.random() < 0.5:
                of.insert_cols(random_.randint(1, 6))
        book._sheets.sort(key=lambda _: random_.random())
        if random_.random() < 0.5:
            book.create_sheet("x", random_.randint(0, 5))["A1"] = 5

    submission = changed(untouched, language, tmp_path, change)
    assert figures(submission) == figures(untouched[language])
    assert submission.unanswered == untouched[language].unanswered
    levels = {level for code, level, _ in findings_of(submission)}
    assert levels <= {"information"}, findings_of(submission)


def test_a_series_is_the_line_with_most_of_its_texts() -> None:
    cells = {(0, 0): "a", (1, 0): "x", (2, 3): "a", (3, 3): "b", (4, 3): "a"}
    recorded = {"a": 0, "b": 1}
    assert find_series(cells, recorded, 1, str) == (3, {"a": [2, 4], "b": [3]})
    assert find_series({}, recorded, 1, str) == (None, {})


def test_an_arrangement_goes_both_ways() -> None:
    arranged = Arrangement({5: 4, 4: 9}, {2: 1})
    assert arranged.find_in_form((5, 2)) == (4, 1) and arranged.find_in_file((4, 1)) == (5, 2)
    assert Arrangement().find_in_form((7, 7)) == Arrangement().find_in_file((7, 7)) == (7, 7)
