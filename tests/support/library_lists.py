"""What the library has, as messages list it: a new document or edition changes no test."""

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
    known = documents.library().values()
    read = [each.id for each in known if documents.standing_of(each) == "released"]
    return editions(index, *read)


def names() -> list[str]:
    """Return the names of methodologies: the indices and the documents, in order."""
    known = documents.library()
    return sorted({document.index for document in known.values()} | known.keys())


def listed(items: list[int] | list[str]) -> str:
    """Return items as a message lists them."""
    return ", ".join(map(str, items))
