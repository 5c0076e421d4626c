"""The Data Package of an edition or a data release: its tables as one file describes them.

The digest of each table is that of the manifest. The day is that of the release; nothing is of the
run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ictindex.core import canonical
from ictindex.core.tables.columns import Schema
from ictindex.data.exchange.data_package import (
    FILE,
    PackagedTable,
    PackageFacts,
    doi_address,
    write_data_package,
)
from ictindex.definitions.catalogue.licence_notices import join_citation
from ictindex.indices.results.edition_parts import EditionParts
from ictindex.language import i18n

_SOURCE = "source"


def package_file(
    head: Mapping[str, Any], parts: EditionParts, files: Mapping[str, bytes], doi: str
) -> dict[str, bytes]:
    """Return the descriptor of the tables among the files of an edition, by its path."""
    cells = {path: canonical.read_table(files[path]) for path in parts.tables if path in files}
    stated = {
        path: sorted({name for name in columns[_SOURCE] if name})
        for path, columns in cells.items()
        if _SOURCE in columns
    }
    every = sorted({name for names in stated.values() for name in names})
    tables = [
        PackagedTable(
            path,
            _fit_schema(parts.tables[path], columns),
            files[path],
            name_file(path, "en"),
            stated.get(path, every),
        )
        for path, columns in sorted(cells.items())
    ]
    record = write_data_package(_state_facts(head, parts, doi), tables)
    return {FILE: canonical.encode_record(record)}


def name_file(path: str, language: str) -> str:
    """Return the words about a file of an edition."""
    key = f"file-{path.partition('.')[0].replace('/', '-').lower()}"
    return i18n.text("page", key, language)


def _fit_schema(declared: Schema, cells: Mapping[str, Sequence[str]]) -> Schema:
    """Return the columns that a file has; the key only if no two rows share it."""
    rows = list(zip(*(cells[name] for name in declared.key), strict=True))
    key = declared.key if len(set(rows)) == len(rows) else ()
    return replace(declared.only(*cells), key=key)


def _state_facts(head: Mapping[str, Any], parts: EditionParts, doi: str) -> PackageFacts:
    released, publisher = str(head["released"]), str(head["publisher"])
    if parts.page is None:
        title = i18n.text("page", "data-release", "en", year=str(head["year"]))
    else:
        index = i18n.label("nodes", parts.page.index, "en")
        title = i18n.text("views", "edition", "en", index=index, edition=str(head["edition"]))
    kind = i18n.label("kinds", str(head.get("of", head["kind"])), "en")
    cited = [publisher, title, kind, str(head["id"]), released, doi_address(doi)]
    return PackageFacts(
        name=str(head["id"]),
        title=title,
        version=released if parts.page is None else str(head["edition"]),
        created=released,
        publisher=publisher,
        description=kind,
        citation=join_citation(cited, "en"),
        doi=doi,
    )
