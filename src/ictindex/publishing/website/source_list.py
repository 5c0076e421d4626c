"""The sources of a site: those that its publisher states, and those on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue.licences import (
    DataSource,
    data_source,
    find_source,
    own_source,
    require_licence,
)
from ictindex.editions.public_folders import SITE_DOCUMENT as NAME
from ictindex.publishing.website.site_document import SourceTable


@dataclass(frozen=True)
class SourceList:
    """The sources that a publisher states, by id; every other source is one on record."""

    stated: Mapping[str, DataSource]

    @classmethod
    def from_tables(cls, tables: Iterable[SourceTable]) -> SourceList:
        """Return the sources that ``site.toml`` states."""
        return cls({table.id: own_source(table.list_keys(), NAME) for table in tables})

    def find(self, key: str) -> DataSource:
        """Return a source by its id."""
        return self.stated.get(key) or data_source(key)

    def get(self, key: str) -> DataSource | None:
        """Return a source by its id; ``None`` if it is neither stated nor on record."""
        return self.stated.get(key) or find_source(key)

    def require_licences(self, keys: Iterable[str]) -> tuple[DataSource, ...]:
        """Return sources by their ids, each once; refuse and name all without a licence."""
        return require_licence([self.stated.get(key, key) for key in dict.fromkeys(keys)])
