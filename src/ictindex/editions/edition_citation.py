"""The citation of an opened edition or data release: as text, BibTeX or RIS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.paths import visible
from ictindex.definitions.catalogue.citation_records import (
    CitationRecord,
    make_key,
    write_bibtex,
    write_ris,
)
from ictindex.definitions.catalogue.licence_notices import join_citation, lines_on_record
from ictindex.language import i18n

FORMS = ("text", "bibtex", "ris")


@dataclass(frozen=True, slots=True)
class CitedEdition:
    """The cited facts of an edition: manifest, kind and sources, and the notices of its views."""

    manifest: Mapping[str, Any]
    kind: str
    sources: Sequence[str]
    notices: Sequence[str]


def cite_edition(cited: CitedEdition, form: str, language: str | None = None) -> str:
    """Return the citation of an edition in a form, with its root digest among its notices."""
    if form not in FORMS:
        raise UsageError("export.citation-unknown", form=visible(str(form))[:40], allowed=FORMS)
    manifest = cited.manifest
    key, released = str(manifest["id"]), str(manifest["released"])
    author = str(manifest["publisher"]) or i18n.text("page", "not-stated", language)
    title = _name_edition(cited, language)
    notes = [*cited.notices, *lines_on_record(cited.sources, language)]
    if form == "text":
        parts = [i18n.isolate(part, language) for part in (author, title, key, released)]
        return "\n".join([join_citation(parts, language), *notes])
    record = CitationRecord(
        key=make_key(author, key),
        author=author,
        title=title,
        edition=str(manifest.get("edition", manifest["year"])),
        year=released[:4],
        notes=[released, *notes],
    )
    return write_bibtex([record]) if form == "bibtex" else write_ris([record])


def _name_edition(cited: CitedEdition, language: str | None) -> str:
    """Return the name of an edition or a data release, with its kind."""
    manifest = cited.manifest
    if "edition" in manifest:
        index = i18n.label("nodes", manifest["index"], language)
        number = str(manifest["edition"])
        title = i18n.text("views", "edition", language, index=index, edition=number)
    else:
        title = i18n.text("page", "data-release", language, year=str(manifest["year"]))
    return i18n.detail(title, i18n.label("kinds", cited.kind, language), language)
