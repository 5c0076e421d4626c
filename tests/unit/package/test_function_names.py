"""A function is a verb and a file is a noun: no bare participle or preposition, but for a few."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ictindex

SOURCE = Path(ictindex.__file__).parent
PREPOSITIONS = frozenset(
    {"after", "among", "as", "at", "before", "between", "by", "for", "from", "in", "of", "on"}
    | {"over", "per", "since", "under", "until", "via"}
)
IRREGULAR = frozenset(
    {"begun", "bought", "brought", "built", "chosen", "done", "drawn", "driven", "fed", "found"}
    | {"frozen", "given", "gone", "grown", "held", "hidden", "known", "left", "lost", "made"}
    | {"meant", "met", "paid", "seen", "sent", "shown", "sold", "spent", "spoken"}
    | {"taken", "thrown", "written"}
)
# Verbs and nouns that end as participles do.
OTHERS = frozenset({"embed", "exceed", "feed", "need", "proceed", "seed", "shed", "speed"})
# Nouns of the public face, next to figures of the same name, and the constructor of a table.
DEFENDED = {
    "accepted": "a place of a round, as its folder is called",
    "chained": "a formula of index numbers, as jevons is",
    "in_language": "the same chart, as with_kind is the same result",
    "in_words": "the commentary on a result, next to its figures",
    "of": "the table of a schema: the recipe of declared tables",
    "received": "a place of a round, as its folder is called",
    "sent": "a place of a round, as its folder is called",
    "supplied": "scores that were supplied, next to scores",
    "unrounded": "unrounded scores, next to scores",
}


def is_participle(word: str) -> bool:
    """Tell whether a word is a participle."""
    return word in IRREGULAR or (word.endswith("ed") and word not in OTHERS)


def list_functions() -> Iterator[tuple[str, str]]:
    """Yield the functions that are no properties, each with its file."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "standalone" in path.parts:  # its text is in every published edition
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                marks = [ast.unparse(mark) for mark in node.decorator_list]
                if not any("property" in mark or mark.endswith(".setter") for mark in marks):
                    yield path.name, node.name


@pytest.mark.lint
def test_a_function_is_no_bare_participle_or_preposition() -> None:
    bare = set()
    for file, name in list_functions():
        words = name.strip("_").split("_")
        alone = len(words) == 1 and (is_participle(words[0]) or words[0] in PREPOSITIONS)
        if alone or words[0] in PREPOSITIONS - {"as", "from"}:
            bare.add((name, file))
    assert sorted({name for name, _ in bare}) == sorted(DEFENDED), sorted(bare)


def test_a_file_is_no_bare_participle_and_begins_with_no_preposition() -> None:
    names = [path.stem.split("_") for path in SOURCE.rglob("*.py") if path.name != "__init__.py"]
    assert len(names) > 500
    bare = [n for n in names if is_participle(n[-1]) or n[0] in PREPOSITIONS | {"against"}]
    assert not bare
