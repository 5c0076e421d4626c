"""Layouts: the meaning of the columns of a table, from arguments or a TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from types import MappingProxyType

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import text_of, visible
from ictindex.data.io.csv import NONE, dialect_of, hint
from ictindex.data.io.estimate_layouts import OF_ROWS, SECTIONS, Estimates, read_estimates
from ictindex.data.io.files import decode
from ictindex.data.io.layout_sections import Texts, choose, list_blanks, tables, texts
from ictindex.data.io.observation_columns import COLUMNS, CONSTANTS, OBLIGATORY, OF_A_CELL
from ictindex.data.io.table_sources import FileSource, require_content
from ictindex.definitions import catalogue
from ictindex.definitions.documents.toml_reader import find_long_key

_SUFFIXES = ("flag", "score", *OF_A_CELL)

_MOST_BYTES = 1024 * 1024


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
    codes: Mapping[str, Texts] = field(default_factory=dict)
    estimates: Estimates | None = None

    @property
    def is_of_a_program(self) -> bool:
        """True if the table has the form in which a program writes estimates."""
        return self.estimates is not None and self.estimates.form != ""

    @property
    def is_wide(self) -> bool:
        """True if there is a column of values for each indicator."""
        return bool(self.of_values) or any(what == "score" for _, what in self.of_cells)

    def file_columns(self) -> tuple[str, ...]:
        """Return the file columns that the layout reads."""
        return (*self.of_rows.values(), *self.of_values.values(), *self.of_cells.values())


def from_file(source: FileSource) -> Layout:
    """Read a layout from a TOML file, and refuse one that nobody confirmed."""
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
    _check_document(name, data)
    try:
        dialect = texts(name, "file", data.get("file", {}), ("dialect",)).get("dialect")
        dialect_of(dialect, name)
        return replace(_layout_in(name, data), dialect=dialect)
    except UsageError as error:  # if the layout is in a file, the file is unusable
        raise UnusableFileError(error.code, faults=(), **error.details) from error


def _check_document(name: str, data: dict[str, object]) -> None:
    """Refuse unknown keys, what is no section, a suggestion without confirmation, and blanks."""
    allowed = ("confirmed", "file", "columns", "constants", "flags", "codes", *SECTIONS)
    for key in data:
        if key not in allowed:
            raise UnusableFileError("layout.unknown-key", file=name, key=key, allowed=allowed)
    if data.pop("confirmed", True) is not True:
        raise UnusableFileError("layout.not-confirmed", file=name)
    for key, table in data.items():
        if not isinstance(table, dict):
            raise UnusableFileError("layout.not-a-table", file=name, key=key)
    blanks = list(list_blanks(data))
    if blanks:
        raise UnusableFileError("layout.blanks", file=name, keys=blanks)


def _layout_in(name: str, data: Mapping[str, Mapping[str, object]]) -> Layout:
    """Check the sections of a layout: of a program's table, or of one with columns of its own."""
    estimates = read_estimates(name, data)
    codes = tables(name, "codes", data.get("codes", {}))
    columns, constants = data.get("columns", {}), data.get("constants", {})
    if estimates is None or not estimates.form:
        layout = layout_of(name, columns, constants, data.get("flags", {}))
        _check_codes(name, codes, layout.of_rows)
        return replace(layout, codes=codes, estimates=estimates)
    if "flags" in data:
        raise UsageError("layout.unknown-key", file=name, key="flags", allowed=SECTIONS)
    fixed = texts(name, "constants", constants, OF_ROWS)
    of_rows: dict[str, str] = {}
    for column, target in columns.items():
        role = choose(name, f"columns.{column}", target, OF_ROWS)
        if role in of_rows or role in fixed:
            first = of_rows.get(role, f"[constants] {role}")
            raise UsageError(
                "layout.target-twice", file=name, target=role, first=first, second=column
            )
        of_rows[role] = column
    _check_codes(name, codes, of_rows)
    absent = [n for n in ("economy", "year") if n not in of_rows and n not in fixed]
    if absent:
        raise UsageError("layout.missing-targets", file=name, missing=absent)
    freeze = MappingProxyType
    return Layout(
        name, freeze(of_rows), freeze({}), freeze({}), fixed, freeze({}), None, codes, estimates
    )


def _check_codes(name: str, codes: Mapping[str, Texts], of_rows: Texts) -> None:
    """Refuse codes of a column that the layout does not read."""
    for column in codes:
        if column not in of_rows.values():
            key, read = f"codes.{column}", tuple(of_rows.values())
            raise UsageError("layout.unknown-key", file=name, key=key, allowed=read)


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
