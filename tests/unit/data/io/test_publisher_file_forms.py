"""Files of publishers: read in the form that is stated, refused with the reason in any other."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.exchange.sdmx_csv_file import sdmx_text
from ictindex.data.io.publisher_file_forms import BY_EDITION, FORMS
from ictindex.data.io.zip import member

WDI = """\ufeff"Data Source","World Development Indicators",

"Last Updated Date","2025-07-01",

"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022","2023",
"Kenya","KEN","Internet users","IT.NET.USER.ZS","28.75","","35.0",
"Africa Eastern","AFE","Internet users","IT.NET.USER.ZS","1","2","3",
"Kenya","KEN","Secure servers","IT.NET.SECR.P6","1","2","3",
"Kenya","KEN","Population","SP.POP.TOTL","5.3005614E+07","54027487","5.5e7",
"""
DATABANK = """Series Name,Series Code,Country Name,Country Code,2021 [YR2021],2022 [YR2022]
Internet users,IT.NET.USER.ZS,Kenya,KEN,28.75,..
Internet users,IT.NET.USER.ZS,Namibia,NAM,..,62.2
,,,,,
,,,,,
Data from database: World Development Indicators,,,,,
Last Updated: 07/01/2025,,,,,
"""
DATAHUB = """seriesID,seriesCode,seriesName,seriesParent,seriesUnits,entityID,entityIso,entityName,dataValue,dataYear,dataNote,dataSource
1,i271mw,Active mobile-broadband subscriptions,,Count,1,ABW,Aruba,21000,2012,,ITU estimate based on GSMA
1,i271mw,Active mobile-broadband subscriptions,,Count,2,NAM,Namibia,1500000,2020,break,CRAN
1,i271mw,Active mobile-broadband subscriptions,,Count,2,NAM,Namibia,,2021,,CRAN
2,i99H,Individuals using the Internet,,%,2,NAM,Namibia,62.2,2022,,
3,i99H,Male,Individuals using the Internet,%,2,NAM,Namibia,63.0,2022,,
4,i999x,Something else,,Count,2,NAM,Namibia,1,2022,,
"""  # noqa: E501
SDMX_1 = """DATAFLOW,FREQ,REF_AREA,SERIES,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS
IAEG-SDGs:DF_SDG_GLH(1.20),A,404,IT_USE_ii99,_T,2022,35.0,PERCENT,0,A
IAEG-SDGs:DF_SDG_GLH(1.20),A,004,IT_USE_ii99,F,2022,18.4,PERCENT,0,E
"""  # noqa: E501
SDMX_2 = """STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA: Area,INDICATOR: Indicator,TIME_PERIOD: Time,OBS_VALUE: Value,UNIT_MULT: Multiplier
dataflow,X:Y(1.0.0): A name,I,KEN: Kenya,i271mw: Subscriptions: active,2022,28.5,6: Millions
dataflow,X:Y(1.0.0): A name,I,NAM: Namibia,i271mw: Subscriptions: active,2022,,0: Units
"""  # noqa: E501


def written(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def zipped(folder: Path, parts: dict[str, str | bytes], name: str = "file.zip") -> Path:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return written(folder, stream.getvalue(), name)


def findings_of(table: ict.Observations) -> list[tuple[str, str]]:
    return [(finding.code, finding.level) for finding in table.findings]


def rows(table: ict.Observations, *names: str) -> list[tuple[object, ...]]:
    cells = [table.columns[name].tolist() for name in names]
    return [tuple(str(cell) for cell in row) for row in zip(*cells, strict=True)]


def refused(path: Path, form: str, **options: object) -> UnusableFileError:
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path, form=form, **options)
    return caught.value


# ---------------------------------------------------------------- World Bank


@pytest.mark.parametrize("packed", [False, True])
def test_wdi_lines_above_the_header_and_exponents_are_read(tmp_path: Path, packed: bool) -> None:
    path = written(tmp_path, WDI)
    if packed:
        path = zipped(tmp_path, {"API.csv": WDI, "Metadata_Country_API.csv": "a,b\n1,2\n"})
    table = ict.read_observations(path, form="wdi")
    assert rows(table, "economy", "indicator", "year", "value", "written") == [
        ("KEN", "internet-users", "2021", "28.75", "28.75"),
        ("KEN", "internet-users", "2023", "35.0", "35.0"),
        ("KEN", "population", "2021", "53005614", "5.3005614E+07"),
        ("KEN", "population", "2022", "54027487", "54027487"),
        ("KEN", "population", "2023", "55000000", "5.5e7"),
    ]
    assert findings_of(table) == [
        ("form.series-left-out", "information"), ("form.groups-left-out", "information"),
    ]  # fmt: skip
    assert table.findings[0].message("en") == (
        "1 series are not in the catalogue and were left out: IT.NET.SECR.P6."
    )
    assert set(table.columns["vintage"]) == {"2025-07-01"}
    assert table.columns["source_class"].tolist() == ["other"] * 2 + ["auxiliary"] * 3
    name = "file.zip!API.csv" if packed else "file.csv"
    assert table.address(2).show("en") == f"{name}, line 9, column 2021"
    assert list(table.sources) == [path.name]


def test_tables_of_databank_are_read(tmp_path: Path) -> None:
    table = ict.read_observations(written(tmp_path, DATABANK), form="wdi")
    assert rows(table, "economy", "year", "value", "vintage") == [
        ("KEN", "2021", "28.75", "07/01/2025"), ("NAM", "2022", "62.2", "07/01/2025"),
    ]  # fmt: skip


def test_what_a_wdi_exponent_says_survives_writing_and_frames(tmp_path: Path) -> None:
    table = ict.read_observations(written(tmp_path, WDI), form="wdi")
    table.to_csv(tmp_path / "copy.csv")
    copy = ict.read_observations(tmp_path / "copy.csv")
    assert copy.columns["value"].tolist() == table.columns["value"].tolist()
    assert "E+" not in (tmp_path / "copy.csv").read_text(encoding="utf-8")
    again = ict.read_observations(table.to_frame())
    assert again.columns["written"].tolist() == table.columns["written"].tolist()
    assert again.address(2).show("en") == table.address(2).show("en")


@small_cases(
    ("cell", "code"),
    [
        ("1e400", "number.exponent"),
        ("1e99", "number.exponent"),
        ("NaN", "number.not-finite"),
        ("1,5", "number.decimal-comma"),
        ("1_000e3", "number.not-a-number"),
        ("NA", "number.not-a-number"),
    ],
)
def test_what_is_no_number_stays_none_in_wdi(tmp_path: Path, cell: str, code: str) -> None:
    text = f'"Country Code","Indicator Code","2021"\n"KEN","SP.POP.TOTL","{cell}"\n'
    table = ict.read_observations(written(tmp_path, text), form="wdi")
    assert [(f.code, f.address.line, f.address.column) for f in table.findings] == [
        (code, 2, "2021")
    ]
    assert table.columns["value"].tolist() == [None]


def test_exponents_are_read_in_no_other_form(tmp_path: Path) -> None:
    tidy = "economy,indicator,year,value\nKEN,population,2021,5.3e7\n"
    assert findings_of(ict.read_observations(written(tmp_path, tidy))) == [
        ("number.exponent", "error")
    ]
    sdmx = SDMX_1.replace("35.0", "3.5e1")
    observations = ict.read_observations(written(tmp_path, sdmx), form="sdmx-csv")
    assert findings_of(observations) == [("number.exponent", "error")]


def test_exponents_of_datahub_are_read_exactly(tmp_path: Path) -> None:
    """ITU's own files hold exabytes as a program writes small numbers."""
    hub = "seriesCode,entityIso,dataYear,dataValue\ni136mwi,BWA,2016,1.189e-06\n"
    observations = ict.read_observations(written(tmp_path, hub), form="datahub")
    assert observations.columns["value"][0] == Decimal("0.000001189")
    assert (
        observations.columns["written"].tolist() == ["1.189e-06"]
        and not observations.findings.errors
    )
    comma = "seriesCode;entityIso;dataYear;dataValue\ni136mwi;BWA;2016;1,189e-06\n"
    observations = ict.read_observations(
        written(tmp_path, comma), form="datahub", dialect="semicolon-comma"
    )
    assert observations.columns["value"][0] == Decimal("0.000001189")


WRONG_WDI = {
    "form.not-this-form": "economy,year\nKEN,2022\n",
    "table.unknown-column": '"Country Code","Indicator Code","2021","Telex"\n"KEN","X","1","2"\n',
    "form.nothing-known": '"Country Code","Indicator Code","2021"\n"KEN","X.Y.Z","1"\n',
    "table.cell-count": '"Country Code","Indicator Code","2021"\n"KEN","SP.POP.TOTL"\n',
    "table.duplicate-column": '"Country Code","Indicator Code","2021","2021"\n"KEN","X","1","2"\n',
}


@small_cases("code", WRONG_WDI)
def test_what_is_not_of_the_form_is_refused(tmp_path: Path, code: str) -> None:
    error = refused(written(tmp_path, WRONG_WDI[code]), "wdi")
    assert error.code == code
    assert "{" not in error.message("en")


def test_an_unknown_economy_of_wdi_is_a_finding(tmp_path: Path) -> None:
    text = '"Country Code","Indicator Code","2021","2022"\n"ZZZ","SP.POP.TOTL","1","2"\n'
    table = ict.read_observations(written(tmp_path, text), form="wdi")
    assert findings_of(table) == [("economy.unknown", "error")]
    assert table.findings[0].address.show("en") == "file.csv, line 2, column Country Code"


# ---------------------------------------------------------------- DataHub


@pytest.mark.parametrize("packed", [False, True])
def test_datahub_downloads_are_read(tmp_path: Path, packed: bool) -> None:
    path = written(tmp_path, DATAHUB)
    if packed:
        path = zipped(tmp_path, {"i271mw.csv": DATAHUB})
    table = ict.read_observations(path, form="datahub", constants={"vintage": "2025-11"})
    names = ("economy", "indicator", "year", "value", "unit", "source_class", "status")
    assert rows(table, *names) == [
        ("ABW", "mobile-broadband-subscriptions-count", "2012", "21000", "count", "estimate", "I"),
        ("NAM", "mobile-broadband-subscriptions-count", "2020", "1500000", "count",
         "official-publication", ""),
        ("NAM", "internet-users", "2022", "62.2", "percent", "", ""),
    ]  # fmt: skip
    assert findings_of(table) == [
        ("form.series-left-out", "information"), ("datahub.parts-left-out", "warning"),
    ]  # fmt: skip
    assert table.columns["note"].tolist() == ["", "break", ""]
    assert set(table.columns["vintage"]) == {"2025-11"}


def test_parts_never_pass_for_the_total(tmp_path: Path) -> None:
    lines = DATAHUB.splitlines()
    without_total = "\n".join([lines[0], lines[5], lines[5].replace("Male", "Female")]) + "\n"
    assert refused(written(tmp_path, without_total), "datahub").code == "form.nothing-known"


def test_a_part_that_is_alone_does_not_pass_for_the_total(tmp_path: Path) -> None:
    lines = DATAHUB.splitlines()
    table = ict.read_observations(
        written(tmp_path, "\n".join([lines[0], lines[1], lines[5]]) + "\n"), form="datahub"
    )
    assert table.columns["indicator"].tolist() == ["mobile-broadband-subscriptions-count"]
    assert findings_of(table) == [("datahub.parts-left-out", "warning")]
    assert "i99H" in table.findings[0].message("en")


def test_the_world_and_former_economies_are_left_out_of_datahub(tmp_path: Path) -> None:
    line = DATAHUB.splitlines()[1]
    more = "".join(f"{line.replace('ABW', code)}\n" for code in ("WLD", "ANT", "YUG"))
    table = ict.read_observations(written(tmp_path, DATAHUB + more), form="datahub")
    assert set(table.columns["economy"]) == {"ABW", "NAM"} and not table.findings.errors
    messages = [finding.message("en") for finding in table.findings]
    assert "1 codes are of groups of economies and were left out: WLD." in messages
    assert "2 codes are of economies that no longer exist and were left out: ANT, YUG." in messages
    unknown = line.replace("ABW", "ZZZ") + "\n"
    table = ict.read_observations(written(tmp_path, DATAHUB + unknown), form="datahub")
    assert ("economy.unknown", "error") in findings_of(table)


def test_an_unknown_column_of_datahub_is_refused(tmp_path: Path) -> None:
    text = DATAHUB.replace("entityName", "entityName,sex").replace("Namibia", "Namibia,F")
    error = refused(written(tmp_path, text.replace("Aruba", "Aruba,")), "datahub")
    assert error.code == "table.unknown-column"


def test_an_unknown_unit_of_datahub_is_a_finding(tmp_path: Path) -> None:
    table = ict.read_observations(written(tmp_path, DATAHUB.replace("%", "permille")),
                                  form="datahub")  # fmt: skip
    assert ("unit.mismatch", "error") in findings_of(table)
    observations = ict.read_observations(written(tmp_path, DATAHUB.replace("%", "permille")),
                                 form="datahub", constants={"unit": ""})  # fmt: skip
    assert not observations.findings.errors


# ---------------------------------------------------------------- archives


def test_archives_are_looked_at_before_they_are_unpacked(tmp_path: Path) -> None:
    cases: dict[str, dict[str, str | bytes]] = {
        "archive.no-table": {"readme.txt": "x"},
        "archive.several-tables": {"a.csv": DATAHUB, "b.csv": DATAHUB},
        "archive.too-large": {"a.csv": b"0" * (9 * 1024 * 1024)},
        "archive.outside": {"../a.csv": DATAHUB},
    }
    for code, parts in cases.items():
        error = refused(zipped(tmp_path, parts), "datahub")
        assert error.code == code
        assert "{" not in error.message("en")
    for name in ("/etc/a.csv", "C:a.csv", "a\\..\\b.csv", "x/../../a.csv"):
        assert refused(zipped(tmp_path, {name: DATAHUB}), "datahub").code == "archive.outside"


def test_what_macos_notes_next_to_a_file_is_passed_over(tmp_path: Path) -> None:
    note: dict[str, str | bytes] = {"__MACOSX/._i99H.csv": b"\x00\x05\x16\x07"}
    table = ict.read_observations(zipped(tmp_path, {"i99H.csv": DATAHUB, **note}), form="datahub")
    assert len(table) == 3 and table.address(0).source == "file.zip!i99H.csv"
    assert refused(zipped(tmp_path, note), "datahub").code == "archive.no-table"


@pytest.mark.slow
def test_a_bomb_of_many_small_parts_is_refused(tmp_path: Path) -> None:
    parts: dict[str, str | bytes] = {f"{n}.csv": b"0" * 20_000 for n in range(1001)}
    assert refused(zipped(tmp_path, parts), "datahub").code == "archive.too-large"
    dense = {"a.csv": b"0" * (7 * 1024 * 1024)}
    assert refused(zipped(tmp_path, dense), "datahub").code == "archive.too-large"


def test_damaged_and_locked_archives_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.csv": DATAHUB})
    data = bytearray(path.read_bytes())
    middle = data.index(b"a.csv") + 60
    for number in range(middle, middle + 8):
        data[number] ^= 0xFF
    assert refused(written(tmp_path, bytes(data), "x.zip"), "datahub").code == "archive.unusable"
    assert (
        refused(written(tmp_path, path.read_bytes()[:-30], "x.zip"), "datahub").code
        == "archive.unusable"
    )
    locked = bytearray(path.read_bytes())
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert refused(written(tmp_path, bytes(locked), "x.zip"), "datahub").code == "archive.encrypted"


@pytest.mark.slow
def test_a_size_that_is_untrue_does_not_let_a_bomb_through() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (30 * 1024 * 1024))
    data = bytearray(stream.getvalue())
    for start, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(start) + offset
        data[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(UnusableFileError) as caught:
        member("a.zip", bytes(data))
    assert caught.value.code in ("archive.unusable", "archive.too-large")


# ---------------------------------------------------------------- SDMX-CSV


def test_sdmx_csv_1_is_read_with_m49_codes_and_units(tmp_path: Path) -> None:
    table = ict.read_observations(written(tmp_path, SDMX_1), form="sdmx-csv")
    assert rows(table, "economy", "indicator", "year", "value", "unit", "status", "sex") == [
        ("KEN", "internet-users", "2022", "35.0", "percent", "A", "_T"),
        ("AFG", "internet-users", "2022", "18.4", "percent", "E", "F"),
    ]
    assert not table.findings
    assert table.address(1).show("en") == "file.csv, line 3, column OBS_VALUE"


def test_codes_of_the_sdg_lists_are_read(tmp_path: Path) -> None:
    """CL_AREA writes 4, CL_SERIES writes II99, and data write 004 and ii99: all are the same."""
    text = (
        "DATAFLOW,REF_AREA,SERIES,AGE,EDUCATION_LEV,COMPOSITE_BREAKDOWN,TIME_PERIOD,OBS_VALUE\n"
        "X:Y(1.0),4,IT_USE_II99,Y0T14,_T,_T,2022,18.4\n"
        "X:Y(1.0),76,it_use_ii99,Y15T24,AGG_5T8,_T,2022,98\n"
        "X:Y(1.0),076,IT_MOB_2GNTWK,_T,_T,_T,2022,93.5\n"
        "X:Y(1.0),76,IT_NET_BBNDN,_T,_T,_T,2022,45\n"
        "X:Y(1.0),76,IT_NET_BBNDN,_T,_T,IS_GE10M,2022,40\n"
    )
    table = ict.read_observations(written(tmp_path, text), form="sdmx-csv")
    assert rows(table, "economy", "indicator", "age", "education") == [
        ("AFG", "internet-users", "Y_LT15", "_T"),
        ("BRA", "internet-users", "Y15T24", "ISCED11_5T8"),
        ("BRA", "coverage-mobile", "_T", "_T"),
        ("BRA", "fixed-broadband-subscriptions-count", "_T", "_T"),
        ("BRA", "fixed-broadband-subscriptions-10-mbit-or-more", "_T", "_T"),
    ]
    assert not table.findings
    skill = text.replace("IT_NET_BBNDN,_T,_T,IS_GE10M", "SE_ADT_ACTS,_T,_T,SKILL_ICTPRGM")
    error = refused(written(tmp_path, skill), "sdmx-csv")
    assert error.code == "sdmx.unknown-concept" and "COMPOSITE_BREAKDOWN" in error.message("en")


def test_a_code_that_is_in_no_list_is_a_finding(tmp_path: Path) -> None:
    for area in ("04", "1004", "999"):
        text = SDMX_1.replace(",004,", f",{area},")
        table = ict.read_observations(written(tmp_path, text), form="sdmx-csv")
        assert findings_of(table) == [("economy.unknown", "error")]


def test_sdmx_csv_2_with_names_and_multipliers(tmp_path: Path) -> None:
    table = ict.read_observations(written(tmp_path, SDMX_2), form="sdmx-csv")
    assert rows(table, "economy", "indicator", "value", "written") == [
        ("KEN", "mobile-broadband-subscriptions-count", "28500000", "28.5e6"),
        ("NAM", "mobile-broadband-subscriptions-count", "None", ""),
    ]
    assert not table.findings
    # The multiplier is applied once, whatever is done with the table.
    table.to_csv(tmp_path / "copy.csv")
    copy = ict.read_observations(tmp_path / "copy.csv")
    assert copy.columns["value"].tolist() == [Decimal(28500000), None]


def test_names_in_columns_of_their_own_are_passed_over(tmp_path: Path) -> None:
    text = (
        "STRUCTURE[;],STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Area,INDICATOR,Indicator,"
        "SEX,Sex,TIME_PERIOD,Time,OBS_VALUE,Value\n"
        "dataflow,X:Y(1.0),Name,I,KEN,Kenya,i99H,Users,F,Female,2022,2022,30.1,\n"
    )
    table = ict.read_observations(written(tmp_path, text), form="sdmx-csv")
    assert rows(table, "economy", "sex", "value") == [("KEN", "F", "30.1")]
    assert "Area" in table.unread and "Sex" in table.unread


@small_cases(
    ("behind", "column", "cells"),
    [
        ("TIME_PERIOD", "SKILL", ("EMAIL", "EMAIL")),
        ("TIME_PERIOD", "Skill", ("EMAIL", "EMAIL")),
        ("OBS_VALUE", "QUANTILE", ("Q1", "Q1")),
        ("OBS_VALUE", "Quantile", ("Q1", "Q2")),
        ("SEX", "SKILL", ("EMAIL", "EMAIL")),
        ("SEX", "Skill", ("EMAIL", "COPY")),
    ],
)
def test_names_of_codes_do_not_hide_a_dimension(
    tmp_path: Path, behind: str, column: str, cells: tuple[str, str]
) -> None:
    header = "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,INDICATOR,SEX,TIME_PERIOD,"
    lines = [f"{header}OBS_VALUE".split(",")]
    for economy in ("KEN", "NAM"):
        row = ["dataflow", "X:Y(1.0)", "Name", "I", economy, "i99H", "F", "2022", "30.1"]
        lines.append(row)
    position = lines[0].index(behind) + 1
    for line, cell in zip(lines, (column, *cells), strict=True):
        line.insert(position, cell)
    text = "".join(",".join(line) + "\n" for line in lines)
    error = refused(written(tmp_path, text), "sdmx-csv")
    assert error.code == "sdmx.unknown-concept" and f"'{column}'" in error.message("en")


def test_an_unknown_dimension_is_refused_unless_total_or_stated(tmp_path: Path) -> None:
    item = SDMX_1.replace(",SEX,", ",SKILL,")
    assert refused(written(tmp_path, item), "sdmx-csv").code == "sdmx.unknown-concept"
    total = item.replace(",F,", ",_T,")
    assert not ict.read_observations(written(tmp_path, total), form="sdmx-csv").findings
    observations = ict.read_observations(
        written(tmp_path, item), form="sdmx-csv", columns={"SKILL": "education"}
    )
    assert observations.columns["education"].tolist() == ["_T", "F"]


SDMX_FINDINGS = {
    "sdmx.frequency": SDMX_1.replace("),A,004", "),M,004"),
    "sdmx.multiplier": SDMX_1.replace("PERCENT,0,E", "PERCENT,x,E"),
    "sdmx.action": SDMX_2.replace("A name,I,KEN", "A name,D,KEN"),
    "year.unusable": SDMX_1.replace("F,2022", "F,2022-12-31"),
    "status.unknown": SDMX_1.replace(",E\n", ",?\n"),
    "breakdown.unknown": SDMX_1.replace(",F,", ",f,"),
    "number.too-long": SDMX_1.replace("PERCENT,0,E", "PERCENT,99,E"),
    "unit.mismatch": SDMX_1.replace("18.4,PERCENT", "18.4,PER_100_POP"),
}


@small_cases("code", SDMX_FINDINGS)
def test_what_is_wrong_in_sdmx_is_a_finding_with_its_address(tmp_path: Path, code: str) -> None:
    table = ict.read_observations(written(tmp_path, SDMX_FINDINGS[code]), form="sdmx-csv")
    assert [finding.code for finding in table.findings] == [code]
    finding = table.findings[0]
    assert finding.level == "error" and finding.address.line in (2, 3)
    assert "{" not in finding.message("en") + finding.remedy("en")


WRONG_SDMX = {
    "form.not-this-form": "economy,indicator,year,value\nKEN,i99H,2022,1\n",
    "sdmx.concept-twice": SDMX_1.replace(",SEX,", ",INDICATOR,"),
    "table.cell-count": SDMX_1.replace(",E\n", "\n"),
}


@pytest.mark.parametrize("code", WRONG_SDMX)
def test_what_is_no_sdmx_csv_is_refused(tmp_path: Path, code: str) -> None:
    error = refused(written(tmp_path, WRONG_SDMX[code]), "sdmx-csv")
    assert error.code == code
    assert "{" not in error.message("en")


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_sdmx_csv_reads_back_what_was_written(tmp_path: Path, version: str) -> None:
    sample = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    ict.data.write_sdmx_csv(sample, tmp_path / "annex.csv", version=version)
    back = ict.read_observations(tmp_path / "annex.csv", form="sdmx-csv")
    for name in sample.columns:
        if name not in ("file", "line", "column"):
            assert back.columns[name].tolist() == sample.columns[name].tolist(), name
    assert not back.findings
    first = (tmp_path / "annex.csv").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("DATAFLOW,FREQ," if version == "1.0" else "STRUCTURE,STRUCTURE_ID,")


def test_sdmx_csv_carries_no_live_formula(tmp_path: Path) -> None:
    text = 'economy,indicator,year,value,note\nKEN,i99H,2022,30,"=HYPERLINK(""x"")"\n'
    table = ict.read_observations(written(tmp_path, text))
    message = sdmx_text(table)
    assert "\"'=HYPERLINK" in message
    path = written(tmp_path, message, "out.csv")
    back = ict.read_observations(path, form="sdmx-csv")
    assert back.columns["note"].tolist() == ['=HYPERLINK("x")']


@pytest.mark.parametrize(
    ("supplied", "code"),
    [({"dataflow": "ITU"}, "sdmx.dataflow"), ({"version": "3"}, "sdmx.version")],
)
def test_a_message_without_a_proper_name_is_not_written(
    tmp_path: Path, supplied: dict[str, str], code: str
) -> None:
    sample = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    with pytest.raises(UsageError) as caught:
        ict.data.write_sdmx_csv(sample, tmp_path / "x.csv", **supplied)
    assert caught.value.code == code and not (tmp_path / "x.csv").exists()


# ---------------------------------------------------------------- calls


def test_the_form_is_stated_and_fits(tmp_path: Path) -> None:
    path = written(tmp_path, SDMX_1)
    sample = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    cases: list[tuple[dict[str, object], object, str]] = [
        ({"form": "wid"}, path, "form.unknown"),
        ({"form": 1}, path, "form.unknown"),
        ({"form": "wdi", "columns": {"a": "year"}}, path, "form.no-columns"),
        ({"form": "wdi", "layout": "x.toml"}, path, "form.no-layout"),
        ({"form": "wdi", "flags": {}}, path, "form.no-layout"),
        ({"form": "wdi"}, sample.to_frame(), "form.needs-file"),
        ({"form": "wdi"}, sample, "observations.read-already"),
        ({"form": "wdi", "sheet": "Data"}, path, "workbook.no-sheets-here"),
        ({"form": "sdmx-csv", "columns": {"SEX": "telex"}}, path, "layout.unknown-target"),
    ]
    for supplied, source, code in cases:
        with pytest.raises(UsageError) as caught:
            ict.read_observations(source, **supplied)
        assert caught.value.code == code
        assert "{" not in caught.value.message("en")


def test_a_constant_does_not_hide_a_column(tmp_path: Path) -> None:
    error = refused(written(tmp_path, WDI), "wdi", constants={"economy": "KEN"})
    assert error.code == "table.constant-too"


def test_several_files_of_a_form_are_read_as_one(tmp_path: Path) -> None:
    first, two = written(tmp_path, WDI, "a.csv"), written(tmp_path, DATABANK, "b.csv")
    table = ict.read_observations([first, two], form="wdi")
    assert sorted(table.sources) == ["a.csv", "b.csv"] and len(table) == 7


@pytest.mark.parametrize("form", sorted(set(FORMS) - BY_EDITION))
def test_each_form_is_read_by_its_own_module(tmp_path: Path, form: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path, form=form)
    assert (caught.value.code, caught.value.details["form"]) == ("form.not-this-form", form)
