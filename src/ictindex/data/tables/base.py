"""The table that prices, economics and tariffs are: typed columns, their findings, their places.

Made by the readers and handed to purchasing and computing. Nothing in it can be changed; every
choice of rows is a new table that keeps its findings.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

import numpy as np

from ictindex.core import arguments
from ictindex.core.decimals import to_decimal
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import Fault, text_of
from ictindex.data.io.csv import NONE, hint
from ictindex.data.tables import row_views
from ictindex.data.tables.addresses import (
    Array,
    Columns,
    Part,
    Placed,
    finding_of,
    first_row,
    label_of,
)
from ictindex.data.tables.schema import PROVENANCE, UNLIMITED, Schema
from ictindex.findings import Address, Finding, Findings
from ictindex.i18n.document import Block
from ictindex.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.data.tables.reader import Draft


def check_column(schema: Schema, name: object) -> None:
    """Refuse the name of a column that the table does not have; with the nearest one."""
    allowed = (*schema.names, *PROVENANCE)
    if name not in allowed:
        near = hint(text_of(name), allowed)
        raise UsageError(
            "table.no-such-column" if near == NONE else "table.no-such-column-near",
            column=text_of(name), hint=near, allowed=allowed,
        )  # fmt: skip


def rows_that_meet(
    columns: Mapping[str, Array], schema: Schema, conditions: Mapping[str, object]
) -> Array:
    """Return which rows meet all conditions."""
    count = len(columns["economy"])
    mask = np.ones(count, dtype=bool)
    for name, wanted in conditions.items():
        check_column(schema, name)
        try:
            admitted = {_admitted(schema, name, one) for one in _several(wanted)}
        except TypeError as error:  # what cannot be gone through, or is in no cell
            raise UsageError(
                "argument.unfit",
                argument=name, expected="condition", given=type(wanted).__name__,
            ) from error  # fmt: skip
        cells = columns[name].tolist()
        mask &= np.fromiter((cell in admitted for cell in cells), dtype=bool, count=count)
    return mask


def _several(wanted: object) -> Iterable[object]:
    if getattr(wanted, "shape", None) == ():
        return (wanted[()],)  # type: ignore[index]  # a 0-d array holds a scalar
    if isinstance(wanted, Iterable) and not isinstance(wanted, (str, bytes)):
        return wanted
    return (wanted,)


def _admitted(schema: Schema, name: str, wanted: object) -> object:
    column = schema.columns.get(name)
    kind = "year" if column is None and name == "line" else (column.kind if column else "text")
    if kind == "year":
        text = text_of(wanted)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else wanted
    if kind in ("number", "volume") and wanted is not None:
        return UNLIMITED if wanted in ("unlimited", UNLIMITED) else to_decimal(wanted)
    if kind == "boolean" and wanted in ("yes", "no"):
        return wanted == "yes"
    if kind == "date" and isinstance(wanted, str):
        try:
            return date.fromisoformat(wanted)
        except ValueError:
            return wanted
    return wanted


T = TypeVar("T", bound="TypedTable")


@dataclass(frozen=True, eq=False, repr=False)
class TypedTable(Renderable):
    """Rows of typed columns; the base of :class:`Prices`, :class:`Economics`, :class:`Tariffs`.

    Parameters
    ----------
    columns : mapping of str to numpy.ndarray
        Read-only arrays by column. Numbers are :class:`decimal.Decimal` or ``None``, volumes
        without limit the decimal infinity, yes and no ``True``, ``False`` or ``None``, dates
        :class:`datetime.date` or ``None``, years whole numbers (0: unknown), all else text,
        ``""`` where empty. Then ``file`` and ``line`` (0: unknown) of each row.
    _parts, _part : tuple, numpy.ndarray
        The sources, and which of them each row is from.
    _placed : tuple
        Findings, each with the rows that it is about.
    unread : tuple of str
        Columns of the file that ``columns`` did not mention.
    dropped : Findings
        Findings of the rows that :meth:`without_errors` left out.

    Examples
    --------
    >>> import ictindex as ict
    >>> from ictindex import read_prices
    >>> prices = read_prices(ict.sample_data("ipb-prices-2025.csv"))
    >>> isinstance(prices, TypedTable), prices.unread, len(prices.dropped)
    (True, (), 0)
    """

    columns: Mapping[str, Array]
    _parts: tuple[Part, ...]
    _part: Array
    _placed: tuple[Placed, ...] = ()
    unread: tuple[str, ...] = ()
    dropped: Findings = field(default_factory=Findings)

    schema: ClassVar[Schema]
    shown: ClassVar[tuple[str, ...]]
    # Codes of findings about several rows: made anew for each choice of rows; and those made
    # only when rows come together, because a row that was not chosen is not missing.
    between: ClassVar[frozenset[str]] = frozenset()
    beyond: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def _complete(cls, draft: Draft) -> None:
        """Settle what depends on several cells of a row, and mark what is wrong there."""

    def _judge_between(self) -> list[Placed]:
        """Return what is wrong between the rows."""
        raise NotImplementedError

    @classmethod
    def _make(
        cls,
        columns: Columns,
        parts: tuple[Part, ...],
        part: Array,
        placed: Iterable[Placed],
        unread: tuple[str, ...] = (),
        dropped: Findings | None = None,
        *,
        chosen: bool = False,
    ) -> Self:
        """Make a table; what is wrong between its rows is judged here, whatever it is made of."""
        frozen = MappingProxyType(
            {name: arguments.frozen(array) for name, array in columns.items()}
        )
        left_out = Findings() if dropped is None else dropped
        anew = cls.between if chosen else cls.between | cls.beyond
        own = [(finding, rows) for finding, rows in placed if finding.code not in anew]
        bare = cls(frozen, parts, arguments.frozen(part), (), unread, left_out)
        judged = [found for found in bare._judge_between() if found[0].code in anew]
        told = sorted([*own, *judged], key=first_row)
        return cls(frozen, parts, bare._part, tuple(told), unread, left_out)

    @cached_property
    def cells(self) -> Mapping[str, tuple[Any, ...]]:
        """The columns as tuples of plain cells, such as ``table.cells["year"]``; no array.

        Examples
        --------
        >>> import ictindex as ict
        >>> ict.read_prices(ict.sample_data("ipb-prices-2025.csv")).cells["economy"][0]
        'ECU'
        """
        return {name: tuple(column.tolist()) for name, column in self.columns.items()}

    @property
    def findings(self) -> Findings:
        """What is wrong with the cells, in the order of the rows.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex import read_prices
        >>> len(read_prices(ict.sample_data("ipb-prices-2025.csv")).findings)
        0
        """
        return Findings(finding for finding, _ in self._placed)

    @property
    def missing(self) -> Array:
        """Whether each row lacks its price or value (bool array of shape ``(rows,)``).

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex import read_prices
        >>> bool(read_prices(ict.sample_data("ipb-prices-2025.csv")).missing.any())
        False
        """
        return np.array([cell is None for cell in self.columns[self.schema.main]], dtype=bool)

    @property
    def faulty(self) -> Array:
        """Whether a row has an error finding (bool array of shape ``(rows,)``).

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex import read_prices
        >>> prices = read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> bool(prices.faulty.any()), bool((prices + prices).faulty.all())
        (False, True)
        """
        mask = np.zeros(len(self), dtype=bool)
        for finding, rows in self._placed:
            if finding.level == "error":
                mask[list(rows)] = True
        return mask

    @property
    def sources(self) -> Mapping[str, str]:
        """SHA-256 of each file that was read, by name; ``""`` for two files of one name.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex import read_prices
        >>> list(read_prices(ict.sample_data("ipb-prices-2025.csv")).sources)
        ['ipb-prices-2025.csv']
        """
        found: dict[str, str] = {}
        for part in self._parts:
            if part.sha256:
                name = part.name.partition("!")[0]
                same = found.setdefault(name, part.sha256) == part.sha256
                found[name] = part.sha256 if same else ""
        return MappingProxyType(found)

    def __len__(self) -> int:
        return len(self._part)

    def address(self, row: int, column: str | None = None) -> Address:
        """Return where a cell stands.

        Parameters
        ----------
        row : int
            Number of the row, from 0.
        column : str, optional
            Column of the table; by default that of the price or value.

        Returns
        -------
        Address
            File, line, column and, in a workbook, cell.

        Raises
        ------
        UsageError
            If there is no such row or column.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex import read_prices
        >>> prices = read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> prices.address(0).show()
        'ipb-prices-2025.csv, line 2, column price'
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
        name = self.schema.main if column is None else column
        check_column(self.schema, name)
        part = self._parts[int(self._part[number])]
        return part.address(
            int(self.columns["line"][number]),
            label_of(self.schema, self.columns, part.labels, number, name),
        )

    def where(self, **conditions: object) -> Self:
        """Choose the rows that meet all conditions.

        Parameters
        ----------
        **conditions : object
            For a column one admitted value, or several in a list, tuple, set or range.

        Returns
        -------
        Prices, Economics or Tariffs
            The rows chosen, with their findings.

        Raises
        ------
        UsageError
            If there is no such column.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex import read_prices
        >>> prices = read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> len(prices.where(economy=["ECU", "SLV"], basket="fixed-broadband"))
        2
        """
        return self._take(rows_that_meet(self.columns, self.schema, conditions))

    def exclude(self, **conditions: object) -> Self:
        """Leave out the rows that meet all conditions; without conditions none.

        Parameters
        ----------
        **conditions : object
            As in :meth:`where`.

        Returns
        -------
        Prices, Economics or Tariffs
            The other rows.

        Raises
        ------
        UsageError
            If there is no such column.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex import read_prices
        >>> prices = read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> "ECU" in prices.exclude(economy="ECU").columns["economy"]
        False
        """
        meets = rows_that_meet(self.columns, self.schema, conditions)
        return self._take(~meets) if conditions else self

    def without_errors(self) -> Self:
        """Leave out every row with an error finding: an explicit act, and remembered.

        Returns
        -------
        Prices, Economics or Tariffs
            The other rows; ``dropped`` lists the findings of those left out.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex import read_prices
        >>> prices = read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> len((prices + prices).without_errors())
        0
        """
        faulty = self.faulty
        kept = self._take(~faulty)
        gone = Findings(f for f, rows in self._placed if any(faulty[row] for row in rows))
        return type(self)(
            kept.columns, kept._parts, kept._part, kept._placed, self.unread, self.dropped + gone
        )

    def _take(self, mask: Array) -> Self:
        place = {int(old): new for new, old in enumerate(np.flatnonzero(mask))}
        columns = {name: array[mask] for name, array in self.columns.items()}
        placed: list[Placed] = []
        for finding, rows in self._placed:
            left = tuple(place[row] for row in rows if row in place)
            if left or not rows:
                placed.append((finding, left))
        return self._make(
            columns,
            self._parts,
            self._part[mask],
            placed,
            self.unread,
            self.dropped,
            chosen=True,
        )

    def __add__(self, other: Self) -> Self:
        return concatenate([self, other]) if type(other) is type(self) else NotImplemented

    def to_frame(self) -> pd.DataFrame:
        """Return a fresh data frame, a row for each row of the table; the reader reads it back.

        Returns
        -------
        pandas.DataFrame
            The columns of this table; numbers are :class:`decimal.Decimal` or ``None``, volumes
            without limit the text ``unlimited``, yes and no nullable booleans, ``year`` and
            ``line`` nullable integers.

        Examples
        --------
        >>> import ictindex as ict
        >>> from ictindex import read_prices
        >>> prices = read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> prices.to_frame().loc[0, ["economy", "basket", "price"]].tolist()
        ['ECU', 'fixed-broadband', Decimal('24.73')]
        """
        return row_views.frame(self.columns, self.schema)

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (
            type(self), dict(self.columns), self._parts, self._part, self._placed, self.unread,
            self.dropped,
        )  # fmt: skip

    def blocks(self, language: str) -> list[Block]:
        """Return a summary of the table and its first rows."""
        return row_views.blocks(self, language)


def _restored(kind: type[TypedTable], columns: Columns, *rest: Any) -> TypedTable:
    parts, part, placed, unread, dropped = rest
    frozen = MappingProxyType({name: arguments.frozen(array) for name, array in columns.items()})
    return kind(frozen, parts, arguments.frozen(part), placed, unread, dropped)


def finding_in(
    table: TypedTable, row: int, column: str | None, code: str, /, **given: object
) -> Finding:
    """Return an error finding on a cell of a row; ``None``: on that of its price or value."""
    fault = Fault(code, given)
    address = table.address(row, column)
    return finding_of(table.schema, table.columns, row, fault, address)


def concatenate(tables: Sequence[T]) -> T:
    """Put tables of one kind under one another; rows that compete are found."""
    first = tables[0]
    columns = {
        name: np.concatenate([table.columns[name] for table in tables]) for name in first.columns
    }
    parts: list[Part] = []
    part: list[Array] = []
    placed: list[Placed] = []
    start = 0
    for table in tables:
        part.append(table._part + len(parts))
        parts += table._parts
        placed += [(finding, tuple(row + start for row in rows)) for finding, rows in table._placed]
        start += len(table)
    unread = tuple(dict.fromkeys(name for table in tables for name in table.unread))
    dropped = Findings(finding for table in tables for finding in table.dropped)
    return first._make(columns, tuple(parts), np.concatenate(part), placed, unread, dropped)
