"""Prices: the monthly cost of a basket, published by ITU or collected by a focal point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ictindex.data.io.table_sources import Source
from ictindex.data.tables import table_reader
from ictindex.data.tables.draft import Draft
from ictindex.data.tables.schema import PRICES
from ictindex.data.tables.table_base import RowRules, TypedTable, find_competing
from ictindex.definitions import catalogue
from ictindex.language.findings import Placed


def _complete(draft: Draft) -> None:
    """Take basket and definition from the name of the basket."""
    baskets, definitions = catalogue.baskets(), catalogue.basket_definitions()
    named, stated = draft.columns["basket"], draft.columns["definition"]
    currencies = draft.columns["currency"]
    resolved = {text: catalogue.definition_of(text) for text in set(named)}
    meant = {text: catalogue.definition_of(text) for text in set(stated) if text}
    for row, text in enumerate(named):
        listed = resolved[text]
        own = meant.get(stated[row])
        if own is not None:
            stated[row] = own[0]
        if listed is not None:
            definition, measure = listed
            named[row] = definitions[definition].basket
            if measure in ("share", "ppp"):
                draft.mark(row, "basket", "basket.not-a-price", value=text)
            elif measure == "usd" and currencies[row] not in ("USD", ""):
                draft.mark(
                    row, "basket", "basket.other-currency", value=text, currency=currencies[row]
                )
            if own is not None and own[0] != definition:
                draft.mark(
                    row, "definition", "basket.definition-disagrees", value=own[0], code=text
                )
            else:
                stated[row] = definition
        elif own is not None and text in baskets and definitions[own[0]].basket != text:
            draft.mark(row, "definition", "basket.definition-disagrees", value=own[0], code=text)


def _judge(prices: TypedTable) -> list[Placed]:
    keys = ("economy", "basket", "year")
    return find_competing(prices, keys, "price.competing", "definition")


class Prices(TypedTable):
    """A table of prices of baskets, a row for each; made by :func:`ictindex.read_prices`.

    Not made directly. The cells of each column are in ``cells``, and as read-only arrays in
    ``columns``: ``economy`` (ISO3), ``basket`` (id), ``definition`` (id of the basket with its
    allowance, ``""``: not stated), ``year``, ``price`` (:class:`decimal.Decimal` per month in
    ``currency``, or ``None``: missing), ``currency`` (ISO 4217, as advertised), ``operator``,
    ``plan``, ``source``, ``note``, ``file``, ``line``.

    Examples
    --------
    >>> import ictindex as ict
    >>> prices = read_prices(ict.sample_data("ipb-prices-2025.csv"))
    >>> row = prices.where(economy="LBR").columns
    >>> row["definition"][0], row["price"][0], row["currency"][0]
    ('fixed-broadband-5gb', Decimal('93.00'), 'USD')
    """

    schema = PRICES
    _shown = PRICES.names
    rules = RowRules(_complete, _judge, frozenset({"price.competing"}))


def read_prices(
    source: Source | Prices | Sequence[Source | Prices],
    *,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, object] | None = None,
    dialect: str | None = None,
    sheet: str | None = None,
    limit: int | None = None,
    name: str | None = None,
) -> Prices:
    """Read prices of baskets from a CSV file, a workbook, a data frame, or several of them.

    Columns ``economy``, ``basket``, ``year``, ``price`` and ``currency`` are obligatory. A basket
    is named by its id, by that of a definition or by ITU's code. Nothing is corrected: a fault of
    a cell becomes a finding with its address and a remedy. An empty price is kept, as missing.

    Parameters
    ----------
    source : Source or a list of these
        A file, its bytes, a data frame or a list of dictionaries, in every form that
        :func:`ictindex.read_observations` reads; of an Excel workbook (``.xlsx``) one sheet.
    columns : mapping, optional
        File column to column of prices; file columns that are not mentioned are listed in
        ``unread``.
    constants : mapping, optional
        Columns that are the same for all rows: ``{"year": 2025}``.
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
    Prices
        A row for each price, with its findings.

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
    ...     {"iso": ["ECU", "SLV"], "code": "i154_FBB5$", "price": ["24.73", "25,00"]}
    ... )
    >>> prices = read_prices(
    ...     frame,
    ...     columns={"iso": "economy", "code": "basket", "price": "price"},
    ...     constants={"year": 2025, "currency": "USD"},
    ... )
    >>> prices.columns["definition"][0], prices.findings[0].code
    ('fixed-broadband-5gb', 'number.decimal-comma')
    """
    return table_reader.read(Prices, source, columns, constants, dialect, sheet, limit, name)
