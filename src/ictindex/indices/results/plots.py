"""The charts of a result by name: ``result.plot`` has a method for each chart.

The room of charts is above the results, so it is imported by name when a chart is drawn, as the
indices are.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from ictindex.core.arguments import ReadOnly
from ictindex.core.errors import UsageError

if TYPE_CHECKING:
    from ictindex.publishing.graphics.chart import Chart

DRAWINGS = "ictindex.publishing.charts.drawings"


class Plots(ReadOnly):
    """Charts of one subject; a call of the object itself draws the natural chart.

    Parameters
    ----------
    subject : object
        The subject of the charts.

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
            name
            for name in dir(cls)
            if not name.startswith("_") and name not in hidden and callable(getattr(cls, name))
        )

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
    (``group="africa"``), or limited to the ``first`` and ``last`` of the order. If there are more
    than 40, a chart shows the first 40 and says so. Missing scores are shown as missing: nothing is
    imputed, and an economy without the index is in no ranked chart. Estimates, values carried from
    an earlier year and values of a what-if have a sign of their own.

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
    >>> profile = result.plot.profile("BRA").data
    >>> profile.query("node == 'idi' and role == 'itu-region'")[["score", "count"]].values.tolist()
    [[84.8, 3.0]]
    >>> quadrants = result.plot.scatter("universal-connectivity", "idi").data["quadrant"]
    >>> sorted(set(quadrants)), result.plot.map().data["economy"].nunique()
    (['high-high', 'high-low', 'low-high', 'low-low'], 24)
    >>> float(result.plot.correlations().data["correlation"].max()) <= 1
    True
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
        r"""Draw ranked bars of the contributions to each score.

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
            Number of the highest and of the lowest scores to show.
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
            by=by,
            economies=economies,
            group=group,
            first=first,
            last=last,
            language=language,
        )

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
            economies=economies,
            group=group,
            first=first,
            last=last,
            language=language,
        )

    def ceiling(self, *, language: str | None = None) -> Chart:
        """Draw for each indicator the share of economies that already have the full score.

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

    def profile(self, economy: str, *, language: str | None = None) -> Chart:
        """Draw one economy on every node among those of its region, with medians of its groups.

        Regions and income groups are those of the edition's own vintage; without a vintage there
        are no groups. The medians are unweighted, over the economies with the index.

        Parameters
        ----------
        economy : str
            ISO3 code.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: node, role (``economy``, ``member`` of its region, or the grouping whose
            median it is), economy, group, score, value (of the indicator, in its unit), count
            (economies in the median), flag.
        """
        return self._draw("profile", economy=economy, language=language)

    def scatter(
        self,
        x: str | None = None,
        y: str | None = None,
        *,
        economies: Iterable[str] | None = None,
        group: str | None = None,
        labels: Iterable[str] | None = None,
        language: str | None = None,
    ) -> Chart:
        """Draw the scores of two nodes against one another, with quadrants at their medians.

        Parameters
        ----------
        x, y : str, optional
            Ids of nodes; by default the first two sub-indices.
        economies : iterable of str, optional
            ISO3 codes.
        group : str, optional
            Group of the edition's vintage.
        labels : iterable of str, optional
            Economies to name; by default the outlying ones, if there is space.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, x, y, flag, quadrant (``high-low``: y at or above its median, x
            below). Medians are of the economies drawn, unweighted.
        """
        return self._draw(
            "scatter",
            x=x,
            y=y,
            economies=economies,
            group=group,
            labels=labels,
            language=language,
        )

    def map(self, node: str | None = None, *, language: str | None = None) -> Chart:
        """Draw a score as a dot at the approximate centre of each economy, without any border.

        Parameters
        ----------
        node : str, optional
            Id of a node; by default the index.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, longitude, latitude, score, flag. Centres: Natural Earth, and of
            small economies the principal place of IANA's tz database; both public domain.
        """
        return self._draw("map", node=node, language=language)

    def correlations(self, *, method: str = "pearson", language: str | None = None) -> Chart:
        """Draw the correlations of all indicators, with a box around each sub-index.

        Parameters
        ----------
        method : str
            ``"pearson"``, ``"spearman"`` or ``"kendall"``, of the unrounded scores.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: first, second, correlation (as of :func:`ictindex.analysis.correlations`),
            count (economies with both scores: pairwise), same_pillar.
        """
        return self._draw("correlations", method=method, language=language)


class SeriesPlots(Plots):
    """Charts of several editions, as ``series.plot``; ``series.plot()`` draws the dumbbell.

    Editions of different methodologies are refused: their levels cannot be compared. An economy is
    drawn only if it is in both editions (for slopes: in all).

    Parameters
    ----------
    subject : Series
        The series.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> now = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> series = ict.analysis.series([now])
    >>> for draw in (series.plot.dumbbell, series.plot.slope):
    ...     try:
    ...         draw()
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'chart.too-few-editions'
    'chart.too-few-editions'
    """

    natural = "dumbbell"

    def dumbbell(
        self,
        node: str | None = None,
        *,
        economies: Iterable[str] | None = None,
        group: str | None = None,
        first: int | None = None,
        last: int | None = None,
        language: str | None = None,
    ) -> Chart:
        """Draw the score of each economy in the first and in the last edition.

        Parameters
        ----------
        node : str, optional
            Id of a node; by default the index.
        economies : iterable of str, optional
            ISO3 codes.
        group : str, optional
            Group of the last edition's vintage.
        first, last : int, optional
            How many of the highest and of the lowest scores of the last edition.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, first, last, change (points, of the scores as published),
            first_flag, last_flag.
        """
        return self._draw(
            "dumbbell",
            node=node,
            economies=economies,
            group=group,
            first=first,
            last=last,
            language=language,
        )

    def slope(
        self,
        node: str | None = None,
        *,
        by: str = "score",
        ranks: str | None = None,
        economies: Iterable[str] | None = None,
        group: str | None = None,
        first: int | None = None,
        last: int | None = None,
        language: str | None = None,
    ) -> Chart:
        """Draw all editions side by side, a line for each economy; by default the first 16.

        Parameters
        ----------
        node : str, optional
            Id of a node; by default the index.
        by : str
            ``"score"``, or ``"rank"`` among the economies that all editions have.
        ranks : str, optional
            ``"unofficial"`` draws ranks of editions that publish none, and says so in the chart.
        economies : iterable of str, optional
            ISO3 codes.
        group : str, optional
            Group of the last edition's vintage.
        first, last : int, optional
            How many of the highest and of the lowest scores of the last edition.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, edition, value (score or rank), flag.

        Raises
        ------
        UsageError
            If ranks are requested that no edition publishes, or the editions cannot be compared.
        """
        return self._draw(
            "slope",
            node=node,
            by=by,
            ranks=ranks,
            economies=economies,
            group=group,
            first=first,
            last=last,
            language=language,
        )


class EditionPlots(Plots):
    """Charts of an edition as it was published, as ``series.editions[0].plot``.

    They draw the printed scores, with or without the values behind them, and never in the order of
    the scores.

    Parameters
    ----------
    subject : EditionFigures
        The edition.

    Examples
    --------
    >>> import ictindex as ict
    >>> printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    >>> edition = ict.analysis.series({2024: printed}).editions[0]
    >>> strips = edition.plot(language="en")
    >>> strips.title
    'ICT Development Index 2024 by group'
    >>> strips.data.query("group == 'all'")["economy"].nunique()
    24
    >>> int(edition.plot.map().data["score"].notna().sum()), edition.plot.bands().kind
    (24, 'bands')
    >>> edition.plot.profile("BRA").kind
    'profile'
    """

    natural = "strips"

    def strips(
        self, by: str = "itu-region", node: str | None = None, *, language: str | None = None
    ) -> Chart:
        """Draw the score of every economy by group, with the median of each group.

        Parameters
        ----------
        by : str
            A grouping of the edition's vintage: ``"itu-region"``, ``"income-group"`` ...
        node : str, optional
            Id of a node; by default the index.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: group (``all``: every economy), economy, value (the score as published).

        Examples
        --------
        >>> import ictindex as ict
        >>> printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
        >>> edition = ict.analysis.series({2024: printed}).editions[0]
        >>> edition.plot.strips("income-group").kind
        'strips'
        """
        return self._draw("strips", by=by, node=node, language=language)

    def bands(self, node: str | None = None, *, language: str | None = None) -> Chart:
        """Draw how many economies have a score in each tenth of the scale.

        Parameters
        ----------
        node : str, optional
            Id of a node; by default the index.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: a row for each band, with its economies counted.
        """
        return self._draw("bands", node=node, language=language)

    def map(self, node: str | None = None, *, language: str | None = None) -> Chart:
        """Draw a score as a dot at the approximate centre of each economy, without any border.

        Parameters
        ----------
        node : str, optional
            Id of a node; by default the index.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            As :meth:`ResultPlots.map`.
        """
        return self._draw("map", node=node, language=language)

    def profile(self, economy: str, *, language: str | None = None) -> Chart:
        """Draw one economy on every node among those of its region, with medians of its groups.

        Parameters
        ----------
        economy : str
            ISO3 code.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            As :meth:`ResultPlots.profile`; of printed scores without values.
        """
        return self._draw("profile", economy=economy, language=language)


class BasketPlots(Plots):
    """Charts of priced baskets, as ``result.plot`` of a price basket.

    Parameters
    ----------
    subject : BasketResult
        The result.

    Examples
    --------
    >>> import ictindex as ict
    >>> names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    >>> prices, economics = map(ict.sample_data, names)
    >>> result = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    >>> chart = result.plot.prices("fixed-broadband", language="en")
    >>> chart.data["economy"].tolist()[-1], float(chart.data["value"].iloc[-1])
    ('LBR', 146.84)
    """

    natural = "prices"

    def prices(
        self,
        basket: str = "fixed-broadband",
        measure: str = "share",
        *,
        economies: Iterable[str] | None = None,
        group: str | None = None,
        first: int | None = None,
        last: int | None = None,
        language: str | None = None,
    ) -> Chart:
        """Draw the prices of a basket on a logarithmic axis, lowest first, with the target.

        Parameters
        ----------
        basket : str
            Id of a basket of the result.
        measure : str
            ``"share"`` (percent of monthly GNI per capita), ``"usd"`` or ``"ppp"``.
        economies : iterable of str, optional
            ISO3 codes.
        group : str, optional
            Group of the edition's vintage.
        first, last : int, optional
            How many of the lowest and of the highest prices.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, value (as published), flag. A price of zero cannot be shown on a
            logarithmic axis and is left out.
        """
        return self._draw(
            "prices",
            basket=basket,
            measure=measure,
            economies=economies,
            group=group,
            first=first,
            last=last,
            language=language,
        )


class PriceSeriesPlots(Plots):
    """Charts of prices over the years, as ``series.plot`` of a series of prices.

    Parameters
    ----------
    subject : PriceSeries
        The series.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = [("CHE", 2018, "1.01"), ("CHE", 2019, "0.91"), ("KEN", 2019, "9.30")]
    >>> table = pd.DataFrame(rows, columns=["economy", "year", "value"])
    >>> series = ict.prices.read_baskets(table, constants={"basket": "i154_FBB5_GNI"}, edition=2025)
    >>> series.plot.panels().data["economy"].tolist()
    ['CHE', 'CHE', 'KEN']
    >>> series.plot.prices(year=2019).data["value"].tolist()
    [0.91, 9.3]
    """

    natural = "panels"

    def panels(
        self,
        basket: str | None = None,
        measure: str = "share",
        *,
        economies: Iterable[str] | None = None,
        group: str | None = None,
        first: int | None = None,
        last: int | None = None,
        language: str | None = None,
    ) -> Chart:
        """Draw small multiples: a panel for each economy, by one logarithmic scale.

        Prices by different definitions are never joined: where the allowance of the basket
        changes, the line breaks and a dashed line marks it.

        Parameters
        ----------
        basket : str, optional
            Id of a basket; by default the first of the series.
        measure : str
            ``"share"``, ``"usd"`` or ``"ppp"``.
        economies : iterable of str, optional
            ISO3 codes.
        group : str, optional
            Group of the vintage of the edition of the series.
        first, last : int, optional
            How many of the lowest and of the highest latest prices; by default the first 12.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, definition, year, value, status. A price of zero cannot be shown on a
            logarithmic axis and is left out.
        """
        return self._draw(
            "panels",
            basket=basket,
            measure=measure,
            economies=economies,
            group=group,
            first=first,
            last=last,
            language=language,
        )

    def prices(
        self,
        basket: str = "fixed-broadband",
        measure: str = "share",
        *,
        year: int | None = None,
        economies: Iterable[str] | None = None,
        group: str | None = None,
        first: int | None = None,
        last: int | None = None,
        language: str | None = None,
    ) -> Chart:
        """Draw the prices of one year on a logarithmic axis, lowest first, with the target.

        Parameters
        ----------
        basket : str
            Id of a basket of the series.
        measure : str
            ``"share"``, ``"usd"`` or ``"ppp"``.
        year : int, optional
            By default the latest with a price of the basket.
        economies : iterable of str, optional
            ISO3 codes.
        group : str, optional
            Group of the vintage of the edition of the series.
        first, last : int, optional
            How many of the lowest and of the highest prices.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, value, flag.
        """
        return self._draw(
            "prices",
            basket=basket,
            measure=measure,
            year=year,
            economies=economies,
            group=group,
            first=first,
            last=last,
            language=language,
        )


class RobustnessPlots(Plots):
    """Charts of simulated scores and ranks, as ``robustness.plot``.

    Parameters
    ----------
    subject : Robustness
        The robustness.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> found = ict.analysis.robustness(result, {"weights": 0.25}, draws=256)
    >>> chart = found.plot.intervals("score", first=3)
    >>> bool((chart.data["low"] <= chart.data["high"]).all()), chart.kind
    (True, 'intervals')
    >>> try:
    ...     found.plot()
    ... except ict.errors.UsageError as error:
    ...     error.code
    'chart.no-ranks'
    """

    natural = "intervals"

    def intervals(
        self,
        of: str = "rank",
        *,
        interval: float = 0.9,
        ranks: str | None = None,
        economies: Iterable[str] | None = None,
        group: str | None = None,
        first: int | None = None,
        last: int | None = None,
        language: str | None = None,
    ) -> Chart:
        """Draw the simulated interval of each economy: no confidence interval.

        Parameters
        ----------
        of : str
            ``"rank"`` or ``"score"``.
        interval : float
            Share of the runs within the interval.
        ranks : str, optional
            ``"unofficial"`` draws ranks of an edition that publishes none, and says so.
        economies : iterable of str, optional
            ISO3 codes.
        group : str, optional
            Group of the edition's vintage.
        first, last : int, optional
            How many of the best and of the last.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, value (its own), low, median, high (of the runs), imputed.

        Raises
        ------
        UsageError
            If ranks are requested that nobody publishes.
        """
        return self._draw(
            "intervals",
            of=of,
            interval=interval,
            ranks=ranks,
            economies=economies,
            group=group,
            first=first,
            last=last,
            language=language,
        )


class ChangePlots(Plots):
    """The waterfall of the change of one economy, as ``change.economy("BRA").plot``.

    Parameters
    ----------
    subject : EconomyChange
        The change.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): "90"})
    >>> change = ict.analysis.explain_change(found, other)
    >>> data = change.economy("BRA").plot.waterfall().data
    >>> float(data["points"].iloc[1:-1].sum())
    1.7
    """

    natural = "waterfall"

    def waterfall(self, *, language: str | None = None) -> Chart:
        """Draw the way from one score to the other, step by step.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: step, kind, indicator, points (steps add up to the change of the published
            scores), from, to.
        """
        return self._draw("waterfall", language=language)


class ScoreChangePlots(Plots):
    """Charts of the changes of all scores, as ``change.plot``.

    Parameters
    ----------
    subject : ScoreChange
        The changes.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): "90"})
    >>> change = ict.analysis.explain_change(found, other)
    >>> change.plot.waterfall("BRA").data["kind"].tolist()[0]
    'start'
    """

    natural = "waterfall"

    def waterfall(self, economy: str, *, language: str | None = None) -> Chart:
        """Draw the way from one score of an economy to the other, step by step.

        Parameters
        ----------
        economy : str
            ISO3 code.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: step, kind, indicator, points, from, to.
        """
        return self._draw("waterfall", economy=economy, language=language)


class ConvergencePlots(Plots):
    """The chart of convergence, as ``convergence.plot``.

    Parameters
    ----------
    subject : Convergence
        The convergence.

    Examples
    --------
    >>> import ictindex as ict
    >>> import pandas as pd
    >>> codes = list(ict.data.economies())[:12]
    >>> frame = pd.DataFrame({2015: range(10, 34, 2), 2025: range(30, 42)}, index=codes)
    >>> data = ict.analysis.convergence(frame).plot.convergence().data
    >>> data["change"].tolist()[:3]
    [20.0, 19.0, 18.0]
    """

    natural = "convergence"

    def convergence(self, *, what: str = "", language: str | None = None) -> Chart:
        """Draw the change of each economy against the level that it started from.

        Parameters
        ----------
        what : str
            Name of the figures, for the title; a table of numbers does not contain it.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: economy, start, change (both in the unit of the numbers), ceiling (at the
            ceiling in the first or last year). Economies without a number in every year are left
            out, and counted in a note.
        """
        return self._draw("convergence", what=what, language=language)


class TargetPlots(Plots):
    """The chart of targets, as ``progress.plot``.

    Parameters
    ----------
    subject : TargetProgress
        The progress.

    Examples
    --------
    >>> import ictindex as ict
    >>> progress = ict.analysis.track_targets(targets=["strategic-targets-2018"])
    >>> try:
    ...     progress.plot.tracks()
    ... except ict.errors.UsageError as error:
    ...     error.code
    'chart.no-target'
    """

    natural = "tracks"

    def tracks(self, *, language: str | None = None) -> Chart:
        """Draw every measured target: its figures over the years, and its limit.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: target, definition, year, value, economies, of, people, covered. Hollow signs
            mark years whose figure covers too few economies.

        Raises
        ------
        UsageError
            If the available figures measure no target.
        """
        return self._draw("tracks", language=language)


class AuditPlots(Plots):
    """Charts of a statistical audit, as ``audit.plot``.

    Parameters
    ----------
    subject : Audit
        The audit of a result.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> audit = ict.analysis.audit(result)
    >>> data = audit.plot.weights().data
    >>> round(float(data["effective_weight"].sum()), 9), audit.plot().kind
    (1.0, 'correlations')
    >>> audit.plot.correlations().kind, audit.plot.ceiling().kind
    ('correlations', 'ceiling')
    """

    natural = "correlations"

    def _result(self) -> Any:
        result = self._subject.inputs.result
        if result is None:
            raise UsageError("chart.needs-result")
        return result

    def correlations(self, *, method: str = "pearson", language: str | None = None) -> Chart:
        """Draw the correlations of all indicators, with a box around each sub-index.

        Parameters
        ----------
        method : str
            ``"pearson"``, ``"spearman"`` or ``"kendall"``.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            As :meth:`ResultPlots.correlations`.
        """
        return ResultPlots(self._result()).correlations(method=method, language=language)

    def ceiling(self, *, language: str | None = None) -> Chart:
        """Draw for each indicator the share of economies that already have the full score.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            As :meth:`ResultPlots.ceiling`.
        """
        return ResultPlots(self._result()).ceiling(language=language)

    def weights(self, *, language: str | None = None) -> Chart:
        """Draw the nominal weight of each indicator next to its effective weight.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Chart
            Its data: code, parent, weight, effective_weight (shares of the index; each sums
            to 1), of the economies with every part of the index.
        """
        self._result()
        return self._draw("weights", language=language)
