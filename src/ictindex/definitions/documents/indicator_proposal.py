"""Proposals of indicators: definition, purpose, pilot and life of an indicator that is not adopted.

A proposal is a file that a secretariat keeps. Its indicator is in no catalogue, so that no document
and no index can name it before it is adopted. The entries of its life are only added to.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from ictindex.core.arguments import require
from ictindex.core.errors import DocumentError
from ictindex.definitions import catalogue
from ictindex.definitions.documents.bibliography import READ, SourceRead, sources_read
from ictindex.definitions.documents.fields import Constant, Identifier, Year
from ictindex.definitions.documents.mandate_list import mandates
from ictindex.definitions.documents.model import INDEX_NEEDS
from ictindex.definitions.documents.parts import (
    Bounds,
    Length,
    Listed,
    Part,
    Pattern,
    named_key,
    part,
    plain,
)
from ictindex.definitions.documents.toml_reader import read_part, read_toml
from ictindex.language.i18n import LANGUAGES

# Command that lists the keys of a proposal.
PROPOSAL_KEYS = "`ictindex proposal schema`"
Status = Literal["proposed", "pilot", "adopted", "withdrawn", "retired"]
Body = Literal[
    "proposer",
    "secretariat",
    "egh",
    "egti",
    "wtis",
    "partnership",
    "statistical-commission",
]
# The bodies that adopt or retire an indicator: a proposer or a secretariat does not.
EXPERTS: frozenset[str] = frozenset(
    ("egh", "egti", "wtis", "partnership", "statistical-commission")
)
# The statuses that each status may be followed by; the empty one is the beginning.
_NEXT: Mapping[str, tuple[str, ...]] = {
    "": ("proposed",),
    "proposed": ("pilot", "withdrawn"),
    "pilot": ("adopted", "withdrawn"),
    "adopted": ("retired",),
    "withdrawn": (),
    "retired": (),
}
ADOPTED: frozenset[str] = frozenset(("adopted", "retired"))
Texts = Mapping[str, str]
_Age = Annotated[int, Bounds(ge=0, le=130)]


@part
class LifeEntry(Part):
    """An entry of the life of a proposal.

    Parameters
    ----------
    on : datetime.date
        Day of the decision.
    status : str
        Status from that day on.
    decided_by : str
        Who decided: the proposer, the secretariat, or a body of experts.
    source : str
        Row of the sources in which the decision was read; a proposal itself needs none.
    """

    on: dt.date
    status: Status
    decided_by: Body
    source: str = ""


@part
class ProposedDefinition(Part):
    """The definition: unit, numerator, denominator, ages, period, question, breakdowns.

    Parameters
    ----------
    unit : str
        A unit of the catalogue.
    numerator, denominator, question : mapping of str to str
        Texts by language; the question of the questionnaire may be absent.
    age_from, age_to : int, optional
        Ages of the persons in scope; absent: no limit.
    reference_period : str, optional
        A duration of ISO 8601, such as ``P3M``; absent: a day.
    minimum, maximum : decimal.Decimal, optional
        The range of the values.
    decimals : int
        Decimals of the values.
    breakdowns : tuple of str
        Breakdowns that are asked for.
    """

    unit: Annotated[str, Listed("proposal-unit", lambda: _units())]
    numerator: Texts
    denominator: Texts
    question: Texts | None = None
    age_from: _Age | None = None
    age_to: _Age | None = None
    reference_period: Annotated[str, Pattern(r"^P[1-9][0-9]{0,2}[DWMY]$")] | None = None
    minimum: Constant | None = None
    maximum: Constant | None = None
    decimals: Annotated[int, Bounds(ge=0, le=12)] = 1
    breakdowns: tuple[
        Literal["sex", "age", "location", "disability", "education", "income"], ...
    ] = ()

    def faults(self) -> Iterator[str]:
        """Yield ranges whose ends are the wrong way round."""
        for low, high in ((self.age_from, self.age_to), (self.minimum, self.maximum)):
            if low is not None and high is not None and low >= high:
                yield f"proposal-range:{low} … {high}"


@part
class PrintedCode(Part):
    """A code of the indicator in a list of codes, and the row of the sources that prints it.

    Parameters
    ----------
    code_list : str
        ``list`` in the file: ``core-list`` or ``sdg``.
    code : str
        The code as printed.
    source : str
        Row of the sources.
    """

    code_list: Literal["core-list", "sdg"] = named_key("list")
    code: Annotated[str, Length(1)]
    source: Identifier


@part
class Pilot(Part):
    """The pilot: its values, their year, and how many economies an adoption needs.

    Parameters
    ----------
    observations : str
        Name of a file of observations next to the proposal; empty while there is none.
    digest : str
        SHA-256 of that file, as ``sha256:`` and 64 digits.
    year : int
        Year of the values.
    minimum_economies : int
        Economies with a value and its error that an adoption needs.
    """

    observations: Annotated[str, Pattern(r"^([^/\\\s][^/\\]*)?$")] = ""
    digest: Annotated[str, Pattern(r"^(sha256:[0-9a-f]{64})?$")] = ""
    year: Year
    minimum_economies: Annotated[int, Bounds(ge=1, le=200)] = 10

    def faults(self) -> Iterator[str]:
        """Yield a file without its digest, or a digest without its file."""
        if bool(self.observations) != bool(self.digest):
            yield "proposal-digest:pilot"


@part
class TrialUse(Part):
    """The place in an index that is tried: what the indicator would change there.

    Parameters
    ----------
    parent : str
        The index or the part of it that the indicator is put into.
    weight : int
        Its weight there, in proportion to those of its siblings.
    goalposts : tuple of decimal.Decimal
        The values that score nothing and the full scale.
    transformation : str
        ``linear``, ``ln1p`` or ``log10``.
    """

    parent: Identifier
    weight: Annotated[int, Bounds(ge=1, le=1_000_000)] = 1
    goalposts: Annotated[tuple[Constant, ...], Length(2)]
    transformation: Literal["linear", "ln1p", "log10"] = "linear"

    def faults(self) -> Iterator[str]:
        """Yield goalposts that are not two different values."""
        if len(set(self.goalposts)) != 2 or len(self.goalposts) != 2:
            yield "proposal-goalposts:goalposts"


@part
class IndicatorProposal(Part):
    """A proposed indicator, from its proposal to its adoption, withdrawal or retirement.

    Parameters
    ----------
    id : str
        Id of the proposal, which is the name of its file.
    indicator : str
        Id that the indicator would have.
    status : str
        Status of the last entry of its life.
    mandate : str
        Mandate and clause: ``resolution-131-rev-dubai-2018#director-9``.
    proposed_by : str
        Member, group or office that proposes it.
    predecessor : str
        Id of the proposal that it replaces; empty: none.
    comments : str
        Name of a register of comments next to the proposal; empty: none.
    example : bool
        True for an invented proposal.
    names, purpose : mapping of str to str
        Texts by language.
    life : tuple of LifeEntry
        Its life, the first entry first.
    definition : ProposedDefinition
        Its definition.
    codes : tuple of PrintedCode
        Its codes; none before a list prints one.
    pilot : Pilot, optional
        Its pilot.
    trial : TrialUse, optional
        The place in an index that is tried.
    sources : tuple of SourceRead
        Sources that were read, next to those of the library.
    """

    schema_version: Literal[1] = named_key("schema")
    id: Identifier
    indicator: Identifier
    status: Status
    mandate: str
    proposed_by: Annotated[str, Length(1)]
    predecessor: str = ""
    comments: Annotated[str, Pattern(r"^([^/\\\s][^/\\]*)?$")] = ""
    example: bool = False
    names: Texts
    purpose: Texts
    life: Annotated[tuple[LifeEntry, ...], Length(1)]
    definition: ProposedDefinition
    codes: tuple[PrintedCode, ...] = ()
    pilot: Pilot | None = None
    trial: TrialUse | None = None
    sources: tuple[SourceRead, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield every rule between the keys that is broken."""
        if self.status not in ADOPTED and _is_taken(self.indicator):
            yield f"proposal-indicator-taken:{self.indicator}"
        if self.predecessor == self.id:
            yield f"proposal-own-predecessor:{self.id}"
        yield from self._mandate_faults()
        yield from self._text_faults()
        yield from self._life_faults()
        yield from self._source_faults()
        if self.codes and self.status not in ADOPTED:
            yield f"proposal-code-early:{self.codes[0].code}"
        if self.status in ADOPTED and (self.pilot is None or not self.pilot.observations):
            yield f"proposal-no-pilot:{self.status}"

    def _mandate_faults(self) -> Iterator[str]:
        """Yield a clause of a text that is not listed, or that nobody read."""
        key, _, clause = self.mandate.partition("#")
        mandate = mandates().get(key)
        if mandate is None or clause not in {each.id for each in mandate.clauses}:
            yield f"proposal-mandate:{self.mandate}"

    def _text_faults(self) -> Iterator[str]:
        """Yield texts that are empty, and languages that are none of the six."""
        for key, texts in self.texts():
            if not texts:
                yield f"proposal-text:{key}"
            for language, words in texts.items():
                if language not in LANGUAGES or not words.strip():
                    yield f"proposal-text:{key}.{language}"

    def _life_faults(self) -> Iterator[str]:
        """Yield steps that are not possible, days that go back, and decisions by others."""
        before, day = "", None
        for number, entry in enumerate(self.life, 1):
            if entry.status not in _NEXT[before]:
                step = f"{before} → {entry.status}" if before else entry.status
                yield f"proposal-life-step:{number} ({step})"
            if day is not None and entry.on < day:
                yield f"proposal-life-days:{number} ({entry.on.isoformat()})"
            if not _may_decide(entry):
                yield f"proposal-life-body:{number} ({entry.status})"
            before, day = entry.status, entry.on
        if self.status != before:
            yield f"proposal-life-status:{self.status}"

    def _source_faults(self) -> Iterator[str]:
        """Yield decisions and codes whose source is not listed, or was not read."""
        listed = {**sources_read(), **{row.id: row for row in self.sources}}
        needed = [
            (f"life.{number}", entry.source)
            for number, entry in enumerate(self.life, 1)
            if entry.source or entry.status != "proposed"
        ]
        needed += [(f"codes.{code.code}", code.source) for code in self.codes]
        for key, source in needed:
            if source not in listed or listed[source].copy_kind not in READ:
                yield f"proposal-source:{key} ({source or '-'})"

    def texts(self) -> tuple[tuple[str, Texts], ...]:
        """Return the texts that a reader sees, each with its key.

        Returns
        -------
        tuple
            Pairs of key and texts by language.
        """
        definition = self.definition
        texts = {"numerator": definition.numerator, "denominator": definition.denominator}
        if definition.question is not None:
            texts["question"] = definition.question
        return (
            ("names", self.names),
            ("purpose", self.purpose),
            *((f"definition.{key}", words) for key, words in texts.items()),
        )

    @property
    def decision(self) -> LifeEntry | None:
        """The entry by which experts decided on the indicator; ``None`` before they did."""
        decided = ("adopted", "withdrawn", "retired")
        for entry in self.life:
            if entry.status in decided and entry.decided_by in EXPERTS:
                return entry
        return None

    def constants(self) -> dict[str, str]:
        """Return what a comment can be on, by key path.

        Returns
        -------
        dict of str to str
            Each value as written.
        """
        tables = {"definition": self.definition, "pilot": self.pilot, "trial": self.trial}
        paths = {key: str(dict(texts)) for key, texts in self.texts()}
        for name, table in tables.items():
            if table is not None:
                paths |= {f"{name}.{key}": str(value) for key, value in plain(table).items()}
        return paths


def _units() -> frozenset[str]:
    """Return the units of the indicators of the catalogue."""
    return frozenset(
        unit for indicator in catalogue.catalogued_indicators().values() for unit in indicator.units
    )


def _is_taken(key: str) -> bool:
    """Tell whether an id is that of an indicator, a code of one, or a part of an index."""
    indicators = catalogue.catalogued_indicators()
    codes = {
        code.casefold()
        for indicator in indicators.values()
        for listed in indicator.codes.values()
        for code in listed
    }
    return key in (*indicators, *codes, *INDEX_NEEDS, *catalogue.node_ids())


def _may_decide(entry: LifeEntry) -> bool:
    """Tell whether the body of an entry may decide on its status."""
    if entry.status in ADOPTED:
        return entry.decided_by in EXPERTS
    return entry.status != "pilot" or entry.decided_by != "proposer"


def read_proposal_document(path: str | os.PathLike[str]) -> IndicatorProposal:
    """Read the file of a proposal; report all faults at once."""
    require(isinstance(path, (str, os.PathLike)), "path", "path", path)
    file = Path(path)
    proposal = read_part(IndicatorProposal, read_toml(file), file.name, PROPOSAL_KEYS)
    if proposal.id != file.stem:
        raise DocumentError("document.file-name", file=file.name, key="id", value=proposal.id)
    return proposal


def is_proposal(path: Path) -> bool:
    """Tell whether a file is a proposal: no other document has the life of an indicator."""
    return {"indicator", "life"} <= read_toml(path).keys()


def proposal_schema() -> dict[str, Any]:
    """Return the JSON Schema of a proposal, for editors."""
    from ictindex.definitions.documents.pydantic_models import model_of  # loads pydantic

    schema = model_of(IndicatorProposal).model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "ictindex proposal of an indicator"
    return schema
