"""The commands on the catalogue (indicators, economies, groupings) and the template of data."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex import catalogue, i18n
from ictindex.cli import output
from ictindex.cli.help import Command, Group
from ictindex.cli.options import AsCsv, AsJson, Dialect, Edition, Language, MethodologyName
from ictindex.core.errors import CatalogueError
from ictindex.data.io import csv as tables
from ictindex.i18n.document import Block

catalogue_app = typer.Typer(cls=Group)
_TEMPLATE = (
    "economy", "indicator", "year", "value", "unit", "status", "source_class", "source", "note",
)  # fmt: skip


def _write(rows: list[dict[str, Any]], headers: list[str], form: output.Form, lang: str) -> None:
    """Write rows as data, or as a table under headers in the language."""
    if form == "json":
        output.write_json(rows)
        return
    flat = [
        {k: " ".join(map(str, v)) if isinstance(v, list) else v for k, v in row.items()}
        for row in rows
    ]
    if form == "csv":
        import pandas as pd

        output.write_csv(pd.DataFrame(flat, dtype=object))
        return
    body = [["" if v is None else str(v) for v in row.values()] for row in flat]
    output.write_blocks([i18n.Table(headers, body)], lang)


@catalogue_app.command("indicators", cls=Command)
def indicators(language: Language = "en", as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the indicators: identifier, name, unit, range, codes, definition."""
    form = output.one_form(as_json, as_csv)
    rows: list[dict[str, Any]] = []
    for key, known in catalogue.indicators().items():
        unit = known.unit if form != "text" else i18n.label("units", known.unit, language)
        rows.append(
            {
                "id": key,
                "name": i18n.text(f"indicators/{key}", "name", language),
                "unit": unit,
                "range": known.range,
                "codes": [code for codes in known.codes.values() for code in codes],
                "related_sdg": list(known.related_sdg),
                "denominator": known.denominator,
                "decimals": known.decimals,
                "breakdowns": list(known.breakdowns),
                "definition": i18n.text(f"indicators/{key}", "definition", language),
            }
        )
    if form != "text":
        _write(rows, [], form, language)
        return
    headers = [
        i18n.text("methodology", "id", language),
        *(i18n.label("columns", key, language) for key in ("name", "unit", "range")),
    ]
    body = [[row[key] for key in ("id", "name", "unit", "range")] for row in rows]
    codes = i18n.label("columns", "codes", language)
    points = []
    for row in rows:
        told = i18n.pair(row["id"], row["definition"], language)
        known_as = i18n.pair(codes, i18n.join(row["codes"], language), language)
        points.append(i18n.detail(told, known_as, language) if row["codes"] else told)
    blocks: list[Block] = [
        i18n.Table(headers, body, frozenset({3})),
        i18n.Heading(i18n.text("methodology", "definitions", language), 2),
        i18n.Bullets(points),
    ]
    output.write_blocks(blocks, language)


@catalogue_app.command("economies", cls=Command)
def economies(language: Language = "en", as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the economies with their codes."""
    form = output.one_form(as_json, as_csv)
    rows = [
        {
            "iso3": economy.iso3,
            "name": i18n.economy_name(economy.iso3, language),
            "iso2": economy.iso2,
            "m49": economy.m49,
            "currency": economy.currency,
        }
        for economy in catalogue.economies().values()
    ]
    headers = ["ISO 3166-1 alpha-3", i18n.label("columns", "name", language)]
    _write(rows, [*headers, "ISO 3166-1 alpha-2", "UN M49", "ISO 4217"], form, language)


@catalogue_app.command("groupings", cls=Command)
def groupings(language: Language = "en", as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the dated groupings of economies; as data with the members of each group."""
    form = output.one_form(as_json, as_csv)
    rows: list[dict[str, Any]] = []
    for (key, vintage), known in sorted(catalogue.groupings().items()):
        for group, members in known.groups.items():
            row: dict[str, Any] = {
                "grouping": key,
                "name": i18n.label("groupings", key, language),
                "vintage": vintage,
                "group": group if form != "text" else i18n.label("groups", group, language),
                "count": len(members),
            }
            if form != "text":
                row |= {"date": known.date, "source": known.source, "note": known.note}
                row["economies"] = list(members)
            rows.append(row)
    headers = [
        i18n.label("columns", key, language)
        for key in ("grouping", "name", "vintage", "group", "count")
    ]
    _write(rows, headers, form, language)
    if form == "text":
        lists = sorted(catalogue.groupings().items())
        told = [
            i18n.pair(f"{key} {vintage}", f"{known.source}. {known.note}".strip(), language)
            for (key, vintage), known in lists
        ]
        title = i18n.Heading(i18n.text("methodology", "sources", language), 2)
        output.write("")
        output.write_blocks([title, i18n.Bullets(told)], language)


@catalogue_app.command("baskets", cls=Command)
def baskets(language: Language = "en", as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the price baskets: definitions, codes of ITU, allowances, years."""
    form = output.one_form(as_json, as_csv)
    rows: list[dict[str, Any]] = [
        {
            "basket": known.basket,
            "definition": known.id,
            "name": i18n.label("basket-definitions", known.id, language),
            "code": known.itu,
            "data_mb": known.data_mb,
            "minutes": None if known.minutes is None else str(known.minutes),
            "calls": known.calls,
            "sms": known.sms,
            "official": _span(known.years),
            "experimental": _span(known.experimental),
        }
        for known in catalogue.basket_definitions().values()
    ]
    if form == "text":
        # The name says the allowance.
        shown = ("basket", "definition", "name", "code", "official", "experimental")
        rows = [{key: row[key] for key in shown} for row in rows]
    headers = [
        *(i18n.label("columns", key, language) for key in ("basket", "definition", "name")),
        i18n.label("columns", "codes", language),
        *(i18n.label("columns", key, language) for key in ("official", "experimental")),
    ]
    _write(rows, headers, form, language)


def _span(years: tuple[int, int | None] | None) -> str:
    """Return first and last year; the last is empty while the basket goes on."""
    if years is None:
        return ""
    first, last = years
    return str(first) if first == last else f"{first}-{'' if last is None else last}"


def template(
    edition: Edition,
    economy: Annotated[list[str] | None, typer.Option("--economy")] = None,
    methodology: MethodologyName = "idi",
    dialect: Dialect = None,
    language: Language = "en",
) -> None:
    """Write a CSV template of observations, its values empty, to be filled in."""
    chosen = ict.methodology(methodology, edition=edition)
    years = chosen.document.years
    year = "" if years is None else str(edition + years.reference)
    known = catalogue.indicators()
    sign = tables.dialect_of(dialect, "--dialect").separator
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=sign, lineterminator="\n")
    writer.writerow(_TEMPLATE)
    for code in map(economy_code, economy or [""]):
        for key in chosen.indicators:
            writer.writerow([code, key, year, "", known[key].unit, *[""] * 4])
    output.write(stream.getvalue())


def economy_code(wanted: str, unknown: str | None = None) -> str:
    """Return the code of an economy that may be called by its name."""
    # An unknown one is refused, or ``unknown`` returned where that is given.
    if not wanted or wanted in catalogue.economies():
        return wanted
    code = catalogue.economy_hint(wanted)
    if code is None and unknown is not None:
        return unknown
    if code is None:
        raise CatalogueError("groups.unknown-economy", wanted=wanted, hint="-")
    output.note(i18n.text("cli", "economy-taken", code=code, wanted=wanted))
    return code
