"""Values and weights of economies for an analysis: from a result, or by ISO3 code."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ictindex.core import decimals
from ictindex.core.arguments import is_missing, is_text, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.own_terms import OwnTerms, terms_of
from ictindex.data.checks import SCORE
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.data.rates import convert_to_own_unit
from ictindex.definitions import catalogue
from ictindex.indices.results import result_kind
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.scored_result import ScoredResult
from ictindex.language import i18n
from ictindex.language.i18n.document import Block

UNWEIGHTED = "unweighted"
POPULATION = "population"
HOUSEHOLDS = "households"
WEIGHTINGS = (POPULATION, HOUSEHOLDS, "own")
_TOTALS = ("", "_T")


class FromResult:
    """Facts that numbers take from their result; there are none without a result."""

    __slots__ = ()
    result: EditionResult | None

    @property
    def vintage(self) -> str:
        """Return the vintage of groups that belongs to the result; empty without one."""
        return "" if self.result is None else f"{self.result.index}-{self.result.edition}"

    @property
    def terms(self) -> OwnTerms | None:
        """Return the names of the user's own indicators and areas, if the result has any."""
        return None if self.result is None else terms_of(self.result)

    def notes(self, language: str) -> list[Block]:
        """Return the notes of every view on the origin of the numbers."""
        if self.result is None:
            return []
        result = self.result
        extent = result.extent.sentence if isinstance(result, ScoredResult) else None
        notices = [*result.list_notices(), *([extent] if extent else [])]
        return [notice.as_note() for notice in notices]

    @property
    def kind(self) -> str:
        """Return the kind of the result, for the last column of frames; empty without one."""
        return "" if self.result is None else result_kind.name_of(self.result.kind)

    def attributes(self) -> dict[str, str]:
        """Return the origin of the numbers for the attributes of a frame."""
        if self.result is None:
            return {}
        return {"result": self.result.id, **self.result.frame_attributes()}


@dataclass(frozen=True, slots=True)
class EconomyValues(FromResult):
    """Numbers by economy, and the result from which they come, if any."""

    numbers: dict[str, float]
    subject: str = ""
    full: float | None = None
    result: EditionResult | None = None


def read_values(values: object, node: str | None = None, year: int | None = None) -> EconomyValues:
    """Return the scores of a node, the totals of an indicator, or the numbers of a mapping."""
    if isinstance(values, EditionResult):
        return _read_scores(values, node)
    if isinstance(values, Observations):
        return read_observed(values, node, year)
    require(hasattr(values, "items") and not hasattr(values, "columns"), "values", "values", values)
    if node is not None:
        raise UsageError("divides.node-of-no-result", node=str(node)[:80])
    return EconomyValues(read_numbers(values))


def _read_scores(result: EditionResult, node: str | None) -> EconomyValues:
    require(result.implementation == "idi", "values", "values", result)
    plan = result.methodology.plan
    require(node is None or is_text(node), "node", "text", node)
    chosen = plan.root if node is None else str(node)
    if chosen not in plan.nodes:
        raise CatalogueError("explain.node-unknown", wanted=chosen[:80], allowed=plan.nodes)
    position = result.position(chosen)
    missing = result.missing[:, -1] | result.missing[:, position]
    numbers = {
        economy: float(result.rounded[e, position])
        for e, economy in enumerate(result.economies)
        if not missing[e]
    }
    return EconomyValues(numbers, chosen, float(plan.scale), result)


def read_numbers(supplied: Any) -> dict[str, float]:
    """Return numbers by ISO3 code, without missing ones; refuse other codes and repeated ones."""
    require(
        hasattr(supplied, "items") and not hasattr(supplied, "columns"),
        "values",
        "values",
        supplied,
    )
    catalogue.check_economies(economy for economy, _ in supplied.items())
    return {
        str(economy): float(decimals.to_decimal(value))
        for economy, value in supplied.items()
        if not is_missing(value)
    }


def require_economy(economy: str, codes: Mapping[str, object] | tuple[str, ...], of: str) -> None:
    """Refuse an economy that is not available."""
    if not is_text(economy) or economy not in codes:
        hint = catalogue.economy_hint(economy) if is_text(economy) else None
        near = hint is not None and hint in codes
        raise CatalogueError(
            "explain.economy-unknown-near" if near else "explain.economy-unknown",
            wanted=str(economy)[:80],
            hint=hint if near else "-",
            result=of or "-",
        )


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each economy and its kind; empty where all economies weigh the same."""

    weighting: str
    numbers: dict[str, float]

    @property
    def weighted(self) -> bool:
        """Tell whether economies weigh differently."""
        return self.weighting != UNWEIGHTED

    def get(self, economy: str) -> float | None:
        """Return the weight of an economy; ``None`` where it has none."""
        return self.numbers.get(economy) if self.weighted else 1.0

    def title(self, language: str) -> str:
        """Return the kind of weights for a title."""
        return i18n.text("divides", f"by-{self.weighting}", language)


def read_weights(weights: object, weighting: str | None, year: int | None = None) -> Weights:
    """Return weights by ISO3 code, or those of a year in a table of observations."""
    if weights is None:
        if weighting not in (None, UNWEIGHTED):
            raise UsageError("divides.weights-needed", weighting=str(weighting)[:40])
        return Weights(UNWEIGHTED, {})
    chosen = POPULATION if weighting is None else weighting
    if chosen not in WEIGHTINGS:
        raise UsageError("divides.weighting-unknown", wanted=str(chosen)[:40], allowed=WEIGHTINGS)
    numbers = (
        _observed_weights(weights, chosen, year)
        if isinstance(weights, Observations)
        else read_numbers(weights)
    )
    if any(not math.isfinite(w) or w < 0 for w in numbers.values()) or not sum(numbers.values()):
        raise UsageError("divides.weights-unusable")
    return Weights(chosen, numbers)


def _observed_weights(table: Observations, weighting: str, year: int | None) -> dict[str, float]:
    if year is None or weighting not in (POPULATION, HOUSEHOLDS):
        raise UsageError("divides.weights-year")
    return _totals_of(table, weighting, year, "divides.weights-competing")


def read_observed(table: Observations, indicator: object, year: int | None) -> EconomyValues:
    """Return the totals of an indicator in a year, in its own unit."""
    cells = table.cells
    years = {
        y for name, y in zip(cells["indicator"], cells["year"], strict=True) if name == indicator
    }
    if year is None and len(years) == 1:  # with one year there is no choice
        (year,) = years
    indicators = catalogue.indicators()
    if year is None or indicator not in indicators:
        near = [name for name in indicators if name in cells["indicator"]]
        raise UsageError("divides.observed-node", allowed=near or "-")
    chosen = str(indicator)
    numbers = _totals_of(table, chosen, year, "divides.values-competing")
    return EconomyValues(numbers, chosen)


def _totals_of(table: Observations, indicator: str, year: int, code: str) -> dict[str, float]:
    """Return totals by economy; refuse rows that differ."""
    cells, faulty = table.cells, frozenset(table.faulty_rows())
    outcome: dict[str, set[float]] = {}
    for row, name in enumerate(cells["indicator"]):
        value = cells["value"][row]
        usable = value is not None and row not in faulty and cells["unit"][row] != SCORE
        broken_down = any(cells[part][row] not in _TOTALS for part in BREAKDOWNS)
        if usable and name == indicator and cells["year"][row] == year and not broken_down:
            figure = float(convert_to_own_unit(indicator, value, cells["unit"][row]))
            outcome.setdefault(cells["economy"][row], set()).add(figure)
    competing = sorted(economy for economy, values in outcome.items() if len(values) > 1)
    if competing:
        raise UsageError(code, economies=competing[:12])
    return {economy: values.pop() for economy, values in outcome.items()}


def names_of(economies: tuple[str, ...] | list[str], language: str) -> str:
    """Return the names of economies as a list within a sentence."""
    return i18n.join_names(
        [i18n.economy_name(economy, language) for economy in economies], language
    )
