"""The indices: the protocols that they implement, and ``methodology`` and ``compute``."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

from ictindex.core.activity_log import log_step, start_clock
from ictindex.core.arguments import require
from ictindex.core.errors import UnknownMethodologyError, UsageError
from ictindex.definitions import documents
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.edition_choice import is_year, write_value
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.methodology_base import MethodologyBase
from ictindex.indices.results.registry import COMPOSITE, IMPLEMENTATIONS, load_editions, load_index
from ictindex.indices.results.request import (
    File,
    Tables,
    Terms,
    figures_of,
    find_submission,
    own_year,
)
from ictindex.indices.results.result_kind import KINDS
from ictindex.language.i18n.document import Block

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.tables.table import Table
    from ictindex.data.economics import Economics
    from ictindex.data.observations import Observations
    from ictindex.data.prices import Prices
    from ictindex.data.published_figures import Published
    from ictindex.data.tariffs import Tariffs
    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.result import BasketResult
    from ictindex.indices.results.edition_parts import EditionFacts, EditionParts, EditionRequest
    from ictindex.indices.results.what_if import Correction, Effect, Scenario
    from ictindex.language.findings import Finding
    from ictindex.submissions.questionnaires.submission import Submission
    from ictindex.submissions.sourcing.selection import Selection
    from ictindex.submissions.validation.receipts import Receipt


class Index(Protocol):
    """Functions that the module ``index`` of an index provides."""

    def compute(self, methodology: Methodology, tables: Tables, terms: Terms) -> EditionResult:
        """Compute an edition from the tables of this index; refuse other tables."""

    def methodology_blocks(self, methodology: MethodologyBase, language: str) -> list[Block]:
        """Return the part of the page of a methodology that is about this index."""


def find_index(index: str) -> Index:
    """Return the implementation of an index, by the id that its results name."""
    implementation: Index = load_index(index)
    return implementation


class IndexEditions(Protocol):
    """Functions that the module ``edition_files`` of an index provides for its editions."""

    # The class of its results: results of other classes, also derived ones, are not published.
    RESULT: type[EditionResult]
    # The file that every edition of the index has and no other index.
    INPUT: str
    # Whether a default vintage of the groupings has to list every economy of a result.
    LISTS_EVERY_ECONOMY: bool

    def check_sources(
        self, selection: Selection | None, receipts: Sequence[Receipt], kind: str, released: Any
    ) -> Iterator[Finding]:
        """Yield the reasons why receipts or the selection of sources do not fit such an edition."""

    def edition_parts(self, result: Any, request: EditionRequest) -> EditionParts:
        """Compute a result again from its receipts and return the parts of its edition."""

    def compute_edition(
        self, methodology: Methodology, files: Mapping[str, bytes], facts: EditionFacts
    ) -> EditionResult:
        """Compute an edition from its own files."""

    def figure_files(self, result: Any, key: str, vintage: str) -> dict[str, bytes]:
        """Return the files that are computed, by their path."""

    def make_saved(self, result: Any) -> Table:
        """Return the figures of a result, a row each, with the source of its value."""

    def what_if(self, base: Any, scenario: Scenario) -> Any:
        """Compute a what-if of a result."""

    def correct_value(
        self, result: Any, files: Mapping[str, bytes], economy: str, column: str, value: Any
    ) -> tuple[Correction, tuple[Effect, ...]]:
        """Return the correction of a value and its effect on the published figures."""


def find_editions(index: str) -> IndexEditions:
    """Return the module that publishes editions of an index, by the id that its results name."""
    implementation: IndexEditions = load_editions(index)
    return implementation


def find_editions_of(files: Container[str]) -> IndexEditions:
    """Return the module that computes an edition, by its files; by default that of scores."""
    others = (find_editions(index) for index in IMPLEMENTATIONS if index != COMPOSITE)
    own = (editions for editions in others if editions.INPUT in files)
    return next(own, find_editions(COMPOSITE))


def methodology(
    name: str | os.PathLike[str], edition: int | None = None, *, provisional: bool = False
) -> Methodology:
    """Return a methodology: the one in force for an edition, the one with an id, or one of a file.

    Parameters
    ----------
    name : str or path
        ``"idi"`` (with ``edition``), the id of a document such as ``"idi-methodology-2023"``, or
        the path of a TOML file, also of an index of one's own
        (:func:`ictindex.analysis.index`).
    edition : int, optional
        Year of the edition.
    provisional : bool
        Whether an edition after the last one of the documents gets the last document: to collect
        and check data with, never to compute.

    Returns
    -------
    Methodology
        The document, ready to compute and to show itself.

    Raises
    ------
    UnknownMethodologyError
        If there is none with that name or for that edition; the message names the existing ones.
    UsageError
        If an index is named without an edition: none is guessed.
    DocumentError
        If a file is unusable.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.methodology("idi", edition=2024)
    <Methodology idi-methodology-2023>
    """
    require(isinstance(name, (str, os.PathLike)), "name", "text", name)
    if edition is not None and not is_year(edition):
        raise UsageError("methodology.edition-no-year", edition=write_value(edition))
    if isinstance(name, os.PathLike) or name.endswith(".toml"):
        from ictindex.indices.results.own_index import find_own_index

        own_index = find_own_index(name)
        if own_index is not None:
            return own_index.with_edition(edition)
        document: documents.Document | None = documents.load_document(Path(name))
    else:
        document = documents.find(name)
    if document is not None:
        # A draft covers no edition; computing with it is refused later.
        if (
            document.status == "released"
            and edition is not None
            and not documents.is_in_force(document, edition)
        ):
            if provisional and document == documents.latest(document.index):
                return Methodology(document, edition)
            documents.refuse_after_the_last(document, edition)
            raise UnknownMethodologyError(
                "methodology.not-for-edition",
                document=document.id,
                edition=str(edition),
                allowed=documents.editions_in_force(document) or "-",
            )
        return Methodology(document, edition)
    own = documents.documents_of(str(name))
    if not own:
        library = documents.library()
        indices = {each.index for each in library.values()}
        raise UnknownMethodologyError(
            "methodology.unknown", wanted=name, allowed=sorted(indices | library.keys())
        )
    if edition is None:
        editions = sorted({year for each in own for year in documents.editions_in_force(each)})
        raise UsageError("methodology.edition-needed", index=name, allowed=editions)
    if provisional:
        return Methodology(documents.document_to_collect(str(name), edition)[0], edition)
    return Methodology(documents.document_for(str(name), edition), edition)


def methodologies() -> Mapping[str, Methodology]:
    """Return all methodologies of this installation by id, drafts included.

    Returns
    -------
    mapping
        ``Methodology`` by id, in the order of their adoption.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.methodologies()["idi-methodology-2017-draft-14"].document.status
    'draft'
    """
    return MappingProxyType(
        {key: Methodology(document) for key, document in documents.library().items()}
    )


@overload
def compute(
    methodology: Methodology,
    observations: Observations | Submission | Selection | pd.DataFrame | File,
    *,
    edition: int | None = None,
    year: int | None = None,
    published: Published | pd.DataFrame | File | None = None,
    kind: Literal["exploration", "reconstruction", "demonstration"] = "exploration",
) -> Result: ...
@overload
def compute(
    methodology: Methodology,
    observations: None = None,
    *,
    prices: Prices | pd.DataFrame | File | None = None,
    tariffs: Tariffs | Submission | pd.DataFrame | File | None = None,
    economics: Economics | pd.DataFrame | File | None = None,
    edition: int | None = None,
    year: int | None = None,
    published: Published | pd.DataFrame | File | None = None,
    kind: Literal["exploration", "reconstruction", "demonstration"] = "exploration",
    progress: Callable[[int, int], None] | None = None,
) -> BasketResult: ...
# The tables of both indices by name, then the edition, the year and the kind.
def compute(  # noqa: PLR0913
    methodology: Methodology,
    observations: Observations | Submission | Selection | pd.DataFrame | File | None = None,
    *,
    prices: Prices | pd.DataFrame | File | None = None,
    tariffs: Tariffs | Submission | pd.DataFrame | File | None = None,
    economics: Economics | pd.DataFrame | File | None = None,
    edition: int | None = None,
    year: int | None = None,
    published: Published | pd.DataFrame | File | None = None,
    kind: Literal["exploration", "reconstruction", "demonstration"] = "exploration",
    progress: Callable[[int, int], None] | None = None,
) -> Result | BasketResult:
    """Compute an edition of an index.

    Parameters
    ----------
    methodology : Methodology
        From :func:`ictindex.methodology`.
    observations : Observations, Submission, Selection, DataFrame or path, optional
        For a composite index: one observation for each economy and indicator, or the sources
        selected by :func:`ictindex.select_sources`. For a questionnaire that was read, rates are
        derived from its counts, and it provides edition and year. Other objects are read with
        :func:`ictindex.read_observations`.
    prices : Prices, DataFrame or path, optional
        For price baskets: a price of each economy and basket, in the currency in which it is
        advertised. Other objects are read with :func:`ictindex.read_prices`.
    tariffs : Tariffs, Submission, DataFrame or path, optional
        For price baskets, instead of ``prices``: the plans of operators, or a questionnaire with
        them, from which each basket is bought in the cheapest way. Other objects are read with
        :func:`ictindex.read_tariffs`.
    economics : Economics, DataFrame or path, optional
        With ``prices`` or ``tariffs``: income, exchange rates and factors of purchasing power
        parity. Other objects are read with :func:`ictindex.read_economics`.
    edition : int, optional
        Year of the edition; by default the one that the methodology was chosen for.
    year : int, optional
        A retrospective year of the document, instead of the reference year.
    published : Published, DataFrame or path, optional
        Published figures of a composite to compare with the recomputed ones; by default those of
        this edition in the same file (``observations.published``).
    kind : str
        ``"exploration"``, ``"reconstruction"`` (from a printed annex) or ``"demonstration"``
        (synthetic); it is shown in every view.
    progress : callable, optional
        Called while baskets are bought from tariffs, with the number of baskets done and of all
        baskets.

    Returns
    -------
    Result or BasketResult
        Scores, or priced baskets; ranks, groups, explanations; a table when shown.

    Raises
    ------
    RefusedObservationsError
        If cells have errors, compete for one cell of the index, or are not admitted by the
        document; each is named with its file, line and remedy.
    UsageError, UnknownMethodologyError
        If the tables do not fit the index, or the document does not cover the edition or the year.
    DraftMethodologyError
        If the methodology is a draft.

    Notes
    -----
    A node has a score if all its inputs have one. An economy whose index cannot be computed is in
    ``excluded`` with the reason; a price that cannot be converted is in ``missing``. Nothing is
    imputed, re-weighted or solved backwards. The composite of the early price baskets is computed
    from prices, or from shares of income in a table of observations.

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
    documents.refuse_draft(document)
    figures: Any = observations
    plans: Any = tariffs
    of_figures, of_plans = find_submission(figures), find_submission(plans)
    if of_figures is not None:
        edition = of_figures.edition if edition is None else edition
        year = own_year(document, of_figures) if year is None else year
        figures = figures_of(of_figures)
    if of_plans is not None:
        edition = of_plans.edition if edition is None else edition
        plans = of_plans.tariffs
    # Scores of any index are computed from observations; all else depends on the index.
    index = document.index if figures is None else COMPOSITE
    tables = Tables(figures, prices, plans, economics, published)
    terms = Terms(edition, year, kind, progress)
    started = start_clock()
    result: Result | BasketResult = load_index(index).compute(methodology, tables, terms)
    log_step(started, "computed %s: %d economies", result.id, len(result.economies))
    return result
