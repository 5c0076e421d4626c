"""Comparison of two editions: both roots, and changes only under the same methodology."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, overload

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.indices.results import result_kind
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.what_if import difference, score_figures
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import put_before

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.result import BasketResult

_FIGURES = (
    Column("before", "figure", "=before", "rounded as published"),
    Column("after", "figure", "=after", "rounded as published"),
    Column(
        "change",
        "figure",
        "comparison/change",
        "absent if the methodologies differ",
        signed=True,
        page="comparable",
        data="comparable",
    ),
)
SCORES = define(
    "edition-comparison",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    *_FIGURES,
    Column("rank_before", "rank", "comparison/rank-before", gaps=True),
    Column("rank_after", "rank", "comparison/rank-after", gaps=True),
    *(
        Column(f"{name}_{when}", "count", gaps=True, get=f"={name}_{when}", page=False)
        for when in ("before", "after")
        for name in ("among", "of")
    ),
    result_kind.KIND_OF_RESULT,
    key=("economy",),
)
BASKETS = define(
    "basket-comparison",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("basket", "basket", page=False),
    *_FIGURES,
    result_kind.KIND_OF_RESULT,
    key=("economy", "basket"),
)


class Comparison(arguments.ReadOnly, Renderable):
    """Two editions of one index side by side: the common base of both kinds of comparison.

    Parameters
    ----------
    before, after : Result or BasketResult
        The editions.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> isinstance(ict.editions.compare_editions(found, found), Comparison)
    True
    """

    before: Any
    after: Any

    def __init__(self, before: Any, after: Any) -> None:
        self._set(before=before, after=after)

    @property
    def roots(self) -> tuple[str, str]:
        """Root digests; empty for a result that is not an opened edition."""
        return str(getattr(self.before, "root", "")), str(getattr(self.after, "root", ""))

    @property
    def comparable(self) -> bool:
        """True if both follow exactly the same methodology document."""
        return bool(self.before.methodology.document == self.after.methodology.document)

    def _marks(self) -> dict[str, object]:
        return {
            "before": self.before.id,
            "after": self.after.id,
            "root_before": self.roots[0],
            "root_after": self.roots[1],
            "comparable": self.comparable,
        }

    def _origins(self, language: str) -> list[Block]:
        """Return the lines above the figures: both roots, and warnings about the comparison."""
        blocks: list[Block] = [
            i18n.Heading(i18n.text("comparison", "editions", language), 2),
            i18n.Bullets(
                [
                    _origin(edition, root, language)
                    for edition, root in zip((self.before, self.after), self.roots, strict=True)
                ]
            ),
        ]
        if not self.comparable:
            used = (self.before.methodology.id, self.after.methodology.id)
            notice = i18n.Sentence("views/different-methodologies", documents=used)
            blocks.append(notice.as_note())
        for edition in (self.before, self.after):
            # The roots are shown above.
            notices = [n for n in edition.list_notices() if "sha256:" not in n.to_text(language)]
            blocks += [notice.as_note() for notice in notices]
        return blocks

    def _facts(self) -> dict[str, object]:
        """Return what is true of all rows: the editions, and the kinds of their results."""
        kinds = result_kind.join_kinds((self.before.kind, self.after.kind)).split(";")
        return {
            "before": self.before.id,
            "after": self.after.id,
            "comparable": self.comparable,
            result_kind.COLUMN: result_kind.join_kinds(kinds),
        }


class EditionComparison(Comparison):
    """Two editions of a composite index side by side.

    Made by :func:`ictindex.editions.compare_editions`.

    Parameters
    ----------
    before, after : Result
        The editions.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): "90"})
    >>> both = ict.editions.compare_editions(found, other)
    >>> both.comparable, both.roots
    (True, ('', ''))
    >>> both.to_frame().columns.tolist()[:6]
    ['economy', 'before', 'after', 'change', 'rank_before', 'rank_after']
    """

    before: Result
    after: Result

    def to_frame(self, node: str | None = None, *, names: str | None = None) -> pd.DataFrame:
        """Return the scores and ranks of both, a row for each economy of either.

        Parameters
        ----------
        node : str, optional
            A node that both have; by default the index.
        names : str, optional
            Language of names that replace codes; the codes are kept next to them: see
            :func:`ictindex.data.name_codes`. By default only codes.

        Returns
        -------
        pandas.DataFrame
            Columns economy, before, after (points, rounded as published), change (points; absent if
            the methodologies differ), rank_before, rank_after, among_before, among_after (number of
            ranked economies), of_before, of_after (number of economies of the edition, if known),
            result_kind. The roots are in ``attrs``.

        Raises
        ------
        CatalogueError
            If the node is not part of both.
        """
        frame = write_frame(self._table(node), self._marks())
        return put_names(frame, names, self)

    _json_name = "edition-comparison"

    def _to_dict(self) -> dict[str, Any]:
        """Return the comparison of the index as plain data, for JSON."""
        return {"rows": write_records(self._table(None))}

    def _table(self, node: str | None) -> Table:
        extents = {
            f"{name}_{when}": count
            for when, extent in (("before", self.before.extent), ("after", self.after.extent))
            for name, count in (("among", extent.here), ("of", extent.whole))
        }
        return Table.of(SCORES, self._rows(node), self._facts() | extents)

    def _rows(self, node: str | None) -> Iterator[dict[str, object]]:
        key = self.before.methodology.plan.root if node is None else node
        for result in (self.before, self.after):
            result.position(key)
        for economy in sorted({*self.before.economies, *self.after.economies}):
            _, old, was = score_figures(self.before, economy)[key]
            _, new, is_ = score_figures(self.after, economy)[key]
            ranks = {"rank_before": was, "rank_after": is_}
            yield {"economy": economy, **_figures(old, new), **ranks}

    def _blocks(self, language: str) -> list[Block]:
        notes = [
            put_before(edition.id, notice).as_note()
            for edition in (self.before, self.after)
            if (notice := edition.extent.sentence)
        ]
        return [*self._origins(language), *notes, write_grid(self._table(None), language)]


class BasketComparison(Comparison):
    """Two editions of the price basket side by side.

    Made by :func:`ictindex.editions.compare_editions`.

    Parameters
    ----------
    before, after : BasketResult
        The editions.

    Examples
    --------
    >>> import ictindex as ict
    >>> names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    >>> prices, economics = map(ict.sample_data, names)
    >>> found = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    >>> other = ict.what_if(found, {("ECU", "fixed-broadband"): "25"})
    >>> both = ict.editions.compare_editions(found, other)
    >>> both.comparable, both.baskets[-1]
    (True, 'fixed-broadband')
    >>> both.to_frame().query("change > 0").values.tolist()
    [['ECU', 'fixed-broadband', 4.62, 4.67, 0.05, 'exploration;what-if']]
    """

    before: BasketResult
    after: BasketResult

    @property
    def baskets(self) -> tuple[str, ...]:
        """Ids of the baskets that both have, in the order of the later one."""
        return tuple(basket for basket in self.after.baskets if basket in self.before.baskets)

    def to_frame(
        self,
        measure: str = "share",
        *,
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return the published figures of both, a row for each economy of either and basket.

        Parameters
        ----------
        measure : str
            ``"share"``, ``"usd"``, ``"ppp"`` or ``"local"``.
        names : str, optional
            Language of names that replace codes; the codes are kept next to them: see
            :func:`ictindex.data.name_codes`. By default only codes.

        Returns
        -------
        pandas.DataFrame
            Columns economy, basket, before, after (rounded as published), change (absent if the
            methodologies differ: another allowance makes another basket). The roots are in
            ``attrs``.

        Raises
        ------
        UsageError
            If there is no such measure.
        """
        frame = write_frame(self._table(measure), self._marks() | {"measure": measure})
        return put_names(frame, names, self)

    _json_name = "basket-comparison"

    def _to_dict(self) -> dict[str, Any]:
        """Return the comparison of the shares of income as plain data, for JSON."""
        return {"rows": write_records(self._table("share"))}

    def _table(self, measure: str) -> Table:
        return Table.of(BASKETS, self._rows(measure), self._facts())

    def _rows(self, measure: str) -> Iterator[dict[str, object]]:
        economies = sorted({*self.before.economies, *self.after.economies})
        for basket in self.baskets:
            for economy in economies:
                old, new = (
                    edition.figure(economy, basket, measure)
                    if economy in edition.economies
                    else None
                    for edition in (self.before, self.after)
                )
                yield {"economy": economy, "basket": basket, **_figures(old, new)}

    def _blocks(self, language: str) -> list[Block]:
        blocks = self._origins(language)
        table = self._table("share")
        for basket in self.baskets:
            own = [n for n, name in enumerate(table.cells["basket"]) if name == basket]
            title = i18n.detail(
                i18n.label("baskets", basket, language),
                i18n.label("measures", "share", language),
                language,
            )
            blocks.append(i18n.Heading(title, 3))
            blocks.append(write_grid(table.take(own), language))
        return blocks


def _origin(result: Result | BasketResult, root: str, language: str) -> str:
    kind = i18n.label("kinds", result.kind, language)
    shown = root or i18n.text("comparison", "no-root", language)
    return i18n.pair(i18n.detail(result.id, kind, language), shown, language)


def _figures(old: Decimal | None, new: Decimal | None) -> dict[str, Decimal | None]:
    """Return the figures of a row: before, after, and the change."""
    return {"before": old, "after": new, "change": difference(old, new)}


@overload
def compare_editions(before: BasketResult, after: BasketResult) -> BasketComparison: ...
@overload
def compare_editions(before: Result, after: Result) -> EditionComparison: ...
def compare_editions(
    before: Result | BasketResult, after: Result | BasketResult
) -> EditionComparison | BasketComparison:
    """Compare two editions of one index.

    Parameters
    ----------
    before, after : Result or BasketResult
        Opened editions, or other results; a what-if is marked as one.

    Returns
    -------
    EditionComparison or BasketComparison
        The comparison with both roots; if the methodologies differ, it has a warning and no change.

    Raises
    ------
    UsageError
        If they are of different indices.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> ict.editions.compare_editions(found, found).to_frame()["change"].max()
    np.float64(0.0)
    """
    both: dict[str, Any] = {"before": before, "after": after}
    for name, result in both.items():
        arguments.require(isinstance(result, EditionResult), name, "result", result)
    if (before.index, before.implementation) != (after.index, after.implementation):
        raise UsageError("series.mixed")
    return _COMPARISONS[before.implementation](before, after)


# By the id under which the registry has the index that computed the results.
_COMPARISONS: Mapping[str, type[EditionComparison | BasketComparison]] = MappingProxyType(
    {"idi": EditionComparison, "ipb": BasketComparison}
)
