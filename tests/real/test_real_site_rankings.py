"""Ranks of an edition that published them: the order of the report, called a part of it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from real_files import rows_of

import ictindex as ict
from ictindex.analysis.tables.edition_figures import figures_of_published
from ictindex.publishing.website.ranking_pages import is_published, list_ranks
from ictindex.publishing.website.site_edition import SiteEdition

SUBINDICES = {
    "iso3": "economy", "access": "access:score", "use": "use:score", "skills": "skills:score",
}  # fmt: skip


def test_economies_are_in_the_order_of_the_report_of_2015(data: Path) -> None:
    path = data / "idi-legacy" / "idi2015_subindices.csv"
    document = ict.methodology("idi", edition=2015)
    printed = ict.read_published(path, {"iso3": "economy", "idi": "idi"})
    table = ict.read_observations(path, columns=SUBINDICES, constants={"year": 2014})
    edition = SiteEdition(
        key="idi-2015", kind="published", edition=2015, source="itu-idi", observations=table,
        figures=figures_of_published(printed, document, 2015),
        result=ict.compute(document, table, edition=2015),
    )  # fmt: skip
    # The document publishes ranks: the page is there without being asked for. It is of a part.
    assert edition.shows_ranks and not is_published(edition)
    label = edition.figures.extent.rank_label(True, "en")
    assert label == "Rank among 77 of 167 (not the published rank)"
    ranks = {row["iso3"]: int(row["idi_rank"]) for row in rows_of(path)}
    shown = [row.address.rpartition("/")[2].removesuffix(".html")
             for row in list_ranks(edition, None, "en")]  # fmt: skip
    assert len(shown) == 77
    # Scores that are equal as printed have ranks of their own in the report, by more decimals.
    for first, second in pairwise(shown):
        if edition.scores[first] != edition.scores[second]:
            assert ranks[first] < ranks[second]
