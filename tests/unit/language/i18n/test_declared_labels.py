"""The words that declared tables name for their headers exist in six languages."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import ictindex
from ictindex.core.tables.columns import Column, Schema
from ictindex.language.i18n.chosen_language import find_words
from ictindex.language.i18n.translations import LANGUAGES

ROOT = Path(ictindex.__file__).parent


def schemas() -> Iterator[tuple[str, Schema]]:
    """Yield each table that a module declares."""
    for path in sorted(ROOT.rglob("*.py")):
        if "core.tables.columns import" not in path.read_text(encoding="utf-8"):
            continue
        name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        module = importlib.import_module(name.removesuffix(".__init__"))
        for value in vars(module).values():
            if isinstance(value, Schema):
                yield name, value


def label(column: Column) -> tuple[str, str] | None:
    """Return section and key of the words of a header; nothing for words from the facts."""
    if isinstance(column.label, tuple) or column.label.startswith("="):
        return None
    section, _, key = (column.label or f"columns/{column.name}").rpartition("/")
    return section, key


def shown(schema: Schema) -> list[Column]:
    """Return the columns that name their words, and all those of a declared page."""
    columns = schema.columns.values()
    named = [column for column in columns if column.label and column.page]
    return [*named, *(schema.columns[name] for name in schema.page)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_header_has_words(language: str) -> None:
    wanted = {
        (name, schema.name, words)
        for name, schema in schemas()
        for column in shown(schema)
        if (words := label(column)) is not None
    }
    gaps = [
        (name, table, section, key)
        for name, table, (section, key) in sorted(wanted)
        if find_words(language, *section.split("/"), key) is None
    ]
    assert len(wanted) > 100
    assert not gaps
