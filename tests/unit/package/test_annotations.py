"""Annotations of public functions and methods can be resolved, as tools for programs do."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pydantic
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core import lazy_names
from ictindex.core.face import NAMESPACES, PUBLIC_NAMES, RECORDS

SOURCE = Path(ict.__file__).parent


def list_public() -> Iterator[tuple[str, Any]]:
    """Yield every public name as users get it, and the classes of what functions return."""
    for namespace, names in PUBLIC_NAMES.items():
        space = getattr(ict, namespace) if namespace else ict
        yield from ((f"{namespace}.{name}", getattr(space, name)) for name in names)
    for namespace, names in RECORDS.items():
        for name, module in names.items():
            yield f"{namespace}.{name}", getattr(importlib.import_module(module), name)


FUNCTIONS = {name: thing for name, thing in list_public() if not inspect.isclass(thing)}
CLASSES = {name: thing for name, thing in list_public() if inspect.isclass(thing)}


def list_methods(kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public methods and properties of a class and of its bases of this library."""
    for base in kind.__mro__:
        if base.__module__.startswith("ictindex"):
            for name, member in vars(base).items():
                parts = ("__func__", "fget", "func")
                function = next((getattr(member, p) for p in parts if hasattr(member, p)), member)
                if inspect.isfunction(function) and not name.startswith("_"):
                    yield f"{base.__qualname__}.{name}", function


def fail_to_resolve(functions: Iterator[tuple[str, Callable[..., Any]]]) -> dict[str, str]:
    """Return the functions whose annotations cannot be resolved, with the reason."""
    faults = {}
    for name, function in functions:
        try:
            typing.get_type_hints(function)
        except (NameError, TypeError, AttributeError) as error:
            faults[name] = str(error)
    return faults


def test_annotations_of_every_public_function_resolve() -> None:
    assert len(FUNCTIONS) > 140
    assert not fail_to_resolve(iter(FUNCTIONS.items()))


def test_annotations_of_every_public_method_resolve() -> None:
    methods = (each for kind in CLASSES.values() for each in list_methods(kind))
    assert not fail_to_resolve(methods)


def test_fields_of_every_public_class_resolve() -> None:
    faults = {}
    for name, kind in CLASSES.items():
        try:
            typing.get_type_hints(kind)
        except NameError as error:
            faults[name] = str(error)
    assert not faults


def test_what_resolves_is_the_class_itself() -> None:
    import pandas as pd

    hints = typing.get_type_hints(ict.compute)
    assert {ict.Result, ict.prices.BasketResult} <= set(typing.get_args(hints["return"]))
    assert typing.get_type_hints(ict.data.name_codes)["return"] is pd.DataFrame
    assert typing.get_type_hints(ict.Result.to_frame)["return"] is pd.DataFrame


@pytest.mark.slow
@small_cases("name", sorted(FUNCTIONS))
def test_pydantic_can_put_itself_before_every_public_function(name: str) -> None:
    checked = pydantic.validate_call(config={"arbitrary_types_allowed": True})
    assert callable(checked(FUNCTIONS[name]))


def test_pydantic_checks_a_call_of_compute() -> None:
    compute = pydantic.validate_call(config={"arbitrary_types_allowed": True})(ict.compute)
    idi = ict.methodology("idi", edition=2024)
    result = compute(idi, ict.sample_data("idi-2024-annex.csv"))
    assert isinstance(result, ict.Result) and result.ranked == 19
    with pytest.raises(pydantic.ValidationError, match="edition"):
        compute(idi, ict.sample_data("idi-2024-annex.csv"), edition="soon")


@pytest.mark.lint
def test_a_name_means_what_its_module_imports_for_type_checkers() -> None:
    modules = {thing.__module__ for thing in (*FUNCTIONS.values(), *CLASSES.values())}
    modules |= {base.__module__ for kind in CLASSES.values() for base in kind.__mro__}
    astray = []
    for name in sorted(modules):
        if not name.startswith("ictindex"):
            continue
        tree = ast.parse(Path(str(sys.modules[name].__file__)).read_text(encoding="utf-8"))
        for block in ast.walk(tree):
            if not (isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"):
                continue
            for line in block.body:
                if isinstance(line, ast.ImportFrom) and line.module != "ictindex.core.plots":
                    for each in line.names:
                        home = lazy_names._ANNOTATED.get(each.asname or each.name)
                        if home is not None and each.name != "Array":  # an alias of NumPy's
                            meant = getattr(importlib.import_module(str(line.module)), each.name)
                            held = getattr(importlib.import_module(home), each.name)
                            astray += [f"{name}: {each.name}"] if meant != held else []
    assert not astray


@pytest.mark.slow
def test_neither_import_nor_use_loads_what_annotations_name() -> None:
    code = (
        "import sys, ictindex as ict; ict.compute; ict.Result; ict.data.name_codes; "
        "ict.methodology('idi', edition=2024); "
        "loaded = sorted({'numpy', 'pandas', 'scipy', 'xarray'} & set(sys.modules)); "
        "import typing; typing.get_type_hints(ict.data.name_codes); "
        "print(loaded, 'pandas' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["[]", "True"]


def test_every_namespace_is_covered() -> None:
    assert {name.partition(".")[0] for name in FUNCTIONS} == {"", *NAMESPACES}
