"""Declarations of tables: the columns of each, their kinds, words, decimals and units.

A table is declared once, whether it comes in or goes out. Pages, data frames, JSON with its schema,
and CSV are written from the declaration: each writer is a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from ictindex.core.data_classes import dataclass

DASH = "–"
# The first key of every JSON object that leaves the library, and what it holds.
SCHEMA_KEY = "schema"
_IDENTIFIER = "ictindex/{}/0"


class Kind(NamedTuple):
    """The kind of the cells of a column.

    ``form`` is one of ``string``, ``integer``, ``number`` (a float), ``decimal``, ``boolean``,
    ``date`` and ``list`` (codes or years). ``names`` is the section of the language files with the
    names of its codes. ``right`` sets the column to the right of a page.
    """

    form: str
    names: str = ""
    right: bool = False


_TEXT, _DECIMAL = Kind("string"), Kind("decimal", right=True)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        # Codes, shown by their names.
        "economy": Kind("string", "economy"),
        "ranked-economy": Kind("string", "economy"),
        "indicator": Kind("string", "nodes"),
        # Of the catalogue, or a row of the Core List.
        "standard-indicator": Kind("string", "nodes"),
        "node": Kind("string", "nodes"),
        "unit": Kind("string", "units"),
        "status": Kind("string", "status"),
        "conf-status": Kind("string", "conf-status"),
        "source-class": Kind("string", "source-class"),
        "basket": Kind("string", "baskets"),
        "definition": Kind("string", "basket-definitions"),
        "measure": Kind("string", "measures"),
        "series": Kind("string", "series"),
        "group": Kind("string", "groups"),
        "grouping": Kind("string", "groupings"),
        "statistic": Kind("string", "statistics"),
        "result-kind": Kind("string", "kinds"),
        "flags": Kind("list", "flags"),
        "codes": Kind("list"),
        "years": Kind("list"),
        # Codes and texts, shown as they are.
        "currency": _TEXT,
        "breakdown": _TEXT,
        "window": _TEXT,
        "choice": _TEXT,
        "code": _TEXT,
        "title": _TEXT,
        "text": _TEXT,
        # A row or column of a user's own frame, whose label may be of any type.
        "label": _TEXT,
        # Whole numbers.
        "count": Kind("integer", right=True),
        "rank": Kind("integer", right=True),
        "year": Kind("integer", right=True),
        # A decimal is printed as it is, and is text in JSON; a float is rounded to ``places``.
        "figure": _DECIMAL,
        "value": _DECIMAL,
        "score": _DECIMAL,
        "number": _DECIMAL,
        "volume": _DECIMAL,
        "estimate": Kind("number", right=True),
        "boolean": Kind("boolean", "views/explained"),
        "date": Kind("date"),
    }
)

# Names a code in a language, where a section of the language files is not enough.
Naming = Callable[[str, str], str]
# Writes a cell of a page from the record of its row, in a language.
Writing = Callable[[Mapping[str, Any], str], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        Its name in frames, CSV and JSON.
    kind : str
        A key of ``KINDS``.
    label : str or pair of str
        Words of its header: ``"section/key"`` of the language files, ``"=fact"`` for words from the
        facts of the table, or a pair of a section of names and a code. By default ``columns/name``.
    about : str
        What it holds, in English, for the documentation and the JSON Schema.
    places : int or str, optional
        Decimals on a page: a number, the name of a fact, or ``"@column"`` for those of the row.
    scale : int
        Factor of the page: 100 shows a share in percent.
    unit : str
        ``"percent"`` puts the per cent sign of the language behind the figure.
    signed : bool
        A difference: positive figures have a plus sign.
    gaps : bool
        Whole numbers, answers (yes or no) and texts may be missing; figures always may.
    exact : bool
        A data frame keeps the cells as they are (decimals, ``None``) in a column of objects.
    names : str or function
        Section with the names of its codes, or a function of code and language. Of a yes or no:
        ``"section/key"``, whose words are ``key-yes`` and ``key-no``.
    of, error, upto, mark : str
        A column or fact: the whole of a count ("6 of 7"), the error of a figure ("1.2 ± 0.1"), the
        end of a range ("3–5"), stars or flags that are marked behind a figure.
    page : bool or str
        Whether a page shows it; the name of a fact: only if that is neither empty nor false.
    data : bool or str
        Whether frames, CSV and JSON have it; the name of a fact: as for ``page``.
    absent : str
        What a page shows for a missing cell.
    align : str
        ``"left"`` or ``"right"``; by default that of its kind.
    write : function, optional
        Words of its cells, from the record of the row and the language.
    get : str or function
        Attribute or key of a record that it is from, ``"=fact"`` for a fact of the table, or a
        function of the record; by default its name.
    closed : bool
        What somebody wrote in confidence: only who asks for closed columns gets it.
    concept : str
        Concept of the column in SDMX, if its name is not.
    """

    name: str
    kind: str
    label: str | tuple[str, str] = ""
    about: str = ""
    _: KW_ONLY
    places: int | str | None = None
    scale: int = 1
    unit: str = ""
    signed: bool = False
    gaps: bool = False
    exact: bool = False
    names: str | Naming = ""
    of: str = ""
    error: str = ""
    upto: str = ""
    mark: str = ""
    page: bool | str = True
    data: bool | str = True
    absent: str = DASH
    align: str = ""
    write: Writing | None = None
    get: str | Callable[[Any], object] = ""
    closed: bool = False
    concept: str = ""

    @property
    def form(self) -> str:
        """The form of its cells, which its kind decides."""
        return KINDS[self.kind].form

    @property
    def is_number(self) -> bool:
        """True if its cells are decimals."""
        return self.form == "decimal"

    @property
    def to_the_right(self) -> bool:
        """True if a page sets it to the right."""
        return self.align == "right" if self.align else KINDS[self.kind].right


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of one kind of table, in the order of its data.

    ``key`` are the columns that name a row. ``page`` are the columns of a page in their order, if
    it is another one; none: the table is data, which no page shows.
    """

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...] = ()
    page: tuple[str, ...] | None = None

    def data_columns(
        self, facts: Mapping[str, object] | None = None, *, closed: bool = False
    ) -> list[Column]:
        """Return the columns of frames, CSV and JSON; closed ones only where they are asked for.

        Without facts, those that depend on one are among them.
        """
        return [
            column
            for column in self.columns.values()
            if (closed or not column.closed)
            and (facts is None or _has(column.data, facts))
            and column.data
        ]

    def page_columns(self, facts: Mapping[str, object]) -> list[Column]:
        """Return the columns of a page, some of which depend on facts of the table."""
        names = self.columns if self.page is None else self.page
        return [self.columns[name] for name in names if _has(self.columns[name].page, facts)]

    def only(self, *names: str) -> Schema:
        """Return a schema of some of the columns, in another order if need be."""
        return Schema(self.name, MappingProxyType({name: self.columns[name] for name in names}))

    def rewrite(self, **changes: Mapping[str, Any]) -> Schema:
        """Return a schema with changes of some columns, by name: where facts decide the words."""
        columns = {
            name: replace(column, **changes.get(name, {})) for name, column in self.columns.items()
        }
        return replace(self, columns=MappingProxyType(columns))

    def join(self, name: str, *columns: Column) -> Schema:
        """Return a schema of another name with further columns after these."""
        return define(name, *self.columns.values(), *columns, key=self.key, page=self.page)


def _has(rule: bool | str, facts: Mapping[str, object]) -> bool:
    """Tell whether an output has a column, which may depend on a fact."""
    return bool(facts.get(rule)) if isinstance(rule, str) else rule


def define(
    name: str, *columns: Column, key: tuple[str, ...] = (), page: tuple[str, ...] | None = None
) -> Schema:
    """Declare a table; columns that others name must exist."""
    by_name = {column.name: column for column in columns}
    if len(by_name) != len(columns):
        raise ValueError(f"{name}: two columns of one name")
    for column in columns:
        ends = (column.upto, column.error, str(column.places).partition("@")[2])
        unknown = {part for part in ends if part} - by_name.keys()
        if unknown or column.kind not in KINDS:
            raise ValueError(f"{name}.{column.name}: {', '.join(unknown) or column.kind}?")
    if not by_name.keys() >= {*key, *(page or ())}:
        raise ValueError(f"{name}: {key}, {page}")
    return Schema(name, MappingProxyType(by_name), key, page)


def identify(name: str) -> str:
    """Return the identifier of the schema of a JSON object or of a table, with its version.

    The version is 0 until the release; from then on keys are only added, and any other change has
    the next number.
    """
    return _IDENTIFIER.format(name)


class Part(NamedTuple):
    """A table of a result: its name there, its columns, and the attribute with its records."""

    name: str
    schema: Schema
    rows: str
