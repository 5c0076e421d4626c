"""The frame of every page: Jinja2 with autoescape, head, navigation, languages, foot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from ictindex.definitions.catalogue import licence_notices
from ictindex.indices.results.document_page import mandate_note
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.html_blocks import html_fragment
from ictindex.language.i18n.page_templates import make_environment, trust
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import dump_for_page, shared_names
from ictindex.publishing.website.dataset_records import describe_page
from ictindex.publishing.website.download_facts import list_page_facts, write_download_data
from ictindex.publishing.website.edition_feed import feed_address
from ictindex.publishing.website.english_names import mark_english, mark_fragment
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words as Words
from ictindex.publishing.website.study_documents import has_studies

# Pages with a link to the feed of editions.
_FED = (addresses.START, addresses.EDITIONS)

# Only the site's own scripts, no connection, nothing from another host. ``file:`` is for a folder
# or a stick: there a page has no origin of its own. Marks of charts have styles too.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' file:",
        "style-src 'self' file: 'unsafe-inline'",
        "img-src 'self' file: data: blob:",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)


@cache
def environment(language: str = "en") -> Any:
    """Return Jinja2's environment for a language: all is escaped, an unknown name is an error."""
    made = make_environment("publishing.website")
    made.filters["english"] = lambda text: mark_english(text, language)
    made.filters["english_name"] = lambda text: mark_english(text, language, alone=True)
    made.filters["page_json"] = lambda value: trust(dump_for_page(value))
    return made


def show_blocks(blocks: Sequence[Block], language: str) -> Any:
    """Return blocks (headings, tables, formulae) as markup for a page.

    A table that is wider than the page can also be scrolled with the keyboard.
    """
    fragment = html_fragment(blocks, language, scrollable=True)
    return trust(mark_fragment(str(fragment), language))


class PageFrame:
    """Writes the pages of one language."""

    def __init__(self, site: SiteInputs, language: str) -> None:
        self.site, self.language = site, language
        self._words = Words(language)

    @property
    def title(self) -> str:
        """The name of the site in this language."""
        titles = self.site.document.title or {}
        return titles.get(self.language) or titles.get("en") or self._words("title")

    @cached_property
    def feed(self) -> str:
        """The address of the feed of editions; empty if there is none."""
        return feed_address(self.site, self.language)

    def write(self, page: SitePage) -> str:
        """Return the HTML of a page."""
        addresses.check_address(page.address)
        up = addresses.climb(page.address)
        charts = {box.key: dict(box.specs) for box in page.charts if box.is_drawn}
        data: dict[str, Any] = {}
        for box in page.charts:
            data.update(box.data)
        context: dict[str, Any] = {
            **page.context,
            "page": page,
            "language": self.language,
            "direction": i18n.direction(self.language),
            "way_of": i18n.direction,
            "site_title": self.title,
            "publisher": self.site.document.publisher,
            "policy": POLICY,
            "assets": f"{up}../assets/",
            "root": f"{up}../",
            "words": self._words,
            "label": lambda section, key: i18n.label(section, key, self.language),
            "economy_name": lambda code: i18n.economy_name(code, self.language),
            "show_blocks": lambda blocks: show_blocks(blocks, self.language),
            "trust_svg": trust,
            "link": lambda target: addresses.relate(page.address, target),
            "navigation": self._navigation(page),
            "languages": self._languages(page, up),
            "canonical": self._canonical(page),
            "chart_data": {"charts": charts, "data": data} if charts else None,
            "shared_scripts": list(
                dict.fromkeys(
                    f"{name}.js" for box in page.charts for name in shared_names(box.specs)
                )
            ),
            "notices": self._notices(page),
            "licences": self._licences(page),
            "dataset": describe_page(self.site, page, self.language),
            "feed": self.feed if page.address in _FED else "",
            "downloads": self._downloads(page),
        }
        text: str = environment(self.language).get_template(page.template).render(context)
        return f"{text}\n"

    def _navigation(self, page: SitePage) -> list[tuple[str, str, bool]]:
        """Return the links of the navigation: words, address, whether the page belongs to it."""
        first = self.site.first.key
        entries: Mapping[str, str] = {
            "start": addresses.START,
            "economies": addresses.economies_page(first),
            "groups": addresses.edition_page(first, "groups"),
            "compare": addresses.COMPARE,
            "try": addresses.TRY,
            **({"prices": addresses.PRICES} if self.has_prices else {}),
            "methodology": addresses.METHODOLOGY,
            "editions": addresses.EDITIONS,
            "about": addresses.ABOUT,
        }
        links = [
            (self._words(f"nav-{key}"), addresses.relate(page.address, target), key == page.section)
            for key, target in entries.items()
        ]
        if has_studies(self.site.folder):
            address = addresses.relate(page.address, addresses.STUDIES)
            named = i18n.text("site-studies", "title", self.language)
            links.insert(-1, (named, address, page.section == "studies"))
        address = addresses.relate(page.address, addresses.SEARCH)
        named = i18n.text("site-search", "title", self.language)
        return [*links, (named, address, page.section == "search")]

    def _licences(self, page: SitePage) -> dict[str, list[Any]]:
        """Return the citation and the licence of each series of a page, and required statements."""
        sources = [self.site.source(key) for key in dict.fromkeys(page.sources)]
        return {
            "sources": [
                (
                    licence_notices.citation(source, self.language),
                    licence_notices.licence_line(source, self.language),
                )
                for source in sources
            ],
            "notices": list(licence_notices.licence_notices(sources, self.language)),
        }

    def _downloads(self, page: SitePage) -> dict[str, Any] | None:
        """Return the contents of the downloads of a page; ``None`` if it has none."""
        if not page.charts and not page.has_downloads:
            return None
        facts = list_page_facts(self.site, page, self.language)
        return write_download_data(facts, page.address, self.language)

    @property
    def has_prices(self) -> bool:
        """Tell whether the site has price baskets."""
        return self.site.prices is not None or bool(self.site.baskets)

    def _languages(self, page: SitePage, up: str) -> list[tuple[str, str, str, str]]:
        """Return code, name, direction and address of the same page in each language."""
        return [
            (
                code,
                i18n.text("language", "name", code),
                i18n.direction(code),
                f"{up}../{code}/{page.address}",
            )
            for code in self.site.document.languages
        ]

    def _canonical(self, page: SitePage) -> str:
        """Return the web address of the page, if the site has one."""
        base = self.site.document.address
        return "" if base is None else f"{base.rstrip('/')}/{self.language}/{page.address}"

    def _notices(self, page: SitePage) -> list[str]:
        """Return the notices that the page must have: invented economies, unofficial ranks."""
        notices = [*page.notices]
        for edition in self.site.editions:
            if page.edition and edition.key == page.edition:
                unread = mandate_note(edition.figures.methodology.document, self.language)
                notices += [unread] if unread else []
        if self.site.document.synthetic:
            notices.insert(0, self._words("notice-synthetic"))
        if page.has_unofficial_ranks:
            notices.insert(0, self._words("notice-unofficial-ranks"))
        return notices


PageWriter = Callable[[SiteInputs, str], Any]
