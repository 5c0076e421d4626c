"""The methodology of an edition, read from its own verified files."""

from __future__ import annotations

from collections.abc import Mapping

from ictindex.core.errors import IctindexError
from ictindex.definitions.documents import Document, Evidence, read_evidence, toml_reader
from ictindex.indices.results.edition_parts import (
    EVIDENCE,
    RESULTS,
    content_in,
    record_in,
    refuse_unsound,
)
from ictindex.indices.results.methodology import Methodology


def methodology_in(contents: Mapping[str, bytes], edition: int) -> Methodology:
    """Return the methodology of an edition: its own document with its own evidence."""
    # Later evidence of the library neither confirms nor changes anything here.
    name = f"methodology/{record_in(contents, RESULTS, 'document')['document']}.toml"
    document = read_document(content_in(contents, name), name)
    return Methodology(document, edition, _evidence(contents))


def read_document(content: bytes, name: str) -> Document:
    """Return the methodology document of an edition, from its own bytes."""
    try:
        return toml_reader.read_part(Document, toml_reader.parse(content, name), name)
    except IctindexError as error:
        refuse_unsound(name, error)


def _evidence(contents: Mapping[str, bytes]) -> Evidence:
    try:
        return read_evidence(content_in(contents, EVIDENCE), EVIDENCE)
    except IctindexError as error:
        refuse_unsound(EVIDENCE, error)
