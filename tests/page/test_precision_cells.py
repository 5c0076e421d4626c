"""The precision of a survey on the page: folded, opened, filled in by hand, and accessible."""

from __future__ import annotations

from pathlib import Path

import guide_workbook as guide
import pytest
from browsers import Harness
from desk_cases import cell
from page_person import Person, open_desk, own_words

pytestmark = pytest.mark.browser
FOLDED = "details.precision"


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_the_precision_of_a_value_is_filled_in(
    harness: Harness, tmp_path: Path, language: str, width: int
) -> None:
    book = guide.write_book(tmp_path / "ecu-2025.xlsx", language)
    with open_desk(harness, language, width=width, height=900) as page:
        person = Person(page)
        person.choose(book)
        page.evaluate("() => show('values', 'individuals')")
        person.settled()
        words = own_words(page, language)["precision"]
        assert words in page.text(FOLDED)
        # Nobody has to state a precision: it is folded until somebody opens it.
        assert page.evaluate("(box) => document.querySelector(box).open", FOLDED) is False
        page.click(f"{FOLDED} summary")
        assert page.axe() == []
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        error, method = (
            cell("internet-users", "standard_error"),
            cell("internet-users", "error_method"),
        )
        page.fill(f"#cell-{'-'.join(map(str, error))}", "0.9")
        page.evaluate("() => document.activeElement.blur()")
        person.settled()
        # What is filled in stays open.
        assert page.evaluate("(box) => document.querySelector(box).open", FOLDED) is True
        page.select(f"#cell-{'-'.join(map(str, method))}", "bootstrap")
        person.settled()
        assert page.axe() == []
        cells = page.evaluate(
            "() => state.sheets.individuals.rows.find((row) => row.precision).precision"
        )
        assert (cells[0]["text"], cells[6]["code"]) == ("0.9", "bootstrap")
