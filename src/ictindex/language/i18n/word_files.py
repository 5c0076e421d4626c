"""The files of a language: which one has a section or a family of messages, read when needed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ictindex.core import package_data
from ictindex.core.errors import UsageError

# The sections of a file. One that is not listed is in the file of its own name.
_SECTIONS = {
    "language": (
        "dates", "views", "columns", "arguments", "extent", "tables", "paper", "line-orders",
    ),
    "catalogue": (
        "indicators", "nodes", "units", "series", "groupings", "groups", "vintages", "breakdowns",
        "baskets", "basket-definitions", "measures", "status", "conf-status", "source-class",
        "levels", "flags", "kinds", "marks", "characters",
    ),
    "sources": (
        "source-copies", "licences", "licence-names", "publishers", "sourcing", "judged",
    ),
    "methodology": (
        "documents", "transformations", "constants", "constant-values", "variables", "mandates",
        "mandate", "mandate-sections", "mandate-verdicts", "mandate-absent", "review",
        "consultation-answers",
    ),
    "results": (
        "operations", "operation-views", "explain", "country-result", "basket-views",
        "median-bases", "median-reasons", "needs", "purchases", "comparison", "score-change",
        "change-kinds", "change-causes", "change-bases", "trends", "index-formulae",
        "index-methods", "index-definitions",
    ),
    "analysis": (
        "imputation", "imputation-methods", "imputation-rules", "sensitivity",
        "sensitivity-outputs", "targets", "statistics", "audit", "simulation", "divides",
        "benchmarks", "gaps", "whatif", "lab", "robustness",
    ),
    "validation": (
        "validation-levels", "validation-counts", "validation-stages", "validation-needs",
        "validation-tests", "validation-kinds", "receipts",
    ),
    "questionnaire": ("calendar", "corrections", "layout-suggestion"),
    "letters": (
        "letter", "letter-dispatch", "letter-acknowledgement", "letter-reminder",
        "letter-extension", "letter-query", "letter-preview", "letter-objection", "letter-late",
        "letter-release", "letter-erratum", "letter-withdrawal", "letter-handover",
        "preview",
    ),
    "editions": ("archive", "verify", "errata", "release-note", "export", "signatures"),
    "site": (
        "site-start", "site-try", "site-compare", "site-downloads", "site-profile", "page",
        "site-methodology", "site-editions", "site-studies", "site-about", "site-terms",
        "glossary", "site-search", "site-price-checks", "site-columns",
    ),
    "exchange": ("concepts", "dataflows", "exchange-codes"),
    "desk": ("page-file", "page-check", "demonstration"),
    "rounds": (
        "round-desk", "round-stages", "round-states", "round-actions", "round-roles",
        "round-limits", "handover", "round-promises", "round-retention",
    ),
    "proposals": (
        "proposal", "proposal-statuses", "proposal-meanings", "proposal-bodies", "proposal-lists",
        "proposal-measures",
    ),
    "round-events": ("round-steps", "round-outcomes", "round-policy"),
    "core-list": (
        "core-list-areas", "core-list-definitions", "core-list-evidence", "core-list-extents",
        "core-list-names", "core-list-outcomes", "core-list-services", "core-list-traps",
    ),
    "surveys": (
        "survey", "survey-names", "survey-items", "survey-questions", "survey-numerators",
        "survey-denominators", "survey-traps", "survey-periods", "survey-release",
        "survey-verdicts", "survey-reasons", "survey-remedies", "survey-suggestion",
    ),
    "framework": (
        "inventory", "inventory-columns", "inventory-help", "inventory-frequencies",
        "inventory-source-kinds", "national-calendar-events", "quality", "quality-origins",
        "quality-standards", "quality-dimensions", "quality-concepts", "quality-columns",
        "quality-breakdowns", "quality-denominators", "national-sources", "source-bodies",
    ),
    "help": ("help-commands", "help-sections", "help-parameters"),
}  # fmt: skip
# The families of messages of a file: the part of a code before its first dot. One that is not
# listed is about what was handed to a function or a command.
_FAMILIES = {
    "messages-cells": (
        "number", "text", "key", "date", "year", "unit", "status", "conf-status",
        "source-class", "flag", "breakdown", "measure", "indicator", "economy", "volume", "price",
        "window", "cell", "value",
    ),
    "messages-files": (
        "file", "dialect", "workbook", "table", "sdmx", "structure", "sdg", "datahub",
        "indicator-table", "observations", "published", "derivation", "link", "source-note",
    ),
    "messages-prices": (
        "tariff", "offer", "basket", "currency", "economics", "deflate", "series", "purchasing",
        "decompose", "index-number", "medians", "trends",
    ),
    "messages-questionnaires": (
        "questionnaire", "layout", "answer", "form", "comment", "desk", "requirements", "inventory",
    ),
    "messages-offices": ("offices", "parts", "query"),
    "messages-rounds": ("round", "event"),
    "messages-receipts": (
        "receipt", "validation", "selection", "candidate", "consultation", "calendar",
    ),
    "messages-rules": ("rule",),
    "messages-documents": (
        "document", "methodology", "operation", "tree", "evidence", "frozen", "study",
        "variant", "own", "areas", "area", "definition", "hierarchy", "core-list", "proposal",
    ),
    "messages-results": (
        "itu-idi", "excluded", "included", "carried", "compute", "explain", "country-result",
        "groups", "score", "change", "whatif",
    ),
    "messages-analyses": (
        "divides", "analysis", "imputation", "simulation", "robustness", "sensitivity",
        "benchmarks", "audit", "variance-shares", "targets", "gaps", "fitting", "sampling",
    ),
    "messages-charts": ("chart", "report", "paper"),
    "messages-surveys": ("survey", "cell-sums"),
    "messages-editions": (
        "archive", "erratum", "register", "publisher", "publish", "signature", "retraction",
        "site", "feed", "export", "page-file", "licence",
    ),
}  # fmt: skip
_OTHER_MESSAGES = "messages-arguments"
# A value that begins so is the path of another value of the same language: "= views/economy".
_REFERENCE = "= "
MOST_STEPS = 8
# The file of keys whose words are missing in some languages; next to the folders of languages.
PENDING = "pending"
# For those who write words and try the result: tests, and builds of samples.
_ALLOWED = "ICTINDEX_PENDING_WORDS"
_MOST_NAMED = 10
_FILE_OF_SECTION = {section: name for name, part in _SECTIONS.items() for section in part}
_FILE_OF_FAMILY = {family: name for name, part in _FAMILIES.items() for family in part}


def file_of(keys: tuple[str, ...]) -> str:
    """Return the name of the file, without its ending, that has the words at a path of keys."""
    if keys[0] == "messages" and len(keys) > 1:
        return _FILE_OF_FAMILY.get(keys[1].partition(".")[0], _OTHER_MESSAGES)
    return _FILE_OF_SECTION.get(keys[0], keys[0])


def list_sections() -> list[str]:
    """Return the sections of words: those that a file is stated for, and any other there is."""
    written = {keys[0] for keys in read_written("en")}
    return sorted(written | _FILE_OF_SECTION.keys() | {"messages"})


def folder_of(language: str) -> Path:
    """Return the folder with the files of a language."""
    return package_data.folder("methodology") / "languages" / language


@cache
def _read(language: str, name: str) -> dict[str, Any]:
    try:
        return package_data.read_table(folder_of(language) / f"{name}.toml")
    except FileNotFoundError:  # an id of others has no section, and so no file
        return {}


def find(language: str, keys: tuple[str, ...]) -> Any:
    """Return the value at a path of keys, or ``None`` if there is none; follow a reference."""
    value = _find_written(language, keys)
    if isinstance(value, str) and not value.startswith(_REFERENCE):
        return value  # as almost always
    for _ in range(MOST_STEPS):
        target = target_of(value)
        if target is None:
            return value
        value = _find_written(language, target)
    return None  # a circle, which a test refuses


def target_of(value: object) -> tuple[str, ...] | None:
    """Return the path that a value refers to (``"= section/key"``), or ``None`` if it is words."""
    if isinstance(value, str) and value.startswith(_REFERENCE):
        return tuple(value.removeprefix(_REFERENCE).split("/"))
    return None


def _find_written(language: str, keys: tuple[str, ...]) -> Any:
    value: Any = _read(language, file_of(keys))
    try:
        for key in keys:
            value = value[key]
    except (KeyError, TypeError):  # no such key, or words where a table would be
        return None
    return value


def mark_english(words: str, language: str) -> str:
    """Mark English words that take the place of missing ones, for readers of another language."""
    marked = f"[en] {words}"
    if find(language, ("language", "direction")) == "rtl":
        return f"\u2066{marked}\u2069"
    return marked


def read_written(language: str) -> dict[tuple[str, ...], str]:
    """Return what the files of a language say, by the path of its keys; references as written."""
    written: dict[tuple[str, ...], str] = {}
    for path in sorted(folder_of(language).glob("*.toml")):
        _flatten(_read(language, path.stem), (), written)
    return written


def _flatten(
    table: dict[str, Any], above: tuple[str, ...], into: dict[tuple[str, ...], str]
) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(value, (*above, key), into)
        else:
            into[*above, key] = value


def read_words(language: str) -> dict[str, Any]:
    """Return all words of a language as a table, with marked English where words are missing."""
    table: dict[str, Any] = {}
    for keys in read_written("en"):
        words, english = find(language, keys), find("en", keys)
        if words is None and isinstance(english, str):
            words = mark_english(english, language)
        branch = table
        for key in keys[:-1]:
            branch = branch.setdefault(key, {})
        branch[keys[-1]] = words
    return table


@cache
def pending() -> Mapping[str, tuple[str, ...]]:
    """Return the languages whose words are known to be missing, by path of keys with slashes."""
    table = package_data.read_table(folder_of(PENDING).with_suffix(".toml"))
    return {key: tuple(languages) for key, languages in table.items()}


def refuse_pending(languages: Iterable[str]) -> None:
    """Refuse to hand out what has to be complete while words of a language are missing."""
    if os.environ.get(_ALLOWED) == "1":
        return
    asked = set(languages)
    keys = [key for key, missing in pending().items() if asked.intersection(missing)]
    if keys:
        missing = sorted({code for key in keys for code in asked.intersection(pending()[key])})
        raise UsageError(
            "language.pending", languages=missing, count=len(keys), examples=keys[:_MOST_NAMED]
        )
