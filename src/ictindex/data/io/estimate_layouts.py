"""Layouts of estimates: the program that made a table, its variables, groups and shares."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import visible
from ictindex.data.io.csv import NONE
from ictindex.data.io.layout_sections import Texts, choose, tables, texts
from ictindex.data.io.observation_columns import CONSTANTS, OF_A_CELL
from ictindex.definitions import catalogue

FRACTION = "fraction"
SHARES = (FRACTION, "percent")
FORMS = ("svyby", "srvyr", "stata", "wide-shares", "spss", "sas")
# The sections that a layout has only for estimates.
SECTIONS = ("estimates", "variables", "groups", "statistics")
# What a column of a program's table may say of all estimates in a row.
OF_ROWS = tuple(name for name in CONSTANTS if name != "indicator")
# The figures of an estimate: the columns of observations that they fill.
FIGURES = (
    "value",
    "standard_error",
    "lower_bound",
    "upper_bound",
    "sample_size",
    "design_effect",
    "degrees_of_freedom",
)


@dataclass(frozen=True, slots=True)
class Estimates:
    """Statements of a layout about estimates; without a form, a table has columns of its own."""

    form: str
    share: str
    level: str
    made_by: str
    key: tuple[str, ...]  # the columns that name a variable
    variables: Texts
    groups: Mapping[str, Texts]
    statistics: Texts


def read_estimates(file: str, data: Mapping[str, Mapping[str, object]]) -> Estimates | None:
    """Check the sections of a layout about estimates; ``None`` if it has none."""
    if not any(name in data for name in SECTIONS):
        return None
    own = dict(data.get("estimates", {}))
    key = own.pop("variable", [])
    names = [key] if isinstance(key, str) else key
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UsageError("layout.not-text", file=file, key="estimates.variable")
    stated = texts(file, "estimates", own, ("form", "share", "level", "made_by"))
    form = stated.get("form", "")
    if form:
        choose(file, "estimates.form", form, FORMS)
    for name in SECTIONS[1:] if not form else ():
        if name in data:
            raise UsageError("layout.unknown-key", file=file, key=name, allowed=("estimates",))
    if "share" not in stated:
        raise UsageError("layout.no-share", file=file)
    variables = texts(file, "variables", data.get("variables", {}))
    statistics = texts(file, "statistics", data.get("statistics", {}))
    for name, figure in statistics.items():
        choose(file, f"statistics.{name}", figure, FIGURES)
    return Estimates(
        form,
        choose(file, "estimates.share", stated["share"], SHARES),
        stated.get("level", ""),
        stated.get("made_by", ""),
        tuple(names),
        MappingProxyType({name: _indicator(file, name, of) for name, of in variables.items()}),
        tables(file, "groups", data.get("groups", {}), OF_A_CELL),
        statistics,
    )


def _indicator(file: str, name: str, of: str) -> str:
    indicator = catalogue.indicator_id(of)
    if indicator is not None:
        return indicator
    near = catalogue.indicator_hint(of) or NONE
    code = "layout.unknown-indicator" if near == NONE else "layout.unknown-indicator-near"
    raise UsageError(code, file=file, variable=visible(name), value=visible(of)[:80], hint=near)
