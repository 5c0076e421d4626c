"""Pages of the site, charts and reports state figures: no word of theirs judges an economy."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from language_files import flat

from ictindex.language import i18n

LISTED = tomllib.loads((Path(__file__).parent / "judging_words.toml").read_text(encoding="utf-8"))
SECTIONS = ("site", "reports", "charts", "commentary", "extent", "change-", "score-change", "page")


def find_judging(words: str, language: str) -> list[str]:
    """Return the patterns of judging words that a text has; placeholders are not words."""
    bare = re.sub(r"\{[^{}]*\}", " ", words)
    edges = ("", "") if language in ("ar", "zh") else (r"(?<!\w)", r"(?!\w)")
    return [
        pattern
        for pattern in LISTED[language]
        if re.search(f"{edges[0]}(?:{pattern}){edges[1]}", bare, re.IGNORECASE)
    ]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_words_of_site_charts_and_reports_judge_an_economy(language: str) -> None:
    read, faults = 0, {}
    for key, words in flat(language).items():
        name = "/".join(key)
        if key[0].startswith(SECTIONS) and name not in LISTED["allowed"]:
            read += 1
            if judging := find_judging(words, language):
                faults[name] = (judging, words)
    assert not faults
    assert read > 700


def test_the_search_finds_what_it_is_for() -> None:
    assert find_judging("Brazil is the leader, Chile lags.", "en") == [
        "lead(s|ing|ers?)", "lag(s|ging)?",
    ]  # fmt: skip
    assert find_judging("Le meilleur score", "fr") and find_judging("Лучший балл", "ru")
    assert find_judging("最佳经济体", "zh") and find_judging("الاقتصاد الأفضل", "ar")
    assert not find_judging("{best} of the scores", "en")
