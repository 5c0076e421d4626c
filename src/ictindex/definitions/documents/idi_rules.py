"""The parts of a document with a composite: tree, goalposts, ranks, rules of inclusion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ictindex.core import decimals
from ictindex.definitions.documents.fields import Constant, Identifier, IndicatorId, Offset
from ictindex.definitions.documents.parts import Bounds, Length, Part, part

_DEEPEST = 20  # levels of a tree, the index being the first


@part
class Goalposts(Part):
    """The two values between which an indicator is scored.

    ``zero`` scores 0 and ``full`` scores the whole scale; if ``zero`` is above ``full``, the
    indicator is reversed (a price). ``on`` states their scale: ``raw``, or the scale after the
    transformation.
    """

    zero: Constant
    full: Constant
    on: Literal["raw", "transformed"] = "raw"

    def faults(self) -> Iterator[str]:
        """Yield a fault if the goalposts are equal."""
        if self.zero == self.full:
            yield "goalposts-equal"


# Goalposts on the raw scale have to be above these.
DOMAIN = {"ln1p": -1, "log10": 0}


@part
class Leaf(Part):
    """An indicator of the index: its transformation and goalposts."""

    indicator: IndicatorId
    transformation: Literal["linear", "ln1p", "log10"]
    goalposts: Goalposts

    def faults(self) -> Iterator[str]:
        """Yield the first goalpost outside the domain, or a fault if the two are too near."""
        beyond = DOMAIN.get(self.transformation)
        if beyond is None or self.goalposts.on != "raw":
            return
        for value in (self.goalposts.zero, self.goalposts.full):
            if value <= beyond:
                yield f"goalpost-outside-domain:{value}"
                return
        transform = decimals.ln1p if self.transformation == "ln1p" else decimals.log10
        if transform(self.goalposts.zero) == transform(self.goalposts.full):
            yield "goalposts-too-near"


@part
class Child(Part):
    """A child of a node and its integer weight."""

    id: Identifier
    weight: Annotated[int, Bounds(ge=1, le=1000)]


@part
class Node(Part):
    """The index or a sub-index: an aggregation over its children."""

    id: Identifier
    aggregation: Literal["arithmetic-mean"]
    children: Annotated[tuple[Child, ...], Length(1)]


@part
class Ranking(Part):
    """Status of ranks: part of the publication or not, and the decimals on which they tie."""

    policy: Literal["published", "scores-only"]
    tie_decimals: Annotated[int, Bounds(ge=0, le=12)]
    best: Literal["highest", "lowest"]


@part
class Missing(Part):
    """Rule for a missing input: no score; and the nodes whose score may be supplied."""

    rule: Literal["no-score"]
    supplied_scores: tuple[Identifier, ...] = ()


@part
class Inclusion(Part):
    """Conditions for an economy to be part of the index.

    ``counted_whoever_collected`` names indicators that count towards the minimum of official
    inputs, no matter who collected them, unless they are estimates. Their class does not change.
    """

    complete: Literal[True]
    minimum_official: Annotated[int, Bounds(ge=0)] = 0
    counted_whoever_collected: tuple[IndicatorId, ...] = ()
    on_rejection: Literal["left-out-whole", "not-stated"]


@part
class SourcingStep(Part):
    """One step of the order in which sources are admitted."""

    classes: Annotated[
        tuple[
            Literal[
                "official-submission",
                "official-publication",
                "collected-by-itu",
                "other",
                "estimate",
            ],
            ...,
        ],
        Length(1),
    ]
    year: Offset


@part
class Sourcing(Part):
    """The order of sources, and the series that are exempt from consultation."""

    order: Annotated[tuple[SourcingStep, ...], Length(1)]
    auxiliary: tuple[Identifier, ...] = ()


def tree_faults(root: str, nodes: tuple[Node, ...], leaves: tuple[Leaf, ...]) -> Iterator[str]:
    """Name the reasons why nodes and leaves do not form one tree with the index as its root."""
    # In a tree every node is reached exactly once from the root, and every leaf has one parent.
    by_id = {node.id: node for node in nodes}
    indicators = {leaf.indicator for leaf in leaves}
    if len(by_id.keys() | indicators) != len(nodes) + len(leaves):
        yield "tree-id-twice"
        return
    if root not in by_id:
        yield f"tree-no-root:{root}"
        return
    seen: set[str] = set()
    queue: list[tuple[str, int]] = [(root, 1)]
    too_deep = ""
    while queue:
        current, level = queue.pop()
        if current in seen:
            yield f"tree-reached-twice:{current}"
            continue
        seen.add(current)
        if level == _DEEPEST + 1:
            too_deep = too_deep or current
        if current in by_id:
            queue.extend((c.id, level + 1) for c in reversed(by_id[current].children))
        elif current not in indicators:
            yield f"tree-unknown-child:{current}"
    if too_deep:
        yield f"tree-too-deep:{too_deep}"
    for lost in sorted((by_id.keys() | indicators) - seen):
        yield f"tree-not-reached:{lost}"
