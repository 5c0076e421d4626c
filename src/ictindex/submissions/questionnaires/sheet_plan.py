"""The plan of the questionnaire: the questions of each sheet, read from its TOML files.

The plan is published data like the methodology documents: its version increases with every change.
Plans that were released are kept by their digest, with the units, breakdowns and words of lists
that they were written with: the reader reads a workbook by the plan that it names. The words are in
the language files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ictindex.core import canonical, package_data
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DocumentError
from ictindex.definitions import catalogue
from ictindex.definitions.documents import kept_documents
from ictindex.definitions.documents.toml_reader import faults_of, parse, read, read_toml
from ictindex.language import i18n

_HEAD, _INDICATORS, _LABELS = "questionnaire.toml", "indicators.json", "labels.json"
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
    units: Mapping[str, tuple[str, ...]]  # of each indicator that is asked for, its own first
    breakdowns: Mapping[str, tuple[str, ...]]
    digest: str
    # Of a plan that was kept: the labels of each list by code, by language and list.
    labels: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    def rows(self, line: Line) -> Iterator[tuple[str, str]]:
        """Yield the breakdown and category of each row of a line; the total is ``("", "")``."""
        yield "", ""
        if line.breakdowns == "all":
            for name, codes in self.categories.items():
                if name in self.breakdowns[line.indicator]:
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
    head = read_toml(folder / _HEAD)
    sheets = {key: read_toml(folder / "sheets" / f"{key}.toml") for key in head.get("sheets", ())}
    return _build_plan(head, sheets, None, {})


@lru_cache(maxsize=8)
def find_plan(digest: str) -> Plan | None:
    """Return the plan that a digest names: today's, or that of an earlier version."""
    if digest == load_plan().digest:
        return load_plan()
    files = kept_documents.read_kept(kept_documents.QUESTIONNAIRES, digest)
    return None if files is None else parse_plan(files)


def parse_plan(files: Mapping[str, bytes]) -> Plan:
    """Read a plan from the files that are kept of it."""
    sheets = {
        name.removeprefix("sheets/").removesuffix(".toml"): parse(content, name)
        for name, content in files.items()
        if name.startswith("sheets/")
    }
    return _build_plan(
        parse(files[_HEAD], _HEAD),
        sheets,
        json.loads(files[_INDICATORS]),
        json.loads(files[_LABELS]),
    )


def plan_files() -> dict[str, bytes]:
    """Return what is kept of the plan of this installation, by path."""
    folder, plan = package_data.folder("methodology") / "questionnaire", load_plan()
    paths = [folder / _HEAD, *(folder / "sheets" / f"{key}.toml" for key in plan.sheets)]
    files = {path.relative_to(folder).as_posix(): read(path) for path in paths}
    indicators = {
        key: {"units": plan.units[key], "breakdowns": plan.breakdowns[key]} for key in plan.units
    }
    files[_INDICATORS] = canonical.text(indicators).encode()
    files[_LABELS] = canonical.text(_list_labels(plan)).encode()
    return files


def _list_labels(plan: Plan) -> dict[str, dict[str, dict[str, str]]]:
    """Return the labels of the lists to choose from, by code, of every language."""
    lists = {
        "status": plan.statuses,
        "conf_status": plan.confidentiality,
        "yes-no": ("yes", "no"),
        **{
            f"choice/{column.name}/{key}": column.choices
            for key, sheet in plan.sheets.items()
            for column in sheet.columns
            if column.choices
        },
    }

    def section(key: str) -> str:
        return f"questionnaire/choices/{key.split('/')[1] if '/' in key else key}"

    labels = {
        language: {
            key: {code: i18n.label(section(key), code, language) for code in codes}
            for key, codes in lists.items()
        }
        for language in i18n.LANGUAGES
    }
    for language, own in labels.items():
        for units in plan.units.values():
            own[f"unit/{units[0]}"] = {u: i18n.label("units", u, language) for u in units}
    return labels


def _build_plan(
    head: Mapping[str, Any],
    sheets: Mapping[str, Any],
    indicators: Mapping[str, Mapping[str, Any]] | None,
    labels: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> Plan:
    """Check the parts of a plan; without indicators, units and breakdowns are the catalogue's."""
    checked = _check_model(_Questionnaire, head, _HEAD)
    read_sheets = {key: _check_model(Sheet, sheets[key], f"{key}.toml") for key in checked.sheets}
    asked = {line.indicator for sheet in read_sheets.values() for line in sheet.lines}
    if indicators is None:
        defined = catalogue.indicators()
        indicators = {
            key: {"units": defined[key].units, "breakdowns": defined[key].breakdowns}
            for key in asked
        }
    freeze = MappingProxyType
    units = {key: tuple(own["units"]) for key, own in indicators.items()}
    breakdowns = {key: tuple(own["breakdowns"]) for key, own in indicators.items()}
    return Plan(
        version=checked.version,
        previous_years=checked.previous_years,
        revised_years=checked.revised_years,
        sheets=freeze(read_sheets),
        contact=checked.contact,
        delivery=checked.delivery,
        statuses=(*checked.statuses, *checked.added_statuses),
        added_statuses=checked.added_statuses,
        confidentiality=checked.confidentiality,
        precision=checked.precision,
        categories=freeze({str(name): codes for name, codes in checked.categories.items()}),
        units=freeze(units),
        breakdowns=freeze(breakdowns),
        digest=_digest(checked, read_sheets, units, breakdowns),
        labels=freeze(dict(labels)),
    )


def _digest(
    head: _Questionnaire,
    sheets: Mapping[str, Sheet],
    units: Mapping[str, tuple[str, ...]],
    breakdowns: Mapping[str, tuple[str, ...]],
) -> str:
    """Digest the questions: the models, and the parts of the catalogue that set rows and units."""
    # Precision is a statement about an answer, not a question, and so is a status that was added: a
    # workbook without them is of the same version.
    apart = {"precision", "added_statuses"}
    digest = hashlib.sha256(_DOMAIN + head.model_dump_json(exclude=apart).encode())
    for key, sheet in sheets.items():
        digest.update(f"\n{key}\n{sheet.model_dump_json(exclude=apart)}".encode())
        for line in sheet.lines:
            key = line.indicator
            digest.update(f"\n{key} {units[key]} {breakdowns[key]}".encode())
    return f"sha256:{digest.hexdigest()}"
