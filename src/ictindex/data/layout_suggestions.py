"""Suggestions of layouts: what the columns of a table seem to contain, for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median
from types import MappingProxyType
from typing import Any, NamedTuple

from ictindex.core.toml_text import write_toml
from ictindex.data.cell_text import Fault, is_missing, number_of, text_of, visible
from ictindex.data.checks import year_of
from ictindex.data.io.csv import RawTable, dialect_of
from ictindex.data.io.estimate_forms import (
    KEYS,
    PREFIXES,
    STATISTICS,
    SUFFIXES,
    WIDE_SHARES,
    join_headers,
    refuse_console,
    refuse_variances,
    split_coefficient,
)
from ictindex.data.io.layout_sections import BLANK
from ictindex.data.io.observation_columns import COLUMNS, OF_A_CELL
from ictindex.data.io.publisher import with_exponent
from ictindex.data.io.table_sources import Source, name_of, require_table
from ictindex.data.sampling_errors import quantile
from ictindex.definitions import catalogue
from ictindex.language import i18n

# Usual names of columns, in small letters; the names of the columns themselves are known too.
_NAMES = MappingProxyType(
    {
        "iso3": "economy",
        "iso": "economy",
        "country": "economy",
        "country_code": "economy",
        "ref_area": "economy",
        "time_period": "year",
        "series": "indicator",
        "obs_value": "value",
        "gender": "sex",
        "area": "location",
        "dominio": "location",
        "residence": "location",
        "urban": "location",
        "urbanisation": "location",
        "age_group": "age",
        "quintile": "income",
        "n": "sample_size",
        "se": "standard_error",
    }
)
# Usual labels of the parts of breakdowns, in small letters.
_LABELS = MappingProxyType(
    {
        "sex": {"female": "F", "women": "F", "male": "M", "men": "M", "total": "_T"},
        "location": {"urban": "U", "rural": "R", "total": "_T"},
    }
)
_LEVELS = (90, 95, 99)
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_MOST_LABELS = 40


class _Line(NamedTuple):
    """A line of a layout: the key, its value, and the word of the comment behind it."""

    key: str
    value: object
    word: str


_Sections = dict[str, list[_Line]]


def suggest_layout(
    source: Source,
    *,
    dialect: str | None = None,
    sheet: str | None = None,
    name: str | None = None,
    language: str | None = None,
) -> str:
    r"""Suggest a layout for a table: of estimates that a program made, or any other.

    Nothing is read by it before somebody has confirmed it: the text says ``confirmed = false``, and
    :func:`ictindex.read_observations` refuses it until this is ``true`` and no question mark is
    left. Each guess has a comment that says what it rests on.

    Parameters
    ----------
    source : path, bytes, stream, data frame, list of dict
        A table as :func:`ictindex.read_observations` takes it.
    dialect : str, optional
        Format of a CSV file, as of :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of a workbook; needed if it has several.
    name : str, optional
        Name of the source in the first comment; without it that of the file, or the type.
    language : str, optional
        Language of the comments; by default that of :class:`ictindex.set_options`.

    Returns
    -------
    str
        The layout, as TOML.

    Raises
    ------
    UnusableFileError
        If the source is not a table, or one whose figures were rounded for reading.
    UsageError
        If the source is none of the above, or an argument is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> estimates = pd.DataFrame({"area": ["U", "R"], "net": [0.74, 0.40], "se": [0.003, 0.008]})
    >>> head, _, layout = ict.data.suggest_layout(estimates, language="en").partition("\n")
    >>> print(layout)
    confirmed = false
    <BLANKLINE>
    [estimates]
    form = "svyby"  # guess, by the columns
    share = "fraction"  # guess: no figure is above 1
    made_by = "?"  # to be filled in: program and command
    <BLANKLINE>
    [variables]
    net = "?"  # to be filled in; remove the line if it is not needed
    <BLANKLINE>
    [columns]
    area = "location"  # guess, by the name
    <BLANKLINE>
    [constants]
    economy = "?"  # to be filled in
    year = "?"  # to be filled in
    """
    spoken = dialect_of(dialect, name_of(source, name))
    table = require_table(source, spoken, sheet, name=name, nameless=True)
    refuse_console(table)
    form = _find_form(table)
    if form:
        sections = _SUGGESTIONS[form](table, form, spoken.decimal)
    else:
        sections = _suggest_ordinary(table, spoken.decimal)
    if dialect is not None:
        sections = {"file": [_Line("dialect", spoken.name, "")], **sections}
    return _write(table.name, sections, i18n.current_language(language))


def _find_form(table: RawTable) -> str:
    """Return the form of the program that seems to have made a table; empty for any other."""
    header = set(table.header)
    first = {text_of(cell) for cell in table.columns[table.header[0]]}
    if {"b", "se"} <= first or first == header - {table.header[0]}:
        return "stata"
    if any(f"se.{name}" in header for name in header):
        return "svyby"
    if {"indicator", "value"} <= {_role_of(table, name)[0] for name in table.header}:
        return ""
    if "se" in header:
        return "svyby"
    if _list_groups(table):
        return "wide-shares"
    for form in ("sas", "spss"):
        figures = {name for name, of in STATISTICS[form].items() if of in _NEEDED}
        if figures <= header:
            return form
    return "srvyr" if any(f"{name}_se" in header for name in header) else ""


_NEEDED = ("value", "standard_error")


def _list_groups(table: RawTable) -> list[str]:
    """Return the groups with a share and its error in a wide table of shares."""
    matches = [match for name in table.header if (match := WIDE_SHARES.fullmatch(name))]
    shares = {match[1] for match in matches if match[2] == "Prop" and match[3]}
    return [match[1] for match in matches if match[0] == f"{match[1]}Prop" and match[1] in shares]


def _suggest_by_columns(table: RawTable, form: str, decimal: str) -> _Sections:
    """Suggest a layout for a table of R, with a column for each figure of each variable."""
    if form == "svyby":
        variables = [name for name in table.header if f"se.{name}" in table.columns]
        marks = (*PREFIXES, "cv", "cv%", "var")
        others = {f"{mark}.{name}" for mark in marks for name in variables} | {*marks}
        low, upp, error = "ci_l.{}", "ci_u.{}", "se.{}"
        if not variables:
            before = table.header[: table.header.index("se")]
            variables = [name for name in before if name not in others][-1:]
            low, upp, error = "ci_l", "ci_u", "se"
    else:
        variables = [name for name in table.header if f"{name}_se" in table.columns]
        marks = (*SUFFIXES, "cv", "var")
        others = {f"{name}_{mark}" for mark in marks for name in variables}
        low, upp, error = "{}_low", "{}_upp", "{}_se"
    ends = [
        tuple(pattern.format(name) for pattern in (low, upp, error))
        for name in variables
        if low.format(name) in table.columns and upp.format(name) in table.columns
    ]
    figures = [table.columns[name] for name in variables]
    widths = [[table.columns[name] for name in three] for three in ends]
    domains = [
        name
        for name in table.header
        if name not in {*variables, *others} and not _is_nameless(table, name)
    ]
    return {
        "estimates": _suggest_program(form, figures, widths, decimal),
        "variables": [_suggest_variable(name) for name in variables],
        **_suggest_domains(table, domains),
    }


def _suggest_stata(table: RawTable, form: str, decimal: str) -> _Sections:
    """Suggest a layout for ``r(table)``: variables and domains are in the names of columns."""
    refuse_variances(table)
    rows = {text_of(cell): row for row, cell in enumerate(table.columns[table.header[0]])}
    named = [split_coefficient(name) for name in table.header[1:]]

    def cells(statistic: str) -> list[object]:
        row = rows.get(statistic)
        return [] if row is None else [table.columns[name][row] for name in table.header[1:]]

    widths = [[cells("ll"), cells("ul"), cells("se")]] if {"ll", "ul"} <= rows.keys() else []
    labels: dict[str, list[object]] = {}
    for _, domain in named:
        for name, label in domain.items():
            labels.setdefault(name, []).append(label)
    domains = RawTable(table.name, tuple(labels), labels, range(len(named)))
    return {
        "estimates": _suggest_program(form, [cells("b")], widths, decimal),
        "variables": [_suggest_variable(name) for name in dict.fromkeys(of for of, _ in named)],
        **_suggest_domains(domains, list(labels)),
    }


def _suggest_wide_shares(table: RawTable, form: str, decimal: str) -> _Sections:
    """Suggest a layout for a wide table of shares, errors and counts."""
    groups = _list_groups(table)
    keys = [name for name in KEYS[form] if name in table.columns]
    figures = [table.columns[f"{group}Prop"] for group in groups]
    domains = [
        name
        for name in table.header
        if name not in keys and not WIDE_SHARES.fullmatch(name) and _role_of(table, name)[0]
    ]
    sections = {
        "estimates": [
            *_suggest_program(form, figures, [], decimal),
            _Line("variable", keys or [BLANK], "form" if keys else "open"),
        ],
        "variables": [_suggest_variable(name) for name in _join_keys(table, keys)],
    }
    for group in groups:
        parts = [(of, code) for of, codes in _LABELS.items() if (code := codes.get(group.lower()))]
        lines = [_Line(of, code, "name") for of, code in parts[:1]]
        sections[f"groups.{_quote(group)}"] = lines or [_Line("note", BLANK, "group")]
    return {**sections, **_suggest_domains(table, domains)}


def _suggest_statistics(table: RawTable, form: str, decimal: str) -> _Sections:
    """Suggest a layout for a table of SAS or SPSS, with a column for each statistic."""
    if form == "spss":
        table = join_headers(table, STATISTICS[form])
    columns = {of: name for name, of in STATISTICS[form].items() if name in table.columns}
    keys = [name for name in KEYS.get(form, ()) if name in table.columns]
    rest = [name for name in table.header if name not in columns.values() and name not in keys]
    if form == "spss":  # the layers come before the figures; the last one names the variables
        layers = table.header[: table.header.index(columns["value"])]
        keys, rest = list(layers[-1:]), list(layers[:-1])
    ends = [columns.get(name) for name in ("lower_bound", "upper_bound", "standard_error")]
    widths = [[table.columns[name] for name in ends if name]] if None not in ends else []
    program = _suggest_program(form, [table.columns[columns["value"]]], widths, decimal)
    return {
        "estimates": [
            *program,
            _Line("variable", keys or [BLANK], "form" if keys else "open"),
        ],
        "variables": [_suggest_variable(name) for name in _join_keys(table, keys)],
        **_suggest_domains(table, [name for name in rest if name not in _UNUSED]),
    }


# Columns of SAS that say nothing of a domain.
_UNUSED = frozenset({"VarLabel", "StdDev", "Var", "Sum", "DomainLabel", "CV", "tValue", "Probt"})


def _suggest_ordinary(table: RawTable, decimal: str) -> _Sections:
    """Suggest a layout for a long table, or for one with a column for each indicator."""
    roles = {name: _role_of(table, name) for name in table.header}
    is_long = {"indicator", "value"} <= {role for role, _ in roles.values()}
    lines: list[_Line] = []
    indicators: dict[str, str] = {}
    values: list[str] = []
    flags: dict[str, None] = {}
    taken: set[str] = set()
    for name in table.header:
        role, word = roles[name]
        if role and role not in taken and (is_long or role not in ("indicator", "value")):
            taken.add(role)
            lines.append(_Line(name, role, word))
            values += [name] if role == "value" else []
            continue
        base, _, what = name.rpartition("_")
        if base in indicators and _short(what) in (*OF_A_CELL, "flag"):
            word = "open-or-remove" if indicators[base] == BLANK else "name"
            lines.append(_Line(name, f"{indicators[base]}:{_short(what)}", word))
            flags |= dict.fromkeys(_texts_in(table, name) if what == "flag" else ())
        elif is_long:  # it may be a dimension
            lines.append(_Line(name, BLANK, "open-or-remove"))
        elif not _is_nameless(table, name):
            line = _suggest_variable(name)
            lines.append(line)
            indicators[name] = str(line.value)
            values += [name] if _is_share(indicators[name]) else []
    shares = [table.columns[name] for name in values if not is_long]
    sections = {"columns": lines, **_suggest_constants(taken)}
    for flag in list(flags)[:_MOST_LABELS]:
        sections[f"flags.{_quote(flag)}"] = [_Line("status", BLANK, "open")]
    share = _suggest_share(shares, decimal)
    return {"estimates": [share], **sections} if share.value == "fraction" else sections


def _texts_in(table: RawTable, name: str) -> list[str]:
    """Return the texts of a column, each once."""
    return [text for text in dict.fromkeys(map(text_of, table.columns[name])) if text]


def _short(what: str) -> str:
    return {"se": "standard_error", "n": "sample_size", "deff": "design_effect"}.get(what, what)


def _is_share(indicator: str) -> bool:
    definition = catalogue.indicators().get(indicator)
    return definition is not None and definition.unit == "percent"


def _is_nameless(table: RawTable, name: str) -> bool:
    return name == f"({table.header.index(name) + 1})"


def _join_keys(table: RawTable, keys: Sequence[str]) -> list[str]:
    """Return the names of the variables, with their universe or level after a slash."""
    rows = zip(*(table.columns[name] for name in keys), strict=True)
    joined = ("/".join(text for text in map(text_of, row) if text) for row in rows)
    return [name for name in dict.fromkeys(joined) if name]


def _suggest_program(
    form: str,
    figures: Sequence[Sequence[object]],
    widths: Sequence[Sequence[Sequence[object]]],
    decimal: str,
) -> list[_Line]:
    """Suggest the form, how shares are written, the level of intervals, and the program."""
    lines = [_Line("form", form, "form"), _suggest_share(figures, decimal)]
    if widths:
        lines.append(_suggest_level(widths, decimal))
    return [*lines, _Line("made_by", BLANK, "made-by")]


def _suggest_share(figures: Sequence[Sequence[object]], decimal: str) -> _Line:
    numbers = [number for cells in figures for number in _numbers(cells, decimal)]
    if not numbers:
        return _Line("share", BLANK, "open")
    word = "fraction" if max(numbers) <= 1 else "percent"
    return _Line("share", word, word)


def _suggest_level(widths: Sequence[Sequence[Sequence[object]]], decimal: str) -> _Line:
    """Suggest the level whose quantile is nearest to half the intervals by their errors."""
    ratios = []
    for columns in widths:
        for cells in zip(*columns, strict=True):
            numbers = [*_numbers(cells, decimal)]
            if len(numbers) == 3 and numbers[2]:
                low, upp, error = map(float, numbers)
                ratios.append((upp - low) / (2 * error))
    if not ratios:
        return _Line("level", BLANK, "open")
    middle = median(ratios)
    level = min(_LEVELS, key=lambda level: abs(quantile(level) - middle))
    near = abs(quantile(level) - middle) < 0.1
    return _Line("level", level, "level") if near else _Line("level", BLANK, "open")


def _numbers(cells: Iterable[object], decimal: str) -> Iterator[Decimal]:
    for cell in cells:
        if is_missing(cell):
            continue
        figure = with_exponent(cell, decimal)[0] if isinstance(cell, str) else cell
        number = number_of(figure, decimal)
        if not isinstance(number, Fault):
            yield number


def _suggest_variable(name: str) -> _Line:
    """Suggest the indicator of a variable, by its code, its id or the nearest of them."""
    exact = catalogue.indicator_id(name)
    if exact is not None:
        return _Line(name, exact, "name")
    near = catalogue.indicator_hint(name.partition("/")[0])
    near_id = catalogue.indicator_id(near) if near else None
    return _Line(name, near_id, "near") if near_id else _Line(name, BLANK, "open-or-remove")


def _suggest_domains(table: RawTable, names: Sequence[str]) -> _Sections:
    """Suggest what the columns say of all figures in a row, and the codes of their labels."""
    lines: list[_Line] = []
    codes: _Sections = {}
    taken: set[str] = set()
    for name in names:
        role, word = _role_of(table, name)
        if role in ("", "indicator", "value") or role in taken:
            lines.append(_Line(name, BLANK, "open-or-remove"))
            continue
        taken.add(role)
        lines.append(_Line(name, role, word))
        listed = catalogue.breakdowns().get(role)
        labels = _texts_in(table, name)
        if listed is not None and not {*labels} <= {*listed}:
            codes[f"codes.{_quote(name)}"] = [
                _suggest_code(role, label, listed) for label in labels[:_MOST_LABELS]
            ]
    return {"columns": lines, **codes, **_suggest_constants(taken)}


def _suggest_code(role: str, label: str, listed: Iterable[str]) -> _Line:
    code = label if label in listed else _LABELS.get(role, {}).get(label.lower())
    return _Line(label, code or BLANK, "name" if code else "open")


def _suggest_constants(taken: set[str]) -> _Sections:
    absent = [name for name in ("economy", "year") if name not in taken]
    return {"constants": [_Line(name, BLANK, "open") for name in absent]} if absent else {}


def _role_of(table: RawTable, name: str) -> tuple[str, str]:
    """Return what a column seems to contain, by its cells or by its name, and by which of them."""
    texts = {text for cell in table.columns[name] if (text := text_of(cell))}
    if texts and all(map(catalogue.is_economy, texts)):
        return "economy", "cells"
    if texts and all(map(year_of, texts)):
        return "year", "cells"
    if texts and all(catalogue.indicator_id(text) for text in texts):
        return "indicator", "cells"
    small = name.strip().lower().replace(" ", "_").replace("-", "_")
    role = small if small in COLUMNS else _NAMES.get(small, "")
    # The cells were looked at: what is no code or year is not made one by its name.
    return ("", "") if role in ("year", "indicator") else (role, "name")


def _write(name: str, sections: _Sections, language: str) -> str:
    """Write a layout as TOML, with a comment behind each line."""
    head = i18n.text("layout-suggestion", "head", language, file=visible(name))
    out = [f"# {head}", "confirmed = false"]
    for section, lines in sections.items():
        out += ["", f"[{section}]"]
        for line in lines:
            word = i18n.text("layout-suggestion", line.word, language) if line.word else ""
            comment = f"  # {word}" if word else ""
            out.append(f"{_quote(line.key)} = {write_toml(line.value)}{comment}")
    return "\n".join(out) + "\n"


def _quote(key: str) -> str:
    return key if _BARE.fullmatch(key) else write_toml(key)


_SUGGESTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "svyby": _suggest_by_columns,
        "srvyr": _suggest_by_columns,
        "stata": _suggest_stata,
        "wide-shares": _suggest_wide_shares,
        "spss": _suggest_statistics,
        "sas": _suggest_statistics,
    }
)
