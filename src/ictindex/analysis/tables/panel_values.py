"""A panel of economies by years for an analysis: from a series of editions or a data frame."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.edition_figures import list_marks
from ictindex.core import decimals
from ictindex.core.arguments import is_text, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.document import Block

if TYPE_CHECKING:
    import numpy as np

    from ictindex.core.arrays import Array
    from ictindex.core.own_terms import OwnTerms

_YEAR = re.compile(r"[1-9][0-9]{3}")


@dataclass(frozen=True, slots=True)
class Panel:
    """Numbers of economies by year, in order; NaN where there is none."""

    economies: tuple[str, ...]
    years: tuple[int, ...]
    numbers: Array
    full: float | None = None
    kind: str = ""
    source: Any = None

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Return the names of the user's own areas, if the series has any."""
        return None if self.source is None else terms_of(self.source)

    def notes(self, language: str) -> list[Block]:
        """Return the index of the numbers, and the notes of its editions."""
        if self.source is None:
            return []
        root = self.source.editions[-1].methodology.plan.root
        marks = dict.fromkeys(
            mark for figures in self.source.editions for mark in list_marks(figures)
        )
        return [i18n.Sentence(f"nodes/{root}"), *(mark.as_note() for mark in marks)]

    def keep_balanced(self) -> Panel:
        """Return the economies that have a number in every year."""
        import numpy as np

        kept = np.atleast_1d(np.isfinite(self.numbers).all(axis=1))
        economies = tuple(e for e, keep in zip(self.economies, kept, strict=True) if keep)
        return replace(self, economies=economies, numbers=self.numbers[kept])

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Return the economies without a number in some year."""
        whole = set(self.keep_balanced().economies)
        return tuple(e for e in self.economies if e not in whole)


def read_panel(series: Any) -> Panel:
    """Return the panel of a series of editions, or of a frame of economies x years."""
    with use_terms(terms_of(series)):
        return _read(series)


def _read(series: Any) -> Panel:
    """Return the panel, with the user's terms of its results."""
    import numpy as np
    import pandas as pd

    full, kind, frame, source = None, "", series, None
    if not isinstance(series, pd.DataFrame):
        require(
            hasattr(series, "scores") and hasattr(series, "comparable"), "series", "panel", series
        )
        if not series.comparable:
            raise UsageError("series.not-comparable", documents=series.methodologies)
        full, source = _full_score(series), series
        frame = series.scores
        kind = frame.attrs.get("result_kind", "")
    years = _read_years(frame.columns)
    economies = []
    for economy in frame.index:
        if not is_text(economy) or not catalogue.is_economy(economy):
            raise catalogue.unknown_economy(economy)
        economies.append(str(economy))
    if len(set(economies)) != len(economies):
        raise UsageError("divides.panel-twice")
    order = sorted(range(len(years)), key=years.__getitem__)
    rows = [[_number(frame.iat[e, k]) for k in order] for e in range(len(economies))]
    numbers: np.ndarray[Any, Any] = np.array(rows, dtype=np.float64).reshape(len(rows), len(years))
    return Panel(tuple(economies), tuple(years[k] for k in order), numbers, full, kind, source)


def _full_score(series: Any) -> float | None:
    """Return the full score of a series of editions, computed or published."""
    for edition in (*getattr(series, "editions", ()), *getattr(series, "results", ())):
        plan = getattr(edition.methodology, "plan", None)
        if plan is not None:
            return float(plan.scale)
    return None


def _read_years(columns: Any) -> list[int]:
    years = []
    for column in columns:
        text = str(column).strip()
        if isinstance(column, float) and column.is_integer():
            text = str(int(column))
        if not _YEAR.fullmatch(text):
            raise UsageError("divides.no-year", column=text[:60])
        years.append(int(text))
    if len(set(years)) != len(years):
        raise UsageError("divides.panel-twice")
    return years


def _number(cell: Any) -> float:
    import pandas as pd

    if cell is None or cell is pd.NA or cell != cell:
        return math.nan
    return float(decimals.to_decimal(cell))
