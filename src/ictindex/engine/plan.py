"""The plan of a methodology document: leaves first, then branches bottom-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.core import decimals, formulas
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DraftMethodologyError
from ictindex.definitions.documents import Document
from ictindex.engine.operations import TRANSFORMATIONS, Transformation, normalisation, weighted_mean

if TYPE_CHECKING:
    from fractions import Fraction

    from ictindex.core.formulas import Expression


@dataclass(frozen=True, slots=True)
class PlanLeaf:
    """An indicator of the index with its goalposts, raw and transformed."""

    indicator: str
    transformation: Transformation
    raw_zero: Decimal | None
    raw_full: Decimal | None
    zero: Decimal
    full: Decimal
    width: Decimal

    @property
    def has_goalposts(self) -> bool:
        """True if the leaf is scored between goalposts, as in every published methodology."""
        return True

    def move(self, value: Decimal) -> Decimal:
        """Return a transformed value."""
        return self.transformation.decimal(value)

    def goalposts(self) -> tuple[Expression, Expression]:
        """Return the formulae of both transformed goalposts."""
        if self.raw_zero is None or self.raw_full is None:
            return formulas.Number(self.zero), formulas.Number(self.full)
        write = self.transformation.expression
        return write(formulas.Number(self.raw_zero)), write(formulas.Number(self.raw_full))

    def expression(self, scale: Decimal) -> Expression:
        """Return the formula of the leaf's score, with the symbol ``x`` for its value."""
        zero, full = self.goalposts()
        moved = self.transformation.expression(formulas.Symbol("x", ""))
        return normalisation(moved, zero, full, scale)


@dataclass(frozen=True, slots=True)
class Branch:
    """A node that aggregates others: positions of its children among the nodes, and weights."""

    id: str
    children: tuple[int, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a document that the engine needs."""

    leaves: tuple[PlanLeaf, ...]
    branches: tuple[Branch, ...]
    scale: Decimal
    # Ids of the leaves, and of all nodes: leaves first, the index last. They are asked for in every
    # cell of every table, so they are made once.
    indicators: tuple[str, ...] = field(init=False, repr=False, compare=False)
    nodes: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        indicators = tuple(leaf.indicator for leaf in self.leaves)
        object.__setattr__(self, "indicators", indicators)
        object.__setattr__(self, "nodes", (*indicators, *(branch.id for branch in self.branches)))

    @property
    def has_operations(self) -> bool:
        """True if there are other operations than goalposts and weighted arithmetic means."""
        return False

    @property
    def root(self) -> str:
        """Id of the index."""
        return self.branches[-1].id

    def children(self, position: int) -> tuple[int, ...]:
        """Return the positions of a node's children; a leaf has none."""
        if position < len(self.leaves):
            return ()
        return self.branches[position - len(self.leaves)].children

    def leaves_below(self, position: int) -> tuple[int, ...]:
        """Return the positions of the leaves below a node; for a leaf, its own."""
        if position < len(self.leaves):
            return (position,)
        return tuple(leaf for c in self.children(position) for leaf in self.leaves_below(c))

    def complete_below(self, position: int, values: Sequence[object]) -> bool:
        """Tell whether every leaf below a node has a value in a row of values."""
        return all(values[leaf] is not None for leaf in self.leaves_below(position))

    def parent(self, node: str) -> tuple[str, int, int] | None:
        """Return (parent, weight, sum of weights) of a node; ``None`` for the index."""
        position = self.nodes.index(node)
        for branch in self.branches:
            if position in branch.children:
                weight = branch.weights[branch.children.index(position)]
                return branch.id, weight, sum(branch.weights)
        return None

    def above(self, node: str) -> tuple[str, ...]:
        """Return the ids of the nodes above a node, from its parent to the index."""
        ids: list[str] = []
        above = self.parent(node)
        while above is not None:
            ids.append(above[0])
            above = self.parent(above[0])
        return tuple(ids)

    def weight_in_index(self, node: str) -> Fraction:
        """Return the exact share of a node in the index."""
        from fractions import Fraction

        share = Fraction(1)
        above = self.parent(node)
        while above is not None:
            node, weight, total = above
            share *= Fraction(weight, total)
            above = self.parent(node)
        return share

    def is_additive(self, node: str) -> bool:
        """Tell whether the points of a node are a share of the index, as with means."""
        return True

    def expression(self, node: str) -> Expression:
        """Return the formula of a node's score, in its value or in its children's scores."""
        nodes = self.nodes
        position = nodes.index(node)
        if position < len(self.leaves):
            return self.leaves[position].expression(self.scale)
        branch = self.branches[position - len(self.leaves)]
        children = tuple(formulas.Symbol("score", nodes[child]) for child in branch.children)
        return weighted_mean(children, branch.weights)

    def reading_order(self) -> tuple[str, ...]:
        """Return all nodes in reading order: the index, then each sub-index and its parts."""
        nodes = self.nodes
        ordered: list[str] = []

        def visit(position: int) -> None:
            ordered.append(nodes[position])
            for child in self.children(position):
                visit(child)

        visit(len(nodes) - 1)
        return tuple(ordered)

    @classmethod
    def from_document(cls, document: Document) -> Plan:
        """Make the plan of a document."""
        if document.status == "draft" or document.scale is None:
            raise DraftMethodologyError("methodology.draft", document=document.id)
        leaves = []
        for leaf in document.leaves:
            transformation = TRANSFORMATIONS[leaf.transformation]
            low, high = leaf.goalposts.zero, leaf.goalposts.full
            raw = leaf.goalposts.on == "raw"
            zero = transformation.decimal(low) if raw else low
            full = transformation.decimal(high) if raw else high
            with decimals.exact():
                width = full - zero
            leaves.append(
                PlanLeaf(
                    indicator=leaf.indicator,
                    transformation=transformation,
                    raw_zero=low if raw else None,
                    raw_full=high if raw else None,
                    zero=zero,
                    full=full,
                    width=width,
                )
            )
        position = {leaf.indicator: n for n, leaf in enumerate(leaves)}
        branches: list[Branch] = []

        def add(key: str) -> int:
            """Put a node after its children and return its position."""
            if key not in position:
                node = document.node(key)
                children = tuple(add(child.id) for child in node.children)
                branches.append(Branch(key, children, tuple(c.weight for c in node.children)))
                position[key] = len(leaves) + len(branches) - 1
            return position[key]

        add(document.index)
        return cls(tuple(leaves), tuple(branches), document.scale)
