"""A file that is read column by column is the table that a reader of its rows makes."""

from __future__ import annotations

import random

import pytest

import ictindex as ict
from ictindex.data.io import csv
from ictindex.data.io.files import Content, bounds_of

PLAIN = ["a", "b", "12.5", "", "", " ", ";", "'=1", "\x0b", "\u2028", "\u0639", "\x85"]
ENDS = ["\n", "\r\n", "\r", ",", ",,", ",\n"]
QUOTED = ['"', '"x,y"', '"a\nb"', '""']


def draw_file(draw: random.Random) -> bytes:
    width = draw.choice((2, 3, 3, 4))
    cells = PLAIN[: draw.choice((5, len(PLAIN)))] + draw.choice(([], QUOTED[1:3]))
    end = draw.choice(("\n", "\r\n", "\r"))
    rows = [",".join(f"c{number}" for number in range(width))]
    for _ in range(draw.randrange(1, 9)):
        rows.append(",".join(draw.choice(cells) for _ in range(width)))
    text = end.join(rows) + draw.choice(("", end, end + end))
    for _ in range(draw.choice((0, 0, 1, 2))):
        at = draw.randrange(len(text) + 1)
        text = text[:at] + draw.choice(ENDS + QUOTED + cells) + text[at:]
    return draw.choice(("", "\ufeff")).encode() + text.encode()


def read_rows(data: bytes) -> object:
    try:
        rows, lines = csv.rows_of("t.csv", data, csv.COMMA_POINT)
        table = csv.tabulate("t.csv", rows, lines, csv.COMMA_POINT)
    except ict.errors.UnusableFileError as error:
        return str(error)
    return table.header, [list(cells) for cells in table.columns.values()], list(table.lines)


def read_columns(data: bytes) -> object:
    try:
        table = csv.read_csv(Content("t.csv", data), bounds=bounds_of())
    except ict.errors.UnusableFileError as error:
        return str(error)
    return table.header, [list(cells) for cells in table.columns.values()], list(table.lines)


@pytest.mark.parametrize("chunk", [2, 1024])
def test_columns_are_those_of_the_rows(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "_CHUNK", chunk)
    draw = random.Random(20261201)
    tables = 0
    for _ in range(1500):
        data = draw_file(draw)
        expected = read_rows(data)
        assert read_columns(data) == expected, data
        tables += not isinstance(expected, str)
    assert tables > 500
