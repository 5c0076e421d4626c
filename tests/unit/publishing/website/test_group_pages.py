"""The page of groups: how many of how many everywhere, members by name, no order by score."""

from __future__ import annotations

import re

from languages_in_turn import each_language
from site_cases import frame_of, sample_site

from ictindex.analysis.tables.score_bands import ScoreBands
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.website.group_pages import write_group_page


def test_every_group_says_how_many_of_how_many() -> None:
    page = write_group_page(sample_site().editions[0], sample_site().editions, "en")
    assert page.address == "idi-2024/groups.html"
    counts = [row[1] for row in page.context["nodes"].rows]
    assert counts[0] == "6 of 38 economies"
    assert counts[-1] == "24 of 170 in the edition"
    assert all(" of " in count for count in counts)


@each_language("en", "zh")
def test_the_economies_of_a_group_are_in_bands_and_by_name(language: str) -> None:
    site = sample_site()
    page = write_group_page(site.editions[0], site.editions, language)
    text = frame_of(site, language).write(page)
    bands = ScoreBands.of(site.first.figures)
    # Six regions, four income groups, three levels of development.
    assert len(re.findall(r'<div id="group-[a-z-]+">', text)) == len(page.context["members"]) == 13
    scores = {i18n.economy_name(code, language): score for code, score in site.first.scores.items()}
    for group in page.context["members"]:
        for band, economies in group.bands:
            names = [name for name, _ in economies]
            assert {bands.name(bands.find(scores[name]), language) for name in names} == {band}
            assert names == sorted(names, key=lambda name: sort_key(name, language))
            assert f'<p class="band">{band}</p>' in text
    africa = next(group for group in page.context["members"] if group.key == "africa")
    assert sum(len(economies) for _, economies in africa.bands) == 6
