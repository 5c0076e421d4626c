"""A table: declared columns with their cells, and facts about them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter, itemgetter
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.columns import KINDS, Column, Schema

if TYPE_CHECKING:
    import pandas as pd

Cells = Mapping[str, Sequence[Any]]
_PLAIN = frozenset({str, int, bool, Decimal, float, tuple, dt.date, NoneType})
_MISSING = frozenset({"NAType", "NaTType"})


class Table:
    """Columns of cells by name, as a schema declares them; rows are made on demand.

    ``facts`` are true of all rows: the total of a count, the words of a header (or a function that
    returns them in a language), a number of decimals, the kind of the result.
    """

    __slots__ = ("cells", "facts", "schema")

    def __init__(
        self, schema: Schema, cells: Cells, facts: Mapping[str, object] | None = None
    ) -> None:
        self.schema = schema
        self.facts: Mapping[str, object] = MappingProxyType({} if facts is None else dict(facts))
        whole = dict(cells)
        for name, column in schema.columns.items():
            if name not in whole and isinstance(column.get, str) and column.get[:1] == "=":
                fact = self.facts.get(column.get[1:])
                whole[name] = (fact,) * len(next(iter(whole.values())))
        if len({len(column) for column in whole.values()}) > 1 or schema.columns.keys() - whole:
            raise ValueError(f"{schema.name}: columns of unequal length, or too few")
        self.cells: Cells = MappingProxyType({name: whole[name] for name in schema.columns})

    @classmethod
    def of(
        cls, schema: Schema, records: Iterable[Any], facts: Mapping[str, object] | None = None
    ) -> Table:
        """Make a table from records: objects with attributes, or mappings."""
        rows = list(records)
        own = {} if facts is None else facts
        cells = {c.name: _column_of(c, rows, own) for c in schema.columns.values()}
        return cls(schema, cells, own)

    @classmethod
    def read_frame(
        cls, schema: Schema, frame: pd.DataFrame, facts: Mapping[str, object] | None = None
    ) -> Table:
        """Make a table from a data frame that was made of it; columns of pages alone are empty."""
        cells: dict[str, Sequence[Any]] = {}
        for name, column in schema.columns.items():
            if name in frame:
                whole = frame[name].tolist()
                if column.form == "list":
                    whole = [tuple(filter(None, str(cell).split(";"))) for cell in whole]
                cells[name] = plain_cells(column, whole)
            elif not (isinstance(column.get, str) and column.get[:1] == "="):
                cells[name] = (None,) * len(frame)
        return cls(schema, cells, facts)

    def __len__(self) -> int:
        return len(next(iter(self.cells.values()), ()))

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield each row as a record of its cells by name."""
        names = tuple(self.cells)
        for row in zip(*self.cells.values(), strict=True):
            yield dict(zip(names, row, strict=True))

    def take(self, rows: Sequence[int]) -> Table:
        """Return some rows, in the order of their numbers."""
        cells = {name: [column[row] for row in rows] for name, column in self.cells.items()}
        return Table(self.schema, cells, self.facts)

    def keep(self, is_kept: Callable[[dict[str, Any]], object]) -> Table:
        """Return the rows whose record a function accepts."""
        return self.take([n for n, record in enumerate(self.records()) if is_kept(record)])

    def sort(self, key: Callable[[dict[str, Any]], Any]) -> Table:
        """Return the rows in the order of a key of their records."""
        keys = [key(record) for record in self.records()]
        return self.take(sorted(range(len(self)), key=keys.__getitem__))

    def first(self, count: int) -> Table:
        """Return the first rows."""
        return self.take(range(min(count, len(self))))

    def only(self, *names: str) -> Table:
        """Return some columns, in another order if need be."""
        return Table(self.schema.only(*names), {n: self.cells[n] for n in names}, self.facts)

    def spread(self, by: str, *shown: str, over: Sequence[str] | Sequence[int] = ()) -> Table:
        """Return a wide table for a page: columns of ``shown`` for each code of ``by``.

        Rows are those of the rest of the key. The first of the shown columns gets the name of the
        code as its header; the others keep their own. ``over`` are the codes, in order; by default
        those of the rows.
        """
        columns = self.schema.columns
        rest = [name for name in self.schema.key if name != by]
        # A page may show a part of the key twice: the code of an economy next to its name.
        rest += [c.name for c in columns.values() if c.get in rest and not c.data]
        codes = list(dict.fromkeys(over or self.cells[by]))
        keys = list(zip(*(self.cells[name] for name in rest), strict=True))
        position = {
            (key, code): n for n, (key, code) in enumerate(zip(keys, self.cells[by], strict=True))
        }
        rows = list(dict.fromkeys(keys))
        section = columns[by].names or KINDS[columns[by].kind].names
        wide = {name: columns[name] for name in rest}
        cells: dict[str, Sequence[Any]] = {
            name: [row[n] for row in rows] for n, name in enumerate(rest)
        }
        for code in codes:
            at = [position.get((row, code)) for row in rows]
            for n, name in enumerate(shown):
                own_label = columns[name].label or ("columns", name)
                label = own_label if n else (str(section), str(code))
                own = replace(columns[name], name=f"{name}:{code}", gaps=True, label=label)
                wide[own.name] = own
                whole = self.cells[name]
                cells[own.name] = [None if row is None else whole[row] for row in at]
        return Table(Schema(self.schema.name, wide, tuple(rest)), cells, self.facts)


def _column_of(
    column: Column, records: Sequence[Any], facts: Mapping[str, object]
) -> Sequence[Any]:
    """Return the cells of a column from records, in plain types."""
    get = column.get or column.name
    if isinstance(get, str):
        if get[:1] == "=":
            return plain_cells(column, (facts.get(get[1:]),) * len(records))
        is_mapping = bool(records) and isinstance(records[0], Mapping)
        get = itemgetter(get) if is_mapping else attrgetter(get)
    return plain_cells(column, [get(record) for record in records])


def plain_cells(column: Column, cells: Sequence[Any]) -> Sequence[Any]:
    """Return cells in plain types: no types of NumPy or pandas, and ``None`` for a missing one."""
    types = set(map(type, cells))
    if not types <= _PLAIN:
        cells = [_plain(cell) for cell in cells]
        types = set(map(type, cells))
    if float in types:
        cells = [None if cell != cell else cell for cell in cells]
        if column.form == "integer":  # pandas makes floats of counts with gaps
            cells = [int(cell) if isinstance(cell, float) else cell for cell in cells]
    if NoneType in types and column.form in ("string", "list") and not column.gaps:
        empty: str | tuple[()] = () if column.form == "list" else ""
        cells = [empty if cell is None else cell for cell in cells]
    return cells


def _plain(cell: Any) -> Any:
    if type(cell) in _PLAIN:
        return cell
    if type(cell).__name__ in _MISSING:
        return None
    if isinstance(cell, (list, tuple)):
        return tuple(cell)
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, dt.datetime):  # a pandas timestamp too
        return cell.date()
    return cell.item() if hasattr(cell, "item") else cell
