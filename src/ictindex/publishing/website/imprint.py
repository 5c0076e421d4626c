"""The imprint of a site: its publisher, its title, its languages and its address on the web."""

from __future__ import annotations

from collections.abc import Mapping

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue.licence_notices import names_itu
from ictindex.publishing.website.site_document import Publisher, SiteDocument
from ictindex.publishing.website.site_words import Words


@dataclass(frozen=True)
class Imprint:
    """Publisher, titles, languages and address of a site, for every page and every download."""

    publisher: Publisher
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    # Web address of the start page; empty if the site has none of its own.
    address: str
    # All figures are invented, and every page and download says so.
    is_synthetic: bool

    @classmethod
    def from_document(cls, document: SiteDocument) -> Imprint:
        """Return the imprint that ``site.toml`` states."""
        return cls(
            publisher=document.publisher,
            titles=document.title or {},
            languages=document.languages,
            address=document.address or "",
            is_synthetic=document.synthetic,
        )

    @property
    def is_itu(self) -> bool:
        """Tell whether the publisher is ITU itself: then no page says that it is not."""
        return names_itu(self.publisher.name)

    def title(self, language: str) -> str:
        """Return the name of the site in a language."""
        return self.titles.get(language) or self.titles.get("en") or Words(language)("title")

    def locate(self, language: str, page: str) -> str:
        """Return the web address of a page; empty if the site has no address of its own."""
        return self.locate_file(f"{language}/{page}")

    def locate_file(self, file: str) -> str:
        """Return the web address of a file of the site; empty if it has no address of its own."""
        return f"{self.address.rstrip('/')}/{file}" if self.address else ""
