"""Medians of groups as a publisher printed them: read from its file, compared with our arithmetic.

A printed median is never replaced by ours under the name of the publisher. Where ours is determined
and equal, it is our own; otherwise it is a bound, or the figure of the file with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.core.records import Record
from ictindex.data.cell_text import Fault, number_of, text_of, visible
from ictindex.data.io.csv import RawTable, dialect_of
from ictindex.data.io.excel import address_in
from ictindex.data.io.publisher import not_of_form
from ictindex.data.io.table_sources import Source, name_of, require_table
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import publisher_forms
from ictindex.indices.ipb.publisher_panel import BOUND, DIFFERS, FILE, NO_PRICES, OUTSIDE, OWN
from ictindex.indices.ipb.series_tables import MEDIANS
from ictindex.indices.results import result_kind
from ictindex.indices.results.group_figures import ALL
from ictindex.language.findings import Address, Finding, Findings

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.ipb.price_series import PriceSeries

FORM = "price-medians"
COUNTED = (OWN, BOUND, FILE)
_COLUMN = re.compile(r"(annual|win(?P<size>[1-9][0-9]?))_(?P<year>(?:19|20)[0-9]{2})", re.ASCII)
_BY = "itu-region"


@dataclass(frozen=True, slots=True, order=True)
class MedianKey:
    """The group, basket, measure, window and year of a printed median."""

    group: str
    definition: str
    measure: str
    window: tuple[int, ...]
    year: int


@dataclass(frozen=True, eq=False, repr=False)
class PublishedMedians(Record):
    """Medians as printed by their publisher; made by :func:`read_medians`.

    Parameters
    ----------
    file : str
        Name of the file that they were read from.
    vintage : str
        Vintage of the groups.
    values : mapping of MedianKey to decimal.Decimal
        Printed medians.
    addresses : mapping of MedianKey to Address
        Cell of each of them.
    findings : Findings
        Faults of the cells; medians with errors are not in ``values``.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex.prices import read_medians
    >>> row = {"Code": ["i154_FBB5_GNI"], "Unit": ["GNIpc"], "Grouping": ["LDC"],
    ...        "Group": ["LDC"], "annual_2025": ["13.35"]}
    >>> printed = read_medians(pd.DataFrame(row))
    >>> [(key.group, key.year, str(value)) for key, value in printed.values.items()]
    [('ldc/ldc', 2025, '13.35')]
    """

    file: str
    vintage: str
    values: Mapping[MedianKey, Decimal]
    addresses: Mapping[MedianKey, Address]
    findings: Findings

    def __len__(self) -> int:
        return len(self.values)

    def compare(self, prices: PriceSeries) -> pd.DataFrame:
        """Return each printed median with our arithmetic, and with what is to be shown.

        Parameters
        ----------
        prices : PriceSeries
            The prices of the same publication.

        Returns
        -------
        pandas.DataFrame
            Columns group (``grouping/group``, or ``all``), definition, measure, window (first and
            last year), year, published, value, low, high, count, of, basis, reason, cell. ``basis``
            is ``own`` if our arithmetic determines the median and it is equal; ``bound`` if ours
            are bounds and the printed one lies within; otherwise ``file``: only the file has it,
            and ``reason`` says why. ``attrs["counts"]`` has the number of each.

        Raises
        ------
        UsageError
            If the prices have none of the baskets of the file.

        Examples
        --------
        >>> import pandas as pd
        >>> from ictindex.prices import read_baskets, read_medians
        >>> row = {"Code": ["i154_FBB5_GNI"], "Unit": ["GNIpc"], "Grouping": ["LDC"],
        ...        "Group": ["LDC"], "annual_2025": ["13.35"]}
        >>> part = {"economy": ["NPL"], "basket": ["i154_FBB5_GNI"], "year": [2025], "value": [9]}
        >>> frame = read_medians(pd.DataFrame(row)).compare(read_baskets(pd.DataFrame(part)))
        >>> frame[["published", "value", "basis", "reason"]].values.tolist()
        [[13.35, 9.0, 'file', 'part-of-table']]
        """
        import pandas as pd

        if not {key.definition for key in self.values} & set(prices.definitions):
            raise UsageError("medians.no-basket", file=self.file)
        ours = self._ours(prices)
        rows = [self._compare_median(key, ours.get(key)) for key in self.values]
        frame = pd.DataFrame(rows, columns=_COMPARED).astype({"of": "Int64"})
        frame.attrs["file"] = self.file
        frame.attrs["counts"] = {basis: int((frame["basis"] == basis).sum()) for basis in COUNTED}
        return frame

    def fill(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return group figures with the printed median wherever ours is not determined or differs.

        Parameters
        ----------
        frame : pandas.DataFrame
            What :meth:`PriceSeries.groups` returned, with medians of the same vintage.

        Returns
        -------
        pandas.DataFrame
            The same columns. In these rows value is the printed one, ``basis`` is ``file`` and
            ``result_kind`` is ``published``; ``attrs["medians"]`` is the file.

        Raises
        ------
        UsageError
            If the figures are not medians, or of groups of another vintage.

        Examples
        --------
        >>> import pandas as pd
        >>> from ictindex.prices import read_baskets, read_medians
        >>> row = {"Code": ["i154_FBB5_GNI"], "Unit": ["GNIpc"], "Grouping": ["LDC"],
        ...        "Group": ["LDC"], "annual_2025": ["13.35"]}
        >>> part = {"economy": ["NPL"], "basket": ["i154_FBB5_GNI"], "year": [2025], "value": [9]}
        >>> groups = read_baskets(pd.DataFrame(part)).groups("ldc", "ipb-2025")
        >>> filled = read_medians(pd.DataFrame(row)).fill(groups)
        >>> filled[["group", "value", "basis", "result_kind"]].values.tolist()
        [['ldc', 13.35, 'file', 'published'], ['all', 9.0, 'part', 'computed-here']]
        """
        about = frame.attrs
        if about.get("statistic") != "median" or about.get("vintage") != self.vintage:
            raise UsageError("medians.other-groups", file=self.file, vintage=self.vintage)
        frame = frame.copy()
        columns = {name: list(frame[name]) for name in _FILLED}
        for row, (group, definition, year) in enumerate(
            frame[["group", "definition", "year"]].itertuples(index=False, name=None)
        ):
            named = ALL if group == ALL else f"{about['grouping']}/{group}"
            window = tuple(about["years"]) if about["balanced"] else (int(year),)
            key = MedianKey(named, definition, str(about["measure"]), window, int(year))
            printed = self.values.get(key)
            value = columns["value"][row]
            if printed is None:
                continue
            determined = columns["basis"][row] == OWN
            if determined and value == float(printed):
                continue
            columns["value"][row] = float(printed)
            columns["basis"][row] = FILE
            columns[result_kind.COLUMN][row] = result_kind.READ
            if determined:
                columns["reason"][row] = DIFFERS
        for name, cells in columns.items():
            frame[name] = cells
        frame.attrs["medians"] = self.file
        return frame

    def _ours(self, prices: PriceSeries) -> dict[MedianKey, Any]:
        """Return our figures by the keys of printed ones."""
        asked: dict[tuple[str, str, tuple[int, ...]], None] = {}
        for key in self.values:
            grouping = _BY if key.group == ALL else key.group.split("/")[0]
            panel = key.window if len(key.window) > 1 else ()
            asked[grouping, key.measure, panel] = None
        figures: dict[MedianKey, Any] = {}
        for grouping, measure, panel in asked:
            if measure not in prices.measures or not set(panel) <= set(prices.years):
                continue
            frame = prices.groups(
                grouping,
                self.vintage,
                measure=measure,
                years=panel or None,
                balanced=bool(panel),
            )
            for row in frame.to_dict("records"):
                year = int(row["year"])
                group = ALL if row["group"] == ALL else f"{grouping}/{row['group']}"
                key = MedianKey(group, str(row["definition"]), measure, panel or (year,), year)
                figures[key] = row
        return figures

    def _compare_median(self, key: MedianKey, ours: Any) -> tuple[Any, ...]:
        printed = float(self.values[key])
        cell = self.addresses[key].show("en")
        window = f"{key.window[0]}-{key.window[-1]}" if len(key.window) > 1 else str(key.year)
        named = key.group, key.definition, key.measure, window, key.year, printed
        nan = float("nan")
        if ours is None or not ours["count"]:
            return (*named, nan, nan, nan, 0, None, FILE, NO_PRICES, cell)
        basis, reason = ours["basis"], ours["reason"]
        if basis == OWN and ours["value"] != printed:
            basis, reason = FILE, DIFFERS
        elif basis == BOUND and not ours["low"] <= printed <= ours["high"]:
            basis, reason = FILE, OUTSIDE
        elif basis not in (OWN, BOUND):
            basis = FILE
        figures = (ours[name] for name in ("value", "low", "high", "count", "of"))
        return (*named, *figures, basis, reason, cell)


_FILLED = ("value", "basis", "reason", result_kind.COLUMN)
_COMPARED = list(MEDIANS.columns)


def read_medians(
    source: Source,
    *,
    dialect: str | None = None,
    sheet: str | None = None,
    name: str | None = None,
) -> PublishedMedians:
    """Read the medians of groups that ITU prints in its workbook of price baskets.

    Parameters
    ----------
    source : Source
        Sheet of medians of the workbook, this sheet as CSV, or a data frame: columns Code, Unit,
        Grouping and Group, columns such as ``annual_2025`` for the median of a year, and such as
        ``win5_2025`` for that of a balanced panel. The years of a panel are those that have a
        column of it. ``NA`` means no median.
    dialect : str, optional
        Dialect of a CSV file, as for :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of an Excel workbook; needed if there are several.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    PublishedMedians
        The printed medians, with findings for cells that cannot be used.

    Raises
    ------
    UnusableFileError
        If the file as a whole cannot be read with certainty.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"Code": ["i154_FBB5_GNI"], "Unit": ["GNIpc"], "Grouping": ["World"],
    ...        "Group": ["World"], "win2_2024": ["2.37"], "win2_2025": ["2.29"]}
    >>> [key.window for key in read_medians(pd.DataFrame(row)).values]
    [(2024, 2025), (2024, 2025)]
    """
    written = dialect_of(dialect, name_of(source, name))
    table = require_table(source, written, sheet, name=name)
    form = publisher_forms()["pricemedians"]
    keys = [form[name] for name in ("basket", "measure", "grouping", "group")]
    matches = {column: _COLUMN.fullmatch(column) for column in table.header}
    years = {column: match for column, match in matches.items() if match is not None}
    missing = [key for key in keys if key not in table.columns]
    if missing or not years:
        raise not_of_form(table.name, FORM, missing or ["annual_2025 ..."], table.header)
    for column in table.header:
        if column not in years and column not in keys:
            raise UnusableFileError(
                "medians.column", file=table.name, column=visible(column), allowed=keys
            )
    windows: dict[str, tuple[int, ...]] = {}
    for match in years.values():
        windows[match[1]] = (*windows.get(match[1], ()), int(match["year"]))
    for column, match in years.items():
        size = match["size"]
        if size is not None and len(set(windows[match[1]])) != int(size):
            raise UnusableFileError(
                "medians.window",
                file=table.name,
                column=column,
                size=size,
                years=[str(year) for year in sorted(set(windows[match[1]]))],
            )
    columns = {
        column: (
            tuple(sorted(set(windows[match[1]]))) if match["size"] else (int(match["year"]),),
            int(match["year"]),
        )
        for column, match in years.items()
    }
    return _fill(table, columns, form, written.decimal)


def _fill(
    table: RawTable,
    columns: Mapping[str, tuple[tuple[int, ...], int]],
    form: Mapping[str, Any],
    decimal: str,
) -> PublishedMedians:
    """Read the rows of a table whose columns are known."""
    values: dict[MedianKey, Decimal] = {}
    addresses: dict[MedianKey, Address] = {}
    findings = []
    absent = frozenset(form["missing"])
    for row, line in enumerate(table.lines):
        cells = {name: text_of(table.columns[form[name]][row]) for name in _NAMES}
        meant = _row(cells, form)
        if isinstance(meant, _RowFault):
            at = address_in(table, line, form[meant.column])
            findings.append(_finding(meant.fault, at))
            continue
        definition, measure, group = meant
        for column, (window, year) in columns.items():
            cell = table.columns[column][row]
            if text_of(cell) in absent:
                continue
            address = address_in(table, line, column)
            key = MedianKey(group, definition, measure, window, year)
            number = number_of(cell, decimal) if isinstance(cell, str) else number_of(cell)
            if isinstance(number, Decimal) and number < 0:
                number = Fault("published.negative", {"value": number})
            if isinstance(number, Decimal) and key in addresses:
                earlier = str(addresses[key].line)
                number = Fault("published.duplicate", {"file": table.name, "line": earlier})
                values.pop(key, None)
            if isinstance(number, Fault):
                findings.append(_finding(number, address, definition, year))
                continue
            values[key], addresses[key] = number, address
    return PublishedMedians(
        file=table.name,
        vintage=form["vintage"],
        values=values,
        addresses=addresses,
        findings=Findings(findings),
    )


_NAMES = ("basket", "measure", "grouping", "group")


@dataclass(frozen=True, slots=True)
class _RowFault:
    """A fault of a row and the column that it is in."""

    column: str
    fault: Fault


def _row(cells: Mapping[str, str], form: Mapping[str, Any]) -> tuple[str, str, str] | _RowFault:
    """Return definition, measure and group of a row."""
    coded = catalogue.definition_of(cells["basket"])
    if coded is None:
        hint = catalogue.basket_hint(cells["basket"])
        code = "definition.unknown-near" if hint else "definition.unknown"
        return _RowFault(
            "basket", Fault(code, {"value": cells["basket"][:80], "hint": hint or "-"})
        )
    definition, measure = coded
    stated = catalogue.measure_of(cells["measure"])
    if stated is None:
        facts: dict[str, object] = {
            "value": cells["measure"][:80],
            "allowed": ("USD", "PPP", "GNIpc"),
        }
        return _RowFault("measure", Fault("measure.unknown", facts))
    if measure not in (None, stated):
        facts = {"coded": measure, "measure": stated}
        return _RowFault("measure", Fault("measure.disagrees", facts))
    groups = form["groups"]
    if cells["grouping"] not in groups:
        facts = {"value": cells["grouping"][:80], "allowed": list(groups)}
        return _RowFault("grouping", Fault("medians.grouping-unknown", facts))
    inside = groups[cells["grouping"]]
    if cells["group"] not in inside:
        facts = {"value": cells["group"][:80], "allowed": list(inside)}
        return _RowFault("group", Fault("medians.group-unknown", facts))
    return definition, stated, inside[cells["group"]]


def _finding(
    fault: Fault, address: Address, definition: str = "", year: int | None = None
) -> Finding:
    return Finding(
        fault.code,
        fault.level,
        indicator=definition,
        year=year,
        address=address,
        details={**fault.details, "of": address.column or ""},
    )
