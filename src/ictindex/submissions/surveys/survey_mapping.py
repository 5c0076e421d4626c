"""Mappings: which variables of a survey give which indicators, and what its codes mean.

A mapping is a document that a person confirms. Codes are never guessed: a code that the mapping
does not have is a finding, and nothing is estimated while there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from ictindex.core.arguments import require
from ictindex.core.errors import DocumentError
from ictindex.core.paths import path_of
from ictindex.data.io.csv_dialects import DIALECTS
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.definitions import catalogue
from ictindex.definitions.documents.fields import Identifier, Year
from ictindex.definitions.documents.parts import Bounds, Length, Listed, Part, named_key, part
from ictindex.definitions.documents.survey_indicators import (
    HOUSEHOLDS,
    Age,
    Period,
    SurveyIndicator,
    Unit,
    UnknownAnswers,
    WeightUnit,
    survey_indicators,
)
from ictindex.definitions.documents.toml_reader import parse, read, read_part
from ictindex.language.findings import Finding

# The breakdown that follows from a file of persons, and its codes.
COMPOSITION = "household-composition"
COMPOSITIONS: Mapping[str, int] = MappingProxyType({"with-children": 1, "without-children": 2})
TOTAL = "_T"
BLANK = "?"  # what a person still has to write into a suggested mapping
KEYS = "docs/reference/survey-mappings.md"
Variable = Annotated[str, Length(1)]
Codes = tuple[str, ...]
SOURCE_CLASSES = ("official-submission", "official-publication", "other", "estimate")


def list_economies() -> tuple[str, ...]:
    """Return the economies that a survey may be of; fictitious ones are for training."""
    return (*catalogue.economies(), *catalogue.synthetic_economies())


@part
class Answers(Part):
    """The variable of a question, and what each of its codes means."""

    variable: Variable
    yes: Annotated[Codes, Length(1)]
    no: Codes = ()
    unknown: Codes = ()
    not_asked: Codes = ()
    blank: Literal["refused", "no", "unknown", "not-asked"] = "refused"

    def faults(self) -> Iterator[str]:
        """Yield a code that has two meanings, and a question without a no."""
        yield from _find_repeated((*self.yes, *self.no, *self.unknown, *self.not_asked))
        if not self.no and self.blank != "no":
            yield f"survey-no-code:{self.variable}"

    @property
    def codes(self) -> Codes:
        """All codes that have a meaning."""
        return (*self.yes, *self.no, *self.unknown, *self.not_asked)


def _find_repeated(codes: Codes) -> Iterator[str]:
    for code in dict.fromkeys(code for n, code in enumerate(codes) if code in codes[:n]):
        yield f"survey-code-twice:{code}"


def _find_parent_faults(
    parts: Mapping[str, object], parents: Mapping[str, Codes] | None
) -> Iterator[str]:
    """Yield a sum of parts that the breakdown has not, and one that is a part itself."""
    for name, several in (parents or {}).items():
        if name in parts or name == TOTAL or not several or {*several} - {*parts}:
            yield f"survey-parent:{name}"


@part
class MappedIndicator(Part):
    """An indicator, or one of its items, with the questions that give it."""

    indicator: Annotated[Identifier, Listed("survey-indicator", survey_indicators)]
    item: str = ""
    reference_period: Period
    answers: Annotated[tuple[Answers, ...], Length(1)]
    unknown_answers: UnknownAnswers | None = None
    confirmed: bool = True

    def faults(self) -> Iterator[str]:
        """Yield an item that the indicator does not have, and a variable that is named twice."""
        items = self.document.items
        if self.item not in (items or ("",)):
            yield f"survey-item:{self.item or '-'}"
        names = [each.variable for each in self.answers]
        if len({*names}) < len(names):
            yield f"survey-variable-twice:{names[-1]}"

    @property
    def document(self) -> SurveyIndicator:
        """The document of the indicator."""
        return survey_indicators()[self.indicator]

    @property
    def id(self) -> str:
        """Indicator and item: ``individuals-ict-skills/programming``."""
        return f"{self.indicator}/{self.item}" if self.item else self.indicator

    @property
    def counts_unknown(self) -> bool:
        """True if unknown answers are in the denominator."""
        return (self.unknown_answers or self.document.unknown_answers) == "in-denominator"


@part
class SurveyWeight(Part):
    """The weight: its variable, its unit, its implied decimals, and what it should add up to."""

    variable: Variable
    unit: WeightUnit
    implied_decimals: Annotated[int, Bounds(ge=0, le=9)] = 0
    decimals: Annotated[int, Bounds(ge=0, le=9)] = 6
    total: Annotated[int, Bounds(gt=0)] | None = None
    confirmed: bool = True


@part
class SurveyDesign(Part):
    """Strata and clusters of the sample, as the file has them."""

    clusters: Variable
    strata: str = ""
    populations: str = ""
    numbered: Literal["whole", "within-strata"] = "whole"
    single_clusters: Literal["fail", "certainty", "adjust", "average"] = "fail"
    confirmed: bool = True

    def faults(self) -> Iterator[str]:
        """Yield strata and clusters that are one variable."""
        if self.strata == self.clusters:
            yield f"survey-variable-twice:{self.strata}"


@part
class FileReplicates(Part):
    """The replicate weights of the file, and how they were made, by its documentation."""

    columns: Annotated[tuple[str, ...], Length(2)]
    method: Literal["JK1", "JKn", "BRR", "Fay", "bootstrap", "successive-difference"]
    factors: tuple[Decimal, ...] = ()
    rho: Decimal | None = None
    centre: Literal["mean", "mse"] | None = None
    degrees_of_freedom: Annotated[int, Bounds(ge=1)] | None = None
    confirmed: bool = True

    def faults(self) -> Iterator[str]:
        """Yield a column that is named twice, and a method without its numbers."""
        for name in dict.fromkeys(n for i, n in enumerate(self.columns) if n in self.columns[:i]):
            yield f"survey-variable-twice:{name}"
        if (self.method == "Fay") != (self.rho is not None):
            yield f"survey-rho:{self.method}"
        if (self.method == "JKn") != bool(self.factors) or (
            self.factors and len(self.factors) != len(self.columns)
        ):
            yield f"survey-factors:{self.method}"


@part
class AgeVariable(Part):
    """The age in years, its codes for unknown, and the groups of a breakdown by age."""

    variable: Variable
    unknown: Codes = ()
    groups: Mapping[str, tuple[int, ...]] | None = None
    parents: Mapping[str, Codes] | None = None
    confirmed: bool = True

    def faults(self) -> Iterator[str]:
        """Yield groups of age that are no ranges, or that overlap."""
        yield from _find_parent_faults(self.groups or {}, self.parents)
        last = -1
        for name, ends in sorted((self.groups or {}).items(), key=lambda item: item[1]):
            if len(ends) != 2 or not last < ends[0] <= ends[1]:
                yield f"survey-age-group:{name}"
            last = ends[-1] if ends else last


@part
class SurveyBreakdown(Part):
    """A breakdown: the variable, and the codes of each part."""

    variable: Variable
    codes: Mapping[str, Codes]
    unknown: Codes = ()
    parents: Mapping[str, Codes] | None = None
    confirmed: bool = True

    def faults(self) -> Iterator[str]:
        """Yield a code that belongs to two parts."""
        yield from _find_parent_faults(self.codes, self.parents)
        yield from _find_repeated(
            (*(c for codes in self.codes.values() for c in codes), *self.unknown)
        )
        if not self.codes:
            yield f"survey-no-code:{self.variable}"


@part
class RecordFilter(Part):
    """A filter: only records with one of these codes, or within this range, are counted."""

    variable: Variable
    codes: Codes = ()
    lowest: int | None = None
    highest: int | None = None
    confirmed: bool = True

    def faults(self) -> Iterator[str]:
        """Yield a filter without a condition, or with two kinds."""
        ends = [end for end in (self.lowest, self.highest) if end is not None]
        if bool(self.codes) == bool(ends) or ends != sorted(ends):
            yield f"survey-filter-ends:{self.variable}"


@part
class SurveyScope(Part):
    """Whom the survey asks: ages (0: no limit), coverage, and how many members of a household."""

    coverage: Literal["national", "national-except", "part"]
    age_from: Age = 0
    age_to: Age = 0
    respondents: Literal["all", "one"] = "all"
    confirmed: bool = True

    def faults(self) -> Iterator[str]:
        """Yield an age that ends before it begins."""
        if self.age_to and self.age_to < self.age_from:
            yield f"survey-ages:{self.age_from}-{self.age_to}"


@part
class HouseholdFile(Part):
    """A second file, of the households: its key, and the variables that are taken from it.

    On the left are names of the file of persons and of this mapping, on the right those of the
    file of households.
    """

    key: Mapping[str, Variable]
    variables: Mapping[str, Variable]
    confirmed: bool = True

    def faults(self) -> Iterator[str]:
        """Yield a part without a key or without a variable."""
        if not self.key or not self.variables:
            yield "survey-link-empty:households"


@part
class MemberFile(Part):
    """A second file, of the persons of the households: with or without children follows from it.

    On the left of the key are names of the file of households, on the right those of the file of
    persons. ``children_to`` is the last age of a child.
    """

    key: Mapping[str, Variable]
    person: Variable
    age: Variable
    unknown: Codes = ()
    children_to: Annotated[int, Bounds(ge=0, le=130)]
    confirmed: bool = True

    def faults(self) -> Iterator[str]:
        """Yield a part without a key."""
        if not self.key:
            yield "survey-link-empty:members"


@part
class SurveyMapping(Part):
    """The mapping of a survey to the indicators of household surveys.

    Parameters
    ----------
    id, title, economy, year, source, source_class
        The survey, and what observations made from it say of their source.
    records : str
        What a record of the file is: ``"households"`` or ``"individuals"``.
    identifier : tuple of str
        Variables that together name a record.
    dialect : str, optional
        Format of a CSV file.
    households, members
        A second file of the survey: that of the households, if the records are persons, and that
        of the persons, if they are households.
    population, filters, weight, design, replicates, age, breakdowns, indicators
        The parts of the mapping.
    """

    schema_version: Literal[1] = named_key("schema")
    kind: Literal["survey-mapping"]
    id: Identifier
    confirmed: bool = True
    title: Annotated[str, Length(1)]
    economy: Annotated[str, Listed("survey-economy", list_economies)]
    year: Year
    source: Annotated[str, Length(1)]
    source_class: Annotated[str, Listed("survey-source-class", lambda: SOURCE_CLASSES)] = "other"
    records: Unit
    identifier: tuple[str, ...] = ()
    dialect: Annotated[str, Listed("survey-dialect", lambda: DIALECTS)] | None = None
    households: HouseholdFile | None = None
    members: MemberFile | None = None
    population: SurveyScope
    filters: tuple[RecordFilter, ...] = ()
    weight: SurveyWeight
    design: SurveyDesign | None = None
    replicates: FileReplicates | None = None
    age: AgeVariable | None = None
    breakdowns: Mapping[str, SurveyBreakdown] | None = None
    indicators: Annotated[tuple[MappedIndicator, ...], Length(1)]

    def faults(self) -> Iterator[str]:
        """Yield what contradicts itself between the parts."""
        ids = [each.id for each in self.indicators]
        for id in dict.fromkeys(id for n, id in enumerate(ids) if id in ids[:n]):
            yield f"survey-indicator-twice:{id}"
        for each in self.indicators:
            if each.document.unit != self.records:
                yield f"survey-records:{each.id}"
        yield from self._find_link_faults()
        if (self.population.age_from or self.population.age_to) and self.records == HOUSEHOLDS:
            yield "survey-household-ages:population"
        elif (self.population.age_from or self.population.age_to) and self.age is None:
            yield "survey-no-age:population"
        if self.age is not None and self.age.groups and "age" in (self.breakdowns or {}):
            yield "survey-variable-twice:age"
        for name, breakdown in (self.breakdowns or {}).items():
            listed = catalogue.breakdowns().get(name)
            if listed is not None:
                codes = {*breakdown.codes, *(breakdown.parents or {})}
                others = codes - {*listed} | ({TOTAL} & codes)
                yield from (f"survey-part:{code}" for code in sorted(others))

    def _find_link_faults(self) -> Iterator[str]:
        """Yield a second file of the records themselves, and a breakdown that is there twice."""
        other = "members" if self.records != HOUSEHOLDS else "households"
        if getattr(self, other) is not None:
            yield f"survey-link-records:{other}"
        if self.members is not None and COMPOSITION in (self.breakdowns or {}):
            yield f"survey-variable-twice:{COMPOSITION}"

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that are read, each once; those of a second file too."""
        return tuple(dict.fromkeys(name for _, name in self.roles))

    @property
    def link(self) -> HouseholdFile | MemberFile | None:
        """The part on a second file, if the survey has one."""
        return self.households or self.members

    @property
    def link_name(self) -> str:
        """The name of the part on a second file."""
        return "households" if self.households is not None else "members"

    @property
    def linked_names(self) -> tuple[str, ...]:
        """The variables of this mapping that come from a second file."""
        if self.households is not None:
            return tuple(self.households.variables)
        return () if self.members is None else (COMPOSITION,)

    @property
    def all_breakdowns(self) -> Mapping[str, SurveyBreakdown]:
        """The breakdowns by variables, that by the composition of the household with them."""
        listed = dict(self.breakdowns or {})
        if self.members is not None:
            codes = {name: (str(code),) for name, code in COMPOSITIONS.items()}
            listed[COMPOSITION] = SurveyBreakdown(variable=COMPOSITION, codes=codes)
        return listed

    @property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """Key and variable of everything that the mapping reads."""
        listed = [("weight.variable", self.weight.variable)]
        if self.design is not None:
            for key in ("strata", "clusters", "populations"):
                listed.append((f"design.{key}", getattr(self.design, key)))
        if self.replicates is not None:
            listed += [("replicates.columns", name) for name in self.replicates.columns]
        listed += [("identifier", name) for name in self.identifier]
        if self.link is not None:
            listed += [(f"{self.link_name}.key", name) for name in self.link.key]
        listed += [(f"filters.{n}.variable", f.variable) for n, f in enumerate(self.filters)]
        if self.age is not None:
            listed.append(("age.variable", self.age.variable))
        for name, breakdown in self.all_breakdowns.items():
            listed.append((f"breakdowns.{name}.variable", breakdown.variable))
        for each in self.indicators:
            listed += [(f"indicators.{each.id}", answer.variable) for answer in each.answers]
        return tuple((key, name) for key, name in listed if name)

    @property
    def parents(self) -> dict[str, dict[str, Codes]]:
        """The parts of breakdowns that are sums of other parts, with these."""
        by_name = {name: each.parents for name, each in self.all_breakdowns.items()}
        by_name |= {} if self.age is None else {"age": self.age.parents or by_name.get("age")}
        return {name: dict(parents) for name, parents in by_name.items() if parents}

    @property
    def breakdown_names(self) -> tuple[str, ...]:
        """The breakdowns that the mapping has, standard ones first."""
        named = {*self.all_breakdowns} | ({"age"} if self.age and self.age.groups else set())
        own = sorted(named - {*BREAKDOWNS})
        return (*(name for name in BREAKDOWNS if name in named), *own)

    def list_unconfirmed(self) -> tuple[str, ...]:
        """Return the parts that nobody has confirmed."""
        return tuple(_list_unconfirmed(self.to_dict()))


def _list_unconfirmed(table: Any, path: str = "") -> Iterator[str]:
    if isinstance(table, Mapping):
        if table.get("confirmed") is False:
            yield path or "confirmed"
        for key, entry in table.items():
            yield from _list_unconfirmed(entry, f"{path}.{key}" if path else key)
    elif isinstance(table, list):
        for n, entry in enumerate(table):
            name = entry.get("indicator", n) if isinstance(entry, Mapping) else n
            yield from _list_unconfirmed(entry, f"{path}.{name}")


def read_mapping(source: str | Path | Mapping[str, Any] | SurveyMapping) -> SurveyMapping:
    """Read a mapping from a TOML file or a mapping of Python; report all faults at once."""
    if isinstance(source, SurveyMapping):
        return source
    if isinstance(source, Mapping):
        return _read_table(source, "mapping")
    require(isinstance(source, (str, Path)), "mapping", "path", source)
    path = path_of(source, "mapping")
    return _read_table(parse(read(path), path.name), path.name)


def _read_table(table: Mapping[str, Any], file: str) -> SurveyMapping:
    blanks = [
        Finding("document.survey-blank", details={"file": file, "key": key, "subject": BLANK})
        for key in _list_blanks(table)
    ]
    if blanks:
        raise DocumentError("document.faults", faults=blanks, file=file)
    return read_part(SurveyMapping, _write_codes(table), file, f"`{KEYS}`")


def _list_blanks(table: Any, path: str = "") -> Iterator[str]:
    if isinstance(table, Mapping):
        for key, entry in table.items():
            yield from _list_blanks(entry, f"{path}.{key}" if path else str(key))
    elif isinstance(table, (list, tuple)):
        for n, entry in enumerate(table):
            yield from _list_blanks(entry, f"{path}.{n}")
    elif table == BLANK:
        yield path


_OF_CODES = ("yes", "no", "unknown", "not_asked")


def _write_codes(table: Any, key: str = "") -> Any:
    """Return a table in which the codes of a survey, numbers or texts, are texts."""
    if isinstance(table, Mapping):
        # In a breakdown ``codes`` are lists by part, in a filter one list.
        inner = {name: f"codes {name}" if key == "codes" else name for name in table}
        return {name: _write_codes(entry, inner[name]) for name, entry in table.items()}
    if isinstance(table, (list, tuple)):
        if key in (*_OF_CODES, "codes") or str(key).startswith("codes "):
            return [_write_code(code) for code in table]
        return [_write_codes(entry) for entry in table]
    return table


def _write_code(code: Any) -> Any:
    return str(code) if isinstance(code, int) and not isinstance(code, bool) else code
