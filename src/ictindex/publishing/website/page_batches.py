"""Batches of pages: what is written together, or kept from the last build as it is.

A new function that writes pages goes into a batch of the plan of the pages, with the key of what it
shows. The key of a batch with the same figures as in the last build is the same, and its files are
linked. A key that leaves out a figure would keep an old page: see ``content_keys``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, field, replace
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.tree_writer import Files
from ictindex.publishing.website.search_index import SearchEntry
from ictindex.publishing.website.site_page import SitePage

_PICTURE = ".svg"
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


# Pages with charts that Vega draws are written first: the process that draws them has ended before
# most others are written. Those of an economy are written in all languages one after another: what
# is the same in each is computed once.
PLOTS, PROFILES = "plots", "profiles"


@dataclass(frozen=True)
class PageBatch:
    """Pages that are written together: their name, the key of what they show, the function.

    ``digests`` are those of files that the pictures of the pages state and the key leaves out: a
    picture is not drawn again because a file has another digest and the same printed figures.
    ``part`` tells what is written together with it: see :data:`PLOTS` and :data:`PROFILES`.
    """

    name: str
    key: str
    write: Callable[[], Iterable[SitePage]]
    digests: Sequence[str] = ()
    part: str = ""


@dataclass(frozen=True)
class KeptBatch:
    """A batch as it was written: key, files, number of pages, search entries, pages with charts."""

    key: str
    files: Sequence[str] = ()
    pages: int = 0
    entries: Sequence[SearchEntry] = field(default_factory=tuple)
    charts: Sequence[str] = ()
    digests: Sequence[str] = ()


def carry_batch(
    kept: KeptBatch | None, key: str, digests: Sequence[str], tree: Files
) -> KeptBatch | None:
    """Take the files of a batch as the last build wrote them; ``None`` if its key is another one.

    Digests of files that have changed since are put into the pictures that state them.
    """
    if kept is None or kept.key != key or len(kept.digests) != len(digests):
        return None
    old = {before: now for before, now in zip(kept.digests, digests, strict=True) if before != now}
    stating = [name for name in kept.files if old and name.endswith(_PICTURE)]
    pictures = {name: tree.read_earlier(name) for name in stating}
    if None in pictures.values() or not tree.carry(
        [name for name in kept.files if name not in pictures]
    ):
        return None
    for name, content in pictures.items():
        text = (content or b"").decode()
        tree.write(name, _DIGEST.sub(lambda match: old.get(match[0], match[0]), text))
    return replace(kept, digests=[*digests])


def write_keys(batches: Mapping[str, KeptBatch]) -> str:
    """Return batches as text, a line for each: a release is searched for closed words in it too."""
    lines = (
        json.dumps([name, asdict(batch)], ensure_ascii=False, separators=(",", ":"))
        for name, batch in sorted(batches.items())
    )
    return "\n".join([*lines, ""])


def read_keys(content: bytes | None) -> dict[str, KeptBatch]:
    """Return the batches of a text; none if they are of another form."""
    try:
        rows = [json.loads(line) for line in (content or b"").decode().splitlines()]
        return {
            str(name): KeptBatch(
                str(batch["key"]),
                tuple(map(str, batch["files"])),
                int(batch["pages"]),
                tuple(_read_entry(entry) for entry in batch["entries"]),
                tuple(map(str, batch["charts"])),
                tuple(map(str, batch["digests"])),
            )
            for name, batch in rows
        }
    except (ValueError, TypeError, KeyError):
        return {}


def _read_entry(entry: Mapping[str, Any]) -> SearchEntry:
    names, others = tuple(entry["names"]), tuple(entry["others"])
    return SearchEntry(**{**entry, "names": names, "others": others})
