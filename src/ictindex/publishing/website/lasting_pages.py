"""Lasting addresses: a small page that leads on to the page that shows what its address names.

It needs no script and no server: the browser goes on at once, and a link says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.page_frame import POLICY, environment
from ictindex.publishing.website.site_words import Words


def write_lasting_pages(
    newest: Iterable[tuple[str, str]], imprint: Imprint, language: str
) -> Iterator[tuple[str, str]]:
    """Yield address and HTML of the lasting page of each economy, from its newest page."""
    template = environment(language).get_template("lasting.html.j2")
    words = Words(language)("newest-page")
    for economy, address in newest:
        page = addresses.check_address(addresses.lasting_page(economy))
        text = template.render(
            language=language,
            direction=i18n.direction(language),
            policy=POLICY,
            title=i18n.economy_name(economy, language),
            site_title=imprint.title(language),
            address=address,
            canonical=imprint.locate(language, address),
            link=words,
        )
        yield page, f"{text}\n"
