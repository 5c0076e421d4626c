"""The structure of an index for analyses: parents, weights, directions and levels.

It is read from a methodology, from a mapping of children to parents, or from a table with a row
for each indicator and aggregate.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from ictindex.core.arguments import is_missing
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.indices.results.methodology import Methodology

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.results.scored_result import ScoredResult

# Columns of a table, each with its name in COINr.
_COLUMNS = {
    "code": "iCode",
    "parent": "Parent",
    "weight": "Weight",
    "direction": "Direction",
    "level": "Level",
    "kind": "Type",
}
_KINDS = ("Indicator", "Aggregate")


@dataclass(frozen=True)
class Hierarchy:
    """Codes with their parents; the top has none. Leaves have level 1 unless levels are set."""

    codes: tuple[str, ...]
    parents: Mapping[str, str]
    weights: Mapping[str, float] = field(default_factory=dict)
    directions: Mapping[str, float] = field(default_factory=dict)
    supplied_levels: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The children of each code with children, in order."""
        below: dict[str, list[str]] = {}
        for code in self.codes:
            if code in self.parents:
                below.setdefault(self.parents[code], []).append(code)
        return {code: tuple(kids) for code, kids in below.items()}

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """The level of each code: 1 for an indicator, the highest for the index.

        Aggregates are counted from the index downwards, so that those just below it are of one
        level, even where only some of them have aggregates of their own.
        """
        if self.supplied_levels:
            return self.supplied_levels
        depths = {code: len(self.above(code)) for code in self.codes}
        top = 1 + max(depths.values())
        return {c: top - depths[c] if c in self.children else 1 for c in self.codes}

    @property
    def top_level(self) -> int:
        """The level of the index."""
        return max(self.levels.values())

    @property
    def top(self) -> str:
        """The code of the index: the first without parent on the highest level."""
        return next(c for c in self.codes if self.levels[c] == self.top_level)

    @property
    def leaves(self) -> tuple[str, ...]:
        """The codes without children."""
        return tuple(code for code in self.codes if code not in self.children)

    def list_codes(self, level: int) -> tuple[str, ...]:
        """Return the codes of a level."""
        if level not in range(1, self.top_level + 1):
            raise UsageError("hierarchy.level", wanted=str(level), highest=str(self.top_level))
        return tuple(code for code in self.codes if self.levels[code] == level)

    def above(self, code: str) -> tuple[str, ...]:
        """Return the codes above a code, its parent first."""
        codes: list[str] = []
        while code in self.parents:
            code = self.parents[code]
            codes.append(code)
        return tuple(codes)

    def group_of(self, code: str, level: int) -> str | None:
        """Return the first code above with a level or higher; ``None`` if there is none."""
        return next((c for c in self.above(code) if self.levels[c] >= level), None)

    def below(self, code: str, level: int | None = None) -> tuple[str, ...]:
        """Return all codes below a code, or those of one level, in the order of the codes."""
        return tuple(
            c
            for c in self.codes
            if code in self.above(c) and (level is None or self.levels[c] == level)
        )

    def share(self, code: str) -> float:
        """Return the share of a code in the index: the product of relative weights to the top."""
        whole = 1.0
        while code in self.parents:
            siblings = self.children[self.parents[code]]
            total = sum(self.weights.get(c, 1.0) for c in siblings)
            whole *= self.weights.get(code, 1.0) / total
            code = self.parents[code]
        return whole


# The structure of an index, or an object that has one; none if the table has it.
Structure: TypeAlias = (
    "Hierarchy | Methodology | ScoredResult | Mapping[str, object] | pd.DataFrame | None"
)


def read_hierarchy(structure: Any) -> Hierarchy:
    """Read the structure of an index, or refuse an object without one."""
    if isinstance(structure, Hierarchy):
        return structure
    methodology = getattr(structure, "methodology", structure)
    if isinstance(methodology, Methodology):
        return _read_plan(methodology)
    if isinstance(structure, Mapping):
        parents = {str(c): str(p) for c, p in structure.items() if not _is_blank(p)}
        codes = dict.fromkeys([*map(str, structure), *parents.values()])
        return _check_paths(Hierarchy(tuple(codes), parents))
    if hasattr(structure, "columns") and hasattr(structure, "to_dict"):
        return _read_frame(structure)
    raise UsageError("hierarchy.kind", given=type(structure).__name__)


def _read_plan(methodology: Methodology) -> Hierarchy:
    plan = methodology.plan
    parents, weights = {}, {}
    for node in plan.nodes:
        above = plan.parent(node)
        if above is not None:
            parents[node], weights[node] = above[0], float(above[1])
    return Hierarchy(tuple(plan.nodes), parents, weights)


def _read_frame(frame: Any) -> Hierarchy:
    names = {
        name: name if name in frame.columns else other
        for name, other in _COLUMNS.items()
        if name in frame.columns or other in frame.columns
    }
    missing = [name for name in ("code", "parent") if name not in names]
    if missing:
        raise UsageError("hierarchy.columns", missing=missing)
    rows = frame[list(names.values())].rename(columns={v: k for k, v in names.items()})
    parents: dict[str, str] = {}
    numbers: dict[str, dict[str, Any]] = {"weight": {}, "direction": {}, "level": {}}
    codes: list[str] = []
    for row in rows.to_dict("records"):
        if not _is_blank(row.get("kind")) and row["kind"] not in _KINDS:
            continue  # groups and denominators
        code = str(row["code"])
        codes.append(code)
        if not _is_blank(row["parent"]):
            parents[code] = str(row["parent"])
        for name, kept in numbers.items():
            if not _is_blank(row.get(name)):
                kept[code] = _read_number(row[name], name)
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise UsageError("hierarchy.twice", codes=twice)
    every = tuple(dict.fromkeys([*codes, *parents.values()]))
    levels = numbers["level"] if set(every) <= set(numbers["level"]) else {}
    return _check_paths(Hierarchy(every, parents, numbers["weight"], numbers["direction"], levels))


def _read_number(cell: object, column: str) -> float:
    """Return a level as a whole number, and a weight or direction as a float."""
    number = float(cell) if isinstance(cell, (numbers.Real, Decimal)) else math.nan
    if not math.isfinite(number):
        raise UsageError("operation.not-a-number", column=column, value=str(cell)[:80])
    return int(number) if column == "level" else number


def _check_paths(hierarchy: Hierarchy) -> Hierarchy:
    """Return a hierarchy that has codes, and in which every path upwards ends."""
    if not hierarchy.codes:
        raise UsageError("hierarchy.empty")
    for code in hierarchy.codes:
        seen, at = [code], code
        while at in hierarchy.parents:
            at = hierarchy.parents[at]
            if at in seen:
                raise UsageError("hierarchy.circle", codes=[*seen, at])
            seen.append(at)
    return hierarchy


def _is_blank(cell: object) -> bool:
    """Tell whether a cell is empty: ``None``, NaN or an empty text."""
    return is_missing(cell) or (isinstance(cell, str) and not cell)


def require_choice(argument: str, wanted: object, allowed: Iterable[object]) -> None:
    """Refuse a value of an argument that is not allowed."""
    choices = list(allowed)
    if wanted not in choices:
        shown = [str(choice) for choice in choices]
        raise UsageError(
            "analysis.choice", argument=argument, wanted=str(wanted)[:80], allowed=shown
        )
