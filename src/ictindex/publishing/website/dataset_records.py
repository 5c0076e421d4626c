"""Machine-readable records of a page's figures: schema.org Dataset and DCAT, as JSON-LD."""

from __future__ import annotations

from typing import Any

from ictindex.definitions.catalogue import licence_notices
from ictindex.definitions.catalogue.licences import INVENTED, licence_of
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.download_files import FOLDER
from ictindex.publishing.website.score_rows import edition_title
from ictindex.publishing.website.site_inputs import SiteEdition, SiteInputs
from ictindex.publishing.website.site_page import SitePage

_FORMS = (
    ("csv", "text/csv"),
    ("json", "application/json"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
}


def describe_page(site: SiteInputs, page: SitePage, language: str) -> dict[str, Any] | None:
    """Return the record of a page: of all editions, of one, or none."""
    if page.address in (addresses.START, addresses.EDITIONS):
        return _catalogue(site, page, language)
    for edition in site.editions:
        pages = (addresses.edition_record(edition.key), addresses.economies_page(edition.key))
        if page.address in pages:
            return {"@context": _CONTEXT, **_dataset(site, edition, page, language)}
    return None


def _catalogue(site: SiteInputs, page: SitePage, language: str) -> dict[str, Any]:
    datasets = [_dataset(site, edition, page, language) for edition in site.editions]
    return {
        "@context": _CONTEXT,
        "@type": ["DataCatalog", "dcat:Catalog"],
        **_name_record(page.title, page.description),
        "inLanguage": language,
        **_publisher(site),
        "dataset": datasets,
        "dcat:dataset": [{"@id": dataset["@id"]} for dataset in datasets],
    }


def _name_record(name: str, words: str) -> dict[str, Any]:
    return {"name": name, "dct:title": name, "description": words, "dct:description": words}


def _publisher(site: SiteInputs) -> dict[str, Any]:
    stated = site.document.publisher
    record = {"@type": "Organization", "name": stated.name}
    if stated.address:
        record["url"] = stated.address
    return {"publisher": record, "dct:publisher": stated.name}


def _dataset(
    site: SiteInputs, edition: SiteEdition, page: SitePage, language: str
) -> dict[str, Any]:
    title = edition_title(edition, language)
    source = site.source(edition.source)
    files = [_file(site, edition, page, language, *form) for form in _FORMS]
    record: dict[str, Any] = {
        "@id": _address_of(site, page, language, addresses.edition_record(edition.key)),
        "@type": ["Dataset", "dcat:Dataset"],
        **_name_record(title, licence_notices.citation(source, language)),
        "identifier": edition.root or edition.key,
        "version": str(edition.edition),
        "temporalCoverage": str(edition.year),
        "inLanguage": language,
        "isAccessibleForFree": True,
        **_publisher(site),
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


def _file(
    site: SiteInputs, edition: SiteEdition, page: SitePage, language: str, ending: str, kind: str
) -> dict[str, Any]:
    address = _address_of(site, page, language, f"{FOLDER}/{edition.key}.{ending}")
    return {
        "@id": address,
        "@type": ["DataDownload", "dcat:Distribution"],
        "contentUrl": address,
        "dcat:downloadURL": address,
        "encodingFormat": kind,
        "dcat:mediaType": kind,
    }


def _address_of(site: SiteInputs, page: SitePage, language: str, address: str) -> str:
    """Return a web address if the site states its own, else the relative link from the page."""
    base = site.document.address
    if base is None:
        return addresses.relate(page.address, address)
    return f"{base.rstrip('/')}/{language}/{address}"
