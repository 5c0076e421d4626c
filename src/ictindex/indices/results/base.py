"""The base class of the results of both indices: their common data and methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from ictindex.core.arguments import ReadOnly, is_text
from ictindex.core.errors import CatalogueError
from ictindex.core.own_terms import OwnTerms, terms_of
from ictindex.core.records import Record, parts_of, read_only
from ictindex.definitions import catalogue, documents
from ictindex.definitions.catalogue.economies import economy_by_name
from ictindex.definitions.documents import is_of_lab
from ictindex.definitions.documents.lab_kinds import VARIANT
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.origin_notices import OriginNotices
from ictindex.indices.results.result_kind import COLUMN, OFFICIAL, UNSIGNED, name_of
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.core.arrays import Array
    from ictindex.data.published_figures import Published


# Attributes of frames that count something; files of arrays have them as text.
_COUNTS = frozenset({"errata", "errata_retracted", "own_areas"})


class IndexFigures(ReadOnly, Renderable):
    """Figures of one index: a result, or a series of results.

    Examples
    --------
    >>> import ictindex as ict
    >>> import pandas as pd
    >>> rows = [("CHE", 2018, "1.01"), ("CHE", 2019, "0.91")]
    >>> table = pd.DataFrame(rows, columns=["economy", "year", "value"])
    >>> series = ict.prices.read_baskets(table, constants={"basket": "i154_FBB5_GNI"})
    >>> isinstance(series, IndexFigures), series.implementation, series.index
    (True, 'ipb', 'ipb')
    """

    # Id of the computing index in the registry; for the composite of price baskets it is "idi".
    implementation: ClassVar[str]

    @property
    def index(self) -> str:
        """Id of the index: ``"idi"`` or ``"ipb"``."""
        return self.implementation


@read_only
class EditionResult(Record, OriginNotices, IndexFigures):
    """Figures of an edition, economies x columns, computed by a methodology from tables.

    Parameters
    ----------
    methodology : Methodology
        The methodology that computed it.
    edition, year : int
        The edition, and the year of its data.
    kind : str
        ``exploration``, ``reconstruction`` or ``demonstration``; only an edition is ``official``.
    published : Published or None
        Published figures to compare the recomputed ones with.
    put_in : frozenset of (str, str)
        Cells (economy, column) whose value a what-if replaced.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> isinstance(result, EditionResult), result.id, result.is_reference_year, result.decimals
    (True, 'idi-2024-exploration', True, 1)
    >>> result.index, result.columns[:2], result.economy_position("AFG")
    ('idi', ('idi', 'universal-connectivity'), 0)
    >>> result.position("internet-users")
    0
    >>> result.with_kind("reconstruction").id, result.notices("en"), result.frame_attributes()
    ('idi-2024-reconstruction', [], {})
    >>> result.is_provisional
    False
    >>> result.head()["result_kind"], sorted(result.parts())[:3]
    ('exploration', ['edition', 'exact_scores', 'exclusion_findings'])
    """

    methodology: Methodology
    edition: int
    year: int
    kind: str
    published: Published | None = None
    put_in: frozenset[tuple[str, str]] = frozenset()

    if TYPE_CHECKING:  # each index provides these, with the same meaning and type

        @property
        def economies(self) -> tuple[str, ...]:
            """ISO3 codes, sorted: the first axis of the arrays."""

        @property
        def columns(self) -> tuple[str, ...]:
            """Nodes or baskets in reading order."""

        @property
        def missing(self) -> Array:
            """Mask of the cells without figure: bool, economies x positions."""

        @property
        def rounded(self) -> Array:
            """Figures as published: decimals, economies x positions; ``None`` for none."""

        @property
        def exact(self) -> pd.DataFrame:
            """Unrounded figures: decimals of 20 places, economies x columns; ``None`` for none."""

        @property
        def excluded(self) -> pd.DataFrame:
            """Economies without figure: columns economy, reason, missing, message."""

        @property
        def flags(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
            """Flags by (economy, column)."""

        @property
        def dataset(self) -> xr.Dataset:
            """Everything as an xarray dataset."""

        def position(self, column: str, /) -> int:
            """Return the position of a column on the last axis of the arrays."""

        def to_frame(self, *, rounded: bool = True, names: str | None = None) -> pd.DataFrame:
            """Return one row for each economy and column."""

        def groups(
            self,
            by: str | Mapping[str, str] = "itu-region",
            *,
            vintage: str | None = None,
            names: str | None = None,
        ) -> pd.DataFrame:
            """Return group figures."""

        def comparison(self, *, names: str | None = None) -> pd.DataFrame:
            """Return recomputed figures with the published ones."""

        def explain(self, economy: str, *, language: str | None = None) -> Renderable:
            """Show the whole arithmetic of an economy."""

    def parts(self) -> dict[str, Any]:
        """Return its parts by name.

        Returns
        -------
        dict
            The arguments that make the same result again.
        """
        return parts_of(self)

    def with_kind(self, kind: str) -> Self:
        """Return the same result as another kind; a published result has the kind of its edition.

        Parameters
        ----------
        kind : str
            The kind.

        Returns
        -------
        EditionResult
            A new result; a what-if keeps its kind.
        """
        return replace(self, kind=kind)

    def _notices(self) -> list[Sentence]:
        document = self.methodology.document
        notices: list[Sentence] = []
        if is_of_lab(document):
            from ictindex.indices.results.lab_page import list_lab_notices

            notices = list_lab_notices(document)
        if self.is_provisional:
            until = documents.validity(self.methodology.document)[1]
            facts = {"edition": str(self.edition), "document": document.id, "until": str(until)}
            notices.insert(0, Sentence("views/provisional", **facts))
        successor = documents.successor(document)
        if successor is not None:
            facts = {"document": document.id, "successor": successor.id}
            notices.append(Sentence("methodology/replaced", **facts))
        return notices

    def frame_attributes(self) -> dict[str, str]:
        """Return the notices for the attributes of datasets and frames.

        Returns
        -------
        dict
            Text by name.
        """
        attributes: dict[str, str] = {}
        if is_of_lab(self.methodology.document):
            from ictindex.indices.results.lab_page import lab_attributes

            attributes = lab_attributes(self.methodology.document)
        if self.is_provisional:
            attributes["provisional"] = "no decision on the methodology of the edition is on record"
        return attributes

    @property
    def is_provisional(self) -> bool:
        """True if no decision is on record that the methodology is that of the edition."""
        return self.kind != OFFICIAL and self.methodology.is_provisional

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names and facts of the user's own indicators and areas, if there are any."""
        return terms_of(self.methodology)

    @property
    def index(self) -> str:
        """Id of the index: ``"idi"`` or ``"ipb"``."""
        return self.methodology.document.index

    @property
    def id(self) -> str:
        """Id of the result, with its kind: ``idi-2024-reconstruction``.

        The id of a provisional result says so: ``ipb-2026-provisional-exploration``.

        The id also names a retrospective year: ``idi-2015-data-of-2010-exploration``. Only the id
        of an official edition has no kind: ``idi-2024``. An opened edition with such an id that its
        publisher did not sign keeps its id, and its kind is ``unsigned``.
        """
        of = "" if self.is_reference_year else f"-data-of-{self.year}"
        kind = "" if self.kind in (OFFICIAL, UNSIGNED) else f"-{self.kind}"
        document = self.methodology.document
        is_variant = is_of_lab(document) and document.kind == VARIANT
        variant = f"-{getattr(document, 'name', '')}" if is_variant else ""
        provisional = "-provisional" if self.is_provisional else ""
        return f"{self.index}-{self.edition}{of}{provisional}{kind}{variant}"

    def equals(self, other: object) -> bool:
        """Tell whether another result has the same figures, of the same kind.

        Parameters
        ----------
        other : Result or BasketResult
            Another result.

        Returns
        -------
        bool
            ``True`` if id, kind, methodology, economies, nodes (or baskets), all figures before
            and after rounding, and the ranks are equal.

        Examples
        --------
        >>> import ictindex as ict
        >>> idi, file = ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv")
        >>> result = ict.compute(idi, file)
        >>> result.equals(ict.compute(idi, file)), result.equals(result.with_kind("reconstruction"))
        (True, False)
        """
        if not isinstance(other, EditionResult) or other.implementation != self.implementation:
            return False
        names = ("id", "kind", "methodology", "edition", "year", "economies", "columns")
        same = all(getattr(self, name) == getattr(other, name) for name in names)
        return same and self._has_figures_of(other)

    def _has_figures_of(self, other: Any) -> bool:
        """Tell whether every figure is equal, before and after rounding."""
        raise AssertionError(type(self).__name__)

    def head(self) -> dict[str, Any]:
        """Return the identity of the result as plain data.

        Returns
        -------
        dict
            Id, kind, result_kind, methodology, edition, year.
        """
        return {
            "id": self.id,
            "kind": self.kind,
            COLUMN: name_of(self.kind),
            "methodology": self.methodology.id,
            "edition": self.edition,
            "year": self.year,
        }

    @property
    def is_reference_year(self) -> bool:
        """True if the data year is that of the edition, not a retrospective one."""
        years = self.methodology.document.years
        return years is not None and self.year == self.edition + years.reference

    @property
    def decimals(self) -> int:
        """Decimals of publication."""
        rounding = self.methodology.document.rounding
        return 0 if rounding is None else rounding.decimals

    def economy_position(self, economy: str) -> int:
        """Return the position of an economy on the first axis of the arrays.

        Parameters
        ----------
        economy : str
            ISO3 code.

        Returns
        -------
        int
            Position, counted from 0.

        Raises
        ------
        CatalogueError
            If the economy is not in this result; the message names the code nearest to it.
        """
        if economy not in self.economies:
            hint = catalogue.economy_hint(economy) if is_text(economy) else None
            near = hint in self.economies
            code = "explain.economy-unknown-near" if near else "explain.economy-unknown"
            own = self._own_terms
            if own is not None and own.areas:
                code = "explain.area-unknown-near" if near else "explain.area-unknown"
            raise CatalogueError(
                code,
                wanted=str(economy)[:80],
                hint=hint if near else "-",
                result=self.id,
            )
        return self.economies.index(economy)


def record_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a frame as plain data, in which counts are whole numbers."""
    return {name: int(own) if name in _COUNTS else own for name, own in attributes.items()}


def find_economy(result: EditionResult, wanted: str) -> str:
    """Return the code of an economy of a result from its code, or from its name in any language."""
    if is_text(wanted) and wanted not in result.economies:
        code = economy_by_name(wanted)
        if code in result.economies:
            return str(code)
    result.economy_position(wanted)  # refuses an unknown economy
    return wanted
