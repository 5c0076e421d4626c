"""Lists of the library as messages write them: a new document or edition changes no test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from unittest import mock

from ictindex.definitions import documents
from ictindex.definitions.documents import library_check
from ictindex.definitions.documents.library import library as read_library

# Not `from ... import library`: the package gives that name to a function.
LIBRARY = import_module("ictindex.definitions.documents.library")
# The documents of 2026: of both indices, the last one and those before it.
OF_2026 = frozenset(
    (
        *(f"idi-methodology-{year}" for year in (*range(2011, 2018), 2023)),
        *("idi-methodology-2014-b", "idi-methodology-2017-draft-14"),
        *(f"ipb-methodology-{year}" for year in (2008, 2010, 2013, 2017, 2018, 2021, 2025)),
    )
)


@contextmanager
def hide_later_documents() -> Iterator[None]:
    """Let the library have the documents of 2026 alone: tests of the last one stay true."""
    files, frozen = LIBRARY.document_files, LIBRARY._read_frozen

    def files_then() -> list[Path]:
        return [path for path in files() if path.stem in OF_2026]

    def frozen_then() -> tuple[dict[str, str], bool]:
        digests, released = frozen()
        return {key: digests[key] for key in digests if key in OF_2026}, released

    with (
        mock.patch.object(LIBRARY, "document_files", files_then),
        mock.patch.object(library_check, "document_files", files_then),
        mock.patch.object(LIBRARY, "_read_frozen", frozen_then),
        mock.patch.object(LIBRARY, "_ids", lru_cache(LIBRARY._ids.__wrapped__)),
    ):
        # Other modules hold this function by its name; documents that tests hold stay the same.
        read_library.cache_clear()
        yield
    read_library.cache_clear()


def editions(index: str = "idi", *ids: str) -> list[int]:
    """Return the editions with a document in force: of an index, or of some documents."""
    return sorted(
        {
            edition
            for document in documents.library().values()
            if document.status == "released"
            and document.index == index
            and document.id in (ids or documents.library())
            for edition in documents.editions_in_force(document)
        }
    )


def computed_editions(index: str = "idi") -> list[int]:
    """Return the editions of an index that are computed: somebody read the report."""
    library = documents.library().values()
    read = [each.id for each in library if documents.standing_of(each) == "released"]
    return editions(index, *read)


def names() -> list[str]:
    """Return the names of methodologies: the indices and the documents, in order."""
    library = documents.library()
    return sorted({document.index for document in library.values()} | library.keys())


def listed(items: list[int] | list[str]) -> str:
    """Return items as a message lists them."""
    return ", ".join(map(str, items))
