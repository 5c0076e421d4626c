"""The page of the breaks and open questions of price baskets, which is for compilers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.definitions import catalogue
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.series_breaks import describe_break
from ictindex.indices.ipb.views import list_breaks, list_doubts
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.site_inputs import QuotedPrices
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words

SECTION = "site-price-checks"


def _name_kind(kind: str, language: str) -> str:
    """Return the words of a kind of break or question."""
    family, _, name = kind.partition(".")
    return i18n.text(
        "analysis" if family == "break" else SECTION,
        f"break-{name}" if family == "break" else name,
        language,
    )


def _name_subject(key: str, language: str) -> str:
    """Return the name of a basket or of a definition of one."""
    if key in catalogue.basket_definitions():
        return i18n.label("basket-definitions", key, language)
    return i18n.label("baskets", key, language) if key else ""


CHECKS = define(
    "site-price-checks",
    Column("year", "year", about="the year concerned; empty for several", gaps=True, absent=""),
    Column("kind", "code", f"{SECTION}/kind", "break. or series., and the kind", names=_name_kind),
    Column("basket", "code", about="id of the basket or definition", names=_name_subject),
    Column("economies", "text", f"{SECTION}/economies", "codes with their years"),
    Column("words", "title", f"{SECTION}/words", "in the language of the page"),
)


def list_checks(series: PriceSeries, language: str) -> tuple[Table, Table]:
    """Return the breaks and the open questions of prices, each as a table."""
    breaks, doubts = _list_breaks(series, language), _list_doubts(series, language)
    return Table.of(CHECKS, list(breaks)), Table.of(CHECKS, list(doubts))


def _explain_breaks(series: PriceSeries, language: str) -> list[Block]:
    """Return for each kind of break the figures that it concerns: shares, or prices in dollars."""
    kinds = dict.fromkeys(each.kind for _, each in list_breaks(series))
    return [i18n.Bullets([i18n.text("analysis", f"break-rule-{kind}", language) for kind in kinds])]


def _list_breaks(series: PriceSeries, language: str) -> Iterator[Mapping[str, Any]]:
    for basket, each in list_breaks(series):
        yield {
            "year": each.year,
            "kind": f"break.{each.kind}",
            "basket": basket,
            "economies": "",
            "words": describe_break(each, language),
        }


def _list_doubts(series: PriceSeries, language: str) -> Iterator[Mapping[str, Any]]:
    for finding in list_doubts(series):
        cells = finding.details.get("cells")
        listed = cells if isinstance(cells, Sequence) and not isinstance(cells, str) else ()
        yield {
            "year": finding.year,
            "kind": finding.code,
            "basket": finding.indicator,
            "economies": ", ".join(map(str, listed)),
            "words": finding.message(language),
        }


def count_checks(series: PriceSeries, language: str) -> str:
    """Return one sentence on how many breaks and open questions there are."""
    breaks, doubts = len(list(list_breaks(series))), len(list_doubts(series))
    return Words(language, SECTION)("counts", breaks=str(breaks), doubts=str(doubts))


def write_checks(quoted: QuotedPrices, language: str) -> SitePage:
    """Return the page of the breaks and open questions of the prices."""
    words = Words(language, SECTION)
    breaks, doubts = list_checks(quoted.series, language)
    parts = [
        (key, words(key), [write_grid(table, language), *rules] if len(table) else [])
        for key, table, rules in (
            ("breaks", breaks, _explain_breaks(quoted.series, language)),
            ("doubts", doubts, []),
        )
    ]
    return SitePage(
        address=addresses.PRICE_CHECKS,
        template="measures.html.j2",
        title=words("title"),
        description=words("description"),
        context={
            "intro": i18n.sentences(
                words("description"), count_checks(quoted.series, language), language
            ),
            "parts": parts,
        },
        section="prices",
        sources=[quoted.source] if quoted.source else [],
        notices=quoted.notices(language),
    )
