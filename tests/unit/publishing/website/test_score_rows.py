"""Rows of scores: printed figures, in the order of the names of the language."""

from __future__ import annotations

from site_cases import sample_site
from small_cases import small_cases

from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.website.score_rows import (
    alphabetical,
    edition_title,
    list_scores,
    pillar_nodes,
)


def test_scores_are_those_that_were_printed() -> None:
    rows = {row.code: row for row in list_scores(sample_site().first, ["idi"], "en")}
    # IDI 2024, Annex 2: Brazil 82.0.
    assert rows["BRA"].shown == ("82.0",) and rows["BRA"].share == "82.0"
    assert rows["BRA"].address == "idi-2024/economies/BRA.html"
    assert len(rows) == 24


@small_cases("language", i18n.LANGUAGES)
def test_the_order_is_that_of_the_names(language: str) -> None:
    codes = alphabetical(sample_site().first, language)
    names = [i18n.economy_name(code, language) for code in codes]
    assert names == sorted(names, key=lambda name: sort_key(name, language))
    scores = [sample_site().first.scores[code] for code in codes]
    assert scores != sorted(scores) and scores != sorted(scores, reverse=True)


def test_numbers_are_written_as_the_language_does() -> None:
    rows = {row.code: row for row in list_scores(sample_site().first, ["idi"], "fr")}
    assert rows["BRA"].shown == ("82,0",) and rows["BRA"].share == "82.0"


def test_pillars_are_those_of_the_document() -> None:
    assert pillar_nodes(sample_site().first) == (
        "idi", "universal-connectivity", "meaningful-connectivity",
    )  # fmt: skip
    assert edition_title(sample_site().first, "en") == "ICT Development Index 2024"
