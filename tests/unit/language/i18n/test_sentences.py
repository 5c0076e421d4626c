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
from ictindex.language.i18n.sentences import Sentence, kind_of_figure

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
TARGET = Sentence("views/target-rule", target=Decimal("2.5"), groups=("low", "lower-middle"))


def test_the_words_of_each_sentence_name_its_figures() -> None:
    """In each language: one too few is an open placeholder, one too many is never read."""
    uses = source_scan.sentences()
    assert len(uses) >= 8
    gaps = []
    for use in uses:
        assert not use.open_end and use.supplied is not None, use.address
        for language in i18n.LANGUAGES:
            named = set(PLACEHOLDER.findall(flat(language)[tuple(use.key.split("/"))]))
            if named != use.supplied:
                gaps.append(f"{use.address} {language} {use.key}: {named} {use.supplied}")
    assert not gaps, gaps


def test_every_figure_has_a_kind() -> None:
    for use in source_scan.sentences():
        for name in use.supplied or ():
            assert kind_of_figure(name)
    with pytest.raises(KeyError):
        Sentence("extent/part", economies=77)


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
