"""Published figures: figures printed in a report, for comparison with recomputed ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.core.records import Record
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import Fault, invisible, text_of, visible
from ictindex.data.checks import Tally, refuse_flood
from ictindex.data.io import layouts
from ictindex.data.io.csv import NONE, RawTable, dialect_of, hint, no_column, unknown_column
from ictindex.data.io.excel import address_in, refuse_sheet
from ictindex.data.io.layout_sections import texts
from ictindex.data.io.raw_rows import Figures
from ictindex.data.io.table_sources import Source, name_of, require_table
from ictindex.data.tables.schema import PUBLISHED
from ictindex.data.tables.typed_cells import Faults, node_id, read_column
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Finding, Findings
from ictindex.language.i18n.frame_names import put_names

if TYPE_CHECKING:
    import pandas as pd

FIGURES = define(
    "published-figures",
    Column("economy", "economy", exact=True),
    Column("node", "node", exact=True),
    Column("value", "figure", exact=True),
    Column("source", "text", exact=True),
    key=("economy", "node"),
)
_OBLIGATORY = ("economy", "node", "value")
Key = tuple[str, str]
_Cells = Mapping[str, Sequence[object]]


@dataclass(frozen=True, eq=False, repr=False)
class Published(Record):
    """Published figures by economy and node; made by :func:`ictindex.read_published`.

    Parameters
    ----------
    values : mapping of (str, str) to decimal.Decimal
        Figure by (economy, node), with the decimals that were printed.
    findings : Findings
        Faults of the cells; figures with errors are not in ``values``.
    addresses, sources : mapping
        Address and source by (economy, node).
    groupings : mapping
        The group of each economy, if the publication states it, by grouping
        (``"itu-region"``, ``"income-group"``).

    Examples
    --------
    >>> import ictindex as ict
    >>> from ictindex.core import package_data
    >>> folder = package_data.folder("sample_data")
    >>> published = ict.read_published(folder / "idi-2024-published.csv")
    >>> published.values["BRA", "idi"]
    Decimal('82.0')
    """

    values: Mapping[Key, Decimal]
    findings: Findings
    addresses: Mapping[Key, Address]
    sources: Mapping[Key, str]
    groupings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.values)

    def address(self, economy: str, node: str) -> Address | None:
        """Return the address of a figure.

        Parameters
        ----------
        economy, node : str
            ISO3 code and id.

        Returns
        -------
        Address or None
            File, line and column; ``None`` if there is no such figure.

        Examples
        --------
        >>> import ictindex as ict
        >>> published = ict.read_published(ict.sample_data("idi-2024-published.csv"))
        >>> published.address("BRA", "idi").show()
        'idi-2024-published.csv, line 57, column value'
        """
        return self.addresses.get((economy, node))

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a fresh data frame, a row for each figure.

        Parameters
        ----------
        names : str, optional
            Language of names instead of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, value (:class:`decimal.Decimal`), source.

        Examples
        --------
        >>> import ictindex as ict
        >>> published = ict.read_published(ict.sample_data("idi-2024-published.csv"))
        >>> frame = published.to_frame()
        >>> frame.loc[(frame["economy"] == "BRA") & (frame["node"] == "idi"), "value"].item()
        Decimal('82.0')
        """
        rows = [
            {"economy": economy, "node": node, "value": value, "source": self.sources.get(key, "")}
            for key, value in self.values.items()
            for economy, node in [key]
        ]
        return put_names(write_frame(Table.of(FIGURES, rows)), names, self)

    def __repr__(self) -> str:
        return f"<Published: {len(self)}>"


def restrict_figures(figures: Published, economies: frozenset[str]) -> Published:
    """Return the figures of some economies."""
    kept = {key: value for key, value in figures.values.items() if key[0] in economies}
    return Published(
        kept,
        Findings(finding for finding in figures.findings if finding.economy in economies),
        {key: figures.addresses[key] for key in kept},
        {key: figures.sources[key] for key in kept},
        {
            name: {e: group for e, group in groups.items() if e in economies}
            for name, groups in figures.groupings.items()
        },
    )


def merge_figures(first: Published, second: Published) -> Published:
    """Return the figures of both; a cell with two different figures is left out with a finding."""
    twice = [k for k, v in second.values.items() if first.values.get(k, v) != v]
    repeated = [_twice(first, second, key) for key in twice]
    values = {k: v for k, v in {**second.values, **first.values}.items() if k not in set(twice)}
    groupings = {
        name: {**second.groupings.get(name, {}), **first.groupings.get(name, {})}
        for name in {**first.groupings, **second.groupings}
    }
    own = [finding for finding in second.findings if finding not in set(first.findings)]
    return Published(
        values,
        Findings([*first.findings, *own, *repeated]),
        {key: {**second.addresses, **first.addresses}[key] for key in values},
        {key: {**second.sources, **first.sources}[key] for key in values},
        groupings,
    )


def published_of(figures: Figures) -> Published:
    """Return the published figures that a reader found in a file of values."""
    *cells, places = map(list, zip(*figures.rows, strict=True)) if figures.rows else [[]] * 5
    read = _read_figures(dict(zip(tuple(FIGURES.columns), cells, strict=True)), places, ".")
    return replace(read, groupings=figures.groupings)


def _twice(earlier: Published, later: Published, key: Key) -> Finding:
    first = earlier.addresses[key]
    details = {"file": first.source, "line": NONE if first.line is None else str(first.line)}
    return Finding("published.duplicate", "error", *key, None, later.addresses[key], details)


def read_published(
    source: Source | Mapping[tuple[str, str], object],
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    *,
    dialect: str | None = None,
    sheet: str | None = None,
    limit: int | None = None,
    name: str | None = None,
) -> Published:
    """Read published figures: scores of nodes and indicators as a report prints them.

    Parameters
    ----------
    source : Source or mapping
        A file, its bytes, a data frame or a list of dictionaries, in every form that
        :func:`read_observations` reads: a table with columns economy, node, value and optionally
        source; or with a column for each node, as ``columns`` states; or a mapping of
        (economy, node) to figure.
    columns : mapping, optional
        File column to ``"economy"``, or to the node or indicator whose figures it contains.
    constants : mapping, optional
        Columns that are the same for all rows: ``{"source": "IDI 2024, Annex 2"}``.
    dialect : str, optional
        Format of the file, as for :func:`read_observations`; by default ``"comma-point"``.
    sheet : str, optional
        Sheet of a workbook; needed if it has several.
    limit : int, optional
        The most rows that a CSV file may have: 100,000 without it.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    Published
        The figures, with findings for cells that cannot be used. An empty cell is not a figure.

    Raises
    ------
    UnusableFileError
        If a file or table cannot be read as a whole with certainty.
    UsageError
        If a target is unknown or the source is none of the above.

    Examples
    --------
    >>> read_published({("BRA", "idi"): "82.7"}).values
    mappingproxy({('BRA', 'idi'): Decimal('82.7')})
    """
    for argument, mapping in (("columns", columns), ("constants", constants)):
        fits = mapping is None or isinstance(mapping, Mapping)
        arguments.require(fits, argument, "mapping", mapping)
    fixed = texts("constants", "constants", constants or {}, ("economy", "node", "source"))
    spoken = dialect_of(dialect, name_of(source, name))
    if isinstance(source, Mapping):
        refuse_sheet(source, sheet)
        pairs = [_pair(key) for key in source]
        cells: _Cells = {
            "economy": [economy for economy, _ in pairs],
            "node": [node for _, node in pairs],
            "value": list(source.values()),
            "source": [fixed.get("source", "")] * len(pairs),
        }
        return _read_figures(cells, [Address(name or "mapping")] * len(pairs), spoken.decimal)
    table = require_table(source, spoken, sheet, limit, name)
    read = _tidy(table, fixed) if columns is None else _wide(table, columns, fixed)
    return _read_figures(*read, spoken.decimal)


def _pair(key: object) -> tuple[object, object]:
    if isinstance(key, tuple) and len(key) == 2:
        return key
    raise UsageError("published.key", key=text_of(key)[:80])


def _tidy(table: RawTable, fixed: Mapping[str, str]) -> tuple[_Cells, list[Address]]:
    for column in table.header:
        if column not in tuple(FIGURES.columns):
            raise unknown_column(table.name, column, tuple(FIGURES.columns))
        if column in fixed:
            raise UnusableFileError("table.constant-too", file=table.name, column=column)
    missing = [c for c in _OBLIGATORY if c not in table.columns and c not in fixed]
    if missing:
        raise UnusableFileError(
            "table.missing-columns",
            file=table.name,
            missing=missing,
            found=[visible(name) for name in table.header],
        )
    count = len(table.lines)
    cells = {
        name: table.columns.get(name, [fixed.get(name, "")] * count)
        for name in tuple(FIGURES.columns)
    }
    return cells, [address_in(table, line, "value") for line in table.lines]


def _wide(
    table: RawTable, columns: Mapping[str, str], fixed: Mapping[str, str]
) -> tuple[_Cells, list[Address]]:
    targets: dict[str, str] = {}
    for label, target in columns.items():
        column, text = text_of(label), text_of(target)
        node = text if text in ("economy", "source") else node_id(text)
        if node is None or not isinstance(target, str):
            allowed = ("economy", "source", *catalogue.node_ids(), *catalogue.indicators())
            raise layouts.unknown_target("columns", column, text, hint(text, allowed), allowed)
        if node in targets or node in fixed:
            raise UsageError(
                "layout.target-twice",
                file="columns",
                target=node,
                first=targets.get(node, f"[constants] {node}"),
                second=column,
            )
        targets[node] = column
    if "economy" not in targets and "economy" not in fixed:
        raise UsageError("layout.missing-targets", file="columns", missing=["economy"])
    for column in targets.values():
        if column not in table.columns:
            raise no_column(table.name, column, table.header)
    nodes = {node: column for node, column in targets.items() if node not in ("economy", "source")}
    count = len(table.lines)
    cells: dict[str, list[object]] = {"node": [*nodes] * count}
    for name in ("economy", "source"):
        own = table.columns[targets[name]] if name in targets else [fixed.get(name, "")] * count
        cells[name] = [cell for cell in own for _ in nodes]
    figures = (table.columns[column] for column in nodes.values())
    cells["value"] = [cell for row in zip(*figures, strict=True) for cell in row]
    return cells, [
        address_in(table, line, column) for line in table.lines for column in nodes.values()
    ]


def _read_figures(cells: _Cells, origins: Sequence[Address], decimal: str) -> Published:
    """Read the figures column by column; a fault of a row has the address of its figure."""
    tally = Tally(origins[0].source if origins else "")
    tally.add(
        *(
            Finding(fault.code, fault.level, address=Address(source), details=fault.details)
            for source in dict.fromkeys(origin.source for origin in origins)
            if (fault := invisible(source, "warning")) is not None
        )
    )
    read: dict[str, Sequence[Any]] = {}
    faults: defaultdict[int, list[Fault]] = defaultdict(list)
    for name in ("economy", "node", "source", "value"):  # the order in which they are named

        def refuse(first: Faults, most: int) -> None:
            marks = [(row, 0, origins[row].column or "", fault) for row, fault in first]
            refuse_flood(lambda row: (origins[row].source, origins[row].line or 0), marks, most)

        bounded = None if name == "value" else refuse
        read[name], of_column = read_column(PUBLISHED[name], cells[name], decimal, bounded)
        for row, fault in of_column:
            faults[row].append(fault)
    values: dict[Key, Decimal] = {}
    addresses: dict[Key, Address] = {}
    sources: dict[Key, str] = {}
    twice: set[Key] = set()
    rows = zip(*(read[name] for name in tuple(FIGURES.columns)), origins, strict=True)
    for row, (economy, node, figure, source, address) in enumerate(rows):
        wrong = faults.get(row, [])
        usable = figure is not None and all(fault.level != "error" for fault in wrong)
        key = (economy, node)
        if usable and key in addresses:
            earlier = addresses[key]
            line = NONE if earlier.line is None else str(earlier.line)
            wrong = [*wrong, Fault("published.duplicate", {"file": earlier.source, "line": line})]
            twice.add(key)
        elif usable:
            values[key], addresses[key], sources[key] = figure, address, source
        tally.add(
            *(Finding(f.code, f.level, economy, node, None, address, f.details) for f in wrong)
        )
    # It is not certain which of two figures is the published one.
    for key in twice:
        del values[key], addresses[key], sources[key]
    return Published(values, Findings(tally.findings), addresses, sources)
