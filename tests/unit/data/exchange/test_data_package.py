"""Data Package and CSVW of a declared table, judged by other people's validators, offline."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import package_readers as readers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.csv_writer import write_csv
from ictindex.core.tables.table import Table
from ictindex.data.exchange.csvw_metadata import write_csvw_metadata
from ictindex.data.exchange.data_package import (
    AS_PUBLISHED,
    PackagedTable,
    PackageFacts,
    write_data_package,
)
from ictindex.language.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[4]
FACTS = PackageFacts("shares", "Shares", "2025", "2025-12-15", "Example office", doi="10.1234/abcd")
SHARES = define(
    "shares",
    Column("economy", "economy"),
    Column("series", "series"),
    Column("year", "year"),
    Column("figure", "figure", ("columns", "value")),
    Column("note", "text", gaps=True),
    Column("flags", "flags"),
    Column("sure", "boolean", gaps=True),
    Column("until", "date", about="last day"),
    Column("remark", "text", closed=True),
    key=("economy", "series", "year"),
)
ROWS: list[dict[str, Any]] = [
    {
        "economy": "BRA",
        "figure": Decimal("58.0"),
        "note": "a, b",
        "flags": ("x", "y"),
        "sure": True,
    },
    {"economy": "KEN", "figure": None, "note": None, "flags": (), "sure": False},
]
TABLE = Table.of(
    SHARES,
    [{"series": "s", "year": 2024, "until": None, "remark": "zz", **row} for row in ROWS],
)


def write_folder(folder: Path, table: Table = TABLE, content: str = "") -> tuple[Path, Path]:
    """Write a table with its two descriptions; return them."""
    whole = write_csv(table).encode()
    packaged = PackagedTable("shares.csv", table.schema, whole, "Shares", ("itu-idi",))
    package, metadata = folder / "datapackage.json", folder / "shares.csv-metadata.json"
    package.write_text(json.dumps(write_data_package(FACTS, [packaged])), encoding="utf-8")
    metadata.write_text(json.dumps(write_csvw_metadata(packaged)), encoding="utf-8")
    (folder / "shares.csv").write_bytes(content.encode() or whole)
    return package, metadata


@pytest.mark.slow
def test_both_descriptions_fit_the_table(tmp_path: Path) -> None:
    package, metadata = write_folder(tmp_path)
    assert readers.list_package_faults(package) == []
    assert readers.is_valid_csvw(metadata)


# What the how-to guide promises of each broken table: of a Data Package, of CSV on the Web.
PROMISED = {
    name: (package, csvw)
    for name, package, csvw in re.findall(
        r"^\| (a[^|]+?) \| (caught|passes) \| (caught|passes) \|$",
        (ROOT / "docs/how-to/packages-of-tables.md").read_text("utf-8"),
        re.MULTILINE,
    )
}


def test_the_guide_names_the_seven_broken_tables() -> None:
    assert list(PROMISED) == list(readers.MUTANTS)


@pytest.mark.parametrize("name", readers.MUTANTS)
def test_a_broken_table_is_caught_as_the_guide_promises(name: str, tmp_path: Path) -> None:
    """The digest shows every change; CSVW, which has none, sees five of the seven."""
    broken = readers.MUTANTS[name](write_csv(TABLE).splitlines())
    package, metadata = write_folder(tmp_path, content="\n".join(broken) + "\n")
    faults = readers.list_package_faults(package)
    assert ("caught" if "hash-count" in faults else "passes") == PROMISED[name][0]
    assert ("passes" if readers.is_valid_csvw(metadata) else "caught") == PROMISED[name][1]


def test_what_the_package_states(tmp_path: Path) -> None:
    package = readers.read_json(write_folder(tmp_path)[0])
    (resource,) = package["resources"]
    content = (tmp_path / "shares.csv").read_bytes()
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert resource["bytes"] == len(content)
    assert (package["id"], package["created"]) == (
        "https://doi.org/10.1234/abcd",
        "2025-12-15T00:00:00Z",
    )
    assert resource["licenses"][0]["name"] == "CC-BY-NC-SA-3.0-IGO"
    assert resource["sources"][0]["publisher"] == "ITU"
    assert resource["schema"]["primaryKey"] == list(SHARES.key)
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert list(fields) == [*SHARES.columns][:-1]  # without the closed one
    assert fields["figure"]["description"] == AS_PUBLISHED
    assert fields["until"]["description"] == "Last day."
    assert (fields["economy"]["title"], fields["figure"]["type"]) == ("Economy", "number")


def test_no_doi_and_no_publisher_is_made_up() -> None:
    packaged = PackagedTable("shares.csv", SHARES, b"")
    package = write_data_package(PackageFacts("x", "X", "", ""), [packaged])
    assert set(package) == {"$schema", "name", "title", "resources"}


def test_sources_under_different_licences_have_no_licence_in_common() -> None:
    several = PackagedTable("a.csv", SHARES, b"", sources=("uis", "itu-idi", "an office"))
    (resource,) = write_data_package(FACTS, [several])["resources"]
    assert "licenses" not in resource
    named = {source["title"]: source.get("licenses", [{}])[0] for source in resource["sources"]}
    assert named["UIS Data"]["name"] == "CC-BY-SA-3.0-IGO"
    assert named["an office"] == {}  # nobody stated its licence


def test_titles_of_columns_are_in_six_languages(tmp_path: Path) -> None:
    metadata = readers.read_json(write_folder(tmp_path)[1])
    titles = {c["name"]: c["titles"] for c in metadata["tableSchema"]["columns"]}
    assert set(titles["economy"]) == {"und", *LANGUAGES}
    assert titles["economy"]["und"] == "economy"
    assert len(set(titles["economy"].values())) == 7
    assert "remark" not in titles
    assert metadata["dc:license"] == [
        {"@id": "https://creativecommons.org/licenses/by-nc-sa/3.0/igo/"}
    ]


@settings(max_examples=6, deadline=None, database=None)
@given(
    kinds=st.lists(
        st.tuples(
            st.sampled_from(["text", "figure", "count", "estimate", "boolean", "flags", "date"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_declared_table_is_described_without_its_closed_columns(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[tuple[str, bool]]
) -> None:
    drawn = [
        Column(f"c{n}", kind, gaps=True, closed=closed) for n, (kind, closed) in enumerate(kinds)
    ]
    schema = define("drawn", Column("economy", "economy"), *drawn, key=("economy",))
    cells = {
        "text": "=a", "figure": Decimal("1.50"), "count": 3, "estimate": 0.5, "boolean": False,
        "flags": ("p",), "date": None,
    }  # fmt: skip
    row = {"economy": "FJI"} | {c.name: cells[c.kind] for c in drawn}
    folder = tmp_path_factory.mktemp("drawn")
    paths = write_folder(folder, Table.of(schema, [row]))
    before = [path.read_bytes() for path in paths]
    assert readers.list_package_faults(paths[0]) == [] and readers.is_valid_csvw(paths[1])
    closed = [column.name.encode() for column in drawn if column.closed]
    assert not [name for name in closed for content in before if b'"' + name + b'"' in content]
    assert [path.read_bytes() for path in write_folder(folder, Table.of(schema, [row]))] == before
