"""Rates from counts: per 100 inhabitants or households, per subscription, per user.

``derivations.toml`` states the numerator and the denominators; competing figures are not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ictindex.core import arguments, decimals, formulas
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.formulas import Equation, Expression, Number, Product, Quotient, Symbol, to_text
from ictindex.data.checks import SCORE
from ictindex.data.io.observation_columns import BREAKDOWNS, COLUMNS, PRECISION, PROVENANCE
from ictindex.data.kept_rates import find_rates
from ictindex.data.observations import Observations, concatenate, make
from ictindex.data.tables.addresses import Cells
from ictindex.data.tables.observation_checks import KEY
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import RateRule
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable, records_of

if TYPE_CHECKING:
    import pandas as pd


def convert_to_own_unit(indicator: str, value: Decimal, unit: str) -> Decimal:
    """Return a figure in the unit of its indicator, which is also the default unit."""
    own = catalogue.indicators()[indicator].unit
    if unit in ("", own):
        return value
    sizes = catalogue.base_units()
    factor = sizes[unit] / sizes[own]
    with decimals.exact():
        return value * factor.numerator / factor.denominator


# Classes of a rate, the best first; no rate is an auxiliary series, whatever its label.
_KINDS = (
    "official",
    catalogue.COLLECTED,
    catalogue.OTHER,
    catalogue.ESTIMATE,
    "not-stated",
    catalogue.AUXILIARY,
)
_FROM_COUNT = ("consultation", "source", "vintage", "file", "line", "column")


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure from which a rate is derived."""

    indicator: str
    value: Decimal
    unit: str
    size: Fraction
    row: int
    source_class: str
    source: str
    vintage: str
    status: str
    conf_status: str

    @property
    def provider(self) -> tuple[str, str, str]:
        """Key that distinguishes figures of several providers."""
        return self.source_class, self.source, self.vintage


@dataclass(frozen=True, slots=True)
class Step:
    """A derived value."""

    rule: RateRule
    position: tuple[str, int, tuple[str, ...]]
    value: Decimal
    operands: tuple[Operand, ...]
    equation: Equation
    source_class: str
    status: str
    conf_status: str

    @property
    def note(self) -> str:
        """The arithmetic and the sources of the denominators, in ids, which need no language."""
        # If an operand is confidential, the arithmetic is left out: it would print the figure.
        closed = self.conf_status not in catalogue.free_marks()
        arithmetic = [] if closed else [to_text(Equation(self.equation.steps[1:]))]
        named = [
            f"{o.indicator}: {', '.join(part for part in (o.source, o.vintage) if part)}"
            for o in self.operands[1:]
            if o.source or o.vintage
        ]
        return "; ".join([*arithmetic, *named])

    def _title(self, language: str) -> str:
        economy, year, parts = self.position
        title = [i18n.label("nodes", self.rule.rate, language), economy, str(year)]
        return i18n.join([*title, *filter(None, parts)], language)

    def blocks(self, table: Observations, language: str) -> list[Block]:
        rows = [
            [
                i18n.label("nodes", operand.indicator, language),
                i18n.number(operand.value, language),
                i18n.label("units", operand.unit, language),
                i18n.label("source-class", operand.source_class, language)
                if operand.source_class
                else "",
                i18n.visible(operand.source),
                i18n.visible(operand.vintage),
                table.address(operand.row).show(language),
            ]
            for operand in self.operands
        ]
        names = ("indicator", "value", "unit", "source_class", "source", "vintage")
        headers = [i18n.label("columns", name, language) for name in names]
        headers.append(i18n.text("views", "where", language))
        return [
            i18n.Heading(self._title(language), 2),
            i18n.Formula(self.equation),
            i18n.Grid(headers, rows, frozenset({1})),
        ]

    def to_text(self, language: str | None = None) -> str:
        """Return the arithmetic in words, for a terminal."""
        current = i18n.current_language(language)
        heading = i18n.Paragraph(self._title(current))
        return i18n.write([heading, i18n.Formula(self.equation)], current).rstrip()


@dataclass(frozen=True, eq=False, repr=False)
class Derived(Renderable):
    """Rates that were derived from the counts of a table.

    Parameters
    ----------
    table : Observations
        The table with the counts (and the auxiliary series).
    steps : tuple of Step
        The derived values, in the order of the rates.
    findings : Findings
        Reasons why a rate could not be derived from a count; populations of unknown vintage.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> from ictindex.data.rates import derive
    >>> rows = pd.DataFrame({"economy": ["KEN"] * 2, "indicator": ["i271", "population"],
    ...                      "year": [2023] * 2, "value": [66000000, 55000000]})
    >>> derived = derive(ict.read_observations(rows))
    >>> str(derived.observations.columns["value"][0].normalize()), len(derived.completed)
    ('1.2E+2', 3)
    """

    _json_name = "derived-rates"

    table: Observations
    steps: tuple[Step, ...]
    findings: Findings

    @cached_property
    def observations(self) -> Observations:
        """The derived values alone, each with the address of its count."""
        all_cells = self.table.cells
        counted = [step.operands[0].row for step in self.steps]
        cells: dict[str, tuple[object, ...]] = {}
        for name in (*COLUMNS, *PROVENANCE):
            if name in PRECISION:  # the error of a count is not that of its rate
                continue
            if name in _FROM_COUNT or name in BREAKDOWNS:
                cells[name] = tuple([all_cells[name][row] for row in counted])
            else:
                cells[name] = tuple([self._cell(step, name) for step in self.steps])
        files = {str(name).partition("!")[0] for name in cells["file"]}
        sources = {file: sha for file, sha in self.table.sources.items() if file in files}
        return make(cells, [], letters=self.table.letters, sources=sources)

    def _cell(self, step: Step, name: str) -> object:
        cells: Mapping[str, object] = {
            "economy": step.position[0],
            "indicator": step.rule.rate,
            "year": step.position[1],
            # 600, not 600.000…: messages show no zeros that were not counted.
            "value": Decimal(decimals.canonical(step.value)),
            "unit": "",
            "status": step.status,
            "conf_status": step.conf_status,
            "source_class": step.source_class,
            "note": step.note,
            "written": decimals.canonical(step.value),
        }
        return cells[name]

    @property
    def completed(self) -> Observations:
        """The table with those derived values for which it has no value of the same rank.

        A rate in the table stays unchanged. If its class is weaker (an estimate, while the count
        is official), the derived rate is added, and the selection chooses between the two.
        """
        cells = self.table.cells
        best: dict[tuple[object, ...], int] = {}
        keys = set()
        for row, value in enumerate(cells["value"]):
            if value is not None:
                position = _position(cells, row)
                best[position] = min(best.get(position, len(_KINDS)), _rank_row(cells, row))
                keys.add(_key(cells, row))
        mine = self.observations
        new = [
            row
            for row in range(len(mine))
            if _rank_row(mine.cells, row) < best.get(_position(mine.cells, row), len(_KINDS))
            # The same observation twice would be refused: the one in the table must be corrected.
            and _key(mine.cells, row) not in keys
        ]
        return replace(concatenate([self.table, mine.take(new)]), facts=self.table.facts)

    def to_frame(self) -> pd.DataFrame:
        """Return the derived values as a data frame, with their arithmetic in ``note``.

        Returns
        -------
        pandas.DataFrame
            As :meth:`ictindex.Observations.to_frame`.

        Examples
        --------
        >>> import ictindex as ict
        >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        >>> len(ict.data.derive(table).to_frame())
        0
        """
        return self.observations.to_frame()

    def _to_dict(self) -> dict[str, Any]:
        """Return the derived values with all their digits, and the findings, as plain data."""
        return {"rows": records_of(exact_frame(self)), "findings": self.findings.records()}

    def _blocks(self, language: str) -> list[Block]:
        page: list[Block] = []
        for step in self.steps:
            page += step.blocks(self.table, language)
        return [*page, *self.findings.blocks(language)] if self.findings else page


SHOWN = (
    *("economy", "indicator", "year", "value", "status", "conf_status", "source_class", "source"),
    *("vintage", "note", "file", "line"),
)


def exact_frame(derived: Derived) -> pd.DataFrame:
    """Return the derived values with all their digits: texts, not floats."""
    frame = derived.to_frame()
    if len(frame):
        frame["value"] = derived.observations.cells["written"]
    return frame[[name for name in SHOWN if name in frame.columns]]


def _position(cells: Cells, row: int) -> tuple[object, ...]:
    parts = (cells[name][row].replace("_T", "") for name in BREAKDOWNS)
    return (cells["economy"][row], cells["indicator"][row], cells["year"][row], *parts)


def _key(cells: Cells, row: int) -> tuple[object, ...]:
    """Return the key that distinguishes an observation from every other one."""
    own = {name: cells[name][row] for name in KEY}
    return tuple({**own, "unit": own["unit"] == SCORE}.values())


def _rank_row(cells: Cells, row: int) -> int:
    kind = catalogue.kind_of(cells["source_class"][row], cells["status"][row])
    # A class that is none has a finding of the reader.
    return _KINDS.index(kind if kind in _KINDS else "not-stated")


_TOTAL = "_T"
_NORMAL = ("", "A")

_Position = tuple[str, int, tuple[str, ...]]  # economy, year, breakdowns


def derive(
    observations: Observations,
    *,
    auxiliaries: Observations | None = None,
    indicators: Iterable[str] | None = None,
    rates: str | None = None,
) -> Derived:
    r"""Derive rates from the counts of a table, as the catalogue defines them.

    .. math:: x = \frac{f\, u_0\, n}{\prod_k u_k\, d_k}

    where :math:`n` is the count, :math:`d_k` are the denominators, :math:`u` is the size of the
    unit of each figure (1 EB = :math:`10^9` GB) and :math:`f` is 100 for rates per 100. The rate is
    computed in decimal arithmetic, to 20 places.

    Parameters
    ----------
    observations : Observations
        The table with the counts; rows with errors are ignored.
    auxiliaries : Observations, optional
        Population and other series that are not submitted, as a separate table. By default they
        are taken from the same table.
    indicators : iterable of str, optional
        Rates to derive, by id or code; by default all that can be derived.
    rates : str, optional
        Digest of the rules of rates to use, as a round pins it; by default those of this version.

    Returns
    -------
    Derived
        The derived observations, their arithmetic, and a finding for each count from which no
        rate could be derived.

    Raises
    ------
    UsageError
        If an argument does not fit, a rate cannot be derived, or no rules have the digest.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> from ictindex.data.rates import derive
    >>> count = {"economy": "ABW", "indicator": "i271mw", "year": 2012, "value": 21000,
    ...          "source_class": "official-submission"}
    >>> people = {"economy": "ABW", "indicator": "population", "year": 2012, "value": 102560,
    ...           "source_class": "auxiliary", "source": "World Bank, WDI", "vintage": "2025-07"}
    >>> derived = derive(*map(ict.read_observations, [pd.DataFrame([count])]),
    ...                  auxiliaries=ict.read_observations(pd.DataFrame([people])))
    >>> print(derived.steps[0].to_text("en"))
    Active mobile-broadband subscriptions, ABW, 2012
    <BLANKLINE>
      ...
    >>> str(derived.observations.columns["source_class"][0])
    'official-submission'
    """
    arguments.require(
        isinstance(observations, Observations), "observations", "observations", observations
    )
    arguments.require(
        auxiliaries is None or isinstance(auxiliaries, Observations),
        "auxiliaries",
        "observations",
        auxiliaries,
    )
    rules = _choose_rules(indicators, rates)
    table = observations
    if auxiliaries is not None:
        table = replace(concatenate([observations, auxiliaries]), facts=observations.facts)
    operands = {name for rule in rules for name in rule.operands}
    candidates = _candidates(table, operands)
    refused = _refused_figures(table, operands)
    steps: list[Step] = []
    findings: list[Finding] = []
    for rule in rules:
        for position, counts in candidates.get(rule.numerator, {}).items():
            for count in counts:
                step = _step(rule, position, count, candidates, refused)
                if isinstance(step, Finding):
                    findings.append(step)
                else:
                    steps.append(step)
                    findings += _without_vintage(step)
    return Derived(table, tuple(steps), Findings(findings))


def _choose_rules(indicators: Iterable[str] | None, rates: str | None) -> list[RateRule]:
    rules = catalogue.rate_rules() if rates is None else find_rates(rates)
    if rules is None:
        raise UsageError("derivation.unknown-rates", value=str(rates)[:80])
    if indicators is None:
        return list(rules.values())
    chosen = []
    for code in [indicators] if isinstance(indicators, str) else indicators:
        rate = catalogue.indicator_id(code) if isinstance(code, str) else None
        if rate is None or rate not in rules:
            raise UsageError("derivation.unknown", value=str(code)[:80], allowed=tuple(rules))
        chosen.append(rules[rate])
    return chosen


def _candidates(table: Observations, wanted: set[str]) -> dict[str, dict[_Position, list[Operand]]]:
    """Return the usable figures of each operand by economy, year and breakdown."""
    cells, faulty = table.cells, frozenset(table.faulty_rows())
    units = catalogue.base_units()
    figures: dict[str, dict[_Position, list[Operand]]] = {}
    for row, indicator in enumerate(cells["indicator"]):
        value, unit = cells["value"][row], cells["unit"][row]
        if indicator not in wanted or value is None or row in faulty or unit == SCORE:
            continue
        unit = unit or catalogue.indicators()[indicator].unit
        position = _find_position(cells, row)
        operand = Operand(
            indicator,
            value,
            unit,
            units[unit],
            row,
            cells["source_class"][row],
            cells["source"][row],
            cells["vintage"][row],
            cells["status"][row],
            cells["conf_status"][row],
        )
        figures.setdefault(indicator, {}).setdefault(position, []).append(operand)
    return figures


def _find_position(cells: Cells, row: int) -> _Position:
    parts = tuple(cells[name][row].replace(_TOTAL, "") for name in BREAKDOWNS)
    return cells["economy"][row], cells["year"][row], parts


def _refused_figures(table: Observations, wanted: set[str]) -> frozenset[tuple[str, _Position]]:
    """Return the figures that somebody wrote but that are not used: their rows have errors."""
    cells = table.cells
    return frozenset(
        (cells["indicator"][row], _find_position(cells, row))
        for row in table.faulty_rows()
        if cells["indicator"][row] in wanted and cells["written"][row]
    )


def _step(
    rule: RateRule,
    position: _Position,
    count: Operand,
    candidates: Mapping[str, Mapping[_Position, list[Operand]]],
    refused: frozenset[tuple[str, _Position]],
) -> Step | Finding:
    """Derive a rate from one count, or return the reason why it cannot be derived."""
    economy, year, _ = position
    operands = [count]

    def refusal(code: str, **details: object) -> Finding:
        details = {
            "rate": rule.rate,
            "economy": economy,
            "year": str(year),
            "indicator": rule.numerator,
            **details,
        }
        return Finding(code, "warning", economy, rule.numerator, year, details=details)

    for name in rule.denominators:
        others = candidates.get(name, {}).get(position, [])
        # If there are several, the figure of the same provider.
        if len(others) > 1:
            others = [other for other in others if other.provider == count.provider] or others
        if not others:
            is_refused = (name, position) in refused
            code = "derivation.refused-operand" if is_refused else "derivation.no-operand"
            return refusal(code, operand=name)
        if len(others) > 1:
            return refusal("derivation.competing", operand=name, count=str(len(others)))
        if others[0].value <= 0:
            return refusal("derivation.zero", operand=name, value=others[0].value)
        operands.append(others[0])
    equation = _equation(rule, operands)
    value = decimals.stage(formulas.evaluate(equation.steps[1], {}))
    return Step(rule, position, value, tuple(operands), equation, **_inherit_marks(operands))


def _equation(rule: RateRule, operands: list[Operand]) -> Equation:
    """Return the formula with names, with numbers, and its value, shortened for reading."""
    symbols = [Symbol("value", operand.indicator) for operand in operands]

    def scale(part: Expression, operand: Operand, factor: int = 1) -> Expression:
        size = operand.size * factor
        if size.denominator != 1:
            return Quotient(part, Number(Decimal(size.denominator)))
        whole = Number(Decimal(size.numerator))
        return part if size == 1 else Product((whole, part))

    top = scale(symbols[0], operands[0], rule.factor)
    under = [scale(*pair) for pair in zip(symbols[1:], operands[1:], strict=True)]
    formula = Quotient(top, under[0] if len(under) == 1 else Product(tuple(under)))
    put = {symbol: Number(operand.value) for symbol, operand in zip(symbols, operands, strict=True)}
    arithmetic = formulas.substitute(formula, put)
    value = formulas.evaluate(arithmetic, {})
    return Equation((formula, arithmetic, formulas.shorten(decimals.stage(value), 6)))


def _inherit_marks(operands: list[Operand]) -> dict[str, str]:
    """Return class, status and confidentiality: those of the weakest supplied figure."""
    # Auxiliary series do not count: a rate of an official count is official, whoever counted the
    # inhabitants. A figure that only has their name does count: its class is not stated.
    order = {kind: rank for rank, kind in enumerate(catalogue.source_classes())}
    series = catalogue.auxiliary_series()
    supplied = [
        operand
        for operand in operands
        if operand.source_class != catalogue.AUXILIARY or operand.indicator not in series
    ]
    kinds = ["" if o.source_class == catalogue.AUXILIARY else o.source_class for o in supplied]
    kind = "" if "" in kinds else max(kinds, key=lambda kind: order.get(kind, len(order)))
    marked = [operand.status for operand in supplied if operand.status not in _NORMAL]
    return {
        "source_class": kind,
        "status": _status(marked, operands[0].status),
        "conf_status": max((operand.conf_status for operand in operands), key=_strictness),
    }


def _status(marked: list[str], otherwise: str) -> str:
    """Return the first mark; the mark of an estimate by the compiler has priority."""
    if catalogue.IMPUTED in marked:
        return catalogue.IMPUTED
    return marked[0] if marked else otherwise


def _strictness(mark: str) -> int:
    """Return how strict a mark of confidentiality is: free, until the release, beyond it."""
    return (mark not in catalogue.free_marks(released=False)) + (mark not in catalogue.free_marks())


def _without_vintage(step: Step) -> Iterator[Finding]:
    for operand in step.operands[1:]:
        if operand.source_class == catalogue.AUXILIARY and not operand.vintage:
            economy, year, _ = step.position
            yield Finding(
                "derivation.no-vintage",
                "warning",
                economy,
                step.rule.rate,
                year,
                details={
                    "operand": operand.indicator,
                    "economy": economy,
                    "year": str(year),
                    "indicator": step.rule.rate,
                },
            )
