"""Recomputing: an edition gives its own figures again, to the last byte, or it is told.

The same is done without this library by the script ``recompute.py`` in every edition.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.editions.figures import group_record, published_table, results
from ictindex.editions.ipb.open import PublishedBaskets, anew, made
from ictindex.editions.opening import (
    OBSERVATIONS,
    DataRelease,
    PublishedResult,
    computed,
    open_edition,
    read_inputs,
)
from ictindex.editions.read_files import content_of, methodology_in
from ictindex.editions.storage.format import MANIFEST, encoded, read_manifest


@dataclass(frozen=True, slots=True)
class Recomputation:
    """What came out when an edition was computed from its own inputs.

    Parameters
    ----------
    id, root : str
        Which edition it is.
    files : mapping of str to bytes
        The files as they came out, by path.
    differing : tuple of str
        Those that are not the bytes that were published.

    Examples
    --------
    >>> Recomputation("idi-2024", "sha256:00", {}, ()).identical
    True
    """

    id: str
    root: str
    files: Mapping[str, bytes] = field(repr=False)
    differing: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether every byte came out as it was published."""
        return not self.differing

    def __bool__(self) -> bool:
        return self.identical


def recompute(
    edition: PublishedResult | PublishedBaskets | DataRelease | str | os.PathLike[str],
) -> Recomputation:
    """Compute an edition anew, from its own frozen inputs and its own methodology document.

    Parameters
    ----------
    edition : PublishedResult, PublishedBaskets, Edition or path
        An edition that was opened or published, or its folder.

    Returns
    -------
    Recomputation
        True where every byte of the results, the table, the group figures and what was bought
        came out again.

    Raises
    ------
    DamagedArchiveError
        If it is not what was published.
    UsageError
        If it is a data release: there is no index in it.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> annex, idi = ict.sample_data("idi-2024-annex.csv"), ict.methodology("idi", edition=2024)
    >>> table = ict.read_observations(annex)
    >>> receipt = ict.accept(
    ...     table, ict.validate(table, idi), role="compiler", transcribed="IDI 2024, Annex 2"
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edition = ict.publish(
    ...         ict.compute(idi, receipt.observations), folder, released="2024-06-27",
    ...         receipts=receipt, submissions=annex,
    ...     )
    ...     again = ict.editions.recompute(edition.path)
    >>> again.identical, sorted(again.files)
    (True, ['groups.json', 'results.json', 'table.csv'])
    """
    whole = open_edition(edition) if isinstance(edition, (str, os.PathLike)) else edition
    if isinstance(whole, DataRelease):
        raise UsageError("archive.not-an-index", id=whole.id)
    known = isinstance(whole, (PublishedResult, PublishedBaskets))
    arguments.require(known, "edition", "edition", whole)
    report = whole.report
    manifest = read_manifest(content_of(report, MANIFEST))
    if isinstance(whole, PublishedBaskets):
        files = made(anew(report, manifest), manifest["id"], whole.vintage)
    else:
        files = _of_index(whole, manifest)
    differing = sorted(path for path, content in files.items() if content != whole.read(path))
    return Recomputation(whole.id, whole.root, MappingProxyType(files), tuple(differing))


def _of_index(whole: PublishedResult, manifest: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of an index that are computed, as they come out now."""
    report = whole.report
    methodology = methodology_in(report, int(manifest["edition"]))
    table = read_inputs(content_of(report, OBSERVATIONS))
    result = computed(report, manifest, methodology, table)
    files = {
        "results.json": encoded(results(result, manifest["id"])),
        "table.csv": published_table(result).encode(),
    }
    if whole.vintage:
        files["groups.json"] = encoded(group_record(result, whole.vintage))
    return files
