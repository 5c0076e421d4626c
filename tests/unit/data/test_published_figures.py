"""Published figures: read with the same care, kept as printed."""

import copy
import pickle
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict


def write(folder: Path, text: str) -> Path:
    path = folder / "table1.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_tidy_table(tmp_path: Path) -> None:
    path = write(
        tmp_path, "economy,node,value,source\nBRA,idi,82.0,Table 1\nBRA,i99H,84.70,\nKEN,idi,,\n"
    )
    published = ict.read_published(path)
    assert {key: str(value) for key, value in published.values.items()} == {
        ("BRA", "idi"): "82.0",
        ("BRA", "internet-users"): "84.70",
    }
    address = published.address("BRA", "internet-users")
    assert address is not None
    assert address.show("en") == "table1.csv, line 3, column value"
    assert published.address("KEN", "idi") is None
    assert published.to_frame().to_dict("records")[0] == {
        "economy": "BRA",
        "node": "idi",
        "value": Decimal("82.0"),
        "source": "Table 1",
    }
    assert len(published) == 2
    assert len(published.findings) == 0


def test_a_wide_table_and_a_data_frame(tmp_path: Path) -> None:
    text = "iso3,total,users,rank\nBRA,82.0,84.7,1\nKEN,,42.9,2\n"
    columns = {"iso3": "economy", "total": "idi", "users": "internet-users"}
    published = ict.read_published(write(tmp_path, text), columns, {"source": "Table 1"})
    expected = {
        ("BRA", "idi"): Decimal("82.0"),
        ("BRA", "internet-users"): Decimal("84.7"),
        ("KEN", "internet-users"): Decimal("42.9"),
    }
    assert dict(published.values) == expected
    address = published.address("KEN", "internet-users")
    assert address is not None
    assert address.show("en") == "table1.csv, line 3, column users"
    frame = pd.DataFrame({"iso3": ["BRA", "KEN"], "total": [82.0, None], "users": [84.7, 42.9]})
    assert dict(ict.read_published(frame, columns).values) == expected


def test_a_mapping() -> None:
    published = ict.read_published({("BRA", "idi"): 82.1, ("KEN", "idi"): None})
    assert dict(published.values) == {("BRA", "idi"): Decimal("82.1")}


BAD = {
    "economy.unknown-near": (
        "NA,idi,82.0",
        "'NA' is not the ISO 3166-1 alpha-3 code of an economy",
    ),
    "indicator.unknown": (
        "BRA,index,82.0",
        "'index' is not the id or code of an indicator.",
    ),
    "cell.empty": ("BRA,,82.0", "The cell is empty."),
    "number.decimal-comma": ('BRA,idi,"82,0"', "'82,0' has a decimal comma"),
    "score.impossible": (
        "BRA,idi,820",
        "820 is impossible for a score: a score is between 0 and 100.",
    ),
    "text.invisible": ("BRA\u00a0,idi,82.0", "'BRA<U+00A0>' has a character that cannot be seen"),
}


@small_cases("code", BAD)
def test_a_bad_cell_is_a_finding(tmp_path: Path, code: str) -> None:
    row, text = BAD[code]
    published = ict.read_published(write(tmp_path, f"economy,node,value\nKEN,idi,60.1\n{row}\n"))
    assert [f.code for f in published.findings] == [code]
    assert published.findings[0].message("en").startswith(text)
    assert published.findings[0].where("en") == "table1.csv, line 3, column value"
    assert list(published.values) == [("KEN", "idi")]


def test_a_figure_supplied_twice_is_not_used(tmp_path: Path) -> None:
    published = ict.read_published(
        write(tmp_path, "economy,node,value\nBRA,idi,82.0\nBRA,idi,82.1\n")
    )
    assert len(published) == 0
    assert published.address("BRA", "idi") is None
    assert published.findings[0].code == "published.duplicate"
    assert published.findings[0].message("en") == (
        "The same figure is already in table1.csv, line 2; neither is used."
    )
    assert published.findings[0].remedy("en") == "Keep the one that was published."


@small_cases(
    ("text", "arguments", "message"),
    [
        (
            "economy,nodes,value\nBRA,idi,1\n",
            {},
            "table1.csv: 'nodes' is not a column of this table. Nearest known column: node. "
            "Allowed are: economy, node, value, source.",
        ),
        (
            "economy,value\nBRA,1\n",
            {},
            "table1.csv: missing columns: node. The table has: economy, value.",
        ),
        (
            "economy,node,value\nBRA,idi,1\n",
            {"constants": {"node": "idi"}},
            "table1.csv: 'node' is given as a constant and is a column too.",
        ),
        (
            "iso3,idi\nBRA,1\n",
            {"columns": {"iso3": "economy", "idi": "idi-2024"}},
            "columns: column 'idi' is mapped to 'idi-2024', which is unknown. Write one of ",
        ),
        (
            "iso3,idi\nBRA,1\n",
            {"columns": {"iso3": "economy", "idi": "economy"}},
            "columns: 'economy' is given twice: by iso3 and by idi.",
        ),
        (
            "iso3,idi\nBRA,1\n",
            {"columns": {"idi": "idi"}},
            "columns: no column and no constant is named for: economy.",
        ),
        (
            "iso3,idi\nBRA,1\n",
            {"columns": {"iso": "economy", "idi": "idi"}},
            "table1.csv: there is no column 'iso'. Nearest column: iso3.",
        ),
    ],
)
def test_what_cannot_be_read(
    tmp_path: Path, text: str, arguments: dict[str, dict[str, str]], message: str
) -> None:
    with pytest.raises(ict.errors.IctindexError) as caught:
        ict.read_published(write(tmp_path, text), **arguments)
    assert str(caught.value).startswith(message)


def test_a_source_that_is_no_table_and_a_key_that_is_no_pair() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_published(12)
    assert str(caught.value).startswith("An object of type 'int' is not a table that can be read.")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_published({"BRA": 82.1})
    assert str(caught.value) == (
        '\'BRA\' is not a pair of economy and node. Write each key as ("BRA", "idi").'
    )


def test_published_figures_can_be_pickled_and_copied(tmp_path: Path) -> None:
    published = ict.read_published(
        write(tmp_path, "economy,node,value,source\nBRA,idi,82.0,Table 1\nKEN,idi,x,\n")
    )
    for twin in (pickle.loads(pickle.dumps(published)), copy.deepcopy(published)):  # noqa: S301
        assert dict(twin.values) == dict(published.values)
        assert twin.address("BRA", "idi") == published.address("BRA", "idi")
        assert twin.to_frame().equals(published.to_frame())
        assert twin.findings[0].message("en") == "'x' is not a number."
        with pytest.raises(TypeError):
            twin.values["BRA", "idi"] = Decimal(1)  # type: ignore[index]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            {"columns": {"economy": np.array([1, 2])}},
            "columns: column 'economy' is mapped to '[1 2]', which is unknown. Write one of ",
        ),
        ({"columns": {1: "economy"}}, "table1.csv: there is no column '1'."),
        (
            {"columns": ["economy"]},
            "The argument 'columns' must be a mapping; it is of the type list.",
        ),
        (
            {"constants": "idi"},
            "The argument 'constants' must be a mapping; it is of the type str.",
        ),
    ],
)
def test_arguments_that_do_not_fit(tmp_path: Path, arguments: dict[str, object], text: str) -> None:
    with pytest.raises(ict.errors.IctindexError) as caught:
        ict.read_published(write(tmp_path, "economy,node,value\nBRA,idi,1\n"), **arguments)
    assert str(caught.value).startswith(text)


def test_a_source_that_steers_a_terminal(tmp_path: Path) -> None:
    text = "economy,node,value,source\nBRA,idi,82.0,a\x1b[2J\nKEN,idi,60.1,a\u00a0b\n"
    published = ict.read_published(write(tmp_path, text))
    assert [(f.code, f.level) for f in published.findings] == [
        ("text.invisible", "error"),
        ("text.invisible", "warning"),
    ]
    assert list(published.values) == [("KEN", "idi")]
