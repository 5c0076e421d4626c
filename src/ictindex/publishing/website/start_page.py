"""The start page: the newest edition at a glance."""

from __future__ import annotations

from collections.abc import Collection

from ictindex.analysis.commentary.edition_commentary import comment_on_edition
from ictindex.definitions.catalogue.places import economy_centres
from ictindex.language.commentary_page import word_in_parts
from ictindex.publishing.charts.area_map import MapAreas, draw_areas
from ictindex.publishing.charts.band_bars import draw_bands, draw_change_bands
from ictindex.publishing.charts.dot_map import draw_map
from ictindex.publishing.charts.group_strips import draw_strips
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import make_chart_box, say_once
from ictindex.publishing.website.edition_changes import describe_changes
from ictindex.publishing.website.edition_groups import REGION, find_groupings, make_strips
from ictindex.publishing.website.score_rows import edition_title, list_bands
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import FIGURES, Words


def write_start(
    edition: SiteEdition,
    before: SiteEdition | None,
    areas: MapAreas | None,
    parts: Collection[str],
    language: str,
) -> SitePage:
    """Return the start page: an edition, its changes since the one before, the other pages.

    ``areas`` are those of the publisher's map, ``parts`` the parts that not every site has.
    """
    title = edition_title(edition, language)
    groupings = [g for g in find_groupings(edition) if g.key == REGION]
    # Invented economies have no position on a map.
    placed = not economy_centres().keys().isdisjoint(edition.scores)
    charts = [
        *([make_chart_box(_draw_map(edition, areas, language), "map")] if placed else ()),
        make_chart_box(draw_bands(edition.figures, language=language), "bands"),
        make_chart_box(draw_strips(make_strips(edition, groupings), language=language), "regions"),
    ]
    changes = None if before is None else describe_changes(before, edition, language)
    if changes is not None:
        charts.append(
            make_chart_box(draw_change_bands(changes.series, language=language), "changes")
        )
    charts = say_once(charts, edition.notices(language))
    commentary = comment_on_edition(
        edition.figures,
        None if before is None else before.figures,
        whose=edition.whose,
    )
    sentences = word_in_parts(commentary, language)
    return SitePage(
        address=addresses.START,
        template="start.html.j2",
        title=title,
        description=sentences[0],
        context={
            "say": Words(language, FIGURES),
            "commentary": sentences,
            "bands": list_bands(edition, language),
            "changes": changes,
            "boxes": {box.key: box for box in charts},
            "entries": list_entries(edition, parts, language),
        },
        section="start",
        charts=charts,
        sources=[edition.source] if edition.source else [],
        edition=edition.key,
    )


def _draw_map(edition: SiteEdition, areas: MapAreas | None, language: str) -> Chart:
    """Draw the map of dots, or of the areas of the file that the publisher supplies."""
    if areas is None:
        return draw_map(edition.figures, language=language)
    return draw_areas(edition.figures, areas, language=language)


def list_entries(
    edition: SiteEdition, parts: Collection[str], language: str
) -> list[tuple[str, str, str]]:
    """Return the other pages: name, address and one sentence."""
    words, say = Words(language), Words(language, FIGURES)
    pages = {
        "economies": addresses.economies_page(edition.key),
        "groups": addresses.edition_page(edition.key, "groups"),
        **(
            {"rankings": addresses.edition_page(edition.key, "rankings")}
            if edition.shows_ranks
            else {}
        ),
        **({"prices": addresses.PRICES} if "prices" in parts else {}),
        **({"targets": addresses.TARGETS} if "targets" in parts else {}),
        **({"divides": addresses.DIVIDES} if "divides" in parts else {}),
        "compare": addresses.COMPARE,
        "try": addresses.TRY,
        "methodology": addresses.METHODOLOGY,
        "editions": addresses.EDITIONS,
    }
    titles = {
        "rankings": say("rankings"),
        "targets": say("targets-title"),
        "divides": say("divides-title"),
    }
    return [
        (titles.get(key) or words(f"nav-{key}"), address, say(f"go-{key}"))
        for key, address in pages.items()
    ]
