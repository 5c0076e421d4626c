"""Outside the two indices nobody asks which class a result is of: its index is asked instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ictindex
from ictindex.indices.ipb.result import BasketResult
from ictindex.indices.results.base import EditionResult

SOURCE = Path(ictindex.__file__).resolve().parent
TWINS = ("idi", "ipb")


def result_classes() -> set[str]:
    """Return the names of the result classes of both indices, and of all that inherit them."""
    import ictindex.editions

    for name in ictindex.editions.__all__:
        getattr(ictindex.editions, name)

    def below(kind: type) -> Iterator[type]:
        yield kind
        for heir in kind.__subclasses__():
            yield from below(heir)

    return {kind.__name__ for base in (ictindex.Result, BasketResult) for kind in below(base)}


def class_checks(tree: ast.AST, names: set[str]) -> Iterator[int]:
    """Yield the lines on which ``isinstance`` or ``type`` asks for one of some classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            asked = node.args[1:] if node.func.id in ("isinstance", "issubclass") else []
            if any(part.id in names for item in asked for part in ast.walk(item)
                   if isinstance(part, ast.Name)):  # fmt: skip
                yield node.lineno
        if isinstance(node, ast.Compare) and any(
            isinstance(part, ast.Call) and getattr(part.func, "id", "") == "type"
            for part in ast.walk(node.left)
        ):
            sides = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
            if names.intersection(sides):
                yield node.lineno


def test_the_search_finds_what_it_looks_for() -> None:
    names = {"Result", "BasketResult"}
    for text in ("isinstance(one, Result)", "isinstance(one, (int, BasketResult))",
                 "type(one) in (Result, BasketResult)", "type(one) is Result"):  # fmt: skip
        assert list(class_checks(ast.parse(text), names)) == [1], text
    for text in ("isinstance(one, EditionResult)", "Result(one)", "one is Result"):
        assert not list(class_checks(ast.parse(text), names)), text


@pytest.mark.lint
def test_the_class_of_a_result_is_asked_for_in_its_index_alone() -> None:
    names = result_classes()
    assert {"Result", "BasketResult", "PublishedResult", "BasketCounterfactual"} <= names
    assert EditionResult.__name__ not in names
    astray = []
    for path in sorted(SOURCE.rglob("*.py")):
        room, *_ = path.relative_to(SOURCE).parts
        if room not in TWINS:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            astray += [f"{path.relative_to(SOURCE)}:{n}" for n in class_checks(tree, names)]
    assert not astray
