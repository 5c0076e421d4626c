"""Profiles of economies for benchmarks: scores of indicators, or a data frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.economy_values import FromResult, require_economy
from ictindex.analysis.tables.indicator_tables import read_table, select_numbers
from ictindex.core.arguments import is_text, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.group_figures import find_members, find_own_groups
from ictindex.language import i18n

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Profiles(FromResult):
    """Numbers of economies by indicator, higher being better, and their result, if any."""

    table: pd.DataFrame
    nodes: pd.DataFrame | None = None
    full: float | None = None
    result: EditionResult | None = None

    @property
    def name(self) -> str:
        """Return the id of the result; empty without one."""
        return "" if self.result is None else self.result.id

    def indicator_name(self, indicator: str, language: str) -> str:
        """Return the name of an indicator; a column of a frame keeps its name."""
        return i18n.label("nodes", indicator, language)

    def require(self, economy: str) -> None:
        """Refuse an economy without a profile."""
        require_economy(economy, tuple(self.table.index), self.name)

    def members(
        self, by: str | Mapping[str, str] | None, vintage: str | None
    ) -> tuple[dict[str, str], str, str]:
        """Return the group of each economy, the grouping and its vintage."""
        if by is None:
            return {}, "", ""
        areas = find_own_groups(by)
        if areas is not None:
            return dict(areas[1]), areas[0], ""
        if isinstance(by, str) and vintage is None and not self.vintage:
            vintages = [v for g, v in sorted(catalogue.groupings()) if g == by]
            raise UsageError("groups.vintage-needed", grouping=by[:80], allowed=vintages or "-")
        groups = find_members(by, vintage, self.vintage)
        chosen = (vintage or self.vintage) if isinstance(by, str) else ""
        if isinstance(by, str):
            catalogue.refuse_unlisted(by, chosen, self.table.index)
        own = {economy: group for group, listed in groups.items() for economy in listed}
        return own, by if isinstance(by, str) else "own", chosen


def read_profiles(
    source: Any, directions: Mapping[str, int] | None = None, whole: bool = False
) -> Profiles:
    """Return the scores of the indicators of a result, or the columns of a frame."""
    import pandas as pd

    if isinstance(source, EditionResult):
        require(source.implementation == "idi", "source", "profiles", source)
        if directions is not None:
            raise UsageError("benchmarks.directions-of-frames")
        plan = source.methodology.plan
        nodes = read_table(source, "scores")
        if whole:
            nodes = nodes[nodes[plan.root].notna()]
        return Profiles(nodes[list(plan.indicators)], nodes, float(plan.scale), source)
    require(isinstance(source, pd.DataFrame), "source", "profiles", source)
    table = select_numbers(source)
    for economy in table.index:
        if not is_text(economy) or not catalogue.is_economy(economy):
            raise catalogue.unknown_economy(economy)
    return Profiles(_turn(table, directions))


def _turn(table: pd.DataFrame, directions: Mapping[str, int] | None) -> pd.DataFrame:
    """Return a table in which more is better: columns with the direction -1 are negated."""
    if directions is None:
        return table
    require(hasattr(directions, "items"), "directions", "mapping", directions)
    unknown = [str(key)[:60] for key in directions if key not in table.columns]
    if unknown or any(sign not in (1, -1) for sign in directions.values()):
        raise UsageError("benchmarks.directions", allowed=[str(c) for c in table.columns][:20])
    turned = table.copy()
    for column, sign in directions.items():
        turned[column] = turned[column] * sign
    return turned
