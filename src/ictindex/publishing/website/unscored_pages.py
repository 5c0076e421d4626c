"""The page of an economy with prices and no index, which its first line states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.edition_groups import GROUPINGS, INCOME, REGION
from ictindex.publishing.website.price_facts import SitePrices
from ictindex.publishing.website.price_pages import price_vintage
from ictindex.publishing.website.price_profile import SECTION, PriceProfile
from ictindex.publishing.website.score_rows import edition_title
from ictindex.publishing.website.site_economies import list_unscored
from ictindex.publishing.website.site_edition import SiteEdition, list_same_kind
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import FIGURES, Words


def write_unscored(
    first: SiteEdition, editions: Sequence[SiteEdition], prices: SitePrices, language: str
) -> Iterator[SitePage]:
    """Yield the page of each economy that has prices and is in no edition of the site."""
    words, say = Words(language, SECTION), Words(language, FIGURES)
    profile = PriceProfile(prices, language)
    lists = _list_sources(prices, language)
    for economy in list_unscored(editions, prices):
        name = i18n.economy_name(economy, language)
        facts = prices.get(economy)
        chart = profile.draw(economy, facts)
        yield SitePage(
            address=addresses.unscored_page(economy),
            template="unscored.html.j2",
            title=words("alone-title", name=name),
            description=words("alone-description", name=name),
            context={
                "w": words,
                "absence": describe_absence(name, first, editions, language),
                "facts": _list_groups(economy, prices, language),
                "lists": i18n.pair(say("groups-lists"), lists, language),
                "more": say("more"),
                "years": chart,
                **profile.describe(economy, facts),
                "others": [
                    (words("all-economies"), addresses.economies_page(first.key)),
                    (words("all-prices"), addresses.PRICES),
                ],
            },
            section="economies",
            charts=[] if chart is None else [chart],
            sources=[prices.source] if prices.source else [],
            notices=[] if prices.quoted is None else prices.quoted.notices(language),
            aliases=[economy],
            subjects=[(addresses.ECONOMIES, economy)],
        )


def describe_absence(
    name: str, first: SiteEdition, editions: Sequence[SiteEdition], language: str
) -> str:
    """Return the words that an economy is in no edition, and why as far as the records show it.

    A table that has only a part of an edition does not show that the edition leaves an economy out.
    """
    words, extent = Words(language, SECTION), first.figures.extent
    facts = {"name": name, "edition": edition_title(first, language), "count": str(extent.here)}
    if extent.whole is None:
        line = words("alone-unknown", **facts)
    else:
        key = "alone-whole" if extent.complete else "alone-part"
        line = words(key, **facts, total=str(extent.whole))
    same = list_same_kind(first, editions)
    others = [str(edition.edition) for edition in reversed(same) if edition is not first]
    if others:
        listed = i18n.join(list(dict.fromkeys(others)), language)
        line = i18n.sentences(line, words("alone-others", editions=listed), language)
    return i18n.sentences(line, words("no-reason"), language)


def _list_groups(economy: str, prices: SitePrices, language: str) -> list[tuple[str, str]]:
    """Return the groups of an economy by grouping; levels of development are one entry."""
    if prices.series is None:
        return []
    labels: dict[str, str] = {}
    for by in GROUPINGS:
        for key, members in catalogue.groups(by, price_vintage(prices.series, by)).groups.items():
            if economy in members:
                labels[by] = i18n.label("groups", key, language)
    listed = [
        (i18n.label("groupings", by, language), labels.pop(by))
        for by in (REGION, INCOME)
        if by in labels
    ]
    if labels:
        listed.append((Words(language)("nav-groups"), i18n.clauses([*labels.values()], language)))
    return listed


def _list_sources(prices: SitePrices, language: str) -> str:
    if prices.series is None:
        return ""
    lists = [catalogue.groups(by, price_vintage(prices.series, by)).source for by in GROUPINGS]
    return i18n.clauses([i18n.isolate(name, language) for name in dict.fromkeys(lists)], language)
