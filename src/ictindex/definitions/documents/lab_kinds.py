"""Documents of the lab among all documents; a document of the library does not load the lab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeGuard

from ictindex.definitions.documents.model import Document

if TYPE_CHECKING:
    from ictindex.definitions.documents.lab_document import LabDocument

VARIANT: Literal["variant"] = "variant"
OWN_INDEX: Literal["own-index"] = "own-index"


def is_of_lab(document: Document) -> TypeGuard[LabDocument]:
    """Tell whether a document is of the lab: a variant, or a user's own index."""
    return document.of_lab


def is_variant(document: Document) -> bool:
    """Tell whether a document is a variant of another one."""
    return is_of_lab(document) and document.kind == VARIANT


def is_own(document: Document) -> bool:
    """Tell whether a document is of a user's own index, or of a variant of one."""
    return is_of_lab(document) and document.is_own


def root_of(document: Document) -> Document:
    """Return the document of the library that a variant is of; any other document itself."""
    return document.root if is_of_lab(document) else document
