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


# As long as the number grammar admits: 18 digits before the point, 20 behind.
Constant = Annotated[
    Decimal,
    Field(max_digits=38, decimal_places=20),
    BeforeValidator(_whole_to_decimal),
    PlainSerializer(numbers.canonical, return_type=str),
    WithJsonSchema({"type": "number"}),
]


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


class Leaf(_Part):
    """An indicator of the index: its transformation and goalposts."""

    indicator: IndicatorId
    transformation: Literal["linear", "ln1p", "log10"]
    goalposts: Goalposts

    @model_validator(mode="after")
    def _in_domain(self) -> Self:
        beyond = {"ln1p": -1, "log10": 0}.get(self.transformation)
        if beyond is not None and self.goalposts.on == "raw":
            for value in (self.goalposts.zero, self.goalposts.full):
                if value <= beyond:
                    raise ValueError(f"goalpost-outside-domain:{value}")
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

    reference: Annotated[int, Field(ge=-5, le=0)]
    carried: Annotated[tuple[int, ...], Field(strict=False)] = ()
    retrospective: Annotated[tuple[int, ...], Field(strict=False)] = ()


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
    year: Annotated[int, Field(ge=-5, le=0)]


class Sourcing(_Part):
    """The order of sources, and the series that are exempt from consultation."""

    order: Annotated[tuple[SourcingStep, ...], Field(min_length=1, strict=False)]
    auxiliary: Annotated[tuple[Identifier, ...], Field(strict=False)] = ()


class Source(_Part):
    """A publication that the document was taken from; the title stays in its language."""

    id: Identifier
    title: str
    year: int
    location: str


class Erratum(_Part):
    """A slip of the source: what it prints and what the published figures follow."""

    id: Identifier
    subject: Identifier
    source: Identifier
    location: str
    printed: str
    used: str


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
    editions: Annotated[tuple[int, ...], Field(strict=False)]
    predecessor: Identifier | None = None
    changes: Annotated[tuple[Identifier, ...], Field(strict=False)] = ()
    indicators: Annotated[tuple[IndicatorId, ...], Field(strict=False)] = ()
    scale: Annotated[Constant, Field(gt=0)] | None = None
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
        for name in ("nodes", "leaves", "scale", "editions"):
            if getattr(self, name):
                yield f"draft-has:{name}"
        if not self.indicators:
            yield "draft-needs:indicators"

    def _faults(self) -> Iterator[str]:
        for name in (
            "valid_from", "valid_until", "scale", "years", "rounding", "ranking", "missing",
            "inclusion", "sourcing", "nodes", "leaves", "editions",
        ):  # fmt: skip
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
        queue: list[str] = [self.index]
        while queue:
            current = queue.pop()
            if current in seen:
                yield f"tree-reached-twice:{current}"
                continue
            seen.add(current)
            if current in nodes:
                queue.extend(child.id for child in reversed(nodes[current].children))
            elif current not in leaves:
                yield f"tree-unknown-child:{current}"
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
            if erratum.subject not in known:
                yield f"erratum-subject-unknown:{erratum.subject}"

    def node(self, key: str) -> Node:
        """Return a node of the tree by its id."""
        return next(node for node in self.nodes if node.id == key)

    def leaf(self, indicator: str) -> Leaf:
        """Return a leaf of the tree by its indicator."""
        return next(leaf for leaf in self.leaves if leaf.indicator == indicator)

    def constants(self) -> dict[str, str]:
        """Return every constant that decides a number, by its path in the document.

        Evidence is kept for each of these paths.

        Examples
        --------
        >>> from ictindex.documents import library
        >>> library()["idi-methodology-2023"].constants()["leaves.internet-users.goalposts.full"]
        '95'
        """
        found: dict[str, str] = {}
        if self.scale is not None:
            found["scale"] = numbers.canonical(self.scale)
        for node in self.nodes:
            for child in node.children:
                found[f"nodes.{node.id}.weights.{child.id}"] = str(child.weight)
        for leaf in self.leaves:
            path = f"leaves.{leaf.indicator}"
            found[f"{path}.transformation"] = leaf.transformation
            found[f"{path}.goalposts.zero"] = numbers.canonical(leaf.goalposts.zero)
            found[f"{path}.goalposts.full"] = numbers.canonical(leaf.goalposts.full)
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


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a methodology document, for editors.

    Examples
    --------
    >>> json_schema()["additionalProperties"]
    False
    """
    schema = Document.model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "ictindex methodology document"
    return schema
