"""Editions beside one another: both roots, and a change only where the methodology is the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex import guards, numbers, terms
from ictindex.archive.whatif import figures
from ictindex.errors import UsageError
from ictindex.indices import BasketResult, Result
from ictindex.indices.pages import Shown
from ictindex.indices.views import signed
from ictindex.terms.blocks import Block

if TYPE_CHECKING:
    import pandas as pd


class EditionComparison(Shown):
    """Two editions beside one another. Made by :func:`ictindex.compare_editions`.

    Parameters
    ----------
    before, after : Result
        The editions.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> both = ict.compare_editions(found, ict.what_if(found, {("BRA", "internet-users"): "90"}))
    >>> both.comparable, both.roots
    (True, ('', ''))
    """

    before: Result
    after: Result

    def __init__(self, before: Result, after: Result) -> None:
        self._set(before=before, after=after)

    @property
    def roots(self) -> tuple[str, str]:
        """Root digests; empty of what is not an edition that was opened."""
        return str(getattr(self.before, "root", "")), str(getattr(self.after, "root", ""))

    @property
    def comparable(self) -> bool:
        """Whether both follow one methodology document, to the letter."""
        return self.before.methodology.document == self.after.methodology.document

    def to_frame(self, node: str | None = None) -> pd.DataFrame:
        """Return the scores and ranks of both, a row for each economy of either.

        Parameters
        ----------
        node : str, optional
            A node that both have; by default the index.

        Returns
        -------
        pandas.DataFrame
            Columns economy, before, after (points, rounded as published), change (points; absent
            where the methodologies differ), rank_before, rank_after. The roots are in ``attrs``.

        Raises
        ------
        CatalogueError
            If the node is not part of both.

        Examples
        --------
        >>> import ictindex as ict
        >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
        >>> both = ict.compare_editions(found, found)
        >>> both.to_frame().columns.tolist()
        ['economy', 'before', 'after', 'change', 'rank_before', 'rank_after']
        """
        import pandas as pd

        rows = [
            (economy, as_float(old), as_float(new), as_float(_change(old, new)), was, is_)
            for economy, old, new, was, is_ in self._rows(node)
        ]
        names = ["economy", "before", "after", "change", "rank_before", "rank_after"]
        frame = pd.DataFrame(rows, columns=names)
        frame = frame.astype({"rank_before": "Int64", "rank_after": "Int64"})
        if not self.comparable:
            frame = frame.drop(columns="change")
        frame.attrs.update(
            before=self.before.id, after=self.after.id, root_before=self.roots[0],
            root_after=self.roots[1], comparable=self.comparable,
        )  # fmt: skip
        return frame

    def _rows(
        self, node: str | None
    ) -> Iterator[tuple[str, Decimal | None, Decimal | None, int | None, int | None]]:
        key = self.before.methodology.plan.root if node is None else node
        for result in (self.before, self.after):
            result.position(key)
        for economy in sorted({*self.before.economies, *self.after.economies}):
            _, old, was = figures(self.before, economy)[key]
            _, new, is_ = figures(self.after, economy)[key]
            yield economy, old, new, was, is_

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            terms.Heading(terms.text("comparison", "editions", language), 2),
            terms.Bullets([
                _origin(one, root, language)
                for one, root in zip((self.before, self.after), self.roots, strict=True)
            ]),
        ]  # fmt: skip
        if not self.comparable:
            used = [self.before.methodology.id, self.after.methodology.id]
            told = terms.text("views", "different-methodologies", language, documents=used)
            blocks.append(terms.Paragraph(told, note=True))
        for one in (self.before, self.after):
            # The roots are told above.
            notices = [told for told in one._notices(language) if "sha256:" not in told]
            blocks += [terms.Paragraph(told, note=True) for told in notices]
        headers = [
            terms.text("views", "economy", language), self.before.id, self.after.id,
            *([terms.text("comparison", "change", language)] if self.comparable else []),
            *(terms.text("comparison", key, language) for key in ("rank-before", "rank-after")),
        ]  # fmt: skip
        rows = []
        for economy, old, new, was, is_ in self._rows(None):
            change = _change(old, new)
            rows.append([
                terms.economy_name(economy, language), as_number(old, language),
                as_number(new, language),
                *([] if not self.comparable else [
                    "–" if change is None else signed(change, language)
                ]),
                str(was or "–"), str(is_ or "–"),
            ])  # fmt: skip
        blocks.append(terms.Table(headers, rows, frozenset(range(1, len(headers)))))
        return blocks


def _origin(result: Result, root: str, language: str) -> str:
    kind = terms.label("kinds", result.kind, language)
    shown = root or terms.text("comparison", "no-root", language)
    return terms.pair(terms.detail(result.id, kind, language), shown, language)


def _change(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    if before is None or after is None:
        return None
    with numbers.exact():
        return after - before


def as_float(number: Decimal | None) -> float:
    return float("nan") if number is None else float(number)


def as_number(number: Decimal | None, language: str) -> str:
    return "–" if number is None else terms.number(number, language)


def compare_editions(before: Result, after: Result) -> EditionComparison:
    """Put two editions of one index beside one another.

    Parameters
    ----------
    before, after : Result
        Editions that were opened, or other results; a what-if says that it is one.

    Returns
    -------
    EditionComparison
        With both roots; where the methodologies differ it warns, and gives no change.

    Raises
    ------
    UsageError
        If they are of different indices.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> ict.compare_editions(found, found).to_frame()["change"].max()
    np.float64(0.0)
    """
    both: dict[str, Any] = {"before": before, "after": after}
    for name, one in both.items():
        if isinstance(one, BasketResult):
            raise UsageError("archive.of-baskets", id=one.id)
        guards.require(isinstance(one, Result), name, "result", one)
    if before.methodology.document.index != after.methodology.document.index:
        raise UsageError("series.mixed")
    return EditionComparison(before, after)
