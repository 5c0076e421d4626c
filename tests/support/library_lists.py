"""Lists of the library as messages write them: a new document or edition changes no test."""

from __future__ import annotations

from ictindex.definitions import documents


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
