"""The limits of patterns among cells: a dated document with the source and count of each limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.definitions.documents import toml_reader
from ictindex.submissions.validation.operation_parameters import Number

FOLDER, FILE = "detection", "patterns-2026.toml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Limit(_Part):
    """A limit, and what it rests on."""

    # ``measured``: ``beyond`` of ``count`` real cases of a source lie beyond it, and would be asked
    # about; ``definition``: it follows from what the figures are; ``start``: a starting value, for
    # which no data were available.

    value: Number
    basis: Literal["measured", "definition", "start"]
    source: str = ""
    count: Annotated[int, Field(ge=0)] = 0
    beyond: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _has_evidence(self) -> Limit:
        if (self.basis == "measured") != bool(self.source and self.count):
            raise ValueError("measured: source, count")
        return self


class PatternLimits(_Part):
    """The document of the limits, as in its file."""

    id: Annotated[str, Field(pattern=r"^patterns-[0-9]{4}$")]
    schema_version: Annotated[Literal[1], Field(alias="schema")]
    fitted: dt.date
    sources: dict[str, str]
    limits: dict[str, Limit]

    @model_validator(mode="after")
    def _names_sources(self) -> PatternLimits:
        unknown = {limit.source for limit in self.limits.values()} - {"", *self.sources}
        if unknown:
            raise ValueError(", ".join(sorted(unknown)))
        return self


def parse_limits(content: bytes, file: str = FILE) -> PatternLimits:
    """Read a document of limits; an error names every fault with its key."""
    raw = toml_reader.parse(content, file)
    try:
        return PatternLimits.model_validate(raw)
    except ValidationError as error:
        faults = toml_reader.faults_of(error, file)
        raise DocumentError("document.faults", faults=faults, file=file) from error


def pattern_limits() -> PatternLimits | None:
    """Return the document that comes with the library; rules before November 2026 had none."""
    path = package_data.folder("methodology") / FOLDER / FILE
    return parse_limits(toml_reader.read(path)) if path.is_file() else None


def values_of(document: PatternLimits | None) -> Mapping[str, float]:
    """Return the limits by name."""
    limits = {} if document is None else document.limits
    return MappingProxyType({name: limit.value for name, limit in limits.items()})
