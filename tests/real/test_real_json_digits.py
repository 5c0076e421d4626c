"""No printed digit is lost in JSON: each figure is the text that was printed, and that of CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from real_files import rows_of

import ictindex as ict
from ictindex.core.tables.csv_writer import write_csv
from ictindex.indices.idi.score_tables import make_comparison, make_scores
from ictindex.indices.ipb.price_tables import make_prices

ONE_DECIMAL, FOUR_DECIMALS = re.compile(r"-?\d+\.\d"), re.compile(r"-?\d+\.\d{4}")


def read(data: Path, kind: str, edition: int) -> list[dict[str, str]]:
    rows = rows_of(data / "idi-editions" / f"idi_editions_{kind}.csv")
    return [row for row in rows if row["edition"] == str(edition)]


@pytest.fixture(scope="module", params=[2024, 2025])
def edition(request: pytest.FixtureRequest, data: Path) -> tuple[ict.Result, dict[Any, str]]:
    """Return an edition, and the text of every figure that ITU printed of it."""
    year = request.param
    values = [row for row in read(data, "values", year) if row["value"]]
    table = pd.DataFrame(
        [(row["iso3"], row["indicator"], row["value"], year - 2) for row in values],
        columns=["economy", "indicator", "value", "year"],
    )
    scores = [row for row in read(data, "scores", year) if ONE_DECIMAL.fullmatch(row["printed"])]
    published = pd.DataFrame(
        [(row["iso3"], row["node"], row["printed"]) for row in scores],
        columns=["economy", "node", "value"],
    )
    result = ict.compute(
        ict.methodology("idi", edition=year),
        ict.read_observations(table),
        edition=year,
        published=ict.read_published(published),
    )
    printed = {("value", r["iso3"], r["indicator"]): r["value"] for r in values}
    printed |= {("score", r["iso3"], r["node"]): r["printed"] for r in scores}
    return result, printed


def in_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def as_text(cell: Any) -> str:
    """Return a cell of JSON as CSV has it."""
    if isinstance(cell, list):
        return ";".join(cell)
    return "" if cell is None else json.dumps(cell) if isinstance(cell, bool) else str(cell)


def test_each_figure_has_the_digits_of_print(edition: tuple[ict.Result, dict[Any, str]]) -> None:
    result, printed = edition
    rows = json.loads(json.dumps(result.to_dict()))["rows"]
    figures = [
        (row[name], printed[name, row["economy"], row["node"]])
        for row in rows
        for name in ("value", "score")
        if row[name] is not None and (name, row["economy"], row["node"]) in printed
    ]
    assert len(figures) > 1400
    lost = [
        (shown, text) for shown, text in figures if shown != text and float(shown) == float(text)
    ]
    assert not lost
    shares = [row["contribution"] for row in rows if row["contribution"] is not None]
    assert all(FOUR_DECIMALS.fullmatch(text) for text in shares)
    # As floats these would lose their last zeros: the test can fail.
    assert sum(repr(float(text)) != text for text in shares) > 20
    assert all(row["rank"] is None or type(row["rank"]) is int for row in rows)
    assert all(row["score"] is None or ONE_DECIMAL.fullmatch(row["score"]) for row in rows)


def test_json_and_csv_have_the_same_figures(edition: tuple[ict.Result, dict[Any, str]]) -> None:
    result, _ = edition
    record = result.to_dict()
    for name, table in (("rows", make_scores(result)), ("comparison", make_comparison(result))):
        shown = [{key: as_text(cell) for key, cell in row.items()} for row in record[name]]
        assert shown == in_csv(write_csv(table))


def test_prices_keep_the_zeros_with_which_they_are_printed() -> None:
    result = ict.compute(
        ict.methodology("ipb", edition=2025),
        prices=ict.sample_data("ipb-prices-2025.csv"),
        economics=ict.sample_data("ipb-economics-2025.csv"),
    )
    rows = result.to_dict()["rows"]
    shown = [{key: as_text(cell) for key, cell in row.items()} for row in rows]
    assert shown == in_csv(write_csv(make_prices(result)))
    document = result.methodology.document
    shares = {(r["economy"], document.basket(r["basket"]).definition): r["share"] for r in rows}
    printed = rows_of(Path(ict.sample_data("ipb-shares-2025.csv")))
    pairs = [(shares.get((row["economy"], row["basket"])), row["value"]) for row in printed]
    equal = [(own, text) for own, text in pairs if own and float(own) == float(text)]
    assert len(equal) > 15
    assert [own for own, _ in equal] == [text for _, text in equal]
    assert {row["usd"] for row in rows} >= {"10.50"}
