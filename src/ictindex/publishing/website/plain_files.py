"""The plain files: one CSV for each economy, indicator, group, basket and source of other series.

Their addresses stay from one site to the next. A CSV is nothing but a header and rows, so that any
program reads it; the file next to it has the names of its columns, its sources and its licences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import PurePosixPath

from ictindex.core.canonical import encode_record
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.csv_writer import write_csv
from ictindex.core.tables.table import Table
from ictindex.core.tree_writer import Files
from ictindex.data.exchange.csvw_metadata import write_csvw_columns, write_csvw_metadata
from ictindex.data.exchange.data_package import PackagedTable
from ictindex.definitions import catalogue
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.content_keys import ContentKeys, digest_values
from ictindex.publishing.website.download_facts import name_subject
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.page_batches import KeptBatch, carry_batch
from ictindex.publishing.website.plain_series import SERIES, list_series_rows, name_file
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
from ictindex.publishing.website.price_facts import SitePrices
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_inputs import QuotedPrices, QuotedSeries
from ictindex.publishing.website.source_list import SourceList

FILES = define(
    "site-plain-files",
    Column("kind", "code", about="economies, indicators, groups, baskets or series"),
    Column(
        "key",
        "code",
        "site-columns/key",
        about="ISO3 code, or id of the indicator, group, basket or source of series",
    ),
    Column("name", "title", about="its name in English"),
    Column("file", "code", about="address of the CSV from the folder of this list"),
    Column("metadata", "code", "site-columns/metadata", about="address of its metadata"),
    key=("kind", "key"),
    page=(),
)


@dataclass(frozen=True, slots=True)
class PlainBatch:
    """Plain files of a kind that are written together, or kept from the last build as they are.

    Their columns, the key of what their rows show, and the rows by the key of each subject, which
    are made when they are needed; and the names of subjects that are on no list.
    """

    kind: str
    name: str
    schema: Schema
    key: str
    make_rows: Callable[[], Mapping[str, Sequence[Row]]]
    names: Mapping[str, str] = field(default_factory=dict)

    def name_subject(self, key: str) -> str:
        """Return the name of a subject in English."""
        return self.names.get(key) or name_subject(self.kind, key, LANGUAGE)


class PlainRows:
    """The rows of plain files, each made when it is needed.

    ``price_editions`` are the ids of editions by the year of their prices.
    """

    def __init__(
        self,
        editions: Sequence[SiteEdition],
        prices: QuotedPrices | None,
        price_editions: Mapping[int, str],
        sources: SourceList,
        series: Sequence[QuotedSeries] = (),
    ) -> None:
        self.editions, self.prices = editions, prices
        self.price_editions, self._sources = price_editions, sources
        self.series = series

    def list_economy(self, economy: str) -> dict[str, list[Row]]:
        """Return the figures and prices of an economy in all editions."""
        figures = [
            row
            for edition in self.editions
            if economy in edition.economies
            for row in list_edition_rows(edition, self._sources, [economy])
        ]
        return {economy: [*figures, *self._list_prices([economy])]}

    def list_figures(self) -> Mapping[str, list[Row]]:
        """The figures of all editions, by index, sub-index or indicator."""
        rows = (row for each in self.editions for row in list_edition_rows(each, self._sources))
        return group_by_key(rows, "series")

    def list_groups(self) -> Mapping[str, list[Row]]:
        """The means and medians of groups, by group."""
        means = [row for each in self.editions for row in list_group_rows(each, self._sources)]
        if self.prices is not None:
            means += list_median_rows(self.prices, self.price_editions, self._sources)
        return group_by_key(means, "group")

    def list_baskets(self) -> Mapping[str, list[Row]]:
        """The prices of all economies, by basket."""
        definitions = catalogue.basket_definitions()
        rows: dict[str, list[Row]] = {}
        for row in self._list_prices():
            rows.setdefault(definitions[row["series"]].basket, []).append(row)
        return rows

    def list_series(self) -> Mapping[str, list[Row]]:
        """The values of other series, by the name of the file of their source."""
        return list_series_rows(self.series, self._sources)

    def name_sources(self) -> dict[str, str]:
        """Return the titles of the sources of other series, by the names of their files."""
        return {
            name_file(each.source): self._sources.find(each.source).title for each in self.series
        }

    def name_key(self, key: str) -> str:
        """Return the key of rows with figures of another key: rows name the editions of prices."""
        return digest_values(key, sorted(self.price_editions.items()))

    def _list_prices(self, economies: Iterable[str] | None = None) -> Iterator[Row]:
        if self.prices is not None:
            yield from list_price_rows(self.prices, self.price_editions, self._sources, economies)


def list_plain_files(rows: PlainRows, keys: ContentKeys) -> Iterator[PlainBatch]:
    """Yield the plain files of a site, one batch for each economy and one for each other kind."""
    priced = SitePrices(rows.prices).economies
    economies = {*priced, *(code for edition in rows.editions for code in edition.economies)}
    for code in sorted(economies):
        name = f"{addresses.ECONOMIES}/{code}"
        make = partial(rows.list_economy, code)
        yield PlainBatch(addresses.ECONOMIES, name, PLAIN, rows.name_key(keys.economy(code)), make)
    for kind, schema, key, each in (
        (addresses.INDICATORS, PLAIN, keys.figures, rows.list_figures),
        (addresses.GROUPED, GROUPS, keys.groups, rows.list_groups),
        (addresses.BASKETS, PLAIN, keys.prices, rows.list_baskets),
    ):
        yield PlainBatch(kind, kind, schema, rows.name_key(key), each)
    if rows.series:
        kind, names = addresses.SERIES, rows.name_sources()
        yield PlainBatch(kind, kind, SERIES, keys.series, rows.list_series, names)


def write_plain_files(
    batches: Iterable[PlainBatch],
    sources: SourceList,
    imprint: Imprint,
    tree: Files,
    earlier: Mapping[str, KeptBatch],
) -> dict[str, KeptBatch]:
    """Write plain files with their metadata, and a list of them all; return them by batch."""
    written: dict[str, KeptBatch] = {}
    listed = []
    schemas = {PLAIN.name: PLAIN, GROUPS.name: GROUPS}
    for batch in batches:
        schemas[batch.schema.name] = batch.schema
        name = f"{addresses.DATA}/{batch.name}"
        kept = carry_batch(earlier.get(name), batch.key, (), tree)
        if kept is None:
            kept = KeptBatch(batch.key, list(_write_batch(batch, sources, imprint, tree)))
        written[name] = kept
        listed += [_list_file(batch, file) for file in kept.files if file.endswith(".csv")]
    for schema in schemas.values():
        columns = encode_record(write_csvw_columns(schema))
        tree.write(f"{addresses.DATA}/{_name_columns(schema)}", columns)
    tree.write(f"{addresses.DATA}/index.csv", write_csv(Table.of(FILES, listed)))
    return written


def _write_batch(
    batch: PlainBatch, sources: SourceList, imprint: Imprint, tree: Files
) -> Iterator[str]:
    """Write the files of a batch; yield their addresses."""
    for subject, rows in sorted(batch.make_rows().items()):
        file, described = _locate(batch.kind, subject)
        text = write_csv(Table.of(batch.schema, rows)).encode()
        cited = [sources.find(key) for key in sorted({row["source"] for row in rows} - {""})]
        title = batch.name_subject(subject)
        table = PackagedTable(file, batch.schema, text, title, cited)
        described_columns = f"../{_name_columns(batch.schema)}"
        metadata = {
            **write_csvw_metadata(table, described_columns),
            "dc:publisher": imprint.publisher.name,
        }
        tree.write(file, text)
        tree.write(described, encode_record(metadata))
        yield from (file, described)


def _name_columns(schema: Schema) -> str:
    """Return the name of the file with the columns of all plain files of a schema."""
    return f"{schema.name.removeprefix('site-')}.columns.json"


def _locate(kind: str, subject: str) -> list[str]:
    """Return the addresses of a table and of what describes it."""
    return [addresses.data_file(kind, subject, form) for form in ("csv", "metadata.json")]


def _list_file(batch: PlainBatch, file: str) -> dict[str, str]:
    """Return the row of a file in the list of all."""
    subject = PurePosixPath(file).stem
    own = [name.removeprefix(f"{addresses.DATA}/") for name in _locate(batch.kind, subject)]
    named = (batch.kind, subject, batch.name_subject(subject), *own)
    return dict(zip(FILES.columns, named, strict=True))
