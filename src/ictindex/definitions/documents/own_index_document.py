"""The document of a user's own index: its keys, checked together, and the parts made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, cast

from ictindex.core import decimals
from ictindex.core.errors import DocumentError, NumberSyntaxError
from ictindex.core.own_terms import Names, OwnTerms, use_terms
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.areas import Areas, name_faults
from ictindex.definitions.documents.fields import Constant, Identifier, Rounding, Scale, Year, Years
from ictindex.definitions.documents.idi_rules import (
    Child,
    Goalposts,
    Inclusion,
    Leaf,
    Missing,
    Node,
    Ranking,
    tree_faults,
)
from ictindex.definitions.documents.lab_document import ARITHMETIC, LabDocument
from ictindex.definitions.documents.lab_kinds import OWN_INDEX
from ictindex.definitions.documents.model import INDEX_NEEDS
from ictindex.definitions.documents.parts import Bounds, Length, Part, Pattern, named_key, part
from ictindex.definitions.documents.toml_reader import read_part
from ictindex.definitions.documents.weights import are_whole, make_whole, read_weight, sum_up
from ictindex.language import i18n
from ictindex.language.findings import Finding

# Decimals on which ranks tie: with those of publication, different scores would tie.
_TIE_DECIMALS = 12
_NUMBER = r"[0-9]{1,18}(\.[0-9]{1,20})?(/[0-9]{1,18})?"
# The operations that a document may state, in the form of ``Methodology.variant``.
OPERATIONS = ("normalisation", "treatment", "aggregation")
# Words on economies, and the words for the user's own areas.
_OF_AREAS = {
    ("views", "economy"): "area",
    ("columns", "count"): "area-count",
    ("views", "without-score"): "areas-without-score",
    ("methodology", "complete"): "areas-complete",
}
Unit = Annotated[str, Pattern(r"^[^\s].{0,79}$")]


@part
class OwnChild(Part):
    """A child of a node and its weight: a whole number, a decimal or a fraction such as 1/3."""

    id: Identifier
    weight: Annotated[str, Pattern(f"^{_NUMBER}$")]


@part
class OwnNode(Part):
    """The index or a part of it, whose score is made from those of its children."""

    id: Identifier
    names: Mapping[str, str] | None = None
    children: Annotated[tuple[OwnChild, ...], Length(1)]


@part
class OwnIndicator(Part):
    """An indicator of the user, or (with only an id) one of the catalogue."""

    id: Identifier
    names: Mapping[str, str] | None = None
    unit: Unit | None = None
    unit_names: Mapping[str, str] | None = None
    minimum: Constant | None = None
    maximum: Constant | None = None
    decimals: Annotated[int, Bounds(ge=0, le=12)] = 1
    definition: Mapping[str, str] | None = None
    direction: Literal["higher-is-better", "lower-is-better"] | None = None
    transformation: Literal["linear", "ln1p", "log10"] = "linear"
    goalposts: Annotated[tuple[Constant, ...], Length(2)] | None = None


@part
class OwnIndexDocument(Part):
    """The document of a user's own index, with the keys of its file or mapping."""

    schema_version: Literal[1] = named_key("schema")
    kind: Literal["own-index"]
    id: Identifier
    names: Mapping[str, str]
    scale: Scale = Decimal(100)
    decimals: Annotated[int, Bounds(ge=0, le=6)] = 1
    years: tuple[Year, ...] = ()
    nodes: Annotated[tuple[OwnNode, ...], Length(1)]
    indicators: Annotated[tuple[OwnIndicator, ...], Length(1)]
    group_names: Mapping[str, Mapping[str, str]] | None = None


def read_own_index(
    table: Mapping[str, Any], file: str, areas: Areas | None
) -> tuple[LabDocument, dict[str, Any]]:
    """Make the document of a user's own index from its table; name all faults at once.

    It also returns the stated operations, which the engine reads and documents do not.
    """
    plain = _plain(table)
    operations = {key: plain.pop(key) for key in OPERATIONS if key in plain}
    listed = plain.pop("areas", None)
    faults: list[Finding] = []
    if listed is not None and areas is None:
        try:
            areas = Areas(listed)
        except DocumentError as error:
            faults += cast("tuple[Finding, ...]", error.faults)
    elif listed is not None:
        faults.append(_fault("own.areas-twice", "areas", ""))
    try:
        document = read_part(OwnIndexDocument, plain, file)
    except DocumentError as error:
        if not faults:
            raise
        all_faults = (*cast("tuple[Finding, ...]", error.faults), *faults)
        raise DocumentError("document.faults", faults=all_faults, file=file) from error
    made = _OwnIndex(document, areas, faults)
    made.without_goalposts = _find_normalised(operations.get("normalisation"), document)
    built = made.build()
    if faults:
        with use_terms(built.own_terms):  # the message speaks of the user's own indicators
            raise DocumentError("document.faults", faults=faults, file=file)
    return built, operations


def _find_normalised(normalisation: Any, document: OwnIndexDocument) -> frozenset[str]:
    """Return the indicators for which another normalisation than goalposts is stated."""
    keys = [indicator.id for indicator in document.indicators]
    if isinstance(normalisation, str) or (
        isinstance(normalisation, Mapping) and "id" in normalisation
    ):
        return frozenset(keys)
    return frozenset(normalisation) if isinstance(normalisation, Mapping) else frozenset()


def read_own_indicator(
    table: Mapping[str, Any], path: str
) -> tuple[catalogue.Indicator, dict[tuple[str, ...], Names]]:
    """Read one indicator of a user's own, with its words; name all faults at once."""
    indicator = read_part(OwnIndicator, cast("Mapping[str, Any]", _plain(table)), path)
    faults = list(_indicator_faults(indicator, path))
    if faults:
        raise DocumentError("document.faults", faults=faults, file=path)
    return _indicator(indicator), dict(_indicator_words(indicator))


def _fault(code: str, key: str, value: object, **details: object) -> Finding:
    return Finding(code, details={"key": key, "value": str(value)[:80], **details})


def _plain(value: Any) -> Any:
    """Return a table with decimals for floats, and with weights as text."""
    if isinstance(value, Mapping):
        return {
            str(key): _weight_text(entry) if key == "weight" else _plain(entry)
            for key, entry in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    if isinstance(value, (str, bool, int, Decimal)) or value is None:
        return value
    try:
        return decimals.to_decimal(value)
    except NumberSyntaxError:
        return value


def _weight_text(value: Any) -> Any:
    """Write a weight as text; anything but a number is kept, and refused later."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    plain = _plain(value)
    return str(plain) if isinstance(plain, (int, Decimal)) else plain


def _indicator_faults(indicator: OwnIndicator, path: str) -> Iterator[Finding]:
    """Yield the faults of the names, the unit and the range of an indicator."""
    key = indicator.id
    if key in catalogue.catalogued_indicators():
        described = ("names", "unit", "unit_names", "minimum", "maximum", "definition")
        if any(getattr(indicator, name) is not None for name in described):
            yield _fault("own.of-catalogue", path, key)
        return
    if catalogue.indicator_id(key) is not None or key in INDEX_NEEDS:
        yield _fault("own.id-taken", f"{path}.id", key)
    yield from name_faults(indicator.names or {}, f"{path}.names")
    if indicator.unit is None:
        yield _fault("own.no-unit", f"{path}.unit", key)
    for name in ("unit_names", "definition"):
        words = getattr(indicator, name)
        if words is not None:
            yield from name_faults(words, f"{path}.{name}")
    low, high = indicator.minimum, indicator.maximum
    if low is not None and high is not None and low >= high:
        yield _fault("own.range", f"{path}.minimum", f"{low} … {high}")


def _indicator(indicator: OwnIndicator) -> catalogue.Indicator:
    return catalogue.Indicator(
        id=indicator.id,
        unit=indicator.unit or "",
        denominator="",
        minimum=indicator.minimum,
        maximum=indicator.maximum,
        decimals=indicator.decimals,
        codes={},
        breakdowns=(),
    )


def _indicator_words(indicator: OwnIndicator) -> Iterator[tuple[tuple[str, ...], Names]]:
    yield ("nodes", indicator.id), indicator.names or {}
    if indicator.definition:
        yield ("indicators", indicator.id, "definition"), indicator.definition
    if indicator.unit_names and indicator.unit:
        yield ("units", indicator.unit), indicator.unit_names


class _OwnIndex:
    """The parts of a user's own index, checked against each other."""

    def __init__(
        self, document: OwnIndexDocument, areas: Areas | None, faults: list[Finding]
    ) -> None:
        self.document, self.areas, self.faults = document, areas, faults
        self.without_goalposts: frozenset[str] = frozenset()

    def build(self) -> LabDocument:
        """Return the document, and note its faults."""
        document = self.document
        self._check_names()
        nodes = tuple(self._node(node) for node in document.nodes)
        leaves = tuple(
            leaf
            for n, indicator in enumerate(document.indicators)
            if (leaf := self._leaf(indicator, f"indicators.{n}")) is not None
        )
        if not self.faults:
            for fault in tree_faults(document.id, nodes, leaves):
                name, _, subject = fault.partition(":")
                self.faults.append(
                    Finding(
                        f"document.{name}",
                        details={"file": document.id, "key": "nodes", "subject": subject},
                    )
                )
        return LabDocument(
            schema_version=1,
            kind=OWN_INDEX,
            name=document.id,
            id=document.id,
            index=cast(Any, document.id),
            status="released",
            mandate="none",
            adopted="",
            editions=document.years,
            scale=document.scale,
            years=Years(reference=0),
            rounding=Rounding(decimals=document.decimals, mode="half-up"),
            ranking=Ranking(policy="published", tie_decimals=_TIE_DECIMALS, best="highest"),
            missing=Missing(rule="no-score"),
            inclusion=Inclusion(complete=True, on_rejection="not-stated"),
            nodes=nodes,
            leaves=leaves,
            sources=(),
            own_terms=self._terms(),
        )

    def _check_names(self) -> None:
        # A part may have the name of one of ITU's sub-indices: the user's own terms come first.
        document, taken = self.document, INDEX_NEEDS.keys()
        if document.id in taken or catalogue.indicator_id(document.id) is not None:
            self.faults.append(_fault("own.id-taken", "id", document.id))
        self.faults += name_faults(document.names, "names")
        for n, node in enumerate(document.nodes):
            path = f"nodes.{n}"
            if node.id == document.id:
                if node.names is not None:
                    self.faults += name_faults(node.names, f"{path}.names")
                continue
            if node.id in taken or catalogue.indicator_id(node.id) is not None:
                self.faults.append(_fault("own.id-taken", f"{path}.id", node.id))
            self.faults += name_faults(node.names or {}, f"{path}.names")
        for group, names in (document.group_names or {}).items():
            self.faults += name_faults(names, f"group_names.{group}")

    def _node(self, node: OwnNode) -> Node:
        path = f"nodes.{node.id}"
        weights = {child.id: read_weight(child.weight) for child in node.children}
        sound = {key: weight for key, weight in weights.items() if weight}
        if len(sound) < len(node.children):
            for key in weights.keys() - sound.keys():
                self.faults.append(_fault("variant.weight-unusable", f"{path}.{key}", "0"))
            sound = {key: sound.get(key, Fraction(1)) for key in weights}
        elif not are_whole(sound) and not sum_up(sound):
            total = sum(sound.values(), Fraction(0))
            self.faults.append(
                _fault("variant.shares-sum", path, f"{float(total):.6g}", node=node.id)
            )
        whole = make_whole(sound)
        # A repeated child is kept: the check of the tree names it.
        return Node(
            id=node.id,
            aggregation=ARITHMETIC,
            children=tuple(Child(id=child.id, weight=whole[child.id]) for child in node.children),
        )

    def _refuse(self, code: str, key: str, **details: object) -> None:
        self.faults.append(Finding(code, details={"key": key, **details}))

    def _leaf(self, indicator: OwnIndicator, path: str) -> Leaf | None:
        self.faults += _indicator_faults(indicator, path)
        if indicator.goalposts is None and indicator.id in self.without_goalposts:
            return self._direction(indicator, path)
        if indicator.goalposts is None:
            self._refuse("variant.goalposts-missing", f"{path}.goalposts", indicator=indicator.id)
            return None
        if len(indicator.goalposts) != 2:
            written = str(indicator.goalposts)
            self._refuse("variant.goalposts-pair", f"{path}.goalposts", value=written[:80])
            return None
        zero, full = indicator.goalposts
        goalposts = Goalposts(zero=zero, full=full)
        leaf = Leaf(
            indicator=indicator.id, transformation=indicator.transformation, goalposts=goalposts
        )
        for fault in (*goalposts.faults(), *leaf.faults()):
            name, _, subject = fault.partition(":")
            self._refuse(
                f"document.{name}", f"{path}.goalposts", file=self.document.id, subject=subject
            )
            return leaf
        direction = "lower-is-better" if zero > full else "higher-is-better"
        if indicator.direction not in (None, direction):
            self._refuse(
                "own.direction",
                f"{path}.direction",
                value=f"{zero} … {full}",
                indicator=indicator.id,
            )
        return leaf

    def _direction(self, indicator: OwnIndicator, path: str) -> Leaf | None:
        """Return a leaf that another operation normalises: only its direction matters."""
        if indicator.direction is None:
            self._refuse("own.no-direction", f"{path}.direction", indicator=indicator.id)
            return None
        ends = (Decimal(0), Decimal(1))
        zero, full = ends if indicator.direction == "higher-is-better" else ends[::-1]
        return Leaf(
            indicator=indicator.id,
            transformation=indicator.transformation,
            goalposts=Goalposts(zero=zero, full=full, on="transformed"),
        )

    def _terms(self) -> OwnTerms:
        document = self.document
        words: dict[tuple[str, ...], Names] = {("nodes", document.id): document.names}
        own: dict[str, catalogue.Indicator] = {}
        for node in document.nodes:
            if node.names:
                words["nodes", node.id] = node.names
        for indicator in document.indicators:
            if indicator.id not in catalogue.catalogued_indicators():
                own[indicator.id] = _indicator(indicator)
                words.update(_indicator_words(indicator))
        for group, names in (document.group_names or {}).items():
            words["groups", group] = names
        areas = {} if self.areas is None else {a.code: a for a in self.areas}
        for code, area in areas.items():
            words["economies", code] = area.names
        if areas:  # columns and sentences speak of areas
            words |= {
                keys: {each: i18n.text("lab", own, each) for each in i18n.LANGUAGES}
                for keys, own in _OF_AREAS.items()
            }
        return OwnTerms(words, own, areas)
