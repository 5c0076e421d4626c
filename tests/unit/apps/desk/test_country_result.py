"""The result of one economy: published points from published values, and what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import real_files
from without_arrays import run_without_arrays

import ictindex as ict
from ictindex.analysis import CountryResult, compute_country
from ictindex.core.errors import UsageError
from ictindex.submissions.questionnaires.labels import list_options
from ictindex.submissions.questionnaires.layout import Form, make_form
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook

openpyxl = pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")

IDI = ict.methodology("idi", edition=2024)
PRICES = ("price-mobile-high", "price-fixed-broadband")
# A rate as it is printed, from counts: the rate times what it is divided by.
PEOPLE, SUBSCRIPTIONS = 100_000, 1_000_000_000


def label(key: str, code: str, language: str = "en") -> str:
    """Return the label of a code in a list of the workbook."""
    return dict(list_options(make_form("BRA", 2024), language)[key])[code]


def position_of(form: Form, indicator: str, what: str = "value") -> Position:
    """The cell of an indicator."""
    for page in form.pages.values():
        for ask in page.asks:
            if ask.indicator == indicator and not ask.breakdown:
                return page.id, ask.row, form.column_of(what)
    raise LookupError(indicator)


def cells_of(form: Form, values: Mapping[str, Decimal]) -> dict[Position, object]:
    """The cells of a questionnaire from which printed values follow exactly."""
    cells: dict[Position, object] = {}
    for indicator, value in values.items():
        if indicator == "mobile-broadband-subscriptions":
            cells[position_of(form, "population")] = PEOPLE
            cells[position_of(form, f"{indicator}-count")] = value * PEOPLE / 100
        elif indicator == "fixed-broadband-traffic":
            # Gigabytes a subscription are exabytes for a thousand million subscriptions.
            cells[position_of(form, "fixed-broadband-subscriptions-count")] = SUBSCRIPTIONS
            cells[position_of(form, f"{indicator}-total")] = value
        elif indicator not in PRICES and indicator != "mobile-broadband-traffic":
            cells[position_of(form, indicator)] = value
    if "mobile-broadband-traffic" in values:
        count = values["mobile-broadband-subscriptions"] * PEOPLE / 100
        exabytes = values["mobile-broadband-traffic"] * count / 10**9
        cells[position_of(form, "mobile-broadband-traffic-total")] = exabytes
    return cells


@cache
def _written(economy: str, edition: int, language: str, cells: Any, previous: Any) -> bytes:
    contents = Contents(dict(cells), dict(previous))
    return write_workbook(make_form(economy, edition), language, contents)


def submission(
    folder: Path,
    form: Form,
    cells: Mapping[Position, object],
    language: str = "en",
    history: ict.Observations | None = None,
) -> ict.data.Submission:
    """A questionnaire with these cells, read; with earlier values next to them."""
    previous = {}
    if history is not None:
        asked = ict.questionnaire(form.economy, edition=form.edition, history=history)
        previous = dict(asked.contents.previous)
    path = folder / f"{form.economy}.xlsx"
    key = tuple(cells.items()), tuple(previous.items())
    path.write_bytes(_written(form.economy, form.edition, language, *key))
    return ict.read_questionnaire(path)


def prices_of(economy: str, values: Mapping[str, Decimal]) -> ict.Observations:
    import pandas as pd

    rows = [
        {"economy": economy, "indicator": name, "year": 2022, "value": str(values[name])}
        for name in PRICES
    ]
    return ict.read_observations(pd.DataFrame(rows).assign(source_class="other"))


def half_up(number: Decimal | None) -> Decimal:
    assert number is not None
    return number.quantize(Decimal("0.1"), ROUND_HALF_UP)


# Their printed values give every printed score; prices printed with one decimal do not always.
EXACT = ("AND", "AUT", "CYP", "FIN", "HRV", "HUN", "MCO", "NZL", "PRT", "QAT")
OTHERS = ("BRA", "KEN", "KOR", "VNM", "ZMB", "SAU", "CRI")


def computed(row: Mapping[str, str], folder: Path, language: str = "en") -> CountryResult:
    """The result of a workbook that holds the printed values of an economy."""
    values = {name: Decimal(row[column]) for column, name in real_files.VALUES.items()}
    form = make_form(row["iso3"], 2024)
    read = submission(folder, form, cells_of(form, values), language)
    result = compute_country(read, auxiliaries=prices_of(row["iso3"], values))
    assert {each.indicator: each.value for each in result.inputs} == values
    return result


def printed_scores(row: Mapping[str, str]) -> dict[str, str]:
    columns = {**real_files.SCORES, **real_files.TOTALS}
    return {node: row[column] for column, node in columns.items()}


@pytest.mark.parametrize("economies", [EXACT[::4], pytest.param(EXACT, marks=pytest.mark.slow)])
def test_printed_values_in_a_workbook_give_exactly_the_printed_scores(
    data: Path, tmp_path: Path, economies: Sequence[str]
) -> None:
    rows = {row["iso3"]: row for row in real_files.rows_of(data / "idi-2024" / "annex2.csv")}
    for economy in economies:
        result = computed(rows[economy], tmp_path)
        shown = {node: str(half_up(score)) for node, score in result.scores.items()}
        shown |= {each.indicator: str(half_up(each.score)) for each in result.inputs}
        for node, score in printed_scores(rows[economy]).items():
            assert shown[node] == score, (economy, node)
        assert str(result.score) == rows[economy]["idi"]
        points = [each.points for each in result.inputs if each.points is not None]
        assert half_up(sum(points, Decimal(0))) == result.score
        assert result.lowest == result.highest


@pytest.mark.parametrize("economies", [OTHERS[::3], pytest.param(OTHERS, marks=pytest.mark.slow)])
def test_scores_from_rounded_prints_are_the_printed_ones_within_their_rounding(
    data: Path, tmp_path: Path, economies: Sequence[str]
) -> None:
    rows = {row["iso3"]: row for row in real_files.rows_of(data / "idi-2024" / "annex2.csv")}
    above = ("idi", "meaningful-connectivity", *PRICES)
    for economy in economies:
        result = computed(rows[economy], tmp_path)
        shown = {node: half_up(score) for node, score in result.scores.items()}
        shown |= {each.indicator: half_up(each.score) for each in result.inputs}
        for node, score in printed_scores(rows[economy]).items():
            apart = abs(shown[node] - Decimal(score))
            assert apart <= (Decimal("0.6") if node in above else Decimal("0.1")), (economy, node)


# Brazil in the Annex 2 of the IDI 2024, where its score is 82.0.
BRAZIL = {
    "internet-users": "80.5", "households-internet": "80.2",
    "mobile-broadband-subscriptions": "93.1", "coverage-3g": "92.4", "coverage-4g": "92.4",
    "mobile-broadband-traffic": "48.2", "fixed-broadband-traffic": "1674.1",
    "price-mobile-high": "0.9", "price-fixed-broadband": "3.1", "mobile-phone-ownership": "88.1",
}  # fmt: skip
FORM: Form = make_form("BRA", 2024)
VALUES = {name: Decimal(value) for name, value in BRAZIL.items()}


def brazil(
    folder: Path,
    *,
    empty: str = "",
    marked: tuple[str, str, str] | None = None,
    language: str = "en",
    **more: Any,
) -> ict.data.Submission:
    """The workbook of Brazil, one cell of it left empty or marked."""
    cells = cells_of(FORM, VALUES)
    if empty:
        del cells[position_of(FORM, empty)]
    if marked is not None:
        indicator, what, text = marked
        cells[position_of(FORM, indicator, what)] = text
    return submission(folder, FORM, cells, language, **more)


@pytest.mark.parametrize(
    ("language", "ending"), [("en", " number"), ("ar", " العدد"), ("zh", " 数目")]
)
def test_a_count_has_no_unit_behind_it(tmp_path: Path, language: str, ending: str) -> None:
    read = brazil(tmp_path)
    text = compute_country(read, auxiliaries=prices_of("BRA", VALUES)).to_text(language)
    assert not re.search(rf"[0-9]{ending}", text)


@pytest.mark.slow
def test_what_is_missing_is_named_by_label_and_cell(tmp_path: Path) -> None:
    read = brazil(tmp_path, empty="fixed-broadband-subscriptions-count")
    result = compute_country(read, auxiliaries=prices_of("BRA", VALUES))
    assert result.score is None
    (missing,) = result.missing
    assert (missing.indicator, missing.reason) == ("fixed-broadband-traffic", "empty")
    assert [(each.indicator, each.sheet, each.cell) for each in missing.cells] == [
        ("fixed-broadband-subscriptions-count", "Fixed broadband", "G6")
    ]
    text = result.to_text("en")
    assert (
        "Fixed-broadband Internet traffic per subscription (up to 8.33 points): fill in "
        "Fixed-broadband subscriptions (number) (sheet “Fixed broadband”, cell G6)."
    ) in " ".join(text.split())
    # The others give 82.03 - 6.72 points: by hand from the printed scores.
    assert (
        "No score yet. Inputs missing or confidential: 1 of 10. The others give 75.31 points; "
        "with the rest the score will be between 75.31 and 83.65."
    ) in " ".join(text.split())


@pytest.mark.slow
def test_the_cell_to_fill_in_is_the_one_of_the_file_where_rows_were_moved(tmp_path: Path) -> None:
    read = brazil(tmp_path, empty="fixed-broadband-subscriptions-count")
    path = tmp_path / read.source
    book = openpyxl.load_workbook(path)
    book["Fixed broadband"].insert_rows(6, 3)
    book.save(path)
    result = compute_country(ict.read_questionnaire(path), auxiliaries=prices_of("BRA", VALUES))
    (missing,) = result.missing
    assert [each.cell for each in missing.cells] == ["G9"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The index takes the price of 2022 from the price baskets of that year."),
        ("es", "El índice toma el precio de 2022 de las cestas de precios de ese año."),
        ("ar", "يأخذ الرقم القياسي سعر سنة 2022 من سلال أسعار تلك السنة."),
        ("zh", "指数采用当年价格篮子中的 2022 年价格。"),
    ],
)
def test_prices_that_no_form_asks_for_are_explained(
    tmp_path: Path, language: str, words: str
) -> None:
    result = compute_country(brazil(tmp_path))
    assert [(each.indicator, each.reason) for each in result.missing] == [
        (name, "elsewhere") for name in PRICES
    ]
    assert words in " ".join(result.to_text(language).split())


def test_a_confidential_value_costs_its_points_and_the_score(tmp_path: Path) -> None:
    mark = label("conf_status", "C")
    count = "fixed-broadband-subscriptions-count"
    read = brazil(tmp_path, marked=(count, "conf_status", mark))
    result = compute_country(read, auxiliaries=prices_of("BRA", VALUES))
    assert result.score is None and not result.missing
    (closed,) = result.confidential
    assert closed.indicator == "fixed-broadband-traffic"
    assert [each.cell for each in closed.cells] == ["G6"]
    text = " ".join(result.to_text("en").split())
    assert (
        "Fixed-broadband Internet traffic per subscription: the value gives 6.72 points, which "
        "are lost. The mark is at: Fixed-broadband subscriptions (number) "
        "(sheet “Fixed broadband”, cell G6). If the value may be published, clear the mark."
    ) in text
    spanish = " ".join(result.to_text("es").split())
    assert "el valor aporta 6,72 puntos, que se pierden." in spanish
    assert "该数值贡献的 6.72 分将会失去。" in result.to_text("zh")
    assert result.lowest < Decimal("75.4") and result.to_dict()["confidential"] == [
        "fixed-broadband-traffic"
    ]


def test_a_faulty_cell_is_named_and_a_stated_absence_too(tmp_path: Path) -> None:
    cells = cells_of(FORM, VALUES)
    cells[position_of(FORM, "internet-users")] = "eighty"
    cells[position_of(FORM, "coverage-3g")] = "n.a."
    cells[position_of(FORM, "coverage-4g", "status")] = label("status", "M")
    del cells[position_of(FORM, "coverage-4g")]
    result = compute_country(submission(tmp_path, FORM, cells))
    reasons = {each.indicator: each.reason for each in result.missing}
    assert reasons["internet-users"] == "faulty" and reasons["coverage-4g"] == "stated"
    assert reasons["coverage-3g"] == "faulty"
    text = " ".join(result.to_text("en").split())
    words = "Individuals using the Internet (up to 16.67 points): correct cell G6 on the sheet"
    assert words in text
    assert "следует заполнить" not in result.to_text("ru").partition("Охват населения сетью")[0]
    assert "следует исправить: ячейка G6 на листе «Individuals»" in result.to_text("ru")


def test_the_cell_to_correct_is_the_one_with_the_fault(tmp_path: Path) -> None:
    cells = cells_of(FORM, VALUES)
    cells[position_of(FORM, "internet-users", "conf_status")] = "secret"
    cells[position_of(FORM, "coverage-3g", "status")] = "final"
    cells[position_of(FORM, "population", "status")] = "X"
    result = compute_country(submission(tmp_path, FORM, cells))
    text = " ".join(result.to_text("en").split())
    for words in (
        "Individuals using the Internet (up to 16.67 points): correct cell I6 on the sheet",
        "a 3G mobile network (up to 3.33 points): correct cell H10 on the sheet “Coverage”.",
        "(up to 16.67 points): correct Population (sheet “Population”, cell H6).",
    ):
        assert words in text


def test_each_cell_of_a_missing_rate_has_its_own_reason(tmp_path: Path) -> None:
    cells = cells_of(FORM, VALUES)
    total = position_of(FORM, "mobile-broadband-traffic-total")
    del cells[total], cells[position_of(FORM, "coverage-4g")]
    # A source alone does not say that there is no value.
    cells[position_of(FORM, "coverage-4g", "source")] = "93.1"
    cells[position_of(FORM, "mobile-broadband-subscriptions-count")] = "see note"
    result = compute_country(submission(tmp_path, FORM, cells))
    text = " ".join(result.to_text("en").split())
    assert (
        "a 4G/LTE mobile network (up to 5.00 points): fill in cell G14 on the sheet “Coverage”."
    ) in text
    assert (
        "Mobile-broadband Internet traffic per subscription (up to 8.33 points): fill in "
        "Mobile-broadband Internet traffic (total) (sheet “Traffic and bandwidth”, cell G6); "
        "correct Active mobile-broadband subscriptions (number) (sheet “Mobile”, cell G10)."
    ) in text
    by_id = {each.indicator: each for each in result.missing}
    of = by_id["mobile-broadband-traffic"]
    assert of.reason == "faulty"
    assert [(each.cell, each.reason) for each in of.cells] == [("G6", "empty"), ("G10", "faulty")]


def test_a_row_that_is_gone_has_no_cell_to_fill_in(tmp_path: Path) -> None:
    read = brazil(tmp_path, empty="fixed-broadband-traffic-total")
    path = tmp_path / read.source
    book = openpyxl.load_workbook(path)
    of = book["Traffic and bandwidth"]
    of.delete_rows(7)
    assert of["A7"].value != "fixed-broadband-traffic-total"  # another figure is there now
    book.save(path)
    result = compute_country(ict.read_questionnaire(path), auxiliaries=prices_of("BRA", VALUES))
    (missing,) = result.missing
    assert [(each.cell, each.reason) for each in missing.cells] == [("", "no-cell")]
    text = " ".join(result.to_text("en").split())
    assert (
        "Fixed-broadband Internet traffic per subscription (up to 8.33 points): the workbook has "
        "no cell for it any more, because a row, column or sheet is missing (a finding says "
        "which): Fixed-broadband Internet traffic (total) (sheet “Traffic and bandwidth”)."
    ) in text


@pytest.mark.slow
def test_earlier_values_their_change_and_their_points(tmp_path: Path) -> None:
    import pandas as pd

    rows = [("internet-users", "79.0"), ("coverage-4g", "92.4"), ("households-internet", "82.0")]
    history = ict.read_observations(
        pd.DataFrame(rows, columns=["indicator", "value"]).assign(economy="BRA", year=2021)
    )
    result = compute_country(brazil(tmp_path, history=history))
    by_id = {each.indicator: each for each in result.inputs}
    users = by_id["internet-users"]
    assert (users.earlier_year, users.earlier, users.change) == (
        2021,
        Decimal("79.0"),
        Decimal("1.5"),
    )
    # 79 of 95, a sixth of the index.
    assert users.earlier_points is not None
    assert round(users.earlier_points, 10) == round(Decimal(79) / 95 * 100 / 6, 10)
    assert by_id["households-internet"].change == Decimal("-1.8")
    assert by_id["mobile-phone-ownership"].earlier is None
    text = result.to_text("en")
    assert "79 (2021)" in text and "+1.5" in text and "−1.8" in text
    assert "The accepted values of earlier years are not available" not in text
    missing = compute_country(brazil(tmp_path, empty="internet-users", history=history))
    words = "The accepted value of 2021, 79, may be used instead"
    assert words in " ".join(missing.to_text("en").split())


def test_a_value_that_an_answer_withdraws_is_not_used(tmp_path: Path) -> None:
    from dataclasses import replace

    read = brazil(tmp_path)
    key = ("T02", "BRA", "internet-users", "2022", "", "80.5")
    read = replace(read, answers=(ict.data.Answer(key, "withdraw"),))
    missing = {each.indicator: each for each in compute_country(read).missing}
    assert missing["internet-users"].reason == "withdrawn"
    other = replace(read, answers=(ict.data.Answer((*key[:5], "80.4"), "withdraw"),))
    assert "internet-users" not in {each.indicator for each in compute_country(other).missing}


def test_the_rates_show_their_counts_with_their_cells(tmp_path: Path) -> None:
    result = compute_country(brazil(tmp_path))
    by_id = {each.indicator: each for each in result.inputs}
    shown = [(e.indicator, e.value, e.sheet, e.cell)
             for e in by_id["mobile-broadband-subscriptions"].operands]  # fmt: skip
    assert shown == [
        ("mobile-broadband-subscriptions-count", Decimal("93100"), "Mobile", "G10"),
        ("population", Decimal("100000"), "Population", "G6"),
    ]
    record = result.to_records("es")[2]
    assert record["operands"][1]["cell"] == "G6" and record["value"] == "93.1"
    assert json.loads(json.dumps(result.to_dict()))["inputs"][2]["points"] == "10.34"


@pytest.mark.usefixtures("library_of_2026")
def test_before_a_methodology_is_there_the_result_is_provisional(tmp_path: Path) -> None:
    form = make_form("BRA", 2028)
    read = submission(tmp_path, form, {position_of(form, "internet-users"): 80})
    result = compute_country(read)
    assert result.is_provisional and result.to_dict()["provisional"]
    assert (
        "Provisional: no decision on the methodology of the edition 2028 is on record yet."
        in " ".join(result.to_text("en").split())
    )
    assert "Предварительно: решение о методике выпуска 2028 года еще не зарегистрировано." in (
        " ".join(result.to_text("ru").split())
    )


def test_a_table_of_several_economies_needs_one_and_a_methodology() -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    with pytest.raises(UsageError, match="The result is that of one economy") as refused:
        compute_country(table, IDI)
    assert refused.value.code == "country-result.economy-needed"
    with pytest.raises(UsageError, match="does not say by which methodology"):
        compute_country(table, economy="BRA")


@pytest.mark.slow
def test_it_runs_without_array_libraries() -> None:
    printed = run_without_arrays(
        """
        import ictindex as ict
        idi = ict.methodology("idi", edition=2024)
        table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        result = ict.analysis.compute_country(table, idi, economy="BRA")
        print(result.score, len(result.to_text("ar")) > 500, len(result.to_html("fr")) > 500)
        """
    )
    assert printed.split() == ["82.0", "True", "True"]
