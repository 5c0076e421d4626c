"""The part of the page of an edition that shows priced baskets."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from ictindex import i18n
from ictindex.ipb.result import BasketResult
from ictindex.results.constants import constant_name

_MOST = 12
Table = Callable[[list[tuple[str, str]], list[str]], str]


def priced(result: BasketResult) -> int:
    """Return how many economies have a price of any basket."""
    return int((~result.cells.missing["local"]).any(axis=1).sum())


def notes(result: BasketResult, language: str) -> list[str]:
    """Return which rules of the methodology no source confirms, in words."""
    names = list(dict.fromkeys(constant_name(path, language) for path in result.unconfirmed))
    if not names:
        return []
    told = names[:_MOST]
    if len(names) > _MOST:
        rest = str(len(names) - _MOST)
        told.append(i18n.text("views", "more-faults", language, count=rest))
    return [
        i18n.text(
            "views", "unconfirmed-rules", language,
            count=str(len(names)), names=i18n.clauses(told, language),
        )
    ]  # fmt: skip


def measure(result: BasketResult, name: str, language: str, table: Table) -> list[str]:
    """Return the heading and the table of a measure: economies by name, a column a basket."""
    headers = [
        ("", i18n.text("views", "economy", language)),
        ("", i18n.text("views", "code", language)),
        *(("n", i18n.label("baskets", basket, language)) for basket in result.baskets),
    ]
    rows = []
    for code in sorted(result.economies, key=lambda e: i18n.economy_name(e, language)):
        figures = [result.figure(code, basket, name) for basket in result.baskets]
        if all(one is None for one in figures):
            continue
        shown = ["–" if one is None else i18n.number(one, language) for one in figures]
        rows.append(
            f"<tr><td>{escape(i18n.economy_name(code, language))}</td>"
            f'<td class="c">{escape(code)}</td>'
            + "".join(f'<td class="n">{one}</td>' for one in shown)
            + "</tr>"
        )
    if not rows:
        return []
    return [f"<h2>{escape(i18n.label('measures', name, language))}</h2>", table(headers, rows)]


def missing(result: BasketResult, language: str) -> str:
    """Return how many figures are missing; each stands with its reason in a file."""
    count = sum(1 for _ in result.missing_reasons())
    if not count:
        return ""
    told = i18n.text("page", "figures-missing", language, count=str(count))
    return f"<p>{escape(told)}</p>"
