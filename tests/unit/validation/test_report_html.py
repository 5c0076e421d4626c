"""Findings as an HTML report: commands are set as code, from left to right."""

from __future__ import annotations

import pandas as pd

import ictindex as ict
from ictindex.validation import report_html


def test_what_is_typed_is_code_in_the_report() -> None:
    """In Arabic the hyphens of an option wandered to its other end, and backticks were shown."""
    table = ict.read_observations(
        pd.DataFrame([{"economy": "ECU", "indicator": "internet-users", "year": 2023, "value": 72}])
    )
    judged = ict.validate(table, year=2023)
    found = ict.Finding("tariff.tax-rate-missing")
    page = report_html.html(judged, "ar", [found])
    assert '<code dir="ltr">tax_rate</code>' in page and "`" not in page
    assert "`tax_rate`" in judged.to_text("en", beside=[found])
