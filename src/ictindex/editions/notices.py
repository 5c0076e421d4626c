"""What is on record of an edition besides itself, and how its views say so.

An edition that was opened stays what it was; that an erratum exists, or that it was withdrawn, is
said with its root digest in every view.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ictindex import i18n
from ictindex.editions import errata as records
from ictindex.editions.errata import Erratum, Withdrawal

if TYPE_CHECKING:
    from ictindex.editions.verification_report import Report

_MOST_SHOWN = 5


class Noticed:
    """Base of what was opened: knows its errata and its withdrawal.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ict.demonstrate(f"{folder}/trial").edition
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

    def _notices(self, language: str) -> list[str]:
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

    def _marks(self) -> dict[str, str]:
        found = {"root": self.root, "errata": str(len(self.errata))}
        retracted = sum(one.retraction is not None for one in self.errata)
        if retracted:
            found["errata_retracted"] = str(retracted)
        if self.withdrawal is not None:
            found["withdrawn"] = self.withdrawal.date.isoformat()
        return found
