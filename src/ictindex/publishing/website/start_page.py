"""The start page: the newest edition at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from ictindex.definitions.catalogue.places import economy_centres
from ictindex.indices.results import result_kind
from ictindex.language import i18n
from ictindex.publishing.charts.area_map import draw_areas
from ictindex.publishing.charts.band_bars import draw_bands, draw_change_bands
from ictindex.publishing.charts.dot_map import draw_map
from ictindex.publishing.charts.group_strips import draw_strips
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.area_file import read_areas
from ictindex.publishing.website.chart_boxes import make_chart_box, say_once
from ictindex.publishing.website.divide_page import find_divides
from ictindex.publishing.website.edition_changes import SECTION, describe_changes
from ictindex.publishing.website.edition_groups import REGION, find_groupings, make_strips
from ictindex.publishing.website.page_frame import Words
from ictindex.publishing.website.score_rows import edition_title, list_scores
from ictindex.publishing.website.site_inputs import SiteEdition, SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.target_page import has_targets


def write_start(site: SiteInputs, language: str) -> Iterator[SitePage]:
    """Yield the start page."""
    words, edition = Words(language), site.first
    title = edition_title(edition, language)
    groupings = [g for g in find_groupings(edition) if g.key == REGION]
    # Invented economies have no position on a map.
    placed = not economy_centres().keys().isdisjoint(edition.scores)
    charts = [
        *([make_chart_box(_draw_map(site, edition, language), "map")] if placed else ()),
        make_chart_box(draw_bands(edition.figures, language=language), "bands"),
        make_chart_box(draw_strips(make_strips(edition, groupings), language=language), "regions"),
    ]
    changes = describe_changes(site, edition, language)
    if changes is not None:
        charts.append(
            make_chart_box(draw_change_bands(changes.series, language=language), "changes")
        )
    charts = say_once(charts)
    yield SitePage(
        address=addresses.START,
        template="start.html.j2",
        title=title,
        description=words("start-description", title=title),
        context={
            "say": Words(language, SECTION),
            "intro": describe_edition(edition, language),
            "scores": list_scores(edition, [edition.root_node], language),
            "changes": changes,
            "boxes": {box.key: box for box in charts},
            "entries": list_entries(site, edition, language),
        },
        section="start",
        charts=charts,
        sources=[edition.source] if edition.source else [],
        edition=edition.key,
    )


def _draw_map(site: SiteInputs, edition: SiteEdition, language: str) -> Chart:
    """Draw the map of dots, or of the areas of the file that the publisher supplies."""
    if site.land is None:
        return draw_map(edition.figures, language=language)
    return draw_areas(edition.figures, read_areas(site.land, site.document.map), language=language)


def list_entries(
    site: SiteInputs, edition: SiteEdition, language: str
) -> list[tuple[str, str, str]]:
    """Return the other pages: name, address and one sentence."""
    words, say = Words(language), Words(language, SECTION)
    has_prices = site.prices is not None or bool(site.baskets)
    pages = {
        "economies": addresses.economies_page(edition.key),
        "groups": addresses.edition_page(edition.key, "groups"),
        **(
            {"rankings": addresses.edition_page(edition.key, "rankings")}
            if site.shows_ranks(edition)
            else {}
        ),
        **({"prices": addresses.PRICES} if has_prices else {}),
        **({"targets": addresses.TARGETS} if has_targets(site) else {}),
        **({"divides": addresses.DIVIDES} if find_divides(site) else {}),
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


def describe_edition(edition: SiteEdition, language: str) -> list[str]:
    """Return the first facts of an edition: its economies, of how many, and its kind."""
    words = Words(language, SECTION)
    scale = str(edition.figures.methodology.plan.scale)
    lines = [words("intro", scale=scale, count=str(len(edition.scores)))]
    if note := edition.figures.extent.note(language):
        lines.append(note)
    if edition.kind != result_kind.READ:
        kind = i18n.label("kinds", edition.kind, language)
        lines.append(i18n.text("charts", "full-stop", language, words=kind))
    return lines
