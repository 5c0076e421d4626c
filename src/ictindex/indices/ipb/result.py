"""The result of a price basket: prices in four measures, groups, target, composite, views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.records import read_only
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.indices.ipb.commented_prices import CommentedPrices
from ictindex.indices.ipb.price_tables import (
    make_exclusions,
    make_groups,
    make_missing,
    make_prices,
    make_prices_and_definitions,
)
from ictindex.indices.ipb.priced_baskets import PricedBaskets
from ictindex.indices.results.group_figures import write_group_frame
from ictindex.language.findings import Findings
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import nested_record

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ictindex.core.plots import BasketResultPlots
    from ictindex.indices.results.scored_result import ScoredResult
    from ictindex.language.i18n.document import Block
    from ictindex.language.i18n.renderable import Page


@read_only
class BasketResult(PricedBaskets, CommentedPrices):
    """Priced baskets of an edition. All returned objects are copies or read-only.

    Not made directly: :func:`ictindex.compute` makes it.

    Parameters
    ----------
    methodology : Methodology
        By which it was computed.
    edition, year : int
        The edition, and the year of its prices.
    kind : str
        ``exploration``, ``reconstruction`` or ``demonstration``; only an edition is ``official``.
    published : Published or None
        Published figures of the composite, to compare with the recomputed ones.
    put_in : frozenset of (str, str)
        Cells (economy, basket) whose price a what-if replaced.
    prices : Prices or None
        Priced baskets that it was computed from.
    tariffs : Tariffs or None
        Tariffs that it was computed from, if the baskets had no prices yet.
    economics : Economics or None
        Income, exchange rates and factors of purchasing power parity.
    cells : BasketCells
        All figures as arrays, economies x baskets.
    purchases : mapping of (str, str) to Purchase
        Purchases, by (economy, basket); empty if prices were the input.
    reasons : mapping of (str, str) to mapping of str to Finding
        Reasons why measures are missing, by (economy, basket) and measure.

    Examples
    --------
    >>> import ictindex as ict
    >>> names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    >>> prices, economics = map(ict.sample_data, names)
    >>> result = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    >>> result.id, result.economies[:2], result.baskets[:2]
    ('ipb-2025-exploration', ('ECU', 'LBR'), ('mobile-data-only', 'mobile-low'))
    >>> shares, ppp = result.shares, result.ppp
    >>> float(shares.loc["ECU", "fixed-broadband"]), bool(ppp["mobile-low"].isna().all())
    (4.62, True)
    >>> float(result.usd.loc["ECU", "mobile-low"]), float(result.local.loc["ECU", "mobile-low"])
    (13.95, 13.95)
    >>> float(result.dataset["share"].sel(economy="ECU", basket="fixed-broadband"))
    4.62

    Arrays have an axis of economies and one of baskets:

    >>> cell = result.economy_position("LBR"), result.position("fixed-broadband")
    >>> int(result.units["share"][cell]), result.decimals, str(result.cells.currency[cell])
    (14684, 2, 'USD')
    >>> result.flags["LBR", "fixed-broadband"][0]
    'above-100'
    >>> pages = result.show_groups(language="en"), result.show_target(language="en")
    >>> [page.to_text("en").splitlines()[0] for page in pages]
    ['ICT Price Basket 2025', 'ICT Price Basket 2025']

    What could not be had, and why:

    >>> result.reasons["ECU", "fixed-broadband"]["ppp"].code, len(result.missing_figures.columns)
    ('economics.absent', 6)
    >>> print(result.exact.loc["LBR", "fixed-broadband"])
    146.84210526315789473684
    >>> bool(result.missing[cell]), result.rounded[cell], result.excluded["economy"].tolist()
    (False, Decimal('146.84'), [])
    >>> next(result.missing_reasons())[1], result.to_dict()["missing"][0]["reason"]
    ('ppp', 'economics.absent')

    One figure, and what it rests on:

    >>> print(result.exact_in("share").loc["ECU", "fixed-broadband"])
    4.61524105754276827372
    >>> print(result.figure("ECU", "fixed-broadband", result.measure("share")))
    4.62
    >>> result.provenance("ECU", "fixed-broadband").denominator
    'gni-per-capita-atlas'
    >>> result.purchase("ECU", "fixed-broadband") is None  # the price was given
    True
    >>> "4.62" in result.explain("ECU", "fixed-broadband", language="en").to_text()
    True

    Tables, groups and the target:

    >>> rows = result.to_frame().set_index(["economy", "basket"])
    >>> float(rows.loc[("LBR", "fixed-broadband"), "share"])
    146.84
    >>> result.extent("fixed-broadband").here, result.extent("fixed-broadband").whole
    (7, 196)
    >>> world = result.groups("itu-region").query("group == 'all'")
    >>> int(world["count"].iloc[0]), "median" in world.columns
    (7, True)
    >>> status = result.target_status().set_index(["economy", "basket"])
    >>> bool(status.loc[("ECU", "fixed-broadband"), "met"])
    False

    It has no composite, and no published figures were given to compare with:

    >>> for ask in (lambda: result.ranks, result.comparison):
    ...     try:
    ...         ask()
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'basket.no-composite'
    'compute.no-published'

    It shows itself as a table, in any of six languages:

    >>> print(result.to_text("en").splitlines()[0])
    ICT Price Basket 2025
    """

    @property
    def plot(self) -> BasketResultPlots:
        """Charts of the prices: ``result.plot.prices("fixed-broadband")``."""
        plots: BasketResultPlots = make_above("plot", self)
        return plots

    @property
    def shares(self) -> pd.DataFrame:
        """Prices in percent of monthly GNI per capita: economies x baskets, float; NaN for none.

        Rounded half up to the document's decimals; each float is the one nearest to the decimal.
        """
        return self._wide("share")

    @property
    def usd(self) -> pd.DataFrame:
        """Prices in US dollars: economies x baskets, float, rounded; NaN for none."""
        return self._wide("usd")

    @property
    def ppp(self) -> pd.DataFrame:
        """Prices in international dollars (PPP$): economies x baskets, float, rounded."""
        return self._wide("ppp")

    @property
    def local(self) -> pd.DataFrame:
        """Prices in the currency in which they are advertised (see ``cells.currency``)."""
        return self._wide("local")

    def _wide(self, measure: str) -> pd.DataFrame:
        from ictindex.indices.ipb.frames import make_wide_frame

        return make_wide_frame(self, measure)

    @property
    def exact(self) -> pd.DataFrame:
        """Unrounded shares of income as ``Decimal``, 20 places; ``None`` for no share.

        Other measures are in :meth:`exact_in`.
        """
        return self.exact_in("share")

    def exact_in(self, measure: str) -> pd.DataFrame:
        """Return unrounded figures of a measure as ``Decimal``, 20 places; ``None`` for no figure.

        Parameters
        ----------
        measure : str
            ``"local"``, ``"usd"``, ``"ppp"`` or ``"share"``.

        Returns
        -------
        pandas.DataFrame
            Economies x baskets.

        Raises
        ------
        UsageError
            If the measure is unknown.
        """
        from ictindex.indices.ipb.frames import make_exact_frame

        return make_exact_frame(self, measure)

    def to_frame(self, *, rounded: bool = True, names: str | None = None) -> pd.DataFrame:
        """Return one row for each economy and basket.

        Parameters
        ----------
        rounded : bool
            Figures rounded as published; ``False``: unrounded.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, basket, year, local, currency, usd, ppp, share, flags (separated
            by ``;``).
        """
        from ictindex.indices.ipb.frames import frame_facts

        frame = write_frame(make_prices(self, rounded=rounded), frame_facts(self))
        return put_names(frame, names, self)

    def _list_tables(self) -> Mapping[str, Table]:
        return {"prices": make_prices_and_definitions(self), "missing": make_missing(self)}

    @property
    def missing_figures(self) -> pd.DataFrame:
        """Missing figures: columns economy, basket, measure, reason, message."""
        return write_frame(make_missing(self))

    @property
    def excluded(self) -> pd.DataFrame:
        """Economies without a share of any basket: columns economy, reason, missing, message."""
        return write_frame(make_exclusions(self))

    def comparison(self, *, names: str | None = None) -> pd.DataFrame:
        """Return the recomputed composite with the published figures passed to ``compute``.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, published, recomputed, difference, low, high, explained, as
            :meth:`ictindex.Result.comparison`.

        Raises
        ------
        UsageError
            If no published figures were given.
        """
        if self.published is None:
            raise UsageError("compute.no-published")
        return put_names(self.composite.comparison(), names, self)

    @property
    def dataset(self) -> xr.Dataset:
        """Everything as an xarray dataset: economy x basket.

        Variables: ``local``, ``usd``, ``ppp``, ``share`` (rounded as published),
        ``share_unrounded``, ``income``, ``exchange_rate``, ``ppp_factor``, ``currency``,
        ``denominator``, ``income_year``, ``flags`` (separated by ``;``).
        """
        from ictindex.indices.ipb.frames import make_dataset

        return make_dataset(self)

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        *,
        vintage: str | None = None,
        measure: str = "share",
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return the group figures that the document publishes: medians or means.

        Figures are computed from the prices as published (rounded), and rounded half up in decimal.
        If the document uses a matched panel (the early editions), only economies with every basket
        count.

        Parameters
        ----------
        by : str or mapping
            A dated grouping of the catalogue (``itu-region``, ``income-group``, ``ldc``, ``lldc``,
            ``sids``, ``development``), or a mapping of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping; by default that of this edition (``ipb-2025``).
        measure : str
            ``"share"``, ``"usd"`` or ``"ppp"``.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns group, basket, count, ``median`` or ``mean``, experimental (number of
            experimental prices among those counted), of (number of the publisher's economies with
            such a price; absent if not known), result_kind; ``all`` is every economy of the result.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping, the vintage or the measure is unknown.
        """
        return put_names(write_group_frame(make_groups(self, by, vintage, measure)), names, self)

    def show_groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        *,
        vintage: str | None = None,
        measure: str = "share",
        language: str | None = None,
    ) -> Page:
        """Return the page of group figures, as ``ictindex basket groups`` prints it.

        Parameters
        ----------
        by : str or mapping
            A grouping, as of :meth:`groups`.
        vintage : str, optional
            Vintage of the grouping; by default that of this edition (``ipb-2025``).
        measure : str
            ``"share"``, ``"usd"`` or ``"ppp"``.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Page
            Text, Markdown, HTML, LaTeX, PDF and plain data; the figures are those of
            :meth:`groups`.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping, the vintage or the measure is unknown.
        """
        from ictindex.indices.ipb.group_page import make_group_page

        return make_group_page(self, make_groups(self, by, vintage, measure), language)

    def target_status(
        self, by: str | Mapping[str, str] | None = None, *, vintage: str | None = None
    ) -> pd.DataFrame:
        """Return the status of the affordability target, by economy or by group.

        The share as published is compared: it must be below the target.

        Parameters
        ----------
        by : str or mapping, optional
            A grouping; by default there is a row for each economy.
        vintage : str, optional
            Vintage of the groupings; by default that of this edition (``ipb-2025``).

        Returns
        -------
        pandas.DataFrame
            By economy: economy, basket, share, target, subject (whether the target applies to its
            income group), met (missing without a share, or if the target does not apply). By group:
            group, basket, target, count, met (number of economies), median, median_met; of the
            economies that the target applies to.

        Raises
        ------
        CatalogueError, UsageError
            If a grouping or its vintage is unknown, or the document names no target.
        """
        from ictindex.indices.ipb.affordability import make_target

        return write_group_frame(make_target(self, by, vintage))

    def show_target(
        self,
        by: str | Mapping[str, str] | None = None,
        *,
        vintage: str | None = None,
        language: str | None = None,
    ) -> Page:
        """Return the page of the affordability target, as ``ictindex basket target`` prints it.

        Parameters
        ----------
        by : str or mapping, optional
            A grouping; by default there is a row for each economy.
        vintage : str, optional
            Vintage of the groupings; by default that of this edition (``ipb-2025``).
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Page
            Text, Markdown, HTML, LaTeX, PDF and plain data: the rule of the document, and the
            status of :meth:`target_status`.

        Raises
        ------
        CatalogueError, UsageError
            If a grouping or its vintage is unknown, or the document names no target.
        """
        from ictindex.indices.ipb.affordability import make_target
        from ictindex.indices.ipb.group_page import make_target_page

        return make_target_page(self, make_target(self, by, vintage), language)

    @cached_property
    def composite(self) -> ScoredResult:
        """The composite of the early editions: scores, ranks, explanations of its own.

        Raises
        ------
        UsageError
            If the document publishes separate baskets and no composite.

        Examples
        --------
        >>> import ictindex as ict
        >>> import pandas as pd
        >>> baskets = ("fixed-telephone", "mobile-cellular", "fixed-broadband")
        >>> asked = {"economy": "KEN", "basket": baskets, "price": ["10", "20", "300"]}
        >>> income = {"economy": "KEN", "series": "gni-per-capita-atlas", "value": "12"}
        >>> rate = {"economy": "KEN", "series": "exchange-rate", "value": "100"}
        >>> result = ict.compute(
        ...     ict.methodology("ipb", 2010),
        ...     prices=pd.DataFrame(asked).assign(year="2010", currency="KES"),
        ...     economics=pd.DataFrame([income, rate]).assign(year="2010"),
        ... )
        >>> float(result.composite.scores.loc["KEN", "ipb"])  # (10 + 20 + 100) / 3
        43.3
        >>> int(result.ranks.loc["KEN", "ipb"])
        1
        """
        from ictindex.indices.ipb.composite import compute_composite

        return compute_composite(self)

    @property
    def ranks(self) -> pd.DataFrame:
        """Ranks of the composite, if the document has one: economies x nodes.

        Raises
        ------
        UsageError
            If the document publishes separate baskets and no composite.
        """
        return self.composite.ranks

    def explain(
        self, economy: str, basket: str | None = None, *, language: str | None = None
    ) -> Page:
        """Show the whole arithmetic of an economy, from the tariff or price to the figures.

        Parameters
        ----------
        economy : str
            ISO3 code, or a name of the economy in any of the six languages.
        basket : str, optional
            Id of a basket; by default all of them.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Page
            Text when printed, rich in a notebook; ``to_markdown``, ``to_html``, ``to_dict``.

        Raises
        ------
        CatalogueError
            If the economy or the basket is not in this result.
        """
        from ictindex.indices.ipb.explain import explain_result

        return explain_result(self, economy, basket, language)

    def _blocks(self, language: str) -> Sequence[Block]:
        from ictindex.indices.ipb.composite import composite_blocks
        from ictindex.indices.ipb.views import result_page

        has_composite = self.methodology.document.has_composite
        composite = composite_blocks(self.composite, language) if has_composite else ()
        return result_page(self, language, composite)

    _json_name = "basket-result"

    def _to_dict(self) -> dict[str, Any]:
        """Return the whole result as plain data, for JSON."""
        record = (
            self.head()
            | self._notice_records()
            | {
                "rows": write_records(make_prices(self)),
                "missing": write_records(make_missing(self)),
                "findings": collect_findings(self).records(),
            }
        )
        if self.methodology.document.has_composite:
            record["composite"] = nested_record(self.composite)
        return record


def collect_findings(result: BasketResult, economy: str = "") -> Findings:
    """Return the findings in the tables of a result, on all economies or one."""
    tables = (result.prices, result.tariffs, result.economics)
    return Findings(
        finding
        for table in tables
        if table is not None
        for finding in table.findings
        if economy in ("", finding.economy) or not finding.economy
    )
