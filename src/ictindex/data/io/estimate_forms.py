"""Tables of estimates in the form in which a program writes them: which cell is which figure.

``svyby`` and ``srvyr`` are of R, ``stata`` is the matrix ``r(table)``, ``spss`` a pivot table of
CSDESCRIPTIVES, ``sas`` a table of SURVEYMEANS, ``wide-shares`` a row for each variable with share,
count and both errors for each group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import text_of, visible
from ictindex.data.io.csv import NONE, RawTable, hint, no_column
from ictindex.data.io.estimate_layouts import Estimates
from ictindex.data.io.layouts import Layout

# Missing figures as these programs write them: R, then Stata and SAS.
MISSING = frozenset({"NA", "NaN", "."})
PREFIXES = MappingProxyType(
    {
        "se": "standard_error",
        "ci_l": "lower_bound",
        "ci_u": "upper_bound",
        "DEff": "design_effect",
    }
)
SUFFIXES = MappingProxyType(
    {
        "se": "standard_error",
        "low": "lower_bound",
        "upp": "upper_bound",
        "deff": "design_effect",
    }
)
# The names of the figures in the table of a program; a layout may name others.
STATISTICS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "stata": {
            "b": "value",
            "se": "standard_error",
            "ll": "lower_bound",
            "ul": "upper_bound",
            "df": "degrees_of_freedom",
        },
        "spss": {
            "Estimate": "value",
            "Standard Error": "standard_error",
            "Lower": "lower_bound",
            "Upper": "upper_bound",
            "Design Effect": "design_effect",
            "Unweighted Count": "sample_size",
        },
        "sas": {
            "Mean": "value",
            "StdErr": "standard_error",
            "LowerCLMean": "lower_bound",
            "UpperCLMean": "upper_bound",
            "N": "sample_size",
            "DF": "degrees_of_freedom",
        },
    }
)
KEYS = MappingProxyType({"wide-shares": ("variable", "universe"), "sas": ("VarName", "VarLevel")})
_OBLIGATORY = ("value", "standard_error")
WIDE_SHARES = re.compile(r"(\w+?)(Prop|Count)(SE)?")
_CONSOLE = re.compile(r"\s*(?:\S+ +)?(?:mean|total|proportion|Mean|SE|2\.5 %)\s{2,}\S.*")
# Marks of what a program left out of a coefficient, as in ``1bn.sex`` or ``0b.sex``.
_LEVEL = re.compile(r"([0-9]+)(?:b|n|bn|o)?\.(\w+)")


class Figure(NamedTuple):
    """A cell with a figure of an estimate, and where it is."""

    cell: object
    line: int
    column: str


class Estimate(NamedTuple):
    """A figure that a program estimated, with what it says of its precision."""

    variable: str
    domain: Mapping[str, object]  # the cells of the columns that name the domain
    figures: Mapping[str, Figure]  # by column of observations
    group: str = ""
    beyond: bool = False  # nobody of the group is asked: the program writes zeros


def list_estimates(
    table: RawTable, layout: Layout, stated: Estimates
) -> tuple[list[Estimate], set[str]]:
    """Return the estimates of a table that a layout names, and the columns that were read."""
    refuse_console(table)
    read: set[str] = set()
    estimates = list(_READERS[stated.form](table, layout, stated, read))
    variables = {estimate.variable for estimate in estimates}
    for variable in stated.variables:
        if variable not in variables:
            raise _no_variable(table, variable, sorted(variables))
    return estimates, read


def refuse_console(table: RawTable) -> None:
    """Refuse what R printed: its figures have lost their last digits."""
    if len(table.header) == 1 and _CONSOLE.fullmatch(table.header[0]):
        raise UnusableFileError("layout.console", file=visible(table.name))


def refuse_variances(table: RawTable) -> None:
    """Refuse a matrix whose rows and columns have the same names: ``e(V)`` of Stata."""
    if {text_of(cell) for cell in table.columns[table.header[0]]} == set(table.header[1:]):
        raise UnusableFileError("layout.variances", file=visible(table.name))


def not_this_form(table: RawTable, form: str, expected: Iterable[str]) -> UnusableFileError:
    """Return the error for a table that does not have the columns of its form."""
    return UnusableFileError(
        "form.not-this-form",
        file=visible(table.name),
        form=form,
        missing=list(expected),
        found=[visible(name)[:80] for name in table.header[:40]],
    )


def _no_variable(table: RawTable, variable: str, there: Sequence[str]) -> UnusableFileError:
    near = hint(variable, there)
    return UnusableFileError(
        "layout.no-variable" if near == NONE else "layout.no-variable-near",
        file=visible(table.name),
        variable=visible(variable),
        hint=visible(near),
    )


def _domains(table: RawTable, layout: Layout, read: set[str]) -> Callable[[int], dict[str, object]]:
    """Return a function of the row: the cells of the columns that the layout reads."""
    columns = tuple(layout.of_rows.values())
    for column in columns:
        if column not in table.columns:
            raise no_column(table.name, column, table.header)
    read.update(columns)
    return lambda row: {column: table.columns[column][row] for column in columns}


def _read_columns(
    table: RawTable,
    layout: Layout,
    stated: Estimates,
    read: set[str],
    find: Callable[[str], Mapping[str, str]],
) -> Iterator[Estimate]:
    """Yield the estimates of a table with a column for each variable and each of its figures."""
    domain = _domains(table, layout, read)
    places: dict[str, Mapping[str, str]] = {}
    for variable in stated.variables:
        if variable not in table.columns:
            raise _no_variable(table, variable, table.header)
        places[variable] = {"value": variable, **find(variable)}
        read.update(places[variable].values())
    for row, line in enumerate(table.lines):
        for variable, columns in places.items():
            figures = {
                name: Figure(table.columns[of][row], line, of) for name, of in columns.items()
            }
            yield Estimate(variable, domain(row), figures)


def _read_svyby(
    table: RawTable, layout: Layout, stated: Estimates, read: set[str]
) -> Iterator[Estimate]:
    """Read a data frame of ``svyby``: ``se.x`` next to ``x``, or ``se`` where x is the only one."""

    def find(variable: str) -> Mapping[str, str]:
        own = {name: f"{prefix}.{variable}" for prefix, name in PREFIXES.items()}
        columns = {name: column for name, column in own.items() if column in table.columns}
        if len(stated.variables) == 1:
            plain = {name: prefix for prefix, name in PREFIXES.items() if prefix in table.columns}
            columns = plain | columns
        if "standard_error" not in columns:
            raise not_this_form(table, stated.form, [f"se.{variable}"])
        return columns

    return _read_columns(table, layout, stated, read, find)


def _read_srvyr(
    table: RawTable, layout: Layout, stated: Estimates, read: set[str]
) -> Iterator[Estimate]:
    """Read a data frame of ``srvyr``: ``x_se``, ``x_low`` and ``x_upp`` next to ``x``."""

    def find(variable: str) -> Mapping[str, str]:
        own = {name: f"{variable}_{suffix}" for suffix, name in SUFFIXES.items()}
        columns = {name: column for name, column in own.items() if column in table.columns}
        if "standard_error" not in columns:
            raise not_this_form(table, stated.form, [f"{variable}_se"])
        return columns

    return _read_columns(table, layout, stated, read, find)


def _read_stata(
    table: RawTable, layout: Layout, stated: Estimates, read: set[str]
) -> Iterator[Estimate]:
    """Read ``r(table)``: a row for each statistic, a column for each coefficient."""
    refuse_variances(table)
    names = [text_of(cell) for cell in table.columns[table.header[0]]]
    rows = {name: row for row, name in enumerate(names)}
    statistics = {**STATISTICS["stata"], **stated.statistics}
    placed = {figure: rows[name] for name, figure in statistics.items() if name in rows}
    repeated = any(names.count(names[row]) > 1 for row in placed.values())
    if repeated or not placed.keys() >= {*_OBLIGATORY}:
        raise not_this_form(table, stated.form, ["b", "se"])
    read.add(table.header[0])
    for column in table.header[1:]:
        variable, domain = split_coefficient(column)
        if variable not in stated.variables:
            continue
        read.add(column)
        unknown = [name for name in domain if name not in layout.of_rows.values()]
        absent = [name for name in layout.of_rows.values() if name not in domain]
        if unknown or absent:
            raise no_column(table.name, (unknown or absent)[0], tuple(domain) or (NONE,))
        cells = table.columns[column]
        figures = {
            name: Figure(cells[row], table.lines[row], column) for name, row in placed.items()
        }
        yield Estimate(variable, domain, figures)


def split_coefficient(name: str) -> tuple[str, dict[str, object]]:
    """Return the variable and the domain of a coefficient, as ``c.net@1.area#2.sex``."""
    left, _, right = name.partition("@")
    kind, dot, rest = left.rpartition(".")
    variable = rest if dot and kind in ("c", "co", "cbn") else left
    parts = _LEVEL.findall(right) if right else []
    return variable, {of: level for level, of in parts}


def _read_wide_shares(
    table: RawTable, layout: Layout, stated: Estimates, read: set[str]
) -> Iterator[Estimate]:
    """Read a row for each variable, with share, count and both errors for each group."""
    domain = _domains(table, layout, read)
    variables = _keys_of(table, stated, read)
    for group in stated.groups:
        for name in (f"{group}Prop", f"{group}PropSE"):
            if name not in table.columns:
                raise no_column(table.name, name, table.header)
        read.update(
            name
            for name in table.header
            if (match := WIDE_SHARES.fullmatch(name)) and match[1] == group
        )
    for row, line in enumerate(table.lines):
        if variables[row] not in stated.variables:
            continue
        for group in stated.groups:
            places = {"value": f"{group}Prop", "standard_error": f"{group}PropSE"}
            figures = {
                name: Figure(table.columns[of][row], line, of) for name, of in places.items()
            }
            parts = [f"{group}{name}" for name in ("Prop", "PropSE", "Count", "CountSE")]
            shown = [text_of(table.columns[name][row]) for name in parts if name in table.columns]
            beyond = len(shown) == len(parts) and all(map(_is_zero, shown))
            yield Estimate(variables[row], domain(row), figures, group, beyond)


def _is_zero(text: str) -> bool:
    return text.replace(",", ".").strip("0") in ("", ".") and text != ""


def _keys_of(table: RawTable, stated: Estimates, read: set[str]) -> list[str]:
    """Return the name of the variable of each row, with its universe or level after a slash."""
    default = KEYS.get(stated.form, ())
    names = stated.key or tuple(name for name in default if name in table.columns)
    if not names:
        raise not_this_form(table, stated.form, default or ["[estimates] variable"])
    for name in names:
        if name not in table.columns:
            raise no_column(table.name, name, table.header)
    read.update(names)
    rows = zip(*(table.columns[name] for name in names), strict=True)
    return ["/".join(text for text in map(text_of, row) if text) for row in rows]


def _read_statistics(
    table: RawTable, layout: Layout, stated: Estimates, read: set[str]
) -> Iterator[Estimate]:
    """Read a row for each variable and domain, a column for each statistic."""
    statistics = {**STATISTICS[stated.form], **stated.statistics}
    header = table.header
    if stated.form == "spss":
        table = join_headers(table, statistics)
        table = _fill_down(table, [*layout.of_rows.values(), *stated.key])
    domain = _domains(table, layout, read)
    variables = _keys_of(table, stated, read)
    columns = {figure: name for name, figure in statistics.items() if name in table.columns}
    if not columns.keys() >= {*_OBLIGATORY}:
        expected = [name for name, figure in statistics.items() if figure in _OBLIGATORY]
        raise not_this_form(table, stated.form, expected)
    read.update(columns.values())
    read.update(old for old, new in zip(header, table.header, strict=True) if new in read)
    for row, line in enumerate(table.lines):
        if variables[row] in stated.variables:
            figures = {
                name: Figure(table.columns[of][row], line, of) for name, of in columns.items()
            }
            yield Estimate(variables[row], domain(row), figures)


def join_headers(table: RawTable, statistics: Mapping[str, str]) -> RawTable:
    """Let the second row of a header, as of an interval with two ends, name its columns."""
    first = {name: text_of(cells[0]) for name, cells in table.columns.items()}
    below = {name: text for name, text in first.items() if text in statistics}
    names = {name: below.get(name, name) for name in table.header}
    if not below or len(set(names.values())) < len(names):
        return table
    return replace(
        table,
        header=tuple(names.values()),
        columns={names[name]: cells[1:] for name, cells in table.columns.items()},
        lines=list(table.lines)[1:],
        letters={names[name]: letter for name, letter in table.letters.items()},
    )


def _fill_down(table: RawTable, names: Iterable[str]) -> RawTable:
    """Repeat the cells of layers, which a pivot table shows once for the rows below it."""
    columns = dict(table.columns)
    for name in names:
        filled: list[object] = []
        for cell in columns.get(name, ()):
            filled.append(filled[-1] if filled and text_of(cell) == "" else cell)
        if filled:
            columns[name] = filled
    return replace(table, columns=columns)


_Reader = Callable[[RawTable, Layout, Estimates, set[str]], Iterator[Estimate]]
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        "svyby": _read_svyby,
        "srvyr": _read_srvyr,
        "stata": _read_stata,
        "wide-shares": _read_wide_shares,
        "spss": _read_statistics,
        "sas": _read_statistics,
    }
)
