"""Forms of number: the examples of Unicode's CLDR, and the forms that the language files write."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from language_files import flat
from small_cases import small_cases

from ictindex.language import i18n
from ictindex.language.i18n.plural_forms import RULES, choose_form
from ictindex.language.i18n.sentences import Sentence

FORMS = re.compile(r"\{[a-z_]+:([^{}]+)\}")
# The categories of CLDR in the order in which words write their forms, with its own examples.
# Russian has the same noun after 2 to 4 and after a fraction; Arabic after 0 as after 100.
EXAMPLES = {
    "en": ("1", "0 2 16 100 1000 0.0 1.0 1.5 10.0"),
    "fr": ("0 1 0.0 1.5", "2 17 100 1000 2.0 3.5 10.0"),
    "es": ("1 1.0", "0 2 16 100 1000 0.0 1.5 10.0"),
    "ar": (
        "1",
        "2",
        "3 10 103 110 1003",
        "11 26 111 1011",
        "0 100 102 200 202 1000 0.1 1.5 10.1",
    ),
    "ru": ("1 21 31 101 1001", "2 4 22 34 102 1002 0.0 1.5 10.0", "0 5 19 100 111 114 1000"),
    "zh": ("0 1 2 15 100 1.5",),
}


@small_cases("language", i18n.LANGUAGES)
def test_each_example_of_cldr_has_its_form(language: str) -> None:
    names = [str(form) for form in range(len(EXAMPLES[language]))]
    assert RULES[language][0] == len(names)
    for form, numbers in enumerate(EXAMPLES[language]):
        for number in map(Decimal, numbers.split()):
            assert choose_form("|".join(names), number, language) == str(form), number
            assert choose_form("|".join(names), -number, language) == str(form), number


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_words_write_all_forms_of_their_language(language: str) -> None:
    gaps = []
    for key, words in flat(language).items():
        for forms in FORMS.findall(words):
            each = forms.split("|")
            # Arabic writes one and two without digits.
            numbered = each[2:] if language == "ar" else each
            if len(each) != RULES[language][0] or any(form.count("#") != 1 for form in numbered):
                gaps.append(f"{'/'.join(key)}: {forms}")
    assert not gaps, gaps


def test_the_form_has_the_number_as_the_language_writes_it() -> None:
    single, many = (
        Sentence("commentary/edition-mean", edition="2024", total=total, mean=Decimal("74.8"))
        for total in (1, 1234)
    )
    assert "для 1 экономики " in single.to_text("ru")
    assert "для 1\u202f234 экономик " in many.to_text("ru").replace("\u00a0", "\u202f")
    assert "1,234 economies" in many.to_text("en")


def test_a_phrase_and_a_sentence_have_the_same_forms() -> None:
    figures = {"count": 1, "total": 3, "parts": "x"}
    stated = i18n.text("commentary", "prices-absent", "en", economy="BRA", year="2025", **figures)
    assert "no price of 1 basket: x" in stated
