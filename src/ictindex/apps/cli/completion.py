"""Codes of the catalogue with their names, which a shell completes with the Tab key."""

from __future__ import annotations

from collections.abc import Iterable

from ictindex.language import i18n

Completion = tuple[str, str]  # what is typed, and its name in the language in force


def complete_economy(typed: str) -> list[Completion]:
    """Complete the code of an economy."""
    from ictindex.definitions.catalogue.economies import economies

    return _matches(typed, ((code, i18n.economy_name(code)) for code in economies()))


def complete_grouping(typed: str) -> list[Completion]:
    """Complete the name of a grouping of economies."""
    from ictindex.definitions import catalogue

    names = sorted({grouping for grouping, _ in catalogue.groupings()})
    return _matches(typed, ((name, i18n.label("groupings", name)) for name in names))


def complete_indicator(typed: str) -> list[Completion]:
    """Complete the identifier of an indicator."""
    from ictindex.definitions import catalogue

    return _matches(typed, ((code, i18n.label("nodes", code)) for code in catalogue.indicators()))


def complete_methodology(typed: str) -> list[Completion]:
    """Complete the name of a methodology document."""
    from ictindex.definitions.documents.library import document_files

    return _matches(typed, ((file.stem, "") for file in document_files()))


def complete_language(typed: str) -> list[Completion]:
    """Complete the code of a language."""
    return _matches(typed, ((code, "") for code in i18n.LANGUAGES))


def _matches(typed: str, named: Iterable[Completion]) -> list[Completion]:
    return [(code, name) for code, name in named if code.startswith(typed)]
