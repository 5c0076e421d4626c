"""The origin of a value is kept only while the value is there."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import ictindex as ict

TEXT = "economy,indicator,year,value\nBRA,i99H,2022,80.50\nKEN,i99H,2022,40.8\nAZE,i99H,2022,NA\n"


@pytest.fixture
def frame(tmp_path: Path) -> pd.DataFrame:
    path = tmp_path / "annex.csv"
    path.write_text(TEXT, encoding="utf-8")
    return ict.read_observations(path).to_frame()


def addresses(observations: ict.Observations) -> list[str]:
    return [observations.address(row).show("en") for row in range(len(observations))]


def test_an_untouched_frame_keeps_its_addresses(frame: pd.DataFrame) -> None:
    again = ict.read_observations(frame)
    assert addresses(again) == [f"annex.csv, line {line}, column value" for line in (2, 3, 4)]
    assert again.columns["written"].tolist() == ["80.50", "40.8", "NA"]
    assert [f.code for f in again.findings] == ["number.not-a-number"]


def test_a_value_emptied_on_purpose_stays_empty(frame: pd.DataFrame) -> None:
    frame.loc[0, "value"] = None
    again = ict.read_observations(frame)
    assert again.columns["value"].tolist()[:2] == [None, Decimal("40.8")]
    assert again.columns["written"][0] == ""
    assert addresses(again)[0] == "DataFrame, line 1, column value"


def test_a_changed_value_is_no_longer_that_of_the_file(frame: pd.DataFrame) -> None:
    frame.loc[0, "value"] = Decimal(1)
    frame.loc[2, "value"] = Decimal(2)
    again = ict.read_observations(frame)
    assert again.columns["value"].tolist() == [Decimal(1), Decimal("40.8"), Decimal(2)]
    assert again.columns["written"].tolist() == ["1", "40.8", "2"]
    assert addresses(again) == [
        "DataFrame, line 1, column value",
        "annex.csv, line 3, column value",
        "DataFrame, line 3, column value",
    ]
    assert len(again.findings) == 0


def test_floats_in_place_of_decimals_are_the_same_values(frame: pd.DataFrame) -> None:
    good = frame.iloc[:2].assign(value=[80.5, 40.8])
    again = ict.read_observations(good)
    assert again.columns["written"].tolist() == ["80.50", "40.8"]
    assert addresses(again)[0] == "annex.csv, line 2, column value"


def test_without_the_value_as_written_nothing_is_taken_over(frame: pd.DataFrame) -> None:
    again = ict.read_observations(frame.drop(columns="written").iloc[:2])
    assert addresses(again)[0] == "DataFrame, line 1, column value"
    assert again.unread == ("file", "line", "column")


@pytest.mark.parametrize("column", ["written", "file", "line", "column"])
def test_a_file_cannot_say_that_it_is_another(tmp_path: Path, column: str) -> None:
    path = tmp_path / "forged.csv"
    path.write_text(
        f"economy,indicator,year,value,{column}\nBRA,internet-users,2022,,99\n", encoding="utf-8"
    )
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path)
    assert str(caught.value).startswith(f"forged.csv: '{column}' is not a column of this table.")


def test_names_that_steer_a_terminal_are_reported_once(frame: pd.DataFrame) -> None:
    frame["file"] = "x.csv\nError: KEN ok"
    frame["column"] = "\u202evalue"
    again = ict.read_observations(frame.iloc[:2])
    assert [(f.code, f.level) for f in again.findings] == [("text.invisible", "warning")] * 2
    assert again.findings[0].message("en") == (
        "'x.csv<U+000A>Error: KEN ok' has a character that cannot be seen: "
        "line break (U+000A), position 6."
    )
    assert "RIGHT-TO-LEFT OVERRIDE (U+202E)" in again.findings[1].message("en")
    assert len(again.findings.to_text("en").splitlines()) == 3
    assert not again.faulty.any()


def test_a_file_name_that_turns_text_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "annex\u202evsc.csv"
    path.write_text("economy,node,value\nBRA,idi,82.0\n", encoding="utf-8")
    published = ict.read_published(path)
    assert [(f.code, f.level) for f in published.findings] == [("text.invisible", "warning")]
    assert len(published) == 1
