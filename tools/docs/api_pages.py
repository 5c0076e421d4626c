"""Pages of the public names, from the table that also serves the package and its stubs.

A page for each namespace lists its names; `sphinx.ext.autosummary` makes a page for each name from
its docstring. What the functions return follows, with its parts: no names of the namespace. All
of it is written when the documentation is built, and none of it is committed.
"""

from __future__ import annotations

import importlib
import inspect
import shutil
from pathlib import Path

from ictindex.core import errors
from ictindex.core.face import PUBLIC_NAMES, RECORDS
from ictindex.publishing.charts import plot_classes

FOLDER = "reference/api"
TITLES = {
    "": "ictindex: what most programs need",
    "analysis": "ictindex.analysis: what analysts do with scores",
    "data": "ictindex.data: tables, catalogue, answers and receipts",
    "editions": "ictindex.editions: editions, register, errata, signatures",
    "prices": "ictindex.prices: price baskets and index numbers",
    "review": "ictindex.review: comments on a methodology",
    "reports": "ictindex.reports: reports for the public and the Council",
    "rounds": "ictindex.rounds: the season of a questionnaire, for its compilers",
    "sourcing": "ictindex.sourcing: sources, consultations, the calendar",
    "training": "ictindex.training: exercises",
    "errors": "ictindex.errors: what is raised",
}
MODULES = {"": "ictindex", "errors": "ictindex.core.errors"}
RENDERABLE = """Everything that is shown
========================

.. currentmodule:: ictindex.language.i18n.renderable

.. autoclass:: Renderable
   :members:
"""
CHARTS = """Charts: result.plot
===================

Each object with charts has them as methods of its ``plot``. ``plot()`` draws the natural chart, and
``plot.kinds()`` names them all. Every chart is an :class:`ictindex.analysis.Chart`.
"""
PARTS = "Results and their parts"
KINDS = (("Functions", False), ("Classes", True))


def write_api_pages(source: Path) -> list[str]:
    """Write the page of each namespace into the source; return the names of the pages."""
    folder = source / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names = {space: list(table) for space, table in PUBLIC_NAMES.items()}
    names["errors"] = list(errors.__all__)
    for space, public in names.items():
        page = folder / f"{space or 'ictindex'}.rst"
        page.write_text(namespace_page(space, public), encoding="utf-8", newline="\n")
    page = folder / "renderable.rst"
    page.write_text(RENDERABLE, encoding="utf-8", newline="\n")
    page = folder / "plots.rst"
    page.write_text(charts_page(), encoding="utf-8", newline="\n")
    return [f"{FOLDER}/{space or 'ictindex'}" for space in names] + [f"{FOLDER}/plots"]


def charts_page() -> str:
    """Return the page of the charts of each class of results, with their documentation."""
    parts = [CHARTS, f".. currentmodule:: {plot_classes.__name__}\n"]
    for subject, made in plot_classes.plot_classes().items():
        title = f"Charts of {subject}"
        natural = f"``plot()`` draws ``{made.natural}``."
        parts.append(f"{title}\n{'-' * len(title)}\n\n{natural}\n")
        parts.extend(f".. automethod:: {made.__name__}.{kind}\n" for kind in made.kinds())
    return "\n".join(parts)


def namespace_page(space: str, public: list[str]) -> str:
    """Return the page of a namespace: its functions and its classes, with their first lines."""
    module = MODULES.get(space, f"ictindex.{space}")
    title = TITLES.get(space, module)
    parts = [f"{title}\n{'=' * len(title)}\n\n.. currentmodule:: {module}\n"]
    for heading, is_class in KINDS:
        listed = [name for name in sorted(public) if is_type(module, name) == is_class]
        if listed:
            lines = "".join(f"   {name}\n" for name in listed)
            table = f".. autosummary::\n   :toctree: names\n   :nosignatures:\n\n{lines}"
            parts.append(f"{heading}\n{'-' * len(heading)}\n\n{table}")
    if space in RECORDS:
        own = RECORDS[space].items()
        lines = "".join(f"   ~{path.removeprefix('ictindex.')}.{name}\n" for name, path in own)
        # They are named from the package, as they are not in the namespace.
        table = f".. autosummary::\n   :toctree: names\n   :nosignatures:\n\n{lines}"
        parts.append(f"{PARTS}\n{'-' * len(PARTS)}\n\n.. currentmodule:: ictindex\n\n{table}")
    return "\n".join(parts)


def is_type(module: str, name: str) -> bool:
    """Return whether a public name is a class."""
    return inspect.isclass(getattr(importlib.import_module(module), name))
