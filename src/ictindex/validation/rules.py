"""The rules of validation as data: their model, the files they stand in, their digest.

A rule names operations of a closed set (:mod:`ictindex.validation.operation_parameters`) and their
parameters; it never holds an expression. The words of a rule stand in the language files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.documents import toml_reader
from ictindex.validation.change_model import ChangeModel, model_of, models
from ictindex.validation.operation_parameters import Check

Severity = Literal["fatal", "error", "warning", "information"]
Stage = Literal["submission", "selection", "edition"]
STAGES: tuple[Stage, ...] = ("submission", "selection", "edition")
FAMILIES = {
    "s": "structure",
    "p": "provenance",
    "r": "ranges",
    "c": "cross-indicator",
    "b": "breakdowns",
    "x": "prices",
    "t": "time",
    "m": "mirror",
    "d": "displaced",
}


class Rule(BaseModel):
    """A rule: how grave a failure is, what it is compared with, when it can be decided.

    ``level`` is the level of the European Statistical System's scale: 0 format, 1 within the
    file, 2 the same provider's history, 3 other providers, 4 other domains of one institution,
    5 other institutions. ``after`` are rules that make this one superfluous where they have
    questioned the same cell, or the cell it is compared with: one fault, one question.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    severity: Severity
    level: Annotated[int, Field(ge=0, le=5)]
    stage: Stage
    after: Annotated[tuple[str, ...], Field(strict=False)] = ()
    checks: Annotated[
        tuple[Annotated[Check, Field(discriminator="operation")], ...],
        Field(min_length=1, strict=False),
    ]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    rules: dict[Annotated[str, Field(pattern=r"^[SPRCBXTMD][0-9]{2}$")], Rule]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules in force.

    Parameters
    ----------
    rules : mapping
        Rules by code, in the order of the files.
    models : tuple of ChangeModel
        Documents of fitted numbers, the earliest first. They have digests of their own.
    digest : str
        SHA-256 of the files, in hexadecimal: the same rules have the same digest everywhere.
    """

    rules: Mapping[str, Rule]
    models: tuple[ChangeModel, ...]
    digest: str

    def fitted(self, edition: int) -> ChangeModel:
        """Return the fitted numbers for the collection of an edition.

        Examples
        --------
        >>> ruleset().fitted(2026).id
        'detection-2026'
        """
        return model_of(edition, self.models)

    @property
    def readers(self) -> Mapping[str, str]:
        """The rule that each code of a reader belongs to."""
        return MappingProxyType(
            {
                code: name
                for name, rule in self.rules.items()
                for check in rule.checks
                if check.operation == "reader"
                for code in check.codes
            }
        )


def _parse(content: bytes, file: str) -> Mapping[str, Rule]:
    raw = toml_reader.parse(content, file)
    try:
        return _File.model_validate(raw).rules
    except ValidationError as error:
        faults = toml_reader.faults_of(error, file)
        raise DocumentError("document.faults", faults=faults, file=file) from error


@lru_cache(maxsize=1)
def ruleset() -> RuleSet:
    """Return the rules that come with the library.

    Returns
    -------
    RuleSet
        All rules, with the digest of their files.

    Raises
    ------
    DocumentError
        If a file is unusable; every fault is named with its key.

    Examples
    --------
    >>> found = ruleset()
    >>> len(found.rules), found.rules["C01"].severity, found.readers["number.decimal-comma"]
    (119, 'error', 'S10')
    """
    folder = package_data.folder("methodology") / "rules"
    known: dict[str, Rule] = {}
    digest = hashlib.sha256(b"ictindex rules\n")
    for name in (f"{letter}.toml" for letter in FAMILIES):
        # Line ends are those of the platform that checked the file out: no part of the rules.
        content = toml_reader.read(folder / name).replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(content)}\n".encode() + content)
        known |= _parse(content, name)
    return RuleSet(MappingProxyType(known), models(), digest.hexdigest())
