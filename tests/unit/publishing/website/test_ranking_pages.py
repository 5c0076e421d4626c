"""Rankings: none where no publication has ranks, unless asked for, which the page states."""

from __future__ import annotations

from site_cases import frame_of, sample_site

from ictindex.publishing.website.ranking_pages import (
    common_ranks,
    is_published,
    list_ranks,
    write_rankings,
)


def test_an_edition_without_published_ranks_has_no_page() -> None:
    assert list(write_rankings(sample_site().editions, "en")) == []


def test_unofficial_ranks_are_called_so_on_the_page_and_in_its_picture() -> None:
    site = sample_site("unofficial")
    (page,) = write_rankings(site.editions, "en")
    assert page.has_unofficial_ranks and not is_published(site.first)
    text = frame_of(site, "en").write(page)
    assert "Ranks on this page are unofficial" in text
    assert "Rank among 24 of 170 (not published)" in text
    (box,) = page.charts
    assert any("Unofficial ranks" in note for note in box.notes)
    assert "Unofficial ranks" in box.picture


def test_equal_scores_share_a_rank_and_come_by_name() -> None:
    edition = sample_site("unofficial").first
    rows = list_ranks(edition, None, "en")
    scores = sorted(edition.scores.values(), reverse=True)
    assert [int(row.rank) for row in rows] == [1 + scores.index(score) for score in scores]
    assert {row.change for row in rows} == {"–"}


def test_changes_are_among_the_economies_of_both_editions() -> None:
    edition = sample_site("unofficial").first
    ranks = common_ranks(edition, edition)
    assert len(ranks) == 24 and all(then == now for then, now in ranks.values())
