"""Recompute an edition from its own inputs and compare byte for byte.

The script ``recompute.py`` in every edition does the same without this library.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.editions.opened_edition import DataRelease, OpenedEdition
from ictindex.editions.opened_results import PublishedBaskets, PublishedResult
from ictindex.editions.opening import compute_again, open_edition
from ictindex.editions.storage.format import MANIFEST, read_manifest
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable


@dataclass(frozen=True, slots=True)
class Recomputation(Renderable):
    """Result of computing an edition again from its own inputs.

    Parameters
    ----------
    id, root : str
        The edition.
    files : mapping of str to bytes
        The computed files, by path.
    differing : tuple of str
        Paths of the files whose bytes differ from the published ones.

    Examples
    --------
    >>> Recomputation("idi-2024", "sha256:00", {}, ()).identical
    True
    """

    _json_name = "recomputation"

    id: str
    root: str
    files: Mapping[str, bytes] = field(repr=False)
    differing: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """True if every byte equals the published one."""
        return not self.differing

    def __bool__(self) -> bool:
        return self.identical

    def _blocks(self, language: str) -> list[Block]:
        key = "same" if self.identical else "other"
        files = sorted(self.files) if self.identical else self.differing
        words = i18n.text("editions/recomputation", key, language, id=self.id, files=files)
        return [i18n.Paragraph(words)]

    def _to_dict(self) -> dict[str, Any]:
        """Return the edition and the files that were computed and that differ, as plain data."""
        return {
            "id": self.id,
            "root": self.root,
            "identical": self.identical,
            "files": sorted(self.files),
            "differing": list(self.differing),
        }


def recompute(
    edition: PublishedResult | PublishedBaskets | DataRelease | str | os.PathLike[str],
) -> Recomputation:
    """Compute an edition again, from its own frozen inputs and its own methodology document.

    Parameters
    ----------
    edition : PublishedResult, PublishedBaskets, Edition or path
        An opened or published edition, or its folder.

    Returns
    -------
    Recomputation
        True if every byte of the results, the table, the group figures and the purchases is the
        same.

    Raises
    ------
    DamagedArchiveError
        If it differs from what was published.
    MissingFileError
        If there is no such folder.
    UsageError
        If it is a data release, which has no index, or the folder is not an edition.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edition = ict.editions.demonstrate(f"{folder}/trial").edition
    ...     again = ict.editions.recompute(edition.path)
    >>> again.identical, sorted(again.files)
    (True, ['groups.json', 'results.json', 'table.csv'])
    """
    whole = open_edition(edition) if isinstance(edition, (str, os.PathLike)) else edition
    if isinstance(whole, DataRelease):
        raise UsageError("archive.not-an-index", id=whole.id)
    arguments.require(isinstance(whole, OpenedEdition), "edition", "edition", whole)
    manifest = read_manifest(whole.read(MANIFEST))
    _, files = compute_again(whole.report.contents, manifest, whole.vintage)
    differing = sorted(path for path, content in files.items() if content != whole.read(path))
    return Recomputation(whole.id, whole.root, MappingProxyType(files), tuple(differing))
