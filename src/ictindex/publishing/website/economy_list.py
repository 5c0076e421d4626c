"""The list of the economies of an edition: in the order of their names, with their scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.score_rows import (
    describe_edition,
    economy_names,
    edition_title,
    list_scores,
    pillar_nodes,
)
from ictindex.publishing.website.site_edition import SiteEdition, order_by_name
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import FIGURES, Words


def write_economy_lists(
    editions: Sequence[SiteEdition], pages: Mapping[str, str], language: str
) -> Iterator[SitePage]:
    """Yield the list of economies of each edition; ``pages`` are those of all economies."""
    words = Words(language, FIGURES)
    for edition in editions:
        title = edition_title(edition, language)
        nodes = pillar_nodes(edition)
        yield SitePage(
            address=addresses.economies_page(edition.key),
            template="economies.html.j2",
            title=words("economies-title", title=title),
            description=words("economies-description", title=title),
            context={
                "say": words,
                "intro": describe_edition(edition, language),
                "headers": [i18n.label("nodes", node, language) for node in nodes],
                "scores": list_scores(edition, nodes, language),
                "not_scored": _list_not_scored(edition, pages, language),
                "others": [
                    (edition_title(other, language), addresses.economies_page(other.key))
                    for other in editions
                    if other is not edition
                ],
            },
            section="economies",
            sources=[edition.source] if edition.source else [],
            edition=edition.key,
        )


def _list_not_scored(
    edition: SiteEdition, pages: Mapping[str, str], language: str
) -> list[tuple[str, str]]:
    """Return name and page of the other economies of the site, in the order of their names."""
    codes = tuple(code for code in pages if code not in set(edition.economies))
    names = economy_names(codes, language)
    return [(names[code], pages[code]) for code in order_by_name(codes, names, language)]
