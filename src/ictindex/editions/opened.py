"""What every edition that was opened has: its place, root and date, and its verified files."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ictindex.editions.notices import Noticed
from ictindex.editions.read_files import content_of
from ictindex.editions.storage.format import MANIFEST, decoded
from ictindex.editions.verification_report import Report


class Opened(Noticed):
    """Base of an edition that was opened: whatever is done to its folder, it stays as it was.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     opened = ict.open_edition(ict.demonstrate(f"{folder}/trial").edition.path)
    >>> isinstance(opened, Opened), opened.manifest["kind"], opened.read("table.csv")[:11]
    (True, 'demonstration', b'economy,idi')
    """

    path: Path
    root: str
    released: dt.date
    publisher: str
    report: Report

    def _opened(self) -> dict[str, object]:
        names = ("path", "root", "released", "publisher", "report")
        return {name: getattr(self, name) for name in names}

    @property
    def manifest(self) -> dict[str, Any]:
        """What the manifest says, as a fresh mapping."""
        return decoded(self.read(MANIFEST), MANIFEST)

    def read(self, file: str) -> bytes:
        """Return the bytes of a file of the edition, as they were verified.

        Parameters
        ----------
        file : str
            Its path, such as ``"sourcing.json"``.

        Returns
        -------
        bytes
            The content.

        Raises
        ------
        UsageError
            If the edition has no such file; the message names those it has.
        """
        return content_of(self.report, file)

    @cached_property
    def _groupings(self) -> Mapping[str, Mapping[str, str]]:
        """Group by economy of each frozen grouping, groups in the order in which they stand."""
        if "groups.json" not in self.report._contents:
            return MappingProxyType({})
        figures = json.loads(self.read("groups.json"))["groupings"]
        dated = json.loads(self.read("catalogue/groups.json"))["groups"]["groupings"]
        return MappingProxyType({
            name: MappingProxyType({
                economy: group
                for group in dict.fromkeys(row[0] for row in figures[name]["rows"])
                for economy in dated[name]["groups"].get(group, ())
            })
            for name in figures
        })  # fmt: skip

    @property
    def vintage(self) -> str:
        """Vintage of the frozen groupings; empty where there are none."""
        if "groups.json" not in self.report._contents:
            return ""
        said: str = json.loads(self.read("groups.json"))["vintage"]
        return said
