"""Bounds on what a file may hold: small files that name more than a machine can carry."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data import checks
from ictindex.data.io import files

HEADER = "economy,indicator,year,value,note\n"
ROW = "KEN,i99H,2022,30,"


def written(folder: Path, text: str, name: str = "annex.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def refused(path: Path, read: Any = ict.read_observations, **options: Any) -> UnusableFileError:
    with pytest.raises(UnusableFileError) as caught:
        read(path, **options)
    return caught.value


def test_as_many_rows_as_the_bound_are_read_and_one_more_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 3)
    rows = [f"{economy},i99H,2022,30,\n" for economy in ("BRA", "CHL", "KEN", "ZAF")]
    table = ict.read_observations(written(tmp_path, HEADER + "".join(rows[:3]) + ",,,,\n" * 9))
    assert len(table) == 3 and not table.findings
    assert refused(written(tmp_path, HEADER + "".join(rows))).message("en") == (
        "annex.csv: the table has more than 3 rows. Read it with a higher limit (in Python: "
        "limit=1000000), give it as a data frame, or split it into several files and give them as "
        "a list."
    )


def test_a_higher_limit_reads_more_rows_and_a_lower_one_fewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 3)
    monkeypatch.setattr(files, "MOST_CELLS", 15)
    monkeypatch.setattr(files, "MOST_BYTES", 120)
    path = written(
        tmp_path, HEADER + "".join(f"KEN,i99H,{year},30,\n" for year in range(2000, 2007))
    )
    assert len(ict.read_observations(path, limit=7)) == 7
    assert len(ict.read_observations([path, path], limit=7)) == 14
    assert refused(path).code == "file.too-large"
    assert refused(path, limit=6).details["most"] == "6"
    short = written(tmp_path, HEADER + "".join(f"KEN,i99H,{year},30,\n" for year in (2000, 2001)))
    assert refused(short, limit=1).details["most"] == "1"


@small_cases("limit", [0, -1, True, 1.5, "many"])
def test_a_limit_that_is_none(tmp_path: Path, limit: Any) -> None:
    path = written(tmp_path, HEADER + f"{ROW}\n")
    with pytest.raises(UsageError) as caught:
        ict.read_observations(path, limit=limit)
    assert caught.value.details["argument"] == "limit"


@pytest.mark.parametrize(
    ("read", "header", "row"),
    [
        (ict.read_prices, "economy,basket,year,price,currency", "KEN,fixed-broadband-5gb,{},1,KES"),
        (ict.read_economics, "economy,series,year,value", "KEN,exchange-rate,{},134.82"),
        (ict.read_published, "economy,node,value,source", "KEN,idi,5{},"),
        (
            ict.read_tariffs,
            "economy,operator,service,id,price,currency",
            "KEN,A,mobile,{},1,KES",
        ),
    ],
)
def test_every_reader_takes_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Any, header: str, row: str
) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 1)
    rows = [row.format(year) for year in ("2023", "2024")]
    path = written(tmp_path, "\n".join([header, *rows, ""]))
    assert refused(path, read).code == "table.too-long"
    read(path, limit=2)


def test_lines_without_a_cell_have_a_bound_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_LINES", 5)
    assert len(ict.read_observations(written(tmp_path, HEADER + ROW + "\n" + ",,,,\n" * 3))) == 1
    assert refused(written(tmp_path, HEADER + ROW + "\n" + ",,,,\n" * 5)).code == "table.too-long"


def test_a_table_that_is_too_wide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_COLUMNS", 4)
    assert refused(written(tmp_path, HEADER + ROW + "\n")).message("en") == (
        "annex.csv: the table has more than 4 columns. Keep only the columns that are needed, or "
        "check the dialect: the separator may be another one."
    )


def test_cells_are_counted_while_rows_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_CELLS", 50)
    # The last line is not a row of a table: it is never come to.
    text = HEADER + f"{ROW}\n" * 11 + '"open'
    assert refused(written(tmp_path, text)).message("en") == (
        "annex.csv: the table has more than 50 cells (rows times columns). Delete what is "
        "next to or below the table, read it with a higher limit of rows (in Python: "
        "limit=1000000), give it as a data frame, or split it into several files and give "
        "them as a list."
    )


def test_figures_of_a_wide_table_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FIGURES", 3)
    columns = {"iso": "economy", "u": "internet-users", "h": "households-internet"}
    path = written(tmp_path, "iso,u,h\nBRA,1,2\nKEN,3,4\n")
    arguments = {"columns": columns, "constants": {"year": 2022}}
    assert refused(path, **arguments).message("en") == (
        "annex.csv holds more than 3 figures. Keep only the series and years that are needed, read "
        "it with a higher limit of rows (in Python: limit=1000000), give it as a data frame, or "
        "split it into several files and give them as a list."
    )
    import pandas as pd

    frame = pd.read_csv(path, dtype=str)  # what a program holds in memory it may hand on
    assert len(ict.read_observations(frame, **arguments)) == 4


@pytest.mark.slow
def test_an_archive_of_many_figures_in_few_bytes(tmp_path: Path) -> None:
    """4.5 kB held half a million figures: 4.5 s, 314 MB."""
    years = ",".join(str(year) for year in range(1960, 2020))
    rows = ("BRA,IT.NET.USER.ZS," + ",".join("1" * 60) + "\n") * 8000
    path = tmp_path / "wdi.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("a.csv", f"Country Code,Indicator Code,{years}\n{rows}")
    assert path.stat().st_size < 5000
    error = refused(path, form="wdi")
    assert error.code == "table.too-many-figures" and "wdi.zip!a.csv" in error.message("en")


JUNK = {
    "prices": (ict.read_prices, "economy,basket,year,price,currency"),
    "economics": (ict.read_economics, "economy,series,year,value"),
    "tariffs": (ict.read_tariffs, "economy,operator,service,price,currency,id"),
    "consultations": (
        ict.sourcing.read_consultations, "economy,indicator,year,source,value,notified,deadline",
    ),
    "published": (ict.read_published, "economy,node,value"),
    "observations": (ict.read_observations, "economy,indicator,year,value"),
}  # fmt: skip


@pytest.mark.parametrize("kind", JUNK)
def test_every_reader_stops_at_a_flood_and_names_the_first(tmp_path: Path, kind: str) -> None:
    read, header = JUNK[kind]
    width = header.count(",") + 1
    rows = "".join(
        ",".join(f"x{row}y{cell}" for cell in range(width)) + "\n" for row in range(6000)
    )
    error = refused(written(tmp_path, f"{header}\n{rows}"), read)
    assert error.code == "table.too-many-faults"
    message = error.message("en")
    assert "annex.csv has more than" in message and "line 2" in message and len(error.faults) == 5


@pytest.mark.parametrize(
    ("kind", "header", "row"),
    [
        ("prices", "economy,basket,year,price,currency", "KEN,fixed-broadband-5gb,2025,2999,KES"),
        ("economics", "economy,series,year,value", "KEN,exchange-rate,2024,134.82"),
    ],
)
def test_the_same_row_over_and_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, header: str, row: str
) -> None:
    monkeypatch.setattr(checks, "MOST_FAULTS", 500)
    read = JUNK[kind][0]
    table = read(written(tmp_path, f"{header}\n" + f"{row}\n" * 3))
    assert [(f.address.line, f.details["place"].line) for f in table.findings] == [
        (2, 3), (3, 2), (4, 2),
    ]  # fmt: skip
    path = written(tmp_path, f"{header}\n" + f"{row}\n" * (checks.MOST_FAULTS + 1))
    assert refused(path, read).code == "table.too-many-faults"


def test_rows_of_several_windows_compete_with_one_that_names_none(tmp_path: Path) -> None:
    rows = [
        "KEN,exchange-rate,2024,134,2024-01/2024-03", "KEN,exchange-rate,2024,135,",
        "KEN,exchange-rate,2024,136,2024-04/2024-06", "KEN,exchange-rate,2024,137,2024-04/2024-06",
    ]  # fmt: skip
    text = "economy,series,year,value,window\n" + "\n".join(rows) + "\n"
    table = ict.read_economics(written(tmp_path, text))
    assert [(f.address.line, f.details["place"].line) for f in table.findings] == [
        (2, 3), (3, 2), (4, 3), (5, 3),
    ]  # fmt: skip


@pytest.mark.slow
def test_warnings_are_counted_too(tmp_path: Path) -> None:
    rows = [f"KEN,i99H,2022,30,a\x1b{row}" for row in range(checks.MOST_FAULTS + 1)]
    error = refused(written(tmp_path, HEADER + "\n".join(rows) + "\n"))
    assert error.code == "table.too-many-faults" and error.faults[0].address.line == 2


def test_a_tally_refuses_one_finding_too_many() -> None:
    from ictindex.language.findings import Finding

    tally = checks.Tally("annex.csv")
    tally.add(*[Finding("text.invisible", "warning")] * checks.MOST_FAULTS)
    with pytest.raises(UnusableFileError) as caught:
        tally.add(Finding("cell.empty"))
    assert caught.value.details["most"] == str(checks.MOST_FAULTS)
