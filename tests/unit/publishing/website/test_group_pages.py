"""The page of groups: how many of how many everywhere, members by name, no order by score."""

from __future__ import annotations

import re

from languages_in_turn import each_language
from site_cases import frame_of, sample_site

from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.website.group_pages import write_group_pages


@each_language("en", "zh")
def test_members_are_in_the_order_of_their_names(language: str) -> None:
    (page,) = write_group_pages(sample_site().editions, language)
    text = frame_of(sample_site(), language).write(page)
    lists = re.findall(r'<ul class="members" id="group-[a-z-]+">(.*?)</ul>', text, flags=re.DOTALL)
    assert len(lists) == 13  # Six regions, four income groups, three levels of development.
    for listed in lists:
        names = re.findall(r"<li>(.*?) <bdi", listed)
        assert names == sorted(names, key=lambda name: sort_key(name, language))


def test_every_group_says_how_many_of_how_many() -> None:
    (page,) = write_group_pages(sample_site().editions, "en")
    assert page.address == "idi-2024/groups.html"
    counts = [row[1] for row in page.context["nodes"].rows]
    assert counts[0] == "6 of 38 economies" and counts[-1] == "24 of 170 economies"
    assert all(" of " in count for count in counts)
