"""The table itself: choosing rows, putting tables together, writing, showing; never changing."""

import os
import pickle
import stat
import threading
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.data.io.observation_columns import BREAKDOWNS

TEXT = (
    "economy,indicator,year,value,source\n"
    "BRA,internet-users,2022,80.5,PNAD\n"
    "KEN,internet-users,2021,40.8,\n"
    "NA,internet-users,2022,62.2,\n"
    "AZE,coverage-3g,2022,120,\n"
    "BRA,internet-users,2022,80.6,PNAD\n"
    "BRA,internet-users,2022,80.7,PNAD\n"
)


@pytest.fixture
def observations(tmp_path: Path) -> ict.Observations:
    path = tmp_path / "annex.csv"
    path.write_text(TEXT, encoding="utf-8")
    return ict.read_observations(path)


def codes(observations: ict.Observations) -> list[str]:
    return [finding.code for finding in observations.findings]


def test_findings_stand_in_the_order_of_the_rows(observations: ict.Observations) -> None:
    assert codes(observations) == [
        "economy.unknown-near",
        "value.impossible",
        "key.duplicate",
        "key.duplicate",
    ]


def test_where_keeps_the_findings_of_its_rows(observations: ict.Observations) -> None:
    assert codes(observations.where(economy=["KEN", "AZE"])) == ["value.impossible"]
    assert len(observations.where(economy="BRA", year=2022)) == 3
    assert len(observations.where(year=range(2020, 2022))) == 1
    assert len(observations.where(year="2021")) == 1
    assert len(observations.where(indicator="i99H")) == 5
    assert len(observations.where(value=[80.5, Decimal("40.80")])) == 2
    assert len(observations.where(source=["", "PNAD"])) == 6


def test_a_repeated_observation_is_found_as_long_as_two_are_left(
    observations: ict.Observations,
) -> None:
    assert codes(observations.exclude(line=2).where(economy="BRA")) == ["key.duplicate"]
    assert codes(observations.exclude(line=[2, 6]).where(economy="BRA")) == []


def test_exclude_is_the_inverse_of_where(observations: ict.Observations) -> None:
    assert len(observations.exclude(economy="BRA", year=2022)) == 3
    assert observations.exclude() is observations


def test_an_unknown_column_is_refused(observations: ict.Observations) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        observations.where(country="BRA")
    assert str(caught.value).startswith("Observations have no column 'country'. Nearest: ")
    assert "Use one of: economy, indicator, year, value, " in str(caught.value)


def test_without_errors_leaves_out_and_remembers(observations: ict.Observations) -> None:
    kept = observations.without_errors()
    # No row of the repeated observation is left: nothing says which one is right.
    assert kept.columns["economy"].tolist() == ["KEN"]
    assert codes(kept) == []
    assert [finding.code for finding in kept.dropped] == codes(observations)
    assert len(observations) == 6
    assert len(kept.without_errors().dropped) == 4


def test_the_same_observation_in_two_files(tmp_path: Path) -> None:
    first, two = tmp_path / "one.csv", tmp_path / "two.csv"
    header = "economy,indicator,year,value\n"
    first.write_text(header + "BRA,internet-users,2022,80.5\n", encoding="utf-8")
    two.write_text(header + "KEN,internet-users,2022,40.8\nBRA,i99H,2022,80.5\n", encoding="utf-8")
    both = ict.read_observations([first, two])
    assert codes(both) == ["key.duplicate"]
    assert both.findings[0].where("en") == "two.csv, line 3, column value"
    assert both.findings[0].message("en") == "The same observation is already in one.csv, line 2."
    summed = ict.read_observations(first) + ict.read_observations(two)
    assert codes(summed) == ["key.duplicate"]
    assert len(summed) == 3
    with pytest.raises(TypeError):
        summed + 1


def test_nothing_can_be_changed(observations: ict.Observations) -> None:
    for array in observations.columns.values():
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]
    with pytest.raises(TypeError):
        observations.columns["note"] = np.array([])  # type: ignore[index]
    with pytest.raises(AttributeError):
        observations.unread = ("x",)  # type: ignore[misc]
    frame = observations.to_frame()
    frame.loc[0, "economy"] = "XXX"
    assert observations.columns["economy"][0] == "BRA"


def test_a_table_can_be_sent_to_another_process(observations: ict.Observations) -> None:
    sent = pickle.loads(pickle.dumps(observations))  # noqa: S301
    assert sent.to_frame().equals(observations.to_frame())
    assert codes(sent) == codes(observations)


def test_the_data_frame(observations: ict.Observations) -> None:
    frame = observations.to_frame()
    assert list(frame.columns) == [
        "economy", "indicator", "year", "value", "unit", "status", "conf_status",
        "source_class", "source", "vintage", "consultation", "sex", "age", "location",
        "disability", "education", "income",
        "note", "written", "file", "line", "column",
    ]  # fmt: skip
    assert frame["value"].iloc[0] == Decimal("80.5")
    assert isinstance(frame["value"].iloc[0], Decimal)
    assert frame["year"].tolist()[:2] == [2022, 2021]


def test_texts_that_look_like_formulae_are_guarded_and_numbers_are_not(tmp_path: Path) -> None:
    path, copy = tmp_path / "annex.csv", tmp_path / "copy.csv"
    path.write_text(
        "economy,indicator,year,value,source,note\n"
        'BRA,internet-users,2022,-5,=HYPERLINK("x"),+1\n'
        "KEN,internet-users,2022,-5%,@a,'=b\n"
        "AZE,internet-users,2022,1,-a,''b\n",
        encoding="utf-8",
    )
    observations = ict.read_observations(path)
    assert observations.columns["note"].tolist() == ["+1", "=b", "''b"]
    observations.to_csv(copy)
    lines = copy.read_bytes().decode("utf-8").split("\n")
    assert lines[1] == """BRA,internet-users,2022,-5,"'=HYPERLINK(""x"")",'+1"""
    assert lines[2] == "KEN,internet-users,2022,'-5%,'@a,'=b"
    assert lines[3:] == ["AZE,internet-users,2022,1,'-a,''b", ""]
    again = ict.read_observations(copy)
    for name in ("value", "written", "source", "note"):
        assert again.columns[name].tolist() == observations.columns[name].tolist()
    assert codes(again) == codes(observations) == ["value.impossible", "number.percent-sign"]


def test_an_apostrophe_before_a_number_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "annex.csv"
    path.write_text("economy,indicator,year,value\nBRA,i99H,2022,'-5\n", encoding="utf-8")
    observations = ict.read_observations(path)
    assert codes(observations) == ["number.not-a-number"]
    assert observations.columns["written"].tolist() == ["'-5"]
    observations.to_csv(tmp_path / "copy.csv")
    copied = ict.read_observations(tmp_path / "copy.csv")
    assert copied.columns["written"].tolist() == ["'-5"]


def test_bad_cells_are_written_as_they_were_found(tmp_path: Path) -> None:
    path = tmp_path / "annex.csv"
    text = "economy,indicator,year,value\nXX,telex,22,NA\nBRA,,,\n"
    path.write_text(text, encoding="utf-8")
    observations = ict.read_observations(path)
    observations.to_csv(path)
    assert path.read_text(encoding="utf-8") == text
    assert codes(ict.read_observations(path)) == codes(observations)


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, observations: ict.Observations, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "copy.csv"
    path.write_text("before", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("os.replace", fail)
    with (
        pytest.raises(ict.errors.UnusableFileError) as caught,
        ict.set_options(overwrite=True),
    ):
        observations.to_csv(path)
    assert str(caught.value) == (
        f"'{path}' cannot be written. "
        "Give a path in a folder that exists and that you may write to."
    )
    assert path.read_text(encoding="utf-8") == "before"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["annex.csv", "copy.csv"]


def test_the_view_of_the_terminal(observations: ict.Observations) -> None:
    shown = repr(observations)
    assert "Observations: 6; economies: 4; indicators: 2; years: 2021–2022; findings: 4." in shown
    assert "80.5" in shown


def test_the_view_of_a_notebook_escapes_what_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "annex.csv"
    rows = [f"BRA,internet-users,{year},1,<b>a</b>\n" for year in range(2000, 2015)]
    path.write_text("economy,indicator,year,value,source\n" + "".join(rows), encoding="utf-8")
    observations = ict.read_observations(path)
    html = observations._repr_html_()
    assert "&lt;b&gt;a&lt;/b&gt;" in html
    assert "<b>a" not in html
    assert "Rows not shown: 5." in html
    with ict.set_options(language="ar"):
        assert 'dir="rtl"' in observations._repr_html_()


def test_what_is_read_already_takes_no_arguments(observations: ict.Observations) -> None:
    assert ict.read_observations(observations) is observations
    for arguments in (
        {"constants": {"year": 2022}},
        {"layout": "a.toml"},
        {"dialect": "tab-point"},
    ):
        for source in (observations, [observations]):
            with pytest.raises(ict.errors.UsageError) as caught:
                ict.read_observations(source, **arguments)
            assert str(caught.value) == (
                "A table of observations is already read: columns, constants, flags, layout "
                "and dialect cannot be applied to it. Give them when the file is read, and put the "
                "tables together by +."
            )


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (10**6, "There is no row 1000000: the table has 6 rows, counted from 0."),
        (-1, "There is no row -1: the table has 6 rows, counted from 0."),
        pytest.param(
            10**5000, "There is no row …: the table has 6 rows, counted from 0.", id="very far"
        ),
        ("BRA", "The argument 'row' must be a whole number; it is of the type str."),
        (1.0, "The argument 'row' must be a whole number; it is of the type float."),
    ],
)
def test_a_row_that_is_not_there(observations: ict.Observations, row: object, text: str) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        observations.address(row)  # type: ignore[arg-type]
    assert str(caught.value).startswith(text)


def test_conditions_of_other_kinds(observations: ict.Observations) -> None:
    assert len(observations.where(year=np.array(2022))) == 5
    assert len(observations.where(economy=np.array(["BRA", "KEN"]))) == 4
    assert len(observations.where(economy=np.array(2024))) == 0
    for wanted in ([["BRA"]], [{"BRA"}], [Decimal("sNaN")]):
        with pytest.raises(ict.errors.UsageError) as caught:
            observations.where(economy=wanted)
        assert str(caught.value) == (
            "The argument 'economy' must be a text, a number, or a list of these; it is of the "
            "type list. Give an argument of that kind."
        )


def test_an_empty_table_is_not_written(tmp_path: Path, observations: ict.Observations) -> None:
    path = tmp_path / "copy.csv"
    with pytest.raises(ict.errors.UsageError) as caught:
        observations.where(economy="FRA").to_csv(path)
    assert str(caught.value) == (
        "The table has no rows: a file of it could not be read back. Write a table with at least "
        "one row; look at the conditions by which rows were chosen."
    )
    assert not path.exists()


def test_a_path_that_is_none(observations: ict.Observations) -> None:
    for path, kind in ((None, "NoneType"), (5, "int"), (b"copy.csv", "bytes")):
        with pytest.raises(ict.errors.UsageError) as caught:
            observations.to_csv(path)  # type: ignore[arg-type]
        assert str(caught.value) == (
            f"The argument 'path' must be a path; it is of the type {kind}. "
            "Give an argument of that kind."
        )


def test_a_folder_is_not_replaced(tmp_path: Path, observations: ict.Observations) -> None:
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        observations.to_csv(tmp_path)
    assert caught.value.code == "file.unwritable"
    assert [p.name for p in tmp_path.iterdir()] == ["annex.csv"]


@pytest.mark.skipif(os.name != "posix", reason="links, pipes and modes of POSIX")
def test_links_pipes_and_modes(tmp_path: Path, observations: ict.Observations) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("before", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    with ict.set_options(overwrite=True):
        observations.to_csv(link)
    text = real.read_text(encoding="utf-8")
    assert link.is_symlink()
    assert text.startswith("economy,")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    observations.to_csv(pipe)
    reader.join()
    assert got == [text]
    assert pipe.is_fifo()
    observations.to_csv(os.devnull)
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    with pytest.raises(ict.errors.UnusableFileError):
        observations.to_csv(circle)
    before = os.umask(0o077)
    try:
        observations.to_csv(tmp_path / "new.csv")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o600


@small_cases("name", BREAKDOWNS)
def test_a_total_that_is_written_is_the_one_that_is_not(name: str) -> None:
    rows = [
        {"economy": "BRA", "indicator": "population", "year": 2022, "value": value, name: code}
        for value, code in ((100, ""), (120, "_T"))
    ]
    findings = ict.read_observations(pd.DataFrame(rows)).findings
    assert [finding.code for finding in findings] == ["key.duplicate"]
    rows[1][name] = {"sex": "F", "location": "U"}.get(name, "x")
    assert not ict.read_observations(pd.DataFrame(rows)).findings.errors
