"""The name of a code by the kind of its column: an economy, an indicator, a group, a flag."""

from __future__ import annotations

from ictindex.core.tables.columns import KINDS, Column, Naming
from ictindex.language.i18n import translations as words


def names_of(column: Column) -> str | Naming:
    """Return the section with the names of the codes of a column, or the function that names."""
    return column.names or (
        "views/explained" if column.form == "boolean" else KINDS[column.kind].names
    )


def name_code(column: Column, code: str, language: str) -> str:
    """Return the name of a code of a column; a code without a name is shown as it is."""
    names = names_of(column)
    if callable(names):
        return names(code, language)
    if names == "economy":
        return words.economy_name(code, language)
    return words.label(names, code, language) if names else words.visible(code)
