"""Economics: incomes, exchange rates and PPP factors that make prices comparable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ictindex.data.io.table_sources import Source
from ictindex.data.tables import table_reader
from ictindex.data.tables.draft import Draft
from ictindex.data.tables.schema import ECONOMICS
from ictindex.data.tables.table_base import RowRules, TypedTable, find_competing
from ictindex.data.tables.typed_cells import MONTHS
from ictindex.definitions.documents import WINDOWS
from ictindex.language.findings import Placed


def _complete(draft: Draft) -> None:
    """Replace months by the name of their window; mark a window of another year."""
    names = {months: name for name, months in WINDOWS.items()}
    windows = draft.columns["window"]
    for row, (text, year) in enumerate(zip(windows, draft.columns["year"], strict=True)):
        months = MONTHS.fullmatch(text)
        if months is None or not year:
            continue
        first, begins, last, ends = map(int, months.groups())
        if not first <= year <= last:
            draft.mark(row, "window", "window.other-year", value=text, time=str(year))
        elif first == last:
            windows[row] = names.get((begins, ends), text)


def _judge(economics: TypedTable) -> list[Placed]:
    keys = ("economy", "series", "year")
    return find_competing(economics, keys, "economics.competing", "window")


class Economics(TypedTable):
    """A table of economic series, a row for each economy, series and year.

    Not made directly. The cells of each column are in ``cells``, and as read-only arrays in
    ``columns``: ``economy`` (ISO3), ``series`` (id), ``year``, ``value``
    (:class:`decimal.Decimal`, or ``None``: missing), ``currency`` (ISO 4217 of a series in local
    currency, ``""``: not stated), ``window`` (``annual``, ``first-quarter`` ..., months such as
    ``2024-07/2025-06``, ``""``: not stated), ``source``, ``vintage``, ``note``, ``file``,
    ``line``.

    Examples
    --------
    >>> import ictindex as ict
    >>> economics = read_economics(ict.sample_data("ipb-economics-2025.csv"))
    >>> economics.where(economy="ECU", series="gni-per-capita-atlas").columns["value"].tolist()
    [Decimal('6430')]
    """

    schema = ECONOMICS
    _shown = ECONOMICS.names
    rules = RowRules(_complete, _judge, frozenset({"economics.competing"}))


def read_economics(
    source: Source | Economics | Sequence[Source | Economics],
    *,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, object] | None = None,
    dialect: str | None = None,
    sheet: str | None = None,
    limit: int | None = None,
    name: str | None = None,
) -> Economics:
    """Read economic series from a CSV file, a workbook, a data frame, or several of them.

    Columns ``economy``, ``series``, ``year`` and ``value`` are obligatory. Nothing is corrected:
    a fault of a cell becomes a finding with its address and a remedy; so do two rows for the same
    economy, series and year, unless their windows differ.

    Parameters
    ----------
    source : Source or a list of these
        A file, its bytes, a data frame or a list of dictionaries, in every form that
        :func:`ictindex.read_observations` reads; of an Excel workbook (``.xlsx``) one sheet.
    columns : mapping, optional
        File column to column of economics; file columns that are not mentioned are listed in
        ``unread``.
    constants : mapping, optional
        Columns that are the same for all rows: ``{"series": "exchange-rate"}``.
    dialect : str, optional
        How a CSV file is written, as for :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of a workbook; needed if it has several.
    limit : int, optional
        The most rows that a CSV file may have: 100,000 without it.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    Economics
        A row for each value, with its findings.

    Raises
    ------
    UnusableFileError
        If a file or table cannot be read as a whole with certainty.
    UsageError
        If the arguments do not fit together or the source is none of the above.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame(
    ...     {"economy": ["BRA"], "year": [2025], "value": ["5.85"], "window": ["2025-01/2025-03"]}
    ... )
    >>> economics = read_economics(frame, constants={"series": "exchange-rate"})
    >>> economics.columns["window"][0], len(economics.findings)
    ('first-quarter', 0)
    """
    return table_reader.read(Economics, source, columns, constants, dialect, sheet, limit, name)
