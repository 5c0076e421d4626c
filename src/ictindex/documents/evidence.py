"""What confirms each constant of a document: printed, verified, unverified, conflicting.

Kept outside the frozen text, so that a constant confirmed later changes no digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ictindex import resources
from ictindex.documents.library import find, library
from ictindex.documents.model import Document
from ictindex.documents.reading import faults_of, read_toml
from ictindex.errors import DocumentError, UnknownMethodologyError
from ictindex.findings import Finding
from ictindex.guards import require

Mark = Literal["printed", "verified", "unverified", "conflicting"]


class Entry(BaseModel):
    """The evidence for one constant."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    value: str
    mark: Mark
    sources: Annotated[tuple[str, ...], Field(strict=False)] = ()
    verified_by: str = ""


def _read_only(entries: Mapping[str, Entry]) -> Mapping[str, Entry]:
    return MappingProxyType(dict(entries))


class Evidence(BaseModel):
    """The evidence for all constants of one document."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    document: str
    constants: Annotated[Mapping[str, Entry], AfterValidator(_read_only)]

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (self.document, dict(self.constants)))

    def __deepcopy__(self, memo: object = None) -> Self:
        return self

    def mark(self, path: str) -> Mark:
        """Return the mark of a constant by its path in the document."""
        return self.constants[path].mark


def _rebuilt(document: str, constants: Mapping[str, Entry]) -> Evidence:
    return Evidence(document=document, constants=constants)


def check(evidence: Evidence, document: Document, file: str) -> list[Finding]:
    """Name every constant without evidence, and evidence for what the document does not say."""
    constants = document.constants()
    faults = []
    for path in sorted(constants.keys() | evidence.constants.keys()):
        if path not in evidence.constants:
            code = "evidence.missing"
        elif path not in constants:
            code = "evidence.superfluous"
        elif evidence.constants[path].value != constants[path]:
            code = "evidence.other-value"
        else:
            continue
        faults.append(
            Finding(
                code,
                given={
                    "file": file,
                    "key": path,
                    "value": constants.get(path, "-"),
                    "other": evidence.constants[path].value if path in evidence.constants else "-",
                },
            )
        )
    cited = {source.id for source in document.sources}
    for path, entry in evidence.constants.items():
        unknown = [source for source in entry.sources if source not in cited]
        if unknown:
            faults.append(
                Finding(
                    "evidence.source-unknown",
                    given={"file": file, "key": path, "value": unknown[0]},
                )
            )
    return faults


@lru_cache(maxsize=32)
def load_evidence(document_id: str) -> Evidence:
    """Load the evidence of a document of the library.

    Raises
    ------
    DocumentError
        If the file is unusable, or a constant of the document has no evidence.
    UnknownMethodologyError
        If there is no released document with that id.

    Examples
    --------
    >>> load_evidence("idi-methodology-2023").mark("leaves.internet-users.goalposts.full")
    'verified'
    """
    document = find(document_id)
    if document is None or document.status == "draft":
        allowed = [key for key, known in library().items() if known.status == "released"]
        raise UnknownMethodologyError(
            "methodology.unknown", wanted=str(document_id), allowed=allowed
        )
    path = resources.folder("methodology") / "evidence" / f"{document_id}.toml"
    try:
        evidence = Evidence.model_validate(read_toml(path))
    except ValidationError as error:
        raise DocumentError(
            "document.faults", faults=faults_of(error, path.name), file=path.name
        ) from error
    faults = check(evidence, document, path.name)
    if faults:
        raise DocumentError("document.faults", faults=faults, file=path.name)
    return evidence


def marks(document: Document) -> Mapping[str, Mark]:
    """Return the mark of every constant; a document outside the library has none confirmed."""
    require(isinstance(document, Document), "document", "document", document)
    if document.status == "draft":
        return MappingProxyType({})
    if find(document.id) != document:
        return MappingProxyType(dict.fromkeys(document.constants(), "unverified"))
    found = load_evidence(document.id)
    return MappingProxyType({path: entry.mark for path, entry in found.constants.items()})
