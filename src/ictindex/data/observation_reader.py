"""Reader of observations from files, data frames, xarray objects and lists of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Literal

from ictindex.core import arguments
from ictindex.core.activity_log import log_rows, start_clock
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import text_of
from ictindex.data.io import csv, excel, publisher_file_forms, raw_rows, xarray
from ictindex.data.io.files import bounds_of
from ictindex.data.io.observation_columns import CONSTANTS
from ictindex.data.io.raw_rows import Draft
from ictindex.data.io.table_sources import (
    Arrays,
    FileSource,
    Source,
    is_records,
    name_of,
    refuse_name,
    require_table,
)
from ictindex.data.observations import Observations, concatenate, make
from ictindex.data.tables.observation_checks import check

if TYPE_CHECKING:
    from ictindex.data.io.layouts import Layout


@dataclass(frozen=True, slots=True)
class _Request:
    """The caller's statements about a source."""

    columns: Mapping[str, str] | None
    constants: Mapping[str, object] | None
    flags: Mapping[str, Mapping[str, object]] | None
    layout: FileSource | None
    dialect: str | None
    sheet: str | None
    form: str | None
    edition: int | None
    limit: int | None
    name: str | None

    def check(self) -> None:
        """Refuse arguments of the wrong kind, and arguments that do not fit together."""
        for name in ("columns", "constants", "flags"):
            value = getattr(self, name)
            arguments.require(value is None or isinstance(value, Mapping), name, "mapping", value)
        edition = self.edition
        integer = edition is None or (isinstance(edition, int) and not isinstance(edition, bool))
        arguments.require(integer, "edition", "whole-number", edition)
        bounds_of(self.limit)
        if self.form is None and edition is not None:
            raise UsageError("form.argument-unfit", form="\u2013", argument="edition")
        if self.form is not None and (self.layout is not None or self.flags is not None):
            raise UsageError("form.no-layout", form=text_of(self.form))
        if self.sheet is not None and self.form in publisher_file_forms.BY_EDITION:
            raise UsageError("form.argument-unfit", form=self.form, argument="sheet")


def read_observations(  # noqa: PLR0913 - every statement about a source
    source: Source | Arrays | Observations | Sequence[Source | Arrays | Observations],
    *,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, object] | None = None,
    flags: Mapping[str, Mapping[str, object]] | None = None,
    layout: FileSource | None = None,
    dialect: str | None = None,
    sheet: str | None = None,
    form: Literal["sdmx-csv", "datahub", "wdi", "itu-idi"] | None = None,
    edition: int | None = None,
    limit: int | None = None,
    name: str | None = None,
) -> Observations:
    """Read observations from a CSV file, a workbook, a data frame, an xarray object, or several.

    A table is *tidy* when its columns have the names of :class:`Observations`; economy,
    indicator, year and value are obligatory. Any other table needs a layout, in ``columns`` or
    in a TOML file. Nothing is corrected: a fault of a cell becomes a finding with its address and
    a remedy. Only an empty cell is missing; the text ``NA`` never is. A row with an empty value is
    kept, as missing. The columns of ``to_frame()`` with the origin of a value are kept if the
    value is unchanged.

    Parameters
    ----------
    source : Source, xarray.Dataset, xarray.DataArray or a list of these
        A file: its path, ``archive.zip/table.csv`` for a member of an archive, ``-`` for standard
        input, its bytes, or an open file; also packed by gzip. An eager data frame of any library,
        or a list of dictionaries, one for each row. CSV files are UTF-8, or UTF-16 with its mark,
        with one header row; of an Excel workbook (``.xlsx``) one sheet is read, which needs the
        extra ``excel``; Parquet needs the extra ``storage``. A Dataset has dimensions economy and
        year and a variable for each indicator; a DataArray has economy, year and indicator, or the
        indicator for its name; coordinates may be any column of observations, ``unit`` and
        ``source`` may be
        in the attributes. Observations in a list are added to the others unchanged.
    columns : mapping, optional
        File column to its contents: a column of observations (``"economy"``, ``"year"`` ...);
        an indicator by id or code, whose values it contains; ``"<indicator>:flag"``, or any
        column of observations after the colon (``"<indicator>:note"``), for statements about the
        value of the indicator; ``"<indicator or node>:score"``, a supplied score, read if the row
        has no value of that indicator. File columns that are not mentioned are in ``unread``.
    constants : mapping, optional
        Columns of observations that are the same for all rows: ``{"year": 2022}``.
    flags : mapping, optional
        Meaning of a flag for its cell: ``{"E": {"status": "I"}, "L": {"year": 2021}}``.
    layout : FileSource, optional
        TOML file with ``[columns]``, ``[constants]`` and ``[flags.X]``, instead of these three
        arguments, and optionally ``[file]`` with ``dialect``.
    dialect : str, optional
        Format of the file: separator of cells and sign before decimals. ``"comma-point"`` (the
        default), ``"semicolon-comma"``, ``"semicolon-point"``, ``"tab-comma"`` or
        ``"tab-point"``; after a colon the encoding, if it is not UTF-8:
        ``"semicolon-comma:windows-1252"``. It is never guessed. In a data frame it applies to
        numbers that are text.
    sheet : str, optional
        Sheet of a workbook; needed if it has several.
    form : str, optional
        Form of a publisher's file, which needs no layout: ``"sdmx-csv"`` (1.0 or 2.0),
        ``"datahub"`` (ITU's DataHub) or ``"wdi"`` (World Bank), as CSV or in its ZIP archive;
        ``"itu-idi"``, ITU's workbook of the IDI, whose published scores are added in
        ``published``. With ``"sdmx-csv"``, ``columns`` states the meaning of further concepts.
    edition : int, optional
        With ``"itu-idi"`` the edition that is read: the workbook has a sheet for each.
    limit : int, optional
        Largest number of rows of a CSV file; by default 100,000. Other limits of a file (bytes,
        cells, figures) increase in proportion. A data frame has no such limit.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    Observations
        One row for each observation, with its findings.

    Raises
    ------
    UnusableFileError
        If a file or table cannot be read as a whole with certainty.
    UsageError
        If the arguments do not fit together or the source is none of the above.

    Examples
    --------
    >>> import ictindex as ict
    >>> from ictindex.core import package_data
    >>> folder = package_data.folder("sample_data")
    >>> wide = folder / "wide-example.csv"
    >>> observations = ict.read_observations(wide, layout=folder / "wide-example.layout.toml")
    >>> len(observations), observations.where(economy="KEN", indicator="i99H").address(0).show()
    (30, 'wide-example.csv, line 4, column internet_users')
    >>> len(ict.read_observations(folder / "idi-2024-annex.csv", limit=1_000_000))
    229
    """
    started = start_clock()
    table = _read(
        source,
        _Request(columns, constants, flags, layout, dialect, sheet, form, edition, limit, name),
    )
    log_rows(started, ", ".join(table.sources), len(table), len(table.placed))
    return table


def _read(source: Any, request: _Request) -> Observations:
    if isinstance(source, (list, tuple)) and not is_records(source):
        if not source:
            raise UsageError("observations.no-source")
        refuse_name(source, request.name)
        return concatenate([_read(each, request) for each in source])
    if isinstance(source, Observations):
        if any(getattr(request, part.name) is not None for part in fields(request)):
            raise UsageError("observations.read-already")
        return source
    request.check()
    if request.form is None:
        draft = _draft(source, request)
    else:
        excel.refuse_sheet(source, request.sheet)
        draft = publisher_file_forms.draft_of(
            request.form,
            source,
            request.columns,
            request.constants,
            request.dialect,
            request.edition,
            request.limit,
            request.name,
        )
    cells, placed = check(draft)
    published = {}
    if draft.figures:
        from ictindex.data.published_figures import published_of

        published = {edition: published_of(printed) for edition, printed in draft.figures.items()}
    of_files = [
        *draft.findings,
        *(finding for table in published.values() for finding in table.findings),
    ]
    return make(
        cells,
        [*((finding, ()) for finding in of_files), *placed],
        draft.unread,
        letters=draft.letters,
        sources=draft.sources,
        published=published,
    )


def _draft(source: Any, request: _Request) -> Draft:
    """Bring a source that is not in the form of a publisher into the shape of observations."""
    if hasattr(source, "dims") and hasattr(source, "coords"):
        return _array_draft(source, request)
    layout = _layout(request)
    dialect = _dialect(name_of(source, request.name), layout, request.dialect)
    nameless = layout is not None and layout.is_of_a_program
    table = require_table(
        source, dialect, request.sheet, request.limit, request.name, nameless=nameless
    )
    if layout is None:
        fixed = _constants(request)
        draft = raw_rows.from_tidy(table, fixed, dialect.decimal, is_frame=not table.sha256)
    else:
        from ictindex.data.io.layout_rows import from_layout

        draft = from_layout(table, replace(layout, dialect=dialect.name), request.limit)
    draft.decimal = dialect.decimal
    draft.letters = {(table.name, name): letter for name, letter in table.letters.items()}
    draft.findings += excel.more_digits(table, draft.unread)
    if table.sha256:
        draft.sources = {table.name.partition("!")[0]: table.sha256}
    return draft


def _refuse_both(request: _Request) -> None:
    """Refuse a layout in a file together with parts of one as arguments."""
    parts = (request.columns, request.constants, request.flags)
    if request.layout is not None and any(part is not None for part in parts):
        raise UsageError("layout.twice")


def _array_draft(source: Any, request: _Request) -> Draft:
    _refuse_both(request)
    excel.refuse_sheet(source, request.sheet)
    if request.layout is not None or request.flags is not None or request.dialect is not None:
        raise UsageError("layout.not-for-arrays")
    return xarray.from_xarray(source, request.columns or {}, _constants(request))


def _constants(request: _Request) -> Mapping[str, str]:
    if not request.constants:
        return {}
    from ictindex.data.io.layout_sections import texts

    return texts("constants", "constants", request.constants, CONSTANTS)


def _layout(request: _Request) -> Layout | None:
    """Return the layout of a table; ``None`` for a tidy table."""
    if request.layout is not None:
        from ictindex.data.io.layouts import from_file

        _refuse_both(request)
        return from_file(request.layout)
    if request.columns is not None:
        from ictindex.data.io.layouts import layout_of

        return layout_of("columns", request.columns, request.constants, request.flags)
    if request.flags is not None:
        raise UsageError("layout.flags-alone")
    return None


def _dialect(name: str, layout: Layout | None, dialect: str | None) -> csv.Dialect:
    stated = None if layout is None else layout.dialect
    if layout is not None and stated is not None and dialect not in (None, stated):
        raise UsageError(
            "layout.target-twice",
            file=layout.name,
            target="dialect",
            first=f"[file] {stated}",
            second=csv.dialect_of(dialect, name).name,
        )
    return csv.dialect_of(stated if dialect is None else dialect, name)
