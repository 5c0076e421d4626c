"""A view of a selection as a page: names for codes, no empty columns."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from ictindex.submissions.sourcing.selection_page import show_view


def test_a_view_has_names_numbers_and_no_empty_column() -> None:
    rows = {
        "economy": ["BRA"],
        "value": [Decimal("80.50")],
        "source": ["survey"],
        "consultation": [None],
        "receipt": ["ab12"],
    }
    page = show_view(pd.DataFrame(rows, dtype=object))
    text = page.to_text("fr")
    assert "Brésil" in text and "80,50" in text and "survey" in text
    assert "ab12" not in text
    assert len(text.splitlines()[0].split("  ")) >= 3
    assert page.to_dict()["rows"][0]["value"] == "80.50"


def test_a_view_without_rows_says_so() -> None:
    empty = show_view(pd.DataFrame({"economy": [], "value": []}))
    words = {empty.to_text(language).strip() for language in ("en", "fr", "es", "ar", "ru", "zh")}
    assert len(words) == 6 and all(words)
