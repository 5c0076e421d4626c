"""Scenarios (what-if) of both indices: a changed value, and its effect on each figure.

A what-if is based on a result, says so in every view, and is never published. An erratum records
the effects of one value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from ictindex.core import arguments, decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import NumberSyntaxError, UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.definitions import catalogue, documents
from ictindex.definitions.documents.lab_kinds import is_variant
from ictindex.indices.results import result_kind
from ictindex.indices.results.extent import Extent
from ictindex.indices.results.lab_page import lab_attributes, list_lab_notices
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.origin_notices import OriginNotices
from ictindex.language.i18n.sentences import (
    Sentence,
    add_detail,
    isolate_number,
    list_parts,
    name_economy,
    put_before,
)

if TYPE_CHECKING:
    import pandas as pd

Corrections = Mapping[tuple[str, str], Any] | Iterable[tuple[str, str, Any]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Request of a what-if: other inputs, another methodology, edition or year, if stated."""

    corrections: Mapping[tuple[str, str], Any]
    methodology: Methodology | None = None
    edition: int | None = None
    year: int | None = None

    def year_after(self, document: documents.Document, year: int) -> int:
        """Return the year of the data: the stated one, that of another edition, or the same."""
        if self.year is not None:
            return self.year
        if self.edition is None:
            return year
        return self.edition + (0 if document.years is None else document.years.reference)


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that a what-if changes.

    Parameters
    ----------
    economy, indicator : str
        ISO3 code, and id of the indicator.
    year : int
        Year of the value.
    before, after : decimal.Decimal or None
        The value that was used, and the one that replaces it; ``None`` for no value.

    Examples
    --------
    >>> from decimal import Decimal
    >>> import ictindex as ict
    >>> users = ("BRA", "internet-users", 2022)
    >>> Correction(*users, Decimal("80.5"), Decimal("81")).after
    Decimal('81')
    >>> Correction("BRA", "internet-users", 2022, Decimal("80.5"), None).describe("en")
    'Brazil, Individuals using the Internet, 2022: 80.5 → no value'
    """

    economy: str
    indicator: str
    year: int
    before: Decimal | None
    after: Decimal | None

    def describe(self, language: str) -> str:
        """Return the correction in words.

        Parameters
        ----------
        language : str
            Language of the words.

        Returns
        -------
        str
            Economy, indicator, year, and both values.
        """
        return state_correction(self).to_text(language)


def state_correction(correction: Correction) -> Sentence:
    """Return a correction as a sentence: economy, indicator, year, and both values."""
    before, after = (
        Sentence("whatif/no-value") if value is None else isolate_number(value)
        for value in (correction.before, correction.after)
    )
    economy = name_economy(correction.economy)
    cell = list_parts((economy, _name_column(correction.indicator), str(correction.year)))
    return put_before(cell, Sentence("language/moved", before=before, after=after))


def _name_column(key: str) -> Sentence:
    """Return the name of an indicator or node; of a basket with the measure after a slash."""
    basket, mark, measure = key.partition("/")
    if basket not in catalogue.baskets():
        return Sentence(f"nodes/{key}")
    name = Sentence(f"baskets/{basket}")
    return add_detail(name, Sentence(f"measures/{measure}")) if mark else name


def name_of(key: str, language: str) -> str:
    """Return the name of an indicator or node; of a basket with the measure after a slash."""
    return _name_column(key).to_text(language)


def pairs(corrections: Corrections) -> dict[tuple[str, str], Any]:
    """Return the corrections by cell; refuse a cell that is there twice."""
    if isinstance(corrections, Mapping):
        listed: list[Any] = [(key, value) for key, value in corrections.items()]
    else:
        arguments.require(isinstance(corrections, Iterable), "corrections", "mapping", corrections)
        listed = [
            (correction[:2], correction[2])
            if isinstance(correction, tuple) and len(correction) == 3
            else (correction, None)
            for correction in corrections
        ]
    values: dict[tuple[str, str], Any] = {}
    for key, value in listed:
        fits = isinstance(key, tuple) and len(key) == 2 and all(isinstance(k, str) for k in key)
        arguments.require(fits, "corrections", "mapping", key)
        if key in values:
            raise UsageError("whatif.cell-twice", economy=key[0], indicator=key[1])
        values[key] = value
    return values


def number(value: Any, economy: str, indicator: str) -> Decimal:
    """Return a value as a decimal; refuse anything but a number, with the name of its cell."""
    try:
        return decimals.to_decimal(value.strip() if isinstance(value, str) else value)
    except NumberSyntaxError as error:
        raise NumberSyntaxError(
            "value.of-cell", faults=(error,), economy=economy[:80], indicator=indicator[:80]
        ) from error


KIND = "counterfactual"
WHAT_IF = result_kind.name_of(KIND)
_MOST_SHOWN = 12
EFFECTS = define(
    "what-if-effects",
    Column("economy", "economy"),
    Column("node", "node"),
    Column("before", "figure", get="rounded_before"),
    Column("after", "figure", get="rounded_after"),
    Column(
        "difference",
        "figure",
        get=lambda effect: difference(effect.rounded_before, effect.rounded_after),
    ),
    Column("rank_before", "rank", gaps=True),
    Column("rank_after", "rank", gaps=True),
    Column("among", "count", gaps=True, get="=among", data="ranked"),
    Column("of", "count", gaps=True, get="=of", data="ranked"),
    result_kind.KIND_OF_RESULT,
    key=("economy", "node"),
    page=(),
)


class _Departed(Protocol):
    """Base of a what-if: a result or an edition of either index."""

    @property
    def id(self) -> str: ...

    @property
    def methodology(self) -> Methodology: ...

    @property
    def put_in(self) -> frozenset[tuple[str, str]]: ...


def cells_put_in(
    base: _Departed | None, corrections: Iterable[Correction]
) -> frozenset[tuple[str, str]]:
    """Return the cells whose value was changed, here or in the what-if that this is based on."""
    before = frozenset() if base is None else base.put_in
    changed = {
        (correction.economy, correction.indicator): correction.after for correction in corrections
    }
    new = {cell for cell, after in changed.items() if after is not None}
    return (before - changed.keys()) | new


class WhatIfResult(OriginNotices):
    """Base class of what-ifs: states the result that it is based on, and the changes.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): None})
    >>> isinstance(other, WhatIfResult), other.departs
    (True, ('inputs',))
    >>> ict.what_if(found, {("BRA", "internet-users"): None}).departs
    ('inputs',)
    """

    if TYPE_CHECKING:
        methodology: Methodology
        edition: int
        year: int
        corrections: tuple[Correction, ...]

    @property
    def _base(self) -> _Departed | None:
        base: _Departed | None = getattr(self, "base", None)
        return base

    @property
    def departs(self) -> tuple[str, ...]:
        """The changes: ``"inputs"``, ``"methodology"``, ``"validity"``."""
        document, years = self.methodology.document, self.methodology.document.years
        of_edition = self.year == self.edition + (0 if years is None else years.reference)
        base = self._base
        departures = {
            "inputs": bool(self.corrections),
            "methodology": is_variant(document)
            or (base is not None and base.methodology.document != document),
            "validity": not _is_for(document, self.edition) or not of_edition,
        }
        return tuple(key for key, holds in departures.items() if holds)

    def _notices(self) -> list[Sentence]:
        """Return that it is not published, the result that it is based on, and the changes."""
        document, base = self.methodology.document, self._base
        notices = [Sentence("whatif/not-published"), *list_lab_notices(document)]
        if base is not None:
            root = getattr(base, "root", "")
            key = "departs-from-edition" if root else "departs-from"
            notices.append(Sentence(f"whatif/{key}", id=base.id, root=root))
        if "methodology" in self.departs and base is not None:
            before = base.methodology.id
            notices.append(
                Sentence("whatif/other-methodology", document=document.id, before=before)
            )
        if "validity" in self.departs:
            facts = {"document": document.id, "edition": str(self.edition), "year": self.year}
            notices.append(Sentence("whatif/not-valid", **facts))
        if self.corrections:
            shown = [state_correction(each) for each in self.corrections[:_MOST_SHOWN]]
            rest = len(self.corrections) - len(shown)
            if rest:
                shown.append(Sentence("views/more-faults", count=rest))
            notices.append(Sentence("whatif/inputs", changes=tuple(shown)))
        return notices

    def frame_attributes(self) -> dict[str, str]:
        """Return the same for the attributes of datasets and frames.

        Returns
        -------
        dict
            Text by name.
        """
        base = self._base
        attributes = {
            "what_if": "not published, and not to be published",
            result_kind.COLUMN: WHAT_IF,
        }
        attributes |= lab_attributes(self.methodology.document)
        if base is not None:
            attributes |= {"departs_from": base.id, "departs_from_root": getattr(base, "root", "")}
        return attributes


def _is_for(document: documents.Document, edition: int) -> bool:
    """Tell whether a document covers an edition; an own index without years covers all."""
    editions = documents.editions_in_force(document)
    return edition in editions or (documents.is_of_lab(document) and not editions)


@dataclass(frozen=True, slots=True)
class Effect:
    """Effect of a what-if on one score."""

    economy: str
    node: str
    score_before: Decimal | None
    score_after: Decimal | None
    rounded_before: Decimal | None
    rounded_after: Decimal | None
    rank_before: int | None
    rank_after: int | None

    @property
    def moved(self) -> bool:
        """True if the rank changes."""
        return self.rank_before != self.rank_after


def frame(
    effects: Iterable[Effect], marks: Mapping[str, str], extent: Extent | None = None
) -> pd.DataFrame:
    """Return effects as a data frame: the columns of ``effect()`` of a what-if."""
    # ``extent`` has the number of ranked economies, if there are ranks.
    facts = {
        "ranked": extent is not None,
        "among": None if extent is None else extent.here,
        "of": None if extent is None else extent.whole,
        result_kind.COLUMN: result_kind.name_of(KIND),
    }
    return write_frame(Table.of(EFFECTS, effects, facts), marks)


def as_float(number: Decimal | None) -> float:
    """Return the nearest float; NaN for no figure."""
    return float("nan") if number is None else float(number)


def difference(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Return the exact difference; ``None`` if one of the two figures is missing."""
    if before is None or after is None:
        return None
    with decimals.exact():
        return after - before


Figures = tuple[Decimal | None, Decimal | None, int | None]


def score_figures(result: Any, economy: str) -> dict[str, Figures]:
    """Return unrounded score, rounded score and rank of each node of an economy of scores."""
    if economy not in result.economies:
        return dict.fromkeys(result.nodes, (None, None, None))
    e = result.economies.index(economy)
    scores, rounded, ranks = (
        rows[e] for rows in (result.exact_scores.scores, result.rounded_rows, result.rank_rows)
    )
    return {
        node: (scores[n], rounded[n], None if scores[n] is None else ranks[n])
        for node, n in zip(result.nodes, result.order, strict=True)
    }
