"""Plans of the year before: in the workbook, back from it, and compared with this year's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import questionnaire_cases as cases
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError

MOBILE = {
    "economy": "ECU",
    "operator": "Claro",
    "service": "mobile",
    "name": "Max 5",
    "payment": "prepaid",
    "price": "12.5",
    "currency": "USD",
    "tax_included": "yes",
    "validity_days": "30",
    "data": "5",
    "data_unit": "GB",
    "minutes": "unlimited",
}
HOME = {
    "economy": "ECU",
    "operator": "Netlife",
    "service": "fixed-broadband",
    "name": "Home",
    "price": "22",
    "currency": "USD",
    "tax_included": "no",
    "tax_rate": "15",
    "validity_days": "30",
    "data": "unlimited",
    "speed_mbits": "100",
    "technology": "fibre",
}
OTHER = MOBILE | {"economy": "PER", "currency": "PEN", "name": "Secret"}


def tariffs(*plans: dict[str, str]) -> ict.data.Tariffs:
    return ict.read_tariffs(pd.DataFrame(list(plans)).fillna(""))


def save(tmp_path: Path, language: str = "en") -> Path:
    path = tmp_path / "ecu.xlsx"
    made = ict.questionnaire("ECU", edition=2025, language=language)
    made.with_plans(tariffs(MOBILE, HOME, OTHER)).save(path)
    return path


def rows(table: ict.data.Tariffs | None, *names: str) -> list[tuple[object, ...]]:
    assert table is not None
    return list(zip(*(map(str, table.cells[name]) for name in names), strict=True))


KEPT = (
    "economy",
    "service",
    "operator",
    "name",
    "price",
    "currency",
    "tax_included",
    "data",
    "minutes",
    "speed_kbits",
)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_the_plans_come_back_as_they_were(tmp_path: Path, language: str) -> None:
    read = ict.read_questionnaire(save(tmp_path, language))
    assert rows(read.earlier_plans, *KEPT) == rows(tariffs(MOBILE, HOME), *KEPT)
    assert read.tariffs is None  # they are no plans of this year
    assert not read.findings
    read.hand_back([], tmp_path / "back.xlsx", language="fr")
    back = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert rows(back.earlier_plans, *KEPT) == rows(tariffs(MOBILE, HOME), *KEPT)
    renewed = ict.data.renew_questionnaire(tmp_path / "ecu.xlsx")
    assert renewed.contents.plans == read.contents.plans


@pytest.mark.slow
def test_they_are_shown_in_words_below_the_lines_and_no_other_economy_is(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(save(tmp_path))
    page = cases.ECUADOR.pages["tariffs-mobile"]
    sheet = book[cases.title("tariffs-mobile", "en")]
    below = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=page.lines[-1] + 2)]
    texts = [text for row in below for text in row if text]
    assert texts[0] == "Plans of the year before, for comparison"
    assert {"Max 5", "12.5", "unlimited"} <= set(texts)
    everything = {str(c.value) for each in book for row in each.iter_rows() for c in row}
    assert not any("Secret" in text for text in everything)


@pytest.mark.slow
def test_a_questionnaire_without_plans_has_none(tmp_path: Path) -> None:
    ict.questionnaire("ECU", edition=2025).save(tmp_path / "a.xlsx")
    assert ict.read_questionnaire(tmp_path / "a.xlsx").earlier_plans is None
    with pytest.raises(UsageError, match="a table of tariffs"):
        ict.questionnaire("ECU", edition=2025).with_plans([MOBILE])  # type: ignore[arg-type]


def asked(now: dict[str, str], last: dict[str, str]) -> list[Any]:
    context = ict.data.ValidationContext(earlier_tariffs=tariffs(last))
    judged = ict.validate(tariffs(now), ict.methodology("ipb", edition=2025), context=context)
    return [f for f in judged.findings if f.rule == "X16" and f.code.endswith("-changed")]


@small_cases(
    ("plan", "change", "code"),
    [
        (MOBILE, {"price": "150"}, "price"),  # of a year
        (MOBILE, {"price": "1250"}, "price"),  # in cents
        (MOBILE, {"price": "14.9"}, ""),
        (MOBILE, {"price": "25"}, ""),
        (MOBILE, {"data": "5000"}, "data"),  # megabytes
        (MOBILE, {"data": "5000", "data_unit": "MB"}, ""),
        (MOBILE, {"data": "10"}, ""),
        (HOME, {"speed_mbits": "100000"}, "speed"),  # kbit/s
        (HOME, {"speed_mbits": "12.5"}, "speed"),  # megabytes
        (HOME, {"speed_mbits": "200"}, ""),
        (HOME, {"tax_included": "yes", "tax_rate": ""}, "tax"),
        (MOBILE, {"currency": "EUR"}, "currency"),
        (MOBILE, {"currency": "EUR", "price": "150"}, "currency"),  # no comparison of amounts
        (MOBILE, {"name": "Max 6", "price": "150"}, ""),  # another plan
        (MOBILE, {"name": " max  5", "price": "150"}, "price"),
    ],
)
def test_a_plan_is_compared_with_that_of_the_same_name(
    plan: dict[str, str], change: dict[str, str], code: str
) -> None:
    codes = [f.code for f in asked(plan | change, plan)]
    assert codes == ([f"rule.X16.{code}-changed"] if code else [])


def test_the_message_has_both_values() -> None:
    (finding,) = asked(HOME | {"speed_mbits": "100000"}, HOME)
    assert finding.message("en").startswith(
        "The speed of the plan “Home” is 100,000 Mbit/s; last year it was 100 Mbit/s, and the "
        "ratio is 1,000."
    )
    (finding,) = asked(HOME | {"tax_included": "yes", "tax_rate": ""}, HOME)
    assert finding.message("en") == (
        "The price of the plan “Home” includes taxes; last year it did not."
    )
