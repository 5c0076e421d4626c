"""Names that an inner package loads when used: the ones that it shows to type checkers."""

from __future__ import annotations

import ast
import importlib
import inspect

import pytest

PACKAGES = [
    "ictindex.core.formulas",
    "ictindex.definitions.catalogue",
    "ictindex.definitions.documents",
    "ictindex.definitions.documents.model",
]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_type_checker_sees_the_names_that_are_loaded(name: str) -> None:
    module = importlib.import_module(name)
    (block,) = [
        node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    shown = {
        alias.name: statement.module
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }
    (call,) = [node for node in ast.walk(block) if isinstance(node, ast.Call)]
    folder = module.__package__
    loaded = {
        key: f"{folder}.{file}"
        for file, names in ast.literal_eval(call.args[1]).items()
        for key in names.split()
    }
    assert loaded == shown
    for key, home in loaded.items():
        assert getattr(module, key) is getattr(importlib.import_module(home), key)
    with pytest.raises(AttributeError, match="no attribute"):
        _ = module.no_such_name
