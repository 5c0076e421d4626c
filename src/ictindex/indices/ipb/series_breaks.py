"""Breaks in the series of a basket: changes of allowance, rate window, or income year."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from ictindex.core.arguments import ReadOnly, is_text, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError
from ictindex.core.records import Record, read_only
from ictindex.core.tables.columns import Column, Part, define
from ictindex.definitions import catalogue, documents
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    from ictindex.definitions.documents import Document

say = partial(i18n.text, "analysis")

# Kinds of breaks: the allowance of the basket, the month or year of the exchange rate, the year of
# the income, its series.
ALLOWANCE, WINDOW, INCOME_YEAR, INCOME_SERIES = KINDS = (
    "allowance",
    "window",
    "income-year",
    "income-series",
)


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """One break: from this year on, prices are measured in another way.

    Parameters
    ----------
    year : int
        First year after the break.
    kind : str
        ``allowance``, ``window`` (of the exchange rate), ``income-year`` or ``income-series``.
    before, after : str
        The setting before and after: ids of definitions, windows with the offset of their year,
        offset of the year, ids of series.
    document : str
        Id of the methodology that states the new setting.
    overlaps : tuple of int
        Years in which both definitions have a status in the history of the basket, so that a link
        is possible. Only for ``allowance``.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.prices.breaks("mobile-data-only").breaks[-1].year
    2025
    """

    year: int
    kind: str
    before: str
    after: str
    document: str
    overlaps: tuple[int, ...] = ()


def _name_kind(kind: str, language: str) -> str:
    return say(f"break-{kind}", language)


BREAKS = define(
    "series-breaks",
    Column("year", "year", "analysis/break-year", "first after the break", align="left"),
    Column("kind", "code", "analysis/break-kind", names=_name_kind),
    Column(
        "before",
        "text",
        "analysis/break-before",
        write=lambda row, language: _word(row["kind"], row["before"], language),
    ),
    Column(
        "after",
        "text",
        "analysis/break-after",
        write=lambda row, language: _word(row["kind"], row["after"], language),
    ),
    Column("document", "code", about="that states the new setting", page=False),
    Column(
        "overlaps",
        "codes",
        "analysis/break-overlaps",
        "years with prices of both definitions",
        get=lambda each: tuple(map(str, each.overlaps)),
        absent="",
    ),
    key=("year", "kind"),
)


@read_only
class SeriesBreaks(ReadOnly, Record, TabularResult):
    """The breaks in the series of a basket, from :func:`ictindex.prices.breaks`.

    Parameters
    ----------
    basket : str
        Id of the basket.
    breaks : tuple of SeriesBreak
        The breaks, in the order of their years.

    Examples
    --------
    >>> import ictindex as ict
    >>> frame = ict.prices.breaks("fixed-broadband").to_frame()
    >>> frame.query("kind == 'allowance'")[["year", "before", "after"]].to_numpy().tolist()
    [[2018, 'fixed-broadband-1gb', 'fixed-broadband-5gb']]
    """

    basket: str
    breaks: tuple[SeriesBreak, ...]

    _parts = (Part("breaks", BREAKS, "breaks"),)

    def _blocks(self, language: str) -> list[Block]:
        """Return a table of the breaks, with the consequences of each kind."""
        title = i18n.pair(
            say("breaks-title", language), i18n.label("baskets", self.basket, language), language
        )
        kinds = dict.fromkeys(b.kind for b in self.breaks)
        return [
            i18n.Heading(title, 1),
            write_grid(self._table(), language),
            i18n.Bullets([say(f"break-rule-{kind}", language) for kind in kinds]),
        ]


def describe_break(series_break: SeriesBreak, language: str) -> str:
    """Return a break in one line: year, kind, settings before and after."""
    changed = i18n.pair(
        str(series_break.year), say(f"break-{series_break.kind}", language), language
    )
    words = {
        name: _word(series_break.kind, getattr(series_break, name), language)
        for name in ("before", "after")
    }
    return i18n.detail(changed, say("break-line", language, **words), language)


def _word(kind: str, value: str, language: str) -> str:
    """Return the setting before or after a break, in words."""
    if kind == ALLOWANCE:
        return i18n.label("basket-definitions", value, language)
    if kind == INCOME_SERIES:
        return i18n.label("series", value, language)
    window, _, offset = value.rpartition(":")
    year = say(f"offset{offset}", language)
    if kind == INCOME_YEAR:
        return year
    return i18n.detail(i18n.label("constant-values", f"window-{window}", language), year, language)


def breaks(basket: str) -> SeriesBreaks:
    """Return the breaks in the series of a basket, across which levels cannot be compared.

    A change of allowance breaks every measure: levels of two definitions can never be compared, and
    only a link on a year with both prices connects them (:func:`ictindex.prices.link`). Another
    window of the exchange rate breaks prices in US dollars, and shares of prices that are converted
    through dollars; another year or series of income breaks shares. Breaks are read from the
    methodology documents and from the history of the baskets, not detected in the prices.

    Parameters
    ----------
    basket : str
        Id of a basket, such as ``"fixed-broadband"``.

    Returns
    -------
    SeriesBreaks
        The breaks, with the settings before and after.

    Raises
    ------
    CatalogueError
        If there is no such basket.

    Notes
    -----
    ITU, ICT Price Basket workbook, December 2025, history sheet; the methodology documents name
    the sources of windows and years.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.prices.breaks("fixed-broadband")
    >>> sorted({one.kind for one in found.breaks})
    ['allowance', 'income-series', 'income-year', 'window']
    """
    require(is_text(basket), "basket", "text", basket)
    if basket not in catalogue.baskets():
        raise CatalogueError(
            "analysis.basket-unknown", wanted=basket[:80], allowed=sorted(catalogue.baskets())
        )
    return SeriesBreaks(basket=basket, breaks=find_breaks(basket))


def find_breaks(basket: str) -> tuple[SeriesBreak, ...]:
    """Return the breaks of a basket in the order of their years."""
    named = [*_allowance_breaks(basket), *_conversion_breaks(basket)]
    return tuple(sorted(named, key=lambda b: (b.year, KINDS.index(b.kind))))


@lru_cache(maxsize=64)
def conversion_breaks(basket: str, measure: str) -> tuple[SeriesBreak, ...]:
    """Return the breaks of a measure within a definition: of its income or its exchange rate."""
    # Shares of prices in national currency have no exchange rate, so its months do not break them.
    kinds = {"share": (INCOME_YEAR, INCOME_SERIES), "usd": (WINDOW,)}.get(measure, ())
    return tuple(each for each in find_breaks(basket) if each.kind in kinds)


def find_part(definition: str, measure: str, year: int) -> int:
    """Return the part of the series of a definition that a year is in: 0 before the first break."""
    basket = catalogue.basket_definitions()[definition].basket
    return len({each.year for each in conversion_breaks(basket, measure) if each.year <= year})


def place_breaks(points: Iterable[tuple[Hashable, int]]) -> list[float]:
    """Return where between two years one line ends and the next begins; each point has its line."""
    years: dict[Hashable, list[int]] = {}
    for line, year in points:
        years.setdefault(line, []).append(year)
    ordered = sorted(years.values(), key=min)
    return [(max(earlier) + min(later)) / 2 for earlier, later in pairwise(ordered)]


def _allowance_breaks(basket: str) -> Iterator[SeriesBreak]:
    """Yield the changes of the official definition."""
    own = [d for d in catalogue.basket_definitions().values() if d.basket == basket and d.years]
    ordered = sorted(own, key=lambda definition: definition.years or (0, None))
    documents_by_edition = _documents()
    for old, new in pairwise(ordered):
        year = (new.years or (0, None))[0]
        document = documents_by_edition.get(year)
        both = (y for y in documents_by_edition if "outside" not in (old.status(y), new.status(y)))
        yield SeriesBreak(
            year,
            ALLOWANCE,
            old.id,
            new.id,
            "" if document is None else document.id,
            tuple(sorted(both)),
        )


def _documents() -> Mapping[int, Document]:
    """Return the methodology document of each edition of the price basket."""
    return {
        edition: document
        for document in documents.documents_of("ipb")
        if document.status == "released"
        for edition in document.editions
    }


def _conversion_breaks(basket: str) -> Iterator[SeriesBreak]:
    """Yield the years in which prices of the basket are converted in another way than before."""
    by_edition = {
        edition: document
        for edition, document in sorted(_documents().items())
        if any(listed.id == basket for listed in document.baskets)
    }
    for before, after in pairwise(by_edition):
        facts = [_facts(by_edition[edition], edition) for edition in (before, after)]
        for kind in facts[0]:
            if facts[0][kind] != facts[1][kind]:
                yield SeriesBreak(after, kind, facts[0][kind], facts[1][kind], by_edition[after].id)


def _facts(document: Document, edition: int) -> dict[str, str]:
    """Return the settings of the conversion of an edition, by kind of break."""
    rules = document.conversion
    if rules is None:
        return {}
    rate_year, window = rules.exchange_rate.find_year(edition)
    return {
        WINDOW: f"{window}:{rate_year - edition}",
        INCOME_YEAR: f":{rules.income_year.years(edition)[0] - edition}",
        INCOME_SERIES: rules.denominator.local_currency,
    }
