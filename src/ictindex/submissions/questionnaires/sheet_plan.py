"""The plan of the questionnaire: the questions of each sheet, read from its TOML files.

The plan is published data like the methodology documents: its version increases with every change,
and the reader refuses a workbook of another version. The words are in the language files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ictindex.core import package_data
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DocumentError
from ictindex.definitions import catalogue
from ictindex.definitions.documents.toml_reader import faults_of, read_toml

_DOMAIN = b"ictindex:questionnaire-plan:1\n"
_Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$")]
_Ids = Annotated[tuple[_Id, ...], Field(strict=False)]
_Codes = Annotated[
    tuple[Annotated[str, Field(pattern="^[A-Za-z0-9_-]+$")], ...], Field(strict=False)
]
Breakdown = Literal["sex", "age", "location", "disability", "education", "income"]
Kind = Literal["text", "number", "volume", "choice", "yes-no", "date", "currency"]
Precision = Literal[
    "standard_error",
    "sample_size",
    "design_effect",
    "lower_bound",
    "upper_bound",
    "confidence_level",
    "error_method",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


_Model = TypeVar("_Model", bound=_Part)


class Line(_Part):
    """An indicator that a sheet asks for."""

    indicator: _Id
    part: bool = False
    starts: _Id | Literal[""] = ""
    breakdowns: Literal["none", "all"] = "none"

    @model_validator(mode="after")
    def _is_in_catalogue(self) -> Line:
        if self.indicator not in catalogue.indicators():
            raise ValueError(f"unknown-indicator:{self.indicator}")
        return self


class Column(_Part):
    """A column of a sheet of tariffs."""

    name: _Id
    kind: Kind
    choices: _Codes = ()
    needed: bool = False
    needed_with: Annotated[str, Field(pattern=r"^([a-z_]+(=[a-z]+)?)?$")] = ""
    starts: _Id | Literal[""] = ""


class Sheet(_Part):
    """A sheet: lines of indicators, or columns of a table of tariffs."""

    kind: Literal["values", "tariffs"]
    indices: _Ids
    lines: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    columns: Annotated[tuple[Column, ...], Field(strict=False)] = ()
    service: _Id | Literal[""] = ""
    rows: Annotated[int, Field(ge=0, le=500)] = 0
    precision: bool = False


class _Questionnaire(_Part):
    version: Annotated[int, Field(ge=1)]
    previous_years: Annotated[int, Field(ge=0, le=5)]
    revised_years: Annotated[int, Field(ge=0, le=5)]
    sheets: _Ids
    contact: _Ids
    delivery: Annotated[_Ids, Field(min_length=2, max_length=2)]
    statuses: _Codes
    added_statuses: _Codes = ()
    confidentiality: _Codes
    precision: Annotated[tuple[Precision, ...], Field(strict=False)] = ()
    categories: dict[Breakdown, _Codes]

    @model_validator(mode="after")
    def _fits(self) -> _Questionnaire:
        if self.revised_years > self.previous_years:
            raise ValueError("revised_years")
        return self


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan."""

    version: int
    previous_years: int
    revised_years: int
    sheets: Mapping[str, Sheet]
    contact: tuple[str, ...]
    delivery: tuple[str, ...]
    statuses: tuple[str, ...]
    added_statuses: tuple[str, ...]
    confidentiality: tuple[str, ...]
    precision: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]
    digest: str

    def rows(self, line: Line) -> Iterator[tuple[str, str]]:
        """Yield the breakdown and category of each row of a line; the total is ``("", "")``."""
        yield "", ""
        if line.breakdowns == "all":
            breakdowns = catalogue.indicators()[line.indicator].breakdowns
            for name, codes in self.categories.items():
                if name in breakdowns:
                    yield from ((name, code) for code in codes)


def _check_model(model: type[_Model], content: object, file: str) -> _Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise DocumentError("document.faults", faults=faults_of(error, file), file=file) from error


@lru_cache(maxsize=1)
def load_plan() -> Plan:
    """Return the plan of the questionnaire of this installation."""
    folder = package_data.folder("methodology") / "questionnaire"
    head = _check_model(
        _Questionnaire, read_toml(folder / "questionnaire.toml"), "questionnaire.toml"
    )
    sheets = {
        key: _check_model(Sheet, read_toml(folder / "sheets" / f"{key}.toml"), f"{key}.toml")
        for key in head.sheets
    }
    freeze = MappingProxyType
    return Plan(
        version=head.version,
        previous_years=head.previous_years,
        revised_years=head.revised_years,
        sheets=freeze(sheets),
        contact=head.contact,
        delivery=head.delivery,
        statuses=(*head.statuses, *head.added_statuses),
        added_statuses=head.added_statuses,
        confidentiality=head.confidentiality,
        precision=head.precision,
        categories=freeze({str(name): codes for name, codes in head.categories.items()}),
        digest=_digest(head, sheets),
    )


def _digest(head: _Questionnaire, sheets: Mapping[str, Sheet]) -> str:
    """Digest the questions: the models, and the parts of the catalogue that set rows and units."""
    # Precision is a statement about an answer, not a question, and so is a status that was added: a
    # workbook without them is of the same version.
    apart = {"precision", "added_statuses"}
    digest = hashlib.sha256(_DOMAIN + head.model_dump_json(exclude=apart).encode())
    for key, sheet in sheets.items():
        digest.update(f"\n{key}\n{sheet.model_dump_json(exclude=apart)}".encode())
        for line in sheet.lines:
            definition = catalogue.indicators()[line.indicator]
            digest.update(f"\n{definition.id} {definition.units} {definition.breakdowns}".encode())
    return f"sha256:{digest.hexdigest()}"
