"""Editions of one index next to one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from ictindex import i18n
from ictindex.core import decimals as numbers
from ictindex.core.arguments import ReadOnly, require
from ictindex.core.errors import UsageError
from ictindex.i18n.document import Block
from ictindex.i18n.frame_names import put_names
from ictindex.i18n.renderable import Renderable, records_of
from ictindex.results import result_kind
from ictindex.results.base import IndexFigures
from ictindex.results.registry import COMPOSITE, load_index

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.idi.result import Result
    from ictindex.ipb.price_series import PriceSeries
    from ictindex.ipb.result import BasketResult


class Series(ReadOnly, Renderable):
    """Several editions of one index, an axis more. Made by :func:`ictindex.analysis.concat`.

    Parameters
    ----------
    results : sequence of Result
        The editions, in any order.

    Examples
    --------
    >>> import ictindex as ict
    >>> now = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> series = ict.analysis.concat([now])
    >>> float(series.dataset["score"].sel(edition="2024", economy="BRA", node="idi"))
    82.0
    >>> float(series.scores.loc["BRA", "2024"])
    82.0
    >>> float(series.change()["change"].max())  # one edition: first and last are the same
    0.0
    >>> [row["2024"] for row in series.to_dict()["rows"] if row["economy"] == "BRA"]
    [82.0]

    Levels of different methodologies never compare:

    >>> korea = ict.sample_data("worked-example-2011.csv")
    >>> series = ict.analysis.concat([now, ict.compute(ict.methodology("idi", 2011), korea)])
    >>> series.labels, series.comparable
    (('2011', '2024'), False)
    >>> series.methodologies
    ('idi-methodology-2011', 'idi-methodology-2023')
    """

    results: tuple[Result, ...]

    def __init__(self, results: Sequence[Result]) -> None:
        ordered = sorted(results, key=lambda r: (r.edition, r.year, r.methodology.id))
        self._set(results=tuple(ordered))

    @property
    def labels(self) -> tuple[str, ...]:
        """A label for each edition.

        The data year is added where it is not the reference year, and the methodology where an
        edition was computed by more than one.
        """
        plain = [
            r.id  # what is no edition is not to be taken for one
            if "what_if" in r.frame_attributes()
            else str(r.edition)
            if r.is_reference_year
            else f"{r.edition} ({r.year})"
            for r in self.results
        ]
        return tuple(
            label if plain.count(label) == 1 else f"{label} ({result.methodology.id})"
            for label, result in zip(plain, self.results, strict=True)
        )

    @property
    def methodologies(self) -> tuple[str, ...]:
        """Ids of the methodologies, in the order of the editions, each once."""
        return tuple(dict.fromkeys(result.methodology.id for result in self.results))

    @property
    def comparable(self) -> bool:
        """Whether all editions follow one methodology: levels of different ones never compare."""
        return len(self.methodologies) == 1

    @property
    def dataset(self) -> xr.Dataset:
        """The datasets of the editions along a new axis ``edition``; NaN where not in one."""
        import pandas as pd
        import xarray as xr

        parts = [result.dataset.drop_vars(["kind", "unit"]) for result in self.results]
        filled = {"status": "", "source_class": "", "flags": "", "rank": np.nan}
        joined = xr.concat(
            parts,
            pd.Index(self.labels, name="edition"),
            join="outer",
            fill_value=filled,
            combine_attrs="drop_conflicts",
            coords="minimal",
            compat="override",
            data_vars="all",
        )
        joined.attrs["methodologies"] = ", ".join(self.methodologies)
        roots = [result.frame_attributes().get("root", "") for result in self.results]
        if any(roots):  # each figure is that of its own edition
            joined.attrs["roots"] = ", ".join(roots)
        return joined

    @property
    def scores(self) -> pd.DataFrame:
        """Rounded score of the index: economies x editions; NaN where there is none."""
        import pandas as pd

        columns = {
            label: result.scores[result.methodology.plan.root]
            for label, result in zip(self.labels, self.results, strict=True)
        }
        frame = pd.DataFrame(columns).sort_index()
        frame.index.name = "economy"
        frame.columns.name = "edition"
        return result_kind.add_kind(frame, self._kinds(self.results))

    def _kinds(self, results: Iterable[Result]) -> str:
        return result_kind.join_kinds(result.kind for result in results)

    def change(self, node: str | None = None, *, names: str | None = None) -> pd.DataFrame:
        """Return the change from the first to the last edition, for economies in both.

        Parameters
        ----------
        node : str, optional
            A node that all editions have; by default the index.
        names : str, optional
            Language of names in the place of codes, which are kept beside them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, first, last, change (points, from the figures as published, which are
            rounded), exact_change (from the unrounded scores, ``Decimal``), result_kind.

        Raises
        ------
        UsageError
            If the editions follow different methodologies, or the node is unknown.
        """
        import pandas as pd

        if not self.comparable:
            raise UsageError("series.not-comparable", documents=self.methodologies)
        first, last = self.results[0], self.results[-1]
        plan = first.methodology.plan
        key = plan.root if node is None else node
        if key not in plan.nodes:
            raise UsageError("explain.node-unknown", wanted=key, allowed=first.nodes)
        old, new = _rounded(first, key), _rounded(last, key)
        rows = []
        for economy in sorted(old.keys() & new.keys()):
            with numbers.exact():
                change = new[economy] - old[economy]
                exact = last.unrounded(economy)[key] - first.unrounded(economy)[key]
            figures = (float(old[economy]), float(new[economy]), float(change))
            rows.append((economy, *figures, exact))
        headers = ["economy", "first", "last", "change", "exact_change"]
        return put_names(
            result_kind.add_kind(pd.DataFrame(rows, columns=headers), self._kinds((first, last))),
            names,
            self,
        )

    def blocks(self, language: str) -> list[Block]:
        scores = self.scores.drop(columns=result_kind.COLUMN)
        title = i18n.text("views", "editions-side-by-side", language)
        blocks: list[Block] = [i18n.Heading(title, 2)]
        if not self.comparable:
            note = i18n.text(
                "views", "different-methodologies", language, documents=self.methodologies
            )
            blocks.append(i18n.Paragraph(note, note=True))
        for result in self.results:
            blocks += [
                i18n.Paragraph(i18n.pair(result.id, notice, language))
                for notice in result.notices(language)
            ]
        decimals = [result.decimals for result in self.results]
        rows = [
            [
                i18n.economy_name(str(economy), language),
                *(
                    "–"
                    if np.isnan(value)
                    else i18n.number(Decimal(f"{value:.{places}f}"), language)
                    for value, places in zip(row, decimals, strict=True)
                ),
            ]
            for economy, row in zip(scores.index, scores.to_numpy(), strict=True)
        ]
        headers = [i18n.text("views", "economy", language), *self.labels]
        blocks.append(i18n.Table(headers, rows, frozenset(range(1, len(headers)))))
        return blocks

    def to_dict(self) -> dict[str, Any]:
        """Return the rounded scores as plain data, for JSON.

        Returns
        -------
        dict
            Ids of the results and methodologies, and a row of scores for each economy.
        """
        return {
            "results": [result.id for result in self.results],
            "methodologies": list(self.methodologies),
            "rows": records_of(self.scores.reset_index()),
        }


def _rounded(result: Result, node: str) -> dict[str, Decimal]:
    n = result.position(node)
    return {
        economy: score
        for economy, row in zip(result.economies, result.rounded_rows, strict=True)
        if row[-1] is not None and (score := row[n]) is not None
    }


@overload
def concat(results: Sequence[Result]) -> Series: ...
@overload
def concat(results: Sequence[BasketResult | PriceSeries]) -> PriceSeries: ...
def concat(
    results: Sequence[Result] | Sequence[BasketResult | PriceSeries],
) -> Series | PriceSeries:
    """Put editions side by side.

    Parameters
    ----------
    results : sequence of Result, or of BasketResult and PriceSeries
        Results of one index, each edition and year once; or priced baskets, computed or read.

    Returns
    -------
    Series or PriceSeries
        Of results with scores a series with ``dataset`` (edition x economy x node), ``scores``
        and ``change()``; of priced baskets a series of prices by definition and year.

    Raises
    ------
    UsageError
        If there is no result, or an edition or price is given twice, or indices are mixed.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> dict(ict.analysis.concat([result]).dataset.sizes)
    {'edition': 1, 'economy': 24, 'node': 14}
    """
    require(isinstance(results, Iterable), "results", "results", results)
    listed: list[Any] = list(results)
    for result in listed:
        require(isinstance(result, IndexFigures), "results", "results", result)
    if not listed:
        raise UsageError("series.empty")
    if len({(result.implementation, result.index) for result in listed}) > 1:
        raise UsageError("series.mixed")
    implementation = listed[0].implementation
    if implementation != COMPOSITE:
        series: PriceSeries = load_index(implementation).join_results(listed)
        return series
    keys = [(result.edition, result.year, result.methodology.id) for result in listed]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise UsageError("series.twice", edition=str(twice[0][0]), year=str(twice[0][1]))
    return Series(listed)
