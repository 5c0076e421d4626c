"""Estimates from the records of a survey: shares with their errors, and observations of them."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ictindex.core.arguments import doors, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.core.tables.columns import Column, Part, define
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observation_reader import read_observations
from ictindex.definitions.documents.survey_indicator_list import name_indicator, name_item
from ictindex.language import i18n
from ictindex.language.findings import Findings
from ictindex.language.i18n.document import Block, Bullets, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.surveys.cell_pass import sum_cells, sum_relation
from ictindex.submissions.surveys.comparability import (
    NOT_COMPARABLE,
    Comparability,
    judge_comparability,
)
from ictindex.submissions.surveys.linked_records import (
    find_link_faults,
    link_records,
    list_kinds,
    open_linked,
    require_linked,
)
from ictindex.submissions.surveys.record_codes import (
    NOTHING,
    encode_records,
    list_categories,
    name_key,
    plan_sums,
)
from ictindex.submissions.surveys.record_findings import (
    check_records,
    find_contradicted_labels,
    find_design_faults,
    find_variable_faults,
    list_errors,
)
from ictindex.submissions.surveys.summed_cells import add_cells
from ictindex.submissions.surveys.survey_mapping import (
    TOTAL,
    MappedIndicator,
    SurveyMapping,
    read_mapping,
)
from ictindex.submissions.surveys.survey_records import (
    SurveyRecords,
    list_labels,
    list_variables,
    name_records,
    open_records,
)

if TYPE_CHECKING:
    from ictindex.data.observations import Observations
    from ictindex.engine.sampling.cell_sums import CellSums, SampleDesign

ENGINES = ("duckdb", "pandas")
# Faults with which the records cannot be read as what they are meant to be.
_STOPS = ("survey.not-numbers", "survey.code-text", "survey.link-kinds")
_PLACES = 6  # decimals of a percentage that an observation keeps


def _name_estimated(indicator: str, item: str, language: str) -> str:
    """Return an indicator with its item: its name, and what is done."""
    name = name_indicator(indicator, language)
    return i18n.detail(name, name_item(item, language), language) if item else name


def _name_verdict(verdict: str, language: str) -> str:
    return i18n.label("survey-verdicts", verdict, language)


def _part_column(name: str) -> Column:
    def name_part(code: str, language: str) -> str:
        if code == TOTAL:
            return i18n.label("survey", "all", language)
        return i18n.label(f"questionnaire/categories/{name}", code, language)

    about = f"part of the breakdown; {TOTAL} for all"
    return Column(name, "code", about=about, page=f"by_{name}", names=name_part)


ESTIMATES = define(
    "survey-estimates",
    Column("economy", "economy", page=False),
    Column("year", "year", page=False),
    Column("indicator", "code", "columns/indicator", names=name_indicator),
    Column("item", "code", "survey/item", "part of it", names=name_item, page="with_items"),
    *map(_part_column, BREAKDOWNS),
    Column("domain", "text", "survey/domain", "part of a breakdown of one's own", page="by_domain"),
    Column("value", "estimate", "survey/percent", "percent", places=2, error="standard_error"),
    Column("standard_error", "estimate", about="percentage points", page=False),
    Column("lower_bound", "estimate", "survey/interval", upto="upper_bound", places=2),
    Column("upper_bound", "estimate", page=False),
    Column("confidence_level", "estimate", about="percent", page=False),
    Column("interval", "code", about="how the interval was made", page=False),
    Column("degrees_of_freedom", "count", "survey/freedom", gaps=True),
    Column("sample_size", "count", "survey/records", "records of the denominator, without weights"),
    Column("cases", "count", about="records of the numerator, without weights", page=False),
    Column("design_effect", "estimate", "survey/design-effect", places=2),
    Column("error_method", "code", page=False),
    Column("comparability", "code", "survey/comparability", names=_name_verdict),
    Column("reasons", "codes", page=False),
    Column("made_by", "text", page=False),
    key=("indicator", "item", *BREAKDOWNS, "domain"),
)


class SurveyEstimate(NamedTuple):
    """One estimate: a share in percent, its precision and whether it is comparable."""

    economy: str
    year: int
    indicator: str
    item: str
    sex: str
    age: str
    location: str
    disability: str
    education: str
    income: str
    domain: str
    value: float | None
    standard_error: float | None
    lower_bound: float | None
    upper_bound: float | None
    confidence_level: float | None
    interval: str
    degrees_of_freedom: int | None
    sample_size: int
    cases: int
    design_effect: float | None
    error_method: str
    comparability: str
    reasons: tuple[str, ...]
    made_by: str


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Survey(TabularResult):
    """The records of a survey with their mapping and findings.

    Made by :func:`ictindex.surveys.read_survey`.

    Parameters
    ----------
    mapping : SurveyMapping
        The mapping, as it was read.
    findings : Findings
        What is wrong or remarkable, in the mapping and in the records.
    count : int
        Number of records.
    """

    mapping: SurveyMapping
    findings: Findings
    count: int
    _records: SurveyRecords | None
    _populations: Mapping[str, int]

    def _blocks(self, language: str) -> list[Block]:
        mapping = self.mapping
        blocks: list[Block] = [
            Heading(mapping.title, 1),
            Sentence("survey/records-read", count=self.count),
        ]
        unconfirmed = mapping.list_unconfirmed()
        if unconfirmed:
            blocks.append(Sentence("survey/unconfirmed", documents=unconfirmed).as_note())
        blocks.append(Bullets(_list_verdicts(mapping, mapping.indicators, language)))
        return [*blocks, *self.findings.blocks(language)]

    _json_name = "survey-check"

    def _to_dict(self) -> dict[str, Any]:
        mapping = self.mapping
        return {
            "mapping": mapping.id,
            "records": self.count,
            "unconfirmed": list(mapping.list_unconfirmed()),
            "indicators": [
                {
                    "indicator": each.indicator,
                    "item": each.item,
                    "comparability": (verdict := judge_comparability(mapping, each)).verdict,
                    "reasons": list(verdict.reasons),
                }
                for each in mapping.indicators
            ],
            "findings": self.findings.records(),
        }


def _list_verdicts(
    mapping: SurveyMapping, indicators: Sequence[MappedIndicator], language: str
) -> list[str]:
    """Return each indicator with its verdict and the reasons for it, in words."""
    points = []
    for each in indicators:
        name = _name_estimated(each.indicator, each.item, language)
        words = judge_comparability(mapping, each).describe(language)
        points.append(i18n.pair(name, words, language))
    return points


def read_survey(
    path: Any,
    mapping: Any,
    *,
    linked: Any = None,
    engine: str = "duckdb",
    on_progress: Callable[[int, int], None] | None = None,
) -> Survey:
    """Read and check the records of a survey by a mapping.

    Parameters
    ----------
    path : path or data frame
        CSV (also packed by gzip), SPSS (``.sav``, ``.zsav``), Stata (``.dta``) or Parquet; or a
        data frame in memory, or a relation of DuckDB. A record is a household or a person.
    mapping : path, dict or SurveyMapping
        The mapping: which variables give which indicators.
    linked : path or data frame, optional
        The second file that the mapping names: that of the households to which persons belong, or
        that of the persons of households. What is needed of it is loaded.
    engine : str
        ``"duckdb"`` leaves a Parquet file on disk; ``"pandas"`` loads it.
    on_progress : callable, optional
        Called with the records that were checked and their number.

    Returns
    -------
    Survey
        The records with ``findings``. Nothing is estimated while one of them is an error.

    Raises
    ------
    UsageError
        For an unknown engine, a package of the extra ``surveys`` that is not installed, or a second
        file that is absent or that the mapping does not name.
    UnusableFileError
        If the file cannot be read.
    DocumentError
        If the mapping has faults, all at once.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> records = pd.DataFrame({"w": [1.5, 2.0, 1.0], "net": [1, 2, 7]})
    >>> mapping = {
    ...     "schema": 1, "kind": "survey-mapping", "id": "example", "title": "Example",
    ...     "economy": "BRA", "year": 2024, "source": "Invented", "records": "households",
    ...     "population": {"coverage": "national"},
    ...     "weight": {"variable": "w", "unit": "household"},
    ...     "indicators": [{
    ...         "indicator": "households-internet", "reference_period": "now",
    ...         "answers": [{"variable": "net", "yes": [1], "no": [2]}],
    ...     }],
    ... }
    >>> survey = ict.surveys.read_survey(records, mapping)
    >>> [finding.code for finding in survey.findings.errors]
    ['survey.code-unlisted']
    """
    require(engine in ENGINES, "engine", "text", engine)
    stated = read_mapping(mapping)
    require_linked(stated, linked)
    name = name_records(path)
    variables = [*list_variables(path, stated.dialect)]
    faults = [] if linked is None else [*find_link_faults(stated, variables, linked)]
    named = dict.fromkeys([*variables, *stated.linked_names], "")
    faults += find_variable_faults(stated, named, name)
    if faults:
        return Survey(stated, Findings(faults), 0, None, {})
    own = [variable for variable in stated.variables if variable not in stated.linked_names]
    records = open_records(path, own, stated.dialect, engine)
    second = None if linked is None else open_linked(stated, linked, records.kinds)
    kinds = {**records.kinds, **({} if second is None else list_kinds(stated, second))}
    faults = [
        *(() if second is None else second.findings),
        *find_variable_faults(stated, kinds, name),
        *find_design_faults(stated, name),
    ]
    if any(fault.code in _STOPS for fault in faults):
        return Survey(stated, Findings(faults), 0, None, {})
    if second is not None:
        records = link_records(records, stated, second)
    if isinstance(path, (str, Path)):  # a frame in memory has no labels
        labelled = list_labels(path, stated.dialect)
        labels = {variable: codes for variable, (_, codes) in labelled.items()}
        faults += find_contradicted_labels(stated, labels, name)
    check = check_records(records, stated, second, on_progress)
    findings = Findings([*faults, *check.list_findings()])
    return Survey(stated, findings, check.count, records, check.list_populations())


@doors
@dataclass(frozen=True, eq=False, repr=False)
class SurveyEstimates(TabularResult):
    """Estimates of indicators with their errors. Made by :func:`ictindex.surveys.estimate`.

    Parameters
    ----------
    mapping : SurveyMapping
        The mapping by which they were made.
    estimates : tuple of SurveyEstimate
        One for each indicator and domain: the total first, then the parts.
    by : tuple of str
        The breakdowns.
    findings : Findings
        The warnings of the survey.
    """

    mapping: SurveyMapping
    estimates: tuple[SurveyEstimate, ...]
    by: tuple[str, ...]
    findings: Findings

    _parts = (Part("estimates", ESTIMATES, "estimates"),)

    def _facts(self) -> Mapping[str, object]:
        facts: dict[str, object] = {f"by_{name}": name in self.by for name in BREAKDOWNS}
        facts["with_items"] = any(row.item for row in self.estimates)
        return facts | {"by_domain": any(name not in BREAKDOWNS for name in self.by)}

    def to_observations(self, *, language: str | None = None) -> Observations:
        """Return the estimates of indicators of the catalogue as observations.

        Estimates of other indicators, of items and of domains of one's own are in no table of
        observations: the catalogue, or the table, has no place for them. An estimate that is not
        comparable has the status ``D`` (definition differs), and its reasons are in the note.

        Parameters
        ----------
        language : str, optional
            Language of the note; by default the one in force.

        Returns
        -------
        Observations
            Values in percent with their precision; figures are rounded to six decimals.
        """
        rows = list_observations(self.mapping, self.estimates, language)
        if not rows:
            raise UsageError("survey.no-observations", file=self.mapping.id)
        return read_observations(rows, name=self.mapping.id)

    def _blocks(self, language: str) -> list[Block]:
        mapping = self.mapping
        blocks: list[Block] = [Heading(mapping.title, 1), Sentence("survey/not-released").as_note()]
        if mapping.design is None and mapping.replicates is None:
            blocks.append(Sentence("survey/no-errors").as_note())
        blocks.append(write_grid(self._table(), language))
        shown = {estimate.indicator for estimate in self.estimates}
        indicators = [each for each in mapping.indicators if each.indicator in shown]
        blocks.append(Bullets(_list_verdicts(mapping, indicators, language)))
        if self.findings:
            blocks += self.findings.blocks(language)
        return blocks


def list_observations(
    mapping: SurveyMapping, estimates: Sequence[SurveyEstimate], language: str | None = None
) -> list[dict[str, object]]:
    """Return the rows of the estimates that have a value and a place in a table of observations."""
    verdicts = {
        each.id: judge_comparability(mapping, each).describe(language)
        for each in mapping.indicators
    }
    return [
        _observe(mapping, estimate, verdicts[estimate.indicator])
        for estimate in estimates
        if estimate.value is not None and _has_place(estimate)
    ]


def _observe(mapping: SurveyMapping, estimate: SurveyEstimate, note: str) -> dict[str, object]:
    """Return an estimate as a row of a table of observations."""
    own = {name: getattr(estimate, name) for name in BREAKDOWNS}
    return {
        "economy": estimate.economy,
        "indicator": estimate.indicator,
        "year": estimate.year,
        "value": _round(estimate.value),
        "standard_error": _round(estimate.standard_error),
        "lower_bound": _round(estimate.lower_bound),
        "upper_bound": _round(estimate.upper_bound),
        "design_effect": _round(estimate.design_effect),
        **own,
        "unit": "percent",
        "status": "D" if estimate.comparability == NOT_COMPARABLE else "A",
        "source_class": mapping.source_class,
        "source": mapping.source,
        "sample_size": estimate.sample_size,
        "confidence_level": _round(estimate.confidence_level),
        "error_method": estimate.error_method,
        "degrees_of_freedom": estimate.degrees_of_freedom,
        "made_by": estimate.made_by,
        "note": note,
    }


def _has_place(estimate: SurveyEstimate) -> bool:
    """Tell whether the table of observations has a place for an estimate."""
    from ictindex.definitions import catalogue

    in_catalogue = estimate.indicator in catalogue.catalogued_indicators()
    return in_catalogue and not estimate.item and estimate.domain in ("", TOTAL)


def _round(figure: float | None) -> Decimal | None:
    """Round a figure half up to the decimals of an observation."""
    if figure is None:
        return None
    exact = Decimal(repr(figure)).quantize(Decimal(1).scaleb(-_PLACES), ROUND_HALF_UP)
    return exact.normalize() if exact else Decimal(0)


def estimate(
    survey: Survey,
    by: str | Sequence[str] = (),
    *,
    level: float = 95.0,
    on_progress: Callable[[int, int], None] | None = None,
) -> SurveyEstimates:
    r"""Estimate the indicators of a survey, with standard errors of its design.

    .. math:: \hat p = \frac{\sum_i w_i y_i}{\sum_i w_i x_i}

    where :math:`y` is 1 for a record of the numerator and :math:`x` for one of the denominator.
    Standard errors are by Taylor linearisation over strata and clusters, or by the replicate
    weights of the file. A file without published strata and clusters has no standard error: that of
    a simple random sample would be wrong, and is not computed.

    Parameters
    ----------
    survey : Survey
        The records and their mapping, without errors and confirmed.
    by : str or sequence of str
        Breakdowns of the mapping: ``"sex"``, ``"location"``, ``"age"`` or one of its own. Every
        cross of them is estimated, with all totals, and with the parts that the mapping declares
        as sums of others (``parents``).
    level : float
        Confidence level of the intervals, in percent: from 1 to below 100.
    on_progress : callable, optional
        Called with the percent that is done and 100.

    Returns
    -------
    SurveyEstimates
        A share in percent for each indicator and domain.

    Raises
    ------
    RefusedObservationsError
        If the survey has findings that are errors.
    UsageError
        If a part of the mapping is not confirmed, or a breakdown is not in it.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> records = pd.DataFrame(
    ...     {"w": [2.0, 1.0, 1.0, 2.0], "psu": [1, 1, 2, 2], "net": [1, 2, 1, 2]}
    ... )
    >>> mapping = {
    ...     "schema": 1, "kind": "survey-mapping", "id": "example", "title": "Example",
    ...     "economy": "BRA", "year": 2024, "source": "Invented", "records": "households",
    ...     "population": {"coverage": "national"},
    ...     "weight": {"variable": "w", "unit": "household"},
    ...     "design": {"clusters": "psu"},
    ...     "indicators": [{
    ...         "indicator": "households-internet", "reference_period": "now",
    ...         "answers": [{"variable": "net", "yes": [1], "no": [2]}],
    ...     }],
    ... }
    >>> estimates = ict.surveys.estimate(ict.surveys.read_survey(records, mapping))
    >>> [(e.value, round(e.standard_error, 4)) for e in estimates.estimates]
    [(50.0, 16.6667)]
    """
    mapping = survey.mapping
    chosen = (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
    unconfirmed = mapping.list_unconfirmed()
    if unconfirmed:
        raise UsageError("survey.not-confirmed", file=mapping.id, keys=unconfirmed)
    errors = list_errors(survey.findings)
    if errors:
        raise RefusedObservationsError("survey.refused", faults=errors, file=mapping.id)
    for name in chosen:
        if name not in mapping.breakdown_names:
            allowed = mapping.breakdown_names or ("–",)
            raise UsageError("survey.no-breakdown", value=str(name)[:40], allowed=allowed)
    records = survey._records  # noqa: SLF001 - the survey is of this module
    if records is None:  # only a survey with errors has none
        raise UsageError("survey.no-records", file=mapping.id, variable="")
    require(not isinstance(level, bool) and 1 <= level < 100, "level", "confidence-level", level)
    rows = [*_Estimation(survey, records, chosen, level, on_progress).list_estimates()]
    warnings = Findings(f for f in survey.findings if f.level != "error")
    return SurveyEstimates(mapping, tuple(rows), chosen, warnings)


class _Estimation:
    """The sums of a survey by domain, and the estimates that are made of them."""

    def __init__(
        self,
        survey: Survey,
        records: SurveyRecords,
        by: tuple[str, ...],
        level: float,
        on_progress: Callable[[int, int], None] | None,
    ) -> None:
        self._mapping, self._by, self._level = survey.mapping, by, level
        self._margins = [part for size in range(len(by) + 1) for part in combinations(by, size)]
        plan = plan_sums(survey.mapping, by, self._margins)
        frame = encode_records(records, survey.mapping, by)
        if records.is_loaded:
            self._sums = sum_cells(frame, plan, on_progress=on_progress)
        else:
            connection, name = records.connection, records.name
            self._sums = sum_relation(connection, frame, plan, name, on_progress)
        faults = self._sums.faults
        if faults.unusable:  # a weight of more digits than sums can have
            kinds, count = tuple(faults.counts), str(faults.unusable)
            raise UsageError("survey.unusable", file=survey.mapping.id, values=kinds, count=count)
        self._design = self._complete_design(survey._populations)  # noqa: SLF001 - of this module
        self._made_by = _name_program(survey.mapping)

    def list_estimates(self) -> Iterator[SurveyEstimate]:
        """Yield the estimates by indicator, and by domain, totals first."""
        tables = [
            (margin, self._estimate(margin, merged))
            for margin in self._margins
            for merged in self._list_merged(margin)
        ]
        for position, indicator in enumerate(self._mapping.indicators):
            verdict = judge_comparability(self._mapping, indicator)
            for margin, arrays in tables:
                for row in range(len(arrays.domains)):
                    codes = [int(code) for code in arrays.domains[row]]
                    if NOTHING in codes:  # in the totals, and in no part
                        continue
                    parts = dict(zip(margin, codes, strict=True))
                    yield self._make(indicator, verdict, parts, arrays, (row, position))

    def _list_merged(self, margin: tuple[str, ...]) -> list[dict[str, str]]:
        """Return the choices of sums of parts, by breakdown; the first has none."""
        parents = self._mapping.parents
        named = [["", *parents.get(name, ())] for name in margin]
        return [
            {name: code for name, code in zip(margin, codes, strict=True) if code}
            for codes in product(*named)
        ]

    def _add_parts(self, cells: CellSums, breakdown: str, parent: str) -> CellSums:
        """Return cells in which some parts of a breakdown are one, and the others are left out."""
        import numpy as np

        mapping = self._mapping
        categories = list_categories(mapping, breakdown)
        parts = [categories.index(part) for part in mapping.parents[breakdown][parent]]
        column = cells.keys.index(name_key(breakdown))
        domains, code = cells.domains.copy(), categories.index(parent)
        domains[:, column] = np.where(np.isin(domains[:, column], parts), code, NOTHING)
        return add_cells(replace(cells, domains=domains), self._design, cells.keys)

    def _estimate(self, margin: tuple[str, ...], merged: Mapping[str, str]) -> Any:
        from ictindex.engine.sampling.cell_estimates import estimate_proportions
        from ictindex.engine.sampling.replicate_estimates import (
            ReplicateWeights,
            estimate_by_file_replicates,
        )

        keys = tuple(map(name_key, margin))
        cells, stated = self._sums.margin(keys), self._mapping.replicates
        for breakdown, parent in merged.items():
            cells = self._add_parts(cells, breakdown, parent)
        if stated is None:
            return estimate_proportions(cells, self._design, keys, level=self._level)
        weights = ReplicateWeights(
            stated.method,
            [float(factor) for factor in stated.factors] or None,
            None if stated.rho is None else float(stated.rho),
            stated.centre,
            stated.degrees_of_freedom,
        )
        return estimate_by_file_replicates(cells, weights, keys, level=self._level)

    def _complete_design(self, populations: Mapping[str, int]) -> SampleDesign:
        """Return the design of the sums, with the rule and the populations of the mapping."""
        import numpy as np

        stated, design = self._mapping.design, self._sums.design
        if stated is None:
            return design
        numbers = None
        if stated.populations:
            labels = self._sums.stratum_labels if stated.strata else ("",)
            numbers = np.array([populations[str(label)] for label in labels], dtype=np.int64)
        return replace(design, single_clusters=stated.single_clusters, populations=numbers)

    def _make(
        self,
        indicator: MappedIndicator,
        verdict: Comparability,
        parts: Mapping[str, int],
        arrays: Any,
        cell: tuple[int, int],
    ) -> SurveyEstimate:
        """Make an estimate from a cell of the arrays."""
        mapping = self._mapping
        labels = {name: list_categories(mapping, name)[code] for name, code in parts.items()}
        own = [f"{name}={label}" for name, label in labels.items() if name not in BREAKDOWNS]
        # The usual error of 0 and 100 % is zero, which says nothing: the interval does.
        is_extreme = arrays.values[cell] in (0.0, 1.0)
        error = None if is_extreme else _percent(arrays.errors[cell])
        lower, upper = _percent(arrays.lower[cell]), _percent(arrays.upper[cell])
        is_precise = error is not None or lower is not None
        return SurveyEstimate(
            economy=mapping.economy,
            year=mapping.year,
            indicator=indicator.indicator,
            item=indicator.item,
            **{name: labels.get(name, TOTAL) for name in BREAKDOWNS},
            domain=", ".join(own) or TOTAL,
            value=_percent(arrays.values[cell]),
            standard_error=error,
            lower_bound=lower,
            upper_bound=upper,
            confidence_level=None if lower is None else self._level,
            interval=str(arrays.intervals[cell]),
            degrees_of_freedom=int(arrays.freedom[cell]) if is_precise else None,
            sample_size=int(arrays.bases[cell]),
            cases=int(arrays.cases[cell]),
            design_effect=_number(arrays.effects[cell]),
            error_method=arrays.method if is_precise else "",
            comparability=verdict.verdict,
            reasons=verdict.reasons,
            made_by=self._made_by,
        )


def _number(figure: Any) -> float | None:
    return float(figure) if math.isfinite(figure) else None


def _percent(figure: Any) -> float | None:
    number = _number(figure)
    return None if number is None else 100 * number


def _name_program(mapping: SurveyMapping) -> str:
    """Return the program and the mapping that made the estimates."""
    version = getattr(sys.modules[__name__.partition(".")[0]], "__version__", "")
    return f"ictindex {version}: survey estimate, mapping {mapping.id}"
