"""The charts of a result by name: what ``result.plot`` is, with a method for each chart.

The room of charts stands above the results, so it is found by its name when a chart is drawn, as
the indices are.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any, ClassVar

from ictindex.core.arguments import ReadOnly
from ictindex.graphics.chart import Chart

DRAWINGS = "ictindex.charts.drawings"


class Plots(ReadOnly):
    """Charts of one thing; called itself, it draws the natural one.

    Parameters
    ----------
    subject : object
        What is drawn.

    Examples
    --------
    >>> import ictindex as ict
    >>> plots = ict.methodology("idi", edition=2024).plot
    >>> isinstance(plots, Plots), plots.kinds()
    (True, ('framework',))
    """

    natural: ClassVar[str]

    def __init__(self, subject: Any) -> None:
        self._set(_subject=subject)

    _subject: Any

    def __call__(self, **options: Any) -> Chart:
        """Draw the natural chart, with its arguments."""
        chart: Chart = getattr(self, self.natural)(**options)
        return chart

    def _draw(self, kind: str, **options: Any) -> Chart:
        drawings = importlib.import_module(DRAWINGS)
        chart: Chart = drawings.draw(kind, self._subject, **options)
        return chart

    @classmethod
    def kinds(cls) -> tuple[str, ...]:
        """Return the names of the charts.

        Returns
        -------
        tuple of str
            Each is a method.
        """
        hidden = {"kinds"}
        return tuple(
            name for name in dir(cls)
            if not name.startswith("_") and name not in hidden and callable(getattr(cls, name))
        )  # fmt: skip

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(self.kinds())}>"


class FrameworkPlots(Plots):
    """Charts of a methodology, as ``methodology.plot``.

    Parameters
    ----------
    subject : Methodology
        The methodology.

    Examples
    --------
    >>> import ictindex as ict
    >>> chart = ict.methodology("idi", edition=2024).plot.framework(language="en")
    >>> chart.data.query("depth == 1")["effective_weight"].tolist()
    [0.5, 0.5]
    """

    natural = "framework"

    def framework(self, *, language: str | None = None) -> Chart:
        """Draw the tree of the index as stacked blocks, each as high as its share of the index.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: node, parent, depth, weight (within the parent), effective_weight (the
            product of the weights up to the index), start, end.
        """
        return self._draw("framework", language=language)


class ResultPlots(FrameworkPlots):
    """Charts of the scores of an edition, as ``result.plot``; ``result.plot()`` ranks them.

    Economies can be named (``economies``), taken from a group of the edition's vintage
    (``group="africa"``), or cut to the ``first`` and ``last`` of the order. Where more than 40
    would be drawn, the first 40 are, and the chart says so. Missing scores are shown as missing:
    nothing is imputed, and an economy without the index is in no ranked chart. Estimates, values
    carried from an earlier year and values of a what-if are drawn by a sign of their own.

    Parameters
    ----------
    subject : Result
        The result.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> result.plot(first=3).data["economy"].unique().tolist()
    ['KWT', 'BHR', 'KOR']
    >>> result.plot.contributions(by="sub-indices", economies=["BRA"]).data["node"].tolist()
    ['universal-connectivity', 'meaningful-connectivity']
    >>> chart = result.plot.heat_map(group="africa", language="en")
    >>> chart.title
    'ICT Development Index 2024: scores of all indicators'
    >>> ceiling = result.plot.ceiling().data.set_index("node")
    >>> int(ceiling.loc["mobile-phone-ownership", "economies"])
    21
    """

    natural = "contributions"

    def contributions(
        self,
        *,
        by: str = "indicators",
        economies: Iterable[str] | None = None,
        group: str | None = None,
        first: int | None = None,
        last: int | None = None,
        language: str | None = None,
    ) -> Chart:
        r"""Draw ranked bars of what each score is made of.

        .. math:: c_{j} = w_j s_j, \qquad I = \sum_j c_j

        Parameters
        ----------
        by : str
            ``"indicators"``: the parts of the sub-indices; or ``"sub-indices"``.
        economies : iterable of str, optional
            ISO3 codes.
        group : str, optional
            Group of the edition's vintage, such as ``"arab-states"`` or ``"ldc"``.
        first, last : int, optional
            How many of the highest and of the lowest scores.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, node, score (as published), contribution (points of the index,
            unrounded), start and end (where its bar runs), index, flag.
        """
        return self._draw(
            "contributions",
            by=by, economies=economies, group=group, first=first, last=last, language=language,
        )  # fmt: skip

    def heat_map(
        self,
        *,
        economies: Iterable[str] | None = None,
        group: str | None = None,
        first: int | None = None,
        last: int | None = None,
        language: str | None = None,
    ) -> Chart:
        """Draw every score of economies and nodes as a shade with its number.

        Parameters
        ----------
        economies : iterable of str, optional
            ISO3 codes; also of economies without the index.
        group : str, optional
            Group of the edition's vintage.
        first, last : int, optional
            How many of the highest and of the lowest.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, node, score (as published; NaN: none), flag.
        """
        return self._draw(
            "heat_map",
            economies=economies, group=group, first=first, last=last, language=language,
        )  # fmt: skip

    def ceiling(self, *, language: str | None = None) -> Chart:
        """Draw for each indicator which share of the economies has the full score already.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: node, at_full, economies (with a score for it), share (percent).
        """
        return self._draw("ceiling", language=language)
