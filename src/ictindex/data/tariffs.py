"""Tariffs: the offers of operators, with price and validity, plan by plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ictindex.data.io.table_sources import Source
from ictindex.data.tables import table_reader, tariff_checks
from ictindex.data.tables.schema import TARIFFS
from ictindex.data.tables.table_base import RowRules, TypedTable


class Tariffs(TypedTable):
    """A table of plans and add-ons, a row for each; made by :func:`ictindex.read_tariffs`.

    Not made directly. The cells of each column are in ``cells``, and as read-only arrays in
    ``columns``; ``docs/reference/tariffs.md`` describes all of them. Among them are ``economy``
    (ISO3), ``operator``, ``id``, ``service``, ``kind`` (``plan`` or ``add-on``), ``payment``,
    ``price`` (:class:`decimal.Decimal` in ``currency``), ``validity_days``, ``data`` with
    ``data_unit``, ``minutes``, ``sms``, prices of use out of the bundle such as ``price_mb`` and
    ``price_minute_on_net_peak``; ``file``, ``line``. A volume without limit is the decimal
    infinity.

    Examples
    --------
    >>> import ictindex as ict
    >>> tariffs = read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv"))
    >>> plan = tariffs.where(id="month-6").columns
    >>> plan["data"][0], plan["data_unit"][0], plan["price"][0], plan["validity_days"][0]
    (Decimal('6'), 'GB', Decimal('12.00'), Decimal('30'))
    """

    schema = TARIFFS
    _shown = (
        "economy",
        "operator",
        "id",
        "service",
        "kind",
        "payment",
        "price",
        "currency",
        "validity_days",
        "data",
        "data_unit",
        "minutes",
        "sms",
    )
    rules = RowRules(
        tariff_checks.judge_rows,
        tariff_checks.judge_between,
        frozenset(
            {
                "tariff.duplicate-id",
                "tariff.market-shares-differ",
                "tariff.market-shares-above",
            }
        ),
        frozenset({"tariff.requires-unknown"}),
    )


def read_tariffs(
    source: Source | Tariffs | Sequence[Source | Tariffs],
    *,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, object] | None = None,
    dialect: str | None = None,
    sheet: str | None = None,
    limit: int | None = None,
    name: str | None = None,
) -> Tariffs:
    """Read tariffs from a CSV file, a workbook, a data frame, or several of them.

    Columns ``economy``, ``operator``, ``service``, ``price``, ``currency`` and ``id`` or ``name``
    are obligatory; ``docs/reference/tariffs.md`` describes all columns. Nothing is corrected: a
    fault of a cell, or cells that do not fit together, become a finding with address and remedy.

    Parameters
    ----------
    source : Source or a list of these
        A file, its bytes, a data frame or a list of dictionaries, in every form that
        :func:`ictindex.read_observations` reads; of an Excel workbook (``.xlsx``) one sheet.
    columns : mapping, optional
        File column to column of tariffs; file columns that are not mentioned are listed in
        ``unread``.
    constants : mapping, optional
        Columns that are the same for all rows: ``{"tax_included": "yes"}``.
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
    Tariffs
        A row for each plan or add-on, with its findings.

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
    ...     {"operator": ["A"], "name": ["Weekly"], "price": [95], "volume": [35], "days": [7]}
    ... )
    >>> tariffs = read_tariffs(
    ...     frame,
    ...     columns={
    ...         "operator": "operator", "name": "name", "price": "price", "volume": "data_gb",
    ...         "days": "validity_days",
    ...     },
    ...     constants={
    ...         "economy": "MUS", "service": "mobile", "payment": "prepaid", "currency": "MUR",
    ...         "tax_included": "yes",
    ...     },
    ... )
    >>> tariffs.columns["id"][0], tariffs.columns["data_unit"][0], len(tariffs.findings)
    ('Weekly', 'GB', 0)
    """
    return table_reader.read(Tariffs, source, columns, constants, dialect, sheet, limit, name)
