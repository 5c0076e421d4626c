"""The evidence for each constant of a document, and the degree of its confirmation.

A constant is printed, verified (with the interval within which published figures confirm it),
inferred (the most likely of several values, with the next likely one and both counts), known at
second hand, unverified, or in conflict. Evidence is kept outside the frozen text, so that a
later confirmation changes no digest. An edition keeps the evidence of its day of release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from ictindex.core import decimals, package_data
from ictindex.core.arguments import require
from ictindex.core.errors import DocumentError, NumberSyntaxError, UnknownMethodologyError
from ictindex.core.records import Record
from ictindex.definitions.documents.bibliography import READ, SourceRead, sources_read
from ictindex.definitions.documents.lab_kinds import is_of_lab
from ictindex.definitions.documents.library import documents_of, find, library
from ictindex.definitions.documents.model import Document
from ictindex.definitions.documents.parts import Bounds, Length, Part, Pattern, part
from ictindex.definitions.documents.toml_reader import parse, read_part, read_toml
from ictindex.language.findings import Finding

if TYPE_CHECKING:
    from ictindex.definitions.documents.lab_document import LabDocument

Mark = Literal["printed", "verified", "inferred", "second-hand", "unverified", "conflicting"]
# Mark of a constant that a user chose for a variant or an own index: no document has it.
CHOSEN: Any = "chosen"
# From the least to the best confirmed: a view of several constants shows the worst mark.
WORST_FIRST: tuple[Mark, ...] = (
    "conflicting",
    "unverified",
    "second-hand",
    "inferred",
    CHOSEN,
    "printed",
    "verified",
)
UNCONFIRMED: tuple[Mark, ...] = WORST_FIRST[:4]
_Bound = Annotated[str, Pattern(r"^(-?[0-9]{1,18}(\.[0-9]{1,20})?)?$")]


@part
class Confirmation(Part):
    """Confirmation of a constant by published figures.

    Parameters
    ----------
    low, high : str
        The interval within which the figures confirm it; empty if the constant is a choice and not
        a number.
    figures : int
        Number of figures that determine it.
    deviating : int
        Number of these figures that do not agree; the documentation names them.
    editions : tuple of int
        The editions of the figures.
    """

    low: _Bound = ""
    high: _Bound = ""
    figures: Annotated[int, Bounds(ge=1)]
    deviating: Annotated[int, Bounds(ge=0)] = 0
    editions: Annotated[tuple[int, ...], Length(1)]


@part
class Inference(Part):
    """The likelihood of a constant: how many published figures it fits, and the next likely value.

    Parameters
    ----------
    figures : int
        Number of figures that were compared.
    agreeing : int
        Number of these figures that the constant fits.
    runner_up : str
        The value that fits the next most figures.
    runner_up_agreeing : int
        Number of figures that it fits: fewer than ``agreeing``.
    editions : tuple of int
        The editions of the figures.
    """

    figures: Annotated[int, Bounds(ge=1)]
    agreeing: Annotated[int, Bounds(ge=1)]
    runner_up: Annotated[str, Length(1)]
    runner_up_agreeing: Annotated[int, Bounds(ge=0)]
    editions: Annotated[tuple[int, ...], Length(1)]


@part
class Entry(Part):
    """The evidence for one constant.

    Parameters
    ----------
    value : str
        The constant as the document writes it.
    mark : str
        ``"printed"``, ``"verified"``, ``"inferred"``, ``"second-hand"``, ``"unverified"`` or
        ``"conflicting"``.
    sources : tuple of str
        Sources that the document cites.
    read : tuple of str
        Rows of the list of sources for the parts that were read.
    confirmed : Confirmation or None
        For a verified constant: the interval, the figures and their editions.
    inferred : Inference or None
        For an inferred constant: the counts of the figures, and the next likely value.
    verified_by : str
        The way it was verified or inferred, in words.
    """

    value: str
    mark: Mark
    sources: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    confirmed: Confirmation | None = None
    inferred: Inference | None = None
    verified_by: str = ""


@part
class Evidence(Record, Part):
    """The evidence for all constants of one document.

    The standing of a document whose report nobody read is ``"draft"``: nothing is computed with it.
    """

    document: str
    standing: Literal["released", "draft"] = "released"
    constants: Mapping[str, Entry]

    def __deepcopy__(self, memo: object = None) -> Self:
        return self

    def mark(self, path: str) -> Mark:
        """Return the mark of a constant by its path in the document."""
        return self.constants[path].mark

    def match(self, document: Document) -> Evidence:
        """Return the evidence for each constant of a document; other constants are unverified.

        An entry with another value of a constant does not confirm it.

        Examples
        --------
        >>> from ictindex.definitions.documents import library
        >>> known = load_evidence("idi-methodology-2023")
        >>> known.match(library()["idi-methodology-2015"]).mark("scale")
        'unverified'
        """
        entries = {}
        for path, value in document.constants().items():
            entry = self.constants.get(path)
            same = entry is not None and entry.value == value
            entries[path] = entry if entry and same else Entry(value=value, mark="unverified")
        return Evidence(document=document.id, constants=entries)


def chosen_constants(document: LabDocument, parent_evidence: Evidence | None = None) -> Evidence:
    """Return the evidence for a document of the lab: that of its parent for unchanged constants.

    The user chose all other constants. ``parent_evidence`` is the evidence for the parent, if it is
    not the library's own.
    """
    if parent_evidence is None and document.parent is not None:
        parent_evidence = evidence_of(document.parent)
    entries = {}
    for path, value in document.constants().items():
        entry = None if parent_evidence is None else parent_evidence.constants.get(path)
        same = entry is not None and entry.value == value
        entries[path] = entry if entry and same else Entry(value=value, mark=CHOSEN)
    return Evidence(document=document.id, constants=entries)


def nothing_confirmed(document: Document) -> Evidence:
    """Return evidence by which every constant of a document is unverified."""
    return Evidence(document=document.id, constants={}).match(document)


def check(evidence: Evidence, document: Document, file: str) -> list[Finding]:
    """Report every constant without evidence, and evidence that does not support its constant."""
    # Also reported: superfluous entries, other values, sources that the document or the list does
    # not have, marks of printed or verified constants without a reading, and intervals that do not
    # contain the constant.
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
                details={
                    "file": file,
                    "key": path,
                    "value": constants.get(path, "-"),
                    "other": evidence.constants[path].value if path in evidence.constants else "-",
                },
            )
        )
    cited, rows = {source.id for source in document.sources}, sources_read()
    for path, entry in evidence.constants.items():
        doubts = [("evidence.source-unknown", s) for s in entry.sources if s not in cited]
        doubts += [("evidence.row-unknown", row) for row in entry.read if row not in rows]
        doubts += _unread(entry, [rows[row] for row in entry.read if row in rows])
        doubts += _interval(entry)
        doubts += _counts(entry)
        faults += [
            Finding(code, details={"file": file, "key": path, "mark": entry.mark, "value": value})
            for code, value in doubts
        ]
    return faults


def _unread(entry: Entry, rows: list[SourceRead]) -> Iterator[tuple[str, str]]:
    """Report a mark that the sources read do not support."""
    kinds = {row.copy_kind for row in rows}
    if entry.mark in ("printed", "verified") and not kinds & READ:
        yield "evidence.not-read", entry.value
    if entry.mark in ("second-hand", "inferred") and not kinds & {*READ, "second-hand"}:
        yield "evidence.not-read", entry.value


def _interval(entry: Entry) -> Iterator[tuple[str, str]]:
    """Report a verified constant without figures, or outside its interval."""
    figures = entry.confirmed
    if entry.mark == "verified" and figures is None:
        yield "evidence.no-figures", entry.value
    if figures is None:
        return
    low, number, high = map(_number, (figures.low, entry.value, figures.high))
    if not figures.low and not figures.high and (number is None or entry.mark != "verified"):
        return  # a choice, not a number
    if low is None or number is None or high is None or not low <= number <= high:
        yield "evidence.outside", f"{figures.low or '-'}, {figures.high or '-'}"


def _counts(entry: Entry) -> Iterator[tuple[str, str]]:
    """Report an inferred constant whose counts are absent, or favour another value."""
    counts = entry.inferred
    if counts is None:
        if entry.mark == "inferred":
            yield "evidence.no-counts", entry.value
    elif not counts.runner_up_agreeing < counts.agreeing <= counts.figures:
        yield "evidence.no-counts", f"{counts.agreeing}, {counts.runner_up_agreeing}"
    elif entry.mark != "inferred" or counts.runner_up == entry.value:
        yield "evidence.no-counts", counts.runner_up


def _number(value: str) -> Decimal | None:
    if not value[-1:].isdigit():
        return None  # the usual choice in words: no error is made that says why
    try:
        return decimals.parse(value)
    except NumberSyntaxError:
        return None


def read_evidence(content: bytes, file: str) -> Evidence:
    """Read evidence from the text of its file: the library's own, or that of an edition."""
    return read_part(Evidence, parse(content, file), file)


@lru_cache(maxsize=32)
def load_evidence(document_id: str) -> Evidence:
    """Load the evidence of a document of the library."""
    document = find(document_id)
    if document is None or document.status == "draft":
        allowed = [key for key, other in library().items() if other.status == "released"]
        raise UnknownMethodologyError(
            "methodology.unknown", wanted=str(document_id), allowed=allowed
        )
    path = package_data.folder("methodology") / "evidence" / f"{document_id}.toml"
    evidence = read_part(Evidence, read_toml(path), path.name)
    faults = check(evidence, document, path.name)
    if faults:
        raise DocumentError("document.faults", faults=faults, file=path.name)
    return evidence


def evidence_of(document: Document) -> Evidence:
    """Return the library's evidence for a document; it confirms nothing of other documents."""
    require(isinstance(document, Document), "document", "document", document)
    if is_of_lab(document):
        return chosen_constants(document)
    if document.status == "draft" or find(document.id) != document:
        return nothing_confirmed(document)
    return load_evidence(document.id)


def standing_of(document: Document) -> str:
    """Return the standing of a document: ``released``, ``replaced`` or ``draft``.

    A released document whose report nobody read is a draft as well; one that a later document of
    the same editions names as its predecessor is replaced.

    Examples
    --------
    >>> [standing_of(library()[f"idi-methodology-{key}"]) for key in ("2012", "2014", "2014-b")]
    ['draft', 'replaced', 'released']
    """
    if document.status == "draft" or find(document.id) != document:
        return document.status
    if is_draft(document):
        return "draft"
    return "released" if successor(document) is None else "replaced"


def is_draft(document: Document) -> bool:
    """Tell whether a document of the library was never settled, or nobody read its report."""
    return document.status == "draft" or load_evidence(document.id).standing == "draft"


def successor(document: Document) -> Document | None:
    """Return the document of the same editions that corrects a document; a draft corrects none."""
    return next(
        (
            other
            for other in documents_of(document.index)
            if other.predecessor == document.id
            and other.editions == document.editions != ()
            and not is_draft(other)
        ),
        None,
    )


def marks(document: Document) -> Mapping[str, Mark]:
    """Return the mark of every constant; outside the library no constant is confirmed."""
    constants = evidence_of(document).constants
    return MappingProxyType({path: entry.mark for path, entry in constants.items()})
