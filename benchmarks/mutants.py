"""What ``mutation.py`` tries: small faults, one at a time, put into the syntax trees of a room."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COMMIT_PATH = (
    "storage.commit", "storage.register", "storage.register_audit", "storage.disk",
    "storage.format", "admissibility", "publication", "publish_common",
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """What is mutated, and the tests that are asked."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


def rooms() -> dict[str, Room]:
    """Return the rooms that compute, decide and commit."""
    known = {
        "decimals": Room(
            ("ictindex.core.decimals",),
            (
                "tests/unit/core/test_decimals.py",
                "tests/unit/core/test_decimals_edges.py",
                "tests/unit/core/test_decimals_grammar.py",
                "src/ictindex/core/decimals.py",
            ),
        )
    }
    for name in ("engine", "sourcing", "editions"):
        folder = ROOT / "src" / "ictindex" / name
        names = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
        chosen = COMMIT_PATH if name == "editions" else names
        modules = tuple(f"ictindex.{name}.{module}" for module in chosen)
        known[name] = Room(modules, (f"tests/unit/{name}", f"src/ictindex/{name}"))
    return known


def file_of(name: str) -> Path:
    """Return the file of a module."""
    return ROOT / "src" / Path(*name.split(".")).with_suffix(".py")


_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
# A text is a code (of a message, a key, a status, a file) if it is one word of small letters.
_CODE = re.compile(r"[a-z][a-z0-9]*(?:[-._/][a-z0-9]+)*")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# What declares and does not act: the types say it, and the type checker holds it.
_DECLARATIONS = frozenset({"annotation", "returns", "decorator_list", "type_params", "bases"})


@dataclass(frozen=True)
class Mutant:
    """One fault.

    Parameters
    ----------
    module : str
        The module that it is put into.
    function : str
        Qualified name of the outermost function around it; empty at the level of the module.
    line, lines
        Its line, and the lines of the statement whose tests may see it.
    change : str
        What is written, and what instead.
    """

    module: str
    function: str
    first: int
    line: int
    lines: tuple[int, int]
    change: str
    parent: ast.AST
    field: str
    index: int | None
    instead: ast.AST

    @property
    def name(self) -> str:
        """Return its name, the same in every run on the same source."""
        return f"{self.module}:{self.line}: {self.function or '(module)'}: {self.change}"

    def put_in(self) -> None:
        """Put the fault into the tree (for good: a process does it once)."""
        if self.index is None:
            setattr(self.parent, self.field, self.instead)
        else:
            getattr(self.parent, self.field)[self.index] = self.instead


def mutants_of(module: str, path: Path) -> tuple[ast.Module, list[Mutant]]:
    """Return the tree of a file and every mutant of it, in the order of its lines."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    # What this system never runs: coverage leaves it out by the same words.
    left_out = {n for n, line in enumerate(text.splitlines(), 1) if "pragma: no cover" in line}
    return tree, list(_Walk(module, left_out).of(tree))


class _Walk:
    """The way through a tree, which knows the function and the statement that it stands in."""

    def __init__(self, module: str, left_out: set[int]) -> None:
        self.module, self.left_out = module, left_out
        self.scopes: list[str] = []
        self.function, self.first = "", 0
        self.lines = (0, 0)

    def of(self, node: ast.AST) -> Iterator[Mutant]:
        for field, value in ast.iter_fields(node):
            if field in _DECLARATIONS or (field == "defaults" and not value):
                continue
            many = value if isinstance(value, list) else [value]
            for index, child in enumerate(many):
                if isinstance(child, ast.AST) and not _passive(child):
                    place = index if isinstance(value, list) else None
                    yield from self._at(node, field, place, child)

    def _at(
        self, parent: ast.AST, field: str, index: int | None, child: ast.AST
    ) -> Iterator[Mutant]:
        if isinstance(child, ast.stmt) and child.lineno in self.left_out:
            if isinstance(child, ast.If):
                for n, other in enumerate(child.orelse):
                    yield from self._at(child, "orelse", n, other)
            return
        kept = self.lines, self.function, self.first
        if isinstance(child, ast.stmt):
            self.lines = _lines(child)
        for instead in _instead(parent, field, child):
            before, after = (_written(one) for one in (child, instead))
            yield Mutant(
                self.module, self.function, self.first, getattr(child, "lineno", self.lines[0]),
                self.lines, f"{before} -> {after}", parent, field, index, _placed(instead, child),
            )  # fmt: skip
        if isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            self.scopes.append(child.name)
            if isinstance(child, _FUNCTIONS):
                # Defaults are of the statement around: they are read when it is.
                yield from self.of(child.args)
                if not self.function:
                    self.function = ".".join(self.scopes)
                    self.first = min([child.lineno, *(one.lineno for one in child.decorator_list)])
                child_fields = _body_only(child)
                yield from self.of(child_fields)
            else:
                yield from self.of(child)
            self.scopes.pop()
        else:
            yield from self.of(child)
        self.lines, self.function, self.first = kept


def _body_only(function: Any) -> ast.AST:
    """Return a node that shares the list of statements of a function, and nothing else of it."""
    return ast.Module(body=function.body, type_ignores=[])


def _passive(node: ast.AST) -> bool:
    """Whether nothing in a node acts: docstrings, imports, what only the type checker reads."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("__all__", "__slots__"):
        return True
    # Names of types: `Array = np.ndarray[...]`, and an annotation without a value.
    if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith(_TYPES):
        return True
    return isinstance(node, (ast.Import, ast.ImportFrom))


_TYPES = ("np.ndarray[", "npt.NDArray[", "Callable[", "Mapping[", "dict[", "tuple[")


def _lines(node: ast.stmt) -> tuple[int, int]:
    """Return the lines of a statement itself, without those of the statements in it."""
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    last = node.end_lineno or node.lineno
    if isinstance(body, list) and body:
        inner = getattr(body[0], "lineno", None) or body[0].pattern.lineno
        last = max(node.lineno, inner - 1)
    return node.lineno, last


def _instead(parent: ast.AST, field: str, node: ast.AST) -> Iterator[ast.AST]:
    """Give each node that can stand instead of a node."""
    if isinstance(node, ast.Compare):
        for n, operation in enumerate(node.ops):
            other = [*node.ops]
            other[n] = _COMPARED[type(operation)]()
            yield ast.Compare(node.left, other, node.comparators)
    elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _CALCULATED:
        swapped = _CALCULATED[type(node.op)]()
        if isinstance(node, ast.BinOp):
            yield ast.BinOp(node.left, swapped, node.right)
        else:
            yield ast.AugAssign(node.target, swapped, node.value)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub, ast.Invert)):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _constants(node.value)
    elif isinstance(node, ast.Return) and not _is_constant(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, (ast.Break, ast.Continue)):
        yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()
    if field == "test" and isinstance(parent, (ast.If, ast.IfExp)):
        yield from (ast.Constant(True), ast.Constant(False))
    elif field == "test" and isinstance(parent, ast.While):
        yield ast.Constant(False)  # for ever is seen by any test
    elif field == "ifs":
        yield ast.Constant(True)
    if isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise, ast.Delete)) or (
        isinstance(node, ast.Assign) and not isinstance(node.targets[0], (ast.Name, ast.Tuple))
    ):
        yield ast.Pass()


def _constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        yield ast.Constant(value + 1)
    elif isinstance(value, str) and _CODE.fullmatch(value):
        yield ast.Constant(f"{value}X")


def _is_constant(node: ast.AST | None) -> bool:
    """Whether a value is nothing, or true or false: turning it round says more than `None`."""
    return node is None or (isinstance(node, ast.Constant) and node.value in (None, True, False))


def _placed(node: ast.AST, old: ast.AST) -> ast.AST:
    ast.copy_location(node, old)
    for part in ast.walk(node):
        if part is not node and not hasattr(part, "lineno"):
            ast.copy_location(part, old)
    return ast.fix_missing_locations(node)


def _written(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 70 else f"{text[:67]}..."
