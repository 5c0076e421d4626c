"""The table of observations: the one shape in which figures enter the library."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.file_writer import write_file
from ictindex.data import csv_files
from ictindex.data.io.csv import NONE
from ictindex.data.io.excel import Letters, cell_address, with_cells
from ictindex.data.io.observation_columns import PRECISION
from ictindex.data.tables.addresses import DUPLICATE, Cells, sort_placed
from ictindex.data.tables.column_arrays import mask_of
from ictindex.data.tables.observation_checks import duplicates
from ictindex.data.tables.schema import OBSERVATIONS
from ictindex.data.tables.table_base import Table, check_column, freeze_cells
from ictindex.data.tables.table_base import concatenate as concatenate
from ictindex.data.tables.typed_cells import empty_of
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Findings, Placed
from ictindex.language.i18n.document import Block

if TYPE_CHECKING:
    from ictindex.data.published_figures import Published
    from ictindex.data.tables.column_arrays import Array


@dataclass(frozen=True, eq=False, repr=False)
class Observations(Table):
    """A table of observations, a row for each; made by :func:`read_observations`.

    Its ``columns`` are read-only arrays and its ``cells`` the same as tuples: ``economy`` (ISO3),
    ``indicator`` (id), ``year`` (0: unknown), ``value`` (:class:`decimal.Decimal`, or ``None``
    where missing or unusable), ``unit``, ``status`` (SDMX ``CL_OBS_STATUS``), ``conf_status``
    (SDMX ``CL_CONF_STATUS``), ``source_class``, ``source``, ``vintage``, ``consultation``,
    ``sex``, ``age``, ``location``, ``disability``, ``education``, ``income``, ``note``; an empty
    text is ``""``. What a survey states about the precision of its value, in the unit of the
    value: ``standard_error``, ``sample_size`` (respondents), ``design_effect``,
    ``lower_bound``, ``upper_bound``, ``confidence_level`` (in percent; 95 where it is not
    stated), ``degrees_of_freedom``, which are decimals or ``None``, ``error_method``, and
    ``made_by`` (program and command). Then the origin of a row:
    ``written`` (the value as written), ``file``, ``line`` (0: unknown), ``column``.

    Parameters
    ----------
    cells : mapping of str to tuple
        The cells of each column.
    placed : tuple
        Findings, each with the rows that it is about.
    unread : tuple of str
        Columns of the file that its layout did not mention.
    dropped : Findings
        Findings of the rows that :meth:`without_errors` left out.
    letters : mapping
        Letters of the columns of workbooks.
    sources : mapping of str to str
        SHA-256 of the bytes of each file that the rows were read from, by its name; an empty text
        if two different files have one name.
    closed : mapping of str to int
        Number of cells of each file that must not be published, by its name; cells whose rows
        were left out later count too, because the file still contains them.
    published : mapping of int to Published
        Published figures in the same file as the values, by edition: the scores of ITU's workbook
        of the IDI. :func:`ictindex.compute` compares them with its own.
    facts : SubmissionFacts
        Facts about the submission that the table contains.

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
    >>> observations.cells["economy"][0], observations.confidential_rows()
    ('AFG', ())
    """

    letters: Letters = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    closed: Mapping[str, int] = field(default_factory=dict)
    published: Mapping[int, Published] = field(default_factory=dict)

    schema = OBSERVATIONS

    @property
    def confidential(self) -> Array:
        """Mask of the rows that must not be published (bool array of shape ``(rows,)``)."""
        return mask_of(self.confidential_rows(), len(self))

    def confidential_rows(self) -> tuple[int, ...]:
        """Return the numbers of the rows that must not be published.

        Returns
        -------
        tuple of int
            The numbers, in the order of the rows.
        """
        marks, free = self.cells["conf_status"], catalogue.free_marks(released=False)
        if free.issuperset(marks):
            return ()
        return tuple(row for row, mark in enumerate(marks) if mark not in free)

    def address(self, row: int, column: str | None = None) -> Address:
        """Return the address of the value of a row, or of a statement about it.

        Parameters
        ----------
        row : int
            Number of the row, from 0.
        column : str, optional
            Column of the table; by default that of the value.

        Returns
        -------
        Address
            File, line and column.

        Raises
        ------
        UsageError
            If there is no such row or column.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex.core import package_data
        >>> folder = package_data.folder("sample_data")
        >>> ict.read_observations(folder / "idi-2024-annex.csv").address(0).show()
        'idi-2024-annex.csv, line 2, column value'
        """
        number = self._row_number(row)
        file, line, own = (self.cells[name][number] for name in ("file", "line", "column"))
        if column is not None:
            check_column(self.schema, column)
        return cell_address(file or NONE, line or None, column or own or None, self.letters)

    def _choose(self, rows: Sequence[int], cells: Cells, placed: list[Placed]) -> Observations:
        kept = [entry for entry in placed if entry[0].code != DUPLICATE]
        if any(finding.code == DUPLICATE for finding, _ in self.placed):
            kept += duplicates(cells)
        files = {file.partition("!")[0] for file in set(cells["file"])}
        there = frozenset(cells["economy"])
        published = {}
        if self.published:
            from ictindex.data.published_figures import restrict_figures

            published = {
                edition: restrict_figures(own, there) for edition, own in self.published.items()
            }
        return make(
            cells,
            kept,
            self.unread,
            self.dropped,
            self.letters,
            {file: digest for file, digest in self.sources.items() if file in files},
            {file: count for file, count in self.closed.items() if file in files},
            published,
        )

    def _combine(
        self, tables: Sequence[Observations], cells: Cells, placed: list[Placed]
    ) -> Observations:
        own = [entry for entry in placed if entry[0].code != DUPLICATE]
        sources: dict[str, str] = {}
        closed: dict[str, int] = {}
        published: dict[int, Published] = {}
        for table in tables:
            for file, digest in table.sources.items():
                # If two files have one name, it is not certain to which of them a row belongs.
                sources[file] = digest if sources.get(file, digest) == digest else ""
            for file, count in table.closed.items():
                closed[file] = max(count, closed.get(file, 0))
            for edition, figures in table.published.items():
                if edition in published:
                    from ictindex.data.published_figures import merge_figures

                    figures = merge_figures(published[edition], figures)
                published[edition] = figures
        # If two tables are from one file, each has its own part of the cells.
        closed |= {file: max(n, closed.get(file, 0)) for file, n in _count_closed(cells).items()}
        letters = {column: letter for table in tables for column, letter in table.letters.items()}
        return make(
            cells,
            [*own, *duplicates(cells)],
            letters=letters,
            sources=sources,
            closed=closed,
            published=published,
        )

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write a tidy CSV file from which :func:`read_observations` reads the same table.

        Values are written as in their source, but always with a point before decimals. Texts that
        a spreadsheet would read as a formula get an apostrophe in front, which the reader removes
        again. The file is written as a whole, or not at all.

        Parameters
        ----------
        path : path
            The file; one that exists with other content is refused, unless
            :class:`ictindex.set_options` allows overwriting. A pipe or device is written to.

        Raises
        ------
        UnusableFileError
            If the file cannot be written.
        UsageError
            If the path is not a path, or the table has no rows.

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
        write_file(path, csv_files.csv_text(self))

    def _make_file(self, target: Path, language: str | None) -> str | bytes:
        is_csv = target.suffix.lower() == ".csv"  # as the reader reads it back
        return csv_files.csv_text(self) if is_csv else super()._make_file(target, language)

    def _blocks(self, language: str) -> list[Block]:
        """Return a summary of the table and its first rows."""
        return csv_files.blocks(self, language)


def make(
    cells: Mapping[str, Any],
    placed: Iterable[Placed],
    unread: tuple[str, ...] = (),
    dropped: Findings | None = None,
    letters: Letters | None = None,
    sources: Mapping[str, str] | None = None,
    closed: Mapping[str, int] | None = None,
    published: Mapping[int, Published] | None = None,
) -> Observations:
    """Make a table from columns; arrays become plain cells."""
    # Tables made elsewhere have no statement on confidentiality or precision.
    absent = [name for name in ("conf_status", *PRECISION) if name not in cells]
    if absent:
        count = len(cells["economy"])
        empty = {name: (empty_of(OBSERVATIONS.columns[name]),) * count for name in absent}
        cells = {**cells, **empty}
    frozen = freeze_cells(cells)
    return Observations(
        frozen,
        sort_placed(with_cells(placed, letters) if letters else placed),
        unread,
        Findings() if dropped is None else dropped,
        MappingProxyType({} if letters is None else dict(letters)),
        MappingProxyType({} if sources is None else dict(sources)),
        MappingProxyType(_count_closed(frozen) if closed is None else dict(closed)),
        MappingProxyType({} if published is None else dict(published)),
    )


def _count_closed(cells: Cells) -> dict[str, int]:
    """Count the cells that must not be published; an embargo ends at the release."""
    free, counts = catalogue.free_marks(), Counter[str]()
    marks = cells["conf_status"]
    if free.issuperset(marks):
        return {}
    for mark, file in zip(marks, cells["file"], strict=True):
        if mark not in free:
            counts[file.partition("!")[0]] += 1
    return dict(counts)
