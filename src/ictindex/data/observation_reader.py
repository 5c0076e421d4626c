"""Reading observations: files, data frames, xarray objects and lists of them.

Raises only for what cannot be read for certain as a whole; a bad cell becomes a finding.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import text_of
from ictindex.data.checks import check
from ictindex.data.io import csv, excel, layouts, raw_rows, registry, xarray
from ictindex.data.io.raw_rows import Draft
from ictindex.data.io.raw_tables import name_of, table_of
from ictindex.data.observations import Observations, concatenate, make

if TYPE_CHECKING:
    from ictindex.data.published import Published


def read_observations(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, object] | None = None,
    flags: Mapping[str, Mapping[str, object]] | None = None,
    layout: str | os.PathLike[str] | None = None,
    dialect: str | None = None,
    sheet: str | None = None,
    form: str | None = None,
    edition: int | None = None,
) -> Observations:
    """Read observations from a CSV file, a workbook, a data frame, an xarray object, or several.

    A table is *tidy* when its columns have the names of :class:`Observations`; economy,
    indicator, year and value are obligatory. Any other table needs a layout, in ``columns`` or
    in a TOML file. Nothing is mended: what is wrong with a cell becomes a finding with its
    address and a remedy. Only an empty cell is missing; the text ``NA`` never is. A row with an
    empty value is kept, as missing. The columns of ``to_frame()`` that say where a value came from
    are taken over where the value is still the one that was written there.

    Parameters
    ----------
    source : path, pandas.DataFrame, xarray.Dataset, xarray.DataArray or a list of these
        CSV files are UTF-8 with one header row; of an Excel workbook (``.xlsx``) one sheet is
        read, which needs the extra ``excel``. A Dataset has dimensions economy and year and a
        variable for each indicator; a DataArray has economy, year and indicator, or the indicator
        for its name; coordinates may be any column of observations, ``unit`` and ``source`` may
        stand in the attributes. Observations in a list are put beside the others as they are.
    columns : mapping, optional
        File column to what it holds: a column of observations (``"economy"``, ``"year"`` ...);
        an indicator by id or code, whose values it holds; ``"<indicator>:flag"``, or any column
        of observations after the colon (``"<indicator>:note"``), for what is said of the cell
        beside it; ``"<indicator or node>:score"``, a supplied score, read where the row has no
        value of that indicator. File columns that are not mentioned are listed in ``unread``.
    constants : mapping, optional
        Columns of observations that are the same for all rows: ``{"year": 2022}``.
    flags : mapping, optional
        What a flag says of its cell: ``{"E": {"status": "I"}, "L": {"year": 2021}}``.
    layout : path, optional
        TOML file with ``[columns]``, ``[constants]`` and ``[flags.X]``, instead of the three; and
        perhaps ``[file]`` with ``dialect``.
    dialect : str, optional
        How the file is written: separator of cells and sign before decimals. ``"comma-point"``
        (so it is without), ``"semicolon-comma"``, ``"semicolon-point"``, ``"tab-comma"`` or
        ``"tab-point"``; behind a colon the encoding where it is not UTF-8:
        ``"semicolon-comma:windows-1252"``. Never guessed. In a data frame it holds for numbers
        that are text.
    sheet : str, optional
        Sheet of a workbook; needed where it has several.
    form : str, optional
        Form of a publisher's file, which needs no layout: ``"sdmx-csv"`` (1.0 or 2.0),
        ``"datahub"`` (ITU's DataHub) or ``"wdi"`` (World Bank), as CSV or in its ZIP archive;
        ``"itu-idi"``, ITU's workbook of the IDI, whose published scores come along in
        ``published``. With ``"sdmx-csv"``, ``columns`` says what further concepts are.
    edition : int, optional
        With ``"itu-idi"`` the edition that is read: the workbook has a sheet for each.

    Returns
    -------
    Observations
        One row for each observation, with its findings.

    Raises
    ------
    UnusableFileError
        If a file or table cannot be read for certain as a whole.
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
    """
    if isinstance(source, (list, tuple)):
        if not source:
            raise UsageError("observations.no-source")
        each = [
            read_observations(
                one,
                columns=columns,
                constants=constants,
                flags=flags,
                layout=layout,
                dialect=dialect,
                sheet=sheet,
                form=form,
                edition=edition,
            )
            for one in source
        ]
        return concatenate(each)
    if isinstance(source, Observations):
        given_too = (columns, constants, flags, layout, dialect, sheet, form, edition)
        if any(given is not None for given in given_too):
            raise UsageError("observations.read-already")
        return source
    for name, given in (("columns", columns), ("constants", constants), ("flags", flags)):
        arguments.require(given is None or isinstance(given, Mapping), name, "mapping", given)
    integer = edition is None or (isinstance(edition, int) and not isinstance(edition, bool))
    arguments.require(integer, "edition", "whole-number", edition)
    if form is None:
        if edition is not None:
            raise UsageError("form.argument-unfit", form="\u2013", argument="edition")
        draft = _draft(source, columns, constants, flags, layout, dialect, sheet)
    else:
        if layout is not None or flags is not None:
            raise UsageError("form.no-layout", form=text_of(form))
        if sheet is not None and form in registry.BY_EDITION:
            raise UsageError("form.argument-unfit", form=form, argument="sheet")
        excel.refuse_sheet(source, sheet)
        draft = registry.draft_of(form, source, columns, constants, dialect, edition)
    found, placed = check(draft)
    published = _published(draft)
    told = [*draft.told, *(finding for one in published.values() for finding in one.findings)]
    placed = [*((finding, ()) for finding in told), *placed]
    return make(
        found, placed, draft.unread, letters=draft.letters, sources=draft.sources,
        published=published,
    )  # fmt: skip


def _published(draft: Draft) -> dict[int, Published]:
    """Return the published figures that came in the same file, by edition."""
    if not draft.figures:
        return {}
    from ictindex.data.published import published_of

    return {edition: published_of(figures) for edition, figures in draft.figures.items()}


def _draft(
    source: Any,
    columns: Mapping[str, str] | None,
    constants: Mapping[str, object] | None,
    flags: Mapping[str, Mapping[str, object]] | None,
    layout: str | os.PathLike[str] | None,
    dialect: str | None,
    sheet: str | None,
) -> Draft:
    if layout is not None:
        if columns is not None or constants is not None or flags is not None:
            raise UsageError("layout.twice")
        chosen: layouts.Layout | None = layouts.from_file(layout)
    elif columns is not None and not _is_array(source):
        chosen = layouts.layout_of("columns", columns, constants, flags)
    elif flags is not None and not _is_array(source):
        raise UsageError("layout.flags-alone")
    else:
        chosen = None
    if _is_array(source):
        excel.refuse_sheet(source, sheet)
        if layout is not None or flags is not None or dialect is not None:
            raise UsageError("layout.not-for-arrays")
        fixed = layouts.texts("constants", "constants", constants or {}, layouts.CONSTANTS)
        return xarray.from_xarray(source, columns or {}, fixed)
    spoken = _dialect(source, chosen, dialect)
    table = table_of(source, spoken, sheet)
    if table is None:
        raise UsageError("observations.source-type", type=type(source).__name__)
    if chosen is None:
        fixed = layouts.texts("constants", "constants", constants or {}, layouts.CONSTANTS)
        is_frame = not isinstance(source, (str, os.PathLike))
        draft = raw_rows.from_tidy(table, fixed, spoken.decimal, is_frame=is_frame)
    elif chosen.is_wide:
        draft = raw_rows.from_wide(table, chosen)
    else:
        draft = raw_rows.from_long(table, chosen)
    draft.decimal = spoken.decimal
    draft.letters = {(table.name, name): letter for name, letter in table.letters.items()}
    draft.told += excel.more_digits(table, draft.unread)
    if table.sha256:
        draft.sources = {table.name.partition("!")[0]: table.sha256}
    return draft


def _dialect(source: object, chosen: layouts.Layout | None, dialect: str | None) -> csv.Dialect:
    said = None if chosen is None else chosen.dialect
    if chosen is not None and said is not None and dialect not in (None, said):
        raise UsageError(
            "layout.target-twice", file=chosen.name, target="dialect",
            first=f"[file] {said}", second=csv.dialect_of(dialect, name_of(source)).name,
        )  # fmt: skip
    return csv.dialect_of(said if dialect is None else dialect, name_of(source))


def _is_array(source: object) -> bool:
    return hasattr(source, "dims") and hasattr(source, "coords")
