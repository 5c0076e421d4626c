"""The data that fill the concepts of a quality report: each a table, with what it is taken from.

A datum covers the indicators for which something is stated. What it does not cover stays a blank of
the report: nothing is concluded from an absence.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, NamedTuple

from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.table import Table
from ictindex.data.breakdowns import compare_breakdowns
from ictindex.data.dates import end_of_period
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.data.sampling_errors import precision_of
from ictindex.definitions import catalogue
from ictindex.editions.errata import Erratum
from ictindex.language import i18n
from ictindex.language.i18n.sentences import Sentence
from ictindex.submissions.sourcing.calendar import EVENTS, Calendar
from ictindex.submissions.sourcing.national_inventory import INVENTORY, Inventory, InventoryRow
from ictindex.submissions.validation.judging import validate
from ictindex.submissions.validation.rule_outcomes import RuleFinding

_BREAK = "B"  # SDMX: break in the time series


def _define_indicator(indicator: str, language: str) -> str:
    return i18n.text(f"indicators/{indicator}", "definition", language)


PRESENTED = define(
    "indicator-presentation",
    Column("indicator", "indicator"),
    Column(
        "definition",
        "code",
        "quality-columns/definition",
        names=_define_indicator,
        get="indicator",
        data=False,
    ),
    Column("unit", "unit"),
    Column("denominator", "code", "quality-columns/denominator", names="quality-denominators"),
    Column("breakdowns", "codes", "quality-columns/breakdowns", names="quality-breakdowns"),
    Column("codes", "codes", about="codes in other systems", names=i18n.isolate),
    key=("indicator",),
)
SERIES = define(
    "observed-series",
    Column("indicator", "indicator"),
    Column("first_year", "year", "quality-columns/observed-years", upto="last_year"),
    Column("last_year", "year", page=False),
    Column("values", "count", "quality-columns/values"),
    Column("breaks", "years", "quality-columns/breaks", "years of values with status B"),
    key=("indicator",),
)
PRECISION = define(
    "precision-of-estimates",
    Column("indicator", "indicator"),
    Column("year", "year"),
    *(Column(name, "breakdown", page=name, data=name, absent="") for name in BREAKDOWNS),
    Column("value", "value"),
    Column("standard_error", "number"),
    Column("variation", "estimate", "quality-columns/variation", places=1, unit="percent"),
    Column("sample_size", "number"),
    Column("design_effect", "number"),
    Column("degrees_of_freedom", "number"),
    Column("lower_bound", "number"),
    Column("upper_bound", "number"),
    key=("indicator", "year"),
)
RELEASED = define(
    "timeliness-of-releases",
    Column("indicator", "indicator"),
    Column("last_period", "code", "inventory-columns/last_period", names=i18n.isolate),
    Column("period_ends", "date", "quality-columns/period-ends"),
    Column("last_release_due", "date", "inventory-columns/last_release_due", gaps=True),
    Column("last_release", "date", "inventory-columns/last_release"),
    Column("days", "count", "quality-columns/days", "from the end of the period to the release"),
    Column(
        "days_late", "count", "quality-columns/days-late", "negative: early", signed=True, gaps=True
    ),
    key=("indicator",),
)
OBSERVED = define(
    "observed-counts",
    Column("indicator", "indicator"),
    Column("source_class", "source-class"),
    Column("status", "status"),
    Column("made_by", "text"),
    Column("count", "count", "quality-columns/values"),
    key=("indicator",),
)
TOTALS = define(
    "breakdowns-and-totals",
    Column("indicator", "indicator"),
    Column("breakdown", "code", "gaps/breakdown", names="quality-breakdowns"),
    Column("agree", "count", "quality-columns/agree"),
    Column("disagree", "count", "quality-columns/disagree"),
    Column("undecided", "count", "quality-columns/undecided"),
    key=("indicator", "breakdown"),
)
FOUND = define(
    "findings-by-rule",
    Column("indicator", "indicator"),
    Column("rule", "code", "quality-columns/rule"),
    Column("level", "code", "views/level", names="levels"),
    Column("count", "count", "quality-columns/findings"),
    key=("indicator", "rule", "level"),
)
RATES = define(
    "rates-from-counts",
    Column("indicator", "indicator"),
    Column("numerator", "indicator", "quality-columns/numerator"),
    Column("denominators", "codes", "quality-columns/denominators", names="nodes"),
    Column("factor", "count", "quality-columns/factor"),
    key=("indicator",),
)
REVISED = define(
    "errata-about-an-economy",
    Column("date", "date", "quality-columns/erratum-date"),
    Column("indicator", "indicator"),
    Column("year", "year"),
    Column("published", "figure", "quality-columns/published"),
    Column("corrected", "figure", "quality-columns/corrected"),
    Column("reason", "text", "quality-columns/reason"),
    Column("retracted", "date", "quality-columns/retracted", gaps=True, absent=""),
    key=("date", "indicator", "year"),
)


@dataclass(frozen=True, eq=False, repr=False)
class FrameworkInputs:
    """The inputs of a report on a framework: the inventory, and what else is at hand."""

    inventory: Inventory
    observations: Observations | None
    errata: tuple[Erratum, ...] | None
    calendar: Calendar | None
    round_days: Mapping[str, tuple[dt.date, ...]]

    @cached_property
    def economy(self) -> str:
        """ISO3 code of the economy."""
        return self.inventory.economy

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """The indicators with a figure that exists, in the order of the inventory."""
        return tuple(dict.fromkeys(row.indicator for row in self.inventory.existing))

    @cached_property
    def own(self) -> Observations | None:
        """The values of the economy and these indicators that may be published."""
        if self.observations is None:
            return None
        closed, wanted = set(self.observations.confidential_rows()), set(self.indicators)
        cells = self.observations.cells
        rows = [
            row
            for row, economy in enumerate(cells["economy"])
            if economy == self.economy and row not in closed and cells["indicator"][row] in wanted
        ]
        return self.observations.take(rows)

    @cached_property
    def valued(self) -> tuple[tuple[str, int, int], ...]:
        """Indicator, year and row of each value."""
        if self.own is None:
            return ()
        cells = self.own.cells
        return tuple(
            (indicator, cells["year"][row], row)
            for row, indicator in enumerate(cells["indicator"])
            if cells["value"][row] is not None
        )

    @cached_property
    def findings(self) -> tuple[RuleFinding, ...]:
        """The findings of the rules about these values."""
        if self.own is None or not self.valued:
            return ()
        return tuple(validate(self.own, role="focal-point"))


class Filling(NamedTuple):
    """A table or sentences that a datum gives, the indicators that it covers, and its origin.

    ``is_whole`` is true of what is stated of the framework as a whole.
    """

    origin: str
    table: Table | None = None
    indicators: frozenset[str] = frozenset()
    sentences: tuple[Sentence, ...] = ()
    is_whole: bool = False


def _fill_table(origin: str, schema: Schema, rows: Sequence[Any], **facts: object) -> Filling:
    """Return a table of rows with indicators, each of which is covered."""
    if not rows:
        return Filling(origin)
    table = Table.of(schema, rows, facts)
    return Filling(origin, table, frozenset(table.cells["indicator"]))


def _fill_inventory(*columns: str) -> Callable[[FrameworkInputs], Filling]:
    """Return what fills a concept from cells of the inventory: rows with any of them.

    An indicator is covered if each of its rows has all of them.
    """

    def fill(inputs: FrameworkInputs) -> Filling:
        existing = inputs.inventory.existing
        rows = [row for row in existing if any(getattr(row, name) for name in columns)]
        open_rows = {
            row.indicator for row in existing if not all(getattr(row, name) for name in columns)
        }
        filling = _fill_table("inventory", INVENTORY.only("indicator", *columns), rows)
        return filling._replace(indicators=filling.indicators - open_rows)

    return fill


def _fill_catalogue(column: str, *further: str) -> Callable[[FrameworkInputs], Filling]:
    """Return what fills a concept from the catalogue."""

    def fill(inputs: FrameworkInputs) -> Filling:
        rows = []
        for key in inputs.indicators:
            entry = catalogue.indicators().get(key)
            if entry is None:
                continue
            row = {
                "indicator": key,
                "unit": entry.unit,
                "denominator": entry.denominator,
                "breakdowns": tuple(entry.breakdowns),
                "codes": tuple(code for codes in entry.codes.values() for code in codes),
            }
            if column == "definition" or row[column]:
                rows.append(row)
        return _fill_table("catalogue", PRESENTED.only("indicator", column, *further), rows)

    return fill


def _fill_series(column: str, inputs: FrameworkInputs) -> Filling:
    """Return the years with values, or those that are marked as breaks."""
    years: dict[str, list[int]] = {}
    breaks: dict[str, set[int]] = {}
    for indicator, year, row in inputs.valued:
        years.setdefault(indicator, []).append(year)
        if inputs.own is not None and inputs.own.cells["status"][row] == _BREAK:
            breaks.setdefault(indicator, set()).add(year)
    rows = [
        {
            "indicator": key,
            "first_year": min(years[key]),
            "last_year": max(years[key]),
            "values": len(years[key]),
            "breaks": tuple(sorted(breaks.get(key, ()))),
        }
        for key in inputs.indicators
        if key in years
    ]
    columns = ("first_year", "last_year", "values") if column == "years" else ("values", "breaks")
    return _fill_table("observations", SERIES.only("indicator", *columns), rows)


def _fill_precision(inputs: FrameworkInputs) -> Filling:
    """Return the sampling errors of values that have any."""
    rows = []
    for indicator, year, row in inputs.valued:
        cells: Mapping[str, Sequence[Any]] = {} if inputs.own is None else inputs.own.cells
        stated = precision_of(cells, row)
        value = cells["value"][row]
        if stated.is_stated:
            ratio = None if stated.error is None or not value else float(stated.error / abs(value))
            rows.append(
                {
                    "indicator": indicator,
                    "year": year,
                    **{name: cells[name][row] for name in BREAKDOWNS},
                    "value": value,
                    "standard_error": stated.error,
                    "variation": None if ratio is None else 100 * ratio,
                    "sample_size": stated.sample,
                    "design_effect": stated.effect,
                    "degrees_of_freedom": stated.freedom,
                    "lower_bound": stated.lower,
                    "upper_bound": stated.upper,
                }
            )
    parts = {name: any(row[name] for row in rows) for name in BREAKDOWNS}
    return _fill_table("observations", PRECISION, rows, **parts)


def _measure_release(row: InventoryRow) -> dict[str, Any]:
    """Return the days from the end of the last period, and from the announced day, to a release."""
    ends, day, due = end_of_period(row.last_period), row.last_release, row.last_release_due
    return {
        "indicator": row.indicator,
        "last_period": row.last_period,
        "period_ends": ends,
        "last_release": day,
        "last_release_due": due,
        "days": None if ends is None or day is None else (day - ends).days,
        "days_late": None if due is None or day is None else (day - due).days,
    }


def _fill_releases(measured: str, inputs: FrameworkInputs) -> Filling:
    """Return how long after its period, or after the announced day, a figure was released."""
    rows = [_measure_release(row) for row in inputs.inventory.existing]
    columns = {
        "days": ("last_period", "period_ends", "last_release", "days"),
        "days_late": ("last_release_due", "last_release", "days_late"),
    }[measured]
    kept = [row for row in rows if row[measured] is not None]
    return _fill_table("inventory", RELEASED.only("indicator", *columns), kept)


def _fill_survey(inputs: FrameworkInputs) -> Filling:
    """Return the days of ITU's survey, with those of the economy."""
    if inputs.calendar is None:
        return Filling("calendar")
    table = Table.read_frame(EVENTS, inputs.calendar.to_frame())
    own = table.keep(lambda record: record["economy"] in ("", inputs.economy))
    return Filling("calendar", own)


def _fill_counts(column: str, inputs: FrameworkInputs) -> Filling:
    """Return how many values have each class of source, status or maker."""
    counts: Counter[tuple[str, str]] = Counter()
    for indicator, _, row in inputs.valued:
        stated = "" if inputs.own is None else inputs.own.cells[column][row]
        if stated:
            counts[indicator, stated] += 1
    empty = {"source_class": "", "status": "", "made_by": ""}
    rows = [
        {**empty, "indicator": indicator, column: stated, "count": count}
        for (indicator, stated), count in counts.items()
    ]
    return _fill_table("observations", OBSERVED.only("indicator", column, "count"), rows)


def _fill_totals(inputs: FrameworkInputs) -> Filling:
    """Return how often the parts of a breakdown agree with the total."""
    if inputs.own is None:
        return Filling("observations")
    counts: dict[tuple[str, str], Counter[bool | None]] = {}
    for each in compare_breakdowns(inputs.own).rows:
        counts.setdefault((each.indicator, each.breakdown), Counter())[each.agrees] += 1
    rows = [
        {
            "indicator": indicator,
            "breakdown": breakdown,
            "agree": verdicts[True],
            "disagree": verdicts[False],
            "undecided": verdicts[None],
        }
        for (indicator, breakdown), verdicts in counts.items()
    ]
    return _fill_table("observations", TOTALS, rows)


def _fill_findings(inputs: FrameworkInputs) -> Filling:
    """Return the findings of the rules by indicator and rule; values without any are covered."""
    if not inputs.valued:
        return Filling("rules")
    counts = Counter((f.indicator or "", f.rule or f.code, f.level) for f in inputs.findings)
    rows = [
        {"indicator": indicator, "rule": rule, "level": level, "count": count}
        for (indicator, rule, level), count in counts.items()
    ]
    checked = frozenset(indicator for indicator, _, _ in inputs.valued)
    stated = Sentence("quality/findings", count=len(inputs.valued), findings=len(inputs.findings))
    table = Table.of(FOUND, rows) if rows else None
    return Filling("rules", table, checked, (stated,))


def _fill_rates(inputs: FrameworkInputs) -> Filling:
    """Return the rules by which the library computes a rate from counts."""
    rules = catalogue.rate_rules()
    rows = [
        {
            "indicator": key,
            "numerator": rules[key].numerator,
            "denominators": rules[key].denominators,
            "factor": rules[key].factor,
        }
        for key in inputs.indicators
        if key in rules
    ]
    return _fill_table("catalogue", RATES, rows)


def _fill_errata(inputs: FrameworkInputs) -> Filling:
    """Return the errata about the economy in the register of the editions."""
    if inputs.errata is None:
        return Filling("register")
    own = [erratum for erratum in inputs.errata if erratum.economy == inputs.economy]
    rows = [
        {
            "date": erratum.date,
            "indicator": erratum.indicator,
            "year": erratum.year,
            "published": erratum.published,
            "corrected": erratum.corrected,
            "reason": erratum.reason,
            "retracted": None if erratum.retraction is None else erratum.retraction.date,
        }
        for erratum in own
    ]
    stated = Sentence("quality/errata", count=len(own))
    table = Table.of(REVISED, rows) if rows else None
    return Filling("register", table, frozenset(), (stated,), is_whole=True)


def _fill_completeness(inputs: FrameworkInputs) -> Filling:
    """Return how many indicators of the inventory exist, and how many of them have values."""
    answered = inputs.inventory.answered
    if not answered:
        return Filling("inventory")
    asked = len(dict.fromkeys(row.indicator for row in inputs.inventory.rows))
    stated = [Sentence("quality/completeness", count=len(inputs.indicators), total=asked)]
    if inputs.own is not None:
        valued = len(dict.fromkeys(indicator for indicator, _, _ in inputs.valued))
        stated.append(
            Sentence("quality/completeness-values", count=valued, total=len(inputs.indicators))
        )
    return Filling("inventory", None, frozenset(), tuple(stated), is_whole=True)


# What fills a concept, by the names of the document of concepts.
FILLERS: Mapping[str, Callable[[FrameworkInputs], Filling]] = MappingProxyType(
    {
        "owner": _fill_inventory("owner"),
        "definition": _fill_catalogue("definition"),
        "breakdowns": _fill_catalogue("breakdowns"),
        "observed-years": partial(_fill_series, "years"),
        "unit": _fill_catalogue("unit", "denominator"),
        "last-period": _fill_inventory("last_period", "next_period"),
        "legal-basis": _fill_inventory("legal_basis"),
        "release-days": _fill_inventory("release"),
        "frequency": _fill_inventory("frequency"),
        "address": _fill_inventory("web_address", "licence"),
        "codes": _fill_catalogue("codes"),
        "completeness": _fill_completeness,
        "sampling-error": _fill_precision,
        "timeliness": partial(_fill_releases, "days"),
        "punctuality": partial(_fill_releases, "days_late"),
        "survey-days": _fill_survey,
        "breaks": partial(_fill_series, "breaks"),
        "breakdown-totals": _fill_totals,
        "errata": _fill_errata,
        "source": _fill_inventory("source_kind", "source"),
        "source-class": partial(_fill_counts, "source_class"),
        "collection-days": _fill_inventory("collection_begins", "collection_ends"),
        "findings": _fill_findings,
        "rates": _fill_rates,
        "maker": partial(_fill_counts, "made_by"),
        "status": partial(_fill_counts, "status"),
    }
)


def fill_concept(inputs: FrameworkInputs, data: Iterable[str]) -> list[Filling]:
    """Return what fills a concept; what says nothing is left out."""
    fillings = (FILLERS[datum](inputs) for datum in data)
    return [filling for filling in fillings if filling.table is not None or filling.sentences]
