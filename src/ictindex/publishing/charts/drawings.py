"""The charts by name: the function that draws each, and how it is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.publishing.charts.economy_choice import Choice
from ictindex.publishing.charts.edition_strips import strips_of
from ictindex.publishing.charts.edition_view import view_of

if TYPE_CHECKING:
    from ictindex.publishing.graphics.chart import Chart

# Module of this room and function, by the name of the chart.
FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "contributions": "contribution_bars:draw_contributions",
        "heat_map": "heat_map:draw_heat_map",
        "ceiling": "ceiling_bars:draw_ceiling",
        "framework": "framework_blocks:draw_framework",
        "profile": "economy_profile:draw_profile",
        "scatter": "pillar_scatter:draw_scatter",
        "map": "dot_map:draw_map",
        "dumbbell": "edition_dumbbells:draw_dumbbell",
        "slope": "edition_slopes:draw_slope",
        "correlations": "correlation_map:draw_correlations",
        "weights": "weight_dumbbells:draw_weights",
        "intervals": "rank_intervals:draw_intervals",
        "waterfall": "change_waterfall:draw_waterfall",
        "convergence": "convergence_scatter:draw_convergence",
        "tracks": "target_tracks:draw_tracks",
        "panels": "series_panels:draw_panels",
        "prices": "price_dots:draw_prices",
        "bands": "band_bars:draw_bands",
        "change_bands": "band_bars:draw_change_bands",
        "strips": "group_strips:draw_strips",
        "group_panels": "group_panels:draw_group_panels",
    }
)
_CHOICE = ("economies", "group", "first", "last")


def draw(kind: str, subject: Any, **options: Any) -> Chart:
    """Draw a chart of a subject; the choice of economies is passed on as one argument."""
    if kind not in FUNCTIONS:
        raise UsageError("chart.kind-unknown", wanted=str(kind), allowed=[*FUNCTIONS])
    module, _, name = FUNCTIONS[kind].partition(":")
    function = getattr(importlib.import_module(f"ictindex.publishing.charts.{module}"), name)
    if any(key in options for key in _CHOICE):
        options["choice"] = Choice(**{key: options.pop(key, None) for key in _CHOICE})
    with use_terms(terms_of(subject)):
        drawn = _of_edition(kind, subject, options)
        chart: Chart = function(drawn, **options)
    return chart


def _of_edition(kind: str, subject: Any, options: dict[str, Any]) -> Any:
    """Return the figures of an edition in the form that a chart draws; keep other subjects."""
    if not isinstance(subject, EditionFigures):
        return subject
    if kind == "strips":
        return strips_of(subject, options.pop("by"), options.pop("node"))
    return view_of(subject) if kind == "profile" else subject
