"""Layouts: the meaning of the columns of a table, from arguments or a TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from numbers import Integral
from types import MappingProxyType

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import text_of, visible
from ictindex.data.io.csv import NONE, dialect_of, hint
from ictindex.data.io.files import decode
from ictindex.data.io.observation_columns import COLUMNS, CONSTANTS, OBLIGATORY, OF_A_CELL
from ictindex.data.io.table_sources import FileSource, require_content
from ictindex.definitions import catalogue
from ictindex.definitions.documents.toml_reader import find_long_key

_SUFFIXES = ("flag", "score", *OF_A_CELL)

_MOST_BYTES = 1024 * 1024

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A checked layout."""

    name: str
    of_rows: Mapping[str, str]
    of_values: Mapping[str, str]
    of_cells: Mapping[tuple[str, str], str]
    constants: Texts
    flags: Mapping[str, Texts]
    dialect: str | None = None

    @property
    def is_wide(self) -> bool:
        """True if there is a column of values for each indicator."""
        return bool(self.of_values) or any(what == "score" for _, what in self.of_cells)

    def file_columns(self) -> tuple[str, ...]:
        """Return the file columns that the layout reads."""
        return (*self.of_rows.values(), *self.of_values.values(), *self.of_cells.values())


def from_file(source: FileSource) -> Layout:
    """Read a layout from a TOML file: ``[file]``, ``[columns]``, ``[constants]``, ``[flags.X]``."""
    held = require_content(source, argument="layout")
    name, content = held.name, held.data
    if len(content) > _MOST_BYTES:
        raise UnusableFileError("layout.too-large", file=name)
    text = decode(name, content).replace("\r\n", "\n")
    line = find_long_key(text)
    if line is not None:
        raise UnusableFileError("layout.key-too-long", file=name, line=str(line))
    import tomllib  # only for a layout in a file

    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits
        raise UnusableFileError("layout.syntax", file=name, detail=str(error)) from error
    allowed = ("file", "columns", "constants", "flags")
    for key in data:
        if key not in allowed:
            raise UnusableFileError("layout.unknown-key", file=name, key=key, allowed=allowed)
    tables = []
    for key in allowed:
        table = data.get(key, {})
        if not isinstance(table, dict):
            raise UnusableFileError("layout.not-a-table", file=name, key=key)
        tables.append(table)
    try:
        dialect = texts(name, "file", tables.pop(0), ("dialect",)).get("dialect")
        dialect_of(dialect, name)
        return replace(layout_of(name, *tables), dialect=dialect)
    except UsageError as error:  # if the layout is in a file, the file is unusable
        raise UnusableFileError(error.code, faults=(), **error.details) from error


def layout_of(
    name: str,
    columns: Mapping[str, object],
    constants: Mapping[str, object] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Layout:
    """Check a layout and resolve its targets; every key is read or refused."""
    arguments.require(isinstance(columns, Mapping), "columns", "mapping", columns)
    arguments.require(flags is None or isinstance(flags, Mapping), "flags", "mapping", flags)
    fixed = texts(name, "constants", {} if constants is None else constants, CONSTANTS)
    meanings: dict[str, Texts] = {}
    for flag, entry in (flags or {}).items():
        if not isinstance(entry, Mapping):
            raise UsageError("layout.not-a-table", file=name, key=f"flags.{flag}")
        meanings[str(flag)] = texts(name, f"flags.{flag}", entry, OF_A_CELL)
    of_rows: dict[str, str] = {}
    of_values: dict[str, str] = {}
    of_cells: dict[tuple[str, str], str] = {}
    taken: dict[object, str] = {constant: f"[constants] {constant}" for constant in fixed}
    for column, target in columns.items():
        key = _target(name, str(column), target)
        if key in taken:
            raise UsageError(
                "layout.target-twice",
                file=name,
                target=str(target),
                first=taken[key],
                second=str(column),
            )
        taken[key] = str(column)
        if isinstance(key, tuple):
            of_cells[key] = str(column)
        elif key in COLUMNS:
            of_rows[key] = str(column)
        else:
            of_values[key] = str(column)
    for (base, what), column in of_cells.items():
        if what != "score" and base not in of_values and (base, "score") not in of_cells:
            raise UsageError(
                "layout.values-missing",
                file=name,
                column=column,
                target=f"{base}:{what}",
                base=base,
            )
    freeze = MappingProxyType
    layout = Layout(
        name, freeze(of_rows), freeze(of_values), freeze(of_cells), freeze(fixed), freeze(meanings)
    )
    _check_shape(layout)
    return layout


def texts(file: str, table: str, entries: Mapping[str, object], allowed: tuple[str, ...]) -> Texts:
    """Check a table of texts (constants, meanings of flags); whole numbers become texts."""
    arguments.require(isinstance(entries, Mapping), table, "mapping", entries)
    out: dict[str, str] = {}
    for key, value in entries.items():
        if key not in allowed:
            raise UsageError("layout.unknown-key", file=file, key=f"{table}.{key}", allowed=allowed)
        if isinstance(value, bool) or not isinstance(value, (str, Integral)):
            raise UsageError("layout.not-text", file=file, key=f"{table}.{key}")
        out[key] = text_of(value)
    return MappingProxyType(out)


def _target(file: str, column: str, target: object) -> str | tuple[str, str]:
    """Resolve a target: a column of observations, an indicator, or (indicator, what)."""
    if isinstance(target, str):
        if target in COLUMNS:
            return target
        indicator = catalogue.indicator_id(target)
        if indicator is not None:
            return indicator
        base, colon, what = target.rpartition(":")
        base_id = catalogue.indicator_id(base)
        if colon and what in _SUFFIXES:
            if base_id is not None:
                return base_id, what
            if base in catalogue.node_ids():
                return base, what
    text = text_of(target)
    near = hint(text, COLUMNS)
    if text in catalogue.node_ids():
        near = f"{text}:score"
    elif near == NONE:
        base, colon, what = text.rpartition(":")
        near = catalogue.indicator_hint(base if colon else text) or NONE
        if colon and near != NONE:
            near = f"{near}:{what if what in _SUFFIXES else 'flag'}"
    raise unknown_target(file, column, text, near, COLUMNS)


def unknown_target(
    file: str, column: str, target: str, near: str, allowed: tuple[str, ...]
) -> UsageError:
    """Return the error for an unknown target of a column, with the nearest known one."""
    return UsageError(
        "layout.unknown-target" if near == NONE else "layout.unknown-target-near",
        file=file,
        column=visible(column),
        target=visible(target)[:80],
        hint=near,
        allowed=allowed,
    )


def _check_shape(layout: Layout) -> None:
    """Check that a table is long (a column of values) or wide (a column per indicator)."""
    long = [name for name in ("indicator", "value") if name in layout.of_rows]
    if layout.is_wide and (long or "indicator" in layout.constants):
        raise UsageError(
            "layout.mixed",
            file=layout.name,
            target=(long or ["indicator"])[0],
        )
    needed = ("economy", "year") if layout.is_wide else OBLIGATORY
    absent = [n for n in needed if n not in layout.of_rows and n not in layout.constants]
    if absent:
        raise UsageError("layout.missing-targets", file=layout.name, missing=absent)
