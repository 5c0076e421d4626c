"""A message with structures of SDMX, in version 2.1, 3.0 or 3.1 of its XML.

The parts are the same; versions differ in namespaces, in references (elements or URNs), in a few
words, in the form of a constraint and in the order of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from ictindex.core.data_classes import dataclass
from ictindex.data.exchange.code_lists import (
    Names,
    Notes,
    label_names,
    structure_versions,
    version_of,
)
from ictindex.data.exchange.sdmx_model import (
    ATTRIBUTE,
    DIMENSION,
    MEASURE,
    TIME,
    VALUE,
    Component,
    Constraint,
    Dataflow,
    Structure,
    code_lists_of,
    concepts,
)

VERSIONS = ("2.1", "3.0", "3.1")
_NAMESPACE = "http://www.sdmx.org/resources/sdmxml/schemas/v{version}/{part}"
_URN = "urn:sdmx:org.sdmx.infomodel.{package}.{kind}={agency}:{id}({version}){item}"
# The package of a kind of structure in the information model.
_PACKAGES: Mapping[str, str] = MappingProxyType(
    {
        "Codelist": "codelist",
        "Concept": "conceptscheme",
        "DataStructure": "datastructure",
        "Dataflow": "datastructure",
    }
)
_PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "2.1": ("Dataflows", "Codelists", "Concepts", "DataStructures", "Constraints"),
        "3.0": ("Codelists", "ConceptSchemes", "DataConstraints", "Dataflows", "DataStructures"),
        "3.1": (
            "AvailabilityConstraints",
            "Codelists",
            "ConceptSchemes",
            "DataConstraints",
            "Dataflows",
            "DataStructures",
        ),
    }
)
_CONCEPTS = "CONCEPTS"
_NO_MARKS: Mapping[str, str] = MappingProxyType({})
_Lines = Iterator[str]


def structure_message(
    flows: Sequence[Dataflow], constraints: Iterable[Constraint], *, version: str, agency: str
) -> str:
    """Return a message with dataflows and all that they refer to."""
    return "\n".join(_Message(flows, tuple(constraints), version, agency).lines()) + "\n"


@dataclass(frozen=True, slots=True)
class _Message:
    """The parts of a message, each written as the version wants it."""

    flows: Sequence[Dataflow]
    constraints: tuple[Constraint, ...]
    version: str
    agency: str

    @property
    def is_21(self) -> bool:
        return self.version == "2.1"

    def lines(self) -> _Lines:
        words = {"version": self.version.replace(".", "_")}
        names = {
            f"xmlns:{prefix}": _NAMESPACE.format(part=part, **words)
            for prefix, part in (("mes", "message"), ("str", "structure"), ("com", "common"))
        }
        record = structure_versions()
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield _open("mes:Structure", names)
        yield "<mes:Header>"
        yield _text("mes:ID", f"{self.agency.replace('.', '_')}_STRUCTURES")
        yield _text("mes:Test", "false")
        yield _text("mes:Prepared", f"{record['date']}T00:00:00Z")
        yield _open("mes:Sender", {"id": self.agency}, closed=True)
        yield "</mes:Header>"
        yield "<mes:Structures>"
        for part in _PARTS[self.version]:
            content = [*_WRITERS[part](self)]
            if content:
                yield _open(f"str:{part}")
                yield from content
                yield f"</str:{part}>"
        yield "</mes:Structures>"
        yield "</mes:Structure>"

    def code_lists(self) -> _Lines:
        for codes in code_lists_of(self.flows):
            notes = (("ORIGIN", codes.origin),) if codes.origin else ()
            yield from self._head("Codelist", codes.id, codes.version, codes.names, notes)
            for code in codes.codes:
                yield _open("str:Code", {"id": code.id})
                yield from _notes(code.notes)
                yield from _names(code.names)
                yield "</str:Code>"
            yield "</str:Codelist>"

    def concept_scheme(self) -> _Lines:
        used = concepts(self.flows)
        version = version_of("concepts", _CONCEPTS)
        names = label_names("exchange-codes", "concepts")
        yield from self._head("ConceptScheme", _CONCEPTS, version, names)
        for concept in used:
            yield _open("str:Concept", {"id": concept.id})
            yield from _names(concept.names)
            yield "</str:Concept>"
        yield "</str:ConceptScheme>"

    def dataflows(self) -> _Lines:
        for flow in self.flows:
            yield from self._head("Dataflow", flow.id, flow.version, flow.names)
            own = flow.structure
            yield from self._reference("Structure", "DataStructure", own.id, own.version)
            yield "</str:Dataflow>"

    def data_structures(self) -> _Lines:
        for flow in self.flows:
            own = flow.structure
            yield from self._head("DataStructure", own.id, own.version, flow.names)
            yield "<str:DataStructureComponents>"
            yield '<str:DimensionList id="DimensionDescriptor">'
            for position, part in enumerate(own.select_components(DIMENSION, TIME), 1):
                name = "TimeDimension" if part.role == TIME else "Dimension"
                # In 3.x the time dimension has no position of its own.
                placed = self.is_21 or part.role != TIME
                yield from self._component(
                    name, part, {"position": str(position)} if placed else {}
                )
            yield "</str:DimensionList>"
            yield from self._attributes(own)
            yield '<str:MeasureList id="MeasureDescriptor">'
            for part in own.select_components(MEASURE):
                if self.is_21:
                    yield from self._component("PrimaryMeasure", part, {})
                else:
                    yield from self._component("Measure", part, {"usage": "optional"})
            yield "</str:MeasureList>"
            yield "</str:DataStructureComponents>"
            yield "</str:DataStructure>"

    def _attributes(self, structure: Structure) -> _Lines:
        usage = {"assignmentStatus": "Conditional"} if self.is_21 else {"usage": "optional"}
        yield '<str:AttributeList id="AttributeDescriptor">'
        for part in structure.select_components(ATTRIBUTE):
            related = (
                f'<str:PrimaryMeasure><Ref id="{VALUE}"/></str:PrimaryMeasure>'
                if self.is_21
                else "<str:Observation/>"
            )
            relation = ["<str:AttributeRelationship>", related, "</str:AttributeRelationship>"]
            yield from self._component("Attribute", part, usage, relation)
        yield "</str:AttributeList>"

    def _component(
        self, name: str, part: Component, marks: Mapping[str, str], after: Iterable[str] = ()
    ) -> _Lines:
        version = version_of("concepts", _CONCEPTS)
        listed = part.list_in_use
        yield _open(f"str:{name}", {"id": part.concept, **marks})
        if part.codes is not None and listed is None:
            yield from _notes((("CODES", part.codes.id),))
        yield from self._reference("ConceptIdentity", "Concept", _CONCEPTS, version, part.concept)
        yield "<str:LocalRepresentation>"
        if listed is None:
            yield _open("str:TextFormat", {"textType": part.type}, closed=True)
        else:
            yield from self._reference("Enumeration", "Codelist", listed.id, listed.version)
        yield "</str:LocalRepresentation>"
        yield from after
        yield f"</str:{name}>"

    def data_constraints(self) -> _Lines:
        """Yield the constraints; in 3.1 those of a table are of another kind."""
        for constraint in self.constraints:
            if self.version == "3.1" and constraint.is_actual:
                continue
            kind = "ContentConstraint" if self.is_21 else "DataConstraint"
            role = "Actual" if constraint.is_actual else "Allowed"
            marks = {"2.1": {"type": role}, "3.0": {"role": role}, "3.1": {}}[self.version]
            own = (constraint.id, constraint.version, constraint.flow.names)
            yield from self._head(kind, *own, marks=marks)
            yield from self._region(constraint)
            yield f"</str:{kind}>"

    def availability(self) -> _Lines:
        for constraint in self.constraints:
            if constraint.is_actual:
                yield "<str:AvailabilityConstraint>"
                yield from self._region(constraint)
                yield "</str:AvailabilityConstraint>"

    def _region(self, constraint: Constraint) -> _Lines:
        prefix, flow = "com" if self.is_21 else "str", constraint.flow
        yield "<str:ConstraintAttachment>"
        yield from self._reference("Dataflow", "Dataflow", flow.id, flow.version)
        yield "</str:ConstraintAttachment>"
        yield '<str:CubeRegion include="true">'
        for concept, codes in constraint.codes.items():
            yield _open(f"{prefix}:KeyValue", {"id": concept})
            yield from (_text(f"{prefix}:Value", code) for code in codes)
            yield f"</{prefix}:KeyValue>"
        yield "</str:CubeRegion>"

    def _head(
        self,
        kind: str,
        own_id: str,
        version: str,
        names: Names,
        notes: Notes = (),
        marks: Mapping[str, str] = _NO_MARKS,
    ) -> _Lines:
        facts = {"id": own_id, "agencyID": self.agency, "version": version}
        yield _open(f"str:{kind}", {**facts, **marks})
        yield from _notes(notes)
        yield from _names(names)

    def _reference(self, name: str, kind: str, own_id: str, version: str, item: str = "") -> _Lines:
        package = _PACKAGES[kind]
        if not self.is_21:
            urn = _URN.format(
                package=package,
                kind=kind,
                agency=self.agency,
                id=own_id,
                version=version,
                item=item and f".{item}",
            )
            yield _text(f"str:{name}", urn)
            return
        facts = (
            {"id": item, "maintainableParentID": own_id, "maintainableParentVersion": version}
            if item
            else {"id": own_id, "version": version}
        )
        marks = {**facts, "agencyID": self.agency, "package": package, "class": kind}
        yield f"<str:{name}>{_open('Ref', marks, closed=True)}</str:{name}>"


def _open(
    name: str, marks: Mapping[str, str] = MappingProxyType({}), *, closed: bool = False
) -> str:
    inner = "".join(f" {key}={quoteattr(value)}" for key, value in marks.items())
    return f"<{name}{inner}{'/' if closed else ''}>"


def _text(name: str, words: str) -> str:
    return f"<{name}>{escape(words)}</{name}>"


def _names(names: Names) -> _Lines:
    for language, name in names.items():
        yield f'<com:Name xml:lang="{language}">{escape(name)}</com:Name>'


def _notes(notes: Notes) -> _Lines:
    if notes:
        yield "<com:Annotations>"
        for kind, note in notes:
            yield "<com:Annotation>"
            yield _text("com:AnnotationTitle", note)
            yield _text("com:AnnotationType", kind)
            yield "</com:Annotation>"
        yield "</com:Annotations>"


_WRITERS: Mapping[str, Callable[[_Message], _Lines]] = MappingProxyType(
    {
        "AvailabilityConstraints": _Message.availability,
        "Codelists": _Message.code_lists,
        "ConceptSchemes": _Message.concept_scheme,
        "Concepts": _Message.concept_scheme,
        "Constraints": _Message.data_constraints,
        "DataConstraints": _Message.data_constraints,
        "DataStructures": _Message.data_structures,
        "Dataflows": _Message.dataflows,
    }
)
