"""Choosing a language, filling placeholders, falling back to English, numbers for readers."""

from __future__ import annotations

import contextvars
import datetime as dt
import re
import threading
from decimal import Decimal
from typing import Any

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError
from ictindex.core.formulas import Symbol
from ictindex.language import i18n
from ictindex.language.i18n import translations, word_files


def test_a_language_holds_within_its_block_only() -> None:
    assert i18n.current_language() == "en"
    with ict.set_options(language="fr"):
        assert i18n.current_language() == "fr"
        with ict.set_options(language="ar"):
            assert i18n.current_language() == "ar"
        assert i18n.current_language() == "fr"
        with pytest.raises(ZeroDivisionError), ict.set_options(language="zh"):
            assert i18n.current_language() == "zh"
            raise ZeroDivisionError
        assert i18n.current_language() == "fr"
        assert i18n.current_language("ru") == "ru"
    assert i18n.current_language() == "en"


def test_a_language_for_good() -> None:
    def choose() -> str:
        ict.set_options(language="es")
        return i18n.text("views", "economy")

    # In a context of its own, so that other tests keep English.
    assert contextvars.copy_context().run(choose) == "Economía"
    assert i18n.text("views", "economy") == "Economy"


def test_threads_have_each_their_own_language() -> None:
    both_inside = threading.Barrier(2, timeout=10)
    seen: dict[str, str] = {}

    def read(language: str) -> None:
        with ict.set_options(language=language):
            both_inside.wait()
            seen[language] = i18n.label("marks", "verified")
            both_inside.wait()

    threads = [threading.Thread(target=read, args=(language,)) for language in ("fr", "ru")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {language: i18n.label("marks", "verified", language) for language in seen}
    assert len(set(seen.values())) == 2
    assert i18n.current_language() == "en"


@small_cases("language", ["de", "EN", "", "en-GB", "../en"])
def test_an_unknown_language_is_refused(language: str) -> None:
    shown = f"The language '{language}' is not one of the six. Use one of: en, fr, es, ar, ru, zh."
    for call in (
        lambda: ict.set_options(language=language),
        lambda: i18n.current_language(language),
        lambda: i18n.text("views", "economy", language),
        lambda: i18n.label("units", "percent", language),
        lambda: i18n.number(Decimal(1), language),
        lambda: ict.methodology("idi", edition=2024).show(language),
    ):
        with pytest.raises(CatalogueError) as caught:
            call()
        assert caught.value.code == "language.unknown"
        assert str(caught.value) == shown
    assert i18n.current_language() == "en"


def test_a_gap_is_english_with_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    real = word_files.find

    def find_with_gaps(language: str, keys: tuple[str, ...]) -> Any:
        """Sections of the wrong kind, missing sections, a value that is no text."""
        if language == "en" or keys[0] == "language":
            return real(language, keys)
        return 7 if keys == ("views", "economy") else None

    monkeypatch.setattr(word_files, "find", find_with_gaps)
    assert i18n.text("views", "economy", "fr") == "[en] Economy"
    assert i18n.text("views", "line", "ar", line="12") == "\u2066[en] line 12\u2069"
    assert i18n.label("units", "percent", "ru") == "[en] %"
    assert i18n.label("nodes", "internet-users", "zh") == "[en] Individuals using the Internet"
    error = CatalogueError("language.unknown", language="de", allowed=["en"])
    assert error.message("es") == (
        "[en] The language 'de' is not one of the six. [en] Use one of: en."
    )
    shown = ict.methodology("idi", edition=2024).show("fr")
    assert shown.startswith("[en] ICT Development Index")


def test_what_has_no_words_is_shown_and_never_crashes() -> None:
    for language in i18n.LANGUAGES:
        assert i18n.text("views", "telex", language) == "[views.telex]"
        assert i18n.label("nodes", "telex", language) == "telex"
        assert i18n.message("telex.unknown", {}, language) == "telex.unknown"
        assert i18n.message("telex.unknown", {}, language, "remedy") == ""
        assert i18n.economy_name("XXX", language) == "XXX"
    assert not i18n.has_label("views", "telex")
    assert str(CatalogueError("telex.unknown", wanted="x")) == "telex.unknown"


def test_placeholders_are_filled_for_readers() -> None:
    arguments = {"economy": "BRA", "indicator": ["internet-users", "coverage-3g"]}
    assert i18n.message("excluded.missing-inputs", arguments) == (
        "Brazil (BRA): no score, because there is no value for: “Individuals using the Internet”, "
        "“Population covered by at least a 3G mobile network”."
    )
    assert "巴西（BRA）" in i18n.message("excluded.missing-inputs", arguments, "zh")
    filled = i18n.text("explain", "constant", "fr", constant="x", value=Decimal("33.30"), mark="?")
    assert "33,30" in filled
    # A filled-in text is not read for placeholders again, and a missing one stays visible.
    assert i18n.text("views", "line", line="{column}") == "line {column}"
    assert i18n.text("views", "line") == "line {line}"


def test_numbers_have_the_separator_of_the_language() -> None:
    assert {language: i18n.number(Decimal("1234.50"), language) for language in i18n.LANGUAGES} == {
        "en": "1234.50",
        "fr": "1234,50",
        "es": "1234,50",
        "ar": "1234.50",
        "ru": "1234,50",
        "zh": "1234.50",
    }
    assert i18n.number(2024, "fr") == "2024"
    assert i18n.number(Decimal("1E+3"), "fr") == "1000"
    assert i18n.number(Decimal("-0.5"), "ru") == "\u22120,5"


def test_the_first_day_of_a_month_is_an_ordinal_in_french() -> None:
    first, second = dt.date(2027, 3, 1), dt.date(2027, 3, 2)
    assert [i18n.date(day, "fr") for day in (first, second)] == ["1er mars 2027", "2 mars 2027"]
    assert [i18n.date(first, language) for language in ("en", "es", "ar", "ru", "zh")] == [
        "1 March 2027",
        "1 de marzo de 2027",
        "1 مارس 2027",
        "1 марта 2027 года",
        "2027年3月1日",
    ]


def test_arabic_reads_from_right_to_left() -> None:
    ways = {language: i18n.direction(language) for language in i18n.LANGUAGES}
    assert ways.pop("ar") == "rtl"
    assert set(ways.values()) == {"ltr"}
    assert i18n.isolate("annex.csv", "ar") == "\u2068annex.csv\u2069"
    assert i18n.isolate("annex.csv", "fr") == "annex.csv"


def test_lists_and_details_are_written_as_the_language_does() -> None:
    assert i18n.join(["a", "b"], "ar") == "a، b"
    assert i18n.join(["a", "b"], "zh") == "a、b"
    assert i18n.detail("a", "b", "zh") == "a（b）"
    assert i18n.pair("a", "b", "zh") == "a：b"
    assert i18n.pair("a", "b", "fr").startswith("a")
    assert i18n.pair("a", "b", "fr")[1] in "\u00a0\u202f "


def test_symbols_of_formulae_have_names() -> None:
    assert i18n.symbol_name(Symbol("x", "")) == "x"
    for language in i18n.LANGUAGES:
        assert i18n.symbol_name(Symbol("score", "idi"), language) == i18n.label(
            "nodes", "idi", language
        )
        assert "[" not in i18n.symbol_name(Symbol("value", ""), language)


@small_cases(
    ("value", "words"),
    [
        ("80.5", "80.5"),
        ("0.1234567891", "0.1234567891"),  # ten decimals: somebody may have written them
        ("59983.40101724137931034483", "59,983.4010…"),
        ("0.00000001234567890123", "0.000000012345…"),
        ("-2.33333333333333333333", "-2.3333…"),
        ("0.00000000000000000001", "0.00000000000000000001"),
    ],
)
def test_endless_digits_are_cut_within_a_sentence(value: str, words: str) -> None:
    values = {"value": Decimal(value), "limit": Decimal(400)}
    message = translations.message("rule.R04", values, "en")
    assert f"The value {words} is more than 400," in message


def test_the_mark_of_a_cut_stays_behind_its_number_in_arabic() -> None:
    values = {"value": Decimal("59983.40101724137931034483"), "limit": Decimal(400)}
    assert "\u206859,983.4010…\u2069" in translations.message("rule.R04", values, "ar")


def test_a_list_does_not_name_an_economy_that_is_not_in_it() -> None:
    """China is part of the name of Macao, after a comma or before it."""
    for language in i18n.LANGUAGES:
        names = [i18n.economy_name(code, language) for code in ("LUX", "MAC", "MYS")]
        parts = re.split(r"\s*[;؛；、]\s*", i18n.join_names(names, language))
        assert parts == names and i18n.economy_name("CHN", language) not in parts
    assert i18n.join_names(["Chile", "Malta"], "en") == "Chile, Malta"
    assert i18n.join_names(["tranche inférieure, 1", "2"], "fr") == "tranche inférieure, 1\u00a0; 2"
