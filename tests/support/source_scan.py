"""Reads the source for the codes and keys of words that it uses."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import ictindex
from ictindex.core import errors

PACKAGE = Path(ictindex.__file__).parent
CODED = {
    name
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.IctindexError)
} | {"Finding", "Fault", "RuleFinding"}


@dataclass(frozen=True)
class Use:
    """A code or key that the source names; ``supplied`` is ``None`` where the scan cannot tell."""

    address: str
    key: str
    supplied: frozenset[str] | None
    open_end: bool = False


@dataclass(frozen=True)
class Module:
    """A module in one walk: its tree, its calls with arguments, and its texts."""

    address: str
    tree: ast.Module
    calls: list[ast.Call]
    texts: list[str]


@lru_cache(maxsize=1)
def modules() -> list[Module]:
    return [_read(path) for path in sorted(PACKAGE.rglob("*.py"))]


def _read(path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls, texts = [], []
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=[_, *_]):
                calls.append(node)
            case ast.Constant(str(text)):
                texts.append(text)
            case ast.JoinedStr():
                texts += [f"{text}*" for text, _ in _literals(node)]
    return Module(path.relative_to(PACKAGE).as_posix(), tree, calls, texts)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _literals(node: ast.expr) -> Iterator[tuple[str, bool]]:
    """Yield the texts that an argument may be: literals, both sides of a choice, f-string heads."""
    match node:
        case ast.Constant(str(text)):
            yield text, False
        case ast.IfExp():
            yield from _literals(node.body)
            yield from _literals(node.orelse)
        case ast.NamedExpr():
            yield from _literals(node.value)
        case ast.JoinedStr(values=[ast.Constant(str(text)), *_]):
            yield text, True


def _supplied(call: ast.Call) -> frozenset[str] | None:
    """Return the names of the data handed to a message, if all of them are written out."""
    names: set[str] = set()
    mappings = [keyword.value for keyword in call.keywords if keyword.arg == "details"]
    if _name(call) in ("Finding", "Fault"):
        mappings += call.args[1:]
    for mapping in mappings:
        if not isinstance(mapping, ast.Dict):
            return None
        for key in mapping.keys:
            if not isinstance(key, ast.Constant):
                return None
            names.add(str(key.value))
    for keyword in call.keywords:
        if keyword.arg is None:
            return None
        names.add(keyword.arg)
    return frozenset(names)


@lru_cache(maxsize=1)
def codes() -> list[Use]:
    """Return the codes of errors and findings that are written out where they are made."""
    collected = []
    for module in modules():
        for call in module.calls:
            if _name(call) in CODED:
                for code, open_end in _literals(call.args[0]):
                    address = f"{module.address}:{call.lineno}"
                    collected.append(Use(address, code, _supplied(call), open_end))
    return collected


@lru_cache(maxsize=1)
def strings() -> set[str]:
    """Return every literal text of the source; an f-string gives its beginning and a star."""
    return {text for module in modules() for text in module.texts}


def _wrappers(module: Module) -> dict[str, str]:
    """Return the functions of a module that only add a section to ``terms.text``."""
    sections = {
        id(call): (str(call.args[0].value), call.args[1].id)
        for call in module.calls
        if _name(call) in ("text", "label")
        and len(call.args) >= 2
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[1], ast.Name)
    }
    collected: dict[str, str] = {}
    for function in ast.walk(module.tree) if sections else ():
        if not isinstance(function, ast.FunctionDef) or not function.args.args:
            continue
        names = [argument.arg for argument in function.args.args if argument.arg != "self"]
        for node in ast.walk(function):
            section, name = sections.get(id(node), ("", ""))
            if name and names and name == names[0]:
                collected[function.name] = section
    return collected


@lru_cache(maxsize=1)
def sentences() -> list[Use]:
    """Return ``section/key`` of every sentence that the source makes, with its figures."""
    return [
        Use(f"{module.address}:{call.lineno}", key, _supplied(call), open_end)
        for module in modules()
        for call in module.calls
        if _name(call) == "Sentence"
        for key, open_end in _literals(call.args[0])
    ]


@lru_cache(maxsize=1)
def words() -> list[Use]:
    """Return ``section/key`` of every phrase that the source asks for by literals."""
    collected = [*sentences()]
    for module in modules():
        wrappers = _wrappers(module)
        for call in module.calls:
            address = f"{module.address}:{call.lineno}"
            name = _name(call)
            if name in ("text", "label", "has_label") and len(call.args) >= 2:
                for section, open_section in _literals(call.args[0]):
                    if open_section:
                        continue
                    supplied = _supplied(call) if name == "text" else None
                    keys = list(_literals(call.args[1]))
                    for key, open_end in keys:
                        collected.append(Use(address, f"{section}/{key}", supplied, open_end))
                    if not keys:
                        collected.append(Use(address, f"{section}/", None, True))
            elif name in wrappers and isinstance(call.func, ast.Name):
                for key, open_end in _literals(call.args[0]):
                    collected.append(
                        Use(address, f"{wrappers[name]}/{key}", _supplied(call), open_end)
                    )
    return collected
