"""Every declared table of the library: named in six languages, and listed nowhere a second time."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import ictindex
from ictindex.core.tables.columns import Column, Schema
from ictindex.language import i18n
from ictindex.language.i18n import word_files
from ictindex.language.i18n.code_names import names_of

SOURCE = Path(ictindex.__file__).resolve().parent
DECLARES = ("define(", "Schema(", "rewrite(", ".join(")


@cache
def schemas() -> dict[str, Schema]:
    """Return the declared tables of all modules that declare one, by name."""
    declared: dict[str, Schema] = {}
    for module in pkgutil.walk_packages([str(SOURCE)], "ictindex."):
        path = SOURCE.joinpath(*module.name.split(".")[1:]).with_suffix(".py")
        text = path.read_text("utf-8") if path.is_file() else ""
        if "core.tables.columns" not in text and "= define_register(" not in text:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            # A table that the module only imports is that of another one.
            if isinstance(value, Schema) and re.search(rf"^{name}\b[^=]*=", text, re.MULTILINE):
                declared[value.name] = value
    return declared


def columns() -> Iterator[tuple[str, Column]]:
    """Yield the columns that a page may show."""
    for schema in schemas().values():
        shown = schema.columns if schema.page is None else schema.page
        own = [schema.columns[name] for name in shown]
        yield from ((f"{schema.name}.{column.name}", column) for column in own if column.page)


def words(language: str, section: str, key: str) -> object:
    """Return the words of a language itself, not of English in their place."""
    keys = (*section.split("/"), key)
    own = word_files.find(language, keys)
    if own is None and section == "nodes":
        own = word_files.find(language, ("indicators", key, "name"))
    return own


def test_every_header_has_words_in_six_languages() -> None:
    gaps = []
    for name, column in columns():
        label = column.label or ("columns", column.name)
        if isinstance(label, str):
            if label.startswith("="):
                continue
            section, _, key = label.rpartition("/")
        else:
            section, key = label
        gaps += [f"{name} {lang}" for lang in i18n.LANGUAGES if not words(lang, section, key)]
    assert not gaps


def test_every_section_of_names_exists_in_six_languages() -> None:
    gaps = []
    for name, column in columns():
        names = names_of(column)
        if not isinstance(names, str) or names in ("", "economy"):
            continue
        for language in i18n.LANGUAGES:
            if column.form == "boolean":
                section, _, key = names.rpartition("/")
                there = all(words(language, section, f"{key}-{end}") for end in ("yes", "no"))
            else:
                there = isinstance(word_files.find(language, tuple(names.split("/"))), dict)
            gaps += [] if there else [f"{name} {names} {language}"]
    assert not gaps


# A literal that is no list of the columns of a table, though all its words are among them.
ALLOWED = {
    "analysis/methodology_review/comment_checks.py": "columns of comments, by their rules",
    "analysis/methodology_review/public_comments.py": "the part of a comment that answers it",
    "analysis/strategic_targets/target_progress.py": "attributes of a figure",
    "apps/desk/result_page.py": "the columns of a part of the page",
    "data/published_figures.py": "the columns of a file that comes in, in the order of a message",
    "editions/demonstration.py": "the columns of the receipts of the demonstration",
    "editions/edition_list.py": "keys of the register",
    "editions/publish_common.py": "keys of the register",
    "indices/idi/counterfactual.py": "what a what-if takes from an observation",
    "indices/idi/explain.py": "the cells of an observation in the tree of an explanation",
    "indices/ipb/inputs.py": "the measures, keys of arrays in every file of the baskets",
    "indices/ipb/published_medians.py": "the figures of a row of a frame",
    "indices/ipb/publisher_panel.py": "the columns of a frame that comes in",
    "indices/ipb/series_reader.py": "the columns of a file that comes in",
    "indices/ipb/views.py": "the columns of a frame that a note is about",
    "indices/prices/price_points.py": "the columns of a frame that comes in",
    "indices/results/edition_observations.py": "the columns of observations in an edition",
    "publishing/charts/change_waterfall.py": "the columns that a chart takes",
    "publishing/charts/series_panels.py": "the columns that a chart takes",
    "publishing/reports/framework_report.py": "the columns of a part of the page",
    "publishing/reports/quality_data.py": "the columns of a part of the report",
    "submissions/sourcing/inventory_workbook.py": "the columns of a workbook that are wide",
    "submissions/sourcing/letters.py": "the columns of a table of a letter",
    "submissions/sourcing/national_inventory.py": "what a figure that exists is described by",
    "submissions/sourcing/selection_views.py": "attributes of a consultation",
    "submissions/surveys/estimate_release.py": "the columns that are hidden with an estimate",
    "submissions/validation/operations/official_sources.py": "the key of a consultation",
}


@cache
def texts_of_files() -> dict[Path, str]:
    """Return the text of each file of the library."""
    return {path: path.read_text("utf-8") for path in SOURCE.rglob("*.py")}


@cache
def declaring(name: str) -> frozenset[Path]:
    """Return the files that contain the name of a declared table."""
    return frozenset(path for path, text in texts_of_files().items() if f'"{name}"' in text)


def declared_near(name: str, path: Path) -> bool:
    """Tell whether a file is in the folder of a declaration, or imports from it."""
    # Elsewhere the same words are columns of something else: value, year and source, say.
    text = texts_of_files()[path]
    return any(
        file.parent == path.parent
        or f"from ictindex.{'.'.join(file.relative_to(SOURCE).with_suffix('').parts)} import"
        in text
        for file in declaring(name)
    )


def second_lists(path: Path) -> Iterator[str]:
    """Yield literals of four or more texts that are all columns of one declared table."""
    tree = ast.parse(texts_of_files()[path])
    inside = {
        id(node)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", ""))
        in ("define", "define_register", "rewrite", "join", "Schema", "Column")
        for node in ast.walk(call)
    }  # fmt: skip
    for node in ast.walk(tree):
        if not isinstance(node, (ast.List, ast.Tuple)) or id(node) in inside:
            continue
        texts = [part.value for part in node.elts if isinstance(part, ast.Constant)]
        if len(texts) != len(node.elts) or len(texts) < 4:
            continue
        for schema in schemas().values():
            if not declared_near(schema.name, path):
                continue
            if all(isinstance(text, str) and text in schema.columns for text in texts):
                yield f"{path.relative_to(SOURCE).as_posix()}:{node.lineno} {schema.name} {texts}"
                break


@pytest.mark.lint
def test_no_second_list_of_the_columns_of_a_table() -> None:
    listed = [line for path in sorted(SOURCE.rglob("*.py")) for line in second_lists(path)]
    assert not [line for line in listed if line.partition(":")[0] not in ALLOWED]


@pytest.mark.lint
@pytest.mark.parametrize("file", ALLOWED)
def test_an_exception_that_is_of_no_use_is_removed(file: str) -> None:
    assert list(second_lists(SOURCE / file))
