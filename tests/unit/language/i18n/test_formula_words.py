"""Numbers, captions and names of formulae as a language writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ictindex.core.formulas import Symbol
from ictindex.language.i18n.formula_words import (
    formula_direction,
    latex_digits,
    lead_words,
    symbol_names,
    written_digits,
)


@pytest.mark.parametrize(("language", "shown"), [("en", "−1.5"), ("fr", "−1,5"), ("ar", "−1.5")])
def test_a_negative_number_has_a_real_minus(language: str, shown: str) -> None:
    assert written_digits(language)(Decimal("-1.5")).strip("\u2066\u2069") == shown
    assert "−" not in latex_digits(language)(Decimal("-1.5"))


def test_a_caption_has_the_colon_of_its_language() -> None:
    assert lead_words("Score", "en") == "Score:"
    assert lead_words("Score", "fr") == "Score\N{NO-BREAK SPACE}:"


def test_a_formula_runs_as_its_names_do() -> None:
    assert formula_direction("x ÷ 95") == "ltr"
    assert formula_direction(symbol_names("ar")(Symbol("score", "idi"))) == "rtl"
