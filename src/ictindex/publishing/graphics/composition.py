"""The parts of a chart in one language and form: words, marks and their legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

from ictindex.core.data_classes import dataclass

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A sign of the legend and its words.

    ``shape`` is ``square``, ``circle``, ``hollow``, ``triangle``, ``diamond``, ``line``, ``dash``,
    ``tick``, ``frame``, ``empty`` (a cell without value), ``ramp`` (from low to high, by
    ``colours``) or ``key`` (the letters of ``key``, which the plot shows in place of the words).
    """

    words: str
    colour: str
    shape: str = "square"
    colours: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a chart: its title, subtitle, notes and description."""

    title: str
    subtitle: str = ""
    notes: Sequence[str] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The table that replaces a chart where it cannot be seen."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Composition:
    """A chart in one language and form: its plot is a specification of Vega-Lite."""

    words: Words
    plot: Spec
    grid: ChartTable
    legend: Sequence[LegendItem] = ()
