"""The parts of a document that has a composite: tree, goalposts, ranks, rules of inclusion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ictindex.core import decimals
from ictindex.documents.fields import Constant, Identifier, IndicatorId, Offset, Part

_DEEPEST = 20  # levels of a tree, the index being the first


class Goalposts(Part):
    """The two values between which an indicator is scored.

    ``zero`` scores 0 and ``full`` scores the whole scale; where ``zero`` is above ``full`` the
    indicator is reversed (a price). ``on`` tells whether they stand on the raw scale or on the
    scale after the transformation.
    """

    zero: Constant
    full: Constant
    on: Literal["raw", "transformed"] = "raw"

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.zero == self.full:
            raise ValueError("goalposts-equal")
        return self


# Goalposts on the raw scale stand above these.
DOMAIN = {"ln1p": -1, "log10": 0}


class Leaf(Part):
    """An indicator of the index: its transformation and goalposts."""

    indicator: IndicatorId
    transformation: Literal["linear", "ln1p", "log10"]
    goalposts: Goalposts

    @model_validator(mode="after")
    def _in_domain(self) -> Self:
        beyond = DOMAIN.get(self.transformation)
        if beyond is not None and self.goalposts.on == "raw":
            for value in (self.goalposts.zero, self.goalposts.full):
                if value <= beyond:
                    raise ValueError(f"goalpost-outside-domain:{value}")
            transform = decimals.ln1p if self.transformation == "ln1p" else decimals.log10
            if transform(self.goalposts.zero) == transform(self.goalposts.full):
                raise ValueError("goalposts-too-near")
        return self


class Child(Part):
    """A child of a node and its integer weight."""

    id: Identifier
    weight: Annotated[int, Field(ge=1, le=1000)]


class Node(Part):
    """The index or a sub-index: an aggregation over its children."""

    id: Identifier
    aggregation: Literal["arithmetic-mean"]
    children: Annotated[tuple[Child, ...], Field(min_length=1, strict=False)]


class Ranking(Part):
    """Whether ranks are part of the publication, and the decimals on which they tie."""

    policy: Literal["published", "scores-only"]
    tie_decimals: Annotated[int, Field(ge=0, le=12)]
    best: Literal["highest", "lowest"]


class Missing(Part):
    """What happens where an input is missing: no score; where a score may be supplied."""

    rule: Literal["no-score"]
    supplied_scores: Annotated[tuple[Identifier, ...], Field(strict=False)] = ()


class Inclusion(Part):
    """When an economy is part of the index.

    ``counted_whoever_collected`` names indicators that count towards the minimum of official
    inputs whoever collected them, as long as they are no estimates. Their class stays what it is.
    """

    complete: Literal[True]
    minimum_official: Annotated[int, Field(ge=0)] = 0
    counted_whoever_collected: Annotated[tuple[IndicatorId, ...], Field(strict=False)] = ()
    on_rejection: Literal["left-out-whole", "not-stated"]


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
        Field(min_length=1, strict=False),
    ]
    year: Offset


class Sourcing(Part):
    """The order of sources, and the series that are exempt from consultation."""

    order: Annotated[tuple[SourcingStep, ...], Field(min_length=1, strict=False)]
    auxiliary: Annotated[tuple[Identifier, ...], Field(strict=False)] = ()


def tree_faults(root: str, nodes: tuple[Node, ...], leaves: tuple[Leaf, ...]) -> Iterator[str]:
    """Name what keeps nodes and leaves from being one tree that grows from the index."""
    # Every node is reached exactly once from the root, every leaf is a child of one node.
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
