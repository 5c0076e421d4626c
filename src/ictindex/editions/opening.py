"""Opening of editions: a verified edition becomes the published result, read-only.

Every file is read once and checked against the digests of the manifest, and the result is computed
from exactly these bytes: an altered edition is not opened.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ictindex.core.errors import DamagedArchiveError, IctindexError
from ictindex.data.cell_text import visible
from ictindex.data.io.csv import path_of
from ictindex.definitions.documents import Document, Evidence, read_evidence, toml_reader
from ictindex.editions.opened_edition import DataRelease
from ictindex.editions.opened_results import OPENED, PublishedBaskets, PublishedResult
from ictindex.editions.storage.commit import is_being_published, recover, roots_in_stages
from ictindex.editions.storage.disk import is_free
from ictindex.editions.storage.format import MANIFEST, REGISTER, read_manifest
from ictindex.editions.storage.register import PUBLISHING, Register, load_register
from ictindex.editions.verification import verify
from ictindex.editions.verification_report import Report
from ictindex.indices.index_protocols import find_editions_of
from ictindex.indices.results.edition_observations import read_observations_file
from ictindex.indices.results.edition_parts import (
    EVIDENCE,
    RESULTS,
    EditionFacts,
    content_in,
    record_in,
    refuse_unsound,
)
from ictindex.indices.results.methodology import Methodology

_MOST_NAMED = 10
Whole = PublishedResult | PublishedBaskets | DataRelease


def open_edition(
    path: str | os.PathLike[str],
    *,
    root: str | None = None,
    register: str | os.PathLike[str] | None = None,
    head: str | None = None,
) -> Whole:
    """Verify an edition and return the result as it was published.

    Parameters
    ----------
    path : path
        The folder of the edition.
    root : str, optional
        The root digest that it must have, as in :func:`ictindex.verify`.
    register : path, optional
        The folder of the register; by default the one next to the edition.
    head : str, optional
        A head of the register, from elsewhere.

    Returns
    -------
    PublishedResult, PublishedBaskets or DataRelease
        A result with everything that the published result had: scores, arrays, explanations,
        groups. For a data release, its observations.

    Raises
    ------
    DamagedArchiveError
        If it differs from what was published; the message names the files, and nothing is shown.
    MissingFileError, UsageError
        If there is no such folder, or it is not an edition, as in :func:`ictindex.verify`.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         ict.open_edition(folder)
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'archive.not-an-edition'
    """
    folder = path_of(path, "path")
    complete(folder)
    report = verify(folder, root, register, head)
    return open_verified(report)


def complete(folder: Path) -> None:
    """Complete a publication that stopped after its commit, if this is possible here."""
    # A user who may only read gets a report that the edition is incomplete.
    with suppress(IctindexError, OSError):
        if not is_free(folder) or not (folder.parent / REGISTER).is_dir():
            return
        record = load_register(folder.parent).find(folder.name)
        if record is not None and is_being_published(folder.parent, str(record["root"])):
            recover(folder.parent)


def complete_all(folder: Path, register: Register) -> None:
    """Complete all publications of a register; the stages are searched once."""
    with suppress(IctindexError, OSError):
        staged = roots_in_stages(folder)
        if staged and any(
            record["root"] in staged
            and record["type"] in PUBLISHING
            and is_free(folder / str(record["id"]))
            for record in register
        ):
            recover(folder)


def open_verified(report: Report) -> Whole:
    """Return the edition or data release that a report verified."""
    if not report.intact:
        named = [problem.file for problem in report.problems[:_MOST_NAMED]]
        more = len(report.problems) - len(named)
        raise DamagedArchiveError(
            "archive.not-intact",
            folder=visible(str(report.path)),
            files=[*named, *([f"+{more}"] if more else [])],
        )
    manifest = read_manifest(report.contents[MANIFEST])
    parts: dict[str, Any] = {
        "path": report.path,
        "root": report.root,
        "released": dt.date.fromisoformat(manifest["released"]),
        "publisher": manifest["publisher"],
        "report": report,
    }
    kind = report.publisher.kind_shown  # an edition that nobody signed is not called official
    if manifest["kind"] == "data":
        table = read_observations_file(report.contents)
        return DataRelease(id=manifest["id"], kind=kind, observations=table, **parts)
    result, files = compute_again(report.contents, manifest)
    for path, content in files.items():
        if content != report.contents.get(path):
            raise DamagedArchiveError("archive.results-differ", id=manifest["id"])
    edition: PublishedResult | PublishedBaskets = OPENED[type(result)](
        **(result.parts() | {"kind": kind}), **parts
    )
    return edition


def compute_again(
    contents: Mapping[str, bytes], manifest: Mapping[str, Any], vintage: str = ""
) -> tuple[Any, dict[str, bytes]]:
    """Compute an edition from its own files; return the result and the computed files."""
    facts = EditionFacts(manifest["id"], manifest["edition"], manifest["year"], manifest["kind"])
    index = find_editions_of(contents)
    result = index.compute_edition(methodology_in(contents, facts.edition), contents, facts)
    return result, index.figure_files(result, facts.id, vintage)


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
