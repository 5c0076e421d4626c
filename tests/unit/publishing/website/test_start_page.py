"""The start page: printed scores on a map and in a list, the disclaimer, no order by score."""

from __future__ import annotations

import re
from functools import cache

import pytest
from languages_in_turn import each_language
from site_cases import frame_of, sample_site

from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.start_page import write_start


@cache
def start(language: str) -> tuple[SitePage, str]:
    page = write_start(sample_site().first, None, None, (), language)
    return page, frame_of(sample_site(), language).write(page)


@pytest.mark.slow
@each_language("ar")
def test_the_disclaimer_is_under_the_map(language: str) -> None:
    _, text = start(language)
    words = i18n.text("site-start", "disclaimer", language)
    assert text.index('id="map"') < text.index(words)
    assert i18n.text("site-start", "disclaimer-note", language) in text


def test_the_list_in_the_place_of_the_map_has_every_printed_score() -> None:
    _, text = start("en")
    narrow = text[text.index('class="for-narrow"') :]
    rows = re.findall(
        r'href="idi-2024/economies/(\w+)\.html">.*?<bdi dir="ltr">(.*?)</bdi>', narrow
    )
    scores = sample_site().first.scores
    assert dict(rows[: len(scores)]) == {code: str(score) for code, score in scores.items()}


def test_the_list_is_folded_into_bands_with_names_in_order() -> None:
    page, text = start("en")
    scores = sample_site().first.scores
    seen: list[str] = []
    for band in page.context["bands"]:
        low, _, high = band.name.partition(" to ")
        assert all(float(low) <= float(scores[row.code]) <= float(high) for row in band.rows)
        names = [row.name for row in band.rows]
        assert names == sorted(names, key=lambda name: sort_key(name, "en"))
        assert f"<summary>{band.name} – {band.count}</summary>" in text
        seen += [row.code for row in band.rows]
    assert sorted(seen) == sorted(scores) and '<details class="band" open' not in text


def test_the_map_shows_all_printed_scores() -> None:
    page, text = start("en")
    assert "Economies: 24." in page.charts[0].subtitle
    assert "assets/land.js" in text
    # 24 of the 170 economies of the edition are quoted in the sample.
    assert "24 of the 170 economies" in text
