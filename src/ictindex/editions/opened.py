"""What every edition that was opened has: its place, root and date, and its verified files."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ictindex import i18n
from ictindex.core.records import read_only
from ictindex.editions import errata as records
from ictindex.editions.errata import Erratum, Withdrawal
from ictindex.editions.read_files import content_of
from ictindex.editions.storage.format import MANIFEST, decoded
from ictindex.editions.verification_report import Report

_MOST_SHOWN = 5


class Noticed:
    """Base of what was opened: knows its errata and its withdrawal.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ict.editions.demonstrate(f"{folder}/trial").edition
    ...     opened = ict.open_edition(made.path)
    ...     written = opened.save(f"{folder}/scores.csv")
    ...     opened.errata, opened.withdrawal, written.name
    ((), None, 'scores.csv')
    """

    report: Report
    root: str

    @cached_property
    def _on_record(self) -> tuple[tuple[Erratum, ...], Withdrawal | None]:
        return records.read(self.report._about)

    @property
    def errata(self) -> tuple[Erratum, ...]:
        """The errata on record when it was opened, in the order of the register.

        Those that were retracted are among them, with their ``retraction``.
        """
        return self._on_record[0]

    @property
    def withdrawal(self) -> Withdrawal | None:
        """Its withdrawal, if it was withdrawn when it was opened."""
        return self._on_record[1]

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a derived view: NetCDF, Parquet, Excel, or CSV for spreadsheets.

        Parameters
        ----------
        path : path
            The file; its ending says the form: ``.nc``, ``.parquet``, ``.xlsx`` or ``.csv``. An
            existing one is replaced.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        UsageError
            If the ending is another, or a package is missing that the form needs.
        UnusableFileError
            If it cannot be written.

        Notes
        -----
        A derived view names the root digest of its edition and is not frozen itself: what counts
        is the edition.
        """
        from ictindex.editions.exports import export

        return export(self, path)

    def notices(self, language: str) -> list[str]:
        told = [i18n.text("errata", "root", language, root=self.root)]
        if self.withdrawal is not None:
            told.insert(0, self.withdrawal.told(language))
        told += [one.told(language) for one in self.errata[:_MOST_SHOWN]]
        if len(self.errata) > _MOST_SHOWN:
            rest = str(len(self.errata) - _MOST_SHOWN)
            retracted = sum(one.retraction is not None for one in self.errata[_MOST_SHOWN:])
            key = "more-retracted" if retracted else "more"
            told.append(i18n.text("errata", key, language, count=rest, retracted=str(retracted)))
        if self.errata:
            told.append(i18n.text("errata", "stays", language))
        return told

    def frame_attributes(self) -> dict[str, str]:
        found = {"root": self.root, "errata": str(len(self.errata))}
        retracted = sum(one.retraction is not None for one in self.errata)
        if retracted:
            found["errata_retracted"] = str(retracted)
        if self.withdrawal is not None:
            found["withdrawn"] = self.withdrawal.date.isoformat()
        return found


@read_only
class Opened(Noticed):
    """Base of an edition that was opened: whatever is done to its folder, it stays as it was.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     opened = ict.open_edition(ict.editions.demonstrate(f"{folder}/trial").edition.path)
    >>> isinstance(opened, Opened), opened.manifest["kind"], opened.read("table.csv")[:11]
    (True, 'demonstration', b'economy,idi')
    """

    path: Path
    root: str
    released: dt.date
    publisher: str
    report: Report

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
