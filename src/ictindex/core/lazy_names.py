"""Names of an inner package or module that are imported when they are first used.

So are those that only annotations use: their modules import them for type checkers alone.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, ForwardRef

# Names that modules load when they are first used; annotations leave them alone.
_loaded_by_use: dict[str, frozenset[str]] = {}


def load_when_used(module: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a module for names, by the files of its folder that hold them.

    The module imports the same names under ``TYPE_CHECKING``, for type checkers and contracts.
    """
    homes = {name: file for file, listed in names.items() for name in listed.split()}
    _loaded_by_use[module] = frozenset(homes)

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        loaded = sys.modules[module]
        value = getattr(importlib.import_module(f"{loaded.__package__}.{homes[name]}"), name)
        setattr(loaded, name, value)
        return value

    return load


# What annotations of public functions and methods name: a package, or the module of a class.
_ANNOTATED: Mapping[str, str] = MappingProxyType(
    {
        "np": "numpy",
        "npt": "numpy.typing",
        "pd": "pandas",
        "xr": "xarray",
        "Array": "ictindex.core.arrays",
        "AuditPlots": "ictindex.publishing.charts.plot_classes",
        "BasketCounterfactual": "ictindex.indices.ipb.counterfactual",
        "BasketResult": "ictindex.indices.ipb.result",
        "BasketResultPlots": "ictindex.publishing.charts.plot_classes",
        "Block": "ictindex.language.i18n.document",
        "Bullets": "ictindex.language.i18n.document",
        "CellCorrection": "ictindex.data.tables.corrections",
        "Commentary": "ictindex.language.commentary_page",
        "Contents": "ictindex.language.i18n.further_blocks",
        "ConvergencePlots": "ictindex.publishing.charts.plot_classes",
        "Counterfactual": "ictindex.indices.idi.counterfactual",
        "Disclosure": "ictindex.submissions.validation.secondary_disclosure",
        "Economics": "ictindex.data.economics",
        "EconomyChangePlots": "ictindex.publishing.charts.plot_classes",
        "EconomyPrice": "ictindex.indices.ipb.economy_prices",
        "Edition": "ictindex.editions.edition",
        "EditionFiguresPlots": "ictindex.publishing.charts.plot_classes",
        "Entries": "ictindex.language.i18n.further_blocks",
        "Explanation": "ictindex.indices.idi.explain",
        "Finding": "ictindex.language.findings",
        "Formula": "ictindex.language.i18n.further_blocks",
        "Grid": "ictindex.language.i18n.document",
        "Heading": "ictindex.language.i18n.document",
        "Hierarchy": "ictindex.analysis.tables.hierarchy",
        "Judged": "ictindex.submissions.validation.subject",
        "Methodology": "ictindex.indices.results.methodology",
        "MethodologyPlots": "ictindex.publishing.charts.plot_classes",
        "Observations": "ictindex.data.observations",
        "OwnTerms": "ictindex.core.own_terms",
        "Page": "ictindex.language.i18n.renderable",
        "Paragraph": "ictindex.language.i18n.document",
        "Picture": "ictindex.language.i18n.further_blocks",
        "PriceSeries": "ictindex.indices.ipb.price_series",
        "PriceSeriesPlots": "ictindex.publishing.charts.plot_classes",
        "Prices": "ictindex.data.prices",
        "Published": "ictindex.data.published_figures",
        "Purchase": "ictindex.indices.ipb.cheapest",
        "Receipt": "ictindex.submissions.validation.receipts",
        "Result": "ictindex.indices.idi.result",
        "ResultPlots": "ictindex.publishing.charts.plot_classes",
        "RobustnessPlots": "ictindex.publishing.charts.plot_classes",
        "ScoreChangePlots": "ictindex.publishing.charts.plot_classes",
        "ScoredResult": "ictindex.indices.results.scored_result",
        "Selection": "ictindex.submissions.sourcing.selection",
        "Sentence": "ictindex.language.i18n.sentences",
        "SeriesPlots": "ictindex.publishing.charts.plot_classes",
        "Submission": "ictindex.submissions.questionnaires.submission",
        "TargetProgressPlots": "ictindex.publishing.charts.plot_classes",
        "Tariffs": "ictindex.data.tariffs",
        "WordedBlock": "ictindex.language.i18n.document",
    }
)
_COMPLETED = "__annotations_completed__"


class Package:
    """A package in an annotation: it is imported when the annotation is looked at."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # a tool that looks through the module, not an annotation
            raise AttributeError(name)
        return getattr(importlib.import_module(self._name), name)


def load_annotated(module: str, name: str) -> Any:
    """Return a class that an annotation names, or an alias that is resolved in its module."""
    value = getattr(importlib.import_module(module), name)
    return ForwardRef(value, module=module) if isinstance(value, str) else value


def is_annotated(value: object) -> bool:
    """Tell whether a value is in a module in the place of what an annotation names."""
    return isinstance(value, (ForwardRef, Package))


@cache
def _list_annotated() -> Mapping[str, object]:
    """Return what annotations name, each as an object that is resolved when it is looked at."""
    return {
        name: ForwardRef(f"load_annotated({module!r}, {name!r})", module=__name__)
        if module.startswith("ictindex.")
        else Package(module)
        for name, module in _ANNOTATED.items()
    } | {"Mapping": Mapping}  # an alias names it where its module has no use for it


def complete_annotations(module: str) -> None:
    """Let ``typing.get_type_hints`` resolve the annotations of a module; nothing is loaded.

    A name that the module has, or gets later, stays its own.
    """
    space = vars(sys.modules[module])
    if _COMPLETED not in space:
        space[_COMPLETED] = True
        own = _loaded_by_use.get(module, ())
        for name, annotated in _list_annotated().items():
            if name not in own and _ANNOTATED.get(name) != module:
                space.setdefault(name, annotated)
