"""Tables of pages: a declared table as a grid of words in a language.

Text, Markdown, HTML, LaTeX and PDF write the grid. Each column is written as a whole, and each
distinct cell once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.language.i18n import translations as words
from ictindex.language.i18n.code_names import name_code, names_of
from ictindex.language.i18n.document import Block, Bullets, Grid
from ictindex.language.i18n.shown_numbers import Number, number

_UNLIMITED = Decimal("Infinity")


def write_grid(table: Table, language: str) -> Grid:
    """Return a table as the grid of a page: columns that the page shows, in its order."""
    columns = table.schema.page_columns(table.facts)
    written = [_write_column(table, column, language) for column in columns]
    return Grid(
        [header_of(column, table.facts, language) for column in columns],
        list(map(list, zip(*written, strict=True))),
        frozenset(n for n, column in enumerate(columns) if column.to_the_right),
    )


def write_records(
    columns: Mapping[str, Column], records: Sequence[Mapping[str, Any]], language: str
) -> Grid:
    """Return records, which are at least one, as a grid; their columns are some of those."""
    schema = define("records", *(columns[name] for name in records[0]))
    return write_grid(Table.of(schema, records), language)


def as_they_are(words: str, language: str) -> str:
    """Return words of a cell: they are in the language already, with their isolates."""
    return words


def write_notes(table: Table, language: str) -> list[Block]:
    """Return the words of the letters that mark figures of a table, if it has any."""
    marks = [c.mark for c in table.schema.page_columns(table.facts) if c.mark]
    notes = [
        words.pair(letter, name_code(table.schema.columns[mark], flag, language), language)
        for mark in marks
        for flag, letter in _letters(table, mark).items()
    ]
    return [Bullets(notes)] if notes else []


def header_of(column: Column, facts: Mapping[str, object], language: str) -> str:
    """Return the words of the header of a column; facts fill its placeholders."""
    label = column.label or ("columns", column.name)
    if isinstance(label, str):
        if label[:1] == "=":
            return _word_fact(facts[label[1:]], language)
        section, _, key = label.rpartition("/")
    else:
        section, key = label
        if section == "economy":
            return words.economy_name(key, language)
    named = words.label(section, key, language)
    if "{" not in named:
        return named
    return words.fill(named, {k: _word_fact(v, language) for k, v in facts.items()}, language)


def _word_fact(fact: object, language: str) -> str:
    """Return a fact for a header: words, or a function that returns them in a language."""
    return str(fact(language) if callable(fact) else fact)


def _write_column(table: Table, column: Column, language: str) -> Sequence[str]:
    """Return the words of the cells of a column."""
    if column.write is not None:
        return [column.write(record, language) for record in table.records()]
    cells = table.cells[column.name]
    if column.form in ("number", "decimal", "integer") and column.kind != "year":
        return _write_figures(table, column, cells, language)
    write = _writer(column, language)
    if column.upto:  # years: a period of one year is that year
        ends = table.cells[column.upto]
        return [
            write(first)
            if first == last
            else words.text("language", "ends", language, first=write(first), last=write(last))
            for first, last in zip(cells, ends, strict=True)
        ]
    written = {cell: write(cell) for cell in set(cells)}
    return [written[cell] for cell in cells]


def _writer(column: Column, language: str) -> Callable[[Any], str]:
    """Return the function that writes a cell that is no figure."""
    section, _, key = str(names_of(column)).rpartition("/")

    def write(cell: Any) -> str:
        if cell is None or cell in ("", ()):
            return column.absent
        if column.form == "list":
            return words.join_names(
                [name_code(column, str(code), language) for code in cell], language
            )
        if column.form == "boolean":
            return words.text(section, f"{key}-{'yes' if cell else 'no'}", language)
        return name_code(column, str(cell), language)

    return write


def _write_figures(
    table: Table, column: Column, cells: Sequence[Any], language: str
) -> Sequence[str]:
    """Return figures in words: with their decimals, sign, unit, whole, error, range and marks."""
    places = _each(table, str(column.places)) if isinstance(column.places, str) else None
    if not (places or column.of or column.error or column.upto or column.mark):
        return _write_alone(column, cells, language)

    fixed = column.places if isinstance(column.places, int) else None

    def show(cell: Number | None, row: int) -> str:
        own = fixed if places is None else places[row]
        return number(
            cell,
            language,
            places=own,
            scale=column.scale,
            signed=column.signed,
            unit=column.unit,
            absent=column.absent,
        )

    shown = [show(cell, row) for row, cell in enumerate(cells)]
    if column.of:
        wholes = _each(table, column.of)
        is_rank = column.kind == "rank"  # "number 3 of 22", not "3 of the 22"
        section, key, name = (
            ("benchmarks", "rank-among", "rank") if is_rank else ("views", "of-total", "count")
        )
        return [
            text
            if whole is None or cell is None
            else words.text(section, key, language, **{name: text, "total": str(whole)})
            for text, cell, whole in zip(shown, cells, wholes, strict=True)
        ]
    if column.upto:
        ends = [show(cell, row) for row, cell in enumerate(table.cells[column.upto])]
        return [
            low if low == high == column.absent else f"{low}–{high}"
            for low, high in zip(shown, ends, strict=True)
        ]
    if column.error:
        errors = enumerate(table.cells[column.error])
        shown = [
            text if error is None else f"{text} ± {_write_error(error, row, column, show)}"
            for text, (row, error) in zip(shown, errors, strict=True)
        ]
    return _mark(table, column, shown) if column.mark else shown


def _write_alone(column: Column, cells: Sequence[Any], language: str) -> Sequence[str]:
    """Return figures that nothing else belongs to; each distinct text of digits is written once."""
    places = column.places if isinstance(column.places, int) else None
    written: dict[str, str] = {}
    out = []
    for cell in cells:
        key = str(cell)  # not the number itself: 82.0 and 82 are equal
        if key not in written:
            written[key] = (
                words.text("views", "unlimited", language)
                if cell == _UNLIMITED and column.form == "decimal"
                else number(
                    cell,
                    language,
                    places=places,
                    scale=column.scale,
                    signed=column.signed,
                    unit=column.unit,
                    absent=column.absent,
                )
            )
        out.append(written[key])
    return out


def _write_error(
    error: float, row: int, column: Column, show: Callable[[Number | None, int], str]
) -> str:
    """Return the error of a figure; one that rounds to zero is below one unit of the last digit."""
    places = column.places if isinstance(column.places, int) else 0
    last = 10.0**-places / column.scale
    return f"<{show(last, row)}" if 0 < error < last / 2 else show(error, row)


def _each(table: Table, name: str) -> Sequence[Any]:
    """Return what is named: a column (``@column``, or a name of one), or a fact for every row."""
    column = name.removeprefix("@")
    return table.cells[column] if column in table.cells else (table.facts[name],) * len(table)


def _letters(table: Table, mark: str) -> dict[str, str]:
    """Return a letter for each flag of a column, in the order of first use."""
    if table.schema.columns[mark].form != "list":
        return {}
    flags = dict.fromkeys(flag for cell in table.cells[mark] for flag in cell)
    return {flag: chr(ord("a") + n) for n, flag in enumerate(flags)}


def _mark(table: Table, column: Column, shown: Sequence[str]) -> Sequence[str]:
    """Put marks behind figures: a star for a number that is not 0, letters for flags."""
    letters, marks = _letters(table, column.mark), table.cells[column.mark]
    if table.schema.columns[column.mark].form != "list":
        return [
            f"{text}*" if mark and text != column.absent else text
            for text, mark in zip(shown, marks, strict=True)
        ]
    return [
        " ".join([text, *(letters[flag] for flag in flags)])
        for text, flags in zip(shown, marks, strict=True)
    ]
