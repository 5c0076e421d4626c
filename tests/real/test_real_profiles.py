"""Every score and value on the profiles of three real editions, read back from the pages."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from real_files import rows_of
from site_cases import frame_of, write_profiles

from ictindex.language import i18n
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_reader import read_site

pytestmark = pytest.mark.slow  # it writes the profiles of three editions
YEARS = (2023, 2024, 2025)
# HTML lets the end tags of cells and rows out: these tags end a cell.
CELL_ENDS = frozenset(("td", "th", "tr", "thead", "tbody", "table"))


class Tables(HTMLParser):
    """The rows of each figure and section of a page, by its id or class."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = defaultdict(list)
        self.section = ""
        self._cell: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in CELL_ENDS:
            self._end_cell()
        if tag in ("figure", "section"):
            self.section = attributes.get("id") or attributes.get("class") or ""
        if tag == "tr":
            self.rows[self.section].append([])
        if tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in CELL_ENDS:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is not None:
            self.rows[self.section][-1].append("".join(self._cell).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


@pytest.fixture(name="site", scope="module")
def _site(data: Path, tmp_path_factory: pytest.TempPathFactory) -> SiteInputs:
    folder = tmp_path_factory.mktemp("office")
    book = (data / "idi-editions" / "IDIDataset_open.xlsx").as_posix()
    tables = "".join(
        f'[[edition]]\nedition = {year}\nvalues = "{book}"\nform = "itu-idi"\nsource = "itu-idi"\n'
        for year in YEARS
    )
    (folder / "site.toml").write_text(f'[publisher]\nname = "Office"\n{tables}', encoding="utf-8")
    return read_site(folder, read_site_document(folder))


@pytest.fixture(name="pages", scope="module")
def _pages(site: SiteInputs) -> dict[tuple[str, str], Tables]:
    frame, pages = frame_of(site, "en"), {}
    for page in write_profiles(site, "en"):
        edition, _, file = page.address.split("/")
        pages[edition, file.removesuffix(".html")] = Tables(frame.write(page))
    return pages


def shown(printed: str) -> str:
    """Return a score as a page shows it: as printed, with two decimals at most."""
    score = Decimal(printed)
    exponent = score.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        score = score.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(score)


def test_every_printed_score_is_on_its_profile(
    data: Path, pages: dict[tuple[str, str], Tables]
) -> None:
    """ITU's workbook of three editions, as a table of its scores was made from it by others."""
    read = 0
    for row in rows_of(data / "idi-editions" / "idi_editions_scores.csv"):
        key = (f"idi-{row['edition']}", row["iso3"])
        node = row.get("node") or row["indicator"]
        label = i18n.label("nodes", node, "en")
        text = row.get("score") or row.get("value") or row.get("printed") or ""
        if not re.fullmatch(r"[\d.]+", text):
            continue
        read += 1
        # A part has its score alone, an indicator its value, unit and year before it.
        cells = next(line for line in pages[key].rows["values"] if line and line[0] == label)
        assert Decimal(cells[2 if len(cells) == 4 else 4]) == Decimal(shown(text)), (key, node)
    assert read > 3_500


def test_every_value_is_on_its_profile_with_its_source(
    data: Path, site: SiteInputs, pages: dict[tuple[str, str], Tables]
) -> None:
    read = missing = 0
    for row in rows_of(data / "idi-editions" / "idi_editions_values.csv"):
        key = (f"idi-{row['edition']}", row["iso3"])
        if key not in pages:
            continue
        label = i18n.label("nodes", row["indicator"], "en")
        cells = next(line for line in pages[key].rows["values"] if line and line[0] == label)
        if row["value"]:
            read += 1
            assert Decimal(cells[1].replace(",", "")) == Decimal(row["value"]), (key, label)
            assert " ".join(row["source_note"].split()) in " ".join(cells[6].split())
        else:
            missing += 1
            assert cells[1:] == ["Not published", "–", ""], (key, label)
    assert (read, missing) == (3_398, 192)


def test_no_rank_is_on_any_profile(pages: dict[tuple[str, str], Tables]) -> None:
    assert len(pages) == 121 + 120 + 118
    assert not any("Rank" in cell for page in pages.values() for rows in page.rows.values()
                   for row in rows for cell in row)  # fmt: skip
