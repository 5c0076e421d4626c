"""Choosing a language, filling placeholders, falling back to English, numbers for readers."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

import ictindex as ict
from ictindex import terms
from ictindex.errors import CatalogueError
from ictindex.expressions import Symbol
from ictindex.terms import words


def test_a_language_holds_within_its_block_only() -> None:
    assert terms.current_language() == "en"
    with ict.set_options(language="fr"):
        assert terms.current_language() == "fr"
        with ict.set_options(language="ar"):
            assert terms.current_language() == "ar"
        assert terms.current_language() == "fr"
        with pytest.raises(ZeroDivisionError), ict.set_options(language="zh"):
            assert terms.current_language() == "zh"
            raise ZeroDivisionError
        assert terms.current_language() == "fr"
        assert terms.current_language("ru") == "ru"
    assert terms.current_language() == "en"


def test_a_language_for_good() -> None:
    def choose() -> str:
        ict.set_options(language="es")
        return terms.text("views", "economy")

    # In a context of its own, so that other tests keep English.
    assert contextvars.copy_context().run(choose) == "Economía"
    assert terms.text("views", "economy") == "Economy"


def test_threads_have_each_their_own_language() -> None:
    both_inside = threading.Barrier(2, timeout=10)
    seen: dict[str, str] = {}

    def read(language: str) -> None:
        with ict.set_options(language=language):
            both_inside.wait()
            seen[language] = terms.label("marks", "verified")
            both_inside.wait()

    threads = [threading.Thread(target=read, args=(language,)) for language in ("fr", "ru")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {language: terms.label("marks", "verified", language) for language in seen}
    assert len(set(seen.values())) == 2
    assert terms.current_language() == "en"


@pytest.mark.parametrize("language", ["de", "EN", "", "en-GB", "../en"])
def test_an_unknown_language_is_refused(language: str) -> None:
    said = f"The language '{language}' is not one of the six. Use one of: en, fr, es, ar, ru, zh."
    for call in (
        lambda: ict.set_options(language=language),
        lambda: terms.current_language(language),
        lambda: terms.text("views", "economy", language),
        lambda: terms.label("units", "percent", language),
        lambda: terms.number(Decimal(1), language),
        lambda: ict.methodology("idi", edition=2024).show(language),
    ):
        with pytest.raises(CatalogueError) as caught:
            call()
        assert caught.value.code == "language.unknown"
        assert str(caught.value) == said
    assert terms.current_language() == "en"


def test_a_gap_falls_back_to_english(monkeypatch: pytest.MonkeyPatch) -> None:
    real = words._file

    def with_gaps(language: str) -> Mapping[str, Any]:
        if language == "en":
            return real("en")
        # Sections of the wrong kind, a missing section, a value that is no text.
        return {"language": real(language)["language"], "views": {"economy": 7}, "units": "percent"}

    monkeypatch.setattr(words, "_file", with_gaps)
    assert terms.text("views", "economy", "fr") == "Economy"
    assert terms.text("views", "line", "ar", line="12") == "line 12"
    assert terms.label("units", "percent", "ru") == "%"
    assert terms.label("nodes", "internet-users", "zh") == "Individuals using the Internet"
    error = CatalogueError("language.unknown", language="de", allowed=["en"])
    assert error.message("es") == "The language 'de' is not one of the six. Use one of: en."
    assert ict.methodology("idi", edition=2024).show("fr").startswith("ICT Development Index")


def test_what_has_no_words_is_shown_and_never_crashes() -> None:
    for language in terms.LANGUAGES:
        assert terms.text("views", "telex", language) == "[views.telex]"
        assert terms.label("nodes", "telex", language) == "telex"
        assert terms.message("telex.unknown", {}, language) == "telex.unknown"
        assert terms.message("telex.unknown", {}, language, "remedy") == ""
        assert terms.economy_name("XXX", language) == "XXX"
    assert not terms.has_label("views", "telex")
    assert str(CatalogueError("telex.unknown", wanted="x")) == "telex.unknown"


def test_placeholders_are_filled_for_readers() -> None:
    given = {"economy": "BRA", "indicator": ["internet-users", "coverage-3g"]}
    assert terms.message("excluded.missing-inputs", given) == (
        "Brazil (BRA): no score, because there is no value for: Individuals using the Internet "
        "(internet-users), Population covered by at least a 3G mobile network (coverage-3g)."
    )
    assert "巴西（BRA）" in terms.message("excluded.missing-inputs", given, "zh")
    filled = terms.text("explain", "constant", "fr", constant="x", value=Decimal("33.30"), mark="?")
    assert "33,30" in filled
    # What is put in is not read for placeholders again, and what is not given stays visible.
    assert terms.text("views", "line", line="{column}") == "line {column}"
    assert terms.text("views", "line") == "line {line}"


def test_numbers_have_the_separator_of_the_language() -> None:
    assert {
        language: terms.number(Decimal("1234.50"), language) for language in terms.LANGUAGES
    } == {
        "en": "1234.50",
        "fr": "1234,50",
        "es": "1234,50",
        "ar": "1234.50",
        "ru": "1234,50",
        "zh": "1234.50",
    }
    assert terms.number(2024, "fr") == "2024"
    assert terms.number(Decimal("1E+3"), "fr") == "1000"
    assert terms.number(Decimal("-0.5"), "ru") == "-0,5"


def test_arabic_reads_from_right_to_left() -> None:
    ways = {language: terms.direction(language) for language in terms.LANGUAGES}
    assert ways.pop("ar") == "rtl"
    assert set(ways.values()) == {"ltr"}
    assert terms.isolate("annex.csv", "ar") == "\u2068annex.csv\u2069"
    assert terms.isolate("annex.csv", "fr") == "annex.csv"


def test_lists_and_details_are_written_as_the_language_does() -> None:
    assert terms.join(["a", "b"], "ar") == "a، b"
    assert terms.join(["a", "b"], "zh") == "a、b"
    assert terms.detail("a", "b", "zh") == "a（b）"
    assert terms.pair("a", "b", "zh") == "a：b"
    assert terms.pair("a", "b", "fr").startswith("a")
    assert terms.pair("a", "b", "fr")[1] in "\u00a0\u202f "


def test_symbols_of_formulae_have_names() -> None:
    assert terms.symbol_name(Symbol("x", "")) == "x"
    for language in terms.LANGUAGES:
        assert terms.symbol_name(Symbol("score", "idi"), language) == terms.label(
            "nodes", "idi", language
        )
        assert "[" not in terms.symbol_name(Symbol("value", ""), language)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("80.5", "80.5"),
        ("0.1234567891", "0.1234567891"),  # ten decimals: somebody may have written them
        ("59983.40101724137931034483", "59983.4010…"),
        ("0.00000001234567890123", "0.000000012345…"),
        ("-2.33333333333333333333", "-2.3333…"),
        ("0.00000000000000000001", "0.00000000000000000001"),
    ],
)
def test_endless_digits_are_cut_within_a_sentence(value: str, told: str) -> None:
    given = {"value": Decimal(value), "limit": Decimal(400)}
    message = words.message("rule.R04", given, "en")
    assert f"The value {told} is beyond 400" in message


def test_the_mark_of_a_cut_stays_behind_its_number_in_arabic() -> None:
    given = {"value": Decimal("59983.40101724137931034483"), "limit": Decimal(400)}
    assert "\u206859983.4010…\u2069" in words.message("rule.R04", given, "ar")
