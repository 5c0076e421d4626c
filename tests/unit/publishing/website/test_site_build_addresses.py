"""Addresses of a site stay: those of an older site are there in a newer one, or lead on."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from site_cases import SAMPLE, Written, sample_document

import ictindex as ict
from ictindex.publishing.website.example_folder import EDITIONS, write_example
from ictindex.publishing.website.site_build import write_site
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_reader import read_site

pytestmark = pytest.mark.slow
STORED = Path(__file__).with_name("site_addresses.txt")


def build(inputs: SiteInputs) -> Written:
    """Build a site of one language in memory."""
    files = Written()
    write_site(replace(inputs, document=replace(inputs.document, languages=("en",))), files)
    return files


def list_addresses(names: Collection[str]) -> set[str]:
    """Return the addresses that people and programs keep: all but the parts of pages."""
    return {name for name in names if not name.startswith(("assets/", "."))}


def list_stored() -> set[str]:
    """Return the addresses of the example site as it was."""
    lines = STORED.read_text(encoding="utf-8").splitlines()[1:]
    folders = (line.split(": ") for line in lines)
    return {
        f"{folder}/{name}".replace("LANGUAGE", "en").removeprefix("./")
        for folder, names in folders
        for name in names.split()
    }


def test_the_addresses_of_the_example_site_are_those_of_today(tmp_path: Path) -> None:
    write_example(tmp_path / "office")
    folder = tmp_path / "office"
    inputs = read_site(folder, read_site_document(folder), folder / EDITIONS)
    stored = list_stored()
    assert len(stored) > 90
    assert stored - build(inputs).keys() == set()


def write_edition(folder: Path, edition: int, *more: str) -> dict[str, object]:
    """Write the values of the edition 2024 as those of another; ``more`` economies as Chile."""
    with (SAMPLE / "idi-2024-annex.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows += [{**row, "economy": code} for code in more for row in rows if row["economy"] == "CHL"]
    values = folder / f"values-{edition}.csv"
    with values.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*rows[0]])
        writer.writeheader()
        writer.writerows({**row, "year": int(row["year"]) + edition - 2024} for row in rows)
    scores = str(SAMPLE / "idi-2024-published.csv")
    return {"edition": edition, "values": str(values), "scores": scores, "source": "itu-idi"}


def test_a_newer_edition_takes_no_address_away(tmp_path: Path) -> None:
    """An economy that had prices alone is in the newest edition: its own address leads there."""
    tables = [write_edition(tmp_path, year) for year in (2023, 2024)]
    older = read_site(SAMPLE, sample_document(edition=tables))
    tables.append(write_edition(tmp_path, 2025, "ECU"))
    newer = read_site(SAMPLE, sample_document(edition=tables))
    before, after = build(older), build(newer)
    assert b"Ecuador" in before["en/economies/ECU.html"]
    assert list_addresses(before) - after.keys() == set()
    assert b"idi-2024/economies/BRA.html" in before["en/BRA.html"]
    assert b"idi-2025/economies/BRA.html" in after["en/BRA.html"]
    assert b"idi-2025/economies/ECU.html" in after["en/economies/ECU.html"]


def test_a_withdrawn_edition_is_not_the_newest_and_its_addresses_lead_to_its_record(
    tmp_path: Path,
) -> None:
    made = ict.editions.demonstrate(tmp_path / "made")
    folder = made.edition.path.parent
    document = sample_document(first="idi-2024-demonstration")
    before = build(read_site(SAMPLE, document, folder))
    assert b"demonstration" in before["en/index.html"]
    opened = ict.open_edition(made.edition.path)
    ict.editions.withdraw(made.edition.path, reason="A trial", date=opened.released)
    with pytest.raises(ict.errors.UsageError) as caught:  # the publisher's first is withdrawn
        build(read_site(SAMPLE, document, folder))
    assert caught.value.code == "site.edition-unknown"
    after = build(read_site(SAMPLE, sample_document(), folder))
    gone = list_addresses(before) - after.keys()
    # Figures that were withdrawn are given out no more; pages lead to what says why.
    assert {name for name in gone if name.endswith(".html")} == set()
    for name in gone:
        assert re.fullmatch(r".*(\.(csv|json|xlsx|svg)|cite/idi-2024-demonstration\.\w+)", name), (
            name
        )
    assert (
        b"editions/idi-2024-demonstration.html"
        in after["en/idi-2024-demonstration/economies/XAA.html"]
    )
    start = after["en/index.html"].decode()
    assert "idi-2024-demonstration/economies" not in start and "82.0" in start
