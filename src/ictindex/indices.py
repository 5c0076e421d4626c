"""The door to computing: which tables an index is computed from, for which edition and year."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ictindex import documents
from ictindex.core.arguments import require
from ictindex.core.errors import (
    DraftMethodologyError,
    RefusedObservationsError,
    UnknownMethodologyError,
    UsageError,
)
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.data.published import Published, read_published
from ictindex.idi.methodology import Methodology
from ictindex.idi.methodology_choice import is_year, named
from ictindex.results.result_kind import KINDS

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.data.economics import Economics
    from ictindex.data.prices import Prices
    from ictindex.data.tariffs import Tariffs
    from ictindex.idi.result import Result
    from ictindex.ipb.result import BasketResult
    from ictindex.sourcing.selection import Selection

File = str | os.PathLike[str]
T = TypeVar("T")


@overload
def compute(
    methodology: Methodology,
    observations: Observations | Selection | pd.DataFrame | File,
    *,
    edition: int | None = None,
    year: int | None = None,
    published: Published | pd.DataFrame | File | None = None,
    kind: str = "exploration",
) -> Result: ...
@overload
def compute(
    methodology: Methodology,
    observations: None = None,
    *,
    prices: Prices | pd.DataFrame | File | None = None,
    tariffs: Tariffs | pd.DataFrame | File | None = None,
    economics: Economics | pd.DataFrame | File | None = None,
    edition: int | None = None,
    year: int | None = None,
    published: Published | pd.DataFrame | File | None = None,
    kind: str = "exploration",
    progress: Callable[[int, int], None] | None = None,
) -> BasketResult: ...
def compute(
    methodology: Methodology,
    observations: Observations | Selection | pd.DataFrame | File | None = None,
    *,
    prices: Prices | pd.DataFrame | File | None = None,
    tariffs: Tariffs | pd.DataFrame | File | None = None,
    economics: Economics | pd.DataFrame | File | None = None,
    edition: int | None = None,
    year: int | None = None,
    published: Published | pd.DataFrame | File | None = None,
    kind: str = "exploration",
    progress: Callable[[int, int], None] | None = None,
) -> Result | BasketResult:
    """Compute an edition of an index.

    Parameters
    ----------
    methodology : Methodology
        From :func:`ictindex.methodology`.
    observations : Observations, Selection, DataFrame or path, optional
        For a composite index: one observation for each economy and indicator, or the sources
        selected by :func:`ictindex.select_sources`. Anything that is not yet a table of
        observations is read with :func:`ictindex.read_observations`.
    prices : Prices, DataFrame or path, optional
        For price baskets: a price of each economy and basket, in the currency in which it is
        advertised. Else read with :func:`ictindex.read_prices`.
    tariffs : Tariffs, DataFrame or path, optional
        For price baskets, instead of ``prices``: the plans of operators, from which each basket
        is bought in the cheapest way. Else read with :func:`ictindex.read_tariffs`.
    economics : Economics, DataFrame or path, optional
        With ``prices`` or ``tariffs``: income, exchange rates and factors of purchasing power
        parity. Else read with :func:`ictindex.read_economics`.
    edition : int, optional
        Year of the edition; by default the one that the methodology was chosen for.
    year : int, optional
        A retrospective year of the document, instead of the reference year.
    published : Published, DataFrame or path, optional
        Published figures of a composite to stand beside the recomputed ones; by default those of
        this edition that stand in the same file (``observations.published``).
    kind : str
        ``"exploration"``, ``"reconstruction"`` (from a printed annex) or ``"demonstration"``
        (synthetic); it is shown in every view.
    progress : callable, optional
        Called while baskets are bought from tariffs, with how many are done and how many there
        are.

    Returns
    -------
    Result or BasketResult
        Scores, or priced baskets; ranks, groups, explanations; a table when shown.

    Raises
    ------
    RefusedObservationsError
        If cells have errors, compete for one place, or are not admitted by the document; each is
        named with its file, line and remedy.
    UsageError, UnknownMethodologyError
        If the tables do not fit the index, or the edition or the year is not one of the
        document's.
    DraftMethodologyError
        If the methodology is a draft.

    Notes
    -----
    A node has a score where all its inputs have one. An economy whose index cannot be computed is
    in ``excluded`` with the reason; a price that cannot be converted is in ``missing``. Nothing
    is imputed, re-weighted or solved backwards. The composite of the early price baskets is
    computed from prices, or from shares of income given as observations.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"), edition=2024)
    >>> len(result.scores["idi"].dropna()), len(result.excluded)
    (19, 5)
    """
    require(isinstance(methodology, Methodology), "methodology", "methodology", methodology)
    if kind not in KINDS:
        raise UsageError("compute.kind-unknown", kind=kind, allowed=KINDS)
    document = methodology.document
    if document.status == "draft":
        raise DraftMethodologyError("methodology.draft", document=document.id)
    if observations is None:
        _check_basket_tables(methodology, prices, tariffs, economics, published)
    else:
        _check_alone(methodology, prices=prices, tariffs=tariffs, economics=economics)
    selection = _selection(observations)
    if selection is not None:
        edition, year = _as_selected(methodology, selection, edition, year)
    used = _edition(methodology, edition)
    reference = _reference_year(methodology, used, year)
    if selection is not None:
        observations = _selected(selection)
    if observations is None:
        from ictindex.data.economics import Economics, read_economics
        from ictindex.data.prices import Prices, read_prices
        from ictindex.data.tariffs import Tariffs, read_tariffs
        from ictindex.ipb.compute import BasketTables, price_baskets

        return price_baskets(
            methodology,
            BasketTables(
                _optional(prices, Prices, read_prices),
                _optional(tariffs, Tariffs, read_tariffs),
                _optional(economics, Economics, read_economics),
                _beside(published),
            ),
            edition=used,
            year=reference,
            kind=kind,
            progress=progress,
        )
    from ictindex.idi.compute import absent_economies, compute_scores

    table = _table(observations, Observations, read_observations)
    if table.findings.errors:
        raise RefusedObservationsError("compute.errors-in-cells", faults=table.findings.errors)
    beside = _beside(published)
    if beside is None and reference == _reference_year(methodology, used, None):
        beside = table.published.get(used)
    return compute_scores(
        methodology,
        table,
        edition=used,
        year=reference,
        published=beside,
        kind=kind,
        absent=() if selection is None else absent_economies(selection),
        selection=selection,
    )


def _selection(given: object) -> Selection | None:
    """Tell a selection from other tables; without its room there is none."""
    room = sys.modules.get("ictindex.sourcing.selection")
    return given if room is not None and isinstance(given, room.Selection) else None


def _as_selected(
    methodology: Methodology, selection: Selection, edition: int | None, year: int | None
) -> tuple[int, int]:
    """Return edition and year of a selection; what it was not made for is refused."""
    made_for = selection.methodology.document.id
    wanted = methodology.edition if edition is None else edition
    if (
        methodology.document.id != made_for
        or wanted not in (None, selection.edition)
        or year not in (None, selection.year)
    ):
        raise UsageError(
            "selection.other-edition",
            document=made_for, edition=str(selection.edition), year=str(selection.year),
        )  # fmt: skip
    return selection.edition, selection.year


def _selected(selection: Selection) -> Observations:
    """Return the values selected; receipts that have become void meanwhile are refused."""
    for receipt in selection.receipts:
        receipt.verify()
    return selection.observations


def _table(given: object, kind: type[T], read: Callable[[Any], T]) -> T:
    """Return a table as it is, or read it."""
    return given if isinstance(given, kind) else read(given)


def _optional(given: object, kind: type[T], read: Callable[[Any], T]) -> T | None:
    """Return a table, or ``None`` where none is given."""
    return None if given is None else _table(given, kind, read)


def _beside(published: Published | pd.DataFrame | File | None) -> Published | None:
    """Return the published figures that stand beside the recomputed ones."""
    beside = _optional(published, Published, read_published)
    if beside is not None and beside.findings.errors:
        raise RefusedObservationsError("compute.errors-in-published", faults=beside.findings.errors)
    return beside


def _check_alone(methodology: Methodology, **others: object) -> None:
    """Refuse observations for an index without a composite, or besides tables of prices."""
    document = methodology.document
    if not document.has_composite:
        raise UsageError("basket.no-composite", document=document.id)
    given = [name for name, table in others.items() if table is not None]
    if given:
        raise UsageError("compute.tables-besides-observations", document=document.id, given=given)


def _check_basket_tables(
    methodology: Methodology, prices: object, tariffs: object, economics: object, published: object
) -> None:
    """Refuse tables that an index is not computed from, and missing or superfluous ones."""
    # Tariffs alone give prices in the currencies in which they are advertised; prices alone give
    # nothing that they do not say themselves.
    document = methodology.document
    if not document.baskets:
        raise UsageError("compute.needs-observations", document=document.id)
    if (prices is None) == (tariffs is None):
        code = "compute.needs-prices" if prices is None else "compute.prices-and-tariffs"
        raise UsageError(code, document=document.id)
    if prices is not None and economics is None:
        raise UsageError("compute.needs-economics", document=document.id)
    if published is not None and not document.has_composite:
        raise UsageError("compute.published-without-composite", document=document.id)


def _edition(methodology: Methodology, edition: int | None) -> int:
    used = methodology.edition if edition is None else edition
    document = methodology.document
    known = documents.editions_of(document)
    if used is None:
        raise UsageError("compute.edition-needed", document=document.id, allowed=known)
    if not is_year(used) or used not in known:
        if is_year(used):
            documents.refuse_after_the_last(document, int(used))
        raise UnknownMethodologyError(
            "methodology.not-for-edition",
            document=document.id,
            edition=str(used) if is_year(used) else named(used),
            allowed=known,
        )
    return int(used)


def _reference_year(methodology: Methodology, edition: int, year: int | None) -> int:
    years = methodology.document.years
    if years is None:  # a released document always has years
        raise UsageError("compute.edition-needed", document=methodology.id, allowed="-")
    reference = edition + years.reference
    if year is None or (is_year(year) and year == reference):
        return reference
    if not is_year(year) or year not in years.retrospective:
        raise UsageError(
            "compute.year-not-allowed",
            document=methodology.id,
            year=str(year) if is_year(year) else named(year),
            allowed=[str(reference), *map(str, years.retrospective)],
        )
    return int(year)
