"""Estimates of several programs, each in the form in which that program writes them.

All figures are invented. The same eight estimates are in the form of each program.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from estimate_cases import LAYOUTS, SAS, SPSS, SRVYR, STATA, SVYBY, TABLES, WIDE
from openpyxl import Workbook
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UnusableFileError
from ictindex.data.io.estimate_forms import split_coefficient

# Indicator, location: value, standard error, both ends of the interval.
EXPECTED = {
    ("households-internet", "U"): ("74.22", "0.30", "73.63", "74.81"),
    ("households-internet", "R"): ("40.34", "0.79", "38.79", "41.89"),
    ("households-computer", "U"): ("50", "1", "48.04", "51.96"),
    ("households-computer", "R"): ("25", "0.95", "23.14", "26.86"),
}
PRECISION = ("value", "standard_error", "lower_bound", "upper_bound")


def read(folder: Path, form: str, table: str = "", layout: str = "") -> ict.Observations:
    (folder / "t.csv").write_text(table or TABLES[form], encoding="utf-8")
    (folder / "l.toml").write_text(layout or LAYOUTS[form], encoding="utf-8")
    return ict.read_observations(folder / "t.csv", layout=folder / "l.toml")


@small_cases("form", TABLES)
def test_the_estimates_are_the_same_from_each_program(tmp_path: Path, form: str) -> None:
    table = read(tmp_path, form)
    cells = table.cells
    assert not table.findings
    read_figures = {
        (cells["indicator"][row], cells["location"][row]): tuple(
            cells[name][row] for name in PRECISION
        )
        for row in range(len(table))
    }
    # The wide table has no intervals.
    count = 2 if form == "wide-shares" else 4
    for key, figures in EXPECTED.items():
        stated = [*map(Decimal, figures[:count]), *[None] * (4 - count)]
        assert list(read_figures[key]) == stated
    assert len(table) == 4
    assert set(zip(cells["economy"], cells["year"], cells["made_by"], strict=True)) == {
        ("ECU", 2023, "invented")
    }
    assert set(cells["confidence_level"]) == {Decimal(95)}
    if form != "wide-shares":
        # The reader kept the columns of the file apart: errors are those of their own variable.
        assert ict.validate(table, year=2023).outcomes


def test_a_share_is_written_as_it_was(tmp_path: Path) -> None:
    table = read(tmp_path, "svyby")
    assert table.cells["written"][0] == "0.7422e2"
    assert table.address(0).show("en") == "t.csv, line 2, column net"
    assert table.unread == ("(1)",)


def test_a_table_that_was_read_is_the_same_after_a_round_trip(tmp_path: Path) -> None:
    table = read(tmp_path, "svyby")
    table.to_csv(tmp_path / "tidy.csv")
    again = ict.read_observations(tmp_path / "tidy.csv")
    for name in PRECISION:
        assert again.cells[name] == table.cells[name]
    frame = ict.read_observations(table.to_frame())
    assert frame.cells["written"] == table.cells["written"]


def test_an_only_variable_of_svyby_has_a_plain_error(tmp_path: Path) -> None:
    layout = LAYOUTS["svyby"].replace('pc = "households-computer"\n', "").replace("level = 95", "")
    table = read(tmp_path, "svyby", '"area","net","se","DEff"\n1,0.5,0.01,NA\n', layout)
    assert table.cells["standard_error"] == (Decimal(1),)
    assert table.cells["design_effect"] == (None,)


def test_a_plain_error_is_of_no_variable_where_there_are_two(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=r"se\.net") as caught:
        read(tmp_path, "svyby", '"area","net","pc","se"\n1,0.5,0.4,0.01\n')
    assert caught.value.code == "form.not-this-form"


def test_what_is_not_read_is_named(tmp_path: Path) -> None:
    # The layer "Mean" is a part of the name of a variable; both rows of the header are read.
    assert read(tmp_path, "spss").unread == ()
    assert read(tmp_path, "stata").unread == ()
    more = "\n".join(
        f"{line},{'c.tv@1bn.area' if number == 0 else 0.5}"
        for number, line in enumerate(STATA.splitlines())
    )
    assert read(tmp_path, "stata", more).unread == ("c.tv@1bn.area",)


def test_degrees_of_freedom_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, "stata", STATA + "df,79,79,79,79\n")
    assert table.cells["degrees_of_freedom"] == (Decimal(79),) * 4


def test_a_workbook_of_putexcel_is_read_as_its_csv(tmp_path: Path) -> None:
    by_csv = read(tmp_path, "stata")
    book = Workbook()
    for row in csv.reader(STATA.splitlines()):
        cells = [float(cell) if cell[:1].isdigit() else cell or None for cell in row]
        book.active.append(cells)  # the corner is empty, as putexcel leaves it
    book.save(tmp_path / "t.xlsx")
    by_workbook = ict.read_observations(tmp_path / "t.xlsx", layout=tmp_path / "l.toml")
    for name in PRECISION:
        assert by_workbook.cells[name] == by_csv.cells[name]
    assert by_workbook.address(0).show("en") == "t.xlsx, cell B2"


def test_two_matrices_below_one_another_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError) as caught:
        read(tmp_path, "stata", STATA + STATA.partition("\n")[2])
    assert caught.value.code == "form.not-this-form"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("c.net@1bn.area#2.sex", ("net", {"area": "1", "sex": "2"})),
        ("net", ("net", {})),
        ("1.net@3.age", ("1.net", {"age": "3"})),
        ("net@2.area", ("net", {"area": "2"})),
    ],
)
def test_the_name_of_a_coefficient(name: str, expected: tuple[str, dict[str, str]]) -> None:
    assert split_coefficient(name) == expected


def test_zeros_of_a_group_outside_the_universe_are_no_share(tmp_path: Path) -> None:
    outside = WIDE.replace("0.4034,0.0079,12102,240", "0,0,0,0")
    table = read(tmp_path, "wide-shares", outside)
    row = table.cells["location"].index("R")
    assert (table.cells["value"][row], table.cells["status"][row]) == (None, "M")
    assert table.cells["standard_error"][row] is None
    [finding] = table.findings
    assert finding.level == "information"
    assert finding.message("en") == (
        "No share of 'net/isHouse' for the group 'rural': share, count and both errors are zero, "
        "as this program writes for a group outside the universe."
    )


def test_a_share_of_zero_of_a_group_that_was_asked_stays(tmp_path: Path) -> None:
    asked = WIDE.replace("0.4034,0.0079,12102,240", "0,0,0,35")
    table = read(tmp_path, "wide-shares", asked)
    assert table.cells["value"][table.cells["location"].index("R")] == 0


def test_labels_of_another_language_are_named_by_the_layout(tmp_path: Path) -> None:
    names = {"Estimate": "Estimación", "Standard Error": "Error típico", "Lower": "Inferior"}
    spanish = SPSS.replace("Upper", "Superior")
    for before, after in names.items():
        spanish = spanish.replace(before, after)
    statistics = (
        '[statistics]\n"Estimación" = "value"\n"Error típico" = "standard_error"\n'
        'Inferior = "lower_bound"\nSuperior = "upper_bound"\n'
    )
    table = read(tmp_path, "spss", spanish, LAYOUTS["spss"] + statistics)
    assert table.cells["upper_bound"] == read(tmp_path, "spss").cells["upper_bound"]


@small_cases(
    ("form", "table", "code", "message"),
    [
        (
            "svyby",
            "               mean      SE\nnet 0.6643040376248 0.00303\n",
            "layout.console",
            "t.csv is what R printed on the screen: its figures are rounded.",
        ),
        (
            "stata",
            STATA.replace("0.7422", "0.742***"),
            "layout.marks",
            "t.csv, line 2, column 'c.net@1bn.area': '0.742***' has stars or brackets, as in a "
            "table made to be read; the figures of such a table are rounded.",
        ),
        (
            "stata",
            STATA.replace("0.0030", "(0.003)"),
            "layout.marks",
            "t.csv, line 3, column 'c.net@1bn.area': '(0.003)' has stars or brackets, as in a "
            "table made to be read; the figures of such a table are rounded.",
        ),
        (
            "stata",
            ",net,pc\nnet,0.000009,0.000001\npc,0.000001,0.0001\n",
            "layout.variances",
            "t.csv is a matrix of variances, as e(V) of Stata: it has the squares of standard "
            "errors, and no estimates.",
        ),
        (
            "srvyr",
            SRVYR.replace("net", "nett"),
            "layout.no-variable-near",
            "t.csv: there is no variable 'net'. Nearest: nett.",
        ),
        (
            "sas",
            SAS.replace("net", "internet_at_home"),
            "layout.no-variable",
            "t.csv: there is no variable 'net'.",
        ),
        (
            "svyby",
            SVYBY.replace('"2","2"', '"2","urban"'),
            "layout.no-code",
            "t.csv: column 'area' has 'urban', for which the layout has no code. It has codes for: "
            "1, 2.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_ask_for(
    tmp_path: Path, form: str, table: str, code: str, message: str
) -> None:
    with pytest.raises(UnusableFileError) as caught:
        read(tmp_path, form, table)
    assert caught.value.code == code
    text = caught.value.message("en")
    assert text.startswith(f"{message} ")
    assert {"layout.console": "write.csv(", "layout.marks": "r(table)"}.get(code, "") in text
