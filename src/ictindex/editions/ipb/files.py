"""What goes into a basket edition: every file as bytes, by its path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ictindex import catalogue
from ictindex.data.tables.table_base import TypedTable
from ictindex.editions import contents as shared
from ictindex.editions import html_page, provenance
from ictindex.editions.contents import encoded_list, script, written
from ictindex.editions.figures import vintages
from ictindex.editions.ipb import figures
from ictindex.editions.ipb.open import made
from ictindex.editions.provenance import paths
from ictindex.editions.storage.format import SCHEMA, encoded
from ictindex.ipb.result import BasketResult
from ictindex.validation.receipts import Receipt

_SCRIPTS = ("verify.py", "recompute.py")


@dataclass(frozen=True, slots=True)
class BasketPublication:
    """All that is published, checked and recomputed."""

    head: Mapping[str, Any]
    tables: Mapping[str, TypedTable]
    owners: Mapping[str, Sequence[int]]
    receipts: tuple[Receipt, ...]
    result: BasketResult
    submissions: Mapping[str, bytes] = field(default_factory=dict)
    vintage: str = ""
    salt: bytes | None = None


def inputs(
    tables: Mapping[str, TypedTable], owners: Mapping[str, Sequence[int]], names: Sequence[str]
) -> dict[str, bytes]:
    """Return the tables as files, each row with the name of its receipt."""
    found = {
        figures.path_of(kind): written(figures.inputs(table, [names[n] for n in owners[kind]]))
        for kind, table in tables.items()
    }
    found[figures.PLACES] = encoded(figures.places(list(tables.values())))
    return found


def contents(publication: BasketPublication) -> dict[str, bytes]:
    """Return the files of a basket edition, all but the manifest."""
    receipts, result, salt = publication.receipts, publication.result, publication.salt
    names = provenance.names(receipts, salt)
    places = paths(receipts, publication.submissions)
    files = {
        places[said]: content for said, content in publication.submissions.items() if said in places
    }
    numbered = [names[one.digest] for one in receipts]
    files |= inputs(publication.tables, publication.owners, numbered)
    files["receipts.json"] = encoded_list(provenance.receipts(receipts, names, places, salt))
    files["answers.json"] = encoded(provenance.answers(receipts, names))
    files["findings.json"] = encoded(_findings(publication, names))
    files |= shared.rules()
    files |= shared.methodology(result.methodology.document)
    files |= _catalogue(publication)
    files |= made(result, str(publication.head["id"]), publication.vintage)
    files["terms.json"] = encoded(_terms(publication))
    files["README.txt"] = written(shared.readme(publication.head, "readme-baskets"))
    files |= {name: script(name) for name in _SCRIPTS}
    rows = len(publication.tables["prices" if result.tariffs is None else "tariffs"])
    files["index.html"] = written(html_page.page(result, publication.head, rows, files))
    return dict(sorted(files.items()))


def _findings(publication: BasketPublication, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what was found: by the rules and the readers, and what is missing, and why."""
    result = publication.result
    warned = [one for table in publication.tables.values() for one in table.findings]
    return {
        "schema": SCHEMA,
        "missing": [
            {"basket": basket, "measure": measure, **provenance.plain(finding)}
            for (_, basket), measure, finding in result.missing_reasons()
        ],
        "flags": [
            {"economy": economy, "basket": basket, "flags": list(flags)}
            for (economy, basket), flags in sorted(result.flags.items())
        ],
        "unconfirmed": dict(sorted(result.unconfirmed.items())),
        "warnings": [provenance.plain(one) for one in warned],
        "receipts": provenance.of_receipts(publication.receipts, names, "findings"),
    }


def _economies(publication: BasketPublication) -> list[str]:
    columns = [table.columns["economy"].tolist() for table in publication.tables.values()]
    found = {code for codes in columns for code in codes if catalogue.is_economy(code)}
    return sorted(found | set(publication.result.economies))


def _catalogue(publication: BasketPublication) -> dict[str, bytes]:
    """Return the slice of the catalogue that is used."""
    result, known = publication.result, catalogue.basket_definitions()
    economies = _economies(publication)
    baskets = {
        basket.id: {
            "definition": basket.definition,
            "service": basket.service,
            "indicator": basket.indicator,
            "itu": known[basket.definition].itu,
        }
        for basket in result.methodology.document.baskets
    }
    return shared.slices(
        {
            "baskets": baskets,
            "currencies": currencies(publication),
            "economies": shared.economy_records(economies),
            "groups": shared.groups(publication.vintage),
        }
    )


def currencies(publication: BasketPublication) -> dict[str, Any]:
    """Return the decimals of the currencies used, and which are an economy's own."""
    result = publication.result
    periods = catalogue.currency_periods()
    codes = {code for code in result.cells.currency.reshape(-1).tolist() if code}
    return {
        "minor_units": {code: catalogue.currencies()[code].minor_units for code in sorted(codes)},
        "economies": {
            economy: {
                "national": list(catalogue.national_currencies(economy, result.year)),
                "replaced": sorted(
                    {
                        period.currency
                        for period in periods.get(economy, ())
                        if catalogue.replaced_currency(economy, period.currency)
                    }
                ),
            }
            for economy in result.economies
        },
    }


def _terms(publication: BasketPublication) -> dict[str, Any]:
    groupings = vintages(publication.vintage) if publication.vintage else []
    index = publication.result.methodology.document.index
    return shared.terms_of(
        [], [index], _economies(publication), groupings, publication.result.baskets
    )
