"""Batches of pages: what is written together, or kept from the last build as it is.

A new function that writes pages goes into a batch of the plan of the pages, with the key of what it
shows. The key of a batch with the same figures as in the last build is the same, and its files are
linked. A key that leaves out a figure would keep an old page: see ``content_keys``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, field
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.publishing.website.search_index import SearchEntry
from ictindex.publishing.website.site_page import SitePage


@dataclass(frozen=True)
class PageBatch:
    """Pages that are written together: their name, the key of what they show, the function."""

    name: str
    key: str
    write: Callable[[], Iterable[SitePage]]


@dataclass(frozen=True)
class KeptBatch:
    """A batch as it was written: key, files, number of pages, search entries, pages with charts."""

    key: str
    files: Sequence[str] = ()
    pages: int = 0
    entries: Sequence[SearchEntry] = field(default_factory=tuple)
    charts: Sequence[str] = ()


def write_keys(batches: Mapping[str, KeptBatch]) -> str:
    """Return the batches of a site, for its next build."""
    lines = (
        json.dumps([name, asdict(batch)], ensure_ascii=False, separators=(",", ":"))
        for name, batch in sorted(batches.items())
    )
    return "\n".join([*lines, ""])


def read_keys(content: bytes | None) -> dict[str, KeptBatch]:
    """Return the batches of the last build; none if they are of another form."""
    try:
        rows = [json.loads(line) for line in (content or b"").decode().splitlines()]
        return {
            str(name): KeptBatch(
                str(batch["key"]),
                tuple(map(str, batch["files"])),
                int(batch["pages"]),
                tuple(_read_entry(entry) for entry in batch["entries"]),
                tuple(map(str, batch["charts"])),
            )
            for name, batch in rows
        }
    except (ValueError, TypeError, KeyError):
        return {}


def _read_entry(entry: Mapping[str, Any]) -> SearchEntry:
    names, others = tuple(entry["names"]), tuple(entry["others"])
    return SearchEntry(**{**entry, "names": names, "others": others})
