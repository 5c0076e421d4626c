"""Findings as an HTML report: commands are set as code, from left to right."""

from __future__ import annotations

import pandas as pd
import pytest

import ictindex as ict
from ictindex.language import i18n
from ictindex.submissions.validation import report_html


def test_what_is_typed_is_code_in_the_report() -> None:
    """In Arabic the hyphens of an option wandered to its other end, and backticks were shown."""
    table = ict.read_observations(
        pd.DataFrame([{"economy": "ECU", "indicator": "internet-users", "year": 2023, "value": 72}])
    )
    judged = ict.validate(table, year=2023)
    finding = ict.Finding("tariff.tax-rate-missing")
    page = report_html.html(judged, "ar", [finding])
    assert '<code dir="ltr">tax_rate</code>' in page and "`" not in page
    assert "`tax_rate`" in judged.to_text("en", other_findings=[finding])


UNCHECKED = {
    "en": "Not checked, because the accepted values of earlier years are not available: exchanged "
    "digits (about two of three such slips go unnoticed without them)",
    "es": "Sin comprobar, porque no se dispone de los valores aceptados de años anteriores",
    "ar": "لم يُتحقق مما يلي لعدم توافر القيم المقبولة للسنوات السابقة",
}


@pytest.mark.parametrize("language", UNCHECKED)
def test_without_history_the_report_says_first_what_was_not_checked(language: str) -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy="BRA")
    idi = ict.methodology("idi", edition=2024)
    without = ict.validate(table, idi, year=2022)
    lines = without.to_text(language).splitlines()
    assert lines[3].startswith(f"! {UNCHECKED[language]}")
    page = without.to_html(language)
    assert UNCHECKED[language] in page
    errors = i18n.label("validation-levels", "error", language)
    assert page.index(UNCHECKED[language]) < page.index(errors)
    rows = pd.DataFrame({"economy": ["BRA"], "indicator": ["internet-users"], "year": [2021],
                         "value": ["80.1"]})  # fmt: skip
    judgement = ict.validate(table, idi, year=2022, history=ict.read_observations(rows))
    assert UNCHECKED[language] not in judgement.to_text(language)
    assert UNCHECKED[language] not in judgement.to_html(language)
