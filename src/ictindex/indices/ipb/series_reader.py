"""Reader of published prices of baskets: it turns a long file into a price series.

The checks run once for each distinct text, not for each cell; a fault becomes a finding with its
address, and the price is not in the series. Nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any, Literal

import numpy as np

from ictindex.core import arguments, decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import Fault, invisible, is_missing, number_of, text_of, visible
from ictindex.data.checks import FIRST_YEAR, LAST_YEAR, find_hidden
from ictindex.data.io import itu_price_workbook, layout_sections, layouts
from ictindex.data.io.csv import Dialect, RawTable, dialect_of, hint, no_column, unknown_column
from ictindex.data.io.excel import address_in
from ictindex.data.io.files import Content
from ictindex.data.io.table_sources import (
    Source,
    content_of,
    is_records,
    name_of,
    refuse_name,
    require_table,
)
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import publisher_forms
from ictindex.indices.ipb.medians import MISSING, to_units
from ictindex.indices.ipb.price_panel import AXES, NONE, STATUSES, Origins, make_axes
from ictindex.indices.ipb.price_series import PriceSeries, join_series
from ictindex.indices.ipb.series_checks import add_doubts
from ictindex.indices.results import result_kind
from ictindex.language.findings import Address, Finding, Findings

COLUMNS = ("economy", "basket", "year", "value", "measure", "status", "source", result_kind.COLUMN)
OBLIGATORY = ("economy", "basket", "year", "value")
# Columns of a wide file, in addition to the measures; other columns are not read.
_WIDE = ("economy", "basket", "definition", "year", "status", "source", result_kind.COLUMN)
_UNREAD = ("currency", "flags", "operator", "plan", "note")
CONSTANTS = tuple(column for column in COLUMNS if column != "value")


@dataclass(frozen=True, slots=True)
class Draft:
    """Cells by column, each with its column of the file."""

    table: RawTable
    cells: Mapping[str, Sequence[object]]
    labels: Mapping[str, str]
    unread: tuple[str, ...]
    computed: bool = False


def choose_columns(table: RawTable, columns: Mapping[str, str] | None) -> dict[str, str]:
    """Return the column of the file for each column of prices, by its name or by the call."""
    if columns is None:
        for column in table.header:
            if column not in COLUMNS:
                raise unknown_column(table.name, column, COLUMNS)
        return {column: column for column in table.header}
    labels: dict[str, str] = {}
    for label, target in columns.items():
        column, text = text_of(label), text_of(target)
        if text not in COLUMNS:
            raise layouts.unknown_target("columns", column, text, hint(text, COLUMNS), COLUMNS)
        if column not in table.columns:
            raise no_column(table.name, column, table.header)
        if text in labels:
            raise UsageError(
                "layout.target-twice",
                file="columns",
                target=text,
                first=labels[text],
                second=column,
            )
        labels[text] = column
    # Columns with their own name need no mapping.
    for column in table.header:
        if column in COLUMNS and column not in labels and column not in labels.values():
            labels[column] = column
    return labels


def make_draft(
    table: RawTable, columns: Mapping[str, str] | None, fixed: Mapping[str, str]
) -> Draft:
    """Take the columns of a table that belong to a table of prices."""
    labels = choose_columns(table, columns)
    for name in fixed:
        if name in labels:
            raise UnusableFileError("table.constant-too", file=table.name, column=labels[name])
    missing = [name for name in OBLIGATORY if name not in labels and name not in fixed]
    if missing:
        raise UnusableFileError(
            "table.missing-columns",
            file=table.name,
            missing=missing,
            found=[visible(name) for name in table.header],
        )
    count = len(table.lines)
    cells: dict[str, Sequence[object]] = {name: [text] * count for name, text in fixed.items()}
    cells |= {name: table.columns[column] for name, column in labels.items()}
    read = set(labels.values())
    unread = tuple(column for column in table.header if column not in read)
    return Draft(table, cells, labels, unread)


def find_measures(
    table: RawTable, columns: Mapping[str, str] | None, fixed: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the measures that are columns of a wide file; none for a long file."""
    if columns is not None or {"value", "measure"} & {*table.header, *fixed}:
        return ()
    return tuple(measure for measure in catalogue.measures() if measure in table.header)


def make_wide_draft(table: RawTable, measure: str, fixed: Mapping[str, str]) -> Draft:
    """Take one measure of a wide file as the prices of a long one."""
    # The definition, if it is filled in, determines the basket of a row.
    measures = catalogue.measures()
    for column in table.header:
        if column not in (*_WIDE, *_UNREAD, *measures):
            raise unknown_column(table.name, column, (*_WIDE, *measures))
    named = [name for name in _WIDE if name in table.columns and name != "definition"]
    mapping = {name: name for name in named} | {measure: "value"}
    draft = make_draft(table, mapping, {**fixed, "measure": measure})
    cells = dict(draft.cells)
    if "definition" in table.columns and "basket" in cells:
        pairs = zip(cells["basket"], table.columns["definition"], strict=True)
        cells["basket"] = [_choose_definition(basket, stated) for basket, stated in pairs]
    unread = tuple(name for name in table.header if name in _UNREAD)
    return replace(draft, cells=cells, unread=unread, computed=True)


def _choose_definition(basket: object, stated: object) -> object:
    """Return the definition that a row states, unless it is one of another basket."""
    coded = catalogue.definition_of(text_of(stated))
    if coded is None:
        return stated if text_of(stated) else basket
    own = catalogue.basket_definitions()[coded[0]].basket
    # A basket with another definition is reported like a basket without one.
    return stated if own == text_of(basket) else basket


# ITU's workbook has this word for prices that are not in its history sheet.
_STATUS_WORDS = {**{status: status for status in STATUSES}, "outside_history_range": "outside"}


def read_baskets(
    source: Source | Sequence[Source],
    *,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, object] | None = None,
    dialect: str | None = None,
    sheet: str | None = None,
    edition: int | None = None,
    form: Literal["price-workbook"] | None = None,
    name: str | None = None,
) -> PriceSeries:
    """Read published prices of baskets, with one price in each row.

    Parameters
    ----------
    source : Source or a list of these
        A file, its bytes, a data frame or a list of dictionaries, in every form that
        :func:`ictindex.read_observations` reads, with columns economy (ISO3), basket (id of
        a definition or ITU's code), year, value (a number, not negative; empty for no price), and
        optionally measure (``local``, ``usd``, ``ppp``, ``share``, or ITU's ``USD``, ``PPP``,
        ``GNIpc``; needed if ITU's code has no suffix), status (``official``, ``experimental``,
        ``outside``; by default that of the history of the basket), source and result_kind (as in a
        frame of results; by default ``published``). In place of measure and value there may be
        columns local, usd, ppp and share, and definition next to basket, as ``ictindex basket
        compute --csv`` writes them.
    columns : mapping, optional
        File column to one of these columns. Other columns of the file are listed in ``unread``.
    constants : mapping, optional
        Columns that are the same for all rows: ``{"measure": "share"}``.
    dialect : str, optional
        Dialect of a CSV file, as for :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of an Excel workbook; needed if there are several.
    edition : int, optional
        Edition of the index that the figures were published with; its vintage of groups is used if
        none is named.
    form : str, optional
        ``"price-workbook"``: ITU's workbook of price baskets as published, with a column for each
        year, or its sheet saved as CSV. No mapping of columns is needed.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    PriceSeries
        The prices, with findings for cells that cannot be used, and warnings about the whole table:
        years that repeat the one before, level jumps, years in which shares were computed with more
        than one income of an economy.

    Raises
    ------
    UnusableFileError
        If a file or table as a whole cannot be read with certainty.
    UsageError
        If an argument does not fit, or the same price is in two sources.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"iso3": ["ABW"], "code": ["i154_FBB_GNI"], "year": [2016], "value": ["2.81"]}
    >>> series = read_baskets(pd.DataFrame(row), columns={
    ...     "iso3": "economy", "code": "basket", "year": "year", "value": "value"})
    >>> series.value("ABW", "fixed-broadband-1gb", 2016), series.measures
    (Decimal('2.81'), ('share',))
    """
    for argument, mapping in (("columns", columns), ("constants", constants)):
        fits = mapping is None or isinstance(mapping, Mapping)
        arguments.require(fits, argument, "mapping", mapping)
    arguments.require(edition is None or type(edition) is int, "edition", "whole-number", edition)
    if isinstance(source, (list, tuple)) and not is_records(source):
        if not source:
            raise UsageError("observations.no-source")
        refuse_name(source, name)
        each = partial(
            read_baskets,
            columns=columns,
            constants=constants,
            dialect=dialect,
            sheet=sheet,
            edition=edition,
            form=form,
        )
        whole = join_series([each(part) for part in source])
        return replace(whole, findings=add_doubts(whole, whole.findings))
    shown = name_of(source, name)
    written = dialect_of(dialect, shown)
    if form is not None:
        if columns is not None:
            raise UsageError("form.no-columns", form=text_of(form))
        whole = _read_workbook(
            content_of(source, name) or source, form, constants, written, sheet, edition
        )
        return replace(whole, findings=add_doubts(whole, whole.findings))
    table = require_table(source, written, sheet, name=name)
    fixed = layout_sections.texts("constants", "constants", constants or {}, CONSTANTS)
    wide = find_measures(table, columns, fixed)
    if wide:
        drafts = [make_wide_draft(table, measure, fixed) for measure in wide]
        whole = join_series([_make_series(draft, written.decimal, edition) for draft in drafts])
        # Faults in the other cells of a row are reported with each of its prices.
        return replace(whole, findings=add_doubts(whole, _distinct(whole.findings)))
    whole = _make_series(make_draft(table, columns, fixed), written.decimal, edition)
    return replace(whole, findings=add_doubts(whole, whole.findings))


def _read_workbook(
    source: object,
    form: object,
    constants: Mapping[str, object] | None,
    dialect: Dialect,
    sheet: str | None,
    edition: int | None,
) -> PriceSeries:
    if form != itu_price_workbook.FORM:
        raise UsageError(
            "form.unknown", form=text_of(form)[:80], allowed=(itu_price_workbook.FORM,)
        )
    if not isinstance(source, Content):
        raise UsageError(
            "form.needs-file", form=itu_price_workbook.FORM, type=type(source).__name__
        )
    fixed = layout_sections.texts("constants", "constants", constants or {}, ("status", "source"))
    names = publisher_forms()["pricebook"]
    labels = {names[name]: name for name in ("economy", "basket", "measure")}
    each = [
        _make_series(
            make_draft(table, {**labels, year: "value"}, {**fixed, "year": year}),
            dialect.decimal,
            edition,
        )
        for year, table in itu_price_workbook.yearly_tables(source, dialect, sheet)
    ]
    if not each:
        raise UnusableFileError("table.no-rows", file=name_of(source))
    return join_series(each)


def _distinct(findings: Findings) -> Iterator[Finding]:
    seen = set()
    for finding in findings:
        key = finding.code, finding.address
        if key not in seen:
            seen.add(key)
            yield finding


_Judged = tuple[list[Any], dict[int, Fault]]


def _judge(draft: Draft, name: str, rule: Callable[[str], Any]) -> _Judged:
    """Return the meaning of each cell of a column, and the faults by row; check each text once."""
    texts = [text_of(cell) for cell in draft.cells[name]]
    meant = {text: invisible(text) or rule(text) for text in set(texts)}
    bad = {text for text, value in meant.items() if isinstance(value, Fault)}
    faults = {row: meant[text] for row, text in enumerate(texts) if text in bad} if bad else {}
    return [meant[text] for text in texts], faults


def _economy(text: str) -> str | Fault:
    if text in catalogue.economies():
        return text
    if text == "":
        return Fault("cell.empty")
    near = catalogue.economy_hint(text)
    code = "economy.unknown-near" if near else "economy.unknown"
    return Fault(code, {"value": text[:80], "hint": near or NONE})


def _basket(text: str) -> tuple[str, str | None] | Fault:
    coded = catalogue.definition_of(text)
    if coded is not None:
        return coded
    if text == "":
        return Fault("cell.empty")
    if text in catalogue.baskets():
        definitions = catalogue.basket_definitions().values()
        own = [definition.id for definition in definitions if definition.basket == text]
        return Fault("definition.needed", {"basket": text, "allowed": own})
    near = catalogue.basket_hint(text)
    code = "definition.unknown-near" if near else "definition.unknown"
    return Fault(code, {"value": text[:80], "hint": near or NONE})


def _year(text: str) -> int | Fault:
    if text.isascii() and text.isdigit() and len(text) == 4:
        year = int(text)
        if FIRST_YEAR <= year <= LAST_YEAR:
            return year
    if text == "":
        return Fault("cell.empty")
    facts: dict[str, object] = {
        "value": text[:80],
        "first": str(FIRST_YEAR),
        "last": str(LAST_YEAR),
    }
    return Fault("year.unusable", facts)


def _measure(text: str) -> str | Fault | None:
    measure = catalogue.measure_of(text)
    if measure is None and text != "":
        allowed = (*catalogue.measures(), "USD", "PPP", "GNIpc")
        return Fault("measure.unknown", {"value": text[:80], "allowed": allowed})
    return measure


def _status(text: str) -> str | Fault:
    if text == "" or text in _STATUS_WORDS:
        return _STATUS_WORDS.get(text, "")
    return Fault("status.basket-unknown", {"value": text[:80], "allowed": tuple(_STATUS_WORDS)})


def _kind(text: str) -> str | Fault:
    if text and not set(text.split(";")) <= set(result_kind.NAMES):
        hidden = find_hidden(result_kind.COLUMN, text)
        facts: dict[str, object] = {"value": text[:80], "allowed": result_kind.NAMES}
        return hidden or Fault("status.result-kind", facts)
    return text


def _values(draft: Draft, decimal: str) -> _Judged:
    judged: dict[str, Decimal | Fault | None] = {"": None}
    values: list[Any] = []
    for cell in draft.cells["value"]:
        if isinstance(cell, str):
            if cell not in judged:
                judged[cell] = _price(number_of(cell, decimal))
            values.append(judged[cell])
        else:
            values.append(None if is_missing(cell) else _price(number_of(cell)))
    return values, {row: value for row, value in enumerate(values) if isinstance(value, Fault)}


def _price(number: Decimal | Fault) -> Decimal | Fault:
    if isinstance(number, Decimal) and number < 0:
        return Fault("published.negative", {"value": number})
    return number


def _find_disagreements(
    baskets: Sequence[Any], measures: Sequence[str | None]
) -> Iterator[tuple[int, str, Fault]]:
    """Yield the rows where the code of a basket and the measure do not fit together."""
    for row, (basket, measure) in enumerate(zip(baskets, measures, strict=True)):
        if isinstance(basket, Fault) or isinstance(measure, Fault):
            continue
        if basket[1] is None and measure is None:
            yield row, "basket", Fault("measure.needed", {"definition": basket[0]})
        elif basket[1] is not None and measure not in (None, basket[1]):
            facts: dict[str, object] = {"coded": basket[1], "measure": measure}
            yield row, "measure", Fault("measure.disagrees", facts)


def _make_series(draft: Draft, decimal: str, edition: int | None) -> PriceSeries:
    count = len(draft.table.lines)
    empty: Sequence[object] = [""] * count
    draft = replace(draft, cells={name: draft.cells.get(name, empty) for name in COLUMNS})
    rules: dict[str, Callable[[str], Any]] = {
        "economy": _economy,
        "basket": _basket,
        "year": _year,
        "measure": _measure,
        "status": _status,
        "source": lambda text: find_hidden("source", text) or text,
        result_kind.COLUMN: _kind,
    }
    judged = {name: _judge(draft, name, rule) for name, rule in rules.items()}
    judged["value"] = _values(draft, decimal)
    marks = [
        (row, COLUMNS.index(name), name, fault)
        for name, (_, faults) in judged.items()
        for row, fault in faults.items()
    ]
    meant = {name: values for name, (values, _) in judged.items()}
    marks += [
        (row, COLUMNS.index(name), name, fault)
        for row, name, fault in _find_disagreements(meant["basket"], meant["measure"])
    ]
    faulty = {row for row, _, _, fault in marks if fault.level == "error"}
    rows = [row for row in range(count) if meant["value"][row] is not None and row not in faulty]
    keys = [
        (
            meant["economy"][row],
            meant["basket"][row][0],
            meant["year"][row],
            meant["basket"][row][1] or meant["measure"][row],
        )
        for row in rows
    ]
    rows, keys, twice = _leave_out_duplicates(draft, rows, keys)
    marks += twice
    return _fill_series(draft, meant, rows, keys, _make_findings(draft, meant, marks), edition)


_Key = tuple[str, str, int, str]
_Mark = tuple[int, int, str, Fault]


def _leave_out_duplicates(
    draft: Draft, rows: list[int], keys: list[_Key]
) -> tuple[list[int], list[_Key], list[_Mark]]:
    """Leave out prices that occur twice, because it is not known which was published."""
    if len(set(keys)) == len(keys):
        return rows, keys, []
    first: dict[_Key, int] = {}
    marks: list[_Mark] = []
    twice: set[_Key] = set()
    for row, key in zip(rows, keys, strict=True):
        earlier = first.setdefault(key, row)
        if earlier != row:
            line = str(draft.table.lines[earlier])
            fault = Fault("published.duplicate", {"file": draft.table.name, "line": line})
            marks.append((row, COLUMNS.index("value"), "value", fault))
            twice.add(key)
    kept = [(row, key) for row, key in zip(rows, keys, strict=True) if key not in twice]
    return [row for row, _ in kept], [key for _, key in kept], marks


def _make_findings(draft: Draft, meant: Mapping[str, list[Any]], marks: list[_Mark]) -> Findings:
    def value_of(name: str, row: int, kind: type) -> Any:
        value = meant[name][row]
        return value if isinstance(value, kind) else None

    findings = []
    name = invisible(draft.table.name, "warning")
    if name is not None:
        findings.append(
            Finding(name.code, name.level, address=Address(draft.table.name), details=name.details)
        )
    for row, _, column, fault in sorted(marks, key=lambda mark: mark[:2]):
        basket = value_of("basket", row, tuple)
        address = address_in(draft.table, draft.table.lines[row], draft.labels.get(column, column))
        findings.append(
            Finding(
                fault.code,
                fault.level,
                economy=value_of("economy", row, str) or "",
                indicator="" if basket is None else basket[0],
                year=value_of("year", row, int),
                address=address,
                details={**fault.details, "of": column},
            )
        )
    return Findings(findings)


def _fill_series(
    draft: Draft,
    meant: Mapping[str, list[Any]],
    rows: list[int],
    keys: list[_Key],
    findings: Findings,
    edition: int | None,
) -> PriceSeries:
    """Put the usable prices on their axes."""
    names: list[tuple[Any, ...]] = list(zip(*keys, strict=True)) if keys else [()] * 4
    axes = make_axes(*names)
    parts = [getattr(axes, name) for name in AXES]
    cells = tuple(
        np.array([position[name] for name in named], dtype=np.intp)
        for named, position in zip(
            names, ({key: n for n, key in enumerate(axis)} for axis in parts), strict=True
        )
    )
    values = [meant["value"][row] for row in rows]
    places = max((decimals.decimals_of(value) for value in set(values)), default=0)
    whole = to_units(values, places)
    units = np.full(axes.shape, MISSING, dtype=whole.dtype)
    units[cells] = whole
    status, file, source, line = (np.full(axes.shape, fill, np.int32) for fill in (0, -1, 0, 0))
    history = {
        (d, year): catalogue.basket_definitions()[d].status(year)
        for d in axes.definitions
        for year in axes.years
    }
    statuses = [
        meant["status"][row] or history[key[1:3]] for row, key in zip(rows, keys, strict=True)
    ]
    status[cells] = [STATUSES.index(text) for text in statuses]
    # A file written by a result states its kind; other prices were published.
    kinds, name = meant[result_kind.COLUMN], draft.table.name
    origins = [(meant["source"][row] or name, kinds[row] or result_kind.READ) for row in rows]
    named = {origin: n for n, origin in enumerate(dict.fromkeys(origins))}
    source[cells] = [named[origin] for origin in origins]
    file_column = name, draft.labels.get("value", "value")
    file[cells] = -1 if draft.computed else 0
    line[cells] = [draft.table.lines[row] for row in rows]
    return PriceSeries(
        axes=axes,
        places=places,
        units=units,
        status=status,
        origins=Origins(
            (file_column,),
            tuple(text for text, _ in named),
            tuple(kind for _, kind in named),
            file,
            source,
            line,
        ),
        edition=edition,
        findings=findings,
        unread=draft.unread,
    )
