"""Each medium keeps a sign in front of its number once: marks, an element or a command."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ictindex.language import i18n
from ictindex.language.i18n import Bullets, Grid, Paragraph, write
from ictindex.language.i18n.isolates import is_isolated, strip_isolate, write_latex_isolates

MINUS_ONE = "\u2066−1\u2069"


def test_a_number_in_an_isolate_of_a_phrase_is_isolated_once() -> None:
    assert i18n.number(Decimal(-1), "ar") == MINUS_ONE
    assert i18n.isolate(MINUS_ONE, "ar") == MINUS_ONE
    filled = i18n.translations.fill("القيمة \u2068{shown}\u2069.", {"shown": MINUS_ONE}, "ar")
    assert filled == f"القيمة {MINUS_ONE}."
    thrice = i18n.translations.fill("\u2067\u2068{shown}\u2069\u2069", {"shown": MINUS_ONE}, "ar")
    assert thrice == MINUS_ONE


def test_two_isolates_in_another_stay() -> None:
    words = "\u2067\u206880.5\u2069 ← \u206881.5\u2069\u2069"
    assert i18n.translations.fill("{shown}", {"shown": words}, "ar") == words
    assert not is_isolated(words) and strip_isolate(words) == words


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_text_has_the_marks(form: str) -> None:
    page = write([Grid(["أ"], [[MINUS_ONE]], frozenset({0}))], "ar", form)
    assert page.count("\u2066") == page.count("\u2069") == 1


def test_html_has_its_element_alone_around_a_number() -> None:
    blocks = [Grid(["أ", "ب"], [[MINUS_ONE, MINUS_ONE]], frozenset({0}))]
    page = write(blocks, "ar", "html")
    assert '<bdi dir="ltr">−1</bdi>' in page
    assert f">{MINUS_ONE}</td>" in page  # a cell of words has no such element


def test_latex_has_its_command_alone() -> None:
    blocks = [
        Grid(["أ"], [[MINUS_ONE]], frozenset({0})),
        Paragraph(f"\u2067{MINUS_ONE} أ\u2069 \u2068b_c\u2069"),
        Bullets(["\u2068أ\u2069"]),
    ]
    page = write(blocks, "ar", "latex")
    assert "\\LR{−1} \\\\" in page
    assert r"\RL{\LR{−1} أ} \LR{b\_c}" in page
    assert r"\item \RL{أ}" in page
    assert not set(page) & set("\u2066\u2067\u2068\u2069")
    assert write_latex_isolates(MINUS_ONE, right_to_left=False) == "−1"
    assert write_latex_isolates("\u2068a", right_to_left=True) == r"\LR{a}"
