"""The table of observations: the one shape in which figures enter the library.

Made by the readers, handed to validation and computing. Nothing in it can be changed; every
choice of rows is a new table that keeps its findings.
"""

from __future__ import annotations

import operator
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex import catalogue
from ictindex.core.arguments import sealed
from ictindex.core.decimals import to_decimal
from ictindex.core.errors import UsageError
from ictindex.data import writing
from ictindex.data.cell_text import text_of
from ictindex.data.checks import NUMBERS, Columns, Placed, duplicates
from ictindex.data.io.csv import NONE, hint
from ictindex.data.io.excel import Letters, cell_address, with_cells
from ictindex.data.io.layouts import COLUMNS, PROVENANCE
from ictindex.findings import Address, Findings
from ictindex.i18n.document import Block
from ictindex.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.data.published import Published

ALL = (*COLUMNS, *PROVENANCE)


def meets(
    columns: Mapping[str, np.ndarray[Any, Any]], conditions: Mapping[str, object]
) -> np.ndarray[Any, Any]:
    """Tell which rows meet all conditions: a column and a value, or several of them."""
    count = len(columns["economy"])
    mask = np.ones(count, dtype=bool)
    for name, wanted in conditions.items():
        if name not in ALL:
            near = hint(name, ALL)
            raise UsageError(
                "observations.no-column" if near == NONE else "observations.no-column-near",
                column=name, hint=near, allowed=ALL,
            )  # fmt: skip
        try:
            admitted = {admitted_cell(name, one) for one in several(wanted)}
        except TypeError as error:  # what cannot be gone through, or is in no cell
            raise UsageError(
                "argument.unfit",
                argument=name, expected="condition", given=type(wanted).__name__,
            ) from error  # fmt: skip
        cells = columns[name].tolist()
        mask &= np.fromiter((cell in admitted for cell in cells), dtype=bool, count=count)
    return mask


def several(wanted: object) -> Iterable[object]:
    """Return the admitted values of a condition: one, or several in a collection."""
    if getattr(wanted, "shape", None) == ():
        return (wanted[()],)  # type: ignore[index]  # a 0-d array holds a scalar
    several = isinstance(wanted, Iterable) and not isinstance(wanted, (str, bytes))
    return wanted if several else (wanted,)  # type: ignore[return-value]


def admitted_cell(name: str, wanted: object) -> object:
    """Return an admitted value as a cell of the column holds it."""
    if name in NUMBERS:
        text = text_of(wanted)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else wanted
    if name == "value":
        return None if wanted is None else to_decimal(wanted)
    if name == "indicator" and isinstance(wanted, str):
        return catalogue.indicator_id(wanted) or wanted
    return wanted


_TWICE = "key.duplicate"


@dataclass(frozen=True, eq=False, repr=False)
class Observations(Renderable):
    """A table of observations, one row each; made by :func:`read_observations`.

    Parameters
    ----------
    columns : mapping of str to numpy.ndarray
        Read-only arrays, one for each column. ``economy`` (ISO3), ``indicator`` (id), ``year``
        (0: unknown), ``value`` (:class:`decimal.Decimal`, or ``None`` where missing or
        unusable), ``unit``, ``status`` (SDMX ``CL_OBS_STATUS``), ``conf_status`` (SDMX
        ``CL_CONF_STATUS``), ``source_class``, ``source``, ``vintage``, ``consultation``, ``sex``,
        ``age``, ``location``, ``disability``, ``education``, ``income``, ``note``; text is ``""``
        where empty. Then where a row came from: ``written`` (the value as written), ``file``,
        ``line`` (0: unknown), ``column``.
    _placed : tuple
        Findings, each with the rows that it is about.
    unread : tuple of str
        Columns of the file that its layout did not mention.
    dropped : Findings
        Findings of the rows that :meth:`without_errors` left out.
    _letters : mapping
        Letters of the columns of workbooks.
    sources : mapping of str to str
        SHA-256 of the bytes of each file that the rows were read from, by its name; empty text
        where two different files of one name came together.
    closed : mapping of str to int
        How many cells of each file must not be published, by its name; also where their rows
        were left out since: the file still holds them.
    published : mapping of int to Published
        Published figures that stand in the same file as the values, by edition: of ITU's workbook
        of the IDI its scores. :func:`ictindex.compute` puts them beside its own.

    Examples
    --------
    >>> import ictindex as ict
    >>> from ictindex.core import package_data
    >>> folder = package_data.folder("sample_data")
    >>> observations = ict.read_observations(folder / "idi-2024-annex.csv")
    >>> len(observations), len(observations.findings)
    (229, 0)
    >>> int(observations.missing.sum()), int((observations + observations).faulty.sum())
    (0, 458)
    >>> int(observations.confidential.sum()), list(observations.sources)
    (0, ['idi-2024-annex.csv'])
    """

    columns: Mapping[str, np.ndarray[Any, Any]]
    _placed: tuple[Placed, ...] = ()
    unread: tuple[str, ...] = ()
    dropped: Findings = field(default_factory=Findings)
    _letters: Letters = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    closed: Mapping[str, int] = field(default_factory=dict)
    published: Mapping[int, Published] = field(default_factory=dict)

    @cached_property
    def cells(self) -> Mapping[str, tuple[Any, ...]]:
        """The columns as tuples of plain cells, such as ``table.cells["year"]``; no array.

        Examples
        --------
        >>> import ictindex as ict
        >>> ict.read_observations(ict.sample_data("idi-2024-annex.csv")).cells["economy"][0]
        'AFG'
        """
        return {name: tuple(column.tolist()) for name, column in self.columns.items()}

    @property
    def findings(self) -> Findings:
        """What is wrong with the cells, in the order of the rows."""
        return Findings(finding for finding, _ in self._placed)

    @property
    def missing(self) -> np.ndarray[Any, Any]:
        """Whether each row has no value (bool array of shape ``(rows,)``)."""
        return np.array([value is None for value in self.columns["value"]], dtype=bool)

    @property
    def confidential(self) -> np.ndarray[Any, Any]:
        """Whether each row must not be published (bool array of shape ``(rows,)``)."""
        marks = self.columns["conf_status"].tolist()
        free = catalogue.free_marks(released=False)
        return np.fromiter((mark not in free for mark in marks), bool, len(self))

    @property
    def faulty(self) -> np.ndarray[Any, Any]:
        """Whether a row has an error finding (bool array of shape ``(rows,)``)."""
        mask = np.zeros(len(self), dtype=bool)
        for finding, rows in self._placed:
            if finding.level == "error":
                mask[list(rows)] = True
        return mask

    def __len__(self) -> int:
        return len(self.columns["economy"])

    def address(self, row: int) -> Address:
        """Return where the value of a row stands.

        Parameters
        ----------
        row : int
            Number of the row, from 0.

        Returns
        -------
        Address
            File, line and column.

        Raises
        ------
        UsageError
            If there is no such row.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex.core import package_data
        >>> folder = package_data.folder("sample_data")
        >>> ict.read_observations(folder / "idi-2024-annex.csv").address(0).show()
        'idi-2024-annex.csv, line 2, column value'
        """
        try:
            number = operator.index(row)
        except TypeError as error:
            raise UsageError(
                "argument.unfit", argument="row", expected="whole-number", given=type(row).__name__
            ) from error
        if not 0 <= number < len(self):
            shown = str(number) if abs(number) < 10**15 else "\u2026"
            raise UsageError("observations.no-row", row=shown, count=str(len(self)))
        file, line, column = (self.columns[name][number] for name in ("file", "line", "column"))
        return cell_address(file or NONE, int(line) or None, column or None, self._letters)

    def where(self, **conditions: object) -> Observations:
        """Choose the rows that meet all conditions.

        Parameters
        ----------
        **conditions : object
            For a column one admitted value, or several in a list, tuple, set or range.

        Returns
        -------
        Observations
            The rows chosen, with the findings that concern only them, or no row.

        Raises
        ------
        UsageError
            If there is no such column.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex.core import package_data
        >>> folder = package_data.folder("sample_data")
        >>> observations = ict.read_observations(folder / "idi-2024-annex.csv")
        >>> len(observations.where(economy=["BRA", "KEN"], indicator="internet-users"))
        2
        """
        return self._take(self._meets(conditions))

    def exclude(self, **conditions: object) -> Observations:
        """Leave out the rows that meet all conditions; without conditions none.

        Parameters
        ----------
        **conditions : object
            As in :meth:`where`.

        Returns
        -------
        Observations
            The other rows.

        Raises
        ------
        UsageError
            If there is no such column.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex.core import package_data
        >>> folder = package_data.folder("sample_data")
        >>> observations = ict.read_observations(folder / "idi-2024-annex.csv")
        >>> "BRA" in observations.exclude(economy="BRA").columns["economy"]
        False
        """
        return self._take(~self._meets(conditions)) if conditions else self

    def without_errors(self) -> Observations:
        """Leave out every row with an error finding: an explicit act, and remembered.

        Of an observation that stands there twice both are left out: nothing says which one holds.

        Returns
        -------
        Observations
            The other rows; ``dropped`` lists the findings of those left out.

        Examples
        --------
        >>> import ictindex as ict
        >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> len((table + table).without_errors())
        0
        """
        faulty = self.faulty
        kept = self._take(~faulty)
        gone = Findings(f for f, rows in self._placed if any(faulty[row] for row in rows))
        dropped = self.dropped + gone
        return replace(kept, dropped=dropped)

    def _meets(self, conditions: Mapping[str, object]) -> np.ndarray[Any, Any]:
        return meets(self.columns, conditions)

    def _take(self, mask: np.ndarray[Any, Any]) -> Observations:
        place = {int(old): new for new, old in enumerate(np.flatnonzero(mask))}
        columns = {name: array[mask] for name, array in self.columns.items()}
        placed: list[Placed] = []
        for finding, rows in self._placed:
            left = tuple(place[row] for row in rows if row in place)
            if (left or not rows) and finding.code != _TWICE:
                placed.append((finding, left))
        if any(finding.code == _TWICE for finding, _ in self._placed):
            placed += duplicates(columns)
        files = {file.partition("!")[0] for file in set(columns["file"].tolist())}
        sources = {file: digest for file, digest in self.sources.items() if file in files}
        closed = {file: count for file, count in self.closed.items() if file in files}
        there = frozenset(columns["economy"].tolist())
        published = {edition: one._of(there) for edition, one in self.published.items()}
        return make(
            columns, placed, self.unread, self.dropped, self._letters, sources, closed, published
        )

    def __add__(self, other: Observations) -> Observations:
        return concatenate([self, other]) if isinstance(other, Observations) else NotImplemented

    def to_frame(self) -> pd.DataFrame:
        """Return a fresh data frame, a row for each observation.

        Returns
        -------
        pandas.DataFrame
            The columns of this table; ``value`` holds :class:`decimal.Decimal` or ``None``,
            ``year`` and ``line`` are nullable integers.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex.core import package_data
        >>> folder = package_data.folder("sample_data")
        >>> ict.read_observations(folder / "idi-2024-annex.csv").to_frame().shape
        (229, 22)
        """
        import pandas as pd

        frame = pd.DataFrame(
            {
                name: pd.Series(array.copy(), dtype="Int64" if name in NUMBERS else object)
                for name, array in self.columns.items()
            }
        )
        for name in NUMBERS:
            frame[name] = frame[name].mask(frame[name] == 0)
        return frame

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write a tidy CSV file that :func:`read_observations` reads back the same.

        Values are written as they were written, but always with a point before decimals. Texts
        that a spreadsheet would take for a formula get an apostrophe in front, which reading
        takes away again. The file is written whole or not at all.

        Parameters
        ----------
        path : path
            The file; an existing one is replaced, a pipe or device is written to.

        Raises
        ------
        UnusableFileError
            If the file cannot be written.
        UsageError
            If the path is none, or the table has no rows.

        Examples
        --------
        >>> import tempfile
        >>> import ictindex as ict
        >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     table.to_csv(f"{folder}/copy.csv")
        ...     print(len(ict.read_observations(f"{folder}/copy.csv")))
        229
        """
        writing.write_atomically(path, writing.csv_text(self))

    def __reduce__(self) -> tuple[object, ...]:
        given = dict(self.columns), self._placed, self.unread, self.dropped, dict(self._letters)
        return make, (*given, dict(self.sources), dict(self.closed), dict(self.published))

    def blocks(self, language: str) -> list[Block]:
        """Return a summary of the table and its first rows."""
        return writing.blocks(self, language)


def make(
    columns: Columns,
    placed: Iterable[Placed],
    unread: tuple[str, ...] = (),
    dropped: Findings | None = None,
    letters: Letters | None = None,
    sources: Mapping[str, str] | None = None,
    closed: Mapping[str, int] | None = None,
    published: Mapping[int, Published] | None = None,
) -> Observations:
    """Make a table of arrays that nobody else holds; they become read-only."""
    placed = with_cells(placed, letters) if letters else placed
    if "conf_status" not in columns:  # tables made elsewhere say nothing of confidentiality
        columns["conf_status"] = np.full(len(columns["economy"]), "", dtype=object)
    return Observations(
        MappingProxyType({name: sealed(array) for name, array in columns.items()}),
        tuple(sorted(placed, key=_first_row)),
        unread,
        Findings() if dropped is None else dropped,
        MappingProxyType({} if letters is None else dict(letters)),
        MappingProxyType({} if sources is None else dict(sources)),
        MappingProxyType(_closed(columns) if closed is None else dict(closed)),
        MappingProxyType({} if published is None else dict(published)),
    )


def _closed(columns: Columns) -> dict[str, int]:
    """Count the cells that must not be published; a value under embargo is free at the release."""
    free, found = catalogue.free_marks(), Counter[str]()
    marks = columns["conf_status"].tolist()
    if set(marks) <= free:
        return {}
    for mark, file in zip(marks, columns["file"].tolist(), strict=True):
        if mark not in free:
            found[file.partition("!")[0]] += 1
    return dict(found)


def concatenate(tables: list[Observations]) -> Observations:
    """Put tables under one another; the same observation in two of them is found."""
    columns: Columns = {
        name: np.concatenate([table.columns[name] for table in tables]) for name in ALL
    }
    placed: list[Placed] = []
    start = 0
    for table in tables:
        placed += [
            (finding, tuple(row + start for row in rows))
            for finding, rows in table._placed
            if finding.code != _TWICE
        ]
        start += len(table)
    unread = tuple(dict.fromkeys(name for table in tables for name in table.unread))
    dropped = Findings(finding for table in tables for finding in table.dropped)
    letters = {place: letter for table in tables for place, letter in table._letters.items()}
    sources: dict[str, str] = {}
    for table in tables:
        for file, digest in table.sources.items():
            # Of two files of one name nothing says which one a row is of.
            sources[file] = digest if sources.get(file, digest) == digest else ""
    closed: dict[str, int] = {}
    for table in tables:
        for file, count in table.closed.items():
            closed[file] = max(count, closed.get(file, 0))
    # Of two tables of one file each has its own part of the cells.
    closed |= {file: max(n, closed.get(file, 0)) for file, n in _closed(columns).items()}
    published: dict[int, Published] = {}
    for table in tables:
        for edition, one in table.published.items():
            published[edition] = published[edition]._with(one) if edition in published else one
    placed += duplicates(columns)
    return make(columns, placed, unread, dropped, letters, sources, closed, published)


def _first_row(placed: Placed) -> int:
    """Order findings by their rows; a repeated observation is told where it is repeated."""
    finding, rows = placed
    if not rows:
        return -1
    return rows[-1] if finding.code == _TWICE else rows[0]
