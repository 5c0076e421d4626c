"""Pages that lead on: an address that stays, to the page that shows what it names by now.

They need no script and no server: the browser goes on at once, and a link says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.editions.edition_list import ListedEdition
from ictindex.language import i18n
from ictindex.language.i18n.page_templates import trust
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.edition_pages import title_listed
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.page_frame import LEADING, environment
from ictindex.publishing.website.site_words import Words

# The pages of an edition that are not of one economy.
_PAGES = ("economies/index", "groups", "rankings")


@dataclass(frozen=True, slots=True)
class LastingPage:
    """An address and where it leads to, both below the folder of a language.

    ``economy`` is the code of the economy that it is about, ``withdrawn`` the edition that is not
    on the site any more.
    """

    address: str
    target: str
    economy: str = ""
    withdrawn: ListedEdition | None = None


def lead_to_newest(newest: Mapping[str, str], priced: Iterable[str]) -> Iterator[LastingPage]:
    """Yield the addresses of each economy that lead to its newest page.

    An economy with prices may have had a page of its own before an edition had it.
    """
    for economy, target in newest.items():
        yield LastingPage(addresses.lasting_page(economy), target, economy)
    for economy in priced:
        address = addresses.unscored_page(economy)
        if newest[economy] != address:
            yield LastingPage(address, newest[economy], economy)


def lead_to_record(withdrawn: ListedEdition, newest: Mapping[str, str]) -> Iterator[LastingPage]:
    """Yield the addresses of the pages of a withdrawn edition, which lead to its record.

    So do those of its economies that have no newest page any more.
    """
    target = addresses.edition_record(withdrawn.id)
    for name in _PAGES:
        yield LastingPage(addresses.edition_page(withdrawn.id, name), target, "", withdrawn)
    codes = {*catalogue.economies()}
    if withdrawn.path.is_dir():
        opened: Any = withdrawn.open()
        own = {*opened.economies}
        codes |= own
        for code in sorted(own - newest.keys()):
            yield LastingPage(addresses.lasting_page(code), target, code, withdrawn)
    for code in sorted(codes):
        address = addresses.economy_page(withdrawn.id, code)
        yield LastingPage(address, target, code, withdrawn)


def write_lasting_pages(
    pages: Iterable[LastingPage], imprint: Imprint, language: str
) -> Iterator[tuple[str, str]]:
    """Yield address and HTML of each page that leads on, in a language."""
    template = environment(language).get_template("lasting.html.j2")
    words = Words(language)
    for page in pages:
        addresses.check_address(page.address)
        gone = page.withdrawn
        name = i18n.economy_name(page.economy, language) if page.economy else ""
        if gone is not None:
            edition = title_listed(gone, language)
            name = i18n.pair(name, edition, language) if name else edition
        target = addresses.relate(page.address, page.target)
        text = template.render(
            language=language,
            direction=i18n.direction(language),
            policy=trust(LEADING),
            title=name,
            site_title=imprint.title(language),
            address=target,
            up=addresses.climb(page.address),
            canonical=imprint.locate(language, page.target) or target,
            link=words("newest-page") if gone is None else words("withdrawn-page"),
        )
        yield page.address, f"{text}\n"
