"""The plain files: one CSV for each economy, indicator, group and basket, with all its editions.

Their addresses stay from one site to the next. A CSV is nothing but a header and rows, so that any
program reads it; the file next to it has the names of its columns, its sources and its licences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ictindex.core.canonical import encode_record
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.csv_writer import write_csv
from ictindex.core.tables.table import Table
from ictindex.core.tree_writer import Files
from ictindex.data.exchange.csvw_metadata import write_csvw_metadata
from ictindex.data.exchange.data_package import PackagedTable
from ictindex.definitions import catalogue
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.download_facts import name_subject
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.plain_tables import (
    GROUPS,
    LANGUAGE,
    PLAIN,
    Row,
    group_by_key,
    list_edition_rows,
    list_group_rows,
    list_median_rows,
    list_price_rows,
)
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_inputs import QuotedPrices
from ictindex.publishing.website.source_list import SourceList

FILES = define(
    "site-plain-files",
    Column("kind", "code", about="economies, indicators, groups or baskets"),
    Column(
        "key",
        "code",
        "site-columns/key",
        about="ISO3 code, or id of the indicator, group or basket",
    ),
    Column("name", "title", about="its name in English"),
    Column("file", "code", about="address of the CSV from the folder of this list"),
    Column("metadata", "code", "site-columns/metadata", about="address of its metadata"),
    key=("kind", "key"),
    page=(),
)


@dataclass(frozen=True, slots=True)
class PlainFile:
    """A plain file: the kind and key of its subject, its name in English, and its rows."""

    kind: str
    key: str
    name: str
    schema: Schema
    rows: Sequence[Row]


def list_plain_files(
    editions: Sequence[SiteEdition],
    prices: QuotedPrices | None,
    price_editions: Mapping[int, str],
    sources: SourceList,
) -> Iterator[PlainFile]:
    """Yield the plain files of a site; ``price_editions`` are the ids of editions by year."""
    figures = [row for edition in editions for row in list_edition_rows(edition, sources)]
    means = [row for edition in editions for row in list_group_rows(edition, sources)]
    priced: list[Row] = []
    medians: list[Row] = []
    if prices is not None:
        priced = [*list_price_rows(prices, price_editions, sources)]
        medians = [*list_median_rows(prices, price_editions, sources)]
    for code, rows in sorted(group_by_key([*figures, *priced], "economy").items()):
        yield _make_file(addresses.ECONOMIES, code, PLAIN, rows)
    for node, rows in sorted(group_by_key(figures, "series").items()):
        yield _make_file(addresses.INDICATORS, node, PLAIN, rows)
    for group, rows in sorted(group_by_key([*means, *medians], "group").items()):
        yield _make_file(addresses.GROUPED, group, GROUPS, rows)
    definitions = catalogue.basket_definitions()
    by_basket: dict[str, list[Row]] = {}
    for row in priced:
        by_basket.setdefault(definitions[row["series"]].basket, []).append(row)
    for basket, rows in sorted(by_basket.items()):
        yield _make_file(addresses.BASKETS, basket, PLAIN, rows)


def write_plain_files(
    files: Iterable[PlainFile], sources: SourceList, imprint: Imprint, tree: Files
) -> None:
    """Write plain files with their metadata, and a list of them all."""
    listed = []
    for file in files:
        named = [
            addresses.data_file(file.kind, file.key, form) for form in ("csv", "metadata.json")
        ]
        text = write_csv(Table.of(file.schema, file.rows)).encode()
        keys = sorted({row["source"] for row in file.rows if row["source"]})
        cited = [sources.find(key) for key in keys]
        table = PackagedTable(named[0], file.schema, text, file.name, cited)
        metadata = {**write_csvw_metadata(table), "dc:publisher": imprint.publisher.name}
        tree.write(named[0], text)
        tree.write(named[1], encode_record(metadata))
        own = [name.removeprefix(f"{addresses.DATA}/") for name in named]
        listed.append(dict(zip(FILES.columns, (file.kind, file.key, file.name, *own), strict=True)))
    tree.write(f"{addresses.DATA}/index.csv", write_csv(Table.of(FILES, listed)))


def _make_file(kind: str, key: str, schema: Schema, rows: Sequence[Row]) -> PlainFile:
    return PlainFile(kind, key, name_subject(kind, key, LANGUAGE), schema, rows)
