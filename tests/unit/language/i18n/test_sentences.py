"""Sentences: a code with figures, worded by the kinds of its figures in six languages."""

from __future__ import annotations

import copy
import re
from decimal import Decimal

import pytest
import source_scan
from language_files import flat

from ictindex.language import i18n
from ictindex.language.i18n.document import word_sentences
from ictindex.language.i18n.renderable import Page
from ictindex.language.i18n.sentences import Sentence, isolate_text, repeat_number

PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::[^{}]+)?\}")  # {count}, {count:# economy|# economies}
TARGET = Sentence("views/target-rule", target=Decimal("2.5"), groups=("low", "lower-middle"))


@pytest.mark.lint
def test_the_words_of_each_sentence_name_its_figures() -> None:
    """In each language: one too few is an open placeholder, one too many is never read."""
    uses = source_scan.sentences()
    assert len(uses) >= 8
    gaps = []
    for use in uses:
        if use.supplied is None:  # the tests of its module provoke it
            continue
        for language in i18n.LANGUAGES:
            words = flat("en") | flat(language)  # English where words are pending
            path = tuple(use.key.split("/"))
            if use.open_end:  # the rest of the code is that of a list
                named = [
                    set(PLACEHOLDER.findall(text))
                    for key, text in words.items()
                    if key[:-1] == path[:-1] and key[-1].startswith(path[-1])
                ]
            else:
                named = [set(PLACEHOLDER.findall(words[path]))]
            if use.supplied not in named:
                gaps.append(f"{use.address} {language} {use.key}: {named} {use.supplied}")
    assert not gaps, gaps


def test_a_code_needs_a_figure_whose_name_says_what_it_names() -> None:
    with pytest.raises(TypeError, match=r"extent/part.*'other'"):
        Sentence("extent/part", other="BRA")
    assert Sentence("extent/part", other=77).figures == {"other": 77}


def test_a_sentence_within_another_one_and_lists_are_worded_by_the_language() -> None:
    """The same names, pairs and lists as the functions of words write one by one."""
    inner = Sentence("extent/part", count=1234, total=5678)
    pair = Sentence("language/pair", first=Sentence("nodes/internet-users"), second=inner)
    for language in i18n.LANGUAGES:
        node = i18n.label("nodes", "internet-users", language)
        assert pair.to_text(language) == i18n.pair(node, inner.to_text(language), language)
        causes = Sentence("score-change/most-lost", causes=(inner, pair)).to_text(language)
        together = i18n.clauses([inner.to_text(language), pair.to_text(language)], language)
        assert together in causes
    assert pair.to_dict()["figures"]["second"] == inner.to_dict()
    assert len({pair, copy.deepcopy(pair), inner}) == 2


def test_differences_and_dates_are_written_as_on_pages() -> None:
    change = Sentence(
        "score-change/from-to",
        before="2023",
        after="2024",
        first=Decimal("82.0"),
        last=Decimal("79.5"),
        change=Decimal("-2.5"),
    )
    assert "Score 2023: 82.0." in change.to_text("en") and "\u22122.5" in change.to_text("en")
    assert "\u2066\u22122.5\u2069" in change.to_text("ar") or "\u22122.5" in change.to_text("ar")


def test_figures_are_worded_by_their_kind() -> None:
    assert TARGET.to_text("en") == (
        "The target is below 2.5 % of monthly GNI per capita, in economies of these income "
        "groups: Low income, Lower-middle income."
    )
    assert "2,5" in TARGET.to_text("fr")
    whole = Sentence("extent/rank-part", count=1234, total=5678)
    assert "1,234" in whole.to_text("en") and "1\u202f234" in whole.to_text("fr")
    basket = Sentence("basket-views/of-unknown", basket="fixed-broadband", year=2022, count=3)
    assert "Fixed-broadband basket, 2022:" in basket.to_text("en")  # a year has no thousands


def test_the_plain_data_have_no_words() -> None:
    assert TARGET.to_dict() == {
        "code": "views/target-rule",
        "figures": {"target": "2.5", "groups": ["low", "lower-middle"]},
    }
    assert copy.deepcopy(TARGET.as_note()) == TARGET.as_note()


def test_a_page_takes_a_sentence_as_a_block() -> None:
    part = Sentence("extent/part", count=77, total=167)
    page = Page(lambda language: [i18n.Heading("Ranks"), part.as_note(), part])
    for language in i18n.LANGUAGES:
        words = part.to_text(language)
        _, remark, plain = page.blocks(language)
        assert remark == i18n.Paragraph(words, note=True)
        assert plain == i18n.Paragraph(words)
    assert "! These are 77 of the 167 economies" in page.to_text("en")


def test_every_writer_takes_sentences_that_are_not_worded_yet() -> None:
    blocks = [i18n.Heading("Ranks"), Sentence("extent/part", count=77, total=167)]
    for form in ("text", "markdown", "html", "latex", "typst"):
        assert "77 of the 167" in i18n.write(blocks, "en", form)
    assert word_sentences(blocks, "en")[0] is blocks[0]


def test_a_number_is_repeated_as_it_was_written() -> None:
    """It keeps its zeros and its hyphen, by which it is searched for; its thousands are apart."""
    repeated = repeat_number(Decimal("-1234.50"))
    assert repeated.to_text("en") == "-1,234.50"
    assert repeated.to_text("es") == f"-{i18n.number(Decimal('1234.50'), 'es', grouped=True)}"


def test_text_that_somebody_wrote_keeps_its_place_and_its_braces() -> None:
    text = "prices {value} (1).csv"
    assert isolate_text(text).to_text("fr") == text
    assert isolate_text(text).to_text("ar") == f"\u2068{text}\u2069"
