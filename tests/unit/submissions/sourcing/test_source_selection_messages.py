"""Messages of refusals name the argument and the way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from library_lists import editions
from small_cases import small_cases
from sourcing_cases import CUT_OFF, IDI, consultation, receipt, row, select, table

import ictindex as ict

MADE = receipt([row("72.0")])
ROW = {"economy": "ECU", "indicator": "i99H", "year": 2022, "source": "X", "value": "70.1"}
LONG = "Q" * 60
DATE = "is not a date. Write year, month and day: 2025-03-31."


def letter(*arguments: Any, **more: Any) -> str:
    return ict.sourcing.consultation_letter(
        *arguments, **{"edition": 2024, "deadline": "2024-03-01", **more}
    )


REFUSED: list[tuple[Callable[[], object], str]] = [
    (
        lambda: ict.sourcing.Calendar("2024"),  # type: ignore[arg-type]
        "The argument 'year' must be a whole number; it is of the type str.",
    ),
    (lambda: ict.sourcing.Calendar(2024, dispatched="x"), f"dispatched: 'x' {DATE}"),
    (lambda: ict.sourcing.Calendar(2024, collected_from="x"), f"collected_from: 'x' {DATE}"),
    (lambda: ict.sourcing.Calendar(2024, submitted={"ECU": "x"}), f"submitted: 'x' {DATE}"),
    (lambda: ict.sourcing.Calendar(2024, published="x"), f"published: 'x' {DATE}"),
    (lambda: ict.sourcing.Calendar(2024, published={"ECU": "x"}), f"published: 'x' {DATE}"),
    (
        lambda: ict.sourcing.Calendar(2024, submitted={"Ecuador": "2025-01-01"}),
        "The selection has no economy 'Ecuador'. Give its ISO3 code. Nearest known: ECU.",
    ),
    (
        lambda: ict.sourcing.Calendar(2024, submitted={LONG: "2025-01-01"}),
        f"The selection has no economy '{'Q' * 40}'. Give its ISO3 code. Nearest known: -.",
    ),
    (
        lambda: ict.select_sources(3, IDI, cut_off=CUT_OFF),  # type: ignore[arg-type]
        "The argument 'receipts' must be receipts, from ict.accept(...); it is of the type int.",
    ),
    (
        lambda: ict.select_sources([MADE, 3], IDI, cut_off=CUT_OFF),  # type: ignore[list-item]
        "The argument 'receipts' must be receipts, from ict.accept(...); it is of the type int.",
    ),
    (
        lambda: ict.select_sources(MADE, "idi", cut_off=CUT_OFF),  # type: ignore[arg-type]
        "The argument 'methodology' must be a methodology, from ict.methodology(...); it is of the "
        "type str.",
    ),
    (
        lambda: ict.select_sources(MADE, IDI, cut_off=None),  # type: ignore[arg-type]
        "The argument 'cut_off' must be a date, such as 2025-03-31; it is of the type NoneType.",
    ),
    (lambda: ict.select_sources(MADE, IDI, cut_off="x"), f"cut_off: 'x' {DATE}"),
    (
        lambda: ict.select_sources(
            MADE, ict.methodology("idi-methodology-2017-draft-14"), cut_off=CUT_OFF
        ),
        "idi-methodology-2017-draft-14 is a draft: its weights and reference values were never "
        "settled, so nothing can be computed with it.",
    ),
    (
        lambda: ict.select_sources(MADE, IDI, edition=int("2" * 30), cut_off=CUT_OFF),
        f"No methodology of the index 'idi' is in force for the edition {'2' * 30}. The validity "
        "of the last",
    ),
    (
        lambda: ict.select_sources(MADE, IDI, year=int("2" * 30), cut_off=CUT_OFF),
        f"idi-methodology-2023 does not compute the year {'2' * 20}. Years of this edition: 2022.",
    ),
    (
        lambda: letter("ECU", [ROW], edition="2024"),
        "The argument 'edition' must be a whole number; it is of the type str.",
    ),
    (lambda: letter("ECU", 3), "The argument 'values' must be a mapping; it is of the type int."),
    (
        lambda: letter("ECU", [3]),
        "The argument 'values' must be a mapping; it is of the type list.",
    ),
    (
        lambda: letter("ECU", pd.Series(ROW)),
        "The argument 'values' must be a mapping; it is of the type Series.",
    ),
    (lambda: letter("ECU", [ROW], deadline="x"), f"deadline: 'x' {DATE}"),
    (lambda: letter("ECU", [{**ROW, "deadline": "x"}], deadline=None), f"deadline: 'x' {DATE}"),
    (lambda: letter("ECU", [ROW], deadline=None), "The letter needs one deadline."),
    (
        lambda: letter("Ecuador", [ROW]),
        "The selection has no economy 'Ecuador'. Give its ISO3 code. Nearest known: ECU.",
    ),
    (
        lambda: letter(LONG, [ROW]),
        f"The selection has no economy '{'Q' * 40}'. Give its ISO3 code. Nearest known: -.",
    ),
    (
        lambda: ict.sourcing.official_shares(3),  # type: ignore[arg-type]
        "The argument 'observations' must be a table of observations; it is of the type int.",
    ),
    (
        lambda: ict.sourcing.official_shares(table([row("1")]), 3),  # type: ignore[arg-type]
        "The argument 'by' must be the id of a grouping or a mapping of economies to groups; it is "
        "of the type int.",
    ),
    (
        lambda: ict.sourcing.official_shares(table([row("1")]), "itu-region"),
        "The vintage of the grouping “ITU region” is not named. Name one of: idi-2023, "
        "idi-2024, idi-2025, ipb-2025;",
    ),
    (
        lambda: ict.sourcing.official_shares(table([row("1")]), "itu-region", vintage="idi-1999"),
        "The vintage of the grouping “ITU region” is not named. Name one of: idi-2023, "
        "idi-2024, idi-2025, ipb-2025;",
    ),
    (
        lambda: ict.sourcing.official_shares(table([row("1")]), LONG),
        f"Shares cannot be grouped by '{'Q' * 40}'. Use one of: edition, economy, indicator, year, "
        "development, income-group,",
    ),
    (
        lambda: ict.sourcing.official_shares(table([row("1")]), {"Ecuador": "one"}),
        "'Ecuador' is not an ISO 3166-1 alpha-3 code of an economy (nearest: ECU). Use "
        "three-letter codes.",
    ),
    (
        lambda: ict.sourcing.official_shares(table([row("1")]), {"QQQQQ": "one"}),
        "'QQQQQ' is not an ISO 3166-1 alpha-3 code of an economy. Use three-letter codes.",
    ),
    (
        lambda: ict.sourcing.read_consultations(3),
        "An object of type 'int' is not a table that can be read.",
    ),
    (
        lambda: ict.sourcing.read_consultations(pd.DataFrame([{"economy": "ECU", "year": "2022"}])),
        "DataFrame: missing columns: indicator, source, value, notified, deadline. The table has: "
        "economy, year.",
    ),
    (
        lambda: select(MADE).explain("Ecuador"),
        "The selection has no economy 'Ecuador'. Give its ISO3 code. Nearest known: ECU.",
    ),
    (
        lambda: select(MADE).explain(LONG),
        f"The selection has no economy '{'Q' * 40}'. Give its ISO3 code. Nearest known: -.",
    ),
    (
        lambda: select(MADE).explain("ECU", LONG),
        f"There is nothing on an indicator '{'Q' * 40}'. Use one of: internet-users, households-",
    ),
]  # fmt: skip


@small_cases(("attempt", "message"), REFUSED)
def test_the_words_of_a_refusal(attempt: Callable[[], object], message: str) -> None:
    with pytest.raises(ict.errors.IctindexError) as caught:
        attempt()
    assert str(caught.value).startswith(message)


def test_an_edition_that_is_not_named_is_asked_for() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.select_sources(MADE, ict.methodology("idi-methodology-2023"), cut_off=CUT_OFF)
    assert caught.value.details["allowed"] == tuple(editions("idi", "idi-methodology-2023"))


def test_a_submission_without_a_day_is_named_by_its_receipt() -> None:
    made = receipt([row("72.0")], submitted=None)
    selection = select(made)
    (finding,) = selection.findings
    assert finding.level == "warning"
    assert finding.message("en") == (
        f"The receipt {made.digest[:12]} does not say when its table was submitted: it counts as "
        "submitted before the cut-off."
    )
    assert not select(receipt([row("72.0")])).findings


# ------------------------------------------------------------------ whole pages


def test_the_whole_letter() -> None:
    rows = [
        {**ROW, "indicator": "i271G_IDI"},
        {**ROW, "indicator": "price-mobile-high", "source": "Y", "value": "1.50"},
        {**ROW, "indicator": "telex", "source": "Z", "value": "3"},
        {**ROW, "economy": "BRA", "value": "99"},
    ]
    text = letter("ECU", rows, language="en", format="markdown")
    assert text.startswith(
        "# Consultation on data for the ICT Development Index, edition 2024\n\n"
        "To the focal point for ICT statistics of Ecuador\n\n"
    )
    lines = text.splitlines()
    start = lines.index("| Indicator | Year | Value | Unit | Source |")
    assert lines[start + 1 : start + 6] == [
        "| --- | ---: | ---: | --- | --- |",
        "| Population covered by at least a 3G mobile network | 2022 | 70.1 | % | X |",
        "| Mobile data and voice high-consumption basket price | 2022 | 1.50 | "
        "% of monthly GNI per capita | Y |",
        "| telex | 2022 | 3 |   | Z |",
        "",
    ]
    assert [line[:30] for line in lines if line.startswith("- ")] == [
        "- You agree that the value is ", "- You supply an official value",
        "- You object to the source, an", "- You reject estimates altoget",
    ]  # fmt: skip
    assert text.count("1 March 2024") == 2
    # For a sub-index, a part of the same index is left out.
    part = letter("ECU", rows, index="network-coverage", language="en")
    assert "left out of this edition as a whole" in part


def test_the_table_of_consultations_as_a_page() -> None:
    frame = pd.DataFrame([
        consultation("74.5", "X"),
        consultation("1234.50", "Y", answer="agreed", answered="2024-02-10"),
    ])  # fmt: skip
    consultations = ict.sourcing.read_consultations(frame)
    french = consultations.to_text("fr").splitlines()
    assert french[:2] == ["Consultations\u00a0: 2", "-" * len("Consultations : 2")]
    # Numbers to the right.
    assert french[-2].index("74,5") - french[-1].index("1234,50") == len("1234,50") - len("74,5")
    assert "aucune réponse à la date limite" in french[-2]
    assert "a donné son accord" in french[-1]
    english = consultations.to_text("en")
    for name in ("Economy", "Indicator", "Year", "Source", "Value", "Answer"):
        assert name in english
    assert "no answer by the deadline" in english
    assert "agreed" in english
    assert consultations._repr_html_().count("<h3") == 1
    assert ict.sourcing.Consultations().to_text("en") == "Consultations: 0\n----------------\n"


def test_the_calendar_as_a_page() -> None:
    calendar = ict.sourcing.Calendar(
        2024, dispatched="2025-01-10", submitted={"ECU": "2025-01-15", "BRA": "2025-02-01"},
        published={"ECU": "2025-04-10"},
    )  # fmt: skip
    assert calendar.to_text("en") == (
        "Calendar of the survey of 2024\n"
        "------------------------------\n"
        "\n"
        "Event                Economy         Due        Done  Days late\n"
        "───────────────────  ───────  ──────────  ──────────  ─────────\n"
        "Questionnaires sent           2024-12-31  2025-01-10         10\n"
        "Collection begins             2025-01-01           –\n"
        "Data published       Brazil   2025-05-01           –\n"
        "Data published       Ecuador  2025-04-15  2025-04-10          0\n"
    )
    assert calendar.to_html("en").count("<h3") == 1
