"""``docs/reference/tariffs.md`` names the columns, codes and words that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from language_files import words

from ictindex.data.tables.schema import ECONOMICS, PRICES, TARIFFS, Schema
from ictindex.definitions import catalogue

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/tariffs.md").read_text("utf-8")
MESSAGES = words("en")["messages"]


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_cells(text: str) -> list[str]:
    """Return what is written as code in the first cells of the first table of a text."""
    table = text.partition("\n| ")[2].partition("\n\n")[0]
    lines = table.splitlines()[2:]
    return [name for line in lines for name in re.findall(r"`(\w+)`", line.split("|")[1])]


@pytest.mark.parametrize("schema", [PRICES, ECONOMICS, TARIFFS], ids=lambda schema: schema.name)
def test_columns_of_the_page_are_the_columns(schema: Schema) -> None:
    named = first_cells(section(schema.name.capitalize()))
    assert sorted(named) == sorted(schema.columns)


@pytest.mark.parametrize("schema", [PRICES, ECONOMICS, TARIFFS], ids=lambda schema: schema.name)
def test_choices_of_the_page_are_the_choices(schema: Schema) -> None:
    text = section(schema.name.capitalize())
    for column in schema.columns.values():
        for allowed in column.allowed:
            assert f"`{allowed}`" in text, (column.name, allowed)


def test_series_of_the_page_are_those_of_the_catalogue() -> None:
    table = section("Economics").partition("| series | meaning |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([\w-]+)`", table, re.M) == list(catalogue.economics_series())


def test_every_code_of_the_tables_has_what_provokes_it_on_the_page() -> None:
    rows = re.findall(r"^\| `([a-z-]+\.[a-z-]+)` \| [^|]+ \|$", PAGE, re.M)
    assert len(rows) == len(set(rows)) > 30
    assert set(rows) <= MESSAGES.keys()
    assert {code for code in MESSAGES if code.startswith("tariff.")} <= set(rows)
