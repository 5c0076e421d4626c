"""Machine-readable records of a page's figures: schema.org Dataset and DCAT, as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ictindex.definitions.catalogue import licence_notices
from ictindex.definitions.catalogue.licences import INVENTED, DataSource, licence_of
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.download_facts import mark_title, name_kind
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.score_rows import edition_title
from ictindex.publishing.website.site_document import Publisher
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.source_list import SourceList

_SHARED = (("csv", "text/csv"), ("json", "application/json"))
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Search engines read the names of schema.org, portals of open data those of DCAT.
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
}


def describe_page(
    page: SitePage,
    editions: Iterable[SiteEdition],
    imprint: Imprint,
    sources: SourceList,
    language: str,
) -> dict[str, Any] | None:
    """Return the record of a page: of all editions, of one, or none."""
    if page.address in (addresses.START, addresses.EDITIONS):
        datasets = [
            _dataset(edition, page.address, imprint, sources, language) for edition in editions
        ]
        return _catalogue(page, datasets, imprint, language)
    for edition in editions:
        pages = (addresses.edition_record(edition.key), addresses.economies_page(edition.key))
        if page.address in pages:
            record = _dataset(edition, page.address, imprint, sources, language)
            return {"@context": _CONTEXT, **record}
    return None


def _catalogue(
    page: SitePage, datasets: list[dict[str, Any]], imprint: Imprint, language: str
) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": ["DataCatalog", "dcat:Catalog"],
        **_name_record(page.title, page.description),
        "inLanguage": language,
        **_publisher(imprint.publisher),
        "dataset": datasets,
        "dcat:dataset": [{"@id": dataset["@id"]} for dataset in datasets],
    }


def _name_record(name: str, words: str) -> dict[str, Any]:
    return {"name": name, "dct:title": name, "description": words, "dct:description": words}


def _publisher(stated: Publisher) -> dict[str, Any]:
    record = {"@type": "Organization", "name": stated.name}
    if stated.address:
        record["url"] = stated.address
    return {"publisher": record, "dct:publisher": stated.name}


def _dataset(
    edition: SiteEdition, page: str, imprint: Imprint, sources: SourceList, language: str
) -> dict[str, Any]:
    title = mark_title(edition_title(edition, language), [edition], language)
    source = sources.find(edition.source)
    files = [
        *(
            _file(_locate_shared(f"{edition.key}.{ending}", page, imprint), kind)
            for ending, kind in _SHARED
        ),
        _file(_locate(addresses.edition_file(edition.key), page, imprint, language), _WORKBOOK),
    ]
    record: dict[str, Any] = {
        "@id": _locate(addresses.edition_record(edition.key), page, imprint, language),
        "@type": ["Dataset", "dcat:Dataset"],
        **_name_record(title, _describe(edition, source, language)),
        "identifier": edition.root or edition.key,
        "version": str(edition.edition),
        "temporalCoverage": str(edition.year),
        "inLanguage": language,
        "isAccessibleForFree": True,
        **_publisher(imprint.publisher),
        "distribution": files,
        "dcat:distribution": [{"@id": file["@id"]} for file in files],
    }
    if edition.released is not None:
        record["datePublished"] = record["dct:issued"] = edition.released.isoformat()
    if source.id != INVENTED:
        licence = licence_of(source)
        record["license"] = record["dct:license"] = licence.address or licence.name or licence.id
        record["isBasedOn"] = source.address
        record["creditText"] = licence_notices.licence_line(source, language)
    return record


def _describe(edition: SiteEdition, source: DataSource, language: str) -> str:
    """Return what is found without its page: terms, extent, kind and source of the figures."""
    cited = i18n.pair(
        name_kind(edition, language), licence_notices.citation(source, language), language
    )
    notices = licence_notices.licence_notices([source], language)
    return i18n.paragraph([*notices, edition.describe_part(language), cited], language)


def _file(address: str, kind: str) -> dict[str, Any]:
    return {
        "@id": address,
        "@type": ["DataDownload", "dcat:Distribution"],
        "contentUrl": address,
        "dcat:downloadURL": address,
        "encodingFormat": kind,
        "dcat:mediaType": kind,
    }


def _locate(address: str, page: str, imprint: Imprint, language: str) -> str:
    """Return a web address if the site states its own, else the relative link from the page."""
    return imprint.locate(language, address) or addresses.relate(page, address)


def _locate_shared(name: str, page: str, imprint: Imprint) -> str:
    """Return the address of a file that all languages share, as that of a page."""
    address = addresses.shared_file(name)
    return imprint.locate_file(address) or f"{addresses.climb(page)}../{address}"
