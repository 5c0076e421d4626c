"""The base of every table: typed columns, their findings, and the selection of rows."""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from ictindex.core.data_classes import dataclass
from ictindex.core.decimals import to_decimal
from ictindex.core.errors import UsageError
from ictindex.core.records import Record
from ictindex.core.tables.records_writer import write_records
from ictindex.data.cell_text import Fault, text_of
from ictindex.data.dates import date_of
from ictindex.data.io.csv import NONE, hint
from ictindex.data.tables import row_views
from ictindex.data.tables.addresses import Cells, Part, finding_of, label_of, sort_placed
from ictindex.data.tables.column_arrays import ArrayColumns, mask_of
from ictindex.data.tables.schema import UNLIMITED, Schema
from ictindex.data.tables.submission_facts import SubmissionFacts, merge_facts
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Finding, Findings, Placed
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.data.tables.column_arrays import Array
    from ictindex.data.tables.corrections import CellCorrection
    from ictindex.data.tables.draft import Draft


def freeze_cells(cells: Mapping[str, Any]) -> Mapping[str, tuple[Any, ...]]:
    """Return columns as read-only tuples; arrays become plain cells."""
    return MappingProxyType(
        {
            name: column
            if isinstance(column, tuple)
            else tuple(column.tolist() if hasattr(column, "tolist") else column)
            for name, column in cells.items()
        }
    )


def check_column(schema: Schema, name: object) -> None:
    """Refuse the name of a column that the table does not have, with the nearest one."""
    allowed = (*schema.names, *schema.provenance)
    if name not in allowed:
        near = hint(text_of(name), allowed)
        code = schema.no_column[near != NONE]
        raise UsageError(code, column=text_of(name), hint=near, allowed=allowed)


def rows_that_meet(cells: Cells, schema: Schema, conditions: Mapping[str, object]) -> list[int]:
    """Return the numbers of the rows that meet all conditions."""
    rows: Iterable[int] = range(len(cells["economy"]))
    for name, wanted in conditions.items():
        check_column(schema, name)
        try:
            admitted = {_convert_wanted(schema.kind_of(name), value) for value in _several(wanted)}
        except TypeError as error:  # not iterable, or not the content of a cell
            raise UsageError(
                "argument.unfit",
                argument=name,
                expected="condition",
                given=type(wanted).__name__,
            ) from error
        column = cells[name]
        rows = [row for row in rows if column[row] in admitted]
    return list(rows)


def _several(wanted: Any) -> Iterable[object]:
    """Return the admitted values of a condition: a single value, or several in a collection."""
    if getattr(wanted, "shape", None) == ():
        return (wanted[()],)  # a 0-d array holds a scalar
    if isinstance(wanted, Iterable) and not isinstance(wanted, (str, bytes)):
        return wanted
    return (wanted,)


def _convert_wanted(kind: str, wanted: object) -> object:
    """Return an admitted value in the form that cells of a kind of column have."""
    if kind == "year":
        text = text_of(wanted)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else wanted
    if kind == "value":
        return None if wanted is None else to_decimal(wanted)
    if kind in ("number", "volume") and wanted is not None:
        return UNLIMITED if wanted in ("unlimited", UNLIMITED) else to_decimal(wanted)
    if kind == "indicator" and isinstance(wanted, str):
        return catalogue.indicator_id(wanted) or wanted
    if kind == "boolean" and wanted in ("yes", "no"):
        return wanted == "yes"
    if kind == "date" and isinstance(wanted, str):
        try:
            return date.fromisoformat(wanted)
        except ValueError:
            return wanted
    return wanted


T = TypeVar("T", bound="Table")


@dataclass(frozen=True, eq=False, repr=False)
class Table(Record, Renderable, ABC):
    """Rows of typed columns: the base of observations, prices, economics and tariffs.

    Parameters
    ----------
    cells : mapping of str to tuple
        The cells of each column, such as ``table.cells["year"]``: text (``""`` if empty), whole
        numbers (0: unknown), :class:`decimal.Decimal`, ``True`` or ``False``,
        :class:`datetime.date`; ``None`` if a number, a yes or no, or a date is missing.
    placed : tuple
        Findings, each with the rows that it is about.
    unread : tuple of str
        Columns of the file that were not read.
    dropped : Findings
        Findings of the rows that :meth:`without_errors` left out.
    facts : SubmissionFacts
        Facts about the submission that the table contains, stated by :meth:`with_facts`. Tables
        that are put together keep only facts that are the same for all of them.

    Examples
    --------
    >>> import ictindex as ict
    >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
    >>> isinstance(prices, Table), prices.unread, len(prices.dropped)
    (True, (), 0)
    >>> prices.cells["economy"][:2], prices.columns["year"].dtype.kind
    (('ECU', 'ECU'), 'i')
    >>> prices.missing_rows(), prices.faulty_rows(), (prices + prices).faulty_rows()[:2]
    ((), (), (0, 1))
    """

    cells: Mapping[str, tuple[Any, ...]]
    placed: tuple[Placed, ...] = ()
    unread: tuple[str, ...] = ()
    dropped: Findings = field(default_factory=Findings)
    facts: SubmissionFacts = field(default_factory=SubmissionFacts, kw_only=True)

    schema: ClassVar[Schema]

    @cached_property
    def columns(self) -> Mapping[str, Array]:
        """The columns as read-only NumPy arrays, by name.

        Years and lines are whole numbers, all others are objects; each array is made at its first
        use.
        """
        return ArrayColumns(self.cells, lambda name: self.schema.kind_of(name) == "year")

    @property
    def findings(self) -> Findings:
        """Findings about the cells, in the order of the rows.

        Examples
        --------
        >>> import ictindex as ict
        >>> len(ict.read_prices(ict.sample_data("ipb-prices-2025.csv")).findings)
        0
        """
        return Findings(finding for finding, _ in self.placed)

    def missing_rows(self) -> tuple[int, ...]:
        """Return the numbers of the rows without a value or price.

        Returns
        -------
        tuple of int
            In the order of the rows.
        """
        values = self.cells[self.schema.main]
        if None not in values:
            return ()
        return tuple(row for row, value in enumerate(values) if value is None)

    def faulty_rows(self) -> tuple[int, ...]:
        """Return the numbers of the rows with an error finding.

        Returns
        -------
        tuple of int
            In the order of the rows.
        """
        errors = (rows for finding, rows in self.placed if finding.level == "error")
        return tuple(sorted(set(chain.from_iterable(errors))))

    @property
    def missing(self) -> Array:
        """Mask of the rows without a value or price (bool array of shape ``(rows,)``).

        Examples
        --------
        >>> import ictindex as ict
        >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> bool(prices.missing.any())
        False
        """
        return mask_of(self.missing_rows(), len(self))

    @property
    def faulty(self) -> Array:
        """Mask of the rows with an error finding (bool array of shape ``(rows,)``).

        Examples
        --------
        >>> import ictindex as ict
        >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> bool(prices.faulty.any()), bool((prices + prices).faulty.all())
        (False, True)
        """
        return mask_of(self.faulty_rows(), len(self))

    def __len__(self) -> int:
        return len(self.cells["economy"])

    def _row_number(self, row: Any) -> int:
        """Return the number of a row, or refuse an argument that is not one."""
        try:
            number = operator.index(row)
        except TypeError as error:
            raise UsageError(
                "argument.unfit", argument="row", expected="whole-number", given=type(row).__name__
            ) from error
        if not 0 <= number < len(self):
            shown = str(number) if abs(number) < 10**15 else "\u2026"
            raise UsageError("observations.no-row", row=shown, count=str(len(self)))
        return number

    def with_facts(
        self,
        *,
        submitter: str = "",
        submitted: date | str | None = None,
        deadline: date | str | None = None,
        declared: Mapping[str, Decimal | int] | None = None,
        corrections: Sequence[CellCorrection] = (),
        office: str = "",
        sheets: Sequence[str] = (),
    ) -> Self:
        """State facts about the submission that the table contains; its rows stay unchanged.

        Parameters
        ----------
        submitter : str
            ISO3 code of the economy whose submission this is.
        submitted, deadline : datetime.date or str, optional
            When the table was submitted, and the last day of the collection (ISO 8601).
        declared : mapping, optional
            The sender's statements about the table: ``rows`` (their number) and ``total`` (of all
            values).
        corrections : sequence of CellCorrection
            The cells of a questionnaire that were changed in this tool.
        office : str
            The office of the State that sent it, if it is one of several: a role, never a person.
        sheets : sequence of str
            The sheets of the questionnaire that the office sent.

        Returns
        -------
        Table
            The same rows with these facts; other facts stay unchanged.

        Raises
        ------
        UsageError
            If a fact is of the wrong kind, or a date is not valid.

        Examples
        --------
        >>> import ictindex as ict
        >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> table = table.with_facts(submitted="2024-01-15").with_facts(deadline="2024-02-01")
        >>> table.facts.submitted.isoformat(), table.where(economy="BRA").facts == table.facts
        ('2024-01-15', True)
        """
        stated = SubmissionFacts(
            submitter,
            date_of(submitted, "submitted"),
            date_of(deadline, "deadline"),
            {} if declared is None else declared,
            corrections,
            office,
            sheets,
        )
        return replace(self, facts=merge_facts(self.facts, stated))

    def where(self, **conditions: object) -> Self:
        """Choose the rows that meet all conditions.

        Parameters
        ----------
        **conditions : object
            One admitted value of a column, or several in a list, tuple, set or range.

        Returns
        -------
        Table
            The chosen rows, of the same class, with the findings about them.

        Raises
        ------
        UsageError
            If there is no such column.

        Examples
        --------
        >>> import ictindex as ict
        >>> observations = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> len(observations.where(economy=["BRA", "KEN"], indicator="internet-users"))
        2
        """
        return self.take(rows_that_meet(self.cells, self.schema, conditions))

    def exclude(self, **conditions: object) -> Self:
        """Leave out the rows that meet all conditions; without conditions keep all rows.

        Parameters
        ----------
        **conditions : object
            As in :meth:`where`.

        Returns
        -------
        Table
            The other rows.

        Raises
        ------
        UsageError
            If there is no such column.

        Examples
        --------
        >>> import ictindex as ict
        >>> observations = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> "BRA" in observations.exclude(economy="BRA").cells["economy"]
        False
        """
        if not conditions:
            return self
        return self._leave_out(rows_that_meet(self.cells, self.schema, conditions))

    def without_errors(self) -> Self:
        """Leave out every row with an error finding; the result records these findings.

        If rows compete, all of them are left out: it is not certain which of them is valid.

        Returns
        -------
        Table
            The other rows; ``dropped`` lists the findings of those left out.

        Examples
        --------
        >>> import ictindex as ict
        >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> len((table + table).without_errors())
        0
        """
        faulty = frozenset(self.faulty_rows())
        left_out = Findings(f for f, rows in self.placed if not faulty.isdisjoint(rows))
        return replace(self._leave_out(faulty), dropped=self.dropped + left_out)

    def _leave_out(self, rows: Iterable[int]) -> Self:
        left_out = frozenset(rows)
        return self.take([row for row in range(len(self)) if row not in left_out])

    def take(self, rows: Sequence[int]) -> Self:
        """Choose rows by their numbers, each once, with the findings about them."""
        cells = {name: tuple([column[row] for row in rows]) for name, column in self.cells.items()}
        placed: list[Placed] = []
        if self.placed:
            position = {row: number for number, row in enumerate(rows)}
            for finding, about in self.placed:
                left = tuple(position[row] for row in about if row in position)
                if left or not about:
                    placed.append((finding, left))
        return replace(self._choose(rows, cells, placed), facts=self.facts)

    @abstractmethod
    def _choose(self, rows: Sequence[int], cells: Cells, placed: list[Placed]) -> Self:
        """Return the table of some rows; ``placed`` are the findings that remain."""

    def join(self, others: Sequence[Self]) -> Self:
        """Append other tables of this kind; rows that compete are reported."""
        tables = [self, *others]
        cells = {
            name: tuple(chain.from_iterable(table.cells[name] for table in tables))
            for name in self.cells
        }
        placed: list[Placed] = []
        start = 0
        for table in tables:
            placed += [(f, tuple(row + start for row in rows)) for f, rows in table.placed]
            start += len(table)
        unread = tuple(dict.fromkeys(name for table in tables for name in table.unread))
        dropped = Findings(finding for table in tables for finding in table.dropped)
        facts = self.facts if all(t.facts == self.facts for t in others) else SubmissionFacts()
        return replace(
            self._combine(tables, cells, placed), unread=unread, dropped=dropped, facts=facts
        )

    @abstractmethod
    def _combine(self, tables: Sequence[Self], cells: Cells, placed: list[Placed]) -> Self:
        """Return one table of the rows of several; ``placed`` are the findings of each."""

    def __add__(self, other: Self) -> Self:
        return self.join([other]) if type(other) is type(self) else NotImplemented

    def equals(self, other: object) -> bool:
        """Tell whether another table states the same: the same rows in the same order.

        Parameters
        ----------
        other : Observations, Prices, Economics or Tariffs
            Another table.

        Returns
        -------
        bool
            ``False`` for a table of another kind. Files and lines that the rows are from, and
            findings, are not compared; neither are zeros at the end of a decimal.

        Examples
        --------
        >>> import ictindex as ict
        >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> prices.equals(ict.read_prices(prices.to_frame())), prices.equals(prices.take([0]))
        (True, False)
        """
        if type(other) is not type(self):
            return False
        stated = self.schema.columns  # not where the rows are from
        return all(self.cells[name] == other.cells[name] for name in stated)

    def to_frame(self) -> pd.DataFrame:
        """Return a fresh data frame, a row for each row of the table; the reader accepts it.

        Returns
        -------
        pandas.DataFrame
            The columns of this table; numbers are :class:`decimal.Decimal` or ``None``, volumes
            without limit the text ``unlimited``, yes and no nullable booleans, ``year`` and
            ``line`` nullable integers.

        Examples
        --------
        >>> import ictindex as ict
        >>> observations = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> observations.to_frame().shape
        (229, 22)
        >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
        >>> prices.to_frame().loc[0, ["economy", "basket", "price"]].tolist()
        ['ECU', 'fixed-broadband', Decimal('24.73')]
        """
        return row_views.frame(self.cells, self.schema)

    def _name_object(self) -> str:
        return f"{self.schema.name}-as-read"

    def _to_dict(self) -> dict[str, Any]:
        """Return the rows with all their digits as plain data, for JSON."""
        return {"rows": write_records(row_views.make_rows(self.cells, self.schema))}


def concatenate(tables: Sequence[T]) -> T:
    """Put tables of one kind together; rows that compete are reported."""
    return tables[0].join(tables[1:])


@dataclass(frozen=True, slots=True)
class RowRules:
    """The rules of a kind of table: across the cells of a row, and between rows.

    ``between`` are the codes of findings about several rows, made again for each choice of rows;
    ``beyond`` are the codes of those made only when rows are put together, because a row that was
    not chosen is not missing.
    """

    complete: Callable[[Draft], None]
    judge: Callable[[Any], list[Placed]]
    between: frozenset[str]
    beyond: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False, repr=False)
class TypedTable(Table):
    """Rows of prices, economics or tariffs, which come from one source or several.

    Parameters
    ----------
    cells : mapping
        As in :class:`Table`; ``file`` and ``line`` (0: unknown) are the origin of a row.
    placed, unread : tuple
        As in :class:`Table`.
    dropped : Findings
        As in :class:`Table`.
    parts : tuple of Part
        The sources.
    part : tuple of int
        The source of each row, by its number.
    facts : SubmissionFacts
        As in :class:`Table`.

    Examples
    --------
    >>> import ictindex as ict
    >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
    >>> isinstance(prices, TypedTable), [part.name for part in prices.parts]
    (True, ['ipb-prices-2025.csv'])
    """

    parts: tuple[Part, ...] = ()
    part: tuple[int, ...] = ()

    _shown: ClassVar[tuple[str, ...]]
    rules: ClassVar[RowRules]

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
        digests: dict[str, str] = {}
        for part in self.parts:
            if part.sha256:
                name = part.name.partition("!")[0]
                same = digests.setdefault(name, part.sha256) == part.sha256
                digests[name] = part.sha256 if same else ""
        return MappingProxyType(digests)

    def address(self, row: int, column: str | None = None) -> Address:
        """Return the address of a cell.

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
        number = self._row_number(row)
        name = self.schema.main if column is None else column
        check_column(self.schema, name)
        part = self.parts[self.part[number]]
        label = label_of(self.schema, self.cells, part.labels, number, name)
        return part.address(self.cells["line"][number], label)

    def _choose(self, rows: Sequence[int], cells: Cells, placed: list[Placed]) -> Self:
        codes_judged_again = self.rules.between
        own = [entry for entry in placed if entry[0].code not in codes_judged_again]
        part = tuple([self.part[row] for row in rows])
        bare = replace(self, cells=freeze_cells(cells), placed=(), part=part)
        # If there was no fault between the rows, there is none between some of them.
        if any(finding.code in codes_judged_again for finding, _ in self.placed):
            own += [
                entry for entry in self.rules.judge(bare) if entry[0].code in codes_judged_again
            ]
        return replace(bare, placed=sort_placed(own))

    def _combine(self, tables: Sequence[Self], cells: Cells, placed: list[Placed]) -> Self:
        parts: list[Part] = []
        part: list[int] = []
        for table in tables:
            part += [number + len(parts) for number in table.part]
            parts += table.parts
        return make_table(type(self), cells, tuple(parts), part, placed)

    def _blocks(self, language: str) -> list[Block]:
        """Return a summary of the table and its first rows."""
        return row_views.blocks(self.cells, self.schema, self._shown, len(self.placed), language)


P = TypeVar("P", bound=TypedTable)


def make_table(
    kind: type[P],
    cells: Cells,
    parts: tuple[Part, ...],
    part: Iterable[int],
    placed: Iterable[Placed],
    unread: tuple[str, ...] = (),
) -> P:
    """Make a table from any source; faults between its rows are found here."""
    codes_judged_again = kind.rules.between | kind.rules.beyond
    own = [entry for entry in placed if entry[0].code not in codes_judged_again]
    bare = kind(freeze_cells(cells), (), unread, Findings(), parts, tuple(part))
    own += [entry for entry in kind.rules.judge(bare) if entry[0].code in codes_judged_again]
    return replace(bare, placed=sort_placed(own))


def finding_in(
    table: TypedTable, row: int, column: str | None, code: str, /, **details: object
) -> Finding:
    """Return an error finding on a cell of a row; ``None`` means its price or value."""
    address = table.address(row, column)
    return finding_of(table.schema, table.cells, row, Fault(code, details), address)


def find_between(
    table: TypedTable,
    row: int,
    other: int,
    code: str,
    column: str | None = None,
    /,
    **details: object,
) -> Finding:
    """Return a finding on a row that names the line, or cell, of another row."""
    address = replace(table.address(other, column), column=None)
    return finding_in(table, row, column, code, **details, place=address)


def find_competing(
    table: TypedTable,
    keys: tuple[str, ...],
    code: str,
    variant: str = "",
    columns: Sequence[str] | None = None,
) -> list[Placed]:
    """Return a finding for each row that is about the same thing as another row."""
    every = list(zip(*(table.cells[name] for name in keys), strict=True))
    if len(set(every)) == len(every):
        return []
    rows_of: dict[tuple[object, ...], list[int]] = {}
    for row, key in enumerate(every):
        rows_of.setdefault(key, []).append(row)
    variants = table.cells[variant] if variant else ("",) * len(table)
    placed: list[Placed] = []
    for key, rows in rows_of.items():
        if len(rows) == 1 or not all(key):  # a row with an incomplete key has its own finding
            continue
        # The first two rows of each variant are enough to find another row for every row.
        first: dict[str, list[int]] = {}
        for row in rows:
            same = first.setdefault(variants[row], [])
            if len(same) < 2:
                same.append(row)
        if "" not in first and len(first) == len(rows):
            continue
        for row in rows:
            own = variants[row]
            fitting = [*first[own], *first.get("", ())] if own else rows[:2]
            others = [other for other in fitting if other != row]
            if others:
                column = None if columns is None else columns[row]
                finding = find_between(
                    table, row, min(others), code, column, value=str(table.cells[keys[-1]][row])
                )
                placed.append((finding, (row,)))
    return placed
