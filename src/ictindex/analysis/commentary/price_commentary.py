"""Commentary on prices: shares of income, US dollars, the target as arithmetic, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.analysis.commentary.figure_origins import PRINTED
from ictindex.analysis.commentary.sentence_forms import check_forms
from ictindex.analysis.tables.economy_values import require_economy
from ictindex.analysis.tables.price_targets import find_target
from ictindex.core import decimals
from ictindex.definitions import catalogue
from ictindex.indices.ipb.medians import MISSING
from ictindex.indices.results import result_kind, what_if
from ictindex.indices.results.group_figures import ALL
from ictindex.language.commentary_page import Commentary
from ictindex.language.i18n.sentences import Sentence, list_clauses, name_economy, put_before

if TYPE_CHECKING:
    from ictindex.indices.ipb.price_series import PriceSeries

_SHARE, _DOLLARS = "share", "usd"
_COMPUTED = "exploration"  # the words for figures that are computed here
_OFFICIAL = 0  # position of the status in ``STATUSES``


def comment_on_prices(
    series: PriceSeries,
    economy: str,
    *,
    year: int | None = None,
    baskets: Collection[str] | None = None,
    whose: str = PRINTED,
    language: str | None = None,
) -> Commentary:
    """Return the commentary on the prices of an economy in a year: by default its newest year.

    ``baskets`` limits it to some baskets; by default it is about all of that year. ``whose``
    prices those are that were read and not computed, by a word of ``figure_origins``.
    """
    years = dict.fromkeys((series.years[0], series.years[-1]))
    span = "-".join(map(str, years))
    require_economy(economy, series.economies, f"{series.implementation} {span}")
    newest = _newest_year(series, economy) if year is None else year
    wanted = [
        definition
        for definition in list_definitions(series, newest)
        if baskets is None or catalogue.basket_definitions()[definition].basket in baskets
    ]
    prices = {d: _read_prices(series, economy, d, newest) for d in wanted}
    kinds = {d: _kind_of(series, economy, d, newest, whose) for d, own in prices.items() if own}
    absent = [definition for definition, figures in prices.items() if not figures]
    sentences: list[Sentence] = []
    for definition, kind in kinds.items():
        figures = prices[definition]
        sentences += _describe_price(economy, (definition, newest), figures, kind)
        if _SHARE in figures:
            sentences += _compare_with_target(
                series, economy, (definition, newest), figures[_SHARE]
            )
    if absent:
        sentences.append(
            Sentence(
                "commentary/prices-absent",
                economy=economy,
                year=newest,
                count=len(absent),
                parts=list_clauses([Sentence(f"basket-definitions/{d}") for d in absent]),
            )
        )
    subject = put_before(name_economy(economy), Sentence("commentary/prices-of", year=newest))
    return Commentary(subject, check_forms(sentences), language=language)


def comment_on_medians(
    series: PriceSeries, *, year: int | None = None, language: str | None = None
) -> Commentary:
    """Return the commentary on the medians of the baskets of a year: by default the newest."""
    newest = series.years[-1] if year is None else year
    frame = series.groups({}, measure=_SHARE, years=[newest], decimals=series.places)
    rows = frame[frame["group"] == ALL].astype(object).to_dict("records")
    shown = list_definitions(series, newest)
    sentences = (
        sentence
        for row in rows
        if row["definition"] in shown and row["count"]
        for sentence in _describe_median(row, series.places)
    )
    subject = Sentence("commentary/prices-of", year=newest)
    return Commentary(subject, check_forms(sentences), language=language)


def _newest_year(series: PriceSeries, economy: str) -> int:
    """Return the newest year in which an economy has a price; without any, that of the series."""
    has = (series.units[series.economies.index(economy)] != MISSING).any(axis=(0, 2))
    years = [year for year, there in zip(series.years, has, strict=True) if there]
    return years[-1] if years else series.years[-1]


def list_definitions(series: PriceSeries, year: int) -> list[str]:
    """Return the baskets of a year: those with official prices, or all if none has."""
    y = series.years.index(year)
    there = series.units[:, :, y] != MISSING
    is_official = series.status[:, :, y] == _OFFICIAL
    for kept in ((there & is_official).any(axis=(0, 2)), there.any(axis=(0, 2))):
        if kept.any():
            return [d for d, own in zip(series.definitions, kept, strict=True) if own]
    return []


def _read_prices(
    series: PriceSeries, economy: str, definition: str, year: int
) -> dict[str, Decimal]:
    """Return the share of income and the US dollars of a price, where they are there."""
    figures = {
        measure: series.value(economy, definition, year, measure)
        for measure in (_SHARE, _DOLLARS)
        if measure in series.measures
    }
    return {measure: figure for measure, figure in figures.items() if figure is not None}


def _describe_price(
    economy: str, priced: tuple[str, int], figures: Mapping[str, Decimal], kind: str
) -> Iterator[Sentence]:
    """Yield a price as a share of income and in US dollars."""
    definition, year = priced
    share, dollars = figures.get(_SHARE), figures.get(_DOLLARS)
    whose = Sentence(f"commentary/whose-{kind}")
    if share is not None and dollars is not None:
        yield Sentence(
            "commentary/price",
            economy=economy,
            definition=definition,
            year=year,
            share=share,
            dollars=dollars,
            whose=whose,
        )
    elif share is not None:
        yield Sentence(
            "commentary/price-share",
            economy=economy,
            definition=definition,
            year=year,
            share=share,
            whose=whose,
        )
    elif dollars is not None:
        yield Sentence(
            "commentary/price-dollars",
            economy=economy,
            definition=definition,
            year=year,
            dollars=dollars,
            whose=whose,
        )


def _compare_with_target(
    series: PriceSeries, economy: str, priced: tuple[str, int], share: Decimal
) -> Iterator[Sentence]:
    """Yield the difference of a share of income from the target, if it applies to the economy."""
    definition, year = priced
    basket = catalogue.basket_definitions()[definition].basket
    target = find_target(series.edition, economy, basket)
    if target is not None:
        with decimals.exact():
            change = share - target
        yield Sentence(
            "commentary/price-target",
            definition=definition,
            year=year,
            share=share,
            target=target,
            change=change,
        )


def _kind_of(series: PriceSeries, economy: str, definition: str, year: int, whose: str) -> str:
    """Return whose price it is: the kind of its result, or that it was read as published."""
    d, y = series.definitions.index(definition), series.years.index(year)
    cell = series.economies.index(economy), d, y
    (m, *_) = (m for m, unit in enumerate(series.units[cell]) if unit != MISSING)
    kind = series.origins.kinds[series.origins.source[(*cell, m)]]
    if what_if.WHAT_IF in kind.split(";"):
        return what_if.KIND
    if kind == result_kind.READ:
        return whose
    return _COMPUTED if kind == result_kind.COMPUTED or ";" in kind else kind


def _describe_median(row: Mapping[Any, Any], places: int) -> Iterator[Sentence]:
    """Yield the median of a basket: of the publisher's panel, or of the prices that are here."""
    low, middle, high = (
        None
        if row[name] != row[name]  # NaN
        else decimals.round_half_up(decimals.to_decimal(row[name]), places)
        for name in ("low", "value", "high")
    )
    total = None if row["of"] is None or row["of"] != row["of"] else int(row["of"])
    definition, year, count = str(row["definition"]), int(row["year"]), int(row["count"])
    if low is not None and high is not None and total is not None:
        if low == high:
            yield Sentence(
                "commentary/median-own",
                definition=definition,
                year=year,
                total=total,
                median=low,
            )
        else:
            yield Sentence(
                "commentary/median-between",
                definition=definition,
                year=year,
                count=count,
                total=total,
                low=low,
                high=high,
            )
    elif middle is not None and total is not None and count < total:
        yield Sentence(
            "commentary/median-part",
            definition=definition,
            year=year,
            count=count,
            total=total,
            median=middle,
        )
    elif middle is not None:
        yield Sentence(
            "commentary/median-here",
            definition=definition,
            year=year,
            count=count,
            median=middle,
        )
