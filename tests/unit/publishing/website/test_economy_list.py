"""The list of economies: every printed score, in the order of the alphabet, without ordinals."""

from __future__ import annotations

import re

import pytest
from site_cases import frame_of, sample_site

from ictindex.language import i18n
from ictindex.publishing.website.economy_list import write_economy_lists
from ictindex.publishing.website.site_plan import SitePlan


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_economy_is_listed_with_its_printed_scores(language: str) -> None:
    site = sample_site()
    (page,) = write_economy_lists(site.editions, dict(SitePlan(site).list_newest()), language)
    text = frame_of(site, language).write(page)
    assert page.address == "idi-2024/economies/index.html"
    rows = re.findall(r'<th scope="row"><a href="(\w+)\.html">.*?</tr>', text, flags=re.DOTALL)
    assert sorted(rows) == sorted(site.first.economies)
    for code in site.first.economies:
        row = re.search(rf'<a href="{code}\.html">.*?</tr>', text, flags=re.DOTALL)
        assert row is not None
        numbers = re.findall(r'<bdi dir="ltr">(.*?)</bdi>', row[0])
        printed = [
            site.first.figures.scores[code, node]
            for node in ("idi", "universal-connectivity", "meaningful-connectivity")
        ]
        assert numbers == [i18n.number(score, language) for score in printed]
