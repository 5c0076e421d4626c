"""The model of a methodology document: frozen, complete, every key read or refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from ictindex import catalogue, numbers

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _whole_to_decimal(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _as_written(value: Decimal) -> str:
    """Write a constant with the digits that the document gives it: 33.30 stays 33.30."""
    return format(value, "f")


# As long as the number grammar admits: 18 digits before the point, 20 behind.
Constant = Annotated[
    Decimal,
    Field(max_digits=38, decimal_places=20),
    BeforeValidator(_whole_to_decimal),
    PlainSerializer(_as_written, return_type=str),
    WithJsonSchema({"type": "number", "exclusiveMinimum": -(10**18), "exclusiveMaximum": 10**18}),
]
# Ranks tie on at most 12 decimals: with this bound a rounded score fits into 64 bits.
_MOST_SCALE = 1_000_000
Scale = Annotated[
    Constant,
    Field(gt=0, le=_MOST_SCALE),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": _MOST_SCALE}),
]
Year = Annotated[int, Field(ge=1900, le=2200)]
Offset = Annotated[int, Field(ge=-5, le=0)]
_DEEPEST = 20  # levels of a tree, the index being the first


def _known_indicator(value: str) -> str:
    if value not in catalogue.indicators():
        raise ValueError(f"unknown-indicator:{value}")
    return value


IndicatorId = Annotated[Identifier, AfterValidator(_known_indicator)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Goalposts(_Part):
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


class Leaf(_Part):
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
            transform = numbers.ln1p if self.transformation == "ln1p" else numbers.log10
            if transform(self.goalposts.zero) == transform(self.goalposts.full):
                raise ValueError("goalposts-too-near")
        return self


class Child(_Part):
    """A child of a node and its integer weight."""

    id: Identifier
    weight: Annotated[int, Field(ge=1, le=1000)]


class Node(_Part):
    """The index or a sub-index: an aggregation over its children."""

    id: Identifier
    aggregation: Literal["arithmetic-mean"]
    children: Annotated[tuple[Child, ...], Field(min_length=1, strict=False)]


class Years(_Part):
    """Which year's data an edition uses, as offsets from the edition."""

    reference: Offset
    carried: Annotated[tuple[Offset, ...], Field(strict=False)] = ()
    retrospective: Annotated[tuple[Year, ...], Field(strict=False)] = ()


class Rounding(_Part):
    """How figures are rounded for publication; everything before is unrounded."""

    decimals: Annotated[int, Field(ge=0, le=6)]
    mode: Literal["half-up"]


class Ranking(_Part):
    """Whether ranks are part of the publication, and the decimals on which they tie."""

    policy: Literal["published", "scores-only"]
    tie_decimals: Annotated[int, Field(ge=0, le=12)]
    best: Literal["highest", "lowest"]


class Missing(_Part):
    """What happens where an input is missing: no score; where a score may be supplied."""

    rule: Literal["no-score"]
    supplied_scores: Annotated[tuple[Identifier, ...], Field(strict=False)] = ()


class Inclusion(_Part):
    """When an economy is part of the index."""

    complete: Literal[True]
    minimum_official: Annotated[int, Field(ge=0)] = 0
    on_rejection: Literal["left-out-whole", "not-stated"]


class SourcingStep(_Part):
    """One step of the order in which sources are admitted."""

    classes: Annotated[
        tuple[
            Literal["official-submission", "official-publication", "other", "estimate"],
            ...,
        ],
        Field(min_length=1, strict=False),
    ]
    year: Offset


class Sourcing(_Part):
    """The order of sources, and the series that are exempt from consultation."""

    order: Annotated[tuple[SourcingStep, ...], Field(min_length=1, strict=False)]
    auxiliary: Annotated[tuple[Identifier, ...], Field(strict=False)] = ()


class Source(_Part):
    """A publication that the document was taken from; the citation stays in its language.

    The words that a reader gets for ``location`` stand in the language files, under
    ``documents.<id>.sources``.
    """

    id: Identifier
    title: str
    year: Year
    location: str


class Erratum(_Part):
    """A slip of the source: what it prints and what the published figures follow.

    ``subjects`` are the nodes and indicators that it is about.
    """

    id: Identifier
    subjects: Annotated[tuple[Identifier, ...], Field(min_length=1, strict=False)]
    source: Identifier
    location: str
    printed: str
    used: str


RELEASED_NEEDS = (
    "valid_from", "valid_until", "scale", "years", "rounding", "ranking", "missing",
    "inclusion", "sourcing", "nodes", "leaves", "editions",
)  # fmt: skip
DRAFT_HAS_NOT = ("nodes", "leaves", "scale", "editions")


class Document(_Part):
    """A methodology document.

    Attributes are the keys of the TOML file; the JSON Schema for editors is made from them.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    id: Identifier
    index: Literal["idi"]
    status: Literal["released", "draft"]
    mandate: Literal[
        "none",
        "resolution-131-rev-dubai-2018",
        "resolution-131-rev-bucharest-2022",
    ]
    adopted: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    editions: Annotated[tuple[Year, ...], Field(strict=False)]
    predecessor: Identifier | None = None
    changes: Annotated[tuple[Identifier, ...], Field(strict=False)] = ()
    indicators: Annotated[tuple[IndicatorId, ...], Field(strict=False)] = ()
    scale: Scale | None = None
    years: Years | None = None
    rounding: Rounding | None = None
    ranking: Ranking | None = None
    missing: Missing | None = None
    inclusion: Inclusion | None = None
    sourcing: Sourcing | None = None
    nodes: Annotated[tuple[Node, ...], Field(strict=False)] = ()
    leaves: Annotated[tuple[Leaf, ...], Field(strict=False)] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1, strict=False)]
    errata: Annotated[tuple[Erratum, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Report every fault at once, a line each: ``code:subject``."""
        faults = list(self._draft_faults() if self.status == "draft" else self._faults())
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _draft_faults(self) -> Iterator[str]:
        for name in DRAFT_HAS_NOT:
            if getattr(self, name):
                yield f"draft-has:{name}"
        if not self.indicators:
            yield "draft-needs:indicators"

    def _faults(self) -> Iterator[str]:
        for name in RELEASED_NEEDS:
            if not getattr(self, name):
                yield f"released-needs:{name}"
        if self.indicators:
            yield "indicators-only-in-drafts"
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            yield "validity-reversed"
        if self.nodes and self.leaves:
            yield from self._tree_faults()
            yield from self._reference_faults()

    def _tree_faults(self) -> Iterator[str]:
        """Every node reachable exactly once from the index, every leaf a child of one node."""
        nodes = {node.id: node for node in self.nodes}
        leaves = {leaf.indicator for leaf in self.leaves}
        if len(nodes.keys() | leaves) != len(self.nodes) + len(self.leaves):
            yield "tree-id-twice"
            return
        if self.index not in nodes:
            yield f"tree-no-root:{self.index}"
            return
        seen: set[str] = set()
        queue: list[tuple[str, int]] = [(self.index, 1)]
        too_deep = ""
        while queue:
            current, level = queue.pop()
            if current in seen:
                yield f"tree-reached-twice:{current}"
                continue
            seen.add(current)
            if level == _DEEPEST + 1:
                too_deep = too_deep or current
            if current in nodes:
                queue.extend((c.id, level + 1) for c in reversed(nodes[current].children))
            elif current not in leaves:
                yield f"tree-unknown-child:{current}"
        if too_deep:
            yield f"tree-too-deep:{too_deep}"
        for lost in sorted((nodes.keys() | leaves) - seen):
            yield f"tree-not-reached:{lost}"

    def _reference_faults(self) -> Iterator[str]:
        known = {node.id for node in self.nodes} | {leaf.indicator for leaf in self.leaves}
        supplied = self.missing.supplied_scores if self.missing else ()
        for name in supplied:
            if name not in known:
                yield f"supplied-unknown:{name}"
        cited = {source.id for source in self.sources}
        for erratum in self.errata:
            if erratum.source not in cited:
                yield f"erratum-source-unknown:{erratum.source}"
            for subject in erratum.subjects:
                if subject not in known:
                    yield f"erratum-subject-unknown:{subject}"

    def node(self, key: str) -> Node:
        """Return a node of the tree by its id."""
        return next(node for node in self.nodes if node.id == key)

    def leaf(self, indicator: str) -> Leaf:
        """Return a leaf of the tree by its indicator."""
        return next(leaf for leaf in self.leaves if leaf.indicator == indicator)

    def constants(self) -> dict[str, str]:
        """Return every constant that decides a number, by its path in the document.

        Numbers have the digits that the document gives them. Evidence is kept for each path.

        Examples
        --------
        >>> from ictindex.documents import library
        >>> constants = library()["idi-methodology-2023"].constants()
        >>> constants["leaves.price-fixed-broadband.goalposts.zero"]
        '33.30'
        """
        found: dict[str, str] = {}
        if self.scale is not None:
            found["scale"] = _as_written(self.scale)
        for node in self.nodes:
            for child in node.children:
                found[f"nodes.{node.id}.weights.{child.id}"] = str(child.weight)
        for leaf in self.leaves:
            path = f"leaves.{leaf.indicator}"
            found[f"{path}.transformation"] = leaf.transformation
            found[f"{path}.goalposts.zero"] = _as_written(leaf.goalposts.zero)
            found[f"{path}.goalposts.full"] = _as_written(leaf.goalposts.full)
        plain: dict[str, Any] = self.model_dump(
            mode="json", include={"years", "rounding", "ranking", "inclusion", "missing"}
        )
        for section, entries in plain.items():
            for key, value in (entries or {}).items():
                shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
                found[f"{section}.{key}"] = shown.lower() if isinstance(value, bool) else shown
        for key in ("valid_from", "valid_until", "editions"):
            value = getattr(self, key)
            if value:
                found[key] = ", ".join(map(str, value)) if key == "editions" else str(value)
        return found
