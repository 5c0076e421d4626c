"""The words that exercises share."""

from __future__ import annotations

from ictindex.language import i18n


def phrase(key: str, language: str, **values: object) -> str:
    """Return a phrase of exercises in general."""
    return i18n.text("training", key, language, **values)


def column_names(keys: tuple[str, ...], language: str) -> list[str]:
    """Return the headings of a table of a solution."""
    return [phrase(f"column-{key}", language) for key in keys]


def command_block(commands: tuple[str, ...], language: str) -> i18n.Entries:
    """Return commands as a person types them."""
    return i18n.Entries([i18n.Entry(phrase("command", language), [f"`{c}`" for c in commands])])
